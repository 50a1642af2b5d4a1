//! A consistent copy of the database while it is in use.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::SqlContext;
use crate::folder::{companion, make_private, remove_if_there, sync_folder};
use crate::migrate::{self, FileState};
use crate::{Reader, Store, StoreError, connect};

/// A finished backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The file.
    pub file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Activities in it, of any standing.
    pub runs: u64,
    /// Events of the case in it.
    pub events: u64,
}

impl Store {
    /// Writes a consistent copy of everything into one file, while others read and write. The file appears under
    /// its name only when it is complete and verified. An earlier backup of that name is replaced; a file that is
    /// no backup of ours is not.
    pub fn backup(&self, file: &Path) -> Result<BackedUp, StoreError> {
        refuse_foreign(file, self.folder())?;
        self.read(|reader| {
            // Read first: the first question fixes the moment that the copy then is of.
            let totals = reader.totals()?;
            copy_database(reader.conn, file)?;
            let bytes = fs::metadata(file).map_err(StoreError::io("read the size of", file))?.len();
            let runs = totals.shown + totals.merged + totals.removed;
            Ok(BackedUp { file: file.to_owned(), bytes, runs, events: totals.events })
        })
    }
}

impl Reader<'_> {
    /// Asks SQLite to look at every page and every index, and at every reference between tables.
    pub fn verify(&self) -> Result<(), StoreError> {
        verify(self.conn)
    }
}

/// Copies a database into a file: beside it first, verified, then under its name. Inside a read transaction the
/// copy is of one moment and never has to begin again.
pub(crate) fn copy_database(from: &Connection, file: &Path) -> Result<(), StoreError> {
    let partial = companion(file, ".partial");
    for leftover in [partial.clone(), companion(&partial, "-journal")] {
        remove_if_there(&leftover)?;
    }
    let copied = copy_and_verify(from, &partial);
    if let Err(error) = copied {
        remove_if_there(&partial)?;
        return Err(error);
    }
    fs::rename(&partial, file).map_err(StoreError::io("name", file))?;
    sync_folder(file)
}

fn copy_and_verify(from: &Connection, partial: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut to = connect::open(partial, flags)?;
    copy_pages(from, &mut to)?;
    // A copy is one file: without a log beside it, and without needing one to be read.
    to.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).doing("finish a copy")?;
    verify(&to)?;
    to.close().map_err(|(_, error)| crate::error::sql("close a copy")(error))?;
    make_private(partial)?;
    let written = File::open(partial).and_then(|copy| copy.sync_all());
    written.map_err(StoreError::io("write", partial))
}

/// Copies every page in one step. The reader's log keeps writers undisturbed meanwhile.
pub(crate) fn copy_pages(from: &Connection, to: &mut Connection) -> Result<(), StoreError> {
    let backup = Backup::new(from, to).doing("begin a copy")?;
    match backup.step(-1).doing("copy the database")? {
        StepResult::Done => Ok(()),
        _ => Err(StoreError::Busy),
    }
}

/// Fails unless SQLite finds nothing wrong.
pub(crate) fn verify(conn: &Connection) -> Result<(), StoreError> {
    let damaged = |why: String| StoreError::damaged("the database", why);
    let finding: String =
        conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).doing("check the database")?;
    if finding != "ok" {
        return Err(damaged(finding));
    }
    let dangling = conn
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut check| check.exists([]))
        .doing("check the references of the database")?;
    if dangling { Err(damaged("a row refers to one that is missing".to_owned())) } else { Ok(()) }
}

/// A backup may replace an earlier backup, nothing else, and never the database itself.
fn refuse_foreign(file: &Path, folder: &Path) -> Result<(), StoreError> {
    if file.file_name().is_none() {
        return Err(StoreError::refused("file", "the backup needs a file name"));
    }
    let inside = |folder: &Path| {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        matches!((parent.canonicalize(), folder.canonicalize()), (Ok(a), Ok(b)) if a == b)
    };
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if name.starts_with("femoris.") && inside(folder) {
        return Err(StoreError::refused("file", "the backup must not take the place of the data itself"));
    }
    if !file.exists() {
        return Ok(());
    }
    if !file.is_file() {
        return Err(StoreError::NotOurs { path: file.to_owned() });
    }
    let conn = connect::open(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match migrate::inspect(&conn, file) {
        Ok(FileState::Ours(_)) => Ok(()),
        Ok(FileState::Fresh) | Err(_) => Err(StoreError::NotOurs { path: file.to_owned() }),
    }
}
