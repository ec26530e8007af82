//! What stands around a source file: the packages that its app uses, the variables that are set beside it.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Hover, document::Document, state::State};
use crate::{
    lower::FileFacts,
    project::is_sample_name,
    resolve::{ProjectFact, Used, facts_in},
    rules,
};

/// What stands around a file.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// The covered packages that the manifests which hold for the file depend on, the nearest first.
    pub used: Vec<Used>,
    /// Whether the file belongs to tests.
    pub in_test: bool,
}

impl State {
    /// What stands around a file.
    pub fn around(&self, path: &Path) -> Around {
        let mut used: Vec<Used> = Vec::new();
        for dependency in self.project.dependencies(path).iter() {
            let package = self.knowledge.package(&dependency.name);
            let Some(package) = package.filter(|id| used.iter().all(|it| it.package != *id)) else {
                continue;
            };
            used.push(Used {
                package,
                installed: Arc::clone(&dependency.installed),
            });
        }
        Around {
            used,
            in_test: self.in_test(path),
        }
    }

    /// What some items of a source file show of what packages show the outside world.
    pub fn facts_of_items(
        &self,
        facts: &FileFacts,
        items: Range<usize>,
        around: &Around,
    ) -> Vec<ProjectFact> {
        let placed = facts.items.get(items).unwrap_or_default();
        let found = placed
            .iter()
            .flat_map(|item| facts_in(&self.knowledge, &around.used, &item.facts, item.start));
        found.collect()
    }

    /// The hover on something at an offset of a source file that is no symbol.
    pub fn fact_hover(&self, path: &Path, document: &Document, offset: usize) -> Option<Hover> {
        let facts = document.facts()?;
        let index = facts.item_at(offset)?;
        let found = self.facts_of_items(facts, index..index + 1, &self.around(path));
        self.hover_of_facts(&found, offset)
    }

    /// The hover on those of some facts that stand at an offset.
    pub fn hover_of_facts(&self, facts: &[ProjectFact], offset: usize) -> Option<Hover> {
        let at = |fact: &&ProjectFact| fact.range.start <= offset && offset <= fact.range.end;
        let here: Vec<ProjectFact> = facts.iter().filter(at).cloned().collect();
        let range = here.first()?.range.clone();
        let target = |package, installed: &_| self.target(package, installed);
        let markdown = rules::fact_hover(&self.knowledge, &here, &target)?;
        Some(Hover { range, markdown })
    }

    /// The folders whose files set variables for a file: its own package's, and those above.
    pub fn env_folders(&self, path: &Path) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = path.parent().map(Path::to_path_buf).into_iter().collect();
        for manifest in self.project.manifests(path) {
            if let Some(folder) = manifest.parent()
                && !folders.iter().any(|known| known == folder)
            {
                folders.push(folder.to_path_buf());
            }
        }
        folders
    }

    /// Whether a variable is set in a file that stands around another (one that only shows which there are counts
    /// beside its own kind alone).
    pub fn is_set_beside(&self, path: &Path, name: &str) -> bool {
        let is_sample = |path: &Path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(is_sample_name)
        };
        let samples = is_sample(path);
        self.env_folders(path).iter().any(|folder| {
            let files = self.project.env_files(folder);
            files
                .iter()
                .filter(|file| samples || !is_sample(&file.path))
                .any(|file| file.entries.iter().any(|entry| entry.name == name))
        })
    }
}
