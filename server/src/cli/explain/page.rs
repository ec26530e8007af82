//! A change as a page of Markdown, for editors.

use std::fmt::Write;

use workos_lsp_engine::knowledge::Knowledge;

use super::{Explanation, explanation, kind_in_words};
use crate::render::mask::mask;

/// The page of a change; `None` where there is none of this id.
#[must_use]
pub fn page(knowledge: &Knowledge, id: &str) -> Option<String> {
    let (package, change) = knowledge.change(id)?;
    Some(mask(&markdown(&explanation(knowledge, package, change))).into_owned())
}

fn markdown(it: &Explanation) -> String {
    let mut text = format!("# {}\n\n", it.note);
    for (name, told) in [("Was", &it.from), ("Is", &it.to), ("What", &it.symbol)] {
        let Some(told) = told else { continue };
        // Writing to a string cannot fail.
        let _ = write!(text, "- {name} `{}`", told.symbol);
        if let Some(lives) = &told.lives {
            let _ = write!(text, ": {lives}");
        }
        if let Some(version) = &told.deprecated {
            let _ = write!(text, ", deprecated since {version}");
        }
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "\n`{}`, {} in {}",
        it.id,
        kind_in_words(&it.kind),
        it.package
    );
    for example in &it.examples {
        let _ = write!(text, "\n**{}**\n\n{}", example.old, block(&example.before));
        if let Some(after) = &example.after {
            let _ = write!(text, "\n**{}**\n\n{}", example.new, block(after));
        }
    }
    if let Some(docs) = &it.docs {
        let _ = writeln!(text, "\n{}", docs.trim_end());
    }
    if !it.references.is_empty() {
        text.push('\n');
    }
    for reference in &it.references {
        let _ = writeln!(text, "- <{reference}>");
    }
    text
}

fn block(code: &str) -> String {
    format!("```ts\n{}\n```\n", code.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_what_was_and_what_is() {
        let text = page(&Knowledge::builtin(), "node/mfa-verify-factor").unwrap();
        assert!(text.starts_with("# "), "{text}");
        for part in [
            "- Was `WorkOS.mfa.verifyFactor`",
            "gone in 8.0.0",
            "- Is `WorkOS.mfa.verifyChallenge`",
            "```ts\n",
            "`node/mfa-verify-factor`, a new name in @workos-inc/node",
        ] {
            assert!(text.contains(part), "{part:?} in {text}");
        }
        assert_eq!(page(&Knowledge::builtin(), "node/no-such-change"), None);
    }
}
