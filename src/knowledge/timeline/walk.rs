//! Walking a path over the timeline, in one version: from an export to the symbol that the path names.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::{DeclKind, Timeline, Variant, members::passes, stretch::Stretch};
use crate::knowledge::{
    DeclId, LiteralType, MemberKey, Type, VersionIdx,
    path::{Step, SymbolPath, steps_text},
};

/// How deep types are looked into for one step.
const MAX_DEPTH: usize = 16;

/// What a path leads to in one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Place<'t> {
    /// Its canonical key.
    pub key: MemberKey,
    /// Its type: a method's function, a field's value, a declaration's instance.
    pub ty: Cow<'t, Type>,
    /// The member's record, where the place is a member of a named declaration.
    pub variant: Option<&'t Variant>,
    /// Whether it may be left out.
    pub optional: bool,
}

impl Place<'_> {
    fn is_same(&self, other: &Self) -> bool {
        self.key == other.key && self.optional == other.optional && self.ty == other.ty
    }
}

/// A place on the way: the named declaration it hangs on, and the steps from there.
#[derive(Clone)]
struct Cursor<'t> {
    place: Place<'t>,
    owner: DeclId,
    steps: Vec<Step>,
    /// Nothing but the declaration itself so far: the class, not its instance.
    root: bool,
}

impl<'t> Cursor<'t> {
    fn decl(id: DeclId, key: MemberKey) -> Self {
        Self {
            place: Place {
                key,
                ty: Cow::Owned(Type::Decl(id, Vec::new())),
                variant: None,
                optional: false,
            },
            owner: id,
            steps: Vec::new(),
            root: true,
        }
    }

    /// The same place seen as another type (an arm of a union, the inside of an alias).
    fn seen_as(&self, ty: Cow<'t, Type>) -> Self {
        Self {
            place: Place {
                key: self.place.key.clone(),
                ty,
                variant: self.place.variant,
                optional: self.place.optional,
            },
            owner: self.owner,
            steps: self.steps.clone(),
            root: false,
        }
    }

    /// The inside of a named declaration: keys go on from its name.
    fn within(&self, owner: DeclId, ty: Cow<'t, Type>) -> Self {
        Self {
            owner,
            steps: Vec::new(),
            ..self.seen_as(ty)
        }
    }

    /// One step further on the same owner.
    fn step(&self, step: Step, ty: Cow<'t, Type>, optional: bool) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self {
            place: Place {
                key: MemberKey::Member {
                    decl: self.owner,
                    path: steps_text(&steps),
                },
                ty,
                variant: None,
                optional,
            },
            owner: self.owner,
            steps,
            root: false,
        }
    }

    fn member(decl: DeclId, name: &str, variant: &'t Variant, ty: Cow<'t, Type>) -> Self {
        let steps = vec![Step::Member(name.into())];
        Self {
            place: Place {
                key: MemberKey::Member {
                    decl,
                    path: steps_text(&steps),
                },
                ty,
                variant: Some(variant),
                optional: variant.optional,
            },
            owner: decl,
            steps,
            root: false,
        }
    }
}

impl Timeline {
    /// What a path leads to in a version. Several places where the way goes through a union; none where it breaks off.
    #[must_use]
    pub fn walk(&self, path: &SymbolPath, version: VersionIdx) -> Vec<Place<'_>> {
        self.walk_in(path, &Stretch::at(version))
    }

    pub(super) fn walk_in(&self, path: &SymbolPath, stretch: &Stretch) -> Vec<Place<'_>> {
        let entry = self.entries.get(&path.entry);
        let exported = entry.and_then(|entry| entry.exports.get(&path.root));
        let mut exported = exported.into_iter().flatten();
        let Some(exported) = exported.find(|exported| stretch.lives(&exported.life)) else {
            return Vec::new();
        };
        let decl = exported.decl;
        let key = MemberKey::Export {
            entry: path.entry.clone(),
            name: path.root.clone(),
        };
        self.follow(vec![Cursor::decl(decl, key)], &path.steps, stretch)
    }

    /// What steps lead to from a declaration (from its instance, if it is a class) in a version.
    #[must_use]
    pub fn walk_from(&self, decl: DeclId, steps: &[Step], version: VersionIdx) -> Vec<Place<'_>> {
        self.walk_from_in(decl, steps, &Stretch::at(version))
    }

    pub(super) fn walk_from_in(
        &self,
        decl: DeclId,
        steps: &[Step],
        stretch: &Stretch,
    ) -> Vec<Place<'_>> {
        let alive = |id: &DeclId| self.decl(*id).is_some_and(|decl| stretch.lives(&decl.life));
        let Some(decl) = Some(decl).filter(alive) else {
            return Vec::new();
        };
        self.follow(
            vec![Cursor::decl(decl, MemberKey::Decl(decl))],
            steps,
            stretch,
        )
    }

    fn follow<'t>(
        &'t self,
        mut cursors: Vec<Cursor<'t>>,
        steps: &[Step],
        stretch: &Stretch,
    ) -> Vec<Place<'t>> {
        for step in steps {
            let mut next = Vec::new();
            for cursor in &cursors {
                self.step(cursor, step, stretch, 0, &mut next);
            }
            next.dedup_by(|a, b| a.place.is_same(&b.place));
            cursors = next;
        }
        cursors.into_iter().map(|cursor| cursor.place).collect()
    }

    /// Takes one step from a place, through names and unions.
    fn step<'t>(
        &'t self,
        from: &Cursor<'t>,
        step: &Step,
        stretch: &Stretch,
        depth: usize,
        out: &mut Vec<Cursor<'t>>,
    ) {
        if depth > MAX_DEPTH {
            return;
        }
        match from.place.ty.as_ref() {
            Type::Decl(id, args) => self.step_decl(from, (*id, args), step, stretch, depth, out),
            Type::ClassOf(id) => self.step_class(*id, step, stretch, out),
            Type::Builtin(name, args) => {
                let Some(inner) = args.first() else { return };
                match (name.as_str(), step) {
                    ("Partial" | "Required" | "Readonly", _) => {}
                    ("Pick" | "Omit", Step::Member(member))
                        if passes(from.place.ty.as_ref(), member) => {}
                    ("Record", Step::Member(_)) => {
                        if let Some(value) = args.get(1) {
                            out.push(from.step(step.clone(), Cow::Owned(value.clone()), true));
                        }
                        return;
                    }
                    _ => return,
                }
                let inner = from.seen_as(Cow::Owned(inner.clone()));
                self.step(&inner, step, stretch, depth + 1, out);
            }
            Type::Union(arms) | Type::Intersection(arms) => {
                if let Step::Literal(text) = step {
                    let mut arms = arms.iter();
                    if let Some(arm) = arms.find(|arm| self.tells(arm, text, stretch, depth)) {
                        out.push(from.step(step.clone(), Cow::Owned(arm.clone()), false));
                    }
                    return;
                }
                for arm in parts(&from.place.ty, arms) {
                    self.step(&from.seen_as(arm), step, stretch, depth + 1, out);
                }
            }
            Type::Object(fields) => {
                if let Step::Member(name) | Step::Literal(name) = step
                    && let Some(field) = fields.iter().find(|field| field.name == *name)
                {
                    let member = Step::Member(name.clone());
                    out.push(from.step(member, Cow::Owned(field.ty.clone()), field.optional));
                }
            }
            Type::Function(function) => match step {
                Step::Param(index) => {
                    let params = &function.params;
                    let param = params
                        .get(usize::from(*index))
                        .or(params.last().filter(|p| p.rest));
                    if let Some(param) = param {
                        out.push(from.step(
                            step.clone(),
                            Cow::Owned(param.ty.clone()),
                            param.optional,
                        ));
                    }
                }
                Step::NamedParam(name) => {
                    if let Some(param) = function.params.iter().find(|param| param.name == *name) {
                        out.push(from.step(
                            step.clone(),
                            Cow::Owned(param.ty.clone()),
                            param.optional,
                        ));
                    }
                }
                Step::Result => {
                    let result = function.result.awaited().clone();
                    out.push(from.step(Step::Result, Cow::Owned(result), false));
                }
                Step::Member(_) | Step::Element | Step::Literal(_) => {}
            },
            Type::List(of) => {
                if *step == Step::Element {
                    out.push(from.step(Step::Element, Cow::Owned(of.as_ref().clone()), false));
                }
            }
            Type::Literal(LiteralType::String(text)) => {
                if matches!(step, Step::Literal(wanted) if wanted == text) {
                    out.push(from.step(step.clone(), from.place.ty.clone(), false));
                }
            }
            // What a user may fill in has whatever members the user says.
            Type::Param(name)
                if matches!(step, Step::Member(_)) && self.is_param(from.owner, name) =>
            {
                out.push(from.step(step.clone(), Cow::Owned(Type::Unknown), true));
            }
            Type::Keyword(_)
            | Type::Param(_)
            | Type::Foreign { .. }
            | Type::Literal(_)
            | Type::Unknown => {}
        }
    }

    fn is_param(&self, owner: DeclId, name: &SmolStr) -> bool {
        self.decl(owner)
            .is_some_and(|decl| decl.params.contains(name))
    }

    fn step_decl<'t>(
        &'t self,
        from: &Cursor<'t>,
        (id, args): (DeclId, &[Type]),
        step: &Step,
        stretch: &Stretch,
        depth: usize,
        out: &mut Vec<Cursor<'t>>,
    ) {
        let Some(decl) = self.decl(id) else { return };
        if let Step::Member(name) | Step::Literal(name) = step {
            let found = self.member_in(id, name, stretch);
            let found = found.and_then(|(owner, member)| Some((owner, stretch.variant(member)?)));
            if let Some((owner, variant)) = found {
                let ty = self.instantiate(owner, self.ty(variant.ty), id, args);
                out.push(Cursor::member(owner, name, variant, ty));
                return;
            }
            if from.root && matches!(step, Step::Member(_)) {
                let before = out.len();
                self.step_class(id, step, stretch, out);
                if out.len() > before {
                    return;
                }
            }
        }
        if let (DeclKind::Enum, Step::Literal(text)) = (decl.kind, step) {
            let holds = |variant: &&Variant| matches!(self.ty(variant.ty), Type::Literal(LiteralType::String(value)) if value == text);
            let mut members = decl.members.iter();
            let found = members
                .find_map(|(name, member)| Some((name, stretch.variant(member).filter(holds)?)));
            if let Some((name, variant)) = found {
                let ty = Cow::Borrowed(self.ty(variant.ty));
                out.push(Cursor::member(id, name, variant, ty));
            }
            return;
        }
        let inside = match step {
            Step::Param(_) | Step::NamedParam(_) | Step::Result
                if from.root && decl.kind == DeclKind::Class =>
            {
                self.construct_in(id, stretch)
                    .map(|(_, construct)| construct)
            }
            _ => Some(&decl.ty),
        };
        if let Some(variant) = inside.and_then(|member| stretch.variant(member)) {
            let ty = self.instantiate(id, self.ty(variant.ty), id, args);
            self.step(&from.within(id, ty), step, stretch, depth + 1, out);
        }
    }

    /// A step from a class, an enum or a namespace itself.
    fn step_class<'t>(
        &'t self,
        id: DeclId,
        step: &Step,
        stretch: &Stretch,
        out: &mut Vec<Cursor<'t>>,
    ) {
        let Step::Member(name) = step else { return };
        let is_class = self
            .decl(id)
            .is_some_and(|decl| decl.kind == DeclKind::Class);
        let found = self
            .static_in(id, name, stretch)
            .or_else(|| self.member_in(id, name, stretch).filter(|_| !is_class));
        if let Some((owner, member)) = found
            && let Some(variant) = stretch.variant(member)
        {
            let ty = Cow::Borrowed(self.ty(variant.ty));
            out.push(Cursor::member(owner, name, variant, ty));
        }
    }

    /// A type written inside `owner`, for an instance of `of` with arguments. Arguments that pass through a base class
    /// are not followed: they stay parameters.
    fn instantiate<'t>(
        &'t self,
        owner: DeclId,
        ty: &'t Type,
        of: DeclId,
        args: &[Type],
    ) -> Cow<'t, Type> {
        let params = self.decl(owner).map_or(&[][..], |decl| &decl.params);
        if owner != of || args.is_empty() || params.is_empty() {
            return Cow::Borrowed(ty);
        }
        Cow::Owned(ty.substitute(params, args))
    }

    /// Whether a literal tells this arm from the others of its union: it is the literal, or has a field of it.
    fn tells(&self, arm: &Type, text: &SmolStr, stretch: &Stretch, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let is_literal =
            |ty: &Type| matches!(ty, Type::Literal(LiteralType::String(value)) if value == text);
        match arm {
            Type::Literal(_) => is_literal(arm),
            Type::Union(arms) => arms
                .iter()
                .any(|arm| self.tells(arm, text, stretch, depth + 1)),
            Type::Object(fields) => fields.iter().any(|field| is_literal(&field.ty)),
            Type::Decl(id, _) => self.decl(*id).is_some_and(|decl| {
                let mut members = decl
                    .members
                    .values()
                    .filter_map(|member| stretch.variant(member));
                members.any(|variant| is_literal(self.ty(variant.ty)))
                    || stretch.variant(&decl.ty).is_some_and(|variant| {
                        self.tells(self.ty(variant.ty), text, stretch, depth + 1)
                    })
            }),
            _ => false,
        }
    }
}

/// The arms of a type, borrowed where it is.
fn parts<'a, 't>(
    ty: &Cow<'t, Type>,
    arms: &'a [Type],
) -> impl Iterator<Item = Cow<'t, Type>> + use<'a, 't> {
    let borrowed: Option<&'t [Type]> = match ty {
        Cow::Borrowed(Type::Union(arms) | Type::Intersection(arms)) => Some(arms),
        _ => None,
    };
    (0..arms.len()).filter_map(move |index| match borrowed {
        Some(arms) => arms.get(index).map(Cow::Borrowed),
        None => arms.get(index).cloned().map(Cow::Owned),
    })
}
