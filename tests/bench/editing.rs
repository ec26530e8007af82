//! What it costs to edit: keystrokes, pastes, bursts, importers, and memory over time.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    client::{Client, Edit, at_an_end, is_publish},
    floor,
    generate::{self, Seed},
    measure::{Series, line},
    project::Folder,
};

/// Blocks, samples, the bound in milliseconds and the bare parse that it was set beside.
pub const SIZES: [(usize, usize, f64, f64); 4] = [
    (2, 400, 0.5, 0.012),
    (20, 400, 0.6, 0.044),
    (200, 200, 3.0, 0.45),
    (1000, 60, 20.0, 3.0),
];

/// Edits that are not measured.
const WARMING: usize = 4;

/// Keystroke to diagnostics, by size.
pub fn keystrokes(folder: &Folder) {
    for (blocks, times, bound, quoted) in SIZES {
        let source = generate::blocks(blocks, 1);
        let at = inside(source.middle());
        let (edit, undo) = (Edit::insert(at, "x"), Edit::remove(at, 1));
        let bare = floor::reparse(&source.text, &edit, &undo, times);
        let mut client = Client::start(folder.root());
        let found = client.open("src/a.ts", &source.text).len();
        let (expected, size) = (blocks.min(501), source.text.len() / 1024);
        let before = client.worked();
        let typed = typing(&mut client, &edit, &undo, times);
        let worked = (client.worked() - before) / (times + WARMING) as f64;
        line(
            &format!("keystroke, {} lines", blocks * 50 + 5),
            typed.median(),
            "ms",
            Some(bound * bare.median() / quoted),
            &format!(
                "p95 {:.3}; {worked:.3} on a processor; bare parse {:.3} (p95 {:.3}); {:.1} times bare; {size} KiB, {found} findings{}",
                typed.p95(),
                bare.median(),
                bare.p95(),
                typed.median() / bare.median(),
                if found == expected {
                    ""
                } else {
                    " (UNEXPECTED)"
                },
            ),
        );
        let start = (source.middle().0, 0);
        wide(
            &mut client,
            &source.text,
            blocks,
            "open a comment",
            &Edit::insert(start, "/*"),
            &Edit::remove(start, 2),
        );
        let pasted = generate::blocks(20, 2).text;
        let top = (5 + (blocks / 2) * 50, 0);
        let lines = pasted.matches('\n').count();
        let undo = Edit {
            start: top,
            end: (top.0 + lines, 0),
            text: String::new(),
        };
        wide(
            &mut client,
            &source.text,
            blocks,
            "paste 1,000 lines",
            &Edit::insert(top, &pasted),
            &undo,
        );
        client.end();
    }
}

/// An edit that changes much, and its undoing.
fn wide(client: &mut Client, text: &str, blocks: usize, what: &str, edit: &Edit, undo: &Edit) {
    let times = if blocks > 200 { 6 } else { 20 };
    let bare = floor::reparse(text, edit, undo, times);
    let typed = typing(client, edit, undo, times);
    line(
        &format!("  {what} and undo"),
        typed.median(),
        "ms",
        None,
        &format!("p95 {:.3}; bare parse {:.3}", typed.p95(), bare.median()),
    );
}

fn inside((row, column): (usize, usize)) -> (usize, usize) {
    (row, column + 3)
}

/// Edits and undoes in turn, waiting for the diagnostics of each.
fn typing(client: &mut Client, edit: &Edit, undo: &Edit, times: usize) -> Series {
    let mut series = Series::default();
    for index in 0..times + WARMING {
        let version = client.next_version();
        let edit = if index % 2 == 0 { edit } else { undo };
        let message = client.edit("src/a.ts", version, edit);
        let began = Instant::now();
        client.write(&message);
        client.wait_published("src/a.ts", version);
        if index >= WARMING {
            series.add(began.elapsed());
        }
    }
    series
}

/// 500 edits at once; what is found in the end must be what a fresh server finds.
pub fn burst(folder: &Folder, scale: f64) {
    let source = generate::blocks(20, 1);
    let mut series = Series::default();
    let mut equal = true;
    for round in 0..5 {
        let mut seed = Seed::new(7 + round);
        let mut client = Client::start(folder.root());
        client.open("src/a.ts", &source.text);
        let mut lines: Vec<String> = source.text.lines().map(str::to_owned).collect();
        let mut messages = Vec::new();
        for _ in 0..500 {
            let edit = scribble(&mut lines, &source.calls, &mut seed);
            let version = client.next_version();
            messages.extend(client.edit("src/a.ts", version, &edit));
        }
        let last = client.version();
        let began = Instant::now();
        let writer = client.write_aside(messages);
        let found = client.published("src/a.ts", last);
        series.add(began.elapsed());
        client.joined(writer);
        client.end();
        let mut fresh = Client::start(folder.root());
        equal &= fresh.open("src/a.ts", &(lines.join("\n") + "\n")) == found;
        fresh.end();
    }
    let note = if equal {
        "equal to a fresh open"
    } else {
        "DIFFERS from a fresh open"
    };
    line(
        "burst of 500 edits, 1,005 lines",
        series.median(),
        "ms",
        Some(60.0 * scale),
        note,
    );
}

/// An edit at a random place, mostly near calls: a character comes or goes.
fn scribble(lines: &mut [String], calls: &[(usize, usize)], seed: &mut Seed) -> Edit {
    let row = match seed.below(3) {
        0 => seed.below(lines.len()),
        _ => calls[seed.below(calls.len())].0,
    };
    let Some(line) = lines.get_mut(row) else {
        return Edit::insert((0, 0), "");
    };
    let column = seed.below(line.len() + 1);
    if seed.below(2) == 0 && column < line.len() {
        line.remove(column);
        return Edit::remove((row, column), 1);
    }
    let text = ["x", " ", ".", "(", "}", "'"][seed.below(6)];
    line.insert_str(column, text);
    Edit::insert((row, column), text)
}

/// Start, first diagnostics, memory, and what is asked of an open document.
pub fn start(folder: &Folder, scale: f64) {
    let source = generate::blocks(20, 1);
    let (mut started, mut opened) = (Series::default(), Series::default());
    let mut worked = Series::default();
    let mut peak: f64 = 0.0;
    for _ in 0..15 {
        let began = Instant::now();
        let mut client = Client::initialize(folder.root());
        started.add(began.elapsed());
        client.notify("initialized", &json!({}));
        let message = client.opening("src/a.ts", &source.text);
        let before = client.worked();
        let began = Instant::now();
        client.write(&message);
        client.wait_published("src/a.ts", 1);
        opened.add(began.elapsed());
        worked.add(Duration::from_secs_f64(
            (client.worked() - before).max(0.0) / 1000.0,
        ));
        let at = inside(source.middle());
        let (edit, undo) = (Edit::insert(at, "x"), Edit::remove(at, 1));
        typing(&mut client, &edit, &undo, 20);
        peak = peak.max(client.memory().0);
        client.end();
    }
    let p95 = |series: &Series| format!("p95 {:.3}", series.p95());
    line(
        "start to initialize",
        started.median(),
        "ms",
        Some(15.0 * scale),
        &p95(&started),
    );
    line(
        "open to diagnostics, 1,005 lines",
        opened.median(),
        "ms",
        Some(25.0 * scale),
        &format!("{}; {:.3} on processors", p95(&opened), worked.median()),
    );
    line("peak memory there, 20 edits", peak, "MB", Some(30.0), "");
}

/// Hover and code actions at every call.
pub fn answers(folder: &Folder, scale: f64) {
    let source = generate::blocks(20, 1);
    let mut client = Client::start(folder.root());
    client.open("src/a.ts", &source.text);
    let (mut hovers, mut actions) = (Series::default(), Series::default());
    let uri = client.uri("src/a.ts");
    for index in 0..200 {
        let (row, column) = source.calls[index % source.calls.len()];
        let at = json!({ "line": row, "character": column + 2 });
        let document = json!({ "uri": uri });
        let (message, id) = client.asking(
            "textDocument/hover",
            &json!({ "textDocument": document, "position": at }),
        );
        hovers.add(timed(&mut client, &message, id));
        let (message, id) = client.asking(
            "textDocument/codeAction",
            &json!({ "textDocument": document, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } }),
        );
        actions.add(timed(&mut client, &message, id));
    }
    client.end();
    line(
        "hover",
        hovers.median(),
        "ms",
        Some(0.5 * scale),
        &format!("p95 {:.3}", hovers.p95()),
    );
    line(
        "code action",
        actions.median(),
        "ms",
        Some(0.5 * scale),
        &format!("p95 {:.3}", actions.p95()),
    );
}

fn timed(client: &mut Client, message: &[u8], id: u64) -> Duration {
    let began = Instant::now();
    client.write(message);
    let answer = client.answered(id);
    let took = began.elapsed();
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert!(!answer["result"].is_null(), "no answer: {answer}");
    took
}

/// The file that exports the client is edited while 500 importers are open: until all are right.
pub fn importers(folder: &Folder, scale: f64) {
    const COUNT: usize = 500;
    let mut client = Client::start(folder.root());
    let lib = "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS(process.env.WORKOS_API_KEY);\n";
    folder.write("src/lib.ts", lib);
    let sources: Vec<_> = (0..COUNT)
        .map(|index| {
            let source = generate::importer(1, "../lib", index as u64 + 1);
            let text = source.text.replace("'./store'", "'../store'");
            let path = format!("src/app/u{index}.ts");
            folder.write(&path, &text);
            (path, text)
        })
        .collect();
    client.open("src/lib.ts", lib);
    let mut opened = Series::default();
    for (path, text) in &sources {
        let began = Instant::now();
        let found = client.open(path, text);
        opened.add(began.elapsed());
        assert_eq!(found.len(), 1, "{found:?}");
    }
    let at = (1, "export const workos = new Work".len());
    let mut series = Series::default();
    for index in 0..8 {
        let edit = if index % 2 == 0 {
            Edit::insert(at, "x")
        } else {
            Edit::remove(at, 1)
        };
        let version = client.next_version();
        let message = client.edit("src/lib.ts", version, &edit);
        let began = Instant::now();
        client.write(&message);
        let mut left = COUNT;
        client.until(|body| {
            if is_publish(body) && at_an_end(body, b"/src/app/u") {
                left -= 1;
            }
            left == 0
        });
        series.add(began.elapsed());
    }
    client.end();
    line(
        "edit of the client's file, 500 importers",
        series.median(),
        "ms",
        Some(50.0 * scale),
        &format!(
            "p95 {:.3}; opening one {:.3} (p95 {:.3})",
            series.p95(),
            opened.median(),
            opened.p95()
        ),
    );
}

/// Edits over 50 files for a while: peak memory at the end over that after a fifth of the time.
pub fn drift(folder: &Folder, whole: Duration) {
    let mut client = Client::start(folder.root());
    let sources: Vec<_> = (0..50).map(|seed| generate::blocks(4, seed + 1)).collect();
    for (index, source) in sources.iter().enumerate() {
        client.open(&format!("src/d{index}.ts"), &source.text);
    }
    let mut lines: Vec<Vec<String>> = sources
        .iter()
        .map(|source| source.text.lines().map(str::to_owned).collect())
        .collect();
    let mut seed = Seed::new(3);
    let mut versions = vec![1; sources.len()];
    let (mut early, mut edits) = (None, 0usize);
    let began = Instant::now();
    while began.elapsed() < whole {
        let index = seed.below(sources.len());
        // Half of the time, what was scribbled is put right again.
        let edit = if seed.below(20) == 0 {
            let (rows, text) = (lines[index].len(), &sources[index].text);
            lines[index] = text.lines().map(str::to_owned).collect();
            Edit {
                start: (0, 0),
                end: (rows, 0),
                text: text.clone(),
            }
        } else {
            scribble(&mut lines[index], &sources[index].calls, &mut seed)
        };
        versions[index] += 1;
        let path = format!("src/d{index}.ts");
        let message = client.edit(&path, versions[index], &edit);
        client.write(&message);
        client.wait_published(&path, versions[index]);
        edits += 1;
        if early.is_none() && began.elapsed() >= whole / 5 {
            early = Some(client.memory());
        }
    }
    let (early, late) = (early.unwrap_or_default(), client.memory());
    client.end();
    line(
        &format!("memory after {} s of edits, 50 files", whole.as_secs()),
        late.0 / early.0,
        "",
        Some(1.1),
        &format!(
            "peak {:.1} then {:.1} MB; {edits} edits; the bound is for ten minutes (--minutes 10)",
            early.0, late.0
        ),
    );
}
