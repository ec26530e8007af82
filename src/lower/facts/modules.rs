//! Imports and exports.

use super::{BindingId, Body, ExprId, Name, Span};

/// An import declaration.
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Hash)]
#[expect(missing_docs, reason = "the fields say what they are")]
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
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Augmentation {
    /// The module; `None` for the global scope.
    pub module: Option<Name>,
    /// The declarations.
    pub body: Body,
}
