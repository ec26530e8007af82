//! Imports and re-exports of an SDK's names.

use std::sync::Arc;

use super::Sink;
use crate::{
    knowledge::MemberKey,
    lower::{Export, Imported, Name, Span},
    resolve::{
        Inference, Site, Usage,
        infer::{Hit, Module},
        ty::Flags,
    },
};

impl Inference<'_> {
    pub(super) fn in_modules(&mut self, sink: &mut Sink) {
        let item = Arc::clone(&sink.item);
        for (index, import) in (0u32..).zip(&item.imports) {
            for (place, name) in (0u32..).zip(&import.names) {
                let site = Site::Import(index, place);
                self.imported_symbol(
                    sink,
                    &import.specifier,
                    &name.imported,
                    name.imported_span,
                    site,
                );
            }
        }
        for (index, export) in (0u32..).zip(&item.exports) {
            if let Export::From {
                specifier,
                imported,
                imported_span,
                ..
            } = export
            {
                let site = Site::Export(index);
                self.imported_symbol(sink, specifier, imported, *imported_span, site);
            }
        }
    }

    fn imported_symbol(
        &mut self,
        sink: &mut Sink,
        specifier: &Name,
        imported: &Imported,
        span: Span,
        site: Site,
    ) {
        let name: Name = match imported {
            Imported::Named(name) => name.clone(),
            Imported::Default => "default".into(),
            Imported::Namespace => return,
        };
        let Module::Package(copy, entry) = self.module(sink.at.file, specifier) else {
            return;
        };
        if self.sdk_export(&copy, &entry, &name).is_none() {
            return;
        }
        let hit = Hit {
            copy,
            symbol: MemberKey::Export { entry, name },
            flags: Flags::default(),
        };
        sink.add(&[hit], span, &[], &Usage::Import, site);
    }
}
