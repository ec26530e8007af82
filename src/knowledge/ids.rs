//! Names for things in timelines, small enough to copy.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A covered package: index into the catalogue, in the order of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId(pub u16);

/// A version of a package: index into its timeline's versions, which are in SemVer order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VersionIdx(pub u16);

/// A declaration of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeclId(pub u32);

/// A type of a timeline: index into its table of interned types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TypeRef(pub u32);

/// A symbol in canonical form: however it is reached, it has one key.
///
/// A path like `WorkOS.mfa.verifyFactor` is walked until its last owner: the declaration `Mfa`, member `verifyFactor`.
/// Where the owner has no name (an inline object type), the key goes on from the member that holds it:
/// `UserManagement`, `authenticateWithCode(0).session.sealSession`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MemberKey {
    /// An export by its name, with its entry (`.`): what an import names.
    Export {
        /// The entry.
        entry: SmolStr,
        /// The exported name.
        name: SmolStr,
    },
    /// A declaration itself.
    Decl(DeclId),
    /// A member of a declaration: a method, accessor, field, enum member; or a path from one through unnamed types,
    /// in the notation of CONTRACT §2 (`create(0).name`, `getToken()`, `list().data[].id`).
    Member {
        /// The declaration.
        decl: DeclId,
        /// The member, or the path from it.
        path: SmolStr,
    },
}
