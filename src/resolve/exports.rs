//! What a file exports, by name. Knows the file alone: where a name comes from in another file is followed by inference.

use rustc_hash::FxHashMap;

use super::scopes::File;
use crate::lower::{Export, ExprId, Name};

/// The exports of a file: places of `Export`s as (item, index).
#[derive(Debug, Default)]
pub(crate) struct ExportTable {
    named: FxHashMap<Name, (usize, usize)>,
    /// `export * from`, in order.
    pub stars: Vec<(usize, usize)>,
    /// `module.exports = …`: the last one counts.
    pub module: Option<(usize, ExprId)>,
}

impl ExportTable {
    pub(crate) fn new(file: &File) -> Self {
        let mut table = Self::default();
        for (&item, placed) in file.items().iter().zip(&file.facts.items) {
            let item = item as usize;
            for (index, export) in placed.facts.exports.iter().enumerate() {
                match export {
                    Export::Local { exported, .. }
                    | Export::Value { exported, .. }
                    | Export::From { exported, .. } => {
                        table.named.insert(exported.clone(), (item, index));
                    }
                    Export::Module(value) => table.module = Some((item, *value)),
                    Export::Star { .. } => table.stars.push((item, index)),
                }
            }
        }
        table
    }

    pub(crate) fn get(&self, name: &str) -> Option<(usize, usize)> {
        self.named.get(name).copied()
    }
}
