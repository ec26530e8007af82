//! Writing a symbol by another path where the code names it: renames of segments, a segment that becomes several, keys
//! of literals and patterns. Knows positions and names, not why they change.

use std::ops::Range;

use smol_str::SmolStr;

use super::source::{Placed, Spot};
use crate::{
    knowledge::{MemberKey, Step, SymbolPath, Timeline, VersionIdx},
    lower::{ExprKind, PropKey},
    resolve::Link,
    text::TextEdit,
};

/// What comes of writing a symbol by another path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Respelled {
    /// These edits do it.
    Edits(Vec<TextEdit>),
    /// The names that differ are not written here: another place of the file names them.
    Elsewhere,
    /// It takes a human; why.
    Manual(&'static str),
}

/// A path as it is written now, in the version in which it lives, and the path to write.
#[derive(Clone, Copy)]
pub(crate) struct Paths<'a> {
    pub timeline: &'a Timeline,
    pub from: &'a SymbolPath,
    pub at: VersionIdx,
    pub to: &'a SymbolPath,
    /// The version for which is written.
    pub wanted: VersionIdx,
}

/// Edits that write `to` where the links of a chain write `from`.
pub(crate) fn respell(placed: Placed<'_>, chain: &[Link], paths: &Paths<'_>) -> Respelled {
    let (from, to) = (&paths.from.steps, &paths.to.steps);
    if paths.from.root != paths.to.root || paths.from.entry != paths.to.entry {
        // A way from another export that ends alike: only what follows a bare name can be respelled.
        if from.len() != to.len() {
            return Respelled::Manual("it is reached from another export");
        }
    }
    if from.len() == to.len() {
        return rename(placed, chain, paths);
    }
    let same = |(a, b): &(&Step, &Step)| a == b;
    let start = from.iter().zip(to).take_while(same).count();
    // At least one segment of the old way has to go: it is where the new one is written.
    let rest = (from.len().min(to.len()) - start).min((from.len() - start).saturating_sub(1));
    let end = from
        .iter()
        .rev()
        .zip(to.iter().rev())
        .take_while(same)
        .count()
        .min(rest);
    let old = from.get(start..from.len() - end).unwrap_or(&[]);
    let new = to.get(start..to.len() - end).unwrap_or(&[]);
    let (Some(old), Some(new)) = (names(old), names(new)) else {
        return Respelled::Manual("its way has another shape");
    };
    let links: Vec<Option<&Link>> = (start..start + old.len())
        .map(|step| link_at(chain, paths, step + 1))
        .collect();
    if links.iter().all(Option::is_none) {
        return elsewhere(paths, start + 1);
    }
    match (links.as_slice(), new.as_slice()) {
        ([Some(link)], [_, ..]) => replace_by_several(placed, &link.range, &new),
        ([Some(first), .., Some(last)], [_, ..]) => {
            let range = first.range.start..last.range.end;
            let written = placed.source.slice(range.clone());
            let plain = written
                .split('.')
                .map(|part| part.trim_end_matches(['?', '!']));
            if !plain.eq(old.iter().map(SmolStr::as_str)) {
                return Respelled::Manual("its way is written in more than one piece");
            }
            Respelled::Edits(vec![TextEdit::replace(range, new.join("."))])
        }
        _ => Respelled::Manual("its way has another shape"),
    }
}

fn names(steps: &[Step]) -> Option<Vec<SmolStr>> {
    let name = |step: &Step| match step {
        Step::Member(name) => Some(name.clone()),
        _ => None,
    };
    steps.iter().map(name).collect()
}

/// One name for another, segment by segment.
fn rename(placed: Placed<'_>, chain: &[Link], paths: &Paths<'_>) -> Respelled {
    let mut edits = Vec::new();
    let mut missing = None;
    for (index, (old, new)) in paths.from.steps.iter().zip(&paths.to.steps).enumerate() {
        let new = match (old, new) {
            _ if old == new => continue,
            (Step::Member(_), Step::Member(new)) | (Step::Literal(_), Step::Literal(new)) => new,
            _ => return Respelled::Manual("its way has another shape"),
        };
        let Some(link) = link_at(chain, paths, index + 1) else {
            missing = missing.or(Some(index + 1));
            continue;
        };
        match rename_at(placed, &link.range, new) {
            Ok(more) => edits.extend(more),
            Err(why) => return Respelled::Manual(why),
        }
    }
    if let Some(depth) = missing {
        match elsewhere(paths, depth) {
            Respelled::Elsewhere if !edits.is_empty() => {}
            other => return other,
        }
    }
    if edits.is_empty() {
        return Respelled::Elsewhere;
    }
    Respelled::Edits(edits)
}

/// The link of a chain that writes the step at a depth of the path.
fn link_at<'c>(chain: &'c [Link], paths: &Paths<'_>, depth: usize) -> Option<&'c Link> {
    let prefix = paths.from.prefix(depth);
    let places = paths.timeline.walk(&prefix, paths.at);
    let is = |key: &MemberKey| places.iter().any(|place| place.key == *key);
    chain
        .iter()
        .rev()
        .find(|link| is(&link.symbol))
        .or_else(|| {
            // Where a canonical path runs over other declarations than the code does, its end still is the end.
            (depth == paths.from.steps.len())
                .then(|| chain.last())
                .flatten()
        })
}

/// A segment that is not named in this expression: well if it is gone, for then the place that names it is reported
/// itself; otherwise what is named there would have to become two things.
fn elsewhere(paths: &Paths<'_>, depth: usize) -> Respelled {
    let prefix = paths.from.prefix(depth);
    if paths.timeline.walk(&prefix, paths.wanted).is_empty() {
        Respelled::Elsewhere
    } else {
        Respelled::Manual("it is reached through a name of its own")
    }
}

/// Writes another name at a range, as its syntax wants it.
fn rename_at(
    placed: Placed<'_>,
    range: &Range<usize>,
    new: &str,
) -> Result<Vec<TextEdit>, &'static str> {
    let inner = unquoted(placed, range);
    let is_text = inner.start != range.start || quoted_outside(placed, range);
    if !is_text && !is_identifier(new) {
        return Err("the new name cannot be written with a dot");
    }
    match placed.spot(range).ok_or("its syntax is not understood")? {
        Spot::Member(_) | Spot::Segment | Spot::Text(_) | Spot::TypeText => {
            Ok(vec![TextEdit::replace(inner, new)])
        }
        Spot::Key {
            object, shorthand, ..
        } => {
            if has_key(placed, object, new) {
                return Err("the new name is written beside it");
            }
            Ok(vec![if shorthand {
                TextEdit::insert(range.start, format!("{new}: "))
            } else {
                TextEdit::replace(inner, new)
            }])
        }
        Spot::PatKey { shorthand, .. } => Ok(vec![if shorthand {
            TextEdit::insert(range.start, format!("{new}: "))
        } else {
            TextEdit::replace(inner, new)
        }]),
        Spot::Bare | Spot::Import { .. } | Spot::Export(_) => Err("it is a name of the file"),
    }
}

/// One segment that becomes several.
fn replace_by_several(placed: Placed<'_>, range: &Range<usize>, new: &[SmolStr]) -> Respelled {
    let Some((last, holders)) = new.split_last() else {
        return Respelled::Manual("its way has another shape");
    };
    if holders.is_empty() {
        return match rename_at(placed, range, last) {
            Ok(edits) => Respelled::Edits(edits),
            Err(why) => Respelled::Manual(why),
        };
    }
    if !new.iter().all(|name| is_identifier(name)) {
        return Respelled::Manual("the new name cannot be written with a dot");
    }
    match placed.spot(range) {
        Some(Spot::Member(_)) => {
            Respelled::Edits(vec![TextEdit::replace(range.clone(), new.join("."))])
        }
        Some(Spot::PatKey {
            pat,
            index,
            shorthand,
        }) => {
            let Some(prop) = placed.pat_prop(pat, index) else {
                return Respelled::Manual("its syntax is not understood");
            };
            let whole = placed.range(prop.span);
            let open: String = holders.iter().map(|name| format!("{name}: {{ ")).collect();
            let mut edits = Vec::new();
            let written = placed.source.slice(range.clone());
            if shorthand && written == last.as_str() {
                edits.push(TextEdit::insert(whole.start, open));
            } else if shorthand {
                edits.push(TextEdit::insert(whole.start, format!("{open}{last}: ")));
            } else {
                edits.push(TextEdit::replace(
                    whole.start..range.end.max(whole.start),
                    format!("{open}{last}"),
                ));
            }
            edits.push(TextEdit::insert(whole.end, " }".repeat(holders.len())));
            Respelled::Edits(edits)
        }
        _ => Respelled::Manual("it becomes more than one name"),
    }
}

/// Whether an object literal has a key.
pub(crate) fn has_key(placed: Placed<'_>, object: crate::lower::ExprId, name: &str) -> bool {
    let props = match placed.expr(object).map(|expr| &expr.kind) {
        Some(
            ExprKind::Object(props)
            | ExprKind::Jsx {
                attributes: props, ..
            },
        ) => props,
        _ => return false,
    };
    props
        .iter()
        .any(|prop| matches!(&prop.key, PropKey::Static(key) if key == name))
}

/// A range without the quotes that it may hold.
fn unquoted(placed: Placed<'_>, range: &Range<usize>) -> Range<usize> {
    let written = placed.source.slice(range.clone());
    let quoted = written.len() >= 2
        && written.starts_with(['\'', '"', '`'])
        && written.chars().next() == written.chars().last();
    if quoted {
        range.start + 1..range.end - 1
    } else {
        range.clone()
    }
}

/// Whether the quotes stand around the range.
fn quoted_outside(placed: Placed<'_>, range: &Range<usize>) -> bool {
    let Some(before) = range.start.checked_sub(1) else {
        return false;
    };
    let around = placed.source.slice(before..range.end + 1);
    around.starts_with(['\'', '"', '`']) && around.chars().next() == around.chars().last()
}

/// Whether a name can be written as it is.
pub(crate) fn is_identifier(name: &str) -> bool {
    let starts = name
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '$'));
    starts
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
}
