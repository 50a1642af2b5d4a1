//! Decoding one file without storing anything.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use femoris_recording::walk::Limits;
use femoris_recording::{Diagnostic, Reading, read};

use crate::AppError;

/// Reads and decodes one recording; a gzipped one is unpacked first.
///
/// Errors are about reaching the bytes (no such file, a folder, no permission, too large). What is wrong *in* the
/// file is a diagnostic of the reading.
pub fn read_file(path: &Path) -> Result<Reading, AppError> {
    let shown = path.display().to_string();
    let bytes = file_bytes(path, &shown)?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(read(&bytes));
    }
    let (unpacked, broken) = limited(flate2::read::MultiGzDecoder::new(bytes.as_slice()), &shown)?;
    let mut reading = read(&unpacked);
    if let Some(error) = broken {
        let found = format!("The .gz breaks off or is damaged ({error}); what came before was read.");
        reading.diagnostics.push(Diagnostic::error("gzip_damaged", None, found));
    }
    Ok(reading)
}

fn file_bytes(path: &Path, shown: &str) -> Result<Vec<u8>, AppError> {
    let file = File::open(path).map_err(|error| unreachable_file(shown, &error))?;
    let about = file.metadata().map_err(|error| unreachable_file(shown, &error))?;
    if about.is_dir() {
        return Err(AppError::refused(
            shown,
            "this is a folder; name its files, or bring it in with femoris import",
        ));
    }
    match limited(file, shown)? {
        (bytes, None) => Ok(bytes),
        (_, Some(error)) => Err(AppError::refused(shown, format!("could not be read to its end: {error}"))),
    }
}

/// All bytes of a source, or those before it breaks off and why it does; no more than an import takes.
fn limited(source: impl Read, shown: &str) -> Result<(Vec<u8>, Option<io::Error>), AppError> {
    let most = Limits::default().recording_bytes;
    let mut bytes = Vec::new();
    let broken = source.take(most + 1).read_to_end(&mut bytes).err();
    if bytes.len() as u64 > most {
        let limit = most / (1024 * 1024);
        return Err(AppError::refused(shown, format!("larger than {limit} MiB, which no recording is")));
    }
    Ok((bytes, broken))
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
