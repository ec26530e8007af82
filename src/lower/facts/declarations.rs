//! What declares names: patterns, bindings, functions and classes.

use super::{
    BindingId, Body, ClassId, ExprId, FunctionId, HoleId, Name, PatId, ScopeId, Span, StmtId,
    TypeId,
};

/// A pattern: what a declaration, a parameter or an assignment binds.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Pat {
    /// What it is.
    pub kind: PatKind,
    /// Its range.
    pub span: Span,
    /// The pattern it is part of, if any.
    pub parent: Option<PatId>,
}

/// Kinds of pattern.
#[derive(Clone, Debug, PartialEq, Hash)]
#[expect(missing_docs, reason = "the fields say what they are")]
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
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Hash)]
#[expect(missing_docs, reason = "the fields say what they are")]
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
    /// A namespace, with where it declares; `None` for one with a dotted name.
    Namespace(Option<NamespaceBody>),
    /// An import: which of `imports`, and which name of it.
    Import { import: u32, name: u32 },
    /// A type parameter: its constraint and its default.
    TypeParam {
        constraint: Option<TypeId>,
        default: Option<TypeId>,
    },
}

/// Where the declarations of a namespace are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NamespaceBody {
    /// The bindings of a scope of the item.
    Scope(ScopeId),
    /// The items in a hole.
    Hole(HoleId),
}

/// A function, method, accessor or arrow.
#[derive(Clone, Debug, PartialEq, Hash)]
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
    /// The declared type of `this`.
    pub this_type: Option<TypeId>,
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
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Hash)]
#[expect(missing_docs, reason = "the fields say what they are")]
pub enum FunctionBody {
    /// None: a declaration, an overload, a method of an interface.
    None,
    /// An expression (`() => value`).
    Expr(ExprId),
    /// Statements. `returns` lists the return statements of this item that belong to it, nested functions left out.
    Block { body: Body, returns: Vec<StmtId> },
}

/// A class, an interface, or an object type with a name.
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum ClassBody {
    /// Members of this item.
    Inline(Vec<ClassMember>),
    /// Members of the items in this hole.
    Hole(HoleId),
}

/// A member of a class, an interface or an object type.
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Hash)]
#[expect(missing_docs, reason = "the fields say what they are")]
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
    /// A static block; also the expressions of decorators on members and parameters.
    Block(Body),
    /// An index signature: the type of every member, and the name that stands for its key in a mapped type.
    Index {
        /// `K` of `[K in Keys]: T`.
        key: Option<BindingId>,
        /// The type.
        ty: TypeId,
    },
    /// A call signature: what holds it can be called.
    Call(FunctionId),
}
