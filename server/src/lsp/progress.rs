//! How far long work is, for a client that shows it; who is shown it can give it up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{select, sync::oneshot, time::sleep};
use tower_lsp::{Client, ls_types::ProgressToken};

use super::shared::Shared;

/// Shorter work passes in silence.
const PATIENCE: Duration = Duration::from_millis(600);

/// How often it is told.
const RHYTHM: Duration = Duration::from_millis(200);

/// A piece of work over files that someone waits for.
#[derive(Debug, Default)]
pub struct Work {
    given_up: AtomicBool,
    done: AtomicUsize,
    files: AtomicUsize,
}

impl Work {
    /// Whether nobody wants it any more.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    /// Says so.
    pub fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    /// So many files are to be looked at.
    pub fn expect(&self, files: usize) {
        self.files.fetch_add(files, Ordering::Relaxed);
    }

    /// One of them is done.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    fn told(&self) -> (u32, String) {
        let done = self.done.load(Ordering::Relaxed);
        let files = self.files.load(Ordering::Relaxed);
        let percent = (100 * done).checked_div(files).unwrap_or_default();
        let percent = u32::try_from(percent.min(100)).unwrap_or_default();
        (percent, format!("{done}/{files} files"))
    }
}

/// A piece of work that is waited for: with this, the wait ends, and the work with it.
#[derive(Debug)]
pub struct Waiting {
    /// The work.
    pub work: Arc<Work>,
    /// Closed when this goes.
    _open: Option<oneshot::Sender<()>>,
}

impl Waiting {
    /// Starts to wait. If it takes long, a client that shows such things is told how far it is, under this title.
    #[must_use]
    pub fn start(client: &Client, shared: &Arc<Shared>, title: &'static str) -> Self {
        let work = Arc::<Work>::default();
        let shows = shared.profile.get().is_some_and(|it| it.shows_progress);
        let open = shows.then(|| {
            let (open, closed) = oneshot::channel();
            let (client, shared) = (client.clone(), Arc::clone(shared));
            tokio::spawn(tell(client, shared, title, Arc::clone(&work), closed));
            open
        });
        Self { work, _open: open }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.work.give_up();
    }
}

/// Tells how far work is until it is closed.
async fn tell(
    client: Client,
    shared: Arc<Shared>,
    title: &'static str,
    work: Arc<Work>,
    mut closed: oneshot::Receiver<()>,
) {
    select! {
        _ = &mut closed => return,
        () = sleep(PATIENCE) => {}
    }
    let (number, token) = shared.show(&work);
    let created = select! {
        _ = &mut closed => false,
        created = client.create_work_done_progress(token.clone()) => created.is_ok(),
    };
    if created {
        let (percent, message) = work.told();
        let shown = client
            .progress(token, title)
            .with_percentage(percent)
            .with_cancel_button()
            .with_message(message)
            .begin()
            .await;
        loop {
            select! {
                _ = &mut closed => break,
                () = sleep(RHYTHM) => {}
            }
            let (percent, message) = work.told();
            shown.report_with_message(message, percent, None).await;
        }
        shown.finish().await;
    }
    shared.shown.remove(&number);
}

/// The number in a token of ours.
#[must_use]
pub fn number_of(token: &ProgressToken) -> Option<i32> {
    match token {
        ProgressToken::Number(number) => Some(*number),
        ProgressToken::String(_) => None,
    }
}
