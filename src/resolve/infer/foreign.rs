//! Functions of packages that are not covered, which hand on what they are given: `cache` of React and the like.

use std::sync::Arc;

use super::Inference;
use crate::{
    lower::{Arg, Imported, TypeId},
    resolve::{
        scopes::At,
        ty::{Kind, Ty},
    },
};

/// What a function makes of its first argument.
#[derive(Clone, Copy)]
enum Gives {
    /// It hands it on: a function that remembers, or that does something besides.
    It,
    /// What it returns.
    Result,
    /// A pair of a value of its kind and a function that sets it.
    State,
    /// What takes handlers of requests.
    Router,
}

/// Module, name, what it gives.
const FUNCTIONS: [(&str, &str, Gives); 12] = [
    ("express", "default", Gives::Router),
    ("express", "Router", Gives::Router),
    ("react", "cache", Gives::It),
    ("react", "useCallback", Gives::It),
    ("react", "useMemo", Gives::Result),
    ("react", "useState", Gives::State),
    ("next/cache", "unstable_cache", Gives::It),
    ("lodash", "memoize", Gives::It),
    ("lodash", "once", Gives::It),
    ("lodash-es", "memoize", Gives::It),
    ("lodash-es", "once", Gives::It),
    ("p-memoize", "default", Gives::It),
];

/// What stands before the name of a module in `Kind::Global`: no global is called so.
const MARK: &str = "module ";

/// A router of Express, a kind of `Kind::Global`.
const ROUTER: &str = "module express#(router)";

/// Types of functions that are handed to a module: the types of the module that each parameter has.
const HANDLERS: [(&str, &str, &[&str]); 4] = [
    ("express", "RequestHandler", &["Request", "Response"]),
    (
        "express",
        "ErrorRequestHandler",
        &["", "Request", "Response"],
    ),
    ("fastify", "FastifyPluginAsync", &["FastifyInstance"]),
    ("fastify", "FastifyPluginCallback", &["FastifyInstance"]),
];

/// The type of functions that are handed to a module.
pub(super) fn handler_type(specifier: &str, name: &str) -> Option<Ty> {
    let mut handlers = HANDLERS.iter();
    handlers.find(|(module, handler, _)| *module == specifier && *handler == name)?;
    Some(Kind::Global(format!("{MARK}{specifier}#{name}").into()).into())
}

/// The module and the name of the type that a parameter of such a function has.
pub(super) fn handler_parameter(
    global: &str,
    index: usize,
) -> Option<(&'static str, &'static str)> {
    let (specifier, name) = global.strip_prefix(MARK)?.split_once('#')?;
    let (module, _, params) = HANDLERS
        .iter()
        .find(|(module, handler, _)| *module == specifier && *handler == name)?;
    Some((module, params.get(index)?))
}

/// Whether something takes handlers of requests.
pub(super) fn is_router(ty: &Ty) -> bool {
    matches!(&ty.kind, Kind::Global(global) if global == ROUTER)
}

/// What an import of a module is that is neither the app's nor covered, if anything is known of it.
pub(super) fn imported(specifier: &str, imported: &Imported) -> Option<Ty> {
    let known = |name: &str| {
        FUNCTIONS
            .iter()
            .any(|(module, function, _)| *module == specifier && *function == name)
    };
    let name = match imported {
        Imported::Named(name) => name.as_str(),
        Imported::Default if known("default") => "default",
        Imported::Default | Imported::Namespace => "",
    };
    let is_module = FUNCTIONS.iter().any(|(module, ..)| *module == specifier);
    if !is_module || !name.is_empty() && !known(name) {
        return None;
    }
    Some(Kind::Global(format!("{MARK}{specifier}#{name}").into()).into())
}

impl Inference<'_> {
    /// What a call of such a function gives; `member` where it is called as a member of its module.
    pub(super) fn foreign_call(
        &mut self,
        at: At,
        callee: &str,
        member: Option<&str>,
        args: &[Arg],
        type_args: &[TypeId],
    ) -> Option<Ty> {
        if callee == ROUTER {
            // Its methods can be chained.
            return Some(Kind::Global(ROUTER.into()).into());
        }
        let (module, name) = callee.strip_prefix(MARK)?.split_once('#')?;
        let name = match member {
            Some(member) if matches!(name, "" | "default") => member,
            Some(_) => return None,
            None => name,
        };
        let (.., gives) = FUNCTIONS
            .iter()
            .find(|(known, function, _)| *known == module && *function == name)?;
        let given = args.first().filter(|arg| !arg.spread);
        let given = given.map_or_else(Ty::unknown, |arg| self.expr(at, arg.value));
        Some(match gives {
            Gives::It => given,
            Gives::Result => self.call_type(&given, None),
            Gives::Router => Kind::Global(ROUTER.into()).into(),
            Gives::State => {
                let state = match (type_args.first(), &given.kind) {
                    (Some(state), _) => self.annotation(at, *state),
                    (None, Kind::Function(_)) => self.call_type(&given, None),
                    (None, _) => given,
                };
                Kind::Tuple(Arc::new([state, Ty::primitive("function")])).into()
            }
        })
    }
}
