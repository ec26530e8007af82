//! Messages in and out, over a tower-lsp service. In place of its own transport, because that ends at the first message
//! that is not JSON, keeps the order of messages only up to the polling of its tasks, and does not end by itself.
//!
//! One thread reads: it decodes a message, hands it to the service, and polls the handler once, so that whatever handlers
//! enqueue before their first `.await` has the order of the wire. What remains of a handler runs as a task. One thread
//! writes. Neither knows a method, but for `exit`.

use std::{
    collections::HashMap,
    future::Future,
    io::{BufReader, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    task::{Context, Poll, Waker},
};

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde::Serialize;
use serde_json::Value;
use tokio::{runtime::Handle, sync::mpsc};
use tower_lsp::{
    ClientSocket, ExitedError, LanguageServer, LspService,
    jsonrpc::{Error, ErrorCode, Id, Request, Response},
};
use tower_service::Service;

use workos_lsp_engine::knowledge::said;

use super::{backlog::Backlog, frame, uri};
use crate::render::mask::mask;

/// So many requests are worked on, or wait for it; more are refused, so that nothing piles up.
const MOST_UNDER_WAY: usize = 4096;

/// So many bytes are read at a time, if they are there.
const BUFFER: usize = 64 << 10;

/// Something for the writing thread.
#[derive(Debug)]
enum Out {
    Message(Vec<u8>),
    /// The newest of its kind.
    Newest(String),
    /// Tells when all before it is written.
    Flush(SyncSender<()>),
}

/// The way out. Never blocks.
#[derive(Clone, Debug)]
pub struct Output {
    letters: Sender<Out>,
    /// Messages of which only the newest of a kind counts, by kind.
    newest: Newest,
    backlog: Arc<Backlog>,
}

type Newest = Arc<Mutex<HashMap<String, Vec<u8>>>>;

impl Output {
    /// Starts writing on a thread of its own.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(output: impl Write + Send + 'static) -> std::io::Result<Self> {
        let (letters, incoming) = channel();
        let newest = Newest::default();
        let backlog = Arc::new(Backlog::default());
        let (kept, waiting) = (Arc::clone(&newest), Arc::clone(&backlog));
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write(output, &incoming, &kept, &waiting))?;
        Ok(Self {
            letters,
            newest,
            backlog,
        })
    }

    fn send(&self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            // If nobody writes any more, the client is gone.
            Ok(body) => {
                self.backlog.add(body.len());
                drop(self.letters.send(Out::Message(body)));
            }
            Err(error) => tracing::error!("a message cannot be written: {error}"),
        }
    }

    /// Sends a message that takes the place of one of its kind which is not written yet: a client that does not read
    /// makes nothing pile up.
    pub fn send_newest(&self, kind: String, body: Vec<u8>) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if newest.insert(kind.clone(), body).is_none() {
            drop(self.letters.send(Out::Newest(kind)));
        }
    }
}

/// A running transport.
#[derive(Debug)]
pub struct Transport {
    output: Output,
    /// Tells the end of input, or `exit`.
    ended: tokio::sync::oneshot::Receiver<End>,
    /// Closed when nothing that was asked is under way.
    under_way: mpsc::Receiver<()>,
}

/// How the input ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With `exit`: nobody waits for answers.
    Exit,
    /// It was closed, or broke.
    Input,
}

impl Transport {
    /// Serves on these streams. `behind` is told whether more has come in than was read.
    ///
    /// # Errors
    /// If the system gives no threads.
    pub fn start<S: LanguageServer>(
        input: impl Read + Send + 'static,
        sender: Output,
        service: LspService<S>,
        socket: ClientSocket,
        runtime: &Handle,
        behind: impl Fn(bool) + Send + 'static,
    ) -> std::io::Result<Self> {
        let answers = connect(socket, sender.clone(), runtime);
        let (ended, end) = tokio::sync::oneshot::channel();
        let (alive, under_way) = mpsc::channel(1);
        let reader = Reader {
            service,
            output: sender.clone(),
            answers,
            runtime: runtime.clone(),
            alive,
            under_way: Arc::default(),
        };
        std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || {
                let end = reader.run(input, &behind);
                behind(false);
                // If nobody listens, it is over already.
                let _over = ended.send(end);
            })?;
        Ok(Self {
            output: sender,
            ended: end,
            under_way,
        })
    }

    /// Resolves when the client is done.
    pub async fn ended(&mut self) -> End {
        (&mut self.ended).await.unwrap_or(End::Input)
    }

    /// Resolves when everything that was asked is answered.
    pub async fn answered(&mut self) {
        while self.under_way.recv().await.is_some() {}
    }

    /// What waits, blocking, until all messages so far are written.
    pub fn flush(&self) -> impl FnOnce() + Send + 'static + use<> {
        let output = self.output.clone();
        move || {
            let (done, wait) = sync_channel(1);
            if output.letters.send(Out::Flush(done)).is_ok() {
                // An error means that the writer is gone: nothing is left to wait for.
                let _gone = wait.recv();
            }
        }
    }
}

/// Passes the server's own messages on, and the client's answers to them.
fn connect(
    socket: ClientSocket,
    output: Output,
    runtime: &Handle,
) -> mpsc::UnboundedSender<Response> {
    let (mut requests, mut responses) = socket.split();
    runtime.spawn(async move {
        while let Some(request) = requests.next().await {
            output.send(&request);
        }
    });
    let (sender, mut answers) = mpsc::unbounded_channel();
    runtime.spawn(async move {
        while let Some(answer) = answers.recv().await {
            if responses.send(answer).await.is_err() {
                return;
            }
        }
    });
    sender
}

fn write(mut output: impl Write, letters: &Receiver<Out>, newest: &Newest, backlog: &Backlog) {
    while let Ok(letter) = letters.recv() {
        let written = match letter {
            Out::Message(body) => {
                let written = frame::write(&mut output, &body);
                backlog.done(body.len());
                written
            }
            Out::Newest(kind) => {
                let mut newest = newest.lock().unwrap_or_else(PoisonError::into_inner);
                let body = newest.remove(&kind);
                drop(newest);
                body.map_or(Ok(()), |body| frame::write(&mut output, &body))
            }
            Out::Flush(done) => {
                // Who asked may have stopped waiting.
                let _gone = done.send(());
                Ok(())
            }
        };
        if let Err(error) = written {
            tracing::warn!("the client does not read any more: {error}");
            return;
        }
    }
}

struct Reader<S> {
    service: LspService<S>,
    output: Output,
    answers: mpsc::UnboundedSender<Response>,
    runtime: Handle,
    alive: mpsc::Sender<()>,
    under_way: Arc<AtomicUsize>,
}

type Answer = Result<Option<Response>, ExitedError>;
type Pending = Pin<Box<dyn Future<Output = Answer> + Send>>;

impl<S: LanguageServer> Reader<S> {
    fn run(mut self, input: impl Read, behind: &impl Fn(bool)) -> End {
        let mut input = BufReader::with_capacity(BUFFER, input);
        let runtime = self.runtime.clone();
        let _entered = runtime.enter();
        loop {
            if !self.output.backlog.has_room() {
                tracing::warn!("the client does not read any more");
                return End::Exit;
            }
            match frame::read(&mut input) {
                Ok(Some(body)) => {
                    let more = frame::is_whole(input.buffer());
                    if more {
                        behind(true);
                    }
                    if self.message(&body) {
                        return End::Exit;
                    }
                    if !more {
                        behind(false);
                    }
                }
                Ok(None) => return End::Input,
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                    tracing::warn!("{error}");
                    self.refuse(Id::Null, Error::parse_error());
                }
                Err(error) => {
                    tracing::warn!("the input broke: {error}");
                    return End::Input;
                }
            }
        }
    }

    /// Takes one message; `true` if it was `exit`.
    fn message(&mut self, body: &[u8]) -> bool {
        let Ok(mut message) = serde_json::from_slice::<Value>(body) else {
            tracing::warn!("a message is not JSON");
            self.refuse(Id::Null, Error::parse_error());
            return false;
        };
        if message.get("method").is_none() {
            match serde_json::from_value(message) {
                // If nobody takes it, nobody asked.
                Ok(answer) => drop(self.answers.send(answer)),
                Err(error) => {
                    tracing::warn!("neither a request nor an answer: {error}");
                    self.refuse(Id::Null, Error::invalid_request());
                }
            }
            return false;
        }
        if let Some(params) = message.get_mut("params") {
            uri::repair_all(params);
        }
        let id = message.get("id").cloned();
        match serde_json::from_value::<Request>(message) {
            Ok(request) => {
                let is_exit = request.method() == "exit";
                self.request(request);
                is_exit
            }
            Err(error) => {
                tracing::warn!("not a request: {error}");
                let id = id.and_then(|id| serde_json::from_value(id).ok());
                self.refuse(id.unwrap_or_default(), Error::invalid_request());
                false
            }
        }
    }

    fn request(&mut self, request: Request) {
        let (id, method) = (request.id().cloned(), request.method().to_owned());
        if let Some(id) = &id
            && self.under_way.load(Ordering::Acquire) >= MOST_UNDER_WAY
        {
            return self.refuse(id.clone(), too_many());
        }
        let service = &mut self.service;
        let called = catch_unwind(AssertUnwindSafe(|| service.call(request)));
        let mut answer: Pending = match called {
            Ok(answer) => Box::pin(guarded(answer, id, method)),
            Err(panic) => return self.panicked(&*panic, id, &method),
        };
        match answer
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            Poll::Ready(answer) => send(&self.output, answer),
            Poll::Pending => {
                let (output, alive) = (self.output.clone(), self.alive.clone());
                let under_way = Arc::clone(&self.under_way);
                under_way.fetch_add(1, Ordering::AcqRel);
                self.runtime.spawn(async move {
                    send(&output, answer.await);
                    under_way.fetch_sub(1, Ordering::AcqRel);
                    drop(alive);
                });
            }
        }
    }

    fn panicked(&self, panic: &(dyn std::any::Any + Send), id: Option<Id>, method: &str) {
        tracing::error!(method, "a handler panicked: {}", mask(&said(panic)));
        if let Some(id) = id {
            self.refuse(id, Error::internal_error());
        }
    }

    fn refuse(&self, id: Id, error: Error) {
        self.output.send(&Response::from_error(id, error));
    }
}

/// The server cannot answer for now, as the protocol says it.
fn too_many() -> Error {
    Error {
        code: ErrorCode::ServerError(-32802),
        message: "too many requests at once".into(),
        data: None,
    }
}

async fn guarded(
    answer: impl Future<Output = Answer> + Send,
    id: Option<Id>,
    method: String,
) -> Answer {
    AssertUnwindSafe(answer)
        .catch_unwind()
        .await
        .unwrap_or_else(|panic| {
            tracing::error!(method, "a handler panicked: {}", mask(&said(&*panic)));
            Ok(id.map(|id| Response::from_error(id, Error::internal_error())))
        })
}

fn send(output: &Output, answer: Answer) {
    match answer {
        Ok(Some(response)) => output.send(&response),
        Ok(None) => {}
        Err(error) => tracing::debug!("{error}"),
    }
}
