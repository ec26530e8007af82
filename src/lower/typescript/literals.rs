//! Strings, templates and keys as they are meant, not as they are written.

use tree_sitter::Node;

use super::{
    super::{ExprKind, Literal, Name},
    Kind, Lowerer,
};

impl<'t> Lowerer<'_, '_, 't> {
    /// The value of a string literal.
    pub(super) fn string(&self, node: Node<'_>) -> Name {
        let text = self.context.source.get(node.byte_range());
        Name::new(unescape(unquoted(&text)))
    }

    /// The range of a string literal without its quotes.
    pub(super) fn inside_quotes(&self, node: Node<'_>) -> std::ops::Range<usize> {
        let range = node.byte_range();
        let text = self.context.source.get(range.clone());
        let start = (range.start + 1).min(range.end);
        start..start + unquoted(&text).len()
    }

    /// The name of a key, if it is written as a name, a string, a number or one of them in brackets.
    pub(super) fn static_key(&mut self, node: Node<'t>) -> Option<Name> {
        match self.kind(node) {
            Kind::ComputedPropertyName => {
                let inner = self.inner(node)?;
                match self.kind(inner) {
                    Kind::String => Some(self.string(inner)),
                    Kind::Number => Some(self.name(inner)),
                    _ => None,
                }
            }
            Kind::String => Some(self.string(node)),
            _ => Some(self.name(node)),
        }
    }

    /// A template without a tag: a string if nothing is put into it.
    pub(super) fn template(&mut self, node: Node<'t>) -> ExprKind {
        let parts = self.template_parts(node);
        if !parts.is_empty() {
            return ExprKind::Template { parts, tag: None };
        }
        ExprKind::Literal(Literal::String(self.string(node)))
    }

    /// The expressions in a template.
    pub(super) fn template_parts(&mut self, node: Node<'t>) -> Vec<super::ExprId> {
        let mut parts = Vec::new();
        for (kind, child) in self.named(node) {
            if kind == Kind::TemplateSubstitution
                && let Some(inner) = self.inner(child)
            {
                parts.push(self.expr(inner));
            }
        }
        parts
    }
}

/// A literal without the quotes around it; the closing one may be missing.
fn unquoted(text: &str) -> &str {
    let mut chars = text.chars();
    let Some(quote) = chars.next() else {
        return "";
    };
    let rest = chars.as_str();
    rest.strip_suffix(quote).unwrap_or(rest)
}

/// Resolves escapes. One that is not valid stands for what is written behind its backslash.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        out.push_str(plain);
        rest = one_escape(escape.get(1..).unwrap_or(""), &mut out);
    }
    out.push_str(rest);
    out
}

/// Resolves the escape whose backslash stood before `text`; returns what follows it.
fn one_escape<'a>(text: &'a str, out: &mut String) -> &'a str {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return "";
    };
    let rest = chars.as_str();
    let code = |digits: &str| u32::from_str_radix(digits, 16).ok();
    match first {
        'n' => out.push('\n'),
        't' => out.push('\t'),
        'r' => out.push('\r'),
        'b' => out.push('\u{8}'),
        'f' => out.push('\u{c}'),
        'v' => out.push('\u{b}'),
        '0' => out.push('\0'),
        '\r' => return rest.strip_prefix('\n').unwrap_or(rest),
        '\n' | '\u{2028}' | '\u{2029}' => {}
        'x' => {
            if let Some(c) = rest.get(..2).and_then(code).and_then(char::from_u32) {
                out.push(c);
                return rest.get(2..).unwrap_or("");
            }
            out.push('x');
        }
        'u' => {
            let (digits, after) = match rest.strip_prefix('{') {
                Some(braced) => braced.split_once('}').unwrap_or(("", rest)),
                None => (rest.get(..4).unwrap_or(""), rest.get(4..).unwrap_or("")),
            };
            let Some(high) = code(digits) else {
                out.push('u');
                return rest;
            };
            if let Some(c) = char::from_u32(high) {
                out.push(c);
                return after;
            }
            // Half of a pair: the other half may follow.
            let low = after
                .strip_prefix("\\u")
                .and_then(|low| code(low.get(..4)?));
            let pair = low.and_then(|low| {
                char::decode_utf16([u16::try_from(high).ok()?, u16::try_from(low).ok()?])
                    .next()?
                    .ok()
            });
            out.push(pair.unwrap_or(char::REPLACEMENT_CHARACTER));
            return match pair {
                Some(_) => after.get(6..).unwrap_or(""),
                None => after,
            };
        }
        other => out.push(other),
    }
    rest
}
