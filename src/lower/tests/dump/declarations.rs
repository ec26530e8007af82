//! Functions, classes and types as text.

use super::*;

impl Dump<'_> {
    pub(super) fn type_params(&self, ids: &[BindingId]) -> String {
        let params: Vec<_> = ids
            .iter()
            .map(|id| match &self.item.bindings[id.index()].origin {
                Origin::TypeParam {
                    constraint: Some(constraint),
                    ..
                } => {
                    format!("{} extends {}", self.binding(*id), self.ty(*constraint))
                }
                _ => self.binding(*id).to_string(),
            })
            .collect();
        if params.is_empty() {
            String::new()
        } else {
            format!("<{}>", params.join(", "))
        }
    }

    pub(super) fn function(&self, id: FunctionId) -> String {
        let function = &self.item.functions[id.index()];
        let params: Vec<_> = function
            .params
            .iter()
            .map(|param| {
                let field = param.field.as_ref().map(|_| "field ").unwrap_or_default();
                let rest = if param.rest { "..." } else { "" };
                let optional = if param.optional { "?" } else { "" };
                let declared = param.declared.map(|ty| format!(": {}", self.ty(ty)));
                let default = param
                    .default
                    .map(|value| format!(" = {}", self.expr(value)));
                format!(
                    "{field}{rest}{}{optional}{}{}",
                    self.pat(param.pat),
                    declared.unwrap_or_default(),
                    default.unwrap_or_default()
                )
            })
            .collect();
        let name = function
            .binding
            .map(|id| format!(" {}", self.binding(id)))
            .unwrap_or_default();
        let this = function
            .this_type
            .map(|ty| format!("this: {}, ", self.ty(ty)))
            .unwrap_or_default();
        let result = function
            .result
            .map(|ty| format!(": {}", self.ty(ty)))
            .unwrap_or_default();
        format!(
            "{}{}{}{name}{}({this}{}){result}",
            if function.is_async { "async " } else { "" },
            if function.own_this {
                "function"
            } else {
                "arrow"
            },
            if function.is_generator { "*" } else { "" },
            self.type_params(&function.type_params),
            params.join(", ")
        )
    }

    pub(super) fn function_body(&self, id: FunctionId, depth: usize, out: &mut String) {
        match &self.item.functions[id.index()].body {
            FunctionBody::None => {}
            FunctionBody::Expr(expr) => Self::line(depth, &self.expr(*expr), out),
            FunctionBody::Block { body, .. } => self.body(body, depth, out),
        }
    }

    pub(super) fn class(&self, id: ClassId, depth: usize, out: &mut String) {
        let class = &self.item.classes[id.index()];
        let mut text = if class.is_interface {
            "interface"
        } else {
            "class"
        }
        .to_owned();
        if let Some(binding) = class.binding {
            text += &format!(" {}", self.binding(binding));
        }
        text += &self.type_params(&class.type_params);
        if let Some((base, args)) = &class.extends {
            text += &format!(" extends {}{}", self.expr(*base), self.type_args(args));
        }
        if !class.implements.is_empty() {
            text += &format!(" implements {}", self.types(&class.implements, ", "));
        }
        Self::line(depth, &text, out);
        match &class.body {
            ClassBody::Inline(members) => {
                members
                    .iter()
                    .for_each(|member| self.member(member, depth + 1, out));
            }
            ClassBody::Hole(hole) => Self::line(depth + 1, &format!("hole #{}", hole.0), out),
        }
    }

    pub(super) fn member(&self, member: &ClassMember, depth: usize, out: &mut String) {
        let name = format!(
            "{}{}{}",
            if member.is_static { "static " } else { "" },
            member.name.as_deref().unwrap_or("[]"),
            if member.optional { "?" } else { "" }
        );
        let (word, function) = match &member.kind {
            MemberKind::Field { declared, init } => {
                let declared = declared.map(|ty| format!(": {}", self.ty(ty)));
                let init = init.map(|init| format!(" = {}", self.expr(init)));
                let text = format!(
                    "{name}{}{}",
                    declared.unwrap_or_default(),
                    init.unwrap_or_default()
                );
                return Self::line(depth, &text, out);
            }
            MemberKind::Block(body) => {
                Self::line(depth, "static block", out);
                return self.body(body, depth + 1, out);
            }
            MemberKind::Index { ty, .. } => {
                return Self::line(depth, &format!("[index]: {}", self.ty(*ty)), out);
            }
            MemberKind::Call(function) => ("call", function),
            MemberKind::Method(function) => ("method", function),
            MemberKind::Constructor(function) => ("new", function),
            MemberKind::Getter(function) => ("get", function),
            MemberKind::Setter(function) => ("set", function),
        };
        Self::line(
            depth,
            &format!("{word} {name} {}", self.function(*function)),
            out,
        );
        self.function_body(*function, depth + 1, out);
    }

    pub(super) fn ty(&self, id: TypeId) -> String {
        let path = |path: &[(Name, Span)]| {
            path.iter()
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>()
                .join(".")
        };
        match &self.item.types[id.index()].kind {
            TypeKind::Name { path: names, args } => {
                format!("{}{}", path(names), self.type_args(args))
            }
            TypeKind::Import {
                specifier,
                path: names,
                args,
                ..
            } => {
                format!(
                    "import({specifier:?})[{}]{}",
                    path(names),
                    self.type_args(args)
                )
            }
            TypeKind::TypeOf(expr) => format!("typeof {}", self.expr(*expr)),
            TypeKind::Literal(literal) => Self::literal(literal),
            TypeKind::Array(element) => format!("{}[]", self.ty(*element)),
            TypeKind::Tuple(types) => format!("[{}]", self.types(types, ", ")),
            TypeKind::Union(types) => format!("({})", self.types(types, " | ")),
            TypeKind::Intersection(types) => format!("({})", self.types(types, " & ")),
            TypeKind::Object(members) => {
                let mut out = String::new();
                members
                    .iter()
                    .for_each(|member| self.member(member, 0, &mut out));
                format!("{{ {} }}", out.lines().collect::<Vec<_>>().join("; "))
            }
            TypeKind::Function(function) => self.function(*function),
            TypeKind::Index { object, index } => {
                format!("{}[{}]", self.ty(*object), self.ty(*index))
            }
            TypeKind::KeyOf(ty) => format!("keyof {}", self.ty(*ty)),
            TypeKind::Predicate { about, ty, asserts } => {
                let asserts = if *asserts { "asserts " } else { "" };
                format!("{asserts}{about} is {}", self.ty(*ty))
            }
            TypeKind::Keyword(name) => name.to_string(),
            TypeKind::This => "this".into(),
            TypeKind::Unknown(types) => format!("?<{}>", self.types(types, ", ")),
        }
    }
}
