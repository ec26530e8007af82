//! A page of prose: its head, which names the symbols that it is about, its body, and sections on more symbols (their
//! heading names them, each in backquotes). Knows no symbols itself.

/// The symbols that a page's head and the headings of its sections name, as paths.
#[must_use]
pub fn symbols(page: &str) -> Vec<String> {
    let mut symbols = of_head(page);
    symbols.extend(sections(page).flat_map(|(heading, _)| quoted(heading)));
    symbols
}

/// What a page says of one of its symbols: its body, or the section about it.
#[must_use]
pub fn about<'p>(page: &'p str, symbol: &str) -> Option<&'p str> {
    if of_head(page).iter().any(|name| name == symbol) {
        return Some(body(page));
    }
    sections(page)
        .find(|(heading, _)| quoted(heading).any(|name| name == symbol))
        .map(|(_, text)| text.trim())
}

/// What a page says of the first of some symbols that it names, else its body.
#[must_use]
pub fn about_any(page: &str, symbols: impl IntoIterator<Item = String>) -> &str {
    let mut symbols = symbols.into_iter();
    symbols
        .find_map(|symbol| about(page, &symbol))
        .unwrap_or_else(|| body(page))
}

/// A page without its head and its sections.
#[must_use]
pub fn body(page: &str) -> &str {
    let text = split(page).map_or(page, |(_, body)| body);
    let end = text.find(SECTION).unwrap_or(text.len());
    text.split_at(end).0.trim()
}

/// How a section starts.
const SECTION: &str = "\n## ";

fn of_head(page: &str) -> Vec<String> {
    let Some((head, _)) = split(page) else {
        return Vec::new();
    };
    let list = head.lines().find_map(|line| line.strip_prefix("symbols:"));
    list.and_then(|list| serde_json::from_str(list.trim()).ok())
        .unwrap_or_default()
}

/// Headings and texts of the sections.
fn sections(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split(SECTION)
        .skip(1)
        .map(|section| section.split_once('\n').unwrap_or((section, "")))
}

fn quoted(heading: &str) -> impl Iterator<Item = String> {
    heading.split('`').skip(1).step_by(2).map(str::to_owned)
}

fn split(page: &str) -> Option<(&str, &str)> {
    page.strip_prefix("---\n")?.split_once("\n---\n")
}

#[cfg(test)]
mod tests {
    use super::{about, about_any, body, symbols};

    const PAGE: &str = "---\nsymbols: [\"a\", \"A.b\"]\n---\nOf a.\n\n## `A.c`, `A.d`\n\nOf c.\n\n## `A.e`\nOf e.\n";

    #[test]
    fn a_section_is_about_the_symbols_of_its_heading() {
        assert_eq!(symbols(PAGE), ["a", "A.b", "A.c", "A.d", "A.e"]);
        assert_eq!(about(PAGE, "A.b"), Some("Of a."));
        assert_eq!(about(PAGE, "A.d"), Some("Of c."));
        assert_eq!(about(PAGE, "A.e"), Some("Of e."));
        assert_eq!(about(PAGE, "A"), None);
        let any = |symbols: &[&str]| about_any(PAGE, symbols.iter().map(ToString::to_string));
        assert_eq!(any(&["A", "A.e", "a"]), "Of e.");
        assert_eq!(any(&["A"]), "Of a.");
    }

    #[test]
    fn a_body_ends_where_the_sections_start() {
        assert_eq!(body(PAGE), "Of a.");
        assert_eq!(body("No head."), "No head.");
    }
}
