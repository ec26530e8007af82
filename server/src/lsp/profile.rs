//! What the client can do, read once at `initialize`, and what we answer to it. Knows nothing of documents.

use tower_lsp::ls_types::{
    ClientCapabilities, ClientInfo, CodeActionKind, CodeActionOptions,
    CodeActionProviderCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    HoverProviderCapability, MarkupKind, OneOf, PositionEncodingKind, ResourceOperationKind,
    SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};
use workos_lsp_engine::text::Encoding;

/// The kind of our fix-all.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.workos");

/// What the client can do, as far as it matters to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one capability of the protocol"
)]
pub struct Profile {
    /// In what it counts columns.
    pub encoding: Encoding,
    /// Whether it offered encodings, so that one has to be named.
    pub offered_encodings: bool,
    /// It asks for diagnostics; they are not pushed then.
    pub pulls: bool,
    /// It asks again when told to.
    pub refreshes: bool,
    /// It reads Markdown in hovers.
    pub markdown: bool,
    /// It knows tags of diagnostics.
    pub tags: bool,
    /// It shows links of codes.
    pub code_links: bool,
    /// It hands the data of a diagnostic back.
    pub diagnostic_data: bool,
    /// It takes code actions (and not only commands).
    pub action_literals: bool,
    /// It takes the preferred flag.
    pub preferred: bool,
    /// It lets edits of code actions come later.
    pub resolves: bool,
    /// It takes edits with versions.
    pub document_changes: bool,
    /// It renames files in edits.
    pub renames: bool,
    /// It answers `workspace/configuration`.
    pub configuration: bool,
    /// It can be asked to tell of changed settings.
    pub registers_configuration: bool,
    /// It can be asked to watch files.
    pub watches: bool,
    /// It shows how far work is (`window.workDoneProgress`).
    pub shows_progress: bool,
    /// It wants to be told when versions may have changed (`experimental.workosVersions`).
    pub wants_versions: bool,
}

impl Profile {
    /// Reads the client's capabilities. What some say and do not do, we do ourselves.
    #[must_use]
    pub fn of(client: &ClientCapabilities, info: Option<&ClientInfo>) -> Self {
        // It takes registrations but tells only of what it writes itself, and it spells `diagnostics.refreshSupport`
        // in another way.
        let is_helix = info.is_some_and(|info| info.name == "helix");
        let text = client.text_document.as_ref();
        let workspace = client.workspace.as_ref();
        let encodings = client
            .general
            .as_ref()
            .and_then(|general| general.position_encodings.as_deref());
        let marks = text.and_then(|text| text.publish_diagnostics.as_ref());
        let pull = text.and_then(|text| text.diagnostic.as_ref());
        let actions = text.and_then(|text| text.code_action.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        Self {
            encoding: encoding(encodings.unwrap_or_default()),
            offered_encodings: encodings.is_some(),
            pulls: pull.is_some(),
            refreshes: workspace
                .and_then(|workspace| workspace.diagnostics.as_ref())
                .and_then(|diagnostics| diagnostics.refresh_support)
                .unwrap_or(is_helix),
            markdown: text
                .and_then(|text| text.hover.as_ref())
                .and_then(|hover| hover.content_format.as_ref())
                .is_none_or(|formats| formats.contains(&MarkupKind::Markdown)),
            tags: marks.is_some_and(|marks| marks.tag_support.is_some())
                || pull.is_some_and(|pull| pull.tag_support.is_some()),
            code_links: marks.and_then(|marks| marks.code_description_support) == Some(true)
                || pull.and_then(|pull| pull.code_description_support) == Some(true),
            diagnostic_data: marks.and_then(|marks| marks.data_support) == Some(true)
                || pull.and_then(|pull| pull.data_support) == Some(true),
            action_literals: actions
                .is_some_and(|actions| actions.code_action_literal_support.is_some()),
            preferred: actions.and_then(|actions| actions.is_preferred_support) == Some(true),
            resolves: actions.is_some_and(|actions| {
                actions.data_support == Some(true)
                    && actions.resolve_support.as_ref().is_some_and(|resolve| {
                        resolve.properties.iter().any(|property| property == "edit")
                    })
            }),
            document_changes: edits.and_then(|edits| edits.document_changes) == Some(true),
            renames: edits
                .and_then(|edits| edits.resource_operations.as_ref())
                .is_some_and(|operations| operations.contains(&ResourceOperationKind::Rename)),
            configuration: workspace.and_then(|workspace| workspace.configuration) == Some(true),
            registers_configuration: workspace
                .and_then(|workspace| workspace.did_change_configuration)
                .and_then(|changes| changes.dynamic_registration)
                == Some(true),
            watches: workspace
                .and_then(|workspace| workspace.did_change_watched_files)
                .and_then(|watching| watching.dynamic_registration)
                == Some(true)
                && !is_helix,
            shows_progress: client.window.as_ref().and_then(|it| it.work_done_progress)
                == Some(true),
            wants_versions: client
                .experimental
                .as_ref()
                .and_then(|experimental| experimental.get("workosVersions"))
                == Some(&serde_json::Value::Bool(true)),
        }
    }

    /// What we can do for this client.
    #[must_use]
    pub fn server_capabilities(&self) -> ServerCapabilities {
        ServerCapabilities {
            position_encoding: self.offered_encodings.then_some(match self.encoding {
                Encoding::Utf8 => PositionEncodingKind::UTF8,
                Encoding::Utf16 => PositionEncodingKind::UTF16,
                Encoding::Utf32 => PositionEncodingKind::UTF32,
            }),
            text_document_sync: Some(TextDocumentSyncCapability::Options(
                TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::INCREMENTAL),
                    save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                        include_text: Some(false),
                    })),
                    ..TextDocumentSyncOptions::default()
                },
            )),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: self.action_literals.then(|| {
                CodeActionProviderCapability::Options(CodeActionOptions {
                    code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, FIX_ALL]),
                    resolve_provider: Some(self.resolves),
                    ..CodeActionOptions::default()
                })
            }),
            diagnostic_provider: self.pulls.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("workos".to_owned()),
                    inter_file_dependencies: true,
                    workspace_diagnostics: false,
                    ..DiagnosticOptions::default()
                })
            }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        }
    }
}

/// UTF-16 wherever the client knows it: every other server beside us speaks it too.
fn encoding(offered: &[PositionEncodingKind]) -> Encoding {
    let offers = |kind: &PositionEncodingKind| offered.contains(kind);
    if offered.is_empty() || offers(&PositionEncodingKind::UTF16) {
        Encoding::Utf16
    } else if offers(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offers(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn helix_watches_nothing_but_asks_again_when_told_to() {
        let capabilities: ClientCapabilities = serde_json::from_value(json!({
            "workspace": {
                "diagnostic": { "refreshSupport": true },
                "didChangeWatchedFiles": { "dynamicRegistration": true },
            },
        }))
        .unwrap();
        let of = |name: &str| {
            let info = ClientInfo {
                name: name.to_owned(),
                version: None,
            };
            let profile = Profile::of(&capabilities, Some(&info));
            (profile.watches, profile.refreshes)
        };
        assert_eq!(of("helix"), (false, true));
        assert_eq!(of("another"), (true, false));
    }
}
