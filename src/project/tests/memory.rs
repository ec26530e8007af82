use super::*;

#[test]
fn files_folders_and_links() {
    let disk = files([("/a/b/c.ts", "x"), ("/d.ts", "y")])
        .link("/l", "/a/b")
        .link("/a/up", "../d.ts")
        .link("/loop", "/loop")
        .dir("/empty");
    assert_eq!(disk.kind(Path::new("/a/b")), Some(FileKind::Dir));
    assert_eq!(disk.kind(Path::new("/empty")), Some(FileKind::Dir));
    assert_eq!(disk.kind(Path::new("/l/c.ts")), Some(FileKind::File));
    assert_eq!(disk.kind(Path::new("/a/b/c.ts/d")), None);
    assert_eq!(disk.kind(Path::new("/loop")), None);
    assert_eq!(
        disk.canonical(Path::new("/l/c.ts")),
        Some("/a/b/c.ts".into())
    );
    assert_eq!(disk.canonical(Path::new("/a/up")), Some("/d.ts".into()));
    assert_eq!(disk.read(Path::new("/a/up")).unwrap(), b"y");
    assert_eq!(
        disk.read(Path::new("/a")).unwrap_err().kind(),
        io::ErrorKind::IsADirectory
    );
    assert_eq!(
        disk.read(Path::new("/nothing")).unwrap_err().kind(),
        io::ErrorKind::NotFound
    );
    let names = |path: &str| {
        let entries = disk.list(Path::new(path)).unwrap();
        let name = |entry: DirEntry| (entry.name.into_string().unwrap(), entry.kind);
        entries.into_iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(
        names("/a"),
        [
            ("b".to_owned(), FileKind::Dir),
            ("up".to_owned(), FileKind::Link)
        ]
    );
    assert_eq!(names("/l"), [("c.ts".to_owned(), FileKind::File)]);
    assert!(disk.without("/a").kind(Path::new("/a/b/c.ts")).is_none());
}
