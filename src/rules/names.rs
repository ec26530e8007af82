//! Names that a file binds by importing them: written anew at the import and wherever they are used, or aliased where
//! that could mean something else.

use std::ops::Range;

use super::source::{Placed, Source, Spot};
use crate::{
    lower::{Export, ExprKind, Imported, TypeKind},
    text::TextEdit,
};

/// An export's new name.
#[derive(Clone, Copy)]
pub(crate) struct Renamed<'a> {
    pub new: &'a str,
    /// Whether it is an enum. What takes its place may be a constant object, of which a member names no type.
    pub is_enum: bool,
}

/// Writes an export by another name where it is imported, re-exported, or named as a member of its module.
///
/// # Errors
/// Why it takes a human.
pub(crate) fn rename_export(
    placed: Placed<'_>,
    range: &Range<usize>,
    renamed: Renamed<'_>,
) -> Result<Vec<TextEdit>, &'static str> {
    let new = renamed.new;
    match placed.spot(range).ok_or("its syntax is not understood")? {
        Spot::Import { import, name } => import_name(placed, import, name, renamed),
        Spot::Export(index) => Ok(vec![match placed.item.exports.get(index) {
            Some(Export::From {
                imported: Imported::Named(old),
                exported,
                ..
            }) if old == exported => {
                TextEdit::replace(range.clone(), format!("{new} as {exported}"))
            }
            _ => TextEdit::replace(range.clone(), new),
        }]),
        Spot::Member(_) | Spot::Segment => Ok(vec![TextEdit::replace(range.clone(), new)]),
        Spot::PatKey { shorthand, .. } => Ok(vec![if shorthand {
            TextEdit::insert(range.start, format!("{new}: "))
        } else {
            TextEdit::replace(range.clone(), new)
        }]),
        Spot::Bare | Spot::Key { .. } | Spot::Text(_) | Spot::TypeText => {
            Err("it is bound under a name of the file")
        }
    }
}

fn import_name(
    placed: Placed<'_>,
    import: usize,
    name: usize,
    renamed: Renamed<'_>,
) -> Result<Vec<TextEdit>, &'static str> {
    let new = renamed.new;
    let unknown = "its syntax is not understood";
    let declared = placed.item.imports.get(import).ok_or(unknown)?;
    let named = declared.names.get(name).ok_or(unknown)?;
    let binding = placed
        .item
        .bindings
        .get(named.local.index())
        .ok_or(unknown)?;
    let range = placed.range(named.imported_span);
    let old = placed.source.slice(range.clone());
    if named.imported == Imported::Default && old != "default" {
        if declared.names.len() > 1 {
            return Err("other names are imported along with it");
        }
        let alias = if binding.name == new {
            String::new()
        } else {
            format!(" as {old}")
        };
        return Ok(vec![TextEdit::replace(
            range,
            format!("{{ {new}{alias} }}"),
        )]);
    }
    let is_aliased = binding.name != old;
    if !is_aliased && let Some(uses) = uses(placed.source, &old, renamed) {
        let mut edits = vec![TextEdit::replace(range, new)];
        edits.extend(uses);
        return Ok(edits);
    }
    if renamed.is_enum && names_member_types(placed.source, &binding.name) {
        return Err("one of its members is named as a type, under another name");
    }
    // Another local name stays.
    Ok(vec![if is_aliased {
        TextEdit::replace(range, new)
    } else {
        TextEdit::replace(range, format!("{new} as {old}"))
    }])
}

/// Whether a type of the file names a member of an enum.
fn names_member_types(source: Source<'_>, name: &str) -> bool {
    source.items().any(|placed| {
        placed.item.types.iter().any(|ty| {
            matches!(&ty.kind, TypeKind::Name { path, .. }
                if path.len() > 1 && path.first().is_some_and(|(first, _)| first == name))
        })
    })
}

/// Edits of all uses of a name that the file binds once, by an import. `None` where one could mean something else, or
/// where the new name is in use.
fn uses(source: Source<'_>, old: &str, renamed: Renamed<'_>) -> Option<Vec<TextEdit>> {
    let new = renamed.new;
    let mut edits = Vec::new();
    let mut bound = 0;
    for placed in source.items() {
        let item = placed.item;
        if item.has_error {
            return None;
        }
        for binding in &item.bindings {
            bound += usize::from(binding.name == old);
            if binding.name == new {
                return None;
            }
        }
        for expr in &item.exprs {
            match &expr.kind {
                ExprKind::Name(name) if name == new => return None,
                ExprKind::Name(name) if name == old => {
                    edits.push(TextEdit::replace(placed.range(expr.span), new));
                }
                // The closing tag is not among the facts.
                ExprKind::Jsx { tag: Some(tag), .. } => {
                    let tag = placed.expr(*tag)?;
                    let mut text = placed.slice(tag.span);
                    text.truncate(text.find('.').unwrap_or(text.len()));
                    if text == old {
                        return None;
                    }
                }
                ExprKind::Object(props) => {
                    for prop in props.iter().filter(|prop| prop.shorthand) {
                        if placed.slice(prop.key_span) == old {
                            edits.push(TextEdit::insert(
                                placed.range(prop.key_span).start,
                                format!("{old}: "),
                            ));
                        }
                    }
                }
                _ => {}
            }
        }
        for ty in &item.types {
            let TypeKind::Name { path, .. } = &ty.kind else {
                continue;
            };
            let Some((name, span)) = path.first() else {
                continue;
            };
            if name == new {
                return None;
            }
            if name == old && renamed.is_enum && path.len() > 1 {
                // The type of the member, which an enum and an object both have.
                edits.push(TextEdit::replace(
                    placed.range(*span),
                    format!("typeof {new}"),
                ));
            } else if name == old {
                edits.push(TextEdit::replace(placed.range(*span), new));
            }
        }
        for export in &item.exports {
            let Export::Local {
                exported,
                local,
                span,
            } = export
            else {
                continue;
            };
            if local != old {
                continue;
            }
            let range = placed.range(*span);
            let written = placed.source.slice(range.clone());
            if exported == local && written == old {
                edits.push(TextEdit::replace(range, format!("{new} as {old}")));
            } else if let Some(rest) = written.strip_prefix(old) {
                edits.push(TextEdit::replace(range, format!("{new}{rest}")));
            } else {
                return None;
            }
        }
    }
    if bound != 1 {
        return None;
    }
    // A shorthand keeps its key; its value is the name in use at the same place.
    edits.sort();
    edits.dedup();
    Some(edits)
}
