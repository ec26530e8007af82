//! `require-one-of`: an argument of which exactly one of some fields has to be given. Whether a version wants it is
//! read from the timeline: some arm of the parameter's type has to take what the code gives.

use std::ops::Range;

use smol_str::SmolStr;

use super::{State, copy::Copy, source::Placed};
use crate::{
    knowledge::{
        Change, Kind, LiteralType, MemberKey, Subject, SymbolPath, Timeline, Type, VersionIdx,
    },
    lower::{ExprId, ExprKind, PropKey},
    resolve::{Occurrence, Usage},
};

/// Unions of more arms are not looked into.
const MAX_ARMS: usize = 64;
const MAX_DEPTH: usize = 12;

/// A call that gives none, or too many, of the fields.
pub(super) struct Breach<'a> {
    pub change: &'a Change,
    pub range: Range<usize>,
    pub literal: Range<usize>,
    pub state: State,
    /// The version in which the rule starts to hold (on the way from where the code works).
    pub since: VersionIdx,
    pub given: usize,
}

/// The breach of a call, if there is one.
pub(super) fn breach<'a>(
    copy: &Copy<'a>,
    placed: Placed<'_>,
    occurrence: &Occurrence,
) -> Option<Breach<'a>> {
    let Usage::Call { call } = occurrence.usage else {
        return None;
    };
    let MemberKey::Member { decl, path } = &occurrence.symbol else {
        return None;
    };
    let ExprKind::Call { args, .. } = &placed.expr(call)?.kind else {
        return None;
    };
    for (index, arg) in args.iter().enumerate().take_while(|(_, arg)| !arg.spread) {
        let key = MemberKey::Member {
            decl: *decl,
            path: SmolStr::new(format!("{path}({index})")),
        };
        for change in entries(copy, &key) {
            if let Some(found) = judge(copy, placed, arg.value, change) {
                return Some(found);
            }
        }
    }
    None
}

/// The entries about a parameter, and about the named types that it has at V and at T.
fn entries<'a>(copy: &Copy<'a>, param: &MemberKey) -> Vec<&'a Change> {
    let mut found = copy.changes.lookup(param);
    for at in [copy.v, copy.t] {
        for place in copy.timeline.places(param, at) {
            if let Type::Decl(id, _) = place.ty.as_ref() {
                found.extend(copy.changes.lookup(&MemberKey::Decl(*id)));
            }
        }
    }
    found.retain(|change| change.kind == Kind::RequireOneOf);
    found
}

fn judge<'a>(
    copy: &Copy<'a>,
    placed: Placed<'_>,
    argument: ExprId,
    change: &'a Change,
) -> Option<Breach<'a>> {
    let expr = placed.expr(argument)?;
    let ExprKind::Object(props) = &expr.kind else {
        return None;
    };
    let mut given: Vec<(&SmolStr, Range<usize>)> = Vec::new();
    for prop in props {
        // What a spread or a computed key brings along is not known.
        let PropKey::Static(name) = &prop.key else {
            return None;
        };
        if change.fields.contains(name) {
            given.push((name, placed.range(prop.key_span)));
        }
    }
    if given.len() == 1 {
        return None;
    }
    let names: Vec<&SmolStr> = given.iter().map(|(name, _)| *name).collect();
    let Some(Subject::Symbol(path)) = &change.symbol else {
        return None;
    };
    let takes = |at: VersionIdx| accepts(copy.timeline, path, at, &change.fields, &names);
    let literal = placed.range(expr.span);
    let range = match given.get(1) {
        Some((_, range)) => range.clone(),
        None => first_line(placed, &literal),
    };
    let breach = |state: State, since: VersionIdx| Breach {
        change,
        range,
        literal,
        state,
        since,
        given: given.len(),
    };
    if !copy.is_known() {
        return None;
    }
    let all = || copy.timeline.indices();
    if copy.candidates.iter().all(|at| takes(*at) == Some(false)) {
        let last = all()
            .rev()
            .filter(|at| *at < copy.v)
            .find(|at| takes(*at) == Some(true));
        if let Some(last) = last {
            return Some(breach(State::Removed, VersionIdx(last.0 + 1)));
        }
        let first = all()
            .filter(|at| *at > copy.v)
            .find(|at| takes(*at) == Some(true))?;
        return (!copy.beyond()).then(|| breach(State::NotYet, first));
    }
    if takes(copy.v) == Some(true) && takes(copy.t) == Some(false) {
        let since = if copy.v < copy.t {
            all()
                .filter(|at| (copy.v..=copy.t).contains(at))
                .find(|at| takes(*at) == Some(false))
        } else {
            Some(copy.t)
        };
        return Some(breach(State::Upcoming, since?));
    }
    None
}

/// A range cut off at the end of its first line.
fn first_line(placed: Placed<'_>, range: &Range<usize>) -> Range<usize> {
    let text = placed.source.text;
    let end = text.line_range(text.line_of(range.start)).end;
    range.start..range.end.min(end)
}

/// Whether some arm of a parameter's type takes exactly these of the fields; `None` where the type does not tell.
fn accepts(
    timeline: &Timeline,
    path: &SymbolPath,
    at: VersionIdx,
    fields: &[SmolStr],
    given: &[&SmolStr],
) -> Option<bool> {
    let mut known = false;
    for place in timeline.walk(path, at) {
        let mut arms = Vec::new();
        collect(timeline, &place.ty, at, Vec::new(), &mut arms, 0)?;
        for arm in arms {
            known = true;
            let fits = fields.iter().all(|name| {
                let field = field(timeline, &arm, name, at);
                match (given.contains(&name), field) {
                    (true, Some((_, never))) => !never,
                    (true, None) => false,
                    (false, Some((optional, never))) => optional || never,
                    (false, None) => true,
                }
            });
            if fits {
                return Some(true);
            }
        }
    }
    known.then_some(false)
}

/// One arm of a type: what it is joined of.
type Arm = Vec<Type>;

/// Takes a type apart into its arms. `None` where it cannot be.
fn collect(
    timeline: &Timeline,
    ty: &Type,
    at: VersionIdx,
    joined: Arm,
    out: &mut Vec<Arm>,
    depth: usize,
) -> Option<()> {
    if depth > MAX_DEPTH || out.len() > MAX_ARMS {
        return None;
    }
    let with = |ty: &Type| {
        let mut arm = joined.clone();
        arm.push(ty.clone());
        arm
    };
    match ty {
        Type::Union(arms) => arms
            .iter()
            .filter(|arm| !is_nothing(arm))
            .try_for_each(|arm| collect(timeline, arm, at, joined.clone(), out, depth + 1)),
        Type::Intersection(parts) => {
            let mut arms: Vec<Arm> = vec![joined];
            for part in parts {
                let mut next = Vec::new();
                for arm in arms {
                    collect(timeline, part, at, arm, &mut next, depth + 1)?;
                }
                arms = next;
            }
            out.extend(arms);
            Some(())
        }
        Type::Decl(id, _) => match timeline.decl(*id)?.ty.at(at) {
            Some(alias) => collect(timeline, timeline.ty(alias.ty), at, joined, out, depth + 1),
            None => {
                out.push(with(ty));
                Some(())
            }
        },
        Type::Object(_) => {
            out.push(with(ty));
            Some(())
        }
        _ => None,
    }
}

fn is_nothing(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Literal(LiteralType::Null | LiteralType::Undefined)
    )
}

/// Whether a field of an arm may be left out, and whether it may not be given at all.
fn field(timeline: &Timeline, arm: &Arm, name: &str, at: VersionIdx) -> Option<(bool, bool)> {
    let never = |ty: &Type| {
        is_nothing(ty)
            || matches!(ty, Type::Keyword(name) if name == "never")
            || matches!(ty, Type::Union(arms) if arms.iter().all(|arm| is_nothing(arm) || matches!(arm, Type::Keyword(name) if name == "never")))
    };
    let mut found: Option<(bool, bool)> = None;
    for part in arm {
        let one = match part {
            Type::Object(fields) => fields
                .iter()
                .find(|field| field.name == name)
                .map(|field| (field.optional, never(&field.ty))),
            Type::Decl(id, _) => timeline
                .member(*id, name, at)
                .and_then(|(_, member)| member.at(at))
                .map(|variant| (variant.optional, never(timeline.ty(variant.ty)))),
            _ => None,
        };
        found = match (found, one) {
            (Some((a, b)), Some((c, d))) => Some((a && c, b || d)),
            (found, one) => found.or(one),
        };
    }
    found
}
