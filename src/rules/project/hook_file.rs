//! `file`: Next.js 16 calls `proxy.ts` where versions before it call `middleware.ts`, and the function in it has the name
//! of the file. The version of `next` decides, never that of an SDK. Only where the file uses AuthKit.

use std::ops::Range;

use super::about;
use crate::{
    knowledge::{Applicability, Change},
    lower::{Export, ExprKind, Imported, Literal, PropKey, StmtKind},
    project::{Hook, NextApp},
    rules::{
        Finding, Fix, State,
        copy::Copy,
        message::sentence,
        setting::{NEXTJS, Setting},
        source::Source,
    },
    text::{FileRename, SourceChange, TextEdit},
};

/// The major of Next.js from which on the request hook is a proxy.
const PROXY_SINCE: u64 = 16;

/// The finding on a request hook's name.
#[must_use]
pub fn hook_file(setting: &Setting<'_>) -> Option<Finding> {
    let hook = Hook::of_path(setting.path)?;
    let source = setting.source()?;
    let (item, exported) = exported(source, hook)?;
    if !setting.items.contains(&item) || !setting.imports_authkit(|_| true) {
        return None;
    }
    let used = setting.used(NEXTJS)?;
    let app = setting.project.next_app(setting.path)?;
    let is_alone = setting.project.hooks_in(&app.base).len() == 1;
    if !app.is_hook_place(setting.path) || !is_alone {
        return None;
    }
    let state = match (hook, app.is_at_least(PROXY_SINCE)?) {
        (Hook::Middleware, true) => State::Deprecated,
        (Hook::Proxy, false) => State::Misuse,
        _ => return None,
    };
    let target = setting.target_of(used);
    let copy = Copy::new(setting.knowledge, used.package, &used.installed, &target);
    let change = copy
        .changes
        .lookup_fact("file", "middleware")
        .into_iter()
        .next()?;
    let edit = edits(source, hook, item, &exported);
    Some(Finding {
        in_test: setting.in_test,
        fixes: fix(setting, hook, change, edit).into_iter().collect(),
        ..about(
            &copy,
            setting.path,
            exported.range,
            state,
            format!("file:{}", hook.name()),
            message(hook, &app, change),
        )
        .of(change)
    })
}

fn message(hook: Hook, app: &NextApp, change: &Change) -> String {
    let version = app.version_text();
    match hook {
        Hook::Middleware => format!(
            "Next.js {version} calls `middleware` files for now only: the request hook is `proxy`, the file and the function in it. A proxy runs on the Node.js runtime, never on the edge. {}",
            sentence(&change.note)
        ),
        Hook::Proxy => format!(
            "Next.js {version} never calls a `proxy` file (Next.js {PROXY_SINCE} does), so nothing is protected here: name the file and the function `middleware`."
        ),
    }
}

/// How a file exports its request hook.
struct Exported {
    /// The range of the name, or of what is exported by default.
    range: Range<usize>,
    how: How,
}

enum How {
    /// A declaration of this name.
    Declared,
    /// `export { it as middleware }`, with or without a module.
    Aliased,
    /// By default: the name does not matter.
    Default,
}

/// The export that Next.js calls: the one of the file's name, else the default.
fn exported(source: Source<'_>, hook: Hook) -> Option<(usize, Exported)> {
    let find = |wanted: &str| {
        source.items().find_map(|placed| {
            let found = placed.item.exports.iter().find_map(|export| match export {
                Export::Local {
                    exported,
                    local,
                    span,
                } if exported == wanted => Some(Exported {
                    range: placed.range(*span),
                    how: if wanted == "default" {
                        How::Default
                    } else if local == wanted && is_declared(placed.item, *span) {
                        How::Declared
                    } else {
                        How::Aliased
                    },
                }),
                Export::Value { exported, value } if exported == wanted => {
                    let value = placed.expr(*value)?;
                    let name = match &value.kind {
                        ExprKind::Call { callee, .. } => placed.expr(*callee).unwrap_or(value),
                        _ => value,
                    };
                    let is_short = matches!(name.kind, ExprKind::Name(_) | ExprKind::Member { .. });
                    let range = placed.range(name.span);
                    let range = if is_short {
                        range
                    } else {
                        range.start..range.start + 1
                    };
                    Some(Exported {
                        range,
                        how: How::Default,
                    })
                }
                Export::From {
                    exported,
                    imported,
                    imported_span,
                    ..
                } if exported == wanted && *imported != Imported::Namespace => Some(Exported {
                    range: placed.range(*imported_span),
                    how: if wanted == "default" {
                        How::Default
                    } else {
                        How::Aliased
                    },
                }),
                _ => None,
            })?;
            Some((placed.index, found))
        })
    };
    find(hook.name()).or_else(|| find("default"))
}

/// Whether a name stands where it is declared, rather than in a list of exports.
fn is_declared(item: &crate::lower::Item, span: crate::lower::Span) -> bool {
    item.bindings.iter().any(|binding| binding.span == span)
}

/// The edits that give the exported function its new name, or why there are none.
fn edits(
    source: Source<'_>,
    hook: Hook,
    item: usize,
    exported: &Exported,
) -> Result<Vec<TextEdit>, &'static str> {
    if source.facts.has_error {
        return Err("the file holds a syntax error");
    }
    if hook == Hook::Middleware && configures_runtime(source) {
        return Err(
            "a proxy has no `runtime`: take it out of the file first, and see that nothing in it needs the edge",
        );
    }
    let (old, new) = (hook.name(), hook.other().name());
    match exported.how {
        How::Default => Ok(Vec::new()),
        How::Aliased => aliased(source, item, exported, old, new),
        How::Declared => {
            let bindings = source.items().flat_map(|placed| &placed.item.bindings);
            let names: Vec<&str> = bindings.map(|binding| binding.name.as_str()).collect();
            if names.iter().filter(|name| **name == old).count() > 1 || names.contains(&new) {
                return Err("another thing in the file has the one name or the other");
            }
            let mut edits = vec![TextEdit::replace(exported.range.clone(), new)];
            for placed in source.items() {
                let uses = placed
                    .item
                    .exprs
                    .iter()
                    .filter(|expr| matches!(&expr.kind, ExprKind::Name(name) if name == old));
                for expr in uses {
                    if placed.slice(expr.span) != old {
                        return Err("the function is used in the file in another form");
                    }
                    edits.push(TextEdit::replace(placed.range(expr.span), new));
                }
                let is_key = |prop: &crate::lower::Prop| {
                    prop.shorthand && matches!(&prop.key, PropKey::Static(name) if name == old)
                };
                let shorthand = placed.item.exprs.iter().any(|expr| {
                    matches!(&expr.kind, ExprKind::Object(props) if props.iter().any(is_key))
                });
                let in_types = placed.item.types.iter().any(|ty| matches!(&ty.kind, crate::lower::TypeKind::Name { path, .. } if path.iter().any(|(name, _)| name == old)));
                if shorthand || in_types {
                    return Err("the function is used in the file in another form");
                }
            }
            Ok(edits)
        }
    }
}

/// The edit of a list of exports.
fn aliased(
    source: Source<'_>,
    item: usize,
    exported: &Exported,
    old: &str,
    new: &str,
) -> Result<Vec<TextEdit>, &'static str> {
    let unclear = "the export is written in a form that is left to you";
    let end = source
        .item(item)
        .map(|placed| placed.start + placed.item.len as usize);
    let rest = source.slice(exported.range.end..end.unwrap_or(exported.range.end));
    let name = source.slice(exported.range.clone());
    let after = rest.trim_start();
    if let Some(alias) = after.strip_prefix("as ") {
        let alias = alias.trim_start();
        if !alias.starts_with(old) {
            return Err(unclear);
        }
        let start = exported.range.end + rest.len() - alias.len();
        return Ok(vec![TextEdit::replace(start..start + old.len(), new)]);
    }
    if name != old {
        return Err(unclear);
    }
    let at = exported.range.end..exported.range.end;
    Ok(vec![TextEdit::replace(at, format!(" as {new}"))])
}

/// Whether the file chooses its runtime: `export const runtime = …`, `export const config = { runtime: … }`.
fn configures_runtime(source: Source<'_>) -> bool {
    source.items().any(|placed| {
        placed.item.stmts.iter().any(|stmt| {
            let StmtKind::Let {
                pat,
                init: Some(init),
                ..
            } = &stmt.kind
            else {
                return false;
            };
            let name = placed
                .item
                .pats
                .get(pat.index())
                .map(|pat| placed.slice(pat.span));
            match name.as_deref() {
                Some("runtime") => matches!(
                    placed.expr(*init).map(|expr| &expr.kind),
                    Some(ExprKind::Literal(Literal::String(_)))
                ),
                Some("config") => match placed.expr(*init).map(|expr| &expr.kind) {
                    Some(ExprKind::Object(props)) => props.iter().any(
                        |prop| matches!(&prop.key, PropKey::Static(name) if name == "runtime"),
                    ),
                    _ => false,
                },
                _ => false,
            }
        })
    })
}

fn fix(
    setting: &Setting<'_>,
    hook: Hook,
    change: &Change,
    edits: Result<Vec<TextEdit>, &'static str>,
) -> Option<Fix> {
    let other = hook.other();
    let name = setting.path.file_name()?.to_str()?;
    let (_, extension) = name.split_once('.')?;
    let title = format!("Rename to `{}.{extension}`", other.name());
    let manual = |reason: &str| Fix {
        title: title.clone(),
        applicability: Applicability::Manual,
        reason: Some(reason.to_owned()),
        change: SourceChange::default(),
        preferred: false,
    };
    let edits = match edits {
        Ok(edits) if change.applicability > Applicability::Manual => edits,
        Ok(_) => return Some(manual("it is left to you")),
        Err(why) => return Some(manual(why)),
    };
    let mut source_change = SourceChange::of_file(setting.path, edits)?;
    source_change.edits.retain(|_, edits| !edits.is_empty());
    source_change.renames.push(FileRename {
        from: setting.path.to_path_buf(),
        to: setting
            .path
            .with_file_name(format!("{}.{extension}", other.name())),
    });
    let reason = match hook {
        Hook::Middleware => "it runs on the Node.js runtime from then on",
        Hook::Proxy => "from then on it is called for every request that its matcher lets through",
    };
    Some(Fix {
        title,
        applicability: Applicability::Unsafe,
        reason: Some(reason.to_owned()),
        change: source_change,
        preferred: true,
    })
}
