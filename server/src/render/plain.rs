//! Markdown as plain text for terminals: our own prose, of which only headings, emphasis, links and code fences occur.

/// The text without its marks; code is indented.
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in body(markdown).lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let line = if in_code {
            format!("    {line}")
        } else {
            inline(line.trim_start_matches('#').trim_start())
        };
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.trim_matches('\n').to_owned()
}

/// What follows the front matter, if there is one.
fn body(markdown: &str) -> &str {
    markdown
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(markdown, |(_, body)| body)
}

/// A line without `**` and with `[text](address)` as `text (address)`.
fn inline(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    let mut in_code = false;
    while let Some(next) = rest.chars().next() {
        if next == '`' {
            in_code = !in_code;
        }
        if !in_code {
            if let Some(after) = rest.strip_prefix("**") {
                rest = after;
                continue;
            }
            if let Some((shown, address, after)) = link(rest) {
                text.push_str(&inline(shown));
                text.push_str(" (");
                text.push_str(address);
                text.push(')');
                rest = after;
                continue;
            }
        }
        text.push(next);
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
    }
    text
}

/// A link at the start of a text: what is shown, its address, and the rest.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (shown, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    (!shown.contains(['[', ']'])).then_some((shown, address, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        let markdown = "---\nsymbols: [\"A\"]\n---\n# Title\n**Bold** and `a**b` see [docs](https://x.y/z).\n\n```ts\nf(**p);\n```\n";
        assert_eq!(
            plain(markdown),
            "Title\nBold and `a**b` see docs (https://x.y/z).\n\n    f(**p);"
        );
    }

    #[test]
    fn what_only_looks_like_a_link_stays() {
        assert_eq!(plain("a[0] and list[](x"), "a[0] and list[](x");
    }
}
