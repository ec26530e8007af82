//! How a symbol is named in a message: as the user wrote it where that is short, else by its path.

use super::{
    copy::Copy,
    source::{Placed, Spot},
};
use crate::{
    knowledge::{MemberKey, Step, SymbolPath},
    lower::{ExprId, ExprKind},
    resolve::{Link, Occurrence, Site},
};

/// Longer than this it is not shown as it was written.
const MAX_WRITTEN: usize = 48;

/// The link of a chain in words, with its backticks.
pub(crate) fn subject(
    copy: &Copy<'_>,
    placed: Placed<'_>,
    occurrence: &Occurrence,
    link: &Link,
) -> String {
    // The same name of another entry is another thing; it may be there while this one is not.
    if matches!(&link.symbol, MemberKey::Export { entry, .. } if entry != ".") {
        return by_path(copy, &link.symbol);
    }
    let written = written(placed, occurrence, link);
    if let Some(written) = written {
        return format!("`{written}`");
    }
    if let Some(callee) = callee(placed, link) {
        let name = placed.source.slice(link.range.clone());
        return format!("`{}` of `{callee}`", name.trim_matches(['\'', '"']));
    }
    by_path(copy, &link.symbol)
}

/// By its path: `domain` of a call's options is more than its name.
pub(crate) fn by_path(copy: &Copy<'_>, key: &MemberKey) -> String {
    if let MemberKey::Export { entry, name } = key
        && let Some(sub) = entry.strip_prefix("./")
    {
        return format!("`{name}` of `{}/{sub}`", copy.name);
    }
    let Some(path) = copy.timeline.path_of(key, Some(copy.v)) else {
        return format!("`{}`", last_name(key));
    };
    in_words(&path)
}

/// A path as people read it.
pub(crate) fn in_words(path: &SymbolPath) -> String {
    let is_param = |step: &Step| matches!(step, Step::Param(_) | Step::NamedParam(_));
    let Some(param) = path.steps.iter().position(is_param) else {
        return format!("`{}`", bare(path));
    };
    let owner = bare(&path.prefix(param));
    let rest: Vec<String> = path
        .steps
        .iter()
        .skip(param + 1)
        .filter_map(|step| match step {
            Step::Member(name) => Some(name.to_string()),
            _ => None,
        })
        .collect();
    if rest.is_empty() {
        return format!("`{owner}`");
    }
    format!("`{}` of `{owner}`", rest.join("."))
}

fn bare(path: &SymbolPath) -> String {
    SymbolPath {
        entry: ".".into(),
        ..path.clone()
    }
    .to_string()
}

fn last_name(key: &MemberKey) -> String {
    match key {
        MemberKey::Export { name, .. } => name.to_string(),
        MemberKey::Member { path, .. } => path.to_string(),
        MemberKey::Decl(_) => "it".to_owned(),
    }
}

fn written(placed: Placed<'_>, occurrence: &Occurrence, link: &Link) -> Option<String> {
    let name = placed.source.slice(link.range.clone());
    let start = match (occurrence.at, placed.spot(&link.range)?) {
        // The name of a default import is the file's own.
        (_, Spot::Import { .. }) if last_name(&link.symbol) == "default" => return None,
        (_, Spot::Import { .. } | Spot::Export(_) | Spot::Bare | Spot::Segment) => {
            return Some(name);
        }
        (Site::Expr(_), Spot::Member(expr)) => {
            let root = root(placed, expr)?;
            placed.range(placed.expr(root)?.span).start
        }
        _ => return None,
    };
    let whole = placed.source.slice(start..link.range.end);
    let fits = whole.len() <= MAX_WRITTEN && !whole.contains(['\n', '\r', '(', '{', '`']);
    fits.then_some(whole)
}

/// The callee of the call that an option is written for, where it is short.
fn callee(placed: Placed<'_>, link: &Link) -> Option<String> {
    let Spot::Key { object, .. } = placed.spot(&link.range)? else {
        return None;
    };
    let callee = placed.item.exprs.iter().find_map(|expr| match &expr.kind {
        ExprKind::Call { callee, args, .. } | ExprKind::New { callee, args, .. } => args
            .iter()
            .any(|arg| arg.value == object)
            .then_some(*callee),
        _ => None,
    })?;
    let text = placed.slice(placed.expr(callee)?.span);
    // Of `getWorkOS().sso.getAuthorizationUrl` what follows the last call says enough.
    let tail = text
        .rsplit([')', ']', '}', '`'])
        .next()
        .unwrap_or("")
        .trim_start_matches(['.', '?', '!']);
    let fits = !tail.is_empty() && tail.len() <= MAX_WRITTEN && !tail.contains(['\n', '\r']);
    fits.then(|| tail.to_owned())
}

/// The expression at the left end of a chain of members.
fn root(placed: Placed<'_>, mut expr: ExprId) -> Option<ExprId> {
    loop {
        expr = match &placed.expr(expr)?.kind {
            ExprKind::Member { object, .. } => *object,
            ExprKind::Cast { value, .. } => *value,
            _ => return Some(expr),
        };
    }
}
