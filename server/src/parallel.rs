//! Work on all processors.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// Calls `work` for everything, on all processors; the results come in the order of `all`.
pub fn each<'a, I: Sync, T: Send>(all: &'a [I], work: impl Fn(&'a I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads.min(all.len()) {
            scope.spawn(|| {
                let mut own = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = all.get(number) else { break };
                    own.push((number, work(one)));
                }
                results
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(own);
            });
        }
    });
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut in_order: Vec<Option<T>> = all.iter().map(|_| None).collect();
    for (number, result) in results.into_iter().flatten() {
        if let Some(slot) = in_order.get_mut(number) {
            *slot = Some(result);
        }
    }
    in_order.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        let all: Vec<u32> = (0..1000).collect();
        assert_eq!(
            each(&all, |number| number * 2),
            (0..1000).map(|it| it * 2).collect::<Vec<_>>()
        );
        assert_eq!(each(&[] as &[u32], |number| number * 2), [] as [u32; 0]);
    }
}
