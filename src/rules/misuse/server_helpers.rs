//! `misuse/server-helper-in-client`: a helper of AuthKit that needs the server, called in a client component.

use nodejs_semver::Version;

use super::{Found, Look, NEXTJS, Rule};
use crate::{project::Provenance, resolve::Usage, rules::setting::Setting};

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

/// What was a server action, which a client component may call, and is closed to the client since `CLOSED`.
const ONCE_ACTIONS: [&str; 10] = [
    "checkRecentAuth",
    "getSignInUrl",
    "getSignUpUrl",
    "getTokenClaims",
    "refreshSession",
    "saveSession",
    "signOut",
    "switchToOrganization",
    "validateApiKey",
    "withAuth",
];

/// Since when the modules of those say `server-only`. The types do not show it.
const CLOSED: (u64, u64, u64) = (4, 3, 0);

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for occurrence in setting.occurrences_of(NEXTJS) {
        if !matches!(occurrence.usage, Usage::Call { .. }) {
            continue;
        }
        let Some(name) = setting.name_of(occurrence) else {
            continue;
        };
        let installed = &occurrence.installed;
        let closed = Version::from(CLOSED);
        let is_closed = installed.provenance != Provenance::Range
            && installed
                .version
                .as_ref()
                .is_some_and(|version| *version >= closed);
        let name = name.as_str();
        if NEVER.contains(&name) || (is_closed && ONCE_ACTIONS.contains(&name)) {
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
