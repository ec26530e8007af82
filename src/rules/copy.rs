//! A copy of a package as findings judge it: the installed version V, the target T, and how both are said.

use nodejs_semver::Version;

use crate::{
    knowledge::{Boundary, Changes, Knowledge, PackageId, Timeline, VersionIdx},
    project::{Installed, Provenance, parse_range},
};

/// The version to which an upgrade is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The version.
    pub version: Version,
    /// Whether the user named it; otherwise it is the newest known.
    pub explicit: bool,
}

/// A copy with what is known of its package.
#[derive(Clone)]
pub(crate) struct Copy<'a> {
    pub name: &'a str,
    pub timeline: &'a Timeline,
    pub changes: &'a Changes,
    pub installed: &'a Installed,
    /// The known versions that V can be: one, or those of a range. Empty where nothing is known.
    pub candidates: Vec<VersionIdx>,
    /// The version whose shapes stand for V. Without any: the target.
    pub v: VersionIdx,
    /// The target.
    pub target: &'a Target,
    pub t: VersionIdx,
}

impl<'a> Copy<'a> {
    pub fn new(
        knowledge: &'a Knowledge,
        package: PackageId,
        installed: &'a Installed,
        target: &'a Target,
    ) -> Self {
        let timeline = knowledge.timeline(package);
        let candidates = candidates(timeline, installed);
        let t = timeline.index(&target.version);
        Self {
            name: knowledge.name(package),
            timeline,
            changes: knowledge.changes(package),
            installed,
            v: candidates.first().copied().unwrap_or(t),
            candidates,
            target,
            t,
        }
    }

    /// Whether anything tells which version is installed.
    pub fn is_known(&self) -> bool {
        !self.candidates.is_empty()
    }

    /// The first version on the way from V to T of which something holds.
    pub fn first_on_the_way(&self, holds: impl Fn(VersionIdx) -> bool) -> Option<VersionIdx> {
        let mut way = self.timeline.indices();
        way.find(|at| (self.v..=self.t).contains(at) && holds(*at))
    }

    /// Whether V is newer than everything known: then nothing comes only later.
    pub fn beyond(&self) -> bool {
        let newest = self.timeline.versions.last();
        let installed = self.installed.version.as_ref();
        newest
            .zip(installed)
            .is_some_and(|(newest, installed)| newest < installed)
    }

    /// V as it is said: `9.1.1`, `^8.0.0`, `12.0.0 (known to 11.0.0)`.
    pub fn installed_text(&self) -> String {
        match (&self.installed.version, &self.installed.range) {
            (Some(version), _) if self.beyond() => {
                let newest = self.version_text(self.timeline.newest());
                format!("{version} (known to {newest})")
            }
            (Some(version), _) if self.installed.provenance != Provenance::Range => {
                version.to_string()
            }
            (_, Some(range)) => range.to_string(),
            (Some(version), None) => version.to_string(),
            (None, None) => "(version unknown)".to_owned(),
        }
    }

    /// A version by its index.
    pub fn version_text(&self, at: VersionIdx) -> String {
        self.timeline
            .version(at)
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    /// When something that starts or ends at an index does so, for people who install no pre-releases: `in 8.0.0`.
    pub fn boundary(&self, at: VersionIdx) -> String {
        self.timeline
            .boundary(at)
            .map(|boundary| boundary.to_string())
            .unwrap_or_default()
    }

    /// Since when something is marked.
    pub fn marked(&self, at: VersionIdx) -> String {
        match self.timeline.boundary(at) {
            Some(Boundary::In(version)) => format!("since {version}"),
            Some(between) => format!("marked {between}"),
            None => String::new(),
        }
    }

    /// The release that is needed for what starts at an index.
    pub fn needed(&self, at: VersionIdx) -> String {
        match self.timeline.boundary(at) {
            Some(Boundary::In(version) | Boundary::Between(_, version)) => version.to_string(),
            None => String::new(),
        }
    }
}

/// The known versions that V can be, ascending. Of a range the releases in it; pre-releases only if nothing else fits.
fn candidates(timeline: &Timeline, installed: &Installed) -> Vec<VersionIdx> {
    if timeline.versions.is_empty() {
        return Vec::new();
    }
    if let Some(version) = &installed.version
        && installed.provenance != Provenance::Range
    {
        return vec![timeline.index(version)];
    }
    let Some(range) = installed
        .range
        .as_ref()
        .and_then(|range| parse_range(range))
    else {
        return installed
            .version
            .iter()
            .map(|version| timeline.index(version))
            .collect();
    };
    let fits = |at: &VersionIdx| {
        timeline
            .version(*at)
            .is_some_and(|version| version.satisfies(&range))
    };
    let all: Vec<VersionIdx> = timeline.indices().filter(fits).collect();
    let is_stable = |at: &VersionIdx| {
        timeline
            .version(*at)
            .is_some_and(|version| !version.is_prerelease())
    };
    let stable: Vec<VersionIdx> = all.iter().copied().filter(is_stable).collect();
    if stable.is_empty() { all } else { stable }
}
