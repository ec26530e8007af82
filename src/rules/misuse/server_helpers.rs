//! `misuse/server-helper-in-client`: a helper of AuthKit that needs the server, called in a client component.

use super::{Found, Look, NEXTJS, Rule};
use crate::{
    project::Provenance,
    resolve::{Occurrence, Usage},
    rules::{copy::Copy, setting::Setting},
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/server-helper-in-client",
    package: NEXTJS,
    look: Look::File(look),
    words: &["use client"],
};

/// What never could be called from a client component.
const NEVER: [&str; 8] = [
    "authkit",
    "authkitMiddleware",
    "authkitProxy",
    "getWorkOS",
    "handleAuth",
    "handleAuthkitHeaders",
    "handleAuthkitProxy",
    "partitionAuthkitHeaders",
];

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for occurrence in setting.occurrences_of(NEXTJS) {
        if !matches!(occurrence.usage, Usage::Call { .. }) {
            continue;
        }
        let Some(name) = setting.name_of(occurrence) else {
            continue;
        };
        if NEVER.contains(&name.as_str()) || is_closed(setting, occurrence, &name) {
            let message = format!(
                "`{name}` works on the server only, and this file is a client component (`'use client'`)."
            );
            found.push(Found::certain(occurrence.range.clone(), message));
        }
    }
    if found.is_empty() || setting.in_test || !setting.has_directive("use client") {
        return Vec::new();
    }
    found
}

/// Whether the installed version keeps browsers from loading what is called: `import 'server-only'`. Before, most of it
/// was a server action, which a client component may call.
fn is_closed(setting: &Setting<'_>, occurrence: &Occurrence, name: &str) -> bool {
    let installed = &occurrence.installed;
    let target = (setting.target)(occurrence.package, installed);
    let copy = Copy::new(setting.knowledge, occurrence.package, installed, &target);
    installed.provenance != Provenance::Range
        && copy.is_known()
        && copy
            .timeline
            .contract("server", name)
            .is_some_and(|bound| bound.life.contains(copy.v))
}
