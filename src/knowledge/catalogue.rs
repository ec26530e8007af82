//! All covered packages. A package is parsed when it is first asked for; user tables lie over the built-in ones.

use std::{borrow::Cow, sync::OnceLock};

use smol_str::SmolStr;

use super::{
    Gap, Life, MemberKey, PackageId, Presence, SymbolPath, Timeline, VersionIdx, gaps,
    packed::Packed,
    tables::{self, Change, Changes, Index, Lineage, Source, TableProblem},
    vocabulary::Vocabulary,
    words,
};

/// What is built in of one package; nothing of it is parsed.
#[derive(Debug)]
struct Builtin {
    ecosystem: &'static str,
    name: &'static str,
    api: &'static str,
    changes: &'static [(&'static str, &'static str)],
    docs: &'static [(&'static str, &'static str)],
}

/// Listed in a file beside the tables, which a test keeps up to date: whoever adds a table touches `knowledge/` alone.
const BUILTIN: &[Builtin] = include!("../../knowledge/builtin.rs");

/// What the build made of that.
#[cfg(packed)]
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));
#[cfg(not(packed))]
const PACKED: &[u8] = &[];

/// A file of a user's folder of tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayFile {
    /// Its path in the folder, with `/`: `npm/@workos-inc/node/changes/mine.json`.
    pub path: String,
    /// Its path as problems name it.
    pub shown: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// All covered packages with their timelines, tables and prose.
#[derive(Debug, Default)]
pub struct Knowledge {
    packages: Vec<Package>,
    problems: Vec<TableProblem>,
    /// How the symbols of all packages are called.
    vocabulary: OnceLock<Vocabulary>,
}

#[derive(Debug, Default)]
struct Package {
    ecosystem: SmolStr,
    name: SmolStr,
    api: Vec<Source>,
    packed: Option<Packed<'static>>,
    tables: Vec<Source>,
    user_tables: Vec<Source>,
    /// Name of the page and its text; the later goes over the earlier.
    docs: Vec<(SmolStr, Cow<'static, str>)>,
    timeline: OnceLock<(Timeline, Vec<TableProblem>)>,
    changes: OnceLock<(Changes, Vec<TableProblem>)>,
    words: OnceLock<Vec<SmolStr>>,
}

impl Knowledge {
    /// What is built in. Parses nothing.
    #[must_use]
    pub fn builtin() -> Self {
        let packed: Vec<Packed<'static>> = postcard::from_bytes(PACKED).unwrap_or_default();
        let packages = BUILTIN.iter().map(|of| {
            let packed = packed.iter().find(|packed| packed.name == of.name);
            Package {
                packed: packed.copied(),
                ..Package::builtin(of)
            }
        });
        Self::of(packages.collect(), Vec::new())
    }

    /// A catalogue of given texts, for tests of other layers: package by package `api.json` and tables.
    #[must_use]
    pub fn from_texts(packages: &[(&str, &str, &[&str])]) -> Self {
        let source = |file: String, text: &str| Source {
            file: file.into(),
            text: Cow::Owned(text.to_owned()),
        };
        let package = |(name, api, tables): &(&str, &str, &[&str])| Package {
            ecosystem: "npm".into(),
            name: (*name).into(),
            api: vec![source(format!("npm/{name}/api.json"), api)],
            tables: tables
                .iter()
                .enumerate()
                .map(|(index, text)| source(format!("npm/{name}/changes/{index}.json"), text))
                .collect(),
            ..Package::default()
        };
        Self::of(packages.iter().map(package).collect(), Vec::new())
    }

    /// The same with a user's tables laid over: an entry of the same id replaces, a disabled one removes. What is
    /// wrong with them stands in `problems`; the rest works on.
    #[must_use]
    pub fn with_overlay(&self, files: &[OverlayFile]) -> Self {
        let mut packages: Vec<Package> = self.packages.iter().map(Package::unread).collect();
        let mut problems = self.problems.clone();
        for file in files {
            let wrong = |expected: &str| TableProblem {
                file: file.shown.as_str().into(),
                path: ".".to_owned(),
                expected: expected.to_owned(),
            };
            let Some(place) = Place::of(&file.path) else {
                if file.path.ends_with(".json") && !file.path.starts_with("schema/") {
                    problems.push(wrong(
                        "expected <ecosystem>/<package>/changes/<area>.json or <ecosystem>/<package>/api.json",
                    ));
                }
                continue;
            };
            let Ok(text) = str::from_utf8(&file.bytes) else {
                problems.push(wrong("expected UTF-8 text"));
                continue;
            };
            let package = place.package(&mut packages);
            let source = Source {
                file: file.shown.as_str().into(),
                text: Cow::Owned(text.trim_start_matches('\u{feff}').to_owned()),
            };
            match place.part {
                Part::Api => package.api.insert(0, source),
                Part::Changes => package.user_tables.push(source),
                Part::Docs(page) => package.docs.insert(0, (page.into(), source.text)),
            }
        }
        for package in packages.iter().filter(|package| package.api.is_empty()) {
            let first = package
                .user_tables
                .first()
                .map_or(&package.name, |table| &table.file);
            problems.push(TableProblem {
                file: first.clone(),
                path: ".".to_owned(),
                expected: format!(
                    "expected tables of a covered package; there is no api.json of {}",
                    package.name
                ),
            });
        }
        packages.retain(|package| !package.api.is_empty());
        Self::of(packages, problems)
    }

    fn of(mut packages: Vec<Package>, problems: Vec<TableProblem>) -> Self {
        packages.sort_by(|a, b| (&a.name, &a.ecosystem).cmp(&(&b.name, &b.ecosystem)));
        Self {
            packages,
            problems,
            ..Self::default()
        }
    }

    /// The package of this name (`@workos-inc/node`), if it is covered. Parses nothing.
    #[must_use]
    pub fn package(&self, name: &str) -> Option<PackageId> {
        let index = self
            .packages
            .iter()
            .position(|package| package.name == name)?;
        u16::try_from(index).ok().map(PackageId)
    }

    /// All covered packages, by name.
    pub fn packages(&self) -> impl Iterator<Item = PackageId> + use<> {
        (0..u16::try_from(self.packages.len()).unwrap_or(u16::MAX)).map(PackageId)
    }

    /// A package's name.
    #[must_use]
    pub fn name(&self, package: PackageId) -> &str {
        self.get(package).map_or("", |package| &package.name)
    }

    /// A package's ecosystem (`npm`).
    #[must_use]
    pub fn ecosystem(&self, package: PackageId) -> &str {
        self.get(package).map_or("", |package| &package.ecosystem)
    }

    /// The timeline of a package; read on the first call.
    #[must_use]
    pub fn timeline(&self, package: PackageId) -> &Timeline {
        static NOTHING: OnceLock<Timeline> = OnceLock::new();
        self.get(package).map_or_else(
            || NOTHING.get_or_init(Timeline::default),
            |package| package.timeline(),
        )
    }

    /// The changes of a package; read on the first call.
    #[must_use]
    pub fn changes(&self, package: PackageId) -> &Changes {
        static NOTHING: OnceLock<Changes> = OnceLock::new();
        self.get(package).map_or_else(
            || NOTHING.get_or_init(Changes::default),
            |package| package.changes(),
        )
    }

    /// The change of an id, in whichever package.
    #[must_use]
    pub fn change(&self, id: &str) -> Option<(PackageId, &Change)> {
        self.packages()
            .find_map(|package| Some((package, self.changes(package).by_id(id)?)))
    }

    /// The text of a page of a package's docs.
    #[must_use]
    pub fn docs(&self, package: PackageId, page: &str) -> Option<&str> {
        let docs = &self.get(package)?.docs;
        docs.iter()
            .find(|(name, _)| name == page)
            .map(|(_, text)| text.as_ref())
    }

    /// Names of the pages of a package's docs.
    #[must_use]
    pub fn pages(&self, package: PackageId) -> Vec<&str> {
        let docs = self.get(package).map_or(&[][..], |package| &package.docs);
        docs.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Words of which one must stand in a file, if something of the package is to be reported in it: names of what
    /// comes, goes or differs over the versions, or what tables speak of. Sorted.
    #[must_use]
    pub fn surface_words(&self, package: PackageId) -> &[SmolStr] {
        let Some(found) = self.get(package) else {
            return &[];
        };
        found.words.get_or_init(|| {
            let packed = found.packed_tables();
            let packed = packed.and_then(|packed| postcard::from_bytes(packed.words).ok());
            packed.unwrap_or_else(|| words::surface(found.timeline(), found.changes()))
        })
    }

    /// Whether something of a package may be called so: an export, a member, a field, a value of a closed set, at any
    /// version. Seldom said of a name that nothing has, always of one that something has.
    #[must_use]
    pub fn may_name(&self, name: &str) -> bool {
        let all = self.vocabulary.get_or_init(|| {
            let packages = self.packages.iter();
            let each: Vec<Vocabulary> = packages.map(Package::vocabulary).collect();
            Vocabulary::of_all(&each)
        });
        all.may_hold(name)
    }

    /// What is wrong with the files of knowledge that were read so far.
    #[must_use]
    pub fn problems(&self) -> Vec<TableProblem> {
        let mut problems = self.problems.clone();
        for package in &self.packages {
            let timeline = package.timeline.get().map(|(_, problems)| problems);
            let changes = package.changes.get().map(|(_, problems)| problems);
            problems.extend(timeline.into_iter().chain(changes).flatten().cloned());
        }
        problems.sort_unstable();
        problems.dedup();
        problems
    }

    /// Checks all files of knowledge: form, timelines, symbols, prose. Reads everything.
    #[must_use]
    pub fn verify(&self) -> Vec<TableProblem> {
        let mut problems = Vec::new();
        for package in &self.packages {
            let timeline = package.timeline();
            let changes = package.changes();
            if timeline.versions.is_empty() {
                // It could not be read, which is a problem of its own.
                continue;
            }
            problems.extend(package.malformed_types());
            problems.extend(tables::check(changes, timeline, &package.page_names()));
        }
        problems.extend(self.problems());
        problems.sort_unstable();
        problems.dedup();
        problems
    }

    /// What disappears or changes between consecutive releases from one version to another, and no table speaks of.
    #[must_use]
    pub fn gaps(&self, package: PackageId, from: VersionIdx, to: VersionIdx) -> Vec<Gap> {
        gaps::find(self.timeline(package), self.changes(package), from, to)
    }

    /// Whether a use of a symbol, as it is in the version nearest to `at`, works in `wanted`.
    #[must_use]
    pub fn presence(
        &self,
        package: PackageId,
        key: &MemberKey,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Presence {
        self.changes(package)
            .presence(self.timeline(package), key, at, wanted)
    }

    /// The way from a symbol to the one that takes its place in `wanted` (see `Changes::lineage`).
    #[must_use]
    pub fn lineage(
        &self,
        package: PackageId,
        key: &MemberKey,
        at: VersionIdx,
        wanted: VersionIdx,
    ) -> Option<Lineage<'_>> {
        self.changes(package)
            .lineage(self.timeline(package), key, at, wanted)
    }

    /// The symbols that a path of a package names, with the versions in which it does.
    #[must_use]
    pub fn resolve_path(&self, package: PackageId, path: &SymbolPath) -> Vec<(MemberKey, Life)> {
        self.timeline(package).resolve_path(path)
    }

    fn get(&self, package: PackageId) -> Option<&Package> {
        self.packages.get(usize::from(package.0))
    }
}

impl Package {
    fn builtin(of: &Builtin) -> Self {
        let source = |name: &str, text: &'static str| Source {
            file: format!("{}/{}/{name}", of.ecosystem, of.name).into(),
            text: Cow::Borrowed(text),
        };
        let tables = of.changes.iter();
        let docs = of.docs.iter();
        Self {
            ecosystem: of.ecosystem.into(),
            name: of.name.into(),
            api: vec![source("api.json", of.api)],
            tables: tables
                .map(|(name, text)| source(&format!("changes/{name}"), text))
                .collect(),
            docs: docs
                .map(|(name, text)| (SmolStr::new_static(name), Cow::Borrowed(*text)))
                .collect(),
            ..Self::default()
        }
    }

    /// The same sources, nothing of them read.
    fn unread(&self) -> Self {
        Self {
            ecosystem: self.ecosystem.clone(),
            name: self.name.clone(),
            api: self.api.clone(),
            packed: self.packed,
            tables: self.tables.clone(),
            user_tables: self.user_tables.clone(),
            docs: self.docs.clone(),
            ..Self::default()
        }
    }

    /// What the build made of the timeline, if no other lies over it.
    fn packed_timeline(&self) -> Option<&Packed<'static>> {
        let packed = self.packed.as_ref();
        packed.filter(|_| self.api.len() == 1)
    }

    /// What the build made of the tables, if no others lie over them.
    fn packed_tables(&self) -> Option<&Packed<'static>> {
        let packed = self.packed_timeline();
        packed.filter(|_| self.user_tables.is_empty())
    }

    fn vocabulary(&self) -> Vocabulary {
        match self.packed_timeline() {
            Some(packed) => Vocabulary::packed(packed.vocabulary),
            None => Vocabulary::new(self.timeline()),
        }
    }

    fn timeline(&self) -> &Timeline {
        let (timeline, _) = self.timeline.get_or_init(|| {
            let mut problems = Vec::new();
            let packed = self.packed_timeline();
            if let Some(timeline) = packed.and_then(|it| Timeline::unpack(it.timeline)) {
                return (timeline, problems);
            }
            // The user's own comes first; where it cannot be read, the built-in one does.
            for source in &self.api {
                match Timeline::read(&source.text) {
                    Ok(timeline) => return (timeline, problems),
                    Err(error) => problems.push(TableProblem {
                        file: source.file.clone(),
                        path: error.path,
                        expected: error.expected,
                    }),
                }
            }
            (Timeline::default(), problems)
        });
        timeline
    }

    fn changes(&self) -> &Changes {
        let (changes, _) = self.changes.get_or_init(|| {
            let timeline = self.timeline();
            let mut problems = Vec::new();
            let mut list: Vec<Change> = Vec::new();
            for source in &self.tables {
                list.extend(tables::read_table(source, &mut problems).changes);
            }
            for source in &self.user_tables {
                let table = tables::read_table(source, &mut problems);
                list.retain(|change| {
                    !table.disabled.contains(&change.id)
                        && !table.changes.iter().any(|other| other.id == change.id)
                });
                list.extend(table.changes);
            }
            let packed = self.packed_tables();
            let index = packed.and_then(|packed| postcard::from_bytes(packed.index).ok());
            let index = index.unwrap_or_else(|| Index::new(&list, timeline));
            let heirs = packed.and_then(|packed| postcard::from_bytes(packed.heirs).ok());
            let changes = Changes::new(list, index, heirs.unwrap_or_default());
            if !self.user_tables.is_empty() {
                let of_user = |problem: &TableProblem| {
                    self.user_tables
                        .iter()
                        .any(|source| source.file == problem.file)
                };
                let checked = tables::check(&changes, timeline, &self.page_names());
                problems.extend(checked.into_iter().filter(of_user));
            }
            (changes, problems)
        });
        changes
    }

    fn malformed_types(&self) -> Vec<TableProblem> {
        let file = self
            .api
            .first()
            .map(|source| source.file.clone())
            .unwrap_or_default();
        let problem = |(index, expected)| TableProblem {
            file: file.clone(),
            path: format!("types[{index}]"),
            expected,
        };
        self.timeline()
            .malformed_types()
            .into_iter()
            .map(problem)
            .collect()
    }

    fn page_names(&self) -> Vec<&str> {
        self.docs.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// Packs what is built in: for the build.
///
/// # Errors
/// What cannot be written as bytes.
#[cfg(not(packed))]
pub fn pack() -> postcard::Result<Vec<u8>> {
    let knowledge = Knowledge::builtin();
    let mut parts = Vec::new();
    for package in &knowledge.packages {
        // What cannot be read is said when the program reads it.
        if package.timeline().versions.is_empty() {
            continue;
        }
        let changes = package.changes();
        let words = words::surface(package.timeline(), changes);
        parts.push((
            package.name.as_str(),
            package.timeline().pack()?,
            postcard::to_allocvec(changes.index())?,
            postcard::to_allocvec(&changes.all_steps(package.timeline()))?,
            postcard::to_allocvec(&words)?,
            Vocabulary::new(package.timeline()),
        ));
    }
    let packed: Vec<Packed<'_>> = parts
        .iter()
        .map(|(name, timeline, index, heirs, words, vocabulary)| Packed {
            name,
            timeline,
            index,
            heirs,
            words,
            vocabulary: vocabulary.bits(),
        })
        .collect();
    postcard::to_allocvec(&packed)
}

/// Where a file belongs, by its path in a folder of knowledge.
struct Place<'a> {
    ecosystem: &'a str,
    name: &'a str,
    part: Part<'a>,
}

enum Part<'a> {
    Api,
    Changes,
    Docs(&'a str),
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Option<Self> {
        let (ecosystem, rest) = path.split_once('/')?;
        let (name, part) = if let Some(name) = rest.strip_suffix("/api.json") {
            (name, Part::Api)
        } else {
            let (folder, file) = rest.rsplit_once('/')?;
            if let Some(name) = folder
                .strip_suffix("/changes")
                .filter(|_| file.ends_with(".json"))
            {
                (name, Part::Changes)
            } else {
                let name = folder
                    .strip_suffix("/docs")
                    .filter(|_| file.ends_with(".md"))?;
                (name, Part::Docs(file))
            }
        };
        (!name.is_empty()).then_some(Self {
            ecosystem,
            name,
            part,
        })
    }

    fn package<'p>(&self, packages: &'p mut Vec<Package>) -> &'p mut Package {
        let known = packages
            .iter()
            .position(|package| package.name == self.name && package.ecosystem == self.ecosystem);
        let index = known.unwrap_or_else(|| {
            packages.push(Package {
                ecosystem: self.ecosystem.into(),
                name: self.name.into(),
                ..Package::default()
            });
            packages.len() - 1
        });
        &mut packages[index]
    }
}

#[cfg(test)]
mod tests;
