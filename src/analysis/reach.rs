//! Whether a source file can see an SDK at all: it names one, or loads - however far away - a module that does
//! (CONTRACT §8). Told from the bytes, without parsing; wrong only on the side of yes.

use std::{
    collections::VecDeque,
    ffi::{OsStr, OsString},
    hash::BuildHasher,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem::find;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{state::State, words::Sifted};
use crate::project::{Files, Resolved};

/// By the bytes of a path: its components are far dearer to hash and to compare.
type ByPath<V> = FxHashMap<OsString, V>;

/// Parts of a map: threads seldom wait for each other.
const SHARDS: usize = 16;

/// What is known so far of files.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Whether a file reaches an SDK.
    known: Shared<bool>,
    /// What a file loads.
    loads: Shared<Loads>,
}

/// Values by path that many threads fill.
#[derive(Debug)]
struct Shared<V>([RwLock<ByPath<V>>; SHARDS]);

impl<V> Default for Shared<V> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| RwLock::default()))
    }
}

impl<V: Clone> Shared<V> {
    fn shard(&self, path: &OsStr) -> Option<&RwLock<ByPath<V>>> {
        let hash = FxBuildHasher.hash_one(path);
        self.0
            .get(usize::try_from(hash >> 32).unwrap_or_default() % SHARDS)
    }

    fn get(&self, path: &OsStr) -> Option<V> {
        let map = self.shard(path)?.read();
        map.unwrap_or_else(PoisonError::into_inner)
            .get(path)
            .cloned()
    }

    fn put(&self, path: OsString, value: V) {
        if let Some(shard) = self.shard(&path) {
            let mut map = shard.write().unwrap_or_else(PoisonError::into_inner);
            map.insert(path, value);
        }
    }
}

/// What a file loads: sources of the workspace, or an SDK itself.
#[derive(Clone, Debug)]
enum Loads {
    Sdk,
    Files(Arc<[PathBuf]>),
}

impl State {
    /// Whether a file names an SDK or reaches a module that does.
    pub fn reaches(&self, path: &Path) -> bool {
        // By which file each was found.
        let mut seen: ByPath<Option<OsString>> = ByPath::default();
        seen.insert(path.into(), None);
        let mut waiting: VecDeque<OsString> = VecDeque::from([path.into()]);
        while let Some(file) = waiting.pop_front() {
            let known = self.reach.known.get(&file);
            if known == Some(false) {
                continue;
            }
            let files = match (known, self.loads(Path::new(&file))) {
                (Some(true), _) | (_, Loads::Sdk) => {
                    self.note_way(&seen, file);
                    return true;
                }
                (_, Loads::Files(files)) => files,
            };
            for next in files.iter() {
                if !seen.contains_key(next.as_os_str()) {
                    seen.insert(next.into(), Some(file.clone()));
                    waiting.push_back(next.into());
                }
            }
        }
        for file in seen.into_keys() {
            self.reach.known.put(file, false);
        }
        false
    }

    /// All files on the way to one that reaches an SDK do, too.
    fn note_way(&self, seen: &ByPath<Option<OsString>>, last: OsString) {
        let mut next = Some(last);
        while let Some(file) = next {
            next = seen.get(&file).cloned().flatten();
            self.reach.known.put(file, true);
        }
    }

    fn loads(&self, path: &Path) -> Loads {
        if let Some(known) = self.reach.loads.get(path.as_os_str()) {
            return known;
        }
        let loads = self.look(path);
        self.reach.loads.put(path.into(), loads.clone());
        loads
    }

    fn look(&self, path: &Path) -> Loads {
        let Ok(bytes) = self.files.read(path) else {
            return Loads::Files([].into());
        };
        if self.words().names_sdk(&bytes) {
            return Loads::Sdk;
        }
        self.loaded(path, &bytes)
    }

    /// What the words of a file tell. What it loads is noted, where that will be asked for.
    pub fn sift(&self, path: &Path, bytes: &[u8]) -> Sifted {
        let sifted = self.words().sift(path, bytes);
        if sifted.may_report && !sifted.names {
            let loads = self.loaded(path, bytes);
            self.reach.loads.put(path.into(), loads);
        }
        sifted
    }

    /// What a file loads that does not name an SDK.
    fn loaded(&self, path: &Path, bytes: &[u8]) -> Loads {
        let Some(specifiers) = specifiers(bytes) else {
            return Loads::Sdk;
        };
        let mut files = Vec::new();
        for specifier in specifiers {
            match self.project.resolve_once(path, specifier) {
                Resolved::Package { .. } => return Loads::Sdk,
                Resolved::File(file) => files.push(file),
                Resolved::Other => {}
            }
        }
        files.sort_unstable();
        files.dedup();
        Loads::Files(files.into())
    }
}

/// What stands before the name of a module. No two of them overlap.
static LOADING: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst);
    builder.build(["from", "import", "require"]).ok()
});

/// The modules that a text may load: strings behind `from`, `import` and `require`, in comments, too. `None` where one is
/// spelled with escapes.
fn specifiers(bytes: &[u8]) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    for word in LOADING.as_ref()?.find_iter(bytes) {
        let rest = inside(bytes.get(word.end()..).unwrap_or_default());
        let Some((quote @ (b'\'' | b'"' | b'`'), text)) = rest.split_first() else {
            continue;
        };
        let end = text
            .iter()
            .position(|byte| byte == quote || matches!(byte, b'\n' | b'\\'));
        match end.and_then(|end| Some((text.get(end)?, text.get(..end)?))) {
            Some((b'\\', _)) => return None,
            Some((byte, text)) if byte == quote => found.extend(str::from_utf8(text).ok()),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// What stands behind blanks, comments and an opening parenthesis.
fn inside(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes = match bytes {
            [b'(', rest @ ..] => rest,
            [b'/', b'/', rest @ ..] => {
                let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                rest.get(end.unwrap_or(rest.len())..).unwrap_or_default()
            }
            [b'/', b'*', rest @ ..] => {
                let end = find(rest, b"*/").map_or(rest.len(), |end| end + 2);
                rest.get(end..).unwrap_or_default()
            }
            // All that the language takes for a blank, and more.
            [first, rest @ ..]
                if first.is_ascii_whitespace() || *first >= 0x80 || *first == 0x0b =>
            {
                rest
            }
            _ => return bytes,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::specifiers;

    #[test]
    fn modules_are_found_however_they_are_loaded() {
        let text = "import a from './a';import\"./b\";export * from\n\t'./c'\nconst d = require(/* d */ \"./d\")\nimport('./e')\nimport // f\n'./f'\n/** @type {import('./g').G} */\nawait import(`./h`);\nimport i = require('i');from './x\n'";
        let found = specifiers(text.as_bytes()).unwrap();
        assert_eq!(
            found,
            ["./a", "./b", "./c", "./d", "./e", "./f", "./g", "./h", "i"]
        );
        assert_eq!(specifiers(b"import '\\x2e/a'"), None);
        assert_eq!(
            specifiers(b"const from = 1; require; important(x)"),
            Some(Vec::new())
        );
    }
}
