//! Files that are no source, but are looked at: told by their names (CONTRACT §5).

use std::path::Path;

use super::env::is_env_name;

/// A file that is no source, but is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// `package.json`.
    Manifest,
    /// `.env`, `.env.local`, …
    Env,
    /// `.nvmrc`, `.node-version`: one version of Node.
    NodeVersion,
    /// `Dockerfile`, `Dockerfile.web`, `web.Dockerfile`, `Containerfile`.
    Dockerfile,
    /// A workflow in `.github/workflows`.
    Workflow,
}

impl Sheet {
    /// What a file is by its path; `None` if it is none of these.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        match name {
            "package.json" => return Some(Self::Manifest),
            ".nvmrc" | ".node-version" => return Some(Self::NodeVersion),
            "Dockerfile" | "Containerfile" => return Some(Self::Dockerfile),
            _ if is_env_name(name) => return Some(Self::Env),
            _ if name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile") => {
                return Some(Self::Dockerfile);
            }
            _ => {}
        }
        let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
        let is_workflow = is_yaml && path.parent()?.ends_with(".github/workflows");
        is_workflow.then_some(Self::Workflow)
    }

    /// Names of those that lie in the folder of a package, hidden or ignored by git as they may be.
    #[must_use]
    pub fn is_beside_manifest(name: &str) -> bool {
        let found = Self::of_path(Path::new(name));
        matches!(
            found,
            Some(Self::Env | Self::NodeVersion | Self::Dockerfile)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_names() {
        for (path, sheet) in [
            ("/a/package.json", Some(Sheet::Manifest)),
            ("/a/.env.local", Some(Sheet::Env)),
            ("/a/.nvmrc", Some(Sheet::NodeVersion)),
            ("/a/Dockerfile.web", Some(Sheet::Dockerfile)),
            ("/a/.github/workflows/ci.yml", Some(Sheet::Workflow)),
            ("/a/workflows/ci.yml", None),
            ("/a/tsconfig.json", None),
            ("/a/Dockerfile", Some(Sheet::Dockerfile)),
        ] {
            assert_eq!(Sheet::of_path(Path::new(path)), sheet, "{path}");
        }
    }
}
