//! The engine's layers point one way, and the engine stays pure (DESIGN: text <- syntax <- lower;
//! {lower, knowledge, project} <- resolve <- rules <- analysis).

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test reads the repository and may fail"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What each layer may name.
const ALLOWED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("syntax", &["text"]),
    ("lower", &["syntax", "text"]),
    ("knowledge", &["text"]),
    ("project", &["text"]),
    (
        "resolve",
        &["lower", "knowledge", "project", "syntax", "text"],
    ),
    (
        "rules",
        &["resolve", "lower", "knowledge", "project", "syntax", "text"],
    ),
    (
        "analysis",
        &[
            "rules",
            "resolve",
            "lower",
            "knowledge",
            "project",
            "syntax",
            "text",
        ],
    ),
];

/// What the engine must not name at all.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "Instant::now",
    "SystemTime::now",
    "tokio::",
    "tower_lsp",
    "lsp_types",
    "ls_types",
];

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests")
        || path
            .file_name()
            .is_some_and(|name| name == "tests.rs" || name == "testkit.rs")
}

/// Names of layers in `crate::layer` and `crate::{layer, …}` paths of a source.
fn named_layers(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in source.match_indices("crate::") {
        let rest = &source[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 && (c.is_alphanumeric() || c == '_') {
                    word.push(c);
                } else if depth == 0 && (c == ',' || c == ':') && !word.is_empty() {
                    names.push(std::mem::take(&mut word));
                } else if depth == 0 && !c.is_whitespace() {
                    word.clear();
                }
            }
            names.push(word);
        } else {
            names.push(
                rest.chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            );
        }
    }
    names
}

#[test]
fn layers_point_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let layers: Vec<&str> = ALLOWED.iter().map(|(layer, _)| *layer).collect();
    let mut wrong = Vec::new();
    for (layer, allowed) in ALLOWED {
        let mut files = Vec::new();
        sources(&src.join(layer), &mut files);
        for file in files.iter().filter(|file| !is_test(file)) {
            let source = fs::read_to_string(file).expect("a source is UTF-8");
            for name in named_layers(&source) {
                if layers.contains(&name.as_str())
                    && name != *layer
                    && !allowed.contains(&name.as_str())
                {
                    wrong.push(format!(
                        "{} names crate::{name}",
                        file.strip_prefix(&src).unwrap_or(file).display()
                    ));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "upward edges:\n{}", wrong.join("\n"));
}

#[test]
fn the_engine_is_pure() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| !is_test(file)) {
        let source = fs::read_to_string(file).expect("a source is UTF-8");
        for line in source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            if let Some(name) = IMPURE.iter().find(|name| line.contains(**name)) {
                wrong.push(format!(
                    "{}: {name}",
                    file.strip_prefix(&src).unwrap_or(file).display()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "the engine reaches outside:\n{}",
        wrong.join("\n")
    );
}
