//! Standard output and standard error, with or without colours.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};

use crate::cli::args::Color;

/// Writes a text, styles stripped where they are not wanted. A reader that has gone away (`| head`) is no error.
///
/// # Errors
/// Where the text cannot be written, a full disk for instance.
pub fn stdout(text: &str, color: Color) -> io::Result<()> {
    quiet(AutoStream::new(io::stdout().lock(), choice(color)).write_all(text.as_bytes()))?;
    quiet(io::stdout().lock().flush())
}

/// Writes what a program reads as it is, piece after piece: there are no styles in it.
///
/// # Errors
/// Where it cannot be written.
pub fn data(pieces: &[String]) -> io::Result<()> {
    let mut stream = io::stdout().lock();
    let written = pieces
        .iter()
        .try_for_each(|piece| stream.write_all(piece.as_bytes()));
    quiet(written.and_then(|()| stream.flush()))
}

/// Writes a line to standard error, as far as that is possible.
pub fn stderr(line: &str, color: Color) {
    let mut stream = AutoStream::new(io::stderr().lock(), choice(color));
    // Nobody is left to be told.
    let _ = writeln!(stream, "{line}");
}

fn quiet(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn choice(color: Color) -> ColorChoice {
    match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}
