//! `misuse/no-callback-route`: there is no route where the redirect leads.

use std::path::{Path, PathBuf};

use super::{Found, Look, NEXTJS, Rule};
use crate::{
    project::{EXTENSIONS, EnvEntry, FileKind, NextApp, Project},
    rules::setting::Setting,
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/no-callback-route",
    package: NEXTJS,
    look: Look::Env(look),
    words: &[],
};

/// Configurations of Next.js, which can lead a path elsewhere.
const CONFIGURATIONS: [&str; 4] = [
    "next.config.js",
    "next.config.mjs",
    "next.config.ts",
    "next.config.cjs",
];
/// What in them does.
const LEADS_ELSEWHERE: [&str; 4] = ["basePath", "rewrites", "i18n", "pageExtensions"];
/// How many folders are looked into.
const MOST: usize = 2_000;

fn look(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    if setting.used(NEXTJS).is_none() {
        return Vec::new();
    }
    let last = entries
        .iter()
        .rfind(|entry| entry.name == "NEXT_PUBLIC_WORKOS_REDIRECT_URI");
    let Some(entry) = last.filter(|entry| entry.is_literal()) else {
        return Vec::new();
    };
    let (Some(path), Some(app)) = (path_of(&entry.text), setting.project.next_app(setting.path))
    else {
        return Vec::new();
    };
    if leads_elsewhere(setting.project, &app) || route_file(setting.project, &app, path).is_some() {
        return Vec::new();
    }
    let shown = |dir: &Path| {
        let below = dir.strip_prefix(&app.root).unwrap_or(dir);
        below.to_string_lossy().replace('\\', "/")
    };
    let place = match (&app.app, &app.pages) {
        (Some(dir), _) => format!("{}/{path}/route.ts", shown(dir)),
        (None, Some(dir)) => format!("{}/{path}.ts", shown(dir)),
        (None, None) => return Vec::new(),
    };
    let start = entry.value.start + entry.text.find(path).unwrap_or_default();
    let message = format!(
        "There is no route at `/{path}`, where WorkOS sends people after they signed in (it would be `{}`).",
        place.replace("//", "/")
    );
    vec![Found::certain(start..start + path.len(), message)]
}

/// The path of a URL, without slashes around it; `None` where it is none, or has none.
pub(super) fn path_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let path = path.split(['?', '#']).next()?.trim_end_matches('/');
    let is_plain = path
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
    let is_web = matches!(scheme, "http" | "https") && !host.is_empty();
    (is_web && is_plain && !path.is_empty()).then_some(path)
}

fn leads_elsewhere(project: &Project, app: &NextApp) -> bool {
    let text = |name: &&str| project.text_beside(&app.root.join(name));
    let mut texts = CONFIGURATIONS.iter().filter_map(text);
    texts.any(|text| LEADS_ELSEWHERE.iter().any(|word| text.contains(word)))
}

/// The route or the page that answers to a path. Where there is more than can be looked into, the folder.
pub(super) fn route_file(project: &Project, app: &NextApp, path: &str) -> Option<PathBuf> {
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mut left = MOST;
    let in_app = app
        .app
        .as_ref()
        .and_then(|dir| in_app(project, dir, &segments, &mut left));
    in_app.or_else(|| in_pages(project, app.pages.as_ref()?, &segments, &mut left))
}

/// In the app router: folders are segments, `(groups)` and `@slots` are none, `[names]` fit any.
fn in_app(project: &Project, top: &Path, segments: &[&str], left: &mut usize) -> Option<PathBuf> {
    let mut open: Vec<(PathBuf, usize)> = vec![(top.to_path_buf(), 0)];
    while let Some((dir, at)) = open.pop() {
        if *left == 0 {
            return Some(dir);
        }
        *left -= 1;
        if at == segments.len() {
            let files = ["route", "page"].into_iter().flat_map(|stem| {
                EXTENSIONS.map(|extension| dir.join(format!("{stem}.{extension}")))
            });
            let mut files = files.filter(|file| is_file(project, file));
            if let Some(file) = files.next() {
                return Some(file);
            }
        }
        for name in project.folders_in(&dir) {
            let next = dir.join(&name);
            if name.starts_with('(') || name.starts_with('@') {
                open.push((next, at));
            } else if name.starts_with("[[...") || name.starts_with("[...") {
                open.push((next, segments.len()));
            } else if at < segments.len()
                && (name.starts_with('[') || segments.get(at) == Some(&name.as_str()))
            {
                open.push((next, at + 1));
            }
        }
    }
    None
}

/// In the pages router: the last segment is a file, or a folder with `index`.
fn in_pages(project: &Project, top: &Path, segments: &[&str], left: &mut usize) -> Option<PathBuf> {
    let mut open: Vec<(PathBuf, usize)> = vec![(top.to_path_buf(), 0)];
    while let Some((dir, at)) = open.pop() {
        if *left == 0 {
            return Some(dir);
        }
        *left -= 1;
        for file in project.files_in(&dir) {
            let stem = file.split('.').next().unwrap_or_default();
            let is_rest = file.starts_with("[...") || file.starts_with("[[...");
            let is_last = at + 1 == segments.len()
                && (stem.starts_with('[') || segments.get(at) == Some(&stem));
            if is_rest || is_last || (at == segments.len() && stem == "index") {
                return Some(dir.join(file));
            }
        }
        for name in project.folders_in(&dir) {
            let fits = name.starts_with('[') || segments.get(at) == Some(&name.as_str());
            if at < segments.len() && fits {
                open.push((dir.join(&name), at + 1));
            }
        }
    }
    None
}

fn is_file(project: &Project, path: &Path) -> bool {
    project.kind(path) == Some(FileKind::File)
}
