//! Classes, interfaces, and the members of object types.

use tree_sitter::Node;

use super::{
    super::{
        Body, Class, ClassBody, ClassId, ClassMember, ExprKind, MemberKind, Origin, ScopeKind,
        StmtKind, TypeKind,
    },
    Field, Kind, Lowerer,
    functions::Form,
};

impl<'t> Lowerer<'_, '_, 't> {
    /// A class expression; its decorators are evaluated before it.
    pub(super) fn class_expr(&mut self, node: Node<'t>) -> ExprKind {
        let outer = std::mem::take(&mut self.decorators);
        let class = self.class(node, false);
        let mut parts = std::mem::replace(&mut self.decorators, outer);
        if parts.is_empty() {
            return ExprKind::Class(class);
        }
        let span = self.span(node);
        parts.push(self.expr_at(ExprKind::Class(class), span));
        ExprKind::Sequence(parts)
    }

    /// Lowers a class or an interface. `declares`: its name is declared around it, not bound inside.
    /// Its decorators are left in `self.decorators`.
    pub(super) fn class(&mut self, node: Node<'t>, declares: bool) -> ClassId {
        let id = ClassId(super::index(self.item.classes.len()));
        let span = self.span(node);
        self.item.classes.push(Class {
            binding: None,
            is_interface: self.kind(node) == Kind::InterfaceDeclaration,
            scope: self.scope,
            span,
            type_params: Vec::new(),
            extends: None,
            implements: Vec::new(),
            body: ClassBody::Inline(Vec::new()),
        });
        for (kind, child) in self.named(node) {
            if kind == Kind::Decorator {
                self.decorator(child);
            }
        }
        let name = self
            .field(node, Field::Name)
            .filter(|name| !name.is_missing());
        let mut binding = None;
        if let (true, Some(name)) = (declares, name) {
            binding = Some(self.declare(name, Origin::Class(id), true));
        }
        let inner_name = name.filter(|_| !declares);
        self.within_if(inner_name.is_some(), ScopeKind::Block, |this| {
            if let Some(name) = inner_name {
                binding = Some(this.declare(name, Origin::Class(id), true));
            }
            this.set_class(id, |class| class.binding = binding);
            let type_params = this.field(node, Field::TypeParameters);
            this.within_if(type_params.is_some(), ScopeKind::Type, |this| {
                if let Some(type_params) = type_params {
                    let type_params = this.type_params(type_params);
                    this.set_class(id, |class| class.type_params = type_params);
                }
                this.heritage(node, id);
                this.within(ScopeKind::Class, |this| this.class_scope(node, id));
            });
        });
        id
    }

    fn set_class(&mut self, id: ClassId, set: impl FnOnce(&mut Class)) {
        if let Some(class) = self.item.classes.get_mut(id.index()) {
            set(class);
        }
    }

    fn heritage(&mut self, node: Node<'t>, id: ClassId) {
        for (kind, child) in self.named(node) {
            match kind {
                Kind::ClassHeritage => {
                    for (kind, clause) in self.named(child) {
                        self.heritage_clause(kind, clause, id);
                    }
                }
                Kind::ExtendsTypeClause => self.heritage_clause(kind, child, id),
                _ => {}
            }
        }
    }

    fn heritage_clause(&mut self, kind: Kind, node: Node<'t>, id: ClassId) {
        match kind {
            Kind::ExtendsClause => {
                let Some(value) = self.field(node, Field::Value) else {
                    return;
                };
                let value = self.expr(value);
                let args = self.type_args(node);
                self.set_class(id, |class| class.extends = Some((value, args)));
            }
            Kind::ImplementsClause | Kind::ExtendsTypeClause => {
                let types = self.types(node);
                self.set_class(id, |class| class.implements = types);
            }
            _ => {}
        }
    }

    fn class_scope(&mut self, node: Node<'t>, id: ClassId) {
        let scope = self.scope;
        self.set_class(id, |class| class.scope = scope);
        let Some(body) = self.field(node, Field::Body) else {
            return;
        };
        if self.kind(body) == Kind::ClassBody && body.byte_range().len() > self.large {
            let hole = self.hole(body, Some(id));
            self.set_class(id, |class| class.body = ClassBody::Hole(hole));
            return;
        }
        let outer = std::mem::take(&mut self.decorators);
        let members = self.members(body);
        self.decorators = outer;
        self.set_class(id, |class| class.body = ClassBody::Inline(members));
    }

    /// The members of a class body, an interface or an object type.
    pub(super) fn members(&mut self, node: Node<'t>) -> Vec<ClassMember> {
        let mut members = Vec::new();
        self.members_of(node, &mut members);
        members
    }

    fn members_of(&mut self, node: Node<'t>, out: &mut Vec<ClassMember>) {
        for (kind, child) in self.named(node) {
            match kind {
                Kind::Decorator => self.decorator(child),
                Kind::Error => {
                    self.deeper(|this| this.members_of(child, out));
                }
                _ => self.member(child, out),
            }
        }
    }

    /// Lowers a member, with the decorators that stood before it.
    pub(super) fn member(&mut self, node: Node<'t>, out: &mut Vec<ClassMember>) {
        let member = self.deeper(|this| this.member_of(node)).flatten();
        out.extend(member);
        let decorators = std::mem::take(&mut self.decorators);
        if !decorators.is_empty() {
            let span = self.span(node);
            let stmt = self.stmt_at(StmtKind::Unknown(decorators), span);
            out.push(ClassMember {
                name: None,
                name_span: span,
                kind: MemberKind::Block(Body::Inline(vec![stmt])),
                is_static: true,
                optional: false,
            });
        }
    }

    fn member_of(&mut self, node: Node<'t>) -> Option<ClassMember> {
        let unnamed = |kind, span| ClassMember {
            name: None,
            name_span: span,
            kind,
            is_static: false,
            optional: false,
        };
        let span = self.span(node);
        match self.kind(node) {
            Kind::MethodDefinition | Kind::MethodSignature | Kind::AbstractMethodSignature => {
                self.method(node)
            }
            Kind::PublicFieldDefinition | Kind::PropertySignature => self.member_field(node),
            Kind::IndexSignature => {
                let kind = self.index_signature(node)?;
                Some(unnamed(kind, span))
            }
            Kind::ClassStaticBlock => {
                let body = self.field(node, Field::Body)?;
                let body = self.within(ScopeKind::Block, |this| this.body(body, false));
                Some(ClassMember {
                    is_static: true,
                    ..unnamed(MemberKind::Block(body), span)
                })
            }
            Kind::CallSignature => {
                let function = self.function(node, Form::Method);
                Some(unnamed(MemberKind::Call(function), span))
            }
            // Constructible objects are not described; the types in them are.
            Kind::ConstructSignature => {
                self.function(node, Form::Method);
                None
            }
            _ => None,
        }
    }

    /// Whether a token of a kind stands before the name of a member.
    fn has_modifier(&mut self, node: Node<'t>, name: Node<'t>, kind: Kind) -> bool {
        self.children(node)
            .take_while(|(_, child)| child.start_byte() < name.start_byte())
            .any(|(child, _)| child == kind)
    }

    fn member_named(&mut self, node: Node<'t>, name: Node<'t>, kind: MemberKind) -> ClassMember {
        let key = self.static_key(name);
        if key.is_none()
            && let Some(computed) = self.inner(name)
        {
            self.expr(computed);
        }
        ClassMember {
            name: key,
            name_span: self.span(name),
            kind,
            is_static: self.has_modifier(node, name, Kind::StaticToken),
            optional: self.has(node, Kind::QuestionToken),
        }
    }

    fn method(&mut self, node: Node<'t>) -> Option<ClassMember> {
        let name = self.field(node, Field::Name)?;
        let is_static = self.has_modifier(node, name, Kind::StaticToken);
        let function = self.function(node, Form::Method);
        let kind = if self.has_modifier(node, name, Kind::GetToken) {
            MemberKind::Getter(function)
        } else if self.has_modifier(node, name, Kind::SetToken) {
            MemberKind::Setter(function)
        } else if !is_static && self.static_key(name).as_deref() == Some("constructor") {
            MemberKind::Constructor(function)
        } else {
            MemberKind::Method(function)
        };
        Some(self.member_named(node, name, kind))
    }

    fn member_field(&mut self, node: Node<'t>) -> Option<ClassMember> {
        for (kind, child) in self.named(node) {
            if kind == Kind::Decorator {
                self.decorator(child);
            }
        }
        let name = self.field(node, Field::Name)?;
        let declared = match self.field(node, Field::Type) {
            Some(annotation) => Some(self.annotation(annotation)),
            None => self
                .doc_of(node)
                .and_then(|doc| doc.ty)
                .and_then(|range| self.doc_type(range)),
        };
        let init = self.field(node, Field::Value);
        self.pass_doc(node, init);
        let init = self.opt_expr(init);
        Some(self.member_named(node, name, MemberKind::Field { declared, init }))
    }

    /// The type of every member: `[key: string]: T`, `[K in Keys]: T`.
    fn index_signature(&mut self, node: Node<'t>) -> Option<MemberKind> {
        let ty = self.field(node, Field::Type)?;
        let clause = self
            .named(node)
            .find(|(kind, _)| *kind == Kind::MappedTypeClause);
        let Some((_, clause)) = clause else {
            let ty = self.annotation(ty);
            return Some(MemberKind::Index { key: None, ty });
        };
        let name = self.field(clause, Field::Name)?;
        let keys = self.field(clause, Field::Type);
        Some(self.within(ScopeKind::Type, |this| {
            let constraint = keys.map(|keys| this.ty(keys));
            let origin = Origin::TypeParam {
                constraint,
                default: None,
            };
            let key = Some(this.declare(name, origin, true));
            if let Some(alias) = this.field(clause, Field::Alias) {
                let alias = this.ty(alias);
                let span = this.span(clause);
                this.type_at(TypeKind::Unknown(vec![alias]), span);
            }
            let ty = this.annotation(ty);
            MemberKind::Index { key, ty }
        }))
    }
}
