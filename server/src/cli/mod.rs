//! The command line: what is typed becomes questions to the engine, the answers are printed, the exit status says how it went.

pub mod args;
mod check;
pub mod config;
mod examples;
pub(crate) mod explain;
mod failure;
mod fix;
mod guard;
mod knowledge;
pub(crate) mod known;
mod progress;
mod scan;
pub mod scene;
pub mod schemas;
pub mod target;
mod versions;
mod write;

use std::{ffi::OsString, process::ExitCode};

use clap::Parser;

pub use failure::Failure;

use self::args::{Cli, Command, KnowledgeCommand};
use crate::render::out;

/// Runs what the arguments of the process say.
#[must_use]
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs what `arguments` say (the first is the program's name).
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for, and no failure; nobody is left to be told that they cannot be printed.
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()) * 2);
        }
    };
    let work: Box<dyn FnOnce() -> Result<bool, Failure>> = match cli.command {
        None | Some(Command::Server(_)) => return crate::lsp::serve(),
        Some(Command::Check(args)) => Box::new(move || check::run(&args)),
        Some(Command::Fix(args)) => Box::new(move || fix::run(&args)),
        Some(Command::Explain(args)) => Box::new(move || explain::run(&args)),
        Some(Command::Versions(args)) => Box::new(move || versions::run(&args)),
        Some(Command::Knowledge(KnowledgeCommand::Verify(args))) => {
            Box::new(move || knowledge::verify(&args))
        }
        Some(Command::Knowledge(KnowledgeCommand::Gaps(args))) => {
            Box::new(move || knowledge::gaps(&args))
        }
    };
    guard::install();
    match guard::guarded(work) {
        Ok(Ok(false)) => ExitCode::SUCCESS,
        Ok(Ok(true)) => ExitCode::from(1),
        Ok(Err(failure)) => failed(&failure.to_string()),
        Err(why) => failed(&format!("a defect ended the run ({why}); please report it")),
    }
}

fn failed(sentence: &str) -> ExitCode {
    out::stderr(&format!("workos-lsp: {sentence}"), args::Color::Auto);
    ExitCode::from(2)
}
