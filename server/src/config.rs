//! Reads `workos-lsp.json` and the client's section `workos` into a `Config`. A value that does not fit is named and left
//! out; the others count. Knows nothing of what the settings do.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use workos_lsp_engine::{
    analysis::Config,
    project::{Files, Problem},
};

/// The name of the configuration file.
pub const FILE_NAME: &str = "workos-lsp.json";

const SETTINGS: [&str; 8] = [
    "$schema",
    "target",
    "ignore",
    "severity",
    "duplicates",
    "knowledge",
    "maxFileSize",
    "maxDiagnostics",
];

/// What a configuration file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The file, if there is one.
    pub path: Option<PathBuf>,
    /// Its settings.
    pub config: Config,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// The configuration file of a folder: its own, or none.
#[must_use]
pub fn of_folder(files: &dyn Files, folder: &Path) -> Loaded {
    let path = folder.join(FILE_NAME);
    if files.kind(&path).is_none() {
        return Loaded::default();
    }
    load(files, &path)
}

/// The nearest configuration file at or above `folder`, not above `top`.
#[must_use]
pub fn nearest(files: &dyn Files, folder: &Path, top: &Path) -> Loaded {
    workos_lsp_engine::project::nearest(folder, top, |dir| {
        files.kind(&dir.join(FILE_NAME)).is_some()
    })
    .map(|dir| load(files, &dir.join(FILE_NAME)))
    .unwrap_or_default()
}

/// Reads one configuration file.
#[must_use]
pub fn load(files: &dyn Files, path: &Path) -> Loaded {
    let mut loaded = Loaded {
        path: Some(path.to_owned()),
        ..Loaded::default()
    };
    let messages = match read(files, path) {
        Ok(value) => overlay(&mut loaded.config, &value, Unknown::Named),
        Err(message) => vec![message],
    };
    loaded.problems = messages
        .into_iter()
        .map(|message| Problem {
            path: path.to_owned(),
            message,
        })
        .collect();
    loaded
}

/// What happens to keys that are not settings of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// They are named: in a file of ours they are mistakes.
    Named,
    /// They are skipped: a client's section also holds the client's own settings.
    Skipped,
}

/// Lays settings over others. Maps are merged by key, everything else is replaced; `null`, and from clients also an empty
/// list or map (which is how they send "not set"), changes nothing. Returns what did not fit.
pub fn overlay(config: &mut Config, over: &Value, unknown: Unknown) -> Vec<String> {
    let Some(over) = over.as_object() else {
        return if over.is_null() {
            Vec::new()
        } else {
            vec![format!("expected an object, found {}", kind_of(over))]
        };
    };
    let mut wrong = Vec::new();
    for (key, value) in over {
        let unset = match value {
            Value::Null => true,
            Value::Array(list) => unknown == Unknown::Skipped && list.is_empty(),
            Value::Object(map) => unknown == Unknown::Skipped && map.is_empty(),
            _ => false,
        };
        if unset {
            continue;
        }
        if let Err(message) = set(config, key, value, unknown) {
            wrong.push(message);
        }
    }
    wrong
}

fn set(config: &mut Config, key: &str, value: &Value, unknown: Unknown) -> Result<(), String> {
    if key == "severity" {
        return set_severities(config, value);
    }
    if !SETTINGS.contains(&key) {
        return match unknown {
            Unknown::Named => Err(format!("`{key}` is not a setting")),
            Unknown::Skipped => Ok(()),
        };
    }
    let parsed = parse(key, value).map_err(|error| format!("`{key}`: {error}"))?;
    match key {
        "$schema" => config.schema = parsed.schema,
        "target" => config.target = parsed.target,
        "ignore" => config.ignore = parsed.ignore,
        "duplicates" => config.duplicates = parsed.duplicates,
        "knowledge" => config.knowledge = parsed.knowledge,
        "maxFileSize" => config.max_file_size = parsed.max_file_size,
        "maxDiagnostics" => config.max_diagnostics = parsed.max_diagnostics,
        _ => {}
    }
    Ok(())
}

/// Severities one by one, so that a wrong one does not take the others with it.
fn set_severities(config: &mut Config, value: &Value) -> Result<(), String> {
    let Some(map) = value.as_object() else {
        return Err(format!(
            "`severity`: expected an object, found {}",
            kind_of(value)
        ));
    };
    let mut wrong = Vec::new();
    for (id, severity) in map {
        match serde_json::from_value(severity.clone()) {
            Ok(severity) => {
                config.severity.insert(id.clone(), severity);
            }
            Err(error) => wrong.push(format!("`severity.{id}`: {error}")),
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("; "))
    }
}

fn parse(key: &str, value: &Value) -> Result<Config, serde_json::Error> {
    serde_json::from_value(Value::Object(Map::from_iter([(
        key.to_owned(),
        value.clone(),
    )])))
}

fn read(files: &dyn Files, path: &Path) -> Result<Value, String> {
    let bytes = files
        .read(path)
        .map_err(|error| format!("cannot be read: {error}"))?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    jsonc_parser::parse_to_serde_value::<Value>(text, &jsonc_parser::ParseOptions::default())
        .map_err(|error| format!("is not JSON: {error}"))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use workos_lsp_engine::analysis::{Duplicates, Severity, TargetConfig};

    use super::*;
    use crate::disk::Disk;

    #[test]
    fn one_wrong_value_does_not_take_the_others_with_it() {
        let mut config = Config::default();
        let wrong = overlay(
            &mut config,
            &json!({ "target": "9.0.0", "duplicates": "sometimes", "severity": { "removed": "hint", "changed": 3 } }),
            Unknown::Named,
        );
        assert_eq!(config.target, Some(TargetConfig::One("9.0.0".to_owned())));
        assert_eq!(config.duplicates, Duplicates::Auto);
        assert_eq!(config.severity.get("removed"), Some(&Severity::Hint));
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong.iter().any(|message| message.contains("duplicates")));
        assert!(
            wrong
                .iter()
                .any(|message| message.contains("severity.changed"))
        );
    }

    #[test]
    fn keys_of_others_are_mistakes_in_a_file_and_nothing_in_a_client() {
        let value = json!({ "trace": { "server": "verbose" }, "ignore": [] });
        let mut config = Config {
            ignore: vec!["dist/**".to_owned()],
            ..Config::default()
        };
        assert_eq!(
            overlay(&mut config, &value, Unknown::Skipped),
            Vec::<String>::new()
        );
        assert_eq!(config.ignore, ["dist/**"]);
        assert_eq!(
            overlay(&mut config, &value, Unknown::Named),
            ["`trace` is not a setting"]
        );
        assert!(config.ignore.is_empty());
    }

    #[test]
    fn the_settings_are_those_of_the_schema() {
        let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap();
        let mut listed: Vec<&str> = schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut ours = SETTINGS;
        listed.sort_unstable();
        ours.sort_unstable();
        assert_eq!(listed, ours);
    }

    #[test]
    fn a_broken_file_is_a_problem_and_no_settings() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE_NAME), "{ \"target\": ").unwrap();
        let loaded = of_folder(&Disk, dir.path());
        assert_eq!(loaded.config, Config::default());
        assert_eq!(loaded.problems.len(), 1);
        assert_eq!(
            nearest(&Disk, &dir.path().join("a/b"), dir.path()).path,
            loaded.path
        );
    }
}
