//! A function that is handed to an option reads a field of what it is given that another version does not hand over.

use std::{collections::BTreeSet, ops::Range};

use smol_str::SmolStr;

use super::{
    Finding, Likeness, Severity, State,
    message::sentence,
    report::{Input, Seen, compiler},
    source::Placed,
    state::of_life,
};
use crate::{
    knowledge::{Life, MemberKey, Timeline, Type, VersionIdx},
    lower::{ExprId, ExprKind, Param, PatKind},
    resolve::{Site, Usage},
};

/// Adds findings of that kind, where nothing was found of the same name.
pub(super) fn add(input: &Input<'_>, seen: &[Seen<'_>], found: &mut Vec<Finding>) {
    let mut new: Vec<Finding> = Vec::new();
    for &Seen {
        copy,
        placed,
        occurrence,
        link,
    } in seen
    {
        let (Usage::Written, Site::Prop(object, index)) = (&occurrence.usage, occurrence.at) else {
            continue;
        };
        for (param, name, range) in read_by(placed, object, index) {
            let is_said = |finding: &Finding| finding.range == range;
            if found.iter().chain(&new).any(is_said) {
                continue;
            }
            let life = handed(copy.timeline, &link.symbol, param, &name);
            let Some(verdict) = life.and_then(|life| of_life(copy, &life)) else {
                continue;
            };
            let option = placed.source.slice(link.range.clone());
            let installed = copy.installed_text();
            let since = verdict.since.map(|at| copy.needed(at)).unwrap_or_default();
            let message = match verdict.state {
                State::Upcoming => format!(
                    "`{option}` is handed `{name}` in {} {installed}, not from {since} on.",
                    copy.name
                ),
                State::NotYet => format!(
                    "`{option}` is handed no `{name}` in {} {installed}: this needs {since}.",
                    copy.name
                ),
                _ => format!(
                    "`{option}` is handed no `{name}` in {} {installed} (changed in {since}).",
                    copy.name
                ),
            };
            let change = copy.changes.lookup(&link.symbol).into_iter().next();
            let note = change.map(|change| format!(" {}", sentence(&change.note)));
            new.push(Finding {
                path: input.path.to_path_buf(),
                range,
                state: verdict.state,
                severity: Severity::Off,
                change: change.map(|change| change.id.clone()),
                lineage: Vec::new(),
                package: SmolStr::new(copy.name),
                symbol: copy.timeline.display_at(&link.symbol, Some(copy.v)),
                installed: copy.installed.version.clone(),
                provenance: copy.installed.provenance,
                target: copy.target.version.clone(),
                compiler: compiler(verdict.state, occurrence.typed),
                certainty: occurrence.certainty,
                in_test: input.in_test,
                message: format!("{message}{}", note.unwrap_or_default()),
                reference: change.and_then(|change| change.refs.first().cloned()),
                arguments: Likeness::Changed,
                result: Likeness::None,
                endpoint: Likeness::None,
                fixes: Vec::new(),
            });
        }
    }
    found.append(&mut new);
}

/// In which versions the function of an option is handed a field; `None` where that cannot be told of one of them.
fn handed(timeline: &Timeline, option: &MemberKey, param: usize, name: &str) -> Option<Life> {
    let MemberKey::Member { decl, path } = option else {
        return None;
    };
    let key = |path: String| MemberKey::Member {
        decl: *decl,
        path: SmolStr::new(path),
    };
    let whole = key(format!("{path}({param})"));
    let holds = |name: &str, at: VersionIdx| {
        let field = key(format!("{path}({param}).{name}"));
        !timeline.places(&field, at).is_empty()
    };
    let (mut holding, mut lacking) = (Vec::new(), Vec::new());
    let mut beside: BTreeSet<SmolStr> = BTreeSet::new();
    for at in timeline.indices() {
        let Some(place) = timeline.places(&whole, at).into_iter().next() else {
            continue;
        };
        if holds(name, at) {
            holding.push(at);
            beside.extend(names(timeline, &place.ty, at));
        } else {
            lacking.push(at);
        }
    }
    beside.remove(name);
    // What is known of a type says that a field is not there only if it says that others are.
    let is_known = |at: &VersionIdx| beside.iter().any(|other| holds(other, *at));
    let is_told = !holding.is_empty() && lacking.iter().all(is_known);
    is_told.then(|| Life::of_versions(holding))
}

/// The names of the fields of a type that is written out.
fn names(timeline: &Timeline, ty: &Type, at: VersionIdx) -> Vec<SmolStr> {
    match ty {
        Type::Object(fields) => fields.iter().map(|field| field.name.clone()).collect(),
        Type::Decl(id, _) => timeline.member_names(*id, at).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The fields that a function literal reads of its parameters: which parameter, which field, and where it is named.
fn read_by(placed: Placed<'_>, object: ExprId, index: u32) -> Vec<(usize, SmolStr, Range<usize>)> {
    let kind = |id: ExprId| placed.expr(id).map(|expr| &expr.kind);
    let props = match kind(object) {
        Some(ExprKind::Object(props)) => props,
        Some(ExprKind::Jsx { attributes, .. }) => attributes,
        _ => return Vec::new(),
    };
    let value = props.get(index as usize).and_then(|prop| prop.value);
    let Some(ExprKind::Function(function)) = value.and_then(kind) else {
        return Vec::new();
    };
    let Some(function) = placed.item.functions.get(function.index()) else {
        return Vec::new();
    };
    let params = function.params.iter().enumerate();
    params
        .filter(|(_, param)| param.declared.is_none())
        .flat_map(|(index, param)| {
            let fields = fields_read(placed, param).into_iter();
            fields.map(move |(name, range)| (index, name, range))
        })
        .collect()
}

fn fields_read(placed: Placed<'_>, param: &Param) -> Vec<(SmolStr, Range<usize>)> {
    match placed.item.pats.get(param.pat.index()).map(|pat| &pat.kind) {
        Some(PatKind::Object { props, .. }) => props
            .iter()
            .filter_map(|prop| Some((prop.key.clone()?, placed.range(prop.key_span))))
            .collect(),
        Some(PatKind::Binding(binding)) => {
            let bound = placed.item.bindings.get(binding.index());
            let Some(bound) = bound.filter(|it| placed.source.is_bound_once(&it.name)) else {
                return Vec::new();
            };
            let exprs = placed.item.exprs.iter();
            exprs
                .filter_map(|expr| match &expr.kind {
                    ExprKind::Member {
                        object,
                        name,
                        name_span,
                        ..
                    } if matches!(placed.expr(*object).map(|it| &it.kind), Some(ExprKind::Name(of)) if *of == bound.name) => {
                        Some((name.clone(), placed.range(*name_span)))
                    }
                    _ => None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}
