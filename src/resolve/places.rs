//! Where in an item its expressions, statements, patterns and functions stand: the way up that the facts leave out.
//! Made once per item. Knows no types and no other item.

use rustc_hash::{FxHashMap, FxHashSet};

use super::scopes::FEW;
use crate::lower::{
    BindingId, Body, ClassBody, ClassId, ClassMember, CompareOp, ExprId, ExprKind, FunctionBody,
    FunctionId, HoleId, Item, MemberKind, Name, PatId, PatKind, PropKey, ScopeId, StmtId, StmtKind,
    TypeId, TypeKind,
};

/// Parts of one test that are looked at.
const MAX_TEST: usize = 32;

/// What an expression is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parent {
    None,
    Expr(ExprId),
    Stmt(StmtId),
    /// The body of an arrow.
    Body(FunctionId),
    /// The default of a parameter.
    Default(FunctionId, u32),
    /// The initialiser of a field with this annotation.
    Field(Option<TypeId>),
    /// A default in a pattern: of this part.
    PatDefault(PatId),
    /// The place that a pattern assigns.
    Target(PatId),
}

/// What a statement is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StmtParent {
    /// It stands at the top of the item.
    Root,
    Stmt(StmtId),
    Function(FunctionId),
    /// A static block of a class.
    Class,
}

/// Where a function stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FunctionSite {
    Expr(ExprId),
    Stmt(StmtId),
    /// A member of a class.
    Member {
        is_static: bool,
    },
    /// A type, or not known.
    Other,
}

/// Where the value of a pattern comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Let {
        declared: Option<TypeId>,
        init: Option<ExprId>,
    },
    Param {
        function: FunctionId,
        index: u32,
    },
    ForOf {
        iterated: ExprId,
        is_await: bool,
    },
    Assign {
        value: ExprId,
        plain: bool,
    },
    Opaque,
}

/// What holds a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HoleSite {
    Stmt(StmtId),
    Function(FunctionId),
    Other,
}

/// The places of one item.
#[derive(Debug)]
pub(crate) struct Places {
    /// What scopes declare in which there are many names.
    names: FxHashMap<(ScopeId, Name), Vec<BindingId>>,
    exprs: Vec<Parent>,
    stmts: Vec<StmtParent>,
    functions: Vec<FunctionSite>,
    sources: Vec<Source>,
    holes: Vec<HoleSite>,
    classes: FxHashMap<ScopeId, ClassId>,
    /// Names that a test asks for their type: `x instanceof C`, `isC(x)`.
    tested: FxHashSet<Name>,
}

impl Places {
    pub(crate) fn new(item: &Item) -> Self {
        let mut places = Self {
            names: FxHashMap::default(),
            exprs: vec![Parent::None; item.exprs.len()],
            stmts: vec![StmtParent::Root; item.stmts.len()],
            functions: vec![FunctionSite::Other; item.functions.len()],
            sources: vec![Source::Opaque; item.pats.len()],
            holes: vec![HoleSite::Other; item.holes.len()],
            classes: FxHashMap::default(),
            tested: FxHashSet::default(),
        };
        let scopes = (0u32..).zip(&item.scopes);
        for (scope, declared) in scopes.filter(|(_, it)| it.bindings.len() > FEW) {
            for &binding in &declared.bindings {
                if let Some(it) = item.bindings.get(binding.index()) {
                    places
                        .names
                        .entry((ScopeId(scope), it.name.clone()))
                        .or_default()
                        .push(binding);
                }
            }
        }
        for (id, expr) in (0u32..).zip(&item.exprs) {
            places.add_expr(item, ExprId(id), &expr.kind);
        }
        for (id, stmt) in (0u32..).zip(&item.stmts) {
            places.add_stmt(item, StmtId(id), &stmt.kind);
        }
        for (id, function) in (0u32..).zip(&item.functions) {
            let id = FunctionId(id);
            for (index, param) in (0u32..).zip(&function.params) {
                let source = Source::Param {
                    function: id,
                    index,
                };
                places.set_source(param.pat, source);
                places.set(param.default, Parent::Default(id, index));
            }
            match &function.body {
                FunctionBody::None => {}
                FunctionBody::Expr(value) => places.set(Some(*value), Parent::Body(id)),
                FunctionBody::Block { body, .. } => {
                    places.add_body(body, StmtParent::Function(id), HoleSite::Function(id));
                }
            }
        }
        for (id, class) in (0u32..).zip(&item.classes) {
            places.classes.insert(class.scope, ClassId(id));
            if let ClassBody::Inline(members) = &class.body {
                places.add_members(members);
            }
        }
        places.add_members(&item.members);
        for ty in &item.types {
            if let TypeKind::Object(members) = &ty.kind {
                places.add_members(members);
            }
        }
        for pat in &item.pats {
            places.add_pat(&pat.kind);
        }
        for (id, pat) in (0u32..).zip(&item.pats) {
            if let PatKind::Target(target) = pat.kind {
                places.set(Some(target), Parent::Target(PatId(id)));
            }
        }
        places
    }

    pub(crate) fn declared(&self, scope: ScopeId, name: &str) -> &[BindingId] {
        self.names
            .get(&(scope, Name::new(name)))
            .map_or(&[], Vec::as_slice)
    }
    pub(crate) fn parent(&self, expr: ExprId) -> Parent {
        self.exprs
            .get(expr.index())
            .copied()
            .unwrap_or(Parent::None)
    }
    pub(crate) fn stmt_parent(&self, stmt: StmtId) -> StmtParent {
        self.stmts
            .get(stmt.index())
            .copied()
            .unwrap_or(StmtParent::Root)
    }
    pub(crate) fn site(&self, function: FunctionId) -> FunctionSite {
        self.functions
            .get(function.index())
            .copied()
            .unwrap_or(FunctionSite::Other)
    }
    pub(crate) fn hole(&self, hole: HoleId) -> HoleSite {
        self.holes
            .get(hole.index())
            .copied()
            .unwrap_or(HoleSite::Other)
    }
    /// Whether a test in the item asks for the type of a name.
    pub(crate) fn is_tested(&self, name: &str) -> bool {
        self.tested.contains(name)
    }
    /// The class whose body a scope is.
    pub(crate) fn class(&self, scope: ScopeId) -> Option<ClassId> {
        self.classes.get(&scope).copied()
    }
    /// Where a whole pattern (one that is part of no other) gets its value.
    pub(crate) fn source(&self, root: PatId) -> Source {
        let source = self.sources.get(root.index());
        source.copied().unwrap_or(Source::Opaque)
    }

    fn set_source(&mut self, pat: PatId, source: Source) {
        if let Some(slot) = self.sources.get_mut(pat.index()) {
            *slot = source;
        }
    }

    fn set(&mut self, expr: Option<ExprId>, parent: Parent) {
        if let Some(slot) = expr.and_then(|expr| self.exprs.get_mut(expr.index())) {
            *slot = parent;
        }
    }

    fn add_expr(&mut self, item: &Item, id: ExprId, kind: &ExprKind) {
        children(kind, &mut |child| self.set(Some(child), Parent::Expr(id)));
        match kind {
            ExprKind::Function(function) => {
                if let Some(slot) = self.functions.get_mut(function.index()) {
                    *slot = FunctionSite::Expr(id);
                }
            }
            ExprKind::Conditional { test, .. } => self.add_test(item, *test),
            ExprKind::Logical { left, .. } => self.add_test(item, *left),
            ExprKind::Assign {
                target,
                value,
                plain,
            } => {
                let source = Source::Assign {
                    value: *value,
                    plain: *plain,
                };
                // A plain target is no pattern of its own right: what it holds is not asked for.
                self.set_source(*target, source);
            }
            _ => {}
        }
    }

    fn add_stmt(&mut self, item: &Item, id: StmtId, kind: &StmtKind) {
        let here = Parent::Stmt(id);
        match kind {
            StmtKind::Expr(value) | StmtKind::Throw(value) => self.set(Some(*value), here),
            StmtKind::Return(value) => self.set(*value, here),
            StmtKind::Let {
                pat,
                declared,
                init,
                ..
            } => {
                self.set(*init, here);
                let source = Source::Let {
                    declared: *declared,
                    init: *init,
                };
                self.set_source(*pat, source);
            }
            StmtKind::Block(body) | StmtKind::Namespace(body) => {
                self.add_body(body, StmtParent::Stmt(id), HoleSite::Stmt(id));
            }
            StmtKind::If {
                test,
                then,
                otherwise,
            } => {
                self.set(Some(*test), here);
                self.add_test(item, *test);
                self.add_child(*then, id);
                if let Some(otherwise) = otherwise {
                    self.add_child(*otherwise, id);
                }
            }
            StmtKind::Switch { on, cases } => {
                self.set(Some(*on), here);
                for case in cases {
                    self.set(case.value, here);
                    for &stmt in &case.body {
                        self.add_child(stmt, id);
                    }
                }
            }
            StmtKind::ForOf {
                pat,
                iterated,
                is_await,
                body,
            } => {
                self.set(Some(*iterated), here);
                let source = Source::ForOf {
                    iterated: *iterated,
                    is_await: *is_await,
                };
                self.set_source(*pat, source);
                self.add_child(*body, id);
            }
            StmtKind::ForIn { object, body, .. } => {
                self.set(Some(*object), here);
                self.add_child(*body, id);
            }
            StmtKind::Loop {
                init,
                test,
                step,
                body,
            } => {
                self.set(*test, here);
                self.set(*step, here);
                if let Some(init) = init {
                    self.add_child(*init, id);
                }
                self.add_child(*body, id);
            }
            StmtKind::Try {
                block,
                catch,
                finally,
            } => {
                self.add_child(*block, id);
                if let Some((_, body)) = catch {
                    self.add_child(*body, id);
                }
                if let Some(finally) = finally {
                    self.add_child(*finally, id);
                }
            }
            StmtKind::Function(function) => {
                if let Some(slot) = self.functions.get_mut(function.index()) {
                    *slot = FunctionSite::Stmt(id);
                }
            }
            StmtKind::Enum { members, .. } => {
                for (_, value) in members {
                    self.set(*value, here);
                }
            }
            StmtKind::Unknown(values) => {
                for &value in values {
                    self.set(Some(value), here);
                }
            }
            StmtKind::Jump | StmtKind::Class(_) | StmtKind::TypeAlias { .. } | StmtKind::Module => {
            }
        }
    }

    /// Notes the names that a test, or the right side of one, asks for their type.
    fn add_test(&mut self, item: &Item, test: ExprId) {
        let mut waiting = vec![test];
        for _ in 0..MAX_TEST {
            let Some(id) = waiting.pop() else { return };
            match item.exprs.get(id.index()).map(|expr| &expr.kind) {
                Some(ExprKind::Not(inner)) => waiting.push(*inner),
                Some(ExprKind::Logical { left, right, .. }) => waiting.extend([*left, *right]),
                Some(ExprKind::Compare {
                    op: CompareOp::InstanceOf,
                    left,
                    ..
                }) => self.add_tested(item, *left),
                Some(ExprKind::Call { args, .. }) => {
                    for arg in args {
                        self.add_tested(item, arg.value);
                    }
                }
                _ => {}
            }
        }
    }

    fn add_tested(&mut self, item: &Item, id: ExprId) {
        if let Some(ExprKind::Name(name)) = item.exprs.get(id.index()).map(|expr| &expr.kind) {
            self.tested.insert(name.clone());
        }
    }

    fn add_child(&mut self, stmt: StmtId, parent: StmtId) {
        if let Some(slot) = self.stmts.get_mut(stmt.index()) {
            *slot = StmtParent::Stmt(parent);
        }
    }

    fn add_body(&mut self, body: &Body, parent: StmtParent, site: HoleSite) {
        match body {
            Body::Inline(stmts) => {
                for stmt in stmts {
                    if let Some(slot) = self.stmts.get_mut(stmt.index()) {
                        *slot = parent;
                    }
                }
            }
            Body::Hole(hole) => {
                if let Some(slot) = self.holes.get_mut(hole.index()) {
                    *slot = site;
                }
            }
        }
    }

    fn add_members(&mut self, members: &[ClassMember]) {
        for member in members {
            match &member.kind {
                MemberKind::Field { declared, init } => {
                    self.set(*init, Parent::Field(*declared));
                }
                MemberKind::Method(function)
                | MemberKind::Constructor(function)
                | MemberKind::Getter(function)
                | MemberKind::Setter(function) => {
                    if let Some(slot) = self.functions.get_mut(function.index()) {
                        *slot = FunctionSite::Member {
                            is_static: member.is_static,
                        };
                    }
                }
                MemberKind::Block(body) => self.add_body(body, StmtParent::Class, HoleSite::Other),
                MemberKind::Index { .. } | MemberKind::Call(_) => {}
            }
        }
    }

    fn add_pat(&mut self, kind: &PatKind) {
        match kind {
            PatKind::Object { props, .. } => {
                for prop in props {
                    self.set(prop.default, Parent::PatDefault(prop.value));
                }
            }
            PatKind::Array { elements, .. } => {
                for (pat, default) in elements.iter().flatten() {
                    self.set(*default, Parent::PatDefault(*pat));
                }
            }
            PatKind::Binding(_) | PatKind::Target(_) | PatKind::Unknown => {}
        }
    }
}

/// Calls `each` with every expression that is directly part of one.
pub(crate) fn children(kind: &ExprKind, each: &mut impl FnMut(ExprId)) {
    match kind {
        ExprKind::Member { object, .. } => each(*object),
        ExprKind::Index { object, index, .. } => {
            each(*object);
            each(*index);
        }
        ExprKind::Call { callee, args, .. } | ExprKind::New { callee, args, .. } => {
            each(*callee);
            for arg in args {
                each(arg.value);
            }
        }
        ExprKind::Yield { value, .. } => value.iter().for_each(|&value| each(value)),
        ExprKind::Await(value)
        | ExprKind::Not(value)
        | ExprKind::TypeOf(value)
        | ExprKind::Cast { value, .. }
        | ExprKind::Assign { value, .. } => each(*value),
        ExprKind::Object(props) => props_of(props, each),
        ExprKind::Array(elements) => {
            for element in elements {
                each(element.value);
            }
        }
        ExprKind::Template { parts, tag } => {
            parts.iter().for_each(|&part| each(part));
            if let Some(tag) = tag {
                each(*tag);
            }
        }
        ExprKind::Conditional {
            test,
            then,
            otherwise,
        } => {
            each(*test);
            each(*then);
            each(*otherwise);
        }
        ExprKind::Logical { left, right, .. } | ExprKind::Compare { left, right, .. } => {
            each(*left);
            each(*right);
        }
        ExprKind::Jsx {
            tag,
            attributes,
            children,
        } => {
            if let Some(tag) = tag {
                each(*tag);
            }
            props_of(attributes, each);
            children.iter().for_each(|&child| each(child));
        }
        ExprKind::Sequence(values) | ExprKind::Unknown(values) => {
            values.iter().for_each(|&value| each(value));
        }
        ExprKind::Name(_)
        | ExprKind::ImportCall { .. }
        | ExprKind::Function(_)
        | ExprKind::Class(_)
        | ExprKind::Literal(_)
        | ExprKind::This
        | ExprKind::Super => {}
    }
}

fn props_of(props: &[crate::lower::Prop], each: &mut impl FnMut(ExprId)) {
    for prop in props {
        if let PropKey::Computed(key) = prop.key {
            each(key);
        }
        if let Some(value) = prop.value {
            each(value);
        }
    }
}
