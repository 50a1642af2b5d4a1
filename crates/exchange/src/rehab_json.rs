//! Rehabilitation for other programs: a session that was done comes in, the session of a day and the plan go out.

use femoris_clinic::event::{Entry, EntryError, FieldValue};
use femoris_clinic::evidence::RuleId;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::cause::Cause;
use femoris_clinic::rehab::change::SessionChange;
use femoris_clinic::rehab::course::Begun;
use femoris_clinic::rehab::dose::RangeUnit;
use femoris_clinic::rehab::log::SessionReport;
use femoris_clinic::rehab::plan::{CriterionView, Plan};
use femoris_clinic::rehab::session::{DayPlan, Prescription, Refusal, Session, SideDose};
use femoris_clinic::rehab::setting::{Amount, Setting};
use femoris_clinic::rehab::variant::VariantView;
use femoris_clinic::rehab::week::WeekTotal;
use femoris_measure::{Day, Kilograms};
use serde_json::{Map, Value, json};

/// Largest report that is read, in bytes: a long session many times over.
pub const LARGEST_BYTES: usize = 64 * 1024;
/// Exercises of a report at most, sides counted.
const MOST_EXERCISES: usize = 200;

/// Why a report is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {what}")]
pub struct ReportError {
    /// Path of the field, such as `exercises[2].pain`.
    pub path: String,
    /// What is wrong and what to do.
    pub what: String,
}

impl ReportError {
    fn new(path: impl Into<String>, what: impl Into<String>) -> Self {
        Self { path: path.into(), what: what.into() }
    }
}

/// Reads `{"session": …, "date": …, "stage": …, "exercises": [{"exercise": …, "side": …, "sets": …}, …]}`. Fields are
/// those of the log; every other one is refused.
pub fn read_report(bytes: &[u8]) -> Result<SessionReport, ReportError> {
    if bytes.len() > LARGEST_BYTES {
        return Err(ReportError::new("session", format!("a report has at most {LARGEST_BYTES} bytes")));
    }
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|error| ReportError::new("session", format!("this is no JSON: {error}")))?;
    let Value::Object(mut object) = value else {
        return Err(ReportError::new("session", "an object is expected, such as {\"session\": …}"));
    };
    let day = match object.remove("date") {
        None | Some(Value::Null) => None,
        Some(date) => Some(read_day(&date)?),
    };
    let listed = object.remove("exercises").unwrap_or(Value::Null);
    let session = object.get("session").cloned().unwrap_or(Value::Null);
    let Entry::SessionLogged(done) = read_entry("session_logged", object, "")? else {
        return Err(ReportError::new("session", "this is no session"));
    };
    let Value::Array(listed) = listed else {
        return Err(ReportError::new("exercises", "a list of exercises is expected"));
    };
    if listed.len() > MOST_EXERCISES {
        return Err(ReportError::new("exercises", format!("at most {MOST_EXERCISES} are read")));
    }
    let mut exercises = Vec::new();
    for (index, one) in listed.into_iter().enumerate() {
        let path = format!("exercises[{index}].");
        let Value::Object(mut fields) = one else {
            return Err(ReportError::new(format!("exercises[{index}]"), "an object is expected"));
        };
        fields.insert("session".to_owned(), session.clone());
        if let Entry::ExerciseLogged(done) = read_entry("exercise_logged", fields, &path)? {
            exercises.push(done);
        }
    }
    Ok(SessionReport { day, done, exercises })
}

fn read_day(date: &Value) -> Result<Day, ReportError> {
    let day = date.as_str().and_then(|text| text.parse().ok());
    day.ok_or_else(|| ReportError::new("date", format!("a date such as 2026-11-21 is expected, not {date}")))
}

/// An entry from its flat form; `null` counts as not there.
fn read_entry(kind: &str, fields: Map<String, Value>, path: &str) -> Result<Entry, ReportError> {
    let mut flat = Vec::new();
    for (name, value) in fields {
        let value = match value {
            Value::Null => continue,
            Value::String(text) => FieldValue::Text(text),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => FieldValue::Integer(whole),
                (None, Some(number)) => FieldValue::Number(number),
                (None, None) => {
                    return Err(ReportError::new(format!("{path}{name}"), "a number is expected"));
                }
            },
            _ => return Err(ReportError::new(format!("{path}{name}"), "text or a number is expected")),
        };
        flat.push((name, value));
    }
    Entry::from_parts(kind, &flat).map_err(|error| of_entry(&error, path))
}

fn of_entry(error: &EntryError, path: &str) -> ReportError {
    let field = match error {
        EntryError::Kind { kind } => kind.as_str(),
        EntryError::Unexpected { field, .. } => field.as_str(),
        EntryError::Missing { field, .. }
        | EntryError::Wrong { field, .. }
        | EntryError::OutOfRange { field, .. } => field,
    };
    let text = error.to_string();
    let what = match error {
        EntryError::OutOfRange { source, .. } => source.told(),
        _ => text.split_once(field).map_or(text.as_str(), |(_, what)| what).trim().to_owned(),
    };
    ReportError::new(format!("{path}{field}"), what)
}

/// What a day brings, as `session`, `rest` or `refused`.
pub fn write_day(plan: &DayPlan, changes: &[SessionChange], knowledge: &Knowledge) -> Value {
    match plan {
        DayPlan::Session(session) => write_session(session, changes, knowledge),
        DayPlan::Rest { stage, notes } => {
            let notes: Vec<&str> = notes.iter().map(|note| note.id()).collect();
            json!({ "kind": "rest", "stage": stage.id(), "notes": notes })
        }
        DayPlan::Refused(refusal) => write_refusal(refusal, knowledge),
    }
}

/// Why there is no session and no plan.
pub fn write_refusal(refusal: &Refusal, knowledge: &Knowledge) -> Value {
    let reason = |id: &RuleId| {
        json!({
            "id": id.as_str(),
            "reason": knowledge.text(&format!("{id}.reason")),
            "action": knowledge.text(&format!("{id}.action")),
        })
    };
    match refusal {
        Refusal::NoProtocol => json!({ "kind": "refused", "why": "no_protocol" }),
        Refusal::Guarded { protocol, guards } => json!({
            "kind": "refused", "why": "guarded", "protocol": protocol.id(),
            "guards": guards.iter().map(reason).collect::<Vec<_>>(),
        }),
        Refusal::Halted { halt, from } => json!({
            "kind": "refused", "why": "halted", "since": halt.day.to_string(), "reason": halt.reason.id(),
            "answer_danger_signs_from": from.to_string(),
        }),
    }
}

fn write_session(session: &Session, changes: &[SessionChange], knowledge: &Knowledge) -> Value {
    json!({
        "kind": "session",
        "date": session.day.to_string(),
        "protocol": session.protocol.id(),
        "stage": session.stage.id(),
        "minutes": session.length.minutes(),
        "seconds": session.seconds(),
        "restraint": session.restraint.id(),
        "notes": session.notes.iter().map(|note| note.id()).collect::<Vec<_>>(),
        "week": week(session.week),
        "exercises": session.items.iter().map(|item| exercise(item, knowledge)).collect::<Vec<_>>(),
        "changed": changes.iter().map(change).collect::<Vec<_>>(),
    })
}

/// Runs and exercises of the week together; an estimate throughout.
fn week(total: WeekTotal) -> Value {
    let one = |number: f64| (number * 10.0).round() / 10.0;
    match total {
        WeekTotal::NoRuns => json!({ "total": "no_runs" }),
        WeekTotal::First => json!({ "total": "first" }),
        WeekTotal::Uncounted(why) => json!({ "total": "uncounted", "why": why.id() }),
        WeekTotal::Counted { exercises, runs, most } => json!({
            "total": "counted", "estimate": true,
            "exercises": one(exercises), "runs": one(runs), "most": one(most),
        }),
    }
}

fn exercise(item: &Prescription, knowledge: &Knowledge) -> Value {
    let known = knowledge.exercise(&item.exercise);
    json!({
        "exercise": item.exercise.as_str(),
        "name": known.map_or("", |exercise| exercise.words.name.as_str()),
        "part": item.part.id(),
        "requirement": item.requirement.id(),
        "sides": item.sides.iter().map(|side| side_dose(side, known.and_then(|one| one.range.as_ref()).map(|range| range.unit))).collect::<Vec<_>>(),
        "tempo_s": item.tempo.map(|tempo| [tempo.lower, tempo.pause, tempo.lift]),
        "rest_s": item.rest_s,
        "hold_rest_s": item.hold_rest_s,
        "times_a_day": item.times,
        "seconds": item.seconds,
        "kit": item.kit.iter().map(|kit| kit.id()).collect::<Vec<_>>(),
        "stop": item.stop.id(),
        "instead_of": item.instead_of.as_ref().map(|id| id.as_str()),
        "easier": item.easier.as_ref().map(|id| id.as_str()),
        "harder": item.harder.as_ref().map(|id| id.as_str()),
        "note": item.note,
    })
}

fn side_dose(side: &SideDose, unit: Option<RangeUnit>) -> Value {
    let mut object = setting(side.setting, unit);
    object["side"] = json!(side.side.id());
    object["why"] = json!(side.step.map(|step| step.id()));
    object
}

fn setting(setting: Setting, unit: Option<RangeUnit>) -> Value {
    let (repetitions, seconds, breaths, metres) = match setting.amount {
        Amount::Repetitions(n) => (Some(n), None, None, None),
        Amount::Holds { repetitions, seconds } => (Some(repetitions), Some(seconds), None, None),
        Amount::Breaths { repetitions, breaths } => (Some(repetitions), None, Some(breaths), None),
        Amount::Time(seconds) => (None, Some(seconds), None, None),
        Amount::Distance(metres) => (None, None, None, Some(metres)),
        Amount::Ladder => (None, None, None, None),
    };
    json!({
        "sets": setting.sets, "repetitions": repetitions, "seconds": seconds, "breaths": breaths, "metres": metres,
        "range": setting.range, "range_unit": unit.map(|unit| unit.id()),
        "weight_kg": setting.added.weight.map(Kilograms::get), "weight_steps": setting.added.steps,
        "share_pct": setting.share, "lower_s": setting.lower_s,
    })
}

fn change(change: &SessionChange) -> Value {
    match change {
        SessionChange::Stage { from, to } => json!({ "what": "stage", "from": from.id(), "to": to.id() }),
        SessionChange::Restraint { from, to } => {
            json!({ "what": "restraint", "from": from.id(), "to": to.id() })
        }
        SessionChange::StandsIn { exercise, instead_of } => {
            json!({ "what": "stands_in", "exercise": exercise.as_str(), "instead_of": instead_of.as_str() })
        }
        SessionChange::Dose { exercise, side, from, to, step } => json!({
            "what": "dose", "exercise": exercise.as_str(), "side": side.id(),
            "from": setting(*from, None), "to": setting(*to, None), "why": step.map(|step| step.id()),
        }),
    }
}

/// Where the runner stands.
///
/// `someone_should_look` is `null` where nobody need, `"flares"` after too many flares, `"grade"` where a strain
/// counts as severe, by its signs or because it came back, `"long"` after too long in one stage.
pub fn write_plan(plan: &Plan<'_>, today: Day, knowledge: &Knowledge) -> Value {
    let course = &plan.course;
    let begun = |begun: &Begun| json!({ "day": begun.day.to_string(), "why": begun.arrival.id() });
    json!({
        "format": "femoris-plan/1",
        "kind": "plan",
        "date": today.to_string(),
        "protocol": course.protocol.id.id(),
        "name": course.protocol.name,
        "stage": course.stage.id.id(),
        "since": course.begun.day.to_string(),
        "week": course.week(today),
        "held": course.is_held(today),
        "tests": plan.tests.id(),
        "may_pass_to": plan.may_pass_to(today).map(|stage| stage.id()),
        "someone_should_look": plan.someone_should_look.map(|why| why.id()),
        "gate": plan.gate.iter().map(|view| criterion(view, knowledge)).collect::<Vec<_>>(),
        "again": plan.again.iter().map(|view| criterion(view, knowledge)).collect::<Vec<_>>(),
        "kinds": plan.variants.iter().map(|view| variant(view, knowledge)).collect::<Vec<_>>(),
        "causes": plan.causes.iter().map(cause).collect::<Vec<_>>(),
        "lost": plan.lost.iter().map(|view| criterion(view, knowledge)).collect::<Vec<_>>(),
        "frozen": (!plan.lost.is_empty()).then(|| knowledge.text("retest.means")),
        "stages": plan.stages.iter().map(|view| json!({
            "stage": view.stage.id.id(),
            "name": view.stage.words.name,
            "aim": view.stage.words.aim,
            "place": view.place.id(),
            "begun": view.begun.as_ref().map(begun),
            "usual_days": view.stage.usual_days.map(|days| [days.from(), days.to()]),
        })).collect::<Vec<_>>(),
    })
}

/// A kind that the complaint may be; an estimate.
fn variant(view: &VariantView<'_>, knowledge: &Knowledge) -> Value {
    let id = &view.variant.id;
    json!({
        "id": id.as_str(),
        "name": knowledge.text(&format!("{id}.name")),
        "text": knowledge.text(&format!("{id}.text")),
        "holds": view.holds.id(),
        "because": view.because.iter().map(|seen| seen.fact.id()).collect::<Vec<_>>(),
        "missing": view.missing.iter().map(|fact| fact.id()).collect::<Vec<_>>(),
        "sources": view.variant.sources.iter().map(|source| source.as_str()).collect::<Vec<_>>(),
        "tag": view.variant.tag.id(),
    })
}

/// What may have brought it back, and whether the history shows it.
fn cause(cause: &Cause) -> Value {
    json!({
        "id": cause.id.id(),
        "shown": cause.shown.id(),
        "ratio": cause.ratio,
        "exercises": cause.exercises.iter().map(|id| id.as_str()).collect::<Vec<_>>(),
    })
}

fn criterion(view: &CriterionView<'_>, knowledge: &Knowledge) -> Value {
    let id = &view.criterion.id;
    let values = |values: &[femoris_clinic::case::Dated<f64>]| {
        let one = |dated: &femoris_clinic::case::Dated<f64>| json!({ "date": dated.day.to_string(), "value": dated.value });
        values.iter().map(one).collect::<Vec<_>>()
    };
    json!({
        "id": id.as_str(),
        "name": knowledge.text(&format!("{id}.name")),
        "how": knowledge.text(&format!("{id}.how")),
        "met": view.met.id(),
        "progress": view.progress.map(|progress| json!({
            "done": progress.done, "of": progress.of, "counts": progress.counts.id(),
        })),
        "sources": view.criterion.sources.iter().map(|source| source.as_str()).collect::<Vec<_>>(),
        "tag": view.criterion.tag.id(),
        "measures": view.trends.iter().map(|(id, trend)| json!({ "measure": id.id(), "values": values(trend) })).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"session": "2026-03-02-evening", "date": "2026-03-02", "stage": "A1", "minutes": 20,
        "exercises": [{"exercise": "bridge-double", "side": "both", "sets": 3, "repetitions": 10, "pain": 1, "effort": 5}]}"#;

    fn refused(text: &str) -> String {
        read_report(text.as_bytes()).expect_err("refused").path
    }

    #[test]
    fn a_report_is_read_and_each_bad_field_named_by_its_path() {
        let report = read_report(GOOD.as_bytes()).expect("a report");
        assert_eq!(report.exercises.len(), 1);
        assert_eq!(refused(&GOOD.replace("\"pain\": 1", "\"pain\": 11")), "exercises[0].pain");
        let pain = GOOD.replace("\"pain\": 1", "\"pain\": 11");
        let told = read_report(pain.as_bytes()).expect_err("refused").what;
        assert_eq!(told, "must be between 0 and 10, not 11", "the field is named once");
        assert_eq!(
            refused(&GOOD.replace("\"repetitions\": 10", "\"repetitions\": -1")),
            "exercises[0].repetitions"
        );
        assert_eq!(refused(&GOOD.replace("\"A1\"", "\"A9\"")), "stage");
        assert_eq!(refused(&GOOD.replace("2026-03-02\"", "yesterday\"")), "date");
        assert_eq!(refused(&GOOD.replace("\"effort\"", "\"efort\"")), "exercises[0].efort");
        assert_eq!(refused("[]"), "session");
        assert_eq!(refused("{\"session\": \"2026-03-02-evening\", \"stage\": \"A1\"}"), "exercises");
    }
}
