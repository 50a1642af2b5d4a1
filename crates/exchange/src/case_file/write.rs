//! A case as a case file: the form of every bug report.

use super::FORMAT;
use femoris_clinic::case::CaseState;
use femoris_clinic::facts::{Facts, Freshness};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::MeasureId;
use serde_json::{Map, Value, json};

/// The case as it counts today: what has grown too old to count is left out. Load, restrictions and an
/// illness have no place in the contract and are left out too.
pub fn write(state: &CaseState, freshness: &Freshness) -> Value {
    let facts = Facts::new(state, freshness);
    let mut root = Map::new();
    root.insert("format".to_owned(), FORMAT.into());
    root.insert("today".to_owned(), state.today.to_string().into());
    put_object(
        &mut root,
        "runner",
        [("age_years", state.age.map(|age| age.get().into())), ("sex", state.sex.map(|sex| sex.id().into()))],
    );
    let complaint = &state.complaint;
    put_object(
        &mut root,
        "complaint",
        [
            ("setting", complaint.setting.map(|v| v.id().into())),
            ("onset", complaint.onset.map(|v| v.id().into())),
            ("onset_date", complaint.onset_date.map(|day| day.to_string().into())),
            ("side", complaint.side.map(|v| v.id().into())),
            ("location", complaint.location.map(|v| v.id().into())),
        ],
    );
    put_object(
        &mut root,
        "findings",
        FindingId::ALL.iter().map(|id| {
            let answer = facts.finding(*id);
            // *Not sure* is an answer too: it keeps the same question from being asked again.
            let is_said = answer != Finding::Unknown || state.not_sure_today(*id);
            (id.id(), is_said.then(|| answer.id().into()))
        }),
    );
    put_object(
        &mut root,
        "measures",
        MeasureId::ALL.iter().map(|id| (id.id(), facts.measure(*id).map(number))),
    );
    let history = &state.history;
    put_object(
        &mut root,
        "history",
        [
            ("previous_hamstring_strains", history.previous_hamstring_strains.map(Value::from)),
            ("months_since_last_strain", history.months_since_last_strain.map(|months| number(months.get()))),
        ],
    );
    Value::Object(root)
}

/// Adds an object of what is known, and nothing when nothing is.
fn put_object<'k>(
    root: &mut Map<String, Value>,
    key: &str,
    fields: impl IntoIterator<Item = (&'k str, Option<Value>)>,
) {
    let known = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    let object: Map<String, Value> = known.collect();
    if !object.is_empty() {
        root.insert(key.to_owned(), Value::Object(object));
    }
}

/// Whole numbers without a fraction, as people write them.
pub(crate) fn number(value: f64) -> Value {
    let whole = value as i64;
    if whole as f64 == value { json!(whole) } else { json!(value) }
}
