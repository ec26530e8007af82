//! The engine as a whole, in memory.
use super::*;
use crate::{knowledge::Knowledge, project::MemoryFiles};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

pub(super) fn workspace(version: &str, files: &[(&str, &str)]) -> Workspace {
    let mut disk = MemoryFiles::default();
    disk = disk.file(
        "/w/package.json",
        format!("{{\"dependencies\":{{\"@workos-inc/node\":\"^{version}\"}}}}"),
    );
    disk = disk.file(
        "/w/node_modules/@workos-inc/node/package.json",
        format!("{{\"name\":\"@workos-inc/node\",\"version\":\"{version}\"}}"),
    );
    for (path, text) in files {
        disk = disk.file(Path::new("/w").join(path), *text);
    }
    Workspace::new(
        vec![PathBuf::from("/w")],
        Arc::new(disk),
        Arc::new(Knowledge::builtin()),
        Settings::new(Surface::CommandLine),
    )
}
#[test]
fn dump() {
    let w = workspace(
        "9.1.1",
        &[("a.ts", &std::fs::read_to_string("/tmp/a.ts").unwrap())],
    );
    let s = w.snapshot();
    for o in s.state.occurrences(Path::new("/w/a.ts")) {
        let t = s.text(Path::new("/w/a.ts")).unwrap().0;
        let tl = s.state.knowledge.timeline(o.package);
        println!(
            "{} {} {:?} {:?} chain={:?} v={:?}",
            t.slice(o.range.clone()),
            tl.display(&o.symbol),
            o.usage,
            o.at,
            o.chain
                .iter()
                .map(|l| (t.slice(l.range.clone()), tl.display(&l.symbol)))
                .collect::<Vec<_>>(),
            o.installed.version.as_ref().map(ToString::to_string)
        );
    }
    println!("{:?}", s.problems());
}
#[test]
fn show() {
    let v = std::env::var("V").unwrap_or("9.1.1".into());
    let text = std::fs::read_to_string("/tmp/a.ts").unwrap();
    let w = workspace(&v, &[("a.ts", &text)]);
    let s = w.snapshot();
    let r = s.check(Path::new("/w/a.ts"));
    for f in &r.findings {
        let line = text[..f.range.start].matches('\n').count() + 1;
        println!(
            "{line}: `{}` {:?} {:?} {:?} {:?} {}\n    {}",
            &text[f.range.clone()],
            f.state,
            f.severity,
            f.change,
            f.lineage,
            f.symbol,
            f.message
        );
        for x in &f.fixes {
            println!(
                "      FIX {:?} {} {:?} {:?}",
                x.applicability,
                x.title,
                x.reason,
                x.change
                    .edits
                    .values()
                    .flatten()
                    .map(|e| format!("{}→{}", &text[e.range()], e.text))
                    .collect::<Vec<_>>()
            );
        }
    }
    println!("{:?}", r.problems);
}
#[test]
fn words() {
    let k = Knowledge::builtin();
    let p = k.package("@workos-inc/node").unwrap();
    let w = k.surface_words(p);
    println!(
        "{} {:?}",
        w.len(),
        w.iter().filter(|w| w.len() < 7).collect::<Vec<_>>()
    );
}
