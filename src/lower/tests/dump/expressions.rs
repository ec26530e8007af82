//! Expressions and literals as text.

use super::*;

impl Dump<'_> {
    pub(super) fn exprs(&self, ids: &[ExprId]) -> String {
        ids.iter()
            .map(|id| self.expr(*id))
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub(super) fn types(&self, ids: &[TypeId], separator: &str) -> String {
        ids.iter()
            .map(|id| self.ty(*id))
            .collect::<Vec<_>>()
            .join(separator)
    }

    pub(super) fn args(&self, args: &[Arg]) -> String {
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

    pub(super) fn type_args(&self, ids: &[TypeId]) -> String {
        if ids.is_empty() {
            String::new()
        } else {
            format!("<{}>", self.types(ids, ", "))
        }
    }

    pub(super) fn literal(literal: &Literal) -> String {
        match literal {
            Literal::String(text) => format!("{text:?}"),
            Literal::Number(text) => text.to_string(),
            Literal::Bool(value) => value.to_string(),
            Literal::Null => "null".into(),
            Literal::Undefined => "undefined".into(),
            Literal::Other => "literal".into(),
        }
    }

    pub(super) fn props(&self, props: &[Prop]) -> String {
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

    pub(super) fn expr(&self, id: ExprId) -> String {
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
            ExprKind::Yield { value, all } => format!(
                "yield{} {}",
                if *all { "*" } else { "" },
                value.map(|value| self.expr(value)).unwrap_or_default()
            ),
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
}
