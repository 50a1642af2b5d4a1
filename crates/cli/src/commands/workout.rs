//! `femoris workout`: the session and the run of a day as files a watch leads through.

use std::path::Path;

use femoris_app::{App, AppError, ErrorKind, Prescribed};
use serde_json::json;

use crate::output::Done;

pub(crate) fn run(app: &App, date: Option<&str>, out: &Path) -> Result<Option<Done>, AppError> {
    let day = date.map(super::log::day).transpose()?;
    let named = day.unwrap_or_else(|| app.clock().today());
    let (mut files, mut missing, mut text) = (Vec::new(), Vec::new(), String::new());
    for what in Prescribed::ALL {
        let word = what.word();
        match app.workout_file(what, day) {
            Ok(bytes) => {
                let file = out.join(format!("{word}-{named}.fit"));
                write(out, &file, &bytes)?;
                text.push_str(&format!("{}: the {word}\n", file.display()));
                files.push(json!({"what": word, "file": file.display().to_string(), "bytes": bytes.len()}));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                text.push_str(&format!("no {word}: {error}\n"));
                missing.push(json!({"what": word, "why": error.to_string()}));
            }
            Err(error) => return Err(error),
        }
    }
    if files.is_empty() {
        return Err(AppError::not_found(text.trim_end().replace('\n', "; ")));
    }
    Ok(Some(Done::all(json!({"date": named.to_string(), "files": files, "missing": missing}), text)))
}

fn write(folder: &Path, file: &Path, bytes: &[u8]) -> Result<(), AppError> {
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(file, bytes))
        .map_err(|error| AppError::refused("--out", format!("{} cannot be written: {error}", file.display())))
}
