//! Settings from everywhere: the configuration file, what came with `initialize`, the client's section `workos`. Later
//! ones go over earlier ones.

use std::path::PathBuf;

use serde_json::Value;
use workos_lsp_engine::{
    analysis::{Settings, Surface},
    project::{Files, Problem},
};

use crate::config::{self, Loaded, Unknown};

/// Where settings come from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The type checkers that run beside us.
    pub checkers: Vec<String>,
    /// Settings that came with `initialize`.
    pub initial: Value,
    /// The client's section.
    pub client: Value,
    file: Loaded,
    folder: Option<PathBuf>,
}

/// Settings that count.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The settings.
    pub settings: Settings,
    /// What is wrong with where they come from.
    pub problems: Vec<Problem>,
}

impl Sources {
    /// From the options of `initialize`.
    #[must_use]
    pub fn of_options(options: Option<&Value>) -> Self {
        let get = |key| options.and_then(|options| options.get(key)).cloned();
        Self {
            checkers: get("checkers")
                .and_then(|checkers| serde_json::from_value(checkers).ok())
                .unwrap_or_default(),
            initial: get("settings")
                .or_else(|| get("workos"))
                .unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Reads the configuration file of the first folder that has one.
    pub fn read_file(&mut self, files: &dyn Files, folders: &[PathBuf]) {
        let found = folders
            .iter()
            .map(|folder| (folder, config::of_folder(files, folder)))
            .find(|(_, loaded)| loaded.path.is_some());
        (self.folder, self.file) = match found {
            Some((folder, loaded)) => (Some(folder.clone()), loaded),
            None => (folders.first().cloned(), Loaded::default()),
        };
    }

    /// All of them, laid over each other.
    #[must_use]
    pub fn effective(&self) -> Effective {
        let mut config = self.file.config.clone();
        let mut problems = self.file.problems.clone();
        for over in [&self.initial, &self.client] {
            let wrong = config::overlay(&mut config, over, Unknown::Skipped);
            problems.extend(wrong.into_iter().map(|message| Problem {
                path: PathBuf::new(),
                message: format!("setting {message}"),
            }));
        }
        let checkers = self.checkers.clone();
        Effective {
            settings: Settings {
                config,
                config_dir: self.folder.clone(),
                ..Settings::new(Surface::Editor { checkers })
            },
            problems,
        }
    }
}

/// The section `workos` of settings that a client sends with a change, whether it sends the section or all of them.
#[must_use]
pub fn section(mut settings: Value) -> Value {
    match settings.get_mut("workos") {
        Some(section) => section.take(),
        None => settings,
    }
}
