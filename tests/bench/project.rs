//! Folders on disk to measure in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::generate;

/// A project on `@workos-inc/node` 7.82.0.
pub struct Folder {
    _dir: Option<TempDir>,
    root: PathBuf,
}

/// Writes a project with a source of each size, and the two that are scanned.
pub fn write(folder: &str) {
    for (name, chained) in [("apart", false), ("chained", true)] {
        let path = Path::new(folder).join(name);
        Folder::at(None, path).fill(20_000, chained);
    }
    let folder = Folder::at(None, folder.into());
    for (blocks, ..) in crate::editing::SIZES {
        let source = generate::blocks(blocks, 1);
        folder.write(&format!("src/{}.ts", blocks * 50 + 5), &source.text);
    }
}

impl Folder {
    /// One without sources.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("bench").tempdir().unwrap();
        let root = fs::canonicalize(dir.path()).unwrap();
        Self::at(Some(dir), root)
    }

    fn at(dir: Option<TempDir>, root: PathBuf) -> Self {
        let folder = Self { _dir: dir, root };
        folder.write(
            "package.json",
            "{ \"name\": \"app\", \"dependencies\": { \"@workos-inc/node\": \"7.82.0\" } }\n",
        );
        folder.write(
            "node_modules/@workos-inc/node/package.json",
            "{ \"name\": \"@workos-inc/node\", \"version\": \"7.82.0\" }\n",
        );
        folder.write(
            "tsconfig.json",
            "{ \"compilerOptions\": { \"strict\": true } }\n",
        );
        folder.write(
            "src/store.ts",
            "export type Row = { size: number; label: string; seen?: Date };\nexport const store = { put: async (key: string, value: unknown) => {}, get: async (key: string) => 1 };\nexport const log = (...parts: unknown[]) => {};\n",
        );
        folder
    }

    /// Its path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a file into it.
    pub fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Fills it with files of about 104 lines (4 KB) in folders of 100, of which one in twenty uses the SDK: half of
    /// them make a client, half import one. The others load one another, and none of those - or, chained, each loads the
    /// one before, so that all of them may be given something of the SDK. Returns all sources, and those with the SDK.
    pub fn fill(&self, count: usize, chained: bool) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let client = "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS(process.env.WORKOS_API_KEY);\n";
        let client = self.write("src/lib/client.ts", client);
        let (mut all, mut with) = (vec![client.clone()], vec![client]);
        for index in 0..count {
            let path = format!("src/part{}/f{index}.ts", index / 100);
            let seed = index as u64 + 1;
            let text = match index % 40 {
                0 => generate::blocks(2, seed)
                    .text
                    .replace("'./store'", "'../store'"),
                20 => generate::importer(2, "../lib/client", seed)
                    .text
                    .replace("'./store'", "'../store'"),
                1 | 21 if !chained => generate::other(2, "../store", seed),
                _ => generate::other(2, &format!("./f{}", index - 1), seed),
            };
            let path = self.write(&path, &text);
            if index % 20 == 0 {
                with.push(path.clone());
            }
            all.push(path);
        }
        (all, with)
    }
}
