//! What people call a symbol: the shortest way from an export. `WorkOS.mfa` for the class `Mfa`, which none can import.

use std::{cmp::Ordering, collections::VecDeque, fmt::Write};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Life, Timeline};
use crate::knowledge::{
    DeclId, MemberKey, Type, TypeRef, VersionIdx,
    packed::Piece,
    path::{Step, SymbolPath, parse_steps},
};

/// Ways from an export longer than this are not names any more.
const MAX_STEPS: usize = 8;

/// For each declaration the ways to it, shortest first, each with the versions in which it leads there.
#[derive(Debug, Default)]
pub(super) struct Names(pub(super) Vec<Piece<Vec<Way>>>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Way {
    path: SymbolPath,
    life: Life,
    rank: Rank,
}

/// Ways that people would rather write come first; of those that are alike, the first by their text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Rank {
    /// Steps; the parameters of a constructor are the last place where one would look.
    steps: usize,
    /// Reached as the base of what the path names.
    inherited: usize,
    /// Not an export of the root entry.
    elsewhere: bool,
    /// The default export.
    default: bool,
    length: usize,
}

impl Way {
    fn new(path: SymbolPath, life: Life, inherited: usize) -> Self {
        let mut length = Length(0);
        // Counting cannot fail.
        let _ = write!(length, "{path}");
        let constructor = matches!(path.steps.first(), Some(Step::Param(_)));
        let rank = Rank {
            steps: path.steps.len() + if constructor { MAX_STEPS } else { 0 },
            inherited,
            elsewhere: path.entry != ".",
            default: path.root == "default",
            length: length.0,
        };
        Self { path, life, rank }
    }

    /// The order in which people would rather write them.
    fn order(&self, other: &Self) -> Ordering {
        let by_text = || match self.path == other.path {
            true => Ordering::Equal,
            false => self.path.to_string().cmp(&other.path.to_string()),
        };
        self.rank.cmp(&other.rank).then_with(by_text)
    }
}

/// The ways that were found so far.
#[derive(Debug, Default)]
struct Found(FxHashMap<DeclId, Vec<Way>>);

/// Counts what is written.
struct Length(usize);

impl Write for Length {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

impl Timeline {
    /// The shortest path from an export to a declaration; the one of the newest version where they differ over time.
    #[must_use]
    pub fn canonical_path(&self, decl: DeclId) -> Option<SymbolPath> {
        let ways = self.ways(decl);
        // The last to live first, then the shortest.
        let way = ways.iter().max_by(|a, b| {
            let last = a.life.last().cmp(&b.life.last());
            last.then_with(|| b.order(a))
        })?;
        Some(way.path.clone())
    }

    /// The shortest path from an export to a declaration in a version.
    #[must_use]
    pub fn canonical_path_at(&self, decl: DeclId, version: VersionIdx) -> Option<SymbolPath> {
        let ways = self.ways(decl).iter();
        let way = ways
            .filter(|way| way.life.contains(version))
            .min_by(|a, b| a.order(b))?;
        Some(way.path.clone())
    }

    /// The path of a symbol as people write it, in a version (or, where it does not live there, in its newest).
    #[must_use]
    pub fn path_of(&self, key: &MemberKey, version: Option<VersionIdx>) -> Option<SymbolPath> {
        let of = |decl: DeclId| {
            version
                .and_then(|version| self.canonical_path_at(decl, version))
                .or_else(|| self.canonical_path(decl))
        };
        match key {
            MemberKey::Export { entry, name } => Some(SymbolPath::export(entry, name)),
            MemberKey::Decl(decl) => of(*decl),
            MemberKey::Member { decl, path } => {
                let plain = self
                    .decl(*decl)
                    .is_some_and(|decl| decl.members.contains_key(path));
                let steps = if plain {
                    vec![Step::Member(path.clone())]
                } else {
                    parse_steps(path).ok()?
                };
                Some(of(*decl)?.join(&steps))
            }
        }
    }

    /// A symbol in the notation of CONTRACT §2: `npm:@workos-inc/node#WorkOS.mfa.verifyFactor`.
    #[must_use]
    pub fn display(&self, key: &MemberKey) -> String {
        self.display_at(key, None)
    }

    /// The same, by the name that it has in a version.
    #[must_use]
    pub fn display_at(&self, key: &MemberKey, version: Option<VersionIdx>) -> String {
        let path = self.path_of(key, version);
        let entry = path.as_ref().map_or(".", |path| path.entry.as_str());
        let entry = entry.trim_start_matches('.').to_owned();
        let name = path.map_or_else(
            || self.internal_name(key),
            |path| {
                SymbolPath {
                    entry: ".".into(),
                    ..path
                }
                .to_string()
            },
        );
        format!("{}:{}{entry}#{name}", self.ecosystem, self.package)
    }

    /// By its own name, where nothing leads to it.
    fn internal_name(&self, key: &MemberKey) -> String {
        let name = |id: &DeclId| self.decl(*id).map_or("?", |decl| decl.name());
        match key {
            MemberKey::Export { name, .. } => name.to_string(),
            MemberKey::Decl(id) => name(id).to_owned(),
            MemberKey::Member { decl, path } if path.starts_with(['(', '[']) => {
                format!("{}{path}", name(decl))
            }
            MemberKey::Member { decl, path } => format!("{}.{path}", name(decl)),
        }
    }

    fn ways(&self, decl: DeclId) -> &[Way] {
        let ways = self.names().0.get(decl.0 as usize);
        ways.and_then(Piece::get).map_or(&[], Vec::as_slice)
    }

    pub(super) fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut found = self.find_ways();
            let ways = |id| Piece::of(found.0.remove(&id).unwrap_or_default());
            Names(
                (0u32..)
                    .map(DeclId)
                    .take(self.decls.len())
                    .map(ways)
                    .collect(),
            )
        })
    }

    /// Breadth first from the exports: over accessors and fields first, then over results and parameters of methods.
    fn find_ways(&self) -> Found {
        let mut names = Found::default();
        let mut queue: VecDeque<(DeclId, Way)> = VecDeque::new();
        let mut entries: Vec<&SmolStr> = self.entries.keys().collect();
        // `.` sorts before `./worker`: the root's name wins.
        entries.sort_unstable();
        for entry in entries {
            for name in self.export_names(entry) {
                let exported = self
                    .entries
                    .get(entry)
                    .and_then(|entry| entry.exports.get(name));
                for exported in exported.into_iter().flatten() {
                    let path = SymbolPath::export(entry, name);
                    let way = Way::new(path, exported.life.clone(), 0);
                    if names.add(exported.decl, &way) {
                        queue.push_back((exported.decl, way));
                    }
                }
            }
        }
        while let Some((id, way)) = queue.pop_front() {
            if way.path.steps.len() >= MAX_STEPS {
                continue;
            }
            let mut reach = |steps: &[Step], life: &Life, inherited: usize, to: DeclId| {
                let life = way.life.intersect(life);
                if !life.is_empty() && !names.covers(to, &life, way.rank.steps + steps.len()) {
                    let next = Way::new(way.path.join(steps), life, inherited);
                    if names.add(to, &next) {
                        queue.push_back((to, next));
                    }
                }
            };
            for base in self.decl(id).into_iter().flat_map(|decl| &decl.extends) {
                if let Type::Decl(to, _) = self.ty(base.ty) {
                    reach(&[], &base.life, way.rank.inherited + 1, *to);
                }
            }
            self.each_reference(id, &mut |steps, life, to| reach(&steps, life, 0, to));
        }
        names
    }

    /// Visits the declarations that a declaration's members name, with the steps that lead there.
    fn each_reference(&self, id: DeclId, visit: &mut dyn FnMut(Vec<Step>, &Life, DeclId)) {
        let Some(decl) = self.decl(id) else { return };
        let mut members: Vec<_> = decl.members.iter().chain(&decl.statics).collect();
        members.sort_unstable_by_key(|(name, _)| *name);
        for (name, member) in members {
            for variant in &member.0 {
                let steps = vec![Step::Member(name.clone())];
                self.each_inside(variant.ty, steps, &mut |steps, to| {
                    visit(steps, &variant.life, to)
                });
            }
        }
        for variant in decl.ty.0.iter().chain(&decl.construct.0) {
            self.each_inside(variant.ty, Vec::new(), &mut |steps, to| {
                visit(steps, &variant.life, to)
            });
        }
    }

    fn each_inside(&self, ty: TypeRef, steps: Vec<Step>, visit: &mut dyn FnMut(Vec<Step>, DeclId)) {
        let mut queue: Vec<(&Type, Vec<Step>)> = vec![(self.ty(ty), steps)];
        while let Some((ty, steps)) = queue.pop() {
            if steps.len() > MAX_STEPS {
                continue;
            }
            let mut put = |step: Step, inside| {
                if leads_on(inside) {
                    let mut steps = steps.clone();
                    steps.push(step);
                    queue.push((inside, steps));
                }
            };
            match ty {
                Type::Decl(id, _) => visit(steps, *id),
                Type::Builtin(name, args)
                    if matches!(
                        name.as_str(),
                        "Partial" | "Required" | "Readonly" | "Promise"
                    ) =>
                {
                    queue.extend(args.first().map(|inner| (inner, steps)));
                }
                Type::List(of) => put(Step::Element, of),
                Type::Union(arms) | Type::Intersection(arms) => {
                    let arms = arms.iter().filter(|arm| leads_on(arm));
                    queue.extend(arms.map(|arm| (arm, steps.clone())));
                }
                Type::Object(fields) => {
                    for field in fields {
                        put(Step::Member(field.name.clone()), &field.ty);
                    }
                }
                Type::Function(function) => {
                    for (param, index) in function.params.iter().zip(0u16..) {
                        put(Step::Param(index), &param.ty);
                    }
                    put(Step::Result, function.result.awaited());
                }
                _ => {}
            }
        }
    }
}

/// Whether a declaration may be named in a type.
fn leads_on(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Keyword(_) | Type::Literal(_) | Type::Param(_) | Type::Unknown
    )
}

impl Found {
    /// Adds a way, unless one that is at least as good lives whenever it does.
    fn add(&mut self, to: DeclId, way: &Way) -> bool {
        let ways = self.0.entry(to).or_default();
        if is_covered(&way.life, ways, |known| known.order(way).is_le()) {
            return false;
        }
        ways.push(way.clone());
        true
    }

    /// Whether shorter ways live all the time: then a longer one need not even be put together.
    fn covers(&self, to: DeclId, life: &Life, steps: usize) -> bool {
        let ways = self.0.get(&to);
        ways.is_some_and(|ways| is_covered(life, ways, |known| known.rank.steps < steps))
    }
}

/// Whether at any time of a life one of the ways that count lives.
fn is_covered(life: &Life, ways: &[Way], counts: impl Fn(&Way) -> bool) -> bool {
    // Almost always one does.
    if ways.iter().any(|way| way.life.holds(life) && counts(way)) {
        return true;
    }
    let meeting = ways
        .iter()
        .filter(|way| way.life.meets(life) && counts(way));
    let all = meeting.fold(Life::default(), |all, way| all.union(&way.life));
    all.holds(life)
}
