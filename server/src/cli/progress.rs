//! A line on the terminal while work is long. Nothing is written where nobody watches, or where work is short.

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// Shorter work passes in silence.
const PATIENCE: Duration = Duration::from_millis(600);

/// How often the line changes.
const RHYTHM: Duration = Duration::from_millis(100);

/// Shows how far a piece of work is, until it is dropped.
#[derive(Debug)]
pub struct Progress {
    done: Arc<AtomicUsize>,
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts to show `verb done/total files`.
    #[must_use]
    pub fn start(verb: &'static str, total: usize) -> Self {
        let done = Arc::new(AtomicUsize::new(0));
        let shown = io::stderr().is_terminal().then(|| {
            let (end, ended) = mpsc::channel();
            let done = Arc::clone(&done);
            let thread = thread::spawn(move || {
                let mut wait = PATIENCE;
                let mut written = false;
                while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    wait = RHYTHM;
                    written = true;
                    let done = done.load(Ordering::Relaxed);
                    line(&format!("\r{verb} {done}/{total} files"));
                }
                if written {
                    line("\r\x1b[K");
                }
            });
            (end, thread)
        });
        Self { done, shown }
    }

    /// One more is done.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.shown.take() {
            drop(end);
            // It only writes; if it broke, there is nothing to clean up.
            let _ = thread.join();
        }
    }
}

fn line(text: &str) {
    let mut stderr = io::stderr().lock();
    // Nobody is left to be told.
    let _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}
