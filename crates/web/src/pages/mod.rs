//! Handlers, one page per file: read the request, ask the app, fill the view. They translate and never decide.

mod about;
mod again;
mod answers;
mod calendar;
mod care;
mod clinician;
mod data;
mod download;
mod exercises;
mod figures;
mod import;
mod interview;
mod letter;
mod pain;
mod rehab;
mod result;
mod run;
mod running;
mod running_settings;
mod runs;
mod today;
mod upload;
mod watch;
mod welcome;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use femoris_app::{App, AppError, ErrorKind, ImportState};

use crate::format::{self, Units};
use crate::view::error::{ErrorPage, PageError};
use crate::view::{Frame, ImportNotice, Tab, Who, show_with};

/// What handlers share.
pub(crate) type Shared = Arc<App>;
/// A page, a redirect, or why not.
pub(crate) type Answer = Result<Response, PageError>;

/// Digits of the knowledge version that are shown.
const SHORT_VERSION: usize = 8;
/// Bytes of an upload: the largest exports seen are a tenth of this.
const LARGEST_UPLOAD: usize = 16 << 30;

/// Pages and forms: small bodies, quick answers.
pub(crate) fn ordinary() -> Router<Shared> {
    Router::new()
        .route("/", get(welcome::show))
        .route("/example", post(welcome::example))
        .route("/pain", get(pain::show).post(pain::save))
        .route("/pain/where", get(interview::show_where).post(interview::save_where))
        .route("/pain/next", get(interview::next))
        .route("/pain/missing", get(interview::show_missing).post(interview::save_missing))
        .route("/pain/ask/{question}", get(interview::show_ask).post(interview::save_ask))
        .route("/pain/{screen}", get(interview::show_opening).post(interview::save_opening))
        .route("/today", get(today::show))
        .route("/today/watch", get(watch::show))
        .route("/today/session.fit", get(watch::session))
        .route("/today/run.fit", get(watch::run))
        .route("/session", get(rehab::show).post(rehab::save))
        .route("/session/settings", post(rehab::settings))
        .route("/session/print", get(rehab::sheet::session))
        .route("/session/week.json", get(rehab::offline::week))
        .route("/offline", get(rehab::offline::page))
        .route("/plan", get(rehab::plan::show))
        .route("/plan/tests", post(rehab::plan::tests))
        .route("/plan/outing", post(rehab::plan::outing))
        .route("/plan/pass", post(rehab::plan::pass))
        .route("/plan/settings", post(rehab::plan::settings))
        .route("/plan/week", get(rehab::sheet::week))
        .route("/result", get(result::show).post(result::save))
        .route("/result/print", get(letter::show))
        .route("/again", get(again::show).post(again::save))
        .route("/clinician", get(clinician::show).post(clinician::save))
        .route("/clinician/lift", post(clinician::lift))
        .route("/log", post(today::log))
        .route("/today/planned", post(today::planned))
        .route("/log/sleep", post(today::sleep))
        .route("/log/health", post(today::health))
        .route("/log/undo", post(today::undo))
        .route("/import", get(import::show))
        .route("/import/path", post(import::from_path))
        .route("/import/{number}", get(import::status))
        .route("/import/{number}/progress", get(import::progress))
        .route("/import/{number}/stop", post(import::stop))
        .route("/running", get(running::show))
        .route("/running/goal", post(running::goal))
        .route("/running/told", post(running::told))
        .route("/running/way", post(running::way))
        .route("/running/return", post(running::back))
        .route("/runs", get(runs::show))
        .route("/runs/history.json", get(runs::history))
        .route("/runs/{id}", get(run::show))
        .route("/runs/{id}/series.json", get(run::series))
        .route("/runs/{id}/effort", post(run::effort))
        .route("/runs/{id}/twinge", post(run::twinge))
        .route("/runs/{id}/undo", post(run::undo))
        .route("/runs/{id}/title", post(run::title))
        .route("/runs/{id}/remove", post(run::remove))
        .route("/runs/{id}/restore", post(run::bring_back))
        .route("/runs/{id}/unmerge", post(run::twins::unmerge))
        .route("/runs/{id}/join", post(run::twins::join))
        .route("/data", get(data::show))
        .route("/data/settings", post(data::settings))
        .route("/data/running", post(running_settings::save))
        .route("/data/calendar.ics", get(calendar::download))
        .route("/data/calendar", post(calendar::settings))
        .route("/data/erase", get(data::erase_plan).post(data::erase))
        .route("/exercises", get(exercises::list))
        .route("/exercises/{id}", get(exercises::one))
        .route("/figures/{id}/{side}/{cut}", get(figures::show))
        .route("/answers", get(answers::list))
        .route("/answers/{id}", get(answers::one))
        .merge(care::ordinary())
        .route("/about", get(about::show))
}

/// What other programs of this machine fetch. The address is the key: it must never be logged.
pub(crate) fn fetched() -> Router<Shared> {
    Router::new().route("/calendar/{secret}", get(calendar::fetched))
}

/// Whatever carries files: as long as it takes, streamed.
pub(crate) fn heavy() -> Router<Shared> {
    Router::new()
        .route("/import", post(upload::import))
        .route("/care/directory", post(care::directory::upload))
        .route("/data/restore", post(upload::restore))
        .route("/data/export", get(download::export))
        .route("/data/backup", get(download::backup))
        .route("/runs/{id}/original", get(download::original))
        .layer(DefaultBodyLimit::max(LARGEST_UPLOAD))
}

/// `404` for everything else.
pub(crate) async fn nowhere() -> Response {
    (StatusCode::NOT_FOUND, ErrorPage::not_found()).into_response()
}

/// Asks the app on a thread that may wait for the disk.
async fn ask<T: Send + 'static>(
    app: &Shared,
    work: impl FnOnce(&Shared) -> Result<T, AppError> + Send + 'static,
) -> Result<T, PageError> {
    let app = Arc::clone(app);
    let (tell, told) = tokio::sync::oneshot::channel();
    // Boxed, so that what runs a task is compiled once and not for every page.
    off_thread(Box::new(move || {
        let nobody_waits = tell.send(work(&app)).is_err();
        if nobody_waits {
            tracing::debug!("a visitor went before the page was ready");
        }
    }))
    .await;
    match told.await {
        Ok(outcome) => outcome.map_err(PageError::App),
        Err(_) => Err(PageError::App(AppError::ours("this page's work was interrupted"))),
    }
}

async fn off_thread(work: Box<dyn FnOnce() + Send>) {
    if let Err(error) = tokio::task::spawn_blocking(work).await {
        tracing::error!(%error, "a page's work did not end");
    }
}

/// A page under `422` when a field was refused.
fn refused(page: &impl askama::Template) -> Response {
    show_with(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// Sends the browser on after a form was taken, so that reloading repeats nothing.
fn go(to: &str) -> Response {
    match to.parse::<axum::http::HeaderValue>() {
        Ok(place) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        Err(_) => StatusCode::NO_CONTENT.into_response(),
    }
}

/// Splits a refusal off that belongs to a field of the form, so that it can be shown there.
fn at_field(error: PageError) -> Result<AppError, PageError> {
    match error {
        PageError::App(error)
            if matches!(error.kind(), ErrorKind::Refused | ErrorKind::NotFound | ErrorKind::NotAllowed) =>
        {
            Ok(error)
        }
        other => Err(other),
    }
}

/// What a refusal says, without the field's name, which the page shows by its place.
fn without_field(error: &AppError) -> String {
    let text = error.to_string();
    let told = match error.field() {
        Some(field) => text.strip_prefix(field).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&text),
        None => text.as_str(),
    };
    sentence(told)
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{stop}", format::capital(text))
}

/// The frame of a page with navigation, and the units to show.
fn frame(app: &App, title: &str, here: Tab) -> Result<(Frame, Units), AppError> {
    let (frame, units) = open_frame(app, title)?;
    let who = Some(Who { label: "Danger signs".to_owned(), href: "/pain?from=today".to_owned() });
    Ok((Frame { here: Some(here), open: false, who, import: running_import(app), ..frame }, units))
}

/// The frame of a page without navigation.
fn open_frame(app: &App, title: &str) -> Result<(Frame, Units), AppError> {
    let settings = app.settings()?;
    let frame = Frame {
        title: title.to_owned(),
        open: true,
        theme: settings.theme,
        rules: app.knowledge().version.chars().take(SHORT_VERSION).collect(),
        is_example: settings.is_example,
        ..Frame::default()
    };
    Ok((frame, settings.units.into()))
}

fn running_import(app: &App) -> Option<ImportNotice> {
    let status = app.latest_import().filter(|status| status.state == ImportState::Running)?;
    let done = format::count(status.tally.total());
    let text = match status.expected {
        Some(expected) => format!("Reading your runs: {done} of {} files", format::count(expected)),
        None => {
            format!("Reading your runs: {} so far", format::counted(status.tally.total(), "file", "files"))
        }
    };
    Some(ImportNotice { text, href: format!("/import/{}", status.id) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_read_as_sentences_without_their_field() {
        let error = AppError::refused("path", "name at least one file");
        assert_eq!(without_field(&error), "Name at least one file.");
        assert_eq!(
            without_field(&AppError::not_found("x: there is no such file")),
            "X: there is no such file."
        );
    }
}
