//! Facts as text that reads like the source, with everything resolved that lowering resolves: `Let const x: T = v`.

mod declarations;
mod expressions;

use std::fmt::Write;

use crate::lower::*;

/// All items of a file.
pub fn file(facts: &FileFacts) -> String {
    let mut out = String::new();
    for (index, placed) in facts.items.iter().enumerate() {
        let item = &placed.facts;
        let _ = write!(out, "item {index}");
        if let Some((parent, hole)) = placed.parent {
            let _ = write!(out, " in {parent}#{}", hole.0);
        }
        if item.has_error {
            out.push_str(" broken");
        }
        out.push('\n');
        out.push_str(&self::item(item));
    }
    out
}

/// One item.
pub fn item(item: &Item) -> String {
    let dump = Dump { item };
    let mut out = String::new();
    for stmt in &item.root {
        dump.stmt(*stmt, 1, &mut out);
    }
    for member in &item.members {
        dump.member(member, 1, &mut out);
    }
    for import in &item.imports {
        let names: Vec<_> = import
            .names
            .iter()
            .map(|name| {
                let kind = if name.type_only { "type " } else { "" };
                let imported = dump.imported(&name.imported);
                format!("{kind}{imported} as {}", dump.binding(name.local))
            })
            .collect();
        let kind = if import.type_only { "type " } else { "" };
        let _ = writeln!(
            out,
            "  import {kind}{} from {:?}",
            names.join(", "),
            import.specifier
        );
    }
    for export in &item.exports {
        let _ = writeln!(out, "  export {}", dump.export(export));
    }
    for (name, value) in &item.assigned {
        // Uses as arguments are left out.
        if matches!(&item.exprs[value.index()].kind, ExprKind::Name(used) if used == name) {
            continue;
        }
        let _ = writeln!(out, "  assigned {name}: {}", dump.expr(*value));
    }
    for augmentation in &item.augmentations {
        let _ = writeln!(out, "  augments {:?}", augmentation.module);
    }
    out
}

/// One expression.
pub fn expr(item: &Item, id: ExprId) -> String {
    Dump { item }.expr(id)
}

struct Dump<'a> {
    item: &'a Item,
}

impl Dump<'_> {
    fn line(depth: usize, text: &str, out: &mut String) {
        let _ = writeln!(out, "{}{text}", "  ".repeat(depth));
    }

    fn binding(&self, id: BindingId) -> Name {
        self.item.bindings[id.index()].name.clone()
    }

    fn imported(&self, imported: &Imported) -> String {
        match imported {
            Imported::Default => "default".into(),
            Imported::Namespace => "*".into(),
            Imported::Named(name) => name.to_string(),
        }
    }

    fn export(&self, export: &Export) -> String {
        match export {
            Export::Local {
                exported, local, ..
            } => format!("{local} as {exported}"),
            Export::Value { exported, value } => format!("{} as {exported}", self.expr(*value)),
            Export::Module(value) => format!("= {}", self.expr(*value)),
            Export::From {
                specifier,
                imported,
                exported,
                ..
            } => {
                format!(
                    "{} as {exported} from {specifier:?}",
                    self.imported(imported)
                )
            }
            Export::Star { specifier, .. } => format!("* from {specifier:?}"),
        }
    }

    fn body(&self, body: &Body, depth: usize, out: &mut String) {
        match body {
            Body::Inline(stmts) => stmts.iter().for_each(|stmt| self.stmt(*stmt, depth, out)),
            Body::Hole(hole) => Self::line(depth, &format!("hole #{}", hole.0), out),
        }
    }

    fn opt(&self, id: Option<ExprId>) -> String {
        id.map_or("-".into(), |id| self.expr(id))
    }

    fn stmt(&self, id: StmtId, depth: usize, out: &mut String) {
        match &self.item.stmts[id.index()].kind {
            StmtKind::Expr(expr) => Self::line(depth, &self.expr(*expr), out),
            StmtKind::Let {
                pat,
                declared,
                init,
                constant,
            } => {
                let mut text = if *constant { "const " } else { "let " }.to_owned();
                text += &self.pat(*pat);
                if let Some(declared) = declared {
                    text += &format!(": {}", self.ty(*declared));
                }
                if let Some(init) = init {
                    text += &format!(" = {}", self.expr(*init));
                }
                Self::line(depth, &text, out);
            }
            StmtKind::Block(body) => {
                Self::line(depth, "block", out);
                self.body(body, depth + 1, out);
            }
            StmtKind::If {
                test,
                then,
                otherwise,
            } => {
                Self::line(depth, &format!("if {}", self.expr(*test)), out);
                self.stmt(*then, depth + 1, out);
                if let Some(otherwise) = otherwise {
                    Self::line(depth, "else", out);
                    self.stmt(*otherwise, depth + 1, out);
                }
            }
            StmtKind::Switch { on, cases } => {
                Self::line(depth, &format!("switch {}", self.expr(*on)), out);
                for case in cases {
                    Self::line(depth + 1, &format!("case {}", self.opt(case.value)), out);
                    case.body
                        .iter()
                        .for_each(|stmt| self.stmt(*stmt, depth + 2, out));
                }
            }
            StmtKind::Return(value) => {
                Self::line(depth, &format!("return {}", self.opt(*value)), out)
            }
            StmtKind::Throw(value) => {
                Self::line(depth, &format!("throw {}", self.expr(*value)), out)
            }
            StmtKind::Jump => Self::line(depth, "jump", out),
            StmtKind::ForOf {
                pat,
                iterated,
                is_await,
                body,
            } => {
                let word = if *is_await { "for await" } else { "for" };
                Self::line(
                    depth,
                    &format!("{word} {} of {}", self.pat(*pat), self.expr(*iterated)),
                    out,
                );
                self.stmt(*body, depth + 1, out);
            }
            StmtKind::ForIn { pat, object, body } => {
                Self::line(
                    depth,
                    &format!("for {} in {}", self.pat(*pat), self.expr(*object)),
                    out,
                );
                self.stmt(*body, depth + 1, out);
            }
            StmtKind::Loop {
                init,
                test,
                step,
                body,
            } => {
                Self::line(
                    depth,
                    &format!("loop {}; {}", self.opt(*test), self.opt(*step)),
                    out,
                );
                init.iter()
                    .for_each(|init| self.stmt(*init, depth + 1, out));
                self.stmt(*body, depth + 1, out);
            }
            StmtKind::Try {
                block,
                catch,
                finally,
            } => {
                Self::line(depth, "try", out);
                self.stmt(*block, depth + 1, out);
                if let Some((pat, body)) = catch {
                    let pat = pat.map(|pat| self.pat(pat)).unwrap_or_default();
                    Self::line(depth, &format!("catch {pat}"), out);
                    self.stmt(*body, depth + 1, out);
                }
                if let Some(finally) = finally {
                    Self::line(depth, "finally", out);
                    self.stmt(*finally, depth + 1, out);
                }
            }
            StmtKind::Function(function) => {
                Self::line(depth, &self.function(*function), out);
                self.function_body(*function, depth + 1, out);
            }
            StmtKind::Class(class) => self.class(*class, depth, out),
            StmtKind::TypeAlias { binding, ty } => {
                Self::line(
                    depth,
                    &format!("type {} = {}", self.binding(*binding), self.ty(*ty)),
                    out,
                );
            }
            StmtKind::Enum { binding, members } => {
                let members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| format!("{name} = {}", self.opt(*value)))
                    .collect();
                Self::line(
                    depth,
                    &format!("enum {} {{{}}}", self.binding(*binding), members.join(", ")),
                    out,
                );
            }
            StmtKind::Namespace(body) => {
                Self::line(depth, "namespace", out);
                self.body(body, depth + 1, out);
            }
            StmtKind::Module => {}
            StmtKind::Unknown(exprs) => {
                Self::line(depth, &format!("?({})", self.exprs(exprs)), out);
            }
        }
    }

    fn pat(&self, id: PatId) -> String {
        let default = |default: &Option<ExprId>| {
            default
                .map(|value| format!(" = {}", self.expr(value)))
                .unwrap_or_default()
        };
        match &self.item.pats[id.index()].kind {
            PatKind::Binding(binding) => self.binding(*binding).to_string(),
            PatKind::Object { props, rest } => {
                let mut parts: Vec<_> = props
                    .iter()
                    .map(|prop| {
                        let key = prop.key.as_deref().unwrap_or("[]");
                        let value = self.pat(prop.value);
                        let key = if prop.shorthand {
                            value
                        } else {
                            format!("{key}: {value}")
                        };
                        key + &default(&prop.default)
                    })
                    .collect();
                parts.extend(rest.map(|rest| format!("...{}", self.pat(rest))));
                format!("{{{}}}", parts.join(", "))
            }
            PatKind::Array { elements, rest } => {
                let mut parts: Vec<_> = elements
                    .iter()
                    .map(|element| match element {
                        Some((pat, value)) => self.pat(*pat) + &default(value),
                        None => String::new(),
                    })
                    .collect();
                parts.extend(rest.map(|rest| format!("...{}", self.pat(rest))));
                format!("[{}]", parts.join(", "))
            }
            PatKind::Target(expr) => format!("@{}", self.expr(*expr)),
            PatKind::Unknown => "?".into(),
        }
    }
}
