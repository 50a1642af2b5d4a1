//! Opening connections: settings that survive power loss, one writer, read-only readers.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::StoreError;
use crate::error::SqlContext;
use crate::folder::{Folder, Presence, make_private};
use crate::migrate::{self, FileState, SCHEMA_VERSION};

/// How long a statement waits for another process that is writing.
const BUSY_PATIENCE: Duration = Duration::from_secs(10);

/// Memory for pages a reader has read, in KiB: the history of many years without its samples. With SQLite's usual 2 MB,
/// a page that shows all of it read a fifth of its time from the file again.
const READER_CACHE_KIB: i64 = 16_000;

/// Statements kept prepared per connection; more than there are different ones.
const STATEMENTS: usize = 128;

/// Opens the database of a folder for writing, creating or migrating it as needed.
pub(crate) fn open_writer(folder: &Folder) -> Result<(Connection, Presence), StoreError> {
    folder.create()?;
    folder.sweep();
    let presence = Presence::shared(folder)?;
    let path = folder.database();
    if path.exists() && !path.is_file() {
        return Err(StoreError::NotOurs { path });
    }
    let mut conn = open(&path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    let state = migrate::inspect(&conn, &path)?;
    let presence = match state {
        FileState::Fresh => {
            settle(&conn, folder)?;
            migrate::migrate(&mut conn, folder, state)?;
            make_private(&path)?;
            presence
        }
        FileState::Ours(version) if version < SCHEMA_VERSION => {
            let alone = presence.become_alone(folder)?;
            settle(&conn, folder)?;
            migrate::migrate(&mut conn, folder, state)?;
            alone.become_shared(folder)?
        }
        FileState::Ours(_) => {
            settle(&conn, folder)?;
            presence
        }
    };
    Ok((conn, presence))
}

/// Opens the database for reading only. A writer is open in this process, so log and index files exist.
pub(crate) fn open_reader(folder: &Folder) -> Result<Connection, StoreError> {
    let conn = open(&folder.database(), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.pragma_update(None, "query_only", true).doing("set up a reader")?;
    // Counted in KiB where it is below zero.
    conn.pragma_update(None, "cache_size", -READER_CACHE_KIB).doing("set up a reader")?;
    Ok(conn)
}

/// Opens a file with the settings every connection has.
pub(crate) fn open(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| cannot_open(path, error))?;
    conn.busy_timeout(BUSY_PATIENCE).doing("set the patience of a connection")?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Without it a statement is planned anew for each value bound to it, which costs more than most of ours do.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).doing("keep the plans of statements")?;
    conn.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY",
    )
    .map_err(|error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => StoreError::NotOurs { path: path.to_owned() },
        Some(rusqlite::ErrorCode::CannotOpen) => cannot_open(path, error),
        _ => crate::error::sql("set up a connection")(error),
    })?;
    Ok(conn)
}

/// SQLite does not say why; where there is a file, it is one that this user may not read, or not write beside.
fn cannot_open(path: &Path, error: rusqlite::Error) -> StoreError {
    let kind = if path.is_file() { io::ErrorKind::PermissionDenied } else { io::ErrorKind::Other };
    StoreError::Io { doing: "open", path: path.to_owned(), source: io::Error::new(kind, error.to_string()) }
}

/// Settings of the writer: a write-ahead log, and every commit on the disk before it counts as done.
fn settle(conn: &Connection, folder: &Folder) -> Result<(), StoreError> {
    let mode: String = conn
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .doing("switch to a write-ahead log")?;
    if mode != "wal" {
        let why = "the file system cannot share memory between processes, which the database needs";
        return Err(StoreError::Folder { path: folder.path().to_owned(), source: io::Error::other(why) });
    }
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -8000;",
    )
    .doing("set up the writer")?;
    // Reading once opens the log in this connection too, which can then tidy it away when the last one closes.
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).doing("open the log")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These hold for a connection, not for the file: another connection cannot tell them.
    #[test]
    fn what_the_writer_has_said_is_on_the_disk() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(temporary.path());
        // Once for a new file, once for one that is there.
        for _ in 0..2 {
            let (writer, _presence) = open_writer(&folder).expect("opens");
            let number = |name: &str| {
                writer.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).expect("a number")
            };
            assert_eq!(number("synchronous"), 2, "FULL");
            for name in ["fullfsync", "checkpoint_fullfsync", "foreign_keys"] {
                assert_eq!(number(name), 1, "{name}");
            }
        }
    }

    #[test]
    fn a_reader_cannot_write() {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = Folder::new(temporary.path());
        let (_writer, _presence) = open_writer(&folder).expect("opens");
        let reader = open_reader(&folder).expect("opens");
        reader.execute_batch("PRAGMA user_version = 1").expect_err("refused");
    }
}
