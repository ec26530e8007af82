//! Findings of open documents, item by item: an edit makes those stale that were made of what it changed, the rest only
//! moves. Without the edits of fixes, which are made when asked for.

use std::{
    cell::RefCell,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Finding, Severity, around::Around, check::panic_problem, document::Document, ignore::Ignores,
    state::State,
};
use crate::{
    knowledge::guarded,
    project::Problem,
    resolve::{Inference, Items, Occurrence, Stale},
    rules,
    text::SourceChange,
};

/// What is shown of a file while one types: all but the edits of fixes.
#[derive(Debug, Default, PartialEq)]
pub struct Shown {
    /// Findings, ascending by range, `Off` and ignored ones left out.
    pub findings: Vec<Placed>,
    /// What could not be done.
    pub problems: Vec<Problem>,
}

/// A finding where it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Its bytes.
    pub range: Range<usize>,
    /// The start of a piece of text that holds it, and that is the same as long as `finding` is the same value.
    pub base: usize,
    /// The finding. Its range is relative to `base`, its fixes say what they are but hold no edits.
    pub finding: Arc<Finding>,
}

/// Findings of open documents, for one state of the workspace and what the next takes over of it.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<FxHashMap<PathBuf, Arc<Mutex<OfFile>>>>);

#[derive(Debug, Default)]
pub(super) struct OfFile {
    /// By item.
    found: FxHashMap<u32, Vec<InItem>>,
    /// Items with occurrences from which rules start that look at the file as a whole.
    across: FxHashSet<u32>,
    /// What the file comes to as a whole: asked for each text anew.
    whole: Vec<InItem>,
    /// Other files that were looked into for that: an edit in one of them makes it stale as well.
    read: FxHashSet<PathBuf>,
    /// Items to look at; all, if nothing is said.
    stale: Option<FxHashSet<u32>>,
    /// As long as the state is the same.
    shown: Option<Arc<Shown>>,
}

/// A finding in an item that moves with it.
#[derive(Clone, Debug)]
struct InItem {
    item: u32,
    finding: Arc<Finding>,
}

impl Kept {
    fn of(&self, path: &Path) -> Arc<Mutex<OfFile>> {
        let mut files = lock(&self.0);
        if let Some(known) = files.get(path) {
            return Arc::clone(known);
        }
        Arc::clone(files.entry(path.to_path_buf()).or_default())
    }

    /// What stays for the next state, in which these documents have another text and this is stale.
    pub fn after(&self, edited: &[PathBuf], stale: Stale) -> Self {
        let mut files = std::mem::take(&mut *lock(&self.0));
        files.retain(|path, _| !stale.files.contains(path));
        for (path, known) in &files {
            let mut known = lock(known);
            if edited
                .iter()
                .any(|it| it == path || known.read.contains(it))
            {
                known.shown = None;
            }
        }
        for (path, items) in stale.items {
            if let Some(known) = files.get(&path) {
                let mut known = lock(known);
                known.shown = None;
                if let Some(stale) = &mut known.stale {
                    stale.extend(items);
                }
            }
        }
        Self(Mutex::new(files))
    }

    /// Forgets a document.
    pub fn forget(&self, path: &Path) {
        lock(&self.0).remove(path);
    }
}

impl State {
    /// What is shown of a file.
    pub fn shown(&self, path: &Path) -> Arc<Shown> {
        let document = match self.document(path) {
            Ok(document) if self.scope.holds(&self.folders, path) => document,
            Ok(_) | Err(None) => return Arc::default(),
            Err(Some(problem)) => return Arc::new(Shown::failed(problem)),
        };
        if document.language().is_none() || document.version().is_none() {
            return self.shown_at_once(path);
        }
        let of = self.kept.of(path);
        let mut of = lock(&of);
        if let Some(shown) = &of.shown {
            return Arc::clone(shown);
        }
        let made = guarded(|| self.refresh(path, &document, &mut of));
        let shown = match made {
            Ok(shown) => Arc::new(shown),
            Err(why) => {
                *of = OfFile::default();
                return Arc::new(Shown::failed(panic_problem(path, &why)));
            }
        };
        // Where the next state took over, it begins anew.
        if of.stale.is_some() {
            of.shown = Some(Arc::clone(&shown));
        }
        shown
    }

    /// What is shown of a manifest, or of a file that is not open.
    fn shown_at_once(&self, path: &Path) -> Arc<Shown> {
        let report = self.report(path);
        let shown = |finding: &&Finding| finding.severity > Severity::Off;
        let placed = |finding: &Finding| Placed {
            range: finding.range.clone(),
            base: 0,
            finding: Arc::new(finding.clone()),
        };
        Arc::new(Shown {
            findings: report.findings.iter().filter(shown).map(placed).collect(),
            problems: report.problems.clone(),
        })
    }

    /// Looks at what is stale, and puts all together.
    fn refresh(&self, path: &Path, document: &Document, of: &mut OfFile) -> Shown {
        let mut inference = Inference::new(self, &self.inferred);
        let Some(items) = inference.items(path) else {
            return Shown::default();
        };
        let around = self.around(path);
        let stale = match of.stale.take() {
            Some(stale) => stale.into_iter().collect(),
            None => {
                of.found.clear();
                of.across.clear();
                items.ids().to_vec()
            }
        };
        for id in stale {
            of.found.remove(&id);
            of.across.remove(&id);
            let Some(index) = items.index(id) else {
                continue;
            };
            let occurrences = inference.occurrences_of(path, id);
            let is_across = |it| rules::is_judged_in_file(&self.knowledge, it);
            if occurrences.iter().any(is_across) {
                of.across.insert(id);
            }
            let findings = self.judged(path, document, &occurrences, index..index + 1, &around);
            let found: Vec<InItem> = findings
                .into_iter()
                .map(|finding| InItem::new(&items, finding, id))
                .collect();
            for found in &found {
                if found.item != id {
                    inference.stands_in(path, id, found.item);
                }
            }
            if !found.is_empty() {
                of.found.insert(id, found);
            }
        }
        let (whole, read) = self.whole(path, document, of, &mut inference, &around);
        of.read = read;
        of.whole = whole
            .into_iter()
            .map(|finding| InItem::new(&items, finding, 0))
            .collect();
        let shown = put_together(of, &items, document);
        if inference.settle() {
            of.stale = Some(FxHashSet::default());
        }
        shown
    }

    /// What a file comes to as a whole, and the other files that were looked into for it.
    fn whole(
        &self,
        path: &Path,
        document: &Document,
        of: &OfFile,
        inference: &mut Inference<'_>,
        around: &Around,
    ) -> (Vec<Finding>, FxHashSet<PathBuf>) {
        let mut occurrences: Vec<Occurrence> = Vec::new();
        for id in &of.across {
            occurrences.extend(inference.occurrences_of(path, *id));
        }
        occurrences.sort_by_key(|it| (it.range.start, it.range.end));
        let read: RefCell<FxHashSet<PathBuf>> = RefCell::default();
        let facts_of = |path: &Path| {
            read.borrow_mut().insert(path.to_path_buf());
            self.facts_of(path)
        };
        let found = self.judged_as_a_whole(path, document, &occurrences, around, &facts_of);
        (found, read.take())
    }

    /// The findings with their fixes of the items in which one touches a range; `None` where that is not known.
    pub fn findings_touching(&self, path: &Path, range: &Range<usize>) -> Option<Vec<Finding>> {
        let document = self.document(path).ok()?;
        document.version()?;
        document.language()?;
        let shown = self.shown(path);
        let of = self.kept.of(path);
        let of = lock(&of);
        // Those that are not shown have fixes as well.
        of.shown.as_ref().filter(|it| Arc::ptr_eq(it, &shown))?;
        let mut inference = Inference::new(self, &self.inferred);
        let items = inference.items(path)?;
        let touches = |found: &InItem| {
            let base = items.start(found.item).unwrap_or_default();
            let at = &found.finding.range;
            base + at.start <= range.end && range.start <= base + at.end
        };
        let holding = of
            .found
            .iter()
            .filter(|(_, found)| found.iter().any(touches));
        let mut ids: Vec<u32> = holding.map(|(id, _)| *id).collect();
        ids.sort_by_key(|id| items.start(*id));
        let around = self.around(path);
        let ignores = Ignores::of(document.text());
        let mut all = Vec::new();
        for id in ids {
            let Some(index) = items.index(id) else {
                continue;
            };
            let occurrences = inference.occurrences_of(path, id);
            let found = self.judged(path, &document, &occurrences, index..index + 1, &around);
            all.extend(found);
        }
        if of.whole.iter().any(touches) {
            let (whole, _) = self.whole(path, &document, &of, &mut inference, &around);
            all.extend(whole);
        }
        all.retain(|finding| !ignores.holds(document.text(), finding));
        Some(all)
    }
}

impl Shown {
    fn failed(problem: Problem) -> Self {
        Self {
            findings: Vec::new(),
            problems: vec![problem],
        }
    }
}

impl InItem {
    /// A finding relative to the item that it stands in; `id` where none is known there.
    fn new(items: &Items, mut finding: Finding, id: u32) -> Self {
        let item = items.at(finding.range.start).unwrap_or(id);
        let base = items.start(item).unwrap_or_default();
        finding.range = finding.range.start - base..finding.range.end - base;
        for fix in &mut finding.fixes {
            fix.change = SourceChange::default();
        }
        Self {
            item,
            finding: Arc::new(finding),
        }
    }
}

fn put_together(of: &OfFile, items: &Items, document: &Document) -> Shown {
    let mut by_item: Vec<_> = of.found.iter().collect();
    by_item.sort_by_cached_key(|(id, _)| items.start(**id));
    let mut findings: Vec<Placed> = by_item
        .into_iter()
        .flat_map(|(_, found)| found)
        .chain(&of.whole)
        .filter(|found| found.finding.severity > Severity::Off)
        .filter_map(|found| {
            let base = items.start(found.item)?;
            let range = &found.finding.range;
            Some(Placed {
                range: base + range.start..base + range.end,
                base,
                finding: Arc::clone(&found.finding),
            })
        })
        .collect();
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    if let Some(ignores) = document.ignores() {
        findings.retain(|placed| {
            !ignores.hold_at(document.text(), placed.range.start, &placed.finding)
        });
    }
    Shown {
        findings,
        problems: Vec::new(),
    }
}

fn order(placed: &Placed) -> (usize, usize, super::SymbolState, Option<&str>) {
    let Placed { range, finding, .. } = placed;
    (
        range.start,
        range.end,
        finding.state,
        finding.change.as_deref(),
    )
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
