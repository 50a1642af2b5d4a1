//! A folder whose new files come in by themselves: the watch's own when it is plugged in, or one a phone fills.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

use femoris_store::{Setting, Sha256};

use crate::settings::set;
use crate::{App, AppError, ImportState, Source};

/// Name of the field on the page and of the option.
const FIELD: &str = "watch_folder";
/// Files looked at in a folder at most, so that a mistaken `/` ends.
const MOST_FILES: usize = 20_000;
/// Folders within folders.
const DEEPEST: usize = 8;
/// Largest file that is hashed to see whether it is known; larger ones are archives, and are brought in by hand.
const LARGEST: u64 = 256 << 20;
/// Endings of what recorders and services write. What a file is, its content says when it is read.
const ENDINGS: [&str; 7] = ["fit", "gpx", "tcx", "gz", "zip", "xml", "csv"];

/// How the folder stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum WatchState {
    /// None is watched.
    #[default]
    Off,
    /// Not looked at yet.
    Waiting,
    /// It is there.
    Watching {
        /// Recordings in it.
        files: usize,
        /// The newest import it led to in this session.
        import: Option<u64>,
    },
    /// It is not there now, and is looked for again.
    Gone {
        /// What the machine says.
        why: String,
    },
}

/// What was seen of the folder; kept between two looks.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    folder: Option<PathBuf>,
    state: WatchState,
    /// Size and time of each file at the last look.
    seen: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
    /// Files that were brought in, or known, as they were then.
    done: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
}

impl App {
    /// The folder that is watched, and how it stands.
    pub fn watched(&self) -> Result<(Option<PathBuf>, WatchState), AppError> {
        let folder = self.watch_folder()?;
        let watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let state = match &folder {
            None => WatchState::Off,
            Some(folder) if watch.folder.as_ref() == Some(folder) => watch.state.clone(),
            Some(_) => WatchState::Waiting,
        };
        Ok((folder, state))
    }

    fn watch_folder(&self) -> Result<Option<PathBuf>, AppError> {
        let text = self.with_store(|store| store.read(|reader| reader.setting(Setting::WatchFolder)))?;
        Ok(text.filter(|text| !text.is_empty()).map(PathBuf::from))
    }

    /// Sets the folder to watch; nothing written watches none.
    pub fn set_watch_folder(&self, text: &str) -> Result<(), AppError> {
        let text = text.trim();
        if text.is_empty() {
            return self.with_store(|store| store.batch(|writer| writer.clear_setting(Setting::WatchFolder)));
        }
        let path = Path::new(text);
        if !path.is_absolute() {
            return Err(AppError::refused(FIELD, "write the whole path of the folder, from the root on"));
        }
        match fs::metadata(path) {
            Ok(found) if !found.is_dir() => {
                return Err(AppError::refused(FIELD, "this is a file; name the folder it lies in"));
            }
            Ok(_) => {}
            Err(error) => {
                let why =
                    format!("there is no such folder now ({error}); plug the watch in, or check the path");
                return Err(AppError::refused(FIELD, why));
            }
        }
        if path.starts_with(self.folder()) || self.folder().starts_with(path) {
            return Err(AppError::refused(FIELD, "Femoris keeps its own data there; name another folder"));
        }
        self.with_store(|store| set(store, Setting::WatchFolder, text))
    }

    /// Looks at the watched folder once. A file comes in when it is the same at two looks in a row, so that none is read
    /// while it is still being written; a folder that is gone is looked for again at the next look.
    pub fn look_at_watched(self: &Arc<Self>) -> Result<(), AppError> {
        let Some(folder) = self.watch_folder()? else {
            *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Watch::default();
            return Ok(());
        };
        let listed = list(&folder);
        let ready = {
            let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
            if watch.folder.as_ref() != Some(&folder) {
                *watch = Watch { folder: Some(folder.clone()), ..Watch::default() };
            }
            match listed {
                Ok(files) => watch.settle(files),
                Err(why) => {
                    // What was seen is forgotten, what was done is not: a watch plugged in again brings only what is new.
                    watch.seen.clear();
                    watch.state = WatchState::Gone { why };
                    return Ok(());
                }
            }
        };
        if ready.is_empty() || self.is_importing() {
            return Ok(());
        }
        self.bring_in(ready)
    }

    fn is_importing(&self) -> bool {
        self.latest_import().is_some_and(|status| status.state == ImportState::Running)
    }

    /// Starts an import of the files whose bytes are not known yet.
    fn bring_in(self: &Arc<Self>, ready: Vec<(PathBuf, (u64, Option<SystemTime>))>) -> Result<(), AppError> {
        let mut new = Vec::new();
        for (path, _) in &ready {
            // A file that cannot be read is left to the import, which says why.
            let known = match fs::read(path) {
                Ok(bytes) => self.is_known(&Sha256::of(&bytes))?,
                Err(_) => false,
            };
            if !known {
                new.push(Source::path(path.clone()));
            }
        }
        let import = if new.is_empty() { None } else { Some(self.start_import(new)?) };
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        watch.done.extend(ready);
        if let (Some(import), WatchState::Watching { import: slot, .. }) = (import, &mut watch.state) {
            *slot = Some(import);
        }
        Ok(())
    }

    fn is_known(&self, sha: &Sha256) -> Result<bool, AppError> {
        self.with_store(|store| {
            store.read(|reader| Ok(reader.has_original(sha)? || reader.known_file(sha)?.is_some()))
        })
    }
}

impl Watch {
    /// Takes a look in; gives back the files that are new and stand still.
    fn settle(
        &mut self,
        files: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
    ) -> Vec<(PathBuf, (u64, Option<SystemTime>))> {
        let import = match self.state {
            WatchState::Watching { import, .. } => import,
            WatchState::Off | WatchState::Waiting | WatchState::Gone { .. } => None,
        };
        self.state = WatchState::Watching { files: files.len(), import };
        let ready = files.iter().filter(|(path, stamp)| {
            self.seen.get(*path) == Some(stamp) && self.done.get(*path) != Some(stamp)
        });
        let ready = ready.map(|(path, stamp)| (path.clone(), *stamp)).collect();
        self.seen = files;
        ready
    }
}

/// Recordings in a folder with their size and time, or why it cannot be listed.
fn list(folder: &Path) -> Result<BTreeMap<PathBuf, (u64, Option<SystemTime>)>, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((dir, depth)) = open.pop() {
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if depth == 0 => return Err(error.to_string()),
            // A folder inside that went away meanwhile; the next look sees what is left.
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            let (path, Ok(meta)) = (entry.path(), entry.metadata()) else { continue };
            if meta.is_dir() && depth < DEEPEST {
                open.push((path, depth + 1));
            } else if meta.is_file()
                && meta.len() <= LARGEST
                && is_recording(&path)
                && files.len() < MOST_FILES
            {
                files.insert(path, (meta.len(), meta.modified().ok()));
            }
        }
    }
    Ok(files)
}

fn is_recording(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}
