//! A Next.js app: where its routes lie, which file is its request hook, which version of Next.js decides.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use nodejs_semver::Range;

use super::{FileKind, Installed, Project, Provenance, range::parse_range};

/// Extensions of a request hook and of routes, as Next.js takes them unless told otherwise.
pub const EXTENSIONS: [&str; 4] = ["ts", "tsx", "js", "jsx"];

/// A Next.js app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextApp {
    /// The folder of its manifest.
    pub root: PathBuf,
    /// The folder that holds `app/` or `pages/`: the root, or `src/` in it. The request hook lies here.
    pub base: PathBuf,
    /// The folder of the app router, if there is one.
    pub app: Option<PathBuf>,
    /// The folder of the pages router, if there is one.
    pub pages: Option<PathBuf>,
    /// The version of `next` that is installed.
    pub next: Arc<Installed>,
}

/// The name of a request hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hook {
    /// `middleware.ts`, until Next.js 15; it still works later.
    Middleware,
    /// `proxy.ts`, since Next.js 16.
    Proxy,
}

impl Hook {
    /// The hook that a file is by its name.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let (stem, extension) = name.split_once('.')?;
        if !EXTENSIONS.contains(&extension) {
            return None;
        }
        [Self::Middleware, Self::Proxy]
            .into_iter()
            .find(|hook| hook.name() == stem)
    }

    /// The name of the file without its extension, and of the function that it exports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Middleware => "middleware",
            Self::Proxy => "proxy",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Middleware => Self::Proxy,
            Self::Proxy => Self::Middleware,
        }
    }
}

impl NextApp {
    /// Whether every version of Next.js that may be installed is at least of this major; `None` where that depends, or
    /// is not known.
    #[must_use]
    pub fn is_at_least(&self, major: u64) -> Option<bool> {
        if let Some(version) = &self.next.version
            && self.next.provenance != Provenance::Range
        {
            return Some(version.major() >= major);
        }
        let range = parse_range(self.next.range.as_ref()?)?;
        let from = Range::parse(format!(">={major}.0.0-0")).ok()?;
        let below = Range::parse(format!("<{major}.0.0-0")).ok()?;
        match (from.allows_all(&range), below.allows_all(&range)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// The version of Next.js as it is said.
    #[must_use]
    pub fn version_text(&self) -> String {
        match (&self.next.version, &self.next.range) {
            (Some(version), _) => version.to_string(),
            (None, Some(range)) => range.to_string(),
            (None, None) => String::new(),
        }
    }

    /// Whether a file lies where Next.js looks for the request hook.
    #[must_use]
    pub fn is_hook_place(&self, path: &Path) -> bool {
        path.parent() == Some(&self.base)
    }
}

impl Project {
    /// The Next.js app that a file belongs to: the nearest manifest depends on `next`, and there are routes.
    #[must_use]
    pub fn next_app(&self, path: &Path) -> Option<NextApp> {
        let manifests = self.manifests_above(path);
        let manifest = manifests.first()?;
        manifest.entry("next")?;
        let root = manifest.path.parent()?.to_path_buf();
        let is_dir = |path: &PathBuf| self.kind(path) == Some(FileKind::Dir);
        // As Next.js looks for them: at the root, else in `src`; both under the same folder.
        let find = |name: &str| {
            let places = [root.join(name), root.join("src").join(name)];
            places.into_iter().find(is_dir)
        };
        let (app, pages) = (find("app"), find("pages"));
        let base = app.as_ref().or(pages.as_ref())?.parent()?.to_path_buf();
        Some(NextApp {
            next: self.installed(path, "next"),
            app,
            pages: pages.filter(|pages| pages.parent() == Some(&base)),
            root,
            base,
        })
    }

    /// The request hooks that lie in a folder.
    #[must_use]
    pub fn hooks_in(&self, dir: &Path) -> Vec<(Hook, PathBuf)> {
        let hooks = [Hook::Middleware, Hook::Proxy].into_iter();
        let files = hooks.flat_map(|hook| {
            let name = hook.name();
            EXTENSIONS.map(|extension| (hook, dir.join(format!("{name}.{extension}"))))
        });
        files
            .filter(|(_, path)| self.kind(path) == Some(FileKind::File))
            .collect()
    }
}
