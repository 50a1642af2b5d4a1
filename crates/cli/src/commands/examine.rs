//! `femoris examine CASE.json`: a case file to a verdict, without data folder, network or clock.

use std::path::Path;

use femoris_app::{AppError, LARGEST_CASE_FILE, examine};

use crate::input;
use crate::output::Done;

pub(crate) fn run(path: &Path) -> Result<Option<Done>, AppError> {
    let verdict = examine(&input::bytes(path, LARGEST_CASE_FILE, "a case file")?)?;
    Ok(Some(Done::all(verdict.json, verdict.text)))
}
