//! Which files are looked at at all.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use memchr::memmem::find;

use super::Settings;
use crate::{
    project::{Problem, Sheet},
    syntax::Language,
};

const INSTALLED: &str = "node_modules";

/// What the settings leave out.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    ignored: GlobSet,
    root: Option<PathBuf>,
    /// Globs that cannot be read.
    pub problems: Vec<Problem>,
}

impl Scope {
    /// The globs of `ignore` are relative to the folder of the configuration. As in ignore files, one without a slash
    /// fits at any depth, and a folder stands for all that lies in it.
    pub fn new(settings: &Settings) -> Self {
        let root = settings.config_dir.clone();
        let mut builder = GlobSetBuilder::new();
        let mut problems = Vec::new();
        for pattern in &settings.config.ignore {
            for glob in spellings(pattern) {
                match GlobBuilder::new(&glob).literal_separator(true).build() {
                    Ok(glob) => {
                        builder.add(glob);
                    }
                    Err(error) => problems.push(Problem {
                        path: root.clone().unwrap_or_default().join("workos-lsp.json"),
                        message: format!(
                            "ignore: `{pattern}` is no glob: {}; it is left out",
                            error.kind()
                        ),
                    }),
                }
            }
        }
        problems.dedup();
        Self {
            ignored: builder.build().unwrap_or_else(|_| GlobSet::empty()),
            root,
            problems,
        }
    }

    /// Whether a file is looked at: source, or told by its name; not in `node_modules`, not ignored.
    pub fn holds(&self, folders: &[PathBuf], path: &Path) -> bool {
        if Language::of_path(path).is_none() && Sheet::of_path(path).is_none() {
            return false;
        }
        let inside = || {
            folders
                .iter()
                .filter_map(|folder| path.strip_prefix(folder).ok())
                .min_by_key(|rest| rest.as_os_str().len())
                .unwrap_or(path)
        };
        // Of most paths their bytes tell, which is far cheaper than to look at each component.
        let may_be_installed = find(path.as_os_str().as_encoded_bytes(), INSTALLED.as_bytes());
        if may_be_installed.is_some()
            && inside()
                .components()
                .any(|part| part.as_os_str() == INSTALLED)
        {
            return false;
        }
        if self.ignored.is_empty() {
            return true;
        }
        let below = match &self.root {
            Some(root) => path.strip_prefix(root).ok(),
            None => Some(inside()),
        };
        !below.is_some_and(|below| self.ignored.is_match(below))
    }
}

/// The globs that one entry of `ignore` stands for.
fn spellings(pattern: &str) -> Vec<String> {
    let bare = pattern.trim_end_matches('/');
    let rooted = bare.trim_start_matches("./").trim_start_matches('/');
    let anywhere = !bare.contains('/');
    let base = if anywhere {
        format!("**/{rooted}")
    } else {
        rooted.to_owned()
    };
    vec![format!("{base}/**"), base]
}
