//! `workos-lsp.json`: where it lies and what it says. An error in it is a problem, and its settings are left out.

use std::path::{Path, PathBuf};

use workos_lsp_engine::{
    analysis::Config,
    project::{Files, Problem},
};

use crate::disk::Disk;

/// Its name.
pub const NAME: &str = "workos-lsp.json";

/// Larger ones are a mistake.
const LARGEST: usize = 1 << 20;

/// The nearest configuration at or above a folder, not above `root`.
#[must_use]
pub fn find(folder: &Path, root: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .take_while(|dir| dir.starts_with(root))
        .map(|dir| dir.join(NAME))
        .find(|path| path.exists())
}

/// Reads a configuration.
///
/// # Errors
/// What is wrong with it, with the place.
pub fn read(path: &Path) -> Result<Config, Problem> {
    let problem = |message: String| Problem {
        path: path.to_owned(),
        message: format!("{message}; the configuration is not used"),
    };
    let bytes = Disk
        .read(path)
        .map_err(|error| problem(format!("cannot be read: {error}")))?;
    if bytes.len() > LARGEST {
        return Err(problem("larger than 1 MiB".to_owned()));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| problem("not UTF-8".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut json = serde_json::Deserializer::from_str(text);
    let config = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let at = error.path().to_string();
        let inner = error.into_inner();
        let place = if at == "." {
            String::new()
        } else {
            format!("{at}: ")
        };
        problem(format!("{place}{inner}"))
    })?;
    json.end().map_err(|error| problem(error.to_string()))?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_one_below_the_root_counts() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        let inner = root.join("a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(dir.path().join(NAME), "{}").unwrap();
        assert_eq!(find(&inner, &root), None);
        fs::write(root.join(NAME), "{}").unwrap();
        assert_eq!(find(&inner, &root), Some(root.join(NAME)));
        fs::write(root.join("a").join(NAME), "{}").unwrap();
        assert_eq!(find(&inner, &root), Some(root.join("a").join(NAME)));
    }

    #[test]
    fn errors_name_the_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(NAME);
        let say = |text: &str| {
            fs::write(&path, text).unwrap();
            read(&path).unwrap_err().message
        };
        let loud = say("{ \"severity\": { \"removed\": \"loud\" } }");
        assert!(
            loud.starts_with("severity.removed: unknown variant `loud`"),
            "{loud}"
        );
        assert!(loud.ends_with("; the configuration is not used"), "{loud}");
        assert!(say("{ \"targets\": 1 }").contains("unknown field `targets`"));
        assert!(say("{").contains("line 1 column 1"));
        assert!(say("{} x").contains("trailing characters"));
        fs::write(&path, "\u{feff}{ \"target\": \"latest\" }").unwrap();
        assert!(read(&path).is_ok());
    }
}
