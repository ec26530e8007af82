//! The timeline of one package: what existed when. Read from `api.json`, never written by hand.
//!
//! A timeline knows declarations and their members by the names the package gives them. Which of them belong together
//! across a rename is the tables' business (`super::tables`).

mod asked;
mod keys;
mod life;
mod members;
mod names;
mod packed;
mod parse;
mod read;
mod stretch;
mod walk;

pub use life::Life;
pub use read::ReadError;
pub(super) use read::from_json;
pub use walk::Place;

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use nodejs_semver::Version;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{DeclId, Type, TypeRef, VersionIdx, packed::Piece};

/// Something as it was over a span of versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
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
        self.0
            .iter()
            .filter_map(|variant| Some((variant.life.nearest(version)?, variant)))
            .min_by_key(|&(at, _)| distance(at, version))
    }

    /// All versions in which it lives.
    #[must_use]
    pub fn life(&self) -> Life {
        self.0
            .iter()
            .fold(Life::default(), |life, variant| life.union(&variant.life))
    }
}

/// How far a version is from another: earlier ones are nearer than all later ones.
fn distance(at: VersionIdx, version: VersionIdx) -> (bool, u16) {
    (at > version, at.0.abs_diff(version.0))
}

/// What a declaration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// A type or a value handed on from another package: its `ty` names it there.
    Reexport,
}

/// A declaration over all versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decl {
    /// Its key in the timeline (`Factor`, `AccessToken@vault`).
    pub key: SmolStr,
    /// What it is.
    pub kind: DeclKind,
    /// When it exists.
    pub life: Life,
    /// Names of its type parameters.
    pub params: Vec<SmolStr>,
    /// How many type arguments it takes; none in the versions that are left out.
    pub takes: Vec<(Life, RangeInclusive<usize>)>,
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
    /// When the declaration itself is marked deprecated, with the text.
    pub deprecated: Vec<(Life, SmolStr)>,
}

impl Decl {
    /// How many type arguments it takes in a version.
    #[must_use]
    pub fn takes(&self, version: VersionIdx) -> RangeInclusive<usize> {
        let found = self.takes.iter().find(|(life, _)| life.contains(version));
        found.map_or(0..=0, |(_, takes)| takes.clone())
    }

    /// The name people read: the key without the area that tells two things of one name apart.
    #[must_use]
    pub fn name(&self) -> &str {
        self.key.split('@').next().unwrap_or(&self.key)
    }
}

/// A name exported from an entry: which declaration, when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exported {
    /// When.
    pub life: Life,
    /// What.
    pub decl: DeclId,
}

/// An entry point (`.`, `./worker`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it exists.
    pub life: Life,
    /// Exports by name; several where a name changed its meaning.
    pub exports: FxHashMap<SmolStr, Vec<Exported>>,
}

/// What the package wants of its surroundings over a span: the range for `node`, or of its peers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// When.
    pub life: Life,
    /// `node` for the runtime, else the name of a peer.
    pub of: SmolStr,
    /// The range, as the manifest of the package writes it.
    pub range: SmolStr,
}

/// When something became so. npm has holes: where versions are missing between two, it is not known in which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary<'t> {
    /// In this release.
    In(&'t Version),
    /// After the first, at the latest in the second.
    Between(&'t Version, &'t Version),
}

impl std::fmt::Display for Boundary<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::In(version) => write!(f, "in {version}"),
            Self::Between(before, after) => write!(f, "between {before} and {after}"),
        }
    }
}

/// Whether no release can lie between two.
fn follows(before: &Version, after: &Version) -> bool {
    let (b, a) = (before, after);
    if a.is_prerelease() {
        return true;
    }
    (a.major() == b.major() && a.minor() == b.minor() && a.patch() == b.patch() + 1)
        || (a.major() == b.major() && a.minor() == b.minor() + 1 && a.patch() == 0)
        || (a.major() == b.major() + 1 && a.minor() == 0 && a.patch() == 0)
}

/// A literal that the shipped code shows the outside world: the name of a cookie, a header, a variable, an error's code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// When.
    pub life: Life,
    /// `cookie`, `env`, `error`, `header`, `query`.
    pub kind: SmolStr,
    /// The literal; `*` stands for what is only known when it runs.
    pub name: SmolStr,
}

impl Contract {
    /// Whether a literal of an app is this one: headers in any case.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        match self.kind.as_str() {
            "header" => self.name.eq_ignore_ascii_case(text),
            _ => super::path::glob_fits(&self.name, text),
        }
    }
}

/// The timeline of one package.
#[derive(Debug, Default)]
pub struct Timeline {
    /// The ecosystem (`npm`).
    pub ecosystem: SmolStr,
    /// The package's name.
    pub package: SmolStr,
    /// All known versions in SemVer order, pre-releases included.
    pub versions: Vec<Version>,
    /// Entry points by name.
    pub entries: FxHashMap<SmolStr, Entry>,
    /// `engines.node` by span.
    pub engines: Vec<Demand>,
    /// Peer dependencies by span.
    pub peers: Vec<Demand>,
    /// What it shows the outside world besides its types.
    pub contracts: Vec<Contract>,
    decls: Vec<Piece<Decl>>,
    by_key: FxHashMap<SmolStr, DeclId>,
    types: Vec<LazyType>,
    names: OnceLock<names::Names>,
    pub(super) asked: asked::Asked,
}

/// A type as text, parsed when it is first looked at.
#[derive(Debug)]
struct LazyType {
    text: Cow<'static, str>,
    parsed: OnceLock<Type>,
}

impl LazyType {
    fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            parsed: OnceLock::new(),
        }
    }
}

impl Timeline {
    /// Reads the text of an `api.json`. Types in it are parsed when they are first asked for.
    ///
    /// # Errors
    /// Where the text is not what `knowledge/extract/FORMAT.md` describes: which place, and what was expected there.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        read::read(text)
    }

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

    /// A version by its index.
    #[must_use]
    pub fn version(&self, index: VersionIdx) -> Option<&Version> {
        self.versions.get(usize::from(index.0))
    }

    /// The newest version that is no pre-release (else the newest): what `latest` means.
    #[must_use]
    pub fn newest(&self) -> VersionIdx {
        let stable = self
            .versions
            .iter()
            .rposition(|version| !version.is_prerelease());
        let index = stable.unwrap_or_else(|| self.versions.len().saturating_sub(1));
        VersionIdx(u16::try_from(index).unwrap_or(0))
    }

    /// Indices of all versions, ascending.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = VersionIdx> + use<> {
        (0..self.end()).map(VersionIdx)
    }

    /// When what is so from the version `at` on became so: in a release, or somewhere between two.
    #[must_use]
    pub fn boundary(&self, at: VersionIdx) -> Option<Boundary<'_>> {
        let (before, after) = self.versions.split_at_checked(usize::from(at.0))?;
        let after = after
            .iter()
            .find(|version| !version.is_prerelease())
            .or(after.first())?;
        let before = before.iter().rev().find(|version| !version.is_prerelease());
        Some(match before {
            Some(before) if !follows(before, after) => Boundary::Between(before, after),
            _ => Boundary::In(after),
        })
    }

    /// Every version.
    #[must_use]
    pub fn always(&self) -> Life {
        Life::span(0, self.end())
    }

    /// One past the last version index.
    fn end(&self) -> u16 {
        u16::try_from(self.versions.len()).unwrap_or(u16::MAX)
    }

    /// A declaration.
    #[must_use]
    pub fn decl(&self, id: DeclId) -> Option<&Decl> {
        self.decls.get(id.0 as usize)?.get()
    }

    /// A declaration by its key (`Factor`, `AccessToken@vault`).
    #[must_use]
    pub fn decl_by_key(&self, key: &str) -> Option<DeclId> {
        self.by_key.get(key).copied()
    }

    /// All declarations, in the order of their keys.
    pub fn decls(&self) -> impl Iterator<Item = (DeclId, &Decl)> {
        let all = (0u32..).map(DeclId).zip(&self.decls);
        all.filter_map(|(id, decl)| Some((id, decl.get()?)))
    }

    /// A type.
    #[must_use]
    pub fn ty(&self, id: TypeRef) -> &Type {
        let Some(lazy) = self.types.get(id.0 as usize) else {
            return &Type::Unknown;
        };
        lazy.parsed
            .get_or_init(|| parse::parse(&lazy.text, &self.by_key).unwrap_or(Type::Unknown))
    }

    /// All types. Parses them.
    pub(super) fn types(&self) -> impl Iterator<Item = &Type> {
        let all = (0u32..).map(TypeRef).zip(&self.types);
        all.map(|(id, _)| self.ty(id))
    }

    /// Types that cannot be read, by index, with what is wrong. Parses all of them: for checks.
    #[must_use]
    pub fn malformed_types(&self) -> Vec<(usize, String)> {
        let parse = |(index, lazy): (usize, &LazyType)| {
            let error = parse::parse(&lazy.text, &self.by_key).err()?;
            Some((index, error))
        };
        self.types.iter().enumerate().filter_map(parse).collect()
    }

    /// What an entry exports under a name in a version.
    #[must_use]
    pub fn export(&self, entry: &str, name: &str, version: VersionIdx) -> Option<DeclId> {
        let exported = self.entries.get(entry)?.exports.get(name)?;
        exported
            .iter()
            .find(|exported| exported.life.contains(version))
            .map(|exported| exported.decl)
    }

    /// What an entry exports under a name in the version nearest to `version`, with that version.
    #[must_use]
    pub fn export_nearest(
        &self,
        entry: &str,
        name: &str,
        version: VersionIdx,
    ) -> Option<(VersionIdx, DeclId)> {
        let exported = self.entries.get(entry)?.exports.get(name)?;
        exported
            .iter()
            .filter_map(|exported| Some((exported.life.nearest(version)?, exported.decl)))
            .min_by_key(|&(at, _)| distance(at, version))
    }

    /// Names that an entry exports in some version, sorted.
    #[must_use]
    pub fn export_names(&self, entry: &str) -> Vec<&SmolStr> {
        let mut names: Vec<_> = self
            .entries
            .get(entry)
            .map(|entry| entry.exports.keys().collect())
            .unwrap_or_default();
        names.sort_unstable();
        names
    }

    /// The contract of a kind and a name, as tables write it.
    #[must_use]
    pub fn contract(&self, kind: &str, name: &str) -> Option<&Contract> {
        let mut contracts = self.contracts.iter();
        contracts.find(|contract| contract.kind == kind && contract.name == name)
    }

    /// The ranges that the package puts on its peers in a version.
    pub fn peers_at(&self, version: VersionIdx) -> impl Iterator<Item = &Demand> {
        let peers = self.peers.iter();
        peers.filter(move |demand| demand.life.contains(version))
    }

    /// The range that the package puts on `node` in a version.
    #[must_use]
    pub fn engine(&self, version: VersionIdx) -> Option<&SmolStr> {
        self.engines
            .iter()
            .find(|demand| demand.life.contains(version))
            .map(|demand| &demand.range)
    }
}

#[cfg(test)]
mod tests;
