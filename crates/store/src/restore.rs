//! Putting a backup in the place of the database.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::SqlContext;
use crate::folder::{Folder, Presence, companion, make_private, remove_if_there, sync_folder};
use crate::migrate::{self, FileState};
use crate::{Store, StoreError, StoreTotals, backup, connect};

/// A finished restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// What the folder now holds.
    pub totals: StoreTotals,
}

/// Replaces the data of a folder by a backup. Everything is checked first, the replacement is one rename, and the
/// data that was there is kept beside it until the new one has been opened. No other Femoris may have the folder
/// open. What is wrong with the backup is refused by the name `file`, never told as damage of what the runner has.
pub fn restore(from: &Path, folder: &Path) -> Result<Restored, StoreError> {
    let folder = Folder::new(folder);
    if !from.is_file() {
        let why = format!("{} is not a file; give the file that `backup` wrote", from.display());
        return Err(StoreError::refused("file", why));
    }
    folder.create()?;
    let alone = Presence::alone(&folder)?;
    let staged = folder.restoring();
    if let (Ok(from), Ok(staged)) = (from.canonicalize(), staged.canonicalize())
        && from == staged
    {
        return Err(StoreError::refused(
            "file",
            "this is what is left of a restore that was cut off, no backup",
        ));
    }
    remove_with_companions(&staged)?;
    let outcome = stage(from, &staged).map_err(of_the_file).and_then(|()| swap(&folder, &staged));
    remove_with_companions(&staged)?;
    outcome?;
    let opened = alone.become_shared(&folder).and_then(|presence| {
        let store = Store::open(folder.path());
        drop(presence);
        store?.read(|reader| reader.totals())
    });
    match opened {
        Ok(totals) => {
            remove_with_companions(&folder.before_restore())?;
            Ok(Restored { totals })
        }
        Err(error) => {
            put_back(&folder)?;
            Err(of_the_file(error))
        }
    }
}

/// A failure that the content of the backup caused, as the refusal it is to whoever named the file; any other as it is.
fn of_the_file(error: StoreError) -> StoreError {
    let why = match &error {
        StoreError::NotOurs { .. } => "it is another kind of file",
        StoreError::Damaged { .. } => "it is damaged or was cut off",
        // A statement that fails on it, but for the disk: its tables are not ours.
        StoreError::Sql { source, .. } if source.sqlite_error_code() != Some(ErrorCode::SystemIoFailure) => {
            "what is in it is not what Femoris writes"
        }
        StoreError::Newer { found, known, .. } => {
            let why = format!(
                "a newer Femoris wrote this backup (schema {found}, this one knows up to {known}); update Femoris \
                 first. Nothing was replaced"
            );
            return StoreError::refused("file", why);
        }
        _ => return error,
    };
    StoreError::refused("file", format!("this is no whole Femoris backup: {why}. Nothing was replaced"))
}

/// Copies a backup beside the database, checks it and brings it to this version.
fn stage(from: &Path, staged: &Path) -> Result<(), StoreError> {
    let source = open_backup(from)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut copy = connect::open(staged, flags)?;
    backup::copy_pages(&source, &mut copy)?;
    drop(source);
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).doing("finish a copy")?;
    backup::verify(&copy)?;
    copy.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON").doing("set up a copy")?;
    migrate::bring_up(&mut copy)?;
    copy.close().map_err(|(_, error)| crate::error::sql("close a copy")(error))?;
    make_private(staged)?;
    fs::File::open(staged).and_then(|file| file.sync_all()).map_err(StoreError::io("write", staged))
}

/// Opens a backup for reading; refuses what is none and what is too new.
fn open_backup(from: &Path) -> Result<Connection, StoreError> {
    let source = connect::open(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match migrate::inspect(&source, from)? {
        FileState::Ours(_) => Ok(source),
        FileState::Fresh => Err(StoreError::NotOurs { path: from.to_owned() }),
    }
}

/// Puts the staged file in the place of the database.
fn swap(folder: &Folder, staged: &Path) -> Result<(), StoreError> {
    let (database, kept) = (folder.database(), folder.before_restore());
    remove_with_companions(&kept)?;
    if database.exists() {
        settle_log(folder, &kept)?;
        // The old file keeps its name until the rename below replaces it in one step.
        if fs::hard_link(&database, &kept).is_err() {
            fs::copy(&database, &kept).map_err(StoreError::io("keep a copy as", &kept))?;
        }
    }
    fs::rename(staged, &database).map_err(StoreError::io("replace", &database))?;
    sync_folder(&database)
}

/// The old database's log must be gone before another file takes its name, or it would be read into that file. A
/// database that cannot be opened any more has its log set aside with it.
fn settle_log(folder: &Folder, kept: &Path) -> Result<(), StoreError> {
    let database = folder.database();
    let settled = connect::open(&database, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|old| {
        migrate::inspect(&old, &database)?;
        old.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).doing("empty the log")?;
        old.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).doing("close the log")
    });
    match settled {
        // A newer version's data, or a file that is not ours, is not for us to replace.
        Err(error @ (StoreError::Newer { .. } | StoreError::NotOurs { .. })) => Err(error),
        _ => set_log_aside(&database, kept),
    }
}

fn set_log_aside(database: &Path, kept: &Path) -> Result<(), StoreError> {
    for suffix in COMPANIONS {
        let log = companion(database, suffix);
        if log.exists() {
            fs::rename(&log, companion(kept, suffix)).map_err(StoreError::io("set aside", &log))?;
        }
    }
    Ok(())
}

/// Puts the data that was there before back in its place; where nothing was, nothing stays.
fn put_back(folder: &Folder) -> Result<(), StoreError> {
    let (database, kept) = (folder.database(), folder.before_restore());
    remove_companions(&database)?;
    if kept.exists() {
        fs::rename(&kept, &database).map_err(StoreError::io("put back", &database))?;
        set_log_aside(&kept, &database)
    } else {
        remove_if_there(&database)
    }
}

/// Files SQLite keeps beside a database.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

fn remove_with_companions(database: &Path) -> Result<(), StoreError> {
    remove_if_there(database)?;
    remove_companions(database)
}

fn remove_companions(database: &Path) -> Result<(), StoreError> {
    COMPANIONS.iter().try_for_each(|suffix| remove_if_there(&companion(database, suffix)))
}
