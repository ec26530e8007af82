//! What stands in for an SDK in tests: factories of `vi.mock` and `jest.mock`, `vi.fn`, and what such functions are told to
//! give. All that comes of it is marked so.

use super::{Found, Hit, Inference, Module};
use crate::{
    lower::{
        ClassBody, ClassId, ClassMember, Expr, ExprId, ExprKind, FunctionId, Imported, Item,
        Literal, MemberKind, Origin, Span,
    },
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
/// Their method that calls a function before all else.
const HOISTED: &str = "hoisted";
/// Their method that gives what it is given, as the function that stands in for it.
const MOCKED: &str = "mocked";
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
                Role::Told(what) => self.replaced(at, item, what),
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
        if index > 0 {
            return None;
        }
        let whole = match self.role(at, item, call)? {
            Role::Gives => self.mocked_whole(at, call),
            Role::GivesFor(what) => self.replaced(at, item, what),
            _ => return None,
        };
        Some(self.made_by(&whole))
    }

    /// What something is that a test replaced, whatever it passes for.
    fn replaced(&mut self, at: At, item: &Item, what: ExprId) -> Ty {
        let mut what = what;
        while let Some(ExprKind::Cast { value, .. }) =
            item.exprs.get(what.index()).map(|expr| &expr.kind)
        {
            what = *value;
        }
        self.expr(at, what)
    }

    /// The call that gives what a function gives which is written there.
    pub(super) fn hoisted(&mut self, at: At, function: ExprId) -> Option<ExprId> {
        let file = self.file(at.file)?;
        let item = file.item(at.index())?;
        let Parent::Expr(call) = file.places(at.index())?.parent(function) else {
            return None;
        };
        matches!(self.role(at, item, call)?, Role::Hoisted).then_some(call)
    }

    /// What is expected of what a field of a class starts with that stands in for one of an SDK.
    pub(super) fn mocked_field(&mut self, at: At, init: ExprId) -> Ty {
        let starts = |kind: &MemberKind| matches!(kind, MemberKind::Field { init: Some(it), .. } if *it == init);
        self.mocked_member(at, starts)
            .map_or_else(Ty::unknown, |(_, found)| found.ty)
    }

    /// What is expected of what a method or getter gives of a class that stands in for one of an SDK.
    pub(super) fn mocked_method(&mut self, at: At, id: FunctionId) -> Ty {
        let is = |kind: &MemberKind| match kind {
            MemberKind::Method(it) | MemberKind::Getter(it) => *it == id,
            _ => false,
        };
        match self.mocked_member(at, is) {
            Some((MemberKind::Method(_), found)) => self.made_by(&found.ty),
            Some((_, found)) => found.ty,
            None => Ty::unknown(),
        }
    }

    /// The member of a class that stands in for one of an SDK, and what it stands for.
    fn mocked_member(
        &mut self,
        at: At,
        is: impl Fn(&MemberKind) -> bool,
    ) -> Option<(MemberKind, Found)> {
        let members = self.members_in(at);
        let (class, member) = members.into_iter().find(|(_, it)| is(&it.kind))?;
        let found = self.stood_for(class, &member)?;
        Some((member.kind, found))
    }

    /// Where in an item members of a class are named that stands in for one of an SDK, and what they stand for.
    pub(crate) fn mocked_members(&mut self, at: At) -> Vec<(Span, Vec<Hit>)> {
        let mut named = Vec::new();
        for (class, member) in self.members_in(at) {
            if let Some(found) = self.stood_for(class, &member) {
                named.push((member.name_span, found.hits));
            }
        }
        named
    }

    /// The members of classes that stand in an item, with their classes.
    fn members_in(&mut self, at: At) -> Vec<((At, ClassId), ClassMember)> {
        let mut members = Vec::new();
        let Some(file) = self.file(at.file) else {
            return members;
        };
        let Some(item) = file.item(at.index()) else {
            return members;
        };
        for (id, class) in (0u32..).map(ClassId).zip(&item.classes) {
            if let (ClassBody::Inline(inline), false) = (&class.body, class.is_interface) {
                members.extend(inline.iter().map(|it| ((at, id), it.clone())));
            }
        }
        if let Some((class, id)) = file.class_around(at.index()) {
            let class = (at.sibling(class), id);
            members.extend(item.members.iter().map(|it| (class, it.clone())));
        }
        members
    }

    /// What a member of a class stands for if the class stands in for one of an SDK.
    fn stood_for(&mut self, (at, class): (At, ClassId), member: &ClassMember) -> Option<Found> {
        let whole = self.expected_of_class(at, class);
        if !whole.flags.mocked {
            return None;
        }
        let whole = match member.is_static {
            true => whole,
            false => self.made_by(&whole),
        };
        self.member(&whole, member.name.as_deref()?)
    }

    /// What is expected of a class: where it stands, or where its name is handed on.
    fn expected_of_class(&mut self, at: At, id: ClassId) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        if let Some(binding) = item.classes.get(id.index()).and_then(|it| it.binding) {
            let expected = self.expected_of_uses(at, binding);
            if !expected.is_unknown() {
                return expected;
            }
        }
        let is = |expr: &Expr| matches!(expr.kind, ExprKind::Class(it) if it == id);
        match (0u32..).zip(&item.exprs).find(|(_, expr)| is(expr)) {
            Some((site, _)) => self.expected_in_the_end(at, ExprId(site)),
            None => Ty::unknown(),
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
            let gives = RESULTS.contains(&name.as_str());
            return match self.role_at_the_start(at, item, *object)? {
                Role::Works if gives => Some(Role::Gives),
                Role::Told(what) if gives => Some(Role::GivesFor(what)),
                role => Some(role),
            };
        }
        let is_of_tool = name == "fn" || name == HOISTED || MODULES.contains(&name.as_str());
        if !is_of_tool || !self.is_tool(at, item, *object) {
            return None;
        }
        if name == "fn" {
            return Some(Role::Works);
        }
        if name == HOISTED {
            return Some(Role::Hoisted);
        }
        let [module, factory, ..] = args.as_slice() else {
            return None;
        };
        match &item.exprs.get(module.value.index())?.kind {
            ExprKind::Literal(Literal::String(specifier)) => {
                Some(Role::Module(specifier.clone(), factory.value))
            }
            _ => None,
        }
    }

    /// What the start of a chain of calls is about: a function that a test makes, or something else that it replaced.
    fn role_at_the_start(&mut self, at: At, item: &Item, start: ExprId) -> Option<Role> {
        let mut start = start;
        for _ in 0..MAX_CALLS {
            let ExprKind::Call { callee, args, .. } = &item.exprs.get(start.index())?.kind else {
                break;
            };
            let ExprKind::Member { object, name, .. } = &item.exprs.get(callee.index())?.kind
            else {
                return None;
            };
            if is_method(name) {
                start = *object;
                continue;
            }
            return match (name.as_str(), args.as_slice()) {
                _ if !self.is_tool(at, item, *object) => None,
                ("fn", _) => Some(Role::Works),
                (MOCKED, [what, ..]) => Some(Role::Told(what.value)),
                _ => None,
            };
        }
        Some(Role::Told(start))
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
    /// It says how this works, which was replaced elsewhere.
    Told(ExprId),
    /// It says what something gives.
    Gives,
    /// It says what this gives, which was replaced elsewhere.
    GivesFor(ExprId),
    /// It gives what a function gives.
    Hoisted,
}

fn is_method(name: &str) -> bool {
    RESULTS.contains(&name) || WORKS.contains(&name)
}
