//! One folder, one database, one writer, several readers.

use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

use crate::error::SqlContext;
use crate::folder::{Folder, Presence};
use crate::{StoreError, connect};

/// Readers kept open between uses; more are opened when needed and closed afterwards.
const IDLE_READERS: usize = 4;

/// How many stores this process has opened.
static OPENED: AtomicU64 = AtomicU64::new(0);

/// A data folder in use. Share it between threads; several processes may have the same folder open.
#[derive(Debug)]
pub struct Store {
    /// Closed before the writer: only a connection that may write can tidy the log away, and the last one does.
    readers: Mutex<Vec<Connection>>,
    /// Never reads data and never writes: what it is asked is whether others have written. Closed before the writer as well.
    witness: Mutex<Option<Connection>>,
    writer: Mutex<Connection>,
    folder: Folder,
    /// Tells it from the others that this process opens.
    number: u64,
    /// Stands last so that it is given up after the connections are closed.
    _presence: Presence,
}

/// Whether a folder has a database at all; says so without making one, which opening the store would.
pub fn has_database(folder: &Path) -> bool {
    Folder::new(folder).database().exists()
}

impl Store {
    /// Opens the store of a folder, making folder and database if there are none and migrating an older one.
    ///
    /// Refuses a file that is not ours and one from a newer Femoris; neither is changed.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, StoreError> {
        let folder = Folder::new(folder.as_ref());
        let (writer, presence) = connect::open_writer(&folder)?;
        let (writer, witness, readers) = (Mutex::new(writer), Mutex::default(), Mutex::default());
        let number = OPENED.fetch_add(1, Ordering::Relaxed);
        Ok(Self { readers, writer, witness, folder, number, _presence: presence })
    }

    /// The folder this store lives in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Tells this store from every other that this process opened: another number is another state of the folder, such as
    /// after a restore.
    pub fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn paths(&self) -> &Folder {
        &self.folder
    }

    /// Reads: everything asked inside sees the same moment of the database, whatever is written meanwhile.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let conn = self.take_reader()?;
        let outcome = {
            let snapshot = conn.unchecked_transaction().doing("begin to read")?;
            let outcome = work(&Reader { conn: &snapshot })?;
            snapshot.finish().doing("end a read")?;
            outcome
        };
        self.give_back_reader(conn);
        Ok(outcome)
    }

    /// Writes: all of it is kept, on the disk, when this returns `Ok`, and none of it when it returns `Err`.
    ///
    /// One batch at a time; do the costly preparing outside, and never call this again inside `work`.
    pub fn batch<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.writer();
        let tx = conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .doing("begin to write")
            .map_err(E::from)?;
        let outcome = work(&Writer { reader: Reader { conn: &tx } })?;
        tx.commit().doing("commit").map_err(E::from)?;
        Ok(outcome)
    }

    /// Which state the database is in: the same version twice means that nobody wrote in between, no other process either.
    /// What is read after the version was asked for is at least as new.
    pub fn version(&self) -> Result<Version, StoreError> {
        let mut witness = self.witness.lock().unwrap_or_else(PoisonError::into_inner);
        let conn = match &mut *witness {
            Some(conn) => conn,
            none => none.insert(connect::open_reader(&self.folder)?),
        };
        let mut ask = conn.prepare_cached("PRAGMA data_version").doing("ask for the version of the data")?;
        let data = ask.query_row([], |row| row.get(0)).doing("ask for the version of the data")?;
        Ok(Version { store: self.number, data })
    }

    /// The writing connection, outside a transaction. A panic elsewhere rolled its transaction back.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_reader(&self) -> Result<Connection, StoreError> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| connect::open_reader(&self.folder), Ok)
    }

    fn give_back_reader(&self, conn: Connection) {
        let mut idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(conn);
        }
    }
}

/// A state of the database: see [`Store::version`]. Those of different stores are never equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    store: u64,
    data: i64,
}

/// Questions to the store; given by [`Store::read`].
#[derive(Debug)]
pub struct Reader<'c> {
    pub(crate) conn: &'c Connection,
}

/// Changes to the store, and questions that see them; given by [`Store::batch`].
#[derive(Debug)]
pub struct Writer<'c> {
    reader: Reader<'c>,
}

impl<'c> Deref for Writer<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}
