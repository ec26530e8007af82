//! `misuse/callback-loader`, `misuse/root-loader-missing`, `misuse/start-middleware-missing`, `misuse/no-callback-file`: in
//! apps of React Router and TanStack Start. Their packages of AuthKit have no tables: what a file imports and where it lies
//! tells. Off unless asked for.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use super::{
    Found, Look, NODE, Rule, brings::brings, callback_route::path_of, holds,
    key_environment::REDIRECTS,
};
use crate::{
    lower::{Export, Imported},
    project::{EXTENSIONS, EnvEntry, FileKind, is_sample_name},
    resolve::Certainty,
    rules::setting::{Setting, is_of},
};

pub(super) const CALLBACK_LOADER: Rule = Rule {
    id: "misuse/callback-loader",
    package: NODE,
    look: Look::File(callback_loader),
    words: &[],
};

pub(super) const ROOT_LOADER: Rule = Rule {
    id: "misuse/root-loader-missing",
    package: NODE,
    look: Look::File(root_loader),
    words: &[],
};

pub(super) const START_MIDDLEWARE: Rule = Rule {
    id: "misuse/start-middleware-missing",
    package: NODE,
    look: Look::File(start_middleware),
    words: &[],
};

pub(super) const CALLBACK_FILE: Rule = Rule {
    id: "misuse/no-callback-file",
    package: NODE,
    look: Look::Env(callback_file),
    words: &[],
};

/// AuthKit for React Router, and for Remix before.
const ROUTER: [&str; 2] = [
    "@workos-inc/authkit-react-router",
    "@workos-inc/authkit-remix",
];
/// AuthKit for TanStack Start.
const START: [&str; 2] = [
    "@workos/authkit-tanstack-react-start",
    "@workos-inc/authkit-tanstack-react-start",
];

/// The folder of the app that a file belongs to, if its manifest depends on one of some packages.
fn app(setting: &Setting<'_>, packages: &[&str]) -> Option<PathBuf> {
    let nearest = setting.project.manifests(setting.path).into_iter().next()?;
    let stated = setting.project.uncovered(setting.path);
    let is_it = stated
        .iter()
        .any(|it| it.manifest == nearest && packages.contains(&it.name.as_str()));
    nearest.parent().filter(|_| is_it).map(Path::to_path_buf)
}

fn is_from(specifier: &str, packages: &[&str]) -> bool {
    packages.iter().any(|package| is_of(specifier, package))
}

/// The callback uses the loader of ordinary routes.
fn callback_loader(setting: &Setting<'_>) -> Vec<Found> {
    let (Some(source), Some(app)) = (setting.source(), app(setting, &ROUTER)) else {
        return Vec::new();
    };
    let mut loader = None;
    for placed in source.items() {
        let imports = placed.item.imports.iter();
        for import in imports.filter(|import| is_from(&import.specifier, &ROUTER)) {
            for name in &import.names {
                match &name.imported {
                    Imported::Named(it) if it == "authkitLoader" => {
                        loader = Some(placed.range(name.imported_span));
                    }
                    Imported::Named(it) if it != "authLoader" => {}
                    _ => return Vec::new(),
                }
            }
        }
    }
    let Some(range) = loader else {
        return Vec::new();
    };
    let files = env_entries(setting, &app);
    let redirect = REDIRECTS
        .iter()
        .find_map(|name| files.iter().rfind(|entry| entry.name == *name));
    let is_callback = redirect
        .filter(|entry| entry.is_literal())
        .and_then(|entry| path_of(&entry.text))
        .is_some_and(|path| places(&app, &["app"], path).any(|place| place == setting.path));
    if !is_callback {
        return Vec::new();
    }
    vec![inferred(
        range,
        "This is the route to which WorkOS sends people back, and `authkitLoader` does not take the code: only `authLoader` makes a session of it.",
    )]
}

/// The root route does not load the session.
fn root_loader(setting: &Setting<'_>) -> Vec<Found> {
    if setting.path.file_stem().is_none_or(|stem| stem != "root") {
        return Vec::new();
    }
    let is_root = |app: &PathBuf| setting.path.parent() == Some(&app.join("app"));
    let (Some(source), Some(_)) = (setting.source(), app(setting, &ROUTER).filter(is_root)) else {
        return Vec::new();
    };
    let is_router = |specifier: &str| is_from(specifier, &ROUTER);
    if brings(setting, source.facts, "authkitLoader", is_router) {
        return Vec::new();
    }
    let message = "The root route does not load the session with `authkitLoader`: routes below it know nobody unless they load it themselves.";
    exported(setting)
        .map(|range| inferred(range, message))
        .into_iter()
        .collect()
}

/// The start file does not bring in the middleware.
fn start_middleware(setting: &Setting<'_>) -> Vec<Found> {
    if setting.path.file_stem().is_none_or(|stem| stem != "start") {
        return Vec::new();
    }
    let is_start = |app: &PathBuf| {
        let folder = setting.path.parent();
        ["src", "app"]
            .iter()
            .any(|dir| folder == Some(&app.join(dir)))
    };
    let (Some(source), Some(_)) = (setting.source(), app(setting, &START).filter(is_start)) else {
        return Vec::new();
    };
    let is_start = |specifier: &str| is_from(specifier, &START);
    if brings(setting, source.facts, "authkitMiddleware", is_start) {
        return Vec::new();
    }
    let message = "Nothing here brings in `authkitMiddleware`: `getAuth()` throws, and sessions are not refreshed.";
    exported(setting)
        .map(|range| inferred(range, message))
        .into_iter()
        .collect()
}

/// No file of a route lies where the redirect leads.
fn callback_file(setting: &Setting<'_>, entries: &[EnvEntry]) -> Vec<Found> {
    let name = setting.path.file_name().and_then(|name| name.to_str());
    if name.is_none_or(is_sample_name) {
        return Vec::new();
    }
    let (app, folders): (_, &[&str]) = match (app(setting, &ROUTER), app(setting, &START)) {
        (Some(app), _) => (app, &["app"]),
        (None, Some(app)) => (app, &["src", "app"]),
        (None, None) => return Vec::new(),
    };
    let redirect = REDIRECTS
        .iter()
        .find_map(|name| entries.iter().rfind(|entry| entry.name == *name));
    let Some((entry, path)) = redirect
        .filter(|entry| entry.is_literal())
        .and_then(|entry| Some((entry, path_of(&entry.text)?)))
    else {
        return Vec::new();
    };
    // Routes that are written down elsewhere, or folders without files of routes.
    let is_dir = |dir: &PathBuf| setting.project.kind(dir) == Some(FileKind::Dir);
    let mut routes = folders.iter().map(|dir| app.join(dir).join("routes"));
    let is_written_down = EXTENSIONS.iter().any(|extension| {
        let list = app.join("app").join(format!("routes.{extension}"));
        let text = setting.project.text_beside(&list);
        text.is_some_and(|text| !text.contains("flatRoutes"))
    });
    let is_there = places(&app, folders, path)
        .any(|place| setting.project.kind(&place) == Some(FileKind::File));
    if is_there || is_written_down || !routes.any(|dir| is_dir(&dir)) {
        return Vec::new();
    }
    let start = entry.value.start + entry.text.find(path).unwrap_or_default();
    let dir = folders.first().copied().unwrap_or_default();
    let message = format!(
        "There is no route at `/{path}`, where WorkOS sends people after they signed in (it would be `{dir}/routes/{}.tsx`).",
        path.replace('/', ".")
    );
    vec![inferred(start..start + path.len(), message)]
}

/// Where the file of a route may lie, by the customs of both: `auth.callback.tsx`, `auth/callback.tsx`.
fn places<'a>(
    app: &'a Path,
    folders: &'a [&'a str],
    path: &'a str,
) -> impl Iterator<Item = PathBuf> + 'a {
    let names = [path.replace('/', "."), path.to_owned()];
    folders.iter().flat_map(move |dir| {
        let routes = app.join(dir).join("routes");
        let names = names.clone().into_iter();
        names.flat_map(move |name| {
            let routes = routes.clone();
            EXTENSIONS.map(move |extension| routes.join(format!("{name}.{extension}")))
        })
    })
}

/// The variables that are set beside a manifest, samples left out.
fn env_entries(setting: &Setting<'_>, app: &Path) -> Vec<EnvEntry> {
    let files = setting.project.env_files(app);
    let is_real = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        !name.is_some_and(is_sample_name)
    };
    let real = files.iter().filter(|file| is_real(&file.path));
    real.flat_map(|file| file.entries.iter().cloned()).collect()
}

/// The range of the first name that a file exports.
fn exported(setting: &Setting<'_>) -> Option<Range<usize>> {
    setting.source()?.items().find_map(|placed| {
        placed.item.exports.iter().find_map(|export| match export {
            Export::Local { span, .. } => Some(placed.range(*span)),
            Export::Value { value, .. } => Some(placed.range(placed.expr(*value)?.span)),
            _ => None,
        })
    })
}

fn inferred(range: Range<usize>, message: impl Into<String>) -> Found {
    Found {
        certainty: Certainty::Inferred,
        ..Found::certain(range, message)
    }
}

/// Whether a file may be one of those of which one of the rules speaks, which name no package that is covered.
pub(super) fn may_be_one(path: &Path, text: &[u8]) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    matches!(stem, Some("root" | "start")) || holds(text, b"authkitLoader")
}
