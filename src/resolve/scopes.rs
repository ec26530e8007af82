//! Where names are declared in a file, over its items. Knows no types.

use std::{path::PathBuf, sync::Arc, sync::OnceLock};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{
    places::{FunctionSite, Places},
    reads::{self, What},
};
use crate::lower::{
    BindingId, ClassId, ExprId, ExprKind, FileFacts, FunctionId, HoleId, Item, Name, Origin,
    PatKind, PlacedItem, ScopeId, ScopeKind, Span,
};
use crate::syntax::Language;

/// A file that inference has seen: index into the cache's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FileId(pub u32);

/// An item of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct At {
    pub file: FileId,
    pub item: u32,
}

impl At {
    pub(crate) fn index(self) -> usize {
        self.item as usize
    }
    /// Another item of the same file.
    pub(crate) fn sibling(self, item: usize) -> Self {
        Self {
            file: self.file,
            item: u32::try_from(item).unwrap_or(u32::MAX),
        }
    }
}

/// What a name can mean: TypeScript and its kin have one name for a value and another for a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Space {
    Value,
    Type,
}

/// Where items lie: the top of the file, or a hole of an item.
pub(crate) type Place = Option<(usize, HoleId)>;

/// Declarations of one name, with their items; mostly there is one.
pub(crate) type Declared = SmallVec<[(usize, BindingId); 1]>;

/// Names of one place, in the order of their declarations.
type Names = FxHashMap<Name, Declared>;

/// Names of a scope that are looked through one by one, at most.
pub(super) const FEW: usize = 16;

/// A file with its index. Items are named by ids, which stay when other items come and go.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub id: FileId,
    pub path: PathBuf,
    pub(super) facts: Arc<FileFacts>,
    /// The ids of the items, in their order.
    pub(super) ids: Vec<u32>,
    /// Where an item is, by its id; `GONE` if it is no more.
    pub(super) order: Vec<u32>,
    /// Bindings that items declare in the scope around them.
    names: FxHashMap<Place, Names>,
    /// Items of a place, in order.
    children: FxHashMap<Place, Vec<usize>>,
    /// By id.
    places: Vec<OnceLock<Arc<Places>>>,
    /// Assignments to plain names: the item and the assignment.
    assigned: FxHashMap<Name, Vec<(usize, ExprId)>>,
    exports: OnceLock<Arc<super::exports::ExportTable>>,
    fields: OnceLock<Arc<Fields>>,
}

/// The place in the order of an item that is no more.
pub(super) const GONE: u32 = u32::MAX;
/// The file itself, where an item is asked for.
pub(crate) const WHOLE: u32 = u32::MAX;

/// Assignments to `this.name`, by class and name: the item and the assignment.
type Fields = FxHashMap<(usize, ClassId), FxHashMap<Name, Vec<(usize, ExprId)>>>;

/// What `this` is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct This {
    /// The item of the class.
    pub item: usize,
    pub class: ClassId,
    /// Whether it is the class itself.
    pub is_static: bool,
}

impl File {
    pub(crate) fn new(id: FileId, path: PathBuf, facts: Arc<FileFacts>) -> Self {
        let count = u32::try_from(facts.items.len()).unwrap_or(GONE);
        let mut file = Self {
            id,
            path,
            ids: (0..count).collect(),
            order: (0..count).collect(),
            names: FxHashMap::default(),
            children: FxHashMap::default(),
            places: vec![OnceLock::new(); facts.items.len()],
            assigned: FxHashMap::default(),
            exports: OnceLock::new(),
            fields: OnceLock::new(),
            facts,
        };
        for index in 0..file.ids.len() {
            file.list(index);
            file.list_assigned(index);
        }
        file
    }

    pub(crate) fn exports(&self) -> &super::exports::ExportTable {
        reads::note(self.id, What::Exports);
        self.exports
            .get_or_init(|| Arc::new(super::exports::ExportTable::new(self)))
    }

    /// Whether it imports or exports something; what another file declares at its top is global.
    pub(super) fn is_module(&self) -> bool {
        self.facts.is_module()
    }

    /// Whether a type checker reads its types.
    pub(crate) fn is_typed(&self) -> bool {
        !matches!(self.facts.language, Language::JavaScript)
    }

    /// The ids of all items, in their order.
    pub(crate) fn items(&self) -> &[u32] {
        &self.ids
    }

    /// Whether so many items came and went that it is better indexed anew.
    pub(super) fn is_sparse(&self) -> bool {
        self.order.len() > self.ids.len() * 4 + 4_096
    }

    /// Where an item is in its order.
    pub(crate) fn index_of(&self, item: usize) -> Option<usize> {
        let index = self.order.get(item).copied().filter(|it| *it != GONE)?;
        usize::try_from(index).ok()
    }

    fn placed(&self, item: usize) -> Option<&PlacedItem> {
        self.facts.items.get(self.index_of(item)?)
    }

    #[inline]
    fn note(&self, item: usize, what: impl FnOnce(u32) -> What) {
        if reads::is_noting() {
            reads::note(self.id, what(u32::try_from(item).unwrap_or(WHOLE)));
        }
    }

    pub(crate) fn item(&self, item: usize) -> Option<&Arc<Item>> {
        self.note(item, What::Item);
        self.placed(item).map(|placed| &placed.facts)
    }

    /// The absolute range of a span of an item.
    pub(crate) fn range(&self, item: usize, span: Span) -> std::ops::Range<usize> {
        self.note(item, What::Spans);
        let start = self.placed(item).map_or(0, |placed| placed.start);
        start + span.start as usize..start + span.end as usize
    }

    pub(crate) fn places(&self, item: usize) -> Option<&Places> {
        self.places_of(item, self.item(item)?)
    }

    fn places_of(&self, item: usize, facts: &Item) -> Option<&Places> {
        let places = self.places.get(item)?;
        Some(places.get_or_init(|| Arc::new(Places::new(facts))))
    }

    pub(crate) fn place_of(&self, item: usize) -> Place {
        self.note(item, What::Item);
        self.parent(self.index_of(item)?)
    }

    /// The place of the item at an index.
    pub(super) fn parent(&self, index: usize) -> Place {
        let (parent, hole) = self.facts.items.get(index)?.parent?;
        Some((*self.ids.get(parent)? as usize, hole))
    }

    /// The items of a place, in order.
    pub(crate) fn items_in(&self, place: Place) -> &[usize] {
        self.note(place.map_or(WHOLE as usize, |(item, _)| item), What::Inside);
        self.children.get(&place).map_or(&[], Vec::as_slice)
    }

    /// The items of a place that satisfy something that is said at a glance, in order.
    pub(crate) fn glance(
        &self,
        place: Place,
        is: fn(&Item) -> bool,
    ) -> impl DoubleEndedIterator<Item = usize> {
        let all = self.items_in(place).iter().copied();
        all.filter(move |&item| self.placed(item).is_some_and(|it| is(&it.facts)))
    }

    /// Whether an item stands before another.
    pub(crate) fn is_before(&self, item: usize, other: usize) -> bool {
        self.index_of(item) < self.index_of(other)
    }

    /// Assignments to a name, whatever it denotes, where what an item declares around itself can be seen.
    pub(crate) fn assignments(&self, item: usize, name: &str) -> &[(usize, ExprId)] {
        let owner = self.index_of(item).and_then(|index| self.owner(index));
        if reads::is_noting() {
            reads::note(self.id, assigned(owner, name));
        }
        let all = self.assigned.get(name).map_or(&[][..], Vec::as_slice);
        let inside = self.inside(owner);
        let start = all.partition_point(|(it, _)| self.index_of(*it) < Some(inside.start));
        let end = all.partition_point(|(it, _)| self.index_of(*it) < Some(inside.end));
        all.get(start..end).unwrap_or_default()
    }

    /// The item that holds the one at an index, or the file.
    pub(super) fn owner(&self, index: usize) -> Option<u32> {
        let (owner, _) = self.parent(index)?;
        u32::try_from(owner).ok()
    }

    /// Indexes of all that stands in an item, however deep.
    pub(super) fn inside(&self, owner: Option<u32>) -> std::ops::Range<usize> {
        let Some(owner) = owner else {
            return 0..self.ids.len();
        };
        let Some(first) = self.index_of(owner as usize) else {
            return 0..0;
        };
        let rest = self.facts.items.iter().skip(first + 1);
        let count = rest
            .take_while(|it| it.parent.is_some_and(|(parent, _)| parent >= first))
            .count();
        first + 1..first + 1 + count
    }

    /// Puts the item at an index into the lists of its place.
    pub(super) fn list(&mut self, index: usize) {
        let (Some(placed), Some(&id)) = (self.facts.items.get(index), self.ids.get(index)) else {
            return;
        };
        let (id, place) = (id as usize, self.parent(index));
        self.children.entry(place).or_default().push(id);
        let Some(outer) = placed.facts.scopes.first() else {
            return;
        };
        if outer.bindings.is_empty() {
            return;
        }
        let table = self.names.entry(place).or_default();
        for &binding in &outer.bindings {
            if let Some(declared) = placed.facts.bindings.get(binding.index()) {
                let name = declared.name.clone();
                table.entry(name).or_default().push((id, binding));
            }
        }
    }

    /// Forgets the lists of the places in an item that has so many holes.
    pub(super) fn unlist(&mut self, item: Option<usize>, holes: usize) {
        let Some(item) = item else {
            self.names.remove(&None);
            self.children.remove(&None);
            return;
        };
        for hole in (0u32..).map(HoleId).take(holes) {
            self.names.remove(&Some((item, hole)));
            self.children.remove(&Some((item, hole)));
        }
    }

    /// Notes the assignments in the item at an index.
    pub(super) fn list_assigned(&mut self, index: usize) {
        let (Some(placed), Some(&id)) = (self.facts.items.get(index), self.ids.get(index)) else {
            return;
        };
        for (name, expr) in &placed.facts.assigned {
            let all = self.assigned.entry(name.clone()).or_default();
            all.push((id as usize, *expr));
        }
    }

    /// Forgets the assignments of an item to a name.
    pub(super) fn unlist_assigned(&mut self, name: &Name, item: usize) {
        if let Some(all) = self.assigned.get_mut(name) {
            all.retain(|(there, _)| *there != item);
            if all.is_empty() {
                self.assigned.remove(name);
            }
        }
    }

    /// Puts the assignments to a name into the order of their items.
    pub(super) fn sort_assigned(&mut self, name: &Name) {
        let order = &self.order;
        if let Some(all) = self.assigned.get_mut(name) {
            all.sort_by_key(|(item, _)| order.get(*item).copied());
        }
    }

    /// Forgets what was made of the syntax of an item, and makes room for it.
    pub(super) fn forget(&mut self, item: usize) {
        if self.places.len() <= item {
            self.places.resize(item + 1, OnceLock::new());
        }
        if let Some(places) = self.places.get_mut(item) {
            *places = OnceLock::new();
        }
    }

    /// Forgets the table of exports.
    pub(super) fn forget_exports(&mut self) {
        self.exports = OnceLock::new();
    }

    /// Forgets the table of assignments to fields.
    pub(super) fn forget_fields(&mut self) {
        self.fields = OnceLock::new();
    }

    /// What a name means at a scope: all its declarations in the nearest scope that has one in this space.
    pub(crate) fn lookup(&self, item: usize, scope: ScopeId, name: &str, space: Space) -> Declared {
        // Whatever changes in the scopes around an item makes the item stale: the rest need not be noted.
        self.note(item, What::Item);
        let mut found = Declared::new();
        let (mut item, mut scope) = (item, scope);
        // Scopes and items form a tree of finite height; the bound is for broken facts.
        for _ in 0..100_000 {
            let Some(placed) = self.placed(item) else {
                break;
            };
            if scope.index() != 0 {
                let here = placed.facts.scopes.get(scope.index());
                let bindings = match here {
                    Some(here) if here.bindings.len() <= FEW => here.bindings.as_slice(),
                    _ => self.many(item, &placed.facts, scope, name),
                };
                for &binding in bindings {
                    if is_declared(&placed.facts, binding, name, space) {
                        found.push((item, binding));
                    }
                }
                if !found.is_empty() {
                    break;
                }
                scope = here.and_then(|it| it.parent).unwrap_or(ScopeId(0));
                continue;
            }
            let place = self.index_of(item).and_then(|index| self.parent(index));
            let declared = self.names.get(&place).and_then(|names| names.get(name));
            for &(item, binding) in declared.into_iter().flatten() {
                if let Some(placed) = self.placed(item)
                    && is_in_space(&placed.facts, binding, space)
                {
                    found.push((item, binding));
                }
            }
            if !found.is_empty() {
                break;
            }
            let around = place.and_then(|(outer, hole)| {
                let hole = self.placed(outer)?.facts.holes.get(hole.index())?;
                Some((outer, hole.scope))
            });
            match around {
                Some(around) => (item, scope) = around,
                None => break,
            }
        }
        found
    }

    /// The declarations of a name in a scope of an item that has many.
    fn many(&self, item: usize, facts: &Item, scope: ScopeId, name: &str) -> &[BindingId] {
        let places = self.places_of(item, facts);
        places.map_or(&[][..], |places| places.declared(scope, name))
    }

    /// The class that `this` belongs to at a scope.
    pub(crate) fn this(&self, item: usize, scope: ScopeId) -> Option<This> {
        let (mut item, mut scope) = (item, scope);
        let mut is_static = false;
        // Whether a function with a `this` of its own was left: then only a class around it counts.
        let mut left = false;
        for _ in 0..100_000 {
            let facts = self.item(item)?;
            let here = facts.scopes.get(scope.index())?;
            if here.kind == ScopeKind::Class {
                let class = self.places(item)?.class(scope)?;
                return Some(This {
                    item,
                    class,
                    is_static,
                });
            }
            if here.kind == ScopeKind::Function {
                let id = here.function?;
                if left {
                    return None;
                }
                let function = facts.functions.get(id.index())?;
                if function.own_this {
                    left = true;
                    is_static =
                        self.places(item)?.site(id) == FunctionSite::Member { is_static: true };
                }
            }
            if let Some(parent) = here.parent {
                scope = parent;
                continue;
            }
            let (outer, hole) = self.place_of(item)?;
            let hole = self.item(outer)?.holes.get(hole.index())?;
            if let Some(class) = hole.class {
                return Some(This {
                    item: outer,
                    class,
                    is_static,
                });
            }
            (item, scope) = (outer, hole.scope);
        }
        None
    }

    /// The innermost function with a `this` of its own around a scope, if no class body lies between.
    pub(crate) fn this_function(&self, item: usize, scope: ScopeId) -> Option<(usize, FunctionId)> {
        let (mut item, mut scope) = (item, scope);
        for _ in 0..100_000 {
            let facts = self.item(item)?;
            let here = facts.scopes.get(scope.index())?;
            match here.kind {
                ScopeKind::Class => return None,
                ScopeKind::Function => {
                    let id = here.function?;
                    if facts.functions.get(id.index())?.own_this {
                        return Some((item, id));
                    }
                }
                _ => {}
            }
            if let Some(parent) = here.parent {
                scope = parent;
                continue;
            }
            let (outer, hole) = self.place_of(item)?;
            let hole = self.item(outer)?.holes.get(hole.index())?;
            if hole.class.is_some() {
                return None;
            }
            (item, scope) = (outer, hole.scope);
        }
        None
    }

    /// Assignments to `this.name` in the methods of a class.
    pub(crate) fn this_assignments(
        &self,
        item: usize,
        class: ClassId,
        name: &str,
    ) -> &[(usize, ExprId)] {
        reads::note(self.id, What::Fields);
        self.fields
            .get_or_init(|| {
                let outer = reads::on_behalf_of(None);
                let fields = Arc::new(self.find_fields());
                reads::on_behalf_of(outer);
                fields
            })
            .get(&(item, class))
            .and_then(|fields| fields.get(name))
            .map_or(&[], Vec::as_slice)
    }

    /// The class whose members an item holds, with the item that declares it.
    pub(crate) fn class_around(&self, item: usize) -> Option<(usize, ClassId)> {
        let (outer, hole) = self.place_of(item)?;
        let class = self.item(outer)?.holes.get(hole.index())?.class?;
        Some((outer, class))
    }

    /// The function whose body a scope lies in.
    pub(crate) fn function_at(&self, item: usize, scope: ScopeId) -> Option<(usize, FunctionId)> {
        let (mut item, mut scope) = (item, scope);
        for _ in 0..100_000 {
            if let Some(function) = self.item(item)?.scopes.get(scope.index())?.function {
                return Some((item, function));
            }
            let (outer, hole) = self.place_of(item)?;
            let hole = self.item(outer)?.holes.get(hole.index())?;
            if let Some(function) = hole.function {
                return Some((outer, function));
            }
            (item, scope) = (outer, hole.scope);
        }
        None
    }

    fn find_fields(&self) -> Fields {
        let mut fields = Fields::default();
        for (&item, placed) in self.ids.iter().zip(&self.facts.items) {
            for (id, scope, name) in this_targets(&placed.facts) {
                if let Some(this) = self.this(item as usize, scope)
                    && !this.is_static
                {
                    fields
                        .entry((this.item, this.class))
                        .or_default()
                        .entry(name.clone())
                        .or_default()
                        .push((item as usize, id));
                }
            }
        }
        fields
    }
}

/// Assignments to `this.name` in an item, with the scope in which each stands.
pub(super) fn this_targets(facts: &Item) -> impl Iterator<Item = (ExprId, ScopeId, &Name)> {
    let assignments = (0u32..).map(ExprId).zip(&facts.exprs);
    assignments.filter_map(|(id, expr)| {
        let ExprKind::Assign { target, .. } = expr.kind else {
            return None;
        };
        let PatKind::Target(target) = facts.pats.get(target.index())?.kind else {
            return None;
        };
        let ExprKind::Member { object, name, .. } = &facts.exprs.get(target.index())?.kind else {
            return None;
        };
        let of = &facts.exprs.get(object.index())?.kind;
        matches!(of, ExprKind::This).then_some((id, expr.scope, name))
    })
}

/// What is read where assignments to a name are looked for in an item, or the file.
pub(super) fn assigned(owner: Option<u32>, name: &str) -> What {
    use std::hash::BuildHasher;
    What::Assigned(rustc_hash::FxBuildHasher.hash_one((owner, name)))
}

fn is_declared(facts: &Item, binding: BindingId, name: &str, space: Space) -> bool {
    let declared = facts.bindings.get(binding.index());
    declared.is_some_and(|it| it.name == name) && is_in_space(facts, binding, space)
}

pub(super) fn is_in_space(facts: &Item, binding: BindingId, space: Space) -> bool {
    let Some(declared) = facts.bindings.get(binding.index()) else {
        return false;
    };
    match (&declared.origin, space) {
        (Origin::Import { .. } | Origin::Enum | Origin::Namespace(_), _) => true,
        (Origin::Class(_) | Origin::TypeAlias(_) | Origin::TypeParam { .. }, Space::Type) => true,
        (Origin::Class(class), Space::Value) => facts
            .classes
            .get(class.index())
            .is_some_and(|class| !class.is_interface),
        (Origin::TypeAlias(_) | Origin::TypeParam { .. }, Space::Value) => false,
        (_, Space::Value) => true,
        (_, Space::Type) => false,
    }
}
