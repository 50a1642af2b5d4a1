//! `femoris examine CASE.json`: a case file to a verdict, without data folder, network or clock.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use femoris_app::{AppError, LARGEST_CASE_FILE, examine};

use crate::output::Done;

pub(crate) fn run(path: &Path) -> Result<Option<Done>, AppError> {
    let verdict = examine(&bytes(path)?)?;
    Ok(Some(Done::all(verdict.json, verdict.text)))
}

fn bytes(path: &Path) -> Result<Vec<u8>, AppError> {
    let shown = path.display().to_string();
    let source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => AppError::not_found(format!("{shown}: there is no such file")),
            io::ErrorKind::PermissionDenied => {
                AppError::not_allowed(format!("{shown}: this user may not read it"))
            }
            _ => AppError::refused(&shown, format!("could not be opened: {error}")),
        })?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(AppError::refused(shown, "this is a folder; name a case file"));
        }
        Box::new(file)
    };
    // One byte more than allowed, so that the reader of the case can tell and say so.
    let mut bytes = Vec::new();
    source
        .take(LARGEST_CASE_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| AppError::refused(shown, format!("could not be read to its end: {error}")))?;
    Ok(bytes)
}
