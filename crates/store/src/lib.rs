//! SQLite: rows to domain values, transactions, migrations.
//!
//! A [`Store`] is one folder with one database. Reading happens in [`Store::read`], which sees one moment of the
//! database however many queries it makes; writing happens in [`Store::batch`], which is kept whole or not at all.
//! What costs processor time (compression, downsampling) is done before, in [`PreparedOriginal::prepare`] and
//! [`PreparedRun::prepare`], on whatever thread the caller likes.
//!
//! Names, notes and coordinates are stored and never logged; nothing here logs at all.

mod backup;
mod codec;
mod connect;
mod daily;
pub mod duplicates;
mod erase;
mod error;
mod events;
mod export;
mod folder;
mod ids;
mod imports;
mod levels;
mod loads;
mod merges;
mod migrate;
mod own_places;
mod prepare;
mod put;
mod restore;
mod route;
mod run_rows;
mod runs;
mod settings;
mod store;
mod streams;
mod totals;
mod varint;

pub use backup::BackedUp;
pub use codec::MAX_ROWS;
pub use daily::{DayTotal, MonthTotal};
pub use erase::{Erased, erase};
pub use error::{StoreError, StoreErrorKind};
pub use events::{Appended, NewEvent, ShownVerdict};
pub use folder::TEMPORARY;
pub use ids::{NotAnId, RunId, Sha256};
pub use imports::{ImportId, ImportRow, ImportedFile, KnownFile, NewFile};
pub use levels::{Bucket, Level, LevelColumn, Levels};
pub use loads::{KeptLoad, LoadDay, SpeedsOfRun};
pub use merges::Words;
pub use migrate::SCHEMA_VERSION;
pub use own_places::OwnPlace;
pub use prepare::{PreparedOriginal, PreparedRun, RunFacts};
pub use put::PutOutcome;
pub use restore::{Restored, restore};
pub use route::Route;
pub use runs::{Cursor, RunDetail, RunPage, RunSummary, Standing, StoredDiagnostic};
pub use settings::Setting;
pub use store::{Reader, Store, Version, Writer, has_database};
pub use streams::{DeveloperField, Streams};
pub use totals::StoreTotals;
