//! Facts as text that reads like the source, with everything resolved that lowering resolves: `Let const x: T = v`.

use std::fmt::Write;

use crate::lower::*;

/// All items of a file.
pub fn file(facts: &FileFacts) -> String {
    let mut out = String::new();
    for (index, placed) in facts.items.iter().enumerate() {
        let item = &placed.facts;
        let _ = write!(out, "item {index}");
        if let Some((parent, hole)) = placed.parent {
            let _ = write!(out, " in {parent}#{}", hole.0);
        }
        if item.has_error {
            out.push_str(" broken");
        }
        out.push('\n');
        out.push_str(&self::item(item));
    }
    out
}

/// One item.
pub fn item(item: &Item) -> String {
    let dump = Dump { item };
    let mut out = String::new();
    for stmt in &item.root {
        dump.stmt(*stmt, 1, &mut out);
    }
    for member in &item.members {
        dump.member(member, 1, &mut out);
    }
    for import in &item.imports {
        let names: Vec<_> = import
            .names
            .iter()
            .map(|name| {
                let kind = if name.type_only { "type " } else { "" };
                let imported = dump.imported(&name.imported);
                format!("{kind}{imported} as {}", dump.binding(name.local))
            })
            .collect();
        let kind = if import.type_only { "type " } else { "" };
        let _ = writeln!(
            out,
            "  import {kind}{} from {:?}",
            names.join(", "),
            import.specifier
        );
    }
    for export in &item.exports {
        let _ = writeln!(out, "  export {}", dump.export(export));
    }
    for (name, value) in &item.assigned {
        let _ = writeln!(out, "  assigned {name}: {}", dump.expr(*value));
    }
    for augmentation in &item.augmentations {
        let _ = writeln!(out, "  augments {:?}", augmentation.module);
    }
    out
}

/// One expression.
pub fn expr(item: &Item, id: ExprId) -> String {
    Dump { item }.expr(id)
}

/// One type.
pub fn ty(item: &Item, id: TypeId) -> String {
    Dump { item }.ty(id)
}

struct Dump<'a> {
    item: &'a Item,
}

impl Dump<'_> {
    fn line(depth: usize, text: &str, out: &mut String) {
        let _ = writeln!(out, "{}{text}", "  ".repeat(depth));
    }

    fn binding(&self, id: BindingId) -> Name {
        self.item.bindings[id.index()].name.clone()
    }

    fn imported(&self, imported: &Imported) -> String {
        match imported {
            Imported::Default => "default".into(),
            Imported::Namespace => "*".into(),
            Imported::Named(name) => name.to_string(),
        }
    }

    fn export(&self, export: &Export) -> String {
        match export {
            Export::Local {
                exported, local, ..
            } => format!("{local} as {exported}"),
            Export::Value { exported, value } => format!("{} as {exported}", self.expr(*value)),
            Export::Module(value) => format!("= {}", self.expr(*value)),
            Export::From {
                specifier,
                imported,
                exported,
                ..
            } => {
                format!(
                    "{} as {exported} from {specifier:?}",
                    self.imported(imported)
                )
            }
            Export::Star { specifier, .. } => format!("* from {specifier:?}"),
        }
    }

    fn body(&self, body: &Body, depth: usize, out: &mut String) {
        match body {
            Body::Inline(stmts) => stmts.iter().for_each(|stmt| self.stmt(*stmt, depth, out)),
            Body::Hole(hole) => Self::line(depth, &format!("hole #{}", hole.0), out),
        }
    }

    fn opt(&self, id: Option<ExprId>) -> String {
        id.map_or("-".into(), |id| self.expr(id))
    }

    pub fn stmt(&self, id: StmtId, depth: usize, out: &mut String) {
        match &self.item.stmts[id.index()].kind {
            StmtKind::Expr(expr) => Self::line(depth, &self.expr(*expr), out),
            StmtKind::Let {
                pat,
                declared,
                init,
                constant,
            } => {
                let mut text = if *constant { "const " } else { "let " }.to_owned();
                text += &self.pat(*pat);
                if let Some(declared) = declared {
                    text += &format!(": {}", self.ty(*declared));
                }
                if let Some(init) = init {
                    text += &format!(" = {}", self.expr(*init));
                }
                Self::line(depth, &text, out);
            }
            StmtKind::Block(body) => {
                Self::line(depth, "block", out);
                self.body(body, depth + 1, out);
            }
            StmtKind::If {
                test,
                then,
                otherwise,
            } => {
                Self::line(depth, &format!("if {}", self.expr(*test)), out);
                self.stmt(*then, depth + 1, out);
                if let Some(otherwise) = otherwise {
                    Self::line(depth, "else", out);
                    self.stmt(*otherwise, depth + 1, out);
                }
            }
            StmtKind::Switch { on, cases } => {
                Self::line(depth, &format!("switch {}", self.expr(*on)), out);
                for case in cases {
                    Self::line(depth + 1, &format!("case {}", self.opt(case.value)), out);
                    case.body
                        .iter()
                        .for_each(|stmt| self.stmt(*stmt, depth + 2, out));
                }
            }
            StmtKind::Return(value) => {
                Self::line(depth, &format!("return {}", self.opt(*value)), out)
            }
            StmtKind::Throw(value) => {
                Self::line(depth, &format!("throw {}", self.expr(*value)), out)
            }
            StmtKind::Jump => Self::line(depth, "jump", out),
            StmtKind::ForOf {
                pat,
                iterated,
                is_await,
                body,
            } => {
                let word = if *is_await { "for await" } else { "for" };
                Self::line(
                    depth,
                    &format!("{word} {} of {}", self.pat(*pat), self.expr(*iterated)),
                    out,
                );
                self.stmt(*body, depth + 1, out);
            }
            StmtKind::ForIn { pat, object, body } => {
                Self::line(
                    depth,
                    &format!("for {} in {}", self.pat(*pat), self.expr(*object)),
                    out,
                );
                self.stmt(*body, depth + 1, out);
            }
            StmtKind::Loop {
                init,
                test,
                step,
                body,
            } => {
                Self::line(
                    depth,
                    &format!("loop {}; {}", self.opt(*test), self.opt(*step)),
                    out,
                );
                init.iter()
                    .for_each(|init| self.stmt(*init, depth + 1, out));
                self.stmt(*body, depth + 1, out);
            }
            StmtKind::Try {
                block,
                catch,
                finally,
            } => {
                Self::line(depth, "try", out);
                self.stmt(*block, depth + 1, out);
                if let Some((pat, body)) = catch {
                    let pat = pat.map(|pat| self.pat(pat)).unwrap_or_default();
                    Self::line(depth, &format!("catch {pat}"), out);
                    self.stmt(*body, depth + 1, out);
                }
                if let Some(finally) = finally {
                    Self::line(depth, "finally", out);
                    self.stmt(*finally, depth + 1, out);
                }
            }
            StmtKind::Function(function) => {
                Self::line(depth, &self.function(*function), out);
                self.function_body(*function, depth + 1, out);
            }
            StmtKind::Class(class) => self.class(*class, depth, out),
            StmtKind::TypeAlias { binding, ty } => {
                Self::line(
                    depth,
                    &format!("type {} = {}", self.binding(*binding), self.ty(*ty)),
                    out,
                );
            }
            StmtKind::Enum { binding, members } => {
                let members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| format!("{name} = {}", self.opt(*value)))
                    .collect();
                Self::line(
                    depth,
                    &format!("enum {} {{{}}}", self.binding(*binding), members.join(", ")),
                    out,
                );
            }
            StmtKind::Namespace(body) => {
                Self::line(depth, "namespace", out);
                self.body(body, depth + 1, out);
            }
            StmtKind::Module => {}
            StmtKind::Unknown(exprs) => {
                Self::line(depth, &format!("?({})", self.exprs(exprs)), out);
            }
        }
    }

    fn exprs(&self, ids: &[ExprId]) -> String {
        ids.iter()
            .map(|id| self.expr(*id))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn types(&self, ids: &[TypeId], separator: &str) -> String {
        ids.iter()
            .map(|id| self.ty(*id))
            .collect::<Vec<_>>()
            .join(separator)
    }

    fn args(&self, args: &[Arg]) -> String {
        let args: Vec<_> = args
            .iter()
            .map(|arg| {
                format!(
                    "{}{}",
                    if arg.spread { "..." } else { "" },
                    self.expr(arg.value)
                )
            })
            .collect();
        args.join(", ")
    }

    fn type_args(&self, ids: &[TypeId]) -> String {
        if ids.is_empty() {
            String::new()
        } else {
            format!("<{}>", self.types(ids, ", "))
        }
    }

    fn literal(literal: &Literal) -> String {
        match literal {
            Literal::String(text) => format!("{text:?}"),
            Literal::Number(text) => text.to_string(),
            Literal::Bool(value) => value.to_string(),
            Literal::Null => "null".into(),
            Literal::Undefined => "undefined".into(),
            Literal::Other => "literal".into(),
        }
    }

    fn props(&self, props: &[Prop]) -> String {
        let props: Vec<_> = props
            .iter()
            .map(|prop| {
                let value = self.opt(prop.value);
                match &prop.key {
                    PropKey::Static(name) if prop.shorthand => name.to_string(),
                    PropKey::Static(name) => format!("{name}: {value}"),
                    PropKey::Computed(key) => format!("[{}]: {value}", self.expr(*key)),
                    PropKey::Spread => format!("...{value}"),
                }
            })
            .collect();
        props.join(", ")
    }

    pub fn expr(&self, id: ExprId) -> String {
        let question = |optional: &bool| if *optional { "?" } else { "" };
        match &self.item.exprs[id.index()].kind {
            ExprKind::Name(name) => name.to_string(),
            ExprKind::Member {
                object,
                name,
                optional,
                ..
            } => {
                format!("{}{}.{name}", self.expr(*object), question(optional))
            }
            ExprKind::Index {
                object,
                index,
                optional,
            } => {
                format!(
                    "{}{}[{}]",
                    self.expr(*object),
                    question(optional),
                    self.expr(*index)
                )
            }
            ExprKind::Call {
                callee,
                args,
                type_args,
                optional,
            } => format!(
                "{}{}{}({})",
                self.expr(*callee),
                question(optional),
                self.type_args(type_args),
                self.args(args)
            ),
            ExprKind::New {
                callee,
                args,
                type_args,
            } => {
                format!(
                    "new {}{}({})",
                    self.expr(*callee),
                    self.type_args(type_args),
                    self.args(args)
                )
            }
            ExprKind::ImportCall {
                specifier,
                is_await,
                ..
            } => {
                format!(
                    "{}({specifier:?})",
                    if *is_await { "import" } else { "require" }
                )
            }
            ExprKind::Await(value) => format!("await {}", self.expr(*value)),
            ExprKind::Assign {
                target,
                value,
                plain,
            } => {
                let sign = if *plain { "=" } else { "?=" };
                format!("({} {sign} {})", self.pat(*target), self.expr(*value))
            }
            ExprKind::Object(props) => format!("{{{}}}", self.props(props)),
            ExprKind::Array(args) => format!("[{}]", self.args(args)),
            ExprKind::Template { parts, tag } => {
                let tag = tag.map(|tag| self.expr(tag)).unwrap_or_default();
                format!("{tag}`{}`", self.exprs(parts))
            }
            ExprKind::Function(function) => {
                let mut out = String::new();
                self.function_body(*function, 0, &mut out);
                let lines: Vec<_> = out.lines().collect();
                format!("{} {{{}}}", self.function(*function), lines.join("; "))
            }
            ExprKind::Class(class) => {
                let mut out = String::new();
                self.class(*class, 0, &mut out);
                out.trim_end().replace('\n', ";")
            }
            ExprKind::Literal(literal) => Self::literal(literal),
            ExprKind::Conditional {
                test,
                then,
                otherwise,
            } => {
                format!(
                    "({} ? {} : {})",
                    self.expr(*test),
                    self.expr(*then),
                    self.expr(*otherwise)
                )
            }
            ExprKind::Logical { op, left, right } => {
                format!("({} {op:?} {})", self.expr(*left), self.expr(*right))
            }
            ExprKind::Compare { op, left, right } => {
                format!("({} {op:?} {})", self.expr(*left), self.expr(*right))
            }
            ExprKind::Not(value) => format!("!{}", self.expr(*value)),
            ExprKind::TypeOf(value) => format!("typeof {}", self.expr(*value)),
            ExprKind::Cast { value, kind, ty } => {
                let ty = ty.map(|ty| format!(" {}", self.ty(ty))).unwrap_or_default();
                format!("({} {kind:?}{ty})", self.expr(*value))
            }
            ExprKind::This => "this".into(),
            ExprKind::Super => "super".into(),
            ExprKind::Jsx {
                tag,
                attributes,
                children,
            } => {
                let tag = tag.map(|tag| self.expr(tag)).unwrap_or_default();
                format!(
                    "<{tag} {{{}}} [{}]>",
                    self.props(attributes),
                    self.exprs(children)
                )
            }
            ExprKind::Sequence(exprs) => format!("seq({})", self.exprs(exprs)),
            ExprKind::Unknown(exprs) => format!("?({})", self.exprs(exprs)),
        }
    }

    pub fn pat(&self, id: PatId) -> String {
        let default = |default: &Option<ExprId>| {
            default
                .map(|value| format!(" = {}", self.expr(value)))
                .unwrap_or_default()
        };
        match &self.item.pats[id.index()].kind {
            PatKind::Binding(binding) => self.binding(*binding).to_string(),
            PatKind::Object { props, rest } => {
                let mut parts: Vec<_> = props
                    .iter()
                    .map(|prop| {
                        let key = prop.key.as_deref().unwrap_or("[]");
                        let value = self.pat(prop.value);
                        let key = if prop.shorthand {
                            value
                        } else {
                            format!("{key}: {value}")
                        };
                        key + &default(&prop.default)
                    })
                    .collect();
                parts.extend(rest.map(|rest| format!("...{}", self.pat(rest))));
                format!("{{{}}}", parts.join(", "))
            }
            PatKind::Array { elements, rest } => {
                let mut parts: Vec<_> = elements
                    .iter()
                    .map(|element| match element {
                        Some((pat, value)) => self.pat(*pat) + &default(value),
                        None => String::new(),
                    })
                    .collect();
                parts.extend(rest.map(|rest| format!("...{}", self.pat(rest))));
                format!("[{}]", parts.join(", "))
            }
            PatKind::Target(expr) => format!("@{}", self.expr(*expr)),
            PatKind::Unknown => "?".into(),
        }
    }

    fn type_params(&self, ids: &[BindingId]) -> String {
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

    fn function(&self, id: FunctionId) -> String {
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
        let result = function
            .result
            .map(|ty| format!(": {}", self.ty(ty)))
            .unwrap_or_default();
        format!(
            "{}{}{}{name}{}({}){result}",
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

    fn function_body(&self, id: FunctionId, depth: usize, out: &mut String) {
        match &self.item.functions[id.index()].body {
            FunctionBody::None => {}
            FunctionBody::Expr(expr) => Self::line(depth, &self.expr(*expr), out),
            FunctionBody::Block { body, .. } => self.body(body, depth, out),
        }
    }

    fn class(&self, id: ClassId, depth: usize, out: &mut String) {
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

    pub fn member(&self, member: &ClassMember, depth: usize, out: &mut String) {
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
            MemberKind::Index(ty) => {
                return Self::line(depth, &format!("[index]: {}", self.ty(*ty)), out);
            }
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

    pub fn ty(&self, id: TypeId) -> String {
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
            TypeKind::Keyword(name) => name.to_string(),
            TypeKind::This => "this".into(),
            TypeKind::Unknown(types) => format!("?<{}>", self.types(types, ", ")),
        }
    }
}
