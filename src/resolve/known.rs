//! What is known of a value that code and an SDK hand each other, or of the place it is handed to: as much as a type
//! checker is sure of, and no more. Types of an SDK stand for whatever they are in a version.

use std::{ops::Range, sync::Arc};

use smol_str::SmolStr;

use crate::{
    knowledge::{DeclId, Field, LiteralType, MemberKey, Timeline, Type, VersionIdx},
    project::Installed,
};

/// What is known of a value or of a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// Nothing.
    Unknown,
    /// A type that is the same in every version: a keyword, a literal.
    Plain(Type),
    /// What a symbol of the SDK holds; of an export, an instance of it.
    Symbol(MemberKey),
    /// `Partial<…>` and the like.
    Applied(SmolStr, Vec<Self>),
    /// A list.
    List(Box<Self>),
    /// One of several.
    OneOf(Vec<Self>),
    /// An object.
    Object(KnownObject),
}

/// An object literal, or an object type of the app.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownObject {
    /// Its fields.
    pub fields: Vec<KnownField>,
    /// Where it is written, absolute bytes.
    pub range: Range<usize>,
    /// Written right where it is handed over: then it may hold nothing that is not wanted.
    pub fresh: bool,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownField {
    /// Its name.
    pub name: SmolStr,
    /// Where the name is written, absolute bytes.
    pub range: Range<usize>,
    /// Whether it may be missing.
    pub optional: bool,
    /// Its value.
    pub value: Known,
}

/// What is known of a use of a symbol beyond its name.
#[derive(Clone, Debug, PartialEq)]
pub enum Handed {
    /// The arguments of a call or construction.
    Arguments(Vec<Argument>),
    /// So many type arguments.
    TypeArguments(usize),
    /// A value, and what is wanted of it where it stands.
    Value {
        /// The value.
        given: Known,
        /// What is wanted.
        wanted: Known,
    },
    /// A value of one copy of the package where the type of another is wanted.
    Across {
        /// The declaration that the value is an instance of.
        given: DeclId,
        /// The one that is wanted.
        wanted: DeclId,
        /// The copy that another package brings.
        brought: Arc<Installed>,
        /// Whether the value is of that copy; otherwise the place is.
        gives: bool,
    },
}

/// An argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// Where it is written, absolute bytes.
    pub range: Range<usize>,
    /// What is known of it.
    pub value: Known,
}

impl Known {
    pub(crate) fn keyword(name: &str) -> Self {
        Self::Plain(Type::Keyword(name.into()))
    }

    pub(crate) fn undefined() -> Self {
        Self::Plain(Type::Literal(LiteralType::Undefined))
    }

    /// One of several; of one, that one. What is not known of one is not known of all.
    pub(crate) fn one_of(values: Vec<Self>) -> Self {
        let mut distinct: Vec<Self> = Vec::new();
        for value in values {
            match value {
                Self::Unknown => return Self::Unknown,
                Self::OneOf(inner) => distinct.extend(inner),
                value if distinct.contains(&value) => {}
                value => distinct.push(value),
            }
        }
        match distinct.pop() {
            None => Self::Unknown,
            Some(only) if distinct.is_empty() => only,
            Some(last) => {
                distinct.push(last);
                Self::OneOf(distinct)
            }
        }
    }

    /// Whether it can be missing.
    pub(crate) fn is_nullish(&self) -> bool {
        matches!(self, Self::Plain(ty) if ty.is_nullish())
    }

    /// The same, not missing.
    pub(crate) fn present(self) -> Self {
        match self {
            Self::OneOf(values) => {
                Self::one_of(values.into_iter().filter(|it| !it.is_nullish()).collect())
            }
            value if value.is_nullish() => Self::Unknown,
            value => value,
        }
    }

    /// A value that may be changed later is not the literal it starts with; nor is it written where it is handed over.
    pub(crate) fn widened(self) -> Self {
        match self {
            Self::Plain(Type::Literal(LiteralType::String(_))) => Self::keyword("string"),
            Self::Plain(Type::Literal(LiteralType::Number(_))) => Self::keyword("number"),
            Self::Plain(Type::Literal(LiteralType::Bool(_))) => Self::keyword("boolean"),
            // An inferred `null` or `undefined` may be anything where checks are not strict.
            value if value.is_nullish() => Self::Unknown,
            Self::OneOf(values) => Self::one_of(values.into_iter().map(Self::widened).collect()),
            Self::List(of) => Self::List(Box::new(of.widened())),
            Self::Object(object) => Self::Object(KnownObject {
                fields: object
                    .fields
                    .into_iter()
                    .map(|field| KnownField {
                        value: field.value.widened(),
                        ..field
                    })
                    .collect(),
                fresh: false,
                ..object
            }),
            value => value,
        }
    }

    /// Whether a type of the SDK has a part in it.
    #[must_use]
    pub fn names_sdk(&self) -> bool {
        match self {
            Self::Symbol(_) => true,
            Self::Unknown | Self::Plain(_) => false,
            Self::Applied(_, values) | Self::OneOf(values) => values.iter().any(Self::names_sdk),
            Self::List(of) => of.names_sdk(),
            Self::Object(object) => object.fields.iter().any(|field| field.value.names_sdk()),
        }
    }

    /// The type in a version.
    #[must_use]
    pub fn at(&self, timeline: &Timeline, version: VersionIdx) -> Type {
        let all = |values: &[Self]| values.iter().map(|it| it.at(timeline, version)).collect();
        match self {
            Self::Unknown => Type::Unknown,
            Self::Plain(ty) => ty.clone(),
            Self::Symbol(MemberKey::Export { entry, name }) => timeline
                .export(entry, name, version)
                .map_or(Type::Unknown, |id| Type::Decl(id, Vec::new())),
            Self::Symbol(key) => {
                let places = timeline.places(key, version);
                let [place] = places.as_slice() else {
                    return Type::Unknown;
                };
                let ty = place.ty.as_ref().clone();
                if place.optional {
                    return Type::Union(vec![ty, Type::Literal(LiteralType::Undefined)]);
                }
                ty
            }
            Self::Applied(name, of) => Type::Builtin(name.clone(), all(of)),
            Self::List(of) => Type::List(Box::new(of.at(timeline, version))),
            Self::OneOf(values) => Type::Union(all(values)),
            Self::Object(object) => {
                let field = |field: &KnownField| {
                    let (ty, missing) = without_undefined(field.value.at(timeline, version))?;
                    Some(Field {
                        name: field.name.clone(),
                        optional: field.optional || missing,
                        ty,
                    })
                };
                Type::Object(object.fields.iter().filter_map(field).collect())
            }
        }
    }
}

/// `undefined` in a field is as good as a field that is left out.
fn without_undefined(ty: Type) -> Option<(Type, bool)> {
    let is_undefined = |ty: &Type| *ty == Type::Literal(LiteralType::Undefined);
    if is_undefined(&ty) {
        return None;
    }
    let Type::Union(arms) = ty else {
        return Some((ty, false));
    };
    let count = arms.len();
    let mut rest: Vec<Type> = arms.into_iter().filter(|arm| !is_undefined(arm)).collect();
    let missing = rest.len() < count;
    match rest.len() {
        1 => rest.pop().map(|only| (only, missing)),
        _ => Some((Type::Union(rest), missing)),
    }
}
