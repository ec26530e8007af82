//! The engine on the tables' examples: *before* must be reported under its change, and become *after*.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use nodejs_semver::Version;
use workos_lsp_engine::{
    analysis::{FixFilter, Settings, Snapshot, Surface, Workspace},
    knowledge::{Change, Example, Knowledge, PackageId, Proof, Timeline},
    project::MemoryFiles,
};

/// What is wrong with one example, `None` where nothing is.
pub fn judge(
    knowledge: &Arc<Knowledge>,
    package: PackageId,
    change: &Change,
    example: &Example,
) -> Option<String> {
    if example.proof == Proof::Project {
        // A spec of a whole project shows it.
        return None;
    }
    let (Ok(old), Ok(_)) = (Version::parse(&example.old), Version::parse(&example.new)) else {
        return Some(format!(
            "expected versions, found `{}` and `{}`",
            example.old, example.new
        ));
    };
    let (name, timeline) = (knowledge.name(package), knowledge.timeline(package));
    let before = module(name, timeline, example, &example.before);
    let (snapshot, path) = project(knowledge, package, old, &example.new, &before);
    let report = snapshot.check(&path);
    let said = report
        .findings
        .iter()
        .any(|it| it.change.as_ref() == Some(&change.id) || it.lineage.contains(&change.id));
    if !said {
        let others: Vec<&str> = report
            .findings
            .iter()
            .map(|it| it.change.as_deref().unwrap_or("a finding without entry"))
            .collect();
        let others = match others.as_slice() {
            [] => "nothing".to_owned(),
            others => others.join(", "),
        };
        return Some(format!(
            "expected a finding of this change on the way from {} to {}, found {others}",
            example.old, example.new
        ));
    }
    let wanted = module(name, timeline, example, example.after.as_ref()?);
    let filter = FixFilter {
        only: Vec::new(),
        allow_unsafe: true,
    };
    let fixed = snapshot
        .fix_all(&path, &filter)
        .map_or(before, |it| it.text);
    (fixed != wanted).then(|| format!("expected the fixes to make {wanted:?}, they make {fixed:?}"))
}

/// An example as a whole module. What stands before one that says nothing of it is the client, of a package with one.
fn module(package: &str, timeline: &Timeline, example: &Example, code: &str) -> String {
    let client = timeline.export_names(".").iter().any(|it| *it == "WorkOS");
    let default = if client {
        format!("import {{ WorkOS }} from '{package}';\ndeclare const workos: WorkOS;\n")
    } else {
        String::new()
    };
    let context = example.context.as_deref().unwrap_or(&default);
    let gap = if context.is_empty() || context.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{context}{gap}{code}\n")
}

/// A project with one module, on its way from `old` to `new`. Components are written in packages that sit beside React.
fn project(
    knowledge: &Arc<Knowledge>,
    package: PackageId,
    old: Version,
    new: &str,
    text: &str,
) -> (Snapshot, PathBuf) {
    let peers = &knowledge.timeline(package).peers;
    let react = peers.iter().any(|peer| peer.of == "react");
    let package = knowledge.name(package);
    let root = PathBuf::from("/example");
    let path = root.join(if react { "example.tsx" } else { "example.ts" });
    let manifest = serde_json::json!({ "dependencies": { package: old.to_string() } });
    let files = MemoryFiles::new([
        (root.join("package.json"), manifest.to_string()),
        (
            root.join("tsconfig.json"),
            r#"{ "compilerOptions": { "strict": true } }"#.to_owned(),
        ),
        (path.clone(), text.to_owned()),
    ]);
    let settings = Settings {
        assume: BTreeMap::from([(package.to_owned(), old)]),
        to: BTreeMap::from([(package.to_owned(), new.to_owned())]),
        ..Settings::new(Surface::CommandLine)
    };
    let workspace = Workspace::new(vec![root], Arc::new(files), Arc::clone(knowledge), settings);
    (workspace.snapshot(), path)
}
