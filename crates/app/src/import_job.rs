//! An import that runs while pages are served: its progress, and how to stop it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::{FileOutcome, Outcome, Tally};

/// Refused or partly read files kept in memory for the live page; the whole list is in the store.
const RECENT: usize = 20;

/// What an import tells whoever watches it.
pub trait ImportWatcher: Sync {
    /// A file was settled.
    fn settled(&self, outcome: &FileOutcome);
    /// How many files there are to look at, once known.
    fn expected(&self, files: u64);
    /// Whether to stop before the next file. What was settled stays.
    fn stop(&self) -> bool;
}

/// Nobody watches: nothing is told, and nothing stops it.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl ImportWatcher for Unwatched {
    fn settled(&self, _outcome: &FileOutcome) {}

    fn expected(&self, _files: u64) {}

    fn stop(&self) -> bool {
        false
    }
}

/// Where an import stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportState {
    /// Files are being read.
    Running,
    /// All files have an outcome.
    Done,
    /// Stopped by the runner; bringing the same files again goes on.
    Stopped,
    /// It could not go on; says why.
    Failed(String),
}

/// A moment's view of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportStatus {
    /// Number of the import, as the store keeps it.
    pub id: u64,
    /// Where it stands.
    pub state: ImportState,
    /// Files to look at, once known.
    pub expected: Option<u64>,
    /// Counts so far.
    pub tally: Tally,
    /// The newest files that were not simply imported.
    pub recent: Vec<FileOutcome>,
}

/// A running or finished import.
#[derive(Debug)]
pub(crate) struct ImportJob {
    status: Mutex<ImportStatus>,
    stop: AtomicBool,
}

impl ImportJob {
    pub(crate) fn new(id: u64) -> Self {
        let status = ImportStatus {
            id,
            state: ImportState::Running,
            expected: None,
            tally: Tally::default(),
            recent: Vec::new(),
        };
        Self { status: Mutex::new(status), stop: AtomicBool::new(false) }
    }

    pub(crate) fn status(&self) -> ImportStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(crate) fn finish(&self, state: ImportState) {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).state = state;
    }
}

impl ImportWatcher for ImportJob {
    fn settled(&self, outcome: &FileOutcome) {
        let mut status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        status.tally.add(outcome.outcome);
        if outcome.outcome != Outcome::Imported {
            if status.recent.len() == RECENT {
                status.recent.remove(0);
            }
            status.recent.push(outcome.clone());
        }
    }

    fn expected(&self, files: u64) {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).expected = Some(files);
    }

    fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
