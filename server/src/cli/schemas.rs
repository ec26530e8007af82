//! The published JSON Schemas: of what is printed for programs, and of the configuration. `schema/` holds them; a test
//! writes them anew and fails where they differ.

use schemars::{Schema, generate::SchemaSettings};
use workos_lsp_engine::analysis::Config;

use super::{
    explain::Explained,
    knowledge::{Gaps, Verified},
    versions::Versions,
};
use crate::render::report::Report;

/// File names in `schema/` with their content.
#[must_use]
pub fn all() -> Vec<(&'static str, Schema)> {
    vec![
        (
            "findings.schema.json",
            printed::<Report>(
                "What `workos-lsp check --format json` and `fix --format json` print",
            ),
        ),
        (
            "versions.schema.json",
            printed::<Versions>("What `workos-lsp versions --format json` prints"),
        ),
        (
            "explain.schema.json",
            printed::<Explained>("What `workos-lsp explain --format json` prints"),
        ),
        (
            "verify.schema.json",
            printed::<Verified>("What `workos-lsp knowledge verify --format json` prints"),
        ),
        (
            "gaps.schema.json",
            printed::<Gaps>("What `workos-lsp knowledge gaps --format json` prints"),
        ),
        (
            "workos-lsp.schema.json",
            titled(
                schemars::schema_for!(Config),
                "The configuration of workos-lsp (workos-lsp.json)",
            ),
        ),
    ]
}

/// The schema of something that is written, not read: what is never left out is required.
fn printed<T: schemars::JsonSchema>(title: &str) -> Schema {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    titled(generator.into_root_schema_for::<T>(), title)
}

fn titled(mut schema: Schema, title: &str) -> Schema {
    schema.insert("title".to_owned(), title.into());
    schema
}
