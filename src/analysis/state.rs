//! What a snapshot holds, and what it keeps of files that were read from disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Settings, Surface, check::Reports, document::Document, kept::Kept, overlay::Overlay,
    reach::Reach, scope::Scope, words::Words,
};
use crate::{
    knowledge::Knowledge,
    lower::FileFacts,
    project::{Problem, Project, Resolved},
    resolve::{self, Inference, Occurrence, World},
    text::Text,
};

/// Files above this size are not analysed unless the settings say otherwise.
const MAX_FILE_SIZE: u64 = 4 << 20;

/// Everything that an answer depends on. Immutable; caches inside only keep what is determined.
#[derive(Debug)]
pub(super) struct State {
    pub folders: Arc<[PathBuf]>,
    pub files: Overlay,
    pub knowledge: Arc<Knowledge>,
    pub settings: Arc<Settings>,
    pub scope: Arc<Scope>,
    pub cache: Arc<DiskCache>,
    pub project: Arc<Project>,
    pub inferred: Arc<resolve::Cache>,
    pub kept: Arc<Kept>,
    pub reach: Arc<Reach>,
    pub reports: Reports,
    /// Files that declare something for others.
    pub ambient: Arc<BTreeSet<PathBuf>>,
    /// Words of the covered packages; made for the first scan.
    pub words: Arc<OnceLock<Words>>,
    /// Names of covered packages that the workspace uses.
    pub used: Arc<OnceLock<FxHashSet<String>>>,
}

/// Facts of files on disk, as they were read for one state of the disk. A change on disk makes a new value, so that
/// a late reader of an old snapshot cannot bring back what is gone.
#[derive(Debug, Default)]
pub(super) struct DiskCache {
    facts: RwLock<FxHashMap<PathBuf, Option<Arc<FileFacts>>>>,
}

impl DiskCache {
    /// What stays when these paths (files, or folders with all below) changed.
    pub fn without(&self, paths: &[PathBuf]) -> Self {
        let facts = self.facts.read().unwrap_or_else(PoisonError::into_inner);
        let kept = facts
            .iter()
            .filter(|(known, _)| !paths.iter().any(|path| known.starts_with(path)))
            .map(|(known, facts)| (known.clone(), facts.clone()))
            .collect();
        Self {
            facts: RwLock::new(kept),
        }
    }

    /// Whether the file was read, and is source.
    pub fn knows_facts(&self, path: &Path) -> bool {
        matches!(self.get(path), Some(Some(_)))
    }

    fn get(&self, path: &Path) -> Option<Option<Arc<FileFacts>>> {
        let facts = self.facts.read().unwrap_or_else(PoisonError::into_inner);
        facts.get(path).cloned()
    }

    fn put(&self, path: &Path, facts: Option<Arc<FileFacts>>) {
        let mut known = self.facts.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(path.to_path_buf(), facts);
    }
}

impl State {
    /// The document at a path, open or read from disk.
    ///
    /// # Errors
    /// Why it is not analysed; nothing to say where there is no such file.
    pub fn document(&self, path: &Path) -> Result<Arc<Document>, Option<Problem>> {
        if let Some(document) = self.files.document(path) {
            return match self.too_large(document.text().len()) {
                Some(why) => Err(Some(problem(path, why))),
                None => Ok(Arc::clone(document)),
            };
        }
        let size = self.files.disk.size(path).unwrap_or_default();
        if let Some(why) = self.too_large(usize::try_from(size).unwrap_or(usize::MAX)) {
            return Err(Some(problem(path, why)));
        }
        let bytes = match self.files.disk.read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(None),
            Err(error) => {
                return Err(Some(problem(
                    path,
                    format!("cannot be read: {error}; not analysed"),
                )));
            }
        };
        if let Some(why) = self.too_large(bytes.len()) {
            return Err(Some(problem(path, why)));
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return Err(Some(problem(
                path,
                "is not UTF-8 text; not analysed".to_owned(),
            )));
        };
        Ok(Arc::new(Document::new(path, Text::new(text), None)))
    }

    fn too_large(&self, size: usize) -> Option<String> {
        let limit = self.settings.config.max_file_size.unwrap_or(MAX_FILE_SIZE);
        (size as u64 > limit)
            .then(|| format!("{size} bytes, more than the {limit} of maxFileSize; not analysed"))
    }

    /// The facts of a source file, open or on disk; kept where they were read from disk.
    ///
    /// A scan keeps nothing here: it looks at each file once, and inference keeps what it asks of others.
    pub fn facts_of(&self, path: &Path) -> Option<Arc<FileFacts>> {
        if let Some(document) = self.files.document(path) {
            self.too_large(document.text().len())
                .is_none()
                .then_some(())?;
            return document.facts().cloned();
        }
        if let Some(known) = self.cache.get(path) {
            return known;
        }
        let facts = self
            .document(path)
            .ok()
            .and_then(|document| document.facts().cloned());
        if !self.is_scan() {
            self.cache.put(path, facts.clone());
        }
        facts
    }

    /// Whether each file is asked about once.
    pub fn is_scan(&self) -> bool {
        self.settings.surface == Surface::CommandLine
    }

    /// The same with another text in one file.
    pub fn with_text(&self, path: &Path, document: &Document, text: &str) -> Self {
        let mut state = self.again();
        let replaced = Arc::new(document.with_text(text));
        Arc::make_mut(&mut state.files.documents).insert(path.to_path_buf(), replaced);
        state
    }

    /// The same, keeping what it reads and infers to itself.
    pub fn aside(&self) -> Self {
        Self {
            cache: Arc::default(),
            ..self.again()
        }
    }

    /// The same with other targets; what code means does not depend on them.
    pub fn towards(&self, to: BTreeMap<String, String>) -> Self {
        let settings = Settings {
            to,
            ..Settings::clone(&self.settings)
        };
        Self {
            settings: Arc::new(settings),
            inferred: Arc::clone(&self.inferred),
            ..self.again()
        }
    }

    /// The same with nothing inferred yet.
    fn again(&self) -> Self {
        Self {
            folders: Arc::clone(&self.folders),
            files: self.files.clone(),
            knowledge: Arc::clone(&self.knowledge),
            settings: Arc::clone(&self.settings),
            scope: Arc::clone(&self.scope),
            cache: Arc::clone(&self.cache),
            project: Arc::clone(&self.project),
            inferred: Arc::default(),
            kept: Arc::default(),
            reach: Arc::default(),
            reports: Reports::default(),
            ambient: Arc::clone(&self.ambient),
            used: Arc::clone(&self.used),
            words: Arc::clone(&self.words),
        }
    }

    /// The words of the covered packages.
    pub fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::new(&self.knowledge))
    }

    /// Whether a file is open: what is made of it is kept across edits.
    pub fn is_open(&self, path: &Path) -> bool {
        self.files.document(path).is_some()
    }

    /// What an SDK means in a file.
    pub fn occurrences(&self, path: &Path) -> Vec<Occurrence> {
        Inference::new(self, &self.inferred).occurrences(path)
    }
}

impl World for State {
    fn facts(&self, path: &Path) -> Option<Arc<FileFacts>> {
        self.facts_of(path)
    }

    fn resolve(&self, from: &Path, specifier: &str) -> Resolved {
        self.project.resolve(from, specifier)
    }

    fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    fn ambient(&self) -> Vec<PathBuf> {
        self.ambient.iter().cloned().collect()
    }
}

fn problem(path: &Path, message: String) -> Problem {
    Problem {
        path: path.to_path_buf(),
        message,
    }
}
