//! What is known of a value for sure: literals, what is declared, what an SDK gives. Narrower than inference: where a
//! condition may have told more, or a name may have been assigned, nothing is said of what may be missing.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{Inference, of::same};
use crate::{
    knowledge::{LiteralType, Type},
    lower::{
        CastKind, Expr, ExprId, ExprKind, Literal, LogicalOp, Name, Origin, Prop, PropKey, ScopeId,
    },
    resolve::{
        known::{Known, KnownField, KnownObject},
        places::Parent,
        scopes::{At, Space},
        ty::{Copy, Kind},
    },
};

/// How deep values are looked into.
const MAX_DEPTH: usize = 12;

impl Inference<'_> {
    /// What is known of a value, as far as it is the app's own or comes from this copy of an SDK.
    pub(crate) fn known_value(&mut self, at: At, id: ExprId, copy: &Arc<Copy>) -> Known {
        self.given_within(at, id, copy, 0)
    }

    fn given_within(&mut self, at: At, id: ExprId, copy: &Arc<Copy>, depth: usize) -> Known {
        let Some(item) = self.item(at).filter(|_| depth < MAX_DEPTH) else {
            return Known::Unknown;
        };
        let Some(expr) = item.exprs.get(id.index()) else {
            return Known::Unknown;
        };
        let depth = depth + 1;
        match &expr.kind {
            ExprKind::Literal(literal) => literal_known(literal),
            ExprKind::Template { tag: None, .. } => Known::keyword("string"),
            ExprKind::Compare { .. } | ExprKind::Not(_) => Known::keyword("boolean"),
            ExprKind::TypeOf(_) => Known::keyword("string"),
            ExprKind::Object(props) => self.given_object(at, expr, props, copy, depth),
            ExprKind::Array(elements) => {
                if elements.is_empty() || elements.iter().any(|element| element.spread) {
                    return Known::Unknown;
                }
                let values: Vec<Known> = elements
                    .iter()
                    .map(|element| self.given_within(at, element.value, copy, depth))
                    .collect();
                if values.contains(&Known::Unknown) {
                    return Known::Unknown;
                }
                Known::List(Box::new(Known::one_of(values)))
            }
            ExprKind::Conditional {
                then, otherwise, ..
            } => Known::one_of(vec![
                self.given_within(at, *then, copy, depth),
                self.given_within(at, *otherwise, copy, depth),
            ]),
            ExprKind::Logical {
                op: LogicalOp::Or | LogicalOp::Nullish,
                left,
                right,
            } => Known::one_of(vec![
                self.given_within(at, *left, copy, depth).present(),
                self.given_within(at, *right, copy, depth),
            ]),
            ExprKind::Cast { value, kind, ty } => match (kind, ty) {
                (CastKind::NonNull, _) => self.given_within(at, *value, copy, depth).present(),
                (CastKind::Satisfies | CastKind::Const, _) => {
                    self.given_within(at, *value, copy, depth)
                }
                (CastKind::As, Some(ty)) => self.declared(at, *ty, Some(copy), depth),
                (CastKind::As, None) => Known::Unknown,
            },
            ExprKind::Sequence(values) => match values.last() {
                Some(last) => self.given_within(at, *last, copy, depth),
                None => Known::Unknown,
            },
            ExprKind::Name(name) => {
                let value = self.given_name(at, expr.scope, name, copy, depth);
                self.unless_told(at, id, value)
            }
            ExprKind::Member {
                object,
                name,
                optional,
                ..
            } => {
                let mut value = self.given_member(at, *object, name, copy);
                // `?.` on what is not known may be superfluous, or on anything at all.
                if *optional && value != Known::Unknown {
                    value = Known::one_of(vec![value, Known::undefined()]);
                }
                self.unless_told(at, id, value)
            }
            ExprKind::Await(_) | ExprKind::Call { .. } => self.given_instance(at, id, copy),
            _ => Known::Unknown,
        }
    }

    fn given_object(
        &mut self,
        at: At,
        expr: &Expr,
        props: &[Prop],
        copy: &Arc<Copy>,
        depth: usize,
    ) -> Known {
        let Some(file) = self.file(at.file) else {
            return Known::Unknown;
        };
        let mut fields = Vec::new();
        for prop in props {
            // What a spread or a computed key brings along is not known.
            let PropKey::Static(name) = &prop.key else {
                return Known::Unknown;
            };
            let value = match prop.value {
                Some(value) => self.given_within(at, value, copy, depth),
                None => Known::Unknown,
            };
            fields.push(KnownField {
                name: name.clone(),
                range: file.range(at.index(), prop.key_span),
                optional: false,
                value,
            });
        }
        Known::Object(KnownObject {
            fields,
            range: file.range(at.index(), expr.span),
            fresh: true,
        })
    }

    fn given_name(
        &mut self,
        at: At,
        scope: ScopeId,
        name: &Name,
        copy: &Arc<Copy>,
        depth: usize,
    ) -> Known {
        let Some(file) = self.file(at.file) else {
            return Known::Unknown;
        };
        let declared = file.lookup(at.index(), scope, name, Space::Value);
        let [(there, binding)] = declared.as_slice() else {
            return Known::Unknown;
        };
        let there = at.sibling(*there);
        let Some(item) = self.item(there) else {
            return Known::Unknown;
        };
        let Some(binding) = item.bindings.get(binding.index()) else {
            return Known::Unknown;
        };
        match &binding.origin {
            Origin::Let {
                pat,
                root,
                declared: Some(declared),
                ..
            } if pat == root => {
                let value = self.declared(there, *declared, Some(copy), depth);
                if binding.constant {
                    value
                } else {
                    value.present()
                }
            }
            Origin::Let {
                pat,
                root,
                declared: None,
                init: Some(init),
            } if pat == root && binding.constant => {
                match self.given_within(there, *init, copy, depth) {
                    value @ Known::Plain(_) => value,
                    value => value.widened(),
                }
            }
            Origin::Param {
                pat,
                function,
                index,
            } => {
                let param = item
                    .functions
                    .get(function.index())
                    .and_then(|it| it.params.get(*index as usize));
                let Some(param) = param.filter(|it| it.pat == *pat && !it.rest) else {
                    return Known::Unknown;
                };
                let Some(declared) = param.declared else {
                    return Known::Unknown;
                };
                let value = self.declared(there, declared, Some(copy), depth);
                match (param.default, param.optional) {
                    (Some(_), _) => value.present(),
                    (None, true) => Known::one_of(vec![value, Known::undefined()]),
                    (None, false) => value,
                }
            }
            _ => Known::Unknown,
        }
    }

    /// A field of what an SDK gives, or of an object type of the app.
    fn given_member(&mut self, at: At, object: ExprId, name: &str, copy: &Arc<Copy>) -> Known {
        let receiver = self.expr(at, object);
        if receiver.flags.inferred || receiver.flags.untyped {
            return Known::Unknown;
        }
        let Some(found) = self.member(&receiver, name) else {
            return Known::Unknown;
        };
        match found.hits.as_slice() {
            [hit] if hit.copy == *copy && !hit.flags.inferred && !hit.flags.untyped => {
                Known::Symbol(hit.symbol.clone())
            }
            [] => self.app_field(&receiver, name, copy),
            // Another copy of the SDK stays as it is.
            [hit] => {
                let timeline = self.timeline(&hit.copy);
                match timeline.places(&hit.symbol, hit.copy.version).as_slice() {
                    [place] if !place.optional => match place.ty.as_ref() {
                        plain @ Type::Keyword(name)
                            if matches!(name.as_str(), "string" | "number" | "boolean") =>
                        {
                            Known::Plain(plain.clone())
                        }
                        _ => Known::Unknown,
                    },
                    _ => Known::Unknown,
                }
            }
            _ => Known::Unknown,
        }
    }

    /// The result of an SDK's call: an instance of one of its types.
    fn given_instance(&mut self, at: At, id: ExprId, copy: &Arc<Copy>) -> Known {
        let ty = self.expr(at, id);
        if ty.flags.inferred || ty.flags.untyped {
            return Known::Unknown;
        }
        match &ty.kind {
            Kind::Instance(instance) if instance.copy == *copy && instance.args.is_empty() => {
                Known::Symbol(crate::knowledge::MemberKey::Decl(instance.decl))
            }
            _ => Known::Unknown,
        }
    }

    /// A value that was looked at before, in its item, may be known better than its declaration tells.
    fn unless_told(&mut self, at: At, id: ExprId, value: Known) -> Known {
        let may_be_missing = match &value {
            Known::OneOf(_) | Known::Symbol(_) => true,
            value => value.is_nullish(),
        };
        if !may_be_missing {
            return value;
        }
        let (Some(file), Some(item)) = (self.file(at.file), self.item(at)) else {
            return Known::Unknown;
        };
        let (Some(own), Some(places)) = (item.exprs.get(id.index()), file.places(at.index()))
        else {
            return Known::Unknown;
        };
        let tells = |(other, expr): (u32, &Expr)| {
            let other = ExprId(other);
            let is_before = expr.span.start < own.span.start;
            (is_before || matches!(places.parent(other), Parent::Target(_)))
                && same(&file, (at, id), (at, other))
        };
        if !(0u32..).zip(&item.exprs).any(tells) {
            return value;
        }
        match value {
            Known::Symbol(_) => Known::Unknown,
            value => value.present(),
        }
    }
}

pub(super) fn literal_known(literal: &Literal) -> Known {
    let plain = |literal: LiteralType| Known::Plain(Type::Literal(literal));
    match literal {
        Literal::String(value) => plain(LiteralType::String(value.clone())),
        Literal::Number(value) => plain(LiteralType::Number(SmolStr::clone(value))),
        Literal::Bool(value) => plain(LiteralType::Bool(*value)),
        Literal::Null => plain(LiteralType::Null),
        Literal::Undefined => plain(LiteralType::Undefined),
        Literal::Other => Known::Unknown,
    }
}
