//! A timeline as the build packs it: its declarations, and the ways to them, in pieces.

use std::sync::OnceLock;

use nodejs_semver::Version;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Contract, Demand, Entry, LazyType, Timeline, asked::Asked, names::Names};
use crate::knowledge::{DeclId, packed::Piece};

#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    ecosystem: SmolStr,
    package: SmolStr,
    versions: Vec<SmolStr>,
    entries: Vec<(SmolStr, Entry)>,
    engines: Vec<Demand>,
    peers: Vec<Demand>,
    contracts: Vec<Contract>,
    #[serde(borrow)]
    types: Vec<&'a str>,
    decls: Vec<(SmolStr, &'a [u8])>,
    names: Vec<&'a [u8]>,
}

impl Timeline {
    /// Puts a timeline together from what `pack` made; `None` where the bytes are no such thing.
    pub(in crate::knowledge) fn unpack(bytes: &'static [u8]) -> Option<Self> {
        let packed: Packed<'static> = postcard::from_bytes(bytes).ok()?;
        let versions = packed.versions.iter().map(Version::parse);
        let keys = packed.decls.iter().map(|(key, _)| key.clone());
        let names = packed.names.into_iter().map(Piece::packed);
        Some(Self {
            ecosystem: packed.ecosystem,
            package: packed.package,
            versions: versions.collect::<Result<_, _>>().ok()?,
            entries: packed.entries.into_iter().collect(),
            engines: packed.engines,
            peers: packed.peers,
            contracts: packed.contracts,
            by_key: keys.zip((0u32..).map(DeclId)).collect(),
            decls: packed
                .decls
                .iter()
                .map(|(_, decl)| Piece::packed(decl))
                .collect(),
            types: packed.types.into_iter().map(LazyType::new).collect(),
            names: OnceLock::from(Names(names.collect())),
            asked: Asked::default(),
        })
    }

    /// Packs it: for the build.
    #[cfg(not(packed))]
    pub(in crate::knowledge) fn pack(&self) -> postcard::Result<Vec<u8>> {
        let decls: Vec<(SmolStr, Vec<u8>)> = self
            .decls()
            .map(|(_, decl)| Ok((decl.key.clone(), postcard::to_allocvec(decl)?)))
            .collect::<postcard::Result<_>>()?;
        let names: Vec<Vec<u8>> = self
            .names()
            .0
            .iter()
            .map(|ways| postcard::to_allocvec(ways.get().map_or(&[][..], Vec::as_slice)))
            .collect::<postcard::Result<_>>()?;
        let mut entries: Vec<_> = self.entries.clone().into_iter().collect();
        entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        postcard::to_allocvec(&Packed {
            ecosystem: self.ecosystem.clone(),
            package: self.package.clone(),
            versions: self
                .versions
                .iter()
                .map(|it| it.to_string().into())
                .collect(),
            entries,
            engines: self.engines.clone(),
            peers: self.peers.clone(),
            contracts: self.contracts.clone(),
            types: self.types.iter().map(|ty| ty.text.as_ref()).collect(),
            decls: decls
                .iter()
                .map(|(key, decl)| (key.clone(), decl.as_slice()))
                .collect(),
            names: names.iter().map(Vec::as_slice).collect(),
        })
    }
}
