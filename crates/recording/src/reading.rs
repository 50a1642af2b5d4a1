//! The outcome of reading one file.

use femoris_measure::RecordedRun;

use crate::{Diagnostic, Severity};

/// The file format, by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Garmin's Flexible and Interoperable Data Transfer.
    Fit,
    /// GPS Exchange Format 1.0 or 1.1.
    Gpx,
    /// Training Center XML.
    Tcx,
    /// Apple Health export.
    AppleHealth,
    /// A summary list of activities without samples.
    Summary,
    /// None of these.
    Unknown,
}

impl Format {
    /// Lower-case word, as the JSON contract spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Gpx => "gpx",
            Self::Tcx => "tcx",
            Self::AppleHealth => "apple_health",
            Self::Summary => "summary",
            Self::Unknown => "unknown",
        }
    }
}

/// What the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A recorded activity.
    Activity,
    /// A planned workout.
    Workout,
    /// A course or route to follow.
    Course,
    /// All-day monitoring.
    Monitoring,
    /// Device settings.
    Settings,
    /// Body weight.
    Weight,
    /// A file of a known format that is none of the above.
    Other,
    /// Not a recording at all.
    NotARecording,
}

impl FileKind {
    /// Snake-case word, as the JSON contract spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Workout => "workout",
            Self::Course => "course",
            Self::Monitoring => "monitoring",
            Self::Settings => "settings",
            Self::Weight => "weight",
            Self::Other => "other",
            Self::NotARecording => "not_a_recording",
        }
    }
}

/// What one file held: its sessions, and what the reader has to say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Format, by content.
    pub format: Format,
    /// What the file is for.
    pub kind: FileKind,
    /// One entry per activity session.
    pub parts: Vec<RecordedRun>,
    /// Findings, in file order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// Whether anything was damaged: some of the file could not be read, or it is not as it was written.
    pub fn is_damaged(&self) -> bool {
        let damaged = |d: &Diagnostic| d.severity == Severity::Error || d.code == "checksum_mismatch";
        self.diagnostics.iter().any(damaged)
    }

    /// Whether nothing usable came out: not a recording, or an activity without any session.
    pub fn is_unusable(&self) -> bool {
        self.kind == FileKind::NotARecording || (self.kind == FileKind::Activity && self.parts.is_empty())
    }
}
