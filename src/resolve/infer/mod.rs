//! Type inference on demand: what an expression, a binding, a pattern is. Every question is answered once, a question
//! that depends on itself says nothing, and how deep it goes does not depend on the input.

mod ambient;
mod annotation;
mod binding;
mod cache;
mod call;
mod class;
mod conditions;
mod context;
mod declared;
mod expr;
mod foreign;
mod generics;
mod given;
mod held;
mod library;
mod literal;
mod member;
mod mocks;
mod module;
mod narrow;
mod of;
mod sdk;
mod utility;
mod wanted;

use std::{
    path::Path,
    sync::{Arc, PoisonError},
};

use rustc_hash::{FxBuildHasher, FxHashMap};

pub use cache::{Cache, Stale};

pub(crate) use annotation::Named;
use cache::Slot;
pub(crate) use member::{Found, Hit};
pub(crate) use module::Target;

use super::{
    World,
    reads::{self, What},
    scopes::{At, File, FileId, Space},
    ty::{Copy, Kind, Ty},
};
use crate::{
    knowledge::{DeclId, Timeline},
    lower::{BindingId, ClassId, ExprId, FunctionId, Item, Name, PatId, TypeId},
    project::Resolved,
};

/// Questions that wait for each other, at most.
const MAX_ACTIVE: usize = 96;
/// Questions that one value of `Inference` answers, at most. Bounds what hostile input can cost.
const MAX_QUESTIONS: usize = 4_000_000;

/// A question about an item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Query {
    Expr(ExprId),
    Binding(BindingId),
    Pattern(PatId),
    Parameter(FunctionId, u32),
    Result(FunctionId),
    Type(TypeId),
    Expected(ExprId),
    Held(ExprId),
    Field(ClassId, Name),
    Export(Name, Space),
}

/// What is known of a question.
enum Answer {
    /// It is being answered: how many questions were open before.
    Open(usize),
    Known(Ty),
}

/// What waits until a question is answered.
struct Before {
    /// How many questions are open further up.
    depth: usize,
    lowest: usize,
    provisional: usize,
    asker: Option<At>,
}

/// Room for the answers about a file of some hundred lines.
const FEW_ANSWERS: usize = 112;

/// Inference for one file at a time, over a shared cache.
pub struct Inference<'w> {
    pub(super) world: &'w dyn World,
    cache: &'w Cache,
    /// The file whose answers are kept here rather than in the cache.
    own: Option<Arc<File>>,
    slots: FxHashMap<FileId, Arc<Slot>>,
    answers: FxHashMap<(At, Query), Answer>,
    /// Answers about other files, to be kept when what was asked is answered.
    fresh: Vec<(At, Query, Ty)>,
    /// How many questions are open.
    open: usize,
    /// Answers that hold only while a question further up is open.
    provisional: Vec<(At, Query)>,
    /// The outermost open question that an answer since then depends on; 0 is none further than the first.
    lowest: usize,
    /// Whether a bound was hit since the outermost question: then nothing is shared.
    limited: bool,
    questions: usize,
    resolved: FxHashMap<(FileId, Name), Module>,
    copies: Vec<Arc<Copy>>,
    /// How deep the walk through bases and aliases of declarations is.
    pub(super) walk: usize,
    /// What aliases of an SDK stand for, with the copy whose address is in the key.
    pub(super) aliases: FxHashMap<(usize, DeclId), (Arc<Copy>, Ty)>,
}

/// What a specifier means.
#[derive(Clone, Debug)]
pub(crate) enum Module {
    File(FileId),
    Package(Arc<Copy>, smol_str::SmolStr),
    Other,
}

impl<'w> Inference<'w> {
    /// Inference over a world. The cache must have been made for the same state of that world.
    #[must_use]
    pub fn new(world: &'w dyn World, cache: &'w Cache) -> Self {
        Self {
            world,
            cache,
            own: None,
            slots: FxHashMap::default(),
            answers: FxHashMap::with_capacity_and_hasher(FEW_ANSWERS, FxBuildHasher),
            fresh: Vec::new(),
            open: 0,
            provisional: Vec::new(),
            lowest: usize::MAX,
            limited: false,
            questions: 0,
            resolved: FxHashMap::default(),
            copies: Vec::new(),
            walk: 0,
            aliases: FxHashMap::default(),
        }
    }

    /// Makes a file the one that is asked about.
    pub(super) fn enter(&mut self, path: &Path) -> Option<Arc<File>> {
        self.questions = 0;
        let is_it = |own: &&Arc<File>| own.path.as_os_str() == path.as_os_str();
        if let Some(own) = self.own.as_ref().filter(is_it) {
            return Some(Arc::clone(own));
        }
        let slot = self.cache.slot(self.world, path)?;
        let file = Arc::clone(&slot.file);
        self.slots.insert(file.id, slot);
        if !self.is_own(file.id) {
            self.answers.clear();
        }
        self.own = Some(Arc::clone(&file));
        Some(file)
    }

    /// Makes an item the one on whose behalf is asked from now on.
    pub(super) fn ask_for(&self, unit: At) {
        reads::on_behalf_of(self.cache.notes().then_some(unit));
    }

    /// From now on nothing is asked.
    pub(super) fn ask_for_no_one(&self) {
        reads::on_behalf_of(None);
    }

    /// Keeps what was answered since the last time, with what it was made of. `false` if the next state of the world
    /// took over: then nothing is kept, and no one will be told that it is stale.
    pub fn settle(&mut self) -> bool {
        self.cache
            .keep(std::mem::take(&mut self.fresh), reads::take())
    }

    /// A file by its path.
    fn load(&mut self, path: &Path) -> Option<Arc<File>> {
        let slot = self.cache.slot(self.world, path)?;
        let file = Arc::clone(&slot.file);
        self.slots.insert(file.id, slot);
        Some(file)
    }

    fn is_own(&self, id: FileId) -> bool {
        self.own.as_ref().is_some_and(|own| own.id == id)
    }

    pub(super) fn file(&mut self, id: FileId) -> Option<Arc<File>> {
        if let Some(own) = self.own.as_ref().filter(|own| own.id == id) {
            return Some(Arc::clone(own));
        }
        if let Some(slot) = self.slots.get(&id) {
            return Some(Arc::clone(&slot.file));
        }
        let slot = self.cache.by_id(self.world, id)?;
        let file = Arc::clone(&slot.file);
        self.slots.insert(id, slot);
        Some(file)
    }

    pub(super) fn item(&mut self, at: At) -> Option<Arc<Item>> {
        if let Some(own) = self.own.as_ref().filter(|own| own.id == at.file) {
            return own.item(at.index()).cloned();
        }
        self.file(at.file)?.item(at.index()).cloned()
    }

    pub(super) fn timeline(&self, copy: &Copy) -> &'w Timeline {
        self.world.knowledge().timeline(copy.package)
    }

    /// What a specifier means in a file.
    pub(super) fn module(&mut self, from: FileId, specifier: &Name) -> Module {
        let key = (from, specifier.clone());
        if let Some(known) = self.resolved.get(&key) {
            return known.clone();
        }
        let module = self.resolve(from, specifier);
        self.resolved.insert(key, module.clone());
        module
    }

    fn resolve(&mut self, from: FileId, specifier: &str) -> Module {
        let Some(file) = self.file(from) else {
            return Module::Other;
        };
        match self.world.resolve(&file.path, specifier) {
            Resolved::File(path) => match self.cache.slot(self.world, &path) {
                Some(slot) => {
                    let id = slot.file.id;
                    self.slots.insert(id, slot);
                    Module::File(id)
                }
                None => Module::Other,
            },
            Resolved::Package {
                name,
                entry,
                installed,
            } => match self.copy(&name, installed) {
                Some(copy) => Module::Package(copy, entry),
                None => Module::Other,
            },
            Resolved::Other => Module::Other,
        }
    }

    /// The copy of another package that an installed one resolves.
    fn beside(&mut self, copy: &Copy, package: &str) -> Option<Arc<Copy>> {
        let manifest = copy.installed.copy.as_ref()?.join("package.json");
        match self.world.resolve(&manifest, package) {
            Resolved::Package {
                name, installed, ..
            } => self.copy(&name, installed),
            _ => None,
        }
    }

    fn copy(&mut self, name: &str, installed: Arc<crate::project::Installed>) -> Option<Arc<Copy>> {
        let package = self.world.knowledge().package(name)?;
        let known = self
            .copies
            .iter()
            .find(|copy| copy.package == package && copy.installed == installed);
        if let Some(known) = known {
            return Some(Arc::clone(known));
        }
        let timeline = self.world.knowledge().timeline(package);
        let copy = Arc::new(Copy {
            package,
            version: sdk::seen_version(timeline, &installed),
            installed,
        });
        self.copies.push(Arc::clone(&copy));
        Some(copy)
    }

    /// What other files were told.
    fn shared(&self, (at, query): &(At, Query)) -> Option<Ty> {
        if self.is_own(at.file) {
            return None;
        }
        let slot = self.slots.get(&at.file)?;
        let answers = slot.answers.read().unwrap_or_else(PoisonError::into_inner);
        answers.get(&at.item)?.get(query).cloned()
    }

    /// The answer to a question that was asked before. A question that is open further up is answered with `Kind::Cycle`,
    /// and what is made of that is forgotten when the open question is answered.
    fn asked(&mut self, key: &(At, Query)) -> Option<Ty> {
        match self.answers.get(key) {
            Some(Answer::Known(known)) => Some(known.clone()),
            Some(Answer::Open(open)) => {
                self.lowest = self.lowest.min(*open);
                Some(Kind::Cycle.into())
            }
            None => self.shared(key),
        }
    }

    /// Whether a question is answered or being answered.
    fn is_settled(&self, key: &(At, Query)) -> bool {
        self.answers.contains_key(key) || self.shared(key).is_some()
    }

    /// Answers a question once.
    fn query(&mut self, at: At, query: Query, answer: impl FnOnce(&mut Self) -> Ty) -> Ty {
        let key = (at, query);
        reads::note(at.file, What::Item(at.item));
        if let Some(known) = self.asked(&key) {
            return known;
        }
        let Some(before) = self.begin(&key) else {
            return Ty::unknown();
        };
        let ty = answer(self);
        self.end(key, before, ty)
    }

    /// Begins to answer a question, unless that goes too far.
    fn begin(&mut self, key: &(At, Query)) -> Option<Before> {
        let depth = self.open;
        if depth >= MAX_ACTIVE || self.questions >= MAX_QUESTIONS {
            self.lowest = 0;
            self.limited = true;
            return None;
        }
        self.questions += 1;
        self.open += 1;
        self.answers.insert(key.clone(), Answer::Open(depth));
        let behalf = reads::is_noting().then_some(key.0);
        Some(Before {
            depth,
            lowest: std::mem::replace(&mut self.lowest, usize::MAX),
            provisional: self.provisional.len(),
            asker: reads::on_behalf_of(behalf),
        })
    }

    fn end(&mut self, key: (At, Query), before: Before, mut ty: Ty) -> Ty {
        reads::on_behalf_of(before.asker);
        self.open -= 1;
        let lowest = std::mem::replace(&mut self.lowest, before.lowest);
        if lowest < before.depth {
            self.lowest = before.lowest.min(lowest);
            self.provisional.push(key.clone());
            self.answers.insert(key, Answer::Known(ty.clone()));
            return ty;
        }
        for forgotten in self.provisional.drain(before.provisional..) {
            self.answers.remove(&forgotten);
        }
        if ty.kind == Kind::Cycle {
            ty = Ty::unknown();
        }
        if !self.limited && !self.is_own(key.0.file) {
            let (at, query) = key.clone();
            self.fresh.push((at, query, ty.clone()));
        }
        self.answers.insert(key, Answer::Known(ty.clone()));
        if before.depth == 0 {
            self.limited = false;
        }
        ty
    }
}

impl Drop for Inference<'_> {
    fn drop(&mut self) {
        // Nothing stays noted on this thread for whoever infers next.
        reads::on_behalf_of(None);
        reads::take();
    }
}
