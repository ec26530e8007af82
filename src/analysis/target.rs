//! The version to which upgrades are judged: `--to`, else the configuration, else the newest known.

use nodejs_semver::Version;

use super::{Settings, TargetConfig};
use crate::{
    knowledge::{Knowledge, PackageId},
    project::Installed,
    rules::Target,
};

/// The target of a package. `only` tells whether it is the one covered package in use, which a version without a name
/// is about.
pub(super) fn target(
    settings: &Settings,
    knowledge: &Knowledge,
    package: PackageId,
    installed: &Installed,
    only: bool,
) -> Target {
    let named = wanted(settings, knowledge, package, only);
    let newest = || {
        let timeline = knowledge.timeline(package);
        timeline.version(timeline.newest()).cloned()
    };
    let version = match named.as_deref() {
        Some("installed") => installed.version.clone().or_else(newest),
        Some("latest") | None => newest(),
        Some(text) => text.parse().ok().or_else(newest),
    };
    Target {
        version: version.unwrap_or_else(|| Version::from((0u64, 0u64, 0u64))),
        explicit: named.is_some(),
    }
}

/// Whether the user named a target for a package.
pub(super) fn is_named(
    settings: &Settings,
    knowledge: &Knowledge,
    package: PackageId,
    only: bool,
) -> bool {
    wanted(settings, knowledge, package, only).is_some()
}

/// What the user asked for, in words.
fn wanted(
    settings: &Settings,
    knowledge: &Knowledge,
    package: PackageId,
    only: bool,
) -> Option<String> {
    let name = knowledge.name(package);
    let qualified = format!("{}:{name}", knowledge.ecosystem(package));
    let of = |map: &std::collections::BTreeMap<String, String>| {
        map.get(name)
            .or_else(|| map.get(&qualified))
            .or_else(|| map.get("").filter(|_| only))
            .cloned()
    };
    of(&settings.to).or_else(|| match &settings.config.target {
        Some(TargetConfig::One(version)) => only.then(|| version.clone()),
        Some(TargetConfig::Each(map)) => of(map),
        None => None,
    })
}
