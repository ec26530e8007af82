//! What a command looks at: PATH arguments become workspaces, one for each repository and configuration that they lie in.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use workos_lsp_engine::{
    analysis::{Config, Settings, Snapshot, Surface, TargetConfig, Workspace, state_named},
    knowledge::Knowledge,
    project::{Dependency, FileKind, Files, Problem, Sheet, repository_root},
};

use super::{
    args::Common,
    config::{self, NAME},
    failure::Failure,
    known,
    target::{self, Targets},
};
use crate::{
    disk::{Disk, canonical},
    render::{
        paths::relative,
        summary::{Context, InUse},
    },
    walk,
};

/// Everything that a command looks at.
#[derive(Debug)]
pub struct Scene {
    /// The working directory: paths are said from here.
    pub base: PathBuf,
    /// Workspaces in the order of the PATH arguments.
    pub sets: Vec<Set>,
    /// What went wrong on the way.
    pub problems: Vec<Problem>,
    /// Whether a target was given, by flag or configuration.
    pub targeted: bool,
    flags: String,
}

/// PATH arguments in one repository and under one configuration.
#[derive(Debug)]
pub struct Set {
    /// The tables.
    pub knowledge: Arc<Knowledge>,
    /// The engine.
    pub workspace: Workspace,
    /// What it is now.
    pub snapshot: Snapshot,
    /// What it was set to.
    pub settings: Settings,
    /// The repository.
    pub root: PathBuf,
    /// The PATH arguments in it.
    pub paths: Vec<PathBuf>,
    /// Files to look at, sorted.
    pub files: Vec<PathBuf>,
    /// Dependencies on covered packages.
    pub dependencies: Vec<Dependency>,
    /// Files above this size are left out.
    pub max_file_size: u64,
}

/// `maxFileSize` where the configuration says nothing.
const MAX_FILE_SIZE: u64 = 4 << 20;

/// What a command looks at in the files of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// All that is in them.
    Scan,
    /// The manifests among them.
    Manifests,
}

/// Makes the scene of a command.
///
/// # Errors
/// Where an argument cannot be meant: no such path, not a version, not a folder of tables.
pub fn scene(paths: &[PathBuf], common: &Common, purpose: Purpose) -> Result<Scene, Failure> {
    let base = env::current_dir()
        .and_then(|dir| canonical(&dir))
        .map_err(|error| Failure::new(format!("the working directory cannot be read: {error}")))?;
    let mut scene = Scene {
        sets: Vec::new(),
        problems: Vec::new(),
        targeted: !common.to.is_empty(),
        flags: flags(common),
        base,
    };
    let tables = common
        .knowledge
        .as_deref()
        .map(|dir| folder(dir, "--knowledge"))
        .transpose()?;
    let explicit = explicit_config(common)?;

    let mut loaded: BTreeMap<Vec<PathBuf>, Arc<Knowledge>> = BTreeMap::new();
    for ((root, config_path), paths) in grouped(paths, explicit.as_deref())? {
        let mut config = scene.configuration(config_path.as_deref(), explicit.is_some())?;
        let config_dir = config_path.as_deref().and_then(Path::parent);
        // Who names a configuration means it; one that came with the workspace is not trusted.
        let within = explicit.is_none().then_some(root.as_path());
        let mut dirs = scene.own_tables(&config, config_path.as_deref(), within);
        dirs.extend(tables.clone());
        let knowledge = match loaded.get(&dirs) {
            Some(knowledge) => Arc::clone(knowledge),
            None => {
                let (knowledge, problems) = known::load(&dirs);
                scene.problems.extend(problems);
                Arc::clone(loaded.entry(dirs).or_insert(Arc::new(knowledge)))
            }
        };
        if let Some(path) = &config_path {
            scene
                .problems
                .extend(sanitize(&mut config, path, &knowledge));
        }
        scene.targeted |= config.target.is_some();

        let settings = Settings {
            assume: target::assumptions(&common.assume, &knowledge)?,
            config_dir: config_dir.map(Path::to_owned),
            config,
            ..Settings::new(Surface::CommandLine)
        };
        scene.sets.push(Set::new(
            root,
            &paths,
            knowledge,
            settings,
            purpose,
            &mut scene.problems,
        ));
    }
    scene.aim(common)?;
    Ok(scene)
}

impl Scene {
    /// Reads a configuration; what is wrong with one that was named on the command line ends the run.
    fn configuration(&mut self, path: Option<&Path>, explicit: bool) -> Result<Config, Failure> {
        let Some(path) = path else {
            return Ok(Config::default());
        };
        let (config, problems) = config::read(&Disk, path);
        if let Some(problem) = problems.first().filter(|_| explicit) {
            return Err(Failure::new(format!(
                "--config {}: {}",
                relative(&problem.path, &self.base),
                problem.message
            )));
        }
        self.problems.extend(problems);
        Ok(config)
    }

    /// The folders of tables that a configuration names, relative to it.
    fn own_tables(
        &mut self,
        config: &Config,
        path: Option<&Path>,
        within: Option<&Path>,
    ) -> Vec<PathBuf> {
        let Some((path, dir)) = path.and_then(|path| Some((path, path.parent()?))) else {
            return Vec::new();
        };
        let (dirs, wrong) = config::tables(&Disk, config, dir, within);
        self.problems
            .extend(wrong.into_iter().map(|message| Problem {
                path: path.to_owned(),
                message,
            }));
        dirs
    }

    /// Resolves `--to`, and tells the engine.
    fn aim(&mut self, common: &Common) -> Result<(), Failure> {
        let Some(knowledge) = self.sets.first().map(|set| Arc::clone(&set.knowledge)) else {
            return Ok(());
        };
        let targets: Targets = target::parse(&common.to, &knowledge)?;
        let in_use: BTreeSet<String> = self.sets.iter().flat_map(Set::packages).collect();
        let in_use: Vec<String> = in_use.into_iter().collect();
        let to = target::resolve(targets, &in_use, &knowledge)?;
        for set in &mut self.sets {
            if !to.is_empty() {
                set.settings.to.clone_from(&to);
                set.workspace.configure(set.settings.clone());
                set.snapshot = set.workspace.snapshot();
            }
        }
        Ok(())
    }

    /// How many files there are to look at.
    #[must_use]
    pub fn files(&self) -> usize {
        self.sets.iter().map(|set| set.files.len()).sum()
    }

    /// What the summary says besides the findings.
    #[must_use]
    pub fn context(&self) -> Context {
        let in_use: BTreeSet<InUse> = self.sets.iter().flat_map(Set::in_use).collect();
        let covered = self
            .sets
            .first()
            .map(|set| known::packages(&set.knowledge))
            .unwrap_or_default();
        Context {
            in_use: in_use.into_iter().collect(),
            covered,
            targeted: self.targeted,
            flags: self.flags.clone(),
        }
    }
}

impl Set {
    fn new(
        root: PathBuf,
        paths: &[PathBuf],
        knowledge: Arc<Knowledge>,
        settings: Settings,
        purpose: Purpose,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let workspace = Workspace::new(
            vec![root.clone()],
            Arc::new(Disk),
            Arc::clone(&knowledge),
            settings.clone(),
        );
        let snapshot = workspace.snapshot();
        let mut walked = thread::scope(|scope| {
            // A walk waits for the disk.
            if purpose == Purpose::Scan {
                scope.spawn(|| snapshot.prepare_to_sift());
            }
            walk::walk(paths, |path| snapshot.is_relevant(path))
        });
        problems.append(&mut walked.problems);
        let beside = beside_manifests(&snapshot, paths, &walked.files);
        walked.files.extend(beside);
        walk::sort(&mut walked.files);
        Self {
            knowledge,
            dependencies: dependencies(&snapshot, paths, &walked.files),
            workspace,
            snapshot,
            max_file_size: settings.config.max_file_size.unwrap_or(MAX_FILE_SIZE),
            settings,
            root,
            paths: paths.to_vec(),
            files: walked.files,
        }
    }

    /// Names of the packages in use, or assumed.
    pub fn packages(&self) -> impl Iterator<Item = String> + '_ {
        self.dependencies
            .iter()
            .map(|it| it.name.to_string())
            .chain(self.settings.assume.keys().cloned())
    }

    /// The packages in use with their versions.
    fn in_use(&self) -> impl Iterator<Item = InUse> + '_ {
        let assumed = self.settings.assume.iter().map(|(package, version)| {
            let installed = Some(version.to_string());
            self.in_use_as(package, installed)
        });
        self.dependencies
            .iter()
            .filter(|it| !self.settings.assume.contains_key(it.name.as_str()))
            .map(|it| self.in_use_as(&it.name, installed_of(it)))
            .chain(assumed)
    }

    fn in_use_as(&self, package: &str, installed: Option<String>) -> InUse {
        let target = self.wanted(package).and_then(|wanted| {
            target::meant(wanted, package, installed.as_deref(), &self.knowledge)
        });
        InUse {
            package: package.to_owned(),
            installed,
            target,
        }
    }

    /// The target that was given for a package, as it was given.
    #[must_use]
    pub fn wanted(&self, package: &str) -> Option<&str> {
        let flag = self
            .settings
            .to
            .get(package)
            .or_else(|| self.settings.to.get(""));
        let config = match &self.settings.config.target {
            Some(TargetConfig::One(target)) => Some(target),
            Some(TargetConfig::Each(targets)) => targets.get(package),
            None => None,
        };
        flag.or(config).map(String::as_str)
    }
}

/// Files that are told by their names, beside the manifests that were found and above them: `.env` even where git
/// ignores it, workflows.
fn beside_manifests(snapshot: &Snapshot, paths: &[PathBuf], files: &[PathBuf]) -> Vec<PathBuf> {
    let using = walk::manifests(files).filter(|path| !snapshot.dependencies(path).is_empty());
    let folders: BTreeSet<&Path> = using.filter_map(|path| path.parent()).collect();
    let mut found = Vec::new();
    for folder in folders {
        found.extend(sheets_in(folder, Sheet::is_beside_manifest));
        found.extend(sheets_in(&folder.join(".github/workflows"), |_| true));
    }
    found.retain(|path| {
        paths.iter().any(|asked| path.starts_with(asked)) && snapshot.is_relevant(path)
    });
    found
}

/// The regular files of a folder with these names.
fn sheets_in(folder: &Path, keep: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = Disk.list(folder).unwrap_or_default();
    let names = entries
        .into_iter()
        .filter(|entry| entry.kind == FileKind::File);
    let names = names.filter_map(|entry| entry.name.into_string().ok());
    names
        .filter(|name| keep(name))
        .map(|name| folder.join(name))
        .collect()
}

/// The version of a dependency, or its range.
#[must_use]
pub fn installed_of(it: &Dependency) -> Option<String> {
    let version = it.installed.version.as_ref().map(ToString::to_string);
    version.or_else(|| it.installed.range.as_ref().map(ToString::to_string))
}

/// Dependencies in the manifests that hold for `paths`, and in those below.
fn dependencies(snapshot: &Snapshot, paths: &[PathBuf], files: &[PathBuf]) -> Vec<Dependency> {
    let manifests = walk::manifests(files).filter_map(|path| path.parent());
    let mut found: Vec<Dependency> = Vec::new();
    for place in paths.iter().map(PathBuf::as_path).chain(manifests) {
        for dependency in snapshot.dependencies(place) {
            let known = |it: &Dependency| {
                it.manifest == dependency.manifest && it.value == dependency.value
            };
            if !found.iter().any(known) {
                found.push(dependency);
            }
        }
    }
    found.sort_by(|a, b| (&a.name, &a.manifest).cmp(&(&b.name, &b.manifest)));
    found
}

/// PATH arguments by the repository and the configuration that hold for them.
type Groups = BTreeMap<(PathBuf, Option<PathBuf>), Vec<PathBuf>>;

fn grouped(paths: &[PathBuf], explicit: Option<&Path>) -> Result<Groups, Failure> {
    let mut groups = Groups::new();
    for given in paths {
        let path = canonical(given).map_err(|error| {
            let why = match error.kind() {
                std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
                _ => error.to_string(),
            };
            Failure::new(format!("{}: {why}", given.display()))
        })?;
        let folder = if path.is_dir() {
            path.as_path()
        } else {
            path.parent().unwrap_or(&path)
        };
        let root = repository_root(&Disk, folder).to_owned();
        let config = match explicit {
            Some(explicit) => Some(explicit.to_owned()),
            None => config::find(&Disk, folder, &root),
        };
        groups.entry((root, config)).or_default().push(path);
    }
    Ok(groups)
}

fn explicit_config(common: &Common) -> Result<Option<PathBuf>, Failure> {
    let Some(path) = &common.config else {
        return Ok(None);
    };
    canonical(path)
        .map(Some)
        .map_err(|error| Failure::new(format!("--config {}: {error}", path.display())))
}

/// A folder that an option names.
///
/// # Errors
/// Where there is none.
pub fn folder(path: &Path, option: &str) -> Result<PathBuf, Failure> {
    match canonical(path) {
        Ok(found) if found.is_dir() => Ok(found),
        Ok(_) => Err(Failure::new(format!(
            "{option} {}: not a folder",
            path.display()
        ))),
        Err(error) => Err(Failure::new(format!(
            "{option} {}: {error}",
            path.display()
        ))),
    }
}

/// Takes out of a configuration what cannot be meant, and says so.
pub(crate) fn sanitize(config: &mut Config, path: &Path, knowledge: &Knowledge) -> Vec<Problem> {
    let mut messages = Vec::new();
    config.severity.retain(|key, _| {
        let good = state_named(key).is_some() || known::is_id(knowledge, key);
        if !good {
            messages.push(format!(
                "severity: `{key}` is neither a state nor a known change"
            ));
        }
        good
    });
    let mut check =
        |text: &str, knowledge: &Knowledge| match target::parse(&[text.to_owned()], knowledge) {
            Ok(_) => true,
            Err(failure) => {
                messages.push(failure.to_string().replacen("--to", "target", 1));
                false
            }
        };
    let stays = match &mut config.target {
        Some(TargetConfig::One(target)) => check(target, knowledge),
        Some(TargetConfig::Each(targets)) => {
            targets.retain(|package, target| check(&format!("{package}={target}"), knowledge));
            !targets.is_empty()
        }
        None => false,
    };
    if !stays {
        config.target = None;
    }
    messages
        .into_iter()
        .map(|message| Problem {
            path: path.to_owned(),
            message: format!("{message}; this part of {NAME} is not used"),
        })
        .collect()
}

/// `--to` as it was typed, with a blank before each.
fn flags(common: &Common) -> String {
    common.to.iter().map(|to| format!(" --to {to}")).collect()
}
