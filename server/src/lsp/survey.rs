//! Questions about the whole workspace, on disk and in open documents: which versions it has, what an upgrade breaks,
//! what can be fixed. None is part of the protocol; the clients that ask know them by name.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use nodejs_semver::Version;
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types as lsp;
use workos_lsp_engine::{
    analysis::{Finding, FixFilter, Snapshot, State, TargetConfig},
    project::{Dependency, Files, Provenance},
    text::SourceChange,
};

use super::{
    convert, diagnostics, documents::Documents, hunks::hunks, profile::Profile, progress::Work, uri,
};
use crate::{
    cli::{explain, known, target},
    disk::Disk,
    parallel,
    render::words::count,
    walk,
};

/// What `workos/upgrade` asks for: versions by package. Without one, the newest.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UpgradeParams {
    to: BTreeMap<String, String>,
}

/// What `workos/fix` asks for: one document, or all there is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FixParams {
    /// The document.
    pub uri: Option<lsp::Uri>,
}

/// A covered package, as a manifest has it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InUse {
    package: String,
    manifest: Option<lsp::Uri>,
    /// Where its range stands in the manifest.
    at: Option<lsp::Range>,
    range: String,
    installed: Option<String>,
    provenance: Provenance,
    /// The file that the version was read from.
    source: Option<lsp::Uri>,
    /// What the lockfile says, if it disagrees.
    lockfile: Option<String>,
    newest: Option<String>,
    target: Option<String>,
    /// The newest known version of each major from the installed one on, ascending; none that is installed already.
    ways: Vec<String>,
}

/// The answer to `workos/versions`.
#[derive(Debug, Serialize)]
pub struct Versions {
    packages: Vec<InUse>,
}

/// What breaks in one file.
#[derive(Debug, Serialize)]
pub struct InFile {
    uri: lsp::Uri,
    diagnostics: Vec<lsp::Diagnostic>,
}

/// The answer to `workos/upgrade`.
#[derive(Debug, Serialize)]
pub struct Upgrade {
    /// By path.
    files: Vec<InFile>,
    /// Files that were looked at.
    checked: usize,
    /// What could not be done.
    problems: Vec<String>,
}

/// What a way costs.
#[derive(Debug, Serialize)]
pub struct Way {
    version: String,
    /// Places that break, or mean something else.
    places: usize,
    /// Files that hold them.
    files: usize,
}

/// The ways of a package from one manifest.
#[derive(Debug, Serialize)]
pub struct Ways {
    package: String,
    manifest: Option<lsp::Uri>,
    ways: Vec<Way>,
}

/// The answer to `workos/explain`: a page in Markdown.
#[derive(Debug, Serialize)]
pub struct Page {
    title: String,
    markdown: String,
}

/// What an answer is made from.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The sources.
    pub snapshot: &'a Snapshot,
    /// Open documents.
    pub documents: &'a Documents,
    /// The client.
    pub profile: &'a Profile,
    /// The work: how far it is, and whether anybody still wants it.
    pub work: &'a Work,
}

impl Context<'_> {
    /// All dependencies on covered packages.
    #[must_use]
    pub fn versions(&self) -> Versions {
        let files = self.files(|path| path.ends_with("package.json"));
        let packages = dependencies(self.snapshot, &files);
        Versions {
            packages: packages.iter().map(|it| self.in_use(it)).collect(),
        }
    }

    fn in_use(&self, it: &Dependency) -> InUse {
        let package = it.name.as_str();
        let knowledge = self.snapshot.knowledge();
        let installed = it.installed.version.as_ref();
        let text = self.snapshot.text(&it.manifest);
        let newest = known::newest(knowledge, package).map(ToString::to_string);
        let settings = self.snapshot.settings();
        let wanted = match &settings.config.target {
            Some(TargetConfig::One(target)) => Some(target),
            Some(TargetConfig::Each(targets)) => targets.get(package),
            None => None,
        };
        let is_installed = installed.map(ToString::to_string);
        InUse {
            package: package.to_owned(),
            manifest: self.documents.uri(&it.manifest),
            at: text.map(|(text, _)| convert::range(&text, &it.value, self.profile.encoding)),
            range: it.range.to_string(),
            provenance: it.installed.provenance,
            source: it
                .installed
                .source
                .as_ref()
                .and_then(|path| self.documents.uri(path)),
            lockfile: it.installed.lockfile.as_ref().map(ToString::to_string),
            target: wanted.and_then(|wanted| {
                target::meant(wanted, package, is_installed.as_deref(), knowledge)
            }),
            newest,
            ways: ways(known::versions(knowledge, package), installed)
                .iter()
                .map(ToString::to_string)
                .collect(),
            installed: is_installed,
        }
    }

    /// Everything that there is to say on the way to other versions. Nothing is changed.
    #[must_use]
    pub fn upgrade(&self, params: UpgradeParams) -> Upgrade {
        let mut to = params.to;
        if to.is_empty() {
            for package in known::packages(self.snapshot.knowledge()) {
                to.insert(package, "latest".to_owned());
            }
        }
        let mut upgrade = Upgrade {
            files: Vec::new(),
            checked: 0,
            problems: Vec::new(),
        };
        let Some(snapshot) = self.snapshot.towards(vec![to]).into_iter().next() else {
            return upgrade;
        };
        let files = self.files(|path| snapshot.is_relevant(path));
        upgrade.checked = files.len();
        let mut found = self.each(&files, &|path| {
            let shown = self
                .worth_it(&snapshot, path)
                .then(|| snapshot.shown(path))?;
            let (diagnostics, _) =
                diagnostics::of_file(&snapshot, path, &shown, None, usize::MAX, self.profile);
            let problems: Vec<String> =
                shown.problems.iter().map(super::owner::described).collect();
            Some((path.to_owned(), diagnostics, problems))
        });
        found.sort_by(|a, b| a.0.cmp(&b.0));
        for (path, diagnostics, problems) in found {
            upgrade.problems.extend(problems);
            let uri = self
                .documents
                .uri(&path)
                .filter(|_| !diagnostics.is_empty());
            upgrade
                .files
                .extend(uri.map(|uri| InFile { uri, diagnostics }));
        }
        upgrade
    }

    /// For every dependency, what each of its ways would break.
    #[must_use]
    pub fn upgrades(&self) -> Vec<Ways> {
        let files = self.files(|path| self.snapshot.is_relevant(path));
        self.ways(&dependencies(self.snapshot, &files), &files)
    }

    /// What the ways of the dependency on a line of a manifest would break, for a hover; empty where there is none.
    #[must_use]
    pub fn ways_in_words(&self, manifest: &Path, line: u32) -> String {
        let Some((text, _)) = self.snapshot.text(manifest) else {
            return String::new();
        };
        let mut here = self.snapshot.dependencies(manifest);
        here.retain(|it| {
            let at = convert::range(&text, &it.value, self.profile.encoding);
            it.manifest == manifest && at.start.line == line
        });
        if here.is_empty() {
            return String::new();
        }
        let files = self.files(|path| self.snapshot.is_relevant(path));
        let ways = self.ways(&here, &files);
        if self.work.is_given_up() {
            return String::new();
        }
        let told = ways.iter().flat_map(|it| &it.ways).map(|way| {
            let what = match way.places {
                0 => "nothing".to_owned(),
                _ => format!(
                    "{} in {}",
                    count(way.places, "place"),
                    count(way.files, "file")
                ),
            };
            format!("\n- to {}: {what}", way.version)
        });
        let told: String = told.collect();
        match told.is_empty() {
            true => told,
            false => format!("\n\nWhat an upgrade breaks here:\n{told}"),
        }
    }

    fn ways(&self, dependencies: &[Dependency], files: &[PathBuf]) -> Vec<Ways> {
        let knowledge = self.snapshot.knowledge();
        let open: Vec<(&Dependency, Vec<Version>)> = dependencies
            .iter()
            .map(|it| {
                let known = known::versions(knowledge, &it.name);
                (it, ways(known, it.installed.version.as_ref()))
            })
            .collect();
        let mut steps: Vec<(String, Version)> = open
            .iter()
            .flat_map(|(it, ways)| ways.iter().map(|way| (it.name.to_string(), way.clone())))
            .collect();
        steps.sort();
        steps.dedup();
        let snapshots = self.snapshot.towards(
            steps
                .iter()
                .map(|(package, way)| BTreeMap::from([(package.clone(), way.to_string())]))
                .collect(),
        );
        // A file once for all ways: it is read and understood but once.
        let found = self.each(files, &|path| {
            if !self.worth_it(self.snapshot, path) {
                return None;
            }
            let mut places = Vec::new();
            for (step, (snapshot, (package, _))) in snapshots.iter().zip(&steps).enumerate() {
                let shown = snapshot.shown(path);
                let breaking = shown.findings.iter().filter(|placed| {
                    placed.finding.package == package.as_str() && breaks(&placed.finding)
                });
                places.push((step, breaking.count()));
            }
            let manifests = self.snapshot.dependencies(path);
            Some((manifests, places))
        });
        let mut counts: BTreeMap<(usize, PathBuf), (usize, usize)> = BTreeMap::new();
        for (manifests, places) in found {
            for (step, number) in places.into_iter().filter(|(_, number)| *number > 0) {
                let Some((package, _)) = steps.get(step) else {
                    continue;
                };
                let nearest = manifests.iter().find(|it| it.name == package.as_str());
                let Some(nearest) = nearest else { continue };
                let count = counts.entry((step, nearest.manifest.clone())).or_default();
                count.0 += number;
                count.1 += 1;
            }
        }
        open.into_iter()
            .map(|(it, ways)| Ways {
                package: it.name.to_string(),
                manifest: self.documents.uri(&it.manifest),
                ways: ways
                    .into_iter()
                    .map(|version| {
                        let step = steps.iter().position(|(package, way)| {
                            it.name == package.as_str() && *way == version
                        });
                        let count = step.and_then(|step| counts.get(&(step, it.manifest.clone())));
                        let (places, files) = count.copied().unwrap_or_default();
                        Way {
                            version: version.to_string(),
                            places,
                            files,
                        }
                    })
                    .collect(),
            })
            .collect()
    }

    /// All safe fixes of a document, or of the workspace, as one edit; `None` where there is nothing to fix.
    #[must_use]
    pub fn fix(&self, params: &FixParams) -> Option<lsp::WorkspaceEdit> {
        let to = self.snapshot.settings().to.clone();
        let aside = self.snapshot.towards(vec![to]).into_iter().next()?;
        let (snapshot, files) = match &params.uri {
            Some(uri) => (self.snapshot, vec![uri::to_path(uri)?]),
            None => (&aside, self.files(|path| aside.is_relevant(path))),
        };
        let fixed = self.each(&files, &|path| {
            if !self.worth_it(snapshot, path) {
                return None;
            }
            let fixed = snapshot.fix_all(path, &FixFilter::default())?;
            let (text, _) = snapshot.text(path)?;
            let edits = hunks(&text.to_string(), &fixed.text);
            Some((path.to_owned(), edits, fixed.renames))
        });
        let mut change = SourceChange::default();
        for (path, edits, renames) in fixed {
            if !edits.is_empty() {
                change.edits.insert(path, edits);
            }
            change.renames.extend(renames);
        }
        if change.edits.is_empty() && change.renames.is_empty() {
            return None;
        }
        convert::workspace_edit(&change, snapshot, self.documents, self.profile)
    }

    /// What there is to read on the changes at a place; without one, what the hover says.
    #[must_use]
    pub fn explain(&self, path: &Path, at: lsp::Position) -> Option<Page> {
        let (text, _) = self.snapshot.text(path)?;
        let offset = convert::offset(&text, at, self.profile.encoding);
        let shown = self.snapshot.shown(path);
        let here = shown
            .findings
            .iter()
            .filter(|placed| placed.range.start <= offset && offset <= placed.range.end);
        let mut ids = BTreeSet::new();
        let mut pages = Vec::new();
        for placed in here {
            let finding = &placed.finding;
            for id in finding.change.iter().chain(&finding.lineage) {
                let page = explain::page(self.snapshot.knowledge(), id);
                if let Some(page) = page.filter(|_| ids.insert(id.to_string())) {
                    pages.push(page);
                }
            }
        }
        if let Some(first) = ids.first().filter(|_| !pages.is_empty()) {
            return Some(Page {
                title: first.replace('/', " "),
                markdown: pages.join("\n---\n\n"),
            });
        }
        let hover = self.snapshot.hover(path, offset)?;
        Some(Page {
            title: text.to_string().get(hover.range)?.to_owned(),
            markdown: hover.markdown,
        })
    }

    fn files(&self, keep: impl Fn(&Path) -> bool + Sync) -> Vec<PathBuf> {
        let mut files = walk::walk(self.snapshot.folders(), &keep).files;
        // What is not saved yet is there as well.
        files.extend(self.documents.paths().into_iter().filter(|path| keep(path)));
        walk::sort(&mut files);
        files
    }

    /// Whether a look at a file's words says that it can hold something.
    fn worth_it(&self, snapshot: &Snapshot, path: &Path) -> bool {
        if path.ends_with("package.json") || self.documents.contains(path) {
            return true;
        }
        Disk.read(path)
            .is_ok_and(|bytes| snapshot.sift(path, &bytes).may_report)
    }

    /// Looks at every file, on all processors, until nobody wants to know any more.
    fn each<T: Send>(
        &self,
        files: &[PathBuf],
        look: &(impl Fn(&Path) -> Option<T> + Sync),
    ) -> Vec<T> {
        self.work.expect(files.len());
        let found = parallel::each(files, |path| {
            if self.work.is_given_up() {
                return None;
            }
            let found = super::panics::caught("survey", Some(path), || look(path));
            self.work.step();
            found.flatten()
        });
        found.into_iter().flatten().collect()
    }
}

/// Whether someone who upgrades has to do something.
fn breaks(finding: &Finding) -> bool {
    matches!(finding.state, State::Upcoming | State::Changed)
}

/// The newest version of each major, from the installed one's on and without it.
fn ways(known: &[Version], installed: Option<&Version>) -> Vec<Version> {
    let mut by_major: BTreeMap<u64, &Version> = BTreeMap::new();
    for version in known.iter().filter(|version| !version.is_prerelease()) {
        if installed.is_none_or(|installed| version > installed) {
            by_major.insert(version.major(), version);
        }
    }
    by_major.into_values().cloned().collect()
}

/// Dependencies of the manifests among `files`.
fn dependencies(snapshot: &Snapshot, files: &[PathBuf]) -> Vec<Dependency> {
    let manifests = walk::manifests(files);
    let mut found: Vec<Dependency> = manifests
        .flat_map(|manifest| {
            let all = snapshot.dependencies(manifest).into_iter();
            all.filter(|it| it.manifest == *manifest)
        })
        .collect();
    found.sort_by(|a, b| (&a.manifest, a.value.start).cmp(&(&b.manifest, b.value.start)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_leads_to_the_newest_of_each_major() {
        let known: Vec<Version> = ["7.0.0", "7.82.0", "8.0.0", "8.13.0", "9.0.0-rc.1", "9.3.1"]
            .iter()
            .map(|it| it.parse().unwrap())
            .collect();
        let from = |version: &str| -> Vec<String> {
            let installed = version.parse().ok();
            let ways = ways(&known, installed.as_ref());
            ways.iter().map(ToString::to_string).collect()
        };
        assert_eq!(from("7.82.0"), ["8.13.0", "9.3.1"]);
        assert_eq!(from("7.5.0"), ["7.82.0", "8.13.0", "9.3.1"]);
        assert_eq!(from("9.3.1"), Vec::<String>::new());
        assert_eq!(from(""), ["7.82.0", "8.13.0", "9.3.1"]);
    }
}
