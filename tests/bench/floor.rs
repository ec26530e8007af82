//! What nobody can be faster than: the bare incremental parse of the same edit, and a bare read of the same files.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use tree_sitter::{InputEdit, Parser, Point, Tree};

use crate::{client::Edit, measure::Series};

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into())
        .unwrap();
    parser
}

/// Times of the bare reparse: an edit and its undoing in turn.
pub fn reparse(text: &str, edit: &Edit, undo: &Edit, times: usize) -> Series {
    let mut parser = parser();
    let mut text = text.to_owned();
    let mut tree = parser.parse(&text, None).unwrap();
    let mut series = Series::default();
    for index in 0..times {
        let edit = if index % 2 == 0 { edit } else { undo };
        series.add(one(&mut parser, &mut text, &mut tree, edit));
    }
    series
}

fn one(parser: &mut Parser, text: &mut String, tree: &mut Tree, edit: &Edit) -> Duration {
    let (start, end) = (offset(text, edit.start), offset(text, edit.end));
    text.replace_range(start..end, &edit.text);
    let point = |(row, column)| Point { row, column };
    let rows = edit.text.matches('\n').count();
    let last = edit.text.rsplit('\n').next().unwrap_or_default().len();
    let new_end = match rows {
        0 => (edit.start.0, edit.start.1 + last),
        _ => (edit.start.0 + rows, last),
    };
    let began = Instant::now();
    tree.edit(&InputEdit {
        start_byte: start,
        old_end_byte: end,
        new_end_byte: start + edit.text.len(),
        start_position: point(edit.start),
        old_end_position: point(edit.end),
        new_end_position: point(new_end),
    });
    *tree = parser.parse(text.as_bytes(), Some(tree)).unwrap();
    began.elapsed()
}

/// The offset of a line and a column in ASCII text.
pub fn offset(text: &str, (line, column): (usize, usize)) -> usize {
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    before + column
}

/// How the bare parse of 1,005 lines compares with the one that the bounds were set beside.
pub fn scale() -> f64 {
    let (blocks, times, _, quoted) = crate::editing::SIZES[1];
    let source = crate::generate::blocks(blocks, 1);
    let (row, column) = source.middle();
    let at = (row, column + 3);
    let (edit, undo) = (Edit::insert(at, "x"), Edit::remove(at, 1));
    reparse(&source.text, &edit, &undo, times).median() / quoted
}

/// Reads all files, in parallel.
pub fn read_all(paths: &[PathBuf]) -> Duration {
    let began = Instant::now();
    each(paths, |path| drop(fs::read(path)));
    began.elapsed()
}

/// Parses all files, in parallel.
pub fn parse_all(paths: &[PathBuf]) -> Duration {
    let began = Instant::now();
    each(paths, |path| {
        let text = fs::read(path).unwrap();
        drop(parser().parse(text, None));
    });
    began.elapsed()
}

fn each(paths: &[PathBuf], work: impl Fn(&PathBuf) + Sync) {
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(path);
                }
            });
        }
    });
}
