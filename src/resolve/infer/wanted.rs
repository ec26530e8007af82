//! What is wanted of a value where it stands: the other side of what is known of it.

use std::sync::Arc;

use super::Inference;
use crate::{
    lower::{CastKind, ExprId, ExprKind, FunctionBody, Origin, PatId, PatKind, PropKey},
    resolve::{
        known::{Known, KnownObject},
        places::Parent,
        scopes::{At, Space},
        ty::{Copy, Kind},
    },
};

/// How deep places are looked into.
const MAX_DEPTH: usize = 12;

impl Inference<'_> {
    /// What is wanted of a value where it stands, as the app declares it.
    pub(crate) fn wanted_value(&mut self, at: At, id: ExprId, copy: &Arc<Copy>) -> Known {
        self.wanted_within(at, id, copy, 0)
    }

    fn wanted_within(&mut self, at: At, id: ExprId, copy: &Arc<Copy>, depth: usize) -> Known {
        let Some(file) = self.file(at.file).filter(|_| depth < MAX_DEPTH) else {
            return Known::Unknown;
        };
        let (Some(item), Some(places)) = (file.item(at.index()).cloned(), file.places(at.index()))
        else {
            return Known::Unknown;
        };
        let depth = depth + 1;
        match places.parent(id) {
            Parent::Stmt(stmt) => match item.stmts.get(stmt.index()).map(|it| &it.kind) {
                Some(crate::lower::StmtKind::Let {
                    declared: Some(declared),
                    ..
                }) => self.declared(at, *declared, Some(copy), depth),
                Some(crate::lower::StmtKind::Return(_)) => {
                    let scope = item.stmts.get(stmt.index()).map(|it| it.scope);
                    match scope.and_then(|scope| file.function_at(at.index(), scope)) {
                        Some((there, function)) => {
                            self.wanted_result(at.sibling(there), function, copy, depth)
                        }
                        None => Known::Unknown,
                    }
                }
                _ => Known::Unknown,
            },
            Parent::Body(function) => self.wanted_result(at, function, copy, depth),
            Parent::Field(Some(declared)) => self.declared(at, declared, Some(copy), depth),
            Parent::Expr(parent) => {
                let Some(expr) = item.exprs.get(parent.index()) else {
                    return Known::Unknown;
                };
                match &expr.kind {
                    ExprKind::Call { callee, args, .. } => {
                        let index = args.iter().position(|arg| arg.value == id);
                        let spread = args.iter().any(|arg| arg.spread);
                        match index.filter(|_| !spread) {
                            Some(index) => self.wanted_argument(at, *callee, index, copy, depth),
                            None => Known::Unknown,
                        }
                    }
                    ExprKind::Jsx {
                        tag: Some(tag),
                        attributes,
                        ..
                    } => {
                        let attribute = attributes.iter().find(|it| it.value == Some(id));
                        let Some(PropKey::Static(name)) = attribute.map(|it| &it.key) else {
                            return Known::Unknown;
                        };
                        match self.wanted_argument(at, *tag, 0, copy, depth) {
                            Known::Object(props) => field(&props, name),
                            _ => Known::Unknown,
                        }
                    }
                    ExprKind::Cast {
                        kind: CastKind::Satisfies,
                        ty: Some(ty),
                        ..
                    } => self.declared(at, *ty, Some(copy), depth),
                    ExprKind::Object(props) => {
                        let name = props.iter().find(|prop| prop.value == Some(id));
                        let Some(PropKey::Static(name)) = name.map(|prop| &prop.key) else {
                            return Known::Unknown;
                        };
                        match self.wanted_within(at, parent, copy, depth) {
                            Known::Object(object) => field(&object, name),
                            _ => Known::Unknown,
                        }
                    }
                    ExprKind::Array(elements) if elements.iter().all(|it| !it.spread) => {
                        match self.wanted_within(at, parent, copy, depth) {
                            Known::List(of) => *of,
                            _ => Known::Unknown,
                        }
                    }
                    ExprKind::Conditional { test, .. } if *test != id => {
                        self.wanted_within(at, parent, copy, depth)
                    }
                    ExprKind::Assign {
                        target,
                        value,
                        plain: true,
                    } if *value == id => self.wanted_target(at, *target, copy, depth),
                    _ => Known::Unknown,
                }
            }
            _ => Known::Unknown,
        }
    }

    fn wanted_result(
        &mut self,
        at: At,
        function: crate::lower::FunctionId,
        copy: &Arc<Copy>,
        depth: usize,
    ) -> Known {
        let Some(item) = self.item(at) else {
            return Known::Unknown;
        };
        let Some(function) = item.functions.get(function.index()) else {
            return Known::Unknown;
        };
        let (Some(result), false) = (function.result, function.is_generator) else {
            return Known::Unknown;
        };
        let result = if function.is_async {
            self.promised(at, result)
        } else {
            Some(result)
        };
        match result {
            Some(result) => self.declared(at, result, Some(copy), depth),
            None => Known::Unknown,
        }
    }

    fn wanted_argument(
        &mut self,
        at: At,
        callee: ExprId,
        index: usize,
        copy: &Arc<Copy>,
        depth: usize,
    ) -> Known {
        let callee = self.expr(at, callee);
        let Kind::Function(function) = &callee.kind else {
            return Known::Unknown;
        };
        let there = function.at;
        let Some(item) = self.item(there) else {
            return Known::Unknown;
        };
        let Some(declared) = item.functions.get(function.id.index()) else {
            return Known::Unknown;
        };
        let is_plain = declared.type_params.is_empty() && declared.body != FunctionBody::None;
        let param = declared.params.get(index).filter(|param| !param.rest);
        let Some((param, ty)) = param
            .and_then(|param| Some((param, param.declared?)))
            .filter(|_| is_plain)
        else {
            return Known::Unknown;
        };
        let wanted = self.declared(there, ty, Some(copy), depth);
        if param.optional || param.default.is_some() {
            return Known::one_of(vec![wanted, Known::undefined()]);
        }
        wanted
    }

    fn wanted_target(&mut self, at: At, target: PatId, copy: &Arc<Copy>, depth: usize) -> Known {
        let (Some(file), Some(item)) = (self.file(at.file), self.item(at)) else {
            return Known::Unknown;
        };
        let Some(PatKind::Target(target)) = item.pats.get(target.index()).map(|pat| &pat.kind)
        else {
            return Known::Unknown;
        };
        let Some(expr) = item.exprs.get(target.index()) else {
            return Known::Unknown;
        };
        let ExprKind::Name(name) = &expr.kind else {
            return Known::Unknown;
        };
        let declared = file.lookup(at.index(), expr.scope, name, Space::Value);
        let &[(there, binding)] = declared.as_slice() else {
            return Known::Unknown;
        };
        let there = at.sibling(there);
        let declared = self.item(there).and_then(|item| {
            let binding = item.bindings.get(binding.index())?;
            match binding.origin {
                Origin::Let {
                    pat,
                    root,
                    declared: Some(declared),
                    ..
                } if pat == root => Some(declared),
                _ => None,
            }
        });
        match declared {
            Some(declared) => self.declared(there, declared, Some(copy), depth),
            None => Known::Unknown,
        }
    }
}

pub(super) fn field(object: &KnownObject, name: &str) -> Known {
    let Some(field) = object.fields.iter().find(|field| field.name == name) else {
        return Known::Unknown;
    };
    if field.optional {
        return Known::one_of(vec![field.value.clone(), Known::undefined()]);
    }
    field.value.clone()
}
