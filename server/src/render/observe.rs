//! From the engine's findings, which count bytes, to the report's, which count lines and columns.

use std::path::Path;

use workos_lsp_engine::{
    analysis::{self, Snapshot},
    project,
    text::{Encoding, Text},
};

use super::{
    mask::mask,
    paths::relative,
    report::{Edit, Finding, Fix, Position, Problem, Rename},
    source,
};

/// The report's form of a finding in a file whose text is `text`, without a picture.
#[must_use]
pub fn finding(
    found: &analysis::Finding,
    text: &Text,
    snapshot: &Snapshot,
    base: &Path,
) -> Finding {
    Finding {
        path: relative(&found.path, base),
        start: position(text, found.range.start),
        end: position(text, found.range.end),
        state: found.state,
        severity: found.severity,
        change: found.change.as_ref().map(ToString::to_string),
        lineage: found.lineage.iter().map(ToString::to_string).collect(),
        package: found.package.to_string(),
        symbol: found.symbol.clone(),
        installed: found.installed.as_ref().map(ToString::to_string),
        provenance: found.provenance,
        target: found.target.to_string(),
        compiler: found.compiler,
        certainty: found.certainty,
        in_test: found.in_test,
        message: mask(&found.message).into_owned(),
        reference: found.reference.clone(),
        arguments: found.arguments,
        result: found.result,
        endpoint: found.endpoint,
        fixes: found
            .fixes
            .iter()
            .map(|it| fix(it, &found.path, text, snapshot, base))
            .collect(),
        excerpt: None,
        suggestion: None,
    }
}

/// Adds what people see of the source.
pub fn picture(finding: &mut Finding, found: &analysis::Finding, text: &Text) {
    let first = found.fixes.first();
    finding.excerpt = source::excerpt(text, &found.range);
    finding.suggestion = first.and_then(|it| source::suggestion(text, &found.path, it));
}

/// The report's form of a problem.
#[must_use]
pub fn problem(it: &project::Problem, base: &Path) -> Problem {
    Problem {
        path: relative(&it.path, base),
        message: mask(&it.message).into_owned(),
    }
}

fn fix(it: &analysis::Fix, path: &Path, text: &Text, snapshot: &Snapshot, base: &Path) -> Fix {
    let mut edits = Vec::new();
    for (file, changes) in &it.change.edits {
        let other = (file != path).then(|| snapshot.text(file)).flatten();
        let text = match &other {
            Some((other, _)) => other,
            None if file == path => text,
            None => continue,
        };
        edits.extend(changes.iter().map(|edit| Edit {
            path: relative(file, base),
            start: position(text, edit.start),
            end: position(text, edit.end),
            text: mask(&edit.text).into_owned(),
        }));
    }
    Fix {
        title: mask(&it.title).into_owned(),
        applicability: it.applicability,
        reason: it.reason.as_deref().map(|reason| mask(reason).into_owned()),
        edits,
        renames: it
            .change
            .renames
            .iter()
            .map(|rename| Rename {
                from: relative(&rename.from, base),
                to: relative(&rename.to, base),
            })
            .collect(),
    }
}

/// Lines and columns as editors and compilers count them: a byte order mark, which they do not show, is no column.
fn position(text: &Text, offset: usize) -> Position {
    let at = text.position(offset, Encoding::Utf16);
    let is_marked = at.line == 0 && text.chunk(0).0.starts_with('\u{feff}');
    Position {
        line: at.line + 1,
        column: (at.column + 1).saturating_sub(u32::from(is_marked)).max(1),
    }
}
