//! Types of timelines as types of inference: one step at a time, at the version that a copy has, with what a symbol
//! was at other versions behind it.

use std::sync::Arc;

use nodejs_semver::Range;
use smol_str::SmolStr;

use super::Inference;
use crate::{
    knowledge::{Decl, DeclId, DeclKind, LiteralType, Member, Timeline, Type, TypeRef, VersionIdx},
    project::Installed,
    resolve::ty::{
        Copy, Instance, Key, Kind, Literals, Picked, SdkEnv, SdkFunction, SdkObject, Ty,
    },
};

/// The version whose shapes a copy is read with: the installed one; of a range the lowest known version in it;
/// where nothing is known the newest.
pub(super) fn seen_version(timeline: &Timeline, installed: &Installed) -> VersionIdx {
    if let Some(version) = &installed.version {
        return timeline.index(version);
    }
    let in_range = installed
        .range
        .as_ref()
        .and_then(|range| Range::parse(range).ok())
        .and_then(|range| {
            timeline
                .versions
                .iter()
                .find(|version| !version.is_prerelease() && version.satisfies(&range))
        });
    let newest = || {
        timeline
            .versions
            .iter()
            .rfind(|version| !version.is_prerelease())
    };
    in_range
        .or_else(newest)
        .map_or(VersionIdx(0), |version| timeline.index(version))
}

/// Type arguments by the names of a declaration's parameters.
pub(super) fn sdk_env(params: &[SmolStr], args: &[Ty]) -> SdkEnv {
    params.iter().cloned().zip(args.iter().cloned()).collect()
}

/// The types of a member over its versions, each once, the preferred first.
pub(super) fn shapes(member: &Member, version: VersionIdx) -> Vec<TypeRef> {
    let mut shapes = Vec::new();
    let nearest = member.nearest(version).map(|(_, variant)| variant.ty);
    let all = member.0.iter().map(|variant| variant.ty);
    for ty in nearest.into_iter().chain(all) {
        if !shapes.contains(&ty) {
            shapes.push(ty);
        }
    }
    shapes
}

impl Inference<'_> {
    /// A type of a timeline. `key` is where it stands, for what has no name of its own.
    pub(super) fn sdk_type(&mut self, copy: &Arc<Copy>, ty: &Type, key: &Key, env: &SdkEnv) -> Ty {
        match ty {
            Type::Keyword(name) => match name.as_str() {
                "any" | "unknown" => Ty::unknown(),
                "void" => Ty::nullish(),
                _ => Kind::Primitive(name.clone()).into(),
            },
            Type::Param(name) => env
                .iter()
                .find(|(param, _)| param == name)
                // A parameter that had another name at another version is still the first.
                .or(env.first())
                .map_or_else(Ty::unknown, |(_, ty)| ty.clone()),
            Type::Decl(decl, args) => {
                let args = args
                    .iter()
                    .map(|arg| self.sdk_type(copy, arg, key, env))
                    .collect();
                Ty::instance(copy, *decl, args)
            }
            Type::ClassOf(decl) => Kind::ClassOf(Arc::clone(copy), *decl).into(),
            Type::Builtin(name, args) => self.sdk_builtin(copy, name, args, key, env),
            Type::Literal(LiteralType::Null | LiteralType::Undefined) => Ty::nullish(),
            Type::Literal(literal) => Kind::Literal(literal.clone()).into(),
            Type::List(of) => {
                let of = self.sdk_type(copy, of, &key.suffix("[]"), env);
                Ty::list(of)
            }
            Type::Union(types) => self.sdk_union(copy, types, key, env),
            Type::Intersection(types) => self.sdk_intersection(copy, types, key, env),
            Type::Object(fields) => Kind::SdkObject(Arc::new(SdkObject {
                copy: Arc::clone(copy),
                key: key.clone(),
                fields: fields.clone(),
                env: Arc::clone(env),
            }))
            .into(),
            Type::Function(function) => Kind::SdkFunction(Arc::new(SdkFunction {
                copy: Arc::clone(copy),
                key: key.clone(),
                overloads: vec![(**function).clone()],
                env: Arc::clone(env),
            }))
            .into(),
            Type::Foreign {
                package,
                name,
                args,
            } => {
                let args = args
                    .iter()
                    .map(|arg| self.sdk_type(copy, arg, key, env))
                    .collect();
                match self.foreign(copy, package, name) {
                    Some((copy, decl)) => Ty::instance(&copy, decl, args),
                    None => Ty::unknown(),
                }
            }
            Type::Unknown => Ty::unknown(),
        }
    }

    fn sdk_builtin(
        &mut self,
        copy: &Arc<Copy>,
        name: &str,
        args: &[Type],
        key: &Key,
        env: &SdkEnv,
    ) -> Ty {
        let Some(first) = args.first() else {
            return Ty::unknown();
        };
        match name {
            "Promise" => {
                let of = self.sdk_type(copy, first, key, env);
                Ty::promise(of)
            }
            // Whether a field may be left out says nothing about which fields there are.
            "Partial" | "Required" | "Readonly" => self.sdk_type(copy, first, key, env),
            "Record" => {
                let Some(value) = args.get(1) else {
                    return Ty::unknown();
                };
                let value = self.sdk_type(copy, value, &key.suffix("[]"), env);
                Ty::record(value)
            }
            "Pick" | "Omit" => {
                let base = self.sdk_type(copy, first, key, env);
                let Some(keys) = args
                    .get(1)
                    .and_then(|keys| self.literal_keys(copy, keys, 0))
                else {
                    return Ty::unknown();
                };
                let omit = name == "Omit";
                Kind::Picked(Arc::new(Picked { base, keys, omit })).into()
            }
            "AsyncIterable" => {
                let of = self.sdk_type(copy, first, &key.suffix("[]"), env);
                Ty::iterable(of)
            }
            _ => Ty::unknown(),
        }
    }

    /// The names that a type of keys spells out, at any version.
    fn literal_keys(&self, copy: &Copy, ty: &Type, depth: usize) -> Option<Vec<SmolStr>> {
        match ty {
            Type::Literal(LiteralType::String(key)) => Some(vec![key.clone()]),
            Type::Union(types) => {
                let mut keys = Vec::new();
                for ty in types {
                    keys.extend(self.literal_keys(copy, ty, depth)?);
                }
                Some(keys)
            }
            Type::Decl(decl, _) if depth < 4 => {
                let timeline = self.timeline(copy);
                let mut keys = Vec::new();
                for ty in shapes(&timeline.decl(*decl)?.ty, copy.version) {
                    keys.extend(self.literal_keys(copy, timeline.ty(ty), depth + 1)?);
                }
                Some(keys)
            }
            _ => None,
        }
    }

    fn sdk_union(&mut self, copy: &Arc<Copy>, types: &[Type], key: &Key, env: &SdkEnv) -> Ty {
        let mut values = Vec::new();
        for ty in types {
            if let Type::Literal(literal @ LiteralType::String(_)) = ty {
                values.push(literal.clone());
            }
        }
        if values.len() < 2 {
            let members: Vec<Ty> = types
                .iter()
                .map(|ty| self.sdk_type(copy, ty, key, env))
                .collect();
            return Ty::union(members);
        }
        let literals = Kind::Literals(Arc::new(Literals {
            copy: Arc::clone(copy),
            key: key.clone(),
            values,
        }));
        let mut members = vec![Ty::from(literals)];
        for ty in types {
            if !matches!(ty, Type::Literal(LiteralType::String(_))) {
                members.push(self.sdk_type(copy, ty, key, env));
            }
        }
        Ty::union(members)
    }

    fn sdk_intersection(
        &mut self,
        copy: &Arc<Copy>,
        types: &[Type],
        key: &Key,
        env: &SdkEnv,
    ) -> Ty {
        let overloads: Vec<_> = types
            .iter()
            .filter_map(|ty| match ty {
                Type::Function(function) => Some((**function).clone()),
                _ => None,
            })
            .collect();
        if !overloads.is_empty() && overloads.len() == types.len() {
            return Kind::SdkFunction(Arc::new(SdkFunction {
                copy: Arc::clone(copy),
                key: key.clone(),
                overloads,
                env: Arc::clone(env),
            }))
            .into();
        }
        let members: Vec<Ty> = types
            .iter()
            .map(|ty| self.sdk_type(copy, ty, key, env))
            .collect();
        Kind::Intersection(members.into()).into()
    }

    /// What a member is over its versions.
    pub(super) fn sdk_member_type(
        &mut self,
        copy: &Arc<Copy>,
        member: &Member,
        key: &Key,
        env: &SdkEnv,
    ) -> Ty {
        let timeline = self.timeline(copy);
        let types: Vec<Ty> = shapes(member, copy.version)
            .into_iter()
            .map(|ty| self.sdk_type(copy, timeline.ty(ty), key, env))
            .collect();
        Ty::across(types)
    }

    /// What an alias stands for; `None` for what is not an alias of something else.
    pub(super) fn expand(&mut self, instance: &Instance) -> Option<Ty> {
        let timeline = self.timeline(&instance.copy);
        let decl = timeline.decl(instance.decl)?;
        if !is_transparent(decl, instance) {
            return None;
        }
        let plain = instance.args.is_empty();
        let id = (Arc::as_ptr(&instance.copy) as usize, instance.decl);
        if plain && let Some(known) = self.aliases.get(&id) {
            return Some(known.1.clone());
        }
        if self.walk > 16 {
            return Some(Ty::unknown());
        }
        self.walk += 1;
        let env = sdk_env(&decl.params, &instance.args);
        let ty = self.sdk_member_type(&instance.copy, &decl.ty, &Key::of(instance.decl), &env);
        self.walk -= 1;
        let ty = if decl.members.is_empty() {
            ty
        } else {
            let own = Ty::from(Kind::Instance(Arc::new(Instance {
                own: true,
                ..instance.clone()
            })));
            if decl.ty.at(instance.copy.version).is_some() {
                Ty::across([ty, own])
            } else {
                Ty::across([own, ty])
            }
        };
        if plain {
            self.aliases
                .insert(id, (Arc::clone(&instance.copy), ty.clone()));
        }
        Some(ty)
    }

    /// A type with the aliases of an SDK at its top replaced by what they stand for.
    pub(super) fn transparent(&mut self, ty: &Ty) -> Ty {
        let mut ty = ty.clone();
        for _ in 0..16 {
            let Kind::Instance(instance) = &ty.kind else {
                break;
            };
            let instance = Arc::clone(instance);
            let Some(expanded) = self.expand(&instance) else {
                break;
            };
            ty = expanded.with(ty.flags);
        }
        ty
    }

    /// What an exported declaration is as a value.
    pub(super) fn sdk_value(&mut self, copy: &Arc<Copy>, id: DeclId) -> Ty {
        let timeline = self.timeline(copy);
        let Some(decl) = timeline.decl(id) else {
            return Ty::unknown();
        };
        match decl.kind {
            DeclKind::Class | DeclKind::Enum | DeclKind::Namespace => {
                Kind::ClassOf(Arc::clone(copy), id).into()
            }
            DeclKind::Function | DeclKind::Const => {
                let env = sdk_env(&[], &[]);
                self.sdk_member_type(copy, &decl.ty, &Key::of(id), &env)
            }
            DeclKind::Reexport => {
                let target = decl.ty.nearest(copy.version);
                let Some(Type::Foreign { package, name, .. }) =
                    target.map(|(_, variant)| timeline.ty(variant.ty))
                else {
                    return Ty::unknown();
                };
                match self.foreign(copy, package, name) {
                    Some((copy, decl)) => self.sdk_value(&copy, decl),
                    None => Ty::unknown(),
                }
            }
            DeclKind::Interface | DeclKind::Alias => Ty::unknown(),
        }
    }

    /// What another package exports under a name: of the copy that an installed one brings or shares. `None` where it
    /// is not covered, or nothing is installed that tells which copy it is.
    fn foreign(
        &mut self,
        copy: &Arc<Copy>,
        package: &str,
        name: &str,
    ) -> Option<(Arc<Copy>, DeclId)> {
        let other = self.beside(copy, package)?;
        let decl = self.sdk_export(&other, ".", name)?;
        Some((other, decl))
    }
}

/// Whether a declaration is an alias that is looked through (one of an object type has members of its own).
pub(super) fn is_transparent(decl: &Decl, instance: &Instance) -> bool {
    matches!(decl.kind, DeclKind::Alias | DeclKind::Reexport)
        && !decl.ty.0.is_empty()
        && !instance.own
}
