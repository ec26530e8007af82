//! What stands in for an SDK in tests: factories of `vi.mock` and `jest.mock`, `vi.fn`, and what such functions are told to
//! give. All that comes of it is marked so.

use super::{Inference, Module};
use crate::{
    lower::{ExprId, ExprKind, Imported, Item, Literal, Origin},
    resolve::{
        places::Parent,
        scopes::{At, Space},
        ty::{Kind, Ty},
    },
};

/// Tools of tests, by the modules that they are imported from.
const TOOLS: [(&str, &str); 3] = [
    ("vitest", "vi"),
    ("@jest/globals", "jest"),
    ("bun:test", "mock"),
];
/// Those that are there without an import.
const GLOBAL_TOOLS: [&str; 2] = ["vi", "jest"];
/// Their methods that replace a module by what a function gives.
const MODULES: [&str; 4] = ["mock", "doMock", "unstable_mockModule", "module"];
/// Methods of a function that stands in for another: what they are given is what it gives.
const RESULTS: [&str; 4] = [
    "mockReturnValue",
    "mockReturnValueOnce",
    "mockResolvedValue",
    "mockResolvedValueOnce",
];
/// Methods of such a function that say how it works.
const WORKS: [&str; 2] = ["mockImplementation", "mockImplementationOnce"];
/// How many calls of its methods may follow one another.
const MAX_CALLS: usize = 32;

impl Inference<'_> {
    /// What a function gives that is written where a test says how something works: a module, a function, a class.
    pub(super) fn mocked_by(&mut self, at: At, site: ExprId) -> Option<Ty> {
        let file = self.file(at.file)?;
        let item = file.item(at.index())?;
        let whole = match file.places(at.index())?.parent(site) {
            Parent::Expr(parent) => match self.role(at, item, parent)? {
                Role::Module(specifier, factory) if factory == site => {
                    return Some(match self.module(at.file, &specifier) {
                        Module::File(file) => Ty::from(Kind::Module(file)).mocked(),
                        Module::Package(copy, entry) => {
                            Ty::from(Kind::SdkModule(copy, entry)).mocked()
                        }
                        Module::Other => Ty::unknown(),
                    });
                }
                Role::Works => self.mocked_whole(at, parent),
                _ => return None,
            },
            _ => return None,
        };
        Some(self.made_by(&whole))
    }

    /// What is expected of an argument that a mocked function is told to give.
    pub(super) fn mocked_result(&mut self, at: At, call: ExprId, index: usize) -> Option<Ty> {
        let file = self.file(at.file)?;
        let item = file.item(at.index())?;
        match self.role(at, item, call)? {
            Role::Gives if index == 0 => {
                let whole = self.mocked_whole(at, call);
                Some(self.made_by(&whole))
            }
            _ => None,
        }
    }

    /// What comes of calling something, or of constructing it.
    pub(super) fn made_by(&mut self, whole: &Ty) -> Ty {
        let made = match whole.kind {
            Kind::ClassOf(..) | Kind::Class(_) => self.instance_of(whole, &[]),
            _ => self.call_type(whole, None).awaited(),
        };
        match made.is_unknown() {
            true => made,
            false => made.mocked(),
        }
    }

    /// What a mocked function stands for, on which calls of its methods follow: what is expected of the last.
    fn mocked_whole(&mut self, at: At, call: ExprId) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let (Some(item), Some(places)) = (file.item(at.index()), file.places(at.index())) else {
            return Ty::unknown();
        };
        let mut whole = call;
        for _ in 0..MAX_CALLS {
            let Parent::Expr(member) = places.parent(whole) else {
                break;
            };
            let is_method = matches!(
                item.exprs.get(member.index()).map(|expr| &expr.kind),
                Some(ExprKind::Member { object, name, .. })
                    if *object == whole && is_method(name)
            );
            let Parent::Expr(outer) = places.parent(member) else {
                break;
            };
            let is_called = matches!(
                item.exprs.get(outer.index()).map(|expr| &expr.kind),
                Some(ExprKind::Call { callee, .. }) if *callee == member
            );
            if !is_method || !is_called {
                break;
            }
            whole = outer;
        }
        self.expected(at, whole)
    }

    /// What a call of a tool of tests, or of a method of what it made, is about.
    fn role(&mut self, at: At, item: &Item, call: ExprId) -> Option<Role> {
        let ExprKind::Call { callee, args, .. } = &item.exprs.get(call.index())?.kind else {
            return None;
        };
        let ExprKind::Member { object, name, .. } = &item.exprs.get(callee.index())?.kind else {
            return None;
        };
        if is_method(name) {
            let made = self.role_at_the_start(at, item, *object)?;
            return match made {
                Role::Works if RESULTS.contains(&name.as_str()) => Some(Role::Gives),
                Role::Works => Some(Role::Works),
                _ => None,
            };
        }
        if !self.is_tool(at, item, *object) {
            return None;
        }
        if name == "fn" {
            return Some(Role::Works);
        }
        let [module, factory, ..] = args.as_slice() else {
            return None;
        };
        if !MODULES.contains(&name.as_str()) {
            return None;
        }
        match &item.exprs.get(module.value.index())?.kind {
            ExprKind::Literal(Literal::String(specifier)) => {
                Some(Role::Module(specifier.clone(), factory.value))
            }
            _ => None,
        }
    }

    /// What the first call of a chain of calls is about.
    fn role_at_the_start(&mut self, at: At, item: &Item, call: ExprId) -> Option<Role> {
        let mut call = call;
        for _ in 0..MAX_CALLS {
            let ExprKind::Call { callee, .. } = &item.exprs.get(call.index())?.kind else {
                return None;
            };
            match &item.exprs.get(callee.index())?.kind {
                ExprKind::Member { object, name, .. } if is_method(name) => call = *object,
                ExprKind::Member { object, name, .. } => {
                    let is_made = name == "fn" && self.is_tool(at, item, *object);
                    return is_made.then_some(Role::Works);
                }
                _ => return None,
            }
        }
        None
    }

    fn is_tool(&mut self, at: At, item: &Item, id: ExprId) -> bool {
        let (Some(file), Some(expr)) = (self.file(at.file), item.exprs.get(id.index())) else {
            return false;
        };
        let ExprKind::Name(name) = &expr.kind else {
            return false;
        };
        let declared = file.lookup(at.index(), expr.scope, name, Space::Value);
        let Some(&(there, binding)) = declared.first() else {
            return GLOBAL_TOOLS.contains(&name.as_str());
        };
        let Some(item) = file.item(there) else {
            return false;
        };
        let origin = item.bindings.get(binding.index()).map(|it| &it.origin);
        let Some(Origin::Import { import, name }) = origin else {
            return false;
        };
        let Some(import) = item.imports.get(*import as usize) else {
            return false;
        };
        match import.names.get(*name as usize).map(|name| &name.imported) {
            Some(Imported::Named(name)) => {
                TOOLS.contains(&(import.specifier.as_str(), name.as_str()))
            }
            _ => false,
        }
    }
}

/// What a call in a test is about.
enum Role {
    /// A module is replaced by what a function gives.
    Module(crate::lower::Name, ExprId),
    /// It says how something works.
    Works,
    /// It says what something gives.
    Gives,
}

fn is_method(name: &str) -> bool {
    RESULTS.contains(&name) || WORKS.contains(&name)
}
