//! `femoris today`: the answer of the day and its reasons.

use femoris_app::{App, AppError, Change, Rehab, RehabDay, Today, Units};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::observation::{Observation, Value};
use femoris_clinic::rehab::log::WorkedSide;
use femoris_clinic::rehab::session::{DayPlan, Refusal};
use femoris_clinic::rehab::setting::{Amount, Setting};
use serde_json::{Value as Json, json};

use crate::lengths;
use crate::output::Done;

pub(crate) fn run(app: &App, date: Option<&str>) -> Result<Option<Done>, AppError> {
    let today = app.today(date.map(super::log::day).transpose()?)?;
    let rehab = app.rehab(Some(today.day))?;
    let mut json = to_json(app, &today);
    json["session"] = app.session_json(&rehab);
    let running = app.running(Some(today.day))?.filter(|_| !today.must_ask_danger_signs());
    json["running"] = super::running::to_json(app, running.as_ref());
    let units = app.settings()?.units;
    let text = format!("{}\n{}", to_text(app, &today, units).trim_end(), rehab_text(&rehab, app.knowledge()))
        + &super::running::to_text(app, running.as_ref());
    Ok(Some(Done::all(json, text)))
}

fn to_json(app: &App, today: &Today) -> Json {
    json!({
        "format": "femoris-day/1",
        "date": today.day.to_string(),
        "has_complaint": today.has_complaint(),
        "ask_first": today.must_ask_danger_signs(),
        "decision": today.decision().id(),
        "verdict": app.verdict_json(&today.verdict),
        "facts": today.facts.iter().map(observation).collect::<Vec<_>>(),
        "yesterday": today.yesterday.map(|decision| decision.id()),
        "changed": today.changes.iter().map(change).collect::<Vec<_>>(),
        "health": today.state.health.map(|told| told.value.id()),
        "slept": today.slept.map(|score| score.get()),
        "newest_run": today.newest_run.as_ref().map(|run| json!({
            "id": run.id.as_str(), "day": run.day.to_string(), "distance_m": run.distance.map(|d| d.get()),
        })),
    })
}

fn observation(seen: &Observation) -> Json {
    json!({"fact": seen.fact.id(), "value": value(seen.value)})
}

fn value(seen: Value) -> Json {
    match seen {
        Value::Id(id) => json!(id),
        Value::Number(number) => json!(number),
        Value::Unknown => json!("unknown"),
    }
}

fn change(change: &Change) -> Json {
    match change {
        Change::Decision { from, to } => json!({"what": "decision", "from": from.id(), "to": to.id()}),
        Change::Fact { fact, from, to } => json!({"what": fact.id(), "from": value(*from), "to": value(*to)}),
        Change::Sleep { from, to } => {
            json!({"what": "sleep", "from": from.map(|score| score.get()), "to": to.get()})
        }
        Change::Run { distance } => json!({"what": "run", "distance_m": distance.map(|d| d.get())}),
    }
}

fn to_text(app: &App, today: &Today, units: Units) -> String {
    if !today.has_complaint() {
        return format!(
            "{}: no complaint is on record. Tell Femoris with femoris serve, under I have pain now.",
            today.day
        );
    }
    let mut text = format!("{}\n{}\n", today.day, app.verdict_text(&today.verdict));
    if today.is_open() {
        text.push_str("While a danger sign is open, no run today.\n");
    }
    for change in &today.changes {
        text.push_str(&format!("since yesterday: {}\n", describe(change, units)));
    }
    text
}

fn describe(change: &Change, units: Units) -> String {
    let word = |seen: &Value| match seen {
        Value::Id(id) => (*id).replace('_', " "),
        Value::Number(number) => number.to_string(),
        Value::Unknown => "not known".to_owned(),
    };
    match change {
        Change::Decision { from, to } => {
            format!("the answer went from {} to {}", from.id().replace('_', " "), to.id().replace('_', " "))
        }
        Change::Fact { fact, from, to } => {
            format!("{} went from {} to {}", fact.id().replace('_', " "), word(from), word(to))
        }
        Change::Sleep { from: Some(from), to } => format!("sleep went from {} to {}", from.get(), to.get()),
        Change::Sleep { from: None, to } => format!("sleep of last night: {}", to.get()),
        Change::Run { distance: Some(distance) } => {
            format!("a run of {:.1} {} came in", lengths::long(distance.get(), units), units.word())
        }
        Change::Run { distance: None } => "a run came in".to_owned(),
    }
}

/// The session in words, one line an exercise.
fn rehab_text(rehab: &Rehab, knowledge: &Knowledge) -> String {
    let session = match &rehab.today {
        RehabDay::Referred => return String::new(),
        RehabDay::Planned(DayPlan::Rest { notes, .. }) => {
            let why = notes.iter().map(|note| format!("  {}\n", knowledge.text(&format!("rest.{note}"))));
            return std::iter::once("rehabilitation: a day of rest\n".to_owned()).chain(why).collect();
        }
        RehabDay::Planned(DayPlan::Refused(refusal)) => return refusal_text(refusal, knowledge),
        RehabDay::Planned(DayPlan::Session(session)) => session,
    };
    let minutes = session.seconds().div_ceil(60);
    let mut text = format!("rehabilitation, stage {}, {minutes} minutes:\n", session.stage);
    for item in &session.items {
        let name = knowledge.exercise(&item.exercise).map_or("", |exercise| exercise.words.name.as_str());
        let doses: Vec<String> = item.sides.iter().map(|side| dose(side.side, side.setting)).collect();
        text.push_str(&format!("  {name}: {}\n", doses.join(", ")));
    }
    for note in &session.notes {
        text.push_str(&format!("  {}\n", knowledge.text(&format!("session.{note}"))));
    }
    text
}

fn dose(side: WorkedSide, setting: Setting) -> String {
    let amount = match setting.amount {
        Amount::Repetitions(n) => n.to_string(),
        Amount::Holds { repetitions, seconds } => format!("{repetitions} × {seconds} s"),
        Amount::Breaths { repetitions, breaths } => format!("{repetitions} × {breaths} breaths"),
        Amount::Time(seconds) => format!("{seconds} s"),
        Amount::Distance(metres) => format!("{metres} m"),
        Amount::Ladder => "as the ladder says".to_owned(),
    };
    let side = match side {
        WorkedSide::Both => String::new(),
        WorkedSide::Left | WorkedSide::Right => format!(" {side}"),
    };
    format!("{} × {amount}{side}", setting.sets)
}

/// Why there is no session.
pub(super) fn refusal_text(refusal: &Refusal, knowledge: &Knowledge) -> String {
    match refusal {
        Refusal::NoProtocol => {
            "rehabilitation: too little is known to begin; answer more questions\n".to_owned()
        }
        Refusal::Guarded { guards, .. } => guards
            .iter()
            .map(|id| {
                let text = |field: &str| knowledge.text(&format!("{id}.{field}")).to_owned();
                format!("rehabilitation waits: {} {}\n", text("reason"), text("action"))
            })
            .collect(),
        Refusal::Halted { halt, .. } => {
            format!("rehabilitation waits: {}\n", knowledge.text(&format!("halt.{}", halt.reason)))
        }
    }
}
