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
