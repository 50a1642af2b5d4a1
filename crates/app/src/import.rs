//! Bringing recordings in: one thread walks the files, several decode and pack, one writes.
//!
//! Memory is bounded by [`ByteBudget`] whatever the size of the archive. A file's outcome is told only after the
//! batch that holds it is on the disk, so whatever was told survives a kill; files told nothing about are simply met
//! again by the next import, which doubles nothing.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use femoris_recording::walk::{Found, Limits, What, count_hint, walk, walk_reader};
use femoris_store::ImportId;

use crate::budget::ByteBudget;
use crate::import_job::{ImportJob, ImportState, ImportStatus, ImportWatcher};
use crate::import_settle::{Settled, Settler};
use crate::import_write::Scribe;
use crate::{App, AppError, FileOutcome, ImportSummary};

/// Bytes of recordings between the walker and the writer. Decoded and packed they take about four times as much.
const IN_FLIGHT_BYTES: usize = 24 << 20;
/// Files a batch holds at most; each batch costs one wait for the disk.
const BATCH_FILES: usize = 64;
/// Finished imports kept for their page.
const KEPT_JOBS: usize = 8;

/// An import that was begun, and the store that it was begun in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    pub(crate) id: ImportId,
    pub(crate) store: u64,
}

/// Something to import.
pub struct Source {
    label: String,
    from: From,
}

enum From {
    Path(PathBuf),
    Upload(File),
    Made(Box<dyn Iterator<Item = Found> + Send>),
}

impl Source {
    /// A file, a folder or an archive on this machine.
    pub fn path(path: PathBuf) -> Self {
        Self { label: path.display().to_string(), from: From::Path(path) }
    }

    /// A file that was sent, under the name it had where it came from. The name is for display only.
    pub fn upload(name: String, file: File) -> Self {
        Self { label: name, from: From::Upload(file) }
    }

    /// Recordings made here.
    pub(crate) fn made(label: &str, recordings: impl Iterator<Item = Found> + Send + 'static) -> Self {
        Self { label: label.to_owned(), from: From::Made(Box::new(recordings)) }
    }

    fn as_path(&self) -> Option<PathBuf> {
        match &self.from {
            From::Path(path) => Some(path.clone()),
            From::Upload(_) | From::Made(_) => None,
        }
    }
}

impl App {
    /// Imports and tells `watcher` about every file once it is kept.
    pub fn import(
        &self,
        sources: Vec<Source>,
        watcher: &dyn ImportWatcher,
    ) -> Result<ImportSummary, AppError> {
        let import = self.begin_import(&sources)?;
        self.run_import(import, sources, watcher)
    }

    fn begin_import(&self, sources: &[Source]) -> Result<Begun, AppError> {
        if sources.is_empty() {
            return Err(AppError::refused("path", "name at least one file, folder or archive"));
        }
        let label = label(sources);
        let now = self.clock.now();
        self.with_store(|store| {
            let id = store.batch(|writer| writer.begin_import(&label, now))?;
            Ok(Begun { id, store: store.number() })
        })
    }

    fn run_import(
        &self,
        import: Begun,
        sources: Vec<Source>,
        watcher: &dyn ImportWatcher,
    ) -> Result<ImportSummary, AppError> {
        let mut summary = self.pump(import, sources, watcher)?;
        summary.stopped = watcher.stop();
        let end = self.clock.now();
        let closed = self.with_same_store(import.store, |store| {
            store.batch(|writer| {
                if summary.stopped {
                    writer.stop_import(import.id, end)
                } else {
                    writer.finish_import(import.id, end)
                }
            })
        })?;
        summary.stopped |= closed.is_none();
        Ok(summary)
    }

    /// Walks, decodes and writes until every file has its outcome or the watcher asks to stop.
    fn pump(
        &self,
        import: Begun,
        sources: Vec<Source>,
        watcher: &dyn ImportWatcher,
    ) -> Result<ImportSummary, AppError> {
        let budget = ByteBudget::new(IN_FLIGHT_BYTES);
        let (found_in, found_out) = channel::<(usize, Found)>();
        let (settled_in, settled_out) = channel::<Settled>();
        let found_out = Mutex::new(found_out);
        let settler = Settler { app: self };
        thread::scope(|scope| {
            let budget = &budget;
            scope.spawn(move || walk_all(sources, budget, &found_in, watcher));
            for _ in 0..workers() {
                let (found_out, settler, settled_in) = (&found_out, &settler, settled_in.clone());
                scope.spawn(move || settle_all(found_out, settler, &settled_in));
            }
            drop(settled_in);
            self.write_all(import, &settled_out, budget, watcher)
        })
    }

    /// Writes what is settled in batches; on failure drains the channel so that the other threads end too.
    fn write_all(
        &self,
        import: Begun,
        settled: &Receiver<Settled>,
        budget: &ByteBudget,
        watcher: &dyn ImportWatcher,
    ) -> Result<ImportSummary, AppError> {
        let mut summary = ImportSummary::default();
        let scribe = Scribe { app: self, import };
        let mut failure = None;
        while let Ok(first) = settled.recv() {
            let batch = gather(first, settled);
            let bytes: usize = batch.iter().map(|one| one.weight).sum();
            if failure.is_none() {
                match scribe.write(&batch) {
                    // What was meant for a folder that is gone is not written into the one in its place.
                    Ok(None) => {}
                    Ok(Some(outcomes)) => tell(outcomes, &mut summary, watcher),
                    Err(error) => failure = Some(error),
                }
            }
            drop(batch);
            budget.give_back(bytes);
        }
        failure.map_or(Ok(summary), Err)
    }

    /// Starts an import in the background and returns its number, the one [`App::import_page`] knows it by.
    pub fn start_import(self: &Arc<Self>, sources: Vec<Source>) -> Result<u64, AppError> {
        let import = self.begin_import(&sources)?;
        let id = import.id.get().unsigned_abs();
        let mut jobs = self.imports.lock().unwrap_or_else(PoisonError::into_inner);
        let job = Arc::new(ImportJob::new(id));
        if jobs.len() == KEPT_JOBS {
            jobs.remove(0);
        }
        jobs.push(Arc::clone(&job));
        drop(jobs);
        let app = Arc::clone(self);
        thread::Builder::new()
            .name("import".into())
            .spawn(move || {
                let state = match app.run_import(import, sources, job.as_ref()) {
                    Ok(summary) if summary.stopped => ImportState::Stopped,
                    Ok(_) => ImportState::Done,
                    Err(error) => ImportState::Failed(error.to_string()),
                };
                job.finish(state);
            })
            .map_err(|error| AppError::ours(format!("no thread could be started: {error}")))?;
        Ok(id)
    }

    /// Where an import of this session stands.
    pub fn import_status(&self, id: u64) -> Option<ImportStatus> {
        let jobs = self.imports.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter().map(|job| job.status()).find(|status| status.id == id)
    }

    /// The newest import of this session.
    pub fn latest_import(&self) -> Option<ImportStatus> {
        self.imports.lock().unwrap_or_else(PoisonError::into_inner).last().map(|job| job.status())
    }

    /// Asks an import to stop before its next file. What is kept stays kept.
    pub fn stop_import(&self, id: u64) {
        let jobs = self.imports.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.iter().filter(|job| job.status().id == id).for_each(|job| job.ask_to_stop());
    }

    pub(crate) fn stop_imports(&self) {
        self.imports.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|job| job.ask_to_stop());
    }
}

fn label(sources: &[Source]) -> String {
    match sources {
        [] => String::new(),
        [one] => one.label.clone(),
        [first, rest @ ..] => format!("{} and {} more", first.label, rest.len()),
    }
}

/// One a core; who walks and who writes mostly waits for the disk.
pub(crate) fn workers() -> usize {
    thread::available_parallelism().map_or(2, |cores| cores.get().clamp(1, 8))
}

fn walk_all(
    sources: Vec<Source>,
    budget: &ByteBudget,
    found: &Sender<(usize, Found)>,
    watcher: &dyn ImportWatcher,
) {
    let limits = Limits::default();
    if let Some(files) = expected(&sources, &limits) {
        watcher.expected(files);
    }
    let mut sink = |one: Found| {
        let weight = weight(&one);
        budget.take(weight);
        if watcher.stop() || found.send((weight, one)).is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    // What is named together is one export: a list among it tells the titles of the recordings beside it.
    let paths: Vec<PathBuf> = sources.iter().filter_map(Source::as_path).collect();
    if !paths.is_empty() && walk(&paths, &limits, &mut sink).stopped {
        return;
    }
    for source in sources {
        let stopped = match source.from {
            // Walked above.
            From::Path(_) => false,
            From::Upload(file) => walk_reader(&source.label, file, &limits, &mut sink).stopped,
            From::Made(mut recordings) => recordings.any(|one| sink(one).is_break()),
        };
        if stopped {
            break;
        }
    }
}

/// How many files there are to look at, where all sources can tell without being read.
fn expected(sources: &[Source], limits: &Limits) -> Option<u64> {
    let paths = sources.iter().map(Source::as_path).collect::<Option<Vec<_>>>()?;
    Some(count_hint(&paths, limits)).filter(|files| *files > 0)
}

fn weight(found: &Found) -> usize {
    // An outcome without bytes still takes room in the channel.
    const LEAST: usize = 1024;
    match &found.what {
        What::Recording { bytes, .. } => bytes.len() + LEAST,
        What::Run { key, .. } => key.len() + LEAST,
        What::NotARun { .. } | What::Refused { .. } => LEAST,
    }
}

fn settle_all(found: &Mutex<Receiver<(usize, Found)>>, settler: &Settler<'_>, settled: &Sender<Settled>) {
    loop {
        let next = found.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((weight, one)) = next else { return };
        if settled.send(settler.settle(weight, one)).is_err() {
            return;
        }
    }
}

/// As many settled files as are ready or arrive within a moment, so that a batch waits for the disk once.
fn gather(first: Settled, settled: &Receiver<Settled>) -> Vec<Settled> {
    const LINGER: Duration = Duration::from_millis(20);
    let mut batch = vec![first];
    while batch.len() < BATCH_FILES {
        match settled.recv_timeout(LINGER) {
            Ok(one) => batch.push(one),
            Err(_) => break,
        }
    }
    batch
}

fn tell(outcomes: Vec<FileOutcome>, summary: &mut ImportSummary, watcher: &dyn ImportWatcher) {
    for outcome in outcomes {
        watcher.settled(&outcome);
        summary.tally.add(outcome.outcome);
        summary.files.push(outcome);
    }
}
