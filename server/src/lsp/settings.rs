//! Settings from everywhere: the configuration file, what came with `initialize`, the client's section `workos`. Later
//! ones go over earlier ones. What does not fit is named and left out; the rest counts.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use workos_lsp_engine::{
    analysis::{Config, Settings, Surface},
    knowledge::Knowledge,
    project::{Problem, repository_root},
};

use crate::{
    cli::{config, scene::sanitize},
    disk::{Disk, canonical},
};

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
    pub fn read_file(&mut self, folders: &[PathBuf]) {
        self.problems.clear();
        self.file_config = Config::default();
        self.file = folders
            .iter()
            .find_map(|folder| config::find(folder, repository_root(&Disk, folder)));
        self.folder = match &self.file {
            Some(file) => file.parent().map(Path::to_owned),
            None => folders.first().cloned(),
        };
        match self.file.as_deref().map(config::read) {
            Some(Ok(config)) => self.file_config = config,
            Some(Err(problem)) => self.problems.push(problem),
            None => {}
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
            problems.extend(overlay(&mut config, over).into_iter().map(setting));
        }
        (config, problems)
    }

    /// Folders of tables that settings name, and what is wrong with them.
    #[must_use]
    pub fn tables(&self, config: &Config) -> (Vec<PathBuf>, Vec<Problem>) {
        let (mut dirs, mut problems) = (Vec::new(), Vec::new());
        for given in &config.knowledge {
            let path = match &self.folder {
                Some(folder) => folder.join(given),
                None => PathBuf::from(given),
            };
            match canonical(&path) {
                Ok(found) if found.is_dir() => dirs.push(found),
                _ => problems.push(setting(format!(
                    "knowledge: there is no folder `{given}`; it is left out"
                ))),
            }
        }
        (dirs, problems)
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

/// Lays a client's settings over others. Maps are merged by key, everything else is replaced; `null` and empty lists and
/// maps, which is how clients send "not set", change nothing, nor do keys that are the client's own. Returns what does not
/// fit.
fn overlay(config: &mut Config, over: &Value) -> Vec<String> {
    let Some(over) = over.as_object() else {
        return match over {
            Value::Null => Vec::new(),
            _ => vec!["`workos`: expected an object".to_owned()],
        };
    };
    over.iter()
        .filter(|(_, value)| !is_unset(value))
        .filter_map(|(key, value)| set(config, key, value).err())
        .collect()
}

fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

fn set(config: &mut Config, key: &str, value: &Value) -> Result<(), String> {
    match key {
        "target" => config.target = parse(key, value)?.target,
        "ignore" => config.ignore = parse(key, value)?.ignore,
        "duplicates" => config.duplicates = parse(key, value)?.duplicates,
        "knowledge" => config.knowledge = parse(key, value)?.knowledge,
        "maxFileSize" => config.max_file_size = parse(key, value)?.max_file_size,
        "maxDiagnostics" => config.max_diagnostics = parse(key, value)?.max_diagnostics,
        "severity" => config.severity.extend(parse(key, value)?.severity),
        _ => {}
    }
    Ok(())
}

fn parse(key: &str, value: &Value) -> Result<Config, String> {
    let alone = Map::from_iter([(key.to_owned(), value.clone())]);
    serde_json::from_value(Value::Object(alone)).map_err(|error| format!("`{key}`: {error}"))
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
        let wrong = overlay(
            &mut config,
            &json!({
                "target": "9.0.0", "duplicates": "sometimes", "severity": { "removed": "hint" },
                "ignore": [], "trace": { "server": "verbose" }, "maxDiagnostics": null,
            }),
        );
        assert_eq!(config.target, Some(TargetConfig::One("9.0.0".to_owned())));
        assert_eq!(config.duplicates, Duplicates::Auto);
        assert_eq!(config.severity.len(), 2);
        assert_eq!(config.ignore, ["dist/**"]);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].contains("`duplicates`"), "{wrong:?}");
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
            let wrong = overlay(&mut config, &json!({ key: values[key] }));
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
