//! From the text of an `api.json` to a timeline. Knows the file's format (`knowledge/extract/FORMAT.md`), and no more.

use std::{fmt, marker::PhantomData};

use nodejs_semver::Version;
use rustc_hash::FxHashMap;
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use smol_str::SmolStr;

use super::{
    Contract, Decl, DeclKind, Demand, Entry, Exported, LazyType, Life, Member, Timeline, TypeRef,
    Variant,
};
use crate::knowledge::{DeclId, packed::Piece};

/// The format that this reader understands.
const FORMAT: u32 = 1;

/// What is wrong with a file of knowledge.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {expected}")]
pub struct ReadError {
    /// The place, as a path into the JSON (`decls.Mfa.members.verifyFactor[0].t`), `.` for the whole.
    pub path: String,
    /// What was expected there.
    pub expected: String,
}

impl ReadError {
    fn new(path: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            expected: expected.into(),
        }
    }
}

/// Deserializes JSON; on failure once more, slowly, to learn where it fails.
///
/// # Errors
/// The place and what was expected there.
pub(crate) fn from_json<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, ReadError> {
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(error) => Err(ReadError::new(
            error.path().to_string(),
            error.inner().to_string(),
        )),
        Ok(value) => reader
            .end()
            .map(|()| value)
            .map_err(|error| ReadError::new(".", error.to_string())),
    }
}

pub(super) fn read(text: &str) -> Result<Timeline, ReadError> {
    let raw: RawTimeline = from_json(text)?;
    if raw.format != FORMAT {
        return Err(ReadError::new(
            "format",
            format!(
                "expected {FORMAT}, the format that this program reads, found {}",
                raw.format
            ),
        ));
    }
    let versions = versions(&raw.versions)?;
    let end = u16::try_from(versions.len())
        .map_err(|_| ReadError::new("versions", "expected fewer than 65536 versions"))?;
    let mut by_key = FxHashMap::default();
    by_key.reserve(raw.decls.0.len());
    for ((key, _), id) in raw.decls.0.iter().zip(0u32..) {
        if by_key.insert(key.clone(), DeclId(id)).is_some() {
            return Err(ReadError::new(
                format!("decls.{key}"),
                "expected each declaration once",
            ));
        }
    }
    let reader = Reader {
        always: Life::span(0, end),
        end,
        types: raw.types.len(),
        by_key: &by_key,
    };
    let entries = reader.entries(raw.entries)?;
    let engines = reader.engines(raw.engines)?;
    let peers = reader.peers(raw.peers)?;
    let contracts = reader.contracts(raw.contracts)?;
    let decls = raw
        .decls
        .0
        .into_iter()
        .map(|(key, decl)| reader.decl(key, decl).map(Piece::of))
        .collect::<Result<_, _>>()?;
    Ok(Timeline {
        ecosystem: raw.ecosystem,
        package: raw.package,
        versions,
        entries,
        engines,
        peers,
        contracts,
        decls,
        types: raw.types.into_iter().map(LazyType::new).collect(),
        by_key,
        names: std::sync::OnceLock::new(),
        asked: super::asked::Asked::default(),
    })
}

fn versions(texts: &[SmolStr]) -> Result<Vec<Version>, ReadError> {
    let mut versions: Vec<Version> = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        let path = || format!("versions[{index}]");
        let version = Version::parse(text)
            .map_err(|_| ReadError::new(path(), format!("expected a version, found `{text}`")))?;
        if versions.last().is_some_and(|last| *last >= version) {
            return Err(ReadError::new(
                path(),
                "expected versions in ascending order",
            ));
        }
        versions.push(version);
    }
    if versions.is_empty() {
        return Err(ReadError::new("versions", "expected at least one version"));
    }
    Ok(versions)
}

struct Reader<'a> {
    always: Life,
    end: u16,
    types: usize,
    by_key: &'a FxHashMap<SmolStr, DeclId>,
}

/// A place in the file. Put together only when something is wrong there.
type At<'a> = &'a dyn Fn() -> String;

impl Reader<'_> {
    fn life(&self, span: Option<Vec<u16>>, parent: &Life, at: At) -> Result<Life, ReadError> {
        let Some(span) = span else {
            return Ok(parent.clone());
        };
        let wrong = |expected: &str| Err(ReadError::new(format!("{}.in", at()), expected));
        let (pairs, rest) = span.as_chunks::<2>();
        if !rest.is_empty() || pairs.is_empty() {
            return wrong("expected pairs of version indices");
        }
        let mut last = 0;
        for &[start, end] in pairs {
            if start < last || start >= end || end > self.end {
                return wrong("expected ascending indices into `versions`");
            }
            last = end;
        }
        let own = Life(pairs.iter().map(|&[start, end]| (start, end)).collect());
        // A child lives only while its parent does.
        Ok(if *parent == self.always {
            own
        } else {
            own.intersect(parent)
        })
    }

    fn entries(&self, raw: Pairs<RawEntry>) -> Result<FxHashMap<SmolStr, Entry>, ReadError> {
        let mut entries = FxHashMap::default();
        for (name, raw) in raw.0 {
            let at = || format!("entries[{name:?}]");
            let life = self.life(raw.span, &self.always, &at)?;
            let mut exports = FxHashMap::default();
            exports.reserve(raw.exports.0.len());
            for (export, raw) in raw.exports.0 {
                let at = || format!("{}.exports.{export}", at());
                let list = raw
                    .into_iter()
                    .map(|raw| self.exported(raw, &life, &at))
                    .collect::<Result<Vec<_>, _>>()?;
                exports.insert(export, list);
            }
            entries.insert(name, Entry { life, exports });
        }
        Ok(entries)
    }

    fn exported(&self, raw: RawExported, parent: &Life, at: At) -> Result<Exported, ReadError> {
        let life = self.life(raw.span, parent, at)?;
        let Some(&decl) = self.by_key.get(&raw.decl) else {
            return Err(ReadError::new(
                format!("{}.d", at()),
                format!("expected the key of a declaration, found `{}`", raw.decl),
            ));
        };
        Ok(Exported { life, decl })
    }

    fn engines(&self, raw: Vec<RawEngine>) -> Result<Vec<Demand>, ReadError> {
        let demand = |(index, raw): (usize, RawEngine)| {
            let at = || format!("engines[{index}]");
            Ok(Demand {
                life: self.life(raw.span, &self.always, &at)?,
                of: SmolStr::new_static("node"),
                range: raw.node,
            })
        };
        raw.into_iter().enumerate().map(demand).collect()
    }

    fn peers(&self, raw: Vec<RawPeers>) -> Result<Vec<Demand>, ReadError> {
        let mut demands = Vec::new();
        for (index, raw) in raw.into_iter().enumerate() {
            let life = self.life(raw.span, &self.always, &|| format!("peers[{index}]"))?;
            demands.extend(raw.peers.0.into_iter().map(|(of, range)| Demand {
                life: life.clone(),
                of,
                range,
            }));
        }
        Ok(demands)
    }

    fn contracts(&self, raw: Pairs<Pairs<RawSpan>>) -> Result<Vec<Contract>, ReadError> {
        let mut contracts = Vec::new();
        for (kind, names) in raw.0 {
            for (name, raw) in names.0 {
                let at = || format!("contracts.{kind}[{name:?}]");
                contracts.push(Contract {
                    life: self.life(raw.span, &self.always, &at)?,
                    kind: kind.clone(),
                    name,
                });
            }
        }
        Ok(contracts)
    }

    fn decl(&self, key: SmolStr, raw: RawDecl) -> Result<Decl, ReadError> {
        let at = || format!("decls.{key}");
        let life = self.life(raw.span, &self.always, &at)?;
        let list = |part: &str, raw| self.variants(raw, &life, &|| format!("{}.{part}", at()));
        let deprecated = raw.deprecated.into_iter().map(|raw| {
            let life = self.life(raw.span, &life, &|| format!("{}.deprecated", at()))?;
            Ok((life, raw.text))
        });
        Ok(Decl {
            kind: raw.kind,
            extends: list("extends", raw.extends)?,
            construct: Member(list("construct", raw.construct)?),
            ty: Member(list("type", raw.ty)?),
            members: self.members(raw.members, &life, &|| format!("{}.members", at()))?,
            statics: self.members(raw.statics, &life, &|| format!("{}.statics", at()))?,
            deprecated: deprecated.collect::<Result<_, ReadError>>()?,
            takes: raw
                .takes
                .into_iter()
                .map(|raw| {
                    let life = self.life(raw.span, &life, &|| format!("{}.takes", at()))?;
                    Ok((life, raw.least..=raw.most))
                })
                .collect::<Result<_, ReadError>>()?,
            params: raw.params,
            key,
            life,
        })
    }

    fn members(
        &self,
        raw: Pairs<Vec<RawVariant>>,
        parent: &Life,
        at: At,
    ) -> Result<FxHashMap<SmolStr, Member>, ReadError> {
        let mut members = FxHashMap::default();
        members.reserve(raw.0.len());
        for (name, raw) in raw.0 {
            let variants = self.variants(raw, parent, &|| format!("{}.{name}", at()))?;
            members.insert(name, Member(variants));
        }
        Ok(members)
    }

    fn variants(
        &self,
        raw: Vec<RawVariant>,
        parent: &Life,
        at: At,
    ) -> Result<Vec<Variant>, ReadError> {
        let variant = |(index, raw): (usize, RawVariant)| {
            let at = || format!("{}[{index}]", at());
            let life = self.life(raw.span, parent, &at)?;
            if raw.ty as usize >= self.types {
                return Err(ReadError::new(
                    format!("{}.t", at()),
                    "expected an index into `types`",
                ));
            }
            Ok(Variant {
                life,
                ty: TypeRef(raw.ty),
                optional: raw.optional,
                deprecated: raw.deprecated,
                http: raw.http,
            })
        };
        raw.into_iter().enumerate().map(variant).collect()
    }
}

#[derive(Deserialize)]
struct RawTimeline {
    format: u32,
    ecosystem: SmolStr,
    package: SmolStr,
    versions: Vec<SmolStr>,
    #[serde(default)]
    engines: Vec<RawEngine>,
    #[serde(default)]
    peers: Vec<RawPeers>,
    #[serde(default)]
    contracts: Pairs<Pairs<RawSpan>>,
    entries: Pairs<RawEntry>,
    decls: Pairs<RawDecl>,
    types: Vec<String>,
}

#[derive(Deserialize)]
struct RawSpan {
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
}

#[derive(Deserialize)]
struct RawEngine {
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
    node: SmolStr,
}

#[derive(Deserialize)]
struct RawPeers {
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
    peers: Pairs<SmolStr>,
}

#[derive(Deserialize)]
struct RawEntry {
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
    exports: Pairs<Vec<RawExported>>,
}

#[derive(Deserialize)]
struct RawExported {
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
    #[serde(rename = "d")]
    decl: SmolStr,
}

#[derive(Deserialize)]
struct RawDecl {
    kind: DeclKind,
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
    #[serde(default)]
    params: Vec<SmolStr>,
    #[serde(default)]
    takes: Vec<RawTakes>,
    #[serde(default)]
    extends: Vec<RawVariant>,
    #[serde(default)]
    members: Pairs<Vec<RawVariant>>,
    #[serde(default)]
    statics: Pairs<Vec<RawVariant>>,
    #[serde(default)]
    construct: Vec<RawVariant>,
    #[serde(default, rename = "type")]
    ty: Vec<RawVariant>,
    #[serde(default)]
    deprecated: Vec<RawDeprecated>,
}

#[derive(Deserialize)]
struct RawTakes {
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
    least: usize,
    most: usize,
}

#[derive(Deserialize)]
struct RawDeprecated {
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
    #[serde(alias = "deprecated")]
    text: SmolStr,
}

#[derive(Deserialize)]
struct RawVariant {
    #[serde(rename = "in")]
    span: Option<Vec<u16>>,
    #[serde(rename = "t")]
    ty: u32,
    #[serde(default)]
    optional: bool,
    deprecated: Option<SmolStr>,
    http: Option<SmolStr>,
}

/// A JSON object as pairs, in the order of the file: hashed once, when it takes its final form.
struct Pairs<T>(Vec<(SmolStr, T)>);

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
            type Value = Pairs<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(0));
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Read(PhantomData))
    }
}
