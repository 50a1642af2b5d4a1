//! The ledger of imports: which files were met, and what became of each.

use femoris_measure::Instant;
use rusqlite::{OptionalExtension, Row, params};

use crate::error::SqlContext;
use crate::{Reader, RunId, Sha256, StoreError, Writer};

/// Number of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImportId(i64);

impl ImportId {
    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }

    /// From a number, such as one in an address; whether there is such an import is told by asking for it.
    pub fn from_number(number: i64) -> Self {
        Self(number)
    }
}

/// A file that an import has dealt with.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// Where it came from, such as `export.zip/activities/1.fit.gz`.
    pub path: &'a str,
    /// Hash of its bytes, where they could be read.
    pub sha: Option<Sha256>,
    /// What became of it, as a word such as `imported`.
    pub outcome: &'a str,
    /// The run it became or belongs to.
    pub run: Option<&'a RunId>,
    /// Why, in a sentence.
    pub why: Option<&'a str>,
}

/// A file of an import, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedFile {
    /// Its place in the import, from 0.
    pub index: u64,
    /// Where it came from.
    pub path: String,
    /// Hash of its bytes, where they could be read.
    pub sha: Option<Sha256>,
    /// What became of it, as a word.
    pub outcome: String,
    /// The run it became or belongs to.
    pub run: Option<RunId>,
    /// Why, in a sentence.
    pub why: Option<String>,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// Its number.
    pub id: ImportId,
    /// What was given, such as a folder or the name of an archive.
    pub source: String,
    /// When it began.
    pub started: Instant,
    /// When it ended; `None` when it is still going on or was killed.
    pub finished: Option<Instant>,
    /// Whether somebody stopped it before the end.
    pub is_stopped: bool,
}

/// What became of bytes the last time they were met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// What became of them, as a word.
    pub outcome: String,
    /// The run they became or belong to.
    pub run: Option<RunId>,
    /// Why, in a sentence.
    pub why: Option<String>,
}

impl Writer<'_> {
    /// Opens an import.
    pub fn begin_import(&self, source: &str, at: Instant) -> Result<ImportId, StoreError> {
        self.conn
            .prepare_cached("INSERT INTO import (source, started_ms) VALUES (?1, ?2)")
            .and_then(|mut insert| insert.insert(params![source, at.unix_ms()]))
            .map(ImportId)
            .doing("open an import")
    }

    /// Records what became of a file, in the same batch as the file's run, so that the two cannot disagree.
    pub fn record_file(&self, import: ImportId, file: &NewFile<'_>) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO import_file (import, i, path, sha256, outcome, run, why)
                 SELECT ?1, coalesce(max(i), -1) + 1, ?2, ?3, ?4, ?5, ?6 FROM import_file WHERE import = ?1",
            )
            .and_then(|mut insert| {
                let sha = file.sha.map(|sha| *sha.bytes());
                insert.execute(params![
                    import.0,
                    file.path,
                    sha,
                    file.outcome,
                    file.run.map(RunId::as_str),
                    file.why
                ])
            })
            .doing("record a file of an import")
            .map(|_| ())
    }

    /// Closes an import that came to its end.
    pub fn finish_import(&self, import: ImportId, at: Instant) -> Result<(), StoreError> {
        self.close_import(import, at, 0)
    }

    /// Closes an import that somebody stopped.
    pub fn stop_import(&self, import: ImportId, at: Instant) -> Result<(), StoreError> {
        self.close_import(import, at, 1)
    }

    fn close_import(&self, import: ImportId, at: Instant, stopped: i64) -> Result<(), StoreError> {
        self.conn
            .prepare_cached("UPDATE import SET finished_ms = ?2, stopped = ?3 WHERE id = ?1")
            .and_then(|mut update| update.execute(params![import.0, at.unix_ms(), stopped]))
            .doing("close an import")
            .map(|_| ())
    }
}

impl Reader<'_> {
    /// The last imports, newest first, at most `limit`.
    pub fn imports(&self, limit: usize) -> Result<Vec<ImportRow>, StoreError> {
        self.conn
            .prepare_cached(
                "SELECT id, source, started_ms, finished_ms, stopped FROM import ORDER BY id DESC LIMIT ?1",
            )
            .and_then(|mut select| select.query_map([limit as i64], import_row)?.collect())
            .doing("list imports")
    }

    /// An import, if there is one of this number.
    pub fn import(&self, import: ImportId) -> Result<Option<ImportRow>, StoreError> {
        self.conn
            .prepare_cached("SELECT id, source, started_ms, finished_ms, stopped FROM import WHERE id = ?1")
            .and_then(|mut select| select.query_row([import.0], import_row).optional())
            .doing("read an import")
    }

    /// Files of an import from place `from` on, in the order they were met, at most `limit`.
    pub fn import_files(
        &self,
        import: ImportId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<ImportedFile>, StoreError> {
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT i, path, sha256, outcome, run, why FROM import_file WHERE import = ?1 AND i >= ?2
                 ORDER BY i LIMIT ?3",
            )
            .doing("list files of an import")?;
        let rows = select
            .query_map(params![import.0, from, limit as i64], |row| {
                let sha: Option<[u8; 32]> = row.get(2)?;
                Ok((row.get::<_, i64>(0)?, row.get(1)?, sha, row.get(3)?, row.get(4)?, row.get(5)?))
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .doing("list files of an import")?;
        rows.into_iter()
            .map(|(index, path, sha, outcome, run, why)| {
                let (index, sha) = (index.unsigned_abs(), sha.map(Sha256::from_bytes));
                Ok(ImportedFile { index, path, sha, outcome, run: run_id(run)?, why })
            })
            .collect()
    }

    /// How many files of an import had which outcome.
    pub fn import_tally(&self, import: ImportId) -> Result<Vec<(String, u64)>, StoreError> {
        self.conn
            .prepare_cached("SELECT outcome, count(*) FROM import_file WHERE import = ?1 GROUP BY outcome")
            .and_then(|mut select| {
                let row = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()));
                select.query_map([import.0], row)?.collect()
            })
            .doing("count the files of an import")
    }

    /// What became of bytes the last time an import met them; `None` when none did.
    pub fn known_file(&self, sha: &Sha256) -> Result<Option<KnownFile>, StoreError> {
        let found: Option<(String, Option<String>, Option<String>)> = self
            .conn
            .prepare_cached(
                "SELECT outcome, run, why FROM import_file WHERE sha256 = ?1 ORDER BY import DESC, i DESC LIMIT 1",
            )
            .and_then(|mut select| {
                select.query_row([sha.bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
            })
            .doing("look for a known file")?;
        found.map(|(outcome, run, why)| Ok(KnownFile { outcome, run: run_id(run)?, why })).transpose()
    }
}

fn import_row(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    Ok(ImportRow {
        id: ImportId(row.get(0)?),
        source: row.get(1)?,
        started: Instant::from_unix_ms(row.get(2)?),
        finished: row.get::<_, Option<i64>>(3)?.map(Instant::from_unix_ms),
        is_stopped: row.get(4)?,
    })
}

fn run_id(text: Option<String>) -> Result<Option<RunId>, StoreError> {
    text.map(|text| {
        text.parse().map_err(|_| StoreError::damaged("the ledger of imports", "a run id cannot be read"))
    })
    .transpose()
}
