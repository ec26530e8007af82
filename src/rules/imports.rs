//! Import declarations: a name that comes from another entry of its package, a name brought in beside another, one that
//! is not needed any more.

use std::ops::Range;

use super::source::{Placed, Source, Spot};
use crate::{
    lower::{Export, ExprKind, Import, ImportName, Imported, TypeKind},
    text::TextEdit,
};

/// An import declaration that only names exports, and one of the names.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    placed: Placed<'a>,
    declared: &'a Import,
    index: usize,
    name: &'a ImportName,
}

/// The specifier of another entry of a package, as a file writes the package. Entries as in timelines: `.`, `./a`.
pub(crate) fn specifier(written: &str, entry: &str, other: &str) -> Option<String> {
    let package = written.strip_suffix(entry.strip_prefix('.')?)?;
    Some(format!("{package}{}", other.strip_prefix('.')?))
}

/// Imports (or re-exports) a name from another entry.
///
/// # Errors
/// Why it takes a human.
pub(crate) fn from_entry(
    placed: Placed<'_>,
    range: &Range<usize>,
    (entry, other): (&str, &str),
) -> Result<Vec<TextEdit>, &'static str> {
    let unknown = "its syntax is not understood";
    match placed.spot(range).ok_or(unknown)? {
        Spot::Import { import, name } => {
            let named = Named::at(placed, import, name)?;
            let new = specifier(&named.declared.specifier, entry, other).ok_or(unknown)?;
            named.moved(&new)
        }
        Spot::Export(index) => {
            let Some(Export::From {
                specifier: written,
                specifier_span,
                ..
            }) = placed.item.exports.get(index)
            else {
                return Err(unknown);
            };
            let declared = placed.item.exports.iter().filter(|other| {
                matches!(other, Export::From { specifier_span: span, .. } if span == specifier_span)
            });
            if declared.count() > 1 {
                return Err("other names are exported along with it");
            }
            let new = specifier(written, entry, other).ok_or(unknown)?;
            Ok(vec![TextEdit::replace(placed.range(*specifier_span), new)])
        }
        _ => Err("it is imported from elsewhere"),
    }
}

/// The import that binds a local name, where it names an export of its module.
pub(crate) fn import_of<'a>(source: Source<'a>, local: &str) -> Option<Named<'a>> {
    source.items().find_map(|placed| {
        let mut imports = (0..).zip(&placed.item.imports);
        imports.find_map(|(import, declared)| {
            let name = declared.names.iter().position(|name| {
                let binding = placed.item.bindings.get(name.local.index());
                binding.is_some_and(|binding| binding.name == local)
            })?;
            Named::at(placed, import, name).ok()
        })
    })
}

impl<'a> Named<'a> {
    fn at(placed: Placed<'a>, import: usize, index: usize) -> Result<Self, &'static str> {
        let unknown = "its syntax is not understood";
        let declared = placed.item.imports.get(import).ok_or(unknown)?;
        let name = declared.names.get(index).ok_or(unknown)?;
        if !declared.names.iter().all(is_plain) {
            return Err("its module is imported whole along with it");
        }
        Ok(Self {
            placed,
            declared,
            index,
            name,
        })
    }

    /// The name as its module exports it.
    pub fn exported(self) -> &'a str {
        match &self.name.imported {
            Imported::Named(name) => name,
            Imported::Default | Imported::Namespace => "default",
        }
    }

    /// Its module, as the file writes it.
    pub fn specifier(self) -> &'a str {
        &self.declared.specifier
    }

    /// Whether the file names what the import binds anywhere besides a range.
    pub fn is_used_besides(self, range: &Range<usize>) -> bool {
        let Some(local) = self.placed.item.bindings.get(self.name.local.index()) else {
            return true;
        };
        self.placed.source.items().any(|placed| {
            let item = placed.item;
            let expr = |expr: &crate::lower::Expr| match &expr.kind {
                ExprKind::Name(name) => *name == local.name && placed.range(expr.span) != *range,
                _ => false,
            };
            let ty = |ty: &crate::lower::TypeExpr| match &ty.kind {
                TypeKind::Name { path, .. } => {
                    path.first().is_some_and(|(name, _)| *name == local.name)
                }
                _ => false,
            };
            let export = |export: &Export| matches!(export, Export::Local { local: of, .. } if *of == local.name);
            item.exprs.iter().any(expr)
                || item.types.iter().any(ty)
                || item.exports.iter().any(export)
        })
    }

    /// Another name of the same module in its place.
    pub fn replaced(self, text: &str) -> TextEdit {
        TextEdit::replace(self.placed.range(self.name.span), text)
    }

    /// Another name of the same module beside it.
    pub fn beside(self, text: &str) -> TextEdit {
        let end = self.placed.range(self.name.span).end;
        TextEdit::insert(end, format!("{}{text}", self.separator()))
    }

    /// What stands between two names: the names of a long list stand on lines of their own.
    fn separator(self) -> String {
        let start = self.placed.range(self.name.span).start;
        let line = self
            .placed
            .source
            .slice(self.placed.source.line_of(start).start..start);
        if line.trim().is_empty() {
            format!(",{}{line}", self.placed.source.text.line_break())
        } else {
            ", ".to_owned()
        }
    }

    fn moved(self, specifier: &str) -> Result<Vec<TextEdit>, &'static str> {
        let text = self.placed.slice(self.name.span);
        let alone = self.declared.names.len() == 1;
        let other = self.declaration_of(specifier);
        if alone && other.is_none() {
            let span = self.declared.specifier_span;
            return Ok(vec![TextEdit::replace(self.placed.range(span), specifier)]);
        }
        let added = match other {
            Some(other) => other.beside(&text),
            None => self.declared_anew(specifier, &text),
        };
        Ok(vec![self.without(alone)?, added])
    }

    /// The last name of a declaration that imports names of a module, types where this one imports types.
    fn declaration_of(self, specifier: &str) -> Option<Self> {
        self.placed.source.items().find_map(|placed| {
            let mut imports = (0..).zip(&placed.item.imports);
            imports.find_map(|(import, declared)| {
                let fits = declared.specifier == specifier
                    && declared.type_only == self.declared.type_only;
                let last = declared.names.len().checked_sub(1).filter(|_| fits)?;
                Self::at(placed, import, last).ok()
            })
        })
    }

    /// A declaration behind this one that imports a name as written.
    fn declared_anew(self, specifier: &str, text: &str) -> TextEdit {
        let source = self.placed.source;
        let whole = self.placed.range(self.declared.span);
        let quote = self.placed.range(self.declared.specifier_span).end;
        let quote = source.slice(quote..quote + 1);
        let end = if source.slice(whole.clone()).ends_with(';') {
            ";"
        } else {
            ""
        };
        let keyword = if self.declared.type_only {
            "import type"
        } else {
            "import"
        };
        let line_break = source.text.line_break();
        TextEdit::insert(
            whole.end,
            format!("{line_break}{keyword} {{ {text} }} from {quote}{specifier}{quote}{end}"),
        )
    }

    /// The name taken out of its declaration, or the declaration with it.
    fn without(self, alone: bool) -> Result<TextEdit, &'static str> {
        let names = &self.declared.names;
        let span = |index: usize| names.get(index).map(|name| self.placed.range(name.span));
        let own = self.placed.range(self.name.span);
        let range = if alone {
            let whole = self.placed.range(self.declared.span);
            let line_break = self.placed.source.text.line_break();
            let after = whole.end..whole.end + line_break.len();
            let end = if self.placed.source.slice(after.clone()) == line_break {
                after.end
            } else {
                whole.end
            };
            whole.start..end
        } else if let Some(next) = span(self.index + 1) {
            own.start..next.start
        } else {
            let before = self.index.checked_sub(1).and_then(span);
            before.map_or(own.start, |before| before.end)..own.end
        };
        let comments = &self.placed.item.comments;
        let lost = comments.iter().map(|comment| self.placed.range(*comment));
        if lost
            .into_iter()
            .any(|it| range.start <= it.start && it.end <= range.end)
        {
            return Err("a comment would be lost");
        }
        Ok(TextEdit::delete(range))
    }
}

fn is_plain(name: &ImportName) -> bool {
    // A default import stands outside of the braces unless it is called so in them.
    matches!(name.imported, Imported::Named(_))
}

#[cfg(test)]
mod tests {
    use super::specifier;

    #[test]
    fn entries_are_written_behind_the_package_as_the_file_calls_it() {
        let of = |written, entry, other| specifier(written, entry, other);
        assert_eq!(of("@a/b", ".", "./c").as_deref(), Some("@a/b/c"));
        assert_eq!(of("alias/c", "./c", ".").as_deref(), Some("alias"));
        assert_eq!(of("@a/b/d", "./c", "."), None);
    }
}
