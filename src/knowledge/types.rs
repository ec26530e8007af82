//! Types as timelines write them (`knowledge/extract/FORMAT.md`), parsed.

use smol_str::SmolStr;

use super::DeclId;

/// A type of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// `string number boolean void any unknown never object bigint symbol`, `undefined` and `null` being literals.
    Keyword(SmolStr),
    /// A type parameter in scope, by name.
    Param(SmolStr),
    /// An instance of a declaration, with type arguments.
    Decl(DeclId, Vec<Type>),
    /// `typeof X`: the class or the enum itself.
    ClassOf(DeclId),
    /// `Promise`, `Record`, `Pick`, `Omit`, `Partial`, `Required`, `Readonly`, `AsyncIterable` with arguments.
    Builtin(SmolStr, Vec<Type>),
    /// A declaration of another package, by its export name.
    Foreign {
        /// The package.
        package: SmolStr,
        /// The export.
        name: SmolStr,
        /// Type arguments.
        args: Vec<Type>,
    },
    /// A literal.
    Literal(LiteralType),
    /// A list.
    List(Box<Type>),
    /// A union.
    Union(Vec<Type>),
    /// An intersection; of functions: overloads.
    Intersection(Vec<Type>),
    /// An object type without a name.
    Object(Vec<Field>),
    /// A function.
    Function(Box<FunctionType>),
    /// Not described.
    Unknown,
}

/// A literal type.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralType {
    /// A string.
    String(SmolStr),
    /// A number, as written.
    Number(SmolStr),
    /// A boolean.
    Bool(bool),
    /// `null`.
    Null,
    /// `undefined`.
    Undefined,
}

/// A field of an object type.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: SmolStr,
    /// `name?`.
    pub optional: bool,
    /// Its type.
    pub ty: Type,
}

/// A function type.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionType {
    /// Names of type parameters.
    pub type_params: Vec<SmolStr>,
    /// Parameters.
    pub params: Vec<FunctionParam>,
    /// The result.
    pub result: Type,
}

/// A parameter of a function type.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionParam {
    /// Its name.
    pub name: SmolStr,
    /// `name?`.
    pub optional: bool,
    /// `...name`.
    pub rest: bool,
    /// Its type.
    pub ty: Type,
}

impl Type {
    /// The type with its parameters replaced by arguments.
    #[must_use]
    pub fn substitute(&self, params: &[SmolStr], args: &[Self]) -> Self {
        let each = |types: &[Self]| types.iter().map(|ty| ty.substitute(params, args)).collect();
        match self {
            Self::Param(name) => params
                .iter()
                .position(|param| param == name)
                .and_then(|index| args.get(index))
                .unwrap_or(self)
                .clone(),
            Self::Decl(id, of) => Self::Decl(*id, each(of)),
            Self::Builtin(name, of) => Self::Builtin(name.clone(), each(of)),
            Self::Foreign {
                package,
                name,
                args: of,
            } => Self::Foreign {
                package: package.clone(),
                name: name.clone(),
                args: each(of),
            },
            Self::List(of) => Self::List(Box::new(of.substitute(params, args))),
            Self::Union(arms) => Self::Union(each(arms)),
            Self::Intersection(parts) => Self::Intersection(each(parts)),
            Self::Object(fields) => Self::Object(
                fields
                    .iter()
                    .map(|field| Field {
                        ty: field.ty.substitute(params, args),
                        ..field.clone()
                    })
                    .collect(),
            ),
            Self::Function(function) => {
                // A function's own parameters hide those around it.
                let hidden = |name: &SmolStr| function.type_params.contains(name);
                let (params, args): (Vec<_>, Vec<_>) = params
                    .iter()
                    .zip(args)
                    .filter(|(name, _)| !hidden(name))
                    .map(|(name, arg)| (name.clone(), arg.clone()))
                    .unzip();
                Self::Function(Box::new(FunctionType {
                    type_params: function.type_params.clone(),
                    params: function
                        .params
                        .iter()
                        .map(|param| FunctionParam {
                            ty: param.ty.substitute(&params, &args),
                            ..param.clone()
                        })
                        .collect(),
                    result: function.result.substitute(&params, &args),
                }))
            }
            Self::Keyword(_) | Self::ClassOf(_) | Self::Literal(_) | Self::Unknown => self.clone(),
        }
    }

    /// What `await` makes of it.
    #[must_use]
    pub fn awaited(&self) -> &Self {
        let mut ty = self;
        while let Self::Builtin(name, args) = ty
            && name == "Promise"
            && let Some(inner) = args.first()
        {
            ty = inner;
        }
        ty
    }

    /// Its functions: itself, or the overloads of an intersection.
    #[must_use]
    pub fn functions(&self) -> Vec<&FunctionType> {
        match self {
            Self::Function(function) => vec![function],
            Self::Intersection(parts) => parts.iter().flat_map(Self::functions).collect(),
            _ => Vec::new(),
        }
    }

    /// Its alternatives: itself, or the arms of a union.
    #[must_use]
    pub fn arms(&self) -> &[Self] {
        match self {
            Self::Union(arms) => arms,
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether it is `null` or `undefined`.
    #[must_use]
    pub fn is_nullish(&self) -> bool {
        matches!(
            self,
            Self::Literal(LiteralType::Null | LiteralType::Undefined)
        )
    }

    /// Visits all declarations that it names.
    pub fn each_decl(&self, visit: &mut dyn FnMut(DeclId)) {
        match self {
            Self::Decl(id, args) => {
                visit(*id);
                args.iter().for_each(|ty| ty.each_decl(visit));
            }
            Self::ClassOf(id) => visit(*id),
            Self::Builtin(_, types) | Self::Union(types) | Self::Intersection(types) => {
                types.iter().for_each(|ty| ty.each_decl(visit));
            }
            Self::Foreign { args, .. } => args.iter().for_each(|ty| ty.each_decl(visit)),
            Self::List(of) => of.each_decl(visit),
            Self::Object(fields) => fields.iter().for_each(|field| field.ty.each_decl(visit)),
            Self::Function(function) => {
                let params = function.params.iter();
                params.for_each(|param| param.ty.each_decl(visit));
                function.result.each_decl(visit);
            }
            Self::Keyword(_) | Self::Param(_) | Self::Literal(_) | Self::Unknown => {}
        }
    }
}
