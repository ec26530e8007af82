//! A panic ends what panicked, nothing else; whoever catches it can say at which entry of the tables it happened.

use std::{
    any::Any,
    cell::RefCell,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use smol_str::SmolStr;

thread_local! {
    /// The entry that this thread looked at last.
    static AT_HAND: RefCell<Option<SmolStr>> = const { RefCell::new(None) };
}

#[cfg(test)]
thread_local! {
    /// An entry that breaks whoever looks at it.
    pub(crate) static BROKEN: RefCell<Option<SmolStr>> = const { RefCell::new(None) };
}

/// What a panic said, and where it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    /// Its message.
    pub message: String,
    /// The id of the entry that was looked at last.
    pub change: Option<SmolStr>,
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.change {
            Some(change) => write!(f, " (at {change})"),
            None => Ok(()),
        }
    }
}

/// Runs something over values that are immutable but for caches that are written whole: after a panic they are as
/// before.
///
/// # Errors
/// What the panic said.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    let before = AT_HAND.take();
    let done = catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Panicked {
        message: said(&*panic),
        change: AT_HAND.take(),
    });
    AT_HAND.set(before);
    done
}

/// Notes the entry that is looked at.
pub(super) fn at_hand(change: &SmolStr) {
    AT_HAND.set(Some(change.clone()));
    #[cfg(test)]
    if BROKEN.with_borrow(|broken| broken.as_ref() == Some(change)) {
        panic!("as was asked for");
    }
}

/// What a panic said.
#[must_use]
pub fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("it panicked")
        .to_owned()
}
