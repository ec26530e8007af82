//! `full`: the source line with the range underlined, the message, the fix; as rustc does it.

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet, renderer::DEFAULT_TERM_WIDTH,
};
use workos_lsp_engine::analysis::Applicability;

use super::{
    mask::mask,
    report::{Finding, Fix},
    words,
};

/// A finding, styled; a writer that knows the terminal strips the styles.
#[must_use]
pub fn finding(it: &Finding) -> String {
    let title = words::level(it.severity)
        .primary_title(it.message.as_str())
        .id(words::code(it));
    let mut group = Group::with_title(title);
    match &it.excerpt {
        Some(excerpt) => {
            group = group.element(
                Snippet::source(mask(&excerpt.text))
                    .path(it.path.as_str())
                    .line_start(it.start.line as usize)
                    .annotation(AnnotationKind::Primary.span(excerpt.span.clone())),
            );
        }
        None => {
            group = group.element(
                Origin::path(it.path.as_str())
                    .line(it.start.line as usize)
                    .char_column(it.start.column as usize),
            );
        }
    }
    if let Some(reference) = &it.reference {
        group = group.element(Level::NOTE.no_name().message(format!("see {reference}")));
    }
    let mut groups = vec![group];
    groups.extend(it.fixes.first().map(|fix| help(fix, it)));
    let further = it.fixes.iter().skip(1);
    groups.extend(further.map(|fix| Group::with_title(Level::HELP.secondary_title(offer(fix)))));

    let mut text = Renderer::styled()
        .term_width(DEFAULT_TERM_WIDTH)
        .render(&groups);
    text.push('\n');
    with_column(text, it)
}

/// The renderer counts columns in characters of the excerpt; everywhere else they are UTF-16 units of the whole line.
fn with_column(text: String, it: &Finding) -> String {
    let Some(excerpt) = &it.excerpt else {
        return text;
    };
    let before = excerpt.text.get(..excerpt.span.start).unwrap_or_default();
    let counted = before.chars().count() + 1;
    if counted == it.start.column as usize {
        return text;
    }
    let place = |column| format!("{}:{}:{column}", it.path, it.start.line);
    text.replacen(&place(counted), &place(it.start.column as usize), 1)
}

/// The first fix, with what it makes of the lines.
fn help<'a>(fix: &'a Fix, it: &'a Finding) -> Group<'a> {
    let title = Level::HELP.secondary_title(offer(fix));
    let group = Group::with_title(title);
    let Some(suggestion) = &it.suggestion else {
        return group;
    };
    if suggestion.patches.is_empty() {
        return group;
    }
    let patches = suggestion
        .patches
        .iter()
        .map(|(span, text)| Patch::new(span.clone(), mask(text)));
    group.element(
        Snippet::source(mask(&suggestion.text))
            .line_start(suggestion.line as usize)
            .patches(patches),
    )
}

/// What a fix does, how far it can be trusted, and why not further.
fn offer(fix: &Fix) -> String {
    let trust = match fix.applicability {
        Applicability::Safe => "safe fix",
        Applicability::Unsafe => "unsafe fix",
        Applicability::Manual => "by hand",
    };
    match &fix.reason {
        Some(reason) => format!("{} ({trust}: {reason})", fix.title),
        None => format!("{} ({trust})", fix.title),
    }
}
