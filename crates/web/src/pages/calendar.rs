//! `/calendar/{secret}.ics` for calendar programs, the same as a download, and where the address is made and renewed.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use femoris_app::{AppError, TimeOfDay};

use super::data::{self, Refused};
use super::{Answer, Shared, ask, at_field, go, without_field};
use crate::view::error::PageError;
use crate::wire::{Here, Sent};

/// What a calendar file is called in an address.
const ENDING: &str = ".ics";
const MIME: &str = "text/calendar; charset=utf-8";

/// `GET /calendar/{secret}.ics`: for whoever knows the secret.
pub(crate) async fn fetched(State(app): State<Shared>, Path(name): Path<String>) -> Answer {
    let text = ask(&app, move |app| app.calendar_at(name.strip_suffix(ENDING).unwrap_or_default())).await?;
    Ok(file(text, "inline"))
}

/// `GET /data/calendar.ics`: once, to import by hand.
pub(crate) async fn download(State(app): State<Shared>) -> Answer {
    let (text, _) = ask(&app, |app| app.calendar()).await?;
    Ok(file(text, "attachment; filename=\"femoris.ics\""))
}

/// `POST /data/calendar`: the time of the session, and the address: made, renewed or switched off.
pub(crate) async fn settings(State(app): State<Shared>, here: Here, Sent(fields): Sent) -> Answer {
    let typed = fields.trimmed("session_time").to_owned();
    let done = match fields.get("do") {
        Some("renew") => ask(&app, |app| app.renew_calendar_secret()).await,
        Some("off") => ask(&app, |app| app.forget_calendar_secret()).await,
        Some("time") => {
            let time = typed.parse::<TimeOfDay>();
            let time = time.map_err(|error| AppError::refused("session_time", format!("{error}")));
            ask(&app, move |app| time.and_then(|time| app.set_session_time(time))).await
        }
        _ => {
            let told = "The field do has a value that is not on the page.";
            return Err(PageError::Unreadable(told.to_owned()));
        }
    };
    match done {
        Ok(()) => Ok(go("/data?saved=1")),
        Err(error) => {
            let told = without_field(&at_field(error)?);
            let wrong = Refused { session_time: Some((typed, told)), ..Refused::default() };
            data::show_refused(&app, here, wrong).await
        }
    }
}

fn file(text: String, disposition: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, MIME), (header::CONTENT_DISPOSITION, disposition)];
    (headers, text).into_response()
}
