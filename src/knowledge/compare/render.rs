//! Types and signatures, written for people.

use std::fmt::Write;

use super::shape::Form;
use crate::knowledge::{Field, FunctionType, LiteralType, MemberKey, Timeline, Type, VersionIdx};

/// Object types with more fields than this are named, or cut.
const MAX_FIELDS: usize = 4;

impl Timeline {
    /// A type, as its declaration would write it.
    #[must_use]
    pub fn render(&self, ty: &Type) -> String {
        let mut out = String::new();
        self.write(ty, &mut out);
        out
    }

    /// The signature of a symbol in a version: of a method with its name and what it takes and gives.
    #[must_use]
    pub fn signature(&self, key: &MemberKey, version: VersionIdx) -> Option<String> {
        let place = self.places(key, version).into_iter().next()?;
        let name = match key {
            MemberKey::Export { name, .. } => name.clone(),
            MemberKey::Decl(id) => self.decl(*id)?.name().into(),
            MemberKey::Member { path, .. } => path.clone(),
        };
        let mut ty = place.ty.into_owned();
        if let Type::Decl(id, _) = &ty
            && !matches!(key, MemberKey::Member { .. })
        {
            let inside = self.decl(*id)?.ty.at(version)?;
            ty = self.ty(inside.ty).clone();
        }
        let functions = ty.functions();
        if functions.is_empty() {
            let optional = if place.optional { "?" } else { "" };
            return Some(format!("{name}{optional}: {}", self.render(&ty)));
        }
        let lines = functions.into_iter().map(|function| {
            let mut line = name.to_string();
            self.write_params(function, &mut line);
            let _ = write!(line, ": {}", self.render(&function.result));
            line
        });
        Some(lines.collect::<Vec<_>>().join("\n"))
    }

    /// A type in a sentence: "a string", "`{ token }`", "a list of `User`", "nothing".
    pub(super) fn phrase(&self, ty: &Type, version: VersionIdx) -> String {
        match ty {
            Type::Keyword(name) => match name.as_str() {
                "void" => "nothing".to_owned(),
                "any" | "unknown" => "anything".to_owned(),
                "object" => "an object".to_owned(),
                name => format!("a {name}"),
            },
            Type::Literal(LiteralType::Undefined) => "nothing".to_owned(),
            Type::List(of) => format!("a list of {}", self.phrase_code(of, version)),
            Type::Function(_) => "a function".to_owned(),
            _ => self.phrase_code(ty, version),
        }
    }

    fn phrase_code(&self, ty: &Type, version: VersionIdx) -> String {
        if let Form::Fields(fields) = self.form(ty, version)
            && (fields.len() <= MAX_FIELDS || matches!(ty, Type::Object(_)))
            && fields.values().all(|field| !field.method)
        {
            let mut names: Vec<&str> = fields.keys().map(|name| name.as_str()).collect();
            if names.len() > MAX_FIELDS {
                names.truncate(MAX_FIELDS);
                names.push("…");
            }
            return match names.as_slice() {
                [] => "`{}`".to_owned(),
                names => format!("`{{ {} }}`", names.join(", ")),
            };
        }
        format!("`{}`", self.render(ty))
    }

    fn write(&self, ty: &Type, out: &mut String) {
        match ty {
            Type::Keyword(name) | Type::Param(name) => out.push_str(name),
            Type::Decl(id, args) => {
                out.push_str(self.decl_name(*id));
                self.write_args(args, out);
            }
            Type::ClassOf(id) => {
                out.push_str("typeof ");
                out.push_str(self.decl_name(*id));
            }
            Type::Builtin(name, args) | Type::Foreign { name, args, .. } => {
                out.push_str(name);
                self.write_args(args, out);
            }
            Type::Literal(literal) => out.push_str(&literal_text(literal)),
            Type::List(of) => {
                let wrapped = matches!(
                    **of,
                    Type::Union(_) | Type::Intersection(_) | Type::Function(_)
                );
                self.write_wrapped(of, wrapped, out);
                out.push_str("[]");
            }
            Type::Union(types) => self.write_joined(types, " | ", out),
            Type::Intersection(types) => self.write_joined(types, " & ", out),
            Type::Object(fields) => self.write_object(fields, out),
            Type::Function(function) => {
                self.write_params(function, out);
                out.push_str(" => ");
                self.write(&function.result, out);
            }
            Type::Unknown => out.push_str("unknown"),
        }
    }

    /// The name by which a declaration is imported; else its own.
    fn decl_name(&self, id: crate::knowledge::DeclId) -> &str {
        self.decl(id).map_or("unknown", |decl| decl.name())
    }

    fn write_args(&self, args: &[Type], out: &mut String) {
        let Some((first, rest)) = args.split_first() else {
            return;
        };
        out.push('<');
        self.write(first, out);
        for arg in rest {
            out.push_str(", ");
            self.write(arg, out);
        }
        out.push('>');
    }

    fn write_wrapped(&self, ty: &Type, wrapped: bool, out: &mut String) {
        if wrapped {
            out.push('(');
        }
        self.write(ty, out);
        if wrapped {
            out.push(')');
        }
    }

    fn write_joined(&self, types: &[Type], separator: &str, out: &mut String) {
        for (index, ty) in types.iter().enumerate() {
            if index > 0 {
                out.push_str(separator);
            }
            self.write_wrapped(ty, matches!(ty, Type::Function(_) | Type::Union(_)), out);
        }
    }

    fn write_object(&self, fields: &[Field], out: &mut String) {
        if fields.is_empty() {
            out.push_str("{}");
            return;
        }
        out.push_str("{ ");
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                out.push_str("; ");
            }
            out.push_str(&field.name);
            out.push_str(if field.optional { "?: " } else { ": " });
            self.write(&field.ty, out);
        }
        out.push_str(" }");
    }

    fn write_params(&self, function: &FunctionType, out: &mut String) {
        out.push('(');
        for (index, param) in function.params.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            if param.rest {
                out.push_str("...");
            }
            out.push_str(&param.name);
            out.push_str(if param.optional { "?: " } else { ": " });
            self.write(&param.ty, out);
        }
        out.push(')');
    }
}

/// A literal as the source would write it.
pub(super) fn literal_text(literal: &LiteralType) -> String {
    match literal {
        LiteralType::String(text) => {
            format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
        }
        LiteralType::Number(text) => text.to_string(),
        LiteralType::Bool(value) => value.to_string(),
        LiteralType::Null => "null".to_owned(),
        LiteralType::Undefined => "undefined".to_owned(),
    }
}
