//! All places of a file that denote a symbol of an SDK: one pass over the tables of each item.

mod modules;
mod types;
mod values;

use std::{ops::Range, path::Path, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    Certainty, Inference, Link, Occurrence, Site, Usage,
    infer::Hit,
    reads::{self, What},
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
        for &item in file.items() {
            self.gather(&file, item, &mut found);
        }
        self.settle();
        sorted(found)
    }

    /// The occurrences of one item of a file, by its id, ascending by range. Not kept before `settle`.
    pub fn occurrences_of(&mut self, path: &Path, item: u32) -> Vec<Occurrence> {
        let Some(file) = self.enter(path) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        self.gather(&file, item, &mut found);
        sorted(found)
    }

    /// Notes that something that was found for an item stands in another: it moves with that.
    pub fn stands_in(&mut self, path: &Path, item: u32, other: u32) {
        if let Some(file) = self.enter(path) {
            self.ask_for(At {
                file: file.id,
                item,
            });
            reads::note(file.id, What::Spans(other));
            self.ask_for_no_one();
        }
    }

    /// The ids of a file's items, with where they stand.
    pub fn items(&mut self, path: &Path) -> Option<Items> {
        self.enter(path).map(Items)
    }

    fn gather(&mut self, file: &Arc<File>, item: u32, found: &mut Vec<Occurrence>) {
        let at = At {
            file: file.id,
            item,
        };
        self.ask_for(at);
        let Some(item) = file.item(at.index()).cloned() else {
            return;
        };
        let mut sink = Sink {
            file: Arc::clone(file),
            at,
            item,
            found: Vec::new(),
            chains: FxHashMap::default(),
        };
        self.in_modules(&mut sink);
        self.in_values(&mut sink);
        self.in_types(&mut sink);
        self.ask_for_no_one();
        found.append(&mut sink.found);
    }
}

/// The items of a file by the ids that they keep across edits. Not to be held on to: an edit copies it then.
#[derive(Clone, Debug)]
pub struct Items(Arc<File>);

impl Items {
    /// All ids, in the order of the items.
    #[must_use]
    pub fn ids(&self) -> &[u32] {
        self.0.items()
    }

    /// Where an item starts, if there is one of this id.
    #[must_use]
    pub fn start(&self, id: u32) -> Option<usize> {
        let index = self.0.index_of(id as usize)?;
        self.0.facts.items.get(index).map(|placed| placed.start)
    }

    /// The place of an item among the items of its file, if there is one of this id.
    #[must_use]
    pub fn index(&self, id: u32) -> Option<usize> {
        self.0.index_of(id as usize)
    }

    /// The innermost item at an offset, and those around it.
    #[must_use]
    pub fn around(&self, offset: usize) -> Vec<u32> {
        let mut around = Vec::new();
        let mut next = self.0.facts.item_at(offset);
        while let Some(index) = next {
            around.extend(self.ids().get(index));
            next = self
                .0
                .facts
                .items
                .get(index)
                .and_then(|it| Some(it.parent?.0));
        }
        around
    }

    /// The innermost item at an offset.
    #[must_use]
    pub fn at(&self, offset: usize) -> Option<u32> {
        let index = self.0.facts.item_at(offset)?;
        self.0.items().get(index).copied()
    }
}

fn sorted(mut found: Vec<Occurrence>) -> Vec<Occurrence> {
    found.sort_by(|a, b| {
        (a.range.start, a.range.end, &a.symbol).cmp(&(b.range.start, b.range.end, &b.symbol))
    });
    found.dedup_by(|a, b| {
        let same = a.range == b.range && a.symbol == b.symbol && a.package == b.package;
        same && a.installed.brought_by == b.installed.brought_by
    });
    found
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
                usage: match hit.flags.mocked {
                    true => Usage::Mock,
                    false => usage.clone(),
                },
                certainty: if hit.flags.inferred {
                    Certainty::Inferred
                } else {
                    Certainty::Certain
                },
                typed: self.file.is_typed() && !hit.flags.untyped,
                item: self.file.index_of(self.at.index()).unwrap_or_default(),
                at: site,
                handed: None,
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
