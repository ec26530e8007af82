//! The packages of a workspace: the folders that its globs mean.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{
    FileKind,
    scope::{Reader, joined, normalized},
};

/// How many folders are looked at, at most.
const MOST: usize = 20_000;
/// How deep `**` is followed.
const DEEPEST: usize = 8;

/// The folders with a manifest that these globs mean in `root`, which is one of them itself.
pub fn folders(reader: &Reader, root: &Path, globs: &[SmolStr]) -> FxHashSet<PathBuf> {
    let mut found = FxHashSet::default();
    found.insert(root.to_path_buf());
    let (out, into): (Vec<&str>, Vec<&str>) = globs
        .iter()
        .map(SmolStr::as_str)
        .partition(|glob| glob.starts_with('!'));
    let out = set(out.iter().map(|glob| glob.trim_start_matches('!')));
    let mut left = MOST;
    for glob in into {
        let glob = plain(glob);
        let start: PathBuf = Path::new(glob)
            .iter()
            .take_while(|part| !part.to_string_lossy().contains(['*', '?', '[', '{']))
            .collect();
        let depth = match glob.contains("**") {
            true => DEEPEST,
            false => Path::new(glob).iter().count(),
        };
        let meant = set(std::iter::once(glob));
        let mut open = vec![start];
        while let Some(place) = open.pop() {
            let dir = normalized(&joined(root, &place));
            let is_package = || reader.kind(&dir.join("package.json")) == Some(FileKind::File);
            if meant.is_match(&place) && !out.is_match(&place) && is_package() {
                found.insert(dir.clone());
            }
            if place.iter().count() < depth && left > 0 {
                left -= 1;
                open.extend(reader.folders(&dir).map(|name| place.join(name)));
            }
        }
    }
    found
}

fn set<'a>(globs: impl Iterator<Item = &'a str>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let glob = GlobBuilder::new(plain(glob))
            .literal_separator(true)
            .build();
        if let Ok(glob) = glob {
            set.add(glob);
        }
    }
    set.build().unwrap_or_default()
}

/// A glob without `./` or `/` before and `/` behind: all are relative to the root.
fn plain(glob: &str) -> &str {
    let glob = glob.trim();
    glob.trim_start_matches("./").trim_matches('/')
}
