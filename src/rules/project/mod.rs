//! From project facts to findings: what manifests, variables, cookies and files say (DESIGN §3.6). One file per kind.

mod contract;
mod engine;
mod hook_file;
mod hover;
mod lockfile_disagrees;
mod peer;
mod runtime;

pub use contract::{FactInput, facts};
pub use engine::engine;
pub use hook_file::hook_file;
pub use hover::fact_hover;
pub use lockfile_disagrees::lockfile_disagrees;
pub use peer::peers;
pub use runtime::runtime;

use std::{ops::Range, path::Path};

use smol_str::SmolStr;

use super::{Compiler, Finding, Likeness, Severity, State, Target, copy::Copy};
use crate::{project::Dependency, resolve::Certainty};

/// A finding about the project: no compiler sees it, nothing is called.
pub(super) fn about(
    copy: &Copy<'_>,
    path: &Path,
    range: Range<usize>,
    state: State,
    symbol: impl Into<String>,
    message: String,
) -> Finding {
    Finding {
        path: path.to_path_buf(),
        range,
        state,
        severity: Severity::Off,
        change: None,
        lineage: Vec::new(),
        package: SmolStr::new(copy.name),
        symbol: symbol.into(),
        installed: copy.installed.version.clone(),
        provenance: copy.installed.provenance,
        target: copy.target.version.clone(),
        compiler: Compiler::Blind,
        certainty: Certainty::Certain,
        in_test: false,
        message,
        reference: None,
        arguments: Likeness::None,
        result: Likeness::None,
        endpoint: Likeness::None,
        fixes: Vec::new(),
    }
}

/// A finding about a dependency, at its range in the manifest. Reads no tables.
fn about_dependency(dependency: &Dependency, target: &Target, message: String) -> Finding {
    Finding {
        path: dependency.manifest.clone(),
        range: dependency.value.clone(),
        state: State::Misuse,
        severity: Severity::Off,
        change: None,
        lineage: Vec::new(),
        package: dependency.name.clone(),
        symbol: format!("manifest:{}", dependency.name),
        installed: dependency.installed.version.clone(),
        provenance: dependency.installed.provenance,
        target: target.version.clone(),
        compiler: Compiler::Blind,
        certainty: Certainty::Certain,
        in_test: false,
        message,
        reference: None,
        arguments: Likeness::None,
        result: Likeness::None,
        endpoint: Likeness::None,
        fixes: Vec::new(),
    }
}
