//! Templates of tables: `$NAME` stands for one expression, `$$$REST` for many. Patterns are matched on facts; what they
//! stand for is spliced from the source, so that nothing is printed anew.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::source::{Placed, Source};
use crate::{
    knowledge::{Step, SymbolPath, Template},
    lower::{self, Arg, Expr, ExprId, ExprKind, FileFacts, Item, Prop, PropKey, StmtKind},
    syntax::{Language, SyntaxTree},
    text::{Text, TextEdit},
};

/// How deep a pattern may nest.
const MAX_DEPTH: usize = 64;

/// Names that the code spells otherwise than the template, because other changes lie before or behind it on the way.
#[derive(Default)]
pub(crate) struct Spelling {
    /// What the pattern says, to what the code says.
    pub before: FxHashMap<SmolStr, SmolStr>,
    /// What the rewrite says, to what has to be written.
    pub after: FxHashMap<SmolStr, SmolStr>,
}

impl Spelling {
    /// From the symbol at both ends of the whole way and at both ends of the template's own change.
    pub fn new(
        written: &SymbolPath,
        from: &SymbolPath,
        to: &SymbolPath,
        wanted: &SymbolPath,
    ) -> Self {
        Self {
            before: differing(from, written),
            after: differing(to, wanted),
        }
    }
}

fn differing(here: &SymbolPath, there: &SymbolPath) -> FxHashMap<SmolStr, SmolStr> {
    let pairs = here.steps.iter().zip(&there.steps);
    pairs
        .filter_map(|pair| match pair {
            (Step::Member(here), Step::Member(there)) if here != there => {
                Some((here.clone(), there.clone()))
            }
            _ => None,
        })
        .collect()
}

/// Rewrites a call (or its `await`) by a template.
///
/// # Errors
/// Why it takes a human.
pub(crate) fn rewrite(
    placed: Placed<'_>,
    call: ExprId,
    template: &Template,
    spelling: &Spelling,
) -> Result<TextEdit, &'static str> {
    let pattern = Pattern::parse(placed.source.facts.language, &template.pattern)
        .ok_or("its template cannot be read")?;
    let root = pattern
        .expr(pattern.root)
        .ok_or("its template cannot be read")?;
    let awaits = matches!(root.kind, ExprKind::Await(_));
    let target = if awaits {
        placed
            .awaiting(call)
            .ok_or("its result is not awaited here")?
    } else {
        call
    };
    let mut matching = Matching {
        pattern: &pattern,
        placed,
        spelling,
        bound: FxHashMap::default(),
    };
    if !matching.expr(pattern.root, target, 0) {
        return Err("the code holds what the template does not name");
    }
    let span = placed
        .expr(target)
        .ok_or("its syntax is not understood")?
        .span;
    let range = placed.range(span);
    if loses_comment(placed, &range, &matching.bound) {
        return Err("a comment would be lost");
    }
    if !awaits && template.rewrite.contains("await ") && !placed.is_async(target) {
        return Err("`await` is needed, and the function is not async");
    }
    let rewrite = if placed.may_be_skipped(call) {
        guarded(&template.rewrite)
    } else {
        template.rewrite.clone()
    };
    let mut text = splice(placed.source, &rewrite, &matching.bound, spelling)
        .ok_or("its template cannot be read")?;
    let next = placed.source.slice(range.end..range.end + 1);
    if !awaits && text.starts_with("await ") && next.starts_with(['.', '[', '(', '?']) {
        text = format!("({text})");
    }
    Ok(TextEdit::replace(range, text))
}

/// A rewrite for a call that an optional chain may skip: what closes it in parentheses and reads on, `(await …).token`,
/// skips that too.
fn guarded(rewrite: &str) -> String {
    let mut open = 0_usize;
    for (at, c) in rewrite.char_indices() {
        match c {
            '(' => open += 1,
            ')' => open = open.saturating_sub(1),
            _ => {}
        }
        if open == 0 {
            let (group, rest) = rewrite.split_at(at + c.len_utf8());
            if c == ')' && rest.starts_with('.') {
                return format!("{group}?{rest}");
            }
            break;
        }
    }
    rewrite.to_owned()
}

/// A pattern, read as an expression of the file's own language.
struct Pattern {
    facts: FileFacts,
    root: ExprId,
}

impl Pattern {
    fn parse(language: Language, pattern: &str) -> Option<Self> {
        let text = Text::new(&format!("({pattern})"));
        let tree = SyntaxTree::parse(language, &text);
        let facts = lower::lower(&text, &tree);
        let item = &facts.items.first()?.facts;
        if item.has_error {
            return None;
        }
        let stmt = item.stmts.get(item.root.first()?.index())?;
        let StmtKind::Expr(root) = stmt.kind else {
            return None;
        };
        Some(Self { facts, root })
    }

    fn item(&self) -> Option<&Item> {
        self.facts.items.first().map(|placed| placed.facts.as_ref())
    }

    fn expr(&self, id: ExprId) -> Option<&Expr> {
        self.item()?.exprs.get(id.index())
    }
}

/// What stands for a name of the template: one expression, or all from the first to the last of many.
#[derive(Clone, Debug)]
struct Bound {
    range: Range<usize>,
    /// Whether it can stand before a dot without parentheses.
    primary: bool,
    /// Whether it needs parentheses wherever it stands.
    sequence: bool,
    /// Whether it is the name of a shorthand member (`{ email }`), and may be written so again.
    shorthand: bool,
}

struct Matching<'a> {
    pattern: &'a Pattern,
    placed: Placed<'a>,
    spelling: &'a Spelling,
    bound: FxHashMap<SmolStr, Bound>,
}

impl Matching<'_> {
    fn expr(&mut self, pattern: ExprId, code: ExprId, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let (Some(wanted), Some(found)) = (self.pattern.expr(pattern), self.placed.expr(code))
        else {
            return false;
        };
        match (&wanted.kind, &found.kind) {
            (ExprKind::Name(name), _) if name.starts_with('$') => self.bind(name, code),
            (ExprKind::Name(a), ExprKind::Name(b)) => a == b,
            (
                ExprKind::Member {
                    object: a,
                    name,
                    optional,
                    ..
                },
                ExprKind::Member {
                    object: b,
                    name: other,
                    optional: otherwise,
                    ..
                },
            ) => {
                let name = self.spelling.before.get(name).unwrap_or(name);
                name == other && optional == otherwise && self.expr(*a, *b, depth + 1)
            }
            (
                ExprKind::Call {
                    callee: a, args, ..
                },
                ExprKind::Call {
                    callee: b,
                    args: others,
                    type_args,
                    optional: false,
                },
            ) => {
                type_args.is_empty()
                    && self.expr(*a, *b, depth + 1)
                    && self.args(args, others, depth)
            }
            (
                ExprKind::New {
                    callee: a, args, ..
                },
                ExprKind::New {
                    callee: b,
                    args: others,
                    type_args,
                },
            ) => {
                type_args.is_empty()
                    && self.expr(*a, *b, depth + 1)
                    && self.args(args, others, depth)
            }
            (ExprKind::Await(a), ExprKind::Await(b)) => self.expr(*a, *b, depth + 1),
            (ExprKind::Object(props), ExprKind::Object(others)) => {
                self.object(props, others, depth)
            }
            (ExprKind::Array(args), ExprKind::Array(others)) => self.args(args, others, depth),
            (ExprKind::Literal(a), ExprKind::Literal(b)) => a == b,
            _ => false,
        }
    }

    fn bind(&mut self, name: &SmolStr, code: ExprId) -> bool {
        let Some(expr) = self.placed.expr(code) else {
            return false;
        };
        let bound = Bound {
            range: self.placed.range(expr.span),
            primary: is_primary(&expr.kind),
            sequence: matches!(expr.kind, ExprKind::Sequence(_)),
            shorthand: false,
        };
        match self.bound.get(name) {
            Some(known) => {
                let text = |range: &Range<usize>| self.placed.source.slice(range.clone());
                text(&known.range) == text(&bound.range)
            }
            None => {
                self.bound.insert(name.clone(), bound);
                true
            }
        }
    }

    fn args(&mut self, wanted: &[Arg], found: &[Arg], depth: usize) -> bool {
        for (index, arg) in wanted.iter().enumerate() {
            if let Some(rest) = self.rest(arg.value) {
                let range = found.get(index..).and_then(|rest| self.hull(rest));
                let end = self
                    .bound
                    .values()
                    .map(|bound| bound.range.end)
                    .max()
                    .unwrap_or(0);
                self.bound.insert(
                    rest,
                    Bound {
                        range: range.unwrap_or(end..end),
                        primary: true,
                        sequence: false,
                        shorthand: false,
                    },
                );
                return index + 1 == wanted.len();
            }
            let Some(other) = found.get(index) else {
                return false;
            };
            if arg.spread != other.spread || !self.expr(arg.value, other.value, depth + 1) {
                return false;
            }
        }
        wanted.len() == found.len()
    }

    /// The name of `$$$REST`.
    fn rest(&self, id: ExprId) -> Option<SmolStr> {
        match &self.pattern.expr(id)?.kind {
            ExprKind::Name(name) if name.starts_with("$$$") => Some(name.clone()),
            _ => None,
        }
    }

    fn hull(&self, args: &[Arg]) -> Option<Range<usize>> {
        let range = |arg: &Arg| Some(self.placed.range(self.placed.expr(arg.value)?.span));
        let first = range(args.first()?)?;
        let dots = if args.first()?.spread { 3 } else { 0 };
        Some(first.start.saturating_sub(dots)..range(args.last()?)?.end)
    }

    /// Members in any order; each of the pattern's is there, and nothing besides, unless the pattern has a rest.
    fn object(&mut self, wanted: &[Prop], found: &[Prop], depth: usize) -> bool {
        let mut taken = vec![false; found.len()];
        let mut rest = None;
        for prop in wanted {
            let value = prop.value;
            if let Some(name) = value.and_then(|value| self.rest(value)) {
                rest = Some(name);
                continue;
            }
            let PropKey::Static(key) = &prop.key else {
                return false;
            };
            let is = |other: &&Prop| matches!(&other.key, PropKey::Static(other) if other == key);
            let Some(index) = found.iter().position(|other| is(&other)) else {
                return false;
            };
            let (Some(a), Some(b)) = (value, found.get(index).and_then(|prop| prop.value)) else {
                return false;
            };
            if !self.expr(a, b, depth + 1) {
                return false;
            }
            if let Some(ExprKind::Name(name)) = self.pattern.expr(a).map(|expr| &expr.kind)
                && found.get(index).is_some_and(|prop| prop.shorthand)
                && let Some(bound) = self.bound.get_mut(name)
            {
                bound.shorthand = true;
            }
            if let Some(taken) = taken.get_mut(index) {
                *taken = true;
            }
        }
        let left: Vec<&Prop> = found
            .iter()
            .zip(&taken)
            .filter(|(_, taken)| !**taken)
            .map(|(prop, _)| prop)
            .collect();
        let Some(name) = rest else {
            return left.is_empty();
        };
        // What is left has to stand in one piece.
        let first = taken.iter().position(|taken| !taken);
        let last = taken.iter().rposition(|taken| !taken);
        let range = match (
            first.and_then(|at| found.get(at)),
            last.and_then(|at| found.get(at)),
        ) {
            (Some(low), Some(high)) => {
                if first
                    .zip(last)
                    .is_some_and(|(low, high)| high - low + 1 != left.len())
                {
                    return false;
                }
                self.placed.range(low.span).start..self.placed.range(high.span).end
            }
            _ => 0..0,
        };
        self.bound.insert(
            name,
            Bound {
                range,
                primary: true,
                sequence: false,
                shorthand: false,
            },
        );
        true
    }
}

/// Whether a comment stands in the range, outside of everything that is carried over.
fn loses_comment(
    placed: Placed<'_>,
    range: &Range<usize>,
    bound: &FxHashMap<SmolStr, Bound>,
) -> bool {
    placed.item.comments.iter().any(|comment| {
        let comment = placed.range(*comment);
        let inside =
            |range: &Range<usize>| range.start <= comment.start && comment.end <= range.end;
        inside(range) && !bound.values().any(|bound| inside(&bound.range))
    })
}

fn is_primary(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Name(_)
            | ExprKind::Member { .. }
            | ExprKind::Index { .. }
            | ExprKind::Call { .. }
            | ExprKind::This
            | ExprKind::Super
            | ExprKind::Array(_)
            | ExprKind::Template { .. }
            | ExprKind::ImportCall {
                is_await: false,
                ..
            }
            | ExprKind::Cast {
                kind: lower::CastKind::NonNull,
                ..
            }
    ) || matches!(kind, ExprKind::Literal(literal) if !matches!(literal, lower::Literal::Number(_)))
}

/// The rewrite with the source's text in place of its names.
fn splice(
    source: Source<'_>,
    rewrite: &str,
    bound: &FxHashMap<SmolStr, Bound>,
    spelling: &Spelling,
) -> Option<String> {
    let mut out = String::new();
    let mut rest = rewrite;
    while let Some(c) = rest.chars().next() {
        let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if c == '$' {
            let signs = rest.chars().take_while(|c| *c == '$').count();
            let length = rest.chars().skip(signs).take_while(|c| is_name(*c)).count();
            let (name, after) = rest.split_at_checked(signs + length)?;
            let bound = bound.get(name)?;
            let text = source.slice(bound.range.clone());
            let before_dot = after.starts_with(['.', '[', '(', '?']) || out.ends_with("await ");
            if bound.range.is_empty() {
                // Nothing: the comma before or after it goes, too.
                let trimmed = out.trim_end().trim_end_matches(',').len();
                out.truncate(trimmed);
                rest = after.trim_start_matches([',', ' ']);
                continue;
            }
            let key = out
                .strip_suffix(": ")
                .and_then(|out| out.strip_suffix(text.as_str()));
            if bound.shorthand
                && after.trim_start().starts_with([',', '}'])
                && let Some(before) = key.filter(|before| before.ends_with(['{', ',', ' ']))
            {
                let length = before.len();
                out.truncate(length);
                out.push_str(&text);
            } else if bound.sequence || (before_dot && !bound.primary) {
                out.push_str(&format!("({text})"));
            } else {
                out.push_str(&text);
            }
            rest = after;
            continue;
        }
        if c == '.' {
            let after = rest.get(1..)?;
            let length = after
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(after.len());
            let (name, after) = after.split_at_checked(length)?;
            out.push('.');
            out.push_str(spelling.after.get(name).map_or(name, SmolStr::as_str));
            rest = after;
            continue;
        }
        out.push(c);
        rest = rest.get(c.len_utf8()..)?;
    }
    Some(out)
}
