//! `misuse/hook-missing`: an app with AuthKit for Next.js has no request hook. Off unless asked for: `handleAuth` and the
//! hooks for browsers work without one.

use super::{Found, Look, NEXTJS, Rule};
use crate::{
    project::{Dependency, Hook},
    resolve::Certainty,
    rules::setting::Setting,
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/hook-missing",
    package: NEXTJS,
    look: Look::Manifest(look),
    words: &[],
};

fn look(setting: &Setting<'_>, dependencies: &[Dependency]) -> Vec<Found> {
    let Some(dependency) = dependencies.iter().find(|it| it.name == NEXTJS) else {
        return Vec::new();
    };
    let Some(app) = setting.project.next_app(setting.path) else {
        return Vec::new();
    };
    let places = [app.base.clone(), app.root.clone(), app.root.join("src")];
    if places
        .iter()
        .any(|dir| !setting.project.hooks_in(dir).is_empty())
    {
        return Vec::new();
    }
    let hook = match app.is_at_least(16) {
        Some(false) => Hook::Middleware,
        _ => Hook::Proxy,
    };
    let message = format!(
        "This app has no request hook (`{}.ts` beside the folder with the routes): `withAuth()` throws, and sessions are not refreshed.",
        hook.name()
    );
    vec![Found {
        certainty: Certainty::Inferred,
        ..Found::certain(dependency.value.clone(), message)
    }]
}
