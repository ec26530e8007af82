//! Type annotations that name an SDK's exports or their members.

use std::sync::Arc;

use super::{Sink, inside_quotes};
use crate::{
    knowledge::MemberKey,
    lower::{Literal, Name, ScopeId, Span, TypeId, TypeKind},
    resolve::{
        Handed, Inference, Site, Usage,
        infer::{Hit, Module, Named},
        scopes::Space,
        ty::{Copy, Flags, Ty},
    },
};

impl Inference<'_> {
    pub(super) fn in_types(&mut self, sink: &mut Sink) {
        let item = Arc::clone(&sink.item);
        for (id, ty) in (0u32..).map(TypeId).zip(&item.types) {
            match &ty.kind {
                TypeKind::Name { path, args } => {
                    let before = sink.found.len();
                    self.named_symbol(sink, id, ty.scope, path);
                    hand_type_arguments(sink, before, path.last(), args.len());
                    if let ([(name, _)], [of, keys]) = (path.as_slice(), args.as_slice())
                        // `Omit` takes any name.
                        && name == "Pick"
                    {
                        let named = self.type_name(sink.at, ty.scope, path);
                        if matches!(named, Named::Global) {
                            let of = self.annotation(sink.at, *of);
                            self.key_symbols(sink, &of, *keys);
                        }
                    }
                }
                TypeKind::Import {
                    specifier,
                    path,
                    args,
                    ..
                } => {
                    let before = sink.found.len();
                    if let Module::Package(copy, entry) = self.module(sink.at.file, specifier)
                        && let Some((name, span)) = path.first()
                    {
                        self.export_symbol(sink, (&copy, &entry, name), *span, Site::Type(id, 0));
                        self.enum_symbol(sink, (&copy, &entry, name), id, path, 1);
                    }
                    hand_type_arguments(sink, before, path.last(), args.len());
                }
                TypeKind::Index { object, index } => {
                    let object = self.annotation(sink.at, *object);
                    self.key_symbols(sink, &object, *index);
                }
                _ => {}
            }
        }
    }

    fn named_symbol(&mut self, sink: &mut Sink, id: TypeId, scope: ScopeId, path: &[(Name, Span)]) {
        let Some((first, span)) = path.first() else {
            return;
        };
        let declared = sink
            .file
            .lookup(sink.at.index(), scope, first, Space::Type)
            .first()
            .copied();
        let Some((there, binding)) = declared else {
            return;
        };
        let there = sink.at.sibling(there);
        // What another file of the app hands on is reported there.
        let Some(import) = self.direct_import(there, binding) else {
            return;
        };
        match import {
            (copy, entry, Some(name)) => {
                self.export_symbol(sink, (&copy, &entry, &name), *span, Site::Type(id, 0));
                self.enum_symbol(sink, (&copy, &entry, &name), id, path, 1);
            }
            (copy, entry, None) => {
                if let Some((name, span)) = path.get(1) {
                    self.export_symbol(sink, (&copy, &entry, name), *span, Site::Type(id, 1));
                    self.enum_symbol(sink, (&copy, &entry, name), id, path, 2);
                }
            }
        }
    }

    /// The SDK's export (or its whole module) that a binding imports without a detour.
    fn direct_import(
        &mut self,
        at: crate::resolve::scopes::At,
        binding: crate::lower::BindingId,
    ) -> Option<(Arc<Copy>, Name, Option<Name>)> {
        use crate::{
            lower::{Imported, Origin},
            resolve::infer::Target,
        };
        let item = self.item(at)?;
        let Origin::Import { import, name } = item.bindings.get(binding.index())?.origin else {
            return None;
        };
        let import = item.imports.get(import as usize)?;
        let imported: &Imported = &import.names.get(name as usize)?.imported;
        let Module::Package(..) = self.module(at.file, &import.specifier) else {
            return None;
        };
        match self.imported(at.file, &import.specifier, imported, Space::Type)? {
            Target::Sdk(copy, entry, name) => Some((copy, entry, Some(name))),
            Target::SdkModule(copy, entry) => Some((copy, entry, None)),
            _ => None,
        }
    }

    fn export_symbol(
        &mut self,
        sink: &mut Sink,
        (copy, entry, name): (&Arc<Copy>, &str, &Name),
        span: Span,
        site: Site,
    ) {
        if self.sdk_export(copy, entry, name).is_none() {
            return;
        }
        let hit = Hit {
            copy: Arc::clone(copy),
            symbol: MemberKey::Export {
                entry: entry.into(),
                name: name.clone(),
            },
            flags: Flags::default(),
        };
        sink.add(&[hit], span, &[], &Usage::Type, site);
    }

    /// `Intent.SSO` as a type: the member of an enum.
    fn enum_symbol(
        &mut self,
        sink: &mut Sink,
        (copy, entry, name): (&Arc<Copy>, &str, &Name),
        id: TypeId,
        path: &[(Name, Span)],
        place: usize,
    ) {
        let Some((member, span)) = path.get(place) else {
            return;
        };
        let Some(found) = self.sdk_export_value(copy, entry, name) else {
            return;
        };
        if let Some(found) = self.member(&found.ty, member) {
            let site = Site::Type(id, u32::try_from(place).unwrap_or(u32::MAX));
            sink.add(&found.hits, *span, &[], &Usage::Type, site);
        }
    }

    /// Keys of a type that another type spells out: `T['key']`, `Pick<T, 'a' | 'b'>`.
    fn key_symbols(&mut self, sink: &mut Sink, of: &Ty, keys: TypeId) {
        let item = Arc::clone(&sink.item);
        let mut waiting = vec![keys];
        while let Some(id) = waiting.pop() {
            let Some(ty) = item.types.get(id.index()) else {
                continue;
            };
            match &ty.kind {
                TypeKind::Union(types) => waiting.extend(types),
                TypeKind::Literal(Literal::String(name)) => {
                    if let Some(found) = self.member(of, name) {
                        let span = inside_quotes(ty.span, name);
                        sink.add(&found.hits, span, &[], &Usage::Type, Site::Type(id, 0));
                    }
                }
                _ => {}
            }
        }
    }
}

/// Notes how many type arguments the last segment of a type's name is given.
fn hand_type_arguments(sink: &mut Sink, before: usize, last: Option<&(Name, Span)>, count: usize) {
    let Some(range) = last.map(|(_, span)| sink.range(*span)) else {
        return;
    };
    for occurrence in sink.found.iter_mut().skip(before) {
        if occurrence.range == range && matches!(occurrence.symbol, MemberKey::Export { .. }) {
            occurrence.handed = Some(Arc::new(Handed::TypeArguments(count)));
        }
    }
}
