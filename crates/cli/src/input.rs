//! Files that a command reads whole.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use femoris_app::{AppError, unreachable_file};

/// The bytes of a file, or of standard input for `-`. One byte more than allowed may come, so that whoever reads them
/// can tell and say so. `what` is the file that was expected.
pub(crate) fn bytes(path: &Path, most: u64, what: &str) -> Result<Vec<u8>, AppError> {
    let shown = path.display().to_string();
    let source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| unreachable_file(&shown, &error))?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(AppError::refused(shown, format!("this is a folder; name {what}")));
        }
        Box::new(file)
    };
    let mut bytes = Vec::new();
    source
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| AppError::refused(shown, format!("could not be read to its end: {error}")))?;
    Ok(bytes)
}
