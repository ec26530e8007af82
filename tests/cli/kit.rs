//! Folders to run the binary in, the binary, and expected files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a run did.
#[derive(Debug)]
pub struct Run {
    /// The exit status.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Standard output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }
}

/// Runs the binary in a folder.
pub fn run(dir: &Path, args: &[&str]) -> Run {
    run_with(dir, args, &[])
}

/// Runs the binary in a folder with some variables.
pub fn run_with(dir: &Path, args: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_workos-lsp"))
        .args(args)
        .current_dir(dir)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("RUST_BACKTRACE")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder of its own, gone afterwards. It counts as a repository, so that nothing above it is looked at.
#[derive(Debug)]
pub struct Folder {
    dir: tempfile::TempDir,
}

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("cli-").tempdir().unwrap();
        fs::create_dir(dir.path().join(".git")).unwrap();
        Self { dir }
    }

    /// One with files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.put(name, text);
        }
        folder
    }

    /// A copy of the example app.
    pub fn app() -> Self {
        let folder = Self::new();
        copy(&app(), folder.path());
        folder
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file.
    pub fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub fn get(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Runs the binary in it.
    pub fn run(&self, args: &[&str]) -> Run {
        run(self.path(), args)
    }
}

/// The example app.
pub fn app() -> PathBuf {
    root().join("tests/apps/node-7.82")
}

/// The root of this repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// A manifest with one dependency.
pub fn manifest(range: &str) -> String {
    format!("{{ \"dependencies\": {{ \"@workos-inc/node\": \"{range}\" }} }}\n")
}

/// The lockfile that goes with it.
pub fn lockfile(version: &str) -> String {
    serde_json::json!({
        "lockfileVersion": 3,
        "packages": {
            "": { "dependencies": { "@workos-inc/node": version } },
            "node_modules/@workos-inc/node": { "version": version }
        }
    })
    .to_string()
}

/// A project on one version with one source file.
pub fn project(version: &str, source: &str) -> Folder {
    Folder::with(&[
        ("package.json", &manifest(version)),
        ("package-lock.json", &lockfile(version)),
        ("a.ts", source),
    ])
}

/// A module with a client, and a call that 8.0.0 took away and that has a safe fix.
pub const READS_SECRET: &str = "\
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('sk_live_your_key_0');
export const read = (id: string) => workos.vault.readSecret({ id });
";

/// Compares with a file that is kept beside the tests, or writes it.
pub fn expect(name: &str, actual: &str) {
    kept(&root().join("tests/cli/expected").join(name), actual);
}

/// Compares with a kept file, or writes it.
pub fn kept(path: &Path, actual: &str) {
    if std::env::var_os("WORKOS_LSP_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, actual).unwrap();
        return;
    }
    let known = fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        known == actual,
        "{} differs; WORKOS_LSP_BLESS=1 rewrites it\n{}",
        path.display(),
        similar::TextDiff::from_lines(known.as_str(), actual)
            .unified_diff()
            .header("kept", "actual")
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_name() == "node_modules" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
