//! The form of a session as it was sent, perhaps days later: read by what it says itself, kept through the same door as
//! every other program's report.

use femoris_app::{App, AppError, Logged};
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::log::Alarm;
use serde_json::{Map, Value, json};

use super::log_of;
use crate::wire::Fields;

/// One side of an exercise in the form.
struct Row<'f> {
    /// Prefix of its fields, such as `e3-left` or, for what was done instead, `e3-easier-left`.
    field: &'f str,
    /// Prefix of the exercise's own fields.
    group: &'f str,
    side: &'f str,
}

/// Why the form was not kept, and which of its fields it is about, where it is one of them.
pub(super) struct NotKept {
    pub(super) error: AppError,
    pub(super) at: Option<String>,
}

impl From<AppError> for NotKept {
    fn from(error: AppError) -> Self {
        Self { error, at: None }
    }
}

/// Keeps the session of the form once.
pub(super) fn keep(app: &App, fields: &Fields) -> Result<Logged, NotKept> {
    let log = fields.trimmed("log");
    if !log.is_empty() && log != log_of(&app.events()?) {
        let told = "it belongs to a log that was deleted or replaced since; nothing of it was kept";
        return Err(AppError::refused("session", told).into());
    }
    let rows: Vec<Row<'_>> = rows(fields);
    let exercises: Vec<Value> = rows.iter().map(|row| exercise_of(fields, row)).collect();
    let finding = |name: &str| match fields.get(name) {
        Some("present") => Value::from("present"),
        Some("absent") => Value::from("absent"),
        _ => Value::Null,
    };
    let day = Some(fields.trimmed("day")).filter(|day| !day.is_empty());
    let mut report = json!({
        "session": fields.trimmed("session"),
        "stage": fields.trimmed("stage"),
        "date": day,
        "minutes": number(fields.trimmed("took")),
        "pain_after": number(fields.trimmed("pain_after")),
        "painkiller": finding("painkiller"),
        "limp": finding("limp"),
        "exercises": exercises,
    });
    for alarm in Alarm::ALL.iter().filter(|alarm| fields.get(alarm.id()) == Some("present")) {
        report[alarm.id()] = json!("present");
    }
    let read = app.session_report(report.to_string().as_bytes());
    let kept = read.and_then(|report| app.log_session(&report));
    kept.map_err(|error| at_its_field(app, fields, &rows, error))
}

/// The sides the form has something about, in its order.
fn rows(fields: &Fields) -> Vec<Row<'_>> {
    let told = fields.names().filter_map(|name| name.strip_suffix("-did"));
    let told = told.filter(|field| !fields.trimmed(&format!("{field}-did")).is_empty());
    told.filter_map(|field| field.rsplit_once('-').map(|(group, side)| Row { field, group, side })).collect()
}

fn exercise_of(fields: &Fields, row: &Row<'_>) -> Value {
    let get = |name: &str| fields.trimmed(&format!("{}-{name}", row.field)).to_owned();
    let of_group = |name: &str| fields.trimmed(&format!("{}-{name}", row.group)).to_owned();
    let mut done = Map::new();
    done.insert("exercise".to_owned(), json!(of_group("exercise")));
    done.insert("side".to_owned(), json!(row.side));
    done.insert(
        "part".to_owned(),
        Some(of_group("part")).filter(|part| !part.is_empty()).map_or(Value::Null, Value::from),
    );
    let other = of_group("instead_of");
    if !other.is_empty() {
        done.insert("instead_of".to_owned(), json!(other));
        done.insert("swapped".to_owned(), json!(of_group("swapped")));
    }
    match get("did").as_str() {
        "yes" => {
            let numbers =
                ["sets", "repetitions", "seconds", "pain", "effort", "weight_kg", "range", "share_pct"];
            for name in numbers {
                done.insert(name.to_owned(), number(&get(name)));
            }
            for name in ["form", "stopped"] {
                let told = get(name);
                if !told.is_empty() {
                    done.insert(name.to_owned(), json!(told));
                }
            }
        }
        reason => {
            done.insert("skipped".to_owned(), json!(reason));
        }
    }
    Value::Object(done)
}

/// The path of a report in the words of the form: which exercise, which side, which field.
fn at_its_field(app: &App, fields: &Fields, rows: &[Row<'_>], error: AppError) -> NotKept {
    let Some(path) = error.field().map(str::to_owned) else { return error.into() };
    let text = error.to_string();
    let what = text.strip_prefix(&format!("{path}: ")).unwrap_or(&text);
    let of_exercise = path.strip_prefix("exercises[").and_then(|rest| rest.split_once("]."));
    let Some((place, name)) = of_exercise else {
        let Some((field, words)) = of_session(&path) else { return error.into() };
        return NotKept { error: AppError::refused(words, what), at: Some(field.to_owned()) };
    };
    let Some(row) = place.parse::<usize>().ok().and_then(|place| rows.get(place)) else {
        return error.into();
    };
    let id = fields.trimmed(&format!("{}-exercise", row.group));
    let known = ExerciseId::new(id).and_then(|id| app.knowledge().exercise(&id));
    let exercise = known.map_or(id, |exercise| exercise.words.name.as_str());
    let side = if row.side == "both" { String::new() } else { format!(", {}", row.side) };
    // What is no reason to leave it out was told where it is asked what became of it.
    let field = if name == "skipped" { "did" } else { name };
    NotKept {
        error: AppError::refused(format!("{exercise}{side}, {}", in_words(name)), what),
        at: Some(format!("{}-{field}", row.field)),
    }
}

/// The field of the form and its words for what a report tells about the whole session.
fn of_session(path: &str) -> Option<(&'static str, &'static str)> {
    match path {
        "minutes" => Some(("took", "minutes it took")),
        "pain_after" => Some(("pain_after", "worst pain in the hour after")),
        _ => None,
    }
}

/// The name of an exercise's field as the form has it.
fn in_words(name: &str) -> &str {
    match name {
        "weight_kg" => "weight",
        "share_pct" => "share of your force",
        "skipped" => "done",
        "form" => "position",
        other => other,
    }
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
