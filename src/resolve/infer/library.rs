//! What the language itself brings: lists, promises, maps, and the few globals that hand on what they are given.

use std::sync::Arc;

use super::{Inference, binding::nth};
use crate::{
    lower::{Arg, ExprId},
    resolve::{
        scopes::At,
        ty::{Kind, Picked, Ty},
    },
};

impl Inference<'_> {
    /// The result of a method of the language's own. `None` where the receiver is no such thing.
    pub(super) fn library_call(
        &mut self,
        at: At,
        object: &Ty,
        name: &str,
        args: &[Arg],
    ) -> Option<Ty> {
        match &object.kind {
            Kind::List(_) | Kind::Tuple(_) => Some(self.list_call(at, object, name, args)),
            Kind::Iterable(_) => Some(match name {
                "add" => object.clone(),
                "values" | "keys" | "union" | "intersection" | "difference" => object.clone(),
                _ => Ty::unknown(),
            }),
            Kind::Promise(inner) => Some(self.promise_call(at, object, inner, name, args)),
            Kind::Map(pair) => Some(match name {
                "get" => pair.1.clone(),
                "set" => object.clone(),
                "values" => Ty::iterable(pair.1.clone()),
                "keys" => Ty::iterable(pair.0.clone()),
                "entries" => Ty::iterable(object.element()),
                _ => Ty::unknown(),
            }),
            Kind::Global(global) => Some(self.global_call(at, global, name, args)),
            Kind::SdkFunction(_) | Kind::Function(_) => match name {
                "bind" => Some(object.clone()),
                "call" => Some(self.call_type(object, None)),
                _ => None,
            },
            Kind::Across(types) => types
                .iter()
                .find_map(|ty| self.library_call(at, ty, name, args)),
            Kind::Union(types) => {
                let mut results = Vec::new();
                for ty in types.iter() {
                    results.push(self.library_call(at, ty, name, args)?);
                }
                Some(Ty::union(results))
            }
            _ => None,
        }
    }

    fn given(&mut self, at: At, args: &[Arg], index: usize) -> Ty {
        match args.get(index) {
            Some(arg) if !arg.spread => self.expr(at, arg.value),
            _ => Ty::unknown(),
        }
    }

    fn returned(&mut self, at: At, args: &[Arg], index: usize) -> Ty {
        let function = self.given(at, args, index);
        self.call_type(&function, None)
    }

    fn list_call(&mut self, at: At, list: &Ty, name: &str, args: &[Arg]) -> Ty {
        let element = list.element();
        match name {
            "map" => Ty::list(self.returned(at, args, 0)),
            "flatMap" => {
                let inner = self.returned(at, args, 0);
                Ty::list(match inner.kind {
                    Kind::List(_) | Kind::Tuple(_) => inner.element(),
                    _ => inner,
                })
            }
            "flat" => Ty::list(match element.kind {
                Kind::List(_) | Kind::Tuple(_) => element.element(),
                _ => element,
            }),
            "filter" => match args
                .first()
                .and_then(|arg| self.predicate(at, arg.value, &[]))
            {
                Some((0, told)) => Ty::list(told),
                _ => Ty::list(element),
            },
            "slice" | "sort" | "reverse" | "toSorted" | "toReversed" | "splice" | "toSpliced"
            | "with" | "fill" => Ty::list(element),
            "concat" => {
                let mut types = vec![element];
                for index in 0..args.len().min(4) {
                    let given = self.given(at, args, index);
                    types.push(match given.kind {
                        Kind::List(_) | Kind::Tuple(_) => given.element(),
                        _ => given,
                    });
                }
                Ty::list(Ty::one_of(types))
            }
            "find" | "findLast" | "at" | "pop" | "shift" => element,
            "values" => Ty::iterable(element),
            "entries" => {
                Ty::iterable(Kind::Tuple(Arc::new([Ty::primitive("number"), element])).into())
            }
            "reduce" | "reduceRight" => {
                if args.len() > 1 {
                    self.given(at, args, 1)
                } else {
                    element
                }
            }
            "join" => Ty::primitive("string"),
            "some" | "every" | "includes" => Ty::primitive("boolean"),
            _ => Ty::unknown(),
        }
    }

    fn promise_call(&mut self, at: At, promise: &Ty, inner: &Ty, name: &str, args: &[Arg]) -> Ty {
        match name {
            "then" => {
                let fulfilled = self.returned(at, args, 0).awaited();
                if args.len() < 2 {
                    return Ty::promise(fulfilled);
                }
                let rejected = self.returned(at, args, 1).awaited();
                Ty::promise(Ty::one_of([fulfilled, rejected]))
            }
            "catch" => {
                let rejected = self.returned(at, args, 0).awaited();
                if rejected.is_unknown() {
                    return Ty::promise(inner.clone().guessed());
                }
                Ty::promise(Ty::one_of([inner.clone(), rejected]))
            }
            "finally" => promise.clone(),
            _ => Ty::unknown(),
        }
    }

    fn global_call(&mut self, at: At, global: &str, name: &str, args: &[Arg]) -> Ty {
        match (global, name) {
            ("Promise", "all") => {
                let all = self.given(at, args, 0);
                Ty::promise(settled(&all, Ty::awaited))
            }
            ("Promise", "allSettled") => {
                let all = self.given(at, args, 0);
                Ty::promise(settled(&all, |ty| {
                    Kind::Picked(Arc::new(Picked {
                        base: Ty::record(ty.awaited()),
                        keys: vec!["value".into()],
                        omit: false,
                    }))
                    .into()
                }))
            }
            ("Promise", "race" | "any") => {
                let all = self.given(at, args, 0);
                Ty::promise(all.element().awaited())
            }
            ("Promise", "resolve") => Ty::promise(self.given(at, args, 0)),
            ("Object", "freeze" | "seal" | "preventExtensions") => self.given(at, args, 0),
            ("Object", "assign") => {
                let mut parts = Vec::new();
                for index in (0..args.len().min(8)).rev() {
                    parts.push(self.given(at, args, index));
                }
                Kind::Intersection(parts.into()).into()
            }
            ("Object", "values") => {
                let object = self.given(at, args, 0);
                Ty::list(self.values(&object))
            }
            ("Object", "entries") => {
                let object = self.given(at, args, 0);
                let value = self.values(&object);
                if value.is_unknown() {
                    return value;
                }
                Ty::list(Kind::Tuple(Arc::new([Ty::primitive("string"), value])).into())
            }
            ("Object", "fromEntries") => {
                let pair = self.given(at, args, 0).element();
                Ty::record(nth(&pair, 1))
            }
            ("Object", "groupBy") => {
                let list = Ty::list(self.given(at, args, 0).element());
                Ty::record(list)
            }
            ("Map", "groupBy") => {
                let list = Ty::list(self.given(at, args, 0).element());
                let key = self.returned(at, args, 1);
                Kind::Map(Arc::new((key, list))).into()
            }
            ("Array", "from") => {
                if args.len() > 1 {
                    return Ty::list(self.returned(at, args, 1));
                }
                let from = self.given(at, args, 0);
                Ty::list(from.element())
            }
            ("Array", "of") => {
                let mut types = Vec::new();
                for index in 0..args.len().min(8) {
                    types.push(self.given(at, args, index));
                }
                Ty::list(Ty::one_of(types))
            }
            _ => Ty::unknown(),
        }
    }

    /// What a method of the language's own takes at a position.
    pub(super) fn library_argument(&mut self, object: &Ty, name: &str, index: usize) -> Ty {
        match (&object.kind, name, index) {
            (Kind::Map(pair), "get" | "has" | "delete" | "set", 0) => object.inner(&pair.0),
            (Kind::Map(pair), "set", 1) => object.inner(&pair.1),
            (Kind::Iterable(of), "add" | "has" | "delete", 0) => object.inner(of),
            (Kind::List(of), "push" | "unshift", _)
            | (Kind::List(of), "includes" | "indexOf" | "lastIndexOf", 0) => object.inner(of),
            _ => Ty::unknown(),
        }
    }

    /// What the members of an object can be.
    fn values(&mut self, object: &Ty) -> Ty {
        match &object.kind {
            Kind::ObjectLiteral(literal) => self.any_property(literal),
            _ => self.any_member(object),
        }
    }

    /// What a function gets that is handed to a method of the language's own: the parameter `index` of argument `place`.
    pub(super) fn library_parameter(
        &mut self,
        at: At,
        object: &Ty,
        name: &str,
        args: &[Arg],
        place: ExprId,
        index: usize,
    ) -> Option<Ty> {
        let position = args.iter().position(|arg| arg.value == place)?;
        match (&object.kind, name, position, index) {
            (Kind::List(_) | Kind::Tuple(_), "reduce" | "reduceRight", 0, _) => match index {
                0 => Some(if args.len() > 1 {
                    self.given(at, args, 1)
                } else {
                    object.element()
                }),
                1 => Some(object.element()),
                _ => Some(Ty::primitive("number")),
            },
            (Kind::List(_) | Kind::Tuple(_), "sort" | "toSorted", 0, _) => Some(object.element()),
            (Kind::List(_) | Kind::Tuple(_), _, 0, 0)
            | (Kind::Iterable(_), "forEach", 0, 0 | 1) => Some(object.element()),
            (Kind::List(_) | Kind::Tuple(_), _, 0, 2) => Some(object.clone()),
            (Kind::Promise(inner), "then", 0, 0) => Some(inner.awaited().with(object.flags)),
            (Kind::Map(pair), "forEach", 0, 0) => Some(pair.1.clone()),
            (Kind::Global(global), "from" | "groupBy", 1, 0)
                if matches!(global.as_str(), "Array" | "Object" | "Map") =>
            {
                Some(self.given(at, args, 0).element())
            }
            (Kind::List(_) | Kind::Tuple(_) | Kind::Promise(_) | Kind::Map(_), ..) => {
                Some(Ty::unknown())
            }
            (Kind::Across(types), ..) => types
                .iter()
                .find_map(|ty| self.library_parameter(at, ty, name, args, place, index)),
            (Kind::Union(types), ..) => {
                let mut all = Vec::new();
                for ty in types.iter() {
                    all.push(self.library_parameter(at, ty, name, args, place, index)?);
                }
                Some(Ty::union(all))
            }
            _ => None,
        }
    }
}

fn settled(all: &Ty, each: impl Fn(&Ty) -> Ty) -> Ty {
    match &all.kind {
        Kind::Tuple(types) => {
            let types: Vec<Ty> = types.iter().map(each).collect();
            Ty::from(Kind::Tuple(types.into())).with(all.flags)
        }
        _ => Ty::list(each(&all.element())),
    }
}
