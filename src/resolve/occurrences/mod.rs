//! All places of a file that denote a symbol of an SDK: one pass over the tables of each item.

mod modules;
mod types;
mod values;

use std::{cmp::Reverse, ops::Range, path::Path, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    Certainty, Inference, Link, Occurrence, Site, Usage,
    infer::Hit,
    scopes::{At, File},
};
use crate::lower::{ExprId, Item, Span};

/// Links of a chain that are kept.
const MAX_CHAIN: usize = 16;

impl Inference<'_> {
    /// The occurrences of a file, ascending by range. Nothing where the file does not exist.
    pub fn occurrences(&mut self, path: &Path) -> Vec<Occurrence> {
        let Some(file) = self.enter(path) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for index in 0..file.facts.items.len() {
            let at = At {
                file: file.id,
                item: 0,
            }
            .sibling(index);
            let Some(item) = file.item(index).cloned() else {
                continue;
            };
            let mut sink = Sink {
                file: Arc::clone(&file),
                at,
                item,
                found: Vec::new(),
                chains: FxHashMap::default(),
            };
            self.in_modules(&mut sink);
            self.in_values(&mut sink);
            self.in_types(&mut sink);
            found.append(&mut sink.found);
        }
        found.sort_by(|a, b| {
            (a.range.start, a.range.end, &a.symbol).cmp(&(b.range.start, b.range.end, &b.symbol))
        });
        found.dedup_by(|a, b| a.range == b.range && a.symbol == b.symbol && a.package == b.package);
        found
    }
}

/// Where the occurrences of an item are gathered.
struct Sink {
    file: Arc<File>,
    at: At,
    item: Arc<Item>,
    found: Vec<Occurrence>,
    /// The links on the way to an expression.
    chains: FxHashMap<ExprId, Vec<Link>>,
}

impl Sink {
    fn range(&self, span: Span) -> Range<usize> {
        self.file.range(self.at.index(), span)
    }

    fn add(&mut self, hits: &[Hit], span: Span, before: &[Link], usage: &Usage, site: Site) {
        let range = self.range(span);
        for hit in hits {
            let skipped = before.len().saturating_sub(MAX_CHAIN - 1);
            let mut chain: Vec<Link> = before.iter().skip(skipped).cloned().collect();
            chain.push(Link {
                range: range.clone(),
                symbol: hit.symbol.clone(),
            });
            self.found.push(Occurrence {
                range: range.clone(),
                package: hit.copy.package,
                installed: hit.copy.installed.clone(),
                symbol: hit.symbol.clone(),
                chain,
                usage: usage.clone(),
                certainty: if hit.flags.inferred {
                    Certainty::Inferred
                } else {
                    Certainty::Certain
                },
                typed: self.file.is_typed() && !hit.flags.untyped,
                item: self.at.index(),
                at: site,
            });
        }
    }
}

/// The span of a string's text, if `span` holds its quotes too.
fn inside_quotes(span: Span, text: &str) -> Span {
    let length = span.end.saturating_sub(span.start) as usize;
    if length == text.len() + 2 {
        return Span {
            start: span.start + 1,
            end: span.end - 1,
        };
    }
    span
}

/// Expressions with those inside others first.
fn inside_out(item: &Item) -> Vec<ExprId> {
    let mut ids: Vec<(u32, Reverse<u32>, u32)> = (0u32..)
        .zip(&item.exprs)
        .map(|(id, expr)| (expr.span.end, Reverse(expr.span.start), id))
        .collect();
    ids.sort_unstable();
    ids.into_iter().map(|(_, _, id)| ExprId(id)).collect()
}
