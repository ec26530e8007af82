//! The fuzz targets without a fuzzer (`fuzz/README.md`): over the seeds and everything that fuzzing found, and over
//! damage that is the same in every run.

#![expect(clippy::unwrap_used, reason = "a test's failure is a panic")]

use std::{fs, path::PathBuf};

#[expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a target's failure is a panic"
)]
#[path = "../fuzz/src/lib.rs"]
mod targets;

/// How often each seed is damaged, unless `FUZZ_DAMAGES` says otherwise.
const DAMAGES: u64 = 12;

fn damages() -> u64 {
    let asked = std::env::var("FUZZ_DAMAGES").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(DAMAGES)
}

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = root.parent().unwrap().join("fuzz/seeds").join(target);
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "{target} has seeds");
    seeds
}

/// SplitMix64.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end.max(1) as u64).unwrap()
    }
}

/// Takes something out, puts something in, or does something twice.
fn damaged(mut bytes: Vec<u8>, random: &mut Seeded) -> Vec<u8> {
    const PIECES: [&[u8]; 14] = [
        b"{",
        b"}",
        b"\"",
        b"'",
        b"\\",
        b"\r\n",
        b"\0",
        b"\xff",
        b"\xf0\x9f\x98\x80",
        b"[[[[[[",
        b"null",
        b"-1",
        b":",
        b"/*",
    ];
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(12)).min(bytes.len());
        match random.below(3) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
            _ => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
        }
    }
    bytes
}

fn run(name: &str) {
    let (_, target) = targets::TARGETS
        .into_iter()
        .find(|it| it.0 == name)
        .unwrap();
    for (seed, bytes) in seeds(name) {
        eprintln!("{seed}");
        target(&bytes);
        let mut random = Seeded(bytes.len() as u64);
        for _ in 0..damages() {
            let bytes = damaged(bytes.clone(), &mut random);
            eprintln!("{:?}", String::from_utf8_lossy(&bytes));
            target(&bytes);
        }
    }
}

#[test]
fn protocol() {
    run("protocol");
}

#[test]
fn edits() {
    run("edits");
}

#[test]
fn source() {
    run("source");
}

#[test]
fn manifests() {
    run("manifests");
}

#[test]
fn tables() {
    run("tables");
}
