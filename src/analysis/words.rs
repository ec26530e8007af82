//! Which files are worth parsing in a scan: those that hold a word of a covered package and load a module (CONTRACT §8).
//! Wrong only on the side of parsing more.

use std::path::Path;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use memchr::memchr_iter;

use super::specifier::{Specifier, specifier};
use crate::{knowledge::Knowledge, project::Hook, rules::misuse_words};

/// What every file that can denote something of an SDK holds, before the name of a module: one is loaded somehow.
const LOADING: [&str; 3] = ["from", "import", "require"];

/// What every file holds that declares something for files that do not load it, but by its name.
const DECLARES: &str = "declare";

/// What is looked for in every file, whether or not it loads a module: names that packages show the outside world, and
/// the beginnings of keys, and variables that bundlers publish.
const KEYS: [&str; 3] = ["sk_live_", "sk_test_", "_WORKOS_"];

/// The words of all covered packages.
#[derive(Debug)]
pub(super) struct Words {
    /// `None` if they cannot be compiled: then every file is worth it.
    words: Option<AhoCorasick>,
    /// All that is looked for in one go; where two begin, the first is found.
    marks: Option<AhoCorasick>,
    /// What each of them tells.
    kinds: Vec<Mark>,
}

/// What it tells that something stands in a text.
#[derive(Clone, Copy, Debug)]
enum Mark {
    /// It counts in every file.
    Alone,
    /// It is the name of an SDK.
    Name,
    /// The name of a module may follow.
    Loading,
    /// The file may declare something for others.
    Declares,
}

/// The marks in a text.
#[derive(Debug, Default)]
pub(super) struct Marks<'t> {
    /// Something stands there that counts in every file.
    pub counts_alone: bool,
    /// The name of an SDK stands there.
    pub names_sdk: bool,
    loads: bool,
    declares: bool,
    /// The modules that it may load, each once; `None` where one is spelled with escapes.
    pub specifiers: Option<Vec<&'t str>>,
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
        let alone = alone(knowledge).chain(KEYS.map(|key| key.as_bytes().to_vec()));
        let names = knowledge
            .packages()
            .map(|package| knowledge.name(package).as_bytes().to_vec());
        let loading = LOADING.map(|word| word.as_bytes().to_vec());
        let (kinds, marks): (Vec<Mark>, Vec<Vec<u8>>) = (alone.map(|word| (Mark::Alone, word)))
            .chain(names.map(|word| (Mark::Name, word)))
            .chain(loading.map(|word| (Mark::Loading, word)))
            .chain([(Mark::Declares, DECLARES.as_bytes().to_vec())])
            .unzip();
        Self {
            words: compile(
                words
                    .map(|word| word.as_bytes().to_vec())
                    .chain(misuse_words().map(|word| word.as_bytes().to_vec())),
            ),
            marks: AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostFirst)
                .build(marks)
                .ok(),
            kinds,
        }
    }

    /// What the bytes of a file tell, and the marks in them.
    pub fn sift<'t>(&self, path: &Path, bytes: &'t [u8]) -> (Sifted, Marks<'t>) {
        let marks = self.marks(bytes);
        let sifted = Sifted {
            may_report: marks.counts_alone
                || marks.loads && self.may_be_in(bytes)
                || Hook::of_path(path).is_some(),
            names: marks.counts_alone || marks.names_sdk,
            declares: marks.declares || is_declaration(path),
        };
        (sifted, marks)
    }

    /// The marks in a text, those in comments, too.
    pub fn marks<'t>(&self, bytes: &'t [u8]) -> Marks<'t> {
        let Some(searched) = &self.marks else {
            return Marks {
                counts_alone: true,
                names_sdk: true,
                loads: true,
                declares: true,
                specifiers: None,
            };
        };
        let mut marks = Marks::default();
        let mut specifiers = Some(Vec::new());
        let mut from = 0;
        // The name of a package may overlap another word.
        while let Some(found) = searched.find(Input::new(bytes).range(from..)) {
            from = found.start() + 1;
            match self.kinds.get(found.pattern().as_usize()) {
                Some(Mark::Alone) => marks.counts_alone = true,
                Some(Mark::Name) => (marks.names_sdk, marks.loads) = (true, true),
                Some(Mark::Declares) => marks.declares = true,
                Some(Mark::Loading) => {
                    marks.loads = true;
                    match specifier(bytes.get(found.end()..).unwrap_or_default()) {
                        Specifier::Plain(name) => {
                            specifiers.iter_mut().for_each(|it| it.push(name));
                        }
                        Specifier::Escaped => specifiers = None,
                        Specifier::None => {}
                    }
                }
                None => {}
            }
        }
        if let Some(specifiers) = &mut specifiers {
            specifiers.sort_unstable();
            specifiers.dedup();
        }
        Marks {
            specifiers,
            ..marks
        }
    }

    /// Whether a file that loads a module can hold something to report.
    fn may_be_in(&self, bytes: &[u8]) -> bool {
        let Some(words) = &self.words else {
            return true;
        };
        // Escapes can spell a name in another way; they are rare enough to be looked at.
        if memchr_iter(b'\\', bytes).any(|at| bytes.get(at + 1) == Some(&b'u')) {
            return true;
        }
        let is_whole = |found: &aho_corasick::Match| {
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            let after = bytes.get(found.end());
            !before.is_some_and(continues) && !after.is_some_and(continues)
        };
        words
            .find_overlapping_iter(bytes)
            .any(|found| is_whole(&found))
    }
}

/// Whether a file holds declarations alone, by its name.
pub(super) fn is_declaration(path: &Path) -> bool {
    let path = path.as_os_str().as_encoded_bytes();
    let endings = [".d.ts", ".d.mts", ".d.cts"];
    endings.iter().any(|it| path.ends_with(it.as_bytes()))
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

fn compile(words: impl Iterator<Item = Vec<u8>>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(words)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_marks_of_a_text_are_seen_at_once() {
        let words = Words::new(&Knowledge::builtin());
        let text = "import a from './a';import\"./b\";export * from\n\t'./c'\nconst d = require(/* d */ \"./d\")\n/** @type {import('./g').G} */\nawait import(`./h`);import './a'";
        let marks = words.marks(text.as_bytes());
        let found = marks.specifiers.as_deref();
        assert_eq!(found, Some(&["./a", "./b", "./c", "./d", "./g", "./h"][..]));
        assert!(marks.loads && !marks.names_sdk && !marks.counts_alone && !marks.declares);

        let none = words.marks(b"const from = 1; require; important(x)");
        assert_eq!(none.specifiers, Some(Vec::new()));
        assert_eq!(words.marks(b"import '\\x2e/a'").specifiers, None);
        assert!(words.marks(b"declare global { }").declares);
        assert!(words.marks(b"'wos-auth-verifier'").counts_alone);
        let named = words.marks(b"import '@workos-inc/node/worker'");
        assert!(named.names_sdk && named.loads);
    }
}
