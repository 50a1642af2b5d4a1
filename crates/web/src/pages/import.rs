//! `/import`: the door for recordings, and what became of each file.

use std::path::PathBuf;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use femoris_app::{App, AppError, ImportState, ImportStatus, Outcome, Source};

use super::{Answer, Shared, ask, at_field, frame, go, refused, sentence, without_field};
use crate::format;
use crate::view::error::PageError;
use crate::view::import::{
    Became, Count, EarlierImport, FileLine, ImportPage, ImportProgress, ImportProgressPart, ImportStatusPage,
};
use crate::view::{Tab, show as page};
use crate::wire::{Asked, Sent};

/// Files on one page.
const PAGE: usize = 100;
/// Earlier imports listed at the door.
const EARLIER: usize = 5;

/// What the door shows besides itself.
#[derive(Debug, Default, Clone)]
pub(crate) struct Refusal {
    pub(crate) summary: Option<String>,
    pub(crate) files: Option<String>,
    pub(crate) path: String,
    pub(crate) path_error: Option<String>,
}

/// `GET /import`
pub(crate) async fn show(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| door(app, Refusal::default())).await?;
    Ok(page(&view))
}

/// The door again, with what was wrong.
pub(crate) async fn show_refused(app: &Shared, refusal: Refusal) -> Answer {
    let view = ask(app, move |app| door(app, refusal)).await?;
    Ok(refused(&view))
}

/// `POST /import/path`: something that is on this computer already.
pub(crate) async fn from_path(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let typed = fields.trimmed("path").to_owned();
    let told = match check_path(&typed) {
        Ok(path) => match ask(&app, move |app| app.start_import(vec![Source::path(path)])).await {
            Ok(number) => return Ok(go(&format!("/import/{number}"))),
            Err(error) => without_field(&at_field(error)?),
        },
        Err(told) => told,
    };
    show_refused(&app, Refusal { path: typed, path_error: Some(told), ..Refusal::default() }).await
}

fn check_path(typed: &str) -> Result<PathBuf, String> {
    if typed.is_empty() {
        return Err("Write the path of a file or folder.".to_owned());
    }
    let path = PathBuf::from(typed);
    if !path.is_absolute() {
        return Err("Write the whole path, from the root of the disk on.".to_owned());
    }
    match std::fs::metadata(&path) {
        Ok(_) => Ok(path),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err("Femoris may not look there. Change its permissions, or copy it somewhere else.".to_owned())
        }
        Err(_) => Err("There is no such file or folder. Check the spelling.".to_owned()),
    }
}

fn door(app: &App, refusal: Refusal) -> Result<ImportPage, AppError> {
    let (frame, _) = frame(app, "Bring my runs", Tab::Runs)?;
    let earlier = app
        .imports(EARLIER)?
        .into_iter()
        .map(|import| {
            let at = import.started;
            let offset = app.clock().offset_at(at);
            let when = format!("{}, {}", format::date(at.day_at(offset)), format::time_of_day(at, offset));
            let end = match (import.finished, import.is_stopped) {
                (_, true) => ", stopped",
                (None, false) => ", not finished",
                (Some(_), false) => "",
            };
            EarlierImport {
                href: format!("/import/{}", import.id.get()),
                when,
                what: format!("{}{end}", import.source),
            }
        })
        .collect();
    Ok(ImportPage {
        frame,
        summary: refusal.summary,
        files_error: refusal.files,
        path: refusal.path,
        path_error: refusal.path_error,
        earlier,
    })
}

/// `GET /import/{number}`
pub(crate) async fn status(
    State(app): State<Shared>,
    Path(number): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let number = parse(&number)?;
    let from = fields.get("from").and_then(|text| text.parse().ok()).unwrap_or(0);
    let view = ask(&app, move |app| status_page(app, number, from)).await?;
    Ok(page(&view))
}

/// `GET /import/{number}/progress`: the panel that renews itself; the last time it brings the whole page.
pub(crate) async fn progress(State(app): State<Shared>, Path(number): Path<String>) -> Answer {
    let number = parse(&number)?;
    let progress = ask(&app, move |app| how_far(app, number)).await?;
    let is_done = !progress.running;
    let response = page(&ImportProgressPart { progress });
    Ok(if is_done { whole_page(response) } else { response })
}

/// Tells htmx to load the page anew, so that the list of files and the headings follow.
fn whole_page(response: Response) -> Response {
    ([("hx-refresh", "true")], response).into_response()
}

/// `POST /import/{number}/stop`
pub(crate) async fn stop(State(app): State<Shared>, Path(number): Path<String>) -> Answer {
    let number = parse(&number)?;
    app.stop_import(number);
    Ok(go(&format!("/import/{number}")))
}

fn parse(number: &str) -> Result<u64, PageError> {
    number.parse().ok().filter(|number| i64::try_from(*number).is_ok()).ok_or(PageError::NotFound)
}

fn store_number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn status_page(app: &App, number: u64, from: u64) -> Result<ImportStatusPage, AppError> {
    let (mut frame, _) = frame(app, "Reading your runs", Tab::Runs)?;
    frame.import = None;
    let kept = app.import_page(store_number(number), from, PAGE)?;
    let progress = how_far(app, number)?;
    let total: u64 = kept.tally.iter().map(|(_, count)| count).sum();
    let shown = kept.files.len() as u64;
    let files = kept
        .files
        .into_iter()
        .map(|file| FileLine {
            became: became(Outcome::from_name(&file.outcome)),
            path: file.path,
            why: file.why.as_deref().map(sentence),
            run: file.run.map(|run| format!("/runs/{run}")),
        })
        .collect();
    let href = format!("/import/{number}");
    let page_href = |from: u64| if from == 0 { href.clone() } else { format!("{href}?from={from}") };
    let size = PAGE as u64;
    Ok(ImportStatusPage {
        frame,
        heading: if progress.running { "Reading your runs".to_owned() } else { "What was read".to_owned() },
        lead: if progress.running {
            "You can leave this page. What is read is already there.".to_owned()
        } else {
            "Bringing the same files again is harmless.".to_owned()
        },
        progress,
        files,
        empty: "No file has an outcome yet.".to_owned(),
        range: format!(
            "{} to {} of {}",
            format::count(from + 1),
            format::count(from + shown),
            format::count(total)
        ),
        newer: (from > 0).then(|| page_href(from.saturating_sub(size))),
        older: (from + shown < total).then(|| page_href(from + size)),
    })
}

fn became(outcome: Option<Outcome>) -> Became {
    match outcome {
        Some(Outcome::Imported) => Became::NewRun,
        Some(Outcome::Duplicate) => Became::AlreadyHere,
        Some(Outcome::NotARun) => Became::NotARun,
        Some(Outcome::PartlyRead) => Became::PartlyRead,
        Some(Outcome::Refused) | None => Became::Refused,
    }
}

/// From the running import, or from what was kept of an earlier one.
fn how_far(app: &App, number: u64) -> Result<ImportProgress, AppError> {
    let href = format!("/import/{number}");
    if let Some(status) = app.import_status(number) {
        return Ok(live(&status, href));
    }
    let kept = app.import_page(store_number(number), 0, 1)?;
    let count = |outcome: Outcome| {
        kept.tally.iter().find(|(name, _)| name == outcome.name()).map_or(0, |(_, count)| *count)
    };
    let total = kept.tally.iter().map(|(_, count)| count).sum();
    let title = match (kept.import.finished, kept.import.is_stopped) {
        (_, true) => format!("Stopped after {}", format::counted(total, "file", "files")),
        (None, false) => format!("Broken off after {}", format::counted(total, "file", "files")),
        (Some(_), false) => format::counted(total, "file", "files"),
    };
    Ok(ImportProgress {
        href,
        running: false,
        title,
        share: None,
        done: total,
        expected: None,
        spoken: String::new(),
        tally: tally(count),
    })
}

fn live(status: &ImportStatus, href: String) -> ImportProgress {
    let done = status.tally.total();
    let running = status.state == ImportState::Running;
    let files = |number| format::counted(number, "file", "files");
    let expected = status.expected.filter(|expected| *expected > 0 && *expected >= done);
    let title = match (&status.state, expected) {
        (ImportState::Running, Some(expected)) => format!("{} of {}", format::count(done), files(expected)),
        (ImportState::Running, None) => format!("{} so far", files(done)),
        (ImportState::Done, _) => files(done),
        (ImportState::Stopped, _) => format!("Stopped after {}", files(done)),
        (ImportState::Failed(why), _) => format!("Broken off after {}: {why}", files(done)),
    };
    let tenths = expected.map(|expected| done * 10 / expected);
    let spoken = match (running, tenths) {
        (true, Some(tenths)) => format!("{} per cent read", tenths * 10),
        (true, None) => "Reading".to_owned(),
        (false, _) => format!("{title}, finished"),
    };
    let share = expected.filter(|_| running).map(|expected| format::percent(done as f64 / expected as f64));
    ImportProgress {
        href,
        running,
        title,
        share,
        done,
        expected,
        spoken,
        tally: tally(|one| status.tally.of(one)),
    }
}

fn tally(count: impl Fn(Outcome) -> u64) -> Vec<Count> {
    let words = |outcome| match outcome {
        Outcome::Imported => ("ok", "new runs"),
        Outcome::Duplicate => ("", "already here"),
        Outcome::NotARun => ("", "not runs"),
        Outcome::PartlyRead => ("warn", "partly read"),
        Outcome::Refused => ("bad", "could not be read"),
    };
    Outcome::ALL
        .into_iter()
        .map(|outcome| {
            let (class, word) = words(outcome);
            Count { class, word, number: format::count(count(outcome)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_paths_that_are_there_are_taken() {
        assert!(check_path("").is_err() && check_path("runs").is_err());
        assert!(check_path(&format!("{}/no such thing", env!("CARGO_MANIFEST_DIR"))).is_err());
        assert!(check_path(env!("CARGO_MANIFEST_DIR")).is_ok());
    }

    #[test]
    fn a_screen_reader_hears_every_tenth_only() {
        let status = |done: u64| {
            let mut tally = femoris_app::Tally::default();
            (0..done).for_each(|_| tally.add(Outcome::Imported));
            ImportStatus {
                id: 1,
                state: ImportState::Running,
                expected: Some(100),
                tally,
                recent: Vec::new(),
            }
        };
        let spoken = |done| live(&status(done), String::new()).spoken;
        assert_eq!(spoken(40), spoken(49));
        assert_ne!(spoken(49), spoken(50));
    }
}
