//! `misuse/hook-misplaced`, `misuse/hook-twice`: a request hook that Next.js never finds, and two of them at once.

use std::ops::Range;

use super::{Found, Look, NEXTJS, Rule};
use crate::{
    lower::Export,
    project::{Hook, NextApp},
    rules::setting::Setting,
};

pub(super) const MISPLACED: Rule = Rule {
    id: "misuse/hook-misplaced",
    package: NEXTJS,
    look: Look::File(misplaced),
    words: &[],
};

pub(super) const TWICE: Rule = Rule {
    id: "misuse/hook-twice",
    package: NEXTJS,
    look: Look::File(twice),
    words: &[],
};

/// What only a request hook imports.
fn is_of_hooks(name: &str) -> bool {
    matches!(
        name,
        "authkitMiddleware"
            | "authkitProxy"
            | "authkit"
            | "handleAuthkitHeaders"
            | "handleAuthkitProxy"
            | "*"
    )
}

/// The request hook that a file is, with the place of its export, if it is one of AuthKit's and among what is judged.
fn hook(setting: &Setting<'_>) -> Option<(Hook, NextApp, Range<usize>)> {
    let hook = Hook::of_path(setting.path)?;
    if setting.in_test || !setting.imports_authkit(is_of_hooks) {
        return None;
    }
    let source = setting.source()?;
    let (index, range) = source.items().find_map(|placed| {
        let range = placed.item.exports.iter().find_map(|export| match export {
            Export::Local { exported, span, .. }
                if exported == hook.name() || exported == "default" =>
            {
                Some(placed.range(*span))
            }
            Export::Value { exported, value } if exported == "default" => {
                let span = placed.expr(*value)?.span;
                let start = placed.range(span).start;
                let word = placed.slice(span);
                let end = word
                    .find(|c: char| !c.is_alphanumeric() && c != '_')
                    .unwrap_or(word.len());
                Some(start..start + end.max(1))
            }
            _ => None,
        })?;
        Some((placed.index, range))
    })?;
    let app = setting.project.next_app(setting.path)?;
    setting.items.contains(&index).then_some((hook, app, range))
}

fn misplaced(setting: &Setting<'_>) -> Vec<Found> {
    let Some((hook, app, range)) = hook(setting) else {
        return Vec::new();
    };
    if app.is_hook_place(setting.path) || !setting.project.hooks_in(&app.base).is_empty() {
        return Vec::new();
    }
    let routers = [&app.app, &app.pages];
    let in_router = routers
        .into_iter()
        .flatten()
        .find(|dir| setting.path.starts_with(dir));
    let beside = setting
        .path
        .parent()
        .is_some_and(|dir| dir == app.root || dir == app.root.join("src"));
    let shown = |dir: &std::path::Path| {
        let below = dir.strip_prefix(&app.root).unwrap_or(dir);
        let below = below.to_string_lossy().replace('\\', "/");
        if below.is_empty() {
            "the root of the app".to_owned()
        } else {
            format!("`{below}/`")
        }
    };
    let name = hook.name();
    let message = match in_router {
        Some(router) => format!(
            "Next.js never calls a `{name}` file in {}: it looks in {}, and AuthKit protects nothing here.",
            shown(router),
            shown(&app.base)
        ),
        None if beside => format!(
            "Next.js never calls this `{name}` file: the routes lie in {}, so it looks in {}, and AuthKit protects nothing here.",
            shown(app.app.as_ref().or(app.pages.as_ref()).unwrap_or(&app.base)),
            shown(&app.base)
        ),
        // Elsewhere it may be a module that happens to have the name.
        None => return Vec::new(),
    };
    vec![Found::certain(range, message)]
}

fn twice(setting: &Setting<'_>) -> Vec<Found> {
    let Some((hook, app, range)) = hook(setting) else {
        return Vec::new();
    };
    if !app.is_hook_place(setting.path) {
        return Vec::new();
    }
    let others = setting.project.hooks_in(&app.base);
    let other = others.iter().find(|(_, path)| path != setting.path);
    let Some((other, path)) = other else {
        return Vec::new();
    };
    let shown = path.file_name().unwrap_or_default().to_string_lossy();
    let message = match (hook == *other, app.is_at_least(16)) {
        (true, _) => format!("There is `{shown}` as well, and Next.js calls one of the two only."),
        (false, Some(true)) => format!(
            "There is `{shown}` as well: Next.js {} does not start with both.",
            app.version_text()
        ),
        (false, Some(false)) if hook == Hook::Proxy => format!(
            "There is `{shown}` as well, and that is what Next.js {} calls: this file never runs.",
            app.version_text()
        ),
        _ => return Vec::new(),
    };
    vec![Found::certain(range, message)]
}
