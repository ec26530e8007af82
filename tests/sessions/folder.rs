//! A workspace folder on disk, for one test.

use std::{fs, path::PathBuf};

use tempfile::TempDir;

/// A folder that is gone when the test is over.
pub struct Folder {
    dir: TempDir,
}

impl Folder {
    /// A folder with a manifest and `@workos-inc/node` installed in this version.
    pub fn on(version: &str) -> Self {
        let folder = Self::empty();
        folder.write(
            "package.json",
            &format!("{{ \"name\": \"app\", \"dependencies\": {{ \"@workos-inc/node\": \"{version}\" }} }}"),
        );
        folder.install(version);
        folder
    }

    /// A folder with nothing in it.
    pub fn empty() -> Self {
        let dir = tempfile::Builder::new()
            .prefix("session é ")
            .tempdir()
            .unwrap();
        Self { dir }
    }

    /// Puts another version into `node_modules`.
    pub fn install(&self, version: &str) {
        self.write(
            "node_modules/@workos-inc/node/package.json",
            &format!("{{ \"name\": \"@workos-inc/node\", \"version\": \"{version}\" }}"),
        );
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// The absolute path of a file.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// The folder itself.
    pub fn root(&self) -> PathBuf {
        fs::canonicalize(self.dir.path()).unwrap()
    }

    /// The URI of a file (`""` is the folder).
    pub fn uri(&self, path: &str) -> String {
        uri(&self.path(path))
    }
}

/// A path's URI, as editors write it.
pub fn uri(path: &std::path::Path) -> String {
    let mut out = String::from("file://");
    for byte in path.to_str().unwrap().trim_end_matches('/').bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
