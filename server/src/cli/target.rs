//! `--to` and `--assume`: from what was typed to versions by package, or a sentence why not.

use std::collections::BTreeMap;

use nodejs_semver::Version;
use workos_lsp_engine::knowledge::Knowledge;

use super::{failure::Failure, known};
use crate::render::words::list;

/// `latest` and `installed`, besides versions.
const WORDS: [&str; 2] = ["latest", "installed"];

/// `--to` as typed, checked as far as that needs no project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Without a package.
    pub bare: Option<String>,
    /// By package.
    pub named: BTreeMap<String, String>,
}

/// Reads all `--to`.
///
/// # Errors
/// Where one is neither a version nor a word, names a package that is not covered, or contradicts another.
pub fn parse(given: &[String], knowledge: &Knowledge) -> Result<Targets, Failure> {
    let mut targets = Targets::default();
    for text in given {
        let (package, version) = match text.rsplit_once('=') {
            Some((package, version)) => (Some(covered(package, "--to", knowledge)?), version),
            None => (None, text.as_str()),
        };
        if !WORDS.contains(&version) {
            parse_version(version, "--to").map_err(|sentence| {
                Failure::new(format!(
                    "{sentence}; --to takes a version, `latest` or `installed`"
                ))
            })?;
        }
        if let Some(package) = &package {
            in_reach(package, version, knowledge)?;
        }
        let before = match package.clone() {
            Some(package) => targets.named.insert(package, version.to_owned()),
            None => targets.bare.replace(version.to_owned()),
        };
        if let Some(before) = before.filter(|before| before != version) {
            let what = package.unwrap_or_else(|| "the target".to_owned());
            return Err(Failure::new(format!(
                "--to says both {before} and {version} for {what}"
            )));
        }
    }
    Ok(targets)
}

/// Reads all `--assume`.
///
/// # Errors
/// Where one is not `PACKAGE=VERSION`, or names a package that is not covered.
pub fn assumptions(
    given: &[String],
    knowledge: &Knowledge,
) -> Result<BTreeMap<String, Version>, Failure> {
    let mut assumed = BTreeMap::new();
    for text in given {
        let Some((package, version)) = text.rsplit_once('=') else {
            return Err(Failure::new(format!(
                "--assume {text}: takes PACKAGE=VERSION, for example --assume @workos-inc/node=7.82.0"
            )));
        };
        let package = covered(package, "--assume", knowledge)?;
        let version = parse_version(version, "--assume").map_err(Failure::new)?;
        assumed.insert(package, version);
    }
    Ok(assumed)
}

/// Gives a bare target to the one package in use.
///
/// # Errors
/// Where several are in use.
pub fn resolve(
    targets: Targets,
    in_use: &[String],
    knowledge: &Knowledge,
) -> Result<BTreeMap<String, String>, Failure> {
    let mut to = targets.named;
    let Some(version) = targets.bare else {
        return Ok(to);
    };
    match in_use {
        [] => {
            // Nothing tells which package: the engine applies it to whichever the sources turn out to use.
            to.insert(String::new(), version);
        }
        [package] => {
            in_reach(package, &version, knowledge)?;
            to.entry(package.clone()).or_insert(version);
        }
        several => {
            return Err(Failure::new(format!(
                "--to {version} does not say for which package: {} are in use; write --to PACKAGE={version}",
                list(several)
            )));
        }
    }
    Ok(to)
}

/// The version that a target means, where it can be said.
#[must_use]
pub fn meant(
    target: &str,
    package: &str,
    installed: Option<&str>,
    known: &Knowledge,
) -> Option<String> {
    match target {
        "latest" => known::newest(known, package).map(|version| version.to_string()),
        "installed" => installed.map(str::to_owned),
        version => Some(version.to_owned()),
    }
}

/// The name of a covered package as typed: with or without its ecosystem.
///
/// # Errors
/// Where it is none.
pub fn covered(typed: &str, option: &str, knowledge: &Knowledge) -> Result<String, Failure> {
    let bare = ["npm:", "pypi:", "go:"]
        .iter()
        .find_map(|ecosystem| typed.strip_prefix(ecosystem))
        .unwrap_or(typed);
    let packages = known::packages(knowledge);
    if packages.iter().any(|package| package == bare) {
        return Ok(bare.to_owned());
    }
    Err(Failure::new(format!(
        "{option}: `{typed}` is not a covered package; covered: {}",
        list(&packages)
    )))
}

/// A version between the first and the newest known one of a package.
///
/// # Errors
/// Where it is not one.
pub fn known_version(
    text: &str,
    option: &str,
    package: &str,
    knowledge: &Knowledge,
) -> Result<Version, Failure> {
    let version = parse_version(text, option).map_err(Failure::new)?;
    let known = known::versions(knowledge, package);
    match (known.first(), known.last()) {
        (Some(first), Some(last)) if version < *first || version > *last => Err(Failure::new(
            format!("{option} {text}: {package} is known from {first} to {last}"),
        )),
        _ => Ok(version),
    }
}

fn parse_version(text: &str, option: &str) -> Result<Version, String> {
    let bare = text.strip_prefix('v').unwrap_or(text);
    Version::parse(bare).map_err(|_| {
        let digits = bare.split('.').all(|part| part.parse::<u64>().is_ok());
        let parts = bare.split('.').count();
        match (digits, parts) {
            (true, 1) => format!("{option}: `{text}` is not a whole version; write {bare}.0.0"),
            (true, 2) => format!("{option}: `{text}` is not a whole version; write {bare}.0"),
            _ => format!("{option}: `{text}` is not a version"),
        }
    })
}

/// A target must lie in what is known: of a version beyond nothing true can be said.
fn in_reach(package: &str, target: &str, knowledge: &Knowledge) -> Result<(), Failure> {
    if WORDS.contains(&target) {
        return Ok(());
    }
    known_version(target, "--to", package, knowledge).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
        result.unwrap_err().to_string()
    }

    fn given(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn targets_are_versions_or_words() {
        let known = Knowledge::builtin();
        let targets = parse(&given(&["npm:@workos-inc/node=8.0.0", "latest"]), &known).unwrap();
        assert_eq!(targets.bare.as_deref(), Some("latest"));
        assert_eq!(targets.named["@workos-inc/node"], "8.0.0");
        let say = |text| failed(parse(&given(&[text]), &known));
        assert_eq!(
            say("banana"),
            "--to: `banana` is not a version; --to takes a version, `latest` or `installed`"
        );
        assert!(say("8").contains("write 8.0.0"));
        assert!(say("8.1").contains("write 8.1.0"));
        assert!(say("left-pad=1.0.0").contains("`left-pad` is not a covered package; covered: "));
        assert!(say("@workos-inc/node=99.0.0").contains("is known from "));
    }

    #[test]
    fn a_bare_target_needs_one_package() {
        let known = Knowledge::builtin();
        let bare = || parse(&given(&["8.0.0"]), &known).unwrap();
        let one = resolve(bare(), &given(&["@workos-inc/node"]), &known).unwrap();
        assert_eq!(one["@workos-inc/node"], "8.0.0");
        assert_eq!(
            failed(resolve(bare(), &given(&["a", "b"]), &known)),
            "--to 8.0.0 does not say for which package: a and b are in use; write --to PACKAGE=8.0.0"
        );
    }

    #[test]
    fn what_is_said_twice_must_agree() {
        let known = Knowledge::builtin();
        assert!(parse(&given(&["8.0.0", "8.0.0"]), &known).is_ok());
        assert_eq!(
            failed(parse(&given(&["8.0.0", "9.0.0"]), &known)),
            "--to says both 8.0.0 and 9.0.0 for the target"
        );
    }

    #[test]
    fn assumptions_name_package_and_version() {
        let known = Knowledge::builtin();
        let good = assumptions(&given(&["@workos-inc/node=v7.82.0"]), &known).unwrap();
        assert_eq!(good["@workos-inc/node"].to_string(), "7.82.0");
        assert!(failed(assumptions(&given(&["7.82.0"]), &known)).contains("takes PACKAGE=VERSION"));
        assert!(
            failed(assumptions(&given(&["@workos-inc/node=7"]), &known)).contains("write 7.0.0")
        );
    }
}
