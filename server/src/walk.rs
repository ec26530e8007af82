//! Which files a scan looks at: a parallel walk that honours ignore files. Knows nothing of what is in the files.

use std::{
    cmp::Ordering,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use ignore::{WalkBuilder, WalkState};
use workos_lsp_engine::project::Problem;

use crate::ignored::Ignored;

/// What a walk found; files as `sort` sorts them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Regular files that were asked for.
    pub files: Vec<PathBuf>,
    /// Folders that could not be read.
    pub problems: Vec<Problem>,
}

/// All regular files at or below `paths` that satisfy `keep`: what `.gitignore` and `.ignore` name, hidden entries,
/// `node_modules` and symbolic links are left out, but never one of `paths` itself. `paths` are absolute.
pub fn walk(paths: &[PathBuf], keep: impl Fn(&Path) -> bool + Sync) -> Walked {
    let Some((first, rest)) = paths.split_first() else {
        return Walked::default();
    };
    let mut builder = WalkBuilder::new(first);
    for path in rest {
        builder.add(path);
    }
    let ignored = Arc::new(Ignored::below(paths));
    builder
        .follow_links(false)
        .standard_filters(false)
        .hidden(true)
        .filter_entry(move |entry| {
            let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0
                || entry.file_name() != "node_modules" && !ignored.holds(entry.path(), is_dir)
        });

    let found = Mutex::new(Walked::default());
    builder.build_parallel().run(|| {
        let mut own = Own {
            walked: Walked::default(),
            all: &found,
        };
        let keep = &keep;
        Box::new(move |entry| {
            match entry {
                Ok(entry) => {
                    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                    if is_file && keep(entry.path()) {
                        own.walked.files.push(entry.into_path());
                    }
                }
                Err(error) => own.walked.problems.extend(problem(&error)),
            }
            WalkState::Continue
        })
    });

    let mut walked = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    // What each thread found is sorted already: that is joined.
    sort(&mut walked.files);
    walked.problems.sort_unstable();
    walked.problems.dedup();
    walked
}

/// Sorts paths by their bytes, each once.
pub fn sort(paths: &mut Vec<PathBuf>) {
    paths.sort_by(|a, b| by_bytes(a, b));
    paths.dedup_by(|a, b| a.as_os_str() == b.as_os_str());
}

/// (By components, as paths compare, takes ten times as long.)
fn by_bytes(a: &Path, b: &Path) -> Ordering {
    a.as_os_str().cmp(b.as_os_str())
}

/// The manifests among files. (Most files are told by their last bytes, which is far cheaper than by components.)
pub fn manifests(files: &[PathBuf]) -> impl Iterator<Item = &Path> {
    const NAME: &str = "package.json";
    let files = files.iter().map(PathBuf::as_path);
    files.filter(|path| {
        let bytes = path.as_os_str().as_encoded_bytes();
        bytes.ends_with(NAME.as_bytes()) && path.ends_with(NAME)
    })
}

/// Whether a path is among others that `sort` sorted.
pub fn holds(sorted: &[PathBuf], path: &Path) -> bool {
    let place = sorted.binary_search_by(|it| it.as_os_str().cmp(path.as_os_str()));
    place.is_ok()
}

/// What one thread found; handed over when the thread ends.
struct Own<'a> {
    walked: Walked,
    all: &'a Mutex<Walked>,
}

impl Drop for Own<'_> {
    fn drop(&mut self) {
        self.walked.files.sort_unstable_by(|a, b| by_bytes(a, b));
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.files.append(&mut self.walked.files);
        all.problems.append(&mut self.walked.problems);
    }
}

/// A folder that cannot be read is worth saying.
fn problem(error: &ignore::Error) -> Option<Problem> {
    let mut path = None;
    let mut inner = error;
    loop {
        match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = Some(at.clone());
                inner = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                inner = err;
            }
            ignore::Error::Io(cause) => {
                return Some(Problem {
                    path: path?,
                    message: format!("cannot be read: {cause}; it is left out"),
                });
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn put(top: &Path, names: &[&str]) {
        for name in names {
            let path = top.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
    }

    fn names(top: &Path, paths: &[PathBuf]) -> Vec<String> {
        walk(paths, |path| path.extension().is_some_and(|it| it == "ts"))
            .files
            .iter()
            .map(|path| path.strip_prefix(top).unwrap().display().to_string())
            .collect()
    }

    #[test]
    fn ignored_hidden_and_installed_files_are_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path();
        put(
            top,
            &[
                "b.ts",
                "a/c.ts",
                "a/readme.md",
                ".cache/d.ts",
                "node_modules/x/e.ts",
                "a/node_modules/y/f.ts",
                "out/g.ts",
            ],
        );
        fs::write(top.join(".gitignore"), "out/\n").unwrap();
        assert_eq!(names(top, &[top.to_owned()]), ["a/c.ts", "b.ts"]);
        assert_eq!(
            names(top, &[top.join("a"), top.to_owned(), top.join("b.ts")]),
            ["a/c.ts", "b.ts"],
            "a file is looked at once"
        );
        assert_eq!(
            names(top, &[top.join("out/g.ts"), top.join("node_modules/x")]),
            ["node_modules/x/e.ts", "out/g.ts"],
            "what is named is looked at"
        );
    }

    #[test]
    fn ignore_files_count_up_to_the_root_of_the_repository() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path().join("top");
        put(
            &top,
            &[
                ".git/HEAD",
                "src/a.ts",
                "src/b.ts",
                "src/deep/a.ts",
                "src/deep/c.ts",
                "src/made/d.ts",
                "e.ts",
                "made/f.ts",
                "g.ts",
                "h.ts",
            ],
        );
        fs::write(dir.path().join(".gitignore"), "*.ts\n").unwrap();
        fs::create_dir(top.join(".git/info")).unwrap();
        fs::write(top.join(".git/info/exclude"), "/e.ts\n").unwrap();
        fs::write(top.join(".gitignore"), "\u{feff}/made\r\na.ts\ng.ts\n[\n").unwrap();
        fs::write(top.join("src/.gitignore"), "!/deep/a.ts\n/b.ts").unwrap();
        fs::write(top.join(".ignore"), "h.ts\n!g.ts\n").unwrap();
        assert_eq!(
            names(&top, std::slice::from_ref(&top)),
            ["g.ts", "src/deep/a.ts", "src/deep/c.ts", "src/made/d.ts"]
        );
        assert_eq!(
            names(&top, &[top.join("src/deep"), top.join("made")]),
            ["made/f.ts", "src/deep/a.ts", "src/deep/c.ts"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn ignore_files_that_are_none_are_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path();
        put(top, &["a/x.ts", "b/x.ts", "c/x.ts"]);
        // Opened, the one would never end and the other never begin.
        std::os::unix::fs::symlink("/dev/zero", top.join("a/.gitignore")).unwrap();
        let made = std::os::unix::net::UnixListener::bind(top.join("b/.gitignore"));
        fs::create_dir(top.join("c/.gitignore")).unwrap();
        fs::write(top.join(".ignore"), "x".repeat(300 << 10)).unwrap();
        assert_eq!(
            names(top, &[top.to_owned()]),
            ["a/x.ts", "b/x.ts", "c/x.ts"]
        );
        drop(made);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        put(dir.path(), &["a/b.ts"]);
        put(other.path(), &["secret.ts"]);
        std::os::unix::fs::symlink(dir.path(), dir.path().join("a/up")).unwrap();
        std::os::unix::fs::symlink(other.path(), dir.path().join("out")).unwrap();
        assert_eq!(names(dir.path(), &[dir.path().to_owned()]), ["a/b.ts"]);
    }
}
