//! A field that another function of the SDK gives: `const { token } = useA()` becomes `const { token } = useB()`, with
//! its import.

use std::ops::Range;

use super::{
    imports::{Named, import_of, specifier},
    respell::Respelled,
    source::Placed,
};
use crate::{
    knowledge::{Step, SymbolPath},
    lower::{ExprId, ExprKind, PatId, PatKind, StmtKind},
    resolve::{Occurrence, Site},
    text::TextEdit,
};

/// The functions of a way that leads from a field of what one gives to a field of what the other gives.
pub(crate) fn functions<'a>(
    from: &'a SymbolPath,
    to: &'a SymbolPath,
) -> Option<(&'a str, &'a str)> {
    let given =
        |path: &SymbolPath| matches!(path.steps.as_slice(), [Step::Result, Step::Member(_)]);
    let differ = from.root != to.root && from.last_name() == to.last_name();
    (given(from) && given(to) && differ).then_some((from.root.as_str(), to.root.as_str()))
}

/// Edits that take the field from the other function.
pub(crate) fn rewrite(
    placed: Placed<'_>,
    occurrence: &Occurrence,
    (from, to): (&SymbolPath, &SymbolPath),
) -> Respelled {
    match edits(placed, occurrence, from, to) {
        Ok(edits) => Respelled::Edits(edits),
        Err(why) => Respelled::Manual(why),
    }
}

fn edits(
    placed: Placed<'_>,
    occurrence: &Occurrence,
    from: &SymbolPath,
    to: &SymbolPath,
) -> Result<Vec<TextEdit>, &'static str> {
    let elsewhere = "the call that gives it stands elsewhere";
    match occurrence.at {
        Site::PatProp(pat, index) => {
            let init = declared(placed, pat).ok_or(elsewhere)?;
            let call = Call::at(placed, init, from)?;
            let PatKind::Object { props, rest } =
                &placed.item.pats.get(pat.index()).ok_or(elsewhere)?.kind
            else {
                return Err(elsewhere);
            };
            let index = index as usize;
            let prop = props.get(index).ok_or(elsewhere)?;
            if props.len() == 1 && rest.is_none() {
                return call.in_place(to);
            }
            let own = placed.range(prop.span);
            let taken = match (
                props.get(index + 1),
                index.checked_sub(1).and_then(|at| props.get(at)),
            ) {
                (Some(next), _) => own.start..placed.range(next.span).start,
                (None, Some(before)) if rest.is_none() => placed.range(before.span).end..own.end,
                _ => return Err("the rest of what is given is bound along with it"),
            };
            let field = placed.slice(prop.span);
            let mut edits = call.beside(to, &field)?;
            edits.push(TextEdit::delete(taken));
            Ok(edits)
        }
        Site::Expr(id) => match placed.expr(id).map(|expr| &expr.kind) {
            Some(ExprKind::Member { object, .. }) => Call::at(placed, *object, from)?.in_place(to),
            _ => Err(elsewhere),
        },
        _ => Err(elsewhere),
    }
}

/// What a pattern takes apart where it is declared.
fn declared(placed: Placed<'_>, pat: PatId) -> Option<ExprId> {
    placed.item.stmts.iter().find_map(|stmt| match stmt.kind {
        StmtKind::Let { pat: of, init, .. } if of == pat => init,
        _ => None,
    })
}

/// The call of the function that gave the field.
struct Call<'a> {
    placed: Placed<'a>,
    /// The whole call.
    range: Range<usize>,
    /// The name of the function.
    callee: Range<usize>,
    import: Named<'a>,
    entry: String,
}

impl<'a> Call<'a> {
    fn at(placed: Placed<'a>, id: ExprId, from: &SymbolPath) -> Result<Self, &'static str> {
        let elsewhere = "the call that gives it stands elsewhere";
        let expr = placed.expr(id).ok_or(elsewhere)?;
        let ExprKind::Call { callee, args, .. } = &expr.kind else {
            return Err(elsewhere);
        };
        let callee = placed.expr(*callee).ok_or(elsewhere)?;
        let ExprKind::Name(local) = &callee.kind else {
            return Err(elsewhere);
        };
        let import = import_of(placed.source, local)
            .filter(|import| import.exported() == from.root)
            .ok_or("its function is not imported here by name")?;
        if !args.is_empty() {
            return Err("its function is called with arguments");
        }
        Ok(Self {
            placed,
            range: placed.range(expr.span),
            callee: placed.range(callee.span),
            import,
            entry: from.entry.to_string(),
        })
    }

    /// The name of the other function, and what imports it.
    fn other(
        &self,
        to: &SymbolPath,
        replaces: bool,
    ) -> Result<(String, Option<TextEdit>), &'static str> {
        let source = self.placed.source;
        let written = self.import.specifier();
        if specifier(written, &self.entry, &to.entry).as_deref() != Some(written) {
            return Err("it is imported from elsewhere");
        }
        let known = source.items().find_map(|placed| {
            let mut bindings = placed.item.bindings.iter();
            bindings.find(|binding| binding.name == to.root).cloned()
        });
        if known.is_some() {
            let named = import_of(source, &to.root);
            let same = |it: &Named<'_>| it.exported() == to.root && it.specifier() == written;
            return match named.filter(same) {
                Some(_) => Ok((to.root.to_string(), None)),
                None => Err("the name of the other function means something else here"),
            };
        }
        let edit = if replaces && !self.import.is_used_besides(&self.callee) {
            self.import.replaced(&to.root)
        } else {
            self.import.beside(&to.root)
        };
        Ok((to.root.to_string(), Some(edit)))
    }

    /// Nothing else is taken from the call: the other function is called instead.
    fn in_place(&self, to: &SymbolPath) -> Result<Vec<TextEdit>, &'static str> {
        let (name, import) = self.other(to, true)?;
        let call = TextEdit::replace(self.callee.clone(), name);
        Ok(import.into_iter().chain([call]).collect())
    }

    /// The other function is called behind the statement.
    fn beside(&self, to: &SymbolPath, field: &str) -> Result<Vec<TextEdit>, &'static str> {
        let source = self.placed.source;
        let line = source.line_of(self.range.end);
        let text = source.slice(line.clone());
        let start = text.trim_start();
        let indent = text.strip_suffix(start).unwrap_or_default();
        let keyword = ["const", "let", "var"].into_iter().find(|word| {
            start
                .strip_prefix(word)
                .is_some_and(|rest| rest.starts_with(' '))
        });
        let after = source.slice(self.range.end..line.end);
        let end = after.trim_end();
        let (Some(keyword), true) = (keyword, matches!(end, "" | ";")) else {
            return Err("more than the call stands on its line");
        };
        let (name, import) = self.other(to, false)?;
        let line_break = source.text.line_break();
        let call = TextEdit::insert(
            self.range.end + end.len(),
            format!("{line_break}{indent}{keyword} {{ {field} }} = {name}(){end}"),
        );
        Ok(import.into_iter().chain([call]).collect())
    }
}
