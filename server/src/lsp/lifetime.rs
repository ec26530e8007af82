//! When the program ends: on `exit`, at the end of input, and when the editor that started it is gone. Nothing of this
//! may depend on a handler, a client or an analysis that hangs.

use std::time::Duration;

use tokio::sync::watch;

use super::transport::{End, Transport};

/// How long what has been asked may still be answered after the end, and how long writing it may take.
const GRACE: Duration = Duration::from_secs(1);
/// How often the parent is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Resolves when the session is over: nobody is left to talk to, and what could be said was.
pub async fn over(mut transport: Transport, parent: watch::Receiver<Option<Parent>>) {
    let end = tokio::select! {
        end = transport.ended() => end,
        () = orphaned(parent) => return tracing::warn!("the editor is gone"),
    };
    if end == End::Input
        && tokio::time::timeout(GRACE, transport.answered())
            .await
            .is_err()
    {
        tracing::info!("ended before all was answered");
    }
    let flushed = tokio::task::spawn_blocking(transport.flush());
    if tokio::time::timeout(GRACE, flushed).await.is_err() {
        tracing::info!("ended before all was written");
    }
}

/// A process that was alive when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parent {
    pid: u32,
    mark: u64,
}

impl Parent {
    /// The process of this id, if it is alive: in a container the client's process ids mean nothing.
    #[must_use]
    pub fn of(pid: u32) -> Option<Self> {
        let mark = process::alive(pid)?;
        Some(Self { pid, mark })
    }

    fn is_alive(self) -> bool {
        process::alive(self.pid) == Some(self.mark)
    }
}

/// Resolves when the parent, once it is known, is gone.
async fn orphaned(mut parent: watch::Receiver<Option<Parent>>) {
    let known = match parent.wait_for(Option::is_some).await {
        Ok(known) => *known,
        Err(_) => None,
    };
    let Some(parent) = known else {
        return std::future::pending().await;
    };
    while parent.is_alive() {
        tokio::time::sleep(LOOK).await;
    }
}

#[cfg(target_os = "linux")]
mod process {
    /// What tells one process from a later one of the same id; `None` if there is none, or only its remains.
    pub(super) fn alive(pid: u32) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name in parentheses may hold anything; fields are counted after it, from the state on.
        let (_, fields) = stat.rsplit_once(')')?;
        let mut fields = fields.split_ascii_whitespace();
        if matches!(fields.next()?, "Z" | "X") {
            return None;
        }
        fields.nth(18)?.parse().ok()
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
mod process {
    /// Zero if there is such a process.
    pub(super) fn alive(pid: u32) -> Option<u64> {
        let pid = rustix::process::Pid::from_raw(i32::try_from(pid).ok()?)?;
        match rustix::process::test_kill_process(pid) {
            Ok(()) | Err(rustix::io::Errno::PERM) => Some(0),
            Err(_) => None,
        }
    }
}

#[cfg(not(unix))]
mod process {
    /// Not known here; when the editor ends, input does.
    pub(super) fn alive(_pid: u32) -> Option<u64> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::process::alive;

    #[expect(clippy::disallowed_methods, reason = "a process to look at")]
    #[test]
    fn a_process_is_alive_until_it_is_gone() {
        assert!(alive(std::process::id()).is_some());
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let id = child.id();
        child.wait().unwrap();
        assert_eq!(alive(id), None);
        assert_eq!(alive(u32::MAX), None);
    }
}
