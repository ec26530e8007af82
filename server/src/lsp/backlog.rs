//! How much a client has not read yet: who asks without reading is not read either, so nothing piles up here.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// So many bytes may wait for the client.
const MOST: usize = 16 << 20;
/// A client that has that much to read and reads nothing of it for so long is gone.
const PATIENCE: Duration = Duration::from_secs(3);

/// What waits to be written.
#[derive(Debug, Default)]
pub struct Backlog {
    waiting: Mutex<Waiting>,
    less: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    bytes: usize,
    /// How many messages were written so far.
    written: u64,
}

impl Backlog {
    /// More waits.
    pub fn add(&self, bytes: usize) {
        let mut waiting = self.lock();
        waiting.bytes = waiting.bytes.saturating_add(bytes);
    }

    /// Something was written, or need not be any more.
    pub fn done(&self, bytes: usize) {
        let mut waiting = self.lock();
        waiting.bytes = waiting.bytes.saturating_sub(bytes);
        waiting.written += 1;
        self.less.notify_all();
    }

    /// Waits until there is room for more; `false` if the client reads no more.
    pub fn has_room(&self) -> bool {
        let mut waiting = self.lock();
        while waiting.bytes > MOST {
            let before = waiting.written;
            let (now, waited) = self
                .less
                .wait_timeout(waiting, PATIENCE)
                .unwrap_or_else(PoisonError::into_inner);
            if waited.timed_out() && now.written == before {
                return false;
            }
            waiting = now;
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
