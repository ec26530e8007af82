//! What users can set: `workos-lsp.json`, the client's section `workos`, and the flags of the command line end up here.

use std::{collections::BTreeMap, path::PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Severity, State};

/// The content of `workos-lsp.json`, and of the client's section `workos`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// Where this schema lies; for editors.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The version to which upgrades are judged: a version, `latest` or `installed`, for all packages or by package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetConfig>,
    /// Globs of files that are not looked at, relative to the folder of the configuration.
    pub ignore: Vec<String>,
    /// Severity by change id or by state.
    pub severity: BTreeMap<String, Severity>,
    /// What to do with findings that the language's own checker reports too.
    pub duplicates: Duplicates,
    /// Folders with tables of one's own, laid over the built-in ones.
    pub knowledge: Vec<String>,
    /// Files above this size in bytes are not analysed. Default 4 MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_file_size: Option<u64>,
    /// How many findings of one file an editor is sent at most. Default 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_diagnostics: Option<usize>,
}

/// `target` in the configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TargetConfig {
    /// For the one covered package in use.
    One(String),
    /// By package name.
    Each(BTreeMap<String, String>),
}

/// `duplicates`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// Hints where the client says that the checker runs; shown otherwise.
    #[default]
    Auto,
    /// Always shown.
    Show,
    /// Not shown at all.
    Hide,
}

/// For whom findings are made; decides their severity (CONTRACT §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Surface {
    /// An editor, with the checkers that the client says run (`typescript`, …).
    Editor {
        /// Names of checkers.
        checkers: Vec<String>,
    },
    /// The command line.
    CommandLine,
}

/// Everything that decides what is said, besides the sources themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// For whom.
    pub surface: Surface,
    /// Configuration files' and client's settings, merged.
    pub config: Config,
    /// The folder that the globs of `config` are relative to.
    pub config_dir: Option<PathBuf>,
    /// `--to`: by package name; the empty name stands for the one package in use. Goes over `config.target`.
    pub to: BTreeMap<String, String>,
    /// `--assume`: version by package name.
    pub assume: BTreeMap<String, nodejs_semver::Version>,
}

impl Settings {
    /// No configuration, for one surface.
    #[must_use]
    pub fn new(surface: Surface) -> Self {
        Self {
            surface,
            config: Config::default(),
            config_dir: None,
            to: BTreeMap::new(),
            assume: BTreeMap::new(),
        }
    }
}

/// A severity override's key is a change id or one of the states' names; this tells which.
#[must_use]
pub fn state_named(key: &str) -> Option<State> {
    serde_json::from_value(serde_json::Value::String(key.to_owned())).ok()
}
