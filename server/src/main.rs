//! The program.

use std::process::ExitCode;

fn main() -> ExitCode {
    workos_lsp::cli::main()
}
