//! What is fuzzed: one function per target, from bytes to a panic if something does not hold. Coverage-guided in
//! `targets/`, and over the committed seeds in `tests/fuzz.rs`, which needs no fuzzer.

mod edits;
mod manifests;
mod protocol;
mod source;
mod tables;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use workos_lsp_engine::{
    analysis::{Settings, Surface, Workspace},
    knowledge::Knowledge,
    project::MemoryFiles,
};

pub use self::{
    edits::edits, manifests::manifests, protocol::protocol, source::source, tables::tables,
};

/// A target: its name, which is that of its seeds' folder too, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 5] = [
    ("protocol", protocol),
    ("edits", edits),
    ("source", source),
    ("manifests", manifests),
    ("tables", tables),
];

static KNOWLEDGE: LazyLock<Arc<Knowledge>> = LazyLock::new(|| Arc::new(Knowledge::builtin()));

/// A module that makes a client, for the others to import.
const CLIENT: &str = "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('k');\nexport const getWorkOS = () => workos;\n";

/// A workspace with the Node SDK installed.
fn disk() -> MemoryFiles {
    MemoryFiles::new([
        (
            "/w/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "^8" } }"#,
        ),
        (
            "/w/node_modules/@workos-inc/node/package.json",
            r#"{ "name": "@workos-inc/node", "version": "8.13.0" }"#,
        ),
        ("/w/lib.ts", CLIENT),
    ])
}

fn workspace(disk: MemoryFiles, surface: Surface) -> Workspace {
    Workspace::new(
        vec![PathBuf::from("/w")],
        Arc::new(disk),
        Arc::clone(&KNOWLEDGE),
        Settings::new(surface),
    )
}

/// Whether a text has a syntax error, where it is source.
fn is_sound(path: &Path, text: &str) -> bool {
    use workos_lsp_engine::{
        syntax::{Language, SyntaxTree},
        text::Text,
    };
    Language::of_path(path)
        .is_none_or(|language| !SyntaxTree::parse(language, &Text::new(text)).has_error())
}
