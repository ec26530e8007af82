//! Statements and expressions.

use super::{
    BindingId, ClassId, ExprId, FunctionId, HoleId, Name, PatId, ScopeId, Span, StmtId, TypeId,
};

/// A statement.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// Its range.
    pub span: Span,
    /// The scope it stands in.
    pub scope: ScopeId,
}

/// Kinds of statement.
#[derive(Clone, Debug, PartialEq, Hash)]
#[expect(missing_docs, reason = "the fields say what they are")]
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
    /// A list of statements; also several declarators of one declaration where one statement is expected.
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
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Case {
    /// The value; `None` is the default.
    pub value: Option<ExprId>,
    /// The statements.
    pub body: Vec<StmtId>,
}

/// A list of statements, inline or in a hole.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Body {
    /// Statements of this item.
    Inline(Vec<StmtId>),
    /// Statements of the items in this hole.
    Hole(HoleId),
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its range, parentheses left out.
    pub span: Span,
    /// The scope it stands in.
    pub scope: ScopeId,
}

/// Kinds of expression.
#[derive(Clone, Debug, PartialEq, Hash)]
#[expect(missing_docs, reason = "the fields say what they are")]
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
    /// `require` counts only where the name is not bound in the file. `is_await`: it is a promise (`import('…')`), and
    /// `Await` stands around it where it is awaited.
    ImportCall {
        specifier: Name,
        specifier_span: Span,
        is_await: bool,
    },
    /// `await value`.
    Await(ExprId),
    /// `yield value`; `all` for `yield* values`.
    Yield { value: Option<ExprId>, all: bool },
    /// `target = value`; `plain` unless the operator combines (`+=`; `??=` and `||=` count as plain).
    Assign {
        target: PatId,
        value: ExprId,
        plain: bool,
    },
    /// An object literal. The value of a method is a function; that of a getter is a call of one.
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
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub struct Arg {
    /// The value.
    pub value: ExprId,
    /// Whether it is spread (`...value`).
    pub spread: bool,
}

/// A member of an object literal, or a JSX attribute.
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum PropKey {
    /// A name or a string.
    Static(Name),
    /// `[expression]`.
    Computed(ExprId),
    /// `...value`.
    Spread,
}

/// Literals.
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogicalOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `??`
    Nullish,
}

/// Comparisons that tell something about a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
