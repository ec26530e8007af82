//! Lineages that were found: the same symbols are asked for at every place where they are used.

use super::{Changes, Hop, Lineage};
use crate::knowledge::{MemberKey, SymbolPath, Timeline, VersionIdx, guard::at_hand, memo::Memo};

/// Lineages that were found so far, by symbol, the version in which it lives, and the one that is asked for.
#[derive(Debug, Default)]
pub(super) struct Ways(Memo<(VersionIdx, VersionIdx), Option<Way>>);

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
        let find = || Way::of(&find()?, changes);
        self.0
            .of(key, (at, wanted), find)?
            .lineage(changes, timeline)
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
