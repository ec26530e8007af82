//! `project/lockfile-disagrees`: what is installed is not what the lockfile says.

use smol_str::SmolStr;

use super::{Compiler, Finding, Likeness, Severity, State, Target};
use crate::{project::Dependency, resolve::Certainty};

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
    Some(Finding {
        path: dependency.manifest.clone(),
        range: dependency.value.clone(),
        state: State::Misuse,
        severity: Severity::Off,
        change: Some(SmolStr::new_static("project/lockfile-disagrees")),
        lineage: Vec::new(),
        package: dependency.name.clone(),
        symbol: format!("manifest:{}", dependency.name),
        installed: Some(installed.clone()),
        provenance: dependency.installed.provenance,
        target: target.version.clone(),
        compiler: Compiler::Blind,
        certainty: Certainty::Certain,
        in_test: false,
        message: format!(
            "{} {installed} is installed, the lockfile says {locked}: run install. Findings follow what is installed.",
            dependency.name
        ),
        reference: None,
        arguments: Likeness::None,
        result: Likeness::None,
        endpoint: Likeness::None,
        fixes: Vec::new(),
    })
}
