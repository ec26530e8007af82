//! Whether a value of one type is accepted where another is wanted, over two versions of the timeline. Where it is
//! not, the differences are collected; where the types do not tell, that is said instead of guessed.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{
    Likeness,
    shape::{Form, Shape, ShapeField},
};
use crate::knowledge::{DeclId, FunctionType, LiteralType, Timeline, Type, VersionIdx};

/// How deep types are compared.
const MAX_DEPTH: usize = 10;

/// What the values are for: only what a user writes out may not hold more than is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// What users write: fields that are not known any more are refused.
    Arguments,
    /// What users read.
    Result,
}

/// A difference, and where: names of fields (of parameters) from the outside in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    pub(super) path: Vec<SmolStr>,
    pub(super) what: What,
}

/// Kinds of difference.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// A field or parameter is wanted that was not there.
    Needed,
    /// A field or parameter that could be left out is wanted.
    Required,
    /// One of these fields is wanted; none had to be there.
    OneOf(Vec<SmolStr>),
    /// These fields are wanted together, or none of them.
    Together(Vec<SmolStr>),
    /// A field or parameter is not known any more; of a result, it is not given any more.
    Gone,
    /// May be left out where it never was.
    MayBeMissing,
    /// May be this (`null`, `undefined`) where it never was.
    MayBe(LiteralType),
    /// A literal that is not accepted any more, or may newly come back.
    Literal(LiteralType),
    /// Another type: what is given, what is wanted.
    Type { given: Type, wanted: Type },
    /// The result is a promise.
    NowPromise,
    /// The result is not a promise.
    NoLongerPromise,
}

/// A type as it is in a version.
type In<'a> = (&'a Type, VersionIdx);

/// A comparison under way.
pub(super) struct Assign<'t> {
    pub(super) timeline: &'t Timeline,
    mode: Mode,
    pub(super) path: Vec<SmolStr>,
    found: Vec<Difference>,
    unknown: bool,
    depth: usize,
    assumed: FxHashSet<(DeclId, VersionIdx, DeclId, VersionIdx)>,
    /// Named types (of the old version, of the new one) that are held to be the same.
    same: Option<&'t dyn Fn(DeclId, DeclId) -> bool>,
    /// Inside of what a callback takes: old and new have changed sides.
    flipped: bool,
}

impl<'t> Assign<'t> {
    pub(super) fn new(timeline: &'t Timeline, mode: Mode) -> Self {
        Self {
            timeline,
            mode,
            path: Vec::new(),
            found: Vec::new(),
            unknown: false,
            depth: 0,
            assumed: FxHashSet::default(),
            same: None,
            flipped: false,
        }
    }

    /// The same, holding some named types to be the same without looking into them.
    pub(super) fn holding(self, same: Option<&'t dyn Fn(DeclId, DeclId) -> bool>) -> Self {
        Self { same, ..self }
    }

    fn are_held_same(&self, given: DeclId, wanted: DeclId) -> bool {
        self.same.is_some_and(|same| match self.mode {
            Mode::Arguments => same(given, wanted),
            Mode::Result => same(wanted, given),
        })
    }

    /// The verdict.
    pub(super) fn likeness(&self) -> Likeness {
        match (self.found.is_empty(), self.unknown) {
            (false, _) => Likeness::Changed,
            (true, true) => Likeness::Unknown,
            (true, false) => Likeness::Same,
        }
    }

    /// What differs.
    pub(super) fn differences(&self) -> Vec<Difference> {
        self.found.clone()
    }

    /// Notes that a literal does not fit. More literals of a set that was known before break no reader.
    fn literal(&mut self, literal: &LiteralType, wanted: &Form) {
        let is_set = match wanted {
            Form::Values(_) => true,
            Form::Other(ty) => ty.arms().iter().any(|arm| matches!(arm, Type::Literal(known) if !arm.is_nullish() && same_kind(known, literal))),
            Form::Fields(_) => false,
        };
        if self.mode == Mode::Arguments || !is_set {
            self.differ(What::Literal(literal.clone()));
        }
    }

    /// Notes a difference here.
    pub(super) fn differ(&mut self, what: What) {
        self.found.push(Difference {
            path: self.path.clone(),
            what,
        });
    }

    /// Compares inside a field or parameter.
    pub(super) fn within(&mut self, name: &SmolStr, compare: impl FnOnce(&mut Self)) {
        self.path.push(name.clone());
        compare(self);
        self.path.pop();
    }

    /// Whether what calls `old` calls `new` as well.
    pub(super) fn arguments(
        &mut self,
        (old, old_at): (&FunctionType, VersionIdx),
        (new, new_at): (&FunctionType, VersionIdx),
    ) {
        for index in 0..old.params.len().max(new.params.len()) {
            let wanted = new
                .params
                .get(index)
                .or(new.params.last().filter(|last| last.rest));
            match (old.params.get(index), wanted) {
                (Some(given), Some(wanted)) => {
                    if given.optional && !wanted.optional && !wanted.rest {
                        self.within(&wanted.name, |this| this.differ(What::Required));
                    }
                    let given_ty = without_undefined(&given.ty, wanted.optional);
                    let given_ty = given_ty.as_ref();
                    // The options object is not worth a name of its own.
                    if self.is_record(given_ty, old_at) && self.is_record(&wanted.ty, new_at) {
                        self.assign((given_ty, old_at), (&wanted.ty, new_at));
                    } else {
                        self.within(&wanted.name, |this| {
                            this.assign((given_ty, old_at), (&wanted.ty, new_at));
                        });
                    }
                }
                (Some(given), None) => self.within(&given.name, |this| this.differ(What::Gone)),
                (None, Some(wanted)) if !wanted.optional && !wanted.rest => {
                    self.within(&wanted.name, |this| this.differ(What::Needed));
                }
                (None, _) => {}
            }
        }
    }

    /// Whether a `given` value is accepted where `wanted` is.
    pub(super) fn assign(&mut self, given: In, wanted: In) {
        if self.depth >= MAX_DEPTH {
            self.unknown = true;
            return;
        }
        self.depth += 1;
        self.assign_types(given, wanted);
        self.depth -= 1;
    }

    fn assign_types(&mut self, given: In, wanted: In) {
        if given == wanted && !matches!(given.0, Type::Unknown) {
            return;
        }
        match (given.0, wanted.0) {
            (_, Type::Keyword(name)) if matches!(name.as_str(), "any" | "unknown") => return,
            (Type::Keyword(name), _) if matches!(name.as_str(), "any" | "never") => return,
            (Type::Keyword(_), Type::Unknown) | (Type::Unknown, _) | (_, Type::Unknown) => {
                self.unknown |= given.0 != wanted.0 || given.1 != wanted.1;
                return;
            }
            (Type::Decl(a, _), Type::Decl(b, _)) if self.are_held_same(*a, *b) => return,
            (Type::Decl(a, _), Type::Decl(b, _))
                if !self.assumed.insert((*a, given.1, *b, wanted.1)) =>
            {
                return;
            }
            _ => {}
        }
        let (from, to) = (
            self.timeline.form(given.0, given.1),
            self.timeline.form(wanted.0, wanted.1),
        );
        match (&from, &to) {
            (Form::Other(Type::Union(arms)), _) => self.each_arm(arms, given.1, wanted),
            (_, Form::Other(Type::Union(arms))) => self.some_arm(given, (arms, wanted.1)),
            (Form::Fields(given_fields), Form::Fields(wanted_fields)) => {
                self.fields((given_fields, given.1), (wanted_fields, wanted.1));
            }
            (Form::Values(values), _) => self.values(values, wanted, &to),
            (Form::Other(Type::Literal(literal)), Form::Values(values)) => {
                if !values.contains(literal) {
                    self.literal(literal, &to);
                }
            }
            (Form::Fields(fields), Form::Other(Type::Builtin(name, args))) if name == "Record" => {
                if let Some(value) = args.get(1) {
                    for (name, field) in fields {
                        self.within(name, |this| {
                            this.assign((&field.ty, given.1), (value, wanted.1))
                        });
                    }
                }
            }
            (Form::Other(Type::Builtin(name, _)), Form::Fields(fields)) if name == "Record" => {
                self.unknown |= fields.values().any(|field| !field.optional);
            }
            (Form::Other(a), Form::Other(b)) => self.others((a, given.1), (b, wanted.1)),
            _ => self.differ_in_type(given, wanted),
        }
    }

    /// All arms of a union must be accepted.
    fn each_arm(&mut self, arms: &[Type], at: VersionIdx, wanted: In) {
        for arm in arms {
            let before = self.found.len();
            self.assign((arm, at), wanted);
            if self.found.len() == before {
                continue;
            }
            // Say it of the arm, in a word.
            let what = match arm {
                Type::Literal(literal @ (LiteralType::Null | LiteralType::Undefined)) => {
                    What::MayBe(literal.clone())
                }
                Type::Literal(literal) => {
                    self.found.truncate(before);
                    let to = self.timeline.form(wanted.0, wanted.1);
                    self.literal(literal, &to);
                    continue;
                }
                _ => continue,
            };
            self.found.truncate(before);
            self.differ(what);
        }
    }

    /// One arm of a union must accept; if none does, the nearest tells why.
    fn some_arm(&mut self, given: In, (arms, at): (&[Type], VersionIdx)) {
        if let Type::Keyword(name) = given.0
            && name == "boolean"
            && [true, false]
                .iter()
                .all(|value| arms.contains(&Type::Literal(LiteralType::Bool(*value))))
        {
            return;
        }
        let mut nearest: Option<(Vec<Difference>, bool)> = None;
        let found = std::mem::take(&mut self.found);
        let (unknown, assumed) = (self.unknown, self.assumed.clone());
        // The arm of the same name, if there is one, is the one that is meant.
        let same = arms.iter().find(|arm| match (arm, given.0) {
            (Type::Decl(a, _), Type::Decl(b, _)) => a == b,
            _ => *arm == given.0,
        });
        let arms_meant = same.map_or(arms, std::slice::from_ref);
        for arm in arms_meant {
            self.unknown = false;
            self.assumed.clone_from(&assumed);
            self.assign(given, (arm, at));
            let differences = std::mem::take(&mut self.found);
            if differences.is_empty() {
                self.unknown |= unknown;
                self.found = found;
                return;
            }
            let nearer = nearest
                .as_ref()
                .is_none_or(|(least, _)| weight(&differences) < weight(least));
            if nearer {
                nearest = Some((differences, self.unknown));
            }
        }
        self.found = found;
        self.unknown = unknown;
        if let Type::Literal(literal) = given.0
            && !given.0.is_nullish()
        {
            self.literal(literal, &Form::Other(Type::Union(arms.to_vec())));
            return;
        }
        let (differences, _) = nearest.unwrap_or_default();
        let fits_in_kind = differences
            .iter()
            .all(|one| one.path.len() > self.path.len());
        if fits_in_kind && !differences.is_empty() {
            let union = Type::Union(arms.to_vec());
            let differences = match self.records(&union, at, 0) {
                Some(shapes) => {
                    let given = self.records(given.0, given.1, 0).unwrap_or_default();
                    self.of_alternatives(differences, &shapes, &given)
                }
                None => differences,
            };
            self.found.extend(differences);
        } else {
            let union = Type::Union(arms.to_vec());
            self.differ_in_type(given, (&union, at));
        }
    }

    fn values(&mut self, values: &[LiteralType], wanted: In, to: &Form) {
        for value in values {
            let fits = match to {
                Form::Values(known) => known.contains(value),
                Form::Other(ty) => ty.arms().iter().any(|arm| match (arm, value) {
                    (Type::Literal(known), _) => known == value,
                    (Type::Keyword(name), LiteralType::String(_)) => name == "string",
                    (Type::Keyword(name), LiteralType::Number(_)) => name == "number",
                    (Type::Decl(id, _), _) => matches!(
                        self.timeline.form(&Type::Decl(*id, Vec::new()), wanted.1),
                        Form::Values(known) if known.contains(value)
                    ),
                    _ => false,
                }),
                Form::Fields(_) => false,
            };
            if !fits {
                self.literal(value, to);
            }
        }
    }

    fn fields(&mut self, given: (&Shape, VersionIdx), wanted: (&Shape, VersionIdx)) {
        for (name, want) in wanted.0 {
            let is_never = matches!(&want.ty, Type::Keyword(name) if name == "never");
            let Some(have) = given.0.get(name) else {
                if !want.optional {
                    let what = if self.mode == Mode::Result {
                        What::Gone
                    } else {
                        What::Needed
                    };
                    self.within(name, |this| this.differ(what));
                }
                continue;
            };
            self.within(name, |this| {
                if is_never {
                    this.differ(What::Gone);
                    return;
                }
                this.field((have, given.1), (want, wanted.1));
            });
        }
        if self.mode == Mode::Result {
            return;
        }
        for (name, _) in given
            .0
            .iter()
            .filter(|(name, _)| !wanted.0.contains_key(*name))
        {
            self.within(name, |this| this.differ(What::Gone));
        }
    }

    fn field(&mut self, given: (&ShapeField, VersionIdx), wanted: (&ShapeField, VersionIdx)) {
        if given.0.optional && !wanted.0.optional {
            self.differ(match self.mode {
                Mode::Arguments => What::Required,
                Mode::Result => What::MayBeMissing,
            });
        }
        if given.0.method && wanted.0.method {
            return;
        }
        let have = without_undefined(&given.0.ty, wanted.0.optional || given.0.optional);
        self.assign((have.as_ref(), given.1), (&wanted.0.ty, wanted.1));
    }

    fn others(&mut self, given: In, wanted: In) {
        match (given.0, wanted.0) {
            (a, b) if a == b && plain(a) => {}
            (Type::Literal(LiteralType::String(_)), Type::Keyword(name)) if name == "string" => {}
            (Type::Literal(LiteralType::Number(_)), Type::Keyword(name)) if name == "number" => {}
            (Type::Literal(LiteralType::Bool(_)), Type::Keyword(name)) if name == "boolean" => {}
            (Type::Literal(LiteralType::Undefined), Type::Keyword(name)) if name == "void" => {}
            (Type::Literal(literal), Type::Literal(_))
                if !given.0.is_nullish() && !wanted.0.is_nullish() =>
            {
                self.differ(What::Literal(literal.clone()));
            }
            (Type::List(a), Type::List(b)) => self.assign((a, given.1), (b, wanted.1)),
            (Type::Builtin(a, of_a), Type::Builtin(b, of_b))
                if a == b && of_a.len() == of_b.len() =>
            {
                for (a, b) in of_a.iter().zip(of_b) {
                    self.assign((a, given.1), (b, wanted.1));
                }
            }
            (Type::Function(a), Type::Function(b)) => {
                self.callback((a, given.1), (b, wanted.1));
            }
            (Type::ClassOf(a), Type::ClassOf(b)) if a == b => {}
            (Type::Foreign { name: a, .. }, Type::Foreign { name: b, .. }) if a == b => {}
            // What the platform names is none of the simple values.
            (Type::Keyword(simple), Type::Foreign { .. })
            | (Type::Foreign { .. }, Type::Keyword(simple))
                if is_primitive(simple) =>
            {
                self.differ(self.types(given.0, wanted.0));
            }
            // A name that only a compiler knows, or a parameter that the user fills in.
            (Type::Param(_) | Type::Foreign { .. }, _)
            | (_, Type::Param(_) | Type::Foreign { .. }) => {
                self.unknown = true;
            }
            (Type::Unknown, _) | (_, Type::Unknown) => self.unknown = true,
            _ => self.differ_in_type(given, wanted),
        }
    }

    /// A function as a value: what it takes goes the other way.
    fn callback(
        &mut self,
        (given, given_at): (&FunctionType, VersionIdx),
        (wanted, wanted_at): (&FunctionType, VersionIdx),
    ) {
        if given.params.len() > wanted.params.len() {
            self.unknown = true;
        }
        self.flip();
        let params = given.params.iter().zip(&wanted.params);
        for (have, gets) in params.filter(|(have, gets)| !have.rest && !gets.rest) {
            self.within(&have.name, |this| {
                this.assign((&gets.ty, wanted_at), (&have.ty, given_at));
            });
        }
        self.flip();
        self.assign((&given.result, given_at), (&wanted.result, wanted_at));
    }

    fn flip(&mut self) {
        self.flipped = !self.flipped;
        self.mode = match self.mode {
            Mode::Arguments => Mode::Result,
            Mode::Result => Mode::Arguments,
        };
    }

    fn differ_in_type(&mut self, given: In, wanted: In) {
        // A shape that could not be made out (`Omit` of a union) is not known either.
        let opaque = |ty: &Type| match ty {
            Type::Param(_) | Type::Foreign { .. } | Type::Unknown | Type::Intersection(_) => true,
            Type::Builtin(name, _) => {
                matches!(
                    name.as_str(),
                    "Partial" | "Required" | "Readonly" | "Pick" | "Omit"
                )
            }
            _ => false,
        };
        if opaque(given.0) || opaque(wanted.0) {
            self.unknown = true;
            return;
        }
        self.differ(self.types(given.0, wanted.0));
    }

    /// Two types that differ, the one of the version that the whole comparison starts from as given.
    fn types(&self, given: &Type, wanted: &Type) -> What {
        let (given, wanted) = if self.flipped {
            (wanted, given)
        } else {
            (given, wanted)
        };
        What::Type {
            given: given.clone(),
            wanted: wanted.clone(),
        }
    }
}

fn same_kind(a: &LiteralType, b: &LiteralType) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

fn is_primitive(keyword: &str) -> bool {
    matches!(
        keyword,
        "string" | "number" | "boolean" | "bigint" | "symbol"
    )
}

/// Types that are equal whatever the version.
fn plain(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Keyword(_) | Type::Literal(_) | Type::Param(_) | Type::Foreign { .. }
    )
}

/// `x?: T` and `x?: T | undefined` are the same to nearly everyone; that it may be missing is said by itself.
fn without_undefined(ty: &Type, optional: bool) -> Cow<'_, Type> {
    let is_undefined = |arm: &Type| *arm == Type::Literal(LiteralType::Undefined);
    match ty {
        Type::Union(arms) if optional && arms.iter().any(is_undefined) => {
            let mut rest: Vec<Type> = arms
                .iter()
                .filter(|arm| !is_undefined(arm))
                .cloned()
                .collect();
            match rest.pop() {
                Some(only) if rest.is_empty() => Cow::Owned(only),
                last => {
                    rest.extend(last);
                    Cow::Owned(Type::Union(rest))
                }
            }
        }
        _ => Cow::Borrowed(ty),
    }
}

/// How far a type is from fitting: a wrong kind is farther than any number of fields.
fn weight(differences: &[Difference]) -> usize {
    let one = |difference: &Difference| match difference.what {
        What::Type { .. } if difference.path.is_empty() => 100,
        What::Type { .. } => 3,
        _ => 1,
    };
    differences.iter().map(one).sum()
}
