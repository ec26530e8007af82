//! The published schemas are those of the code, and what is printed fits them.

use serde_json::{Map, Value};

use crate::kit::{READS_SECRET, app, kept, project, root, run};

#[test]
fn the_published_schemas_are_those_of_the_code() {
    for (name, schema) in workos_lsp::cli::schemas::all() {
        let mut text = serde_json::to_string_pretty(&schema).unwrap();
        text.push('\n');
        kept(&root().join("schema").join(name), &text);
    }
}

#[test]
fn what_is_printed_fits_the_schemas() {
    let folder = project("8.0.0", READS_SECRET);
    folder.put("broken/package.json", "{");
    for (name, printed) in [
        ("findings", run(&app(), &["check", "--format", "json"])),
        (
            "findings",
            run(&app(), &["check", "--to", "latest", "--format", "json"]),
        ),
        ("findings", folder.run(&["check", "--format", "json"])),
        ("findings", folder.run(&["fix", "--format", "json"])),
        ("versions", run(&app(), &["versions", "--format", "json"])),
        (
            "explain",
            run(
                &app(),
                &["explain", "node/vault-read-secret", "--format", "json"],
            ),
        ),
        (
            "verify",
            run(&app(), &["knowledge", "verify", "--format", "json"]),
        ),
    ] {
        let schema = schema(name);
        let errors = errors(&schema, &schema, &printed.json(), "$");
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

#[test]
fn the_judge_refuses_what_does_not_fit() {
    let schema = schema("findings");
    let good = run(&app(), &["check", "--format", "json"]).json();
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        !errors(&schema, &schema, &value, "$").is_empty()
    };
    assert!(!wrong(&|_| {}));
    assert!(wrong(&|value| value["version"] = "1".into()));
    assert!(wrong(&|value| value["more"] = 1.into()));
    assert!(wrong(&|value| value["findings"][0]["state"] = "gone".into()));
    assert!(wrong(
        &|value| value["findings"][0]["start"]["line"] = (-1).into()
    ));
    assert!(wrong(&|value| {
        value["findings"][0]
            .as_object_mut()
            .unwrap()
            .remove("message");
    }));
}

fn schema(name: &str) -> Value {
    let path = root().join("schema").join(format!("{name}.schema.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// As much of JSON Schema as our schemas use, and stricter: a field that no schema names is an error, and so is a keyword
/// that this does not know.
fn errors(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Some(rules) = schema.as_object() else {
        return if schema == &Value::Bool(false) {
            vec![format!("{at}: nothing is allowed here")]
        } else {
            Vec::new()
        };
    };
    let mut found = Vec::new();
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "format" | "default" => {}
            // Judged together with `properties`.
            "additionalProperties" | "patternProperties" => {}
            "$ref" => {
                let target = rule.as_str().and_then(|it| it.strip_prefix('#')).unwrap();
                let target = root.pointer(target).unwrap();
                found.extend(errors(root, target, value, at));
            }
            "type" => {
                if !types(rule).any(|name| is(value, name)) {
                    found.push(format!("{at}: {value} is not {rule}"));
                }
            }
            "const" if rule != value => found.push(format!("{at}: {value} is not {rule}")),
            "const" => {}
            "enum" if !rule.as_array().unwrap().contains(value) => {
                found.push(format!("{at}: {value} is not one of {rule}"));
            }
            "enum" => {}
            "minimum" => {
                if value.as_f64() < rule.as_f64() {
                    found.push(format!("{at}: {value} is below {rule}"));
                }
            }
            "maximum" => {
                if value.as_f64() > rule.as_f64() {
                    found.push(format!("{at}: {value} is above {rule}"));
                }
            }
            "oneOf" | "anyOf" => {
                let fits = |it: &&Value| errors(root, it, value, at).is_empty();
                let fitting = rule.as_array().unwrap().iter().filter(fits).count();
                if fitting == 0 || (keyword == "oneOf" && fitting > 1) {
                    found.push(format!("{at}: {value} fits {fitting} of {keyword}"));
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(errors(root, rule, item, &format!("{at}[{index}]")));
                }
            }
            "required" => {
                for name in rule.as_array().unwrap().iter().filter_map(Value::as_str) {
                    if value.get(name).is_none() {
                        found.push(format!("{at}: `{name}` is missing"));
                    }
                }
            }
            "properties" => {}
            other => found.push(format!("{at}: the judge does not know `{other}`")),
        }
    }
    if let Some(fields) = value.as_object() {
        found.extend(field_errors(root, rules, fields, at));
    }
    found
}

fn field_errors(
    root: &Value,
    rules: &Map<String, Value>,
    fields: &Map<String, Value>,
    at: &str,
) -> Vec<String> {
    let shaped = ["properties", "additionalProperties"]
        .iter()
        .any(|it| rules.contains_key(*it));
    if !shaped {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (name, field) in fields {
        let own = rules.get("properties").and_then(|it| it.get(name));
        let at = format!("{at}.{name}");
        match own.or(rules.get("additionalProperties")) {
            Some(schema) => found.extend(errors(root, schema, field, &at)),
            None => found.push(format!("{at}: no schema names it")),
        }
    }
    found
}

fn types(rule: &Value) -> impl Iterator<Item = &str> {
    let list = rule.as_array().into_iter().flatten();
    rule.as_str()
        .into_iter()
        .chain(list.filter_map(Value::as_str))
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("unknown type {other}"),
    }
}
