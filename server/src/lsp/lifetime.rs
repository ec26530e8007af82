//! When the program ends: on `exit`, at the end of input, and when the editor that started it is gone. Nothing of this
//! may depend on a handler, a client or an analysis that hangs.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, ReadBuf},
    sync::watch,
};

/// How long what has been asked may still be answered after the end.
const GRACE: Duration = Duration::from_secs(1);
/// How often the parent is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Input that says when it has ended.
#[derive(Debug)]
pub struct Input<R> {
    inner: R,
    ended: watch::Sender<bool>,
}

impl<R> Input<R> {
    /// Watches `inner`.
    pub fn new(inner: R, ended: watch::Sender<bool>) -> Self {
        Self { inner, ended }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Input<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(context, buffer);
        let over = match &polled {
            Poll::Ready(Ok(())) => buffer.filled().len() == before && buffer.remaining() > 0,
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        };
        if over {
            self.ended.send_replace(true);
        }
        polled
    }
}

/// Resolves some time after the client is done, for the case that the transport does not end by itself.
pub async fn overdue(mut ended: watch::Receiver<bool>) {
    if ended.wait_for(|ended| *ended).await.is_err() {
        return std::future::pending().await;
    }
    tokio::time::sleep(GRACE).await;
}

/// Resolves when the parent, once it is known, is gone. It is watched only if it is alive at first: in a container the
/// client's process ids mean nothing.
pub async fn orphaned(mut parent: watch::Receiver<Option<u32>>) {
    let pid = match parent.wait_for(Option::is_some).await {
        Ok(pid) => *pid,
        Err(_) => None,
    };
    let Some(first) = pid.and_then(process::alive) else {
        return std::future::pending().await;
    };
    loop {
        tokio::time::sleep(LOOK).await;
        if pid.and_then(process::alive) != Some(first) {
            return;
        }
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
