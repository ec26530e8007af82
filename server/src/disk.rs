//! The real disk behind the engine's `Files`. Opens regular files only: a pipe or a device is not opened, because that
//! alone can block or do something. What may be read at all is the engine's to decide; sizes are bounded here once more.

use std::{
    cell::RefCell,
    fs, io,
    io::Read,
    path::{Path, PathBuf},
};

use workos_lsp_engine::project::{DirEntry, FileKind, Files};

/// Nothing larger is ever read, whatever the settings say: lockfiles of large monorepos stay below.
const LARGEST: u64 = 128 << 20;

/// Bytes that all but few sources have room in.
const ENOUGH: usize = 64 << 10;

/// The real disk.
#[derive(Debug, Default)]
pub struct Disk;

impl Disk {
    /// The bytes of a regular file that is not larger.
    ///
    /// # Errors
    /// As the file system says; and of a larger one.
    pub fn read_at_most(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        let most = most.min(LARGEST);
        let known = fs::metadata(path)?;
        if !known.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a regular file",
            ));
        }
        if known.len() > most {
            return Err(too_large());
        }
        let len = usize::try_from(known.len()).unwrap_or_default();
        let mut bytes = vec![0; len + 1];
        let mut file = fs::File::open(path)?;
        // Almost always all of it comes at once, and nothing more.
        let read = match file.read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            read => read?,
        };
        bytes.truncate(read);
        if read != len {
            file.take((most + 1).saturating_sub(read as u64))
                .read_to_end(&mut bytes)?;
        }
        if u64::try_from(bytes.len()).is_ok_and(|len| len > most) {
            return Err(too_large());
        }
        Ok(bytes)
    }

    /// Hands on the bytes of a file that a walk has just found to be a regular one, and that is not larger. Costs less
    /// than looking at it again; what has taken its place since is neither waited for nor followed. `look` reads nothing
    /// itself: the thread's buffer is in use.
    ///
    /// # Errors
    /// As the file system says; and of a larger one.
    pub fn with_walked<T>(
        &self,
        path: &Path,
        most: u64,
        look: impl FnOnce(&[u8]) -> T,
    ) -> io::Result<T> {
        thread_local! {
            static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        }
        let mut file = open_at_once(path)?;
        BYTES.with_borrow_mut(|bytes| {
            bytes.resize(bytes.len().max(ENOUGH), 0);
            let mut filled = 0;
            while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
                match file.read(rest) {
                    Ok(0) if filled as u64 <= most => {
                        return Ok(look(bytes.get(..filled).unwrap_or_default()));
                    }
                    Ok(0) => return Err(too_large()),
                    Ok(read) => filled += read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            // A large file.
            let bytes = self.read_at_most(path, most)?;
            Ok(look(&bytes))
        })
    }
}

/// Opens a file without waiting for a pipe's other end, and not the file that a link leads to. Looked up from its folder,
/// which the thread keeps open for the next: a walk names the files of a folder one after the other.
#[cfg(unix)]
fn open_at_once(path: &Path) -> io::Result<fs::File> {
    use std::os::fd::OwnedFd;

    use rustix::fs::{Mode, OFlags, open, openat};

    thread_local! {
        static FOLDER: RefCell<Option<(PathBuf, OwnedFd)>> = const { RefCell::new(None) };
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::IsADirectory.into());
    };
    FOLDER.with_borrow_mut(|kept| {
        let known = kept
            .as_ref()
            .filter(|(known, _)| known.as_os_str() == folder.as_os_str());
        let folder = match known {
            Some((_, opened)) => opened,
            None => {
                let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
                let opened = open(folder, flags | OFlags::RDONLY, Mode::empty())?;
                &kept.insert((folder.to_path_buf(), opened)).1
            }
        };
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW;
        Ok(openat(folder, name, flags, Mode::empty())?.into())
    })
}

#[cfg(not(unix))]
fn open_at_once(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_at_most(path, LARGEST)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        fs::read_dir(path)?
            .map(|entry| {
                let entry = entry?;
                Ok(DirEntry {
                    name: entry.file_name(),
                    kind: kind_of(entry.file_type()?),
                })
            })
            .collect()
    }

    fn size(&self, path: &Path) -> Option<u64> {
        let known = fs::metadata(path).ok()?;
        known.is_file().then_some(known.len())
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        fs::metadata(path)
            .ok()
            .map(|known| kind_of(known.file_type()))
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        canonical(path).ok()
    }
}

/// The path with all links resolved, in the form that people write (Windows: without the `\\?\` prefix where that is
/// possible).
///
/// # Errors
/// As the file system says.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    let real = fs::canonicalize(path)?;
    if !cfg!(windows) {
        return Ok(real);
    }
    let plain = real
        .to_str()
        .and_then(|text| text.strip_prefix(r"\\?\"))
        .filter(|rest| rest.as_bytes().get(1) == Some(&b':') && rest.len() < 260)
        .map(PathBuf::from);
    Ok(plain.unwrap_or(real))
}

fn kind_of(file_type: fs::FileType) -> FileKind {
    if file_type.is_symlink() {
        FileKind::Link
    } else if file_type.is_dir() {
        FileKind::Dir
    } else if file_type.is_file() {
        FileKind::File
    } else {
        FileKind::Other
    }
}

fn too_large() -> io::Error {
    io::Error::new(
        io::ErrorKind::FileTooLarge,
        format!("larger than {} MiB", LARGEST >> 20),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_devices_and_nothing_are_not_read() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(
            Disk.read(dir.path()).unwrap_err().kind(),
            io::ErrorKind::InvalidInput
        );
        assert_eq!(
            Disk.read(&dir.path().join("none")).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
        #[cfg(unix)]
        {
            assert_eq!(Disk.kind(Path::new("/dev/zero")), Some(FileKind::Other));
            assert_eq!(
                Disk.read(Path::new("/dev/zero")).unwrap_err().kind(),
                io::ErrorKind::InvalidInput
            );
        }
    }

    #[test]
    fn walked_files_are_read_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let top = dir.path();
        fs::create_dir(top.join("a")).unwrap();
        for (name, text) in [("a/x", "one"), ("b", "two"), ("a/y", "")] {
            fs::write(top.join(name), text).unwrap();
            let read = Disk.with_walked(&top.join(name), 3, <[u8]>::to_vec);
            assert_eq!(read.unwrap(), text.as_bytes());
        }
        let large = "x".repeat(ENOUGH);
        fs::write(top.join("large"), &large).unwrap();
        let read = Disk.with_walked(&top.join("large"), 1 << 20, <[u8]>::to_vec);
        assert_eq!(read.unwrap(), large.as_bytes());
        let kind = |name: &str, most| {
            let read = Disk.with_walked(&top.join(name), most, <[u8]>::to_vec);
            read.unwrap_err().kind()
        };
        assert_eq!(kind("large", 9), io::ErrorKind::FileTooLarge);
        #[cfg(unix)]
        assert_eq!(kind("a", 9), io::ErrorKind::IsADirectory);
        assert_eq!(kind("b", 2), io::ErrorKind::FileTooLarge);
        assert_eq!(kind("none", 9), io::ErrorKind::NotFound);
        assert_eq!(kind("none/x", 9), io::ErrorKind::NotFound);
        #[cfg(target_os = "linux")]
        {
            let made = rustix::fs::mknodat(
                rustix::fs::CWD,
                top.join("pipe"),
                rustix::fs::FileType::Fifo,
                rustix::fs::Mode::RUSR,
                0,
            );
            made.unwrap();
            std::os::unix::fs::symlink("b", top.join("link")).unwrap();
            // Nobody writes into it, and nobody is waited for.
            let read = Disk.with_walked(&top.join("pipe"), 9, <[u8]>::to_vec);
            assert_eq!(read.unwrap(), b"");
            let read = Disk.with_walked(&top.join("link"), 9, <[u8]>::to_vec);
            assert!(read.is_err(), "a link is not followed");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_listed_as_links_and_resolved_when_asked() {
        let dir = tempfile::tempdir().unwrap();
        let top = canonical(dir.path()).unwrap();
        fs::write(top.join("a.ts"), "x").unwrap();
        std::os::unix::fs::symlink("a.ts", top.join("b.ts")).unwrap();
        std::os::unix::fs::symlink("loop", top.join("loop")).unwrap();
        let mut listed = Disk.list(&top).unwrap();
        listed.sort_by(|a, b| a.name.cmp(&b.name));
        let kinds: Vec<_> = listed.iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, [FileKind::File, FileKind::Link, FileKind::Link]);
        assert_eq!(Disk.kind(&top.join("b.ts")), Some(FileKind::File));
        assert_eq!(Disk.kind(&top.join("loop")), None);
        assert_eq!(Disk.canonical(&top.join("b.ts")), Some(top.join("a.ts")));
    }
}
