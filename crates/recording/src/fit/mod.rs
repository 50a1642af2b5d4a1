//! FIT files: Garmin's binary format, read by our own streaming decoder and written with rustyfit's encoder.
//!
//! Reading never fails: what is damaged is reported with its byte position and stepped over, and no claim of
//! length in the file is believed beyond the bytes that are there.

mod assemble;
mod compose;
mod content;
mod crc;
mod developer;
mod findings;
mod rows;
mod strap;
mod stream;
mod wire;
mod words;
pub mod workout;
mod write;

use femoris_measure::RecordedRun;

use self::content::Content;
use self::crc::crc16;
use self::findings::Findings;
use self::strap::Strap;
use self::stream::Walk;
use self::wire::{Header, SIGNATURE};
use self::workout::RawWorkout;
use crate::{Diagnostic, FileKind, Format, Reading, clean};

pub use self::compose::WriteError;
pub use self::write::write_activity;

/// Activities read of one file: a chain of years, and few enough to bound memory.
const MAX_RUNS: usize = 2_000;

/// Whether these bytes are a FIT file, by its signature.
pub fn is_fit(bytes: &[u8]) -> bool {
    Header::parse(bytes).is_some()
}

/// Reads a FIT file, every part of a chained one.
pub fn read(bytes: &[u8]) -> Reading {
    if !is_fit(bytes) {
        let message = "The file does not begin with the header of a FIT file.";
        let diagnostics = vec![Diagnostic::error("not_fit", 0, message)];
        return Reading {
            format: Format::Unknown,
            kind: FileKind::NotARecording,
            parts: Vec::new(),
            diagnostics,
        };
    }
    let mut findings = Findings::default();
    let mut parts = Vec::new();
    let mut kinds = Vec::new();
    let mut strap = Strap::default();
    let mut at = 0;
    while let Some(span) = next_part(bytes, at, &mut findings) {
        let walk = Walk::new(&bytes[..span.limit], span.data.start, span.data.end);
        let mut content = walk.run(&mut findings);
        strap.append(std::mem::take(&mut content.strap));
        let kind = kind_of(&content);
        match kind {
            Some(kind @ (FileKind::Activity | FileKind::Course)) => {
                parts.extend(assemble::runs(content, kind, span.header as u64, &mut findings));
            }
            Some(FileKind::Workout) => {
                report_workout(&content.workout, span.header as u64, &mut findings);
            }
            _ => {}
        }
        if kinds.len() < MAX_RUNS {
            kinds.extend(kind);
        }
        at = span.next;
        if parts.len() >= MAX_RUNS {
            let message = format!("Only the first {MAX_RUNS} activities of the file were read.");
            findings.error("too_many_activities", at as u64, message);
            break;
        }
    }
    merge_strap(strap, &mut parts, &mut findings);
    let kind = if kinds.contains(&FileKind::Activity) {
        FileKind::Activity
    } else {
        kinds.first().copied().unwrap_or(FileKind::Other)
    };
    if kind == FileKind::Activity && parts.is_empty() {
        findings.error("no_activity", None, "The file holds no records that could be used and no summary.");
    }
    let mut diagnostics = findings.into_diagnostics();
    parts.iter_mut().for_each(|run| clean::finish(run, &mut diagnostics));
    Reading { format: Format::Fit, kind, parts, diagnostics }
}

/// Where one part of a file lies.
#[derive(Debug)]
struct Span {
    header: usize,
    /// Where messages begin; the last one begins before the end.
    data: std::ops::Range<usize>,
    /// How far the last message may reach.
    limit: usize,
    next: usize,
}

/// Finds the part that begins at or after `at` and checks its frame.
fn next_part(bytes: &[u8], at: usize, findings: &mut Findings) -> Option<Span> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    let Some(header) = Header::parse(rest) else {
        let found = find_signature(bytes, at + 1);
        report_unreadable(bytes, at, found.unwrap_or(bytes.len()), findings);
        return found.and_then(|found| next_part(bytes, found, findings));
    };
    if !header.known_size {
        let message = "The length of the file header is not one the format knows; 14 bytes were assumed.";
        findings.warning("odd_header", at as u64, message);
    }
    if header.checksum.is_some_and(|stored| stored != crc16(&rest[..12])) {
        let message = "The checksum of the file header does not match; its content was read as it stands.";
        findings.warning("header_checksum_mismatch", (at + 12) as u64, message);
    }
    Some(span(bytes, at, &header, findings))
}

/// Where the messages of a part end: where its header says, if what is there bears it out.
fn span(bytes: &[u8], at: usize, header: &Header, findings: &mut Findings) -> Span {
    let start = at + header.size;
    let up_to = |end: usize| Span { header: at, data: start..end, limit: end, next: end };
    let open_end = || up_to(find_signature(bytes, start).unwrap_or(bytes.len()));
    if header.data_size == 0 {
        let message = "The recording was never closed: its length is zero and it has no summary.";
        findings.error("unfinished_recording", (at + 4) as u64, message);
        return open_end();
    }
    let claimed = start.saturating_add(header.data_size);
    let Some(stored) = claimed.checked_add(2).and_then(|end| bytes.get(claimed..end)) else {
        let message = format!(
            "The header announces {} bytes of messages, {} are there; the end of the recording is missing.",
            header.data_size,
            bytes.len() - start
        );
        findings.error("file_ends_early", bytes.len() as u64, message);
        return up_to(claimed.min(bytes.len()));
    };
    let mut closed = Span { next: claimed + 2, ..up_to(claimed) };
    if u16::from_le_bytes([stored[0], stored[1]]) == crc16(&bytes[at..claimed]) {
        return closed;
    }
    let message = "The checksum does not match: some bytes of the recording have changed.";
    findings.warning("checksum_mismatch", claimed as u64, message);
    let behind = &bytes[closed.next..];
    if behind.is_empty() {
        // There may be no checksum at all, and its bytes the end of the last message.
        closed.limit = bytes.len();
        closed
    } else if Header::parse(behind).is_none() {
        // A length written before the recording ended leaves messages behind it.
        open_end()
    } else {
        closed
    }
}

/// The next place at or after `from` where a file header begins.
fn find_signature(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(12).position(|window| window.ends_with(SIGNATURE)).map(|at| from + at)
}

fn report_unreadable(bytes: &[u8], from: usize, to: usize, findings: &mut Findings) {
    if bytes[from..to].iter().all(|byte| *byte == 0) {
        let message = format!("{} zero bytes follow the recording; they were passed over.", to - from);
        findings.info("padding", from as u64, message);
    } else {
        let message = format!("{} bytes are not a part of a FIT file and could not be read.", to - from);
        findings.error("unreadable_bytes", from as u64, message);
    }
}

/// What a part is for: what it says, else what it holds; `None` for a part that says and holds nothing of its own.
fn kind_of(content: &Content) -> Option<FileKind> {
    let holds_activity = !content.sessions.is_empty() || content.rows.len() > 0;
    match content.file_type.map(words::file_kind) {
        Some(FileKind::Other) if !content.sessions.is_empty() => Some(FileKind::Activity),
        Some(kind) => Some(kind),
        None if holds_activity => Some(FileKind::Activity),
        None if content.has_file_id => Some(FileKind::Other),
        None => None,
    }
}

/// Says of a workout what can be said of it; it is no recording.
fn report_workout(workout: &RawWorkout, at: u64, findings: &mut Findings) {
    use self::workout::UnreadWorkout;
    let steps = workout.step_count();
    match workout.understand() {
        Ok(_) | Err(UnreadWorkout::Unknown { .. } | UnreadWorkout::UnknownSport) => {
            findings.info("workout", at, format!("A planned workout of {steps} steps, not a recording."));
        }
        Err(error) => findings.warning("broken_workout", at, format!("A planned workout, but {error}.")),
    }
}

/// Gives runs the heart rates a strap recorded meanwhile.
fn merge_strap(mut strap: Strap, parts: &mut [RecordedRun], findings: &mut Findings) {
    if strap.is_empty() {
        return;
    }
    strap.sort();
    let filled: usize = parts.iter_mut().map(|run| strap.fill(&mut run.samples)).sum();
    if filled > 0 {
        let message = format!("{filled} records had no heart rate; the one the strap kept was merged in.");
        findings.info("strap_heart_rate", None, message);
    }
}
