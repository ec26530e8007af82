//! Project facts: what an occurrence says of a name, they say of a literal, a variable, a file (DESIGN §3.6). Here those
//! that stand in source: literals and variables that a package shows the outside world, in an app that uses the package.

use std::{ops::Range, sync::Arc};

use smol_str::SmolStr;

use crate::{
    knowledge::{Knowledge, PackageId},
    lower::{ExprId, ExprKind, Item, Literal, Name, PatId, PatKind, PropKey, Span, StmtKind},
    project::Installed,
};

/// A range of a file that denotes something a package shows the outside world.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectFact {
    /// Absolute bytes of the name.
    pub range: Range<usize>,
    /// The package.
    pub package: PackageId,
    /// The copy that the file sees.
    pub installed: Arc<Installed>,
    /// `env`, `cookie`, `header`, `error`, `query`.
    pub kind: SmolStr,
    /// The name as the timeline has it: `*` stands for what is only known when it runs.
    pub name: SmolStr,
    /// The name as it is written.
    pub written: SmolStr,
    /// How it stands there.
    pub stance: Stance,
}

/// How something that a package shows stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// A variable that a file sets.
    Set,
    /// A variable that code reads, a literal by which code looks something up, or that it compares: it counts exactly.
    Exact,
    /// A literal of which nothing tells what becomes of it.
    Mentioned,
}

/// A package that a file uses.
#[derive(Clone, Debug)]
pub struct Used {
    /// The package.
    pub package: PackageId,
    /// The copy that the file sees.
    pub installed: Arc<Installed>,
}

/// A text of a file that could be a contract.
struct Text {
    kind: Option<&'static str>,
    text: Name,
    span: Span,
    stance: Stance,
}

/// The facts of one item of a source file, ascending by range. `start` is where the item stands.
#[must_use]
pub fn facts_in(
    knowledge: &Knowledge,
    used: &[Used],
    item: &Item,
    start: usize,
) -> Vec<ProjectFact> {
    if used.is_empty() || !may_hold(item) {
        return Vec::new();
    }
    let texts = read_variables(item).into_iter().chain(literals(item));
    let mut found: Vec<ProjectFact> = texts
        .flat_map(|text| {
            let range = start + text.span.start as usize..start + text.span.end as usize;
            facts_of(knowledge, used, text.kind, &text.text, &range, text.stance)
        })
        .collect();
    // Who looks for what starts with a name as well knows that there is more than the name.
    let patterns: Vec<SmolStr> = found
        .iter()
        .filter_map(|fact| Some(fact.name.strip_suffix('*')?.into()))
        .collect();
    for fact in &mut found {
        if patterns
            .iter()
            .any(|start| start.starts_with(fact.name.as_str()))
        {
            fact.stance = Stance::Mentioned;
        }
    }
    found.sort_by_key(|fact| (fact.range.start, fact.range.end, fact.package));
    found
}

/// Whether an item may hold anything of what is looked for below: a string, the environment, a key with a dash.
fn may_hold(item: &Item) -> bool {
    item.exprs.iter().any(|expr| match &expr.kind {
        ExprKind::Literal(Literal::String(_)) => true,
        ExprKind::Member { name, .. } => name == "env",
        ExprKind::Object(props) => props
            .iter()
            .any(|prop| matches!(&prop.key, PropKey::Static(name) if name.contains('-'))),
        _ => false,
    })
}

/// What a text denotes, by each package that knows it. `kind` where the place tells it.
#[must_use]
pub fn facts_of(
    knowledge: &Knowledge,
    used: &[Used],
    kind: Option<&str>,
    text: &str,
    range: &Range<usize>,
    stance: Stance,
) -> Vec<ProjectFact> {
    let mut found = Vec::new();
    for Used { package, installed } in used {
        let contracts = knowledge.timeline(*package).contracts.iter();
        let fits = contracts.filter(|contract| match kind {
            Some(kind) => contract.kind == kind && contract.name == text,
            // Names of query parameters are too plain to be told from anything else, and variables are read.
            None => {
                matches!(contract.kind.as_str(), "cookie" | "header" | "error") && contract.is(text)
            }
        });
        // One that is written as it is goes before a pattern.
        let best = fits.min_by_key(|contract| contract.name.contains('*'));
        found.extend(best.map(|contract| ProjectFact {
            range: range.clone(),
            package: *package,
            installed: installed.clone(),
            kind: contract.kind.clone(),
            name: contract.name.clone(),
            written: SmolStr::new(text),
            stance,
        }));
    }
    found
}

/// Names of the variables that an item reads or sets, with their ranges.
#[must_use]
pub fn variables(item: &Item) -> Vec<(Name, Span)> {
    let found = read_variables(item).into_iter();
    found.map(|it| (it.text, it.span)).collect()
}

/// Variables that an item reads: `process.env.X`, `process.env['X']`, `import.meta.env.X`, `const { X } = process.env`.
fn read_variables(item: &Item) -> Vec<Text> {
    let mut found = Vec::new();
    let variable = |text: &Name, span: Span| Text {
        kind: Some("env"),
        text: text.clone(),
        span,
        stance: Stance::Exact,
    };
    let assigned = |id: ExprId| {
        let mut pats = item.pats.iter();
        pats.any(|pat| matches!(pat.kind, PatKind::Target(target) if target == id))
    };
    for (id, expr) in (0u32..).map(ExprId).zip(&item.exprs) {
        match &expr.kind {
            ExprKind::Member {
                object,
                name,
                name_span,
                ..
            } if is_environment(item, *object) => found.push(Text {
                stance: if assigned(id) {
                    Stance::Set
                } else {
                    Stance::Exact
                },
                ..variable(name, *name_span)
            }),
            ExprKind::Index { object, index, .. } if is_environment(item, *object) => {
                if let Some((text, span)) = string(item, *index) {
                    found.push(variable(text, span));
                }
            }
            _ => {}
        }
    }
    for stmt in &item.stmts {
        if let StmtKind::Let {
            pat,
            init: Some(init),
            ..
        } = &stmt.kind
            && is_environment(item, *init)
            && let Some(PatKind::Object { props, .. }) =
                item.pats.get(pat.index()).map(|pat| &pat.kind)
        {
            let keys = props
                .iter()
                .filter_map(|prop| Some((prop.key.as_ref()?, prop.key_span)));
            found.extend(keys.map(|(key, span)| variable(key, span)));
        }
    }
    found
}

/// Whether an expression is the environment: `process.env`, `import.meta.env`.
fn is_environment(item: &Item, expr: ExprId) -> bool {
    let kind = |id: ExprId| item.exprs.get(id.index()).map(|expr| &expr.kind);
    let Some(ExprKind::Member { object, name, .. }) = kind(expr) else {
        return false;
    };
    let of = |known: &Name| matches!(known.as_str(), "process" | "import.meta");
    name == "env" && matches!(kind(*object), Some(ExprKind::Name(name)) if of(name))
}

/// Methods whose first argument names an entry exactly.
const LOOKUPS: [&str; 6] = ["get", "getAll", "has", "set", "append", "delete"];

/// The strings of an item, and its quoted keys.
fn literals(item: &Item) -> impl Iterator<Item = Text> {
    let mut exact: Vec<(ExprId, Option<&'static str>)> = Vec::new();
    for expr in &item.exprs {
        match &expr.kind {
            ExprKind::Call { callee, args, .. } => {
                let callee = item.exprs.get(callee.index()).map(|expr| &expr.kind);
                if let Some(ExprKind::Member { object, name, .. }) = callee
                    && LOOKUPS.contains(&name.as_str())
                {
                    let kind = is_query(item, *object).then_some("query");
                    exact.extend(args.first().map(|arg| (arg.value, kind)));
                }
            }
            ExprKind::Compare { left, right, .. } => exact.extend([(*left, None), (*right, None)]),
            _ => {}
        }
    }
    exact.sort_unstable();
    let strings = (0u32..)
        .map(ExprId)
        .zip(&item.exprs)
        .filter_map(move |(id, _)| {
            let (text, span) = string(item, id)?;
            let known = exact.binary_search_by_key(&id, |(id, _)| *id).ok();
            let known = known.and_then(|at| exact.get(at));
            Some(Text {
                kind: known.and_then(|(_, kind)| *kind),
                text: text.clone(),
                span,
                stance: if known.is_some() {
                    Stance::Exact
                } else {
                    Stance::Mentioned
                },
            })
        });
    let keys = item.exprs.iter().flat_map(|expr| match &expr.kind {
        ExprKind::Object(props) => props.as_slice(),
        _ => &[],
    });
    let keys = keys.filter_map(|prop| match &prop.key {
        // Only quoted ones: the names of cookies and headers hold a dash.
        PropKey::Static(name) if name.contains('-') => Some(Text {
            kind: None,
            text: name.clone(),
            span: unquoted(prop.key_span, name),
            stance: Stance::Mentioned,
        }),
        _ => None,
    });
    strings.chain(keys)
}

/// Whether an expression is the query of an address: `url.searchParams`, `new URLSearchParams(…)`, or a name that is given
/// one here.
fn is_query(item: &Item, expr: ExprId) -> bool {
    let kind = |id: ExprId| item.exprs.get(id.index()).map(|expr| &expr.kind);
    let is_named =
        |id: ExprId, wanted: &str| matches!(kind(id), Some(ExprKind::Name(name)) if name == wanted);
    let is_made = |id: ExprId| match kind(id) {
        Some(ExprKind::Member { name, .. }) => name == "searchParams",
        Some(ExprKind::New { callee, .. }) => is_named(*callee, "URLSearchParams"),
        Some(ExprKind::Call { callee, .. }) => is_named(*callee, "useSearchParams"),
        _ => false,
    };
    let Some(ExprKind::Name(name)) = kind(expr) else {
        return is_made(expr);
    };
    let is_name = |pat: PatId| match item.pats.get(pat.index()).map(|pat| &pat.kind) {
        Some(PatKind::Binding(binding)) => item
            .bindings
            .get(binding.index())
            .is_some_and(|binding| binding.name == *name),
        _ => false,
    };
    item.stmts.iter().any(|stmt| {
        let StmtKind::Let {
            pat,
            init: Some(init),
            ..
        } = &stmt.kind
        else {
            return false;
        };
        match item.pats.get(pat.index()).map(|pat| &pat.kind) {
            Some(PatKind::Object { props, .. }) => props.iter().any(|prop| {
                prop.key.as_ref().is_some_and(|key| key == "searchParams") && is_name(prop.value)
            }),
            _ => is_name(*pat) && is_made(*init),
        }
    })
}

/// A string literal with the range of its text.
fn string(item: &Item, expr: ExprId) -> Option<(&Name, Span)> {
    let expr = item.exprs.get(expr.index())?;
    match &expr.kind {
        ExprKind::Literal(Literal::String(text)) => Some((text, unquoted(expr.span, text))),
        _ => None,
    }
}

/// A range without its quotes, if it has any.
fn unquoted(span: Span, text: &str) -> Span {
    let length = span.end.saturating_sub(span.start) as usize;
    if length == text.len() + 2 {
        return Span {
            start: span.start + 1,
            end: span.end - 1,
        };
    }
    span
}
