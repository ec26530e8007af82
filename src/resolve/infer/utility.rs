//! Types that the language itself declares, and members of a type by the type of their key.

use std::sync::Arc;

use super::{Inference, binding::nth};
use crate::{
    knowledge::LiteralType,
    lower::{MemberKind, Name, Span, TypeId, TypeKind},
    resolve::{
        scopes::At,
        ty::{Kind, Picked, Ref, Ty},
    },
};

/// Parameters of a function that `Parameters` looks at.
const MAX_PARAMS: usize = 8;

impl Inference<'_> {
    /// A type of the language, by the name that nothing in the file declares.
    pub(super) fn utility(&mut self, at: At, path: &[(Name, Span)], args: &[TypeId]) -> Ty {
        let Some((name, _)) = path.last() else {
            return Ty::unknown();
        };
        let mut types = Vec::new();
        for &arg in args {
            types.push(self.annotation(at, arg));
        }
        let first = types.first().cloned().unwrap_or_else(Ty::unknown);
        let second = types.get(1).cloned().unwrap_or_else(Ty::unknown);
        match name.as_str() {
            "Promise" | "PromiseLike" => Ty::promise(first),
            "Array" | "ReadonlyArray" => Ty::list(first),
            "Set"
            | "ReadonlySet"
            | "Iterable"
            | "AsyncIterable"
            | "AsyncGenerator"
            | "Generator"
            | "AsyncIterableIterator"
            | "IterableIterator" => Ty::iterable(first),
            "Partial" | "Required" | "Readonly" | "NonNullable" | "NoInfer" => first,
            "Awaited" => first.awaited(),
            "Map" | "ReadonlyMap" | "WeakMap" => Kind::Map(Arc::new((first, second))).into(),
            "Record" => Kind::Record(Arc::new((first, second))).into(),
            "Pick" | "Omit" => {
                let Some(keys) = key_names(&second) else {
                    return Ty::unknown();
                };
                let omit = name == "Omit";
                let flags = first.flags;
                Ty::from(Kind::Picked(Arc::new(Picked {
                    base: first,
                    keys,
                    omit,
                })))
                .with(flags)
            }
            "Extract" => self.chosen(&first, &second, true),
            "Exclude" => self.chosen(&first, &second, false),
            "ReturnType" => self.call_type(&first, None),
            "InstanceType" => self.instance_of(&first, &[]),
            "Parameters" => {
                let params = (0..MAX_PARAMS).map(|index| self.param_type(&first, index));
                Kind::Tuple(params.collect()).into()
            }
            "ConstructorParameters" => {
                let params = (0..MAX_PARAMS).map(|index| self.construct_param_type(&first, index));
                Kind::Tuple(params.collect()).into()
            }
            _ => Ty::unknown(),
        }
    }

    /// `Extract<T, To>` and `Exclude<T, To>`: the alternatives that fit a type, or those that do not.
    fn chosen(&mut self, of: &Ty, to: &Ty, wanted: bool) -> Ty {
        let (mut decided, mut any) = (true, false);
        let chosen = self.filter(of.clone(), |it, alternative| {
            let fits = it.fits(alternative, to);
            decided &= fits.is_some();
            any |= fits == Some(wanted);
            fits == Some(wanted)
        });
        match (decided, any) {
            (true, true) => chosen,
            (true, false) => Ty::primitive("never"),
            (false, _) => Ty::unknown(),
        }
    }

    /// Whether an alternative can be given where a type is wanted, as far as that is plain.
    fn fits(&mut self, alternative: &Ty, to: &Ty) -> Option<bool> {
        let to = self.transparent(to);
        match &to.kind {
            Kind::Union(types) => {
                for ty in types.iter() {
                    if self.fits(alternative, ty)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            Kind::Primitive(name) if name == "object" => Some(!alternative.is_primitive()),
            Kind::Primitive(name) => Some(match &alternative.kind {
                Kind::Primitive(own) => own == name,
                Kind::Literal(LiteralType::String(_)) | Kind::Literals(_) => name == "string",
                Kind::Literal(LiteralType::Number(_)) => name == "number",
                Kind::Literal(LiteralType::Bool(_)) => name == "boolean",
                _ => false,
            }),
            Kind::Literal(_) => Some(alternative.kind == to.kind),
            Kind::ObjectType(object) => self.fits_object(alternative, object),
            Kind::Instance(_) | Kind::Object(_) => Some(alternative.kind == to.kind),
            _ => None,
        }
    }

    fn fits_object(&mut self, alternative: &Ty, to: &Ref<TypeId>) -> Option<bool> {
        let item = self.item(to.at)?;
        let TypeKind::Object(members) = &item.types.get(to.id.index())?.kind else {
            return None;
        };
        for member in members {
            let MemberKind::Field {
                declared: Some(declared),
                ..
            } = member.kind
            else {
                return None;
            };
            let Some(found) = self.member(alternative, member.name.as_ref()?) else {
                return Some(false);
            };
            let wanted = self.annotation(to.at, declared);
            let found = self.transparent(&found.ty);
            if matches!(wanted.kind, Kind::Literal(_) | Kind::Union(_))
                && !self.fits(&found, &wanted)?
            {
                return Some(false);
            }
        }
        Some(true)
    }

    /// A member by the type of its key.
    pub(super) fn indexed(&mut self, object: &Ty, index: &Ty) -> Ty {
        match (&object.kind, &index.kind) {
            (Kind::Param(_) | Kind::Indexed(_), _) | (_, Kind::Param(_) | Kind::Indexed(_)) => {
                Kind::Indexed(Arc::new((object.clone(), index.clone()))).into()
            }
            (_, Kind::Literal(LiteralType::String(name))) => self
                .member(object, name)
                .map_or_else(Ty::unknown, |found| found.ty),
            (_, Kind::Literal(LiteralType::Number(place))) => place
                .parse()
                .map_or_else(|_| self.any_member(object), |place| nth(object, place)),
            (_, Kind::Union(keys)) => {
                let mut types = Vec::new();
                for key in keys.iter() {
                    types.push(self.indexed(object, key));
                }
                Ty::union(types)
            }
            // `T[keyof T]`: any of them.
            (Kind::ObjectLiteral(literal), Kind::Primitive(key)) if key == "key" => {
                self.any_property(literal)
            }
            _ => self.any_member(object),
        }
    }

    /// The type of the keys of an object of which every member has the same type.
    pub(crate) fn key_type(&mut self, object: &Ty) -> Ty {
        object.map(|ty| match &ty.kind {
            Kind::Record(pair) | Kind::Map(pair) => ty.inner(&pair.0),
            Kind::ObjectType(object) => {
                let key = self.item(object.at).and_then(|item| {
                    match &item.types.get(object.id.index())?.kind {
                        TypeKind::Object(members) => {
                            members.iter().find_map(|member| match member.kind {
                                MemberKind::Index { key, .. } => key,
                                _ => None,
                            })
                        }
                        _ => None,
                    }
                });
                let Some(key) = key else {
                    return Ty::unknown();
                };
                let keys = self.constraint((object.at, key));
                self.subst(&keys, &object.env)
            }
            _ => Ty::unknown(),
        })
    }

    /// What a member has whose key is not known.
    pub(super) fn any_member(&mut self, object: &Ty) -> Ty {
        object.map(|ty| match &ty.kind {
            Kind::List(of) => ty.inner(of),
            Kind::Record(pair) => ty.inner(&pair.1),
            Kind::Tuple(_) => ty.element(),
            Kind::Object(class) => {
                let members = self.members_of(class.at, class.id);
                let index = members.iter().find_map(|(at, member)| match member.kind {
                    MemberKind::Index { key: None, ty } => Some((*at, ty)),
                    _ => None,
                });
                let Some((at, index)) = index else {
                    return Ty::unknown();
                };
                let index = self.annotation(at, index);
                self.subst(&index, &class.env)
            }
            Kind::ObjectType(object) => {
                let Some(item) = self.item(object.at) else {
                    return Ty::unknown();
                };
                let Some(TypeKind::Object(members)) =
                    item.types.get(object.id.index()).map(|ty| &ty.kind)
                else {
                    return Ty::unknown();
                };
                let index = members.iter().find_map(|member| match member.kind {
                    MemberKind::Index { ty, .. } => Some(ty),
                    _ => None,
                });
                let Some(index) = index else {
                    return Ty::unknown();
                };
                let index = self.annotation(object.at, index);
                self.subst(&index, &object.env)
            }
            _ => Ty::unknown(),
        })
    }
}

/// The names that a type of keys spells out.
fn key_names(keys: &Ty) -> Option<Vec<Name>> {
    match &keys.kind {
        Kind::Literal(LiteralType::String(name)) => Some(vec![name.clone()]),
        Kind::Union(types) => types
            .iter()
            .map(|key| match &key.kind {
                Kind::Literal(LiteralType::String(name)) => Some(name.clone()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}
