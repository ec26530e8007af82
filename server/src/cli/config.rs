//! `workos-lsp.json`: where it lies and what it says. What does not fit is named and left out; the rest counts. It comes
//! with the workspace, so it is not trusted: neither a link nor what it names leads out of the repository.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use workos_lsp_engine::{
    analysis::Config,
    project::{FileKind, Files, Problem},
};

/// Its name.
pub const NAME: &str = "workos-lsp.json";

/// Larger ones are a mistake.
const LARGEST: u64 = 1 << 20;
/// More folders of tables are a mistake.
const MOST_TABLES: usize = 16;

/// The nearest configuration at or above a folder, not above `root`.
#[must_use]
pub fn find(files: &dyn Files, folder: &Path, root: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .take_while(|dir| dir.starts_with(root))
        .map(|dir| dir.join(NAME))
        .find(|path| files.kind(path).is_some() && is_within(files, path, root))
}

/// Whether a path, links followed, lies in a folder.
fn is_within(files: &dyn Files, path: &Path, root: &Path) -> bool {
    let real = files.canonical(path);
    real.is_some_and(|real| {
        real.starts_with(files.canonical(root).unwrap_or_else(|| root.to_owned()))
    })
}

/// The folders of tables that a configuration in `dir` names, and what is wrong with them. They lie in `within`, if
/// that is given.
#[must_use]
pub fn tables(
    files: &dyn Files,
    config: &Config,
    dir: &Path,
    within: Option<&Path>,
) -> (Vec<PathBuf>, Vec<String>) {
    let (mut dirs, mut wrong) = (Vec::new(), Vec::new());
    for given in &config.knowledge {
        let path = dir.join(given);
        let found = files.canonical(&path);
        match found.filter(|found| files.kind(found) == Some(FileKind::Dir)) {
            None => wrong.push(format!(
                "knowledge: there is no folder `{given}`; it is left out"
            )),
            Some(_) if within.is_some_and(|root| !is_within(files, &path, root)) => {
                wrong.push(format!(
                    "knowledge: `{given}` lies outside of the repository; it is left out"
                ));
            }
            Some(found) if dirs.contains(&found) => {}
            Some(_) if dirs.len() == MOST_TABLES => {
                wrong.push(format!(
                    "knowledge: more than {MOST_TABLES} folders; the rest is left out"
                ));
                break;
            }
            Some(found) => dirs.push(found),
        }
    }
    (dirs, wrong)
}

/// Reads a configuration, and says what is wrong with it.
#[must_use]
pub fn read(files: &dyn Files, path: &Path) -> (Config, Vec<Problem>) {
    let problem = |message: String| Problem {
        path: path.to_owned(),
        message,
    };
    let mut config = Config::default();
    let problems = match text(files, path).and_then(|text| value(&text)) {
        Ok(value) => {
            let wrong = lay(&mut config, &value, true).into_iter();
            wrong
                .map(|wrong| problem(format!("{wrong}; it is left out")))
                .collect()
        }
        Err(error) => vec![problem(format!("{error}; the configuration is not used"))],
    };
    (config, problems)
}

fn text(files: &dyn Files, path: &Path) -> Result<String, String> {
    if files.size(path).is_some_and(|size| size > LARGEST) {
        return Err("larger than 1 MiB".to_owned());
    }
    let bytes = files
        .read(path)
        .map_err(|error| format!("cannot be read: {error}"))?;
    String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())
}

fn value(text: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Lays settings over others. Maps are merged by key, everything else is replaced; `null` and empty lists and maps, which
/// is how clients send "not set", change nothing. Returns what does not fit; keys that are none of ours only if `strict`.
pub fn lay(config: &mut Config, over: &Value, strict: bool) -> Vec<String> {
    let Some(over) = over.as_object() else {
        return match over {
            Value::Null => Vec::new(),
            _ => vec!["expected an object".to_owned()],
        };
    };
    let set = over.iter().filter(|(_, value)| !is_unset(value));
    set.flat_map(|(key, value)| match (key.as_str(), value) {
        ("severity", Value::Object(each)) => {
            let mut one = |(name, value): (&String, &Value)| {
                let alone = Map::from_iter([(name.clone(), value.clone())]);
                set_one(config, key, &Value::Object(alone), strict).err()
            };
            each.iter().filter_map(&mut one).collect()
        }
        _ => Vec::from_iter(set_one(config, key, value, strict).err()),
    })
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

fn set_one(config: &mut Config, key: &str, value: &Value, strict: bool) -> Result<(), String> {
    match key {
        "target" => config.target = parse(key, value)?.target,
        "ignore" => config.ignore = parse(key, value)?.ignore,
        "duplicates" => config.duplicates = parse(key, value)?.duplicates,
        "knowledge" => config.knowledge = parse(key, value)?.knowledge,
        "maxFileSize" => config.max_file_size = parse(key, value)?.max_file_size,
        "maxDiagnostics" => config.max_diagnostics = parse(key, value)?.max_diagnostics,
        "severity" => config.severity.extend(parse(key, value)?.severity),
        _ if strict => drop(parse(key, value)?),
        _ => {}
    }
    Ok(())
}

fn parse(key: &str, value: &Value) -> Result<Config, String> {
    let alone = Value::Object(Map::from_iter([(key.to_owned(), value.clone())]));
    serde_path_to_error::deserialize(alone).map_err(|error| {
        let at = error.path().to_string();
        let inner = error.into_inner();
        if at == "." {
            inner.to_string()
        } else {
            format!("{at}: {inner}")
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use workos_lsp_engine::analysis::{Severity, TargetConfig};

    use super::*;
    use crate::disk::Disk;

    #[test]
    fn the_nearest_one_below_the_root_counts() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        let inner = root.join("a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(dir.path().join(NAME), "{}").unwrap();
        assert_eq!(find(&Disk, &inner, &root), None);
        fs::write(root.join(NAME), "{}").unwrap();
        assert_eq!(find(&Disk, &inner, &root), Some(root.join(NAME)));
        fs::write(root.join("a").join(NAME), "{}").unwrap();
        assert_eq!(find(&Disk, &inner, &root), Some(root.join("a").join(NAME)));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place_and_the_rest_counts() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        let read = |text: &str| {
            fs::write(&path, text).unwrap();
            let (config, problems) = read(&Disk, &path);
            let problems = problems.into_iter().map(|problem| problem.message);
            (config, problems.collect::<Vec<_>>())
        };
        let (config, said) = read(
            r#"{ "target": "9.0.0", "severity": { "removed": "loud", "changed": "error" }, "targets": 1 }"#,
        );
        assert_eq!(config.target, Some(TargetConfig::One("9.0.0".to_owned())));
        assert_eq!(config.severity.get("changed"), Some(&Severity::Error));
        let [loud, targets] = said.as_slice() else {
            panic!("{said:?}");
        };
        assert!(
            loud.starts_with("severity.removed: unknown variant `loud`"),
            "{loud}"
        );
        assert!(loud.ends_with("; it is left out"), "{loud}");
        assert!(targets.contains("unknown field `targets`"), "{targets}");
        let (_, said) = read("{");
        assert!(said[0].contains("line 1 column 1"), "{said:?}");
        assert!(said[0].ends_with("; the configuration is not used"));
        assert!(read("{} x").1[0].contains("trailing characters"));
        assert!(read("[1]").1[0].contains("expected an object"));
        let (config, said) = read("\u{feff}{ \"target\": \"latest\" }");
        assert_eq!((config.target.is_some(), said.len()), (true, 0));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_leads_out_of_the_repository() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let (root, other) = (dir.path().join("root"), dir.path().join("other"));
        for folder in [&root.join("mine"), &other.join("theirs")] {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(other.join(NAME), "{}").unwrap();
        symlink(other.join(NAME), root.join(NAME)).unwrap();
        assert_eq!(find(&Disk, &root, &root), None);

        symlink(other.join("theirs"), root.join("link")).unwrap();
        let config = Config {
            knowledge: ["mine", "./mine", "../other/theirs", "link", "/", "none"]
                .map(str::to_owned)
                .to_vec(),
            ..Config::default()
        };
        let real = crate::disk::canonical(&root).unwrap();
        let (dirs, wrong) = tables(&Disk, &config, &root, Some(&root));
        assert_eq!(dirs, [real.join("mine")]);
        assert_eq!(
            wrong,
            [
                "knowledge: `../other/theirs` lies outside of the repository; it is left out",
                "knowledge: `link` lies outside of the repository; it is left out",
                "knowledge: `/` lies outside of the repository; it is left out",
                "knowledge: there is no folder `none`; it is left out",
            ]
        );
        // Who names a configuration on the command line, or sets it in the editor, may name any folder.
        assert_eq!(tables(&Disk, &config, &root, None).0.len(), 3);
    }
}
