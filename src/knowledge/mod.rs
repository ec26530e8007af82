//! What is known of the packages: their timelines (`api.json`), the tables of changes, the prose. Knows no source code.

mod catalogue;
mod ids;
pub mod path;
mod timeline;
mod types;

pub use catalogue::Knowledge;
pub use ids::{DeclId, MemberKey, PackageId, TypeRef, VersionIdx};
pub use path::{Step, Subject, SymbolPath};
pub use timeline::{
    Decl, DeclKind, Demand, Entry, Exported, Life, Member, Place, ReadError, Timeline, Variant,
};
pub use types::{Field, FunctionParam, FunctionType, LiteralType, Type};

#[cfg(test)]
mod testkit;
