//! Fixes as they are asked for: those at a range, and all of a file to a fixpoint.

use std::{ops::Range, path::Path, sync::Arc};

use super::{
    Action, Applicability, Finding, Fix, FixFilter, Fixed, Severity, Surface, check::Report,
    document::Document, state::State,
};
use crate::{
    rules::State as SymbolState,
    text::{SourceChange, apply_all},
};

/// A fix can make room for another one this often.
const MAX_ROUNDS: usize = 16;

impl State {
    /// Fixes of findings that touch a range.
    pub fn actions(&self, path: &Path, range: &Range<usize>) -> Vec<Action> {
        let near = self.findings_touching(path, range);
        let report = if near.is_none() {
            self.report(path)
        } else {
            Arc::default()
        };
        let touches = |finding: &&Finding| {
            finding.range.start <= range.end && range.start <= finding.range.end
        };
        let findings = near.as_ref().unwrap_or(&report.findings);
        let mut actions = Vec::new();
        for finding in findings.iter().filter(touches) {
            for fix in finding.fixes.iter().filter(|fix| !fix.change.is_empty()) {
                actions.push(Action {
                    finding: finding.clone(),
                    fix: fix.clone(),
                });
            }
        }
        actions
    }

    /// A file's text after all fixes that the filter lets through; `None` where it is not analysed.
    pub fn fix_all(&self, path: &Path, filter: &FixFilter) -> Option<Fixed> {
        let document = self.document(path).ok()?;
        let before = document.text().to_string();
        let mut report = self.report(path);
        let mut seen = vec![before.clone()];
        let mut fixed = Fixed {
            text: before,
            applied: 0,
            skipped: Vec::new(),
            renames: Vec::new(),
        };
        for _ in 0..MAX_ROUNDS {
            let (change, applied) = self.round(path, &report, filter);
            let is_new = fixed.renames.is_empty() && !change.renames.is_empty();
            if is_new {
                // The file gets one new name, whatever else is found.
                fixed.renames.extend(change.renames.first().cloned());
            }
            if is_new && change.edits.values().all(Vec::is_empty) {
                fixed.applied += applied;
                break;
            }
            let Some(edits) = change.edits.get(path).filter(|edits| !edits.is_empty()) else {
                break;
            };
            let Some(text) = apply_all(&fixed.text, edits).filter(|text| !seen.contains(text))
            else {
                break;
            };
            seen.push(text.clone());
            fixed.text = text;
            fixed.applied += applied;
            report = self.with_text(path, &document, &fixed.text).report(path);
        }
        fixed.skipped = skipped(&document, &report, filter, &fixed.text);
        Some(fixed)
    }

    /// One round: as many fixes as do not overlap, in the order of the file.
    fn round(&self, path: &Path, report: &Report, filter: &FixFilter) -> (SourceChange, usize) {
        let mut change = SourceChange::default();
        let mut applied = 0;
        for finding in &report.findings {
            let Some(fix) = self.wanted(finding, filter) else {
                continue;
            };
            let elsewhere = fix.change.edits.keys().any(|other| other != path);
            if !elsewhere && change.merge(&fix.change) {
                applied += 1;
            }
        }
        (change, applied)
    }

    /// The fix of a finding that fix-all applies.
    fn wanted<'f>(&self, finding: &'f Finding, filter: &FixFilter) -> Option<&'f Fix> {
        if finding.severity == Severity::Off || !is_selected(finding, filter) {
            return None;
        }
        // Without a target that was named, the command line writes for what is installed: what works is left alone.
        let named = self
            .knowledge
            .package(&finding.package)
            .is_some_and(|package| self.is_target_named(package));
        let for_target = named && self.settings.surface == Surface::CommandLine;
        if finding.state == SymbolState::Upcoming
            && !for_target
            && self.settings.surface == Surface::CommandLine
        {
            return None;
        }
        let least = if filter.allow_unsafe {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        };
        let fix = finding.fixes.first()?;
        (fix.applicability >= least && !fix.change.is_empty() && !fix.needs_upgrade())
            .then_some(fix)
    }
}

/// Findings that are left because their item holds a syntax error.
fn skipped(document: &Document, report: &Report, filter: &FixFilter, text: &str) -> Vec<Finding> {
    let changed;
    let facts = if document.text().to_string() == text {
        document.facts()
    } else {
        changed = document.with_text(text);
        changed.facts()
    };
    let Some(facts) = facts.filter(|facts| facts.has_error) else {
        return Vec::new();
    };
    let broken = |finding: &&Finding| {
        facts.items.iter().any(|placed| {
            let end = placed.start + placed.facts.len as usize;
            placed.facts.has_error
                && placed.start <= finding.range.start
                && finding.range.end <= end
        })
    };
    let fixable = |finding: &&Finding| {
        finding.severity > Severity::Off && finding.change.is_some() && is_selected(finding, filter)
    };
    let findings = report.findings.iter();
    findings
        .filter(|finding| finding.fixes.is_empty())
        .filter(fixable)
        .filter(broken)
        .cloned()
        .collect()
}

fn is_selected(finding: &Finding, filter: &FixFilter) -> bool {
    let ids = finding.change.iter().chain(&finding.lineage);
    filter.only.is_empty()
        || ids
            .into_iter()
            .any(|id| filter.only.iter().any(|only| only == id.as_str()))
}
