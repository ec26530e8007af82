//! `misuse/cookie-password`: the password that seals sessions has fewer than 32 characters, and sealing throws.

use super::{Found, Look, NODE, Rule};
use crate::{
    lower::{ExprKind, Literal, PropKey},
    project::{EnvEntry, is_sample_name},
    resolve::{Site, Usage},
    rules::setting::Setting,
};

const ID: &str = "misuse/cookie-password";

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
    words: &["cookiePassword"],
};

/// The least that sealing takes.
const LEAST: usize = 32;

fn in_env(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    let name = setting.path.file_name().and_then(|name| name.to_str());
    if name.is_some_and(is_sample_name) {
        return Vec::new();
    }
    // Where it is set twice, the last one counts.
    let last = entries
        .iter()
        .rfind(|entry| entry.name == "WORKOS_COOKIE_PASSWORD");
    let Some(entry) = last.filter(|entry| entry.is_literal() && !entry.text.is_empty()) else {
        return Vec::new();
    };
    too_short(&entry.text)
        .map(|message| Found::certain(entry.value.clone(), message))
        .into_iter()
        .collect()
}

/// `cookiePassword: '…'` in options that the SDK takes.
fn in_source(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source().filter(|_| !setting.in_test) else {
        return Vec::new();
    };
    let written = setting
        .occurrences
        .iter()
        .filter(|it| it.usage == Usage::Written);
    let found = written.filter_map(|occurrence| {
        let Site::Prop(object, index) = occurrence.at else {
            return None;
        };
        let placed = source.item(occurrence.item)?;
        let ExprKind::Object(props) = &placed.expr(object)?.kind else {
            return None;
        };
        let prop = props.get(usize::try_from(index).ok()?)?;
        let is_password = matches!(&prop.key, PropKey::Static(name) if name == "cookiePassword");
        let value = placed.expr(prop.value.filter(|_| is_password)?)?;
        let ExprKind::Literal(Literal::String(text)) = &value.kind else {
            return None;
        };
        // A word or two of an example stands for a password.
        let is_word = text.chars().count() < 4;
        let message = too_short(text).filter(|_| !is_word)?;
        Some(Found::certain(placed.range(value.span), message))
    });
    found.collect()
}

/// What is wrong with a password that is too short. An empty one is missing.
fn too_short(password: &str) -> Option<String> {
    let length = password.encode_utf16().count();
    (1..LEAST).contains(&length).then(|| {
        format!(
            "The password that seals sessions has {length} characters, and at least {LEAST} are wanted: sign-in ends in an error."
        )
    })
}
