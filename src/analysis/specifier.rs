//! The name of a module behind `from`, `import` or `require`, read from the bytes without parsing, in comments, too.

use memchr::memmem::find;

/// What stands behind a word that comes before the name of a module.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Specifier<'t> {
    /// A name.
    Plain(&'t str),
    /// A name that is spelled with escapes.
    Escaped,
    /// Something else.
    None,
}

/// Reads what follows a word like `from`.
pub(super) fn specifier(behind: &[u8]) -> Specifier<'_> {
    let Some((quote @ (b'\'' | b'"' | b'`'), text)) = inside(behind).split_first() else {
        return Specifier::None;
    };
    let end = text
        .iter()
        .position(|byte| byte == quote || matches!(byte, b'\n' | b'\\'));
    match end.and_then(|end| Some((text.get(end)?, text.get(..end)?))) {
        Some((b'\\', _)) => Specifier::Escaped,
        Some((byte, text)) if byte == quote => {
            str::from_utf8(text).map_or(Specifier::None, Specifier::Plain)
        }
        _ => Specifier::None,
    }
}

/// What stands behind blanks, comments and an opening parenthesis.
fn inside(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes = match bytes {
            [b'(', rest @ ..] => rest,
            [b'/', b'/', rest @ ..] => {
                let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                rest.get(end.unwrap_or(rest.len())..).unwrap_or_default()
            }
            [b'/', b'*', rest @ ..] => {
                let end = find(rest, b"*/").map_or(rest.len(), |end| end + 2);
                rest.get(end..).unwrap_or_default()
            }
            // All that the language takes for a blank, and more.
            [first, rest @ ..]
                if first.is_ascii_whitespace() || *first >= 0x80 || *first == 0x0b =>
            {
                rest
            }
            _ => return bytes,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_modules_are_read_however_they_are_written() {
        for text in [
            "'./a'",
            "\"./a\";",
            "\n\t'./a'",
            "(/* d */ \"./a\")",
            " // f\n'./a'",
            " // f\r'./a'",
            "(`./a`)",
            "\u{a0}'./a'",
        ] {
            assert_eq!(
                specifier(text.as_bytes()),
                Specifier::Plain("./a"),
                "{text}"
            );
        }
        assert_eq!(specifier(b" '\\x2e/a'"), Specifier::Escaped);
        for text in ["", " = 1;", "ant(x)", " './x\n'", " /* './a'", " 'a"] {
            assert_eq!(specifier(text.as_bytes()), Specifier::None, "{text}");
        }
    }
}
