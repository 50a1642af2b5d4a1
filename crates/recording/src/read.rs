//! One file's bytes to a reading, whatever the format.

use crate::recognise::{HEAD_BYTES, Look, look};
use crate::{Diagnostic, FileKind, Format, Reading, garmin_takeout, strava};

/// Reads a recording, recognised by its content. Never fails: what could not be read is in the diagnostics.
///
/// Packed files are for [`crate::walk`]; here they are named and not opened.
pub fn read(bytes: &[u8]) -> Reading {
    match look(&bytes[..bytes.len().min(HEAD_BYTES)]) {
        Look::Fit => crate::fit::read(bytes),
        Look::Gpx => crate::gpx::read(bytes),
        Look::Tcx => crate::tcx::read(bytes),
        Look::AppleHealth => crate::apple_health::read(bytes),
        Look::Gzip => not_a_recording("packed", "is packed with gzip; import it, or unpack it first"),
        Look::Zip => not_a_recording("packed", "is a zip archive; import it, or unpack it first"),
        Look::Json if garmin_takeout::is_list(bytes) => garmin_takeout::read(bytes),
        Look::Json => not_a_recording("not_a_recording", "looks like JSON text that lists no activities"),
        Look::Text => strava::read(bytes).unwrap_or_else(|| {
            not_a_recording("not_a_recording", "looks like plain text that lists no activities")
        }),
        Look::Empty => not_a_recording("empty", "has no bytes; copy or download it again"),
        Look::Other(words) => not_a_recording("not_a_recording", &format!("looks like {words}")),
    }
}

fn not_a_recording(code: &'static str, what: &str) -> Reading {
    Reading {
        format: Format::Unknown,
        kind: FileKind::NotARecording,
        parts: Vec::new(),
        diagnostics: vec![Diagnostic::error(code, 0, format!("The file {what}."))],
    }
}
