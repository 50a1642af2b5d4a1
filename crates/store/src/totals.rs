//! What the whole store holds, for the page about data. Reads one row and the size of the file.

use crate::error::SqlContext;
use crate::{Reader, StoreError};

/// Counts and sizes of everything kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoreTotals {
    /// Activities that are listed, of any sport.
    pub shown: u64,
    /// Activities merged into another.
    pub merged: u64,
    /// Activities the runner took away.
    pub removed: u64,
    /// Rows of samples of all of them.
    pub records: u64,
    /// Original files.
    pub originals: u64,
    /// Bytes of the originals as they came in.
    pub original_bytes: u64,
    /// Bytes the originals take.
    pub original_stored_bytes: u64,
    /// Bytes the samples take.
    pub stream_bytes: u64,
    /// Events of the case.
    pub events: u64,
    /// Verdicts that were shown.
    pub verdicts: u64,
    /// Bytes of the database file.
    pub database_bytes: u64,
    /// Shown runs of the sport running.
    pub runs: u64,
    /// Distance of these runs in whole centimetres.
    pub distance_cm: u64,
    /// Timer time of these runs in whole milliseconds.
    pub timer_ms: u64,
}

impl Reader<'_> {
    /// Counts and sizes of everything kept.
    pub fn totals(&self) -> Result<StoreTotals, StoreError> {
        self.conn
            .prepare_cached(
                "SELECT runs_shown, runs_merged, runs_removed, records, originals, original_bytes, original_stored,
                     stream_bytes, coalesce((SELECT max(seq) FROM event), 0),
                     coalesce((SELECT max(seq) FROM verdict_shown), 0),
                     (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size),
                     running, distance_cm, timer_ms
                 FROM total",
            )
            .and_then(|mut select| {
                select.query_row([], |row| {
                    let number = |index: usize| row.get::<_, i64>(index).map(i64::unsigned_abs);
                    Ok(StoreTotals {
                        shown: number(0)?,
                        merged: number(1)?,
                        removed: number(2)?,
                        records: number(3)?,
                        originals: number(4)?,
                        original_bytes: number(5)?,
                        original_stored_bytes: number(6)?,
                        stream_bytes: number(7)?,
                        events: number(8)?,
                        verdicts: number(9)?,
                        database_bytes: number(10)?,
                        runs: number(11)?,
                        distance_cm: number(12)?,
                        timer_ms: number(13)?,
                    })
                })
            })
            .doing("read what the store holds")
    }
}
