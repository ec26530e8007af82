//! `misuse/secret-in-source`: a secret key is written into the source. Never shown.

use super::{Found, Look, NODE, Rule};
use crate::{
    lower::{ExprKind, Literal},
    resolve::Usage,
    rules::setting::Setting,
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/secret-in-source",
    package: NODE,
    look: Look::Items(look),
    words: &[],
};

/// How a key of WorkOS goes on: the words `key_` as they are encoded. Keys of other services with the same beginning do
/// not (`sk_test_51…`).
const OURS: &str = "a2V5X";
/// The least that stands behind that in a real key.
const LEAST: usize = 20;
/// The least that stands behind the beginning of what is handed to a client as its key.
const LEAST_HANDED: usize = 8;

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let handed = handed(setting);
    for placed in setting.items.clone().filter_map(|index| source.item(index)) {
        for expr in &placed.item.exprs {
            let ExprKind::Literal(Literal::String(text)) = &expr.kind else {
                continue;
            };
            let Some(rest) = secret_part(text) else {
                continue;
            };
            let range = placed.range(expr.span);
            let is_handed = !setting.in_test && handed.contains(&range.start) && !is_made_up(rest);
            if is_ours(rest) || is_handed {
                found.push(Found::certain(
                    range,
                    "A secret API key is written into the source: whoever reads the code, or its history, can act as your app.",
                ));
            }
        }
    }
    found
}

/// Where the arguments of clients start that are their keys.
fn handed(setting: &Setting<'_>) -> Vec<usize> {
    let Some(source) = setting.source() else {
        return Vec::new();
    };
    let mut starts = Vec::new();
    for occurrence in setting.occurrences {
        let Some(placed) = source.item(occurrence.item) else {
            continue;
        };
        let args = match occurrence.usage {
            Usage::New { new } => placed.expr(new),
            Usage::Call { call } => placed.expr(call),
            _ => None,
        };
        let args = match args.map(|expr| &expr.kind) {
            Some(ExprKind::New { args, .. } | ExprKind::Call { args, .. }) => args.first(),
            _ => None,
        };
        let Some(first) = args.and_then(|arg| placed.expr(arg.value)) else {
            continue;
        };
        starts.push(placed.range(first.span).start);
        if let ExprKind::Object(props) = &first.kind {
            let values = props.iter().filter_map(|prop| prop.value);
            let values = values.filter_map(|value| placed.expr(value));
            starts.extend(values.map(|value| placed.range(value.span).start));
        }
    }
    starts
}

/// What stands behind the beginning of a secret key.
pub(super) fn secret_part(text: &str) -> Option<&str> {
    ["sk_live_", "sk_test_"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
}

/// Whether what stands behind the beginning is that of a key of WorkOS.
pub(super) fn is_ours(rest: &str) -> bool {
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '=' | '+' | '/');
    rest.strip_prefix(OURS)
        .is_some_and(|rest| rest.len() >= LEAST && rest.chars().all(is_key))
}

/// Whether it is a word that stands for a key.
pub(super) fn is_made_up(rest: &str) -> bool {
    let lower = rest.to_ascii_lowercase();
    let words = [
        "your",
        "xxx",
        "...",
        "…",
        "example",
        "placeholder",
        "dummy",
        "fake",
        "mock",
        "change",
        "replace",
        "todo",
        "<",
        "secret",
        "build",
        "key_here",
    ];
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '=' | '+' | '/');
    rest.len() < LEAST_HANDED
        || !rest.chars().all(is_key)
        || words.iter().any(|word| lower.contains(word))
}
