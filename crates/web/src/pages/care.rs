//! `/care`: whom to see, who is near, one place, side by side, the letter, and the directory behind it.

mod cards;
pub(crate) mod directory;
mod find;
mod letter;
mod map;
mod place;
mod who;

use axum::Router;
use axum::routing::{get, post};
use femoris_app::care::{CareNeed, Ranked, Wanted, referrals};
use femoris_app::{App, AppError, ErrorKind};

use super::Shared;
use crate::wire::{Fields, escaped};

/// The need where nothing was told: a look when it suits.
const NOTHING_TOLD: &str = "check_up";

/// The pages of this room.
pub(super) fn ordinary() -> Router<Shared> {
    Router::new()
        .route("/care", get(find::show))
        .route("/care/who", get(who::first))
        .route("/care/who/{id}", get(who::one))
        .route("/care/place", get(place::show).post(place::keep))
        .route("/care/compare", get(place::compare))
        .route("/care/shortlist", get(place::shortlist))
        .route("/care/letter", get(letter::show))
        .route("/care/directory", get(directory::show))
        .route("/care/directory/path", post(directory::from_path))
        .route("/care/directory/progress", get(directory::progress))
        .route("/care/directory/stop", post(directory::stop))
}

/// The need that was asked for, else the one of today's verdict. What is no need is as if nothing was asked.
fn wanted(app: &App, fields: &Fields) -> Result<Wanted, AppError> {
    let asked = fields.trimmed("need");
    if !asked.is_empty() {
        match Wanted::of(asked) {
            Err(error) if error.kind() == ErrorKind::Refused => {}
            other => return other,
        }
    }
    Wanted::of(&todays_need(app)?.id)
}

/// The need of today's verdict; a look when it suits where nothing was told.
fn todays_need(app: &App) -> Result<&'static CareNeed, AppError> {
    let today = app.today(None)?;
    if today.has_complaint() || !today.verdict.triage.flags.is_empty() {
        return app.care_need(&today);
    }
    referrals()?.need(NOTHING_TOLD).ok_or_else(|| AppError::ours("the need of the first look is missing"))
}

/// The search that led here, as the address of the page to go back to.
fn back(fields: &Fields) -> String {
    let kept = ["need", "near", "within", "sort", "wheelchair", "open", "language", "name"];
    let mut parts: Vec<String> = kept
        .iter()
        .filter_map(|name| fields.get(name).filter(|value| !value.is_empty()).map(|value| (name, value)))
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    parts.extend(fields.all("skill").map(|skill| format!("skill={}", escaped(skill))));
    if parts.is_empty() { "/care".to_owned() } else { format!("/care?{}", parts.join("&")) }
}

/// Name, address and number of a place, for a letterhead; nothing where none is named.
pub(super) fn address_of(app: &App, key: &str) -> Result<Vec<String>, AppError> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    app.care_place(key, &Wanted::of(NOTHING_TOLD)?).map(|ranked| address(&ranked))
}

fn address(ranked: &Ranked) -> Vec<String> {
    let place = &ranked.place;
    let lines = [cards::name(place), place.address(), place.phone()];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// The page of one place.
fn place_href(key: &str, need: &str) -> String {
    format!("/care/place?key={}&need={}", escaped(key), escaped(need))
}
