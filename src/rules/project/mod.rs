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

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use smol_str::SmolStr;

use super::{Compiler, Finding, Likeness, Severity, State, Target, copy::Copy};
use crate::{
    project::{Dependency, Installed},
    resolve::Certainty,
};

/// A finding about the project: no compiler sees it, nothing is called.
pub(super) fn about(
    copy: &Copy<'_>,
    path: &Path,
    range: Range<usize>,
    state: State,
    symbol: impl Into<String>,
    message: String,
) -> Finding {
    let package = SmolStr::new(copy.name);
    Finding {
        path: path.to_path_buf(),
        range,
        state,
        symbol: symbol.into(),
        ..blank(package, copy.installed, copy.target, message)
    }
}

/// A finding about a dependency, at its range in the manifest. Reads no tables.
fn about_dependency(dependency: &Dependency, target: &Target, message: String) -> Finding {
    let package = dependency.name.clone();
    Finding {
        path: dependency.manifest.clone(),
        range: dependency.value.clone(),
        symbol: format!("manifest:{}", dependency.name),
        ..blank(package, &dependency.installed, target, message)
    }
}

/// A mistake somewhere in a project, of a package.
fn blank(package: SmolStr, installed: &Installed, target: &Target, message: String) -> Finding {
    Finding {
        path: PathBuf::new(),
        range: 0..0,
        state: State::Misuse,
        severity: Severity::Off,
        change: None,
        lineage: Vec::new(),
        package,
        symbol: String::new(),
        installed: installed.version.clone(),
        provenance: installed.provenance,
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
