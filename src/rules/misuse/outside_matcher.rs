//! `misuse/route-outside-matcher`: a page asks who is signed in, and the request hook does not run for it. Off unless asked
//! for: what a matcher lets through is told from its plain patterns only.

use std::path::Path;

use super::{Found, Look, NEXTJS, Rule};
use crate::{
    lower::{ExprKind, FileFacts, Item, Literal, PatKind, PropKey, StmtKind},
    project::NextApp,
    resolve::{Certainty, Usage},
    rules::setting::Setting,
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/route-outside-matcher",
    package: NEXTJS,
    look: Look::File(look),
    words: &["withAuth"],
};

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let calls = setting
        .occurrences_of(NEXTJS)
        .filter(|it| matches!(it.usage, Usage::Call { .. }));
    let ranges: Vec<_> = calls
        .filter(|it| setting.name_of(it).as_deref() == Some("withAuth"))
        .map(|it| it.range.clone())
        .collect();
    if ranges.is_empty() {
        return Vec::new();
    }
    let Some(app) = setting.project.next_app(setting.path) else {
        return Vec::new();
    };
    let hooks = setting.project.hooks_in(&app.base);
    let [(_, hook)] = hooks.as_slice() else {
        return Vec::new();
    };
    let patterns = (setting.facts_of)(hook).and_then(|facts| matcher(&facts));
    let (Some(patterns), Some(route)) = (patterns, route_of(&app, setting.path)) else {
        return Vec::new();
    };
    let fits: Option<Vec<bool>> = patterns
        .iter()
        .map(|pattern| fits(pattern, &route))
        .collect();
    if fits.is_none_or(|fits| fits.contains(&true)) {
        return Vec::new();
    }
    let message = format!(
        "`withAuth` needs the request hook, and its `matcher` does not let `{route}` through: it throws here."
    );
    ranges
        .into_iter()
        .map(|range| Found {
            certainty: Certainty::Inferred,
            ..Found::certain(range, message.clone())
        })
        .collect()
}

/// The patterns of `config.matcher`, if all of them are written out.
fn matcher(facts: &FileFacts) -> Option<Vec<String>> {
    facts.items.iter().find_map(|item| {
        let item = &*item.facts;
        let init = item.stmts.iter().find_map(|stmt| match &stmt.kind {
            StmtKind::Let {
                pat,
                init: Some(init),
                ..
            } => {
                let PatKind::Binding(binding) = &item.pats.get(pat.index())?.kind else {
                    return None;
                };
                (item.bindings.get(binding.index())?.name == "config").then_some(*init)
            }
            _ => None,
        })?;
        let kind = |id: crate::lower::ExprId| item.exprs.get(id.index()).map(|expr| &expr.kind);
        let ExprKind::Object(props) = kind(init)? else {
            return None;
        };
        let value = props
            .iter()
            .find(|prop| matches!(&prop.key, PropKey::Static(name) if name == "matcher"))?
            .value?;
        match kind(value)? {
            ExprKind::Array(elements) => elements.iter().map(|it| text(item, it.value)).collect(),
            _ => text(item, value).map(|one| vec![one]),
        }
    })
}

fn text(item: &Item, id: crate::lower::ExprId) -> Option<String> {
    match &item.exprs.get(id.index())?.kind {
        ExprKind::Literal(Literal::String(text)) => Some(text.to_string()),
        _ => None,
    }
}

/// The path of a page or a route; `None` where parameters are in it, or the file is neither.
fn route_of(app: &NextApp, path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    if !matches!(stem, "page" | "route") {
        return None;
    }
    let below = path.parent()?.strip_prefix(app.app.as_ref()?).ok()?;
    let mut route = String::new();
    for segment in below.components() {
        let segment = segment.as_os_str().to_str()?;
        match segment.chars().next()? {
            '(' | '@' => {}
            '[' => return None,
            _ => {
                route.push('/');
                route.push_str(segment);
            }
        }
    }
    Some(if route.is_empty() {
        "/".to_owned()
    } else {
        route
    })
}

/// Whether a plain pattern lets a path through; `None` where the pattern is not plain.
fn fits(pattern: &str, route: &str) -> Option<bool> {
    if pattern.contains(['(', ')', '\\', '{', '?', '[']) {
        return None;
    }
    let parts: Vec<&str> = pattern
        .trim_matches('/')
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let segments: Vec<&str> = route
        .trim_matches('/')
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let mut at = 0;
    for part in parts {
        match part.strip_prefix(':') {
            Some(name) if name.ends_with('*') => return Some(true),
            Some(name) if name.ends_with('+') => return Some(at < segments.len()),
            Some(_) if at < segments.len() => at += 1,
            None if segments.get(at) == Some(&part) => at += 1,
            _ => return Some(false),
        }
    }
    Some(at == segments.len())
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn plain_patterns() {
        for (pattern, route) in [
            ("/", "/"),
            ("/a", "/a"),
            ("/a/:path*", "/a"),
            ("/a/:path*", "/a/b/c"),
            ("/:id/b", "/x/b"),
            ("/a/:path+", "/a/b"),
        ] {
            assert_eq!(fits(pattern, route), Some(true), "{pattern} {route}");
        }
        for (pattern, route) in [
            ("/", "/a"),
            ("/a", "/a/b"),
            ("/a/:path*", "/b"),
            ("/:id", "/"),
            ("/a/:path+", "/a"),
        ] {
            assert_eq!(fits(pattern, route), Some(false), "{pattern} {route}");
        }
        assert_eq!(fits("/((?!_next).*)", "/a"), None);
    }
}
