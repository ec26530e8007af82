//! Packs the built-in tables, so that a program that starts need not read them as JSON. The engine's own code does it;
//! nothing outside of the repository is read.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a build may write its file, and stop"
)]

use std::{env, fs, path::Path};

#[expect(
    dead_code,
    unused_imports,
    reason = "the build needs a part of the engine"
)]
#[path = "src/knowledge/mod.rs"]
mod knowledge;

fn main() {
    println!("cargo::rustc-cfg=packed");
    for path in ["knowledge/npm", "knowledge/builtin.rs", "src/knowledge"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = env::var_os("OUT_DIR").expect("a folder to write to");
    let packed = knowledge::pack().expect("tables that can be packed");
    fs::write(Path::new(&out).join("knowledge.bin"), packed).expect("a file that can be written");
}
