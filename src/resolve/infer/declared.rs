//! Annotations of the app as what is known of a value: without the license that inference takes (`Partial<T>` is not
//! `T` here), and nothing where a type is more than its fields.

use std::{ops::Range, sync::Arc};

use super::{Inference, annotation::Named, given::literal_known};
use crate::{
    knowledge::{LiteralType, MemberKey, Type},
    lower::{ClassBody, ClassMember, MemberKind, Name, Origin, Span, TypeId, TypeKind},
    resolve::{
        known::{Known, KnownField, KnownObject},
        scopes::At,
        ty::{Copy, Kind, Ty},
    },
};

/// How deep types are looked into.
const MAX_DEPTH: usize = 12;
/// Fields of one object.
const MAX_FIELDS: usize = 64;

impl Inference<'_> {
    /// What an annotation says. `copy`: the copy of the SDK whose types are told apart; those of others are not known.
    pub(super) fn declared(
        &mut self,
        at: At,
        id: TypeId,
        copy: Option<&Arc<Copy>>,
        depth: usize,
    ) -> Known {
        let Some(item) = self.item(at).filter(|_| depth < MAX_DEPTH) else {
            return Known::Unknown;
        };
        let Some(ty) = item.types.get(id.index()) else {
            return Known::Unknown;
        };
        let depth = depth + 1;
        match &ty.kind {
            TypeKind::Keyword(name) => match name.as_str() {
                "string" | "number" | "boolean" => Known::keyword(name),
                "null" => Known::Plain(Type::Literal(LiteralType::Null)),
                "undefined" => Known::undefined(),
                _ => Known::Unknown,
            },
            TypeKind::Literal(literal) => literal_known(literal),
            TypeKind::Union(types) => Known::one_of(
                types
                    .iter()
                    .map(|ty| self.declared(at, *ty, copy, depth))
                    .collect(),
            ),
            TypeKind::Array(of) => self.declared_list(at, *of, copy, depth),
            TypeKind::Object(members) => self.declared_object(at, members, copy, depth),
            TypeKind::Name { path, args } => {
                let named = self.type_name(at, ty.scope, path);
                match named {
                    Named::Global => self.declared_utility(at, path, args, copy, depth),
                    named => self.declared_name(&named, args, copy, depth),
                }
            }
            TypeKind::Import {
                specifier,
                path,
                args,
                ..
            } => {
                let module = self.module(at.file, specifier);
                let named = self.qualified(Named::Module(module), path);
                self.declared_name(&named, args, copy, depth)
            }
            _ => Known::Unknown,
        }
    }

    fn declared_list(
        &mut self,
        at: At,
        of: TypeId,
        copy: Option<&Arc<Copy>>,
        depth: usize,
    ) -> Known {
        match self.declared(at, of, copy, depth) {
            Known::Unknown => Known::Unknown,
            of => Known::List(Box::new(of)),
        }
    }

    fn declared_utility(
        &mut self,
        at: At,
        path: &[(Name, Span)],
        args: &[TypeId],
        copy: Option<&Arc<Copy>>,
        depth: usize,
    ) -> Known {
        let ([(name, _)], Some(first)) = (path, args.first()) else {
            return Known::Unknown;
        };
        match name.as_str() {
            "Array" | "ReadonlyArray" => self.declared_list(at, *first, copy, depth),
            "Partial" | "Required" | "Readonly" | "Pick" | "Omit" => {
                let mut of = Vec::new();
                for arg in args {
                    match self.declared(at, *arg, copy, depth) {
                        Known::Unknown => return Known::Unknown,
                        known => of.push(known),
                    }
                }
                Known::Applied(name.clone(), of)
            }
            _ => Known::Unknown,
        }
    }

    fn declared_name(
        &mut self,
        named: &Named,
        args: &[TypeId],
        copy: Option<&Arc<Copy>>,
        depth: usize,
    ) -> Known {
        if !args.is_empty() {
            return Known::Unknown;
        }
        let (there, binding) = match named {
            Named::Sdk(of, entry, name) if copy.is_some_and(|copy| copy == of) => {
                return Known::Symbol(MemberKey::Export {
                    entry: entry.clone(),
                    name: name.clone(),
                });
            }
            Named::App(there, binding) => (*there, *binding),
            _ => return Known::Unknown,
        };
        let Some(item) = self.item(there) else {
            return Known::Unknown;
        };
        match item.bindings.get(binding.index()).map(|it| &it.origin) {
            Some(Origin::TypeAlias(alias)) => self.declared(there, *alias, copy, depth),
            Some(Origin::Class(class)) => {
                let Some(class) = item.classes.get(class.index()) else {
                    return Known::Unknown;
                };
                let is_plain = class.is_interface
                    && class.extends.is_none()
                    && class.implements.is_empty()
                    && class.type_params.is_empty();
                match &class.body {
                    ClassBody::Inline(members) if is_plain => {
                        self.declared_object(there, members, copy, depth)
                    }
                    _ => Known::Unknown,
                }
            }
            _ => Known::Unknown,
        }
    }

    fn declared_object(
        &mut self,
        at: At,
        members: &[ClassMember],
        copy: Option<&Arc<Copy>>,
        depth: usize,
    ) -> Known {
        if members.len() > MAX_FIELDS {
            return Known::Unknown;
        }
        let mut fields = Vec::new();
        for member in members {
            let (Some(name), MemberKind::Field { declared, .. }) = (&member.name, &member.kind)
            else {
                return Known::Unknown;
            };
            let value = match declared {
                Some(declared) => self.declared(at, *declared, copy, depth),
                None => Known::Unknown,
            };
            fields.push(KnownField {
                name: name.clone(),
                range: Range::default(),
                optional: member.optional,
                value,
            });
        }
        Known::Object(KnownObject {
            fields,
            range: Range::default(),
            fresh: false,
        })
    }

    /// `T` of `Promise<T>`.
    pub(super) fn promised(&mut self, at: At, id: TypeId) -> Option<TypeId> {
        let item = self.item(at)?;
        match &item.types.get(id.index())?.kind {
            TypeKind::Name { path, args } if path.len() == 1 => {
                let named = self.type_name(at, item.types.get(id.index())?.scope, path);
                let is_promise =
                    matches!(named, Named::Global) && path.first()?.0.as_str() == "Promise";
                args.first().copied().filter(|_| is_promise)
            }
            _ => None,
        }
    }

    /// A field of an object type of the app.
    pub(super) fn app_field(&mut self, receiver: &Ty, name: &str, copy: &Arc<Copy>) -> Known {
        let (at, members) = match &receiver.kind {
            Kind::ObjectType(object) => {
                let Some(item) = self.item(object.at) else {
                    return Known::Unknown;
                };
                match item.types.get(object.id.index()).map(|ty| &ty.kind) {
                    Some(TypeKind::Object(members)) => (object.at, members.clone()),
                    _ => return Known::Unknown,
                }
            }
            Kind::Object(class) => {
                let Some(item) = self.item(class.at) else {
                    return Known::Unknown;
                };
                let class_facts = item.classes.get(class.id.index());
                match class_facts.map(|facts| (facts.is_interface, &facts.body)) {
                    Some((true, ClassBody::Inline(members))) => (class.at, members.clone()),
                    _ => return Known::Unknown,
                }
            }
            _ => return Known::Unknown,
        };
        let found = members
            .iter()
            .find(|member| member.name.as_deref() == Some(name));
        match found.map(|member| (&member.kind, member.optional)) {
            Some((
                MemberKind::Field {
                    declared: Some(declared),
                    ..
                },
                optional,
            )) => {
                let value = self.declared(at, *declared, Some(copy), 1);
                if optional {
                    Known::one_of(vec![value, Known::undefined()])
                } else {
                    value
                }
            }
            _ => Known::Unknown,
        }
    }
}
