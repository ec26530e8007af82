//! A file as rules see it: its facts and its text, and the syntax at a range.

use std::{ops::Range, path::Path};

use crate::{
    lower::{
        Expr, ExprId, ExprKind, FileFacts, Imported, Item, Literal, PatId, PatKind, PatProp,
        PropKey, Span, TypeKind,
    },
    text::Text,
};

/// A file.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub path: &'a Path,
    pub text: &'a Text,
    pub facts: &'a FileFacts,
}

/// One item of a file, where it lies.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'a> {
    pub source: Source<'a>,
    pub index: usize,
    pub start: usize,
    pub item: &'a Item,
}

/// The syntax of a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Spot {
    /// `object.name`.
    Member(ExprId),
    /// A string literal: an index, an event's name.
    Text(ExprId),
    /// A string literal in a type.
    TypeText,
    /// A key of an object literal.
    Key {
        object: ExprId,
        index: usize,
        shorthand: bool,
    },
    /// A key of an object pattern.
    PatKey {
        pat: PatId,
        index: usize,
        shorthand: bool,
    },
    /// A bare name, or the first segment of a type's name: a binding of the file.
    Bare,
    /// A later segment of a type's name.
    Segment,
    /// A name of an import declaration.
    Import { import: usize, name: usize },
    /// A name of `export { … } from '…'`.
    Export(usize),
}

impl<'a> Source<'a> {
    pub fn item(self, index: usize) -> Option<Placed<'a>> {
        let placed = self.facts.items.get(index)?;
        Some(Placed {
            source: self,
            index,
            start: placed.start,
            item: &placed.facts,
        })
    }

    pub fn items(self) -> impl Iterator<Item = Placed<'a>> {
        (0..self.facts.items.len()).filter_map(move |index| self.item(index))
    }

    /// The items at the top of the file: where imports stand.
    pub fn top_items(self) -> impl Iterator<Item = Placed<'a>> {
        let items = self.facts.items.iter().enumerate();
        let top = items.filter(|(_, placed)| placed.parent.is_none());
        top.filter_map(move |(index, _)| self.item(index))
    }

    /// Whether a name is bound exactly once in the whole file: then nothing hides what it denotes.
    pub fn is_bound_once(self, name: &str) -> bool {
        let bindings = self.facts.items.iter().flat_map(|it| &it.facts.bindings);
        bindings.filter(|it| it.name == name).take(2).count() == 1
    }

    /// Whether a name is bound nowhere in the file: it is the platform's.
    pub fn is_global(self, name: &str) -> bool {
        let mut bindings = self.facts.items.iter().flat_map(|it| &it.facts.bindings);
        !bindings.any(|it| it.name == name)
    }

    /// Whether a name is the one by which the file imports another from a module.
    pub fn imports(self, local: &str, specifier: &str, name: &str) -> bool {
        self.items().any(|placed| {
            let imports = placed.item.imports.iter();
            let mut names = imports
                .filter(|import| import.specifier == specifier)
                .flat_map(|import| &import.names);
            names.any(|it| {
                let binding = placed.item.bindings.get(it.local.index());
                matches!(&it.imported, Imported::Named(known) if known == name)
                    && binding.is_some_and(|binding| binding.name == local)
            })
        })
    }

    pub fn slice(self, range: Range<usize>) -> String {
        self.text.slice(range)
    }

    /// The line of an offset, its end left out.
    pub fn line_of(self, offset: usize) -> Range<usize> {
        self.text.line_range(self.text.line_of(offset))
    }
}

impl<'a> Placed<'a> {
    pub fn range(self, span: Span) -> Range<usize> {
        self.start + span.start as usize..self.start + span.end as usize
    }

    pub fn slice(self, span: Span) -> String {
        self.source.slice(self.range(span))
    }

    pub fn expr(self, id: ExprId) -> Option<&'a Expr> {
        self.item.exprs.get(id.index())
    }

    pub fn pat_prop(self, pat: PatId, index: usize) -> Option<&'a PatProp> {
        match &self.item.pats.get(pat.index())?.kind {
            PatKind::Object { props, .. } => props.get(index),
            _ => None,
        }
    }

    /// The syntax of the name at a range.
    pub fn spot(self, range: &Range<usize>) -> Option<Spot> {
        let is = |span: Span| {
            let at = self.range(span);
            at == *range || (at.start + 1 == range.start && at.end == range.end + 1)
        };
        self.expr_spot(&is)
            .or_else(|| self.pat_spot(&is))
            .or_else(|| self.module_spot(&is))
            .or_else(|| self.type_spot(&is))
    }

    fn expr_spot(self, is: &dyn Fn(Span) -> bool) -> Option<Spot> {
        for (index, expr) in (0u32..).zip(&self.item.exprs) {
            let id = ExprId(index);
            match &expr.kind {
                ExprKind::Member { name_span, .. } if is(*name_span) => {
                    return Some(Spot::Member(id));
                }
                ExprKind::Object(props)
                | ExprKind::Jsx {
                    attributes: props, ..
                } => {
                    let found = props.iter().position(|prop| {
                        matches!(prop.key, PropKey::Static(_)) && is(prop.key_span)
                    });
                    if let Some(index) = found {
                        let shorthand = props.get(index).is_some_and(|prop| prop.shorthand);
                        return Some(Spot::Key {
                            object: id,
                            index,
                            shorthand,
                        });
                    }
                }
                _ => {}
            }
        }
        // A shorthand's value is a name at the same range as its key: keys go first.
        (0u32..)
            .zip(&self.item.exprs)
            .find_map(|(index, expr)| match &expr.kind {
                ExprKind::Name(_) if is(expr.span) => Some(Spot::Bare),
                ExprKind::Literal(Literal::String(_)) if is(expr.span) => {
                    Some(Spot::Text(ExprId(index)))
                }
                _ => None,
            })
    }

    fn pat_spot(self, is: &dyn Fn(Span) -> bool) -> Option<Spot> {
        (0u32..).zip(&self.item.pats).find_map(|(id, pat)| {
            let PatKind::Object { props, .. } = &pat.kind else {
                return None;
            };
            let index = props
                .iter()
                .position(|prop| prop.key.is_some() && is(prop.key_span))?;
            Some(Spot::PatKey {
                pat: PatId(id),
                index,
                shorthand: props.get(index)?.shorthand,
            })
        })
    }

    fn module_spot(self, is: &dyn Fn(Span) -> bool) -> Option<Spot> {
        for (import, declared) in self.item.imports.iter().enumerate() {
            let named = |name: &crate::lower::ImportName| {
                name.imported != Imported::Namespace && is(name.imported_span)
            };
            if let Some(name) = declared.names.iter().position(named) {
                return Some(Spot::Import { import, name });
            }
        }
        self.item.exports.iter().position(|export| {
            matches!(export, crate::lower::Export::From { imported_span, .. } if is(*imported_span))
        }).map(Spot::Export)
    }

    fn type_spot(self, is: &dyn Fn(Span) -> bool) -> Option<Spot> {
        self.item.types.iter().find_map(|ty| match &ty.kind {
            TypeKind::Name { path, .. } => {
                let at = path.iter().position(|(_, span)| is(*span))?;
                Some(if at == 0 { Spot::Bare } else { Spot::Segment })
            }
            TypeKind::Import { path, .. } => path
                .iter()
                .any(|(_, span)| is(*span))
                .then_some(Spot::Segment),
            TypeKind::Literal(_) if is(ty.span) => Some(Spot::TypeText),
            _ => None,
        })
    }

    /// Whether an expression lies in an async function. At the top of a module it does not: whether `await` is allowed there, the file alone does not tell.
    pub fn is_async(self, expr: ExprId) -> bool {
        let Some(expr) = self.expr(expr) else {
            return false;
        };
        let mut here = self;
        let mut scope = Some(expr.scope);
        loop {
            while let Some(at) = scope.and_then(|id| here.item.scopes.get(id.index())) {
                let function = at
                    .function
                    .and_then(|id| here.item.functions.get(id.index()));
                if let Some(function) = function {
                    return function.is_async;
                }
                scope = at.parent;
            }
            let around = self
                .source
                .facts
                .items
                .get(here.index)
                .and_then(|placed| placed.parent);
            let Some((parent, hole)) = around else {
                return false;
            };
            let Some(placed) = self.source.item(parent) else {
                return false;
            };
            let Some(hole) = placed.item.holes.get(hole.index()) else {
                return false;
            };
            if let Some(function) = hole
                .function
                .and_then(|id| placed.item.functions.get(id.index()))
            {
                return function.is_async;
            }
            here = placed;
            scope = Some(hole.scope);
        }
    }

    /// The expression that directly awaits another.
    pub fn awaiting(self, expr: ExprId) -> Option<ExprId> {
        (0u32..)
            .zip(&self.item.exprs)
            .find(|(_, other)| matches!(other.kind, ExprKind::Await(of) if of == expr))
            .map(|(id, _)| ExprId(id))
    }

    /// Whether an optional chain (`a?.b.c()`) may skip an expression.
    pub fn may_be_skipped(self, expr: ExprId) -> bool {
        let mut next = Some(expr);
        while let Some(expr) = next.and_then(|id| self.expr(id)) {
            next = match &expr.kind {
                ExprKind::Member { optional: true, .. }
                | ExprKind::Index { optional: true, .. }
                | ExprKind::Call { optional: true, .. } => return true,
                ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => Some(*object),
                ExprKind::Call { callee, .. } => Some(*callee),
                ExprKind::Cast { value, .. } => Some(*value),
                _ => None,
            };
        }
        false
    }

    /// The call of what a name at a range names.
    pub fn called(self, range: &Range<usize>) -> Option<ExprId> {
        (0u32..)
            .map(ExprId)
            .zip(&self.item.exprs)
            .find_map(|(id, expr)| {
                let ExprKind::Call { callee, .. } = &expr.kind else {
                    return None;
                };
                let callee = self.expr(*callee)?;
                let named = match &callee.kind {
                    ExprKind::Member { name_span, .. } => *name_span,
                    ExprKind::Name(_) => callee.span,
                    _ => return None,
                };
                (self.range(named) == *range).then_some(id)
            })
    }

    /// The range of the innermost call around a range.
    pub fn call_around(self, range: &Range<usize>) -> Option<Range<usize>> {
        let calls = self
            .item
            .exprs
            .iter()
            .filter(|expr| matches!(expr.kind, ExprKind::Call { .. } | ExprKind::New { .. }));
        calls
            .map(|expr| self.range(expr.span))
            .filter(|call| call.start <= range.start && range.end <= call.end)
            .min_by_key(Range::len)
    }
}
