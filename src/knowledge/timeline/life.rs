//! Spans of versions.

use crate::knowledge::VersionIdx;

/// In which versions something lives: sorted, disjoint, half-open ranges of version indices.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Life(pub Box<[(u16, u16)]>);

impl Life {
    /// Every version from `start` up to, not including, `end`.
    #[must_use]
    pub fn span(start: u16, end: u16) -> Self {
        if start >= end {
            return Self::default();
        }
        Self(Box::new([(start, end)]))
    }

    /// Exactly the versions given, in ascending order.
    #[must_use]
    pub fn of_versions(versions: impl IntoIterator<Item = VersionIdx>) -> Self {
        Self::of_ranges(versions.into_iter().map(|VersionIdx(at)| (at, at + 1)))
    }

    /// Exactly the ranges given, in ascending order; what touches becomes one.
    pub(super) fn of_ranges(ranges: impl IntoIterator<Item = (u16, u16)>) -> Self {
        let mut all: Vec<(u16, u16)> = Vec::new();
        for (start, end) in ranges {
            match all.last_mut() {
                Some((_, last)) if *last == start => *last = end,
                _ => all.push((start, end)),
            }
        }
        Self(all.into())
    }

    /// Whether it never lives.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it lives in a version.
    #[must_use]
    pub fn contains(&self, version: VersionIdx) -> bool {
        self.0
            .iter()
            .any(|&(start, end)| (start..end).contains(&version.0))
    }

    /// The first version in which it lives.
    #[must_use]
    pub fn first(&self) -> Option<VersionIdx> {
        self.0.first().map(|range| VersionIdx(range.0))
    }

    /// The last version in which it lives.
    #[must_use]
    pub fn last(&self) -> Option<VersionIdx> {
        self.0
            .last()
            .map(|range| VersionIdx(range.1.saturating_sub(1)))
    }

    /// The first version after `version` in which it no longer lives, although it did in the one before that.
    /// May be one past the newest version known: then it lives to the end.
    #[must_use]
    pub fn ends_after(&self, version: VersionIdx) -> Option<VersionIdx> {
        self.0
            .iter()
            .map(|range| range.1)
            .find(|&end| end > version.0)
            .map(VersionIdx)
    }

    /// The first version at or after `version` in which it lives.
    #[must_use]
    pub fn at_or_after(&self, version: VersionIdx) -> Option<VersionIdx> {
        let range = self.0.iter().find(|range| range.1 > version.0)?;
        Some(VersionIdx(range.0.max(version.0)))
    }

    /// The last version at or before `version` in which it lives.
    #[must_use]
    pub fn at_or_before(&self, version: VersionIdx) -> Option<VersionIdx> {
        let range = self.0.iter().rev().find(|range| range.0 <= version.0)?;
        Some(VersionIdx((range.1 - 1).min(version.0)))
    }

    /// The version nearest to `version` in which it lives: itself, else the last before, else the first after.
    #[must_use]
    pub fn nearest(&self, version: VersionIdx) -> Option<VersionIdx> {
        self.at_or_before(version)
            .or_else(|| self.at_or_after(version))
    }

    /// The versions in which it lives, ascending.
    pub fn versions(&self) -> impl Iterator<Item = VersionIdx> + '_ {
        self.0
            .iter()
            .flat_map(|&(start, end)| (start..end).map(VersionIdx))
    }

    /// Versions in which both live.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let mut ranges = Vec::new();
        for &(a_start, a_end) in &self.0 {
            for &(b_start, b_end) in &other.0 {
                let (start, end) = (a_start.max(b_start), a_end.min(b_end));
                if start < end {
                    ranges.push((start, end));
                }
            }
        }
        Self(ranges.into())
    }

    /// Versions in which one of them lives.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all: Vec<(u16, u16)> = self.0.iter().chain(&other.0).copied().collect();
        all.sort_unstable();
        let mut ranges: Vec<(u16, u16)> = Vec::with_capacity(all.len());
        for (start, end) in all {
            match ranges.last_mut() {
                Some((_, last)) if start <= *last => *last = end.max(*last),
                _ => ranges.push((start, end)),
            }
        }
        Self(ranges.into())
    }

    /// Whether it lives whenever another one does.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        let held = |range: &(u16, u16)| {
            self.0
                .iter()
                .any(|own| own.0 <= range.0 && range.1 <= own.1)
        };
        other.0.iter().all(held)
    }

    /// The first version after `version` in which it is otherwise: starts to live, or no longer does.
    pub(super) fn changes_after(&self, version: VersionIdx) -> Option<u16> {
        let mut bounds = self.0.iter().flat_map(|&(start, end)| [start, end]);
        bounds.find(|bound| *bound > version.0)
    }

    /// Whether there is a version in which both live.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let meets =
            |range: &(u16, u16)| self.0.iter().any(|own| own.0 < range.1 && range.0 < own.1);
        other.0.iter().any(meets)
    }
}
