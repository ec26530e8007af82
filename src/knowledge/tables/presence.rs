//! Whether a use of a symbol still works in another version. A member of a declaration that is gone may well work on:
//! values of the declaration are now values of another one, its *heir*. Heirs are read from the timeline (what was an
//! `A` at some place of a signature is a `B` there in the next version) and from the tables (what was reached there is
//! reached here).

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Changes;
#[cfg(any(test, not(packed)))]
use crate::knowledge::Life;
use crate::knowledge::{DeclId, MemberKey, Timeline, Type, VersionIdx};

/// Whether a use of a symbol works in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// It does.
    Present,
    /// It does not: what it belongs to lives on, or has heirs, without it.
    Absent,
    /// What it belongs to is gone, and nothing took its place: what gave a value of it is what has to be reported.
    Orphaned,
}

/// Heirs at each version in which declarations are gone that lived in the one before; made when first asked for.
#[derive(Debug, Default)]
pub(super) struct Heirs {
    steps: Mutex<Steps>,
    known: RwLock<FxHashMap<(DeclId, VersionIdx, VersionIdx), Vec<DeclId>>>,
}

/// By where the step leads (see `slot`).
pub(crate) type Steps = FxHashMap<u16, Arc<Step>>;

impl Heirs {
    pub(super) fn of(steps: Steps) -> Self {
        Self {
            steps: Mutex::new(steps),
            ..Self::default()
        }
    }

    fn known(&self, decl: DeclId, at: VersionIdx, wanted: VersionIdx) -> Option<Vec<DeclId>> {
        self.known.read().ok()?.get(&(decl, at, wanted)).cloned()
    }

    fn keep(&self, decl: DeclId, at: VersionIdx, wanted: VersionIdx, heirs: &[DeclId]) {
        if let Ok(mut known) = self.known.write() {
            known.insert((decl, at, wanted), heirs.to_vec());
        }
    }
}

/// Heirs of declarations that live up to one version, in the next.
pub(crate) type Step = FxHashMap<DeclId, Vec<DeclId>>;

impl Changes {
    /// Whether a use of a symbol, as it is in the version nearest to `at`, works in `wanted`.
    #[must_use]
    pub fn presence(
        &self,
        timeline: &Timeline,
        key: &MemberKey,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Presence {
        let find = || self.find_presence(timeline, key, at, wanted);
        self.presences.of(key, (at, wanted), find)
    }

    fn find_presence(
        &self,
        timeline: &Timeline,
        key: &MemberKey,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Presence {
        if timeline.life(key).contains(wanted) {
            return Presence::Present;
        }
        let (decl, path) = match key {
            MemberKey::Export { .. } => return Presence::Absent,
            MemberKey::Decl(decl) => return presence_of_decl(timeline, *decl),
            MemberKey::Member { decl, path } => (decl, path),
        };
        let Some(start) = timeline.life(key).nearest(at) else {
            return Presence::Orphaned;
        };
        let heirs = self.heirs(timeline, *decl, start, wanted);
        if heirs.is_empty() {
            return Presence::Orphaned;
        }
        let has = |heir: &DeclId| {
            let key = MemberKey::Member {
                decl: *heir,
                path: path.clone(),
            };
            timeline.is_there(&key, wanted)
        };
        if heirs.iter().any(has) {
            return Presence::Present;
        }
        // A field of something that is gone itself: that is what has to be reported.
        let owned = owner(path).is_none_or(|owner| {
            heirs.iter().any(|heir| {
                let key = MemberKey::Member {
                    decl: *heir,
                    path: owner.into(),
                };
                timeline.is_there(&key, wanted)
            })
        });
        if owned {
            Presence::Absent
        } else {
            Presence::Orphaned
        }
    }

    /// What values of a declaration, as they are in `at`, are values of in `wanted`: itself while it lives.
    #[must_use]
    pub fn heirs(
        &self,
        timeline: &Timeline,
        decl: DeclId,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Vec<DeclId> {
        let lives = |id: DeclId, at: VersionIdx| {
            timeline.decl(id).is_some_and(|decl| decl.life.contains(at))
        };
        if lives(decl, wanted) {
            return vec![decl];
        }
        if let Some(known) = self.heirs.known(decl, at, wanted) {
            return known;
        }
        let mut current = vec![decl];
        let (step, count): (i32, u16) = if wanted >= at {
            (1, wanted.0 - at.0)
        } else {
            (-1, at.0 - wanted.0)
        };
        let mut here = at;
        for _ in 0..count {
            let Ok(next) = u16::try_from(i32::from(here.0) + step).map(VersionIdx) else {
                break;
            };
            if current
                .iter()
                .any(|id| lives(*id, here) && !lives(*id, next))
            {
                let map = self.step(timeline, here, next);
                let mut heirs: Vec<DeclId> = Vec::new();
                for id in current {
                    if lives(id, next) {
                        heirs.push(id);
                    } else if let Some(of) = map.get(&id) {
                        heirs.extend(of);
                    }
                }
                heirs.sort_unstable();
                heirs.dedup();
                current = heirs;
            }
            here = next;
        }
        current.retain(|id| lives(*id, wanted));
        self.heirs.keep(decl, at, wanted, &current);
        current
    }

    /// Heirs from one version to the next (or the one before). Going back the same maps are made the other way round.
    fn step(&self, timeline: &Timeline, here: VersionIdx, next: VersionIdx) -> Arc<Step> {
        let slot = slot(here, next);
        let mut known = self
            .heirs
            .steps
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(step) = known.get(&slot) {
            return step.clone();
        }
        let step = Arc::new(self.find_heirs(timeline, here, next));
        known.insert(slot, step.clone());
        step
    }

    /// All steps at which declarations are gone: for the build.
    #[cfg(any(test, not(packed)))]
    pub(crate) fn all_steps(&self, timeline: &Timeline) -> Steps {
        let mut steps = Steps::default();
        let versions: Vec<VersionIdx> = timeline.indices().collect();
        for pair in versions.windows(2) {
            let [before, after] = *pair else { continue };
            for (here, next) in [(before, after), (after, before)] {
                let is_gone = |life: &Life| life.contains(here) && !life.contains(next);
                if timeline.decls().any(|(_, decl)| is_gone(&decl.life)) {
                    let step = self.find_heirs(timeline, here, next);
                    steps.insert(slot(here, next), Arc::new(step));
                }
            }
        }
        steps
    }

    fn find_heirs(&self, timeline: &Timeline, here: VersionIdx, next: VersionIdx) -> Step {
        let mut pairs = Pairs {
            timeline,
            next,
            step: Step::default(),
            seen: FxHashSet::default(),
            queue: Vec::new(),
        };
        for edge in &self.index.edges {
            let (from, to) = if here < next {
                (&edge.from, &edge.to)
            } else {
                (&edge.to, &edge.from)
            };
            let before = timeline.walk(from, here);
            for place in &before {
                for other in timeline.walk(to, next) {
                    pairs.zip(&place.ty, &other.ty, 0);
                }
            }
        }
        for (id, decl) in timeline.decls() {
            if decl.life.contains(here) && decl.life.contains(next) {
                pairs.queue.push((id, id));
            }
        }
        while let Some((old, new)) = pairs.queue.pop() {
            let (Some(a), Some(b)) = (timeline.decl(old), timeline.decl(new)) else {
                continue;
            };
            for (name, member) in &a.members {
                let (Some(before), Some(after)) = (
                    member.at(here),
                    b.members.get(name).and_then(|member| member.at(next)),
                ) else {
                    continue;
                };
                if before.ty != after.ty {
                    pairs.zip(timeline.ty(before.ty), timeline.ty(after.ty), 0);
                }
            }
            let whole = [(&a.ty, &b.ty), (&a.construct, &b.construct)];
            for (before, after) in whole {
                if let (Some(before), Some(after)) = (before.at(here), after.at(next))
                    && before.ty != after.ty
                {
                    pairs.zip(timeline.ty(before.ty), timeline.ty(after.ty), 0);
                }
            }
        }
        pairs.step
    }
}

/// Boundary `n` forwards lies at 2n, backwards at 2n + 1.
fn slot(here: VersionIdx, next: VersionIdx) -> u16 {
    here.0.max(next.0).wrapping_mul(2) + u16::from(next < here)
}

/// The path without its last member (`emails[]` of `emails[].primary`), if it has more than one.
fn owner(path: &str) -> Option<&str> {
    let (owner, member) = path.rsplit_once('.')?;
    (!owner.is_empty() && !member.contains([']', '\''])).then_some(owner)
}

/// A declaration that is gone: absent if it was exported, for then its name is what is written.
fn presence_of_decl(timeline: &Timeline, decl: DeclId) -> Presence {
    if super::changes::exports_of(decl, timeline).is_empty() {
        Presence::Orphaned
    } else {
        Presence::Absent
    }
}

/// Declarations that stand at the same place of two types.
struct Pairs<'t> {
    timeline: &'t Timeline,
    next: VersionIdx,
    step: Step,
    seen: FxHashSet<(DeclId, DeclId)>,
    queue: Vec<(DeclId, DeclId)>,
}

impl Pairs<'_> {
    fn zip(&mut self, old: &Type, new: &Type, depth: usize) {
        if depth > 12 {
            return;
        }
        match (old, new) {
            (Type::Decl(a, of_a), Type::Decl(b, of_b)) => {
                self.pair(*a, *b);
                self.zip_all(of_a, of_b, depth);
            }
            (Type::ClassOf(a), Type::ClassOf(b)) => self.pair(*a, *b),
            (Type::Builtin(a, of_a), Type::Builtin(b, of_b)) if a == b => {
                self.zip_all(of_a, of_b, depth);
            }
            (Type::List(a), Type::List(b)) => self.zip(a, b, depth + 1),
            (Type::Object(a), Type::Object(b)) => {
                for field in a {
                    if let Some(other) = b.iter().find(|other| other.name == field.name) {
                        self.zip(&field.ty, &other.ty, depth + 1);
                    }
                }
            }
            (Type::Union(_) | Type::Intersection(_), _)
            | (_, Type::Union(_) | Type::Intersection(_)) => {
                self.zip_arms(old, new, depth);
            }
            (Type::Function(a), Type::Function(b)) => {
                for (a, b) in a.params.iter().zip(&b.params) {
                    self.zip(&a.ty, &b.ty, depth + 1);
                }
                self.zip(&a.result, &b.result, depth + 1);
            }
            _ => {}
        }
    }

    fn zip_all(&mut self, old: &[Type], new: &[Type], depth: usize) {
        for (old, new) in old.iter().zip(new) {
            self.zip(old, new, depth + 1);
        }
    }

    /// Arms that both have stand for themselves; what is left over belongs together.
    fn zip_arms(&mut self, old: &Type, new: &Type, depth: usize) {
        let parts = |ty: &Type| -> Vec<Type> {
            match ty {
                Type::Union(arms) | Type::Intersection(arms) => arms.clone(),
                _ => vec![ty.clone()],
            }
        };
        let (old, new) = (parts(old), parts(new));
        let simple = |ty: &Type| matches!(ty, Type::Keyword(_) | Type::Literal(_) | Type::Unknown);
        let left = |from: &[Type], other: &[Type]| -> Vec<Type> {
            let mut left = from.to_vec();
            left.retain(|ty| !simple(ty) && !other.contains(ty));
            left
        };
        for a in left(&old, &new) {
            for b in left(&new, &old) {
                self.zip(&a, &b, depth + 1);
            }
        }
    }

    fn pair(&mut self, old: DeclId, new: DeclId) {
        let lives = |id: DeclId| {
            self.timeline
                .decl(id)
                .is_some_and(|decl| decl.life.contains(self.next))
        };
        if old == new || lives(old) || !lives(new) || !self.seen.insert((old, new)) {
            return;
        }
        self.step.entry(old).or_default().push(new);
        self.queue.push((old, new));
    }
}
