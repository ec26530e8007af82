//! `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3.

use std::{fmt, path::Path};

use nodejs_semver::Version;
use serde::de::{DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use smol_str::SmolStr;

use super::{Pin, Pins};
use crate::project::{
    json::MaybeText,
    manifest::alias,
    scope::{joined, normalized},
};

/// The pins of a lockfile in `dir`, or what is wrong with it.
pub fn pins(text: &str, dir: &Path, covered: &dyn Fn(&str) -> bool) -> Result<Pins, String> {
    if text.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    let mut found = Found {
        dir,
        covered,
        pins: Pins::default(),
        from_packages: false,
    };
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(Top(&mut found))
        .and_then(|()| json.end())
        .map_err(|error| match error.classify() {
            serde_json::error::Category::Data => "does not hold an object".to_owned(),
            _ => format!("is not valid JSON: {error}"),
        })?;
    Ok(found.pins)
}

struct Found<'a> {
    dir: &'a Path,
    covered: &'a dyn Fn(&str) -> bool,
    pins: Pins,
    /// Versions 2 and 3 have `packages`; version 2 has `dependencies` for old readers besides.
    from_packages: bool,
}

impl Found<'_> {
    /// One entry of `packages`: the key is the place (`packages/app/node_modules/name`).
    fn placed(&mut self, place: &str, entry: Placed) {
        let Some((importer, local)) = split(place) else {
            return;
        };
        let pin = if entry.link.0.as_deref() == Some("true") {
            let Some(target) = entry.resolved.0 else {
                return;
            };
            Some(Pin::Folder(normalized(&self.dir.join(target.as_str()))))
        } else {
            let name = entry.name.0.unwrap_or_else(|| SmolStr::new(local));
            self.version(name, entry.version.0)
        };
        if let Some(pin) = pin {
            self.insert(importer, local, pin);
        }
    }

    fn version(&self, name: SmolStr, version: Option<SmolStr>) -> Option<Pin> {
        if !(self.covered)(&name) {
            return None;
        }
        let version = Version::parse(version?).ok()?;
        Some(Pin::Version(name, version))
    }

    fn insert(&mut self, importer: &str, local: &str, pin: Pin) {
        let names = self
            .pins
            .entry(normalized(&joined(self.dir, Path::new(importer))))
            .or_default();
        names.insert(SmolStr::new(local), pin);
    }
}

/// `packages/app/node_modules/@scope/name` into (`packages/app`, `@scope/name`).
fn split(place: &str) -> Option<(&str, &str)> {
    let (before, local) = place.rsplit_once("node_modules/")?;
    Some((before.trim_end_matches('/'), local))
}

#[derive(serde::Deserialize)]
struct Placed {
    #[serde(default)]
    name: MaybeText,
    #[serde(default)]
    version: MaybeText,
    #[serde(default)]
    resolved: MaybeText,
    #[serde(default)]
    link: MaybeText,
}

/// The whole file.
struct Top<'a, 'f>(&'a mut Found<'f>);

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "packages" => {
                    self.0.pins.clear();
                    self.0.from_packages = true;
                    map.next_value_seed(Packages(self.0))?;
                }
                "dependencies" if !self.0.from_packages => map.next_value_seed(Nested {
                    found: self.0,
                    place: String::new(),
                })?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// `packages` of versions 2 and 3.
struct Packages<'a, 'f>(&'a mut Found<'f>);

impl<'de> DeserializeSeed<'de> for Packages<'_, '_> {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Packages<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("packages by place")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(place) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            if split(&place).is_some() {
                let Object(entry) = map.next_value()?;
                if let Some(entry) = entry {
                    self.0.placed(&place, entry);
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        skip(seq)
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// `dependencies` of version 1, each with further `dependencies` in its own `node_modules`.
struct Nested<'a, 'f> {
    found: &'a mut Found<'f>,
    /// The folder whose `node_modules` holds them, relative to the lockfile.
    place: String,
}

impl<'de> DeserializeSeed<'de> for Nested<'_, '_> {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Nested<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dependencies by name")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(local) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            map.next_value_seed(NestedEntry {
                found: self.found,
                place: &self.place,
                local: &local,
            })?;
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        skip(seq)
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

struct NestedEntry<'a, 'f, 's> {
    found: &'a mut Found<'f>,
    place: &'s str,
    local: &'s str,
}

impl<'de> DeserializeSeed<'de> for NestedEntry<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NestedEntry<'_, '_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a dependency")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let separator = if self.place.is_empty() { "" } else { "/" };
        let mut own_place = format!("{}{separator}node_modules/{}", self.place, self.local);
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match &*key {
                "version" => {
                    let MaybeText(Some(version)) = map.next_value()? else {
                        continue;
                    };
                    if let Some(folder) = version.strip_prefix("file:") {
                        let target = normalized(&self.found.dir.join(folder));
                        let pin = Pin::Folder(target);
                        self.found.insert(self.place, self.local, pin);
                        folder.clone_into(&mut own_place);
                        continue;
                    }
                    let (name, version) = match alias(&version) {
                        Some((name, version)) => (SmolStr::new(name), SmolStr::new(version)),
                        None => (SmolStr::new(self.local), version),
                    };
                    if let Some(pin) = self.found.version(name, Some(version)) {
                        self.found.insert(self.place, self.local, pin);
                    }
                }
                "dependencies" => {
                    map.next_value_seed(Nested {
                        found: self.found,
                        place: own_place.clone(),
                    })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        skip(seq)
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// An object of the expected shape, or anything else.
struct Object(Option<Placed>);

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Object;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a package")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(map);
                serde::Deserialize::deserialize(map).map(|entry| Object(Some(entry)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Object, A::Error> {
                skip(seq).map(|()| Object(None))
            }
            fn visit_str<E>(self, _: &str) -> Result<Object, E> {
                Ok(Object(None))
            }
            fn visit_unit<E>(self) -> Result<Object, E> {
                Ok(Object(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

fn skip<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<(), A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}
