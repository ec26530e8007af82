//! The facts of a file: its syntax in a small closed form that is the same for every language.
//!
//! Lowering writes them, inference reads them. Nothing here names a grammar, and nothing here knows what a name
//! means. Facts belong to an *item*: a piece of the file that is lowered by itself and whose ranges are relative to
//! its own start, so that an edit elsewhere shifts it without touching it.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::syntax::Language;

/// A name as written in the source.
pub type Name = SmolStr;

/// A half-open range of bytes relative to the start of the item that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
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
    /// Expressions.
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
    /// Import declarations (static, at the top of a module, or `import x = require('…')`).
    pub imports: Vec<Import>,
    /// What it exports.
    pub exports: Vec<Export>,
    /// Assignments to a plain name (`client = new WorkOS()`), whatever the name denotes: (name, the assignment).
    pub assigned: Vec<(Name, ExprId)>,
    /// Module augmentations and `declare global` blocks.
    pub augmentations: Vec<Augmentation>,
    /// Whether the syntax tree of the item holds an error or a missing token: no fix is made inside.
    pub has_error: bool,
    /// Ranges of comments, ascending. A fix that would drop one is manual.
    pub comments: Vec<Span>,
}

/// A place whose content is lowered as items of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hole {
    /// The scope that the content continues.
    pub scope: ScopeId,
    /// The function whose body it is (a `return` in the content returns from it), if it lies in one.
    pub function: Option<FunctionId>,
    /// The class whose members the content is, if it is a class body.
    pub class: Option<ClassId>,
}

/// A lexical scope.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// Its range.
    pub span: Span,
    /// The scope it stands in.
    pub scope: ScopeId,
}

/// Kinds of statement.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// An expression.
    Expr(ExprId),
    /// A declaration of variables: for each declarator a pattern, its annotation and its initialiser.
    Let {
        pat: PatId,
        declared: Option<TypeId>,
        init: Option<ExprId>,
        constant: bool,
    },
    /// A list of statements; also several declarators of one declaration.
    Block(Body),
    /// A condition.
    If {
        test: ExprId,
        then: StmtId,
        otherwise: Option<StmtId>,
    },
    /// A `switch` or `match` with its cases: the values (none for the default) and the statements.
    Switch { on: ExprId, cases: Vec<Case> },
    /// `return`.
    Return(Option<ExprId>),
    /// `throw` or `raise`.
    Throw(ExprId),
    /// `break`, `continue`.
    Jump,
    /// `for (pat of iterated)`, `for await`, `for x in y` of Python, `range` of Go.
    ForOf {
        pat: PatId,
        iterated: ExprId,
        is_await: bool,
        body: StmtId,
    },
    /// `for (key in object)`.
    ForIn {
        pat: PatId,
        object: ExprId,
        body: StmtId,
    },
    /// Any other loop: parts of the head that are evaluated, and the body.
    Loop {
        init: Option<StmtId>,
        test: Option<ExprId>,
        step: Option<ExprId>,
        body: StmtId,
    },
    /// `try`.
    Try {
        block: StmtId,
        catch: Option<(Option<PatId>, StmtId)>,
        finally: Option<StmtId>,
    },
    /// A function declaration.
    Function(FunctionId),
    /// A class, interface or object type declaration.
    Class(ClassId),
    /// A type alias: the binding and the type.
    TypeAlias { binding: BindingId, ty: TypeId },
    /// An enum of the app's own: the binding, the members and their values.
    Enum {
        binding: BindingId,
        members: Vec<(Name, Option<ExprId>)>,
    },
    /// A namespace or ambient module with a body.
    Namespace(Body),
    /// An import or export declaration without a statement of its own (see `imports`, `exports`).
    Module,
    /// A statement that is not described further: the expressions in it.
    Unknown(Vec<ExprId>),
}

/// One case of a `switch`.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The value; `None` is the default.
    pub value: Option<ExprId>,
    /// The statements.
    pub body: Vec<StmtId>,
}

/// A list of statements, inline or in a hole.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Statements of this item.
    Inline(Vec<StmtId>),
    /// Statements of the items in this hole.
    Hole(HoleId),
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its range, parentheses left out.
    pub span: Span,
    /// The scope it stands in.
    pub scope: ScopeId,
}

/// Kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A name in use.
    Name(Name),
    /// `object.name`; `optional` for `?.`.
    Member {
        object: ExprId,
        name: Name,
        name_span: Span,
        optional: bool,
    },
    /// `object[index]`.
    Index {
        object: ExprId,
        index: ExprId,
        optional: bool,
    },
    /// A call.
    Call {
        callee: ExprId,
        args: Vec<Arg>,
        type_args: Vec<TypeId>,
        optional: bool,
    },
    /// `new callee(args)`.
    New {
        callee: ExprId,
        args: Vec<Arg>,
        type_args: Vec<TypeId>,
    },
    /// A module loaded by an expression: `require('…')` (its module object) or `import('…')` (a promise of it).
    /// `require` counts only where the name is not bound in the file.
    ImportCall {
        specifier: Name,
        specifier_span: Span,
        is_await: bool,
    },
    /// `await value`.
    Await(ExprId),
    /// `target = value`; `plain` unless the operator combines (`+=`; `??=` and `||=` count as plain).
    Assign {
        target: PatId,
        value: ExprId,
        plain: bool,
    },
    /// An object literal.
    Object(Vec<Prop>),
    /// A list literal.
    Array(Vec<Arg>),
    /// A string with expressions in it.
    Template {
        parts: Vec<ExprId>,
        tag: Option<ExprId>,
    },
    /// A function or arrow.
    Function(FunctionId),
    /// A class expression.
    Class(ClassId),
    /// A literal.
    Literal(Literal),
    /// `test ? then : otherwise`.
    Conditional {
        test: ExprId,
        then: ExprId,
        otherwise: ExprId,
    },
    /// `left || right`, `left && right`, `left ?? right`.
    Logical {
        op: LogicalOp,
        left: ExprId,
        right: ExprId,
    },
    /// A comparison.
    Compare {
        op: CompareOp,
        left: ExprId,
        right: ExprId,
    },
    /// `!value`.
    Not(ExprId),
    /// `typeof value`.
    TypeOf(ExprId),
    /// `value as T`, `<T>value`, `value satisfies T`, `value as const`, `value!`, a JSDoc cast.
    Cast {
        value: ExprId,
        kind: CastKind,
        ty: Option<TypeId>,
    },
    /// `this`, `self` where the language has it.
    This,
    /// `super`.
    Super,
    /// A JSX element: the tag's expression (none for a fragment or an intrinsic), attributes, children.
    Jsx {
        tag: Option<ExprId>,
        attributes: Vec<Prop>,
        children: Vec<ExprId>,
    },
    /// Comma expression: the last is its value.
    Sequence(Vec<ExprId>),
    /// Something else: the expressions in it (arithmetic and the like).
    Unknown(Vec<ExprId>),
}

/// An argument of a call or an element of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arg {
    /// The value.
    pub value: ExprId,
    /// Whether it is spread (`...value`).
    pub spread: bool,
}

/// A member of an object literal, or a JSX attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Prop {
    /// Its key.
    pub key: PropKey,
    /// The range of the key as written (quotes included); of the value where it is spread.
    pub key_span: Span,
    /// The range of the whole member, without the comma.
    pub span: Span,
    /// Its value; for a shorthand the name in use. `None` for a JSX attribute without a value.
    pub value: Option<ExprId>,
    /// `{ name }`.
    pub shorthand: bool,
}

/// A key of an object literal.
#[derive(Clone, Debug, PartialEq)]
pub enum PropKey {
    /// A name or a string.
    Static(Name),
    /// `[expression]`.
    Computed(ExprId),
    /// `...value`.
    Spread,
}

/// Literals.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A string, unescaped.
    String(Name),
    /// A number as written.
    Number(Name),
    /// A boolean.
    Bool(bool),
    /// `null`, `None`, `nil`.
    Null,
    /// `undefined`. Only where the name is the global one.
    Undefined,
    /// A regular expression or anything else.
    Other,
}

/// Operators that choose between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogicalOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `??`
    Nullish,
}

/// Comparisons that tell something about a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`, `===`
    Equal,
    /// `!=`, `!==`
    NotEqual,
    /// `'key' in object`
    In,
    /// `value instanceof Class`
    InstanceOf,
}

/// Kinds of cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastKind {
    /// `as T`, `<T>v`
    As,
    /// `satisfies T`
    Satisfies,
    /// `as const`
    Const,
    /// `v!`
    NonNull,
}

/// A pattern: what a declaration, a parameter or an assignment binds.
#[derive(Clone, Debug, PartialEq)]
pub struct Pat {
    /// What it is.
    pub kind: PatKind,
    /// Its range.
    pub span: Span,
    /// The pattern it is part of, if any.
    pub parent: Option<PatId>,
}

/// Kinds of pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum PatKind {
    /// A name that is declared here.
    Binding(BindingId),
    /// `{ key: value = default, ...rest }`.
    Object {
        props: Vec<PatProp>,
        rest: Option<PatId>,
    },
    /// `[a, b, ...rest]`; `None` is a hole.
    Array {
        elements: Vec<Option<(PatId, Option<ExprId>)>>,
        rest: Option<PatId>,
    },
    /// An existing place that is assigned (`this.workos`, `client`): an expression.
    Target(ExprId),
    /// Something not described.
    Unknown,
}

/// A member of an object pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct PatProp {
    /// The key, if it is static.
    pub key: Option<Name>,
    /// The range of the key.
    pub key_span: Span,
    /// The range of the member without the comma.
    pub span: Span,
    /// What it binds.
    pub value: PatId,
    /// The default, if any.
    pub default: Option<ExprId>,
    /// `{ name }`: key and binding are one word.
    pub shorthand: bool,
}

/// A declared name.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The name.
    pub name: Name,
    /// Its range.
    pub span: Span,
    /// Where its value comes from.
    pub origin: Origin,
    /// Whether it can be assigned again.
    pub constant: bool,
}

/// Where a binding's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// A declarator: the pattern whose part it is, the root pattern, the annotation and the initialiser.
    Let {
        pat: PatId,
        root: PatId,
        declared: Option<TypeId>,
        init: Option<ExprId>,
    },
    /// A parameter: which of which function, and the pattern in it.
    Param {
        pat: PatId,
        function: FunctionId,
        index: u32,
    },
    /// `for (pat of iterated)`.
    ForOf {
        pat: PatId,
        root: PatId,
        iterated: ExprId,
        is_await: bool,
    },
    /// `for (key in …)`, `catch (e)` and other values nothing is known of.
    Opaque,
    /// A function declaration.
    Function(FunctionId),
    /// A class or interface.
    Class(ClassId),
    /// A type alias.
    TypeAlias(TypeId),
    /// An enum of the app's own.
    Enum,
    /// A namespace.
    Namespace,
    /// An import: which of `imports`, and which name of it.
    Import { import: u32, name: u32 },
    /// A type parameter: its constraint and its default.
    TypeParam {
        constraint: Option<TypeId>,
        default: Option<TypeId>,
    },
}

/// A function, method, accessor or arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// The name it declares (`Stmt::Function`) or that a named expression binds inside.
    pub binding: Option<BindingId>,
    /// Its scope (parameters).
    pub scope: ScopeId,
    /// Its range, from the first modifier to the end of the body.
    pub span: Span,
    /// Type parameters, in order.
    pub type_params: Vec<BindingId>,
    /// Parameters, `this` left out.
    pub params: Vec<Param>,
    /// The declared result.
    pub result: Option<TypeId>,
    /// The body.
    pub body: FunctionBody,
    /// `async`.
    pub is_async: bool,
    /// `function*`.
    pub is_generator: bool,
    /// Whether it has a `this` of its own (all but arrows).
    pub own_this: bool,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// What it binds.
    pub pat: PatId,
    /// Its annotation.
    pub declared: Option<TypeId>,
    /// Its default.
    pub default: Option<ExprId>,
    /// `name?`.
    pub optional: bool,
    /// `...rest`.
    pub rest: bool,
    /// `private workos: WorkOS` in a constructor: also a field of the class.
    pub field: Option<Name>,
}

/// The body of a function.
#[derive(Clone, Debug, PartialEq)]
pub enum FunctionBody {
    /// None: a declaration, an overload, a method of an interface.
    None,
    /// An expression (`() => value`).
    Expr(ExprId),
    /// Statements. `returns` lists the return statements of this item that belong to it, nested functions left out.
    Block { body: Body, returns: Vec<StmtId> },
}

/// A class, an interface, or an object type with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// The name it declares, if any.
    pub binding: Option<BindingId>,
    /// Whether it is an interface (structural; no constructor).
    pub is_interface: bool,
    /// The scope of its body.
    pub scope: ScopeId,
    /// Its range.
    pub span: Span,
    /// Type parameters.
    pub type_params: Vec<BindingId>,
    /// The class it extends (an expression) with its type arguments.
    pub extends: Option<(ExprId, Vec<TypeId>)>,
    /// Interfaces extended or implemented.
    pub implements: Vec<TypeId>,
    /// The members, inline or in a hole.
    pub body: ClassBody,
}

/// The members of a class.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassBody {
    /// Members of this item.
    Inline(Vec<ClassMember>),
    /// Members of the items in this hole.
    Hole(HoleId),
}

/// A member of a class, an interface or an object type.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassMember {
    /// Its name; `None` where it is computed. `#name` keeps its sign.
    pub name: Option<Name>,
    /// The range of the name.
    pub name_span: Span,
    /// What it is.
    pub kind: MemberKind,
    /// `static`.
    pub is_static: bool,
    /// `name?`.
    pub optional: bool,
}

/// Kinds of class member.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberKind {
    /// A field with its annotation and initialiser.
    Field {
        declared: Option<TypeId>,
        init: Option<ExprId>,
    },
    /// A method.
    Method(FunctionId),
    /// The constructor.
    Constructor(FunctionId),
    /// A getter: its value is what the function returns.
    Getter(FunctionId),
    /// A setter.
    Setter(FunctionId),
    /// A static block.
    Block(Body),
    /// An index signature: the type of every member.
    Index(TypeId),
}

/// A type annotation.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeKind,
    /// Its range.
    pub span: Span,
    /// The scope it stands in.
    pub scope: ScopeId,
}

/// Kinds of type annotation.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// A name with its segments (`NS.WorkOS`), the range of each, and arguments.
    Name {
        path: Vec<(Name, Span)>,
        args: Vec<TypeId>,
    },
    /// `import('specifier').A.B<…>`; `path` empty for the module itself.
    Import {
        specifier: Name,
        specifier_span: Span,
        path: Vec<(Name, Span)>,
        args: Vec<TypeId>,
    },
    /// `typeof expression`.
    TypeOf(ExprId),
    /// A literal.
    Literal(Literal),
    /// A list.
    Array(TypeId),
    /// A tuple.
    Tuple(Vec<TypeId>),
    /// A union.
    Union(Vec<TypeId>),
    /// An intersection.
    Intersection(Vec<TypeId>),
    /// An object type without a name.
    Object(Vec<ClassMember>),
    /// A function type. The function has no body.
    Function(FunctionId),
    /// `T['member']`.
    Index { object: TypeId, index: TypeId },
    /// `keyof T`.
    KeyOf(TypeId),
    /// A type of the language: `string`, `number`, `void`, `null`, `undefined`, `any`, `unknown`, `never` …
    Keyword(Name),
    /// `this`.
    This,
    /// Something else: the types in it.
    Unknown(Vec<TypeId>),
}

/// An import declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The module, as written.
    pub specifier: Name,
    /// The range of the specifier without its quotes.
    pub specifier_span: Span,
    /// The range of the declaration.
    pub span: Span,
    /// `import type …`.
    pub type_only: bool,
    /// The names it binds.
    pub names: Vec<ImportName>,
}

/// A name of an import declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportName {
    /// What is imported.
    pub imported: Imported,
    /// The range of the imported name as written (of the local name for default and namespace).
    pub imported_span: Span,
    /// The range of the whole specifier (`A as B`).
    pub span: Span,
    /// The binding it makes.
    pub local: BindingId,
    /// `import { type A }`.
    pub type_only: bool,
}

/// What an import or export names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Imported {
    /// The default export.
    Default,
    /// The module as an object.
    Namespace,
    /// A named export.
    Named(Name),
}

/// Something that a file exports.
#[derive(Clone, Debug, PartialEq)]
pub enum Export {
    /// A name of the file's own: `export const x`, `export { x as y }`, `export default function f`.
    Local {
        exported: Name,
        local: Name,
        span: Span,
    },
    /// An expression: `export default …`, `exports.x = …` (`exported` is `default` for the first).
    Value { exported: Name, value: ExprId },
    /// `module.exports = …`, `export = …`: the module itself.
    Module(ExprId),
    /// `export { a as b } from '…'`, `export * as ns from '…'`.
    From {
        specifier: Name,
        specifier_span: Span,
        imported: Imported,
        imported_span: Span,
        exported: Name,
    },
    /// `export * from '…'`.
    Star {
        specifier: Name,
        specifier_span: Span,
    },
}

/// `declare module 'x' { … }` or `declare global { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Augmentation {
    /// The module; `None` for the global scope.
    pub module: Option<Name>,
    /// The declarations.
    pub body: Body,
}
