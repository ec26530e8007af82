//! What the build makes of the built-in tables, so that a program that starts need not: timelines in pieces that are read
//! when they are asked for, and what looking for the symbols of entries came to. Never the source of anything: of a
//! user's tables, and in tests, the same is made of the JSON.

use std::{fmt, sync::OnceLock};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// What is packed of one package.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Packed<'a> {
    /// Its name.
    pub name: &'a str,
    /// The timeline.
    pub timeline: &'a [u8],
    /// What the entries are about.
    pub index: &'a [u8],
    /// What took the place of declarations that are gone.
    pub heirs: &'a [u8],
    /// The words by which a scan tells what is worth parsing.
    pub words: &'a [u8],
    /// How its symbols are called.
    pub vocabulary: &'a [u8],
}

/// A value as bytes, read when it is first looked at.
pub(super) struct Piece<T> {
    bytes: &'static [u8],
    value: OnceLock<Option<Box<T>>>,
}

impl<T: DeserializeOwned> Piece<T> {
    pub fn packed(bytes: &'static [u8]) -> Self {
        Self {
            bytes,
            value: OnceLock::new(),
        }
    }

    /// The value; `None` where the bytes are none.
    pub fn get(&self) -> Option<&T> {
        let read = || postcard::from_bytes(self.bytes).ok().map(Box::new);
        self.value.get_or_init(read).as_deref()
    }
}

impl<T> Piece<T> {
    pub fn of(value: T) -> Self {
        Self {
            bytes: &[],
            value: OnceLock::from(Some(Box::new(value))),
        }
    }
}

impl<T> fmt::Debug for Piece<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piece")
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
