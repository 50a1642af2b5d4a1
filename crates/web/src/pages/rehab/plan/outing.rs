//! A walk, a ride or an easy run beside the sessions, told on the plan: read, kept, and asked for again with what was typed.

use femoris_app::{App, AppError};
use femoris_clinic::finding::Finding;
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::log::SessionId;
use femoris_clinic::rehab::outing::{Outing, OutingMinutes};
use femoris_measure::{Day, PainScore};

use super::super::super::without_field;
use crate::view::Choice;
use crate::view::plan::{OutingPain, OutingShown};
use crate::wire::Fields;

/// Scores of pain that are asked for: field, words, and whether it must be told.
const PAINS: [(&str, &str, bool); 3] = [
    ("pain", "Worst pain in it", true),
    ("pain_after", "Worst pain in the hour after", false),
    ("next_morning", "Pain the next morning, once it has come", false),
];

/// An outing that was not kept.
#[derive(Clone, Copy)]
pub(super) struct Refused<'a> {
    pub(super) fields: &'a Fields,
    /// Fields and what is wrong with each.
    pub(super) wrong: &'a [(String, String)],
}

/// Keeps the outing of a form; what is wrong with it by field, where something is.
pub(super) fn keep(app: &App, fields: &Fields) -> Result<Vec<(String, String)>, AppError> {
    let told = match read(fields) {
        Ok(told) => told,
        Err(wrong) => return Ok(wrong),
    };
    match app.log_outing(&told) {
        Ok(_) => Ok(Vec::new()),
        Err(error) => match error.field() {
            Some(field) => Ok(vec![(field.to_owned(), without_field(&error))]),
            None => Err(error),
        },
    }
}

fn read(fields: &Fields) -> Result<Outing, Vec<(String, String)>> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, what: String| wrong.push((field.to_owned(), what));
    let name = SessionId::new(fields.trimmed("outing"));
    if name.is_none() {
        say("outing", format!("This form has no name of {}. Open the plan again.", SessionId::FORM));
    }
    let exercise = ExerciseId::new(fields.trimmed("exercise"));
    if exercise.is_none() {
        say("exercise", "Say what it was.".to_owned());
    }
    let minutes = fields.trimmed("minutes").parse().ok().and_then(OutingMinutes::new);
    if minutes.is_none() {
        let longest = OutingMinutes::LONGEST;
        say("minutes", format!("Whole minutes are needed, from 1 to {longest}."));
    }
    let day = match fields.trimmed("date") {
        "" => None,
        text => {
            let day: Option<Day> = text.parse().ok();
            if day.is_none() {
                say("date", "A day such as 2026-11-21 is needed.".to_owned());
            }
            day
        }
    };
    let pains = PAINS.map(|(field, _, must)| match fields.trimmed(field) {
        "" if must => {
            say(field, "Say how much it hurt, 0 where it did not.".to_owned());
            None
        }
        "" => None,
        text => {
            let score = text.parse().ok().and_then(|score| PainScore::new(score).ok());
            if score.is_none() {
                say(field, "A whole number from 0 to 10 is needed.".to_owned());
            }
            score
        }
    });
    let finding = |name: &str| Finding::from_id(fields.trimmed(name)).unwrap_or(Finding::Unknown);
    let [pain, pain_after, next_morning] = pains;
    let (painkiller, limp) = (finding("painkiller"), finding("limp"));
    match (name, exercise, minutes, pain) {
        (Some(name), Some(exercise), Some(minutes), Some(pain)) if wrong.is_empty() => {
            Ok(Outing { name, day, exercise, minutes, pain, pain_after, next_morning, painkiller, limp })
        }
        _ => Err(wrong),
    }
}

/// The form; `None` where the stage neither asks for an outing nor offers one.
pub(super) fn form(app: &App, refused: Option<Refused<'_>>) -> Result<Option<OutingShown>, AppError> {
    let today = app.clock().today();
    let offered = app.outings(today)?;
    let Some(first) = offered.first() else { return Ok(None) };
    let typed = |name: &str| refused.map_or("", |refused| refused.fields.trimmed(name)).to_owned();
    let chosen = match typed("exercise") {
        typed if typed.is_empty() => first.id.to_string(),
        typed => typed,
    };
    let error = |name: &str| {
        let wrong = refused.and_then(|refused| refused.wrong.iter().find(|(field, _)| field == name));
        wrong.map(|(_, what)| what.clone())
    };
    let pain = |(field, legend, _): (&'static str, &'static str, bool)| OutingPain {
        field,
        legend,
        chosen: typed(field).parse().ok(),
        error: error(field),
    };
    let kinds = offered.iter().map(|exercise| Choice {
        value: exercise.id.to_string(),
        label: exercise.words.name.clone(),
        note: None,
        chosen: exercise.id.as_str() == chosen,
    });
    let name = match typed("outing") {
        name if SessionId::new(&name).is_some() => name,
        _ => app.outing_name()?.to_string(),
    };
    Ok(Some(OutingShown {
        name,
        kinds: kinds.collect(),
        today: today.to_string(),
        day: Some(typed("date")).filter(|day| !day.is_empty()).unwrap_or_else(|| today.to_string()),
        minutes: typed("minutes"),
        pains: PAINS.map(pain),
        painkiller: typed("painkiller"),
        limp: typed("limp"),
        kind_error: error("exercise").or_else(|| error("outing")).or_else(|| error("session")),
        minutes_error: error("minutes"),
        day_error: error("date"),
        open: refused.is_some(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 4] =
        [("outing", "outing-1-after-2"), ("exercise", "walk-warmup"), ("minutes", "30"), ("pain", "1")];

    fn wrong(changed: &[(&str, &str)]) -> Vec<String> {
        let fields: Vec<(&str, &str)> = GOOD.iter().chain(changed).copied().collect();
        let wrong = read(&Fields::of(&fields)).err().unwrap_or_default();
        wrong.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn every_field_that_is_wrong_is_named() {
        assert!(wrong(&[]).is_empty());
        assert_eq!(wrong(&[("minutes", "0")]), ["minutes"]);
        assert_eq!(wrong(&[("minutes", "half"), ("pain", "11")]), ["minutes", "pain"]);
        assert_eq!(wrong(&[("pain", "")]), ["pain"], "a walk without a word on pain passes nothing");
        assert_eq!(wrong(&[("next_morning", "-1"), ("date", "yesterday")]), ["date", "next_morning"]);
        assert_eq!(wrong(&[("exercise", "../x"), ("outing", "")]), ["outing", "exercise"]);
    }
}
