//! The children of a node, one after the other. Comments are left out: they may stand anywhere.

use tree_sitter::{Node, TreeCursor};

use super::{Grammar, Kind, Lowerer};

/// Up to this many children are looked up by number, which beats a cursor although it costs their square.
const FEW: u32 = 12;

/// The children of a node with their kinds.
pub(super) struct Children<'t> {
    grammar: &'static Grammar,
    node: Node<'t>,
    /// Whether only those with a name.
    named: bool,
    next: u32,
    count: u32,
    /// Stands on the child before the next, if they are many.
    cursor: Option<TreeCursor<'t>>,
}

impl<'t> Children<'t> {
    #[inline]
    fn advance(&mut self) -> Option<Node<'t>> {
        if self.next == self.count {
            return None;
        }
        let number = self.next;
        self.next += 1;
        match &mut self.cursor {
            None if self.named => self.node.named_child(number),
            None => self.node.child(number),
            Some(cursor) => {
                let moved = match number {
                    0 => cursor.goto_first_child(),
                    _ => cursor.goto_next_sibling(),
                };
                moved.then(|| cursor.node())
            }
        }
    }
}

impl<'t> Iterator for Children<'t> {
    type Item = (Kind, Node<'t>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let child = self.advance()?;
            let kind = self.grammar.kind(child);
            if !kind.is_comment() && (!self.named || kind.is_named()) {
                return Some((kind, child));
            }
        }
    }
}

impl<'t> Children<'t> {
    /// Without the first and the last, which are brackets.
    pub(super) fn inside(self) -> Self {
        match self.cursor {
            None if self.count >= 2 => Self {
                next: 1,
                count: self.count - 1,
                ..self
            },
            _ => self,
        }
    }

    /// Those that are not broken, if they are so many.
    fn exactly<const N: usize>(self) -> Option<[(Kind, Node<'t>); N]> {
        let mut parts = [(Kind::Error, self.node); N];
        let mut children = self.unbroken();
        for part in &mut parts {
            *part = children.next()?;
        }
        children.next().is_none().then_some(parts)
    }

    /// Those that are not broken.
    pub(super) fn unbroken(self) -> impl Iterator<Item = (Kind, Node<'t>)> + use<'t> {
        self.filter(|(kind, _)| *kind != Kind::Error)
    }
}

impl<'t> Lowerer<'_, '_, 't> {
    /// The children of a node, tokens included.
    pub(super) fn children(&self, node: Node<'t>) -> Children<'t> {
        let count = node.child_count();
        Children {
            grammar: self.grammar,
            node,
            named: false,
            next: 0,
            count,
            cursor: (count > FEW).then(|| node.walk()),
        }
    }

    /// The children of a node that have a name.
    pub(super) fn named(&self, node: Node<'t>) -> Children<'t> {
        let children = self.children(node);
        let count = match &children.cursor {
            Some(_) => children.count,
            None => super::index(node.named_child_count()),
        };
        Children {
            named: true,
            count,
            ..children
        }
    }

    /// The parts of a node, tokens included, if they are so many.
    pub(super) fn parts<const N: usize>(&self, node: Node<'t>) -> Option<[(Kind, Node<'t>); N]> {
        self.children(node).exactly()
    }

    /// The parts of a node that have a name, if they are so many.
    pub(super) fn named_parts<const N: usize>(
        &self,
        node: Node<'t>,
    ) -> Option<[(Kind, Node<'t>); N]> {
        self.named(node).exactly()
    }

    /// The first child with a name.
    pub(super) fn inner(&self, node: Node<'t>) -> Option<Node<'t>> {
        let first = node.named_child(0)?;
        if !self.kind(first).is_comment() {
            return Some(first);
        }
        self.named(node).next().map(|(_, child)| child)
    }

    /// Whether the first child of a node is of a kind.
    pub(super) fn starts_with(&self, node: Node<'t>, kind: Kind) -> bool {
        let first = self.children(node).next();
        first.is_some_and(|(first, _)| first == kind)
    }

    /// Whether a node has a child of a kind.
    pub(super) fn has(&self, node: Node<'t>, kind: Kind) -> bool {
        self.children(node).any(|(child, _)| child == kind)
    }
}
