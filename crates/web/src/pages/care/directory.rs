//! `/care/directory`: what is loaded, how to get a file, and bringing one in while pages are served.

use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::IntoResponse;
use femoris_app::care::{Dataset, DirectoryFile, DirectoryState, DirectoryStatus, FileBecame, FileReport};
use femoris_app::{App, AppError};
use femoris_measure::Day;

use super::super::upload::{broken, not_files, tidy_name, unwritable};
use super::super::{Answer, Shared, ask, at_field, frame, go, refused, without_field};
use super::cards::{kind, terms};
use crate::format;
use crate::view::care::{DatasetLine, DirectoryPage, DirectoryProgress, DirectoryProgressPart, FileLine};
use crate::view::{Tab, show as page};
use crate::wire::Sent;

/// What was wrong with what was sent.
#[derive(Debug, Default)]
struct Refusal {
    path: String,
    path_error: Option<String>,
    files_error: Option<String>,
}

/// `GET /care/directory`
pub(crate) async fn show(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| door(app, Refusal::default())).await?;
    Ok(page(&view))
}

/// `POST /care/directory/path`
pub(crate) async fn from_path(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let path = fields.trimmed("path").to_owned();
    let typed = path.clone();
    let started = ask(&app, move |app| {
        if !Path::new(&typed).is_absolute() {
            return Err(AppError::refused("path", "write the whole path, from the root of the disk on"));
        }
        app.start_directory_import(vec![DirectoryFile::open(Path::new(&typed))?])
    });
    match started.await {
        Ok(()) => Ok(go("/care/directory")),
        Err(error) => {
            let path_error = Some(without_field(&at_field(error)?));
            show_refused(&app, Refusal { path, path_error, ..Refusal::default() }).await
        }
    }
}

/// `POST /care/directory`: files that a browser sends, streamed to the data folder's own disk.
pub(crate) async fn upload(State(app): State<Shared>, sent: Result<Multipart, MultipartRejection>) -> Answer {
    let mut form = sent.map_err(|_| not_files())?;
    let mut files = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.file_name().map(tidy_name).filter(|name| !name.is_empty());
        let Some(name) = name else { continue };
        let mut file = tempfile::tempfile_in(app.folder()).map_err(|error| unwritable(&error))?;
        while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
            file.write_all(&chunk).map_err(|error| unwritable(&error))?;
        }
        file.seek(SeekFrom::Start(0)).map_err(|error| unwritable(&error))?;
        files.push(DirectoryFile { name, file });
    }
    if files.is_empty() {
        let files_error = Some("Choose at least one file.".to_owned());
        return show_refused(&app, Refusal { files_error, ..Refusal::default() }).await;
    }
    match ask(&app, move |app| app.start_directory_import(files)).await {
        Ok(()) => Ok(go("/care/directory")),
        Err(error) => {
            let files_error = Some(without_field(&at_field(error)?));
            show_refused(&app, Refusal { files_error, ..Refusal::default() }).await
        }
    }
}

/// `GET /care/directory/progress`: the part that renews itself; the last time it brings the whole page.
pub(crate) async fn progress(State(app): State<Shared>) -> Answer {
    let Some(status) = app.directory_import() else { return Ok(go("/care/directory")) };
    let progress = how_far(&status);
    let is_done = !progress.running;
    let response = page(&DirectoryProgressPart { progress });
    Ok(if is_done { ([("hx-refresh", "true")], response).into_response() } else { response })
}

/// `POST /care/directory/stop`
pub(crate) async fn stop(State(app): State<Shared>) -> Answer {
    app.stop_directory_import();
    Ok(go("/care/directory"))
}

async fn show_refused(app: &Shared, refusal: Refusal) -> Answer {
    let view = ask(app, move |app| door(app, refusal)).await?;
    Ok(refused(&view))
}

fn door(app: &App, refusal: Refusal) -> Result<DirectoryPage, AppError> {
    let (frame, _) = frame(app, "The directory", Tab::Care)?;
    let loaded = app.directories()?;
    Ok(DirectoryPage {
        frame,
        has_towns: loaded.has_towns,
        files: loaded.files.into_iter().map(line).collect(),
        progress: app.directory_import().map(|status| how_far(&status)),
        path: refusal.path,
        path_error: refusal.path_error,
        files_error: refusal.files_error,
    })
}

fn line(file: Dataset) -> DatasetLine {
    let gone = if file.gone > 0 { format!(", {} gone", format::count(file.gone)) } else { String::new() };
    let imported = |day: Day| format!("imported {}", format::date(day));
    DatasetLine {
        kind: kind(file.kind),
        listed: format!("{}{gone}", format::count(file.listed)),
        dated: file
            .dated
            .map(format::date)
            .or_else(|| file.imported.map(imported))
            .unwrap_or_else(|| "not known".to_owned()),
        licence: terms(file.licence),
        name: file.name,
    }
}

fn how_far(status: &DirectoryStatus) -> DirectoryProgress {
    let progress = &status.progress;
    let told = |title: String| DirectoryProgress {
        running: false,
        title,
        done: progress.bytes.min(progress.of),
        of: progress.of.max(1),
        lines: Vec::new(),
    };
    match &status.state {
        DirectoryState::Running => {
            let title = match &progress.file {
                Some(name) => format!("Reading {name}: {} entries kept", format::count(progress.kept)),
                None if progress.of == 0 => "Beginning".to_owned(),
                None => "Building the index".to_owned(),
            };
            DirectoryProgress { running: true, ..told(title) }
        }
        DirectoryState::Failed(why) => told(format!("Broken off: {why}. What was there stays.")),
        DirectoryState::Done(report) if report.stopped => told("Stopped. Nothing was changed.".to_owned()),
        DirectoryState::Done(report) => DirectoryProgress {
            lines: report.files.iter().map(became).collect(),
            ..told(format!("Done: {} entries in the directory", format::count(report.entries)))
        },
    }
}

fn became(file: &FileReport) -> FileLine {
    let (told, word, class) = match &file.outcome {
        FileBecame::Refused(why) => (why.clone(), "not read", "bad"),
        FileBecame::Older => ("What is here is newer; nothing was changed.".to_owned(), "unchanged", ""),
        FileBecame::Beside => ("It lay in the archive and is no directory.".to_owned(), "left out", ""),
        FileBecame::Read => (counts(file), "read", "ok"),
    };
    FileLine { name: file.name.clone(), told, word, class }
}

fn counts(file: &FileReport) -> String {
    let counts = &file.counts;
    let all = [
        (counts.kept, "kept"),
        (file.updated, "of them known before"),
        (file.gone, "gone since the last edition"),
        (counts.other_profession, "of professions nobody is sent to from here"),
        (counts.deactivated, "no longer in practice"),
        (counts.without_position, "without a position"),
        (counts.damaged, "damaged"),
        (counts.towns, "towns and postal codes"),
        (counts.codes, "names of specialties"),
    ];
    let met = all.into_iter().filter(|(number, _)| *number > 0);
    let said = |number: u64, words: &str| match (number, words) {
        (1, "towns and postal codes") => "1 town or postal code".to_owned(),
        (1, "names of specialties") => "1 name of a specialty".to_owned(),
        (number, words) => format!("{} {words}", format::count(number)),
    };
    let parts: Vec<String> = met.map(|(number, words)| said(number, words)).collect();
    if parts.is_empty() { "Nothing in it for us.".to_owned() } else { format!("{}.", parts.join(", ")) }
}
