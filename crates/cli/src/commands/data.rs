//! Backup, restore, export, erase: everything in and everything out.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use femoris_app::{App, AppError};
use serde_json::json;

use crate::output::{Busy, Done, to_stderr};

pub(crate) fn backup(app: &App, file: &Path) -> Result<Option<Done>, AppError> {
    let busy = Busy::with(format!("writing {}", file.display()));
    let done = app.backup(file)?;
    drop(busy);
    let text = format!("{} written, {} bytes, checked", file.display(), done.bytes);
    Ok(Some(Done::all(
        json!({"file": file.display().to_string(), "bytes": done.bytes, "runs": done.runs}),
        text,
    )))
}

pub(crate) fn restore(folder: &Path, file: &Path, consent: Consent) -> Result<Option<Done>, AppError> {
    let plan = femoris_app::plan_restore(folder, file)?;
    consent.to(&plan.sentence)?;
    let busy = Busy::with(format!("putting {} back", file.display()));
    let done = plan.apply()?;
    drop(busy);
    let text = format!("restored {} runs and {} log entries", done.runs, done.events);
    Ok(Some(Done::all(json!({"runs": done.runs, "events": done.events}), text)))
}

pub(crate) fn export(app: &App, dir: &Path) -> Result<Option<Done>, AppError> {
    let busy = Busy::with(format!("writing {}", dir.display()));
    let done = app.export(dir)?;
    drop(busy);
    let text = format!(
        "{} original files, {} runs and {} log entries in {}",
        done.originals,
        done.runs,
        done.events,
        dir.display()
    );
    Ok(Some(Done::all(
        json!({"dir": dir.display().to_string(), "originals": done.originals, "runs": done.runs, "events": done.events}),
        text,
    )))
}

pub(crate) fn erase(folder: &Path, consent: Consent) -> Result<Option<Done>, AppError> {
    let plan = femoris_app::plan_erase(folder)?;
    consent.to(&plan.sentence)?;
    let done = plan.apply()?;
    let text = format!("erased {} runs and {} log entries", done.runs, done.events);
    Ok(Some(Done::all(json!({"runs": done.runs, "events": done.events}), text)))
}

/// Whether the one who types has agreed already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    /// With `--yes`.
    Given,
    /// Not yet: ask on a terminal, refuse elsewhere.
    Open,
}

impl Consent {
    /// What `--yes` means.
    pub(crate) fn from_flag(yes: &bool) -> Self {
        if *yes { Self::Given } else { Self::Open }
    }

    fn to(self, what: &str) -> Result<(), AppError> {
        if self == Self::Given {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(AppError::refused("--yes", format!("{what} Add --yes to do it without asking")));
        }
        to_stderr(&format!("{what} Type yes to go on: "));
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        match read {
            Ok(_) if answer.trim() == "yes" => Ok(()),
            _ => Err(AppError::refused("confirmation", "nothing was changed")),
        }
    }
}
