//! Hovers: what other servers cannot say of a symbol, first (CONTRACT §3).

use std::{ops::Range, path::Path};

use super::{Finding, Hover, state::State};
use crate::{
    resolve::{Inference, Occurrence, Usage},
    rules::{self, HoverInput},
};

impl State {
    /// The hover at a byte offset.
    pub fn hover(&self, path: &Path, offset: usize) -> Option<Hover> {
        if !self.scope.holds(&self.folders, path) {
            return None;
        }
        let document = self.document(path).ok()?;
        if document.language().is_none() {
            return self.sheet_hover(path, &document, offset);
        }
        let holds = |range: &Range<usize>| range.start <= offset && offset <= range.end;
        let occurrences = self.occurrences_at(path, offset);
        // Where two names touch, the one that starts at the offset is meant.
        let occurrence: Option<&Occurrence> = occurrences
            .iter()
            .filter(|occurrence| occurrence.usage != Usage::Literal && holds(&occurrence.range))
            .max_by_key(|occurrence| occurrence.range.start);
        let Some(occurrence) = occurrence else {
            return self.fact_hover(path, &document, offset);
        };
        let finding = self.finding_at(path, &occurrence.range);
        let target = self.target(occurrence.package, &occurrence.installed);
        let markdown = rules::hover(&HoverInput {
            knowledge: &self.knowledge,
            occurrence,
            target: &target,
            finding: finding.as_ref(),
        })?;
        Some(Hover {
            range: occurrence.range.clone(),
            markdown,
        })
    }

    /// The occurrences in the items around an offset.
    fn occurrences_at(&self, path: &Path, offset: usize) -> Vec<Occurrence> {
        let mut inference = Inference::new(self, &self.inferred);
        let around = match inference.items(path) {
            Some(items) => items.around(offset),
            None => Vec::new(),
        };
        let mut found = Vec::new();
        for item in around {
            found.extend(inference.occurrences_of(path, item));
        }
        inference.settle();
        found
    }

    /// The finding about a range, without its fixes.
    fn finding_at(&self, path: &Path, range: &Range<usize>) -> Option<Finding> {
        if !self.is_open(path) {
            let report = self.report(path);
            return report
                .findings
                .iter()
                .find(|it| it.range == *range)
                .cloned();
        }
        let shown = self.shown(path);
        let placed = shown.findings.iter().find(|it| it.range == *range)?;
        Some(placed.finding.as_ref().clone())
    }
}
