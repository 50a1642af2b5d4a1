//! Forward-only numbered migrations, each in a transaction of its own, with a copy kept before the first one.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::SqlContext;
use crate::folder::Folder;
use crate::{StoreError, backup};

/// The migrations in order; the first makes version 1.
const MIGRATIONS: [&str; 6] = [
    include_str!("../migrations/0001_first.sql"),
    include_str!("../migrations/0002_load.sql"),
    include_str!("../migrations/0003_own_places.sql"),
    include_str!("../migrations/0004_load_of_one_day.sql"),
    include_str!("../migrations/0005_whole_indexes.sql"),
    include_str!("../migrations/0006_unnamed_runs.sql"),
];

/// The newest schema version this build knows.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// Marks a SQLite file as ours: `FMRS` in ASCII.
pub(crate) const APPLICATION_ID: i64 = 0x464d_5253;

/// What kind of file a connection stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileState {
    /// Nothing in it yet.
    Fresh,
    /// Ours, at this schema version.
    Ours(i64),
}

/// Looks at a file without changing it; refuses what is not ours and what is too new.
pub(crate) fn inspect(conn: &Connection, path: &Path) -> Result<FileState, StoreError> {
    let not_ours = || StoreError::NotOurs { path: path.to_owned() };
    // One statement sees one moment: another process may be making the database right now.
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let asked = conn.query_row(
        "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
             (SELECT count(*) FROM sqlite_schema)",
        [],
        row,
    );
    let (application, version, tables): (i64, i64, i64) =
        asked.map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => not_ours(),
            _ => crate::error::sql("look at the file")(error),
        })?;
    if application == APPLICATION_ID {
        return match version {
            1..=SCHEMA_VERSION => Ok(FileState::Ours(version)),
            _ if version > SCHEMA_VERSION => {
                Err(StoreError::Newer { path: path.to_owned(), found: version, known: SCHEMA_VERSION })
            }
            _ => Err(StoreError::damaged("the database", format!("schema version {version} never existed"))),
        };
    }
    if application == 0 && version == 0 && tables == 0 { Ok(FileState::Fresh) } else { Err(not_ours()) }
}

/// Brings an inspected database to the newest version, keeping a copy of what was there beside it. The caller is
/// alone in the folder unless the file is fresh.
pub(crate) fn migrate(conn: &mut Connection, folder: &Folder, state: FileState) -> Result<(), StoreError> {
    migrate_with(conn, folder, state, &MIGRATIONS)
}

/// Brings a database in no folder of its own to the newest version.
pub(crate) fn bring_up(conn: &mut Connection) -> Result<(), StoreError> {
    apply(conn, &MIGRATIONS)
}

fn migrate_with(
    conn: &mut Connection,
    folder: &Folder,
    state: FileState,
    migrations: &[&str],
) -> Result<(), StoreError> {
    match state {
        FileState::Ours(version) => backup::copy_database(conn, &folder.before_migration(version))?,
        FileState::Fresh => make(conn, migrations)?,
    }
    apply(conn, migrations)
}

/// Makes a database at once, so that nobody meets it half-way; one that somebody else has made meanwhile stays.
fn make(conn: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    let doing = "make the database";
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).doing(doing)?;
    let version: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0)).doing(doing)?;
    if version > 0 {
        return Ok(());
    }
    migrations.iter().try_for_each(|sql| tx.execute_batch(sql)).doing(doing)?;
    tx.pragma_update(None, "application_id", APPLICATION_ID).doing(doing)?;
    tx.pragma_update(None, "user_version", migrations.len() as i64).doing(doing)?;
    tx.commit().doing(doing)
}

/// Applies what is missing. Another process may have been quicker: the version counts only once the write lock is
/// held.
fn apply(conn: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    loop {
        let tx = conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .doing("begin a migration of the database")?;
        let version: i64 =
            tx.query_row("PRAGMA user_version", [], |row| row.get(0)).doing("read the schema version")?;
        let next = usize::try_from(version).ok().and_then(|done| migrations.get(done));
        let Some(sql) = next else { return Ok(()) };
        tx.execute_batch(sql).doing("migrate the database")?;
        tx.pragma_update(None, "application_id", APPLICATION_ID).doing("mark the database as ours")?;
        tx.pragma_update(None, "user_version", version + 1).doing("write the schema version")?;
        tx.commit().doing("commit a migration of the database")?;
    }
}

/// Drops everything and makes the newest version, empty, in one transaction. Foreign keys must be off: they cannot be
/// switched off inside one.
pub(crate) fn begin_anew(conn: &mut Connection) -> Result<(), StoreError> {
    let doing = "erase the database";
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).doing(doing)?;
    // Views first: they stand on tables.
    let things: Vec<(String, String)> = tx
        .prepare(
            "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view')
                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type = 'table'",
        )
        .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .doing(doing)?;
    for (kind, name) in things {
        tx.execute_batch(&format!("DROP {kind} \"{}\"", name.replace('"', "\"\""))).doing(doing)?;
    }
    tx.execute_batch("DELETE FROM sqlite_sequence").doing(doing)?;
    MIGRATIONS.iter().try_for_each(|sql| tx.execute_batch(sql)).doing(doing)?;
    tx.commit().doing(doing)
}

#[cfg(test)]
mod tests;
