//! The case file `femoris-case/1`: read strictly, every problem at once, each with the path of its field.
//!
//! Unknown keys and ids, keys that stand twice, wrong types, numbers off their scale and dates after today are
//! refused. What is not stated is not known.

mod fields;
mod json;
mod write;

pub(crate) use write::number;
pub use write::write;

use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{
    AgeYears, Complaint, Location, Months, Onset, Setting, Sex, Side, StrainHistory,
};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_measure::Day;
use fields::{Object, Problems};
use std::fmt;

/// The format a case file states.
pub const FORMAT: &str = "femoris-case/1";
/// Largest case file that is read.
pub const LARGEST_BYTES: usize = 1 << 20;
/// Objects within objects; a case has two levels.
const DEEPEST: usize = 8;

/// One thing wrong with a case file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseProblem {
    /// Path of the field, such as `findings.pop_felt`; empty for the file as a whole.
    pub path: String,
    /// What is wrong and what to do.
    pub what: String,
}

impl fmt::Display for CaseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.what) } else { write!(f, "{}: {}", self.path, self.what) }
    }
}

/// The case file was refused, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(problems))]
pub struct CaseFileError {
    /// Every problem, in the order of the file.
    pub problems: Vec<CaseProblem>,
}

fn lines(problems: &[CaseProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl CaseFileError {
    fn whole(what: String) -> Self {
        Self { problems: vec![CaseProblem { path: String::new(), what }] }
    }
}

/// Reads a case file.
pub fn parse(bytes: impl AsRef<[u8]>) -> Result<CaseState, CaseFileError> {
    let bytes = bytes.as_ref();
    if bytes.len() > LARGEST_BYTES {
        return Err(CaseFileError::whole(format!(
            "the case file has {} bytes; the limit is {LARGEST_BYTES} bytes (1 MiB)",
            bytes.len()
        )));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let json = json::read(bytes, DEEPEST).map_err(|error| {
        CaseFileError::whole(format!("not a JSON document: {error}; check it with a JSON editor"))
    })?;
    let problems = Problems::default();
    let state = Object::root(&json, &problems).and_then(|root| case(&root));
    let problems = problems.into_list();
    match state {
        Some(state) if problems.is_empty() => Ok(state),
        _ => Err(CaseFileError { problems }),
    }
}

fn case(root: &Object<'_>) -> Option<CaseState> {
    root.only(&["format", "today", "runner", "complaint", "findings", "measures", "history"], "key");
    format(root);
    let today = match root.text("today") {
        Some(text) => date(root, "today", text),
        None => {
            root.missing("today", "add the date of the decision, such as \"2026-11-21\"");
            None
        }
    };
    // Later fields are judged even without a date, so that every problem is told at once.
    let mut state = CaseState::empty(today.or_else(|| Day::from_ymd(2000, 1, 1))?);
    runner(root, &mut state);
    state.complaint = complaint(root, today);
    findings(root, &mut state);
    measures(root, &mut state);
    state.history = history(root);
    today.map(|_| state)
}

fn format(root: &Object<'_>) {
    match root.text("format") {
        Some(FORMAT) => {}
        Some(other) => root.wrong("format", format!("{other:?} is not read here; write \"{FORMAT}\"")),
        None => root.missing("format", &format!("add \"format\": \"{FORMAT}\"")),
    }
}

fn date(object: &Object<'_>, key: &str, text: &str) -> Option<Day> {
    let parsed = text.parse();
    if let Err(error) = &parsed {
        object.wrong(key, format!("{error}"));
    }
    parsed.ok()
}

fn runner(root: &Object<'_>, state: &mut CaseState) {
    let Some(runner) = root.object("runner") else { return };
    runner.only(&["age_years", "sex"], "key");
    if let Some(years) = runner.whole("age_years") {
        match AgeYears::new(years) {
            Ok(age) => state.age = Some(age),
            Err(error) => runner.wrong("age_years", error.to_string()),
        }
    }
    state.sex = runner.choice("sex", Sex::from_id, Sex::ALL.iter().map(|one| one.id()));
}

fn complaint(root: &Object<'_>, today: Option<Day>) -> Complaint {
    let Some(object) = root.object("complaint") else { return Complaint::default() };
    object.only(&["setting", "onset", "onset_date", "side", "location"], "key");
    let onset_date = object.text("onset_date").and_then(|text| date(&object, "onset_date", text));
    if let (Some(onset), Some(today)) = (onset_date, today)
        && onset > today
    {
        object.wrong("onset_date", format!("{onset} is after today, {today}; write a date up to today"));
    }
    Complaint {
        setting: object.choice("setting", Setting::from_id, Setting::ALL.iter().map(|one| one.id())),
        onset: object.choice("onset", Onset::from_id, Onset::ALL.iter().map(|one| one.id())),
        onset_date,
        side: object.choice("side", Side::from_id, Side::ALL.iter().map(|one| one.id())),
        location: object.choice("location", Location::from_id, Location::ALL.iter().map(|one| one.id())),
    }
}

fn findings(root: &Object<'_>, state: &mut CaseState) {
    let Some(object) = root.object("findings") else { return };
    let known: Vec<&str> = FindingId::ALL.iter().map(|id| id.id()).collect();
    object.only(&known, "finding");
    for id in FindingId::ALL {
        let answer = object.choice(id.id(), Finding::from_id, Finding::ALL.iter().map(|one| one.id()));
        if let Some(answer) = answer {
            state.set_finding(*id, answer);
        }
    }
}

fn measures(root: &Object<'_>, state: &mut CaseState) {
    let Some(object) = root.object("measures") else { return };
    let known: Vec<&str> = MeasureId::ALL.iter().map(|id| id.id()).collect();
    object.only(&known, "measure");
    for id in MeasureId::ALL {
        let Some(value) = object.number(id.id()) else { continue };
        match Measure::new(*id, value) {
            Ok(measure) => state.set_measure(measure),
            Err(refused) => object.wrong(id.id(), refused.told()),
        }
    }
}

fn history(root: &Object<'_>) -> StrainHistory {
    let Some(object) = root.object("history") else { return StrainHistory::default() };
    object.only(&["previous_hamstring_strains", "months_since_last_strain"], "key");
    let strains = object.whole("previous_hamstring_strains");
    let count = strains.and_then(|count| u32::try_from(count).ok());
    if strains.is_some() && count.is_none() {
        object.wrong("previous_hamstring_strains", "must be a whole number from 0".to_owned());
    }
    let months = object.number("months_since_last_strain").map(Months::new);
    if let Some(Err(error)) = &months {
        object.wrong("months_since_last_strain", error.to_string());
    }
    StrainHistory { previous_hamstring_strains: count, months_since_last_strain: months.and_then(Result::ok) }
}
