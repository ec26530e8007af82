//! Several files in one text, and what is found in them.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use rustc_hash::FxHashMap;

use crate::{
    knowledge::{Knowledge, MemberKey},
    lower::{self, FileFacts},
    project::{Installed, Provenance, Resolved},
    resolve::{Cache, Certainty, Inference, Occurrence, Usage, World},
    syntax::{Language, SyntaxTree},
    text::Text,
};

pub(super) static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::builtin);

/// Files in memory, and one version of the SDK for all of them.
pub(super) struct Files {
    version: String,
    files: FxHashMap<PathBuf, (String, Arc<FileFacts>)>,
    order: Vec<PathBuf>,
}

impl Files {
    /// Files from one text: `//- path` begins a file; without one, all of it is `a.ts`.
    pub(super) fn new(version: &str, text: &str) -> Self {
        let mut files = Self {
            version: version.into(),
            files: FxHashMap::default(),
            order: Vec::new(),
        };
        let mut path = PathBuf::from("/a.ts");
        let mut content = String::new();
        for line in text.trim_start_matches('\n').split_inclusive('\n') {
            if let Some(name) = line.trim().strip_prefix("//- ") {
                files.add(&path, &content);
                content.clear();
                path = Path::new("/").join(name);
                continue;
            }
            content.push_str(line);
        }
        files.add(&path, &content);
        files
    }

    fn add(&mut self, path: &Path, content: &str) {
        if content.trim().is_empty() {
            return;
        }
        let text = Text::new(content);
        let language = Language::of_path(path).expect("a source file");
        let facts = lower::lower(&text, &SyntaxTree::parse(language, &text));
        self.order.push(path.to_owned());
        self.files
            .insert(path.to_owned(), (content.into(), Arc::new(facts)));
    }

    pub(super) fn occurrences(&self, path: &Path) -> Vec<Occurrence> {
        let cache = Cache::new();
        Inference::new(self, &cache).occurrences(path)
    }

    /// All that is found, a line each.
    pub(super) fn print(&self) -> String {
        let cache = Cache::new();
        let mut inference = Inference::new(self, &cache);
        let mut out = String::new();
        for path in &self.order {
            for occurrence in inference.occurrences(path) {
                let _ = writeln!(out, "{}", self.line(path, &occurrence));
            }
        }
        out
    }

    fn line(&self, path: &Path, occurrence: &Occurrence) -> String {
        let (content, _) = self.files.get(path).expect("the file");
        let before = content.get(..occurrence.range.start).expect("in the file");
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
        let mut text = format!(
            "{}:{line}:{column} {} {}",
            path.strip_prefix("/").expect("absolute").display(),
            symbol(occurrence),
            match occurrence.usage {
                Usage::Member => "member",
                Usage::Call { .. } => "call",
                Usage::New { .. } => "new",
                Usage::Written => "written",
                Usage::Import => "import",
                Usage::Type => "type",
                Usage::Value => "value",
                Usage::Literal => "literal",
                Usage::Mock => "mock",
            }
        );
        if occurrence.certainty == Certainty::Inferred {
            text.push_str(" inferred");
        }
        if !occurrence.typed {
            text.push_str(" untyped");
        }
        text
    }
}

fn symbol(occurrence: &Occurrence) -> String {
    let timeline = KNOWLEDGE.timeline(occurrence.package);
    let key = |decl| timeline.decl(decl).map_or("?", |decl| decl.key.as_str());
    match &occurrence.symbol {
        MemberKey::Export { entry, name } => format!("{}#{name}", entry.trim_start_matches('.')),
        MemberKey::Decl(decl) => key(*decl).to_owned(),
        MemberKey::Member { decl, path } if path.starts_with(['(', '[']) => {
            format!("{}{path}", key(*decl))
        }
        MemberKey::Member { decl, path } => format!("{}.{path}", key(*decl)),
    }
}

impl World for Files {
    fn facts(&self, path: &Path) -> Option<Arc<FileFacts>> {
        self.files.get(path).map(|(_, facts)| Arc::clone(facts))
    }
    fn resolve(&self, from: &Path, specifier: &str) -> Resolved {
        let (name, entry) = match specifier.strip_prefix("@workos-inc/node") {
            Some("") => ("@workos-inc/node", ".".to_owned()),
            Some(rest) if rest.starts_with('/') => ("@workos-inc/node", format!(".{rest}")),
            _ => ("", String::new()),
        };
        if !name.is_empty() {
            return Resolved::Package {
                name: name.into(),
                entry: entry.into(),
                installed: std::sync::Arc::new(Installed {
                    version: Some(self.version.parse().expect("a version")),
                    range: None,
                    provenance: Provenance::NodeModules,
                    source: None,
                    copy: None,
                    lockfile: None,
                    brought_by: None,
                }),
            };
        }
        let base = match specifier.strip_prefix("@/") {
            Some(rest) => Path::new("/src").join(rest),
            None if specifier.starts_with('.') => from.parent().expect("a folder").join(specifier),
            None => return Resolved::Other,
        };
        let mut path = PathBuf::new();
        for part in base.components() {
            match part {
                std::path::Component::ParentDir => {
                    path.pop();
                }
                std::path::Component::CurDir => {}
                part => path.push(part),
            }
        }
        for ending in ["", ".ts", ".tsx", ".js", "/index.ts", "/index.js"] {
            let whole = path.display().to_string();
            let stem = match whole.strip_suffix(".js") {
                Some(stem) if !ending.is_empty() => stem,
                _ => &whole,
            };
            let candidate = PathBuf::from(format!("{stem}{ending}"));
            if self.files.contains_key(&candidate) {
                return Resolved::File(candidate);
            }
        }
        Resolved::Other
    }
    fn knowledge(&self) -> &Knowledge {
        &KNOWLEDGE
    }
    fn ambient(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// What is found at a version, imports left out.
pub(super) fn found(version: &str, text: &str) -> String {
    let all = Files::new(version, text).print();
    let mut kept = String::new();
    for line in all.lines().filter(|line| !line.contains(" import")) {
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

/// Asserts what is found at a version, imports left out.
#[track_caller]
pub(super) fn check(version: &str, text: &str, expected: &str) {
    let expected: String = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect();
    let found = found(version, text);
    assert!(
        found == expected,
        "found:\n{found}\nexpected:\n{expected}\nin:\n{text}"
    );
}

/// Asserts that nothing is found.
#[track_caller]
pub(super) fn silent(text: &str) {
    check("7.82.0", text, "");
}
