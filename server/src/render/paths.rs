//! Paths as people and programs see them: relative to the working directory, with `/`.

use std::path::{Component, Path};

/// `path` relative to `base` (both absolute), with `/`; outside of it with `../`. `.` for `base` itself.
#[must_use]
pub fn relative(path: &Path, base: &Path) -> String {
    let mut path_parts = path.components().peekable();
    let mut base_parts = base.components().peekable();
    let mut common = 0;
    while let (Some(a), Some(b)) = (path_parts.peek(), base_parts.peek()) {
        if a != b {
            break;
        }
        path_parts.next();
        base_parts.next();
        common += 1;
    }
    if common == 0 {
        return path.to_string_lossy().replace('\\', "/");
    }
    let up = base_parts.map(|_| "..".into());
    let down = path_parts.map(|part| match part {
        Component::Normal(name) => name.to_string_lossy(),
        other => other.as_os_str().to_string_lossy(),
    });
    let parts: Vec<_> = up.chain(down).collect();
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_said_from_the_working_directory() {
        let from = |path: &str, base: &str| relative(Path::new(path), Path::new(base));
        assert_eq!(from("/a/b/c.ts", "/a"), "b/c.ts");
        assert_eq!(from("/a/b/c.ts", "/a/d/e"), "../../b/c.ts");
        assert_eq!(from("/a", "/a"), ".");
        assert_eq!(from("/x/c.ts", "/a"), "../x/c.ts");
    }
}
