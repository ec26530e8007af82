//! `concise`: one line per finding, for terminals, logs and editors' quickfix lists.

use super::{report::Finding, words};

/// `path:line:column: severity[code] message`.
#[must_use]
pub fn finding(it: &Finding) -> String {
    format!(
        "{}:{}:{}: {}[{}] {}\n",
        it.path,
        it.start.line,
        it.start.column,
        words::severity(it.severity),
        words::code(it),
        it.message.replace(['\r', '\n'], " "),
    )
}
