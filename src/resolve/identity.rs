//! Which items of an edited file are which of the file before, and what an edit means for the rest of the file.
//!
//! Items that lowering handed over are the same; one that took the place of another keeps its id. From that follows what
//! has to be asked anew: an item that means something else, all that stands in it, all that could see a name that came
//! or went - and, by what was read (`reads`), whatever was made of these.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    reads::What,
    scopes::{File, GONE, Space, WHOLE, assigned, is_in_space, this_targets},
};
use crate::lower::{BindingId, FileFacts, HoleId, Item, Name, PlacedItem};

/// What an edit did to a file.
#[derive(Debug, Default)]
pub(crate) struct Edited {
    /// Items that are to be asked anew, by themselves.
    pub stale: FxHashSet<u32>,
    /// Items that are no more.
    pub gone: Vec<u32>,
    /// What is not any more as it was read.
    pub changed: FxHashSet<What>,
    /// Whether what the file declares for all files may be different.
    pub ambient: bool,
}

impl File {
    /// Takes over the facts after an edit.
    pub(crate) fn update(&mut self, facts: Arc<FileFacts>) -> Edited {
        let matched = match_items(self, &facts);
        let old = std::mem::replace(&mut self.facts, facts);
        let old_ids = std::mem::replace(&mut self.ids, matched.ids);
        for id in &matched.gone {
            if let Some(order) = self.order.get_mut(*id as usize) {
                *order = GONE;
            }
        }
        self.order.resize(matched.next as usize, GONE);
        for (index, id) in (0u32..).zip(&self.ids) {
            if let Some(order) = self.order.get_mut(*id as usize) {
                *order = index;
            }
        }
        let mut edit = Edit {
            edited: Edited::default(),
            relisted: FxHashMap::default(),
            reopened: FxHashSet::default(),
            names: FxHashSet::default(),
        };
        for &index in &matched.dropped {
            let Some(placed) = old.items.get(index) else {
                continue;
            };
            let id = old_ids.get(index).copied().unwrap_or(GONE);
            edit.came_or_went(&placed.facts, id, &owners(&old, &old_ids, index));
            edit.holes(id, &placed.facts);
            self.forget(id as usize);
            for (name, _) in &placed.facts.assigned {
                self.unlist_assigned(name, id as usize);
            }
        }
        for &index in &matched.fresh {
            let (Some(placed), Some(&id)) = (self.facts.items.get(index), self.ids.get(index))
            else {
                continue;
            };
            let facts = Arc::clone(&placed.facts);
            edit.came_or_went(&facts, id, &self.owners(index));
            edit.edited.stale.insert(id);
            edit.holes(id, &facts);
            self.forget(id as usize);
            self.list_assigned(index);
        }
        for &(before, index) in &matched.replaced {
            let (Some(was), Some(is), Some(&id)) = (
                old.items.get(before).map(|it| Arc::clone(&it.facts)),
                self.facts.items.get(index).map(|it| Arc::clone(&it.facts)),
                self.ids.get(index),
            ) else {
                continue;
            };
            edit.edited.stale.insert(id);
            edit.edited.changed.insert(What::Spans(id));
            if was.meaning() == is.meaning() {
                continue;
            }
            edit.replaced(&was, &is, id, &self.owners(index));
            self.forget(id as usize);
            if was.assigned != is.assigned {
                for (name, _) in &was.assigned {
                    self.unlist_assigned(name, id as usize);
                }
                self.list_assigned(index);
            }
        }
        for name in &edit.names {
            self.sort_assigned(name);
        }
        edit.edited.gone = matched.gone;
        if edit.edited.changed.contains(&What::Exports) {
            self.forget_exports();
        }
        if edit.edited.changed.contains(&What::Fields) {
            self.forget_fields();
        }
        self.relist(&edit.relisted);
        for owner in &edit.reopened {
            let inside = self.ids.get(self.inside(*owner)).unwrap_or_default();
            edit.edited
                .changed
                .extend(inside.iter().map(|id| What::Item(*id)));
            edit.edited.stale.extend(inside);
        }
        edit.edited
    }

    /// The items that hold the one at an index, the innermost first.
    fn owners(&self, index: usize) -> Vec<u32> {
        owners(&self.facts, &self.ids, index)
    }

    /// Lists anew what stands in some items.
    fn relist(&mut self, owners: &FxHashMap<Option<u32>, usize>) {
        for (&owner, &holes) in owners {
            let item = owner.map(|id| id as usize);
            let present = item.and_then(|it| self.index_of(it));
            let present = present.and_then(|it| self.facts.items.get(it));
            self.unlist(
                item,
                present.map_or(0, |it| it.facts.holes.len()).max(holes),
            );
            for index in self.inside(owner) {
                if self.owner(index) == owner {
                    self.list(index);
                }
            }
        }
    }
}

/// The items that hold the one at an index, the innermost first.
fn owners(facts: &FileFacts, ids: &[u32], index: usize) -> Vec<u32> {
    let parent = |index: usize| Some(facts.items.get(index)?.parent?.0);
    std::iter::successors(parent(index), |&index| parent(index))
        .filter_map(|index| ids.get(index).copied())
        .collect()
}

struct Edit {
    edited: Edited,
    /// Owners of lists, with the most holes that they have or had.
    relisted: FxHashMap<Option<u32>, usize>,
    /// Items in which a name may mean something else, `None` for the file.
    reopened: FxHashSet<Option<u32>>,
    /// Names whose assignments are different.
    names: FxHashSet<Name>,
}

impl Edit {
    fn holes(&mut self, id: u32, facts: &Item) {
        if !facts.holes.is_empty() {
            self.relist(Some(id), facts.holes.len());
        }
    }

    fn relist(&mut self, owner: Option<u32>, holes: usize) {
        let most = self.relisted.entry(owner).or_default();
        *most = (*most).max(holes);
    }

    /// Assignments to a name came, went, or are others.
    fn assigned(&mut self, name: &Name, owners: &[u32]) {
        let all = owners.iter().copied().map(Some).chain([None]);
        let changed = all.map(|owner| assigned(owner, name));
        self.edited.changed.extend(changed);
        self.names.insert(name.clone());
    }

    fn came_or_went(&mut self, facts: &Item, id: u32, owners: &[u32]) {
        let owner = owners.first().copied();
        self.relist(owner, 0);
        let changed = &mut self.edited.changed;
        changed.insert(What::Inside(owner.unwrap_or(WHOLE)));
        changed.insert(What::Item(id));
        if declares(facts).next().is_some() {
            self.reopened.insert(owner);
        }
        if !facts.exports.is_empty() {
            changed.insert(What::Exports);
        }
        if touches_fields(facts) {
            changed.insert(What::Fields);
        }
        for (name, _) in &facts.assigned {
            self.assigned(name, owners);
        }
        self.edited.ambient |= !facts.augmentations.is_empty();
    }

    fn replaced(&mut self, was: &Item, is: &Item, id: u32, owners: &[u32]) {
        let owner = owners.first().copied();
        let changed = &mut self.edited.changed;
        changed.insert(What::Item(id));
        if was.may_leave() != is.may_leave() || was.may_return() != is.may_return() {
            changed.insert(What::Inside(owner.unwrap_or(WHOLE)));
        }
        if !was.exports.is_empty() || !is.exports.is_empty() {
            changed.insert(What::Exports);
        }
        if touches_fields(was) || touches_fields(is) {
            changed.insert(What::Fields);
        }
        if was.assigned != is.assigned {
            for (name, _) in was.assigned.iter().chain(&is.assigned) {
                self.assigned(name, owners);
            }
        }
        self.edited.ambient |= !was.augmentations.is_empty() || !is.augmentations.is_empty();
        let (before, now): (Vec<_>, Vec<_>) = (declares(was).collect(), declares(is).collect());
        let seen = |it: &(BindingId, &Name, [bool; 2])| (it.1.clone(), it.2);
        if !before.iter().map(seen).eq(now.iter().map(seen)) {
            self.reopened.insert(owner);
        }
        if before != now {
            self.relist(owner, 0);
        }
        if !was.holes.is_empty() || !is.holes.is_empty() {
            self.relist(Some(id), was.holes.len().max(is.holes.len()));
            self.edited.changed.insert(What::Inside(id));
            self.reopened.insert(Some(id));
        }
    }
}

/// What an item declares in the scope around it, and as what.
fn declares(item: &Item) -> impl Iterator<Item = (BindingId, &Name, [bool; 2])> {
    let outer = item.scopes.first().map_or(&[][..], |scope| &scope.bindings);
    outer.iter().filter_map(|&id| {
        let declared = item.bindings.get(id.index())?;
        let spaces = [Space::Value, Space::Type].map(|space| is_in_space(item, id, space));
        Some((id, &declared.name, spaces))
    })
}

fn touches_fields(item: &Item) -> bool {
    !item.classes.is_empty() || !item.holes.is_empty() || this_targets(item).next().is_some()
}

/// Which new item is which old one.
struct Matched {
    ids: Vec<u32>,
    /// The next free id.
    next: u32,
    /// Ids that are free now.
    gone: Vec<u32>,
    /// Indexes of old items that are no more.
    dropped: Vec<usize>,
    /// Indexes of new items that were not there.
    fresh: Vec<usize>,
    /// Old and new index of items that were read anew.
    replaced: Vec<(usize, usize)>,
}

/// Finds for each new item the old one that it is: the same value, else - between two that are - one that stands where it
/// stood.
fn match_items(file: &File, new: &FileFacts) -> Matched {
    let (old, new) = (&file.facts.items, &new.items);
    let same = |a: &PlacedItem, b: &PlacedItem| Arc::ptr_eq(&a.facts, &b.facts);
    let shorter = old.len().min(new.len());
    let head = (0..shorter)
        .take_while(|&at| matches!((old.get(at), new.get(at)), (Some(a), Some(b)) if same(a, b) && a.parent == b.parent))
        .count();
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(shorter - head)
        .take_while(|(a, b)| same(a, b))
        .count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);

    // Old indexes of new items, where they are the same or took its place.
    let mut of: Vec<Option<usize>> = Vec::with_capacity(new_end - head);
    pair(old, head..old_end, new, head..new_end, &mut of);

    let mut matched = Matched {
        ids: Vec::with_capacity(new.len()),
        next: u32::try_from(file.order.len()).unwrap_or(GONE),
        gone: Vec::new(),
        dropped: Vec::new(),
        fresh: Vec::new(),
        replaced: Vec::new(),
    };
    matched.ids.extend(file.ids.iter().take(head));
    let mut kept: FxHashSet<usize> = FxHashSet::default();
    for (index, placed) in new.iter().enumerate().skip(head) {
        let before = match of.get(index - head) {
            Some(before) => *before,
            None => (index + old.len()).checked_sub(new.len()),
        };
        let parent = |id: Option<u32>, hole: Option<HoleId>| id.zip(hole);
        let parent_now = parent(
            placed
                .parent
                .and_then(|(it, _)| matched.ids.get(it).copied()),
            placed.parent.map(|(_, hole)| hole),
        );
        let stays = before.filter(|&before| {
            old.get(before).is_some_and(|was| {
                let owner = was.parent.and_then(|(it, _)| file.ids.get(it).copied());
                parent(owner, was.parent.map(|(_, hole)| hole)) == parent_now
            })
        });
        if let Some(before) = stays
            && let (Some(&id), Some(was)) = (file.ids.get(before), old.get(before))
        {
            if before < old_end {
                kept.insert(before);
            }
            matched.ids.push(id);
            if !same(was, placed) {
                matched.replaced.push((before, index));
            }
            continue;
        }
        if let Some(before) = before.filter(|before| *before >= old_end) {
            // It is the same, but stands in another item now.
            matched.dropped.push(before);
            matched.gone.extend(file.ids.get(before));
        }
        matched.fresh.push(index);
        matched.ids.push(matched.next);
        matched.next += 1;
    }
    for before in (head..old_end).filter(|before| !kept.contains(before)) {
        matched.dropped.push(before);
        matched.gone.extend(file.ids.get(before));
    }
    matched
}

/// Pairs the items of two stretches: those that are the same, then those between them that look alike, from both ends.
fn pair(
    old: &[PlacedItem],
    olds: std::ops::Range<usize>,
    new: &[PlacedItem],
    news: std::ops::Range<usize>,
    of: &mut Vec<Option<usize>>,
) {
    let places: FxHashMap<*const Item, usize> = olds
        .clone()
        .filter_map(|at| Some((Arc::as_ptr(&old.get(at)?.facts), at)))
        .collect();
    let mut gap_old = olds.start;
    let mut gap_new = news.start;
    for at in news.clone() {
        let same = new
            .get(at)
            .and_then(|it| places.get(&Arc::as_ptr(&it.facts)).copied())
            .filter(|before| *before >= gap_old);
        if let Some(before) = same {
            pair_gap(old, gap_old..before, new, gap_new..at, of);
            of.push(Some(before));
            gap_old = before + 1;
            gap_new = at + 1;
        }
    }
    pair_gap(old, gap_old..olds.end, new, gap_new..news.end, of);
}

fn pair_gap(
    old: &[PlacedItem],
    olds: std::ops::Range<usize>,
    new: &[PlacedItem],
    news: std::ops::Range<usize>,
    of: &mut Vec<Option<usize>>,
) {
    let alike = |a: usize, b: usize| match (old.get(a), new.get(b)) {
        (Some(a), Some(b)) => {
            a.facts.shape.kind == b.facts.shape.kind && a.parent.is_some() == b.parent.is_some()
        }
        _ => false,
    };
    let shorter = olds.len().min(news.len());
    let head = (0..shorter)
        .take_while(|at| alike(olds.start + at, news.start + at))
        .count();
    let tail = (1..=shorter - head)
        .take_while(|at| alike(olds.end - at, news.end - at))
        .count();
    for at in 0..news.len() {
        of.push(if at < head {
            Some(olds.start + at)
        } else if at >= news.len() - tail {
            Some(olds.end - (news.len() - at))
        } else {
            None
        });
    }
}
