//! Reading JSON as people leave it behind: what is not valid is said, what can be used is used.

use std::path::Path;

use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
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
