//! Files, folders and export archives to recordings, one at a time, whatever their size or state.
//!
//! Nothing here stops at a bad file: each gets an outcome with a sentence. Memory holds the entry at hand, the
//! directory of the archives it lies in and the names and notes of an export, never a whole archive.

mod apple;
mod archive;
mod folder;
mod hold;
mod lists;
mod source;
mod unpack;
mod walker;

use std::fs::File;
use std::io::{Read, Seek};
use std::ops::ControlFlow;
use std::path::PathBuf;

pub use unpack::{Opened, Part, Unpacking, open_packed};

use crate::Reading;
use walker::Walker;

/// Looks at files and folders, in name order, and hands every outcome to `sink` as it is found.
///
/// All roots together are one export: a list among them names the recordings among them.
/// The walk ends early when `sink` breaks.
pub fn walk(roots: &[PathBuf], limits: &Limits, sink: &mut dyn FnMut(Found) -> ControlFlow<()>) -> Count {
    let mut walker = Walker::new(limits, sink);
    // Whether it was stopped stands in the count.
    let _flow = walker.roots(roots);
    walker.count
}

/// Looks at one file that is already open, such as an upload; `name` is for display only.
pub fn walk_reader<R: Read + Seek>(
    name: &str,
    mut reader: R,
    limits: &Limits,
    sink: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Count {
    let mut walker = Walker::new(limits, sink);
    let _flow = walker.upload(name, &mut reader);
    walker.count
}

/// How many outcomes a walk is likely to give, for a progress bar: files of folders and entries of archives, not
/// of archives inside archives. Reads folders and the ends of archives only.
pub fn count_hint(roots: &[PathBuf], limits: &Limits) -> u64 {
    let (files, _) = folder::list(roots, limits.entries);
    let entries = |file: &folder::Listed| {
        let archive = file.problem.is_none() && file.shown.to_ascii_lowercase().ends_with(".zip");
        let claim = archive.then(|| source::claim(&mut File::open(&file.path).ok()?).ok()?).flatten();
        claim.map_or(1, |claim| claim.entries)
    };
    files.iter().map(entries).fold(0, u64::saturating_add).min(limits.entries)
}

impl Count {
    fn add(&mut self, what: &What) {
        self.files += 1;
        match what {
            What::Recording { .. } => self.recordings += 1,
            What::Run { .. } => self.runs += 1,
            What::NotARun { .. } => self.not_runs += 1,
            What::Refused { .. } => self.refused += 1,
        }
    }
}

/// Bounds that hostile input runs into. The defaults fit every real export we know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Files and archive entries looked at in one walk.
    pub entries: u64,
    /// Expanded size of one recording. A 48-hour TCX at one point a second has 120 MB.
    pub recording_bytes: u64,
    /// Expanded size of everything in one walk, Apple Health exports and nested archives included.
    pub total_bytes: u64,
    /// Expanded size of an archive packed inside another; it is unpacked to a temporary file.
    pub archive_bytes: u64,
    /// Expanded over packed size of an entry, looked at once it has expanded to more than 1 MiB.
    pub ratio: u64,
    /// Packings around a recording: `a.zip/b.zip/c.fit.gz` has three.
    pub depth: u32,
    /// Expanded size of one list of activities or notes (a CSV or JSON of an export).
    pub list_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Self {
            entries: 200_000,
            recording_bytes: 128 * MIB,
            total_bytes: 256 * 1024 * MIB,
            archive_bytes: 8 * 1024 * MIB,
            ratio: 500,
            depth: 3,
            list_bytes: 32 * MIB,
        }
    }
}

/// One file or archive entry and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// For people: `export.zip/activities/1.fit.gz`. Never used as a path on disk.
    pub path: String,
    /// What it is.
    pub what: What,
}

/// What one file or archive entry turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The bytes of a recording, unpacked; decode them with [`crate::read`].
    Recording {
        /// The file as the device wrote it.
        bytes: Vec<u8>,
        /// What the export says about it.
        note: Option<Note>,
    },
    /// A run that is no file of its own: a workout of Apple Health, a line of a summary list.
    Run {
        /// Its one part, already decoded.
        reading: Reading,
        /// Canonical bytes to keep as its original; [`crate::read`] gives the same part back.
        key: Vec<u8>,
        /// What the export says about it.
        note: Option<Note>,
    },
    /// Sound, but nothing to import.
    NotARun {
        /// A sentence that says what it is.
        why: String,
    },
    /// Should have been looked at but cannot be.
    Refused {
        /// A sentence that says why and, where there is one, the remedy.
        why: String,
    },
}

/// What an export says about a recording beside the recording itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// The runner's title; empty when none.
    pub title: String,
    /// The runner's own words; empty when none.
    pub note: String,
    /// Shoes or other gear; empty when none.
    pub gear: String,
    /// The service's word for the sport, such as `Trail Run`; empty when none.
    pub sport_word: String,
}

/// What one walk met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Outcomes given.
    pub files: u64,
    /// [`What::Recording`] among them.
    pub recordings: u64,
    /// [`What::Run`] among them.
    pub runs: u64,
    /// [`What::NotARun`] among them.
    pub not_runs: u64,
    /// [`What::Refused`] among them.
    pub refused: u64,
    /// The receiver asked to stop before the end.
    pub stopped: bool,
}
