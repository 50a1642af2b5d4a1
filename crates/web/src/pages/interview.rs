//! `/pain/where` and the steps after it: the place, how it began, then what today's answer rests on.

mod answers;
mod steps;

use axum::extract::{Path, State};
use femoris_app::{App, AppError, NewEntry};
use femoris_clinic::complaint::{Complaint, Location, Side};
use femoris_clinic::event::Entry;

use self::answers::{Typed, control, read};
use self::steps::{STEPS, Step};
use super::pain::answered_on;
use super::{Answer, Shared, ask, go, open_frame, refused};
use crate::view::error::PageError;
use crate::view::interview::{Progress, Question, QuestionPage, WherePage};
use crate::view::{Choice, show as page};
use crate::wire::{Asked, Fields, Sent};
use crate::words;

pub(crate) use self::answers::given;
pub(crate) use self::steps::step_of;

/// Danger signs, the place, and the steps.
pub(crate) fn steps_in_all() -> usize {
    STEPS.len() + 2
}

/// `GET /pain/where`; a click on the map comes back here with its place chosen.
pub(crate) async fn show_where(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let view = ask(&app, move |app| where_page(app, &fields, None)).await?;
    Ok(page(&view))
}

/// `POST /pain/where`
pub(crate) async fn save_where(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let side = choice(&fields, "side", Side::from_id);
        let location = choice(&fields, "location", Location::from_id);
        let (Ok(side), Ok(location)) = (side, location) else {
            return Ok(refused(&where_page(app, &fields, Some((side.is_err(), location.is_err())))?));
        };
        if side.is_some() || location.is_some() {
            let entry = Entry::ComplaintSet(Complaint { side, location, ..Complaint::default() });
            app.log(vec![NewEntry { day: None, entry }], None)?;
        }
        Ok(go(&next_after(None, &fields)))
    })
    .await
}

/// A choice with *not sure*: nothing chosen, or nonsense, is refused.
fn choice<T>(fields: &Fields, name: &str, from_id: fn(&str) -> Option<T>) -> Result<Option<T>, ()> {
    match fields.get(name) {
        Some("unknown") => Ok(None),
        Some(id) => from_id(id).map(Some).ok_or(()),
        None => Err(()),
    }
}

fn where_page(app: &App, fields: &Fields, refused: Option<(bool, bool)>) -> Result<WherePage, AppError> {
    let today = app.today(None)?;
    let (frame, _) = open_frame(app, "Where is it worst?")?;
    let told = today.state.complaint;
    let side = fields.get("side").or(told.side.map(Side::id));
    let location = fields.get("location").or(told.location.map(Location::id));
    let option = |value: &str, label: &str, note: Option<&str>, chosen: Option<&str>| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        note: note.map(str::to_owned),
        chosen: chosen == Some(value),
    };
    let mut sides: Vec<Choice> =
        Side::ALL.iter().map(|one| option(one.id(), words::side(*one), None, side)).collect();
    sides.push(option("unknown", "Not sure", None, side));
    let mut places: Vec<Choice> = words::LOCATIONS
        .iter()
        .map(|one| option(one.id(), words::location(*one), Some(words::location_note(*one)), location))
        .collect();
    places.push(option("unknown", "Not sure, or it moves around", None, location));
    let error = |wrong: bool, text: &str| wrong.then(|| text.to_owned());
    Ok(WherePage {
        frame,
        progress: Progress { at: 2, of: steps_in_all() },
        sides,
        side_error: error(refused.is_some_and(|(side, _)| side), "Choose a side, or not sure."),
        places,
        location_error: error(refused.is_some_and(|(_, location)| location), "Choose one spot, or not sure."),
        why: vec!["The spot separates the causes better than any other single answer, and some rules are only for some spots.".to_owned()],
        cites: Vec::new(),
        back: "/pain".to_owned(),
        so_far: given(&today.state, app.knowledge()),
    })
}

/// `GET /pain/{step}`
pub(crate) async fn show_step(
    State(app): State<Shared>,
    Path(path): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let index = find(&path)?;
    let view = ask(&app, move |app| step_page(app, index, &fields, None)).await?;
    Ok(page(&view))
}

/// `POST /pain/{step}`: keeps what was answered at once; what is missing or wrong is asked for again.
pub(crate) async fn save_step(
    State(app): State<Shared>,
    Path(path): Path<String>,
    Asked(query): Asked,
    Sent(fields): Sent,
) -> Answer {
    let index = find(&path)?;
    ask(&app, move |app| {
        let today = app.clock().today();
        let mut entries = Vec::new();
        let mut wrong = Vec::new();
        for ask in STEPS[index].asks {
            match read(*ask, &fields, today) {
                Ok(entry) => entries.extend(entry.map(|entry| NewEntry { day: None, entry })),
                Err(told) => wrong.push((*ask, told)),
            }
        }
        if !entries.is_empty() {
            app.log(entries, None)?;
        }
        if !wrong.is_empty() {
            let typed = Typed { fields: &fields, wrong: &wrong };
            return Ok(refused(&step_page(app, index, &query, Some(typed))?));
        }
        Ok(go(&next_after(Some(index), &query)))
    })
    .await
}

fn find(path: &str) -> Result<usize, PageError> {
    STEPS.iter().position(|step| step.path == path).ok_or(PageError::NotFound)
}

/// The step behind this one; from today's page straight back there.
fn next_after(index: Option<usize>, query: &Fields) -> String {
    let next = index.map_or(0, |index| index + 1);
    match STEPS.get(next) {
        Some(step) if query.get("from") != Some("today") => format!("/pain/{}", step.path),
        _ => "/today".to_owned(),
    }
}

fn step_page(
    app: &App,
    index: usize,
    query: &Fields,
    typed: Option<Typed<'_>>,
) -> Result<QuestionPage, AppError> {
    let Step { path, heading, lead, asks } = STEPS[index];
    let today = app.today(None)?;
    let knowledge = app.knowledge();
    let (frame, _) = open_frame(app, heading)?;
    let answered = answered_on(&app.events()?, today.day);
    let questions = asks
        .iter()
        .map(|ask| Question {
            name: ask.name().to_owned(),
            ask: ask.text("question", knowledge),
            how: ask.extra("help", knowledge),
            why: ask.extra("why", knowledge).into_iter().collect(),
            // Open the first times, while a reader does not know yet that it can be opened.
            why_open: index < 2 && asks.len() == 1,
            cites: Vec::new(),
            control: control(*ask, &today.state, &answered, typed),
            error: typed
                .and_then(|typed| typed.wrong.iter().find(|(wrong, _)| wrong == ask))
                .map(|(_, told)| told.clone()),
        })
        .collect();
    let from_today = query.get("from") == Some("today");
    let back = match index.checked_sub(1).and_then(|before| STEPS.get(before)) {
        _ if from_today => "/today".to_owned(),
        Some(before) => format!("/pain/{}", before.path),
        None => "/pain/where".to_owned(),
    };
    Ok(QuestionPage {
        frame,
        progress: Progress { at: index + 3, of: steps_in_all() },
        action: if from_today { format!("/pain/{path}?from=today") } else { format!("/pain/{path}") },
        heading: heading.to_owned(),
        lead: lead.map(str::to_owned),
        questions,
        next: if from_today || index + 1 == STEPS.len() { "See today’s answer" } else { "Next" },
        back,
        so_far: given(&today.state, knowledge),
    })
}
