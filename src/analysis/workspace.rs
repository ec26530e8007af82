//! The owner of documents, and the snapshots that answer questions.
//!
//! One owner mutates a `Workspace`; everyone else reads `Snapshot`s, which are cheap to clone and never change.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::{
    Settings, Snapshot, Surface,
    check::Reports,
    document::Document,
    kept::Kept,
    overlay::{Documents, Overlay},
    scope::Scope,
    state::{DiskCache, State},
    words::Words,
};
use crate::{
    knowledge::Knowledge,
    project::{FileKind, Files, Project},
    resolve,
    text::{Encoding, PositionRange, Text},
};

/// An edit as a client sends it: a range in the client's encoding, or the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientEdit {
    /// The replaced range, against the text as the edits before it left it; `None` replaces everything.
    pub range: Option<PositionRange>,
    /// What stands there afterwards.
    pub text: String,
}

/// Bytes of sources whose facts a scan holds at a time; they take some twenty times as much.
const HELD: usize = 1 << 19;

/// What one state of the workspace takes over from the one before.
#[derive(Debug, Default)]
struct Carried {
    inferred: Arc<resolve::Cache>,
    kept: Arc<Kept>,
    used: Arc<OnceLock<FxHashSet<String>>>,
    /// Documents with another text since.
    edited: Vec<PathBuf>,
    /// Files that declare something for others: as one was told, and as open documents say.
    ambient: Arc<BTreeSet<PathBuf>>,
}

impl Carried {
    /// Nothing is known any more of what was inferred.
    fn forget(&mut self, surface: &Surface) {
        // A scan asks once: noting what it reads would only cost.
        let inferred = match surface {
            Surface::Editor { .. } => resolve::Cache::noting(),
            Surface::CommandLine => resolve::Cache::holding_at_most(HELD),
        };
        *self = Self {
            inferred: Arc::new(inferred),
            ambient: Arc::clone(&self.ambient),
            ..Self::default()
        };
    }

    /// Notes which of the documents declare something for others. Whether that is news.
    fn note_ambient(&mut self, documents: &Documents, edited: &[PathBuf]) -> bool {
        let mut news = false;
        for path in edited {
            let declares = documents
                .get(path)
                .is_some_and(|document| document.declares_for_others(path));
            if declares && !self.ambient.contains(path) {
                Arc::make_mut(&mut self.ambient).insert(path.clone());
                news = true;
            }
        }
        news
    }
}

/// Documents, disk, knowledge and settings. Has one owner.
#[derive(Debug)]
pub struct Workspace {
    folders: Arc<[PathBuf]>,
    disk: Arc<dyn Files>,
    knowledge: Arc<Knowledge>,
    settings: Arc<Settings>,
    scope: Arc<Scope>,
    documents: Documents,
    links: Arc<FxHashMap<PathBuf, PathBuf>>,
    cache: Arc<DiskCache>,
    project: Arc<Project>,
    words: Arc<OnceLock<Words>>,
    carried: Mutex<Carried>,
    /// Made when first asked for, and forgotten when something changes.
    current: OnceLock<Snapshot>,
}

impl Workspace {
    /// A workspace over `disk`, with its folders.
    #[must_use]
    pub fn new(
        folders: Vec<PathBuf>,
        disk: Arc<dyn Files>,
        knowledge: Arc<Knowledge>,
        settings: Settings,
    ) -> Self {
        let project = Project::new(
            Arc::clone(&disk),
            folders.clone(),
            covered(&knowledge),
            settings.assume.clone(),
        );
        Self {
            folders: folders.into(),
            disk,
            knowledge,
            scope: Arc::new(Scope::new(&settings)),
            settings: Arc::new(settings),
            documents: Documents::default(),
            links: Arc::default(),
            cache: Arc::default(),
            project: Arc::new(project),
            words: Arc::default(),
            carried: Mutex::default(),
            current: OnceLock::new(),
        }
        .begun()
    }

    /// Nothing is known any more of what was inferred.
    fn begun(mut self) -> Self {
        self.begin_anew();
        self
    }

    fn begin_anew(&mut self) {
        let surface = self.settings.surface.clone();
        let documents = Arc::clone(&self.documents);
        self.current = OnceLock::new();
        let carried = self.carried();
        let edited = std::mem::take(&mut carried.edited);
        carried.note_ambient(&documents, &edited);
        carried.forget(&surface);
    }

    fn carried(&mut self) -> &mut Carried {
        self.carried
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the folders.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>) {
        self.folders = folders.into();
        self.new_project();
    }

    /// Changes the settings. What depends on them is made anew when asked for.
    pub fn configure(&mut self, settings: Settings) {
        let assumes_else = self.settings.assume != settings.assume;
        self.scope = Arc::new(Scope::new(&settings));
        self.settings = Arc::new(settings);
        self.begin_anew();
        if assumes_else {
            self.new_project();
        }
    }

    /// Other tables, because the user's own were changed.
    pub fn set_knowledge(&mut self, knowledge: Arc<Knowledge>) {
        self.knowledge = knowledge;
        self.words = Arc::default();
        self.new_project();
    }

    fn new_project(&mut self) {
        self.project = Arc::new(Project::new(
            Arc::new(self.overlay()),
            self.folders.to_vec(),
            covered(&self.knowledge),
            self.settings.assume.clone(),
        ));
        self.begin_anew();
    }

    /// Looks again at what stands around the sources.
    fn renew_project(&mut self, changed: &[PathBuf]) {
        self.project = Arc::new(self.project.renewed(Arc::new(self.overlay()), changed));
        self.begin_anew();
    }

    fn overlay(&self) -> Overlay {
        Overlay {
            disk: Arc::clone(&self.disk),
            documents: Arc::clone(&self.documents),
            links: Arc::clone(&self.links),
        }
    }

    /// The editor opened a document; from now on its text counts, not the disk's.
    pub fn open(&mut self, path: &Path, text: &str, version: i32) {
        let document = Document::new(path, Text::new(text), Some(version));
        if let Some(real) = self.disk.canonical(path).filter(|real| real != path) {
            Arc::make_mut(&mut self.links).insert(real, path.to_path_buf());
        }
        self.put(path, document);
        let is_new = self.disk.kind(path).is_none();
        if is_new || (self.project.concerns(path) && !self.is_on_disk(path, text)) {
            self.renew_project(&[path.to_path_buf()]);
        }
    }

    /// Whether a file on disk has this text.
    fn is_on_disk(&self, path: &Path, text: &str) -> bool {
        let bytes = self.disk.read(path);
        bytes.is_ok_and(|bytes| bytes == text.as_bytes())
    }

    /// Edits, in order. A range beyond the end is clamped. `false` if the document is not open.
    pub fn edit(
        &mut self,
        path: &Path,
        edits: &[ClientEdit],
        encoding: Encoding,
        version: i32,
    ) -> bool {
        let Some(document) = self.documents.get(path) else {
            return false;
        };
        let document = document.edited(edits, encoding, version);
        self.put(path, document);
        if self.project.concerns(path) {
            self.renew_project(&[path.to_path_buf()]);
        }
        true
    }

    /// Files of the workspace that declare something for others, as `Snapshot::declares_for_others` says of them. Who walks
    /// the folders knows them; what is open is known here.
    pub fn set_ambient(&mut self, paths: impl IntoIterator<Item = PathBuf>) {
        let mut ambient: BTreeSet<PathBuf> = paths.into_iter().collect();
        let open = self.documents.iter();
        let open = open.filter(|(path, document)| document.declares_for_others(path));
        ambient.extend(open.map(|(path, _)| path.clone()));
        if *self.carried().ambient != ambient {
            self.carried().ambient = Arc::new(ambient);
            self.begin_anew();
        }
    }

    fn put(&mut self, path: &Path, document: Document) {
        // The old snapshot goes first: what only it held is then changed in place.
        self.current = OnceLock::new();
        Arc::make_mut(&mut self.documents).insert(path.to_path_buf(), Arc::new(document));
        self.carried().edited.push(path.to_path_buf());
    }

    /// The editor closed a document; the disk's text counts again.
    pub fn close(&mut self, path: &Path) {
        if Arc::make_mut(&mut self.documents).remove(path).is_some() {
            Arc::make_mut(&mut self.links).retain(|_, opened| opened != path);
            self.carried().kept.forget(path);
            self.disk_changed(&[path.to_path_buf()]);
        }
    }

    /// Files were created, changed or deleted on disk.
    pub fn disk_changed(&mut self, paths: &[PathBuf]) {
        let is_content = |path: &PathBuf| {
            let is_file = self.disk.kind(path) == Some(FileKind::File);
            is_file && self.cache.knows_facts(path) && !self.project.concerns(path)
        };
        let around = !paths.iter().all(is_content);
        self.cache = Arc::new(self.cache.without(paths));
        self.current = OnceLock::new();
        self.carried().edited.extend_from_slice(paths);
        if around {
            self.renew_project(paths);
        }
    }

    /// What is true now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.current.get_or_init(|| self.make()).clone()
    }

    fn make(&self) -> Snapshot {
        let mut state = State {
            folders: Arc::clone(&self.folders),
            files: self.overlay(),
            knowledge: Arc::clone(&self.knowledge),
            settings: Arc::clone(&self.settings),
            scope: Arc::clone(&self.scope),
            cache: Arc::clone(&self.cache),
            project: Arc::clone(&self.project),
            inferred: Arc::default(),
            kept: Arc::default(),
            reach: Arc::default(),
            reports: Reports::default(),
            ambient: Arc::default(),
            used: Arc::default(),
            words: Arc::clone(&self.words),
        };
        let mut carried = self.carried.lock().unwrap_or_else(PoisonError::into_inner);
        state.ambient = Arc::clone(&carried.ambient);
        if !carried.edited.is_empty() {
            let edited = std::mem::take(&mut carried.edited);
            let news = carried.note_ambient(&self.documents, &edited);
            state.ambient = Arc::clone(&carried.ambient);
            if news {
                carried.forget(&self.settings.surface);
            }
            let paths: Vec<&Path> = edited.iter().map(PathBuf::as_path).collect();
            let before = std::mem::take(&mut carried.inferred);
            let (inferred, stale) = before.after_edit(&state, &paths);
            carried.inferred = Arc::new(inferred);
            carried.kept = Arc::new(carried.kept.after(&edited, stale));
        }
        state.inferred = Arc::clone(&carried.inferred);
        state.kept = Arc::clone(&carried.kept);
        state.used = Arc::clone(&carried.used);
        Snapshot::of(state)
    }
}

fn covered(knowledge: &Knowledge) -> Vec<SmolStr> {
    knowledge
        .packages()
        .map(|package| SmolStr::new(knowledge.name(package)))
        .collect()
}
