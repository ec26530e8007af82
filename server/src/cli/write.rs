//! Puts a new text in the place of a file, at once or not at all, and gives files another name.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

/// Replaces the content of a file, if it still is `before`. Its mode stays. There is never half a file: the text is
/// written beside it and then takes its place.
///
/// # Errors
/// Why it was not written, in words.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), String> {
    let known = fs::metadata(path).map_err(|error| error.to_string())?;
    if known.permissions().readonly() {
        return Err("the file is read-only".to_owned());
    }
    let now = fs::read(path).map_err(|error| error.to_string())?;
    if now != before {
        return Err("the file has changed meanwhile".to_owned());
    }
    let folder = path.parent().ok_or("it lies in no folder")?;
    put(folder, path, after, known.permissions()).map_err(|error| error.to_string())
}

fn put(folder: &Path, path: &Path, text: &[u8], mode: fs::Permissions) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".workos-lsp-")
        .tempfile_in(folder)?;
    file.write_all(text)?;
    file.as_file().set_permissions(mode)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Gives a file another name; never over a file that is there.
///
/// # Errors
/// Why it was not renamed, in words.
pub fn rename(from: &Path, to: &Path) -> Result<(), String> {
    if to.exists() {
        return Err(format!("there is a file {} already", to.display()));
    }
    fs::rename(from, to).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_mode_stays() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.ts");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o754)).unwrap();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o754
        );
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_may_not_be_written_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.ts");
        fs::write(&path, "old").unwrap();
        assert_eq!(
            replace(&path, b"older", b"new").unwrap_err(),
            "the file has changed meanwhile"
        );
        let mut mode = fs::metadata(&path).unwrap().permissions();
        mode.set_readonly(true);
        fs::set_permissions(&path, mode).unwrap();
        assert_eq!(
            replace(&path, b"old", b"new").unwrap_err(),
            "the file is read-only"
        );
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }

    #[test]
    fn a_rename_never_covers_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b, c) = (
            dir.path().join("a"),
            dir.path().join("b"),
            dir.path().join("c"),
        );
        fs::write(&a, "a").unwrap();
        fs::write(&b, "b").unwrap();
        assert!(rename(&a, &b).unwrap_err().contains("already"));
        rename(&a, &c).unwrap();
        assert_eq!(fs::read(&c).unwrap(), b"a");
    }
}
