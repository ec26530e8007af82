//! Members of a type by name: what they are, and which symbols of an SDK they denote.

use std::sync::Arc;

use super::{
    Inference,
    sdk::{is_transparent, sdk_env},
};
use crate::{
    knowledge::{DeclId, DeclKind, LiteralType, MemberKey, Type},
    resolve::ty::{Copy, Discriminant, Flags, Instance, Key, Kind, SdkObject, Ty},
};

/// More symbols than this behind one name say nothing.
const MAX_HITS: usize = 4;
/// How deep bases, aliases and unions are walked for one member.
const MAX_WALK: usize = 24;

/// A member that was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub ty: Ty,
    pub hits: Vec<Hit>,
}

/// A symbol of an SDK that a name denotes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hit {
    pub copy: Arc<Copy>,
    pub symbol: MemberKey,
    pub flags: Flags,
}

impl Found {
    pub(super) fn plain(ty: Ty) -> Self {
        Self {
            ty,
            hits: Vec::new(),
        }
    }
    fn with(mut self, flags: Flags) -> Self {
        self.ty = self.ty.with(flags);
        for hit in &mut self.hits {
            hit.flags = hit.flags.or(flags);
        }
        self
    }
}

impl Inference<'_> {
    /// A member. `None` where the type has no such member at any version, or nothing is known of the type.
    pub(crate) fn member(&mut self, ty: &Ty, name: &str) -> Option<Found> {
        if self.walk >= MAX_WALK {
            return None;
        }
        self.walk += 1;
        let found = self.member_of(ty, name);
        self.walk -= 1;
        found.map(|found| found.with(ty.flags))
    }

    fn member_of(&mut self, ty: &Ty, name: &str) -> Option<Found> {
        match &ty.kind {
            Kind::Instance(instance) => self.instance_member(instance, name),
            Kind::ClassOf(copy, decl) => self.static_member(copy, *decl, name),
            Kind::SdkObject(object) => self.field(object, name),
            Kind::SdkModule(copy, entry) => self.sdk_export_value(copy, entry, name),
            Kind::Module(file) => self.module_member(*file, name).map(Found::plain),
            Kind::Object(class) => self.class_member(class, name, false),
            Kind::Class(class) => self.class_member(class, name, true),
            Kind::ObjectType(object) => self.object_type_member(object, name),
            Kind::ObjectLiteral(object) => self.object_literal_member(object, name),
            Kind::Global(object) => self.global_member(object, name).map(Found::plain),
            Kind::Record(pair) => Some(Found::plain(pair.1.clone())),
            Kind::Picked(picked) => {
                if picked.keys.iter().any(|key| key == name) == picked.omit {
                    return None;
                }
                self.member(&picked.base, name)
            }
            Kind::Union(types) => self.union_member(types, name),
            Kind::Intersection(types) => {
                // A part that has it at the version that is seen goes before one that has it at another.
                let mut other: Option<Found> = None;
                for ty in types.iter() {
                    if let Some(found) = self.member(ty, name) {
                        let is_first = other.is_none() && found.hits.is_empty();
                        if is_first || self.is_there(&found) {
                            return Some(found);
                        }
                        other.get_or_insert(found);
                    }
                }
                other
            }
            Kind::Across(types) => types.iter().find_map(|ty| self.member(ty, name)),
            Kind::Param(param) => {
                let constraint = self.constraint(*param);
                self.member(&constraint, name)
            }
            _ => None,
        }
    }

    /// Whether a member is there at the version that is seen.
    fn is_there(&self, found: &Found) -> bool {
        let lives = |hit: &Hit| {
            let life = self.timeline(&hit.copy).life(&hit.symbol);
            life.contains(hit.copy.version)
        };
        found.hits.iter().any(lives)
    }

    fn union_member(&mut self, types: &[Ty], name: &str) -> Option<Found> {
        let mut members = Vec::new();
        let mut hits: Vec<Hit> = Vec::new();
        let mut guess = Flags::default();
        for ty in types {
            let found = self.member(ty, name);
            let Some(found) = found else {
                guess.inferred |= !ty.is_primitive();
                continue;
            };
            guess.inferred |= found.hits.is_empty();
            members.push(found.ty);
            for hit in found.hits {
                if !hits.contains(&hit) {
                    hits.push(hit);
                }
            }
        }
        if members.is_empty() {
            return None;
        }
        if hits.len() > MAX_HITS {
            hits.clear();
        }
        let mut found = Found {
            ty: Ty::union(members),
            hits,
        };
        if guess.inferred {
            found = found.with(guess);
        }
        Some(found)
    }

    fn instance_member(&mut self, instance: &Instance, name: &str) -> Option<Found> {
        let timeline = self.timeline(&instance.copy);
        let decl = timeline.decl(instance.decl)?;
        if decl.kind == DeclKind::Enum {
            return None;
        }
        if is_transparent(decl, instance) {
            let expanded = self.expand(instance)?;
            let mut found = self.member(&expanded, name)?;
            if self.is_discriminant(instance, name) {
                found.ty = Kind::Discriminant(Arc::new(Discriminant {
                    copy: Arc::clone(&instance.copy),
                    union: instance.decl,
                    field: name.into(),
                }))
                .into();
            }
            return Some(found);
        }
        let env = sdk_env(&decl.params, &instance.args);
        if let Some(member) = decl.members.get(name) {
            let key = Key::of(instance.decl).member(name);
            let ty = self.sdk_member_type(&instance.copy, member, &key, &env);
            return Some(Found {
                ty,
                hits: vec![Hit {
                    copy: Arc::clone(&instance.copy),
                    symbol: key.symbol(),
                    flags: Flags::default(),
                }],
            });
        }
        let mut bases: Vec<_> = decl.extends.iter().collect();
        bases.sort_by_key(|base| !base.life.contains(instance.copy.version));
        for base in bases {
            let key = Key::of(instance.decl);
            let base = self.sdk_type(&instance.copy, timeline.ty(base.ty), &key, &env);
            if let Some(found) = self.member(&base, name) {
                return Some(found);
            }
        }
        None
    }

    fn static_member(&mut self, copy: &Arc<Copy>, id: DeclId, name: &str) -> Option<Found> {
        let timeline = self.timeline(copy);
        let decl = timeline.decl(id)?;
        let member = match decl.kind {
            DeclKind::Class | DeclKind::Interface => decl.statics.get(name),
            _ => decl.members.get(name),
        }?;
        let key = Key::of(id).member(name);
        let env = sdk_env(&[], &[]);
        // A member of an enum is a value of the enum: what it is called matters, not what it is.
        let ty = if decl.kind == DeclKind::Enum {
            Ty::instance(copy, id, Vec::new())
        } else {
            self.sdk_member_type(copy, member, &key, &env)
        };
        Some(Found {
            ty,
            hits: vec![Hit {
                copy: Arc::clone(copy),
                symbol: key.symbol(),
                flags: Flags::default(),
            }],
        })
    }

    fn field(&mut self, object: &SdkObject, name: &str) -> Option<Found> {
        let field = object.fields.iter().find(|field| field.name == name)?;
        let key = object.key.member(name);
        let ty = self.sdk_type(&object.copy, &field.ty, &key, &object.env);
        Some(Found {
            ty,
            hits: vec![Hit {
                copy: Arc::clone(&object.copy),
                symbol: key.symbol(),
                flags: Flags::default(),
            }],
        })
    }

    /// Whether a member tells the alternatives of a named union apart: each has a literal of its own there.
    fn is_discriminant(&mut self, union: &Instance, field: &str) -> bool {
        let timeline = self.timeline(&union.copy);
        let Some(decl) = timeline.decl(union.decl) else {
            return false;
        };
        let Some((_, shape)) = decl.ty.nearest(union.copy.version) else {
            return false;
        };
        let Type::Union(types) = timeline.ty(shape.ty) else {
            return false;
        };
        types.len() > 1
            && types
                .iter()
                .all(|ty| !self.literals_of(&union.copy, ty, field).is_empty())
    }

    /// The string literals that a field of a timeline's type can hold, over all versions.
    pub(super) fn literals_of(
        &self,
        copy: &Copy,
        ty: &Type,
        field: &str,
    ) -> Vec<smol_str::SmolStr> {
        let timeline = self.timeline(copy);
        let mut literals = Vec::new();
        let mut add = |ty: &Type| {
            let types = match ty {
                Type::Union(types) => types.as_slice(),
                other => std::slice::from_ref(other),
            };
            for ty in types {
                if let Type::Literal(LiteralType::String(value)) = ty
                    && !literals.contains(value)
                {
                    literals.push(value.clone());
                }
            }
        };
        match ty {
            Type::Decl(decl, _) => {
                let member = timeline
                    .decl(*decl)
                    .and_then(|decl| decl.members.get(field));
                for variant in member.iter().flat_map(|member| &member.0) {
                    add(timeline.ty(variant.ty));
                }
            }
            Type::Object(fields) => {
                for field in fields.iter().filter(|it| it.name == field) {
                    add(&field.ty);
                }
            }
            _ => {}
        }
        literals
    }
}
