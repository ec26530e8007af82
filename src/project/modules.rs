//! Module resolution: the library's resolver over our `Reader`. It finds files; which of them are ours is decided by
//! `Project`.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use oxc_resolver::{
    FileMetadata, FileSystem, ResolveContext, ResolveError, ResolveOptions, ResolverGeneric,
    TsConfig, TsconfigDiscovery,
};

use super::{
    FileKind, MemoryFiles,
    built::Built,
    cache::Cache,
    json::package_bytes,
    manifest,
    scope::{MAX_METADATA, Reader},
    tsconfig,
};

/// Extensions of sources, in the order in which the compiler tries them.
const EXTENSIONS: [&str; 9] = [
    ".ts", ".tsx", ".d.ts", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs",
];

/// Resolves specifiers to files without looking into `node_modules`: relative paths, `paths`, `baseUrl`, `imports`, a
/// package's own name.
#[derive(Debug)]
pub struct Modules {
    reader: Arc<Reader>,
    resolver: ResolverGeneric<Disk>,
    sources: Sources,
    nearest: Cache<Option<Config>>,
    /// The configurations of which one may hold for a file of a folder, those that map no specifiers left out.
    mapping: Cache<Arc<[Config]>>,
    /// Where a specifier that is not relative leads, by folder, specifier and configuration.
    bare: Cache<Option<PathBuf>>,
    checks_null: Cache<bool>,
}

/// A configuration; its text is long and of no use in logs.
#[derive(Clone)]
struct Config(Arc<TsConfig>);

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.path().fmt(f)
    }
}

impl Modules {
    /// A resolver over a reader.
    pub fn new(reader: Arc<Reader>) -> Self {
        let bases = ResolverGeneric::new_with_file_system(
            Disk {
                reader: Arc::clone(&reader),
                sources: None,
            },
            base_options(),
        );
        let sources = Sources {
            built: Arc::new(Built::new(Arc::clone(&reader))),
            bases: Arc::new(bases),
        };
        let disk = Disk {
            reader: Arc::clone(&reader),
            sources: Some(sources.clone()),
        };
        Self {
            reader,
            resolver: ResolverGeneric::new_with_file_system(disk, options()),
            sources,
            nearest: Cache::default(),
            mapping: Cache::default(),
            bare: Cache::default(),
            checks_null: Cache::default(),
        }
    }

    /// The file that a specifier means in `from`; of a built file its source.
    pub fn file(&self, from: &Path, specifier: &str) -> Option<PathBuf> {
        let dir = from.parent()?;
        if self.is_of_folder(dir, specifier) {
            let find = || self.found(from, specifier, None);
            return self.bare.of_named(dir, specifier, find);
        }
        let owner = self.resolver.find_tsconfig(from).ok().flatten();
        if specifier.starts_with('.') {
            return self.file_as_of(from, specifier, owner);
        }
        let config = owner.as_deref().map(|owner| owner.path().display());
        let name = config.map_or_else(|| specifier.to_owned(), |it| format!("{specifier}\0{it}"));
        let find = || self.file_as_of(from, specifier, owner.clone());
        self.bare.of_named(dir, &name, find)
    }

    /// Whether a specifier leads to the same place in all files of a folder: it is not relative, and no configuration that
    /// one of them may belong to says where it leads.
    pub fn is_of_folder(&self, dir: &Path, specifier: &str) -> bool {
        if specifier.starts_with(['.', '/', '#']) {
            return false;
        }
        let mapping = self.mapping.of(dir, || self.mapping_above(dir));
        let maps = |config: &Config| {
            !config
                .0
                .resolve_path_alias_or_base_url(specifier)
                .is_empty()
        };
        !mapping.iter().any(maps)
    }

    /// The configurations in and above a folder and those that they refer to, as far as they map specifiers.
    fn mapping_above(&self, dir: &Path) -> Arc<[Config]> {
        let mut waiting: Vec<Arc<TsConfig>> = Vec::new();
        let paths = self
            .reader
            .upwards(dir)
            .map(|dir| dir.join("tsconfig.json"));
        let existing = paths.filter(|path| tsconfig::existing(&self.reader, path).is_some());
        waiting.extend(existing.filter_map(|path| self.resolver.resolve_tsconfig(path).ok()));
        // One that is referred to is another value than the one of its folder, without what it refers to itself.
        let mut seen: Vec<Arc<TsConfig>> = Vec::new();
        while let Some(config) = waiting.pop() {
            if !seen.iter().any(|known| Arc::ptr_eq(known, &config)) {
                waiting.extend(config.references_resolved.iter().cloned());
                seen.push(config);
            }
        }
        seen.retain(|config| {
            let options = &config.compiler_options;
            options.paths.is_some() || options.base_url.is_some()
        });
        seen.into_iter().map(Config).collect()
    }

    /// The same for a file that belongs to a configuration.
    fn file_as_of(
        &self,
        from: &Path,
        specifier: &str,
        owner: Option<Arc<TsConfig>>,
    ) -> Option<PathBuf> {
        let found = self.found(from, specifier, owner.as_deref());
        if found.is_some() {
            return found;
        }
        // A file that no configuration includes (a test, plain JavaScript) is bundled like its neighbours.
        let nearest = self.nearest(from.parent()?)?;
        let is_owner = owner.is_some_and(|owner| owner.path() == nearest.path());
        if is_owner {
            return None;
        }
        self.found(from, specifier, Some(&nearest))
    }

    /// Whether the configuration that a file belongs to makes the compiler tell `null` from everything else.
    pub fn checks_null(&self, from: &Path) -> bool {
        let owner = self.resolver.find_tsconfig(from).ok().flatten();
        let config = owner.or_else(|| self.nearest(from.parent()?));
        let Some(config) = config else { return false };
        self.checks_null.of(config.path(), || {
            let find = |dir: &Path, specifier: &str| self.sources.base(dir, specifier);
            tsconfig::checks_null(&self.reader, config.path(), &find)
        })
    }

    fn found(&self, from: &Path, specifier: &str, config: Option<&TsConfig>) -> Option<PathBuf> {
        let mut context = ResolveContext::default();
        let found = self
            .resolver
            .resolve_with_context(from.parent()?, specifier, config, &mut context)
            .ok()?
            .into_path_buf();
        Some(self.sources.of(&found).unwrap_or(found))
    }

    /// The configuration nearest to a folder.
    fn nearest(&self, dir: &Path) -> Option<Arc<TsConfig>> {
        let find = || {
            self.reader.upwards(dir).find_map(|dir| {
                let path = dir.join("tsconfig.json");
                tsconfig::existing(&self.reader, &path)?;
                self.resolver.resolve_tsconfig(&path).ok().map(Config)
            })
        };
        self.nearest.of(dir, find).map(|config| config.0)
    }
}

fn options() -> ResolveOptions {
    let list = |items: &[&str]| {
        items
            .iter()
            .map(|&item| item.to_owned())
            .collect::<Vec<_>>()
    };
    let alias = |from: &str, to: &[&str]| (from.to_owned(), list(to));
    ResolveOptions {
        tsconfig: Some(TsconfigDiscovery::Auto),
        extensions: list(&EXTENSIONS),
        extension_alias: vec![
            alias(".js", &[".ts", ".tsx", ".d.ts", ".js", ".jsx"]),
            alias(".jsx", &[".tsx", ".d.ts", ".jsx"]),
            alias(".mjs", &[".mts", ".d.mts", ".mjs"]),
            alias(".cjs", &[".cts", ".d.cts", ".cjs"]),
        ],
        condition_names: list(&["types", "import", "require", "node", "module", "default"]),
        main_fields: list(&["types", "typings", "module", "main"]),
        modules: Vec::new(),
        // `Project` finds the real place of what comes out, once.
        symlinks: false,
        ..ResolveOptions::default()
    }
}

/// How `extends` finds packages.
fn base_options() -> ResolveOptions {
    ResolveOptions {
        condition_names: vec!["node".into(), "import".into()],
        extensions: vec![".json".into()],
        main_files: vec!["tsconfig".into()],
        symlinks: false,
        ..ResolveOptions::default()
    }
}

/// Finds the sources of built files.
#[derive(Clone, Debug)]
struct Sources {
    built: Arc<Built>,
    /// Finds packages for `extends`.
    bases: Arc<ResolverGeneric<Disk>>,
}

impl Sources {
    fn of(&self, path: &Path) -> Option<PathBuf> {
        self.built
            .source(path, &|dir, specifier| self.base(dir, specifier))
    }

    fn base(&self, dir: &Path, specifier: &str) -> Option<PathBuf> {
        let found = self.bases.resolve(dir, specifier).ok()?;
        Some(found.into_path_buf())
    }
}

/// The resolver's file system: what `Reader` lets through, manifests repaired, configurations flat, built files there
/// wherever their sources are.
#[derive(Debug)]
struct Disk {
    reader: Arc<Reader>,
    /// `None` in the resolver that finds packages for `extends`.
    sources: Option<Sources>,
}

impl FileSystem for Disk {
    fn new() -> Self {
        Self {
            reader: Arc::new(Reader::new(Arc::new(MemoryFiles::default()), &[])),
            sources: None,
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if self.reader.kind(path) != Some(FileKind::File) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let text = self
            .reader
            .text(path, MAX_METADATA, manifest::consequence(path));
        Ok(text.map_or_else(|| b"{}".to_vec(), package_bytes))
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        let find = |dir: &Path, specifier: &str| {
            let sources = self.sources.as_ref()?;
            sources.base(dir, specifier)
        };
        tsconfig::flat(&self.reader, path, &find).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        let kind = self.reader.kind(path).or_else(|| {
            // A folder with a `jsconfig.json` has a configuration.
            let is_config = path.file_name().is_some_and(|name| name == "tsconfig.json");
            (is_config && tsconfig::existing(&self.reader, path).is_some())
                .then_some(FileKind::File)
        });
        let kind = kind.or_else(|| {
            let sources = self.sources.as_ref()?;
            sources.of(path).map(|_| FileKind::File)
        });
        let kind = kind.ok_or(io::ErrorKind::NotFound)?;
        Ok(FileMetadata::new(
            kind == FileKind::File,
            kind == FileKind::Dir,
            false,
        ))
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.metadata(path)
    }

    fn read_link(&self, _: &Path) -> Result<PathBuf, ResolveError> {
        Err(io::Error::from(io::ErrorKind::InvalidInput).into())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_path_buf())
    }
}
