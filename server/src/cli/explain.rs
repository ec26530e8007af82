//! `explain ID`: a change, told.

use super::{args::ExplainArgs, failure::Failure, known, scene::folder};

/// Prints the change.
///
/// # Errors
/// Where there is none of this id.
pub fn run(args: &ExplainArgs) -> Result<bool, Failure> {
    let dir = args
        .knowledge
        .as_deref()
        .map(|dir| folder(dir, "--knowledge"))
        .transpose()?;
    let (knowledge, _) = known::load(dir.as_slice());
    known::must_be_id(&knowledge, &args.id, "")?;
    Ok(false)
}
