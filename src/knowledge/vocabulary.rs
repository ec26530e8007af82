//! How the symbols of a package are called: a set that is asked for each name of a source file, so that what no symbol is
//! called costs nothing more. It may hold a name that is not in it, but never misses one that is.

use std::borrow::Cow;

use super::{LiteralType, Timeline, Type};

/// Bits for each name: one of so many that are not in it is said to be.
const BITS_EACH: usize = 16;

/// The names of a package's exports, members and fields, and the values of its closed sets, at any version.
#[derive(Debug)]
pub(super) struct Vocabulary(Cow<'static, [u8]>);

impl Vocabulary {
    /// What `new` made.
    pub fn packed(bits: &'static [u8]) -> Self {
        Self(Cow::Borrowed(bits))
    }

    pub fn new(timeline: &Timeline) -> Self {
        let mut hashes = Vec::new();
        let mut add = |name: &str| hashes.push(hash(name));
        for entry in timeline.entries.values() {
            entry.exports.keys().for_each(|name| add(name));
        }
        for (_, decl) in timeline.decls() {
            let members = decl.members.keys().chain(decl.statics.keys());
            members.for_each(|name| add(name));
        }
        timeline.types().for_each(|ty| words(ty, &mut add));
        let size = (hashes.len() * BITS_EACH / 8).next_power_of_two();
        let mut bits = vec![0; size];
        for hash in hashes {
            let (byte, bit) = place(hash, size);
            if let Some(byte) = bits.get_mut(byte) {
                *byte |= bit;
            }
        }
        Self(Cow::Owned(bits))
    }

    /// All that is in one of several.
    pub fn of_all(all: &[Self]) -> Self {
        let size = all.iter().map(|it| it.0.len()).max().unwrap_or_default();
        let mut bits = vec![0; size];
        for one in all {
            // The place in a smaller set is the end of that in a larger one.
            let repeated = one.0.iter().cycle();
            bits.iter_mut()
                .zip(repeated)
                .for_each(|(bits, more)| *bits |= more);
        }
        Self(Cow::Owned(bits))
    }

    /// Whether a name may be in it.
    pub fn may_hold(&self, name: &str) -> bool {
        let (byte, bit) = place(hash(name), self.0.len());
        self.0.get(byte).is_some_and(|byte| byte & bit != 0)
    }

    #[cfg(not(packed))]
    pub fn bits(&self) -> &[u8] {
        &self.0
    }
}

/// The byte and the bit in it of a hash, in a set of so many bytes (a power of two).
fn place(hash: u32, size: usize) -> (usize, u8) {
    let hash = hash as usize;
    ((hash >> 3) & size.wrapping_sub(1), 1 << (hash & 7))
}

/// A hash that is the same wherever the program is built (FNV-1a).
fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Names of fields and strings inside a type.
fn words(ty: &Type, add: &mut impl FnMut(&str)) {
    match ty {
        Type::Literal(LiteralType::String(value)) => add(value),
        Type::Decl(_, types)
        | Type::Builtin(_, types)
        | Type::Foreign { args: types, .. }
        | Type::Union(types)
        | Type::Intersection(types) => types.iter().for_each(|ty| words(ty, add)),
        Type::List(of) => words(of, add),
        Type::Object(fields) => {
            for field in fields {
                add(&field.name);
                words(&field.ty, add);
            }
        }
        Type::Function(function) => {
            let params = function.params.iter();
            params.for_each(|param| words(&param.ty, add));
            words(&function.result, add);
        }
        Type::Literal(_) | Type::Keyword(_) | Type::Param(_) | Type::ClassOf(_) | Type::Unknown => {
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    #[test]
    fn what_is_packed_is_what_the_timelines_say() {
        let knowledge = Knowledge::builtin();
        for package in knowledge.packages() {
            let timeline = knowledge.timeline(package);
            let made = Vocabulary::new(timeline);
            for (_, decl) in timeline.decls() {
                for name in decl.members.keys().chain(decl.statics.keys()) {
                    assert!(made.may_hold(name), "{name}");
                    assert!(knowledge.may_name(name), "{name}");
                }
            }
        }
        assert!(knowledge.may_name("WorkOS"));
        assert!(knowledge.may_name("GoogleOAuth"), "a value of a closed set");
    }

    #[test]
    fn other_names_are_seldom_in_it() {
        let knowledge = Knowledge::builtin();
        let others = (0..1_000).filter(|it| knowledge.may_name(&format!("no symbol {it}")));
        assert!(others.count() < 300);
    }
}
