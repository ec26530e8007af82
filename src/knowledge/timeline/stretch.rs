//! How long an answer holds: up to the next version in which something that was looked at is otherwise.

use std::cell::Cell;

use super::{Life, Member, Variant};
use crate::knowledge::VersionIdx;

/// A version that is asked about, and the versions after it in which the answer is the same.
pub(super) struct Stretch {
    version: VersionIdx,
    until: Cell<u16>,
}

impl Stretch {
    /// From a version on.
    pub fn at(version: VersionIdx) -> Self {
        Self {
            version,
            until: Cell::new(u16::MAX),
        }
    }

    /// Asks about all versions of a life, once for those that are answered in the same way.
    pub fn over<T>(life: &Life, mut ask: impl FnMut(&Self) -> T) -> Vec<((u16, u16), T)> {
        let mut answers = Vec::new();
        for &(mut start, end) in &life.0 {
            while start < end {
                let stretch = Self::at(VersionIdx(start));
                let answer = ask(&stretch);
                let until = stretch.until.get().min(end);
                answers.push(((start, until), answer));
                start = until;
            }
        }
        answers
    }

    /// The version that is asked about.
    pub fn version(&self) -> VersionIdx {
        self.version
    }

    /// Whether something lives; it was looked at.
    pub fn lives(&self, life: &Life) -> bool {
        if let Some(until) = life.changes_after(self.version) {
            self.until.set(self.until.get().min(until));
        }
        life.contains(self.version)
    }

    /// The variant that lives; it, or all were looked at.
    pub fn variant<'t>(&self, member: &'t Member) -> Option<&'t Variant> {
        let alive = member.at(self.version);
        match alive {
            Some(variant) => drop(self.lives(&variant.life)),
            None => self.all_of(&member.0),
        }
        alive
    }

    /// All variants were looked at: which of them live, and which are nearest.
    pub fn all_of(&self, variants: &[Variant]) {
        for variant in variants {
            self.lives(&variant.life);
        }
    }
}
