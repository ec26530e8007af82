//! The protocol's handlers. Each enqueues before it awaits anything, so that the owner sees messages in the order of the
//! wire; none awaits the client.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot, watch},
};
use tower_lsp::{
    Client, LanguageServer,
    jsonrpc::{Error, Result},
    ls_types as lsp,
};
use workos_lsp_engine::{analysis::Snapshot, project::Files};

use super::{
    actions, convert, diagnostics,
    lifetime::Parent,
    outbox::Outbox,
    owner::{self, Event, Start},
    panics::caught,
    profile::Profile,
    progress::{Waiting, number_of},
    settings::{self, Sources},
    shared::Shared,
    survey,
    transport::Output,
    uri,
    watch::{Remembered, look, matters, registration},
};

/// How long diagnostics wait for the client's first settings.
const PATIENCE: Duration = Duration::from_secs(1);

/// The server.
#[derive(Debug)]
pub struct Backend {
    client: Client,
    output: Output,
    shared: Arc<Shared>,
    /// The queue's other end, until the owner takes it.
    queue: std::sync::Mutex<Option<mpsc::UnboundedReceiver<Event>>>,
    parent: watch::Sender<Option<Parent>>,
    files: Arc<dyn Files>,
    greeted: AtomicBool,
}

impl Backend {
    /// A server for one client; `parent` is told the client's process, `files` is the disk.
    #[must_use]
    pub fn new(
        client: Client,
        output: Output,
        shared: Arc<Shared>,
        queue: mpsc::UnboundedReceiver<Event>,
        parent: watch::Sender<Option<Parent>>,
        files: Arc<dyn Files>,
    ) -> Self {
        Self {
            client,
            output,
            shared,
            queue: std::sync::Mutex::new(Some(queue)),
            parent,
            files,
            greeted: AtomicBool::new(false),
        }
    }

    fn profile(&self) -> Result<Profile> {
        self.shared
            .profile
            .get()
            .copied()
            .ok_or_else(Error::internal_error)
    }

    /// Once per session: asks for what can only be asked for now.
    fn greet(&self) {
        if self.greeted.swap(true, Ordering::AcqRel) {
            return;
        }
        let Ok(profile) = self.profile() else {
            return;
        };
        let mut registrations = Vec::new();
        if profile.watches {
            registrations.push(registration());
        }
        if profile.registers_configuration {
            registrations.push(lsp::Registration {
                id: "workos-settings".to_owned(),
                method: "workspace/didChangeConfiguration".to_owned(),
                register_options: Some(serde_json::json!({ "section": "workos" })),
            });
        }
        if !registrations.is_empty() {
            let client = self.client.clone();
            tokio::spawn(async move {
                if let Err(error) = client.register_capability(registrations).await {
                    tracing::info!("the client does not register: {error}");
                }
            });
        }
        if !profile.configuration {
            return self.shared.tell(Event::Ready);
        }
        self.fetch_settings();
        let shared = Arc::clone(&self.shared);
        tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            shared.tell(Event::Ready);
        });
    }

    /// Asks the client for its settings; the answer goes to the owner.
    fn fetch_settings(&self) {
        let (client, shared) = (self.client.clone(), Arc::clone(&self.shared));
        tokio::spawn(async move {
            let section = lsp::ConfigurationItem {
                scope_uri: None,
                section: Some("workos".to_owned()),
            };
            match client.configuration(vec![section]).await {
                Ok(settings) => {
                    let settings = settings.into_iter().next().unwrap_or_default();
                    shared.tell(Event::Settings(settings));
                }
                Err(error) => tracing::info!("the client has no settings: {error}"),
            }
            shared.tell(Event::Ready);
        });
    }

    /// Answers from the newest snapshot, away from everything else.
    async fn answer<T: Send + 'static>(
        &self,
        what: &'static str,
        path: PathBuf,
        compute: impl FnOnce(&Snapshot, &Shared, &Path) -> T + Send + 'static,
    ) -> Result<T> {
        let (ask, asked) = oneshot::channel();
        self.shared.tell(Event::Ask(ask));
        let snapshot = asked.await.map_err(|_| Error::internal_error())?;
        let _turn = self
            .shared
            .workers
            .acquire()
            .await
            .map_err(|_| Error::internal_error())?;
        let shared = Arc::clone(&self.shared);
        tokio::task::spawn_blocking(move || {
            caught(what, Some(&path), || compute(&snapshot, &shared, &path))
        })
        .await
        .ok()
        .flatten()
        .ok_or_else(Error::internal_error)
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
        let profile = Profile::of(&params.capabilities, params.client_info.as_ref());
        let taken = self.queue.lock().ok().and_then(|mut queue| queue.take());
        let Some(queue) = taken else {
            return Err(Error::invalid_request());
        };
        // Only the first can come here: the queue was taken.
        let _first = self.shared.profile.set(profile);
        self.parent
            .send_replace(params.process_id.and_then(Parent::of));
        let files: Arc<dyn Files> = if profile.watches {
            Arc::clone(&self.files)
        } else {
            let files = Arc::new(Remembered::new(Arc::clone(&self.files)));
            tokio::spawn(look(Arc::clone(&files), Arc::clone(&self.shared)));
            files
        };
        let start = Start {
            folders: folders(&params),
            sources: Sources::of_options(params.initialization_options.as_ref()),
            profile,
            files,
        };
        let outbox = Outbox::new(self.client.clone(), self.output.clone(), Handle::current());
        owner::spawn(start, queue, Arc::clone(&self.shared), outbox).map_err(|error| {
            tracing::error!("no thread for the owner: {error}");
            Error::internal_error()
        })?;
        Ok(lsp::InitializeResult {
            capabilities: profile.server_capabilities(),
            server_info: Some(lsp::ServerInfo {
                name: "workos-lsp".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..lsp::InitializeResult::default()
        })
    }

    async fn initialized(&self, _: lsp::InitializedParams) {
        self.greet();
    }

    async fn shutdown(&self) -> Result<()> {
        self.shared.shut_down.store(true, Ordering::Release);
        Ok(())
    }

    async fn did_open(&self, params: lsp::DidOpenTextDocumentParams) {
        self.greet();
        let document = params.text_document;
        let Some(path) = uri::to_path(&document.uri) else {
            return;
        };
        let before = self.shared.opens.fetch_add(1, Ordering::AcqRel);
        self.shared.tell(Event::Open {
            path,
            uri: document.uri,
            version: document.version,
            opened: before + 1,
            text: document.text,
        });
    }

    async fn did_change(&self, params: lsp::DidChangeTextDocumentParams) {
        let Some(path) = uri::to_path(&params.text_document.uri) else {
            return;
        };
        self.shared.tell(Event::Edit {
            path,
            version: params.text_document.version,
            edits: params
                .content_changes
                .into_iter()
                .map(convert::client_edit)
                .collect(),
        });
    }

    async fn did_save(&self, params: lsp::DidSaveTextDocumentParams) {
        let Some(path) = uri::to_path(&params.text_document.uri) else {
            return;
        };
        let settings = path
            .file_name()
            .is_some_and(|name| name == crate::cli::config::NAME);
        if settings {
            self.shared.tell(Event::Disk(vec![path]));
        }
    }

    async fn did_close(&self, params: lsp::DidCloseTextDocumentParams) {
        if let Some(path) = uri::to_path(&params.text_document.uri) {
            self.shared.tell(Event::Close(path));
        }
    }

    async fn did_change_watched_files(&self, params: lsp::DidChangeWatchedFilesParams) {
        let paths: Vec<_> = params
            .changes
            .iter()
            .filter_map(|change| uri::to_path(&change.uri))
            .filter(|path| matters(path))
            .collect();
        if !paths.is_empty() {
            self.shared.tell(Event::Disk(paths));
        }
    }

    async fn did_change_configuration(&self, params: lsp::DidChangeConfigurationParams) {
        if self.profile().is_ok_and(|profile| profile.configuration) {
            return self.fetch_settings();
        }
        self.shared
            .tell(Event::Settings(settings::section(params.settings)));
    }

    async fn did_change_workspace_folders(&self, params: lsp::DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<lsp::WorkspaceFolder>| {
            folders
                .iter()
                .filter_map(|folder| uri::to_path(&folder.uri))
                .collect()
        };
        self.shared.tell(Event::Folders {
            added: paths(params.event.added),
            removed: paths(params.event.removed),
        });
    }

    async fn hover(&self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>> {
        let profile = self.profile()?;
        let at = params.text_document_position_params;
        let Some(path) = uri::to_path(&at.text_document.uri) else {
            return Ok(None);
        };
        // Only there the whole workspace is looked at.
        let waiting = path
            .ends_with("package.json")
            .then(|| self.waiting("WorkOS: what an upgrade breaks"));
        let work = waiting.as_ref().map(|it| Arc::clone(&it.work));
        self.answer("hover", path, move |snapshot, shared, path| {
            let (text, _) = snapshot.text(path)?;
            let offset = convert::offset(&text, at.position, profile.encoding);
            let mut hover = snapshot.hover(path, offset)?;
            if let Some(work) = &work {
                let workspace = survey::Context {
                    snapshot,
                    documents: &shared.documents,
                    profile: &profile,
                    work,
                };
                hover.markdown += &workspace.ways_in_words(path, at.position.line);
            }
            let kind = if profile.markdown {
                lsp::MarkupKind::Markdown
            } else {
                lsp::MarkupKind::PlainText
            };
            Some(lsp::Hover {
                contents: lsp::HoverContents::Markup(lsp::MarkupContent {
                    kind,
                    value: hover.markdown,
                }),
                range: Some(convert::range(&text, &hover.range, profile.encoding)),
            })
        })
        .await
    }

    async fn diagnostic(
        &self,
        params: lsp::DocumentDiagnosticParams,
    ) -> Result<lsp::DocumentDiagnosticReportResult> {
        let profile = self.profile()?;
        let asked = self.shared.opens.load(Ordering::Acquire);
        let previous = params.previous_result_id;
        let Some(path) = uri::to_path(&params.text_document.uri) else {
            let id = diagnostics::result_id(&[]);
            return Ok(diagnostics::report(Vec::new(), id, previous.as_deref()));
        };
        self.answer("diagnostic", path, move |snapshot, shared, path| {
            let edited = shared.documents.get(path).map(|document| document.edited);
            let max = shared.max_diagnostics();
            let shown = snapshot.shown(path);
            let (items, problems) =
                diagnostics::of_file(snapshot, path, &shown, edited, max, &profile);
            if !problems.is_empty() {
                shared.tell(Event::Problems(problems));
            }
            let id = diagnostics::result_id(&items);
            // What was answered before the document was closed and opened again is shown no more.
            let document = shared.documents.get(path);
            let is_shown = document.is_some_and(|it| it.opened <= asked && it.answered.is_some());
            let previous = previous.filter(|_| is_shown);
            shared.documents.answer(path, asked, &id, shown);
            diagnostics::report(items, id, previous.as_deref())
        })
        .await
    }

    async fn code_action(
        &self,
        params: lsp::CodeActionParams,
    ) -> Result<Option<lsp::CodeActionResponse>> {
        let profile = self.profile()?;
        let Some(path) = uri::to_path(&params.text_document.uri) else {
            return Ok(None);
        };
        let offered = self
            .answer("codeAction", path, move |snapshot, shared, path| {
                let context = actions::Context {
                    snapshot,
                    documents: &shared.documents,
                    profile: &profile,
                };
                actions::offered(context, path, &params)
            })
            .await?;
        Ok(Some(offered.into_iter().map(Into::into).collect()))
    }

    async fn code_action_resolve(&self, action: lsp::CodeAction) -> Result<lsp::CodeAction> {
        let profile = self.profile()?;
        let path = actions::document(&action).and_then(|uri| uri::to_path(&uri));
        let Some(path) = path else {
            return Ok(action);
        };
        self.answer("codeAction/resolve", path, move |snapshot, shared, _| {
            let context = actions::Context {
                snapshot,
                documents: &shared.documents,
                profile: &profile,
            };
            actions::resolved(context, action)
        })
        .await
    }
}

/// What is no part of the protocol.
impl Backend {
    /// `workos/versions`.
    ///
    /// # Errors
    /// Where nothing can be answered.
    pub async fn versions(&self) -> Result<survey::Versions> {
        self.survey("workos/versions", |it| it.versions()).await
    }

    /// `workos/upgrade`.
    ///
    /// # Errors
    /// Where nothing can be answered.
    pub async fn upgrade(&self, params: survey::UpgradeParams) -> Result<survey::Upgrade> {
        self.survey("workos/upgrade", move |it| it.upgrade(params))
            .await
    }

    /// `workos/upgrades`.
    ///
    /// # Errors
    /// Where nothing can be answered.
    pub async fn upgrades(&self) -> Result<Vec<survey::Ways>> {
        self.survey("workos/upgrades", |it| it.upgrades()).await
    }

    /// `workos/fix`.
    ///
    /// # Errors
    /// Where nothing can be answered.
    pub async fn fix(&self, params: survey::FixParams) -> Result<Option<lsp::WorkspaceEdit>> {
        self.survey("workos/fix", move |it| it.fix(&params)).await
    }

    /// `workos/explain`.
    ///
    /// # Errors
    /// Where nothing can be answered.
    pub async fn explain(
        &self,
        params: lsp::TextDocumentPositionParams,
    ) -> Result<Option<survey::Page>> {
        let Some(path) = uri::to_path(&params.text_document.uri) else {
            return Ok(None);
        };
        self.survey("workos/explain", move |it| {
            it.explain(&path, params.position)
        })
        .await
    }

    /// Answers a question about the whole workspace; no longer than someone waits for it.
    async fn survey<T: Send + 'static>(
        &self,
        what: &'static str,
        ask: impl FnOnce(survey::Context<'_>) -> T + Send + 'static,
    ) -> Result<T> {
        let profile = self.profile()?;
        let waiting = self.waiting("WorkOS: looking at the workspace");
        let work = Arc::clone(&waiting.work);
        let answer = self
            .answer(what, PathBuf::new(), move |snapshot, shared, _| {
                ask(survey::Context {
                    snapshot,
                    documents: &shared.documents,
                    profile: &profile,
                    work: &work,
                })
            })
            .await;
        match waiting.work.is_given_up() {
            true => Err(Error::request_cancelled()),
            false => answer,
        }
    }

    fn waiting(&self, title: &'static str) -> Waiting {
        Waiting::start(&self.client, &self.shared, title)
    }

    /// `window/workDoneProgress/cancel`: who is shown a piece of work does not want it any more.
    pub async fn give_up(&self, params: lsp::WorkDoneProgressCancelParams) {
        let work = number_of(&params.token).and_then(|number| self.shared.shown.get(&number));
        if let Some(work) = work {
            work.give_up();
        }
    }
}

/// The workspace's folders, by the newest of the three ways in which clients say it.
fn folders(params: &lsp::InitializeParams) -> Vec<PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        return folders
            .iter()
            .filter_map(|folder| uri::to_path(&folder.uri))
            .collect();
    }
    #[expect(deprecated, reason = "older clients know nothing else")]
    let (root_uri, root_path) = (&params.root_uri, &params.root_path);
    root_uri
        .as_ref()
        .and_then(uri::to_path)
        .or_else(|| root_path.as_ref().map(PathBuf::from))
        .filter(|path| path.is_absolute())
        .into_iter()
        .collect()
}
