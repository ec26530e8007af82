//! Secrets never leave the program: keys in source lines, messages, diffs and edits are masked, length for length.

use std::borrow::Cow;

/// Beginnings of keys that are not public. What follows is masked.
const PREFIXES: [&str; 2] = ["sk_live_", "sk_test_"];

/// How long the rest of a key without `live` or `test` is at least: older keys are `sk_` and a long word.
const OLD_KEY: usize = 20;

/// The text with each character of a key replaced by `*`. Bytes and columns stay where they are.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut masked: Option<String> = None;
    let mut done = 0;
    while let Some((start, end)) = next_key(text, done) {
        let out = masked.get_or_insert_with(String::new);
        out.push_str(text.get(done..start).unwrap_or_default());
        out.extend(std::iter::repeat_n('*', end - start));
        done = end;
    }
    match masked {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(text.get(done..).unwrap_or_default());
            Cow::Owned(out)
        }
    }
}

/// The bytes of the next key's secret part at or after `from`.
fn next_key(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find("sk_")?;
        let word = text.get(start..).map(word_of).unwrap_or_default();
        let end = start + word.len();
        let prefix = PREFIXES
            .iter()
            .find(|prefix| word.starts_with(**prefix))
            .map(|prefix| prefix.len());
        let rest = word.get("sk_".len()..).unwrap_or_default();
        let old = rest.len() >= OLD_KEY && rest.bytes().any(|byte| byte.is_ascii_digit());
        match prefix.or(old.then_some("sk_".len())) {
            Some(prefix) if start + prefix < end => return Some((start + prefix, end)),
            _ => at = end,
        }
    }
}

/// The letters, digits, `_` and `-` at the start of a text.
fn word_of(text: &str) -> &str {
    let end = text
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_masked_and_nothing_else() {
        assert_eq!(
            mask("new WorkOS('sk_live_Ab12'); // sk_test_x é"),
            "new WorkOS('sk_live_****'); // sk_test_* é"
        );
        assert_eq!(
            mask("k = 'sk_a1b2c3d4e5f6a7b8c9d0e1'"),
            "k = 'sk_**********************'"
        );
        for text in [
            "sk_",
            "sk_live_",
            "task_id",
            "const risk_level = 1",
            "sk_short",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn the_length_stays() {
        let text = "'sk_live_0123456789' + 'sk_test_0123'";
        assert_eq!(mask(text).len(), text.len());
    }
}
