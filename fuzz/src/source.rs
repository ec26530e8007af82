//! The source text of every language: findings, hovers, and fixes that are what fixes have to be.

use std::path::Path;

use workos_lsp_engine::{
    analysis::{FixFilter, Snapshot, Surface},
    text::{apply_all, are_disjoint},
};

use super::{disk, is_sound, workspace};

const NAMES: [&str; 4] = ["/w/a.ts", "/w/a.tsx", "/w/a.js", "/w/a.d.ts"];

/// Bytes: one for the language and what is asked, then the text.
pub fn source(data: &[u8]) {
    let Some((first, text)) = data.split_first() else {
        return;
    };
    let path = Path::new(NAMES[usize::from(first % 4)]);
    let text = String::from_utf8_lossy(text).into_owned();
    let snapshot = snapshot_of(path, &text);
    let report = snapshot.check(path);
    assert_eq!(report.problems, Vec::new(), "a panic is a problem");
    for finding in &report.findings {
        assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
        for edits in finding
            .fixes
            .iter()
            .filter_map(|fix| fix.change.edits.get(path))
        {
            assert!(are_disjoint(edits), "{edits:?}");
            assert!(apply_all(&text, edits).is_some(), "{edits:?}");
        }
    }
    let step = text.len() / 16 + 1;
    for offset in (0..text.len()).step_by(step) {
        let _ = snapshot.hover(path, offset);
        let _ = snapshot.ignore_edit(path, offset, &["node/x"]);
    }
    let _ = snapshot.actions(path, 0..text.len());
    fixed(&snapshot, path, &text, first & 4 != 0);
}

fn snapshot_of(path: &Path, text: &str) -> Snapshot {
    workspace(disk().file(path, text), Surface::CommandLine).snapshot()
}

/// Fixes leave sound what was sound, and a second run finds nothing to do.
fn fixed(snapshot: &Snapshot, path: &Path, text: &str, allow_unsafe: bool) {
    let filter = FixFilter {
        only: Vec::new(),
        allow_unsafe,
    };
    let Some(fixed) = snapshot.fix_all(path, &filter) else {
        return;
    };
    if fixed.applied == 0 {
        assert_eq!(fixed.text, text);
        return;
    }
    assert!(
        !is_sound(path, text) || is_sound(path, &fixed.text),
        "{}",
        fixed.text
    );
    let again = snapshot_of(path, &fixed.text);
    let again = again.fix_all(path, &filter).expect("still a source file");
    assert_eq!((again.applied, again.text), (0, fixed.text));
}
