//! `/session/print` and `/plan/week`: today's session and the coming week on one page of paper each.

use axum::extract::State;
use femoris_app::figures::Side;
use femoris_app::{App, AppError, ComingDay, RehabDay};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::exercise::StopCode;
use femoris_clinic::rehab::protocol::{DayPlan as OfWeek, Slot, SlotKind};
use femoris_clinic::rehab::session::{DayPlan, Part, Prescription, Session};

use super::super::figures::{Cut, near, picture};
use super::super::{Answer, Shared, ask, frame};
use super::plan::holds;
use super::said;
use crate::format;
use crate::view::sheet::{
    BoxesShown, SessionSheet, SheetItem, SheetPart, StopShown, WeekItem, WeekRow, WeekSheet,
};
use crate::view::{Tab, show as page};

/// Exercises of a day that fit beside each other.
const IN_A_ROW: usize = 6;
const PARTS: [(Part, &str); 3] =
    [(Part::WarmUp, "Warm up"), (Part::Main, "The session"), (Part::CoolDown, "Cool down")];

/// `GET /session/print`
pub(crate) async fn session(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| session_sheet(app)).await?;
    Ok(page(&view))
}

/// `GET /plan/week`
pub(crate) async fn week(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| week_sheet(app)).await?;
    Ok(page(&view))
}

fn session_sheet(app: &App) -> Result<SessionSheet, AppError> {
    let knowledge = app.knowledge();
    let rehab = app.rehab(None)?;
    let (frame, _) = frame(app, "Session sheet", Tab::Plan)?;
    let mut view = SessionSheet {
        frame,
        heading: format!("Session of {}", format::long_date(rehab.day)),
        lead: String::new(),
        notes: Vec::new(),
        parts: Vec::new(),
        stops: Vec::new(),
        review: knowledge.text("review.not_reviewed").to_owned(),
    };
    match &rehab.today {
        RehabDay::Referred => view.notes = said::referred(),
        RehabDay::Planned(DayPlan::Session(session)) => {
            let side = near(app.sore_side()?);
            let codes = stop_codes(&session.items);
            view.lead = length(session, knowledge);
            view.notes = said::notes(session, knowledge);
            view.stops = stops(&codes, &[session], knowledge);
            for (part, title) in PARTS {
                let items = session.part(part).map(|item| sheet_item(item, side, &codes, knowledge));
                let items = items.collect::<Result<Vec<_>, _>>()?;
                view.parts.extend((!items.is_empty()).then_some(SheetPart { title, items }));
            }
        }
        RehabDay::Planned(plan) => {
            let (title, lines) = said::no_session(plan, knowledge);
            view.heading = title.to_owned();
            view.notes = lines;
        }
    }
    Ok(view)
}

fn length(session: &Session, knowledge: &Knowledge) -> String {
    let name = knowledge.stage(session.stage).map_or("", |stage| stage.words.name.as_str());
    format!("{} minutes. Stage {}, {name}.", session.seconds().div_ceil(60), session.stage)
}

fn sheet_item(
    item: &Prescription,
    side: Side,
    codes: &[StopCode],
    knowledge: &Knowledge,
) -> Result<SheetItem, AppError> {
    let boxes = item.sides.iter().map(|one| BoxesShown {
        side: said::side(one.side),
        sets: one.setting.sets.saturating_mul(item.times.max(1)),
    });
    Ok(SheetItem {
        name: said::name(&item.exercise, knowledge),
        picture: picture(item.exercise.as_str(), side, Cut::Pair)?,
        dose: said::dose(item, knowledge),
        rest: said::rest(item),
        stop: letter(item.stop, codes),
        sides: boxes.collect(),
    })
}

/// Stop rules of a session, each once, in the order they come up.
fn stop_codes<'a>(items: impl IntoIterator<Item = &'a Prescription>) -> Vec<StopCode> {
    let mut codes = Vec::new();
    for item in items {
        if !codes.contains(&item.stop) {
            codes.push(item.stop);
        }
    }
    codes
}

/// `A` for the first; none is needed where all have the same.
fn letter(code: StopCode, codes: &[StopCode]) -> Option<char> {
    let at = codes.iter().position(|one| *one == code).filter(|_| codes.len() > 1)?;
    u32::try_from(at).ok().and_then(|at| char::from_u32(u32::from('A') + at))
}

/// The stop rules with the least pain that any of the sessions tolerates.
fn stops(codes: &[StopCode], sessions: &[&Session], knowledge: &Knowledge) -> Vec<StopShown> {
    let rule = |code: &StopCode| {
        let rule = knowledge.conventions.stop_rule(*code)?;
        let limit = sessions.iter().map(|session| session.limit(rule)).min()?;
        Some(StopShown { letter: letter(*code, codes), text: rule.said(limit) })
    };
    codes.iter().filter_map(rule).collect()
}

fn week_sheet(app: &App) -> Result<WeekSheet, AppError> {
    let knowledge = app.knowledge();
    let coming = app.coming_week()?;
    let (frame, _) = frame(app, "Week sheet", Tab::Plan)?;
    let mut view = WeekSheet {
        frame,
        heading: "The coming week".to_owned(),
        lead: String::new(),
        waits: Vec::new(),
        days: Vec::new(),
        stops: Vec::new(),
        review: knowledge.text("review.not_reviewed").to_owned(),
    };
    match coming.first().map(|day| &day.rehab) {
        None | Some(RehabDay::Referred) => view.waits = said::referred(),
        Some(RehabDay::Planned(DayPlan::Refused(refusal))) => {
            view.waits = said::refusal_lines(refusal, knowledge);
        }
        Some(RehabDay::Planned(DayPlan::Session(_) | DayPlan::Rest { .. })) => {
            let side = near(app.sore_side()?);
            let sessions: Vec<&Session> = coming.iter().filter_map(session_of).collect();
            let codes = stop_codes(sessions.iter().flat_map(|session| session.part(Part::Main)));
            view.lead = "As it stands today. Each morning decides anew: log how it feels, and look at Today before you begin.".to_owned();
            view.stops = stops(&codes, &sessions, knowledge)
                .into_iter()
                .map(|one| StopShown { letter: None, ..one })
                .collect();
            view.days = coming.iter().map(|day| week_row(day, side, knowledge)).collect::<Result<_, _>>()?;
        }
    }
    Ok(view)
}

fn session_of<'a>(day: &'a ComingDay<'_>) -> Option<&'a Session> {
    match &day.rehab {
        RehabDay::Planned(DayPlan::Session(session)) => Some(session),
        RehabDay::Planned(DayPlan::Rest { .. } | DayPlan::Refused(_)) | RehabDay::Referred => None,
    }
}

fn week_row(day: &ComingDay<'_>, side: Side, knowledge: &Knowledge) -> Result<WeekRow, AppError> {
    let session = session_of(day);
    let main: Vec<&Prescription> = session.into_iter().flat_map(|session| session.part(Part::Main)).collect();
    let mut items = Vec::new();
    for item in main.iter().take(IN_A_ROW) {
        items.push(WeekItem {
            name: said::name(&item.exercise, knowledge),
            dose: said::dose(item, knowledge),
            picture: picture(item.exercise.as_str(), side, Cut::Small)?,
        });
    }
    let runs = day.slots.iter().filter(|(slot, _)| slot.kind == SlotKind::Run);
    let run = |(slot, plan): &(&Slot, OfWeek)| match plan {
        OfWeek::Do => format!("{}. Today says how far.", slot.name),
        OfWeek::May | OfWeek::Off => format!("If you like: {}. Today says how far.", slot.name),
    };
    let more = main.len().saturating_sub(IN_A_ROW);
    let minutes = session.map(|session| {
        let minutes = format!("{} minutes", session.seconds().div_ceil(60));
        match more {
            0 => minutes,
            _ => format!("{minutes}, {}", format::counted(more as u64, "exercise more", "exercises more")),
        }
    });
    let (title, first) = match (&day.rehab, session) {
        (_, Some(_)) => ("Session".to_owned(), None),
        (RehabDay::Planned(DayPlan::Rest { .. }), None) => ("Rest".to_owned(), None),
        _ => (holds(&day.slots), Some("By then the danger signs have to be answered again.")),
    };
    Ok(WeekRow {
        weekday: format::weekday(day.day),
        date: format::date(day.day),
        title,
        minutes,
        first,
        items,
        runs: if first.is_some() { Vec::new() } else { runs.map(run).collect() },
        has_session: session.is_some(),
    })
}
