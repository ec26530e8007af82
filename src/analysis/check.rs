//! The findings of one file: inferred, judged, made as loud as they are to be, once per snapshot.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use nodejs_semver::Version;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    FileReport, Finding, Severity,
    around::Around,
    document::Document,
    severity::severity,
    state::State,
    target::{is_named, target},
};
use crate::{
    knowledge::{PackageId, Panicked, guarded},
    lower::FileFacts,
    project::{Installed, Problem, parse_range},
    resolve::Occurrence,
    rules::{self, FactInput, Input, Setting, Target},
    text::Text,
};

/// What was found so far, by file.
#[derive(Debug, Default)]
pub(super) struct Reports(RwLock<FxHashMap<PathBuf, Arc<OnceLock<Arc<Report>>>>>);

/// What was found in a file, before severities leave things out.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    /// Every finding, ignored ones left out; `Off` ones kept.
    pub findings: Vec<Finding>,
    pub problems: Vec<Problem>,
    /// The text that the findings are of; nothing where there are none.
    pub text: Option<Text>,
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
        // Who asks about each file once wants nothing kept.
        let report = match self.is_scan() {
            true => Arc::new(self.make_report(path)),
            false => self.report(path),
        };
        let Report {
            mut findings,
            problems,
            text,
        } = Arc::unwrap_or_clone(report);
        findings.retain(|finding| finding.severity > Severity::Off);
        FileReport {
            findings,
            problems,
            text,
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
                text: (!findings.is_empty()).then(|| document.text().clone()),
                findings,
                problems: Vec::new(),
            },
            Err(why) => Report {
                problems: vec![panic_problem(path, &why)],
                ..Report::default()
            },
        }
    }

    fn findings(&self, path: &Path, document: &Document) -> Vec<Finding> {
        let mut findings = match document.language() {
            Some(_) => self.source_findings(path, document),
            None => self.with_severity(document, self.sheet_findings(path, document)),
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

    /// The findings that some occurrences of a file and what else stands in some of its items come to, ignored ones
    /// included.
    pub fn judged(
        &self,
        path: &Path,
        document: &Document,
        occurrences: &[Occurrence],
        items: Range<usize>,
        around: &Around,
    ) -> Vec<Finding> {
        let Some(facts) = document.facts() else {
            return Vec::new();
        };
        let target = |package, installed: &_| self.target(package, installed);
        let mut findings = Vec::new();
        if !occurrences.is_empty() {
            findings = rules::findings(&Input {
                path,
                text: document.text(),
                facts,
                occurrences,
                knowledge: &self.knowledge,
                target: &target,
                to_target: self.settings.surface == super::Surface::CommandLine,
                in_test: around.in_test,
                checks_null: &|| self.project.checks_null(path),
            });
        }
        let before = findings.len();
        let project = self.facts_of_items(facts, items.clone(), around);
        findings.extend(rules::facts(&FactInput {
            path,
            facts: &project,
            knowledge: &self.knowledge,
            target: &target,
            is_set: &|name| self.is_set_beside(path, name),
            in_test: around.in_test,
        }));
        let setting = Setting {
            path,
            text: document.text(),
            facts: Some(facts),
            items,
            occurrences,
            knowledge: &self.knowledge,
            used: &around.used,
            target: &target,
            project: &self.project,
            facts_of: &|path| self.facts_of(path),
            in_test: around.in_test,
        };
        findings.extend(rules::misuse_in_items(&setting));
        if findings.len() > before {
            findings.sort_by_key(|finding| (finding.range.start, finding.range.end));
        }
        self.with_severity(document, findings)
    }

    /// The findings that a source file comes to as a whole, ignored ones included, ascending by range. Of its occurrences
    /// only those are needed that `rules::is_judged_in_file` names. `facts_of` looks into other files.
    pub fn judged_as_a_whole(
        &self,
        path: &Path,
        document: &Document,
        occurrences: &[Occurrence],
        around: &Around,
        facts_of: &dyn Fn(&Path) -> Option<Arc<FileFacts>>,
    ) -> Vec<Finding> {
        let Some(facts) = document.facts() else {
            return Vec::new();
        };
        let setting = Setting {
            path,
            text: document.text(),
            facts: Some(facts),
            items: 0..facts.items.len(),
            occurrences,
            knowledge: &self.knowledge,
            used: &around.used,
            target: &|package, installed| self.target(package, installed),
            project: &self.project,
            facts_of,
            in_test: around.in_test,
        };
        let mut findings: Vec<Finding> = rules::hook_file(&setting).into_iter().collect();
        findings.extend(rules::misuse_in_file(&setting));
        findings.sort_by_key(|finding| (finding.range.start, finding.range.end));
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
        let all = 0..facts.items.len();
        let around = self.around(path);
        let mut findings = self.judged(path, document, &occurrences, all, &around);
        let facts_of = |path: &Path| self.facts_of(path);
        let whole = self.judged_as_a_whole(path, document, &occurrences, &around, &facts_of);
        findings.extend(whole);
        findings.sort_by_key(|finding| (finding.range.start, finding.range.end));
        if self.is_scan() {
            self.inferred.release(path);
        }
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
            let stated = folders.map(|folder| self.project.dependencies(folder));
            let mut used: FxHashSet<String> = FxHashSet::default();
            for dependencies in stated {
                used.extend(dependencies.iter().map(|it| it.name.to_string()));
            }
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
