//! Workflows in `.github/workflows`: the versions of Node that their jobs set up, and where these jobs install packages.

use std::ops::Range;

use serde_json::Value;
use smol_str::SmolStr;

use super::runtime::{NodeVersion, lines, version};

/// The versions that jobs set up which install packages somewhere. Where that cannot be read, nothing.
pub(super) fn node_versions(text: &str) -> Vec<NodeVersion> {
    let Ok(workflow) = serde_saphyr::from_str::<Value>(text) else {
        return Vec::new();
    };
    let jobs: Vec<(Range<usize>, Vec<SmolStr>)> = jobs(text)
        .into_iter()
        .map(|(range, name)| (range, installs(&workflow, name)))
        .collect();
    let mut found = named(text);
    found.retain_mut(|version| {
        let job = jobs
            .iter()
            .find(|(range, _)| range.contains(&version.value.start));
        version.installs = job.map(|(_, folders)| folders.clone());
        job.is_some_and(|(_, folders)| !folders.is_empty())
    });
    found
}

/// The jobs with their bytes, as far as they are written as blocks.
fn jobs(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found: Vec<(Range<usize>, &str)> = Vec::new();
    let mut inside = false;
    let mut indent = None;
    for (start, line) in lines(text) {
        let bare = line.trim_start();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let depth = line.len() - bare.len();
        if depth == 0 {
            inside = line.trim_end() == "jobs:";
            continue;
        }
        if !inside {
            continue;
        }
        let name = bare.split(':').next().unwrap_or_default();
        if *indent.get_or_insert(depth) == depth {
            found.push((start..start, name.trim_matches(['"', '\''])));
        }
        if let Some((range, _)) = found.last_mut() {
            range.end = start + line.len();
        }
    }
    found
}

/// The folders in which a job installs packages.
fn installs(workflow: &Value, job: &str) -> Vec<SmolStr> {
    let folder = |of: &Value| of.get("working-directory")?.as_str().map(SmolStr::new);
    let default = |of: &Value| folder(of.get("defaults")?.get("run")?);
    let Some(job) = workflow.get("jobs").and_then(|jobs| jobs.get(job)) else {
        return Vec::new();
    };
    let steps = job.get("steps").and_then(Value::as_array);
    let mut found = Vec::new();
    for step in steps.into_iter().flatten() {
        let Some(script) = step.get("run").and_then(Value::as_str) else {
            continue;
        };
        let start = folder(step)
            .or_else(|| default(job))
            .or_else(|| default(workflow))
            .unwrap_or_default();
        installed_by(script, &start, &mut found);
    }
    found
}

/// The folders in which a script that starts in one installs packages; one that only shows when it runs is left out.
fn installed_by(script: &str, start: &str, found: &mut Vec<SmolStr>) {
    let mut folder = join("", start);
    for command in script.split(['\n', ';', '&', '|', '(', ')']) {
        let words: Vec<&str> = command.split_ascii_whitespace().collect();
        match words.as_slice() {
            ["cd" | "pushd", to, ..] => folder = folder.and_then(|folder| join(&folder, to)),
            [tool @ ("npm" | "pnpm" | "yarn" | "bun"), rest @ ..] => {
                let is_global = rest.iter().any(|word| matches!(*word, "-g" | "--global"));
                if is_install(tool, rest) && !is_global {
                    let aside = rest.windows(2).find_map(|pair| match pair {
                        ["--prefix" | "--dir" | "--cwd" | "-C", to] => Some(*to),
                        _ => None,
                    });
                    let place = folder
                        .as_deref()
                        .and_then(|folder| join(folder, aside.unwrap_or_default()));
                    found.extend(place);
                }
            }
            _ => {}
        }
    }
}

/// Whether a command of a package manager installs what a manifest wants.
fn is_install(tool: &str, words: &[&str]) -> bool {
    let mut words = words.iter();
    while let Some(&word) = words.next() {
        match word {
            "--prefix" | "--dir" | "--cwd" | "-C" | "--filter" | "-F" => drop(words.next()),
            "install" | "i" | "ci" | "clean-install" => return true,
            _ if word.starts_with('-') => {}
            _ => return false,
        }
    }
    tool == "yarn"
}

/// A folder below another; `None` where it is not written out, or leads out of it.
fn join(folder: &str, to: &str) -> Option<SmolStr> {
    if to.contains(['$', '~', '`', '*']) || to.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in to.trim_matches(['"', '\'']).split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(SmolStr::from(parts.join("/")))
}

/// `node-version: 20`, `node-version: [18, 20]`, and a list on the lines below.
fn named(text: &str) -> Vec<NodeVersion> {
    let mut found = Vec::new();
    let mut list: Option<usize> = None;
    for (start, line) in lines(text) {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        if let Some(around) = list {
            if let Some(rest) = bare.strip_prefix("- ").filter(|_| indent >= around) {
                found.extend(values(start + line.len() - rest.len(), rest));
                continue;
            }
            list = None;
        }
        let bare = bare.strip_prefix("- ").map_or(bare, str::trim_start);
        let Some(rest) = bare.strip_prefix("node-version:") else {
            continue;
        };
        if rest
            .split('#')
            .next()
            .is_some_and(|rest| rest.trim().is_empty())
        {
            list = Some(indent);
        }
        found.extend(values(start + line.len() - rest.len(), rest));
    }
    found
}

/// The plain values in a piece of YAML, quotes left out. Expressions are none.
fn values(start: usize, text: &str) -> Vec<NodeVersion> {
    let text = text.split(" #").next().unwrap_or_default();
    if text.contains("${{") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split([',', '[', ']']) {
        let lead = part.len() - part.trim_start_matches([' ', '"', '\'', '\t']).len();
        let written = part.trim_matches([' ', '"', '\'', '\t']);
        if !written.is_empty() {
            found.push(version(start + at + lead, written));
        }
        at += part.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKFLOW: &str = r#"
on: push
jobs:
  a:
    strategy:
      matrix:
        node-version: [18, '20.x'] # all
    steps:
      - uses: actions/setup-node@v4
        with:
          node-version: ${{ matrix.node-version }}
      - with:
          node-version: "16"
      - run: npm ci && npm test
  # Two folders.
  'b-2':
    defaults: { run: { working-directory: ./web/ } }
    env:
      node-version:
        - 14
        - lts/*
      other: 1
    steps:
      - run: |
          corepack enable
          yarn --immutable
      - working-directory: apps
        run: cd one; pnpm -C ../two install; npm install -g tool
  none:
    steps:
      - with: { node-version: 12 }
      - run: npm test
  elsewhere:
    steps:
      - with:
          node-version: 10
      - run: cd "$OUT" && npm ci
"#;

    #[test]
    fn versions_belong_to_jobs_that_install() {
        let found = node_versions(WORKFLOW);
        let shown: Vec<String> = found
            .iter()
            .map(|it| {
                assert_eq!(WORKFLOW.get(it.value.clone()), Some(it.written.as_str()));
                format!(
                    "{} {:?}",
                    it.written,
                    it.installs.as_deref().unwrap_or_default()
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                r#"18 [""]"#,
                r#"20.x [""]"#,
                r#"16 [""]"#,
                r#"14 ["web", "apps/two"]"#,
                r#"lts/* ["web", "apps/two"]"#,
            ]
        );
    }

    #[test]
    fn what_is_no_workflow_has_none() {
        for text in [
            "node-version: 8",
            "jobs: {",
            "jobs:\n  - node-version: 8",
            "jobs: 1\n",
        ] {
            assert_eq!(node_versions(text), [], "{text}");
        }
    }

    #[test]
    fn commands_that_install() {
        let of = |script: &str| {
            let mut found = Vec::new();
            installed_by(script, "", &mut found);
            found
        };
        for script in [
            "npm i",
            "npm ci --prefer-offline",
            "pnpm --frozen-lockfile install",
            "yarn",
            "bun install",
        ] {
            assert_eq!(of(script), [""], "{script}");
        }
        for script in [
            "npm run ci",
            "npm run install",
            "yarn build",
            "pnpm store path",
            "npm i -g x",
            "bun",
            "echo npm ci",
            "cd .. && npm ci",
        ] {
            assert!(of(script).is_empty(), "{script}");
        }
        assert_eq!(of("cd web/app\nnpm ci"), ["web/app"]);
        assert_eq!(of("npm ci --prefix server"), ["server"]);
        assert_eq!(of("( cd web && npm ci )"), ["web"]);
        assert_eq!(of("pushd web\nnpm ci"), ["web"]);
    }
}
