//! Symbols as tables and people write them: `WorkOS.mfa.verifyFactor`, `Event['dsync.deactivated']` (CONTRACT §2).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// A path from an export. `*` in a name stands for part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SymbolPath {
    /// The entry, as timelines name it: `.` or `./components`.
    pub entry: SmolStr,
    /// The exported name.
    pub root: SmolStr,
    /// The way from there.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Step {
    /// `.name`: a member, a field, an enum's member.
    Member(SmolStr),
    /// `(0)`: a parameter by position.
    Param(u16),
    /// `(name)`: a parameter by name.
    NamedParam(SmolStr),
    /// `()`: the result, awaited.
    Result,
    /// `[]`: an element of a list.
    Element,
    /// `['text']`: one of several literals, or the member of a union that it tells.
    Literal(SmolStr),
}

/// What an entry of a table is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A symbol of the package.
    Symbol(SymbolPath),
    /// Something of the project: `env:WORKOS_COOKIE_PASSWORD`, `file:proxy`, `engine:node`.
    Fact {
        /// `env`, `file`, `cookie`, `header`, `error`, `query`, `engine`, `manifest`, `peer`.
        kind: SmolStr,
        /// Which one.
        name: SmolStr,
    },
}

/// Kinds of project facts.
const FACTS: &[&str] = &[
    "env", "file", "cookie", "header", "error", "query", "engine", "manifest", "peer", "literal",
];

impl SymbolPath {
    /// A path of the root entry that names an export alone.
    #[must_use]
    pub fn export(entry: &str, name: &str) -> Self {
        Self {
            entry: entry.into(),
            root: name.into(),
            steps: Vec::new(),
        }
    }

    /// The path one step shorter; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, steps) = self.steps.split_last()?;
        Some(Self {
            steps: steps.to_vec(),
            ..self.clone()
        })
    }

    /// The path with its first `count` steps only.
    #[must_use]
    pub fn prefix(&self, count: usize) -> Self {
        Self {
            steps: self.steps.iter().take(count).cloned().collect(),
            ..self.clone()
        }
    }

    /// The path with steps added.
    #[must_use]
    pub fn join(&self, steps: &[Step]) -> Self {
        let mut joined = self.clone();
        joined.steps.extend_from_slice(steps);
        joined
    }

    /// The last name of the path: what a reader looks for in the code.
    #[must_use]
    pub fn last_name(&self) -> &SmolStr {
        let named = self.steps.iter().rev().find_map(|step| match step {
            Step::Member(name) | Step::NamedParam(name) | Step::Literal(name) => Some(name),
            Step::Param(_) | Step::Result | Step::Element => None,
        });
        named.unwrap_or(&self.root)
    }

    /// Whether a name in it holds `*`.
    #[must_use]
    pub fn is_glob(&self) -> bool {
        let glob = |step: &Step| matches!(step, Step::Member(name) if name.contains('*'));
        self.root.contains('*') || self.steps.iter().any(glob)
    }
}

/// Steps of the path inside a `MemberKey::Member`: `create(0).name`.
///
/// # Errors
/// What was expected.
pub fn parse_steps(text: &str) -> Result<Vec<Step>, String> {
    if text.is_empty() || text.starts_with(['.', '(', '[']) {
        return steps(text);
    }
    steps(&format!(".{text}"))
}

/// The text of steps as a `MemberKey::Member` holds it: `create(0).name`.
#[must_use]
pub fn steps_text(steps: &[Step]) -> SmolStr {
    let text: String = steps.iter().map(ToString::to_string).collect();
    SmolStr::new(text.strip_prefix('.').unwrap_or(&text))
}

/// Whether `name` fits `pattern`, in which `*` stands for any part.
#[must_use]
pub fn glob_fits(pattern: &str, name: &str) -> bool {
    // Most names are told by their first byte.
    let first = pattern.as_bytes().first();
    if first != Some(&b'*') && first != name.as_bytes().first() {
        return false;
    }
    let Some((head, mut rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(head) else {
        return false;
    };
    while let Some((part, after)) = rest.split_once('*') {
        let Some(at) = name.find(part) else {
            return false;
        };
        name = name.get(at + part.len()..).unwrap_or("");
        rest = after;
    }
    name.ends_with(rest)
}

impl FromStr for SymbolPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (entry, path) = match text.split_once('#') {
            Some(("", path)) => (".".into(), path),
            Some((entry, path)) if entry.starts_with('/') => (format!(".{entry}"), path),
            Some(_) => return Err("expected an entry that starts with `/` before `#`".to_owned()),
            None => (".".to_owned(), text),
        };
        let end = path.find(['.', '(', '[']).unwrap_or(path.len());
        let (root, rest) = path.split_at_checked(end).unwrap_or((path, ""));
        if root.is_empty() || !root.chars().all(is_name) {
            return Err(format!("expected the name of an export, found `{root}`"));
        }
        Ok(Self {
            entry: entry.into(),
            root: root.into(),
            steps: steps(rest)?,
        })
    }
}

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((kind, name)) = text.split_once(':')
            && FACTS.contains(&kind)
            && !name.is_empty()
        {
            return Ok(Self::Fact {
                kind: kind.into(),
                name: name.into(),
            });
        }
        text.parse().map(Self::Symbol)
    }
}

fn steps(mut text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    while !text.is_empty() {
        let (step, rest) = step(text)?;
        steps.push(step);
        text = rest;
    }
    Ok(steps)
}

fn step(text: &str) -> Result<(Step, &str), String> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(['.', '(', '[']).unwrap_or(rest.len());
        let (name, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(format!("expected a name after `.`, found `{text}`"));
        }
        return Ok((Step::Member(name.into()), rest));
    }
    if let Some(rest) = text.strip_prefix('(') {
        let Some((inner, rest)) = rest.split_once(')') else {
            return Err(format!("expected `)` in `{text}`"));
        };
        if inner.is_empty() {
            return Ok((Step::Result, rest));
        }
        if let Ok(index) = inner.parse() {
            return Ok((Step::Param(index), rest));
        }
        if inner.chars().all(is_name) {
            return Ok((Step::NamedParam(inner.into()), rest));
        }
        return Err(format!(
            "expected a parameter's position or name, found `{inner}`"
        ));
    }
    if let Some(rest) = text.strip_prefix("[]") {
        return Ok((Step::Element, rest));
    }
    if let Some(rest) = text.strip_prefix("['") {
        let Some((literal, rest)) = rest.split_once("']") else {
            return Err(format!("expected `']` in `{text}`"));
        };
        return Ok((Step::Literal(literal.into()), rest));
    }
    Err(format!(
        "expected `.name`, `(0)`, `()`, `[]` or `['text']`, found `{text}`"
    ))
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '*' | '-' | '/')
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Member(name) if name.chars().all(is_name) => write!(f, ".{name}"),
            Self::Member(name) => write!(f, "['{name}']"),
            Self::Param(index) => write!(f, "({index})"),
            Self::NamedParam(name) => write!(f, "({name})"),
            Self::Result => f.write_str("()"),
            Self::Element => f.write_str("[]"),
            Self::Literal(text) => write!(f, "['{text}']"),
        }
    }
}

impl fmt::Display for SymbolPath {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.entry != "." {
            write!(f, "{}#", self.entry.trim_start_matches('.'))?;
        }
        f.write_str(&self.root)?;
        self.steps.iter().try_for_each(|step| write!(f, "{step}"))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Symbol(path) => path.fmt(f),
            Self::Fact { kind, name } => write!(f, "{kind}:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation_reads_back_as_written() {
        for text in [
            "WorkOS.mfa.verifyFactor",
            "WorkOS.sso.getAuthorizationUrl(0).domain",
            "WorkOS.widgets.getToken()",
            "WorkOS.users.list().data[].email",
            "Event['dsync.deactivated']",
            "/components#useAuth",
            "Serialized*",
            "WorkOSClient.vault.create_kv(object_id)",
        ] {
            let path: SymbolPath = text.parse().expect(text);
            assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_path_says_what_was_expected() {
        for text in ["", ".a", "A..b", "A(", "A[0]", "A['x'", "entry#A", "A b"] {
            assert!(text.parse::<SymbolPath>().is_err(), "{text}");
        }
    }

    #[test]
    fn facts_are_not_symbols() {
        let fact: Subject = "env:WORKOS_COOKIE_PASSWORD".parse().expect("a fact");
        assert!(matches!(fact, Subject::Fact { ref kind, .. } if kind == "env"));
        assert!(matches!("WorkOS.mfa".parse(), Ok(Subject::Symbol(_))));
    }

    #[test]
    fn globs_fit_parts_of_names() {
        assert!(glob_fits("Serialized*", "SerializedUser"));
        assert!(glob_fits("*Response", "UserResponse"));
        assert!(glob_fits("*", "x"));
        assert!(glob_fits("A*c*e", "Abcde"));
        assert!(!glob_fits("*Response", "ResponseUser"));
        assert!(!glob_fits("A", "AB"));
    }

    #[test]
    fn member_paths_may_start_with_a_bare_name() {
        let steps = parse_steps("create(0).name").expect("steps");
        assert_eq!(steps_text(&steps), "create(0).name");
        assert_eq!(parse_steps("(0)").expect("steps"), [Step::Param(0)]);
        assert_eq!(steps_text(&[Step::Literal("a.b".into())]), "['a.b']");
    }
}
