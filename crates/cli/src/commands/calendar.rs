//! `femoris calendar`: the plan as a file that any calendar program reads.

use std::path::Path;

use femoris_app::{App, AppError, TimeOfDay};
use serde_json::json;

use crate::output::Done;

pub(crate) fn run(app: &App, out: &Path, at: Option<&str>) -> Result<Option<Done>, AppError> {
    if let Some(time) = at {
        let time: TimeOfDay = time.parse().map_err(|error| AppError::refused("--at", format!("{error}")))?;
        app.set_session_time(time)?;
    }
    let (text, entries) = app.calendar()?;
    std::fs::write(out, text).map_err(|error| {
        AppError::refused("--out", format!("{} cannot be written: {error}", out.display()))
    })?;
    let told = match entries {
        0 => format!("{}: nothing is planned, so the calendar is empty", out.display()),
        1 => format!("{}: 1 entry", out.display()),
        many => format!("{}: {many} entries", out.display()),
    };
    Ok(Some(Done::all(json!({"file": out.display().to_string(), "entries": entries}), told)))
}
