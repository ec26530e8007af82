//! Settings from everywhere: the configuration file, what came with `initialize`, the client's section `workos`. Later
//! ones go over earlier ones. What does not fit is named and left out; the rest counts.

use std::path::{Path, PathBuf};

use serde_json::Value;
use workos_lsp_engine::{
    analysis::{Config, Settings, Surface},
    knowledge::Knowledge,
    project::{Files, Problem, repository_root},
};

use crate::cli::{config, scene::sanitize};

/// Where settings come from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The type checkers that run beside us.
    pub checkers: Vec<String>,
    /// Settings that came with `initialize`.
    pub initial: Value,
    /// The client's section.
    pub client: Value,
    /// The configuration file.
    file: Option<PathBuf>,
    /// What it says.
    file_config: Config,
    /// What relative paths and globs are relative to.
    folder: Option<PathBuf>,
    problems: Vec<Problem>,
}

impl Sources {
    /// From the options of `initialize`.
    #[must_use]
    pub fn of_options(options: Option<&Value>) -> Self {
        let get = |key| options.and_then(|options| options.get(key)).cloned();
        Self {
            checkers: get("checkers")
                .and_then(|checkers| serde_json::from_value(checkers).ok())
                .unwrap_or_default(),
            initial: get("settings")
                .or_else(|| get("workos"))
                .unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Reads the configuration that holds for the first folder that has one, as the command line finds it.
    pub fn read_file(&mut self, files: &dyn Files, folders: &[PathBuf]) {
        self.problems.clear();
        self.file_config = Config::default();
        self.file = folders
            .iter()
            .find_map(|folder| config::find(files, folder, repository_root(files, folder)));
        self.folder = match &self.file {
            Some(file) => file.parent().map(Path::to_owned),
            None => folders.first().cloned(),
        };
        if let Some(file) = &self.file {
            (self.file_config, self.problems) = config::read(files, file);
        }
    }

    /// Whether a change of this file changes settings.
    #[must_use]
    pub fn concerns(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| name == config::NAME)
    }

    /// All of them, laid over each other, and what is wrong with them.
    #[must_use]
    pub fn merged(&self) -> (Config, Vec<Problem>) {
        let mut config = self.file_config.clone();
        let mut problems = self.problems.clone();
        for over in [&self.initial, &self.client] {
            // Keys that are the client's own are none of ours.
            let wrong = config::lay(&mut config, over, false);
            problems.extend(wrong.into_iter().map(setting));
        }
        (config, problems)
    }

    /// Folders of tables that settings name, and what is wrong with them.
    #[must_use]
    pub fn tables(&self, files: &dyn Files, config: &Config) -> (Vec<PathBuf>, Vec<Problem>) {
        let dir = self.folder.clone().unwrap_or_default();
        // The file comes with the workspace and is not trusted; the client's settings are the user's.
        let is_of_file = config.knowledge == self.file_config.knowledge;
        let within = is_of_file.then(|| repository_root(files, &dir));
        let (dirs, wrong) = config::tables(files, config, &dir, within);
        (dirs, wrong.into_iter().map(setting).collect())
    }

    /// The settings for the engine; what can't be meant is taken out and named.
    #[must_use]
    pub fn settings(&self, mut config: Config, knowledge: &Knowledge) -> (Settings, Vec<Problem>) {
        let path = self.file.clone().unwrap_or_default();
        let problems = sanitize(&mut config, &path, knowledge);
        let checkers = self.checkers.clone();
        let settings = Settings {
            config,
            config_dir: self.folder.clone(),
            ..Settings::new(Surface::Editor { checkers })
        };
        (settings, problems)
    }
}

fn setting(message: String) -> Problem {
    Problem {
        path: PathBuf::new(),
        message: format!("setting {message}"),
    }
}

/// The section `workos` of settings that a client sends with a change, whether it sends the section or all of them.
#[must_use]
pub fn section(mut settings: Value) -> Value {
    match settings.get_mut("workos") {
        Some(section) => section.take(),
        None => settings,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use workos_lsp_engine::analysis::{Duplicates, Severity, TargetConfig};

    use super::*;

    #[test]
    fn one_wrong_value_does_not_take_the_others_with_it() {
        let mut config = Config {
            ignore: vec!["dist/**".to_owned()],
            ..Config::default()
        };
        config
            .severity
            .insert("changed".to_owned(), Severity::Error);
        let wrong = config::lay(
            &mut config,
            &json!({
                "target": "9.0.0", "duplicates": "sometimes", "severity": { "removed": "hint" },
                "ignore": [], "trace": { "server": "verbose" }, "maxDiagnostics": null,
            }),
            false,
        );
        assert_eq!(config.target, Some(TargetConfig::One("9.0.0".to_owned())));
        assert_eq!(config.duplicates, Duplicates::Auto);
        assert_eq!(config.severity.len(), 2);
        assert_eq!(config.ignore, ["dist/**"]);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].starts_with("duplicates: "), "{wrong:?}");
    }

    #[test]
    fn every_setting_of_the_file_can_come_from_a_client() {
        let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap();
        let values = json!({
            "target": "latest", "ignore": ["a"], "severity": { "removed": "off" }, "duplicates": "hide",
            "knowledge": ["k"], "maxFileSize": 1, "maxDiagnostics": 2,
        });
        for key in schema["properties"].as_object().unwrap().keys() {
            if key == "$schema" {
                continue;
            }
            let mut config = Config::default();
            let wrong = config::lay(&mut config, &json!({ key: values[key] }), true);
            assert_eq!(wrong, Vec::<String>::new());
            assert_ne!(config, Config::default(), "{key}");
        }
    }

    #[test]
    fn a_change_may_hold_the_section_or_everything() {
        let section_alone = json!({ "target": "9.0.0" });
        assert_eq!(
            section(json!({ "workos": section_alone.clone() })),
            section_alone
        );
        assert_eq!(section(section_alone.clone()), section_alone);
        assert_eq!(section(Value::Null), Value::Null);
    }
}
