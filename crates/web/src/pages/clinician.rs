//! `/clinician`: limits that a clinician set, the form for another, and lifting one.

use axum::extract::State;
use femoris_app::{App, AppError, may_be_left_out};
use femoris_clinic::event::Sequence;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::restriction::{Caps, Restriction, RestrictionEffect, Terrain};
use femoris_measure::{Day, Metres, Minutes, OutOfRange, Percent};

use super::{Answer, Shared, ask, at_field, frame, go, refused, without_field};
use crate::format::{self, Units};
use crate::view::clinician::{ClinicianPage, Held, LimitField};
use crate::view::error::PageError;
use crate::view::{Choice, Tab, Toast, show as page};
use crate::wire::{Asked, Fields, Sent};
use crate::words;

const NO_RUN: &str = "no_run";
const CAP: &str = "cap";
const LEAVE_OUT: &str = "leave_out";
/// Fields that limit a run, with what they hold at most.
const LIMITS: [(&str, &str); 4] = [
    ("minutes", "Minutes, at most"),
    ("distance", "Distance, at most"),
    ("volume", "Share of your usual run, %"),
    ("speed", "Share of your top speed, %"),
];

/// What was refused: the field and what to do.
type Wrong = Vec<(&'static str, String)>;

/// `GET /clinician`
pub(crate) async fn show(State(app): State<Shared>, Asked(query): Asked) -> Answer {
    let told = [("kept", "Kept. It holds from now on."), ("lifted", "Lifted.")];
    let told = told.into_iter().find(|(field, _)| query.get(field).is_some()).map(|(_, told)| told);
    let view = ask(&app, move |app| {
        let mut view = clinician_page(app, &Fields::default(), &Vec::new())?;
        view.frame.toast = told.map(|text| Toast { text: text.to_owned(), undo: None });
        Ok(view)
    })
    .await?;
    Ok(page(&view))
}

/// `POST /clinician`
pub(crate) async fn save(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let (_, units) = frame(app, "", Tab::Today)?;
        let wrong = match read(&fields, units) {
            Ok(restriction) => match app.restrict(restriction).map_err(PageError::App).map_err(at_field) {
                Ok(_) => return Ok(go("/clinician?kept=1")),
                Err(Ok(error)) => vec![(field_of(&error), without_field(&error))],
                Err(Err(PageError::App(error))) => return Err(error),
                Err(Err(_)) => return Err(AppError::ours("a restriction was refused without a reason")),
            },
            Err(wrong) => wrong,
        };
        Ok(refused(&clinician_page(app, &fields, &wrong)?))
    })
    .await
}

/// `POST /clinician/lift`: only with the word that the clinician said so.
pub(crate) async fn lift(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let number =
        fields.get("restriction").and_then(|text| text.parse().ok()).map(Sequence).ok_or_else(|| {
            PageError::Unreadable("The limit to lift has a number, and none was sent.".to_owned())
        })?;
    ask(&app, move |app| {
        if fields.get("said") != Some("yes") {
            let told = "Tick that your clinician lifted it. Nobody else can.".to_owned();
            return Ok(refused(&clinician_page(app, &Fields::default(), &vec![("lift", told)])?));
        }
        app.lift(number)?;
        Ok(go("/clinician?lifted=1"))
    })
    .await
}

/// The field a refusal of the app belongs to.
fn field_of(error: &AppError) -> &'static str {
    match error.field() {
        Some("limits") => "limits",
        Some("until") => "until",
        Some("exercise") => "exercise",
        _ => "text",
    }
}

fn read(fields: &Fields, units: Units) -> Result<Restriction, Wrong> {
    let mut wrong = Wrong::new();
    let text = fields.trimmed("text");
    if text.is_empty() {
        wrong.push(("text", "Write what your clinician said, in their words.".to_owned()));
    }
    let effect = fields.get("effect");
    if !matches!(effect, Some(NO_RUN | CAP | LEAVE_OUT)) {
        wrong.push(("effect", "Choose what it means.".to_owned()));
    }
    let until = match fields.trimmed("until") {
        "" => None,
        text => {
            let day = text.parse::<Day>();
            if day.is_err() {
                wrong.push(("until", "Write the day as in 2026-11-21, or leave it empty.".to_owned()));
            }
            day.ok()
        }
    };
    // Limits that stand beside *no running* were left over; they are not read.
    let effect = match effect {
        Some(CAP) => RestrictionEffect::Cap(caps(fields, units, &mut wrong)),
        Some(LEAVE_OUT) => match ExerciseId::new(fields.trimmed("exercise")) {
            Some(id) => RestrictionEffect::LeaveOut(id),
            None => {
                wrong.push(("exercise", "Choose which exercise.".to_owned()));
                return Err(wrong);
            }
        },
        _ => RestrictionEffect::NoRun,
    };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Restriction { text: text.to_owned(), until, effect })
}

fn caps(fields: &Fields, units: Units, wrong: &mut Wrong) -> Caps {
    Caps {
        volume_from: None,
        volume_to: limit(fields, "volume", Percent::new, (0.0, 100.0), wrong),
        top_speed: limit(fields, "speed", Percent::new, (0.0, 100.0), wrong),
        terrain: if fields.get("flat") == Some("yes") { Terrain::FlatOnly } else { Terrain::Any },
        minutes: limit(fields, "minutes", Minutes::new, (1.0, 600.0), wrong),
        distance: limit(
            fields,
            "distance",
            |long| Metres::new(long * units.long_metres()),
            (0.1, 200.0),
            wrong,
        ),
    }
}

fn limit<T>(
    fields: &Fields,
    name: &'static str,
    new: impl Fn(f64) -> Result<T, OutOfRange>,
    (low, high): (f64, f64),
    wrong: &mut Wrong,
) -> Option<T> {
    let text = fields.trimmed(name);
    if text.is_empty() {
        return None;
    }
    let number = text.replace(',', ".").parse::<f64>().ok().filter(|number| (low..=high).contains(number));
    let read = number.and_then(|number| new(number).ok());
    if read.is_none() {
        let (low, high) = (words::plain(low), words::plain(high));
        wrong.push((name, format!("Write a number from {low} to {high}, or leave it empty.")));
    }
    read
}

fn clinician_page(app: &App, fields: &Fields, wrong: &Wrong) -> Result<ClinicianPage, AppError> {
    let (frame, units) = frame(app, "What your clinician said", Tab::Today)?;
    let error = |name: &str| wrong.iter().find(|(field, _)| *field == name).map(|(_, told)| told.clone());
    let effects =
        [(NO_RUN, "No running"), (CAP, "Running, within limits"), (LEAVE_OUT, "One exercise is left out")];
    let sought = fields.trimmed("exercise");
    let mut exercises: Vec<Choice> = app
        .knowledge()
        .exercises
        .values()
        .filter(|one| may_be_left_out(one))
        .map(|one| Choice {
            value: one.id.to_string(),
            label: one.words.name.clone(),
            note: None,
            chosen: one.id.as_str() == sought,
        })
        .collect();
    exercises.sort_by(|a, b| a.label.cmp(&b.label));
    let held = app.restrictions()?;
    Ok(ClinicianPage {
        frame,
        held: held
            .iter()
            .filter_map(|active| {
                Some(held_line(active.set_by?.0, &active.restriction, units, app.knowledge()))
            })
            .collect(),
        lift_error: error("lift"),
        text: fields.get("text").unwrap_or_default().to_owned(),
        text_error: error("text"),
        effects: effects
            .map(|(value, label)| Choice {
                value: value.to_owned(),
                label: label.to_owned(),
                note: None,
                chosen: fields.get("effect") == Some(value),
            })
            .into(),
        effect_error: error("effect"),
        exercises,
        exercise_error: error("exercise"),
        limits: LIMITS
            .map(|(name, label)| LimitField {
                name,
                label: if name == "distance" {
                    format!("{label}, {}", units.long())
                } else {
                    label.to_owned()
                },
                value: fields.get(name).unwrap_or_default().to_owned(),
                error: error(name),
            })
            .into(),
        flat: fields.get("flat") == Some("yes"),
        limits_error: error("limits"),
        until: fields.get("until").unwrap_or_default().to_owned(),
        first_day: app.clock().today().to_string(),
        until_error: error("until"),
    })
}

fn held_line(number: u64, restriction: &Restriction, units: Units, knowledge: &Knowledge) -> Held {
    Held {
        number,
        text: restriction.text.clone(),
        effect: effect(restriction, units, knowledge),
        until: match restriction.until {
            Some(day) => format!("until {}", format::date(day)),
            None => "until your clinician lifts it".to_owned(),
        },
    }
}

/// What a restriction does, in words.
pub(super) fn effect(restriction: &Restriction, units: Units, knowledge: &Knowledge) -> String {
    match &restriction.effect {
        RestrictionEffect::NoRun => "No running".to_owned(),
        RestrictionEffect::Cap(caps) => match words::caps(caps, units) {
            Some(limits) => format!("Running: {limits}"),
            None => "Running without a limit".to_owned(),
        },
        RestrictionEffect::LeaveOut(id) => {
            let name = knowledge.exercise(id).map_or_else(|| id.to_string(), |one| one.words.name.clone());
            format!("Left out of every session: {name}")
        }
    }
}
