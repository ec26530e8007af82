//! `misuse/env-not-ignored`: a file with a secret lies in a repository, and git does not ignore it.

use super::{Found, Look, NODE, Rule, secret_in_source::secret_part};
use crate::{
    project::{EnvEntry, is_sample_name},
    rules::setting::Setting,
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/env-not-ignored",
    package: NODE,
    look: Look::Env(look),
    words: &[],
};

/// The least that a value has that is a secret.
const LEAST: usize = 16;

fn look(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    let name = setting.path.file_name().and_then(|name| name.to_str());
    if name.is_none_or(is_sample_name) {
        return Vec::new();
    }
    let is_secret = |entry: &&EnvEntry| {
        let is_long = entry.is_literal() && entry.text.len() >= LEAST;
        let is_key = entry.name == "WORKOS_API_KEY" && entry.text.starts_with("sk_");
        let is_ours = secret_part(&entry.text).is_some_and(super::secret_in_source::is_ours);
        is_long
            && (is_key || is_ours || entry.name == "WORKOS_COOKIE_PASSWORD")
            && !super::secret_in_source::is_made_up(secret_part(&entry.text).unwrap_or(&entry.text))
    };
    let Some(entry) = entries.iter().find(is_secret) else {
        return Vec::new();
    };
    if setting.project.is_ignored_by_git(setting.path) != Some(false) {
        return Vec::new();
    }
    let message = format!(
        "`{}` is a secret, and git does not ignore this file: no `.gitignore` in the repository names it.",
        entry.name
    );
    vec![Found::certain(entry.key.clone(), message)]
}
