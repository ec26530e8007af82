//! The changes of one package, and which of them are about a symbol.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{
    Change, Kind,
    presence::{Heirs, Presence, Steps},
    ways::Ways,
};
use crate::knowledge::{
    DeclId, DeclKind, Life, MemberKey, Step, Subject, SymbolPath, Timeline, Type, VersionIdx,
    guard::at_hand, memo::Memo, path::glob_fits,
};

/// The changes of one package, with its timeline's symbols looked up.
#[derive(Debug, Default)]
pub struct Changes {
    pub(super) list: Vec<Change>,
    by_id: FxHashMap<SmolStr, usize>,
    by_fact: FxHashMap<(SmolStr, SmolStr), Vec<usize>>,
    pub(super) index: Index,
    pub(super) heirs: Heirs,
    pub(super) ways: Ways,
    /// By the version at which a symbol is looked at, and the one that is asked about.
    pub(super) presences: Memo<(VersionIdx, VersionIdx), Presence>,
}

/// What looking for the symbols of entries came to.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Index {
    by_key: FxHashMap<MemberKey, Vec<usize>>,
    pub(super) edges: Vec<Edge>,
}

/// A change that leads from one symbol to another.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Edge {
    /// Which change.
    pub(super) change: usize,
    /// Where it starts.
    pub(super) from: SymbolPath,
    /// The symbols that `from` names, with the versions in which it does.
    pub(super) from_keys: Vec<(MemberKey, Life)>,
    /// All versions in which `from` exists.
    pub(super) from_life: Life,
    /// Where it leads.
    pub(super) to: SymbolPath,
    /// The symbols that `to` names.
    pub(super) to_keys: Vec<(MemberKey, Life)>,
    /// All versions in which `to` exists.
    pub(super) to_life: Life,
}

impl Edge {
    fn new(
        change: usize,
        from: &SymbolPath,
        from_keys: Vec<(MemberKey, Life)>,
        to: &SymbolPath,
        timeline: &Timeline,
    ) -> Self {
        // Where the entry is what differs, the same thing lives on in the other one.
        let (from_keys, to_keys) = if from.entry == to.entry {
            (from_keys, keys_of(to, timeline))
        } else {
            (timeline.resolve_path(from), timeline.resolve_path(to))
        };
        Self {
            change,
            from: from.clone(),
            from_life: path_life(&from_keys),
            from_keys,
            to: to.clone(),
            to_life: path_life(&to_keys),
            to_keys,
        }
    }
}

impl Index {
    /// Looks the entries' symbols up. An entry whose symbol is unknown has no place here; `check` names it.
    #[must_use]
    pub(crate) fn new(list: &[Change], timeline: &Timeline) -> Self {
        let mut made = Self::default();
        for (index, change) in list.iter().enumerate() {
            let mut keys: Vec<(MemberKey, Life)> = Vec::new();
            for subject in [&change.from, &change.symbol].into_iter().flatten() {
                if let Subject::Symbol(path) = subject {
                    for path in expand(path, timeline) {
                        keys.extend(keys_of(&path, timeline));
                    }
                }
            }
            if change.kind == Kind::RequireOneOf {
                keys.extend(types_of(&keys, timeline));
            }
            let ends = (&change.from, &change.to);
            if change.kind.is_edge()
                && let (Some(Subject::Symbol(from)), Some(Subject::Symbol(to))) = ends
            {
                made.edges
                    .push(Edge::new(index, from, keys.clone(), to, timeline));
                if change.kind == Kind::Event {
                    for (from, to) in same_literals(from, to, timeline) {
                        let of_sibling = keys_of(&from, timeline);
                        keys.extend(of_sibling.clone());
                        let edge = Edge::new(index, &from, of_sibling, &to, timeline);
                        made.edges.push(edge);
                    }
                }
            }
            for (key, _) in &keys {
                let known = made.by_key.entry(key.clone()).or_default();
                if known.last() != Some(&index) {
                    known.push(index);
                }
            }
        }
        for known in made.by_key.values_mut() {
            known.sort_by_key(|index| list.get(*index).is_some_and(Change::is_glob));
        }
        made
    }
}

impl Changes {
    /// Entries with what looking for their symbols, and for the heirs of what is gone, came to so far.
    #[must_use]
    pub(crate) fn new(list: Vec<Change>, index: Index, heirs: Steps) -> Self {
        let mut changes = Self {
            index,
            heirs: Heirs::of(heirs),
            ..Self::default()
        };
        for (index, change) in list.iter().enumerate() {
            changes.by_id.entry(change.id.clone()).or_insert(index);
            for subject in [&change.from, &change.symbol].into_iter().flatten() {
                if let Subject::Fact { kind, name } = subject {
                    let of = (kind.clone(), name.clone());
                    changes.by_fact.entry(of).or_default().push(index);
                }
            }
        }
        changes.list = list;
        changes
    }

    /// What looking for the symbols of the entries came to.
    #[cfg(any(test, not(packed)))]
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// All entries, by file and place.
    #[must_use]
    pub fn all(&self) -> &[Change] {
        &self.list
    }

    /// Where the entry of an id stands in the list.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The entry of an id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Change> {
        self.list.get(*self.by_id.get(id)?)
    }

    /// Entries about a symbol: what goes, or what is not what it was. Not those about what it belongs to. One that
    /// names it goes before a glob.
    #[must_use]
    pub fn lookup(&self, key: &MemberKey) -> Vec<&Change> {
        self.listed(self.index.by_key.get(key))
    }

    /// Entries about a symbol, or about a field that it is a part of: `listMetadata` of `listMetadata.after`.
    #[must_use]
    pub fn lookup_part(&self, key: &MemberKey) -> Vec<&Change> {
        let mut found = self.lookup(key);
        if let MemberKey::Member { decl, path } = key {
            let mut part = path.as_str();
            while let Some((owner, _)) = part.rsplit_once('.') {
                found.extend(self.lookup(&MemberKey::Member {
                    decl: *decl,
                    path: owner.into(),
                }));
                part = owner;
            }
        }
        found
    }

    /// Entries about a fact of the project (`env`, `WORKOS_COOKIE_PASSWORD`).
    #[must_use]
    pub fn lookup_fact(&self, kind: &str, name: &str) -> Vec<&Change> {
        self.listed(self.by_fact.get(&(kind.into(), name.into())))
    }

    /// The facts of the project that entries speak of, by kind and name.
    pub fn facts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_fact
            .keys()
            .map(|(kind, name)| (kind.as_str(), name.as_str()))
    }

    /// Entries about a declaration, or about an export that bears its name.
    #[must_use]
    pub fn lookup_decl(&self, decl: DeclId, timeline: &Timeline) -> Vec<&Change> {
        let mut found = self.lookup(&MemberKey::Decl(decl));
        for key in exports_of(decl, timeline) {
            found.extend(self.lookup(&key));
        }
        found
    }

    /// Entries about a part of a symbol: an argument or the result of a method, or of a function.
    #[must_use]
    pub fn within(&self, key: &MemberKey) -> Vec<&Change> {
        let inside = |other: &&MemberKey| match (key, other) {
            (
                MemberKey::Member { decl, path },
                MemberKey::Member {
                    decl: owner,
                    path: inner,
                },
            ) => owner == decl && crate::knowledge::gaps::is_within(inner, path),
            (
                MemberKey::Decl(decl),
                MemberKey::Member {
                    decl: owner,
                    path: inner,
                },
            ) => owner == decl && inner.starts_with('('),
            _ => false,
        };
        let keys = self.index.by_key.keys().filter(inside);
        keys.flat_map(|key| self.lookup(key)).collect()
    }

    fn listed(&self, indices: Option<&Vec<usize>>) -> Vec<&Change> {
        let indices = indices.into_iter().flatten();
        let found = indices.filter_map(|index| self.list.get(*index));
        found.inspect(|change| at_hand(&change.id)).collect()
    }
}

/// The keys that a path without globs names. An export counts at every entry that has it under the same name, and as
/// its declaration while no other export bears it.
pub(super) fn keys_of(path: &SymbolPath, timeline: &Timeline) -> Vec<(MemberKey, Life)> {
    let mut keys = timeline.resolve_path(path);
    if !path.steps.is_empty() {
        return keys;
    }
    let mut more: Vec<(MemberKey, Life)> = Vec::new();
    let exported = timeline.entries.get(&path.entry);
    for exported in exported
        .and_then(|entry| entry.exports.get(&path.root))
        .into_iter()
        .flatten()
    {
        for (name, entry) in &timeline.entries {
            let same = entry.exports.get(&path.root).into_iter().flatten();
            let lives = same
                .filter(|other| other.decl == exported.decl)
                .map(|other| other.life.clone());
            let life = lives.fold(Life::default(), |life, other| life.union(&other));
            if *name != path.entry && !life.is_empty() {
                more.push((
                    MemberKey::Export {
                        entry: name.clone(),
                        name: path.root.clone(),
                    },
                    life,
                ));
            }
        }
        more.push((MemberKey::Decl(exported.decl), exported.life.clone()));
    }
    keys.append(&mut more);
    keys
}

/// The named types of parameters: what is said of an argument is said of the type that describes it.
fn types_of(keys: &[(MemberKey, Life)], timeline: &Timeline) -> Vec<(MemberKey, Life)> {
    let mut found: Vec<(MemberKey, Life)> = Vec::new();
    let params = keys
        .iter()
        .filter(|(key, _)| matches!(key, MemberKey::Member { path, .. } if path.ends_with(')')));
    for (key, life) in params {
        for version in life.versions() {
            for place in timeline.places(key, version) {
                if let Type::Decl(id, _) = place.ty.as_ref()
                    && found
                        .iter()
                        .all(|(known, _)| *known != MemberKey::Decl(*id))
                {
                    found.push((MemberKey::Decl(*id), timeline.life(&MemberKey::Decl(*id))));
                }
            }
        }
    }
    found
}

/// The same literals of other named unions: `EventName['a']` beside `Event['a']`, each with what takes its place.
fn same_literals(
    from: &SymbolPath,
    to: &SymbolPath,
    timeline: &Timeline,
) -> Vec<(SymbolPath, SymbolPath)> {
    let [Step::Literal(_)] = from.steps.as_slice() else {
        return Vec::new();
    };
    let lives = |path: &SymbolPath| {
        timeline
            .indices()
            .rev()
            .find(|at| !timeline.walk(path, *at).is_empty())
    };
    let Some(at) = lives(from) else {
        return Vec::new();
    };
    let is_union = |name: &SmolStr| {
        let decl = timeline.export(&from.entry, name, at);
        let decl = decl.and_then(|decl| timeline.decl(decl));
        decl.is_some_and(|decl| matches!(decl.kind, DeclKind::Alias | DeclKind::Enum))
    };
    let of_root = |path: &SymbolPath, root: &SmolStr| SymbolPath {
        root: root.clone(),
        ..path.clone()
    };
    let exports = timeline
        .entries
        .get(&from.entry)
        .map(|entry| &entry.exports);
    let mut found: Vec<_> = exports
        .into_iter()
        .flat_map(|exports| exports.keys())
        .filter(|name| **name != from.root && is_union(name))
        .map(|name| (of_root(from, name), of_root(to, name)))
        .filter(|(from, _)| !timeline.walk(from, at).is_empty())
        .collect();
    found.sort_unstable_by(|(a, _), (b, _)| a.root.cmp(&b.root));
    found
}

/// The export keys of a declaration.
pub(super) fn exports_of(decl: DeclId, timeline: &Timeline) -> Vec<MemberKey> {
    let mut keys = Vec::new();
    for (entry, exports) in &timeline.entries {
        for (name, exported) in &exports.exports {
            if exported.iter().any(|exported| exported.decl == decl) {
                keys.push(MemberKey::Export {
                    entry: entry.clone(),
                    name: name.clone(),
                });
            }
        }
    }
    keys.sort_unstable();
    keys
}

fn path_life(keys: &[(MemberKey, Life)]) -> Life {
    keys.iter()
        .fold(Life::default(), |all, (_, life)| all.union(life))
}

/// The paths that a path with globs stands for, in all versions; itself if it has none.
pub(super) fn expand(path: &SymbolPath, timeline: &Timeline) -> Vec<SymbolPath> {
    if !path.is_glob() {
        return vec![path.clone()];
    }
    let exports = timeline
        .entries
        .get(&path.entry)
        .map(|entry| &entry.exports);
    let names = exports.into_iter().flat_map(|exports| exports.keys());
    let mut paths: Vec<SymbolPath> = names
        .filter(|name| glob_fits(&path.root, name))
        .map(|name| SymbolPath::export(&path.entry, name))
        .collect();
    paths.sort_unstable();
    for step in &path.steps {
        let Step::Member(pattern) = step else {
            paths
                .iter_mut()
                .for_each(|path| path.steps.push(step.clone()));
            continue;
        };
        if !pattern.contains('*') {
            paths
                .iter_mut()
                .for_each(|path| path.steps.push(step.clone()));
            continue;
        }
        let mut longer = Vec::new();
        for path in &paths {
            for name in member_names(path, timeline) {
                if glob_fits(pattern, &name) {
                    longer.push(path.join(&[Step::Member(name)]));
                }
            }
        }
        paths = longer;
    }
    paths
}

/// Names of the members of what a path leads to, over all versions.
fn member_names(path: &SymbolPath, timeline: &Timeline) -> Vec<SmolStr> {
    let mut names = Vec::new();
    let mut seen: Vec<(DeclId, VersionIdx)> = Vec::new();
    for version in timeline.indices() {
        for place in timeline.walk(path, version) {
            if let Type::Decl(id, _) = place.ty.as_ref()
                && !seen.contains(&(*id, version))
            {
                seen.push((*id, version));
                names.extend(timeline.member_names(*id, version));
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}
