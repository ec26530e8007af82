//! Files in memory, for tests: a stand-in for the disk with folders implied by paths, and with symbolic links.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    ops::Bound,
    path::{Component, Path, PathBuf},
};

use super::{DirEntry, FileKind, Files};

/// How many links may lie on the way to a file.
const MAX_LINKS: usize = 40;

/// Files in memory, for tests. Folders exist where something lies in them.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    nodes: BTreeMap<PathBuf, Node>,
}

#[derive(Clone, Debug)]
enum Node {
    File(Vec<u8>),
    Link(PathBuf),
    Dir,
}

impl MemoryFiles {
    /// Files from (absolute path, content) pairs.
    #[must_use]
    pub fn new<P: Into<PathBuf>, C: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, C)>,
    ) -> Self {
        let nodes = files
            .into_iter()
            .map(|(path, content)| (path.into(), Node::File(content.into())))
            .collect();
        Self { nodes }
    }

    /// With one more file.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.nodes.insert(path.into(), Node::File(content.into()));
        self
    }

    /// With an empty folder.
    #[must_use]
    pub fn dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.nodes.insert(path.into(), Node::Dir);
        self
    }

    /// With a symbolic link; a relative target starts at the link's folder.
    #[must_use]
    pub fn link(mut self, path: impl Into<PathBuf>, target: impl Into<PathBuf>) -> Self {
        self.nodes.insert(path.into(), Node::Link(target.into()));
        self
    }

    /// Without a file, link or folder and all that lies in it.
    #[must_use]
    pub fn without(mut self, path: impl AsRef<Path>) -> Self {
        self.nodes
            .retain(|known, _| !known.starts_with(path.as_ref()));
        self
    }

    /// The kind of a path without links on the way; the last component is not followed.
    fn kind_of(&self, path: &Path) -> Option<FileKind> {
        match self.nodes.get(path) {
            Some(Node::File(_)) => return Some(FileKind::File),
            Some(Node::Link(_)) => return Some(FileKind::Link),
            Some(Node::Dir) => return Some(FileKind::Dir),
            None => {}
        }
        let mut below = self
            .nodes
            .range::<Path, _>((Bound::Excluded(path), Bound::Unbounded));
        let has_content = below.next().is_some_and(|(next, _)| next.starts_with(path));
        (has_content || path.parent().is_none()).then_some(FileKind::Dir)
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let real = self.canonical(path).ok_or(io::ErrorKind::NotFound)?;
        match self.nodes.get(&real) {
            Some(Node::File(content)) => Ok(content.clone()),
            _ => Err(io::ErrorKind::IsADirectory.into()),
        }
    }

    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let real = self.canonical(path).ok_or(io::ErrorKind::NotFound)?;
        if self.kind_of(&real) != Some(FileKind::Dir) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let names: std::collections::BTreeSet<OsString> = self
            .nodes
            .range::<Path, _>((Bound::Excluded(real.as_path()), Bound::Unbounded))
            .map_while(|(node, _)| node.strip_prefix(&real).ok())
            .filter_map(|rest| rest.components().next())
            .map(|first| first.as_os_str().to_owned())
            .collect();
        Ok(names
            .into_iter()
            .filter_map(|name| {
                let kind = self.kind_of(&real.join(&name))?;
                Some(DirEntry { name, kind })
            })
            .collect())
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.kind_of(&self.canonical(path)?)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        let mut rest: Vec<OsString> = Vec::new();
        let mut real = PathBuf::new();
        let mut links = 0;
        push(&mut rest, path);
        while let Some(next) = rest.pop() {
            match Path::new(&next).components().next() {
                Some(Component::ParentDir) => {
                    real.pop();
                    continue;
                }
                Some(Component::CurDir) | None => continue,
                Some(Component::RootDir | Component::Prefix(_)) => {
                    real = PathBuf::from(next);
                    continue;
                }
                Some(Component::Normal(_)) => {}
            }
            let here = real.join(&next);
            match self.kind_of(&here)? {
                FileKind::Link => {
                    links += 1;
                    let Some(Node::Link(target)) = self.nodes.get(&here) else {
                        return None;
                    };
                    if links > MAX_LINKS {
                        return None;
                    }
                    push(&mut rest, target);
                }
                FileKind::Dir => real = here,
                _ if rest.is_empty() => real = here,
                _ => return None,
            }
        }
        Some(real)
    }
}

/// Puts the components of `path` on the stack, the first on top.
fn push(rest: &mut Vec<OsString>, path: &Path) {
    let components: Vec<_> = path
        .components()
        .map(|component| component.as_os_str().to_owned())
        .collect();
    rest.extend(components.into_iter().rev());
}
