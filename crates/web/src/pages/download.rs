//! What goes out as a file: the export, a backup, an original. Written to the disk first, then streamed.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use axum::body::Body;
use axum::extract::{Path as PathOf, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use femoris_app::{AppError, TEMPORARY};
use tokio_util::io::ReaderStream;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Answer, Shared, ask};

/// `GET /data/export`: one zip with everything in open formats.
pub(crate) async fn export(State(app): State<Shared>) -> Answer {
    let (file, day) = ask(&app, |app| {
        let folder = temporary().tempdir_in(app.folder()).map_err(|error| unwritable(&error))?;
        let within = folder.path().join("export");
        app.export(&within)?;
        let file = tempfile::tempfile_in(app.folder()).map_err(|error| unwritable(&error))?;
        Ok((pack(&within, file)?, app.clock().today()))
    })
    .await?;
    stream(file, &format!("femoris-export-{day}.zip"), "application/zip")
}

/// Names what is needed for a moment so that opening and erasing the folder take away what a kill leaves of it.
fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut named = tempfile::Builder::new();
    named.prefix(TEMPORARY);
    named
}

/// `GET /data/backup`
pub(crate) async fn backup(State(app): State<Shared>) -> Answer {
    let (file, day) = ask(&app, |app| {
        let folder = temporary().tempdir_in(app.folder()).map_err(|error| unwritable(&error))?;
        let path = folder.path().join("backup");
        app.backup(&path)?;
        let file = File::open(&path).map_err(|error| unwritable(&error))?;
        Ok((file, app.clock().today()))
    })
    .await?;
    stream(file, &format!("femoris-backup-{day}.femoris"), "application/octet-stream")
}

/// `GET /runs/{id}/original`: byte for byte what came in.
pub(crate) async fn original(State(app): State<Shared>, PathOf(id): PathOf<String>) -> Answer {
    let (bytes, name) = ask(&app, move |app| {
        let (bytes, extension) = app.original(&id)?;
        Ok((bytes, format!("run-{id}.{extension}")))
    })
    .await?;
    let mut response = bytes.into_response();
    as_file(&mut response, &name, "application/octet-stream");
    Ok(response)
}

/// Packs a folder, its one level of subfolders included; file by file, so memory stays small.
fn pack(folder: &Path, file: File) -> Result<File, AppError> {
    let mut zip = ZipWriter::new(file);
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((dir, prefix)) = open.pop() {
        for entry in std::fs::read_dir(&dir).map_err(|error| unwritable(&error))? {
            let entry = entry.map_err(|error| unwritable(&error))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push((entry.path(), format!("{name}/")));
                continue;
            }
            let mut source = File::open(entry.path()).map_err(|error| unwritable(&error))?;
            let large = source.metadata().is_ok_and(|about| about.len() >= u64::from(u32::MAX));
            let options = SimpleFileOptions::default().large_file(large);
            zip.start_file(name, options).map_err(|error| AppError::ours(error.to_string()))?;
            std::io::copy(&mut source, &mut zip).map_err(|error| unwritable(&error))?;
        }
    }
    let mut file = zip.finish().map_err(|error| AppError::ours(error.to_string()))?;
    file.flush().and_then(|()| file.seek(SeekFrom::Start(0))).map_err(|error| unwritable(&error))?;
    Ok(file)
}

fn stream(file: File, name: &str, mime: &'static str) -> Answer {
    let length = file.metadata().map(|about| about.len()).ok();
    let body = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)));
    let mut response = body.into_response();
    as_file(&mut response, name, mime);
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    Ok(response)
}

fn as_file(response: &mut Response, name: &str, mime: &'static str) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
    // The names are ours: letters, digits, dots and dashes.
    let safe: String =
        name.chars().filter(|letter| letter.is_ascii_alphanumeric() || "-.".contains(*letter)).collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
}

fn unwritable(error: &std::io::Error) -> AppError {
    AppError::ours(format!("the file could not be put together on the disk: {error}"))
}
