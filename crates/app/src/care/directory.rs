//! The directory on this machine: what was imported, and importing more while pages are served.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use femoris_providers::index::{Dataset, Directory, DirectoryError, ImportReport, Input, Progress, import};
use femoris_recording::walk::{Limits, Opened, Part, open_packed};

use crate::{App, AppError};

/// Files looked at in one import.
const MOST_FILES: usize = 200;
/// Files within one archive, and bytes that one of them may have: the US registry has ten thousand million.
const MOST_PACKED: u64 = 1_000;
const LARGEST_PACKED: u64 = 64 << 30;

/// A file to bring into the directory.
#[derive(Debug)]
pub struct DirectoryFile {
    /// Its name, for people.
    pub name: String,
    /// The file, open.
    pub file: File,
}

impl DirectoryFile {
    /// Opens a file on this machine.
    pub fn open(path: &Path) -> Result<Self, AppError> {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let refuse = |why: String| AppError::refused(path.display().to_string(), why);
        let file = File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => refuse("there is no such file".to_owned()),
            _ => refuse(format!("cannot be read: {error}")),
        })?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(refuse("is a folder; name the file in it".to_owned()));
        }
        Ok(Self { name, file })
    }
}

/// Where an import of directories stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirectoryState {
    /// Files are read, or the index is built.
    Running,
    /// Done; says what came of it.
    Done(ImportReport),
    /// It could not go on; what was there stays as it was.
    Failed(String),
}

/// A moment's view of an import of directories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryStatus {
    /// Where it stands.
    pub state: DirectoryState,
    /// How far it is.
    pub progress: Progress,
}

/// An import under way or finished.
#[derive(Debug)]
pub(crate) struct DirectoryJob {
    status: Mutex<DirectoryStatus>,
    stop: AtomicBool,
    worker: Mutex<Option<JoinHandle<()>>>,
}

impl DirectoryJob {
    fn status(&self) -> DirectoryStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_running(&self) -> bool {
        self.status().state == DirectoryState::Running
    }
}

/// What is in the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directories {
    /// The imported files, newest first; empty when none was.
    pub files: Vec<Dataset>,
    /// Whether typed towns or postal codes can be found.
    pub has_towns: bool,
}

impl App {
    /// What is in the directory; nothing before the first import.
    pub fn directories(&self) -> Result<Directories, AppError> {
        match Directory::open(self.folder()) {
            Err(DirectoryError::Missing | DirectoryError::OtherVersion) => Ok(Directories::default()),
            Err(error) => Err(from_directory(error)),
            Ok(directory) => Ok(Directories {
                files: directory.datasets().map_err(from_directory)?,
                has_towns: directory.has_towns().map_err(from_directory)?,
            }),
        }
    }

    pub(super) fn directory(&self) -> Result<Directory, AppError> {
        Directory::open(self.folder()).map_err(from_directory)
    }

    /// Brings files into the directory and tells `watch` how far it is; it says whether to go on.
    pub fn import_directory(
        &self,
        files: Vec<DirectoryFile>,
        watch: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<ImportReport, AppError> {
        if files.is_empty() || files.len() > MOST_FILES {
            return Err(AppError::refused(
                "file",
                format!("name at least one file, and at most {MOST_FILES}"),
            ));
        }
        run(self.folder(), files, self.clock.today(), watch).map_err(from_directory)
    }

    /// Starts bringing files into the directory, while pages are served.
    pub fn start_directory_import(&self, files: Vec<DirectoryFile>) -> Result<(), AppError> {
        let mut current = self.directory_job.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|job| job.is_running()) {
            return Err(AppError::not_allowed("a directory is being read already; wait for it, or stop it"));
        }
        let progress = Progress { file: None, bytes: 0, of: 0, kept: 0 };
        let status = DirectoryStatus { state: DirectoryState::Running, progress };
        let job = Arc::new(DirectoryJob {
            status: Mutex::new(status),
            stop: AtomicBool::new(false),
            worker: Mutex::default(),
        });
        *current = Some(Arc::clone(&job));
        let (folder, today): (PathBuf, _) = (self.folder().to_owned(), self.clock.today());
        let working = Arc::clone(&job);
        let worker = thread::spawn(move || {
            let job = working;
            let set = |change: &dyn Fn(&mut DirectoryStatus)| {
                change(&mut job.status.lock().unwrap_or_else(PoisonError::into_inner));
            };
            let outcome = run(&folder, files, today, &mut |progress| {
                set(&|status| status.progress = progress.clone());
                !job.stop.load(Ordering::Relaxed)
            });
            let state = match outcome {
                Ok(report) => DirectoryState::Done(report),
                Err(error) => DirectoryState::Failed(from_directory(error).to_string()),
            };
            set(&|status| status.state = state.clone());
        });
        *job.worker.lock().unwrap_or_else(PoisonError::into_inner) = Some(worker);
        Ok(())
    }

    /// How far the newest import of directories is; `None` when there was none since Femoris was started.
    pub fn directory_import(&self) -> Option<DirectoryStatus> {
        self.directory_job.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|job| job.status())
    }

    /// Asks the import of directories to stop. What was there stays as it was.
    pub fn stop_directory_import(&self) {
        if let Some(job) = &*self.directory_job.lock().unwrap_or_else(PoisonError::into_inner) {
            job.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Stops the import of directories and waits until it has let go of the folder.
    pub(crate) fn end_directory_import(&self) {
        let job = self.directory_job.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(job) = job else { return };
        job.stop.store(true, Ordering::Relaxed);
        let worker = job.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if worker.is_some_and(|worker| worker.join().is_err()) {
            tracing::error!("an import of directories did not end well");
        }
    }
}

fn run(
    folder: &Path,
    files: Vec<DirectoryFile>,
    today: femoris_measure::Day,
    watch: &mut dyn FnMut(&Progress) -> bool,
) -> Result<ImportReport, DirectoryError> {
    let mut inputs = Vec::new();
    for file in files {
        inputs.extend(within(folder, file)?);
    }
    import(folder, inputs, today, watch)
}

/// The file itself, or where it is packed the files within, each to have its own outcome.
fn within(folder: &Path, file: DirectoryFile) -> Result<Vec<Input<'static>>, DirectoryError> {
    let DirectoryFile { name, file } = file;
    let limits = Limits { entries: MOST_PACKED, recording_bytes: LARGEST_PACKED, ..Limits::default() };
    let opened = open_packed(&name, file, folder, &limits)
        .map_err(|source| DirectoryError::Io { doing: "open what was brought", source })?;
    let part = |Part { path, content }: Part| {
        let size = content.as_ref().map_or(0, |bytes| bytes.likely_bytes().min(LARGEST_PACKED));
        Input::in_archive(path, size, content)
    };
    Ok(match opened {
        Opened::Plain(file) => {
            let size = file.metadata().map_or(0, |about| about.len());
            vec![Input::new(name, size, file)]
        }
        Opened::Packed(parts) => parts.into_iter().map(part).collect(),
    })
}

/// The one place where a directory's error becomes ours. The cause stays in the log.
pub(super) fn from_directory(error: DirectoryError) -> AppError {
    match error {
        DirectoryError::Missing => AppError::not_found(
            "no directory is loaded yet; bring one in with femoris providers import FILE, or on the page Care",
        ),
        DirectoryError::OtherVersion => AppError::refused("directory", error.to_string()),
        DirectoryError::Io { .. } | DirectoryError::Sql { .. } => {
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            tracing::error!(%error, cause, "the directory failed");
            AppError::ours(error.to_string())
        }
    }
}
