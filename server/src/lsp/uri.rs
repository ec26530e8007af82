//! URIs and paths. Clients spell URIs in their own ways (`c%3A`, brackets as they are); inside there are paths only.

use std::{
    borrow::Cow,
    path::{Component, Path, PathBuf},
};

use serde_json::Value;
use tower_lsp::ls_types::Uri;

/// The path of a `file:` URI; `None` for all others, for relative ones, and for those on another host (Unix).
#[must_use]
pub fn to_path(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    let host = uri.authority().map_or("", |authority| authority.host());
    let local = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    if !local && !cfg!(windows) {
        return None;
    }
    let path = normal(&uri.to_file_path()?);
    (path.is_absolute() && !has_nul(&path)).then_some(path)
}

/// The URI of a path.
#[must_use]
pub fn of_path(path: &Path) -> Option<Uri> {
    if !path.is_absolute() {
        return None;
    }
    Uri::from_file_path(path)
}

/// `.` and `..` taken out by name, the drive letter in capitals: one document, one path.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            Component::Prefix(prefix) => {
                out.push(prefix.as_os_str().to_ascii_uppercase());
            }
            other => out.push(other),
        }
    }
    out
}

fn has_nul(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().contains(&0)
}

/// Makes the URIs in a message's parameters such that they can be read: some clients leave characters as they are that a
/// URI may not contain (Helix the brackets of `[id].tsx`, others a space).
pub fn repair_all(params: &mut Value) {
    match params {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(text) if is_uri_key(key) => {
                        if let Cow::Owned(repaired) = repair(text) {
                            *text = repaired;
                        }
                    }
                    Value::Object(_) | Value::Array(_) => repair_all(value),
                    _ => {}
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(repair_all),
        _ => {}
    }
}

fn is_uri_key(key: &str) -> bool {
    matches!(key, "uri" | "rootUri" | "oldUri" | "newUri" | "scopeUri")
}

/// Percent-encodes what may not stand in a URI. Only `file:` URIs: they have no query and no fragment of their own.
fn repair(uri: &str) -> Cow<'_, str> {
    let is_file = uri
        .get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
    if !is_file || uri.bytes().all(is_allowed) && escapes_hold(uri) {
        return Cow::Borrowed(uri);
    }
    let mut out = String::with_capacity(uri.len() + 16);
    let bytes = uri.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let escape = byte == b'%' && is_escape(bytes, at);
        if escape || byte != b'%' && is_allowed(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Cow::Owned(out)
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte)
}

fn is_escape(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at + 1..at + 3)
        .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn escapes_hold(uri: &str) -> bool {
    let bytes = uri.as_bytes();
    bytes
        .iter()
        .enumerate()
        .all(|(at, &byte)| byte != b'%' || is_escape(bytes, at))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use serde_json::json;

    use super::*;

    fn path(uri: &str) -> Option<PathBuf> {
        to_path(&Uri::from_str(uri).unwrap())
    }

    #[test]
    fn only_absolute_local_files_have_a_path() {
        for uri in [
            "untitled:Untitled-1",
            "https://example.com/a.ts",
            "vscode-notebook-cell:/a/b.ipynb#W0",
            "file:",
            "git:/a/b.ts?ref=HEAD",
            "file:///a%00b.ts",
        ] {
            assert_eq!(path(uri), None, "{uri}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn spellings_of_one_file_are_one_path() {
        for uri in [
            "file:///a/b%20c/d.ts",
            "FILE:///a/b%20c/%64.ts",
            "file://localhost/a/x/../b%20c/./d.ts",
        ] {
            assert_eq!(path(uri), Some(PathBuf::from("/a/b c/d.ts")), "{uri}");
        }
        assert_eq!(path("file://elsewhere/a.ts"), None);
        assert_eq!(
            path("file:///c%3A/a.ts"),
            Some(PathBuf::from("/c:/a.ts")),
            "no drive here, and no panic"
        );
    }

    #[test]
    fn what_a_uri_may_not_contain_is_encoded() {
        let mut params = json!({
            "textDocument": { "uri": "file:///app/[id]/a b%.tsx", "text": "file:///[x]" },
            "changes": [{ "uri": "file:///é.ts" }, { "uri": "file:///fine%20.ts" }, { "uri": "untitled:[x]" }],
        });
        repair_all(&mut params);
        assert_eq!(
            params,
            json!({
                "textDocument": { "uri": "file:///app/%5Bid%5D/a%20b%25.tsx", "text": "file:///[x]" },
                "changes": [{ "uri": "file:///%C3%A9.ts" }, { "uri": "file:///fine%20.ts" }, { "uri": "untitled:[x]" }],
            })
        );
    }
}
