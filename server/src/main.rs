//! The program.

use std::process::ExitCode;

/// Trees and facts are many small pieces, given back on whichever thread is done with them; the parser's are taken from
/// here, too (the crate's `override`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    workos_lsp::cli::main()
}
