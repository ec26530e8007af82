//! The fields of a type, whatever it is made of: named, inherited, inline, joined, weakened.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::knowledge::{DeclId, DeclKind, LiteralType, Timeline, Type, VersionIdx};

/// How deep types are looked into.
const MAX_DEPTH: usize = 16;

/// Unions of more arms are not multiplied out.
const MAX_ARMS: usize = 16;

/// Fields by name.
pub(super) type Shape = BTreeMap<SmolStr, ShapeField>;

/// A field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ShapeField {
    pub(super) ty: Type,
    pub(super) optional: bool,
    /// A method of a class: what it takes and gives is its own affair.
    pub(super) method: bool,
}

/// What a type is, named types and aliases looked through.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    /// Fields.
    Fields(Shape),
    /// Values of an enum.
    Values(Vec<LiteralType>),
    /// Anything else.
    Other(Type),
}

impl Timeline {
    /// What a type is in a version.
    pub(super) fn form(&self, ty: &Type, version: VersionIdx) -> Form {
        self.form_within(ty, version, 0)
    }

    fn form_within(&self, ty: &Type, version: VersionIdx, depth: usize) -> Form {
        if depth > MAX_DEPTH {
            return Form::Other(Type::Unknown);
        }
        match ty {
            Type::Decl(id, args) => self.form_of_decl(*id, args, version, depth),
            Type::Object(fields) => Form::Fields(
                fields
                    .iter()
                    .map(|field| {
                        let shape = ShapeField {
                            ty: field.ty.clone(),
                            optional: field.optional,
                            method: false,
                        };
                        (field.name.clone(), shape)
                    })
                    .collect(),
            ),
            Type::Intersection(parts) => self.form_of_parts(parts, ty, version, depth),
            Type::Builtin(name, args) => self.form_of_builtin(name, args, ty, version, depth),
            _ => Form::Other(ty.clone()),
        }
    }

    /// All fields of all parts; where a part is a union, a union of what it makes with the others.
    fn form_of_parts(
        &self,
        parts: &[Type],
        whole: &Type,
        version: VersionIdx,
        depth: usize,
    ) -> Form {
        let mut all = Shape::new();
        for (index, part) in parts.iter().enumerate() {
            match self.form_within(part, version, depth + 1) {
                Form::Fields(fields) => all.extend(fields),
                Form::Other(Type::Union(arms)) if arms.len() <= MAX_ARMS => {
                    let with = |arm: &Type| {
                        let mut parts = parts.to_vec();
                        if let Some(part) = parts.get_mut(index) {
                            *part = arm.clone();
                        }
                        Type::Intersection(parts)
                    };
                    return Form::Other(Type::Union(arms.iter().map(with).collect()));
                }
                // `X & Record<string, unknown>`: whatever else there may be.
                Form::Other(Type::Builtin(name, _)) if name == "Record" => {}
                _ => return Form::Other(whole.clone()),
            }
        }
        Form::Fields(all)
    }

    fn form_of_builtin(
        &self,
        name: &str,
        args: &[Type],
        whole: &Type,
        version: VersionIdx,
        depth: usize,
    ) -> Form {
        let Some(inner) = args.first() else {
            return Form::Other(whole.clone());
        };
        if !matches!(name, "Partial" | "Required" | "Readonly" | "Pick" | "Omit") {
            return Form::Other(whole.clone());
        }
        let Form::Fields(mut fields) = self.form_within(inner, version, depth + 1) else {
            return Form::Other(whole.clone());
        };
        let listed = |field: &SmolStr| {
            let keys = args.get(1).map(Type::arms).unwrap_or_default();
            keys.iter()
                .any(|key| matches!(key, Type::Literal(LiteralType::String(name)) if name == field))
        };
        match name {
            "Partial" => fields.values_mut().for_each(|field| field.optional = true),
            "Required" => fields.values_mut().for_each(|field| field.optional = false),
            "Pick" => fields.retain(|name, _| listed(name)),
            "Omit" => fields.retain(|name, _| !listed(name)),
            _ => {}
        }
        Form::Fields(fields)
    }

    fn form_of_decl(&self, id: DeclId, args: &[Type], version: VersionIdx, depth: usize) -> Form {
        let Some(decl) = self.decl(id) else {
            return Form::Other(Type::Unknown);
        };
        if let Some(alias) = decl.ty.at(version) {
            let ty = self.ty(alias.ty).substitute(&decl.params, args);
            return self.form_within(&ty, version, depth + 1);
        }
        if decl.kind == DeclKind::Enum {
            let values =
                decl.members
                    .values()
                    .filter_map(|member| match self.ty(member.at(version)?.ty) {
                        Type::Literal(literal) => Some(literal.clone()),
                        _ => None,
                    });
            return Form::Values(values.collect());
        }
        let mut fields = Shape::new();
        for name in self.member_names(id, version) {
            let Some((owner, member)) = self.member(id, &name, version) else {
                continue;
            };
            let Some(variant) = member.at(version) else {
                continue;
            };
            let ty = self.ty(variant.ty);
            let ty = if owner == id {
                ty.substitute(&decl.params, args)
            } else {
                ty.clone()
            };
            let method = decl.kind == DeclKind::Class && !ty.functions().is_empty();
            let optional = variant.optional;
            fields.insert(
                name,
                ShapeField {
                    ty,
                    optional,
                    method,
                },
            );
        }
        Form::Fields(fields)
    }
}
