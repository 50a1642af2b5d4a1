//! `/pain/where`, `/pain/began`, `/pain/you`: what chooses the rules, before any question is weighed.

use axum::extract::{Path, State};
use femoris_app::{App, AppError, NewEntry};
use femoris_clinic::case::{CaseState, Dated};
use femoris_clinic::complaint::{Complaint, Location, Side};
use femoris_clinic::event::{Entry, Told, Unsure};
use femoris_clinic::finding::Finding;

use super::answers::{Typed, given, read};
use super::asks::{Ask, OPENING, Opening};
use super::one::{Asking, question};
use super::{Answer, Origin, Shared, ask, go};
use crate::pages::{open_frame, refused};
use crate::view::error::PageError;
use crate::view::interview::{Progress, QuestionPage, WherePage};
use crate::view::{Choice, show as page};
use crate::wire::{Asked, Fields, Sent};
use crate::words;

/// Screens before these: danger signs and the place.
const BEFORE: usize = 2;

/// `GET /pain/where`; a click on the map comes back here with its place chosen.
pub(crate) async fn show_where(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let origin = Origin::of(&fields);
    let view = ask(&app, move |app| where_page(app, origin, &fields, None)).await?;
    Ok(page(&view))
}

/// `POST /pain/where`
pub(crate) async fn save_where(State(app): State<Shared>, Asked(query): Asked, Sent(fields): Sent) -> Answer {
    let origin = Origin::of(&query);
    ask(&app, move |app| {
        let side = choice(&fields, "side", Side::from_id);
        let location = choice(&fields, "location", Location::from_id);
        let (Ok(side), Ok(location)) = (side, location) else {
            return Ok(refused(&where_page(app, origin, &fields, Some((side.is_err(), location.is_err())))?));
        };
        let side = side.map_or(Entry::NotSure(Unsure::Told(Told::Side)), |side| {
            Entry::ComplaintSet(Complaint { side: Some(side), ..Complaint::default() })
        });
        let location = location.map_or(Entry::NotSure(Unsure::Told(Told::Location)), |location| {
            Entry::ComplaintSet(Complaint { location: Some(location), ..Complaint::default() })
        });
        let entries = [side, location].map(|entry| NewEntry { day: None, entry });
        app.log(entries.into(), None)?;
        Ok(go(match origin {
            Origin::Interview => "/pain/began",
            elsewhere => elsewhere.href(),
        }))
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

fn where_page(
    app: &App,
    origin: Origin,
    fields: &Fields,
    refused: Option<(bool, bool)>,
) -> Result<WherePage, AppError> {
    let state = app.interview()?.state;
    let (frame, _) = open_frame(app, "Where is it worst?")?;
    let told = state.complaint;
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
        progress: (origin == Origin::Interview).then(|| Progress::opening(BEFORE)),
        leave: origin.leave(),
        action: origin.keep("/pain/where"),
        sides,
        side_error: error(refused.is_some_and(|(side, _)| side), "Choose a side, or not sure."),
        places,
        map_keeps: origin.query(),
        location_error: error(refused.is_some_and(|(_, location)| location), "Choose one spot, or not sure."),
        why: vec!["The spot separates the causes better than any other single answer, and some rules are only for some spots.".to_owned()],
        cites: Vec::new(),
        next: origin.next(),
        back: if origin == Origin::Interview { "/pain" } else { origin.href() }.to_owned(),
        so_far: given(&state, app.knowledge(), origin.word()),
    })
}

/// `GET /pain/{screen}`
pub(crate) async fn show_opening(State(app): State<Shared>, Path(path): Path<String>) -> Answer {
    let index = find(&path)?;
    let view = ask(&app, move |app| screen_page(app, index, None)).await?;
    Ok(page(&view))
}

/// `POST /pain/{screen}`: keeps what was answered at once; what is missing or wrong is asked for again.
pub(crate) async fn save_opening(
    State(app): State<Shared>,
    Path(path): Path<String>,
    Sent(fields): Sent,
) -> Answer {
    let index = find(&path)?;
    ask(&app, move |app| {
        let wrong = keep(app, OPENING[index].asks, &fields)?;
        if !wrong.is_empty() {
            let typed = Typed { fields: &fields, wrong: &wrong };
            return Ok(refused(&screen_page(app, index, Some(typed))?));
        }
        Ok(match OPENING.get(index + 1) {
            Some(screen) => go(&format!("/pain/{}", screen.path)),
            None => go(Origin::Interview.href()),
        })
    })
    .await
}

/// Writes down every answer that can be read, and returns what is wrong with the others.
pub(crate) fn keep(app: &App, asks: &[Ask], fields: &Fields) -> Result<Vec<(Ask, String)>, AppError> {
    let state = app.interview()?.state;
    let mut entries = Vec::new();
    let mut wrong = Vec::new();
    for ask in asks {
        match read(*ask, fields, state.today) {
            Ok(entry) if stands(&entry, &state) => {}
            Ok(entry) => entries.push(NewEntry { day: None, entry }),
            Err(told) => wrong.push((*ask, told)),
        }
    }
    if !entries.is_empty() {
        app.log(entries, None)?;
    }
    Ok(wrong)
}

/// Whether something was written or chosen; choosing *I know it* alone is neither.
pub(crate) fn is_given(ask: Ask, fields: &Fields) -> bool {
    let known = format!("{}_known", ask.name());
    !fields.trimmed(ask.name()).is_empty() || fields.get(&known) == Some("unknown")
}

/// Whether the same was said today already.
fn stands(entry: &Entry, state: &CaseState) -> bool {
    match entry {
        Entry::FindingAnswered { id, answer: Finding::Unknown } => state.not_sure_today(*id),
        Entry::FindingAnswered { id, answer } => {
            state.dated_finding(*id) == Some(Dated { value: *answer, day: state.today })
        }
        Entry::Measured(measure) => {
            state.dated_measure(measure.id()) == Some(Dated { value: measure.value(), day: state.today })
        }
        Entry::NotSure(Unsure::Measure(id)) => state.unsure_today(*id),
        _ => false,
    }
}

fn find(path: &str) -> Result<usize, PageError> {
    OPENING.iter().position(|screen| screen.path == path).ok_or(PageError::NotFound)
}

fn screen_page(app: &App, index: usize, typed: Option<Typed<'_>>) -> Result<QuestionPage, AppError> {
    let Opening { path, heading, lead, asks } = OPENING[index];
    let interview = app.interview()?;
    let (frame, _) = open_frame(app, heading)?;
    let asking = Asking::new(app, &interview, typed)?;
    let back = index.checked_sub(1).and_then(|before| OPENING.get(before));
    Ok(QuestionPage {
        frame,
        progress: Some(Progress::opening(BEFORE + 1 + index)),
        leave: Origin::Interview.leave(),
        action: format!("/pain/{path}"),
        heading: heading.to_owned(),
        lead: lead.to_owned(),
        questions: asks.iter().map(|ask| question(*ask, &asking)).collect::<Result<_, _>>()?,
        next: Origin::Interview.next(),
        back: back.map_or("/pain/where".to_owned(), |before| format!("/pain/{}", before.path)),
        so_far: given(&interview.state, app.knowledge(), Origin::Interview.word()),
    })
}
