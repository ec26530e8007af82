//! Findings as diagnostics: what is published, and what is answered to clients that ask.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    str::FromStr,
};

use serde_json::json;
use tower_lsp::ls_types as lsp;
use workos_lsp_engine::{
    analysis::{Finding, Placed, Severity, Shown, Snapshot, State},
    project::Problem,
    text::Position,
};

use super::{convert, profile::Profile};

/// How many findings of a file are shown unless the settings say otherwise.
pub const MAX: usize = 500;

/// The diagnostics of a file, and what could not be done on the way.
#[must_use]
pub fn of_file(
    snapshot: &Snapshot,
    path: &Path,
    shown: &Shown,
    edited: Option<Position>,
    max: usize,
    profile: &Profile,
) -> (Vec<lsp::Diagnostic>, Vec<Problem>) {
    let mut problems = shown.problems.clone();
    problems.extend(snapshot.problems());
    if shown.findings.is_empty() {
        return (Vec::new(), problems);
    }
    let Some((text, _)) = snapshot.text(path) else {
        return (Vec::new(), problems);
    };
    let left_out = shown.findings.len().saturating_sub(max);
    let edited = edited.map_or(0, |edited| text.offset(edited, profile.encoding));
    let mut all: Vec<_> = nearest(&shown.findings, edited, max)
        .into_iter()
        .map(|placed| {
            let range = convert::range(&text, &placed.range, profile.encoding);
            diagnostic(&placed.finding, range, profile)
        })
        .collect();
    if left_out > 0 {
        all.push(counted(left_out, max));
    }
    (all, problems)
}

/// The findings nearest an offset, in their own order.
pub fn nearest(findings: &[Placed], offset: usize, max: usize) -> Vec<&Placed> {
    let mut chosen: Vec<_> = findings.iter().enumerate().collect();
    if findings.len() > max {
        chosen.sort_by_key(|(_, placed)| placed.range.start.abs_diff(offset));
        chosen.truncate(max);
        chosen.sort_by_key(|(index, _)| *index);
    }
    chosen.into_iter().map(|(_, placed)| placed).collect()
}

/// What is said of findings that are not shown.
pub fn counted(left_out: usize, max: usize) -> lsp::Diagnostic {
    lsp::Diagnostic {
        severity: Some(lsp::DiagnosticSeverity::INFORMATION),
        source: Some("workos".to_owned()),
        message: format!(
            "{left_out} more findings in this file are not shown (`maxDiagnostics` is {max}); `workos-lsp check` lists all."
        ),
        ..lsp::Diagnostic::default()
    }
}

/// One finding.
#[must_use]
pub fn diagnostic(finding: &Finding, range: lsp::Range, profile: &Profile) -> lsp::Diagnostic {
    let href = finding
        .reference
        .as_deref()
        .filter(|_| profile.code_links)
        .and_then(|reference| lsp::Uri::from_str(reference).ok());
    lsp::Diagnostic {
        range,
        severity: severity(finding.severity),
        code: Some(lsp::NumberOrString::String(code(finding))),
        code_description: href.map(|href| lsp::CodeDescription { href }),
        source: Some("workos".to_owned()),
        message: finding.message.clone(),
        related_information: None,
        tags: tags(finding, profile),
        data: profile.diagnostic_data.then(|| {
            json!({
                "change": finding.change,
                "state": finding.state,
                "package": finding.package,
                "symbol": finding.symbol,
            })
        }),
    }
}

/// The change's id or, without one, the state.
#[must_use]
pub fn code(finding: &Finding) -> String {
    match &finding.change {
        Some(change) => change.to_string(),
        None => state_name(finding.state),
    }
}

fn state_name(state: State) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(name)) => name,
        _ => format!("{state:?}").to_lowercase(),
    }
}

/// A hint is not struck through: either the language's own checker does it, or it was meant to be quiet.
fn tags(finding: &Finding, profile: &Profile) -> Option<Vec<lsp::DiagnosticTag>> {
    let struck = finding.state == State::Deprecated && finding.severity > Severity::Hint;
    (struck && profile.tags).then(|| vec![lsp::DiagnosticTag::DEPRECATED])
}

fn severity(severity: Severity) -> Option<lsp::DiagnosticSeverity> {
    match severity {
        Severity::Off => None,
        Severity::Hint => Some(lsp::DiagnosticSeverity::HINT),
        Severity::Information => Some(lsp::DiagnosticSeverity::INFORMATION),
        Severity::Warning => Some(lsp::DiagnosticSeverity::WARNING),
        Severity::Error => Some(lsp::DiagnosticSeverity::ERROR),
    }
}

/// A name for these diagnostics: equal lists have equal names.
#[must_use]
pub fn result_id(diagnostics: &[lsp::Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    for diagnostic in diagnostics {
        serde_json::to_string(diagnostic)
            .unwrap_or_default()
            .hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// The answer to a client that asks.
#[must_use]
pub fn report(
    items: Vec<lsp::Diagnostic>,
    result_id: String,
    previous: Option<&str>,
) -> lsp::DocumentDiagnosticReportResult {
    let report = if previous == Some(result_id.as_str()) {
        lsp::DocumentDiagnosticReport::Unchanged(lsp::RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: lsp::UnchangedDocumentDiagnosticReport {
                result_id,
            },
        })
    } else {
        lsp::DocumentDiagnosticReport::Full(lsp::RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: lsp::FullDocumentDiagnosticReport {
                result_id: Some(result_id),
                items,
            },
        })
    };
    lsp::DocumentDiagnosticReportResult::Report(report)
}
