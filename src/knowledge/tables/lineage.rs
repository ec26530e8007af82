//! From a symbol that is gone to the one that takes its place: over any number of changes, in the order of versions.

use smol_str::SmolStr;

use super::{Change, Changes, changes::Edge};
use crate::knowledge::{Life, MemberKey, Step, SymbolPath, Timeline, VersionIdx, guard::at_hand};

/// More changes than this on one way are a cycle.
const MAX_HOPS: usize = 24;

/// The way from one symbol to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Lineage<'k> {
    /// The package of both.
    pub package: SmolStr,
    /// The symbol as it is written where it lives.
    pub from: SymbolPath,
    /// The symbol to write instead.
    pub to: SymbolPath,
    /// The canonical keys of `to` in the version that was asked for; several where a union has it.
    pub keys: Vec<MemberKey>,
    /// The changes on the way, in order. None where the symbol itself lives on.
    pub hops: Vec<Hop<'k>>,
    /// Whether `to` lives in the version that was asked for. Otherwise the way breaks off there.
    pub arrives: bool,
}

/// One change of a lineage.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop<'k> {
    /// The change.
    pub change: &'k Change,
    /// The symbol before.
    pub from: SymbolPath,
    /// The symbol after.
    pub to: SymbolPath,
    /// The first version (going back: the last) in which it is `to`.
    pub at: VersionIdx,
    /// How many steps of `from` the change is about: the rest is carried along.
    pub depth: usize,
}

impl Lineage<'_> {
    /// The names that differ, where nothing but names does: position (0 is the export), old, new. `None` where the way
    /// from the export has another shape, so that renaming does not do.
    #[must_use]
    pub fn renamed(&self) -> Option<Vec<(usize, SmolStr, SmolStr)>> {
        if self.from.steps.len() != self.to.steps.len() || self.from.entry != self.to.entry {
            return None;
        }
        let mut names = Vec::new();
        if self.from.root != self.to.root {
            names.push((0, self.from.root.clone(), self.to.root.clone()));
        }
        let pairs = self.from.steps.iter().zip(&self.to.steps);
        for (position, (old, new)) in pairs.enumerate() {
            match (old, new) {
                _ if old == new => {}
                (Step::Member(old), Step::Member(new))
                | (Step::Literal(old), Step::Literal(new)) => {
                    names.push((position + 1, old.clone(), new.clone()));
                }
                _ => return None,
            }
        }
        Some(names)
    }
}

impl Changes {
    /// The way from a symbol, as it is in the version nearest to `at`, to the one that does the same in `wanted`.
    /// Forwards it follows what went or is deprecated by then, backwards what has only another name. `None` where the
    /// symbol never lived, or no way leads on from it although it does not live in `wanted`.
    #[must_use]
    pub fn lineage(
        &self,
        timeline: &Timeline,
        key: &MemberKey,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Option<Lineage<'_>> {
        self.ways.get(self, timeline, (key, at, wanted), || {
            let start = timeline.life(key).nearest(at)?;
            let from = timeline.path_of(key, Some(start))?;
            self.lineage_of_path(timeline, &from, start, wanted)
        })
    }

    /// The same for a path that lives in the version `at`.
    #[must_use]
    pub fn lineage_of_path(
        &self,
        timeline: &Timeline,
        from: &SymbolPath,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Option<Lineage<'_>> {
        let mut hops: Vec<Hop> = Vec::new();
        let mut path = from.clone();
        let mut at = at;
        // The last symbol on the way that lives in the wanted version, though it is deprecated there.
        let mut lives: Option<usize> = None;
        while hops.len() < MAX_HOPS {
            let keys = keys_at(timeline, &path, wanted);
            if !keys.is_empty() {
                lives = Some(hops.len());
                let marked = keys.iter().all(|key| timeline.is_deprecated(key, wanted));
                if !marked || wanted < at {
                    break;
                }
            }
            let next = if wanted >= at {
                self.forwards(timeline, &path, at, wanted)
            } else {
                self.backwards(timeline, &path, at, wanted)
            };
            let Some(hop) = next else { break };
            let again = |known: &Hop| known.at == hop.at && known.change.id == hop.change.id;
            if hops.iter().any(again) {
                break;
            }
            path = hop.to.clone();
            at = hop.at;
            hops.push(hop);
        }
        if let Some(count) = lives {
            hops.truncate(count);
        } else if hops.is_empty() {
            return None;
        }
        let to = hops
            .last()
            .map_or_else(|| from.clone(), |hop| hop.to.clone());
        Some(Lineage {
            package: timeline.package.clone(),
            keys: keys_at(timeline, &to, wanted),
            from: from.clone(),
            to,
            hops,
            arrives: lives.is_some(),
        })
    }

    /// The next change on the way up: the first that happens; of several at once the one about the longest part.
    fn forwards(
        &self,
        timeline: &Timeline,
        path: &SymbolPath,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Option<Hop<'_>> {
        self.hops(timeline, path, at, |edge| {
            (&edge.from_keys, &edge.from_life, &edge.to)
        })
        .filter_map(|(edge, hop)| {
            let ends = edge.from_life.ends_after(at)?;
            let landing = if ends <= wanted {
                lands(timeline, &hop.to, ends, wanted, &edge.to_life)?
            } else {
                let marked = |(key, _): &(MemberKey, Life)| timeline.is_deprecated(key, wanted);
                let lands = edge.from_keys.iter().any(marked) && edge.to_life.contains(wanted);
                lands.then_some(wanted)?
            };
            Some(Hop { at: landing, ..hop })
        })
        .min_by_key(|hop| (hop.at, std::cmp::Reverse(hop.depth)))
    }

    /// The next change on the way down: the latest.
    fn backwards(
        &self,
        timeline: &Timeline,
        path: &SymbolPath,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Option<Hop<'_>> {
        self.hops(timeline, path, at, |edge| {
            (&edge.to_keys, &edge.to_life, &edge.from)
        })
        .filter(|(_, hop)| hop.change.kind.is_renaming())
        .filter_map(|(edge, hop)| {
            let starts = edge.to_life.0.iter().find(|range| range.1 > at.0)?.0;
            let before = VersionIdx(starts.checked_sub(1)?);
            let landing = edge
                .from_life
                .at_or_before(before)
                .filter(|at| *at >= wanted)?;
            Some(Hop { at: landing, ..hop })
        })
        .max_by_key(|hop| (hop.at, hop.depth))
    }

    /// Edges that start at the path or at a part of it, with what they make of it.
    fn hops<'k>(
        &'k self,
        timeline: &Timeline,
        path: &SymbolPath,
        at: VersionIdx,
        ends: impl Fn(&'k Edge) -> (&'k Vec<(MemberKey, Life)>, &'k Life, &'k SymbolPath) + 'k,
    ) -> impl Iterator<Item = (&'k Edge, Hop<'k>)> {
        let prefixes: Vec<(usize, Vec<MemberKey>)> = (0..=path.steps.len())
            .map(|depth| (depth, keys_at(timeline, &path.prefix(depth), at)))
            .collect();
        let path = path.clone();
        self.index.edges.iter().filter_map(move |edge| {
            let (keys, _, to) = ends(edge);
            let named = |key: &MemberKey| keys.iter().any(|(other, _)| other == key);
            let (depth, _) = prefixes
                .iter()
                .rev()
                .find(|(_, keys)| keys.iter().any(named))?;
            let rest = path.steps.get(*depth..).unwrap_or(&[]);
            let mut to = to.join(rest);
            // A name of another entry becomes one of that entry, where it has it.
            let has = timeline.export_nearest(&path.entry, &to.root, at).is_some();
            if edge.from.entry == edge.to.entry && has {
                to.entry = path.entry.clone();
            }
            let change = self.list.get(edge.change)?;
            at_hand(&change.id);
            let hop = Hop {
                change,
                from: path.clone(),
                to,
                at,
                depth: *depth,
            };
            Some((edge, hop))
        })
    }
}

/// The keys of a path in a version; of an export also its declaration.
fn keys_at(timeline: &Timeline, path: &SymbolPath, at: VersionIdx) -> Vec<MemberKey> {
    let places = timeline.walk(path, at).into_iter();
    let mut keys: Vec<MemberKey> = places.map(|place| place.key).collect();
    keys.dedup();
    if path.steps.is_empty() {
        let decl = timeline.export(&path.entry, &path.root, at);
        keys.extend(decl.map(MemberKey::Decl));
    }
    keys
}

/// The first version from `start` to `end` in which a path lives; where it lives in none, the first in which what the
/// change leads to does: another change may be about the rest.
fn lands(
    timeline: &Timeline,
    path: &SymbolPath,
    start: VersionIdx,
    end: VersionIdx,
    to: &Life,
) -> Option<VersionIdx> {
    let mut versions = (start.0..=end.0)
        .map(VersionIdx)
        .filter(|at| to.contains(*at));
    let first = versions.clone().next()?;
    Some(
        versions
            .find(|at| !timeline.walk(path, *at).is_empty())
            .unwrap_or(first),
    )
}
