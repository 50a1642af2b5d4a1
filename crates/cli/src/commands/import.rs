//! `femoris import PATH...`: recordings into the data folder, with an outcome per file.

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use femoris_app::{App, AppError, FileOutcome, ImportSummary, ImportWatcher, Outcome, Source};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::output::{Done, Extent, to_stderr};

/// Without a terminal, a line is written after this many files.
const LINE_EVERY: u64 = 10;

pub(crate) fn run(app: &App, paths: &[PathBuf]) -> Result<Option<Done>, AppError> {
    if let Some(path) = paths.first().filter(|_| paths.iter().all(|path| !path.exists())) {
        return Err(AppError::not_found(format!("{}: there is no such file or folder", path.display())));
    }
    let watcher = Watcher::new();
    let sources = paths.iter().cloned().map(Source::path).collect();
    let summary = app.import(sources, &watcher)?;
    watcher.bar.finish_and_clear();
    let refused = summary.tally.of(Outcome::Refused);
    let partly = summary.tally.of(Outcome::PartlyRead);
    let extent = if summary.tally.total() > 0 && refused == summary.tally.total() {
        Extent::Nothing
    } else if refused + partly > 0 || summary.stopped {
        Extent::Part
    } else {
        Extent::All
    };
    Ok(Some(Done { json: to_json(&summary), text: to_text(&summary), extent }))
}

struct Watcher {
    bar: ProgressBar,
    settled: AtomicU64,
}

impl Watcher {
    fn new() -> Self {
        let bar = if stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        Self { bar, settled: AtomicU64::new(0) }
    }
}

impl ImportWatcher for Watcher {
    fn settled(&self, _outcome: &FileOutcome) {
        self.bar.inc(1);
        let settled = self.settled.fetch_add(1, Ordering::Relaxed) + 1;
        if self.bar.is_hidden() && settled.is_multiple_of(LINE_EVERY) {
            to_stderr(&format!("{settled} files kept\n"));
        }
    }

    fn expected(&self, files: u64) {
        self.bar.set_length(files);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} files, {eta} left") {
            self.bar.set_style(style);
        }
    }

    fn stop(&self) -> bool {
        false
    }
}

fn to_json(summary: &ImportSummary) -> Value {
    let of = |outcome| summary.tally.of(outcome);
    json!({
        "imported": of(Outcome::Imported),
        "duplicates": of(Outcome::Duplicate),
        "not_runs": of(Outcome::NotARun),
        "partly_read": of(Outcome::PartlyRead),
        "refused": of(Outcome::Refused),
        "files": summary.files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn file(outcome: &FileOutcome) -> Value {
    let mut entry = json!({"path": outcome.path, "outcome": outcome.outcome.name()});
    if let Some(run) = &outcome.run {
        entry["run"] = json!(run);
    }
    if let Some(why) = &outcome.why {
        entry["why"] = json!(why);
    }
    entry
}

fn to_text(summary: &ImportSummary) -> String {
    let of = |outcome| summary.tally.of(outcome);
    let mut text = String::new();
    for outcome in summary.files.iter().filter(|file| file.outcome != Outcome::Imported) {
        let why = outcome.why.as_deref().unwrap_or_default();
        text.push_str(&format!("{}: {}. {why}\n", outcome.path, outcome.outcome.name().replace('_', " ")));
    }
    text.push_str(&format!(
        "{} imported, {} already there, {} not runs, {} partly read, {} refused\n",
        of(Outcome::Imported),
        of(Outcome::Duplicate),
        of(Outcome::NotARun),
        of(Outcome::PartlyRead),
        of(Outcome::Refused)
    ));
    text
}
