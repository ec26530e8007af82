//! What can be typed. Words only: nothing here looks at the disk.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use workos_lsp_engine::analysis::Severity;

/// Knows how the WorkOS SDKs changed, version by version.
///
/// Without a command it is a language server on standard input and output, as editors start it.
#[derive(Debug, Parser)]
#[command(name = "workos-lsp", version, about, long_about, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Accepted because some editors add it; there is no other transport
    #[arg(long, hide = true)]
    pub stdio: bool,
}

const EXAMPLES: &str = "\
Examples:
  workos-lsp check                      what is broken or deprecated here, at the installed version
  workos-lsp check --to latest apps/api what breaks on the way to the newest version
  workos-lsp fix --to 8.0.0 --diff      the safe fixes for 8.0.0, as a diff
  workos-lsp explain node/mfa-verify-factor
  workos-lsp versions                   which versions are installed, and how that is known";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the Language Server Protocol on standard input and output (the default)
    Server(ServerArgs),
    /// List what is broken, deprecated or about to break
    #[command(after_help = CHECK_HELP)]
    Check(CheckArgs),
    /// Fix what can be fixed safely
    #[command(after_help = FIX_HELP)]
    Fix(FixArgs),
    /// Explain a change, or a symbol: what it was, what it is now, in which versions
    #[command(
        after_help = "Examples:\n  workos-lsp explain node/vault-create-secret\n  workos-lsp explain WorkOS.mfa.verifyFactor"
    )]
    Explain(ExplainArgs),
    /// Show which versions of covered packages are installed, and how that is known
    Versions(VersionsArgs),
    /// Look after the tables
    #[command(subcommand)]
    Knowledge(KnowledgeCommand),
}

const CHECK_HELP: &str = "\
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the run failed.

Examples:
  workos-lsp check
  workos-lsp check --to 9.0.0 src
  workos-lsp check --to @workos-inc/node=latest --format json
  workos-lsp check --assume @workos-inc/node=7.82.0 scripts/login.ts
  workos-lsp check --fail-on never --format concise";

const FIX_HELP: &str = "\
Without --to the code is fixed for the installed version; with it, for the version that you are going to.
Exit status: 0 done, 1 a finding at or above --fail-on remains (with --diff: a diff was printed), 2 a file could not
be written or the run failed.

Examples:
  workos-lsp fix
  workos-lsp fix --to 8.0.0 --diff
  workos-lsp fix --to latest --unsafe src
  workos-lsp fix --to 8.0.0 --only node/mfa-verify-factor";

/// `server`.
#[derive(Args, Clone, Debug, Default)]
pub struct ServerArgs {
    /// Accepted because some editors add it; there is no other transport
    #[arg(long, hide = true)]
    pub stdio: bool,
}

/// What several commands take.
#[derive(Args, Clone, Debug, Default)]
pub struct Common {
    /// Judge upgrades to this version: a version, `latest` (the newest known) or `installed`. PACKAGE may be left out
    /// where one covered package is in use. Can be given several times
    #[arg(long, value_name = "[PACKAGE=]VERSION")]
    pub to: Vec<String>,
    /// Take this version as installed, whatever is. Can be given several times
    #[arg(long, value_name = "PACKAGE=VERSION")]
    pub assume: Vec<String>,
    /// Lay the tables in this folder over the built-in ones (it has the layout of `knowledge/`)
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// Use this configuration instead of the nearest workos-lsp.json
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How to write
    #[command(flatten)]
    pub output: Output,
}

/// How to write.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Output {
    /// How to write the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
    /// When to use colours
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
}

impl Output {
    /// Whether source lines are shown.
    #[must_use]
    pub fn is_pictured(self) -> bool {
        self.format == Format::Full
    }
}

/// `--format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the source line, the reason and the fix
    #[default]
    Full,
    /// One line each
    Concise,
    /// For programs; the schema is published
    Json,
}

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `--fail-on`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors only
    Error,
    /// Warnings and errors
    #[default]
    Warning,
    /// Information and above
    Information,
    /// Anything at all
    Hint,
    /// Nothing
    Never,
}

impl FailOn {
    /// Whether a finding of this severity fails the run.
    #[must_use]
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Information => severity >= Severity::Information,
            Self::Hint => severity >= Severity::Hint,
            Self::Never => false,
        }
    }
}

/// `check`.
#[derive(Args, Clone, Debug, Default)]
pub struct CheckArgs {
    /// Files and folders to look at
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Fail (exit 1) if something is at least this loud
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub fail_on: FailOn,
    /// What several commands take
    #[command(flatten)]
    pub common: Common,
}

/// `fix`.
#[derive(Args, Clone, Debug, Default)]
pub struct FixArgs {
    /// Files and folders to fix
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Fix only this change. Can be given several times
    #[arg(long, value_name = "ID")]
    pub only: Vec<String>,
    /// Also apply fixes that may change what the code does; look at the result
    #[arg(long = "unsafe")]
    pub allow_unsafe: bool,
    /// Write nothing, print what would change
    #[arg(long)]
    pub diff: bool,
    /// Fail (exit 1) if something that remains is at least this loud
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    pub fail_on: FailOn,
    /// What several commands take
    #[command(flatten)]
    pub common: Common,
}

/// `explain`.
#[derive(Args, Clone, Debug, Default)]
pub struct ExplainArgs {
    /// The id of a change, as findings show it, or a symbol (`WorkOS.mfa.verifyFactor`)
    #[arg(value_name = "ID|SYMBOL")]
    pub what: String,
    /// Lay the tables in this folder over the built-in ones
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// How to write
    #[command(flatten)]
    pub output: Output,
}

/// `versions`.
#[derive(Args, Clone, Debug, Default)]
pub struct VersionsArgs {
    /// A file or folder of the project
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// What several commands take
    #[command(flatten)]
    pub common: Common,
}

/// `knowledge`.
#[derive(Debug, Subcommand)]
pub enum KnowledgeCommand {
    /// Check the tables: loading, timelines, and the engine on every example
    Verify(VerifyArgs),
    /// List what disappears or changes in a package and no table speaks of
    #[command(
        after_help = "Exit status: 0 there is none, 1 there are some.\n\nExample:\n  workos-lsp knowledge gaps @workos-inc/node --from 7.82.0 --to 8.0.0"
    )]
    Gaps(GapsArgs),
}

/// `knowledge verify`.
#[derive(Args, Clone, Debug, Default)]
pub struct VerifyArgs {
    /// Lay the tables in this folder over the built-in ones, and check those too
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// How to write
    #[command(flatten)]
    pub output: Output,
}

/// `knowledge gaps`.
#[derive(Args, Clone, Debug, Default)]
pub struct GapsArgs {
    /// The package; all covered ones without it
    #[arg(value_name = "PACKAGE")]
    pub package: Option<String>,
    /// From this version on
    #[arg(long, value_name = "VERSION")]
    pub from: Option<String>,
    /// Up to this version
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,
    /// Lay the tables in this folder over the built-in ones
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// How to write
    #[command(flatten)]
    pub output: Output,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_argument_means_serve() {
        let cli = Cli::try_parse_from(["workos-lsp"]).unwrap();
        assert!(cli.command.is_none());
        assert!(Cli::try_parse_from(["workos-lsp", "--stdio"]).is_ok());
    }

    #[test]
    fn each_threshold_takes_what_is_louder() {
        assert!(FailOn::Warning.fails(Severity::Error));
        assert!(!FailOn::Warning.fails(Severity::Information));
        assert!(FailOn::Hint.fails(Severity::Hint));
        assert!(!FailOn::Never.fails(Severity::Error));
    }
}
