//! `misuse/variable-missing`, `misuse/cookie-domain-missing`, `misuse/variable-misspelt`: a variable that AuthKit reads is not
//! set, or its name is written with a letter or two that differ.

use super::{Found, Look, NEXTJS, NODE, Rule};
use crate::{
    project::{EnvEntry, EnvFile, is_sample_name},
    resolve::Certainty,
    rules::{copy::Copy, setting::Setting},
    text::{SourceChange, TextEdit},
};

pub(super) const MISSING: Rule = Rule {
    id: "misuse/variable-missing",
    package: NEXTJS,
    look: Look::Env(missing),
    words: &[],
};

pub(super) const COOKIE_DOMAIN: Rule = Rule {
    id: "misuse/cookie-domain-missing",
    package: NEXTJS,
    look: Look::Env(cookie_domain),
    words: &[],
};

pub(super) const MISSPELT: Rule = Rule {
    id: "misuse/variable-misspelt",
    package: NODE,
    look: Look::Env(misspelt),
    words: &[],
};

/// What AuthKit for Next.js does not do without.
const NEEDED: [&str; 3] = [
    "WORKOS_API_KEY",
    "WORKOS_CLIENT_ID",
    "WORKOS_COOKIE_PASSWORD",
];
/// How many letters may differ.
const MOST: usize = 2;

fn is_sample(setting: &Setting<'_>) -> bool {
    let name = setting.path.file_name().and_then(|name| name.to_str());
    name.is_some_and(is_sample_name)
}

/// The files that set variables beside this one, those that only show which there are left out unless it is one.
fn beside(setting: &Setting<'_>) -> Vec<EnvFile> {
    let Some(dir) = setting.path.parent() else {
        return Vec::new();
    };
    let samples = is_sample(setting);
    let files = setting.project.env_files(dir);
    let shows = |file: &EnvFile| {
        let name = file.path.file_name().and_then(|name| name.to_str());
        name.is_some_and(is_sample_name)
    };
    files
        .iter()
        .filter(|file| samples == shows(file))
        .cloned()
        .collect()
}

fn is_set(files: &[EnvFile], entries: &[EnvEntry], name: &str) -> bool {
    let beside = files.iter().flat_map(|file| &file.entries);
    beside.chain(entries).any(|entry| entry.name == name)
}

/// Off unless asked for: where an app is hosted, its variables are set there.
fn missing(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    lacking(setting, entries, &NEEDED, |lacks| {
        format!("No `.env` file here sets {lacks}, without which AuthKit does not start.")
    })
}

/// Off unless asked for: without it the cookie belongs to one host, which is safer.
fn cookie_domain(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    lacking(setting, entries, &["WORKOS_COOKIE_DOMAIN"], |lacks| {
        format!(
            "No `.env` file here sets {lacks}: the session belongs to one host, and other subdomains do not see it."
        )
    })
}

/// Variables that no file sets, told where the first of the others is set.
fn lacking(
    setting: &Setting<'_>,
    entries: &[EnvEntry],
    names: &[&str],
    say: impl Fn(&str) -> String,
) -> Vec<Found> {
    if setting.used(NEXTJS).is_none() || is_sample(setting) {
        return Vec::new();
    }
    let Some(first) = entries.iter().find(|entry| entry.name.contains("WORKOS")) else {
        return Vec::new();
    };
    let files = beside(setting);
    let lacks: Vec<String> = names
        .iter()
        .filter(|name| !is_set(&files, entries, name))
        .map(|name| format!("`{name}`"))
        .collect();
    if lacks.is_empty() {
        return Vec::new();
    }
    vec![Found {
        certainty: Certainty::Inferred,
        ..Found::certain(first.key.clone(), say(&lacks.join(" and ")))
    }]
}

/// Certain only where AuthKit cannot do without the variable, and nothing sets it: otherwise the name may be the app's own.
fn misspelt(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    let known = known(setting);
    let files = beside(setting);
    let mut found = Vec::new();
    for entry in entries.iter().filter(|entry| entry.name.contains("WORKOS")) {
        if known.iter().any(|(name, _)| *name == entry.name) {
            continue;
        }
        let near = known.iter().filter_map(|(name, lives)| {
            let distance = distance(&entry.name, name);
            (*lives && (1..=MOST).contains(&distance)).then_some((distance, name))
        });
        let Some((_, name)) = near.min() else {
            continue;
        };
        if is_set(&files, entries, name) {
            continue;
        }
        let is_certain = NEEDED.contains(&name.as_str()) && setting.used(NEXTJS).is_some();
        let message = format!(
            "No version of a package in use reads `{}`; `{name}` is what they read, and nothing sets it here.",
            entry.name
        );
        let mut one = Found::certain(entry.key.clone(), message);
        if !is_certain {
            one.certainty = Certainty::Inferred;
        }
        let edit = TextEdit::replace(entry.key.clone(), name.as_str());
        one.fixes = SourceChange::of_file(setting.path, vec![edit])
            .map(|change| crate::rules::Fix {
                title: format!("Use `{name}`"),
                applicability: crate::rules::Applicability::Unsafe,
                reason: Some("the app may read the name as it is".to_owned()),
                change,
                preferred: true,
            })
            .into_iter()
            .collect();
        found.push(one);
    }
    found
}

/// The variables that packages in use read in some version, and whether they do now.
fn known(setting: &Setting<'_>) -> Vec<(String, bool)> {
    let mut known = Vec::new();
    for used in setting.used {
        let target = setting.target_of(used);
        let copy = Copy::new(setting.knowledge, used.package, &used.installed, &target);
        let variables = copy.timeline.contracts.iter().filter(|it| it.kind == "env");
        known.extend(variables.map(|it| (it.name.to_string(), it.life.contains(copy.v))));
    }
    known
}

/// How many letters have to be put in, taken out, exchanged or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > MOST {
        return MOST + 1;
    }
    let width = b.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    let at = |rows: &[Vec<usize>], i: usize, j: usize| {
        rows.get(i)
            .and_then(|row| row.get(j))
            .copied()
            .unwrap_or(usize::MAX / 2)
    };
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..width {
            let same = a.get(i - 1) == b.get(j - 1);
            let left = row.last().copied().unwrap_or_default() + 1;
            let mut best = left
                .min(at(&rows, i - 1, j) + 1)
                .min(at(&rows, i - 1, j - 1) + usize::from(!same));
            let swapped =
                i > 1 && j > 1 && a.get(i - 1) == b.get(j - 2) && a.get(i - 2) == b.get(j - 1);
            if swapped {
                best = best.min(at(&rows, i - 2, j - 2) + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    at(&rows, a.len(), b.len())
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn letters_that_differ_are_counted() {
        assert_eq!(distance("WORKOS_API_KEY", "WORKOS_API_KEY"), 0);
        assert_eq!(distance("WORKOS_APIKEY", "WORKOS_API_KEY"), 1);
        assert_eq!(distance("WORKOS_CLEINT_ID", "WORKOS_CLIENT_ID"), 1);
        assert_eq!(distance("WOKROS_CLIENT_IDS", "WORKOS_CLIENT_ID"), 2);
        assert!(distance("WORKOS_API_URL", "WORKOS_API_PORT") > 2);
        assert!(distance("WORKOS_ORG_ID", "WORKOS_CLIENT_ID") > 2);
        assert!(distance("", "WORKOS") > 2);
    }
}
