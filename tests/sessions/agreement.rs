//! Editor and command line say the same of the same text: the example app and the workspaces of the specs, each seen by
//! `check --format json` and by a client that opens every file.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};
use workos_lsp_engine::project::Sheet;

use crate::{
    client::{Client, binary},
    folder::Folder,
    profiles::Editor,
    spec_pages::{Block, Kind, Test, mark_of, tests},
};

/// A finding as both say it: path, place from 0 in UTF-16 units, code, message.
type Said = BTreeSet<(String, [u64; 4], String, String)>;

/// What a workspace is looked at with.
#[derive(Default)]
struct With {
    /// Arguments of the command line.
    args: Vec<String>,
    /// The same as settings of the client.
    settings: Value,
    /// What a spec assumes is installed here: an editor has no word for it.
    installed: Vec<(String, String)>,
}

fn on_the_command_line(folder: &Folder, with: &With) -> Said {
    let output = binary()
        .args(["check", "--format", "json", "--fail-on", "never"])
        .args(&with.args)
        .current_dir(folder.root())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let findings = report["findings"].as_array().unwrap().iter();
    let number = |place: &Value, key: &str| place[key].as_u64().unwrap() - 1;
    findings
        .map(|it| {
            let (start, end) = (&it["start"], &it["end"]);
            let place = [
                number(start, "line"),
                number(start, "column"),
                number(end, "line"),
                number(end, "column"),
            ];
            let code = it["change"].as_str().or(it["state"].as_str());
            (
                it["path"].as_str().unwrap().to_owned(),
                place,
                code.unwrap().to_owned(),
                it["message"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

fn in_an_editor(folder: &Folder, paths: &[String], with: &With) -> Said {
    // Settings that come with `initialize` hold from the first answer on.
    let options = json!({ "settings": with.settings });
    let mut client = Client::with(Editor::Code, folder, options, Value::Null);
    let mut said = Said::new();
    for path in paths {
        let doc = client.open(folder, path);
        let answer = client.pull(&doc, None);
        for it in answer["items"].as_array().unwrap() {
            let range = &it["range"];
            let number = |end: &str, key: &str| range[end][key].as_u64().unwrap();
            let place = [
                number("start", "line"),
                number("start", "character"),
                number("end", "line"),
                number("end", "character"),
            ];
            let code = it["code"].as_str().unwrap().to_owned();
            let message = it["message"].as_str().unwrap().to_owned();
            said.insert((path.clone(), place, code, message));
        }
        client.close(&doc);
    }
    client.end();
    said
}

/// Compares, and gives how much was said.
fn agree(folder: &Folder, paths: &[String], with: &With, what: &str) -> usize {
    let command_line = on_the_command_line(folder, with);
    let editor = in_an_editor(folder, paths, with);
    let only_here: Vec<_> = command_line.difference(&editor).collect();
    let only_there: Vec<_> = editor.difference(&command_line).collect();
    assert!(
        only_here.is_empty() && only_there.is_empty(),
        "{what}\nonly on the command line: {only_here:#?}\nonly in the editor: {only_there:#?}"
    );
    command_line.len()
}

pub fn is_source(path: &str) -> bool {
    let endings = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
    endings.iter().any(|ending| path.ends_with(ending)) || Sheet::of_path(Path::new(path)).is_some()
}

pub fn files_below(dir: &Path, top: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, top, found);
        } else {
            let path = path.strip_prefix(top).unwrap().to_str().unwrap();
            found.push(path.replace('\\', "/"));
        }
    }
}

#[test]
fn on_the_example_app() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let app = repository.join("tests/apps/node-7.82");
    let mut paths = Vec::new();
    files_below(&app, &app, &mut paths);
    let folder = Folder::empty();
    for path in &paths {
        folder.write(path, &fs::read_to_string(app.join(path)).unwrap());
    }
    folder.write(".git/HEAD", "");
    paths.retain(|path| is_source(path));
    for target in [None, Some("8.0.0"), Some("9.0.0"), Some("latest")] {
        let with = With {
            args: target
                .map(|target| format!("--to={target}"))
                .into_iter()
                .collect(),
            settings: target.map_or(Value::Null, |target| json!({ "target": target })),
            installed: Vec::new(),
        };
        let said = agree(&folder, &paths, &with, &format!("{target:?}"));
        assert!(said > 10, "{said}");
    }
}

/// What a spec's `json settings` ask for, if both can be asked so.
fn with_of(test: &Test) -> Option<With> {
    let Some(block) = test
        .blocks
        .iter()
        .find(|block| block.kind == Kind::Settings)
    else {
        return Some(With::default());
    };
    let asked: Value = serde_json::from_str(&block.text()).unwrap();
    if asked["checkers"].is_array() {
        return None;
    }
    let pairs = |key: &str| {
        let object = asked[key].as_object().into_iter().flatten();
        let pairs =
            object.map(|(name, version)| (name.clone(), version.as_str().unwrap().to_owned()));
        pairs.collect::<Vec<_>>()
    };
    let to = pairs("to").into_iter();
    let args = to.map(|(name, version)| format!("--to={name}={version}"));
    let settings = match asked["to"].is_object() {
        true => json!({ "target": asked["to"] }),
        false => Value::Null,
    };
    Some(With {
        args: args.collect(),
        settings,
        installed: pairs("assume"),
    })
}

/// A file of a spec without marks and cursor.
fn text_of(block: &Block) -> String {
    let lines = block.lines.iter().filter(|line| mark_of(line).is_none());
    lines
        .map(|line| line.replacen("$0", "", 1) + "\n")
        .collect()
}

#[test]
fn on_the_workspaces_of_the_specs() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut pages: Vec<_> = fs::read_dir(repository.join("tests/spec"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension().is_some_and(|it| it == "md") && !path.ends_with("README.md")
        })
        .collect();
    pages.sort();
    // Those that ask for nothing share one workspace, each in a folder of its own.
    let together = Folder::empty();
    together.write(".git/HEAD", "");
    let mut paths = Vec::new();
    let (mut workspaces, mut said) = (0, 0);
    for page in pages {
        let source = fs::read_to_string(&page).unwrap();
        for test in tests(&source) {
            let Some(with) = with_of(&test) else { continue };
            workspaces += 1;
            if with.args.is_empty() {
                put(
                    &together,
                    &format!("w{workspaces}/"),
                    &test,
                    &with,
                    &mut paths,
                );
                continue;
            }
            let folder = Folder::empty();
            folder.write(".git/HEAD", "");
            let mut own = Vec::new();
            put(&folder, "", &test, &with, &mut own);
            let what = format!("{} § {}", page.display(), test.heading);
            said += agree(&folder, &own, &with, &what);
        }
    }
    said += agree(
        &together,
        &paths,
        &With::default(),
        "all that ask for nothing",
    );
    assert!(workspaces > 100, "{workspaces}");
    assert!(said >= 50, "{said}");
}

/// Writes the files of a spec, and names its sources.
fn put(folder: &Folder, below: &str, test: &Test, with: &With, sources: &mut Vec<String>) {
    for (name, version) in &with.installed {
        let manifest = json!({ "name": name, "version": version }).to_string();
        folder.write(
            &format!("{below}node_modules/{name}/package.json"),
            &manifest,
        );
    }
    for block in &test.blocks {
        if let Kind::File(path) = &block.kind {
            let path = format!("{below}{path}");
            folder.write(&path, &text_of(block));
            if is_source(&path) && !path.contains("node_modules/") {
                sources.push(path);
            }
        }
    }
}
