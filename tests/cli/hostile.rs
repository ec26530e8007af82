//! Workspaces that are not to be trusted, and files that are no files: a run ends, reads what it may, opens no
//! connection, starts nothing, and writes only what `fix` has to.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::kit::{Folder, READS_SECRET, Run, project};

/// A run that is ended from outside if it does not end.
fn run_within(seconds: u32, dir: &Path, args: &[&str]) -> Run {
    let output = Command::new("timeout")
        .arg(seconds.to_string())
        .arg(env!("CARGO_BIN_EXE_workos-lsp"))
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Names under which something is looked for.
const READ: [&str; 16] = [
    ".gitignore",
    ".ignore",
    ".git",
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "yarn.lock",
    ".yarnrc.yml",
    "bun.lock",
    "tsconfig.json",
    "workos-lsp.json",
    "node_modules/@workos-inc/node/package.json",
    "node_modules/.package-lock.json",
    "src/b.ts",
];

#[cfg(target_os = "linux")]
#[test]
fn pipes_devices_and_sockets_are_passed_over() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    for kind in ["pipe", "/dev/zero", "/dev/tty", "socket", "folder"] {
        let folder = Folder::new();
        fs::remove_dir(folder.path().join(".git")).unwrap();
        folder.put("src/a.ts", READS_SECRET);
        let mut held = Vec::new();
        for (index, name) in READ.iter().enumerate() {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match kind {
                "pipe" => {
                    let made = Command::new("mkfifo").arg(&path).status();
                    assert!(made.unwrap().success());
                }
                "socket" => {
                    // Its path may not be long.
                    let bound = folder.path().join(format!("s{index}"));
                    held.push(UnixListener::bind(&bound).unwrap());
                    fs::rename(&bound, &path).unwrap();
                }
                "folder" => fs::create_dir_all(&path).unwrap(),
                device => symlink(device, &path).unwrap(),
            }
        }
        let mut runs = vec![vec!["check"]];
        if kind == "pipe" {
            runs.extend([
                vec!["fix", "--diff"],
                vec!["versions"],
                vec!["check", "src/b.ts"],
            ]);
        }
        for mut args in runs {
            let finds = args == ["check"];
            args.extend(["--assume", "@workos-inc/node=8.13.0"]);
            let run = run_within(60, folder.path(), &args);
            assert!([0, 1].contains(&run.code), "{args:?}, {kind}: {run:?}");
            assert_eq!(
                run.out.contains("error[node/vault-read-secret]"),
                finds,
                "{args:?}, {kind}: {run:?}"
            );
        }
    }
}

/// What a traced run did: opened for reading, opened for writing or changed, and everything that has no place in it.
#[cfg(target_os = "linux")]
#[derive(Debug, Default)]
struct Traced {
    read: Vec<String>,
    written: Vec<String>,
    other: Vec<String>,
}

/// Runs the binary under `strace`; `None` where that cannot be.
#[cfg(target_os = "linux")]
fn traced(dir: &Path, args: &[&str]) -> Option<Traced> {
    let probe = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .status();
    if !probe.is_ok_and(|it| it.success()) {
        eprintln!("skipped: strace is not there, or may not trace");
        return None;
    }
    let kept = tempfile::tempdir().unwrap();
    let log = kept.path().join("log");
    let status = Command::new("strace")
        .args(["-f", "-qq", "-s", "4096", "-e", "signal=none", "-e"])
        .args([
            "trace=%file,%network,execve,execveat,fork,vfork,ftruncate,fchmod,fchown",
            "-o",
        ])
        .arg(&log)
        .arg(env!("CARGO_BIN_EXE_workos-lsp"))
        .args(args)
        .current_dir(dir)
        .env_remove("LD_LIBRARY_PATH")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.unwrap().code().is_some_and(|code| code < 2));
    let mut traced = Traced::default();
    for line in fs::read_to_string(log).unwrap().lines() {
        let call = line
            .split_once(' ')
            .map_or(line, |(_, call)| call.trim_start());
        // Threads that wait for one another split a call over two lines: the first says what it is.
        if call.starts_with("<...") {
            continue;
        }
        let Some((name, rest)) = call.split_once('(') else {
            continue;
        };
        let path = rest.split('"').nth(1).unwrap_or_default().to_owned();
        match name {
            "openat" | "open" | "creat" => {
                let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"]
                    .iter()
                    .any(|flag| rest.contains(flag));
                if writes || name == "creat" {
                    traced.written.push(path);
                } else {
                    traced.read.push(path);
                }
            }
            "stat" | "lstat" | "newfstatat" | "statx" | "access" | "faccessat" | "faccessat2"
            | "readlink" | "readlinkat" | "getcwd" | "statfs" | "chdir" => {}
            "rename" | "renameat" | "renameat2" | "linkat" => traced
                .written
                .extend(rest.split('"').skip(1).step_by(2).map(str::to_owned)),
            "fchmod" | "ftruncate" => {}
            "execve" if traced.read.is_empty() => {}
            _ => traced.other.push(call.to_owned()),
        }
    }
    Some(traced)
}

/// A workspace that would have things read that are not its own.
#[cfg(target_os = "linux")]
fn luring(outside: &Path) -> Folder {
    use std::os::unix::fs::symlink;
    let folder = project("8.13.0", READS_SECRET);
    let out = outside.display().to_string();
    let up = format!("../{}", outside.file_name().unwrap().to_str().unwrap());
    folder.put("package.json", format!(
        r##"{{ "dependencies": {{ "@workos-inc/node": "8.13.0", "other": "file:{up}" }}, "workspaces": ["{up}", "{up}/*", "../*"], "main": "{up}/lib.ts", "imports": {{ "#x": "./{up}/lib.ts" }}, "scripts": {{ "preinstall": "touch {out}/ran" }} }}"##
    ));
    folder.put(
        "pnpm-workspace.yaml",
        format!("packages:\n  - '{up}/**'\n  - '../**'\n"),
    );
    folder.put("tsconfig.json", format!(
        r#"{{ "extends": ["{up}/tsconfig.json", "{out}/tsconfig.json", "./link.json"], "compilerOptions": {{ "baseUrl": "{up}", "paths": {{ "@/*": ["{up}/*", "{out}/*"] }}, "rootDirs": [".", "{up}"], "typeRoots": ["{up}"] }}, "include": ["{up}"], "references": [{{ "path": "{up}" }}] }}"#
    ));
    folder.put(
        "workos-lsp.json",
        format!(r#"{{ "knowledge": ["{up}", "{out}", "linked"] }}"#),
    );
    folder.put("b.ts", format!(
        "import {{ x }} from '{up}/lib';\nimport y from '@/lib';\nimport z from '{out}/lib';\nimport l from './linked/lib';\nimport m from '#x';\nimport o from 'other';\nimport '/etc/passwd';\nx.vault.readSecret({{}}); y.vault.readSecret({{}}); z.vault.readSecret({{}}); l.vault.readSecret({{}}); m.vault.readSecret({{}}); o.vault.readSecret({{}});\n{READS_SECRET}"
    ));
    for (link, target) in [
        ("linked", outside.to_owned()),
        ("c.ts", outside.join("lib.ts")),
        ("link.json", outside.join("tsconfig.json")),
        ("yarn.lock", outside.join("lib.ts")),
        ("src/.gitignore", outside.join("lib.ts")),
        ("src/workos-lsp.json", outside.join("tsconfig.json")),
        ("src/package.json", outside.join("package.json")),
        ("src/package-lock.json", outside.join("package.json")),
        ("src/tsconfig.json", outside.join("tsconfig.json")),
    ] {
        let link = folder.path().join(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(target, link).unwrap();
    }
    folder.put("src/d.ts", READS_SECRET);
    folder
}

#[cfg(target_os = "linux")]
fn outside() -> Folder {
    let outside = Folder::with(&[
        ("lib.ts", READS_SECRET),
        (
            "package.json",
            r#"{ "name": "other", "version": "1.0.0", "main": "lib.ts" }"#,
        ),
        (
            "tsconfig.json",
            r#"{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }"#,
        ),
        ("npm/@workos-inc/node/changes/a.json", "{ \"changes\": [] }"),
    ]);
    fs::remove_dir(outside.path().join(".git")).unwrap();
    outside
}

/// Files of the system that any program opens.
#[cfg(target_os = "linux")]
fn is_systems(path: &str) -> bool {
    [
        "/lib",
        "/usr/lib",
        "/usr/share/locale",
        "/etc/ld.so",
        "/proc/",
        "/sys/",
        "/dev/null",
        "/dev/tty",
        "/nix/",
    ]
    .iter()
    .any(|start| path.starts_with(start))
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_outside_is_opened_nothing_is_run_nothing_connects() {
    let outside = outside();
    let folder = luring(outside.path());
    let real = fs::canonicalize(folder.path()).unwrap();
    let inside = |path: &&String| {
        let path = real.join(path.as_str());
        // A path through a link is as far outside as where it leads to.
        fs::canonicalize(&path).map_or(path.starts_with(&real), |path| path.starts_with(&real))
    };
    for args in [
        &["check", "."][..],
        &["check", "--to", "latest", "."],
        &["versions"],
        &["fix", "--diff", "."],
        &["fix", "."],
    ] {
        let Some(traced) = traced(folder.path(), args) else {
            return;
        };
        let fixes = args == ["fix", "."];
        let foreign: Vec<_> = traced
            .read
            .iter()
            .filter(|path| !is_systems(path) && !inside(path))
            .collect();
        assert!(foreign.is_empty(), "{args:?} opens {foreign:?}");
        let reads_sources = traced.read.iter().any(|path| path.ends_with("b.ts"));
        assert_eq!(reads_sources, args != ["versions"], "{traced:?}");
        assert!(traced.other.is_empty(), "{args:?}: {:?}", traced.other);
        let written: Vec<_> = traced
            .written
            .iter()
            .filter(|path| !is_systems(path))
            .collect();
        assert_eq!(written.is_empty(), !fixes, "{args:?} writes {written:?}");
        assert!(
            written.iter().all(|path| {
                let path = Path::new(path);
                let name = path.file_name().unwrap().to_str().unwrap();
                path.starts_with(&real)
                    && (name.ends_with(".ts") || name.starts_with(".workos-lsp-"))
            }),
            "{written:?}"
        );
    }
    assert_eq!(outside.get("lib.ts"), READS_SECRET);
    for fixed in ["a.ts", "b.ts", "src/d.ts"] {
        assert!(folder.get(fixed).contains("readObject"), "{fixed}");
    }
    assert!(
        fs::symlink_metadata(folder.path().join("c.ts"))
            .unwrap()
            .is_symlink()
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_is_named_keeps_being_one() {
    let folder = project("8.13.0", READS_SECRET);
    fs::create_dir(folder.path().join("real")).unwrap();
    fs::rename(folder.path().join("a.ts"), folder.path().join("real/a.ts")).unwrap();
    std::os::unix::fs::symlink("real/a.ts", folder.path().join("a.ts")).unwrap();
    assert_eq!(folder.run(&["fix", "a.ts"]).code, 0);
    assert!(
        fs::symlink_metadata(folder.path().join("a.ts"))
            .unwrap()
            .is_symlink()
    );
    assert!(folder.get("real/a.ts").contains("readObject"));
    assert_eq!(fs::read_dir(folder.path().join("real")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_keeps_its_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = project("8.13.0", READS_SECRET);
    folder.put("shut/b.ts", READS_SECRET);
    let shut = folder.path().join("shut");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere.
    let is_root = fs::write(shut.join("probe"), "").is_ok();
    if is_root {
        fs::remove_file(shut.join("probe")).unwrap();
    }
    let run = folder.run(&["fix"]);
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(folder.get("a.ts").contains("readObject"), "{run:?}");
    if !is_root {
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("b.ts: not fixed: "), "{run:?}");
        assert_eq!(folder.get("shut/b.ts"), READS_SECRET);
    }
    assert_eq!(fs::read_dir(shut).unwrap().count(), 1);
}

#[test]
fn hard_files_are_checked_and_named() {
    let folder = project("8.13.0", READS_SECRET);
    let nested = |open: &str, close: &str| {
        format!(
            "{READS_SECRET}x = {}{};\n",
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    folder.put("brackets.ts", nested("[", "]"));
    folder.put(
        "braces.ts",
        format!("{READS_SECRET}{}", "{".repeat(100_000)),
    );
    folder.put("elements.tsx", nested("<a>", "</a>"));
    let filler = "f('0123456789', x => x + 1);".repeat(1 << 15);
    let line = format!("{filler}{}", READS_SECRET.replace('\n', " "));
    assert!(line.len() > 900_000);
    folder.put("line.ts", &line);
    folder.put(
        "latin.ts",
        [READS_SECRET.as_bytes(), b"// caf\xe9\n"].concat(),
    );
    let utf16 = |big: bool| {
        let units = format!("\u{feff}{READS_SECRET}");
        let bytes = units.encode_utf16().flat_map(move |unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        });
        bytes.collect::<Vec<u8>>()
    };
    folder.put("little.ts", utf16(false));
    folder.put("big.ts", utf16(true));
    folder.put(
        "huge.ts",
        format!(
            "{READS_SECRET}{}",
            "// filler, filler, filler\n".repeat(200_000)
        ),
    );
    folder.put("zeros.ts", format!("{READS_SECRET}{}", "\0".repeat(10_000)));
    folder.put("empty.ts", "");
    let run = folder.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let json = run.json();
    let found: Vec<&str> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    for name in ["a.ts", "line.ts", "zeros.ts"] {
        assert!(found.contains(&name), "{name}: {found:?}");
    }
    let column = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["path"] == "line.ts")
        .unwrap();
    let at = line.find("readSecret").unwrap() as u64 + 1;
    assert_eq!(
        (&column["start"]["line"], &column["start"]["column"]),
        (&1.into(), &at.into())
    );
    let problems: Vec<&str> = json["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    assert_eq!(problems, ["huge.ts", "latin.ts"]);
    // What is no text holds none of our words, and is no source.
    assert!(!found.contains(&"little.ts") && !found.contains(&"big.ts"));
    let before = folder.get("brackets.ts");
    folder.run(&["fix", "line.ts", "brackets.ts"]);
    assert!(
        folder.get("line.ts").starts_with(&filler) && folder.get("line.ts").contains("readObject")
    );
    assert_eq!(folder.get("brackets.ts").len(), before.len());
}

#[test]
fn all_files_can_be_ignored() {
    for glob in ["**", "**/*", "{a,b,c,d,package}*"] {
        let folder = project("8.13.0", READS_SECRET);
        let config = serde_json::json!({ "ignore": [glob] });
        folder.put("workos-lsp.json", config.to_string());
        let run = folder.run(&["check"]);
        assert_eq!(run.code, 0, "{glob}: {run:?}");
        assert!(run.out.contains("Checked 0 files"), "{glob}: {run:?}");
        assert_eq!(folder.run(&["fix", "--diff"]).code, 0, "{glob}");
    }
}

#[test]
fn globs_that_cannot_be_are_named() {
    let folder = project("8.13.0", READS_SECRET);
    let long = "a".repeat(100_000);
    let globs = serde_json::json!({ "ignore": ["[", "{a,b", "\\", "{".repeat(200), long] });
    folder.put("workos-lsp.json", globs.to_string());
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.err.contains("ignore: `[` is no glob"),
        "{:.500}",
        run.err
    );
}

#[test]
fn a_lockfile_of_50_mb_is_read() {
    let folder = project("8.13.0", READS_SECRET);
    let mut lock = String::from("{ \"lockfileVersion\": 3, \"packages\": {\n");
    for index in 0..170_000 {
        lock.push_str(&format!("\"node_modules/package-{index}\": {{ \"version\": \"1.0.{index}\", \"resolved\": \"x\", \"integrity\": \"sha512-{}\", \"dependencies\": {{ \"a-{index}\": \"^1\", \"b\": \"*\" }}, \"license\": \"MIT\" }},\n", "0123456789abcdef".repeat(10)));
    }
    lock.push_str("\"node_modules/@workos-inc/node\": { \"version\": \"8.13.0\" } } }");
    assert!(lock.len() > 50_000_000, "{}", lock.len());
    folder.put("package-lock.json", &lock);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("8.13.0"), "{run:?}");
    // Cut off, it is a problem, and the range counts.
    folder.put("package-lock.json", &lock[..lock.len() - 10]);
    let run = folder.run(&["versions"]);
    assert!(run.err.contains("package-lock.json"), "{run:?}");
}

#[test]
fn configurations_that_are_huge_or_lead_in_circles_are_read_once() {
    let folder = project("8.13.0", READS_SECRET);
    let many: Vec<String> = (0..5000)
        .map(|index| format!("./c{}.json", index % 50))
        .collect();
    for index in 0..50 {
        let next: Vec<String> = (0..50)
            .map(|other| format!("./c{}.json", (index + other) % 50))
            .collect();
        folder.put(&format!("c{index}.json"), serde_json::json!({ "extends": next, "references": [{ "path": "." }, { "path": "./c1.json" }] }).to_string());
    }
    let paths: serde_json::Map<String, serde_json::Value> = (0..20_000)
        .map(|index| (format!("@{index}/*"), serde_json::json!(["./*", "../*"])))
        .collect();
    folder.put("tsconfig.json", serde_json::json!({ "extends": many, "compilerOptions": { "paths": paths }, "include": ["**/**/**/*".repeat(50)] }).to_string());
    folder.put(
        "b.ts",
        "import { read } from './a';\nimport x from '@19999/a';\nread(x);\n",
    );
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.err.len() < 50_000,
        "{} bytes of problems",
        run.err.len()
    );
    folder.put(
        "tsconfig.json",
        format!("{{ \"compilerOptions\": {{}} }}{}", " ".repeat(5 << 20)),
    );
    let run = folder.run(&["check"]);
    assert!(run.err.contains("tsconfig.json is larger than"), "{run:?}");
    folder.put("tsconfig.json", "{ \"a\": ".repeat(100_000));
    assert_eq!(folder.run(&["check"]).code, 1);
}

#[test]
fn manifests_that_are_broken_in_every_way_cost_themselves() {
    let deep = "[".repeat(100_000);
    let yaml = format!("a: {}", "[".repeat(100_000));
    let bomb = format!(
        "a: &a [x]\n{}",
        (0..40)
            .map(|index| format!(
                "b{index}: &b{index} [*{0}, *{0}, *{0}]\n",
                if index == 0 {
                    "a".to_owned()
                } else {
                    format!("b{}", index - 1)
                }
            ))
            .collect::<String>()
    );
    let broken: [&[u8]; 12] = [
        b"",
        b"\0\0\0",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"\"",
        b"\xff\xfe{\0}\0",
        b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> x\n",
        deep.as_bytes(),
        yaml.as_bytes(),
        bomb.as_bytes(),
    ];
    let names = [
        "package.json",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "pnpm-lock.yaml",
        "pnpm-workspace.yaml",
        "yarn.lock",
        ".yarnrc.yml",
        "bun.lock",
        "tsconfig.json",
        "workos-lsp.json",
        "node_modules/@workos-inc/node/package.json",
        "node_modules/.package-lock.json",
    ];
    for content in broken {
        let folder = Folder::new();
        folder.put("src/a.ts", READS_SECRET);
        for name in names {
            folder.put(name, content);
        }
        let run = folder.run(&["check", "--assume", "@workos-inc/node=8.13.0"]);
        assert_eq!(run.code, 1, "{content:.20?}: {}", run.err);
        assert!(
            run.out.contains("node/vault-read-secret"),
            "{content:.20?}: {run:?}"
        );
        assert!(
            !run.err.contains("panicked") && !run.err.contains("please report"),
            "{}",
            run.err
        );
    }
}
