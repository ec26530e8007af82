//! Edits of two modules that import one another: what is found is what is found in their texts.

use std::path::Path;

use workos_lsp_engine::{
    analysis::{ClientEdit, Finding, Snapshot, Surface, Workspace},
    lower::{FileFacts, lower, relower},
    syntax::{Language, SyntaxTree},
    text::{Encoding, Position, PositionRange, Text, TextEdit},
};

use super::{disk, is_sound, workspace};

const NAMES: [&str; 2] = ["/w/lib.ts", "/w/a.tsx"];
const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

/// Bytes: the texts of two modules and then edits, with `\0` between. Of an edit the first byte tells the file and the
/// encoding, four more where (a blank is 0), the rest what stands there then.
pub fn edits(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.split('\0');
    let mut texts = [0, 1].map(|_| parts.next().unwrap_or_default().to_owned());
    let mut open = editor();
    for (name, text) in NAMES.iter().zip(&texts) {
        open.open(Path::new(name), text, 1);
    }
    for edit in parts.take(32) {
        let Some((head, new)) = edit.split_at_checked(5) else {
            return;
        };
        let head = head.bytes().map(|byte| u32::from(byte.wrapping_sub(b' ')));
        let [which, line, column, lines, length] = head.collect::<Vec<_>>()[..] else {
            return;
        };
        let start = Position { line, column };
        // Of some the end comes before the start.
        let end = Position {
            line: (line + lines % 8).saturating_sub(if lines == 7 { 8 } else { 0 }),
            column: length + if lines % 8 == 0 { column } else { 0 },
        };
        let file = (which % 2) as usize;
        let encoding = ENCODINGS[(which / 2 % 3) as usize];
        let range = (which / 8 % 16 != 0).then_some(PositionRange { start, end });
        let edit = ClientEdit {
            range,
            text: new.to_owned(),
        };
        let path = Path::new(NAMES[file]);
        relowered(path, &texts[file], &edit, encoding);
        assert!(open.edit(path, &[edit], encoding, 2));
        let snapshot = open.snapshot();
        texts[file] = text_of(&snapshot, path);
        let scratch = {
            let mut scratch = editor();
            for (name, text) in NAMES.iter().zip(&texts) {
                scratch.open(Path::new(name), text, 1);
            }
            scratch.snapshot()
        };
        let shown = NAMES.map(|name| shown(&snapshot, Path::new(name)));
        // What the parser makes of broken text may depend on what stood there before; of sound text, never.
        let sound = NAMES.iter().zip(&texts);
        if sound
            .into_iter()
            .all(|(name, text)| is_sound(Path::new(name), text))
        {
            assert_eq!(
                shown,
                NAMES.map(|name| self::shown(&scratch, Path::new(name)))
            );
        }
    }
}

/// The edit does what it does to a string, and facts that are made anew where it touched them are those of the whole.
fn relowered(path: &Path, before: &str, edit: &ClientEdit, encoding: Encoding) {
    let text = Text::new(before);
    let language = Language::of_path(path).expect("a source file");
    let range = match edit.range {
        Some(range) => text.clamp(text.range(range, encoding)),
        None => 0..before.len(),
    };
    let mut expected = before.to_owned();
    expected.replace_range(range.clone(), &edit.text);
    let edits = [TextEdit::replace(range, edit.text.as_str())];
    let mut after = text.clone();
    after.apply(&edits[0]);
    assert_eq!(after.to_string(), expected);
    let tree = SyntaxTree::parse(language, &text);
    let facts = lower(&text, &tree);
    let (tree, changed) = tree.reparse(&text, &edits, &after);
    let relowered: FileFacts = relower(&facts, &after, &tree, &changed);
    assert!(relowered == lower(&after, &tree), "relowered is lowered");
}

fn editor() -> Workspace {
    let checkers = Vec::new();
    workspace(disk(), Surface::Editor { checkers })
}

fn text_of(snapshot: &Snapshot, path: &Path) -> String {
    let (text, _) = snapshot.text(path).expect("an open document");
    text.to_string()
}

fn shown(snapshot: &Snapshot, path: &Path) -> Vec<Finding> {
    let shown = snapshot.shown(path);
    assert_eq!(shown.problems, Vec::new(), "a panic is a problem");
    let findings = shown.findings.iter().map(|placed| Finding {
        range: placed.range.clone(),
        ..placed.finding.as_ref().clone()
    });
    findings.collect()
}
