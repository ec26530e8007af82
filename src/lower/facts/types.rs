//! Type annotations.

use super::{ClassMember, ExprId, FunctionId, Literal, Name, ScopeId, Span, TypeId};

/// A type annotation.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeKind,
    /// Its range.
    pub span: Span,
    /// The scope it stands in.
    pub scope: ScopeId,
}

/// Kinds of type annotation.
#[derive(Clone, Debug, PartialEq, Hash)]
#[expect(missing_docs, reason = "the fields say what they are")]
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
    /// `x is T`, `asserts x is T`: the result of a function that tells the type of what it is given.
    Predicate {
        about: Name,
        ty: TypeId,
        asserts: bool,
    },
    /// A type of the language: `string`, `number`, `void`, `null`, `undefined`, `any`, `unknown`, `never` …
    Keyword(Name),
    /// `this`.
    This,
    /// Something else: the types in it.
    Unknown(Vec<TypeId>),
}
