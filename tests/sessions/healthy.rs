//! An editor that runs a type checker shows nothing twice: of an app that is well there is nothing above a hint.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};

use crate::{
    agreement::{files_below, is_source},
    client::Client,
    folder::Folder,
    profiles::Editor,
};

/// Where something is said, and of what: path, place from 0, code.
type Place = (String, [u64; 4], String);

const HINT: u64 = 4;

/// What a client is shown that has a TypeScript checker: the severities.
fn shown(folder: &Folder, paths: &[String]) -> BTreeMap<Place, u64> {
    let options = json!({ "checkers": ["typescript"] });
    let mut client = Client::with(Editor::Code, folder, options, Value::Null);
    let mut shown = BTreeMap::new();
    for path in paths {
        let doc = client.open(folder, path);
        for it in client.pull(&doc, None)["items"].as_array().unwrap() {
            let range = &it["range"];
            let number = |end: &str, key: &str| range[end][key].as_u64().unwrap();
            let place = [
                number("start", "line"),
                number("start", "character"),
                number("end", "line"),
                number("end", "character"),
            ];
            let code = it["code"].as_str().unwrap().to_owned();
            let severity = it["severity"].as_u64().unwrap();
            shown.insert((path.clone(), place, code), severity);
        }
        client.close(&doc);
    }
    client.end();
    shown
}

#[test]
fn an_app_that_is_well_has_nothing_above_a_hint() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let app = repository.join("tests/apps/node-7.82");
    let mut paths = Vec::new();
    files_below(&app, &app, &mut paths);
    let folder = Folder::empty();
    folder.write(".git/HEAD", "");
    for path in &paths {
        folder.write(path, &fs::read_to_string(app.join(path)).unwrap());
    }
    paths.retain(|path| is_source(path));
    let shown = shown(&folder, &paths);
    assert!(shown.len() > 10, "{shown:#?}");
    let loud: Vec<_> = shown
        .iter()
        .filter(|(_, severity)| **severity < HINT)
        .collect();
    assert!(loud.is_empty(), "{loud:#?}");
}
