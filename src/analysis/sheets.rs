//! Files that are no source: manifests and what stands around them. Findings and hovers.

use std::path::Path;

use super::{Finding, Hover, document::Document, state::State};
use crate::{
    project::{Dependency, Engine, Installed, Provenance, Sheet, env_entries, node_versions},
    resolve::{ProjectFact, Stance, facts_of},
    rules::{self, FactInput, Setting},
};

impl State {
    /// The findings of a file that is no source. Their severity is not decided yet.
    pub fn sheet_findings(&self, path: &Path, document: &Document) -> Vec<Finding> {
        match Sheet::of_path(path) {
            Some(Sheet::Manifest) => self.manifest_findings(path, document),
            Some(Sheet::Env) => self.env_findings(path, document),
            Some(sheet) => self.runtime_findings(sheet, path, document),
            None => Vec::new(),
        }
    }

    /// The hover at a place of a file that is no source.
    pub fn sheet_hover(&self, path: &Path, document: &Document, offset: usize) -> Option<Hover> {
        match Sheet::of_path(path)? {
            Sheet::Manifest => self.manifest_hover(path, document, offset),
            Sheet::Env => {
                let facts = self.env_facts(path, document);
                self.hover_of_facts(&facts, offset)
            }
            _ => None,
        }
    }

    /// The variables that a file sets and that a package in use looks at, ever.
    fn env_facts(&self, path: &Path, document: &Document) -> Vec<ProjectFact> {
        let around = self.around(path);
        let entries = env_entries(&document.text().to_string());
        let facts = entries.iter().flat_map(|entry| {
            let (name, range) = (&entry.name, &entry.key);
            facts_of(
                &self.knowledge,
                &around.used,
                Some("env"),
                name,
                range,
                Stance::Set,
            )
        });
        facts.collect()
    }

    fn env_findings(&self, path: &Path, document: &Document) -> Vec<Finding> {
        let facts = self.env_facts(path, document);
        let target = |package, installed: &_| self.target(package, installed);
        let mut findings = rules::facts(&FactInput {
            path,
            facts: &facts,
            knowledge: &self.knowledge,
            target: &target,
            is_set: &|name| self.is_set_beside(path, name),
            in_test: false,
        });
        let entries = env_entries(&document.text().to_string());
        let found = self.in_setting(path, document, |setting| {
            rules::env_misuse(setting, &entries)
        });
        findings.extend(found);
        findings.sort_by_key(|finding| (finding.range.start, finding.range.end));
        findings
    }

    /// What rules on projects say of a file that is no source.
    fn in_setting(
        &self,
        path: &Path,
        document: &Document,
        judge: impl FnOnce(&Setting<'_>) -> Vec<Finding>,
    ) -> Vec<Finding> {
        let around = self.around(path);
        judge(&Setting {
            path,
            text: document.text(),
            facts: None,
            items: 0..0,
            occurrences: &[],
            knowledge: &self.knowledge,
            used: &around.used,
            target: &|package, installed| self.target(package, installed),
            project: &self.project,
            facts_of: &|path| self.facts_of(path),
            in_test: false,
        })
    }

    /// Versions of Node on which a package does not run: one of the app itself, else one of an app of the workspace.
    fn runtime_findings(&self, sheet: Sheet, path: &Path, document: &Document) -> Vec<Finding> {
        let versions = node_versions(sheet, &document.text().to_string());
        if versions.is_empty() {
            return Vec::new();
        }
        let place = match sheet {
            // A workflow belongs to the repository that holds `.github`.
            Sheet::Workflow => path.ancestors().nth(3).unwrap_or(path),
            _ => path,
        };
        let mut dependencies = self.project.dependencies(place);
        let is_own = !dependencies.is_empty();
        if !is_own {
            dependencies = self.project.dependencies_of_members(place).into();
        }
        let mut findings: Vec<Finding> = Vec::new();
        for version in &versions {
            let found = dependencies.iter().filter_map(|dependency| {
                let package = self.knowledge.package(&dependency.name)?;
                let target = self.target(package, &dependency.installed);
                let is_installed = version.installs.as_ref().is_none_or(|folders| {
                    let mut folders = folders.iter().map(|folder| place.join(folder.as_str()));
                    folders.any(|folder| dependency.manifest.starts_with(folder))
                });
                if !is_installed {
                    return None;
                }
                let place = (path, version);
                rules::runtime(&self.knowledge, dependency, place, &target, is_own)
            });
            // What is broken now goes before what an upgrade breaks; one is enough.
            findings.extend(found.max_by_key(|finding| finding.state));
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
            findings.extend(rules::peers(
                &self.knowledge,
                dependency,
                &target,
                &|peer| self.project.installed(path, peer),
                length,
            ));
            findings.extend(engine.as_ref().and_then(|engine| {
                rules::engine(&self.knowledge, dependency, engine, &target, length)
            }));
        }
        let own: Vec<Dependency> = dependencies
            .iter()
            .filter(|dependency| dependency.manifest == path)
            .cloned()
            .collect();
        let found = self.in_setting(path, document, |setting| {
            rules::manifest_misuse(setting, &own)
        });
        findings.extend(found);
        findings.sort_by_key(|finding| finding.range.start);
        findings.dedup_by(|a, b| a.range == b.range && a.change == b.change);
        findings
    }

    fn manifest_hover(&self, path: &Path, document: &Document, offset: usize) -> Option<Hover> {
        let dependencies = self.project.dependencies(path);
        if let Some(engine) = self.project.engine(path)
            && engine.value.start <= offset
            && offset <= engine.value.end
        {
            return self.engine_hover(path, &engine, &dependencies);
        }
        let on_line = |dependency: &&Dependency| {
            let line = document
                .text()
                .line_range(document.text().line_of(dependency.value.start));
            dependency.manifest == path && line.start <= offset && offset <= line.end
        };
        // The value itself, or the only dependency of its line.
        let inside = |dependency: &&Dependency| {
            dependency.value.start <= offset && offset <= dependency.value.end
        };
        let own = || {
            dependencies
                .iter()
                .filter(|dependency| dependency.manifest == path)
        };
        let dependency = own().find(inside).or_else(|| {
            let mut near = own().filter(on_line);
            near.next().filter(|_| near.next().is_none())
        });
        let Some(dependency) = dependency else {
            let uncovered = self.project.uncovered(path);
            let mut near = uncovered.iter().filter(on_line);
            return near
                .next()
                .map(|dependency| self.uncovered_hover(dependency));
        };
        let package = self.knowledge.package(&dependency.name)?;
        let timeline = self.knowledge.timeline(package);
        let newest = timeline.version(timeline.newest())?;
        let mut lines = vec![format!("**{}**", dependency.name)];
        let installed = &dependency.installed;
        lines.push(self.what_is_installed(dependency));
        if let Some(locked) = &installed.lockfile {
            lines.push(format!("The lockfile says {locked}: run install."));
        }
        lines.push(format!("Newest known: {newest}."));
        let at = installed
            .version
            .as_ref()
            .map(|version| timeline.index(version));
        let engine = |at| timeline.engine(at).cloned();
        if let Some(wants) = engine(timeline.newest())
            && at.and_then(engine).as_ref() != Some(&wants)
        {
            let now = at
                .and_then(engine)
                .map(|now| format!(" (now `{now}`)"))
                .unwrap_or_default();
            lines.push(format!("{newest} wants Node `{wants}`{now}."));
        }
        let peers: Vec<String> = timeline
            .peers_at(at.unwrap_or(timeline.newest()))
            .map(|peer| format!("{} `{}`", peer.of, peer.range))
            .collect();
        if !peers.is_empty() {
            lines.push(format!("Wants beside it: {}.", peers.join(", ")));
        }
        Some(Hover {
            range: dependency.value.clone(),
            markdown: lines.join("\n\n"),
        })
    }
}

impl State {
    /// What is known of a package of WorkOS that has no tables.
    fn uncovered_hover(&self, dependency: &Dependency) -> Hover {
        let lines = [
            format!("**{}**", dependency.name),
            self.what_is_installed(dependency),
            "This package is not covered: nothing is reported of its API.".to_owned(),
        ];
        Hover {
            range: dependency.value.clone(),
            markdown: lines.join("\n\n"),
        }
    }

    /// What is installed of a dependency, and where that was read.
    fn what_is_installed(&self, dependency: &Dependency) -> String {
        let Installed {
            version,
            provenance,
            source,
            ..
        } = &*dependency.installed;
        let range = &dependency.range;
        match (version, provenance) {
            (Some(version), Provenance::Range) => {
                format!("{range} in the manifest; the lowest known version in it is {version}.")
            }
            (Some(version), provenance) => {
                let below = source.as_ref().and_then(|source| {
                    let mut folders = self.folders.iter();
                    folders.find_map(|folder| source.strip_prefix(folder).ok())
                });
                let read = below
                    .map(|below| format!(": `{}`", below.to_string_lossy().replace('\\', "/")));
                format!(
                    "{version} ({}{}), {range} in the manifest.",
                    said(*provenance),
                    read.unwrap_or_default()
                )
            }
            (None, _) => format!("{range} in the manifest; nothing is installed or locked."),
        }
    }

    /// What the packages of a manifest want of Node, now and at the target.
    fn engine_hover(
        &self,
        path: &Path,
        engine: &Engine,
        dependencies: &[Dependency],
    ) -> Option<Hover> {
        let report = self.report(path);
        let findings = report.findings.iter();
        let mut lines: Vec<String> = findings
            .filter(|finding| finding.range == engine.value)
            .map(|finding| finding.message.clone())
            .collect();
        for dependency in dependencies.iter().filter(|it| it.manifest == path) {
            let Some(package) = self.knowledge.package(&dependency.name) else {
                continue;
            };
            let timeline = self.knowledge.timeline(package);
            let target = self.target(package, &dependency.installed).version;
            let installed = dependency.installed.version.iter();
            for version in installed.chain([&target]) {
                if let Some(wants) = timeline.engine(timeline.index(version)) {
                    lines.push(format!(
                        "{} {version} wants Node `{wants}`.",
                        dependency.name
                    ));
                }
            }
        }
        lines.dedup();
        (!lines.is_empty()).then(|| Hover {
            range: engine.value.clone(),
            markdown: lines.join("\n\n"),
        })
    }
}

/// Where a version was read, in words.
fn said(provenance: Provenance) -> &'static str {
    match provenance {
        Provenance::NodeModules => "installed",
        Provenance::Lockfile => "from the lockfile",
        Provenance::Range => "from the range",
        Provenance::Assumed => "assumed",
        Provenance::ImportPath => "from the import path",
        Provenance::SitePackages => "installed",
        Provenance::Unknown => "unknown",
    }
}
