//! The language in which `api.json` writes types (`knowledge/extract/FORMAT.md`), parsed by recursive descent.

use rustc_hash::FxHashMap;
use smol_str::{SmolStr, SmolStrBuilder};

use crate::knowledge::{DeclId, Field, FunctionParam, FunctionType, LiteralType, Type};

/// Types nested deeper than this are not read.
const MAX_DEPTH: usize = 48;

const KEYWORDS: &[&str] = &[
    "string", "number", "boolean", "void", "any", "unknown", "never", "object", "bigint", "symbol",
];

/// Parses a type. Names of declarations become references to them.
///
/// # Errors
/// What was expected, and where.
pub(super) fn parse(text: &str, decls: &FxHashMap<SmolStr, DeclId>) -> Result<Type, String> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        scope: Vec::new(),
        decls,
    };
    let ty = parser.union()?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.expected("the end of the type"));
    }
    Ok(ty)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    scope: Vec<SmolStr>,
    decls: &'a FxHashMap<SmolStr, DeclId>,
}

impl Parser<'_> {
    fn union(&mut self) -> Result<Type, String> {
        if self.depth >= MAX_DEPTH {
            return Err(self.expected("fewer types within types"));
        }
        self.depth += 1;
        self.eat("|");
        let mut arms = vec![self.intersection()?];
        while self.eat("|") {
            arms.push(self.intersection()?);
        }
        self.depth -= 1;
        Ok(one_or(arms, Type::Union))
    }

    fn intersection(&mut self) -> Result<Type, String> {
        let mut parts = vec![self.suffix()?];
        while self.eat("&") {
            parts.push(self.suffix()?);
        }
        Ok(one_or(parts, Type::Intersection))
    }

    fn suffix(&mut self) -> Result<Type, String> {
        let mut ty = self.primary()?;
        while self.eat("[") {
            self.need("]")?;
            ty = Type::List(Box::new(ty));
        }
        Ok(ty)
    }

    fn primary(&mut self) -> Result<Type, String> {
        self.space();
        match self.peek() {
            Some('\'') => Ok(Type::Literal(LiteralType::String(self.string()?))),
            Some('{') => self.object(),
            Some('<') => self.function(),
            Some('(') if self.is_function() => self.function(),
            Some('(') => {
                self.need("(")?;
                let ty = self.union()?;
                self.need(")")?;
                Ok(ty)
            }
            Some(c) if c == '-' || c.is_ascii_digit() => Ok(self.number()),
            Some(c) if is_name(c) => self.named(),
            _ => Err(self.expected("a type")),
        }
    }

    fn named(&mut self) -> Result<Type, String> {
        let name = self.name()?;
        match name.as_str() {
            "true" => return Ok(Type::Literal(LiteralType::Bool(true))),
            "false" => return Ok(Type::Literal(LiteralType::Bool(false))),
            "null" => return Ok(Type::Literal(LiteralType::Null)),
            "undefined" => return Ok(Type::Literal(LiteralType::Undefined)),
            "typeof" => {
                let of = self.name()?;
                return Ok(self
                    .decls
                    .get(&of)
                    .map_or(Type::Unknown, |id| Type::ClassOf(*id)));
            }
            "import" if self.eat("(") => return self.foreign(),
            _ => {}
        }
        let args = self.args()?;
        if self.scope.contains(&name) {
            return Ok(Type::Param(name));
        }
        if let Some(id) = self.decls.get(&name) {
            return Ok(Type::Decl(*id, args));
        }
        if KEYWORDS.contains(&name.as_str()) {
            return Ok(Type::Keyword(name));
        }
        if args.is_empty() {
            return Ok(Type::Param(name));
        }
        Ok(Type::Builtin(name, args))
    }

    fn foreign(&mut self) -> Result<Type, String> {
        self.space();
        let package = self.string()?;
        self.need(")")?;
        self.need(".")?;
        let name = self.name()?;
        let args = self.args()?;
        Ok(Type::Foreign {
            package,
            name,
            args,
        })
    }

    fn args(&mut self) -> Result<Vec<Type>, String> {
        if !self.eat("<") {
            return Ok(Vec::new());
        }
        let mut args = vec![self.union()?];
        while self.eat(",") {
            args.push(self.union()?);
        }
        self.need(">")?;
        Ok(args)
    }

    fn object(&mut self) -> Result<Type, String> {
        self.need("{")?;
        let mut fields = Vec::new();
        while !self.eat("}") {
            let mut name = self.field_name()?;
            self.space();
            if name == "readonly" && !matches!(self.peek(), Some('?' | ':')) {
                name = self.field_name()?;
            }
            let optional = self.eat("?");
            self.need(":")?;
            let ty = self.union()?;
            fields.push(Field { name, optional, ty });
            if !self.eat(";") && !self.eat(",") {
                self.need("}")?;
                break;
            }
        }
        Ok(Type::Object(fields))
    }

    fn field_name(&mut self) -> Result<SmolStr, String> {
        self.space();
        if self.peek() == Some('\'') {
            return self.string();
        }
        self.name()
    }

    fn function(&mut self) -> Result<Type, String> {
        let known = self.scope.len();
        let mut type_params = Vec::new();
        if self.eat("<") {
            type_params.push(self.name()?);
            while self.eat(",") {
                type_params.push(self.name()?);
            }
            self.need(">")?;
        }
        self.scope.extend(type_params.iter().cloned());
        self.need("(")?;
        let mut params = Vec::new();
        while !self.eat(")") {
            let rest = self.eat("...");
            let name = self.name()?;
            let optional = self.eat("?");
            self.need(":")?;
            let ty = self.union()?;
            params.push(FunctionParam {
                name,
                optional,
                rest,
                ty,
            });
            if !self.eat(",") {
                self.need(")")?;
                break;
            }
        }
        self.need("=>")?;
        let result = self.union()?;
        self.scope.truncate(known);
        Ok(Type::Function(Box::new(FunctionType {
            type_params,
            params,
            result,
        })))
    }

    /// Whether the parenthesis that opens here belongs to a function: `=>` follows the one that closes it.
    fn is_function(&self) -> bool {
        let mut depth = 0usize;
        let mut quoted = false;
        let mut escaped = false;
        for (at, c) in self.rest().char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '\'' => quoted = !quoted,
                _ if quoted => {}
                '(' | '{' | '[' => depth += 1,
                ')' | '}' | ']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        let after = self.rest().get(at + 1..).unwrap_or("");
                        return after.trim_start().starts_with("=>");
                    }
                }
                _ => {}
            }
        }
        false
    }

    fn string(&mut self) -> Result<SmolStr, String> {
        self.need("'")?;
        let mut out = SmolStrBuilder::new();
        loop {
            let Some(c) = self.next() else {
                return Err(self.expected("the end of the text"));
            };
            match c {
                '\'' => return Ok(out.finish()),
                '\\' => out.push(self.escape()?),
                _ => out.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        match self.next() {
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('u') => {
                let code = self
                    .rest()
                    .get(..4)
                    .and_then(|digits| u32::from_str_radix(digits, 16).ok());
                let Some(code) = code else {
                    return Err(self.expected("four hexadecimal digits"));
                };
                self.at += 4;
                Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
            }
            Some(c) => Ok(c),
            None => Err(self.expected("an escaped character")),
        }
    }

    fn number(&mut self) -> Type {
        let digits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        let text = self.take(digits);
        Type::Literal(LiteralType::Number(text))
    }

    fn name(&mut self) -> Result<SmolStr, String> {
        self.space();
        // A key's area (`Session@user-management`) may hold a dash; nothing else that follows a name starts with one.
        let name = self.take(|c| is_name(c) || c == '-');
        if name.is_empty() {
            return Err(self.expected("a name"));
        }
        Ok(name)
    }

    fn take(&mut self, accept: impl Fn(char) -> bool) -> SmolStr {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        let taken = SmolStr::new(rest.get(..end).unwrap_or(""));
        self.at += end;
        taken
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.space();
        if !self.rest().starts_with(token) {
            return false;
        }
        self.at += token.len();
        true
    }

    fn need(&mut self, token: &str) -> Result<(), String> {
        if self.eat(token) {
            return Ok(());
        }
        Err(self.expected(&format!("`{token}`")))
    }

    fn expected(&self, what: &str) -> String {
        let near: String = self.rest().chars().take(24).collect();
        format!("expected {what} at byte {} (`{near}`)", self.at)
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '@')
}

fn one_or(mut types: Vec<Type>, many: impl Fn(Vec<Type>) -> Type) -> Type {
    match types.pop() {
        Some(only) if types.is_empty() => only,
        Some(last) => {
            types.push(last);
            many(types)
        }
        None => Type::Unknown,
    }
}
