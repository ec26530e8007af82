//! Which source a built file comes from: `dist/index.js` is made of `src/index.ts`, and may not be there yet. The compiler
//! configuration tells (`outDir`, `rootDir`); else the customs of bundlers do.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    FileKind,
    cache::Cache,
    scope::{Reader, in_node_modules, joined},
    tsconfig::{self, FindPackage, Output},
};

/// Folders that bundlers write to.
const CUSTOMARY: [&str; 6] = ["dist", "build", "out", "lib", "esm", "cjs"];
/// Those that nobody writes by hand.
const NEVER_SOURCES: [&str; 3] = ["dist", "build", "out"];
/// Folders below those, one for each format.
const FORMATS: [&str; 4] = ["esm", "cjs", "types", "mjs"];
/// Configurations of a package that say where its files go.
const CONFIGS: [&str; 2] = ["tsconfig.json", "tsconfig.build.json"];
/// What files are built to, longer ones first, and what they are built of.
const EXTENSIONS: [(&str, &[&str]); 7] = [
    (".d.ts", &["ts", "tsx"]),
    (".d.mts", &["mts", "ts"]),
    (".d.cts", &["cts", "ts"]),
    (".js", &["ts", "tsx", "js", "jsx"]),
    (".jsx", &["tsx", "jsx"]),
    (".mjs", &["mts", "ts", "mjs", "js"]),
    (".cjs", &["cts", "ts", "cjs", "js"]),
];

/// A package with what its configurations say of output.
#[derive(Debug)]
struct Package {
    dir: PathBuf,
    outputs: Vec<Output>,
}

/// Finds sources of built files.
#[derive(Debug)]
pub struct Built {
    reader: Arc<Reader>,
    packages: Cache<Option<Arc<Package>>>,
}

impl Built {
    /// Reads nothing yet.
    pub fn new(reader: Arc<Reader>) -> Self {
        Self {
            reader,
            packages: Cache::default(),
        }
    }

    /// The source of a file, if it is a built one. `find` is how `extends` finds packages.
    pub fn source(&self, path: &Path, find: FindPackage<'_>) -> Option<PathBuf> {
        let name = path.file_name()?.to_str()?;
        let (ending, sources) = EXTENSIONS
            .iter()
            .find(|(ending, _)| name.ends_with(ending))?;
        if in_node_modules(path) || !self.reader.inside(path) {
            return None;
        }
        let package = self.package(path.parent()?, find)?;
        let stem = name.strip_suffix(ending)?;
        let made_of = |place: PathBuf| {
            let mut files = sources
                .iter()
                .map(|extension| place.with_file_name(format!("{stem}.{extension}")));
            files.find(|file| file != path && self.is_file(file))
        };
        let stated = || {
            package
                .outputs
                .iter()
                .find_map(|output| stated(output, &package, path, &made_of))
        };
        let is_there = || {
            let mut endings = EXTENSIONS.iter();
            endings.any(|(ending, _)| self.is_file(&path.with_file_name(format!("{stem}{ending}"))))
        };
        stated().or_else(|| customary(&package.dir, path, &is_there, &made_of))
    }

    fn package(&self, dir: &Path, find: FindPackage<'_>) -> Option<Arc<Package>> {
        self.packages.of(dir, || {
            let mut above = self.reader.upwards(dir);
            let dir = above.find(|dir| self.is_file(&dir.join("package.json")))?;
            let configs = CONFIGS.iter().map(|name| dir.join(name));
            let outputs = configs.flat_map(|config| tsconfig::outputs(&self.reader, &config, find));
            Some(Arc::new(Package {
                outputs: outputs.collect(),
                dir: dir.to_path_buf(),
            }))
        })
    }

    fn is_file(&self, path: &Path) -> bool {
        self.reader.kind(path) == Some(FileKind::File)
    }
}

/// The source by what a configuration says. Without a `rootDir` the compiler takes the folder that holds all sources.
fn stated(
    output: &Output,
    package: &Package,
    path: &Path,
    made_of: &dyn Fn(PathBuf) -> Option<PathBuf>,
) -> Option<PathBuf> {
    let rest = path.strip_prefix(&output.dir).ok()?;
    match &output.root {
        Some(root) => made_of(joined(root, rest)),
        None => [package.dir.join("src"), package.dir.clone()]
            .iter()
            .find_map(|root| made_of(root.join(rest))),
    }
}

/// The source by custom. What stands in a folder that can hold sources as well is not built.
fn customary(
    package: &Path,
    path: &Path,
    is_there: &dyn Fn() -> bool,
    made_of: &dyn Fn(PathBuf) -> Option<PathBuf>,
) -> Option<PathBuf> {
    let mut rest = path.strip_prefix(package).ok()?.iter();
    let out = rest.next()?.to_str()?;
    let is_output = NEVER_SOURCES.contains(&out) || CUSTOMARY.contains(&out) && !is_there();
    if !is_output {
        return None;
    }
    let rest = rest.as_path();
    let mut formats = FORMATS.iter();
    let of_format = formats.find_map(|format| rest.strip_prefix(format).ok());
    let mut inner = [Some(rest), of_format].into_iter().flatten();
    inner.find_map(|rest| {
        made_of(package.join("src").join(rest)).or_else(|| made_of(package.join(rest)))
    })
}
