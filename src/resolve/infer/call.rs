//! Calls, constructions, and what functions return and take.

use std::sync::Arc;

use super::{Inference, Query, binding::nth, generics::Site, sdk::sdk_env};
use crate::{
    knowledge::FunctionType,
    lower::{
        Arg, ExprId, ExprKind, FunctionBody, FunctionId, HoleId, Item, MemberKind, Param, StmtKind,
        TypeId,
    },
    resolve::{
        scopes::At,
        ty::{Env, Key, Kind, Ref, SdkFunction, Ty},
    },
};

/// Returns of one function that are looked at.
const MAX_RETURNS: usize = 256;

impl Inference<'_> {
    pub(super) fn call(
        &mut self,
        at: At,
        item: &Item,
        callee: ExprId,
        args: &[Arg],
        type_args: &[TypeId],
    ) -> Ty {
        match item.exprs.get(callee.index()).map(|expr| &expr.kind) {
            Some(ExprKind::Member { object, name, .. }) => {
                let object = self.expr(at, *object);
                if let Kind::Global(module) = &object.kind
                    && let Some(result) = self.foreign_call(at, module, Some(name), args, type_args)
                {
                    return result;
                }
                if let Some(result) = self.library_call(at, &object, name, args) {
                    return result.with(object.flags);
                }
            }
            Some(ExprKind::Super) => return Ty::nullish(),
            _ => {}
        }
        let callee = self.expr(at, callee);
        if let Kind::Global(name) = &callee.kind {
            return match (name.as_str(), args.first()) {
                ("structuredClone", Some(first)) => self.expr(at, first.value),
                _ => self
                    .foreign_call(at, name, None, args, type_args)
                    .unwrap_or_else(Ty::unknown),
            };
        }
        let type_args: Vec<Ty> = type_args
            .iter()
            .map(|&arg| self.annotation(at, arg))
            .collect();
        let site = Site {
            at,
            args,
            type_args: &type_args,
            besides: None,
        };
        self.call_type(&callee, Some(&site))
    }

    /// What calling a value of a type gives.
    pub(super) fn call_type(&mut self, callee: &Ty, site: Option<&Site>) -> Ty {
        if callee.is_unknown() {
            return Ty::unknown();
        }
        callee.map(|ty| {
            let result = match &ty.kind {
                Kind::SdkFunction(function) => self.sdk_result(function, site),
                Kind::Function(function) => {
                    let env = self.call_env(function, site);
                    let result = self.result(function.at, function.id);
                    self.subst(&result, &env)
                }
                Kind::Intersection(overloads) => match self.overload(overloads, site) {
                    Some(overload) => self.call_type(&overload, site),
                    None => Ty::unknown(),
                },
                _ => Ty::unknown(),
            };
            result.with(ty.flags)
        })
    }

    fn overload(&mut self, overloads: &[Ty], site: Option<&Site>) -> Option<Ty> {
        if let Some(site) = site {
            for overload in overloads {
                if self.takes(overload, site.args.len()) {
                    return Some(overload.clone());
                }
            }
        }
        overloads.last().cloned()
    }

    fn takes(&mut self, function: &Ty, count: usize) -> bool {
        match &function.kind {
            Kind::Function(function) => {
                let item = self.item(function.at);
                let params = item
                    .as_ref()
                    .and_then(|item| item.functions.get(function.id.index()))
                    .map_or(&[][..], |it| it.params.as_slice());
                let needed =
                    |param: &Param| !param.optional && !param.rest && param.default.is_none();
                let rest = params.last().is_some_and(|param| param.rest);
                params.iter().filter(|param| needed(param)).count() <= count
                    && (rest || count <= params.len())
            }
            Kind::SdkFunction(function) => function
                .overloads
                .iter()
                .any(|overload| sdk_takes(overload, count)),
            _ => false,
        }
    }

    fn sdk_result(&mut self, function: &SdkFunction, site: Option<&Site>) -> Ty {
        let Some(overload) = self.sdk_overload(function, site) else {
            return Ty::unknown();
        };
        let mut env = Arc::clone(&function.env);
        if !overload.type_params.is_empty() {
            let args = site.map_or(&[][..], |site| site.type_args);
            let own = overload
                .type_params
                .iter()
                .enumerate()
                .map(|(index, name)| {
                    let arg = args.get(index).cloned();
                    (name.clone(), arg.unwrap_or_else(Ty::unknown))
                });
            env = own.chain(env.iter().cloned()).collect();
        }
        self.sdk_type(
            &function.copy,
            &overload.result,
            &function.key.suffix("()"),
            &env,
        )
    }

    /// The overload that a call means: by the number of arguments, and by the keys of object literals among them.
    pub(super) fn sdk_overload<'f>(
        &mut self,
        function: &'f SdkFunction,
        site: Option<&Site>,
    ) -> Option<&'f FunctionType> {
        let last = function.overloads.last()?;
        let Some(site) = site.filter(|_| function.overloads.len() > 1) else {
            return Some(last);
        };
        let mut by_count = None;
        for overload in &function.overloads {
            if !sdk_takes(overload, site.args.len()) {
                continue;
            }
            by_count.get_or_insert(overload);
            let mut fits = true;
            for (index, arg) in site.args.iter().enumerate() {
                let taken = self.sdk_param(function, overload, index);
                fits &= arg.spread || self.takes_literal(site.at, arg.value, &taken);
            }
            if fits {
                return Some(overload);
            }
        }
        by_count.or(Some(last))
    }

    /// What `new` gives.
    pub(super) fn construct(
        &mut self,
        at: At,
        callee: ExprId,
        args: &[Arg],
        type_args: &[TypeId],
    ) -> Ty {
        let class = self.expr(at, callee);
        let type_args: Vec<Ty> = type_args
            .iter()
            .map(|&arg| self.annotation(at, arg))
            .collect();
        let first_type = || type_args.first().cloned().unwrap_or_else(Ty::unknown);
        if let Kind::Global(name) = &class.kind {
            return match name.as_str() {
                "Proxy" => match (type_args.first(), args.first()) {
                    (Some(of), _) => of.clone(),
                    (None, Some(target)) => self.expr(at, target.value),
                    (None, None) => Ty::unknown(),
                },
                "Map" | "WeakMap" => match (type_args.first(), args.first()) {
                    (None, Some(pairs)) => {
                        let pair = self.expr(at, pairs.value).element();
                        Kind::Map(Arc::new((nth(&pair, 0), nth(&pair, 1)))).into()
                    }
                    _ => {
                        let value = type_args.get(1).cloned().unwrap_or_else(Ty::unknown);
                        Kind::Map(Arc::new((first_type(), value))).into()
                    }
                },
                "Set" | "WeakSet" => match (type_args.first(), args.first()) {
                    (Some(of), _) => Ty::iterable(of.clone()),
                    (None, Some(of)) => Ty::iterable(self.expr(at, of.value).element()),
                    (None, None) => Ty::unknown(),
                },
                "Promise" => Ty::promise(first_type()),
                "Array" => Ty::list(first_type()),
                _ => Ty::unknown(),
            };
        }
        class.map(|class| {
            if let (Kind::Class(of), true) = (&class.kind, type_args.is_empty()) {
                let site = Site {
                    at,
                    args,
                    type_args: &[],
                    besides: None,
                };
                let env = self.construct_env(of, &site);
                return Ty::from(Kind::Object(Arc::new(Ref {
                    at: of.at,
                    id: of.id,
                    env,
                })))
                .with(class.flags);
            }
            self.instance_of(class, &type_args)
        })
    }

    /// What a function gives back when it is called.
    pub(crate) fn result(&mut self, at: At, id: FunctionId) -> Ty {
        self.query(at, Query::Result(id), |it| it.new_result(at, id))
    }

    fn new_result(&mut self, at: At, id: FunctionId) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        let Some(function) = item.functions.get(id.index()) else {
            return Ty::unknown();
        };
        if let Some(declared) = function.result {
            return self.annotation(at, declared);
        }
        if function.is_generator {
            return self.generated(at, id);
        }
        let value = match &function.body {
            FunctionBody::None => return Ty::unknown(),
            FunctionBody::Expr(value) => self.expr(at, *value),
            FunctionBody::Block { .. } => {
                let mut values = Vec::new();
                for (there, value) in self.returns(at, id) {
                    match value {
                        Some(value) => values.push(self.expr(there, value)),
                        None => values.push(Ty::nullish()),
                    }
                }
                if values.is_empty() {
                    Ty::nullish()
                } else {
                    Ty::one_of(values)
                }
            }
        };
        if function.is_async {
            return Ty::promise(value.awaited());
        }
        value
    }

    /// What a generator gives, one after the other.
    fn generated(&mut self, at: At, id: FunctionId) -> Ty {
        let mut types = Vec::new();
        for (there, function) in self.body_items(at, id) {
            let Some(item) = self.item(there) else {
                continue;
            };
            for expr in &item.exprs {
                let ExprKind::Yield { value, all } = expr.kind else {
                    continue;
                };
                let scope = item.scopes.get(expr.scope.index());
                if scope.is_none_or(|scope| scope.function != function) {
                    continue;
                }
                if types.len() >= MAX_RETURNS {
                    return Ty::unknown();
                }
                types.push(match value {
                    Some(value) if all => self.expr(there, value).awaited().element(),
                    Some(value) => self.expr(there, value).awaited(),
                    None => Ty::nullish(),
                });
            }
        }
        Ty::iterable(Ty::one_of(types))
    }

    /// The item of a function and those of its body, with the function that its own code lies in there.
    fn body_items(&mut self, at: At, id: FunctionId) -> Vec<(At, Option<FunctionId>)> {
        let mut items = vec![(at, Some(id))];
        let Some(file) = self.file(at.file) else {
            return items;
        };
        let mut next = 0;
        while let Some(&(there, function)) = items.get(next) {
            next += 1;
            let Some(facts) = file.item(there.index()) else {
                continue;
            };
            for (hole, declared) in (0u32..).map(HoleId).zip(&facts.holes) {
                if declared.function != function || declared.class.is_some() {
                    continue;
                }
                for &child in file.items_in(Some((there.index(), hole))) {
                    items.push((at.sibling(child), None));
                }
            }
        }
        items
    }

    /// The `return` statements of a function with their values, also those in items of its body.
    pub(super) fn returns(&mut self, at: At, id: FunctionId) -> Vec<(At, Option<ExprId>)> {
        let Some(file) = self.file(at.file) else {
            return Vec::new();
        };
        let mut returns = Vec::new();
        let Some(item) = file.item(at.index()) else {
            return returns;
        };
        if let Some(FunctionBody::Block { returns: own, .. }) =
            item.functions.get(id.index()).map(|it| &it.body)
        {
            for stmt in own {
                if let Some(StmtKind::Return(value)) =
                    item.stmts.get(stmt.index()).map(|it| &it.kind)
                {
                    returns.push((at, *value));
                }
            }
        }
        // Items of the body: in them, what lies in no function of theirs belongs to this one.
        let mut waiting: Vec<(usize, Option<FunctionId>)> = vec![(at.index(), Some(id))];
        while let Some((index, function)) = waiting.pop() {
            let Some(facts) = file.item(index) else {
                continue;
            };
            for (hole, declared) in (0u32..).map(HoleId).zip(&facts.holes) {
                if declared.function != function || declared.class.is_some() {
                    continue;
                }
                for child in file.glance(Some((index, hole)), Item::may_return) {
                    let Some(inner) = file.item(child) else {
                        continue;
                    };
                    for stmt in &inner.returns {
                        if let Some(StmtKind::Return(value)) =
                            inner.stmts.get(stmt.index()).map(|it| &it.kind)
                            && returns.len() < MAX_RETURNS
                        {
                            returns.push((at.sibling(child), *value));
                        }
                    }
                    waiting.push((child, None));
                }
            }
        }
        returns
    }

    /// The type of a parameter as the function's body sees it.
    pub(crate) fn parameter(&mut self, at: At, function: FunctionId, index: u32) -> Ty {
        self.query(at, Query::Parameter(function, index), |it| {
            it.new_parameter(at, function, index)
        })
    }

    fn new_parameter(&mut self, at: At, function: FunctionId, index: u32) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        let param = item
            .functions
            .get(function.index())
            .and_then(|it| it.params.get(index as usize));
        let Some(param) = param else {
            return Ty::unknown();
        };
        if let Some(declared) = param.declared {
            return self.annotation(at, declared);
        }
        let given = self.contextual_parameter(at, function, index as usize);
        match param.default {
            Some(default) if given.is_unknown() => self.expr(at, default),
            _ => given,
        }
    }

    /// What a function takes at a position.
    pub(super) fn param_type(&mut self, callee: &Ty, index: usize) -> Ty {
        callee.map(|ty| {
            let taken = match &ty.kind {
                Kind::Global(handler) => self.handled(handler, index),
                Kind::SdkFunction(function) => {
                    let function = Arc::clone(function);
                    let types: Vec<Ty> = function
                        .overloads
                        .iter()
                        .map(|overload| self.sdk_param(&function, overload, index))
                        .filter(|ty| !ty.is_unknown())
                        .collect();
                    Ty::across(types)
                }
                Kind::Function(function) => {
                    let taken = self.declared_param(function.at, function.id, index);
                    self.subst(&taken, &function.env)
                }
                Kind::Intersection(overloads) => {
                    let types: Vec<Ty> = overloads
                        .iter()
                        .map(|overload| self.param_type(overload, index))
                        .filter(|ty| !ty.is_unknown())
                        .collect();
                    Ty::across(types)
                }
                _ => Ty::unknown(),
            };
            taken.with(ty.flags)
        })
    }

    pub(super) fn sdk_param(
        &mut self,
        function: &SdkFunction,
        overload: &FunctionType,
        index: usize,
    ) -> Ty {
        let key = function.key.parameter(index);
        if let Some(param) = overload.params.get(index)
            && !param.rest
        {
            return self.sdk_type(&function.copy, &param.ty, &key, &function.env);
        }
        match overload.params.last() {
            Some(param) if param.rest => self
                .sdk_type(&function.copy, &param.ty, &key, &function.env)
                .element(),
            _ => Ty::unknown(),
        }
    }

    fn declared_param(&mut self, at: At, id: FunctionId, index: usize) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        let Some(function) = item.functions.get(id.index()) else {
            return Ty::unknown();
        };
        let last = function.params.len().saturating_sub(1);
        let place = index.min(last);
        match function.params.get(place) {
            Some(param) if param.rest => match u32::try_from(place) {
                Ok(place) => self.parameter(at, id, place).element(),
                Err(_) => Ty::unknown(),
            },
            Some(_) if place == index => match u32::try_from(place) {
                Ok(place) => self.parameter(at, id, place),
                Err(_) => Ty::unknown(),
            },
            _ => Ty::unknown(),
        }
    }

    /// What a class takes at a position when it is constructed.
    pub(super) fn construct_param_type(&mut self, class: &Ty, index: usize) -> Ty {
        class.map(|ty| match &ty.kind {
            Kind::ClassOf(copy, decl) => {
                let timeline = self.timeline(copy);
                let Some((owner, construct)) = timeline.construct(*decl, copy.version) else {
                    return Ty::unknown();
                };
                let env = sdk_env(&[], &[]);
                let function = self.sdk_member_type(copy, construct, &Key::of(owner), &env);
                self.param_type(&function, index).with(ty.flags)
            }
            Kind::Class(class) => match self.constructor(class) {
                Some(constructor) => self.param_type(&constructor, index),
                None => match self.bases(class, true).first() {
                    Some(base) => self.construct_param_type(&base.clone(), index),
                    None => Ty::unknown(),
                },
            },
            _ => Ty::unknown(),
        })
    }

    /// The constructor of a class as a function.
    pub(super) fn constructor(&mut self, class: &Ref<crate::lower::ClassId>) -> Option<Ty> {
        let members = self.members_of(class.at, class.id);
        members.iter().find_map(|(there, member)| {
            let MemberKind::Constructor(function) = member.kind else {
                return None;
            };
            Some(
                Kind::Function(Arc::new(Ref {
                    at: *there,
                    id: function,
                    env: Env::clone(&class.env),
                }))
                .into(),
            )
        })
    }
}

fn sdk_takes(overload: &FunctionType, count: usize) -> bool {
    let needed = overload
        .params
        .iter()
        .filter(|param| !param.optional && !param.rest)
        .count();
    let rest = overload.params.last().is_some_and(|param| param.rest);
    needed <= count && (rest || count <= overload.params.len())
}
