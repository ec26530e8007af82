//! What was asked of a timeline before.

use std::sync::Arc;

use super::Life;
use crate::knowledge::{Comparison, FunctionType, MemberKey, VersionIdx, memo::Memo};

/// Answers that are looked for in one stretch of versions after the other, or that are put together anew each time.
#[derive(Debug, Default)]
pub(in crate::knowledge) struct Asked {
    pub lives: Memo<(), Life>,
    /// Whether a symbol is marked in a version.
    pub marks: Memo<VersionIdx, bool>,
    /// Whether a symbol is anything in a version.
    pub there: Memo<VersionIdx, bool>,
    /// The version of a symbol, and the other symbol in its version.
    pub compared: Memo<(VersionIdx, MemberKey, VersionIdx), Arc<Comparison>>,
    /// Whether it is constructed, and the version.
    pub signatures: Memo<(bool, VersionIdx), Arc<[FunctionType]>>,
    /// The way from what a member holds or gives to another symbol.
    pub ways: Memo<MemberKey, Option<MemberKey>>,
}
