//! `misuse/client-hook-on-server`: a hook of AuthKit in a page or layout that is rendered on the server.

use super::{Found, Look, NEXTJS, Rule};
use crate::{project::EXTENSIONS, resolve::Usage, rules::setting::Setting};

pub(super) const RULE: Rule = Rule {
    id: "misuse/client-hook-on-server",
    package: NEXTJS,
    look: Look::File(look),
    words: &HOOKS,
};

/// The hooks, wherever they are exported.
const HOOKS: [&str; 4] = [
    "useAuth",
    "useAccessToken",
    "useTokenClaims",
    "useRecentAuth",
];

/// Files that Next.js renders on the server unless they say `'use client'`. Any other module may be imported by client
/// components alone.
const SERVED: [&str; 6] = [
    "page",
    "layout",
    "template",
    "default",
    "loading",
    "not-found",
];

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let calls = setting
        .occurrences_of(NEXTJS)
        .filter(|it| matches!(it.usage, Usage::Call { .. }));
    let named = calls.filter_map(|it| {
        let name = setting.name_of(it)?;
        let name = name.rsplit('#').next()?.to_owned();
        HOOKS
            .contains(&name.as_str())
            .then(|| (it.range.clone(), name))
    });
    let found: Vec<Found> = named
        .map(|(range, name)| {
            let message = format!(
                "`{name}` works in client components only, and Next.js renders this file on the server."
            );
            Found::certain(range, message)
        })
        .collect();
    if found.is_empty() || !is_served(setting) {
        return Vec::new();
    }
    found
}

/// Whether the file is one of the app router that is rendered on the server.
fn is_served(setting: &Setting<'_>) -> bool {
    let name = setting.path.file_name().and_then(|name| name.to_str());
    let parts = name.and_then(|name| name.split_once('.'));
    let is_route = parts
        .is_some_and(|(stem, extension)| SERVED.contains(&stem) && EXTENSIONS.contains(&extension));
    is_route
        && !setting.has_directive("use client")
        && setting
            .project
            .next_app(setting.path)
            .and_then(|app| app.app)
            .is_some_and(|app| setting.path.starts_with(app))
}
