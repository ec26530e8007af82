//! Walking a path over the timeline, in one version: from an export to the symbol that the path names.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::{DeclKind, Timeline, Variant, members::passes};
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
                ty,
                ..self.place.clone()
            },
            root: false,
            ..self.clone()
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
        let Some(decl) = self.export(&path.entry, &path.root, version) else {
            return Vec::new();
        };
        let key = MemberKey::Export {
            entry: path.entry.clone(),
            name: path.root.clone(),
        };
        self.follow(vec![Cursor::decl(decl, key)], &path.steps, version)
    }

    /// What steps lead to from a declaration (from its instance, if it is a class) in a version.
    #[must_use]
    pub fn walk_from(&self, decl: DeclId, steps: &[Step], version: VersionIdx) -> Vec<Place<'_>> {
        let alive = |id: &DeclId| {
            self.decl(*id)
                .is_some_and(|decl| decl.life.contains(version))
        };
        let Some(decl) = Some(decl).filter(alive) else {
            return Vec::new();
        };
        self.follow(
            vec![Cursor::decl(decl, MemberKey::Decl(decl))],
            steps,
            version,
        )
    }

    fn follow<'t>(
        &'t self,
        mut cursors: Vec<Cursor<'t>>,
        steps: &[Step],
        version: VersionIdx,
    ) -> Vec<Place<'t>> {
        for step in steps {
            let mut next = Vec::new();
            for cursor in &cursors {
                self.step(cursor, step, version, 0, &mut next);
            }
            next.dedup_by(|a, b| a.place.key == b.place.key);
            cursors = next;
        }
        cursors.into_iter().map(|cursor| cursor.place).collect()
    }

    /// Takes one step from a place, through names and unions.
    fn step<'t>(
        &'t self,
        from: &Cursor<'t>,
        step: &Step,
        version: VersionIdx,
        depth: usize,
        out: &mut Vec<Cursor<'t>>,
    ) {
        if depth > MAX_DEPTH {
            return;
        }
        match from.place.ty.as_ref() {
            Type::Decl(id, args) => self.step_decl(from, (*id, args), step, version, depth, out),
            Type::ClassOf(id) => self.step_class(*id, step, version, out),
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
                self.step(&inner, step, version, depth + 1, out);
            }
            Type::Union(arms) | Type::Intersection(arms) => {
                for arm in arms {
                    let arm = from.seen_as(Cow::Owned(arm.clone()));
                    match step {
                        Step::Literal(text) => {
                            if self.tells(&arm.place.ty, text, version, depth) {
                                out.push(from.step(step.clone(), arm.place.ty.clone(), false));
                                return;
                            }
                        }
                        _ => self.step(&arm, step, version, depth + 1, out),
                    }
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
        version: VersionIdx,
        depth: usize,
        out: &mut Vec<Cursor<'t>>,
    ) {
        let Some(decl) = self.decl(id) else { return };
        if let Step::Member(name) | Step::Literal(name) = step {
            let found = self.member(id, name, version);
            let found = found.and_then(|(owner, member)| Some((owner, member.at(version)?)));
            if let Some((owner, variant)) = found {
                let ty = self.instantiate(owner, self.ty(variant.ty), id, args);
                out.push(Cursor::member(owner, name, variant, ty));
                return;
            }
            if from.root && matches!(step, Step::Member(_)) {
                let before = out.len();
                self.step_class(id, step, version, out);
                if out.len() > before {
                    return;
                }
            }
        }
        if let (DeclKind::Enum, Step::Literal(text)) = (decl.kind, step) {
            let holds = |variant: &&Variant| matches!(self.ty(variant.ty), Type::Literal(LiteralType::String(value)) if value == text);
            let mut members = decl.members.iter();
            let found =
                members.find_map(|(name, member)| Some((name, member.at(version).filter(holds)?)));
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
                self.construct(id, version).map(|(_, construct)| construct)
            }
            _ => Some(&decl.ty),
        };
        if let Some(variant) = inside.and_then(|member| member.at(version)) {
            let ty = self.instantiate(id, self.ty(variant.ty), id, args);
            self.step(&from.within(id, ty), step, version, depth + 1, out);
        }
    }

    /// A step from a class, an enum or a namespace itself.
    fn step_class<'t>(
        &'t self,
        id: DeclId,
        step: &Step,
        version: VersionIdx,
        out: &mut Vec<Cursor<'t>>,
    ) {
        let Step::Member(name) = step else { return };
        let is_class = self
            .decl(id)
            .is_some_and(|decl| decl.kind == DeclKind::Class);
        let found = self
            .static_member(id, name, version)
            .or_else(|| self.member(id, name, version).filter(|_| !is_class));
        if let Some((owner, member)) = found
            && let Some(variant) = member.at(version)
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
    fn tells(&self, arm: &Type, text: &SmolStr, version: VersionIdx, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let is_literal =
            |ty: &Type| matches!(ty, Type::Literal(LiteralType::String(value)) if value == text);
        match arm {
            Type::Literal(_) => is_literal(arm),
            Type::Union(arms) => arms
                .iter()
                .any(|arm| self.tells(arm, text, version, depth + 1)),
            Type::Object(fields) => fields.iter().any(|field| is_literal(&field.ty)),
            Type::Decl(id, _) => self.decl(*id).is_some_and(|decl| {
                let mut members = decl
                    .members
                    .values()
                    .filter_map(|member| member.at(version));
                members.any(|variant| is_literal(self.ty(variant.ty)))
                    || decl.ty.at(version).is_some_and(|variant| {
                        self.tells(self.ty(variant.ty), text, version, depth + 1)
                    })
            }),
            _ => false,
        }
    }
}
