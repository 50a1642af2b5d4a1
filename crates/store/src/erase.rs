//! Everything gone.

use std::fs;
use std::path::Path;

use crate::error::SqlContext;
use crate::folder::{Folder, Presence, remove_if_there, remove_whole};
use crate::migrate;
use crate::{Store, StoreError, StoreTotals};

/// What an erasure removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// What the store held before, as far as it could still be read.
    pub totals: StoreTotals,
    /// Files that were removed; none when another Femoris had the folder open and the data was erased inside it.
    pub files: usize,
}

/// Erases all data of a folder: the database, its log, copies kept beside it, what a kill left of an export, and the folder
/// itself when nothing else is in it. Anything of ours that cannot be removed is an error. While another Femoris has the
/// folder open, the data is erased inside the database instead, which stays, empty. Backups written elsewhere are not
/// touched.
pub fn erase(folder: &Path) -> Result<Erased, StoreError> {
    let paths = Folder::new(folder);
    if !folder.exists() {
        return Ok(Erased::default());
    }
    let alone = match Presence::alone(&paths) {
        Ok(alone) => alone,
        Err(StoreError::InUse { .. }) => return Store::open(folder)?.erase(),
        Err(error) => return Err(error),
    };
    let files = paths.files()?;
    if !files.is_empty() {
        refuse_foreign(&paths)?;
    }
    let totals = readable_totals(&paths);
    for file in &files {
        remove_if_there(file)?;
    }
    let left = remove_temporary(&paths)?;
    alone.remove_file(&paths)?;
    // Fails when something that is not ours is in the folder; that stays.
    let _ = fs::remove_dir(folder);
    Ok(Erased { totals, files: files.len() + left })
}

/// Removes what exports and backups left on their way out; how many there were.
fn remove_temporary(paths: &Folder) -> Result<usize, StoreError> {
    let left = paths.temporary()?;
    left.iter().try_for_each(|path| remove_whole(path))?;
    Ok(left.len())
}

/// A database that is not ours is not ours to delete; a damaged one is.
fn refuse_foreign(paths: &Folder) -> Result<(), StoreError> {
    let path = paths.database();
    if !path.exists() {
        return Ok(());
    }
    if !path.is_file() {
        return Err(StoreError::NotOurs { path });
    }
    let conn = crate::connect::open(&path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match migrate::inspect(&conn, &path) {
        Err(error @ StoreError::NotOurs { .. }) => Err(error),
        _ => Ok(()),
    }
}

/// What the store holds, for the summary; a damaged or newer one is erased without.
fn readable_totals(paths: &Folder) -> StoreTotals {
    let conn = crate::connect::open(&paths.database(), rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE);
    conn.and_then(|conn| crate::Reader { conn: &conn }.totals()).unwrap_or_default()
}

impl Store {
    /// Erases everything while the store stays open, here and in other processes: afterwards it is as new. Whoever
    /// reads meanwhile sees all or nothing. Copies kept beside the database go too; backups written elsewhere are
    /// not touched.
    pub fn erase(&self) -> Result<Erased, StoreError> {
        let totals = self.read(|reader| reader.totals())?;
        let mut conn = self.writer();
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON").doing("begin to erase")?;
        let erased = migrate::begin_anew(&mut conn);
        conn.execute_batch("PRAGMA secure_delete = OFF; PRAGMA foreign_keys = ON").doing("finish erasing")?;
        erased?;
        conn.execute_batch("VACUUM").doing("shrink the database")?;
        // The log still holds pages of what was erased, and readers may keep it from being emptied.
        let busy: bool =
            conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).doing("empty the log")?;
        if busy {
            return Err(StoreError::Busy);
        }
        drop(conn);
        let database = self.paths().database();
        let live = |file: &Path| {
            file == database
                || ["-wal", "-shm"].iter().any(|suffix| file == crate::folder::companion(&database, suffix))
        };
        let copies: Vec<_> = self.paths().files()?.into_iter().filter(|file| !live(file)).collect();
        for copy in &copies {
            remove_if_there(copy)?;
        }
        let left = remove_temporary(self.paths())?;
        Ok(Erased { totals, files: copies.len() + left })
    }
}
