//! From the text of a table to its entries. What is wrong is collected, with file, JSON path and what was expected;
//! the other entries stand.

use smol_str::SmolStr;

use super::schema::{Applicability, Change, Kind, RawChange, RawFile};
use crate::knowledge::{Subject, timeline::from_json};

/// What is wrong with a file of knowledge, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
#[error("{file}: {path}: {expected}")]
pub struct TableProblem {
    /// The file, as it was given (relative to `knowledge/` for built-in ones).
    pub file: SmolStr,
    /// The place, as a path into the JSON (`changes[3].from`); `.` for the whole.
    pub path: String,
    /// What was expected.
    pub expected: String,
}

/// A file's name and its text.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) file: SmolStr,
    pub(crate) text: std::borrow::Cow<'static, str>,
}

/// What a file of changes says.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) changes: Vec<Change>,
    /// Ids of entries that are to be taken out.
    pub(crate) disabled: Vec<SmolStr>,
}

/// Reads a file of changes.
pub(crate) fn read_table(source: &Source, problems: &mut Vec<TableProblem>) -> Table {
    let mut table = Table::default();
    let mut problem = |path: String, expected: String| {
        problems.push(TableProblem {
            file: source.file.clone(),
            path,
            expected,
        });
    };
    // Almost always all is well; only otherwise is it worth reading entry by entry.
    let entries: Vec<Result<RawChange, (String, String)>> =
        if let Ok(file) = serde_json::from_str::<RawFile<RawChange>>(&source.text) {
            file.changes.into_iter().map(Ok).collect()
        } else {
            match from_json::<RawFile<serde_json::Value>>(&source.text) {
                Ok(file) => file.changes.into_iter().map(entry).collect(),
                Err(error) => {
                    problem(error.path, error.expected);
                    return table;
                }
            }
        };
    for (index, entry) in entries.into_iter().enumerate() {
        let at = format!("changes[{index}]");
        match entry {
            Ok(raw) if raw.disabled => table.disabled.push(raw.id),
            Ok(raw) => match change(raw, source.file.clone(), &at) {
                Ok(change) => table.changes.push(change),
                Err((field, expected)) => problem(format!("{at}{field}"), expected),
            },
            Err((path, expected)) => problem(format!("{at}{path}"), expected),
        }
    }
    table
}

fn entry(value: serde_json::Value) -> Result<RawChange, (String, String)> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = match error.path().to_string() {
            path if path == "." => String::new(),
            path => format!(".{path}"),
        };
        (path, error.inner().to_string())
    })
}

/// An entry whose form is right, or the field that is not with what was expected.
fn change(raw: RawChange, file: SmolStr, at: &str) -> Result<Change, (String, String)> {
    let wrong = |field: &str, expected: &str| Err((field.to_owned(), expected.to_owned()));
    if !is_id(&raw.id) {
        return wrong(".id", "expected `area/kebab-case`");
    }
    let Some(kind) = raw.kind else {
        return wrong("", "expected a `kind`, or `\"disabled\": true`");
    };
    let allowed = kind.fields();
    let given = [
        ("from", raw.from.is_some()),
        ("to", raw.to.is_some()),
        ("symbol", raw.symbol.is_some()),
        ("fields", raw.fields.is_some()),
        ("template", raw.template.is_some()),
    ];
    for (field, given) in given {
        if !given && allowed.needs.contains(&field) {
            return wrong(
                "",
                &format!("expected `{field}`, which `{}` needs", kind.name()),
            );
        }
        if given && !allowed.needs.contains(&field) && !allowed.may.contains(&field) {
            let expected = format!("expected no `{field}`: `{}` has none", kind.name());
            return wrong(&format!(".{field}"), &expected);
        }
    }
    let Some(note) = raw.note.filter(|note| !note.trim().is_empty()) else {
        return wrong("", "expected a `note`");
    };
    Ok(Change {
        from: subject(raw.from.as_deref(), kind, ".from")?,
        to: subject(raw.to.as_deref(), kind, ".to")?,
        symbol: subject(raw.symbol.as_deref(), kind, ".symbol")?,
        id: raw.id,
        kind,
        fields: raw.fields.unwrap_or_default(),
        note,
        docs: raw.docs,
        refs: raw.refs,
        template: raw.template,
        applicability: raw.applicability.unwrap_or(Applicability::Safe),
        examples: raw.examples,
        file,
        at: at.into(),
    })
}

fn subject(
    text: Option<&str>,
    kind: Kind,
    field: &str,
) -> Result<Option<Subject>, (String, String)> {
    let Some(text) = text else { return Ok(None) };
    let subject: Subject = text.parse().map_err(|error| (field.to_owned(), error))?;
    let is_fact = matches!(subject, Subject::Fact { .. });
    match (kind, is_fact) {
        (Kind::Misuse, _) => {}
        (kind, false) if kind.is_of_project() => {
            return Err((
                field.to_owned(),
                "expected a fact of the project, such as `env:NAME`".to_owned(),
            ));
        }
        (kind, true) if !kind.is_of_project() => {
            return Err((
                field.to_owned(),
                "expected a symbol of the package".to_owned(),
            ));
        }
        _ => {}
    }
    Ok(Some(subject))
}

fn is_id(id: &str) -> bool {
    let kebab = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    id.split_once('/')
        .is_some_and(|(area, name)| kebab(area) && kebab(name))
}
