//! The directory on this machine: one SQLite file that is built anew by an import and only read afterwards.
//!
//! It holds what public directories and the runner's own lists say. Notes, ratings and anything about the runner are
//! kept elsewhere, under the key of the entry, so that a new edition cannot lose them.

mod build;
mod front;
mod input;
mod names;
mod pack;
mod place;
mod search;
mod sort;
mod towns;

use std::path::{Path, PathBuf};

use femoris_measure::Day;
use rusqlite::{Connection, OpenFlags};

pub use build::{FileReport, ImportReport, Outcome, Progress, import};
pub use input::Input;
pub use names::NameSearch;
pub use place::{Listing, Place};
pub use search::{Filter, Hit, Query, SearchOutcome, Widen};
pub use towns::TownHit;

use crate::vocabulary::Kind;

/// Name of the file in a data folder.
pub const FILE_NAME: &str = "femoris-directory.db";
/// Marks the file as ours: `FMRD` in ASCII.
const APPLICATION_ID: i64 = 0x464d_5244;
/// Version of the tables. A file of another version is built anew from its sources.
const VERSION: i64 = 1;

/// What can go wrong with the directory.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// No directory was imported yet.
    #[error("no directory is loaded yet")]
    Missing,
    /// The file is not a directory of ours or of another version.
    #[error("the directory on this computer was made by another version; import its files again")]
    OtherVersion,
    /// The disk failed.
    #[error("could not {doing}: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Why not.
        source: std::io::Error,
    },
    /// SQLite failed.
    #[error("could not {doing}")]
    Sql {
        /// What was tried.
        doing: &'static str,
        /// Why not; may name a path, so it is for the log only.
        source: rusqlite::Error,
    },
}

/// Says what was being done when SQLite or the disk failed.
trait Doing<T> {
    fn doing(self, doing: &'static str) -> Result<T, DirectoryError>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, DirectoryError> {
        self.map_err(|source| DirectoryError::Sql { doing, source })
    }
}

impl<T> Doing<T> for std::io::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, DirectoryError> {
        self.map_err(|source| DirectoryError::Io { doing, source })
    }
}

/// The directory, open for reading.
#[derive(Debug)]
pub struct Directory {
    conn: Connection,
}

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Kind.
    pub kind: Kind,
    /// Name of the file.
    pub name: String,
    /// Licence, where it is known.
    pub licence: Option<String>,
    /// The day the file says it is from.
    pub dated: Option<Day>,
    /// The day it was imported.
    pub imported: Option<Day>,
    /// Entries that it lists.
    pub listed: u64,
    /// Entries of earlier editions that it no longer lists.
    pub gone: u64,
}

impl Directory {
    /// The path of the directory in a data folder.
    pub fn path_in(folder: &Path) -> PathBuf {
        folder.join(FILE_NAME)
    }

    /// Opens the directory of a data folder for reading.
    pub fn open(folder: &Path) -> Result<Self, DirectoryError> {
        let path = Self::path_in(folder);
        if !path.is_file() {
            return Err(DirectoryError::Missing);
        }
        let doing = "open the directory";
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&path, flags).doing(doing)?;
        let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
        let ours = number("PRAGMA application_id").and_then(|id| Ok((id, number("PRAGMA user_version")?)));
        if !matches!(ours, Ok((APPLICATION_ID, VERSION))) {
            return Err(DirectoryError::OtherVersion);
        }
        conn.execute_batch(
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;
             PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY",
        )
        .doing(doing)?;
        Ok(Self { conn })
    }

    /// The files that were imported, newest import first.
    pub fn datasets(&self) -> Result<Vec<Dataset>, DirectoryError> {
        let sql = "SELECT kind, name, licence, dated, imported, listed, gone FROM dataset ORDER BY imported DESC, id DESC";
        self.conn
            .prepare(sql)
            .and_then(|mut select| {
                select
                    .query_map([], |row| {
                        Ok(Dataset {
                            kind: kind_of(row.get(0)?),
                            name: row.get(1)?,
                            licence: row.get(2)?,
                            dated: day_of(row.get(3)?),
                            imported: day_of(row.get(4)?),
                            listed: row.get::<_, i64>(5)?.unsigned_abs(),
                            gone: row.get::<_, i64>(6)?.unsigned_abs(),
                        })
                    })?
                    .collect()
            })
            .doing("list the imported files")
    }

    /// Whether typed towns or postal codes can be found.
    pub fn has_towns(&self) -> Result<bool, DirectoryError> {
        self.conn
            .query_row("SELECT EXISTS (SELECT 1 FROM town)", [], |row| row.get(0))
            .doing("look for towns")
    }
}

fn day_of(days: Option<i64>) -> Option<Day> {
    days.and_then(|days| i32::try_from(days).ok()).and_then(Day::from_days_since_epoch)
}

fn kind_of(number: i64) -> Kind {
    usize::try_from(number).ok().and_then(|index| Kind::ALL.get(index)).copied().unwrap_or(Kind::OwnList)
}
