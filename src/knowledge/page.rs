//! A page of prose: its head, which names the symbols that it is about, and its body. Knows no symbols itself.

/// The symbols that a page's head names, as paths.
#[must_use]
pub fn symbols(page: &str) -> Vec<String> {
    let Some((head, _)) = split(page) else {
        return Vec::new();
    };
    let list = head.lines().find_map(|line| line.strip_prefix("symbols:"));
    list.and_then(|list| serde_json::from_str(list.trim()).ok())
        .unwrap_or_default()
}

/// A page without its head.
#[must_use]
pub fn body(page: &str) -> &str {
    split(page).map_or(page, |(_, body)| body)
}

fn split(page: &str) -> Option<(&str, &str)> {
    page.strip_prefix("---\n")?.split_once("\n---\n")
}
