//! Everything in and everything out: what is kept, backup, restore, export, erase.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use femoris_store::{BackedUp, Reader, Setting, Sha256, Store, StoreError, StoreTotals};

use crate::app::from_store;
use crate::{App, AppError};

/// What is stored and where, for the page about data.
#[derive(Debug, Clone)]
pub struct DataOverview {
    /// The folder everything lies in.
    pub folder: PathBuf,
    /// Counts and sizes.
    pub totals: StoreTotals,
}

/// Runs and log entries a restore brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Runs, of any standing.
    pub runs: u64,
    /// Log entries.
    pub events: u64,
}

/// What an export wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    /// Original files.
    pub originals: u64,
    /// Runs in the list.
    pub runs: u64,
    /// Log entries.
    pub events: u64,
    /// Verdicts that were shown.
    pub verdicts: u64,
}

/// What erasing would delete; nothing happens until [`ErasePlan::apply`].
#[derive(Debug)]
pub struct ErasePlan {
    folder: PathBuf,
    /// What will be gone, for the one who must agree.
    pub sentence: String,
}

/// What restoring would replace; nothing happens until [`RestorePlan::apply`].
#[derive(Debug)]
pub struct RestorePlan {
    folder: PathBuf,
    file: PathBuf,
    /// What will be replaced, for the one who must agree.
    pub sentence: String,
}

/// Plans to delete everything in a data folder.
pub fn plan_erase(folder: &Path) -> Result<ErasePlan, AppError> {
    let holds = holdings(folder)?;
    let sentence = format!("This deletes {holds} in {} for good.", folder.display());
    Ok(ErasePlan { folder: folder.to_owned(), sentence })
}

impl ErasePlan {
    /// Deletes; says how many runs and log entries are gone.
    pub fn apply(self) -> Result<Kept, AppError> {
        femoris_store::erase(&self.folder).map(|erased| kept(&erased.totals)).map_err(from_store)
    }
}

/// Plans to replace a data folder by a backup.
pub fn plan_restore(folder: &Path, file: &Path) -> Result<RestorePlan, AppError> {
    if !file.exists() {
        return Err(AppError::not_found(format!("{}: there is no such file", file.display())));
    }
    let holds = holdings(folder)?;
    let sentence = format!("This replaces {holds} in {} by what {} holds.", folder.display(), file.display());
    Ok(RestorePlan { folder: folder.to_owned(), file: file.to_owned(), sentence })
}

impl RestorePlan {
    /// Replaces; says what is there now.
    pub fn apply(self) -> Result<Kept, AppError> {
        femoris_store::restore(&self.file, &self.folder).map(|done| kept(&done.totals)).map_err(from_store)
    }
}

fn holdings(folder: &Path) -> Result<String, AppError> {
    if !femoris_store::has_database(folder) {
        return Ok("nothing".to_owned());
    }
    let read = |store: Store| store.read(|reader| reader.totals());
    match Store::open(folder).and_then(read) {
        Ok(totals) => Ok(format!("{} runs and {} log entries", all_runs(&totals), totals.events)),
        // A damaged database can still be erased or replaced; a foreign one is refused by whoever applies the plan.
        Err(StoreError::Damaged { .. }) => Ok("a damaged database".to_owned()),
        Err(error) => Err(from_store(error)),
    }
}

fn kept(totals: &StoreTotals) -> Kept {
    Kept { runs: all_runs(totals), events: totals.events }
}

fn all_runs(totals: &StoreTotals) -> u64 {
    totals.shown + totals.merged + totals.removed
}

impl App {
    /// What is stored and where.
    pub fn data_overview(&self) -> Result<DataOverview, AppError> {
        let totals = self.with_store(|store| store.read(|reader| reader.totals()))?;
        Ok(DataOverview { folder: self.folder().to_owned(), totals })
    }

    /// Writes a consistent copy of everything to a file that does not exist yet, while pages are served.
    pub fn backup(&self, file: &Path) -> Result<BackedUp, AppError> {
        if file.exists() {
            return Err(AppError::refused(
                file.display().to_string(),
                "there is a file of this name; a backup overwrites nothing",
            ));
        }
        // Whether it can be written at all is asked of the place itself, before anything is copied.
        fs::File::create_new(file)
            .and_then(|_| fs::remove_file(file))
            .map_err(|error| unwritable(file, &error))?;
        self.with_store(|store| store.backup(file))
    }

    /// Replaces everything by a backup. Imports under way are stopped first, and bring nothing more in.
    pub fn restore(&self, file: &Path) -> Result<Kept, AppError> {
        self.with_folder(|folder| femoris_store::restore(file, folder)).map(|done| kept(&done.totals))
    }

    /// Deletes everything, while pages are served. Imports under way are stopped first, and bring nothing more in.
    pub fn erase(&self) -> Result<Kept, AppError> {
        self.with_folder(femoris_store::erase).map(|done| kept(&done.totals))
    }

    /// Writes everything in open formats into a folder that is empty or does not exist yet: `originals/`, `runs.csv`,
    /// `runs.jsonl`, `events.jsonl`, `verdicts.jsonl`, `imports.jsonl`,
    /// `places.jsonl`, `settings.json`, `case.json` and a `README.txt` that explains them.
    pub fn export(&self, dir: &Path) -> Result<Exported, AppError> {
        make_empty(dir)?;
        let case = format!("{:#}\n", self.case_json()?);
        let originals = dir.join("originals");
        fs::create_dir(&originals).map_err(|error| unwritable(&originals, &error))?;
        self.with_store(|store| {
            store.read(|reader| {
                let mut done = Exported::default();
                reader.for_each_original(|sha, bytes| {
                    write_new(&originals.join(original_name(&sha, &bytes)), &bytes)?;
                    done.originals += 1;
                    Ok::<(), StoreError>(())
                })?;
                done.runs = reader.write_runs_csv(create(&dir.join("runs.csv"))?)?;
                reader.write_runs_json_lines(create(&dir.join("runs.jsonl"))?)?;
                done.events = reader.write_events_json_lines(create(&dir.join("events.jsonl"))?)?;
                done.verdicts = reader.write_verdicts_json_lines(create(&dir.join("verdicts.jsonl"))?)?;
                reader.write_imports_json_lines(create(&dir.join("imports.jsonl"))?)?;
                reader.write_own_places_json_lines(create(&dir.join("places.jsonl"))?)?;
                write_new(&dir.join("settings.json"), settings_json(reader)?.as_bytes())?;
                write_new(&dir.join("case.json"), case.as_bytes())?;
                write_new(&dir.join("README.txt"), EXPORT_README.as_bytes())?;
                Ok(done)
            })
        })
    }
}

const EXPORT_README: &str = "\
Everything Femoris kept, in open formats.

originals/      the recordings exactly as they came in, named by the SHA-256 of their bytes
runs.csv        one line per run; units stand in the column names; RFC 4180
runs.jsonl      the same, one JSON object per line
events.jsonl    the case: answers, measurements, pain, in the order they were written down
case.json       the case as it stood on the day of the export, without load, restrictions and illness;
                femoris examine reads it
verdicts.jsonl  what was shown, and under which version of the knowledge
imports.jsonl   every file that was brought in, and what became of it
places.jsonl    what you noted about places to get help; the directory itself is not in here
settings.json   what you set, each as it is kept; not the secret in the address of your calendar
                nor the address of a map server, which may hold a key: a backup holds them
";

/// What was set, by name; secrets left out.
fn settings_json(reader: &Reader<'_>) -> Result<String, StoreError> {
    let mut all = serde_json::Map::new();
    for setting in Setting::ALL.into_iter().filter(|setting| !setting.is_secret()) {
        if let Some(value) = reader.setting(setting)? {
            all.insert(setting.name().to_owned(), value.into());
        }
    }
    Ok(format!("{:#}\n", serde_json::Value::Object(all)))
}

fn make_empty(dir: &Path) -> Result<(), AppError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(AppError::refused(
                dir.display().to_string(),
                "this folder is not empty; name one that is, or a new one",
            )),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            fs::create_dir_all(dir).map_err(|error| unwritable(dir, &error))
        }
        Err(error) => Err(unwritable(dir, &error)),
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> AppError {
    AppError::refused(path.display().to_string(), format!("cannot be written here: {error}"))
}

fn create(path: &Path) -> Result<BufWriter<File>, StoreError> {
    let opened = File::create_new(path);
    opened.map(BufWriter::new).map_err(|source| StoreError::Io {
        doing: "write",
        path: path.to_owned(),
        source,
    })
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { doing: "write", path: path.to_owned(), source };
    let mut file = create(path)?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(io)
}

fn original_name(sha: &Sha256, bytes: &[u8]) -> String {
    format!("{sha}.{}", femoris_recording::extension(bytes))
}
