//! Questions about canonical symbols: when they live, what they are in a version, when they are deprecated.

use smol_str::SmolStr;

use super::{Life, Member, Place, Timeline, Variant, stretch::Stretch};
use crate::knowledge::{
    DeclId, MemberKey, VersionIdx,
    path::{Step, SymbolPath, parse_steps},
};

impl Timeline {
    /// In which versions a symbol lives, by the names of the timeline alone: a member of `Mfa` lives while `Mfa` does.
    /// Whether a use of it still works where its declaration is gone, `Knowledge::presence` tells.
    #[must_use]
    pub fn life(&self, key: &MemberKey) -> Life {
        match key {
            MemberKey::Export { entry, name } => self
                .entries
                .get(entry)
                .and_then(|entry| entry.exports.get(name))
                .map(|exported| {
                    exported
                        .iter()
                        .fold(Life::default(), |life, exported| life.union(&exported.life))
                })
                .unwrap_or_default(),
            MemberKey::Decl(id) => self
                .decl(*id)
                .map(|decl| decl.life.clone())
                .unwrap_or_default(),
            MemberKey::Member { decl: id, path } => {
                let Some(decl) = self.decl(*id) else {
                    return Life::default();
                };
                let own = self.own_member(*id, path).map(Member::life);
                if let Some(own) = own
                    && decl.extends.is_empty()
                {
                    return own;
                }
                self.asked.lives.of(key, (), || {
                    let lives = |stretch: &Stretch| !self.places_in(key, stretch).is_empty();
                    let alive = Stretch::over(&decl.life, lives).into_iter();
                    Life::of_ranges(alive.filter(|it| it.1).map(|(range, _)| range))
                })
            }
        }
    }

    /// What a symbol is in a version: none where it does not live, several where a union gives it more than one type.
    #[must_use]
    pub fn places(&self, key: &MemberKey, version: VersionIdx) -> Vec<Place<'_>> {
        self.places_in(key, &Stretch::at(version))
    }

    /// Whether a symbol is anything in a version.
    #[must_use]
    pub fn is_there(&self, key: &MemberKey, version: VersionIdx) -> bool {
        let is_there = || !self.places(key, version).is_empty();
        self.asked.there.of(key, version, is_there)
    }

    /// The way through what a member holds, or else gives, by which a member of that name is another symbol in some
    /// version: `emails[].primary` of `emails[]` and `Email.primary`.
    #[must_use]
    pub fn way_through(&self, owner: &MemberKey, to: &MemberKey) -> Option<MemberKey> {
        let (MemberKey::Member { decl, path }, MemberKey::Member { path: member, .. }) =
            (owner, to)
        else {
            return None;
        };
        self.asked.ways.of(owner, to.clone(), || {
            let name = member.rsplit('.').next().unwrap_or(member);
            let through = |through: &str| MemberKey::Member {
                decl: *decl,
                path: SmolStr::new(format!("{path}{through}.{name}")),
            };
            let leads = |way: &MemberKey| {
                self.indices().any(|at| {
                    let places = self.places(way, at);
                    places.iter().any(|place| place.key == *to)
                })
            };
            [through(""), through("()")].into_iter().find(leads)
        })
    }

    fn places_in(&self, key: &MemberKey, stretch: &Stretch) -> Vec<Place<'_>> {
        match key {
            MemberKey::Export { entry, name } => {
                self.walk_in(&SymbolPath::export(entry, name), stretch)
            }
            MemberKey::Decl(id) => self.walk_from_in(*id, &[], stretch),
            MemberKey::Member { decl, path } => {
                let steps = match self.own_member(*decl, path) {
                    Some(_) => vec![Step::Member(path.clone())],
                    None => parse_steps(path).unwrap_or_default(),
                };
                if steps.is_empty() {
                    return Vec::new();
                }
                let mut places = self.walk_from_in(*decl, &steps, stretch);
                if places.is_empty()
                    && let [Step::Member(name)] = steps.as_slice()
                    && let Some((owner, member)) = self.static_in(*decl, name, stretch)
                    && let Some(variant) = stretch.variant(member)
                {
                    places.push(Place {
                        key: MemberKey::Member {
                            decl: owner,
                            path: path.clone(),
                        },
                        ty: std::borrow::Cow::Borrowed(self.ty(variant.ty)),
                        variant: Some(variant),
                        optional: variant.optional,
                    });
                }
                places
            }
        }
    }

    /// The record of a symbol in a version: of a member of a named declaration, of a function or a constant.
    #[must_use]
    pub fn variant(&self, key: &MemberKey, version: VersionIdx) -> Option<&Variant> {
        match key {
            MemberKey::Export { entry, name } => {
                let decl = self.export(entry, name, version)?;
                self.decl(decl)?.ty.at(version)
            }
            MemberKey::Decl(id) => self.decl(*id)?.ty.at(version),
            MemberKey::Member { .. } => self
                .places(key, version)
                .into_iter()
                .find_map(|place| place.variant),
        }
    }

    /// The mark of deprecation that a symbol bears in a version.
    #[must_use]
    pub fn deprecated(&self, key: &MemberKey, version: VersionIdx) -> Option<&SmolStr> {
        let of_decl = |id: DeclId| {
            let mut marks = self.decl(id)?.deprecated.iter();
            marks
                .find(|(life, _)| life.contains(version))
                .map(|(_, text)| text)
        };
        let of_variant = || self.variant(key, version)?.deprecated.as_ref();
        match key {
            MemberKey::Export { entry, name } => {
                of_variant().or_else(|| of_decl(self.export(entry, name, version)?))
            }
            MemberKey::Decl(id) => of_variant().or_else(|| of_decl(*id)),
            MemberKey::Member { .. } => of_variant(),
        }
    }

    /// Whether a symbol bears one in a version.
    #[must_use]
    pub fn is_deprecated(&self, key: &MemberKey, version: VersionIdx) -> bool {
        let is_marked = || self.deprecated(key, version).is_some();
        self.asked.marks.of(key, version, is_marked)
    }

    /// In which versions a symbol is marked deprecated.
    #[must_use]
    pub fn deprecated_life(&self, key: &MemberKey) -> Life {
        let marked = |version: &VersionIdx| self.is_deprecated(key, *version);
        Life::of_versions(self.life(key).versions().filter(marked))
    }

    /// The keys that a path leads to, each with the versions in which it does.
    #[must_use]
    pub fn resolve_path(&self, path: &SymbolPath) -> Vec<(MemberKey, Life)> {
        let mut found: Vec<(MemberKey, Vec<(u16, u16)>)> = Vec::new();
        let all = Stretch::over(&self.always(), |stretch| self.walk_in(path, stretch));
        for (range, places) in all {
            for place in places {
                match found.iter_mut().find(|(key, _)| *key == place.key) {
                    Some((_, ranges)) if ranges.last() == Some(&range) => {}
                    Some((_, ranges)) => ranges.push(range),
                    None => found.push((place.key, vec![range])),
                }
            }
        }
        let life = |(key, ranges)| (key, Life::of_ranges(ranges));
        found.into_iter().map(life).collect()
    }

    /// The member of a declaration that `path` names as a whole, if it is a plain name.
    fn own_member(&self, decl: DeclId, path: &str) -> Option<&Member> {
        let decl = self.decl(decl)?;
        decl.members.get(path).or_else(|| decl.statics.get(path))
    }
}
