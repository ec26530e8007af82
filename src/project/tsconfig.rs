//! `tsconfig.json` and `jsconfig.json`, with everything that they extend, as one flat configuration.
//!
//! The resolver reads flat configurations only: it would give up a whole chain for one base that is missing, while the
//! compiler goes on without it, and so do we.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{
    FileKind,
    json::config_value,
    scope::{MAX_METADATA, Reader, file_name, in_node_modules, normalized},
};

const CONSEQUENCE: &str = "its paths are not used";
/// Stands for the folder of the configuration that is in use, whoever extends whom.
const CONFIG_DIR: &str = "${configDir}";
/// How long a chain of `extends` may be, over all branches.
const MAX_CHAIN: usize = 64;

/// How many projects a configuration may refer to.
const MAX_REFERENCES: usize = 1024;

/// Finds the file that a package or a `#` specifier in `extends` means, seen from a folder.
pub type FindPackage<'a> = &'a dyn Fn(&Path, &str) -> Option<PathBuf>;

/// The flat text of a configuration; `None` where there is none.
pub fn flat(reader: &Reader, path: &Path, find: FindPackage<'_>) -> Option<String> {
    let path = existing(reader, path)?;
    let mut chain = Chain {
        reader,
        find,
        open: Vec::new(),
        left: MAX_CHAIN,
    };
    let mut settings = chain.load(&path).unwrap_or_default();
    let is_js = path.file_name().is_some_and(|name| name == "jsconfig.json");
    let mut references = settings.references.take().unwrap_or_default();
    references.truncate(MAX_REFERENCES);
    references.retain(|reference| is_reference(reader, reference, &path));
    Some(settings.into_json(is_js, &references).to_string())
}

/// Where a project's built files go.
#[derive(Clone, Debug)]
pub struct Output {
    /// The folder that they are written to.
    pub dir: PathBuf,
    /// The folder whose layout they keep, if that is said.
    pub root: Option<PathBuf>,
}

/// Where the files of a configuration, and of those in its folder that it refers to, are written.
pub fn outputs(reader: &Reader, path: &Path, find: FindPackage<'_>) -> Vec<Output> {
    let mut chain = Chain {
        reader,
        find,
        open: Vec::new(),
        left: MAX_CHAIN,
    };
    let Some(settings) = chain.load(path) else {
        return Vec::new();
    };
    let references = settings.references.clone().unwrap_or_default();
    let beside = references
        .iter()
        .map(PathBuf::from)
        .filter(|reference| reference.parent() == path.parent() && reference != path);
    let referred: Vec<Settings> = beside.filter_map(|other| chain.load(&other)).collect();
    let folder = path.parent().unwrap_or(path).to_string_lossy();
    let place = |dir: &String| PathBuf::from(dir.replace(CONFIG_DIR, &folder));
    let mut outputs = Vec::new();
    for settings in referred.iter().chain([&settings]) {
        let dirs = [&settings.out_dir, &settings.declaration_dir];
        outputs.extend(dirs.into_iter().flatten().map(|dir| Output {
            dir: place(dir),
            root: settings.root_dir.as_ref().map(place),
        }));
    }
    // A configuration that writes beside the sources tells nothing.
    outputs.retain(|output| Some(&output.dir) != output.root.as_ref());
    outputs
}

/// Whether a configuration makes the compiler tell `null` and `undefined` from everything else.
pub fn checks_null(reader: &Reader, path: &Path, find: FindPackage<'_>) -> bool {
    let mut chain = Chain {
        reader,
        find,
        open: Vec::new(),
        left: MAX_CHAIN,
    };
    let settings = chain.load(path).unwrap_or_default();
    let said = settings.strict_null_checks.or(settings.strict);
    said.unwrap_or(false)
}

/// The configuration that answers to a path: a `jsconfig.json` stands in for a `tsconfig.json` that is not there.
pub fn existing(reader: &Reader, path: &Path) -> Option<PathBuf> {
    let is_file = |path: &Path| reader.kind(path) == Some(FileKind::File);
    if is_file(path) {
        return Some(path.to_path_buf());
    }
    if path.file_name()? != "tsconfig.json" {
        return None;
    }
    let path = path.with_file_name("jsconfig.json");
    is_file(&path).then_some(path)
}

/// What a chain of configurations sets. Paths are absolute or start with `${configDir}`.
#[derive(Clone, Default)]
struct Settings {
    base_url: Option<String>,
    paths: Option<Vec<(String, Vec<String>)>>,
    /// The folder of the configuration that sets `paths`.
    paths_dir: String,
    root_dirs: Option<Vec<String>>,
    root_dir: Option<String>,
    out_dir: Option<String>,
    declaration_dir: Option<String>,
    allow_js: Option<bool>,
    strict: Option<bool>,
    strict_null_checks: Option<bool>,
    files: Option<Vec<String>>,
    include: Option<Vec<String>>,
    exclude: Option<Vec<String>>,
    references: Option<Vec<String>>,
}

impl Settings {
    /// Lays `over` on top. References are not inherited.
    fn overlay(&mut self, over: Self) {
        self.base_url = over.base_url.or(self.base_url.take());
        if over.paths.is_some() {
            self.paths = over.paths;
            self.paths_dir = over.paths_dir;
        }
        self.root_dirs = over.root_dirs.or(self.root_dirs.take());
        self.root_dir = over.root_dir.or(self.root_dir.take());
        self.out_dir = over.out_dir.or(self.out_dir.take());
        self.declaration_dir = over.declaration_dir.or(self.declaration_dir.take());
        self.allow_js = over.allow_js.or(self.allow_js);
        self.strict = over.strict.or(self.strict);
        self.strict_null_checks = over.strict_null_checks.or(self.strict_null_checks);
        self.files = over.files.or(self.files.take());
        self.include = over.include.or(self.include.take());
        self.exclude = over.exclude.or(self.exclude.take());
        self.references = over.references;
    }

    fn into_json(self, is_js: bool, references: &[String]) -> Value {
        let mut options = Map::new();
        let paths_dir = self.base_url.as_ref().unwrap_or(&self.paths_dir);
        if let Some(paths) = &self.paths {
            let absolute = |target: &String| Value::from(anchored(paths_dir, target));
            let paths = paths.iter().map(|(key, targets)| {
                (key.clone(), targets.iter().map(absolute).collect::<Value>())
            });
            options.insert("paths".into(), Value::Object(paths.collect()));
        }
        let entries = [
            ("baseUrl", self.base_url.map(Value::from)),
            ("rootDirs", self.root_dirs.map(Value::from)),
            (
                "allowJs",
                self.allow_js.or(is_js.then_some(true)).map(Value::from),
            ),
        ];
        options.extend(set(entries));
        let references: Vec<Value> = references
            .iter()
            .map(|path| json!({ "path": path }))
            .collect();
        let entries = [
            ("compilerOptions", Some(Value::Object(options))),
            ("files", self.files.map(Value::from)),
            ("include", self.include.map(Value::from)),
            ("exclude", self.exclude.map(Value::from)),
            ("references", Some(Value::from(references))),
        ];
        Value::Object(set(entries).collect())
    }
}

/// Configurations that are being read: each extends the next.
struct Chain<'a> {
    reader: &'a Reader,
    find: FindPackage<'a>,
    open: Vec<PathBuf>,
    left: usize,
}

impl Chain<'_> {
    fn load(&mut self, path: &Path) -> Option<Settings> {
        self.left = self.left.checked_sub(1)?;
        let text = self.reader.text(path, MAX_METADATA, CONSEQUENCE)?;
        let value = config_value(self.reader, path, &text, CONSEQUENCE)?;
        let mut settings = Settings::default();
        self.open.push(path.to_path_buf());
        for specifier in self.bases(path, &value).into_iter().take(MAX_CHAIN) {
            if let Some(base) = self.base(path, specifier)
                && let Some(base) = self.load(&base)
            {
                settings.overlay(base);
            }
        }
        self.open.pop();
        settings.overlay(self.own(path, &value));
        Some(settings)
    }

    fn bases<'v>(&self, path: &Path, value: &'v Map<String, Value>) -> Vec<&'v str> {
        match value.get("extends") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            Some(_) => {
                self.wrong_type(path, "extends", "a string or a list");
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// The file that `extends` means. Where there is none, or it may not be read, that is said.
    fn base(&self, path: &Path, specifier: &str) -> Option<PathBuf> {
        let dir = path.parent()?;
        let is_path = specifier.starts_with(['.', '/']) || Path::new(specifier).is_absolute();
        let found = if is_path {
            let base = normalized(&dir.join(specifier));
            if !self.reader.inside(&base) {
                self.without(
                    path,
                    specifier,
                    "lies outside of the repository and is not read",
                );
                return None;
            }
            self.file_at(&base)
        } else {
            (self.find)(&self.package_dir(dir), specifier)
        };
        let Some(base) = found else {
            if is_path || self.is_installed(dir) {
                self.without(path, specifier, "does not exist");
            }
            return None;
        };
        if self.open.contains(&base) {
            self.without(path, specifier, "leads back to itself");
            return None;
        }
        Some(base)
    }

    fn file_at(&self, base: &Path) -> Option<PathBuf> {
        let mut with_extension = base.as_os_str().to_owned();
        with_extension.push(".json");
        [base.to_path_buf(), PathBuf::from(with_extension)]
            .into_iter()
            .find(|path| self.reader.kind(path) == Some(FileKind::File))
    }

    /// Where packages are looked up: an installed package sees its neighbours from its real place.
    fn package_dir(&self, dir: &Path) -> PathBuf {
        if !in_node_modules(dir) {
            return dir.to_path_buf();
        }
        self.reader
            .real(dir)
            .filter(|real| self.reader.inside(real))
            .unwrap_or_else(|| dir.to_path_buf())
    }

    fn is_installed(&self, dir: &Path) -> bool {
        self.reader
            .upwards(dir)
            .any(|dir| self.reader.kind(&dir.join("node_modules")) == Some(FileKind::Dir))
    }

    /// What one configuration sets itself.
    fn own(&self, path: &Path, value: &Map<String, Value>) -> Settings {
        let empty = Map::new();
        let options = match value.get("compilerOptions") {
            Some(Value::Object(options)) => options,
            Some(_) => {
                self.wrong_type(path, "compilerOptions", "an object");
                &empty
            }
            None => &empty,
        };
        let dir = path.parent().unwrap_or(path).to_string_lossy().into_owned();
        let list = |object: &Map<String, Value>, key: &str| -> Option<Vec<String>> {
            let items = object.get(key)?.as_array()?.iter();
            Some(
                items
                    .filter_map(|item| Some(anchored(&dir, item.as_str()?)))
                    .collect(),
            )
        };
        let paths = match options.get("paths") {
            Some(Value::Object(paths)) => Some(targets(paths)),
            Some(Value::Null) | None => None,
            Some(_) => {
                self.wrong_type(path, "paths", "an object");
                None
            }
        };
        let folder = |key: &str| {
            let folder = options.get(key)?.as_str()?;
            Some(anchored(&dir, folder))
        };
        let flag = |key: &str| options.get(key).and_then(Value::as_bool);
        let references = value.get("references").and_then(Value::as_array);
        Settings {
            base_url: folder("baseUrl"),
            paths,
            root_dir: folder("rootDir"),
            out_dir: folder("outDir"),
            declaration_dir: folder("declarationDir"),
            root_dirs: list(options, "rootDirs"),
            allow_js: flag("allowJs"),
            strict: flag("strict"),
            strict_null_checks: flag("strictNullChecks"),
            files: list(value, "files"),
            include: list(value, "include"),
            exclude: list(value, "exclude"),
            references: references.map(|references| {
                let paths = references
                    .iter()
                    .filter_map(|item| item.get("path")?.as_str());
                paths.map(|path| anchored(&dir, path)).collect()
            }),
            paths_dir: dir,
        }
    }

    fn without(&self, path: &Path, specifier: &str, why: &str) {
        let name = file_name(path);
        let message =
            format!("{name} extends \"{specifier}\", which {why}; what it sets is not used");
        self.reader.problem(path, message);
    }

    fn wrong_type(&self, path: &Path, key: &str, expected: &str) {
        let name = file_name(path);
        let message = format!("\"{key}\" in {name} is not {expected}; it is not used");
        self.reader.problem(path, message);
    }
}

fn targets(paths: &Map<String, Value>) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    paths
        .iter()
        .filter_map(|(key, value)| {
            let targets = value.as_array()?.iter().filter_map(text).collect();
            Some((key.clone(), targets))
        })
        .collect()
}

/// A path of a configuration, absolute. `${configDir}` stays for the resolver to fill in.
fn anchored(dir: &str, path: &str) -> String {
    if path.starts_with(CONFIG_DIR) || Path::new(path).is_absolute() {
        return path.to_owned();
    }
    let joined = Path::new(dir).join(path);
    if dir.starts_with(CONFIG_DIR) {
        return joined.to_string_lossy().into_owned();
    }
    normalized(&joined).to_string_lossy().into_owned()
}

/// Whether a referenced project is there and is another one.
fn is_reference(reader: &Reader, reference: &str, from: &Path) -> bool {
    let path = Path::new(reference);
    let file = match reader.kind(path) {
        Some(FileKind::Dir) => path.join("tsconfig.json"),
        _ => path.to_path_buf(),
    };
    file != from && reader.inside(&file) && existing(reader, &file).is_some()
}

fn set<const N: usize>(
    entries: [(&str, Option<Value>); N],
) -> impl Iterator<Item = (String, Value)> {
    entries
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)))
}
