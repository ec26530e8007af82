//! Gaps as they are listed.

use std::fmt::Write;

use nodejs_semver::Version;
use smol_str::SmolStr;

/// Kinds of gap, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GapKind {
    /// An export is gone.
    Export,
    /// An export means something else.
    Meaning,
    /// A member of a client or of another class is gone.
    Method,
    /// A call takes or gives something else.
    Signature,
    /// A field, or an enum's member, is gone.
    Field,
    /// A field is required that was not, or is new and required.
    Required,
    /// A field of a result may be missing or null, or its type differs.
    Changed,
    /// A literal of a closed set is gone.
    Literal,
}

impl GapKind {
    /// A heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Export => "exports that are gone",
            Self::Meaning => "exports that mean something else",
            Self::Method => "members of clients and classes that are gone",
            Self::Signature => "calls that take or give something else",
            Self::Field => "fields and enum members that are gone",
            Self::Required => "fields that are required now",
            Self::Changed => "fields whose value differs",
            Self::Literal => "literals that are gone",
        }
    }
}

/// Something that no table speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The last version in which it was as before.
    pub from: Version,
    /// The version in which it is not.
    pub to: Version,
    /// What kind.
    pub kind: GapKind,
    /// The symbol, as tables would write it.
    pub symbol: String,
    /// What differs, in a few words; empty where it is gone.
    pub detail: String,
    /// The entry whose glob matches it without speaking of it: users write it, so it needs an entry of its own.
    pub matched_by: Option<SmolStr>,
}

/// Writes gaps for people: by step, by kind.
#[must_use]
pub fn render_gaps(gaps: &[Gap]) -> String {
    let mut out = String::new();
    let mut step = None;
    let mut kind = None;
    for gap in gaps {
        if step != Some((&gap.from, &gap.to)) {
            if step.is_some() {
                out.push('\n');
            }
            let _ = writeln!(out, "{} -> {}", gap.from, gap.to);
            step = Some((&gap.from, &gap.to));
            kind = None;
        }
        if kind != Some(gap.kind) {
            let _ = writeln!(out, "  {}", gap.kind.title());
            kind = Some(gap.kind);
        }
        out.push_str("    ");
        out.push_str(&gap.symbol);
        if !gap.detail.is_empty() {
            out.push_str(": ");
            out.push_str(&gap.detail);
        }
        out.push('\n');
    }
    out
}
