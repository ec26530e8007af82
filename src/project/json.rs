//! Reading JSON as people leave it behind: what is not valid is said, what can be used is used.

use std::{borrow::Cow, fmt, ops::Range, path::Path};

use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use smol_str::SmolStr;

use super::scope::{Reader, file_name};

/// The syntax tree of a manifest. Comments and trailing commas are complained about and read all the same.
pub fn manifest_tree<'a>(
    reader: &Reader,
    path: &Path,
    text: &'a str,
    consequence: &str,
) -> Option<ast::Object<'a>> {
    if is_blank(reader, path, text, consequence) {
        return None;
    }
    let name = file_name(path);
    let strict = serde_json::from_str::<IgnoredAny>(text).err();
    let tree = match parse_to_ast(text, &CollectOptions::default(), &repair_options()) {
        Ok(tree) => tree.value,
        Err(error) => {
            let error = strict.map_or_else(|| error.to_string(), |strict| strict.to_string());
            reader.problem(
                path,
                format!("{name} is not valid JSON: {error}; {consequence}"),
            );
            return None;
        }
    };
    if let Some(error) = strict {
        let place = format!("line {} column {}", error.line(), error.column());
        let what = format!("a comment or a trailing comma near {place}");
        reader.problem(
            path,
            format!("{name} holds {what}; it is read all the same"),
        );
    }
    let Some(ast::Value::Object(object)) = tree else {
        reader.problem(
            path,
            format!("{name} does not hold an object; {consequence}"),
        );
        return None;
    };
    Some(object)
}

/// The value of a file in JSON with comments (`tsconfig.json`), if it is an object.
pub fn config_value(
    reader: &Reader,
    path: &Path,
    text: &str,
    consequence: &str,
) -> Option<serde_json::Map<String, serde_json::Value>> {
    if is_blank(reader, path, text, consequence) {
        return None;
    }
    let name = file_name(path);
    match jsonc_parser::parse_to_serde_value(text, &ParseOptions::default()) {
        Ok(Some(serde_json::Value::Object(object))) => Some(object),
        Ok(_) => {
            reader.problem(
                path,
                format!("{name} does not hold an object; {consequence}"),
            );
            None
        }
        Err(error) => {
            reader.problem(
                path,
                format!("{name} is not valid JSON: {error}; {consequence}"),
            );
            None
        }
    }
}

/// A text that may be anything else instead: then it is nothing, not an error.
#[derive(Debug, Default)]
pub struct MaybeText(pub Option<SmolStr>);

impl<'de> Deserialize<'de> for MaybeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = MaybeText;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("anything")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<MaybeText, E> {
                Ok(MaybeText(Some(SmolStr::new(text))))
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<MaybeText, E> {
                Ok(MaybeText(value.then(|| SmolStr::new_static("true"))))
            }
            fn visit_i64<E: de::Error>(self, _: i64) -> Result<MaybeText, E> {
                Ok(MaybeText(None))
            }
            fn visit_u64<E: de::Error>(self, _: u64) -> Result<MaybeText, E> {
                Ok(MaybeText(None))
            }
            fn visit_f64<E: de::Error>(self, _: f64) -> Result<MaybeText, E> {
                Ok(MaybeText(None))
            }
            fn visit_unit<E: de::Error>(self) -> Result<MaybeText, E> {
                Ok(MaybeText(None))
            }
            fn visit_none<E: de::Error>(self) -> Result<MaybeText, E> {
                Ok(MaybeText(None))
            }
            fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<MaybeText, D::Error> {
                d.deserialize_any(self)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<MaybeText, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(MaybeText(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<MaybeText, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(MaybeText(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The members of an object, their values unread: of a long file only what is looked for is taken apart.
#[derive(Debug, Default)]
pub struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The members of a text; none where it is no object.
    pub fn of(text: &'a str) -> impl Iterator<Item = (Cow<'a, str>, &'a str)> {
        let Members(members) = serde_json::from_str(text).unwrap_or_default();
        members.into_iter().map(|(key, value)| (key, value.get()))
    }

    /// The value of a key; the last one counts where it stands twice.
    pub fn last(&self, key: &str) -> Option<&'a str> {
        let Self(members) = self;
        let found = members.iter().rfind(|(known, _)| known == key);
        found.map(|(_, value)| value.get())
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(Text(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        #[derive(serde::Deserialize)]
        struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
        deserializer.deserialize_map(Object)
    }
}

/// JSON without the comments and trailing commas of a text: blanks stand for them, so that places stay.
pub fn strict(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut blanks: Vec<Range<usize>> = Vec::new();
    let mut comma = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = match byte {
            b'"' => string_length(rest),
            b'/' => match comment_length(rest) {
                Some(length) => {
                    blanks.push(at..at + length);
                    at += length;
                    continue;
                }
                None => 1,
            },
            _ => 1,
        };
        match byte {
            b',' => comma = Some(at),
            b']' | b'}' => blanks.extend(comma.take().map(|at| at..at + 1)),
            _ if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at += length;
    }
    if blanks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    blanks.sort_by_key(|blank| blank.start);
    for blank in blanks {
        out.push_str(text.get(done..blank.start).unwrap_or_default());
        let hidden = text.get(blank.clone()).unwrap_or_default();
        out.extend(
            hidden
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
        );
        done = blank.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// The bytes of a string literal that `rest` starts with.
fn string_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The bytes of a comment that `rest` starts with.
fn comment_length(rest: &[u8]) -> Option<usize> {
    let found = match rest.get(1)? {
        b'/' => rest.iter().position(|&byte| byte == b'\n'),
        b'*' => {
            let body = rest.get(2..)?;
            let end = body.windows(2).position(|pair| pair == b"*/");
            end.map(|end| end + 4)
        }
        _ => return None,
    };
    Some(found.unwrap_or(rest.len()))
}

fn is_blank(reader: &Reader, path: &Path, text: &str, consequence: &str) -> bool {
    let blank = text.trim().is_empty();
    if blank {
        reader.problem(path, format!("{} is empty; {consequence}", file_name(path)));
    }
    blank
}

/// What a manifest may hold beyond JSON and still be understood.
fn repair_options() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

/// A manifest for readers that want strict JSON: repaired where it can be, empty where it cannot.
pub fn package_bytes(text: String) -> Vec<u8> {
    let is_object = text.trim_start().starts_with('{');
    if is_object && serde_json::from_str::<IgnoredAny>(&text).is_ok() {
        return text.into_bytes();
    }
    let repaired =
        jsonc_parser::parse_to_serde_value::<serde_json::Value>(&text, &repair_options());
    match repaired {
        Ok(value) if value.is_object() => value.to_string().into_bytes(),
        _ => b"{}".to_vec(),
    }
}
