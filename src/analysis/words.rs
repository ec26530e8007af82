//! Which files are worth parsing in a scan: those that hold a word of a covered package and load a module (CONTRACT §8).
//! Wrong only on the side of parsing more.

use std::path::Path;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::{knowledge::Knowledge, project::Hook, rules::misuse_words};

/// What every file that can denote something of an SDK holds: a module is loaded somehow.
const LOADS: [&str; 3] = ["import", "require", "from"];

/// What is looked for in every file, whether or not it loads a module: names that packages show the outside world, and
/// the beginnings of keys, and variables that bundlers publish.
const KEYS: [&str; 3] = ["sk_live_", "sk_test_", "_WORKOS_"];

/// The words of all covered packages.
#[derive(Debug)]
pub(super) struct Words {
    /// `None` if they cannot be compiled: then every file is worth it.
    words: Option<AhoCorasick>,
    loads: Option<AhoCorasick>,
    /// Names of the packages.
    names: Option<AhoCorasick>,
    declares: Option<AhoCorasick>,
    /// What counts in every file.
    alone: Option<AhoCorasick>,
}

/// What a look at the bytes of a source file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sifted {
    /// Something could be reported in it, if it sees an SDK.
    pub may_report: bool,
    /// It names an SDK.
    pub names: bool,
    /// It may declare something for files that do not load it.
    pub declares: bool,
}

impl Words {
    pub fn new(knowledge: &Knowledge) -> Self {
        let words = knowledge
            .packages()
            .flat_map(|package| knowledge.surface_words(package));
        Self {
            words: compile(
                words
                    .map(|word| word.as_bytes().to_vec())
                    .chain(misuse_words().map(|word| word.as_bytes().to_vec())),
            ),
            alone: quick(alone(knowledge).chain(KEYS.map(|key| key.as_bytes().to_vec()))),
            loads: quick(LOADS.iter().map(|word| word.as_bytes().to_vec())),
            names: quick(
                knowledge
                    .packages()
                    .map(|package| knowledge.name(package).as_bytes().to_vec()),
            ),
            declares: quick([b"declare".to_vec()].into_iter()),
        }
    }

    /// What the bytes of a file tell.
    pub fn sift(&self, path: &Path, bytes: &[u8]) -> Sifted {
        let alone = self.alone.as_ref();
        let counts_alone = alone.is_none_or(|alone| alone.is_match(bytes));
        let is_hook = Hook::of_path(path).is_some();
        Sifted {
            may_report: counts_alone || is_hook || self.may_be_in(bytes),
            names: counts_alone || self.names_sdk(bytes),
            declares: self.may_declare(path, bytes),
        }
    }

    /// Whether a file may declare something for files that do not load it.
    pub fn may_declare(&self, path: &Path, bytes: &[u8]) -> bool {
        let declares = self.declares.as_ref();
        is_declaration(path) || declares.is_none_or(|word| word.is_match(bytes))
    }

    /// Whether the name of an SDK stands in a text, or may do so spelled with escapes.
    pub fn names_sdk(&self, bytes: &[u8]) -> bool {
        self.names
            .as_ref()
            .is_none_or(|names| names.is_match(bytes))
    }

    /// Whether a file can hold something to report.
    pub fn may_be_in(&self, bytes: &[u8]) -> bool {
        let (Some(words), Some(loads)) = (&self.words, &self.loads) else {
            return true;
        };
        // Escapes can spell a name in another way; they are rare enough to be looked at.
        if memchr::memmem::find(bytes, b"\\u").is_some() {
            return true;
        }
        let is_whole = |found: &aho_corasick::Match| {
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            let after = bytes.get(found.end());
            !before.is_some_and(continues) && !after.is_some_and(continues)
        };
        loads.is_match(bytes)
            && words
                .find_overlapping_iter(bytes)
                .any(|found| is_whole(&found))
    }
}

/// Whether a file holds declarations alone, by its name.
pub(super) fn is_declaration(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let endings = [".d.ts", ".d.mts", ".d.cts"];
    name.is_some_and(|name| endings.iter().any(|ending| name.ends_with(ending)))
}

/// The fixed beginnings of the literals and variables that tables speak of.
fn alone(knowledge: &Knowledge) -> impl Iterator<Item = Vec<u8>> {
    let facts = knowledge
        .packages()
        .flat_map(|package| knowledge.changes(package).facts());
    facts.filter_map(|(kind, name)| {
        let fixed = name.split('*').next().unwrap_or_default();
        let is_literal = matches!(
            kind,
            "env" | "cookie" | "header" | "error" | "query" | "literal"
        );
        (is_literal && !fixed.is_empty()).then(|| fixed.as_bytes().to_vec())
    })
}

/// Whether a byte can belong to a name on the other side of which it stands.
fn continues(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_' || *byte == b'$'
}

/// Words of which it only matters whether one stands there: those are looked for many bytes at a time.
fn quick(words: impl Iterator<Item = Vec<u8>>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(words)
        .ok()
}

fn compile(words: impl Iterator<Item = Vec<u8>>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(words)
        .ok()
}
