//! Expressions and patterns: members, calls, constructions, written fields, literals of closed sets.

use std::sync::Arc;

use super::{Sink, inside_quotes};
use crate::{
    knowledge::MemberKey,
    lower::{
        BindingId, CastKind, ExprId, ExprKind, Item, Literal, Name, Origin, PatId, PatKind, Prop,
        PropKey, ScopeId, Span,
    },
    resolve::{
        Argument, Handed, Inference, Known, Link, Site, Usage,
        infer::{Hit, Module, Target},
        places::Parent,
        scopes::{At, Space},
        ty::{Copy, Flags, Kind, Ty},
    },
};

impl Inference<'_> {
    pub(super) fn in_values(&mut self, sink: &mut Sink) {
        let item = Arc::clone(&sink.item);
        if !item.classes.is_empty() || !item.members.is_empty() {
            for (span, hits) in self.mocked_members(sink.at) {
                sink.add(&hits, span, &[], &Usage::Mock, Site::Member);
            }
        }
        // Those inside others come first.
        for (id, expr) in (0u32..).map(ExprId).zip(&item.exprs) {
            match &expr.kind {
                ExprKind::Name(name) => self.name_symbol(sink, &item, id, expr.scope, name),
                ExprKind::Member {
                    object,
                    name,
                    name_span,
                    ..
                } => self.member_symbol(sink, &item, id, *object, name, *name_span),
                ExprKind::Index { object, index, .. } => {
                    let index = item.exprs.get(index.index());
                    if let Some((ExprKind::Literal(Literal::String(name)), span)) =
                        index.map(|index| (&index.kind, index.span))
                    {
                        let span = inside_quotes(span, name);
                        self.member_symbol(sink, &item, id, *object, name, span);
                    }
                }
                ExprKind::Call { callee: inner, .. }
                | ExprKind::New { callee: inner, .. }
                | ExprKind::Await(inner)
                | ExprKind::Cast { value: inner, .. } => {
                    if let Some(links) = sink.chains.get(inner).cloned() {
                        sink.chains.insert(id, links);
                    }
                }
                ExprKind::Object(props) => {
                    self.written_symbols(sink, id, props);
                    self.held_literal(sink, id, expr.span);
                }
                ExprKind::Literal(Literal::String(value)) if self.may_name(value) => {
                    let expected = self.expected_of_literal(sink.at, id);
                    if let Some(hit) = self.literal(&expected, value) {
                        let span = inside_quotes(expr.span, value);
                        sink.add(&[hit], span, &[], &Usage::Value, Site::Expr(id));
                    }
                }
                ExprKind::Jsx {
                    tag, attributes, ..
                } => {
                    if let Some(tag) = tag
                        && self.may_name_one_of(attributes)
                    {
                        let props = self.props(sink.at, *tag);
                        self.attribute_symbols(sink, id, attributes, &props);
                    }
                    for value in attributes.iter().filter_map(|it| it.value) {
                        self.between_copies(sink, id, value);
                    }
                }
                _ => {}
            }
            if let ExprKind::Call { args, .. } | ExprKind::New { args, .. } = &expr.kind {
                for arg in args.iter().filter(|arg| !arg.spread) {
                    self.between_copies(sink, id, arg.value);
                }
            }
        }
        for (index, pat) in (0u32..).zip(&item.pats) {
            if let PatKind::Object { props, .. } = &pat.kind
                && props
                    .iter()
                    .filter_map(|it| it.key.as_ref())
                    .any(|key| self.may_name(key))
            {
                self.pattern_symbols(sink, &item, PatId(index));
            }
        }
    }

    fn member_symbol(
        &mut self,
        sink: &mut Sink,
        item: &Item,
        id: ExprId,
        object: ExprId,
        name: &str,
        span: Span,
    ) {
        let before = sink.chains.get(&object).cloned().unwrap_or_default();
        let hits = self.hits(sink.at, object, name);
        let Some(first) = hits.first() else {
            if !before.is_empty() {
                sink.chains.insert(id, before);
            }
            return;
        };
        let usage = usage(sink, item, id);
        sink.add(&hits, span, &before, &usage, Site::Expr(id));
        self.hand_over(sink, item, id, &hits, &usage);
        let mut links = before;
        links.push(Link {
            range: sink.range(span),
            symbol: first.symbol.clone(),
        });
        if links.len() > super::MAX_CHAIN {
            links.remove(0);
        }
        sink.chains.insert(id, links);
    }

    /// The symbols that a member of a value denotes.
    fn hits(&mut self, at: At, object: ExprId, name: &str) -> Vec<Hit> {
        if !self.may_name(name) {
            return Vec::new();
        }
        let receiver = self.expr(at, object);
        self.member(&receiver, name)
            .map(|found| found.hits)
            .unwrap_or_default()
    }

    /// Whether a symbol of an SDK may be called so. If not, what else is known of the place need not be asked.
    fn may_name(&self, name: &str) -> bool {
        self.world.knowledge().may_name(name)
    }

    fn may_name_one_of(&self, props: &[Prop]) -> bool {
        props
            .iter()
            .any(|prop| matches!(&prop.key, PropKey::Static(name) if self.may_name(name)))
    }

    fn name_symbol(
        &mut self,
        sink: &mut Sink,
        item: &Item,
        id: ExprId,
        scope: ScopeId,
        name: &Name,
    ) {
        let declared = sink
            .file
            .lookup(sink.at.index(), scope, name, Space::Value)
            .first()
            .copied();
        let Some((there, binding)) = declared else {
            return;
        };
        let Some((hits, direct)) = self.binding_symbol(sink.at.sibling(there), binding) else {
            return;
        };
        let usage = usage(sink, item, id);
        // A name from another file of the app is that file's; what is done with it here is ours to see.
        if !direct && usage == Usage::Member {
            return;
        }
        let Some(span) = item.exprs.get(id.index()).map(|expr| expr.span) else {
            return;
        };
        sink.add(&hits, span, &[], &usage, Site::Expr(id));
        self.hand_over(sink, item, id, &hits, &usage);
        if let Some(first) = hits.first() {
            let link = Link {
                range: sink.range(span),
                symbol: first.symbol.clone(),
            };
            sink.chains.insert(id, vec![link]);
        }
    }

    /// The export of an SDK that a binding holds, and whether it comes straight from the SDK.
    pub(super) fn binding_symbol(
        &mut self,
        at: At,
        binding: BindingId,
    ) -> Option<(Vec<Hit>, bool)> {
        let item = self.item(at)?;
        match &item.bindings.get(binding.index())?.origin {
            Origin::Import { import, name } => {
                let import = item.imports.get(*import as usize)?;
                let name = import.names.get(*name as usize)?;
                let target =
                    self.imported(at.file, &import.specifier, &name.imported, Space::Value)?;
                let Target::Sdk(copy, entry, export) = target else {
                    return None;
                };
                let direct = matches!(self.module(at.file, &import.specifier), Module::Package(..));
                self.sdk_export(&copy, &entry, &export)?;
                let hit = Hit {
                    copy,
                    symbol: crate::knowledge::MemberKey::Export {
                        entry,
                        name: export,
                    },
                    flags: Flags::default(),
                };
                Some((vec![hit], direct))
            }
            Origin::Let {
                pat,
                root,
                declared: None,
                ..
            } if pat != root => {
                let whole = item.pats.get(pat.index())?.parent?;
                let PatKind::Object { props, .. } = &item.pats.get(whole.index())?.kind else {
                    return None;
                };
                let key = props.iter().find(|prop| prop.value == *pat)?.key.clone()?;
                if !self.may_name(&key) {
                    return None;
                }
                let module = self.pattern(at, whole);
                if !matches!(module.kind, Kind::SdkModule(..)) {
                    return None;
                }
                let hits = self.member(&module, &key)?.hits;
                Some((hits, true))
            }
            _ => None,
        }
    }

    /// What the use of a symbol hands over: the arguments of a call, or the value where something is wanted of it.
    fn hand_over(&mut self, sink: &mut Sink, item: &Item, id: ExprId, hits: &[Hit], usage: &Usage) {
        let [hit] = hits else { return };
        if hit.flags.inferred || hit.flags.untyped || hit.flags.mocked {
            return;
        }
        let handed = match usage {
            Usage::Call { call: whole } | Usage::New { new: whole } => {
                let args = match item.exprs.get(whole.index()).map(|expr| &expr.kind) {
                    Some(ExprKind::Call { args, .. } | ExprKind::New { args, .. }) => args,
                    _ => return,
                };
                if args.iter().any(|arg| arg.spread) {
                    return;
                }
                let mut arguments = Vec::new();
                for arg in args {
                    let Some(expr) = item.exprs.get(arg.value.index()) else {
                        return;
                    };
                    arguments.push(Argument {
                        range: sink.range(expr.span),
                        value: self.known_value(sink.at, arg.value, &hit.copy),
                    });
                }
                Handed::Arguments(arguments)
            }
            Usage::Member => {
                let wanted = self.wanted_value(sink.at, id, &hit.copy);
                if wanted == Known::Unknown {
                    return;
                }
                let given = self.known_value(sink.at, id, &hit.copy);
                Handed::Value { given, wanted }
            }
            _ => return,
        };
        if let Some(last) = sink.found.last_mut() {
            last.handed = Some(Arc::new(handed));
        }
    }

    /// An object literal that is held against a type of an SDK, and is no argument of its calls.
    fn held_literal(&mut self, sink: &mut Sink, id: ExprId, span: Span) {
        let expected = self.expected(sink.at, id);
        let Some(copy) = copy_of(&expected, 0) else {
            return;
        };
        let wanted = self.wanted_value(sink.at, id, &copy);
        let Some(symbol) = type_of(&wanted) else {
            return;
        };
        let hit = Hit {
            copy: Arc::clone(&copy),
            symbol,
            flags: expected.flags,
        };
        let given = self.known_value(sink.at, id, &copy);
        let bracket = Span {
            start: span.start,
            end: span.start + 1,
        };
        sink.add(&[hit], bracket, &[], &Usage::Literal, Site::Expr(id));
        if let Some(last) = sink.found.last_mut() {
            last.handed = Some(Arc::new(Handed::Value { given, wanted }));
        }
    }

    /// A value of one copy of an SDK that is handed to a call or an element (`taker`) where the type of another is wanted,
    /// one of them brought by another package: they are the same as long as the versions are.
    fn between_copies(&mut self, sink: &mut Sink, taker: ExprId, id: ExprId) {
        let Some(expr) = sink.item.exprs.get(id.index()) else {
            return;
        };
        let is_plain = matches!(
            expr.kind,
            ExprKind::Name(_)
                | ExprKind::Member { .. }
                | ExprKind::Call { .. }
                | ExprKind::Await(_)
        );
        if !is_plain {
            return;
        }
        let span = expr.span;
        // Less is known of places than of values.
        let item = Arc::clone(&sink.item);
        let place = self.expected_of_part(sink.at, &item, taker, id);
        let Kind::Instance(wanted) = &place.kind else {
            return;
        };
        let value = self.expr(sink.at, id);
        let Kind::Instance(given) = &value.kind else {
            return;
        };
        let sure = |ty: &Ty| !ty.flags.inferred && !ty.flags.untyped;
        let is_brought = |copy: &Copy| copy.installed.brought_by.is_some();
        let gives = is_brought(&given.copy);
        if given.copy.package != wanted.copy.package
            || gives == is_brought(&wanted.copy)
            || !given.args.is_empty()
            || !wanted.args.is_empty()
            || !sure(&value)
            || !sure(&place)
        {
            return;
        }
        let (brought, own) = match gives {
            true => (&given.copy, &wanted.copy),
            false => (&wanted.copy, &given.copy),
        };
        let hit = Hit {
            copy: Arc::clone(own),
            symbol: MemberKey::Decl(wanted.decl),
            flags: Flags::default(),
        };
        sink.add(&[hit], span, &[], &Usage::Literal, Site::Expr(id));
        if let Some(last) = sink.found.last_mut() {
            last.handed = Some(Arc::new(Handed::Across {
                given: given.decl,
                wanted: wanted.decl,
                brought: brought.installed.clone(),
                gives,
            }));
        }
    }

    fn written_symbols(&mut self, sink: &mut Sink, id: ExprId, props: &[Prop]) {
        if !self.may_name_one_of(props) {
            return;
        }
        let expected = self.expected_in_the_end(sink.at, id);
        if expected.is_unknown() {
            return;
        }
        let keys = self.key_type(&expected);
        // A type checker lets too much pass where a literal is cast.
        let expected = match is_cast(sink, id) {
            true => expected.unseen(),
            false => expected,
        };
        let expected = self.fitting(sink.at, id, &expected);
        for (index, prop) in (0u32..).zip(props) {
            let PropKey::Static(name) = &prop.key else {
                continue;
            };
            let span = inside_quotes(prop.key_span, name);
            if !keys.is_unknown() {
                if let Some(hit) = self.literal(&keys, name) {
                    let site = Site::Prop(id, index);
                    sink.add(&[hit], span, &[], &Usage::Value, site);
                }
                continue;
            }
            let Some(found) = self.member(&expected, name) else {
                continue;
            };
            sink.add(
                &found.hits,
                span,
                &[],
                &Usage::Written,
                Site::Prop(id, index),
            );
        }
    }

    /// Attributes of a component that is the SDK's, or takes what one of its does.
    fn attribute_symbols(&mut self, sink: &mut Sink, id: ExprId, attributes: &[Prop], props: &Ty) {
        for (index, prop) in (0u32..).zip(attributes) {
            if let PropKey::Static(name) = &prop.key
                && let Some(found) = self.member(props, name)
            {
                let site = Site::Prop(id, index);
                sink.add(&found.hits, prop.key_span, &[], &Usage::Written, site);
            }
        }
    }

    fn pattern_symbols(&mut self, sink: &mut Sink, item: &Item, id: PatId) {
        let whole = self.pattern(sink.at, id);
        if whole.is_unknown() {
            return;
        }
        let Some(PatKind::Object { props, .. }) = item.pats.get(id.index()).map(|it| &it.kind)
        else {
            return;
        };
        let usage = if matches!(whole.kind, Kind::SdkModule(..)) {
            Usage::Import
        } else {
            Usage::Member
        };
        for (index, prop) in (0u32..).zip(props) {
            let Some(key) = &prop.key else { continue };
            let Some(found) = self.member(&whole, key) else {
                continue;
            };
            let span = inside_quotes(prop.key_span, key);
            sink.add(&found.hits, span, &[], &usage, Site::PatProp(id, index));
        }
    }
}

/// The copy of an SDK whose type it is.
fn copy_of(ty: &Ty, depth: usize) -> Option<Arc<Copy>> {
    match &ty.kind {
        Kind::Instance(instance) => Some(Arc::clone(&instance.copy)),
        Kind::Picked(picked) if depth < 4 => copy_of(&picked.base, depth + 1),
        Kind::Union(types) | Kind::Across(types) if depth < 4 => {
            types.iter().find_map(|ty| copy_of(ty, depth + 1))
        }
        _ => None,
    }
}

/// The export of an SDK that a wanted type is, or is made of.
fn type_of(wanted: &Known) -> Option<crate::knowledge::MemberKey> {
    match wanted {
        Known::Symbol(key) => Some(key.clone()),
        Known::Applied(_, of) => of.first().and_then(type_of),
        Known::OneOf(values) => values.iter().find_map(type_of),
        _ => None,
    }
}

/// Whether `as T` stands around an expression.
fn is_cast(sink: &Sink, id: ExprId) -> bool {
    let parent = sink.file.places(sink.at.index()).map(|it| it.parent(id));
    let Some(Parent::Expr(parent)) = parent else {
        return false;
    };
    matches!(
        sink.item.exprs.get(parent.index()).map(|expr| &expr.kind),
        Some(ExprKind::Cast {
            kind: CastKind::As,
            ..
        })
    )
}

/// How a name or member is used: by what stands around it, `!` and casts left out.
fn usage(sink: &Sink, item: &Item, id: ExprId) -> Usage {
    let Some(places) = sink.file.places(sink.at.index()) else {
        return Usage::Member;
    };
    let mut id = id;
    for _ in 0..16 {
        let Parent::Expr(parent) = places.parent(id) else {
            break;
        };
        match item.exprs.get(parent.index()).map(|expr| &expr.kind) {
            Some(ExprKind::Call { callee, .. }) if *callee == id => {
                return Usage::Call { call: parent };
            }
            Some(ExprKind::New { callee, .. }) if *callee == id => {
                return Usage::New { new: parent };
            }
            Some(ExprKind::Cast {
                kind: CastKind::NonNull,
                ..
            }) => id = parent,
            _ => break,
        }
    }
    Usage::Member
}
