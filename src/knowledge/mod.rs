//! What is known of the packages: their timelines (`api.json`), the tables of changes, the prose. Knows no source code.

mod catalogue;
mod compare;
mod gaps;
mod guard;
mod ids;
mod memo;
mod packed;
pub mod page;
pub mod path;
mod tables;
mod timeline;
mod types;
mod vocabulary;
mod words;

#[cfg(not(packed))]
pub use catalogue::pack;
pub use catalogue::{Knowledge, OverlayFile};
pub use compare::{Comparison, Likeness, Misfit, or_missing};
pub use gaps::{Gap, GapKind, render_gaps};
pub use guard::{Panicked, guarded, said};
pub use ids::{DeclId, MemberKey, PackageId, TypeRef, VersionIdx};
pub use path::{Step, Subject, SymbolPath};
pub use tables::{
    Applicability, Change, Changes, Example, Hop, Kind, Lineage, Presence, Proof, TableProblem,
    Template, changes_schema,
};
pub use timeline::{
    Boundary, Contract, Decl, DeclKind, Demand, Entry, Exported, Life, Member, Place, ReadError,
    Timeline, Variant,
};
pub use types::{Field, FunctionParam, FunctionType, LiteralType, Type};

#[cfg(test)]
pub(crate) use guard::BROKEN;

#[cfg(test)]
mod testkit;
