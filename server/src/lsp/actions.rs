//! Code actions: what is offered for a range, and the edit of one that was chosen. An action carries where it was offered
//! and for which change, never its edit: that is made anew from the text as it is when it is asked for.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::Path,
};

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types as lsp;
use workos_lsp_engine::{
    analysis::{Applicability, Finding, Fix, FixFilter, Snapshot},
    text::{SourceChange, Text, diff_edit},
};

use super::{
    convert, diagnostics,
    documents::Documents,
    profile::{FIX_ALL, Profile},
    uri,
};

/// What an answer is made from.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The sources.
    pub snapshot: &'a Snapshot,
    /// Open documents.
    pub documents: &'a Documents,
    /// The client.
    pub profile: &'a Profile,
}

/// From what an action's edit is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
enum Recipe {
    /// One fix of the findings at a range.
    Fix {
        uri: lsp::Uri,
        range: lsp::Range,
        change: String,
        title: String,
    },
    /// All safe fixes in a file, or those of one change.
    FixAll {
        uri: lsp::Uri,
        #[serde(skip_serializing_if = "Option::is_none")]
        change: Option<String>,
    },
    /// A comment that silences a line.
    Ignore {
        uri: lsp::Uri,
        range: lsp::Range,
        change: String,
    },
}

/// The actions for a range.
#[must_use]
pub fn offered(
    context: Context<'_>,
    path: &Path,
    params: &lsp::CodeActionParams,
) -> Vec<lsp::CodeAction> {
    let snapshot = context.snapshot;
    let wanted = Wanted::of(&params.context);
    if !(wanted.quick_fix || wanted.fix_all) || !snapshot.is_relevant(path) {
        return Vec::new();
    }
    let Some((text, _)) = snapshot.text(path) else {
        return Vec::new();
    };
    let place = Place {
        context,
        path,
        uri: &params.text_document.uri,
        text: &text,
    };
    let mut out = Vec::new();
    if wanted.quick_fix {
        let range = convert::bytes(&text, params.range, context.profile.encoding);
        place.quick_fixes(&range, &params.context.diagnostics, &mut out);
    }
    if wanted.fix_all {
        place.fix_all(&mut out);
    }
    out
}

/// What a request asks for.
struct Wanted {
    quick_fix: bool,
    fix_all: bool,
}

impl Wanted {
    fn of(context: &lsp::CodeActionContext) -> Self {
        let automatic = context.trigger_kind == Some(lsp::CodeActionTriggerKind::AUTOMATIC);
        let Some(only) = &context.only else {
            // A light bulb that follows the cursor is about this place, not about the file.
            return Self {
                quick_fix: true,
                fix_all: !automatic,
            };
        };
        let wants = |kind: &lsp::CodeActionKind| {
            only.iter().any(|asked| {
                kind.as_str()
                    .strip_prefix(asked.as_str())
                    .is_some_and(|rest| {
                        rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty()
                    })
            })
        };
        Self {
            quick_fix: wants(&lsp::CodeActionKind::QUICKFIX),
            fix_all: wants(&FIX_ALL),
        }
    }
}

/// A document for which actions are made.
struct Place<'a> {
    context: Context<'a>,
    path: &'a Path,
    uri: &'a lsp::Uri,
    text: &'a Text,
}

impl Place<'_> {
    fn quick_fixes(
        &self,
        range: &Range<usize>,
        shown: &[lsp::Diagnostic],
        out: &mut Vec<lsp::CodeAction>,
    ) {
        let snapshot = self.context.snapshot;
        let actions = snapshot.actions(self.path, range.clone());
        for action in &actions {
            if !is_offered(&action.fix, self.context.profile) {
                continue;
            }
            let recipe = Recipe::Fix {
                uri: self.uri.clone(),
                range: self.range(&action.finding.range),
                change: diagnostics::code(&action.finding),
                title: action.fix.title.clone(),
            };
            let preferred = action.fix.preferred && action.fix.applicability == Applicability::Safe;
            let quick_fix = lsp::CodeAction {
                title: action.fix.title.clone(),
                kind: Some(lsp::CodeActionKind::QUICKFIX),
                diagnostics: self.overlapping(&action.finding.range, shown),
                is_preferred: (preferred && self.context.profile.preferred).then_some(true),
                ..lsp::CodeAction::default()
            };
            self.push(quick_fix, recipe, out);
        }
        let report = snapshot.shown(self.path);
        let here = || {
            report
                .findings
                .iter()
                .filter(|placed| placed.range.start <= range.end && range.start <= placed.range.end)
        };
        let changes: BTreeSet<_> = here()
            .filter_map(|placed| placed.finding.change.as_ref())
            .collect();
        for change in changes {
            let safe = report.findings.iter().filter(|placed| {
                placed.finding.change.as_ref() == Some(change) && is_safe(&placed.finding)
            });
            if safe.count() < 2 {
                continue;
            }
            let all = lsp::CodeAction {
                title: format!("Fix all `{change}` in this file"),
                kind: Some(lsp::CodeActionKind::QUICKFIX),
                ..lsp::CodeAction::default()
            };
            let recipe = Recipe::FixAll {
                uri: self.uri.clone(),
                change: Some(change.to_string()),
            };
            self.push(all, recipe, out);
        }
        let ids: BTreeMap<_, _> = here()
            .map(|placed| (diagnostics::code(&placed.finding), placed))
            .collect();
        for (id, finding) in ids {
            let ignore = lsp::CodeAction {
                title: format!("Ignore {id} on this line"),
                kind: Some(lsp::CodeActionKind::QUICKFIX),
                diagnostics: self.overlapping(&finding.range, shown),
                ..lsp::CodeAction::default()
            };
            let recipe = Recipe::Ignore {
                uri: self.uri.clone(),
                range: self.range(&finding.range),
                change: id,
            };
            self.push(ignore, recipe, out);
        }
    }

    fn fix_all(&self, out: &mut Vec<lsp::CodeAction>) {
        let report = self.context.snapshot.shown(self.path);
        if !report
            .findings
            .iter()
            .any(|placed| is_safe(&placed.finding))
        {
            return;
        }
        let all = lsp::CodeAction {
            title: "Fix everything that is safe in this file (workos)".to_owned(),
            kind: Some(FIX_ALL),
            ..lsp::CodeAction::default()
        };
        let recipe = Recipe::FixAll {
            uri: self.uri.clone(),
            change: None,
        };
        self.push(all, recipe, out);
    }

    /// Puts an action into the list: with its recipe if the client asks later, else with its edit.
    fn push(&self, mut action: lsp::CodeAction, recipe: Recipe, out: &mut Vec<lsp::CodeAction>) {
        if self.context.profile.resolves {
            let Ok(data) = serde_json::to_value(recipe) else {
                return;
            };
            action.data = Some(data);
        } else {
            let Some(edit) = edit(self.context, &recipe) else {
                return;
            };
            action.edit = Some(edit);
        }
        out.push(action);
    }

    fn range(&self, bytes: &Range<usize>) -> lsp::Range {
        convert::range(self.text, bytes, self.context.profile.encoding)
    }

    /// The client's diagnostics at a finding, whoever made them: ours, and the type checker's about the same place.
    fn overlapping(
        &self,
        finding: &Range<usize>,
        shown: &[lsp::Diagnostic],
    ) -> Option<Vec<lsp::Diagnostic>> {
        let overlapping: Vec<_> = shown
            .iter()
            .filter(|diagnostic| {
                let range =
                    convert::bytes(self.text, diagnostic.range, self.context.profile.encoding);
                range.start < finding.end && finding.start < range.end
            })
            .cloned()
            .collect();
        (!overlapping.is_empty()).then_some(overlapping)
    }
}

fn is_safe(finding: &Finding) -> bool {
    finding
        .fixes
        .iter()
        .any(|fix| fix.applicability == Applicability::Safe)
}

fn is_offered(fix: &Fix, profile: &Profile) -> bool {
    let nothing = fix.change.edits.is_empty() && fix.change.renames.is_empty();
    let possible = fix.change.renames.is_empty() || profile.renames;
    fix.applicability != Applicability::Manual && !nothing && possible
}

/// The document that an action is about.
#[must_use]
pub fn document(action: &lsp::CodeAction) -> Option<lsp::Uri> {
    match recipe(action)? {
        Recipe::Fix { uri, .. } | Recipe::FixAll { uri, .. } | Recipe::Ignore { uri, .. } => {
            Some(uri)
        }
    }
}

/// The action with its edit; as it came if there is none any more.
#[must_use]
pub fn resolved(context: Context<'_>, mut action: lsp::CodeAction) -> lsp::CodeAction {
    if let Some(recipe) = recipe(&action) {
        action.edit = edit(context, &recipe);
    }
    action
}

fn recipe(action: &lsp::CodeAction) -> Option<Recipe> {
    serde_json::from_value(action.data.clone()?).ok()
}

fn edit(context: Context<'_>, recipe: &Recipe) -> Option<lsp::WorkspaceEdit> {
    let snapshot = context.snapshot;
    let change = match recipe {
        Recipe::Fix {
            uri,
            range,
            change,
            title,
        } => {
            let path = uri::to_path(uri)?;
            let (text, _) = snapshot.text(&path)?;
            let range = convert::bytes(&text, *range, context.profile.encoding);
            snapshot
                .actions(&path, range)
                .into_iter()
                .find(|action| {
                    action.fix.title == *title && diagnostics::code(&action.finding) == *change
                })?
                .fix
                .change
        }
        Recipe::FixAll { uri, change } => fix_all(snapshot, &uri::to_path(uri)?, change.as_ref())?,
        Recipe::Ignore { uri, range, change } => {
            let path = uri::to_path(uri)?;
            let (text, _) = snapshot.text(&path)?;
            let offset = convert::offset(&text, range.start, context.profile.encoding);
            snapshot.ignore_edit(&path, offset, &[change])?
        }
    };
    if change.edits.is_empty() && change.renames.is_empty() {
        return None;
    }
    convert::workspace_edit(&change, snapshot, context.documents, context.profile)
}

fn fix_all(snapshot: &Snapshot, path: &Path, change: Option<&String>) -> Option<SourceChange> {
    let (text, _) = snapshot.text(path)?;
    let filter = FixFilter {
        only: change.into_iter().cloned().collect(),
        ..FixFilter::default()
    };
    let fixed = snapshot.fix_all(path, &filter)?;
    let old = text.to_string();
    let mut change = SourceChange {
        renames: fixed.renames,
        ..SourceChange::default()
    };
    if fixed.text != old {
        let edit = diff_edit(&old, &fixed.text);
        change.edits.insert(path.to_owned(), vec![edit]);
    }
    Some(change)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(
        only: Option<&[&'static str]>,
        trigger: Option<lsp::CodeActionTriggerKind>,
    ) -> (bool, bool) {
        let wanted = Wanted::of(&lsp::CodeActionContext {
            only: only.map(|kinds| kinds.iter().map(|&kind| kind.into()).collect()),
            trigger_kind: trigger,
            ..lsp::CodeActionContext::default()
        });
        (wanted.quick_fix, wanted.fix_all)
    }

    #[test]
    fn kinds_are_asked_for_by_prefix() {
        let automatic = Some(lsp::CodeActionTriggerKind::AUTOMATIC);
        assert_eq!(wanted(None, None), (true, true));
        assert_eq!(wanted(None, automatic), (true, false));
        assert_eq!(wanted(Some(&["quickfix"]), automatic), (true, false));
        assert_eq!(wanted(Some(&["quickfix.x"]), None), (false, false));
        assert_eq!(wanted(Some(&["source"]), None), (false, true));
        assert_eq!(wanted(Some(&["source.fixAll"]), automatic), (false, true));
        assert_eq!(wanted(Some(&["source.fixAll.workos"]), None), (false, true));
        assert_eq!(
            wanted(Some(&["source.fixAll.eslint"]), None),
            (false, false)
        );
        assert_eq!(wanted(Some(&["source.fix"]), None), (false, false));
        assert_eq!(wanted(Some(&[""]), None), (true, true));
        assert_eq!(wanted(Some(&[]), None), (false, false));
    }
}
