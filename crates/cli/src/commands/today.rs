//! `femoris today`: the answer of the day and its reasons.

use femoris_app::{App, AppError, Change, Today};
use femoris_clinic::observation::{Observation, Value};
use serde_json::{Value as Json, json};

use crate::output::Done;

pub(crate) fn run(app: &App, date: Option<&str>) -> Result<Option<Done>, AppError> {
    let today = app.today(date.map(super::log::day).transpose()?)?;
    Ok(Some(Done::all(to_json(app, &today), to_text(app, &today))))
}

fn to_json(app: &App, today: &Today) -> Json {
    json!({
        "format": "femoris-day/1",
        "date": today.day.to_string(),
        "has_complaint": today.has_complaint(),
        "ask_first": today.must_ask_danger_signs(),
        "verdict": app.verdict_json(&today.verdict),
        "facts": today.facts.iter().map(observation).collect::<Vec<_>>(),
        "yesterday": today.yesterday.map(|decision| decision.id()),
        "changed": today.changes.iter().map(change).collect::<Vec<_>>(),
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
        Change::Run { distance } => json!({"what": "run", "distance_m": distance.map(|d| d.get())}),
    }
}

fn to_text(app: &App, today: &Today) -> String {
    if !today.has_complaint() {
        return format!(
            "{}: no complaint is on record. Tell Femoris with femoris serve, under I have pain now.",
            today.day
        );
    }
    let mut text = format!("{}\n{}\n", today.day, app.verdict_text(&today.verdict));
    for change in &today.changes {
        text.push_str(&format!("since yesterday: {}\n", describe(change)));
    }
    text
}

fn describe(change: &Change) -> String {
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
        Change::Run { distance: Some(distance) } => {
            format!("a run of {:.1} km came in", distance.get() / 1000.0)
        }
        Change::Run { distance: None } => "a run came in".to_owned(),
    }
}
