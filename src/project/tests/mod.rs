//! The project on files in memory.

mod built;
mod counts;
mod installed;
mod lockfiles;
mod memory;
mod problems;
mod properties;
mod resolve;
mod spaces;
mod tsconfigs;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use super::*;

const NODE: &str = "@workos-inc/node";
const NO_PATHS: [PathBuf; 0] = [];

/// A project in `/w` with a repository around it.
fn project(files: MemoryFiles) -> Project {
    project_in(files.dir("/w/.git"), &["/w"])
}

fn project_in(files: impl Files + 'static, folders: &[&str]) -> Project {
    Project::new(
        Arc::new(files),
        folders.iter().map(PathBuf::from).collect(),
        vec![NODE.into(), "@workos-inc/authkit-nextjs".into()],
        BTreeMap::new(),
    )
}

fn files<const N: usize>(files: [(&str, &str); N]) -> MemoryFiles {
    MemoryFiles::new(files)
}

fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

/// Version, provenance and copy in one line.
fn said(installed: &Installed) -> String {
    let version = installed.version.as_ref().map(ToString::to_string);
    let provenance = serde_json::to_value(installed.provenance).unwrap();
    let copy = installed.copy.as_ref().map(|dir| dir.display().to_string());
    [version, provenance.as_str().map(str::to_owned), copy]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

fn sees(project: &Project, from: &str) -> String {
    said(&project.installed(Path::new(from), NODE))
}

/// A resolution in one line.
fn means(project: &Project, from: &str, specifier: &str) -> String {
    match project.resolve(Path::new(from), specifier) {
        Resolved::File(path) => path.display().to_string(),
        Resolved::Package {
            name,
            entry,
            installed,
        } => format!("{name} {entry} {}", said(&installed)),
        Resolved::Other => "other".to_owned(),
    }
}

fn messages(project: &Project) -> Vec<String> {
    let line = |problem: Problem| format!("{}: {}", problem.path.display(), problem.message);
    project.problems().into_iter().map(line).collect()
}

/// Files that remember what was read.
#[derive(Debug, Clone)]
struct Spy {
    files: MemoryFiles,
    read: Arc<Mutex<Vec<PathBuf>>>,
    asked: Arc<Mutex<Vec<PathBuf>>>,
}

impl Spy {
    fn new(files: MemoryFiles) -> Self {
        Self {
            files,
            read: Arc::default(),
            asked: Arc::default(),
        }
    }

    /// Everything that was read and really lies outside of `dir`.
    fn read_outside(&self, dir: &str) -> Vec<PathBuf> {
        let read = self.read.lock().unwrap();
        let real = read.iter().filter_map(|path| self.files.canonical(path));
        real.filter(|path| !path.starts_with(dir)).collect()
    }

    fn times_read(&self, path: &str) -> usize {
        let read = self.read.lock().unwrap();
        read.iter().filter(|read| *read == Path::new(path)).count()
    }
}

impl Files for Spy {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read.lock().unwrap().push(path.to_path_buf());
        self.files.read(path)
    }
    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.files.list(path)
    }
    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.asked.lock().unwrap().push(path.to_path_buf());
        self.files.kind(path)
    }
    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.files.canonical(path)
    }
}
