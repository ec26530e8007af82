//! `misuse/secret-exposed`: a secret in a variable that the bundler writes into what browsers load.

use super::{
    Found, Look, NODE, Rule,
    secret_in_source::{is_ours, secret_part},
};
use crate::{project::EnvEntry, resolve::variables, rules::setting::Setting};

const ID: &str = "misuse/secret-exposed";

pub(super) const IN_ENV: Rule = Rule {
    id: ID,
    package: NODE,
    look: Look::Env(in_env),
    words: &[],
};

pub(super) const IN_SOURCE: Rule = Rule {
    id: ID,
    package: NODE,
    look: Look::Items(in_source),
    words: &[],
};

/// What the names of variables start with that bundlers write into the code for browsers.
const PUBLIC: [&str; 8] = [
    "NEXT_PUBLIC_",
    "VITE_",
    "REACT_APP_",
    "EXPO_PUBLIC_",
    "NUXT_PUBLIC_",
    "GATSBY_",
    "PUBLIC_",
    "STORYBOOK_",
];

/// What the names of WorkOS' secrets are behind that.
const SECRETS: [&str; 6] = [
    "WORKOS_API_KEY",
    "WORKOS_API_SECRET",
    "WORKOS_SECRET_KEY",
    "WORKOS_CLIENT_SECRET",
    "WORKOS_COOKIE_PASSWORD",
    "WORKOS_WEBHOOK_SECRET",
];

/// The rest of a name that is public.
fn public(name: &str) -> Option<(&str, &str)> {
    PUBLIC
        .iter()
        .find_map(|prefix| Some((*prefix, name.strip_prefix(prefix)?)))
}

fn message(name: &str, prefix: &str) -> String {
    format!(
        "`{name}` holds a secret, and every variable that starts with `{prefix}` is written into what browsers load."
    )
}

fn in_env(_: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    let found = entries.iter().filter_map(|entry| {
        let (prefix, rest) = public(&entry.name)?;
        let is_secret = SECRETS.contains(&rest) || secret_part(&entry.text).is_some_and(is_ours);
        is_secret.then(|| Found::certain(entry.key.clone(), message(&entry.name, prefix)))
    });
    found.collect()
}

fn in_source(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for placed in setting.items.clone().filter_map(|index| source.item(index)) {
        for (name, span) in variables(placed.item) {
            if let Some((prefix, rest)) = public(&name)
                && SECRETS.contains(&rest)
            {
                found.push(Found::certain(placed.range(span), message(&name, prefix)));
            }
        }
    }
    found
}
