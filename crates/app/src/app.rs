//! The app: one data folder, the knowledge, a clock, and the imports under way.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use femoris_clinic::event::Event;
use femoris_clinic::knowledge::Knowledge;
use femoris_store::{Store, StoreError, StoreErrorKind};

use crate::care::DirectoryJob;
use crate::import_job::ImportJob;
use crate::reads::Reads;
use crate::watch_folder::Watch;
use crate::weighed::Weighed;
use crate::{AppError, Clock};

/// Everything a use-case needs. Share it between threads behind an `Arc`.
#[derive(Debug)]
pub struct App {
    folder: PathBuf,
    /// `None` only while the folder is being erased or restored, or when that failed half-way.
    store: RwLock<Option<Store>>,
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) clock: Clock,
    pub(crate) imports: Mutex<Vec<Arc<ImportJob>>>,
    pub(crate) log: Mutex<LogCache>,
    pub(crate) weighed: Weighed,
    pub(crate) reads: Reads,
    /// Names the numbers that loads are measured with.
    pub(crate) stamp: String,
    pub(crate) watch: Mutex<Watch>,
    pub(crate) directory_job: Mutex<Option<Arc<DirectoryJob>>>,
}

/// The case's events as read so far, so that a page reads only what came since.
#[derive(Debug, Default)]
pub(crate) struct LogCache {
    pub(crate) events: Arc<Vec<Event>>,
}

impl App {
    /// Opens a data folder, making it when there is none.
    pub fn open(folder: &Path, clock: Clock) -> Result<Self, AppError> {
        let store = Store::open(folder).map_err(from_store)?;
        let knowledge = crate::knowledge::built_in()?;
        Ok(Self {
            folder: folder.to_owned(),
            store: RwLock::new(Some(store)),
            stamp: crate::loads::stamp_of(&knowledge),
            knowledge,
            clock,
            imports: Mutex::default(),
            log: Mutex::default(),
            weighed: Weighed::default(),
            reads: Reads::default(),
            watch: Mutex::default(),
            directory_job: Mutex::default(),
        })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The clock in use.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The knowledge in use.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Works with the store; erasing and restoring wait until nobody does.
    pub(crate) fn with_store<T>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError>,
    ) -> Result<T, AppError> {
        let guard = self.store.read().unwrap_or_else(PoisonError::into_inner);
        let store = guard
            .as_ref()
            .ok_or_else(|| AppError::ours("the data folder could not be opened again; restart Femoris"))?;
        work(store).map_err(from_store)
    }

    /// As [`App::with_store`], but only while the store of this number is open: `None` once the folder was erased or replaced.
    pub(crate) fn with_same_store<T>(
        &self,
        number: u64,
        work: impl FnOnce(&Store) -> Result<T, StoreError>,
    ) -> Result<Option<T>, AppError> {
        self.with_store(|store| if store.number() == number { work(store).map(Some) } else { Ok(None) })
    }

    /// Closes the store, lets `work` change the folder, and opens it again whatever came of it.
    pub(crate) fn with_folder<T>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, StoreError>,
    ) -> Result<T, AppError> {
        self.stop_imports();
        self.end_directory_import();
        // In the order in which whoever reads the log takes them: the other way round both would wait for ever.
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let mut guard = self.store.write().unwrap_or_else(PoisonError::into_inner);
        *guard = None;
        let outcome = work(&self.folder).map_err(from_store);
        *log = LogCache::default();
        self.weighed.forget();
        self.reads.forget();
        *guard = Some(Store::open(&self.folder).map_err(from_store)?);
        outcome
    }
}

/// The one place where a store's error becomes ours. Causes that are nobody's business stay in the log.
pub(crate) fn from_store(error: StoreError) -> AppError {
    let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    if let StoreError::Refused { field, why } = error {
        return AppError::refused(field, why);
    }
    match error.kind() {
        StoreErrorKind::Refused => AppError::refused("data", error.to_string()),
        StoreErrorKind::NotFound => AppError::not_found(error.to_string()),
        StoreErrorKind::InUse | StoreErrorKind::NotAllowed => AppError::not_allowed(error.to_string()),
        StoreErrorKind::Damaged | StoreErrorKind::Machine | StoreErrorKind::Ours => {
            tracing::error!(%error, cause, "the store failed");
            AppError::ours(error.to_string())
        }
    }
}
