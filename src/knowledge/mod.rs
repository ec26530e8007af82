//! What is known of the packages: their timelines (`api.json`), the tables of changes, the prose. Knows no source code.

mod catalogue;
mod ids;
mod timeline;
mod types;

pub use catalogue::Knowledge;
pub use ids::{DeclId, MemberKey, PackageId, TypeRef, VersionIdx};
pub use timeline::{Decl, DeclKind, Entry, Exported, Life, Member, Timeline, Variant};
pub use types::{Field, FunctionParam, FunctionType, LiteralType, Type};
