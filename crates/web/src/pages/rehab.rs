//! `/session` and `/plan`: today's session as a form that works without scripts, the road it is part of, and both on
//! paper.

mod fits;
pub(super) mod plan;
mod said;
pub(super) mod sheet;

use axum::extract::State;
use femoris_app::figures::{Side, Size, View, figure};
use femoris_app::{App, AppError, Logged, RehabDay};
use femoris_clinic::complaint;
use femoris_clinic::event::Event;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::log::Alarm;
use femoris_clinic::rehab::session::{DayPlan, Part, Prescription, Session, SideDose};
use femoris_clinic::rehab::setting::Amount;
use femoris_measure::{Day, Kilograms};
use serde_json::{Map, Value, json};

use super::{Answer, Shared, ask, at_field, frame, go, refused};
use crate::view::rehab::{ItemShown, PartShown, SessionCard, SessionPage, SideShown};
use crate::view::{Choice, Tab, show as page};
use crate::wire::{Asked, Fields, Sent};
use crate::words;

/// `GET /session`
pub(crate) async fn show(State(app): State<Shared>, Asked(_): Asked) -> Answer {
    let view = ask(&app, move |app| session_page(app, None)).await?;
    Ok(page(&view))
}

/// `POST /session`: keeps the session once; sent again it changes nothing.
pub(crate) async fn save(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let outcome = ask(&app, move |app| keep(app, &fields)).await;
    let error = match outcome {
        Ok(logged) => {
            let word = if matches!(logged, Logged::New(_)) { "kept" } else { "again" };
            return Ok(go(&format!("/session?{word}=1")));
        }
        Err(error) => at_field(error)?,
    };
    ask(&app, move |app| Ok(refused(&session_page(app, Some(error.to_string()))?))).await
}

/// `POST /session/settings`
pub(crate) async fn settings(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    match ask(&app, move |app| app.set_rehab(fits::read(&fields)?)).await {
        Ok(_) => Ok(go("/session")),
        Err(error) => {
            let error = at_field(error)?;
            ask(&app, move |app| Ok(refused(&session_page(app, Some(error.to_string()))?))).await
        }
    }
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
    let name = |item: &Prescription| said::name(&item.exercise, knowledge);
    let rows = session.part(Part::Main).map(|item| (name(item), said::dose(item, knowledge))).collect();
    let minutes = session.seconds().div_ceil(60);
    let stage = knowledge.stage(session.stage).map_or("", |stage| stage.words.name.as_str());
    Ok(Some(SessionCard {
        title: if rehab.done.is_some() { "Today’s session is done" } else { "Today’s session" }.to_owned(),
        line: format!("{minutes} minutes. Stage {}, {stage}.", session.stage),
        rows,
        notes: said::notes(session, knowledge),
        changes: rehab.changes.iter().map(|change| said::change(change, knowledge)).collect(),
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
        start: None,
    }
}

fn session_page(app: &App, error: Option<String>) -> Result<SessionPage, AppError> {
    let rehab = app.rehab(None)?;
    let knowledge = app.knowledge();
    let (frame, _) = frame(app, "Today’s session", Tab::Today)?;
    let mut view = SessionPage {
        frame,
        heading: "Today’s session".to_owned(),
        lead: String::new(),
        refused: error,
        session: name_of(rehab.day, &app.events()?),
        stage: String::new(),
        parts: Vec::new(),
        notes: Vec::new(),
        alarms: alarms(),
        kits: fits::kits(&rehab.settings),
        lengths: fits::lengths(&rehab.settings),
        done: None,
    };
    if rehab.done.is_some() {
        view.done = Some("You did a session today, and it is kept. The next one comes tomorrow.".to_owned());
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
            view.parts = parts(app, session)?;
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
    let last = events.last().map_or(0, |event| event.sequence.0);
    format!("{day}-after-{last}")
}

fn alarms() -> Vec<Choice> {
    let choice = |alarm: &Alarm| Choice {
        value: alarm.id().to_owned(),
        label: said::alarm(*alarm).to_owned(),
        note: None,
        chosen: false,
    };
    Alarm::ALL.iter().map(choice).collect()
}

fn parts(app: &App, session: &Session) -> Result<Vec<PartShown>, AppError> {
    let side = match app.sore_side()? {
        Some(complaint::Side::Left) => Side::Left,
        _ => Side::Right,
    };
    let mut shown = Vec::new();
    for (part, title) in
        [(Part::WarmUp, "Warm up"), (Part::Main, "The session"), (Part::CoolDown, "Cool down")]
    {
        let mut items = Vec::new();
        for (index, item) in session.items.iter().enumerate().filter(|(_, item)| item.part == part) {
            items.extend(item_shown(app, index, item, side)?);
        }
        if !items.is_empty() {
            shown.push(PartShown { title, items });
        }
    }
    Ok(shown)
}

fn item_shown(
    app: &App,
    index: usize,
    item: &Prescription,
    side: Side,
) -> Result<Option<ItemShown>, AppError> {
    let knowledge = app.knowledge();
    let Some(exercise) = knowledge.exercise(&item.exercise) else { return Ok(None) };
    let drawn = figure(exercise.id.as_str())?;
    let neighbour = |id: &Option<femoris_clinic::rehab::exercise::ExerciseId>| {
        id.as_ref().map(|id| (format!("/exercises/{id}"), said::name(id, knowledge)))
    };
    let stop = knowledge.conventions.stop_rule(item.stop).map_or(String::new(), |rule| rule.text.clone());
    let step = item.sides.first().and_then(|side| side.step);
    Ok(Some(ItemShown {
        href: format!("/exercises/{}", exercise.id),
        name: exercise.words.name.clone(),
        figure: drawn.map(|figure| figure.render(View::new(side, Size::Card))),
        describes: drawn.map_or(String::new(), |figure| figure.describe(side).to_string()),
        dose: said::dose(item, knowledge),
        rest: (item.rest_s > 0 && item.sides.iter().any(|side| side.setting.sets > 1))
            .then(|| format!("Rest {} seconds between sets.", item.rest_s)),
        why: step.map(|step| knowledge.text(&format!("step.{step}")).to_owned()),
        stop,
        start: exercise.words.start.clone(),
        steps: exercise.words.steps.clone(),
        easier: neighbour(&item.easier),
        harder: neighbour(&item.harder),
        sides: item.sides.iter().map(|side| side_shown(index, side)).collect(),
    }))
}

fn side_shown(index: usize, side: &SideDose) -> SideShown {
    let (repetitions, seconds) = match side.setting.amount {
        Amount::Repetitions(n) | Amount::Breaths { repetitions: n, .. } => (Some(n), None),
        Amount::Holds { repetitions, seconds } => (Some(repetitions), Some(seconds)),
        Amount::Time(seconds) => (None, Some(seconds)),
        Amount::Distance(_) | Amount::Ladder => (None, None),
    };
    SideShown {
        field: field_of(index, side),
        name: said::side(side.side),
        sets: side.setting.sets,
        repetitions,
        seconds,
        takes_weight: side.setting.added.steps > 0 || side.setting.added.weight.is_some(),
        weight: side.setting.added.weight.map_or(String::new(), |kg| words::plain(kg.get())),
    }
}

fn field_of(index: usize, side: &SideDose) -> String {
    format!("e{index}-{}", side.side)
}

/// The form against today's session, through the same door as every other program.
fn keep(app: &App, fields: &Fields) -> Result<Logged, AppError> {
    let rehab = app.rehab(None)?;
    let Some(session) = rehab.session() else {
        return Err(AppError::refused("session", "there is no session today; reload the page"));
    };
    let mut exercises = Vec::new();
    for (index, item) in session.items.iter().enumerate() {
        for side in &item.sides {
            exercises.extend(exercise_of(fields, item, side, &field_of(index, side)));
        }
    }
    let finding = |name: &str| match fields.get(name) {
        Some("present") => Value::from("present"),
        Some("absent") => Value::from("absent"),
        _ => Value::Null,
    };
    let mut report = json!({
        "session": fields.trimmed("session"),
        "stage": fields.trimmed("stage"),
        "minutes": number(fields.trimmed("took")),
        "pain_after": number(fields.trimmed("pain_after")),
        "painkiller": finding("painkiller"),
        "limp": finding("limp"),
        "exercises": exercises,
    });
    for alarm in Alarm::ALL.iter().filter(|alarm| fields.get(alarm.id()) == Some("present")) {
        report[alarm.id()] = json!("present");
    }
    let report = app.session_report(report.to_string().as_bytes())?;
    app.log_session(&report)
}

/// One side of an exercise; `None` where the form has nothing about it.
fn exercise_of(fields: &Fields, item: &Prescription, side: &SideDose, field: &str) -> Option<Value> {
    let get = |name: &str| fields.trimmed(&format!("{field}-{name}")).to_owned();
    let mut done = Map::new();
    done.insert("exercise".to_owned(), json!(item.exercise.as_str()));
    done.insert("side".to_owned(), json!(side.side.id()));
    done.insert("part".to_owned(), json!(item.part.id()));
    match get("did").as_str() {
        "" => return None,
        "yes" => {
            for name in ["sets", "repetitions", "seconds", "pain", "effort", "weight_kg"] {
                done.insert(name.to_owned(), number(&get(name)));
            }
            done.insert("range".to_owned(), json!(side.setting.range));
            done.insert("share_pct".to_owned(), json!(side.setting.share));
            if get("weight_kg").is_empty() {
                done.insert("weight_kg".to_owned(), json!(side.setting.added.weight.map(Kilograms::get)));
            }
        }
        reason => {
            done.insert("skipped".to_owned(), json!(reason));
        }
    }
    Some(Value::Object(done))
}

/// A number as it was typed; what is none goes on as text, to be refused by the name of its field.
fn number(text: &str) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    match (text.parse::<i64>(), text.replace(',', ".").parse::<f64>()) {
        (Ok(whole), _) => json!(whole),
        (_, Ok(number)) => json!(number),
        _ => json!(text),
    }
}
