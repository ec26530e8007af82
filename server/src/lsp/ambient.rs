//! Looks, on a thread of its own, for files that declare something for others (`declare global`, `declare module`): what
//! they say holds in documents that do not load them. Tells the owner, who changes nothing else for it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
};

use tokio::sync::oneshot;
use workos_lsp_engine::{analysis::Snapshot, project::Files};

use super::{owner::Event, panics::caught, shared::Shared};
use crate::{disk::Disk, walk::walk};

/// Files above this size declare nothing that anyone waits for.
const MOST: u64 = 4 << 20;

/// What is to be looked at. One after the other, in the order of asking.
#[derive(Debug)]
pub enum Look {
    /// Everything below these folders.
    Folders(Vec<PathBuf>),
    /// Files that came, went or changed.
    Files(Vec<PathBuf>),
}

/// What was seen.
#[derive(Debug)]
pub enum Declaring {
    /// The files that declare something for others, of all there are.
    All(Vec<PathBuf>),
    /// Whether each of some files does.
    Some(Vec<(PathBuf, bool)>),
}

/// Starts the thread. It ends when the sender is dropped.
///
/// # Errors
/// If the system gives no thread.
pub fn spawn(shared: Arc<Shared>) -> std::io::Result<mpsc::Sender<Look>> {
    let (sender, looks) = mpsc::channel();
    std::thread::Builder::new()
        .name("ambient".to_owned())
        .stack_size(16 << 20)
        .spawn(move || {
            while let Ok(look) = looks.recv() {
                let Some(snapshot) = newest(&shared) else {
                    return;
                };
                if let Some(seen) = caught("ambient", None, || seen(&snapshot, look)) {
                    shared.tell(Event::Ambient(seen));
                }
            }
        })
        .map(|_| sender)
}

/// The workspace as it is after all that was told so far.
fn newest(shared: &Shared) -> Option<Snapshot> {
    let (ask, answer) = oneshot::channel();
    shared.tell(Event::Ask(ask));
    answer.blocking_recv().ok()
}

fn seen(snapshot: &Snapshot, look: Look) -> Declaring {
    match look {
        Look::Folders(folders) => {
            let walked = walk(&folders, |path| snapshot.is_relevant(path));
            let declaring = walked.files.into_iter();
            Declaring::All(declaring.filter(|path| declares(snapshot, path)).collect())
        }
        Look::Files(paths) => Declaring::Some(
            paths
                .into_iter()
                .map(|path| {
                    let declares = snapshot.is_relevant(&path) && declares(snapshot, &path);
                    (path, declares)
                })
                .collect(),
        ),
    }
}

fn declares(snapshot: &Snapshot, path: &Path) -> bool {
    let size = std::fs::metadata(path).map_or(u64::MAX, |known| known.len());
    size <= MOST
        && Disk
            .read(path)
            .is_ok_and(|bytes| snapshot.sift(path, &bytes).declares)
        && snapshot.declares_for_others(path)
}
