//! `/care`: whom to see, who is near, one place, side by side, the letter, and the directory behind it.

mod cards;
pub(crate) mod directory;
mod find;
mod ground;
mod letter;
mod map;
mod pictures;
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
        .route("/care/map", get(pictures::show).post(pictures::save))
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
    if today.state.tells_of_a_complaint() || !today.verdict.triage.flags.is_empty() {
        return app.care_need(&today);
    }
    referrals()?.need(NOTHING_TOLD).ok_or_else(|| AppError::ours("the need of the first look is missing"))
}

/// The search that led here, as fields of a form: for whom, from where and how.
fn search(need: &str, fields: &Fields) -> Vec<(&'static str, String)> {
    let kept = ["near", "within", "sort", "wheelchair", "open", "language", "name"];
    let one = |name: &'static str| Some((name, fields.get(name)?.to_owned()));
    let mut all = vec![("need", need.to_owned())];
    all.extend(kept.into_iter().filter_map(one));
    all.extend(fields.all("skill").map(|skill| ("skill", skill.to_owned())));
    all.retain(|(_, value)| !value.is_empty());
    all
}

/// The same as the query of an address.
fn query(need: &str, fields: &Fields) -> String {
    let parts = search(need, fields).into_iter().map(|(name, value)| format!("{name}={}", escaped(&value)));
    parts.collect::<Vec<_>>().join("&")
}

/// The page of the search to go back to.
fn back(fields: &Fields) -> String {
    let query = query(fields.trimmed("need"), fields);
    if query.is_empty() { "/care".to_owned() } else { format!("/care?{query}") }
}

/// Name, address and number of a place, for a letterhead; nothing where none is named.
pub(super) fn address_of(app: &App, key: &str) -> Result<Vec<String>, AppError> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    app.care_place(key, &Wanted::of(NOTHING_TOLD)?, "").map(|ranked| address(&ranked))
}

fn address(ranked: &Ranked) -> Vec<String> {
    let place = &ranked.place;
    let lines = [cards::name(place), place.address(), place.phone()];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// A page about one place, `place` or `letter`, that knows the way back to the search.
fn href(page: &str, key: &str, (need, fields): (&str, &Fields)) -> String {
    format!("/care/{page}?key={}&{}", escaped(key), query(need, fields))
}
