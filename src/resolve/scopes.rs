//! Where names are declared in a file, over its items. Knows no types.

use std::{path::PathBuf, sync::Arc, sync::OnceLock};

use rustc_hash::FxHashMap;

use super::places::{FunctionSite, Places};
use crate::lower::{
    BindingId, ClassId, ExprId, ExprKind, FileFacts, FunctionId, HoleId, Item, Name, Origin,
    PatKind, ScopeId, ScopeKind, Span,
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

/// Names of one place, in the order of their declarations.
type Names = FxHashMap<Name, Vec<(usize, BindingId)>>;

/// A file with its index.
#[derive(Debug)]
pub(crate) struct File {
    pub id: FileId,
    pub path: PathBuf,
    pub facts: Arc<FileFacts>,
    /// Bindings that items declare in the scope around them.
    names: FxHashMap<Place, Names>,
    /// Items of a place, in order.
    children: FxHashMap<Place, Vec<usize>>,
    places: Vec<OnceLock<Places>>,
    /// Assignments to plain names: the item and the assignment.
    assigned: FxHashMap<Name, Vec<(usize, ExprId)>>,
    exports: OnceLock<super::exports::ExportTable>,
    fields: OnceLock<Fields>,
}

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
        let mut names: FxHashMap<Place, Names> = FxHashMap::default();
        let mut children: FxHashMap<Place, Vec<usize>> = FxHashMap::default();
        let mut assigned: FxHashMap<Name, Vec<(usize, ExprId)>> = FxHashMap::default();
        for (index, placed) in facts.items.iter().enumerate() {
            children.entry(placed.parent).or_default().push(index);
            for (name, expr) in &placed.facts.assigned {
                assigned
                    .entry(name.clone())
                    .or_default()
                    .push((index, *expr));
            }
            let Some(outer) = placed.facts.scopes.first() else {
                continue;
            };
            let table = names.entry(placed.parent).or_default();
            for &binding in &outer.bindings {
                if let Some(declared) = placed.facts.bindings.get(binding.index()) {
                    table
                        .entry(declared.name.clone())
                        .or_default()
                        .push((index, binding));
                }
            }
        }
        let places = facts.items.iter().map(|_| OnceLock::new()).collect();
        Self {
            id,
            path,
            facts,
            names,
            children,
            places,
            assigned,
            exports: OnceLock::new(),
            fields: OnceLock::new(),
        }
    }

    pub(crate) fn exports(&self) -> &super::exports::ExportTable {
        self.exports
            .get_or_init(|| super::exports::ExportTable::new(&self.facts))
    }

    /// Whether a type checker reads its types.
    pub(crate) fn is_typed(&self) -> bool {
        !matches!(self.facts.language, Language::JavaScript)
    }

    pub(crate) fn item(&self, item: usize) -> Option<&Arc<Item>> {
        self.facts.items.get(item).map(|placed| &placed.facts)
    }

    /// The absolute range of a span of an item.
    pub(crate) fn range(&self, item: usize, span: Span) -> std::ops::Range<usize> {
        let start = self.facts.items.get(item).map_or(0, |placed| placed.start);
        start + span.start as usize..start + span.end as usize
    }

    pub(crate) fn places(&self, item: usize) -> Option<&Places> {
        let facts = self.item(item)?;
        Some(self.places.get(item)?.get_or_init(|| Places::new(facts)))
    }

    pub(crate) fn place_of(&self, item: usize) -> Place {
        self.facts.items.get(item).and_then(|placed| placed.parent)
    }

    /// The items of a place, in order.
    pub(crate) fn items_in(&self, place: Place) -> &[usize] {
        self.children.get(&place).map_or(&[], Vec::as_slice)
    }

    /// Assignments to a name, whatever it denotes.
    pub(crate) fn assignments(&self, name: &str) -> &[(usize, ExprId)] {
        self.assigned.get(name).map_or(&[], Vec::as_slice)
    }

    /// What a name means at a scope: all its declarations in the nearest scope that has one in this space.
    pub(crate) fn lookup(
        &self,
        item: usize,
        scope: ScopeId,
        name: &str,
        space: Space,
    ) -> Vec<(usize, BindingId)> {
        let (mut item, mut scope) = (item, scope);
        // Scopes and items form a tree of finite height; the bound is for broken facts.
        for _ in 0..100_000 {
            let Some(facts) = self.item(item) else { break };
            let found = if scope.index() == 0 {
                self.names
                    .get(&self.place_of(item))
                    .and_then(|names| names.get(name))
                    .map(|declared| self.in_space(declared.iter().copied(), space))
            } else {
                self.places(item)
                    .map(|places| places.declared(scope, name))
                    .map(|declared| {
                        self.in_space(declared.iter().map(|&binding| (item, binding)), space)
                    })
            };
            if let Some(found) = found.filter(|found| !found.is_empty()) {
                return found;
            }
            if scope.index() != 0
                && let Some(parent) = facts.scopes.get(scope.index()).and_then(|it| it.parent)
            {
                scope = parent;
                continue;
            }
            if scope.index() != 0 {
                scope = ScopeId(0);
                continue;
            }
            let Some((outer, hole)) = self.place_of(item) else {
                break;
            };
            let Some(hole) = self
                .item(outer)
                .and_then(|facts| facts.holes.get(hole.index()))
            else {
                break;
            };
            (item, scope) = (outer, hole.scope);
        }
        Vec::new()
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
        self.fields
            .get_or_init(|| self.find_fields())
            .get(&(item, class))
            .and_then(|fields| fields.get(name))
            .map_or(&[], Vec::as_slice)
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
        for (index, placed) in self.facts.items.iter().enumerate() {
            let facts = &placed.facts;
            for (id, expr) in (0u32..).zip(&facts.exprs) {
                let ExprKind::Assign { target, .. } = expr.kind else {
                    continue;
                };
                let Some(PatKind::Target(target)) =
                    facts.pats.get(target.index()).map(|it| &it.kind)
                else {
                    continue;
                };
                let Some(ExprKind::Member { object, name, .. }) =
                    facts.exprs.get(target.index()).map(|it| &it.kind)
                else {
                    continue;
                };
                if !matches!(
                    facts.exprs.get(object.index()).map(|it| &it.kind),
                    Some(ExprKind::This)
                ) {
                    continue;
                }
                if let Some(this) = self.this(index, expr.scope)
                    && !this.is_static
                {
                    fields
                        .entry((this.item, this.class))
                        .or_default()
                        .entry(name.clone())
                        .or_default()
                        .push((index, ExprId(id)));
                }
            }
        }
        fields
    }

    fn in_space(
        &self,
        declared: impl Iterator<Item = (usize, BindingId)>,
        space: Space,
    ) -> Vec<(usize, BindingId)> {
        declared
            .filter(|&(item, binding)| {
                self.item(item)
                    .is_some_and(|facts| is_in_space(facts, binding, space))
            })
            .collect()
    }
}

fn is_in_space(facts: &Item, binding: BindingId, space: Space) -> bool {
    let Some(declared) = facts.bindings.get(binding.index()) else {
        return false;
    };
    match (&declared.origin, space) {
        (Origin::Import { .. } | Origin::Enum | Origin::Namespace, _) => true,
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
