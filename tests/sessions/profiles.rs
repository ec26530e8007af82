//! What editors say they can do, cut down to what matters here.

use serde_json::{Value, json};

/// An editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editor {
    /// Takes what is pushed; edits without resolve; no watching (as Helix before it asked for diagnostics).
    Pushed,
    /// VS Code: asks for diagnostics, resolves actions, watches files, answers for settings.
    Code,
    /// Neovim: asks for diagnostics, offers three encodings, resolves actions, renames files without a word on versions
    /// of documents, watches nothing on Linux.
    Neovim,
    /// Knows next to nothing.
    Plain,
}

impl Editor {
    /// Its capabilities.
    pub fn capabilities(self) -> Value {
        match self {
            Self::Plain => json!({}),
            Self::Pushed => json!({
                "general": { "positionEncodings": ["utf-8", "utf-32", "utf-16"] },
                "workspace": {
                    "configuration": true,
                    "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] },
                    "didChangeWatchedFiles": { "dynamicRegistration": true },
                    "workspaceFolders": true,
                },
                "textDocument": {
                    "publishDiagnostics": { "versionSupport": true, "tagSupport": { "valueSet": [1, 2] }, "codeDescriptionSupport": true, "dataSupport": true },
                    "hover": { "contentFormat": ["markdown"] },
                    "codeAction": { "isPreferredSupport": true, "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix", "source", "source.fixAll"] } } },
                },
            }),
            Self::Code => json!({
                "general": { "positionEncodings": ["utf-16"], "staleRequestSupport": { "cancel": true, "retryOnContentModified": [] } },
                "workspace": {
                    "configuration": true,
                    "didChangeConfiguration": { "dynamicRegistration": true },
                    "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": true },
                    "diagnostics": { "refreshSupport": true },
                    "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"], "failureHandling": "textOnlyTransactional" },
                    "workspaceFolders": true,
                },
                "textDocument": {
                    "diagnostic": { "dynamicRegistration": true, "relatedDocumentSupport": false },
                    "publishDiagnostics": { "versionSupport": false, "tagSupport": { "valueSet": [1, 2] }, "codeDescriptionSupport": true, "dataSupport": true },
                    "hover": { "contentFormat": ["markdown", "plaintext"] },
                    "codeAction": {
                        "isPreferredSupport": true, "dataSupport": true, "disabledSupport": true,
                        "resolveSupport": { "properties": ["edit", "command"] },
                        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix", "source", "source.fixAll"] } },
                    },
                },
            }),
            Self::Neovim => json!({
                "general": { "positionEncodings": ["utf-8", "utf-16", "utf-32"] },
                "workspace": {
                    "configuration": true,
                    "didChangeConfiguration": { "dynamicRegistration": false },
                    "didChangeWatchedFiles": { "dynamicRegistration": false },
                    "diagnostics": { "refreshSupport": true },
                    "workspaceEdit": { "resourceOperations": ["rename", "create", "delete"] },
                },
                "textDocument": {
                    "diagnostic": { "dynamicRegistration": false, "tagSupport": { "valueSet": [1, 2] }, "dataSupport": true },
                    "publishDiagnostics": { "tagSupport": { "valueSet": [1, 2] }, "dataSupport": true },
                    "hover": { "contentFormat": ["markdown", "plaintext"] },
                    "codeAction": {
                        "isPreferredSupport": true, "dataSupport": true, "resolveSupport": { "properties": ["edit", "command"] },
                        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix", "source"] } },
                    },
                },
            }),
        }
    }

    /// Whether it asks for diagnostics.
    pub fn pulls(self) -> bool {
        matches!(self, Self::Code | Self::Neovim)
    }
}
