//! What is expected of an expression where it stands: the parameter it is given to, the annotation it is held against.

use super::{Inference, Query, expr::says_nothing, foreign, generics::Site, member::Hit};
use crate::{
    knowledge::LiteralType,
    lower::{CompareOp, ExprId, ExprKind, FunctionId, Item, Literal, PatKind, PropKey, StmtKind},
    resolve::{
        places::{FunctionSite, Parent},
        scopes::At,
        ty::{Flags, Kind, Ty},
    },
};

impl Inference<'_> {
    /// The type that is expected where an expression stands.
    pub(crate) fn expected(&mut self, at: At, id: ExprId) -> Ty {
        self.query(at, Query::Expected(id), |it| it.new_expected(at, id))
    }

    /// The same, not kept: of what holds nothing of which that is asked again.
    pub(crate) fn new_expected(&mut self, at: At, id: ExprId) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let (Some(item), Some(places)) = (file.item(at.index()), file.places(at.index())) else {
            return Ty::unknown();
        };
        match places.parent(id) {
            Parent::Expr(parent) => self.expected_of_part(at, item, parent, id),
            Parent::Stmt(stmt) => match item.stmts.get(stmt.index()).map(|it| &it.kind) {
                Some(StmtKind::Let {
                    declared: Some(declared),
                    ..
                }) => self.annotation(at, *declared),
                Some(StmtKind::Return(_)) => {
                    let scope = item.stmts.get(stmt.index()).map(|it| it.scope);
                    match scope.and_then(|scope| file.function_at(at.index(), scope)) {
                        Some((there, function)) => {
                            self.expected_result(at.sibling(there), function)
                        }
                        None => Ty::unknown(),
                    }
                }
                Some(StmtKind::Switch { on, .. }) if *on != id => self.whole(at, *on, 0),
                _ => Ty::unknown(),
            },
            Parent::Body(function) => self.expected_result(at, function),
            Parent::Default(function, index) => {
                let declared = item
                    .functions
                    .get(function.index())
                    .and_then(|it| it.params.get(index as usize)?.declared);
                match declared {
                    Some(declared) => self.annotation(at, declared),
                    None => self.contextual_parameter(at, function, index as usize),
                }
            }
            Parent::Field(Some(declared)) => self.annotation(at, declared),
            Parent::Field(None) | Parent::PatDefault(_) | Parent::Target(_) | Parent::None => {
                Ty::unknown()
            }
        }
    }

    /// What is expected of an expression that is part of another one.
    pub(crate) fn expected_of_part(
        &mut self,
        at: At,
        item: &Item,
        parent: ExprId,
        id: ExprId,
    ) -> Ty {
        match item.exprs.get(parent.index()).map(|expr| &expr.kind) {
            Some(ExprKind::Call {
                callee,
                args,
                type_args,
                ..
            }) => {
                let Some(index) = position(args, id) else {
                    return Ty::unknown();
                };
                if let Some(mocked) = self.mocked_result(at, parent, index) {
                    return mocked;
                }
                if let Some(ExprKind::Member { object, name, .. }) =
                    item.exprs.get(callee.index()).map(|expr| &expr.kind)
                {
                    let object = self.expr(at, *object);
                    let taken = self.library_argument(&object, name, index);
                    if !taken.is_unknown() {
                        return taken;
                    }
                }
                let callee = self.expr(at, *callee);
                if callee.is_unknown() {
                    return callee;
                }
                let type_args: Vec<Ty> = type_args
                    .iter()
                    .map(|&arg| self.annotation(at, arg))
                    .collect();
                let site = Site {
                    at,
                    args,
                    type_args: &type_args,
                    besides: Some(id),
                };
                if let Kind::SdkFunction(function) = &callee.kind
                    && let Some(overload) = self.sdk_overload(function, Some(&site))
                {
                    return self.sdk_param(function, overload, index).with(callee.flags);
                }
                let taken = self.param_type(&callee, index);
                let Kind::Function(function) = &callee.kind else {
                    return taken;
                };
                let env = self.call_env(function, Some(&site));
                self.subst(&taken, &env)
            }
            Some(ExprKind::Index { object, index, .. }) if *index == id => {
                let object = self.expr(at, *object);
                self.key_type(&object)
            }
            Some(ExprKind::New {
                callee,
                args,
                type_args,
            }) => {
                let Some(index) = position(args, id) else {
                    return Ty::unknown();
                };
                let class = self.expr(at, *callee);
                if matches!(class.kind, Kind::Global(_)) {
                    let made = self.construct(at, *callee, &[], type_args);
                    let made = match type_args.is_empty() {
                        true => self.expected(at, parent),
                        false => made,
                    };
                    return match (&made.kind, index) {
                        (Kind::Iterable(_) | Kind::Map(_), 0) => Ty::list(made.element()),
                        _ => Ty::unknown(),
                    };
                }
                self.construct_param_type(&class, index)
            }
            Some(ExprKind::Object(props)) => {
                let Some(prop) = props.iter().find(|prop| prop.value == Some(id)) else {
                    return Ty::unknown();
                };
                let whole = self.expected(at, parent);
                match &prop.key {
                    PropKey::Static(name) => {
                        let whole = self.fitting(at, parent, &whole);
                        self.member(&whole, name)
                            .map_or_else(Ty::unknown, |found| found.ty)
                    }
                    PropKey::Spread => whole,
                    PropKey::Computed(_) => Ty::unknown(),
                }
            }
            Some(ExprKind::Jsx {
                tag: Some(tag),
                attributes,
                ..
            }) => {
                let attribute = attributes.iter().find(|it| it.value == Some(id));
                let Some(key) = attribute.map(|it| &it.key) else {
                    return Ty::unknown();
                };
                let props = self.props(at, *tag);
                match key {
                    PropKey::Static(name) => self
                        .member(&props, name)
                        .map_or_else(Ty::unknown, |found| found.ty),
                    PropKey::Spread => props,
                    PropKey::Computed(_) => Ty::unknown(),
                }
            }
            Some(ExprKind::Array(elements)) => {
                let whole = self.expected(at, parent);
                match elements.iter().position(|element| element.value == id) {
                    Some(place) if elements.iter().all(|element| !element.spread) => {
                        super::binding::nth(&whole, place)
                    }
                    _ => whole.element(),
                }
            }
            Some(ExprKind::Conditional { test, .. }) if *test != id => self.expected(at, parent),
            Some(
                ExprKind::Logical { .. } | ExprKind::Await(_) | ExprKind::Cast { ty: None, .. },
            ) => self.expected(at, parent),
            Some(ExprKind::Sequence(values)) if values.last() == Some(&id) => {
                self.expected(at, parent)
            }
            Some(ExprKind::Cast { ty: Some(ty), .. }) if !says_nothing(item, *ty) => {
                self.annotation(at, *ty)
            }
            Some(ExprKind::Assign {
                target,
                value,
                plain: true,
            }) if *value == id => match item.pats.get(target.index()).map(|pat| &pat.kind) {
                Some(PatKind::Target(target)) => self.expr(at, *target),
                _ => Ty::unknown(),
            },
            Some(ExprKind::Compare {
                op: CompareOp::Equal | CompareOp::NotEqual,
                left,
                right,
            }) => self.whole(at, if *left == id { *right } else { *left }, 0),
            _ => Ty::unknown(),
        }
    }

    /// What a component takes as its attributes.
    pub(crate) fn props(&mut self, at: At, tag: ExprId) -> Ty {
        let component = self.expr(at, tag);
        self.param_type(&component, 0)
    }

    /// The type of a name or member before conditions narrow it: what it can be compared with.
    fn whole(&mut self, at: At, id: ExprId, depth: usize) -> Ty {
        let Some(item) = self.item(at).filter(|_| depth < 16) else {
            return self.expr(at, id);
        };
        let Some(expr) = item.exprs.get(id.index()) else {
            return Ty::unknown();
        };
        match &expr.kind {
            ExprKind::Name(name) => self.name(at, expr.scope, name),
            ExprKind::Member { object, name, .. } => {
                let object = self.whole(at, *object, depth + 1);
                self.member(&object, name)
                    .map_or_else(Ty::unknown, |found| found.ty)
            }
            _ => self.expr(at, id),
        }
    }

    /// What a function is expected to return.
    fn expected_result(&mut self, at: At, id: FunctionId) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let (Some(item), Some(places)) = (file.item(at.index()), file.places(at.index())) else {
            return Ty::unknown();
        };
        let Some(function) = item.functions.get(id.index()) else {
            return Ty::unknown();
        };
        if let Some(declared) = function.result {
            let declared = self.annotation(at, declared);
            return if function.is_async {
                declared.awaited()
            } else {
                declared
            };
        }
        let site = match places.site(id) {
            FunctionSite::Expr(site) => site,
            FunctionSite::Member { .. } => return self.mocked_method(at, id),
            FunctionSite::Stmt(_) | FunctionSite::Other => return Ty::unknown(),
        };
        if let Some(mocked) = self.mocked_by(at, site) {
            return mocked;
        }
        let whole = self.expected(at, site);
        if whole.flags.mocked {
            return self.made_by(&whole);
        }
        self.call_type(&whole, None).awaited()
    }

    /// What a function written here gets from where it is handed to.
    pub(super) fn contextual_parameter(&mut self, at: At, id: FunctionId, index: usize) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let (Some(item), Some(places)) = (file.item(at.index()), file.places(at.index())) else {
            return Ty::unknown();
        };
        let FunctionSite::Expr(site) = places.site(id) else {
            return Ty::unknown();
        };
        if let Parent::Expr(parent) = places.parent(site)
            && let Some(ExprKind::Call { callee, args, .. }) =
                item.exprs.get(parent.index()).map(|expr| &expr.kind)
            && let Some(ExprKind::Member { object, name, .. }) =
                item.exprs.get(callee.index()).map(|expr| &expr.kind)
        {
            let object = self.expr(at, *object);
            if foreign::is_router(&object) {
                // A handler of errors has the error before the rest.
                let function = item.functions.get(id.index());
                let handler = match function.map_or(0, |it| it.params.len()) {
                    4.. => "ErrorRequestHandler",
                    _ => "RequestHandler",
                };
                return foreign::handler_type("express", handler)
                    .map_or_else(Ty::unknown, |handler| self.param_type(&handler, index));
            }
            if let Some(given) = self.library_parameter(at, &object, name, args, site, index) {
                return given;
            }
        }
        let expected = self.expected(at, site);
        self.param_type(&expected, index)
    }

    /// The alternatives of an expected type that an object literal can be meant for: those whose literals agree with
    /// its own, and of these the ones that know all of its keys.
    pub(crate) fn fitting(&mut self, at: At, literal: ExprId, expected: &Ty) -> Ty {
        let versions = self.versions(expected);
        if versions.len() == 1 && versions.iter().all(|version| version.len() < 2) {
            return expected.clone();
        }
        let Some(item) = self.item(at) else {
            return expected.clone();
        };
        let Some(ExprKind::Object(props)) = item.exprs.get(literal.index()).map(|it| &it.kind)
        else {
            return expected.clone();
        };
        let mut fitting = Vec::new();
        for alternatives in versions {
            let mut best: Vec<Ty> = Vec::new();
            let mut most = 0;
            for alternative in &alternatives {
                let mut known = 1;
                for prop in props {
                    let PropKey::Static(name) = &prop.key else {
                        continue;
                    };
                    let Some(found) = self.member(alternative, name) else {
                        continue;
                    };
                    let written = prop.value.and_then(|value| item.exprs.get(value.index()));
                    if let Some(ExprKind::Literal(Literal::String(written))) =
                        written.map(|expr| &expr.kind)
                        && let Kind::Literal(LiteralType::String(wanted)) = &found.ty.kind
                        && wanted != written
                    {
                        known = 0;
                        break;
                    }
                    if !is_never(&found.ty) {
                        known += 1;
                    }
                }
                if known > most {
                    most = known;
                    best.clear();
                }
                if known == most && most > 0 {
                    best.push(alternative.clone());
                }
            }
            if best.is_empty() {
                best = alternatives;
            }
            fitting.push(Ty::union(best));
        }
        Ty::across(fitting).with(expected.flags)
    }

    /// Whether an object literal can be given where a type is taken: the type knows its keys, and the keys that the type
    /// wants are there. What is no literal can be given anywhere.
    pub(super) fn takes_literal(&mut self, at: At, id: ExprId, taken: &Ty) -> bool {
        let Some(item) = self.item(at) else {
            return true;
        };
        let Some(ExprKind::Object(props)) = item.exprs.get(id.index()).map(|it| &it.kind) else {
            return true;
        };
        let mut open = false;
        for prop in props {
            let PropKey::Static(name) = &prop.key else {
                open = true;
                continue;
            };
            match self.member(taken, name) {
                Some(found) if !is_never(&found.ty) => {}
                _ => return false,
            }
        }
        let written = |name: &str| {
            props
                .iter()
                .any(|prop| matches!(&prop.key, PropKey::Static(key) if key == name))
        };
        open || self.wanted(taken).iter().all(|name| written(name))
    }

    /// The members that a value of an SDK's type must have at the version that is seen.
    fn wanted(&mut self, ty: &Ty) -> Vec<smol_str::SmolStr> {
        let open = self.transparent(ty);
        match &open.kind {
            Kind::SdkObject(object) => {
                let fields = object.fields.iter().filter(|field| !field.optional);
                fields.map(|field| field.name.clone()).collect()
            }
            Kind::Instance(instance) => {
                let timeline = self.timeline(&instance.copy);
                let version = instance.copy.version;
                let mut names = timeline.member_names(instance.decl, version);
                names.retain(|name| {
                    timeline
                        .member(instance.decl, name, version)
                        .and_then(|(_, member)| member.at(version))
                        .is_some_and(|variant| !variant.optional)
                });
                names
            }
            _ => Vec::new(),
        }
    }

    /// The symbol that a string stands for where one of a closed set is expected.
    pub(crate) fn literal(&mut self, expected: &Ty, value: &str) -> Option<Hit> {
        self.literal_in(expected, value, Flags::default(), 0)
    }
}

fn position(args: &[crate::lower::Arg], id: ExprId) -> Option<usize> {
    let index = args.iter().position(|arg| arg.value == id)?;
    let before = args.get(..=index)?;
    before.iter().all(|arg| !arg.spread).then_some(index)
}

fn is_never(ty: &Ty) -> bool {
    matches!(&ty.kind, Kind::Primitive(name) if name == "never") || ty.is_nullish()
}
