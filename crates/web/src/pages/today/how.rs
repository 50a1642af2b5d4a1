//! How the runner is: the night before, and being ill. One tap each.

use axum::extract::State;
use femoris_app::{App, AppError, NewEntry, Today};
use femoris_clinic::event::{Entry, Sequence};
use femoris_clinic::finding::FindingId;
use femoris_clinic::illness::Health;
use femoris_clinic::observation::Fact;
use femoris_measure::SleepScore;

use super::super::interview::ask_at;
use super::super::{Answer, Shared, ask, go, refused};
use super::{Wrong, today_page};
use crate::format;
use crate::view::today::{HealthChoice, HowRow};
use crate::wire::{Fields, Sent};

/// `POST /log/sleep`
pub(crate) async fn sleep(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let score = fields.get("score").and_then(|text| text.parse().ok());
        match score.and_then(|score| SleepScore::new(score).ok()) {
            Some(score) => kept(app, Entry::SleepRated { score }),
            None => Ok(refused(&today_page(app, &Fields::default(), Wrong::Sleep)?)),
        }
    })
    .await
}

/// `POST /log/health`
pub(crate) async fn health(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| match fields.get("health").and_then(Health::from_id) {
        Some(health) => kept(app, Entry::HealthTold { health }),
        None => Ok(refused(&today_page(app, &Fields::default(), Wrong::Health)?)),
    })
    .await
}

fn kept(app: &App, entry: Entry) -> Result<axum::response::Response, AppError> {
    let places = app.log(vec![NewEntry { day: None, entry }], None)?;
    let place = places.first().map(|sequence| sequence.0).unwrap_or_default();
    Ok(go(&format!("/today?told={place}#how")))
}

/// What was kept, where the entry is one of these.
pub(super) fn told(app: &App, place: Sequence) -> Result<Option<String>, AppError> {
    Ok(match app.standing_entry(place)? {
        Some(Entry::SleepRated { score }) => Some(format!("Kept: sleep {}/10.", score.get())),
        Some(Entry::HealthTold { health: Health::Ill }) => Some("Kept: ill.".to_owned()),
        Some(Entry::HealthTold { health: Health::Well }) => Some("Kept: not ill.".to_owned()),
        _ => None,
    })
}

/// The fold; open while the runner is ill, where something was refused, and where it was told just now.
pub(super) fn row(today: &Today, wrong: &Wrong, query: &Fields) -> HowRow {
    let ill = today.state.health.filter(|_| today.state.is_ill());
    let told = today.state.health.filter(|told| told.value == Health::Ill || told.day == today.day);
    let choice = |health: Health, label: &str| HealthChoice {
        id: health.id(),
        label: label.to_owned(),
        chosen: told.is_some_and(|told| told.value == health),
    };
    // An illness is told once and lasts until it is told to be over.
    let (question, choices) = match ill {
        Some(told) if told.day < today.day => (
            format!("You have been ill since {}. Are you well again?", format::date(told.day)),
            vec![choice(Health::Well, "Well again")],
        ),
        _ => (
            "Are you ill today?".to_owned(),
            vec![choice(Health::Ill, "Yes, ill"), choice(Health::Well, "No")],
        ),
    };
    let error = |is_wrong: bool, text: &str| is_wrong.then(|| text.to_owned());
    let (sleep_wrong, health_wrong) = (matches!(wrong, Wrong::Sleep), matches!(wrong, Wrong::Health));
    HowRow {
        open: ill.is_some() || sleep_wrong || health_wrong || query.get("told").is_some(),
        summary: summary(today),
        slept: today.slept.map(SleepScore::get),
        sleep_error: error(sleep_wrong, "Choose a whole number from 0 to 10."),
        question,
        choices,
        health_error: error(health_wrong, "Choose one of the two."),
        fever: ask_at(Fact::Finding(FindingId::FeverOrVeryUnwell), "today").unwrap_or_default(),
    }
}

fn summary(today: &Today) -> String {
    let slept = today.slept.map(|score| format!("slept {}/10", score.get()));
    let ill = today.state.is_ill().then(|| "ill".to_owned());
    let told: Vec<String> = slept.into_iter().chain(ill).collect();
    if told.is_empty() {
        "Sleep and illness".to_owned()
    } else {
        format!("Sleep and illness: {}", told.join(", "))
    }
}
