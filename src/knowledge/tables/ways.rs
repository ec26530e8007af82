//! Lineages that were found: the same symbols are asked for at every place where they are used.

use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::{Changes, Hop, Lineage};
use crate::knowledge::{MemberKey, SymbolPath, Timeline, VersionIdx, guard::at_hand};

/// By symbol, the version in which it lives, and the one that is asked for.
type Found = FxHashMap<MemberKey, FxHashMap<(VersionIdx, VersionIdx), Option<Way>>>;

/// Lineages that were found so far.
#[derive(Debug, Default)]
pub(super) struct Ways(RwLock<Found>);

/// A lineage without references.
#[derive(Clone, Debug)]
struct Way {
    from: SymbolPath,
    to: SymbolPath,
    keys: Vec<MemberKey>,
    hops: Vec<Stop>,
    arrives: bool,
}

#[derive(Clone, Debug)]
struct Stop {
    /// Which entry.
    change: usize,
    from: SymbolPath,
    to: SymbolPath,
    at: VersionIdx,
    depth: usize,
}

impl Ways {
    /// The lineage of a symbol between two versions; found once.
    pub fn get<'k>(
        &self,
        changes: &'k Changes,
        timeline: &Timeline,
        (key, at, wanted): (&MemberKey, VersionIdx, VersionIdx),
        find: impl FnOnce() -> Option<Lineage<'k>>,
    ) -> Option<Lineage<'k>> {
        let known = {
            let found = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let known = found.get(key).and_then(|of| of.get(&(at, wanted)));
            known.cloned()
        };
        if let Some(known) = known {
            return known?.lineage(changes, timeline);
        }
        let lineage = find();
        let way = match &lineage {
            Some(lineage) => Some(Way::of(lineage, changes)?),
            None => None,
        };
        let mut found = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let of = found.entry(key.clone()).or_default();
        of.insert((at, wanted), way);
        lineage
    }
}

impl Way {
    fn of(lineage: &Lineage<'_>, changes: &Changes) -> Option<Self> {
        let stop = |hop: &Hop<'_>| {
            Some(Stop {
                change: changes.place(&hop.change.id)?,
                from: hop.from.clone(),
                to: hop.to.clone(),
                at: hop.at,
                depth: hop.depth,
            })
        };
        Some(Self {
            from: lineage.from.clone(),
            to: lineage.to.clone(),
            keys: lineage.keys.clone(),
            hops: lineage.hops.iter().map(stop).collect::<Option<_>>()?,
            arrives: lineage.arrives,
        })
    }

    fn lineage<'k>(self, changes: &'k Changes, timeline: &Timeline) -> Option<Lineage<'k>> {
        let hop = |stop: Stop| {
            let change = changes.all().get(stop.change)?;
            at_hand(&change.id);
            Some(Hop {
                change,
                from: stop.from,
                to: stop.to,
                at: stop.at,
                depth: stop.depth,
            })
        };
        Some(Lineage {
            package: timeline.package.clone(),
            from: self.from,
            to: self.to,
            keys: self.keys,
            hops: self.hops.into_iter().map(hop).collect::<Option<_>>()?,
            arrives: self.arrives,
        })
    }
}
