//! The facts of a file: its syntax in a small closed form that is the same for every language.
//!
//! Lowering writes them, inference reads them. Nothing here names a grammar, and nothing here knows what a name
//! means. Facts belong to an *item*: a piece of the file that is lowered by itself and whose ranges are relative to
//! its own start, so that an edit elsewhere shifts it without touching it.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
    sync::Arc,
};

use smol_str::SmolStr;

mod code;
mod declarations;
mod modules;
mod types;

pub use code::*;
pub use declarations::*;
pub use modules::*;
pub use types::*;

use crate::syntax::Language;

/// A name as written in the source.
pub type Name = SmolStr;

/// A half-open range of bytes relative to the start of the item that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Where something stands is no part of what it means: the hash of facts is that of their meaning.
impl Hash for Span {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// The index into the item's table.
            #[must_use]
            pub fn index(self) -> usize { self.0 as usize }
        }
    };
}
id!(
    /// An expression of one item.
    ExprId
);
id!(
    /// A statement of one item.
    StmtId
);
id!(
    /// A pattern (binding target) of one item.
    PatId
);
id!(
    /// A scope of one item.
    ScopeId
);
id!(
    /// A binding of one item.
    BindingId
);
id!(
    /// A type annotation of one item.
    TypeId
);
id!(
    /// A function, method or arrow of one item.
    FunctionId
);
id!(
    /// A class, interface or object type declaration of one item.
    ClassId
);
id!(
    /// A place in an item whose statements (or class members) are items of their own.
    HoleId
);

/// The facts of one file: its items in preorder.
#[derive(Clone, Debug, PartialEq)]
pub struct FileFacts {
    /// The language it was lowered from.
    pub language: Language,
    /// Items in preorder (a parent before the items in its holes), ascending by start.
    pub items: Vec<PlacedItem>,
    /// Names of the module system that the file binds itself.
    pub shadows: Shadows,
    /// Whether the file has a syntax error anywhere.
    pub has_error: bool,
}

/// An item where it lies in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedItem {
    /// Absolute byte offset of the item's start.
    pub start: usize,
    /// Where its statements belong: a hole of an earlier item, or `None` for the top of the file.
    pub parent: Option<(usize, HoleId)>,
    /// The facts, shared between versions of the file in which the item did not change.
    pub facts: Arc<Item>,
}

impl FileFacts {
    /// Whether it imports or exports something; what another file declares at its top is global.
    #[must_use]
    pub fn is_module(&self) -> bool {
        let mut items = self.items.iter().map(|placed| &placed.facts);
        items.any(|facts| !facts.imports.is_empty() || !facts.exports.is_empty())
    }

    /// Whether it adds to modules, or to what is global, from wherever it stands.
    #[must_use]
    pub fn augments(&self) -> bool {
        let mut items = self.items.iter().map(|placed| &placed.facts);
        items.any(|facts| !facts.augmentations.is_empty())
    }

    /// The innermost item that holds a byte offset, its end included.
    #[must_use]
    pub fn item_at(&self, offset: usize) -> Option<usize> {
        let after = self.items.partition_point(|item| item.start <= offset);
        // Of the items that start before it, the last that reaches it: an outer one, if the inner ones end earlier.
        let mut index = after.checked_sub(1)?;
        loop {
            let item = self.items.get(index)?;
            if item.range().end >= offset {
                return Some(index);
            }
            index = item.parent?.0;
        }
    }
}

impl PlacedItem {
    /// Its bytes in the file.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.facts.len as usize
    }

    /// The bytes in the file of a range of it.
    #[must_use]
    pub fn absolute(&self, span: Span) -> Range<usize> {
        self.start + span.start as usize..self.start + span.end as usize
    }
}

/// The facts of one item. Ids index the tables of this item only.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Item {
    /// Length in bytes.
    pub len: u32,
    /// What the item holds at its top: statements, or members of the class whose body is the parent's hole.
    pub root: Vec<StmtId>,
    /// Members, if the item is one of a class whose body was split.
    pub members: Vec<ClassMember>,
    /// Scopes; the first is the item's outermost (it continues the scope of the parent's hole, or the module scope:
    /// bindings declared in it are declared there).
    pub scopes: Vec<Scope>,
    /// Expressions, those inside others before them.
    pub exprs: Vec<Expr>,
    /// Statements.
    pub stmts: Vec<Stmt>,
    /// Patterns.
    pub pats: Vec<Pat>,
    /// Bindings.
    pub bindings: Vec<Binding>,
    /// Type annotations.
    pub types: Vec<TypeExpr>,
    /// Functions.
    pub functions: Vec<Function>,
    /// Classes, interfaces and object types with a name.
    pub classes: Vec<Class>,
    /// Holes: for each, the scope in which its items live.
    pub holes: Vec<Hole>,
    /// Import declarations (static, at the top of a module, or `import x = require('…')`, whose name is the module as
    /// an object).
    pub imports: Vec<Import>,
    /// What it exports from the file. What a namespace exports is not here: its members are the bindings of its scope.
    pub exports: Vec<Export>,
    /// Assignments to a plain name (`client = new WorkOS()`), calls that put something into one (`users.push(user)`), and
    /// its uses as an argument, as a part of an object literal or as a result (`create(options)`, `{ ...options }`,
    /// `return options`), whatever the name denotes: (name, the assignment, the call, the use).
    pub assigned: Vec<(Name, ExprId)>,
    /// Module augmentations and `declare global` blocks.
    pub augmentations: Vec<Augmentation>,
    /// Whether the syntax tree of the item holds an error or a missing token: no fix is made inside.
    pub has_error: bool,
    /// Ranges of comments, ascending. A fix that would drop one is manual.
    pub comments: Vec<Span>,
    /// The `return` statements outside the functions of this item: they return from the function around the hole.
    pub returns: Vec<StmtId>,
    /// Names of the module system that the item binds, anywhere in it.
    pub shadows: Shadows,
    /// A fingerprint of its syntax: an item that no edit touched and that still looks the same is reused.
    pub shape: Shape,
}

impl Item {
    /// Whether what stands behind it in its list may not be reached, under a condition.
    #[must_use]
    pub fn may_leave(&self) -> bool {
        let mut stmts = self.root.iter().filter_map(|id| self.stmts.get(id.index()));
        stmts.any(|stmt| matches!(stmt.kind, StmtKind::If { .. }))
    }

    /// Whether the function around its list may return in it.
    #[must_use]
    pub fn may_return(&self) -> bool {
        !self.returns.is_empty() || !self.holes.is_empty()
    }

    /// A fingerprint of what it means: the same for items that differ only in where their parts stand, in comments, in
    /// what their holes hold.
    #[must_use]
    pub fn meaning(&self) -> u64 {
        let Self {
            len: _,
            root,
            members,
            scopes,
            exprs,
            stmts,
            pats,
            bindings,
            types,
            functions,
            classes,
            holes,
            imports,
            exports,
            assigned,
            augmentations,
            has_error: _,
            comments: _,
            returns,
            shadows,
            shape: _,
        } = self;
        let mut hasher = DefaultHasher::new();
        (root, members, scopes, exprs, stmts, pats, bindings, types).hash(&mut hasher);
        (functions, classes, holes, imports, exports, assigned).hash(&mut hasher);
        (augmentations, returns, shadows).hash(&mut hasher);
        hasher.finish()
    }
}

/// Names that a language gives to modules and that a file may bind itself: `require`, `module`, `exports`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Shadows {
    /// `require` is bound.
    pub require: bool,
    /// `module` is bound.
    pub module: bool,
    /// `exports` is bound.
    pub exports: bool,
}

impl Shadows {
    /// What either binds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            require: self.require || other.require,
            module: self.module || other.module,
            exports: self.exports || other.exports,
        }
    }
}

/// What can be told of a piece of syntax without walking it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Shape {
    /// The grammar's number for its kind.
    pub kind: u16,
    /// How many nodes it has, holes included.
    pub nodes: u32,
    /// Whether it stands at the top of the file, where imports and exports count.
    pub is_top: bool,
    /// Whether there is a syntax error in it, holes included.
    pub has_error: bool,
}

/// A place whose content is lowered as items of its own.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub struct Hole {
    /// The scope that the content continues.
    pub scope: ScopeId,
    /// The function whose body it is (a `return` in the content returns from it), if it lies in one.
    pub function: Option<FunctionId>,
    /// The class whose members the content is, if it is a class body.
    pub class: Option<ClassId>,
}

/// A lexical scope.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Scope {
    /// The scope around it; `None` for the item's outermost.
    pub parent: Option<ScopeId>,
    /// What opens it.
    pub kind: ScopeKind,
    /// The function it belongs to, if it lies in one of this item.
    pub function: Option<FunctionId>,
    /// Bindings declared in it (hoisted ones in the function's scope).
    pub bindings: Vec<BindingId>,
}

/// What opens a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// The item's outermost scope.
    Item,
    /// A function: its parameters and hoisted variables.
    Function,
    /// A block, loop head, `case` list or `catch`.
    Block,
    /// A class body; `this` is the class.
    Class,
    /// Type parameters.
    Type,
    /// A namespace or ambient module body.
    Namespace,
}
