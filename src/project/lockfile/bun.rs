//! `bun.lock`: JSON with trailing commas. A key of `packages` is the way to a place: the names of the packages on it, of
//! which the first can be one of the workspace.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use nodejs_semver::Version;
use rustc_hash::FxHashMap;
use serde::{
    Deserialize,
    de::{self, Deserializer, IgnoredAny, SeqAccess, Visitor},
};
use smol_str::SmolStr;

use super::{Pin, Places, split_at_sign};
use crate::project::{
    json::{Members, strict},
    scope::{joined, normalized},
};

/// The pins of a lockfile in `dir`, or what is wrong with it.
pub fn pins(
    text: &str,
    dir: &Path,
    covered: &dyn Fn(&str) -> bool,
) -> Result<Places, serde_json::Error> {
    let text = strict(text);
    let top = serde_json::from_str::<Members<'_>>(&text)?;
    let folders = folders(top.last("workspaces").unwrap_or_default());
    let mut pins = Places::default();
    for (key, package) in Members::of(top.last("packages").unwrap_or_default()) {
        let Ok(First(first)) = serde_json::from_str(package) else {
            continue;
        };
        let Some(pin) = pin(&first, covered) else {
            continue;
        };
        let mut names = names(&key);
        if let Some(local) = names.pop() {
            let place = place(dir, &names, &folders);
            pins.entry(place).or_default().insert(local.into(), pin);
        }
    }
    Ok(pins)
}

/// The folders of the workspace's packages, by name.
fn folders(workspaces: &str) -> FxHashMap<SmolStr, String> {
    #[derive(Deserialize)]
    struct Member {
        name: SmolStr,
    }
    Members::of(workspaces)
        .filter_map(|(folder, member)| {
            let Member { name } = serde_json::from_str(member).ok()?;
            Some((name, folder.into_owned()))
        })
        .collect()
}

/// The first element of a list.
struct First(SmolStr);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = First;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list that starts with a text")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<First, A::Error> {
                let first = seq.next_element()?;
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                first
                    .map(First)
                    .ok_or_else(|| de::Error::invalid_length(0, &self))
            }
        }
        deserializer.deserialize_seq(List)
    }
}

/// `@workos-inc/node@9.3.1`; folders and URLs stand in the place of a version, too.
fn pin(text: &str, covered: &dyn Fn(&str) -> bool) -> Option<Pin> {
    let (name, version) = split_at_sign(text)?;
    let version = Version::parse(version).ok()?;
    covered(name).then(|| Pin {
        name: name.into(),
        version,
    })
}

/// `@app/web/@workos-inc/node` into its names.
fn names(key: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in key.split('/') {
        match names.last_mut() {
            Some(last) if last.starts_with('@') && !last.contains('/') => {
                last.push('/');
                last.push_str(part);
            }
            _ => names.push(part.to_owned()),
        }
    }
    names
}

/// The folder whose `node_modules` would hold a package that is reached over these others.
fn place(dir: &Path, over: &[String], folders: &FxHashMap<SmolStr, String>) -> PathBuf {
    let mut place = dir.to_path_buf();
    for (depth, name) in over.iter().enumerate() {
        place = match folders.get(name.as_str()).filter(|_| depth == 0) {
            Some(folder) => normalized(&joined(dir, Path::new(folder))),
            None => place.join("node_modules").join(name),
        };
    }
    place
}
