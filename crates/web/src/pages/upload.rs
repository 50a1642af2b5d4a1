//! Files that a browser sends: streamed to the data folder's own disk, never held in memory.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use femoris_app::{AppError, Source, TEMPORARY};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::data::Refused;
use super::import::{Refusal, show_refused};
use super::{Answer, Shared, ask, at_field, data, go, without_field};
use crate::view::error::PageError;
use crate::wire::Here;

/// How files that arrive together are called where each is listed.
const TOGETHER: &str = "dropped files";
/// Archives taken as they are; each keeps a file open while it is read.
const MOST_ARCHIVES: usize = 64;
/// What every zip archive begins with, empty ones apart.
const ZIP: &[u8] = b"PK\x03\x04";

/// `POST /import`
pub(crate) async fn import(State(app): State<Shared>, sent: Result<Multipart, MultipartRejection>) -> Answer {
    let mut form = sent.map_err(|_| not_files())?;
    let mut received = Received::new(app.folder())?;
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        received.take(field).await?;
    }
    let sources = received.finish()?;
    if sources.is_empty() {
        let told = "Choose at least one file, or a folder with files in it.".to_owned();
        return show_refused(&app, Refusal { files: Some(told), ..Refusal::default() }).await;
    }
    match ask(&app, move |app| app.start_import(sources)).await {
        Ok(number) => Ok(go(&format!("/import/{number}"))),
        Err(error) => {
            let summary = Some(without_field(&at_field(error)?));
            show_refused(&app, Refusal { summary, ..Refusal::default() }).await
        }
    }
}

/// `POST /data/restore`
pub(crate) async fn restore(
    State(app): State<Shared>,
    here: Here,
    sent: Result<Multipart, MultipartRejection>,
) -> Answer {
    let mut form = sent.map_err(|_| not_files())?;
    // What a kill leaves of it goes when the folder is opened again.
    let backup = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(app.folder());
    let backup = backup.map_err(|error| unwritable(&error))?;
    let mut file = backup.reopen().map_err(|error| unwritable(&error))?;
    let mut length = 0;
    while let Some(mut field) = form.next_field().await.map_err(|error| broken(&error))? {
        if field.name() != Some("backup") {
            continue;
        }
        while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
            length += chunk.len();
            file.write_all(&chunk).map_err(|error| unwritable(&error))?;
        }
    }
    if length == 0 {
        return data::show_refused(&app, here, wrong("Choose the backup file first.".to_owned())).await;
    }
    let outcome = ask(&app, move |app| {
        let done = app.restore(backup.path());
        drop(backup);
        done
    });
    match outcome.await {
        Ok(_) => Ok(go("/data?restored=1")),
        Err(error) => {
            let told = without_field(&at_field(error)?);
            data::show_refused(&app, here, wrong(told)).await
        }
    }
}

fn wrong(told: String) -> Refused {
    Refused { backup: Some(told), ..Refused::default() }
}

/// Files as they arrive: archives each by itself, everything else packed together without squeezing, so that a
/// folder of thousands needs one file on the disk and keeps the names of its parts.
struct Received<'a> {
    folder: &'a Path,
    archives: Vec<Source>,
    single: Option<(String, File)>,
    bundle: Option<Bundle>,
}

struct Bundle {
    zip: ZipWriter<File>,
    names: HashSet<String>,
}

impl<'a> Received<'a> {
    fn new(folder: &'a Path) -> Result<Self, PageError> {
        Ok(Self { folder, archives: Vec::new(), single: None, bundle: None })
    }

    async fn take(&mut self, mut field: Field<'_>) -> Result<(), PageError> {
        let Some(name) = field.file_name().map(tidy_name).filter(|name| !name.is_empty()) else {
            return Ok(());
        };
        let mut file = tempfile::tempfile_in(self.folder).map_err(|error| unwritable(&error))?;
        let mut head: Vec<u8> = Vec::with_capacity(ZIP.len());
        while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
            head.extend(chunk.iter().take(ZIP.len().saturating_sub(head.len())));
            file.write_all(&chunk).map_err(|error| unwritable(&error))?;
        }
        file.seek(SeekFrom::Start(0)).map_err(|error| unwritable(&error))?;
        if head == ZIP && self.archives.len() < MOST_ARCHIVES {
            self.archives.push(Source::upload(name, file));
            return Ok(());
        }
        match (self.single.take(), &mut self.bundle) {
            (None, None) => self.single = Some((name, file)),
            (Some(first), None) => {
                let mut bundle = Bundle::new(self.folder)?;
                bundle.add(first)?;
                bundle.add((name, file))?;
                self.bundle = Some(bundle);
            }
            (_, Some(bundle)) => bundle.add((name, file))?,
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<Source>, PageError> {
        let mut sources = self.archives;
        if let Some((name, file)) = self.single {
            sources.push(Source::upload(name, file));
        }
        if let Some(bundle) = self.bundle {
            sources.push(Source::upload(TOGETHER.to_owned(), bundle.finish()?));
        }
        Ok(sources)
    }
}

impl Bundle {
    fn new(folder: &Path) -> Result<Self, PageError> {
        let file = tempfile::tempfile_in(folder).map_err(|error| unwritable(&error))?;
        Ok(Self { zip: ZipWriter::new(file), names: HashSet::new() })
    }

    fn add(&mut self, (name, mut file): (String, File)) -> Result<(), PageError> {
        let name = self.free_name(name);
        let stored = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .large_file(file.metadata().is_ok_and(|about| about.len() >= u64::from(u32::MAX)));
        self.zip.start_file(name, stored).map_err(|error| unpackable(&error))?;
        std::io::copy(&mut file, &mut self.zip).map_err(|error| unwritable(&error))?;
        Ok(())
    }

    /// Two files of one name, from different folders, both stay.
    fn free_name(&mut self, name: String) -> String {
        let mut free = name.clone();
        let mut number = 2;
        while !self.names.insert(free.clone()) {
            free = format!("{number}/{name}");
            number += 1;
        }
        free
    }

    fn finish(self) -> Result<File, PageError> {
        let mut file = self.zip.finish().map_err(|error| unpackable(&error))?;
        file.seek(SeekFrom::Start(0)).map_err(|error| unwritable(&error))?;
        Ok(file)
    }
}

/// A sent name as a path inside: no root, no way up, no control characters. It is only ever shown.
pub(super) fn tidy_name(sent: &str) -> String {
    let parts = sent.split(['/', '\\']).filter(|part| !part.is_empty() && *part != "." && *part != "..");
    let parts: Vec<String> =
        parts.map(|part| part.chars().filter(|letter| !letter.is_control()).take(255).collect()).collect();
    parts.join("/")
}

pub(super) fn not_files() -> PageError {
    PageError::Unreadable("This page expects files in a form, and something else was sent.".to_owned())
}

pub(super) fn broken(error: &axum::extract::multipart::MultipartError) -> PageError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return PageError::TooLarge;
    }
    PageError::Unreadable("The files did not arrive whole.".to_owned())
}

pub(super) fn unwritable(error: &std::io::Error) -> PageError {
    PageError::App(AppError::ours(format!("what was sent could not be written to the disk: {error}")))
}

fn unpackable(error: &zip::result::ZipError) -> PageError {
    PageError::App(AppError::ours(format!("the files could not be put together: {error}")))
}

/// `413` and the like as a page.
impl From<MultipartRejection> for PageError {
    fn from(rejection: MultipartRejection) -> Self {
        match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => not_files(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sent_names_lead_nowhere() {
        let bad =
            ["../../etc/passwd", "/etc/passwd", "..\\..\\etc\\passwd", "C:\\x\\..\\etc\\passwd", "a/./b\0c"];
        assert_eq!(bad.map(tidy_name), ["etc/passwd", "etc/passwd", "etc/passwd", "C:/x/etc/passwd", "a/bc"]);
    }

    #[test]
    fn two_files_of_one_name_both_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut bundle = Bundle::new(folder.path()).expect("a bundle");
        assert_eq!(bundle.free_name("a.fit".into()), "a.fit");
        assert_eq!(bundle.free_name("a.fit".into()), "2/a.fit");
        assert_eq!(bundle.free_name("a.fit".into()), "3/a.fit");
    }
}
