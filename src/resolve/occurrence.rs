//! The join point: "this range denotes this symbol of this package". Rules start from occurrences and nothing else.

use std::{ops::Range, sync::Arc};

use super::known::Handed;
use crate::{
    knowledge::{MemberKey, PackageId},
    lower::{ExprId, PatId, TypeId},
    project::Installed,
};

/// A range of a file that denotes a symbol of a covered package.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// Absolute bytes of the name that denotes the symbol (the name that would have to change).
    pub range: Range<usize>,
    /// The package.
    pub package: PackageId,
    /// The copy of the package, with the version that this file sees.
    pub installed: Arc<Installed>,
    /// What is denoted: a declaration, or a member of one.
    pub symbol: MemberKey,
    /// The names by which it is reached here, outermost first, as `range`s with symbols: `mfa` then `verifyFactor`
    /// of `workos.mfa.verifyFactor`. The last is the occurrence itself. What is broken is reported at the first that fails.
    pub chain: Vec<Link>,
    /// How the symbol is used.
    pub usage: Usage,
    /// How sure the receiver's type is.
    pub certainty: Certainty,
    /// Whether a type checker sees the receiver's type here too (not in plain JavaScript, behind `any`, in mocks).
    pub typed: bool,
    /// The item of the file it stands in (index into `FileFacts::items`).
    pub item: usize,
    /// The syntax it stands at.
    pub at: Site,
    /// What is known of the values that its use hands over.
    pub handed: Option<Arc<Handed>>,
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Absolute bytes of the name.
    pub range: Range<usize>,
    /// What it denotes.
    pub symbol: MemberKey,
}

/// How a symbol is used. Decides which kinds of change apply.
#[derive(Clone, Debug, PartialEq)]
pub enum Usage {
    /// Read as a member: `workos.mfa`, `user.emails`; also a destructured key.
    Member,
    /// Called, with the call expression: `workos.mfa.verifyFactor(…)`.
    Call {
        /// The call.
        call: ExprId,
    },
    /// Constructed: `new WorkOS(…)`.
    New {
        /// The expression.
        new: ExprId,
    },
    /// A field written in an object literal that an SDK type describes (an option).
    Written,
    /// An object literal that is held against a type of the SDK. It has no name: it is shown at its bracket.
    Literal,
    /// Named in what stands in for the SDK in a test. It is explained; nothing is said against it.
    Mock,
    /// Imported or re-exported by name.
    Import,
    /// Named in a type annotation.
    Type,
    /// An enum member or a literal of a closed set: `GeneratePortalLinkIntent.SSO`, `'dsync.deactivated'`.
    Value,
}

/// How sure an occurrence is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Every step of the type is declared or constructed.
    Certain,
    /// A bounded guess stands between (one of several types, a cast).
    Inferred,
}

/// The syntax of an occurrence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Site {
    /// A member expression, a name, or an index with a literal.
    Expr(ExprId),
    /// A key of an object literal: the literal and which member.
    Prop(ExprId, u32),
    /// A key of an object pattern: the pattern and which member.
    PatProp(PatId, u32),
    /// A name of an import declaration: which import, which name.
    Import(u32, u32),
    /// A re-export: which export.
    Export(u32),
    /// A segment of a type name.
    Type(TypeId, u32),
    /// A member of a class that stands in for one of an SDK in a test.
    Member,
}
