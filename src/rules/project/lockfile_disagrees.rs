//! `project/lockfile-disagrees`: what is installed is not what the lockfile says.

use smol_str::SmolStr;

use super::about_dependency;
use crate::{
    project::Dependency,
    rules::{Finding, Target},
};

/// The finding on a manifest's dependency, if its lockfile disagrees with what is installed.
#[must_use]
pub fn lockfile_disagrees(
    dependency: &Dependency,
    target: &Target,
    length: usize,
) -> Option<Finding> {
    let (installed, locked) = dependency
        .installed
        .version
        .as_ref()
        .zip(dependency.installed.lockfile.as_ref())?;
    if installed == locked || dependency.value.end > length {
        return None;
    }
    let message = format!(
        "{} {installed} is installed, the lockfile says {locked}: run install. Findings follow what is installed.",
        dependency.name
    );
    Some(Finding {
        change: Some(SmolStr::new_static("project/lockfile-disagrees")),
        ..about_dependency(dependency, target, message)
    })
}
