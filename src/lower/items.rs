//! Which pieces of a file are items, and which of them survive an edit. Knows lists of nodes, not what they mean.

use std::{ops::Range, sync::Arc};

use tree_sitter::{Node, TreeCursor};

use super::{
    FileFacts, HoleId, Item, PlacedItem, Shadows, Shape, source::Source, typescript as dialect,
};
use crate::{
    syntax::{Changed, Language, SyntaxTree},
    text::Text,
};

/// Lowers a file.
#[must_use]
pub fn lower(text: &Text, tree: &SyntaxTree) -> FileFacts {
    build(text, tree, None)
}

/// Lowers a file that was edited: items that `changed` does not touch are the same values as in `previous`. The result
/// is what `lower` makes of `text` and `tree`.
#[must_use]
pub fn relower(
    previous: &FileFacts,
    text: &Text,
    tree: &SyntaxTree,
    changed: &Changed,
) -> FileFacts {
    if previous.language != tree.language() {
        return lower(text, tree);
    }
    build(text, tree, Some(Reuse { previous, changed }))
}

/// A piece of the file that becomes an item.
pub(super) struct Unit<'t> {
    /// What belongs to it but stands before it in the tree: its documentation, decorators.
    pub leads: Vec<Node<'t>>,
    /// The statement or member.
    pub node: Node<'t>,
    /// Its range, leads included.
    pub range: Range<usize>,
    /// Whether it stands at the top of the file.
    pub is_top: bool,
}

/// What a child of a list is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Child {
    /// An item.
    Unit,
    /// It belongs to the item that follows.
    Lead,
    /// A node around broken syntax: its children are taken instead.
    Broken,
    /// Of no interest, such as a comment; `Lead`s before it stay.
    Skip,
}

/// An item fresh from lowering, with the lists that its holes stand for.
pub(super) struct Lowered<'t> {
    pub item: Item,
    pub holes: Vec<(HoleId, Node<'t>)>,
}

/// What all items of a file share.
pub(super) struct Context<'a> {
    pub source: Source<'a>,
    pub language: Language,
    pub shadows: Shadows,
}

impl Unit<'_> {
    fn shape(&self) -> Shape {
        let count = |node: &Node<'_>| u32::try_from(node.descendant_count()).unwrap_or(u32::MAX);
        Shape {
            kind: self.node.kind_id(),
            nodes: self
                .leads
                .iter()
                .map(count)
                .fold(count(&self.node), u32::saturating_add),
            is_top: self.is_top,
            has_error: self.node.has_error() || self.leads.iter().any(Node::has_error),
        }
    }
}

fn build(text: &Text, tree: &SyntaxTree, reuse: Option<Reuse<'_>>) -> FileFacts {
    let before = reuse
        .as_ref()
        .map(|reuse| reuse.previous.shadows)
        .unwrap_or_default();
    let facts = walk(text, tree, before, reuse);
    if facts.shadows == before {
        return facts;
    }
    walk(text, tree, facts.shadows, None)
}

fn walk(text: &Text, tree: &SyntaxTree, shadows: Shadows, reuse: Option<Reuse<'_>>) -> FileFacts {
    let context = Context {
        source: Source::new(text),
        language: tree.language(),
        shadows,
    };
    let mut facts = FileFacts {
        language: tree.language(),
        items: Vec::new(),
        shadows: Shadows::default(),
        has_error: tree.has_error(),
    };
    let Some(root) = tree.root() else {
        return facts;
    };
    if let Some(reuse) = &reuse {
        facts.items.reserve(reuse.previous.items.len() + 8);
    }
    let mut lists = vec![List::new(root, None)];
    while let Some(list) = lists.last_mut() {
        let Some(unit) = list.next(&context) else {
            lists.pop();
            continue;
        };
        if let Some(reuse) = &reuse
            && let Some(old) = reuse.find(&unit)
        {
            let run = !facts.has_error && !reuse.previous.has_error;
            let end = reuse.copy(old, &unit, run, list.parent, &mut facts.items);
            if end > unit.range.end {
                list.skip_to(end);
            }
            continue;
        }
        let Lowered { mut item, holes } = dialect::lower_unit(&context, &unit);
        item.shape = unit.shape();
        facts.shadows = facts.shadows.or(item.shadows);
        let index = facts.items.len();
        facts.items.push(PlacedItem {
            start: unit.range.start,
            parent: list.parent,
            facts: Arc::new(item),
        });
        let outer = lists.len();
        let inner = holes.into_iter();
        lists.extend(inner.map(|(hole, node)| List::new(node, Some((index, hole)))));
        if let Some(inner) = lists.get_mut(outer..) {
            inner.sort_by_key(|list| std::cmp::Reverse(list.node.start_byte()));
        }
    }
    // What was reused shadows something only if the file did before.
    if reuse.is_some_and(|reuse| reuse.previous.shadows != Shadows::default()) {
        facts.shadows = facts
            .items
            .iter()
            .fold(facts.shadows, |all, item| all.or(item.facts.shadows));
    }
    facts
}

/// A list of statements or members that is being read.
struct List<'t> {
    node: Node<'t>,
    parent: Option<(usize, HoleId)>,
    cursor: TreeCursor<'t>,
    /// How many nodes around broken syntax the cursor is in.
    broken: usize,
    /// Whether the cursor stands on a node that was not looked at yet.
    fresh: bool,
    leads: Vec<Node<'t>>,
}

impl<'t> List<'t> {
    fn new(node: Node<'t>, parent: Option<(usize, HoleId)>) -> Self {
        let mut cursor = node.walk();
        let fresh = cursor.goto_first_child();
        Self {
            node,
            parent,
            cursor,
            broken: 0,
            fresh,
            leads: Vec::new(),
        }
    }

    fn next(&mut self, context: &Context<'_>) -> Option<Unit<'t>> {
        while self.advance() {
            let node = self.cursor.node();
            match dialect::classify(context, node) {
                Child::Skip => {}
                Child::Lead => self.leads.push(node),
                Child::Broken => {
                    self.leads.clear();
                    if self.cursor.goto_first_child() {
                        self.broken += 1;
                        self.fresh = true;
                    }
                }
                Child::Unit => {
                    let mut leads = std::mem::take(&mut self.leads);
                    dialect::keep_leads(context, &mut leads);
                    let start = leads.first().map_or(node.start_byte(), Node::start_byte);
                    return Some(Unit {
                        leads,
                        node,
                        range: start..node.end_byte(),
                        is_top: self.parent.is_none(),
                    });
                }
            }
        }
        None
    }

    /// Puts the cursor on the next node; `false` at the end.
    fn advance(&mut self) -> bool {
        if std::mem::take(&mut self.fresh) || self.cursor.goto_next_sibling() {
            return true;
        }
        while self.broken > 0 {
            self.broken -= 1;
            self.leads.clear();
            if self.cursor.goto_parent() && self.cursor.goto_next_sibling() {
                return true;
            }
        }
        false
    }

    /// Goes on behind an offset.
    fn skip_to(&mut self, offset: usize) {
        self.cursor.reset(self.node);
        self.broken = 0;
        self.leads.clear();
        self.fresh = self.cursor.goto_first_child_for_byte(offset).is_some();
        if !self.fresh {
            // No child is left: stand on the last, so that there is no next.
            self.cursor.reset(self.node);
            self.cursor.goto_last_child();
        }
    }
}

/// The facts before the edit.
#[derive(Clone, Copy)]
struct Reuse<'a> {
    previous: &'a FileFacts,
    changed: &'a Changed,
}

impl Reuse<'_> {
    /// The item that a unit was before the edit, if nothing in it or beside it changed.
    fn find(&self, unit: &Unit<'_>) -> Option<usize> {
        if self.changed.touches(&unit.range) {
            return None;
        }
        let start = self.changed.old_offset(unit.range.start)?;
        let items = &self.previous.items;
        let index = items.binary_search_by_key(&start, |item| item.start).ok()?;
        let facts = &items.get(index)?.facts;
        let same = facts.len as usize == unit.range.len() && facts.shape == unit.shape();
        same.then_some(index)
    }

    /// Takes over item `old` as `unit`, with the items in it - and, if `run`, also the items after it in its list up to
    /// the next change. Returns where the last of them ends.
    fn copy(
        &self,
        old: usize,
        unit: &Unit<'_>,
        run: bool,
        parent: Option<(usize, HoleId)>,
        out: &mut Vec<PlacedItem>,
    ) -> usize {
        let items = &self.previous.items;
        let Some(first) = items.get(old) else {
            return unit.range.end;
        };
        let moved = |offset: usize| offset - first.start + unit.range.start;
        let limit = match self.changed.next(unit.range.start) {
            Some(changed) => changed.start,
            None => usize::MAX,
        };
        let base = out.len();
        let mut end = unit.range.end;
        for (index, item) in items.iter().enumerate().skip(old) {
            let placed = match item.parent {
                Some((inside, hole)) if inside >= old => Some((inside - old + base, hole)),
                _ if item.parent != first.parent => break,
                _ => {
                    let item_end = moved(item.start + item.facts.len as usize);
                    if index > old && (!run || item_end >= limit) {
                        break;
                    }
                    end = item_end;
                    parent
                }
            };
            out.push(PlacedItem {
                start: moved(item.start),
                parent: placed,
                facts: Arc::clone(&item.facts),
            });
        }
        end
    }
}
