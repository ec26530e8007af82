//! A file in its project, as rules on the project see it.

use std::{ops::Range, path::Path};

use super::{Target, copy::Copy, source::Source};
use crate::{
    knowledge::{Knowledge, PackageId},
    lower::{ExprKind, FileFacts, Imported, Literal},
    project::{Installed, Project},
    resolve::{Occurrence, Used},
    text::Text,
};

/// A file in its project.
pub struct Setting<'a> {
    /// The file.
    pub path: &'a Path,
    /// Its text.
    pub text: &'a Text,
    /// Its facts, if it is source.
    pub facts: Option<&'a FileFacts>,
    /// Which items are to be judged.
    pub items: Range<usize>,
    /// What the names of these items denote.
    pub occurrences: &'a [Occurrence],
    /// The tables.
    pub knowledge: &'a Knowledge,
    /// The packages that the app uses, the nearest first.
    pub used: &'a [Used],
    /// The target of a package, for a copy of it.
    pub target: &'a dyn Fn(PackageId, &Installed) -> Target,
    /// What stands around it.
    pub project: &'a Project,
    /// The facts of another source file.
    pub facts_of: &'a dyn Fn(&Path) -> Option<std::sync::Arc<FileFacts>>,
    /// Whether the file belongs to tests.
    pub in_test: bool,
}

/// The package whose request hook, provider and helpers rules know.
pub(crate) const NEXTJS: &str = "@workos-inc/authkit-nextjs";

impl<'a> Setting<'a> {
    /// The file as source.
    pub(crate) fn source(&self) -> Option<Source<'a>> {
        Some(Source {
            path: self.path,
            text: self.text,
            facts: self.facts?,
        })
    }

    /// A package by its name, if the app depends on it.
    pub(crate) fn used(&self, name: &str) -> Option<&'a Used> {
        let package = self.knowledge.package(name)?;
        self.used.iter().find(|used| used.package == package)
    }

    /// What is judged by: a copy with its target. Hand in the target that `target_of` gives.
    pub(crate) fn target_of(&self, used: &Used) -> Target {
        (self.target)(used.package, &used.installed)
    }

    /// The path by which a user reaches the symbol of an occurrence: `withAuth`, `/components#useAuth`.
    pub(crate) fn name_of(&self, occurrence: &Occurrence) -> Option<String> {
        let target = (self.target)(occurrence.package, &occurrence.installed);
        let copy = Copy::new(
            self.knowledge,
            occurrence.package,
            &occurrence.installed,
            &target,
        );
        let path = copy.timeline.path_of(&occurrence.symbol, Some(copy.v))?;
        Some(path.to_string())
    }

    /// Occurrences of a package.
    pub(crate) fn occurrences_of(&self, package: &str) -> impl Iterator<Item = &'a Occurrence> {
        let package = self.knowledge.package(package);
        let occurrences = self.occurrences.iter();
        occurrences.filter(move |occurrence| Some(occurrence.package) == package)
    }

    /// Whether the file imports something of AuthKit for Next.js by a name that satisfies `wanted`.
    pub(crate) fn imports_authkit(&self, wanted: impl Fn(&str) -> bool) -> bool {
        let items = self
            .facts
            .map(|facts| facts.items.as_slice())
            .unwrap_or_default();
        let mut imports = items.iter().flat_map(|item| &item.facts.imports);
        imports.any(|import| {
            is_of(&import.specifier, NEXTJS)
                && import.names.iter().any(|name| match &name.imported {
                    Imported::Named(name) => wanted(name),
                    Imported::Default | Imported::Namespace => wanted("*"),
                })
        })
    }

    /// Whether the file starts with a directive: `'use client'`.
    pub(crate) fn has_directive(&self, directive: &str) -> bool {
        self.facts
            .is_some_and(|facts| has_directive(facts, directive))
    }
}

/// Whether a specifier names a package or one of its entries.
pub(crate) fn is_of(specifier: &str, package: &str) -> bool {
    let rest = specifier.strip_prefix(package);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a file starts with a directive.
pub(crate) fn has_directive(facts: &FileFacts, directive: &str) -> bool {
    for item in &facts.items {
        if item.parent.is_some() {
            continue;
        }
        for stmt in item
            .facts
            .root
            .iter()
            .filter_map(|id| item.facts.stmts.get(id.index()))
        {
            let crate::lower::StmtKind::Expr(expr) = &stmt.kind else {
                return false;
            };
            let expr = item.facts.exprs.get(expr.index()).map(|expr| &expr.kind);
            match expr {
                Some(ExprKind::Literal(Literal::String(text))) if text == directive => return true,
                Some(ExprKind::Literal(Literal::String(_))) => {}
                _ => return false,
            }
        }
    }
    false
}
