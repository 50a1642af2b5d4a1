//! Decoding one file without storing anything.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use femoris_recording::{Reading, read};

use crate::AppError;

/// Largest file that is read whole, in bytes: ten times a day-long recording with every sensor as TCX.
pub(crate) const LARGEST_FILE: u64 = 256 * 1024 * 1024;

/// Reads and decodes one recording; a gzipped one is unpacked first.
///
/// Errors are about reaching the bytes (no such file, a folder, no permission, too large). What is wrong *in* the
/// file is a diagnostic of the reading.
pub fn read_file(path: &Path) -> Result<Reading, AppError> {
    Ok(read(&file_bytes(path)?))
}

fn file_bytes(path: &Path) -> Result<Vec<u8>, AppError> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|error| unreachable_file(&shown, &error))?;
    let about = file.metadata().map_err(|error| unreachable_file(&shown, &error))?;
    if about.is_dir() {
        return Err(AppError::refused(
            shown,
            "this is a folder; name its files, or bring it in with femoris import",
        ));
    }
    let bytes = limited(file, &shown)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return limited(flate2::read::MultiGzDecoder::new(bytes.as_slice()), &shown);
    }
    Ok(bytes)
}

fn limited(source: impl Read, shown: &str) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    source
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| AppError::refused(shown, format!("could not be read to its end: {error}")))?;
    if bytes.len() as u64 > LARGEST_FILE {
        let limit = LARGEST_FILE / (1024 * 1024);
        return Err(AppError::refused(shown, format!("larger than {limit} MiB, which no recording is")));
    }
    Ok(bytes)
}

/// Why a file that somebody named cannot be opened, and whose turn it is.
pub fn unreachable_file(shown: &str, error: &io::Error) -> AppError {
    match error.kind() {
        io::ErrorKind::NotFound => AppError::not_found(format!("{shown}: there is no such file")),
        io::ErrorKind::PermissionDenied => {
            AppError::not_allowed(format!("{shown}: this user may not read it; check its permissions"))
        }
        _ => AppError::refused(shown, format!("could not be opened: {error}")),
    }
}
