//! The one owner of the workspace, on a thread of its own: applies what came in, in order, then answers, then analyses
//! once. Whoever wants something from it puts an event into its queue; nobody else changes anything.

mod event;
mod publish;

use std::{
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
    path::{Path, PathBuf},
    sync::{Arc, mpsc::Sender},
};

use tokio::sync::{mpsc, oneshot};
use workos_lsp_engine::{
    analysis::{ClientEdit, Settings, Snapshot, Workspace},
    knowledge::Knowledge,
    project::{Files, Problem, repository_root},
};

pub use event::{Event, Start};

use super::{
    ambient::{self, Declaring, Look},
    outbox::Outbox,
    panics::caught,
    profile::Profile,
    published::Published,
    settings::Sources,
    shared::Shared,
    watch,
};
use crate::cli::known;

/// Starts the owner.
///
/// # Errors
/// If the system gives no thread.
pub fn spawn(
    start: Start,
    events: mpsc::UnboundedReceiver<Event>,
    shared: Arc<Shared>,
    outbox: Outbox,
) -> std::io::Result<()> {
    let looks = ambient::spawn(Arc::clone(&shared))?;
    thread("owner")
        .spawn(move || Owner::new(start, looks, shared, outbox).run(events))
        .map(drop)
}

/// A thread that analyses: code may be nested deeply.
fn thread(name: &str) -> std::thread::Builder {
    let thread = std::thread::Builder::new();
    thread.name(name.to_owned()).stack_size(16 << 20)
}

struct Owner {
    workspace: Workspace,
    folders: Vec<PathBuf>,
    sources: Sources,
    profile: Profile,
    files: Arc<dyn Files>,
    knowledge: Arc<Knowledge>,
    /// Folders of tables that are laid over the built-in ones.
    tables: Vec<PathBuf>,
    /// Files that declare something for others, and who looks for them.
    ambient: BTreeSet<PathBuf>,
    looks: Sender<Look>,
    shared: Arc<Shared>,
    outbox: Outbox,
    /// The newest snapshot, until something changes.
    snapshot: Option<Snapshot>,
    /// Edits of one document that are not applied yet.
    pending: Option<(PathBuf, i32, Vec<ClientEdit>)>,
    asked: Vec<oneshot::Sender<Snapshot>>,
    /// Documents to publish in any case, the newest last.
    edited: Vec<PathBuf>,
    /// Files to publish if they differ; all, if nothing is said.
    stale: Option<VecDeque<PathBuf>>,
    /// How many of them were looked at already.
    looked_ahead: usize,
    /// Manifests that hold for open documents.
    manifests: HashSet<PathBuf>,
    manifests_stale: bool,
    published: HashMap<PathBuf, Published>,
    reported: HashSet<Problem>,
    ready: bool,
}

impl Owner {
    fn new(start: Start, looks: Sender<Look>, shared: Arc<Shared>, outbox: Outbox) -> Self {
        let Start {
            folders,
            mut sources,
            profile,
            files,
        } = start;
        sources.read_file(&*files, &folders);
        let (settings, dirs, knowledge, problems) = settled(&*files, &sources, None);
        shared.set_max_diagnostics(settings.config.max_diagnostics);
        let workspace = Workspace::new(
            folders.clone(),
            Arc::clone(&files),
            knowledge.clone(),
            settings,
        );
        let mut owner = Self {
            workspace,
            folders,
            sources,
            profile,
            files,
            knowledge,
            tables: dirs,
            ambient: BTreeSet::new(),
            looks,
            shared,
            outbox,
            snapshot: None,
            pending: None,
            asked: Vec::new(),
            edited: Vec::new(),
            stale: Some(VecDeque::new()),
            looked_ahead: 0,
            manifests: HashSet::new(),
            manifests_stale: false,
            published: HashMap::new(),
            reported: HashSet::new(),
            ready: false,
        };
        owner.report_settings(problems);
        owner
    }

    fn run(mut self, mut events: mpsc::UnboundedReceiver<Event>) {
        while let Some(event) = events.blocking_recv() {
            let mut next = Some(event);
            loop {
                // All that has come by now, then the answers, then one file; what comes meanwhile goes before the rest.
                while let Some(event) = next.take().or_else(|| self.next(&mut events)) {
                    if matches!(event, Event::Over) {
                        return;
                    }
                    caught("event", None, || self.accept(event));
                }
                caught("edit", None, || self.apply_pending());
                caught("answer", None, || self.answer());
                if caught("publish", None, || self.analyse_one()) == Some(false) {
                    break;
                }
            }
        }
    }

    /// What has come by now; while more of it is being read, that is waited for.
    fn next(&self, events: &mut mpsc::UnboundedReceiver<Event>) -> Option<Event> {
        let next = events.try_recv().ok();
        if next.is_none() && self.shared.is_behind() {
            return events.blocking_recv();
        }
        next
    }

    fn accept(&mut self, event: Event) {
        match event {
            Event::Edit {
                path,
                version,
                edits,
            } => return self.edit(path, version, edits),
            Event::Ask(answer) => return self.asked.push(answer),
            Event::Problems(problems) => return self.report(problems),
            _ => self.apply_pending(),
        }
        match event {
            Event::Open {
                path,
                uri,
                version,
                opened,
                text,
            } => {
                self.open(&path, version, &text);
                self.shared
                    .documents
                    .open(path.clone(), uri, version, opened);
                self.touch(path);
            }
            Event::Close(path) => self.close(&path),
            Event::Disk(paths) => self.disk_changed(paths),
            Event::Settings(value) => {
                self.sources.client = value;
                self.configure();
            }
            Event::Folders { added, removed } => {
                self.folders.retain(|folder| !removed.contains(folder));
                for folder in added {
                    if !self.folders.contains(&folder) {
                        self.folders.push(folder);
                    }
                }
                self.set_folders();
            }
            Event::Ready => {
                self.ready = true;
                self.all_stale();
                self.look(Look::Folders(self.folders.clone()));
            }
            Event::Ambient(seen) => self.declared(seen),
            Event::Edit { .. }
            | Event::Ask(_)
            | Event::Problems(_)
            | Event::CaughtUp
            | Event::Over => {}
        }
    }

    fn open(&mut self, path: &Path, version: i32, text: &str) {
        if self.folders.is_empty() {
            // No folder was opened: the document's own project is the workspace.
            let folder = path.parent().unwrap_or(path);
            self.folders = vec![repository_root(&*self.files, folder).to_owned()];
            self.set_folders();
        }
        self.mutate("open", Some(path), |workspace| {
            workspace.open(path, text, version);
        });
        self.manifests_stale = true;
        self.all_stale();
    }

    fn edit(&mut self, path: PathBuf, version: i32, mut edits: Vec<ClientEdit>) {
        if let Some((pending, newest, earlier)) = &mut self.pending
            && *pending == path
        {
            *newest = version;
            earlier.append(&mut edits);
            return;
        }
        self.apply_pending();
        self.pending = Some((path, version, edits));
    }

    fn apply_pending(&mut self) {
        let Some((path, version, edits)) = self.pending.take() else {
            return;
        };
        if !self.shared.documents.contains(&path) {
            tracing::warn!(path = %path.display(), "edited, but not open");
            return;
        }
        let encoding = self.profile.encoding;
        self.mutate("edit", Some(&path), |workspace| {
            workspace.edit(&path, &edits, encoding, version);
        });
        let place = edits
            .iter()
            .rev()
            .find_map(|edit| edit.range.map(|range| range.start));
        self.shared.documents.edit(&path, version, place);
        self.all_stale();
        self.touch(path);
    }

    fn close(&mut self, path: &Path) {
        if !self.shared.documents.contains(path) {
            return;
        }
        self.mutate("close", Some(path), |workspace| workspace.close(path));
        let uri = self.shared.documents.uri(path);
        self.shared.documents.close(path);
        self.edited.retain(|edited| edited != path);
        self.manifests_stale = true;
        self.all_stale();
        if let (Some(uri), Some(told)) = (uri, self.published.remove(path))
            && !told.is_empty()
        {
            self.tell_nothing(&uri);
        }
    }

    fn disk_changed(&mut self, mut paths: Vec<PathBuf>) {
        if paths.iter().any(|path| watch::tells_of_versions(path)) {
            paths.extend(self.installed_copies());
        }
        let tables_changed = paths
            .iter()
            .any(|path| self.tables.iter().any(|dir| path.starts_with(dir)));
        let reconfigured = tables_changed || paths.iter().any(|path| self.sources.concerns(path));
        if tables_changed {
            // Read anew.
            self.tables.clear();
        }
        if self.profile.wants_versions && paths.iter().any(|path| watch::tells_of_versions(path)) {
            self.outbox.versions_changed();
        }
        self.mutate("disk", None, |workspace| workspace.disk_changed(&paths));
        self.look(Look::Files(paths));
        self.manifests_stale = true;
        self.all_stale();
        if reconfigured {
            self.configure();
        }
    }

    /// Where copies of the packages in use lie or may lie: a client may not see into `node_modules`, but a lockfile that
    /// changes says that they did.
    fn installed_copies(&mut self) -> Vec<PathBuf> {
        let Some(snapshot) = self.snapshot() else {
            return Vec::new();
        };
        let mut copies = HashSet::new();
        for path in self.shared.documents.paths() {
            for dependency in snapshot.dependencies(&path) {
                copies.extend(dependency.installed.source.clone());
                copies.extend(
                    dependency
                        .installed
                        .copy
                        .as_ref()
                        .map(|copy| copy.join("package.json")),
                );
                copies.extend(dependency.manifest.ancestors().skip(1).map(|folder| {
                    folder
                        .join("node_modules")
                        .join(dependency.name.as_str())
                        .join("package.json")
                }));
            }
        }
        copies.into_iter().collect()
    }

    fn set_folders(&mut self) {
        let folders = self.folders.clone();
        self.mutate("folders", None, |workspace| workspace.set_folders(folders));
        self.configure();
        self.look(Look::Folders(self.folders.clone()));
    }

    fn look(&self, at: Look) {
        if self.ready && self.looks.send(at).is_err() {
            tracing::error!("nobody looks for declarations any more");
        }
    }

    fn declared(&mut self, seen: Declaring) {
        let mut ambient = self.ambient.clone();
        match seen {
            Declaring::All(paths) => ambient = paths.into_iter().collect(),
            Declaring::Some(paths) => {
                for (path, declares) in paths {
                    if declares {
                        ambient.insert(path);
                    } else {
                        ambient.remove(&path);
                    }
                }
            }
        }
        if ambient != self.ambient {
            self.ambient = ambient;
            self.tell_ambient();
            self.all_stale();
        }
    }

    fn tell_ambient(&mut self) {
        let ambient = self.ambient.clone();
        self.mutate("ambient", None, |workspace| workspace.set_ambient(ambient));
    }

    fn configure(&mut self) {
        self.sources.read_file(&*self.files, &self.folders);
        let known = (self.tables.as_slice(), &self.knowledge);
        let (settings, tables, knowledge, problems) =
            settled(&*self.files, &self.sources, Some(known));
        self.shared
            .set_max_diagnostics(settings.config.max_diagnostics);
        if Arc::ptr_eq(&knowledge, &self.knowledge) {
            self.mutate("configure", None, |workspace| workspace.configure(settings));
        } else {
            self.tables = tables;
            self.knowledge = knowledge;
            self.rebuild(settings);
        }
        if self.profile.wants_versions && self.ready {
            self.outbox.versions_changed();
        }
        self.report_settings(problems);
        self.manifests_stale = true;
        self.all_stale();
    }

    /// Another workspace, with other tables and the same documents.
    fn rebuild(&mut self, settings: Settings) {
        let before = self.snapshot();
        let mut workspace = Workspace::new(
            self.folders.clone(),
            Arc::clone(&self.files),
            Arc::clone(&self.knowledge),
            settings,
        );
        for path in self.shared.documents.paths() {
            let open = before.as_ref().and_then(|before| before.text(&path));
            if let Some((text, version)) = open {
                workspace.open(&path, &text.to_string(), version.unwrap_or_default());
            }
        }
        self.workspace = workspace;
        self.snapshot = None;
        self.tell_ambient();
    }

    fn mutate(&mut self, what: &str, path: Option<&Path>, change: impl FnOnce(&mut Workspace)) {
        self.snapshot = None;
        let workspace = &mut self.workspace;
        let _panicked = caught(what, path, || change(workspace));
    }

    fn snapshot(&mut self) -> Option<Snapshot> {
        if self.snapshot.is_none() {
            self.snapshot = caught("snapshot", None, || self.workspace.snapshot());
        }
        self.snapshot.clone()
    }

    fn answer(&mut self) {
        if self.asked.is_empty() {
            return;
        }
        let Some(snapshot) = self.snapshot() else {
            // Who asked sees that there is no answer.
            return self.asked.clear();
        };
        for asked in self.asked.drain(..) {
            // Who has gone meanwhile needs no answer.
            let _gone = asked.send(snapshot.clone());
        }
    }

    fn touch(&mut self, path: PathBuf) {
        self.edited.retain(|edited| *edited != path);
        self.edited.push(path);
    }

    fn report(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            if self.reported.insert(problem.clone()) {
                self.outbox.log(described(&problem));
            }
        }
    }

    /// What is wrong with settings is shown: who made them sits in front of the screen.
    fn report_settings(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            if self.reported.insert(problem.clone()) {
                self.outbox.warn(described(&problem));
            }
        }
    }
}

/// What settings come to, with the tables they want: the known ones if those are the same.
fn settled(
    files: &dyn Files,
    sources: &Sources,
    known: Option<(&[PathBuf], &Arc<Knowledge>)>,
) -> (Settings, Vec<PathBuf>, Arc<Knowledge>, Vec<Problem>) {
    let (config, mut problems) = sources.merged();
    let (tables, wrong) = sources.tables(files, &config);
    problems.extend(wrong);
    let knowledge = match known {
        Some((dirs, knowledge)) if dirs == tables => Arc::clone(knowledge),
        _ => {
            let (knowledge, wrong) = known::load(&tables);
            problems.extend(wrong);
            Arc::new(knowledge)
        }
    };
    let (settings, wrong) = sources.settings(config, &knowledge);
    problems.extend(wrong);
    (settings, tables, knowledge, problems)
}

/// A problem in one line.
pub fn described(problem: &Problem) -> String {
    if problem.path.as_os_str().is_empty() {
        return format!("workos: {}", problem.message);
    }
    format!("workos: {}: {}", problem.path.display(), problem.message)
}
