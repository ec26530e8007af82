//! Hovers: what other servers cannot say of a symbol, first (CONTRACT §3).

use std::{ops::Range, path::Path};

use super::{Finding, Hover, document::Document, state::State};
use crate::{
    project::{Dependency, Engine, Provenance},
    resolve::{Inference, Occurrence, Usage},
    rules::{self, HoverInput},
};

impl State {
    /// The hover at a byte offset.
    pub fn hover(&self, path: &Path, offset: usize) -> Option<Hover> {
        if !self.scope.holds(&self.folders, path) {
            return None;
        }
        let document = self.document(path).ok()?;
        if document.language().is_none() {
            return self.manifest_hover(path, &document, offset);
        }
        let holds = |range: &Range<usize>| range.start <= offset && offset <= range.end;
        let occurrences = self.occurrences_at(path, offset);
        // Where two names touch, the one that starts at the offset is meant.
        let occurrence: &Occurrence = occurrences
            .iter()
            .filter(|occurrence| occurrence.usage != Usage::Literal && holds(&occurrence.range))
            .max_by_key(|occurrence| occurrence.range.start)?;
        let finding = self.finding_at(path, &occurrence.range);
        let target = self.target(occurrence.package, &occurrence.installed);
        let markdown = rules::hover(&HoverInput {
            knowledge: &self.knowledge,
            occurrence,
            target: &target,
            finding: finding.as_ref(),
        })?;
        Some(Hover {
            range: occurrence.range.clone(),
            markdown,
        })
    }

    /// The occurrences in the items around an offset.
    fn occurrences_at(&self, path: &Path, offset: usize) -> Vec<Occurrence> {
        let mut inference = Inference::new(self, &self.inferred);
        let around = match inference.items(path) {
            Some(items) => items.around(offset),
            None => Vec::new(),
        };
        let mut found = Vec::new();
        for item in around {
            found.extend(inference.occurrences_of(path, item));
        }
        inference.settle();
        found
    }

    /// The finding about a range, without its fixes.
    fn finding_at(&self, path: &Path, range: &Range<usize>) -> Option<Finding> {
        if !self.is_open(path) {
            let report = self.report(path);
            return report
                .findings
                .iter()
                .find(|it| it.range == *range)
                .cloned();
        }
        let shown = self.shown(path);
        let placed = shown.findings.iter().find(|it| it.range == *range)?;
        Some(placed.finding.as_ref().clone())
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
        })?;
        let package = self.knowledge.package(&dependency.name)?;
        let timeline = self.knowledge.timeline(package);
        let newest = timeline.version(timeline.newest())?;
        let mut lines = vec![format!("**{}**", dependency.name)];
        let installed = &dependency.installed;
        match (&installed.version, installed.provenance) {
            (Some(version), Provenance::Range) => {
                lines.push(format!(
                    "{} in the manifest; the lowest known version in it is {version}.",
                    dependency.range
                ));
            }
            (Some(version), provenance) => {
                lines.push(format!(
                    "{version} ({}), {} in the manifest.",
                    said(provenance),
                    dependency.range
                ));
            }
            (None, _) => lines.push(format!(
                "{} in the manifest; nothing is installed or locked.",
                dependency.range
            )),
        }
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
        Some(Hover {
            range: dependency.value.clone(),
            markdown: lines.join("\n\n"),
        })
    }
}

impl State {
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
