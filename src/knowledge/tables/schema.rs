//! The language of the tables (CONTRACT §7): what an entry may say. The JSON Schema is made from these types.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::knowledge::Subject;

/// How far a fix can be trusted (CONTRACT §4).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// No edit is offered; the text says what to do.
    Manual,
    /// Offered, never applied by fix-all.
    Unsafe,
    /// Same meaning, compiles.
    Safe,
}

/// Kinds of change. A rule belongs to each.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A member has another name.
    Rename,
    /// A member is reached by another accessor, its own members with it.
    Move,
    /// A call is written another way.
    ReshapeCall,
    /// A call answers with something else.
    ReshapeResult,
    /// A field of an argument has another name.
    OptionField,
    /// A field of a result has another name or place.
    ResultField,
    /// An event has another name.
    Event,
    /// A member of an enum has another name.
    EnumMember,
    /// A type has another name.
    TypeRename,
    /// An export is imported from elsewhere.
    ImportPath,
    /// An argument wants exactly one of some fields.
    RequireOneOf,
    /// A name means something else than before.
    MeaningSwap,
    /// Gone, without a successor that does the same.
    Removed,
    /// May be null or undefined where it was not.
    Nullability,
    /// A literal that the package shows the outside world (a cookie's name, an error's code).
    Contract,
    /// An environment variable.
    EnvVar,
    /// A file of the project has another name or place.
    File,
    /// The runtime's version.
    Engine,
    /// A peer dependency's version.
    Peer,
    /// A mistake in using what exists; the rule is code.
    Misuse,
}

/// Which of the fields that not all kinds have a kind needs, and which it may have.
pub(super) struct Fields {
    pub(super) needs: &'static [&'static str],
    pub(super) may: &'static [&'static str],
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 20] = [
        Self::Rename,
        Self::Move,
        Self::ReshapeCall,
        Self::ReshapeResult,
        Self::OptionField,
        Self::ResultField,
        Self::Event,
        Self::EnumMember,
        Self::TypeRename,
        Self::ImportPath,
        Self::RequireOneOf,
        Self::MeaningSwap,
        Self::Removed,
        Self::Nullability,
        Self::Contract,
        Self::EnvVar,
        Self::File,
        Self::Engine,
        Self::Peer,
        Self::Misuse,
    ];

    pub(super) fn fields(self) -> Fields {
        let (needs, may): (&[&str], &[&str]) = match self {
            Self::Rename | Self::Move => (&["from", "to"], &["template"]),
            Self::ReshapeCall | Self::ReshapeResult => (&["from"], &["to", "template"]),
            Self::OptionField => (&["from", "to"], &["template"]),
            Self::ResultField
            | Self::Event
            | Self::EnumMember
            | Self::TypeRename
            | Self::ImportPath
            | Self::File => (&["from", "to"], &[]),
            Self::RequireOneOf => (&["symbol", "fields"], &[]),
            Self::MeaningSwap => (&["symbol"], &["to"]),
            Self::Removed => (&["from"], &[]),
            Self::Nullability | Self::Engine | Self::Peer => (&["symbol"], &[]),
            Self::Contract | Self::EnvVar => (&["from"], &["to"]),
            Self::Misuse => (&[], &["symbol"]),
        };
        Fields { needs, may }
    }

    /// Whether entries of the kind are about the project rather than about a symbol.
    #[must_use]
    pub fn is_of_project(self) -> bool {
        matches!(
            self,
            Self::Contract | Self::EnvVar | Self::File | Self::Engine | Self::Peer
        )
    }

    /// Whether the kind leads from one symbol to another that takes its place.
    #[must_use]
    pub fn is_edge(self) -> bool {
        matches!(
            self,
            Self::Rename
                | Self::Move
                | Self::ReshapeCall
                | Self::ReshapeResult
                | Self::OptionField
                | Self::ResultField
                | Self::Event
                | Self::EnumMember
                | Self::TypeRename
                | Self::ImportPath
        )
    }

    /// Whether the edge may be followed backwards: nothing but the name differs.
    #[must_use]
    pub fn is_renaming(self) -> bool {
        self.is_edge()
            && !matches!(
                self,
                Self::ReshapeCall | Self::ReshapeResult | Self::ResultField
            )
    }

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rename => "rename",
            Self::Move => "move",
            Self::ReshapeCall => "reshape-call",
            Self::ReshapeResult => "reshape-result",
            Self::OptionField => "option-field",
            Self::ResultField => "result-field",
            Self::Event => "event",
            Self::EnumMember => "enum-member",
            Self::TypeRename => "type-rename",
            Self::ImportPath => "import-path",
            Self::RequireOneOf => "require-one-of",
            Self::MeaningSwap => "meaning-swap",
            Self::Removed => "removed",
            Self::Nullability => "nullability",
            Self::Contract => "contract",
            Self::EnvVar => "env-var",
            Self::File => "file",
            Self::Engine => "engine",
            Self::Peer => "peer",
            Self::Misuse => "misuse",
        }
    }
}

/// A rewrite of syntax: `$NAME` stands for one expression, `$$$REST` for many, `$C` for the receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What is looked for.
    #[serde(rename = "match")]
    pub pattern: String,
    /// What is written instead.
    pub rewrite: String,
}

/// How an example is proven (CONTRACT §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// The new compiler refuses *before*, on a line that is reported.
    Refused,
    /// The new declarations carry the mark of deprecation.
    Deprecated,
    /// Both accept; a type assertion or the HTTP call shows the difference.
    Silent,
    /// A spec of a whole project shows it.
    Project,
}

/// An example, whole modules both: *before* is accepted by the old version, *after* by the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The version that accepts *before*.
    #[schemars(with = "String")]
    pub old: SmolStr,
    /// The version that accepts *after*.
    #[schemars(with = "String")]
    pub new: SmolStr,
    /// How the difference is proven.
    pub proof: Proof,
    /// What stands before both, for compiler and engine alike. Default: the import and `declare const workos: WorkOS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The code as it was.
    pub before: String,
    /// The code as it becomes; left out where no mechanical fix exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// For `silent`: what shows the difference, as statements that the new compiler must accept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assert: Option<String>,
}

/// One entry as it stands in a file. `Change` is what becomes of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Change", transform = kinds_need_their_fields)]
pub(super) struct RawChange {
    /// `area/kebab-case`, stable for ever.
    #[schemars(regex(pattern = r"^[a-z0-9-]+/[a-z0-9-]+$"))]
    #[schemars(with = "String")]
    pub(super) id: SmolStr,
    /// The kind. Needed unless the entry is disabled.
    #[serde(default)]
    pub(super) kind: Option<Kind>,
    /// The symbol that goes: `WorkOS.mfa.verifyFactor`, `env:NAME`.
    #[serde(default)]
    pub(super) from: Option<String>,
    /// The symbol that takes its place.
    #[serde(default)]
    pub(super) to: Option<String>,
    /// The symbol that stays, but is not what it was.
    #[serde(default)]
    pub(super) symbol: Option<String>,
    /// For `require-one-of`: the fields.
    #[serde(default)]
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) fields: Option<Vec<SmolStr>>,
    /// One line: why, or what to watch.
    #[serde(default)]
    #[schemars(regex(pattern = r"^[^\n\r]+$"))]
    pub(super) note: Option<String>,
    /// A page in `docs/` beside the tables.
    #[serde(default)]
    #[schemars(regex(pattern = r"^[a-z0-9-]+\.md$"))]
    #[schemars(with = "Option<String>")]
    pub(super) docs: Option<SmolStr>,
    /// Public pages.
    #[serde(default)]
    #[schemars(inner(regex(pattern = r"^https://")))]
    pub(super) refs: Vec<String>,
    /// How a call is rewritten, where a rename does not do.
    #[serde(default)]
    pub(super) template: Option<Template>,
    /// Lowers what is computed for the fix; never raises it.
    #[serde(default)]
    pub(super) applicability: Option<Applicability>,
    /// Proven examples.
    #[serde(default)]
    pub(super) examples: Vec<Example>,
    /// Removes the built-in entry of this id.
    #[serde(default)]
    pub(super) disabled: bool,
}

/// A file of changes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Changes", title = "A table of changes")]
pub(super) struct RawFile<T> {
    /// Where this schema lies; for editors.
    #[serde(default, rename = "$schema")]
    #[expect(dead_code, reason = "read by editors only")]
    pub(super) schema: Option<String>,
    /// The entries.
    pub(super) changes: Vec<T>,
}

/// An entry of a table, read and checked for its form.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// `area/kebab-case`.
    pub id: SmolStr,
    /// The kind.
    pub kind: Kind,
    /// What goes.
    pub from: Option<Subject>,
    /// What takes its place.
    pub to: Option<Subject>,
    /// What stays, but is not what it was.
    pub symbol: Option<Subject>,
    /// For `require-one-of`: the fields.
    pub fields: Vec<SmolStr>,
    /// One line: why, or what to watch.
    pub note: String,
    /// A page in `docs/`.
    pub docs: Option<SmolStr>,
    /// Public pages.
    pub refs: Vec<String>,
    /// How a call is rewritten.
    pub template: Option<Template>,
    /// The most that a fix may be.
    pub applicability: Applicability,
    /// Proven examples.
    pub examples: Vec<Example>,
    /// The file it stands in, relative to `knowledge/`.
    pub file: SmolStr,
    /// Its place in the file (`changes[3]`).
    pub at: SmolStr,
}

impl Change {
    /// What the entry is about: what goes, or what is not what it was.
    #[must_use]
    pub fn subject(&self) -> Option<&Subject> {
        self.from.as_ref().or(self.symbol.as_ref())
    }

    /// The field that says what it is about.
    #[must_use]
    pub fn subject_field(&self) -> &'static str {
        if self.from.is_some() {
            "from"
        } else {
            "symbol"
        }
    }

    /// Whether it is about all symbols that fit a pattern.
    #[must_use]
    pub fn is_glob(&self) -> bool {
        matches!(self.subject(), Some(Subject::Symbol(path)) if path.is_glob())
    }
}

/// The JSON Schema of a file of changes.
#[must_use]
pub fn changes_schema() -> Schema {
    schemars::schema_for!(RawFile<RawChange>)
}

/// Says in the schema what `Kind::fields` says.
fn kinds_need_their_fields(schema: &mut Schema) {
    let special = ["from", "to", "symbol", "fields", "template"];
    let mut rules = vec![serde_json::json!({
        "if": { "not": { "properties": { "disabled": { "const": true } }, "required": ["disabled"] } },
        "then": { "required": ["kind", "note"] }
    })];
    for kind in Kind::ALL {
        let Fields { needs, may } = kind.fields();
        let forbidden = special
            .iter()
            .filter(|field| !needs.contains(field) && !may.contains(field))
            .map(|field| ((*field).to_owned(), serde_json::Value::Bool(false)));
        let forbidden: serde_json::Map<_, _> = forbidden.collect();
        rules.push(serde_json::json!({
            "if": { "properties": { "kind": { "const": kind.name() } }, "required": ["kind"] },
            "then": { "required": needs, "properties": forbidden }
        }));
    }
    schema.insert("allOf".to_owned(), serde_json::Value::Array(rules));
}
