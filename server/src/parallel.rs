//! Work on all processors.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Calls `work` for everything, on all processors; the results come in no particular order.
pub fn each<'a, I: Sync, T: Send>(all: &'a [I], work: impl Fn(&'a I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads.min(all.len()) {
            scope.spawn(|| {
                let mut own = Vec::new();
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    own.push(work(one));
                }
                results
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .append(&mut own);
            });
        }
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}
