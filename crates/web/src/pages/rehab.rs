//! `/session` and `/plan`: today's session as a form that works without scripts, the road it is part of, and both on
//! paper.

mod doable;
mod fits;
pub(super) mod offline;
pub(super) mod plan;
mod report;
mod said;
pub(super) mod sheet;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use femoris_app::{App, AppError, ErrorKind, Logged, RehabDay, RehabPlan};
use femoris_clinic::event::Event;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::log::Alarm;
use femoris_clinic::rehab::session::{DayPlan, Part, Prescription, Session};
use femoris_measure::Day;
use serde_json::json;

use self::report::NotKept;
use super::figures::{Cut, near, picture};
use super::{Answer, Shared, ask, frame, go, refused, sentence};
use crate::format;
use crate::view::error::PageError;
use crate::view::rehab::{AfterShown, PartShown, RefusedShown, SessionCard, SessionPage, SessionRow};
use crate::view::{Choice, Tab, Toast, show as page};
use crate::wire::{Asked, Fields, Sent, escaped};

/// `GET /session`, today's or, with `day`, that of a day not long ago or of one of the days a browser keeps.
pub(crate) async fn show(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let day = match fields.get("day").map(str::parse::<Day>) {
        None => None,
        Some(Ok(day)) if app.shows_session_of(day) => Some(day),
        Some(_) => {
            let told = "Sessions are shown from a year ago to six days ahead. Name a day such as 2026-11-21.";
            return Err(PageError::Unreadable(told.to_owned()));
        }
    };
    let mut view = ask(&app, move |app| session_page(app, day, Back::No)).await?;
    view.frame.toast = toast(&fields);
    Ok(page(&view))
}

/// What became of a session that was sent, and of which day it is.
fn toast(fields: &Fields) -> Option<Toast> {
    let (day, became) = match (fields.get("kept"), fields.get("again")) {
        (Some(day), _) => (day, "is kept"),
        (None, Some(day)) => (day, "was kept before"),
        (None, None) => return None,
    };
    let session = match day.parse::<Day>() {
        Ok(day) => format!("The session of {}", format::date(day)),
        Err(_) => "The session".to_owned(),
    };
    Some(Toast { text: format!("{session} {became}."), undo: None })
}

/// Why the page of a session comes back.
#[derive(Clone, Copy)]
enum Back<'a> {
    /// It does not.
    No,
    /// What fits the runner was refused.
    Fits(&'a Fields, &'a AppError),
    /// The session was refused: what was typed is still there.
    Typed(&'a Fields, &'a NotKept),
}

impl Back<'_> {
    fn shown(self) -> Option<RefusedShown> {
        let (error, at_field) = match self {
            Self::No => return None,
            Self::Fits(_, error) => (error, false),
            Self::Typed(_, no) => (&no.error, no.at.is_some()),
        };
        Some(RefusedShown { text: sentence(&error.to_string()), at_field })
    }
}

/// `POST /session`: keeps the session once; sent again it changes nothing. A script that asks for JSON is told in JSON.
pub(crate) async fn save(State(app): State<Shared>, headers: HeaderMap, Sent(fields): Sent) -> Answer {
    let wants_json =
        headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json");
    ask(&app, move |app| {
        let no = match report::keep(app, &fields) {
            Ok(logged) => {
                let word = if matches!(logged, Logged::New(_)) { "kept" } else { "again" };
                return Ok(match wants_json {
                    true => Json(json!({ "kept": word })).into_response(),
                    false => go(&format!("/session?{word}={}", escaped(fields.trimmed("day")))),
                });
            }
            Err(no) if no.error.kind() == ErrorKind::Ours => return Err(no.error),
            Err(no) => no,
        };
        if wants_json {
            let told = json!({ "field": no.error.field(), "message": sentence(&no.error.to_string()) });
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(told)).into_response());
        }
        let day = fields.trimmed("day").parse().ok().filter(|day| app.shows_session_of(*day));
        Ok(refused(&session_page(app, day, Back::Typed(&fields, &no))?))
    })
    .await
}

/// `POST /session/settings`
pub(crate) async fn settings(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| match fits::read(&fields).and_then(|fits| app.set_rehab(fits)) {
        Ok(_) => Ok(go("/session")),
        Err(error) if error.kind() == ErrorKind::Ours => Err(error),
        Err(error) => Ok(refused(&session_page(app, None, Back::Fits(&fields, &error))?)),
    })
    .await
}

/// What Today shows of it.
pub(crate) fn card(app: &App) -> Result<Option<SessionCard>, AppError> {
    let rehab = app.rehab(None)?;
    let knowledge = app.knowledge();
    let session = match &rehab.today {
        RehabDay::Referred => return Ok(None),
        RehabDay::Planned(plan) => match plan {
            DayPlan::Session(session) => session,
            other => return Ok(Some(no_session(other, knowledge))),
        },
    };
    let side = near(app.sore_side()?);
    let row = |item: &Prescription| -> Result<SessionRow, AppError> {
        Ok(SessionRow {
            name: said::name(&item.exercise, knowledge),
            dose: said::dose(item, knowledge),
            picture: picture(item.exercise.as_str(), side, Cut::Small)?,
        })
    };
    let rows = session.part(Part::Main).map(row).collect::<Result<_, _>>()?;
    let minutes = session.seconds().div_ceil(60);
    let stage = knowledge.stage(session.stage).map_or("", |stage| stage.words.name.as_str());
    Ok(Some(SessionCard {
        title: if rehab.done.is_some() { "Today’s session is done" } else { "Today’s session" }.to_owned(),
        line: format!("{minutes} minutes. Stage {}, {stage}.", session.stage),
        rows,
        notes: said::notes(session, knowledge),
        changes: rehab.changes.iter().map(|change| said::change(change, knowledge)).collect(),
        left: match app.rehab_plan()? {
            RehabPlan::Plan(plan) => plan::gate::left_to_pass(&plan, knowledge),
            RehabPlan::Referred | RehabPlan::Refused(_) => None,
        },
        start: rehab.done.is_none().then_some("Start"),
    }))
}

fn no_session(plan: &DayPlan, knowledge: &Knowledge) -> SessionCard {
    let (title, lines) = said::no_session(plan, knowledge);
    SessionCard {
        title: title.to_owned(),
        line: String::new(),
        rows: Vec::new(),
        notes: lines,
        changes: Vec::new(),
        left: None,
        start: None,
    }
}

fn session_page(app: &App, day: Option<Day>, back: Back<'_>) -> Result<SessionPage, AppError> {
    let rehab = app.rehab(day)?;
    let knowledge = app.knowledge();
    let today = app.clock().today();
    let heading = match rehab.day == today {
        true => "Today’s session".to_owned(),
        false => format!("Session of {}", format::date(rehab.day)),
    };
    let (frame, _) = frame(app, &heading, Tab::Today)?;
    let events = app.events()?;
    let typed = match back {
        Back::Fits(fields, _) => Some(fields),
        Back::No | Back::Typed(..) => None,
    };
    let fit = fits::Chosen { settings: &rehab.settings, typed };
    let mut view = SessionPage {
        frame,
        heading,
        lead: String::new(),
        refused: back.shown(),
        session: name_of(rehab.day, &events),
        day: rehab.day.to_string(),
        title: format!("session of {}", format::date(rehab.day)),
        log: log_of(&events),
        stage: String::new(),
        parts: Vec::new(),
        notes: Vec::new(),
        after: after(back),
        kits: fit.kits(),
        lengths: fit.lengths(),
        fits_open: typed.is_some(),
        done: None,
        severe: knowledge.dose.colour.severe_from,
    };
    if rehab.done.is_some() {
        let when = if rehab.day == today { "today" } else { "that day" };
        view.done = Some(format!("You did a session {when}, and it is kept."));
    }
    match &rehab.today {
        RehabDay::Referred => {
            view.notes = said::referred();
        }
        RehabDay::Planned(DayPlan::Session(session)) => {
            let name = knowledge.stage(session.stage).map_or("", |stage| stage.words.name.as_str());
            view.lead =
                format!("{} minutes, stage {}, {name}.", session.seconds().div_ceil(60), session.stage);
            view.stage = session.stage.id().to_owned();
            view.notes = said::notes(session, knowledge);
            if rehab.day > today {
                view.notes.insert(0, format!("As it stands on {}. A worse morning or anything new changes it: then wait until Femoris answers again.", format::date(today)));
            }
            view.parts = parts(app, session, back)?;
        }
        RehabDay::Planned(plan) => {
            let (title, lines) = said::no_session(plan, knowledge);
            view.heading = title.to_owned();
            view.notes = lines;
        }
    }
    Ok(view)
}

/// A name that is the same until something new is in the log: the same form sent twice is kept once.
fn name_of(day: Day, events: &[Event]) -> String {
    format!("{day}-after-{}", newest(events))
}

/// A name of the log that stays while it grows: the moment of its first entry.
fn log_of(events: &[Event]) -> String {
    events.first().map_or(0, |event| event.at.unix_ms()).to_string()
}

fn newest(events: &[Event]) -> u64 {
    events.last().map_or(0, |event| event.sequence.0)
}

/// What was told about the session as a whole, where the form comes back.
fn after(back: Back<'_>) -> AfterShown {
    let told = |name: &str| match back {
        Back::Typed(fields, _) => fields.trimmed(name).to_owned(),
        Back::No | Back::Fits(..) => String::new(),
    };
    let choice = |alarm: &Alarm| Choice {
        value: alarm.id().to_owned(),
        label: said::alarm(*alarm).to_owned(),
        note: None,
        chosen: told(alarm.id()) == "present",
    };
    AfterShown {
        took: told("took"),
        pain_after: told("pain_after"),
        painkiller: told("painkiller"),
        limp: told("limp"),
        alarms: Alarm::ALL.iter().map(choice).collect(),
        wrong: match back {
            Back::Typed(_, no) => no.at.clone(),
            Back::No | Back::Fits(..) => None,
        },
    }
}

fn parts(app: &App, session: &Session, back: Back<'_>) -> Result<Vec<PartShown>, AppError> {
    let around = doable::Around { session, side: near(app.sore_side()?), back };
    let swaps = app.swaps(session)?;
    let mut shown = Vec::new();
    for (part, title) in
        [(Part::WarmUp, "Warm up"), (Part::Main, "The session"), (Part::CoolDown, "Cool down")]
    {
        let mut items = Vec::new();
        for (index, item) in session.items.iter().enumerate().filter(|(_, item)| item.part == part) {
            items.extend(doable::item(app, index, (item, swaps.get(index)), around)?);
        }
        if !items.is_empty() {
            shown.push(PartShown { part: part.id(), title, items });
        }
    }
    Ok(shown)
}
