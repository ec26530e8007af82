//! The findings of one file: inferred, judged, made as loud as they are to be, once per snapshot.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use nodejs_semver::Version;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    FileReport, Finding, Severity,
    document::Document,
    severity::severity,
    state::State,
    target::{is_named, target},
};
use crate::{
    knowledge::{PackageId, Panicked, guarded},
    project::{Installed, Problem, parse_range},
    resolve::Occurrence,
    rules::{self, Input, Target},
};

/// What was found so far, by file.
#[derive(Debug, Default)]
pub(super) struct Reports(RwLock<FxHashMap<PathBuf, Arc<OnceLock<Arc<Report>>>>>);

/// What was found in a file, before severities leave things out.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// Every finding, ignored ones left out; `Off` ones kept.
    pub findings: Vec<Finding>,
    pub problems: Vec<Problem>,
}

impl Reports {
    fn slot(&self, path: &Path) -> Arc<OnceLock<Arc<Report>>> {
        {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(slot) = known.get(path) {
                return Arc::clone(slot);
            }
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(path.to_path_buf()).or_default())
    }
}

impl State {
    /// What is to be shown of a file.
    pub fn check(&self, path: &Path) -> FileReport {
        let report = self.report(path);
        let shown = |finding: &&Finding| finding.severity > Severity::Off;
        FileReport {
            findings: report.findings.iter().filter(shown).cloned().collect(),
            problems: report.problems.clone(),
        }
    }

    /// Everything about a file.
    pub fn report(&self, path: &Path) -> Arc<Report> {
        let slot = self.reports.slot(path);
        Arc::clone(slot.get_or_init(|| Arc::new(self.make_report(path))))
    }

    fn make_report(&self, path: &Path) -> Report {
        if !self.scope.holds(&self.folders, path) {
            return Report::default();
        }
        let document = match self.document(path) {
            Ok(document) => document,
            Err(problem) => {
                return Report {
                    problems: problem.into_iter().collect(),
                    ..Report::default()
                };
            }
        };
        match guarded(|| self.findings(path, &document)) {
            Ok(findings) => Report {
                findings,
                problems: Vec::new(),
            },
            Err(why) => Report {
                findings: Vec::new(),
                problems: vec![panic_problem(path, &why)],
            },
        }
    }

    fn findings(&self, path: &Path, document: &Document) -> Vec<Finding> {
        let mut findings = match document.language() {
            Some(_) => self.source_findings(path, document),
            None => self.with_severity(document, self.manifest_findings(path, document)),
        };
        if let Some(ignores) = document.ignores() {
            findings.retain(|finding| !ignores.holds(document.text(), finding));
        }
        findings
    }

    fn with_severity(&self, document: &Document, mut findings: Vec<Finding>) -> Vec<Finding> {
        for finding in &mut findings {
            let explicit = self
                .knowledge
                .package(&finding.package)
                .is_some_and(|package| self.is_target_named(package));
            finding.severity = severity(&self.settings, finding, document.language(), explicit);
        }
        findings
    }

    /// The findings that some occurrences of a file come to, ignored ones included.
    pub fn judged(
        &self,
        path: &Path,
        document: &Document,
        occurrences: &[Occurrence],
        in_test: bool,
    ) -> Vec<Finding> {
        let Some(facts) = document.facts().filter(|_| !occurrences.is_empty()) else {
            return Vec::new();
        };
        let findings = rules::findings(&Input {
            path,
            text: document.text(),
            facts,
            occurrences,
            knowledge: &self.knowledge,
            target: &|package, installed| self.target(package, installed),
            to_target: self.settings.surface == super::Surface::CommandLine,
            in_test,
            checks_null: &|| self.project.checks_null(path),
        });
        self.with_severity(document, findings)
    }

    fn source_findings(&self, path: &Path, document: &Document) -> Vec<Finding> {
        let Some(facts) = document.facts() else {
            return Vec::new();
        };
        if document.version().is_none() {
            self.inferred.offer(path, facts);
        }
        let occurrences = self.occurrences(path);
        let findings = self.judged(path, document, &occurrences, self.in_test(path));
        if self.is_scan() {
            self.inferred.release(path);
        }
        findings
    }

    fn manifest_findings(&self, path: &Path, document: &Document) -> Vec<Finding> {
        let dependencies = self.project.dependencies(path);
        let engine = self.project.engine(path);
        let length = document.text().len();
        let own = dependencies
            .iter()
            .filter(|dependency| dependency.manifest == path);
        let mut findings: Vec<Finding> = Vec::new();
        for dependency in own {
            let Some(package) = self.knowledge.package(&dependency.name) else {
                continue;
            };
            let target = self.target(package, &dependency.installed);
            findings.extend(rules::lockfile_disagrees(dependency, &target, length));
            findings.extend(engine.as_ref().and_then(|engine| {
                rules::engine(&self.knowledge, dependency, engine, &target, length)
            }));
        }
        findings.sort_by_key(|finding| finding.range.start);
        findings.dedup_by(|a, b| a.range == b.range && a.change == b.change);
        findings
    }

    /// The target of a package, for a copy of it.
    pub fn target(&self, package: PackageId, installed: &Installed) -> Target {
        let only = self.is_only(package);
        let target = target(&self.settings, &self.knowledge, package, installed, only);
        match self.left_as_it_is(installed, &target) {
            Some(version) => Target { version, ..target },
            None => target,
        }
    }

    /// The version of a copy that an upgrade does not touch: another package brings it, which stays as it is and does not
    /// take the target.
    fn left_as_it_is(&self, installed: &Installed, target: &Target) -> Option<Version> {
        let bringer = installed.brought_by.as_ref().filter(|_| target.explicit)?;
        let moves = self.knowledge.package(&bringer.name).is_some_and(|of| {
            let only = self.is_only(of);
            let own = super::target::target(&self.settings, &self.knowledge, of, installed, only);
            own.explicit && Some(&own.version) != bringer.version.as_ref()
        });
        let range = installed
            .range
            .as_ref()
            .and_then(|range| parse_range(range));
        let takes = range.is_some_and(|range| target.version.satisfies(&range));
        installed.version.clone().filter(|_| !moves && !takes)
    }

    /// Whether the user named a target for a package.
    pub fn is_target_named(&self, package: PackageId) -> bool {
        is_named(
            &self.settings,
            &self.knowledge,
            package,
            self.is_only(package),
        )
    }

    /// Whether a package is the one covered package that the workspace depends on, or that a version is assumed of.
    fn is_only(&self, package: PackageId) -> bool {
        let name = self.knowledge.name(package);
        let used = self.used.get_or_init(|| {
            let folders = self.folders.iter();
            let stated = folders.flat_map(|folder| self.project.dependencies(folder));
            let mut used: FxHashSet<String> = stated
                .map(|dependency| dependency.name.to_string())
                .collect();
            let assumed = self.settings.assume.keys();
            used.extend(
                assumed
                    .filter(|name| self.knowledge.package(name).is_some())
                    .cloned(),
            );
            used
        });
        used.iter().all(|other| other == name)
    }

    /// Whether a file belongs to tests, by its path below the nearest manifest.
    pub fn in_test(&self, path: &Path) -> bool {
        let manifests = self.project.manifests(path);
        let root = manifests.first().and_then(|manifest| manifest.parent());
        let below = root
            .and_then(|root| path.strip_prefix(root).ok())
            .unwrap_or(path);
        let name = below
            .file_name()
            .map(|name| name.to_string_lossy())
            .unwrap_or_default();
        let in_folder = below
            .parent()
            .into_iter()
            .flat_map(Path::components)
            .any(|part| {
                ["__tests__", "test", "tests"]
                    .iter()
                    .any(|name| part.as_os_str() == *name)
            });
        let stem = name.rsplit_once('.').map_or("", |(stem, _)| stem);
        in_folder
            || name.contains(".test.")
            || name.contains(".spec.")
            || (name.ends_with(".py") && (stem.starts_with("test_") || stem.ends_with("_test")))
            || name.ends_with("_test.go")
    }
}

pub(super) fn panic_problem(path: &Path, why: &Panicked) -> Problem {
    Problem {
        path: path.to_path_buf(),
        message: format!("a bug in workos-lsp: {why}; the file is left out"),
    }
}
