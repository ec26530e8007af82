//! Mistakes in using what exists: one rule per file, each with an entry of kind `misuse` in the tables, which says what to
//! do instead and can be disabled. A rule whose entry is not there is off.

mod api_hostname;
mod brings;
mod callback_route;
mod client_hooks;
mod cookie_password;
mod env_ignored;
mod frameworks;
mod hook_missing;
mod hook_place;
mod key_environment;
mod outside_matcher;
mod provider;
mod public_client;
mod redirect_swallowed;
mod secret_exposed;
mod secret_in_source;
mod server_helpers;
mod sign_out;
mod variables;
mod webhook_body;

use std::{ops::Range, path::Path};

use smol_str::SmolStr;

use super::{
    Finding, Fix, State,
    copy::Copy,
    message::sentence,
    project::about,
    setting::{NEXTJS, Setting},
};
use crate::{
    knowledge::Knowledge,
    project::{Dependency, EnvEntry},
    resolve::{Certainty, Occurrence, Used},
};

/// The package of the client, which most others bring along.
const NODE: &str = "@workos-inc/node";

/// The package of AuthKit for React.
const REACT: &str = "@workos-inc/authkit-react";

/// A rule: the id of its entry, the package whose tables hold it, and what it looks at.
struct Rule {
    id: &'static str,
    package: &'static str,
    look: Look,
    /// Of which one stands in each source file that it reports on, unless that is told otherwise.
    words: &'static [&'static str],
}

/// What a rule looks at.
enum Look {
    /// The judged items of a source file, each by itself.
    Items(fn(&Setting<'_>) -> Vec<Found>),
    /// A source file as a whole: what one item comes to may hang on another.
    File(fn(&Setting<'_>) -> Vec<Found>),
    /// The variables that a file sets.
    Env(fn(&Setting<'_>, &[EnvEntry]) -> Vec<Found>),
    /// The dependencies that a manifest states.
    Manifest(fn(&Setting<'_>, &[Dependency]) -> Vec<Found>),
}

/// What a rule found.
struct Found {
    range: Range<usize>,
    /// What is wrong, without what to do.
    message: String,
    certainty: Certainty,
    fixes: Vec<Fix>,
}

impl Found {
    /// Something that is wrong for sure.
    fn certain(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            certainty: Certainty::Certain,
            fixes: Vec::new(),
        }
    }
}

/// All rules.
const RULES: &[Rule] = &[
    api_hostname::RULE,
    callback_route::RULE,
    client_hooks::RULE,
    cookie_password::IN_ENV,
    cookie_password::IN_SOURCE,
    env_ignored::RULE,
    frameworks::CALLBACK_FILE,
    frameworks::CALLBACK_LOADER,
    frameworks::ROOT_LOADER,
    frameworks::START_MIDDLEWARE,
    hook_missing::RULE,
    hook_place::MISPLACED,
    hook_place::TWICE,
    key_environment::RULE,
    outside_matcher::RULE,
    provider::RULE,
    public_client::RULE,
    redirect_swallowed::RULE,
    secret_exposed::IN_ENV,
    secret_exposed::IN_SOURCE,
    secret_in_source::RULE,
    server_helpers::RULE,
    sign_out::BY_GET,
    sign_out::PREFETCHED,
    variables::COOKIE_DOMAIN,
    variables::MISSING,
    variables::MISSPELT,
    webhook_body::RULE,
];

/// Words of which one stands in a source file that loads an SDK and is reported on by a rule.
pub fn misuse_words() -> impl Iterator<Item = &'static str> {
    RULES.iter().flat_map(|rule| rule.words.iter().copied())
}

/// Rules on files that may neither name nor load an SDK, and what such a file looks like.
const UNSEEN: &[(&str, LooksLike)] = &[
    (provider::RULE.id, provider::may_be_root),
    (sign_out::PREFETCHED.id, sign_out::may_link),
    (frameworks::CALLBACK_LOADER.id, frameworks::may_be_one),
    (frameworks::ROOT_LOADER.id, frameworks::may_be_one),
    (frameworks::START_MIDDLEWARE.id, frameworks::may_be_one),
];

/// Tells from a path and a text.
type LooksLike = fn(&Path, &[u8]) -> bool;

/// Whether a rule that is on may report on a source file although it sees no SDK. Wrong only on the side of yes.
pub fn may_be_misuse(path: &Path, text: &[u8], is_on: impl Fn(&str) -> bool) -> bool {
    let mut rules = UNSEEN.iter();
    rules.any(|(id, looks_like)| is_on(id) && looks_like(path, text))
}

/// Whether a text holds another.
fn holds(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}

/// The mistakes in some items of a source file that those show by themselves, ascending by range.
#[must_use]
pub fn misuse_in_items(setting: &Setting<'_>) -> Vec<Finding> {
    judged(setting, |look| match look {
        Look::Items(look) => look(setting),
        Look::File(_) | Look::Env(_) | Look::Manifest(_) => Vec::new(),
    })
}

/// The mistakes that a source file shows as a whole, ascending by range. Of its occurrences only those are needed that
/// `is_judged_in_file` names.
#[must_use]
pub fn misuse_in_file(setting: &Setting<'_>) -> Vec<Finding> {
    judged(setting, |look| match look {
        Look::File(look) => look(setting),
        Look::Items(_) | Look::Env(_) | Look::Manifest(_) => Vec::new(),
    })
}

/// Whether a rule that looks at a file as a whole may start from an occurrence.
#[must_use]
pub fn is_judged_in_file(knowledge: &Knowledge, occurrence: &Occurrence) -> bool {
    [NEXTJS, REACT]
        .iter()
        .any(|name| knowledge.package(name) == Some(occurrence.package))
        || webhook_body::may_start_from(occurrence)
}

/// The mistakes in a file that sets variables, ascending by range.
#[must_use]
pub fn env_misuse(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Finding> {
    judged(setting, |look| match look {
        Look::Env(look) => look(setting, entries),
        Look::Items(_) | Look::File(_) | Look::Manifest(_) => Vec::new(),
    })
}

/// The mistakes that the dependencies of a manifest show, ascending by range.
#[must_use]
pub fn manifest_misuse(setting: &Setting<'_>, dependencies: &[Dependency]) -> Vec<Finding> {
    judged(setting, |look| match look {
        Look::Manifest(look) => look(setting, dependencies),
        Look::Items(_) | Look::File(_) | Look::Env(_) => Vec::new(),
    })
}

fn judged(setting: &Setting<'_>, look: impl Fn(&Look) -> Vec<Found>) -> Vec<Finding> {
    if setting.used.is_empty() && setting.occurrences.is_empty() {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = RULES
        .iter()
        .flat_map(|rule| {
            let found = look(&rule.look).into_iter();
            found.filter_map(|found| finding(setting, rule, found))
        })
        .collect();
    findings.sort_by_key(|finding| (finding.range.start, finding.range.end));
    findings
}

fn finding(setting: &Setting<'_>, rule: &Rule, found: Found) -> Option<Finding> {
    let package = setting.knowledge.package(rule.package)?;
    let change = setting.knowledge.changes(package).by_id(rule.id)?;
    // Of an app that has only what brings the package, what it has counts.
    let of_occurrences = setting.occurrences.first().map(|occurrence| Used {
        package: occurrence.package,
        installed: occurrence.installed.clone(),
    });
    let used = setting
        .used(rule.package)
        .or_else(|| setting.used.first())
        .cloned()
        .or(of_occurrences)?;
    let target = setting.target_of(&used);
    let copy = Copy::new(setting.knowledge, used.package, &used.installed, &target);
    let message = format!("{} {}", found.message, sentence(&change.note));
    Some(Finding {
        certainty: found.certainty,
        in_test: setting.in_test,
        fixes: found.fixes,
        package: SmolStr::new(copy.name),
        ..about(
            &copy,
            setting.path,
            found.range,
            State::Misuse,
            rule.id,
            message,
        )
        .of(change)
    })
}
