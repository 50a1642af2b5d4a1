//! What can go wrong in the store, in sentences; and whose turn it then is.

use std::io;
use std::path::{Path, PathBuf};

use crate::{RunId, Sha256};

/// Whose turn it is after a [`StoreError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// What was asked cannot be done; asking differently can.
    Refused,
    /// No such thing is stored.
    NotFound,
    /// Another process is at work in the same folder; later it will do.
    InUse,
    /// Stored bytes are not what was written.
    Damaged,
    /// This user may not read or write there.
    NotAllowed,
    /// The machine: a disk that is full or fails.
    Machine,
    /// A mistake of ours.
    Ours,
}

/// A refusal or a failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder cannot be made or used.
    #[error("the data folder {} cannot be used ({source}); choose a folder that can be written", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the machine said.
        source: io::Error,
    },
    /// A file operation failed.
    #[error("could not {doing} {} ({source})", .path.display())]
    Io {
        /// What was being done, such as `write`.
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the machine said.
        source: io::Error,
    },
    /// The file is no database of ours, so it is left alone.
    #[error("{} is not a Femoris database; it was left untouched. Move it away or choose another folder", .path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// Written by a newer Femoris.
    #[error(
        "{} was written by a newer Femoris (schema {found}, this one knows up to {known}); \
         it was left untouched. Update Femoris to open it", .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest version this build knows.
        known: i64,
    },
    /// Stored bytes are not what was written.
    #[error("{what} is damaged: {why}")]
    Damaged {
        /// Which stored thing, such as a run and its channel.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// Another process holds the folder.
    #[error("another Femoris is working in {}; close it, then try again", .path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// Another process was writing for too long.
    #[error("another Femoris was writing for too long; try again")]
    Busy,
    /// No room left.
    #[error("the disk is full; nothing of this step was stored. Make room and try again")]
    DiskFull,
    /// The folder or file cannot be written.
    #[error("the data folder cannot be written; check its permissions")]
    ReadOnly,
    /// No such run.
    #[error("there is no run {id}")]
    NoSuchRun {
        /// What was asked for.
        id: RunId,
    },
    /// No such original.
    #[error("there is no original file {sha}")]
    NoSuchOriginal {
        /// What was asked for.
        sha: Sha256,
    },
    /// What was asked cannot be done.
    #[error("{field}: {why}")]
    Refused {
        /// Which argument.
        field: &'static str,
        /// Why, and what would do.
        why: String,
    },
    /// The database refused a statement; a mistake of ours.
    #[error("the database failed to {doing}")]
    Sql {
        /// What was being done.
        doing: &'static str,
        /// What SQLite said; for the log, not for a page.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Whose turn it is.
    pub fn kind(&self) -> StoreErrorKind {
        match self {
            Self::Refused { .. } | Self::NotOurs { .. } | Self::Newer { .. } => StoreErrorKind::Refused,
            Self::NoSuchRun { .. } | Self::NoSuchOriginal { .. } => StoreErrorKind::NotFound,
            Self::InUse { .. } | Self::Busy => StoreErrorKind::InUse,
            Self::Damaged { .. } => StoreErrorKind::Damaged,
            Self::Folder { source, .. } => unusable(source),
            Self::ReadOnly => StoreErrorKind::NotAllowed,
            Self::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                StoreErrorKind::NotAllowed
            }
            Self::Io { .. } | Self::DiskFull => StoreErrorKind::Machine,
            Self::Sql { .. } => StoreErrorKind::Ours,
        }
    }

    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    pub(crate) fn damaged(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Damaged { what: what.into(), why: why.into() }
    }

    pub(crate) fn refused(field: &'static str, why: impl Into<String>) -> Self {
        Self::Refused { field, why: why.into() }
    }
}

/// Whose turn it is where a folder cannot be used: mostly of whoever named it.
fn unusable(error: &io::Error) -> StoreErrorKind {
    use io::ErrorKind::{
        AlreadyExists, InvalidFilename, InvalidInput, NotADirectory, NotFound, PermissionDenied,
        ReadOnlyFilesystem,
    };
    match error.kind() {
        PermissionDenied | ReadOnlyFilesystem => StoreErrorKind::NotAllowed,
        AlreadyExists | InvalidFilename | InvalidInput | NotADirectory | NotFound => StoreErrorKind::Refused,
        _ => StoreErrorKind::Machine,
    }
}

/// Tells SQLite's failures apart by whose turn it is. `doing` completes "the database failed to …".
pub(crate) fn sql(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    move |source| match source.sqlite_error_code() {
        // A field that is not of its type was not written by us.
        None if matches!(
            source,
            FromSqlConversionFailure(..)
                | IntegralValueOutOfRange(..)
                | InvalidColumnType(..)
                | Utf8Error(..)
        ) =>
        {
            StoreError::damaged("the database", format!("it could not {doing}: {source}"))
        }
        Some(rusqlite::ErrorCode::DiskFull) => StoreError::DiskFull,
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => StoreError::Busy,
        // What it may neither open nor make, such as its log in a closed folder.
        Some(
            rusqlite::ErrorCode::ReadOnly
            | rusqlite::ErrorCode::CannotOpen
            | rusqlite::ErrorCode::PermissionDenied,
        ) => StoreError::ReadOnly,
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
            StoreError::damaged(
                "the database",
                format!("SQLite could not {doing} ({source}); restore a backup"),
            )
        }
        _ => StoreError::Sql { doing, source },
    }
}

/// Shorthand for mapping SQLite's results.
pub(crate) trait SqlContext<T> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> SqlContext<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(sql(doing))
    }
}
