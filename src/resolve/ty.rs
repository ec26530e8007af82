//! What inference knows of a value. Types are cheap to clone, refer to app code by place, and to an SDK by its
//! timeline; nothing is expanded before it is asked for. Knows no syntax and no table.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::scopes::{At, FileId};
use crate::{
    knowledge::{DeclId, Field, FunctionType, LiteralType, MemberKey, PackageId, VersionIdx},
    lower::{BindingId, ClassId, ExprId, FunctionId, TypeId},
    project::Installed,
};

/// Types nested deeper than this are not followed.
const MAX_DEPTH: u8 = 24;
/// An inferred union of more alternatives says nothing.
const MAX_ONE_OF: usize = 4;
/// An object literal says itself what it is: more of them may be told apart.
const MAX_LITERALS: usize = 32;
/// A declared union is cut off here.
const MAX_UNION: usize = 512;
/// Shapes of one symbol at different versions that are looked at.
const MAX_ACROSS: usize = 6;

/// A type with what is known of how we came by it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ty {
    /// What it is.
    pub kind: Kind,
    /// How sure, and whether a type checker agrees.
    pub flags: Flags,
    depth: u8,
}

/// How a type was come by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// A guess stands between.
    pub inferred: bool,
    /// A type checker does not see it.
    pub untyped: bool,
    /// It stands in for the real thing in a test.
    pub mocked: bool,
}

impl Flags {
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            inferred: self.inferred || other.inferred,
            untyped: self.untyped || other.untyped,
            mocked: self.mocked || other.mocked,
        }
    }
}

/// Kinds of type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Nothing is known. Produces nothing.
    Unknown,
    /// The value that is being inferred right now. Says nothing beside another alternative.
    Cycle,
    /// `null`, `undefined`, nothing.
    Nullish,
    /// A value without members of interest: `"string"`, `"number"` and so on.
    Primitive(SmolStr),
    /// A literal.
    Literal(LiteralType),
    /// One of a closed set of literals that stands in an SDK's declaration without a name of its own.
    Literals(Arc<Literals>),
    /// The member that tells apart the alternatives of a named union of an SDK.
    Discriminant(Arc<Discriminant>),
    /// What an SDK's declaration describes.
    Instance(Arc<Instance>),
    /// An SDK's class, enum or namespace as a value.
    ClassOf(Arc<Copy>, DeclId),
    /// An object without a name in an SDK's declaration.
    SdkObject(Arc<SdkObject>),
    /// A function or method of an SDK, with its overloads.
    SdkFunction(Arc<SdkFunction>),
    /// An SDK's module, by entry.
    SdkModule(Arc<Copy>, SmolStr),
    /// A module of the app.
    Module(FileId),
    /// A function of the app.
    Function(Arc<Ref<FunctionId>>),
    /// A class of the app, as a value.
    Class(Arc<Ref<ClassId>>),
    /// What a class or interface of the app describes.
    Object(Arc<Ref<ClassId>>),
    /// An object type of the app without a name.
    ObjectType(Arc<Ref<TypeId>>),
    /// An object literal of the app.
    ObjectLiteral(Arc<Ref<ExprId>>),
    /// A promise.
    Promise(Arc<Ty>),
    /// A list.
    List(Arc<Ty>),
    /// A list with a type for each place.
    Tuple(Arc<[Ty]>),
    /// Something that can be iterated.
    Iterable(Arc<Ty>),
    /// An object of which every member has a type: keys and values.
    Record(Arc<(Ty, Ty)>),
    /// A map: keys and values.
    Map(Arc<(Ty, Ty)>),
    /// A type with some of its members.
    Picked(Arc<Picked>),
    /// One of several.
    Union(Arc<[Ty]>),
    /// All of several.
    Intersection(Arc<[Ty]>),
    /// One thing as it is at different versions, the nearest to the installed first.
    Across(Arc<[Ty]>),
    /// A type parameter of the app.
    Param(ParamId),
    /// A member of a type whose key (or itself) is a type parameter of the app.
    Indexed(Arc<(Ty, Ty)>),
    /// A global of the language.
    Global(SmolStr),
}

/// A copy of a covered package, as a file sees it.
#[derive(Debug, PartialEq)]
pub(crate) struct Copy {
    pub package: PackageId,
    pub installed: Arc<Installed>,
    /// The version whose shapes are preferred.
    pub version: VersionIdx,
}

/// Where in a declaration something without a name stands: the start of a `MemberKey::Member`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub decl: DeclId,
    pub path: SmolStr,
}

impl Key {
    pub(crate) fn of(decl: DeclId) -> Self {
        Self {
            decl,
            path: SmolStr::default(),
        }
    }
    pub(crate) fn member(&self, name: &str) -> Self {
        let path = if self.path.is_empty() {
            SmolStr::new(name)
        } else {
            format_smolstr!("{}.{name}", self.path)
        };
        Self {
            decl: self.decl,
            path,
        }
    }
    pub(crate) fn suffix(&self, suffix: &str) -> Self {
        Self {
            decl: self.decl,
            path: format_smolstr!("{}{suffix}", self.path),
        }
    }
    pub(crate) fn parameter(&self, index: usize) -> Self {
        self.suffix(&format_smolstr!("({index})"))
    }
    pub(crate) fn literal(&self, value: &str) -> Self {
        self.suffix(&format_smolstr!("['{value}']"))
    }
    pub(crate) fn symbol(&self) -> MemberKey {
        if self.path.is_empty() {
            return MemberKey::Decl(self.decl);
        }
        MemberKey::Member {
            decl: self.decl,
            path: self.path.clone(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Instance {
    pub copy: Arc<Copy>,
    pub decl: DeclId,
    pub args: Arc<[Ty]>,
    /// Of an alias that was an object type at some versions: its members then, not what it stands for at others.
    pub own: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Literals {
    pub copy: Arc<Copy>,
    pub key: Key,
    pub values: Vec<LiteralType>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Discriminant {
    pub copy: Arc<Copy>,
    /// The named union.
    pub union: DeclId,
    /// The values that are still possible; empty: all of them.
    pub field: SmolStr,
}

/// Type arguments of an SDK declaration, by parameter name.
pub(crate) type SdkEnv = Arc<[(SmolStr, Ty)]>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SdkObject {
    pub copy: Arc<Copy>,
    pub key: Key,
    pub fields: Vec<Field>,
    pub env: SdkEnv,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SdkFunction {
    pub copy: Arc<Copy>,
    pub key: Key,
    pub overloads: Vec<FunctionType>,
    pub env: SdkEnv,
}

/// A type parameter of the app: where it is declared.
pub(crate) type ParamId = (At, BindingId);
/// Type arguments of app code.
pub(crate) type Env = Arc<[(ParamId, Ty)]>;

/// Something in app code, with the type arguments it is seen with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ref<Id> {
    pub at: At,
    pub id: Id,
    pub env: Env,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picked {
    pub base: Ty,
    pub keys: Vec<SmolStr>,
    /// Whether `keys` are those left out.
    pub omit: bool,
}

impl From<Kind> for Ty {
    fn from(kind: Kind) -> Self {
        let depth = kind.inner_depth().saturating_add(1);
        if depth > MAX_DEPTH {
            return Self::unknown();
        }
        Self {
            kind,
            flags: Flags::default(),
            depth,
        }
    }
}

fn deepest<'a>(types: impl IntoIterator<Item = &'a Ty>) -> u8 {
    types.into_iter().map(|ty| ty.depth).max().unwrap_or(0)
}

impl Kind {
    fn inner_depth(&self) -> u8 {
        match self {
            Self::Instance(instance) => deepest(&*instance.args),
            Self::SdkObject(object) => deepest(object.env.iter().map(|pair| &pair.1)),
            Self::SdkFunction(function) => deepest(function.env.iter().map(|pair| &pair.1)),
            Self::Function(at) => deepest(at.env.iter().map(|pair| &pair.1)),
            Self::Class(at) | Self::Object(at) => deepest(at.env.iter().map(|pair| &pair.1)),
            Self::ObjectType(at) => deepest(at.env.iter().map(|pair| &pair.1)),
            Self::ObjectLiteral(at) => deepest(at.env.iter().map(|pair| &pair.1)),
            Self::Promise(ty) | Self::List(ty) | Self::Iterable(ty) => ty.depth,
            Self::Record(pair) | Self::Map(pair) | Self::Indexed(pair) => {
                pair.0.depth.max(pair.1.depth)
            }
            Self::Picked(picked) => picked.base.depth,
            Self::Tuple(types)
            | Self::Union(types)
            | Self::Intersection(types)
            | Self::Across(types) => deepest(&**types),
            _ => 0,
        }
    }
}

impl Ty {
    pub(crate) fn unknown() -> Self {
        Self {
            kind: Kind::Unknown,
            flags: Flags::default(),
            depth: 1,
        }
    }
    pub(crate) fn nullish() -> Self {
        Kind::Nullish.into()
    }
    pub(crate) fn primitive(name: &str) -> Self {
        Kind::Primitive(SmolStr::new(name)).into()
    }
    pub(crate) fn list(of: Self) -> Self {
        if of.is_unknown() {
            return of;
        }
        Kind::List(Arc::new(of)).into()
    }
    /// A promise; of a promise: the promise itself.
    pub(crate) fn promise(of: Self) -> Self {
        if matches!(of.kind, Kind::Unknown | Kind::Promise(_) | Kind::Cycle) {
            return of;
        }
        Kind::Promise(Arc::new(of)).into()
    }
    /// An object of which every member has a type; its keys are any.
    pub(crate) fn record(of: Self) -> Self {
        Kind::Record(Arc::new((Self::primitive("string"), of))).into()
    }
    pub(crate) fn iterable(of: Self) -> Self {
        Kind::Iterable(Arc::new(of)).into()
    }
    pub(crate) fn instance(copy: &Arc<Copy>, decl: DeclId, args: Vec<Self>) -> Self {
        Kind::Instance(Arc::new(Instance {
            copy: Arc::clone(copy),
            decl,
            args: args.into(),
            own: false,
        }))
        .into()
    }
    pub(crate) fn is_unknown(&self) -> bool {
        self.kind == Kind::Unknown
    }
    pub(crate) fn is_nullish(&self) -> bool {
        matches!(
            self.kind,
            Kind::Nullish | Kind::Literal(LiteralType::Null | LiteralType::Undefined)
        )
    }
    /// A value without members that an SDK could have.
    pub(crate) fn is_primitive(&self) -> bool {
        matches!(
            self.kind,
            Kind::Primitive(_) | Kind::Literal(_) | Kind::Nullish | Kind::Literals(_)
        )
    }
    #[must_use]
    pub(crate) fn with(mut self, flags: Flags) -> Self {
        self.flags = self.flags.or(flags);
        self
    }
    #[must_use]
    pub(crate) fn guessed(self) -> Self {
        self.with(Flags {
            inferred: true,
            ..Flags::default()
        })
    }
    #[must_use]
    pub(crate) fn unseen(self) -> Self {
        self.with(Flags {
            untyped: true,
            ..Flags::default()
        })
    }
    #[must_use]
    pub(crate) fn mocked(self) -> Self {
        self.with(Flags {
            untyped: true,
            mocked: true,
            ..Flags::default()
        })
    }
    /// What is in a list, a promise and so on, with the flags of the whole.
    pub(crate) fn inner(&self, inner: &Self) -> Self {
        inner.clone().with(self.flags)
    }

    /// One of several values that code can produce. Nothing is dropped but nothingness; one unknown makes all unknown.
    pub(crate) fn one_of(types: impl IntoIterator<Item = Self>) -> Self {
        Self::union_of(types, MAX_ONE_OF)
    }

    /// One of several types that a declaration names.
    pub(crate) fn union(types: impl IntoIterator<Item = Self>) -> Self {
        Self::union_of(types, MAX_UNION)
    }

    fn union_of(types: impl IntoIterator<Item = Self>, most: usize) -> Self {
        let mut members: Vec<Self> = Vec::new();
        let mut cycle = false;
        let mut nullish = false;
        let mut flags = Flags::default();
        let mut widest = most;
        for ty in types {
            flags = flags.or(ty.flags);
            if ty.is_nullish() {
                nullish = true;
                continue;
            }
            match &ty.kind {
                Kind::Unknown => return Self::unknown(),
                Kind::Cycle => cycle = true,
                Kind::Union(inner) => {
                    widest = widest.max(inner.len());
                    for member in inner.iter() {
                        push_distinct(&mut members, member.clone().with(ty.flags));
                    }
                }
                _ => push_distinct(&mut members, ty),
            }
        }
        if members.len() > 1 {
            let literals = members
                .iter()
                .filter(|member| matches!(member.kind, Kind::ObjectLiteral(_)))
                .count();
            if members.len() - literals > widest || literals > widest.max(MAX_LITERALS) {
                return Self::unknown();
            }
            return Self::from(Kind::Union(members.into())).with(flags);
        }
        match members.pop() {
            Some(one) => one.with(flags),
            None if cycle => Kind::Cycle.into(),
            None if nullish => Self::nullish(),
            None => Self::primitive("never"),
        }
    }

    /// One thing at different versions, the preferred first.
    pub(crate) fn across(types: impl IntoIterator<Item = Self>) -> Self {
        let mut members: Vec<Self> = Vec::new();
        for ty in types {
            match &ty.kind {
                Kind::Across(inner) => {
                    for member in inner.iter() {
                        push_distinct(&mut members, member.clone().with(ty.flags));
                    }
                }
                _ => push_distinct(&mut members, ty),
            }
            if members.len() >= MAX_ACROSS {
                members.truncate(MAX_ACROSS);
                break;
            }
        }
        if members.len() > 1 {
            return Kind::Across(members.into()).into();
        }
        members.pop().unwrap_or_else(Self::unknown)
    }

    /// What comes of each alternative, and of each version.
    pub(crate) fn map(&self, mut each: impl FnMut(&Self) -> Self) -> Self {
        match &self.kind {
            Kind::Union(members) => Self::union(members.iter().map(|ty| each(&self.inner(ty)))),
            Kind::Across(members) => Self::across(
                members
                    .iter()
                    .map(|ty| ty.clone().with(self.flags))
                    .map(|ty| match &ty.kind {
                        Kind::Union(inner) => {
                            Self::union(inner.iter().map(|one| each(&ty.inner(one))))
                        }
                        _ => each(&ty),
                    }),
            ),
            _ => each(self),
        }
    }

    /// What `await` makes of it.
    pub(crate) fn awaited(&self) -> Self {
        match &self.kind {
            Kind::Promise(inner) => self.inner(inner).awaited(),
            Kind::Union(_) | Kind::Across(_) => self.map(|ty| match &ty.kind {
                Kind::Promise(inner) => ty.inner(inner),
                _ => ty.clone(),
            }),
            _ => self.clone(),
        }
    }

    /// What iterating over it gives.
    pub(crate) fn element(&self) -> Self {
        match &self.kind {
            Kind::List(inner) | Kind::Iterable(inner) => self.inner(inner),
            Kind::Tuple(types) => Self::union(types.iter().cloned()).with(self.flags),
            Kind::Map(pair) => {
                Self::from(Kind::Tuple(Arc::new([pair.0.clone(), pair.1.clone()]))).with(self.flags)
            }
            Kind::Union(_) | Kind::Across(_) => self.map(|ty| match ty.kind {
                Kind::Union(_) | Kind::Across(_) => Self::unknown(),
                _ => ty.element(),
            }),
            _ => Self::unknown(),
        }
    }
}

fn push_distinct(members: &mut Vec<Ty>, ty: Ty) {
    match members.iter_mut().find(|known| known.kind == ty.kind) {
        Some(known) => known.flags = known.flags.or(ty.flags),
        None => members.push(ty),
    }
}
