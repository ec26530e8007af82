//! `.env` files: which variables they set, and where. Values are secrets: nothing here shows one.

use std::{fmt, ops::Range, path::PathBuf};

use smol_str::SmolStr;

/// What follows from a file that cannot be read.
pub const CONSEQUENCE: &str = "its variables are not used";
/// Files above this size are not read: a real one has a few hundred lines.
pub const MAX_ENV: u64 = 1 << 20;

/// A file that sets variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvFile {
    /// Its path.
    pub path: PathBuf,
    /// The variables as they are set, from top to bottom; one that is set twice stands twice.
    pub entries: Vec<EnvEntry>,
}

/// A variable that is set.
#[derive(Clone, PartialEq, Eq)]
pub struct EnvEntry {
    /// Its name.
    pub name: SmolStr,
    /// Bytes of the name.
    pub key: Range<usize>,
    /// Bytes of the value, quotes left out.
    pub value: Range<usize>,
    /// The value. Never to be shown.
    pub text: String,
}

impl fmt::Debug for EnvEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvEntry")
            .field("name", &self.name)
            .field("key", &self.key)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

impl EnvEntry {
    /// Whether the value stands in the file as it is: not put together of other variables or by a command.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        !self.text.contains("${") && !self.text.contains("$(") && !self.text.starts_with('$')
    }
}

/// Whether a file of this name sets variables: `.env`, `.env.local`, `.env.production.local`, `.env.example` …
#[must_use]
pub fn is_env_name(name: &str) -> bool {
    name == ".env"
        || name
            .strip_prefix(".env.")
            .is_some_and(|rest| !rest.is_empty())
}

/// Whether a file of this name shows which variables there are, and sets none: `.env.example`.
#[must_use]
pub fn is_sample_name(name: &str) -> bool {
    let mut parts = name.split('.').skip(2);
    parts.any(|part| {
        let part = part.to_ascii_lowercase();
        ["example", "sample", "template", "dist", "defaults", "tmpl"].contains(&part.as_str())
    })
}

/// The variables that a text sets. What is no assignment is passed over.
#[must_use]
pub fn entries(text: &str) -> Vec<EnvEntry> {
    let mut entries = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let end = at + line.len();
        let (entry, used) = entry(text, at, line);
        entries.extend(entry);
        at = end.max(used) + 1;
    }
    entries
}

/// The assignment that a line starts with, and where it ends.
fn entry(text: &str, start: usize, line: &str) -> (Option<EnvEntry>, usize) {
    let bare = line.trim_start_matches(['\u{feff}', ' ', '\t']);
    let exported = bare
        .strip_prefix("export")
        .filter(|rest| rest.starts_with([' ', '\t']));
    let bare = exported.map_or(bare, str::trim_start);
    let Some((name, value)) = bare.split_once('=') else {
        return (None, start);
    };
    let name = name.trim_end();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.is_empty() || !name.chars().all(is_name) {
        return (None, start);
    }
    let key = start + line.len() - bare.len();
    let key = key..key + name.len();
    let lead = value.len() - value.trim_start().len();
    let from = start + line.len() - value.len() + lead;
    let value = value_at(text, from, start + line.len());
    let used = value.end;
    let entry = EnvEntry {
        name: SmolStr::new(name),
        text: text.get(value.clone()).unwrap_or_default().to_owned(),
        key,
        value,
    };
    (Some(entry), used)
}

/// The bytes of a value that starts at `from`: up to its closing quote, which may be lines below, or up to a comment.
fn value_at(text: &str, from: usize, line_end: usize) -> Range<usize> {
    let rest = text.get(from..).unwrap_or_default();
    if let Some(quote) = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'))
    {
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            match c {
                '\\' if quote == '"' && !escaped => escaped = true,
                c if c == quote && !escaped => return from + 1..from + at,
                _ => escaped = false,
            }
        }
    }
    let line = text.get(from..line_end).unwrap_or_default();
    let comment = line.find(" #").or_else(|| line.find("\t#"));
    let comment = if line.starts_with('#') {
        Some(0)
    } else {
        comment
    };
    let value = line
        .get(..comment.unwrap_or(line.len()))
        .unwrap_or_default();
    from..from + value.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let shown = |entry: &EnvEntry| {
            assert_eq!(text.get(entry.key.clone()), Some(entry.name.as_str()));
            assert_eq!(text.get(entry.value.clone()), Some(entry.text.as_str()));
            (entry.name.to_string(), entry.text.clone())
        };
        entries(text).iter().map(shown).collect()
    }

    #[test]
    fn assignments_in_all_their_spellings() {
        let text = "# A=1\nA=1\n export B = \"two words # no comment\" # c\r\nC='x=y'\nD=\nE=5 # five\nF=#none\nG=a#b\nno assignment\n=x\n1 2=3\nH=\"a\nb\"\nI=$A";
        let pairs = [
            ("A", "1"),
            ("B", "two words # no comment"),
            ("C", "x=y"),
            ("D", ""),
            ("E", "5"),
            ("F", ""),
            ("G", "a#b"),
            ("H", "a\nb"),
            ("I", "$A"),
        ];
        let expected: Vec<_> = pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(read(text), expected);
    }

    #[test]
    fn odd_texts_are_read_as_far_as_they_go() {
        assert_eq!(read("A=\"open\nB=2").len(), 2);
        assert_eq!(read("\u{feff}A=1\nB=é🎉 # x\n").len(), 2);
        assert_eq!(read(&"A=1\n".repeat(1000)).len(), 1000);
        assert!(read("").is_empty());
    }

    #[test]
    fn a_value_is_never_shown() {
        let shown = format!("{:?}", entries("WORKOS_API_KEY=sk_test_secret"));
        assert!(!shown.contains("secret"), "{shown}");
    }

    #[test]
    fn names_of_files() {
        for name in [
            ".env",
            ".env.local",
            ".env.example",
            ".env.production.local",
        ] {
            assert!(is_env_name(name), "{name}");
        }
        for name in [".envrc", "env", ".env.", "x.env", ".environment"] {
            assert!(!is_env_name(name), "{name}");
        }
        assert!(is_sample_name(".env.local.example") && is_sample_name(".env.Template"));
        assert!(!is_sample_name(".env.local") && !is_sample_name(".env"));
    }
}
