//! Reading an answer from a form, showing it again, and listing what was told so far.

use std::collections::BTreeMap;

use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Onset, Setting, Sex};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::observation::Fact;
use femoris_measure::Day;

use super::steps::{Ask, step_of};
use crate::format;
use crate::view::interview::{ANSWERS, Control, Known};
use crate::view::{Choice, Given};
use crate::wire::Fields;
use crate::words;

const NOT_SURE: &str = "unknown";
const CHOOSE: &str = "Choose an answer, or not sure.";

/// What was sent and refused, to be shown again.
#[derive(Clone, Copy)]
pub(crate) struct Typed<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) wrong: &'a [(Ask, String)],
}

/// The entry an answer makes; `None` for *not sure* where there is nothing to write down.
pub(crate) fn read(ask: Ask, fields: &Fields, today: Day) -> Result<Option<Entry>, String> {
    let complaint = |complaint| Some(Entry::ComplaintSet(complaint));
    match ask {
        Ask::Finding(id) => {
            let answer = fields.get(id.id()).and_then(Finding::from_id).ok_or(CHOOSE)?;
            Ok(Some(Entry::FindingAnswered { id, answer }))
        }
        Ask::Measure(id) if is_pain(id) => match fields.get(id.id()) {
            Some(NOT_SURE) => Ok(None),
            Some(text) => measure(id, text).map(Some),
            None => Err("Choose a number, or not sure.".to_owned()),
        },
        Ask::Measure(id) => typed(ask, fields)?.map(|text| measure(id, text)).transpose(),
        Ask::Age => match typed(ask, fields)? {
            None => Ok(None),
            Some(text) => {
                let years =
                    text.parse().map_err(|_| format!("Write your age as a whole number, not {text:?}."))?;
                let age = AgeYears::new(years).map_err(|error| capital(&error.to_string()))?;
                Ok(Some(Entry::RunnerDescribed { age: Some(AgeGiven::Years(age)), sex: None }))
            }
        },
        Ask::OnsetDate => match typed(ask, fields)? {
            None => Ok(None),
            Some(text) => {
                let day: Day = text.parse().map_err(|_| "Write the day as in 2026-11-21.".to_owned())?;
                if day > today {
                    return Err("This day is still to come. Choose today or a day before.".to_owned());
                }
                Ok(complaint(Complaint { onset_date: Some(day), ..Complaint::default() }))
            }
        },
        Ask::Setting => Ok(chosen(ask, fields, Setting::from_id)?
            .and_then(|setting| complaint(Complaint { setting: Some(setting), ..Complaint::default() }))),
        Ask::Onset => Ok(chosen(ask, fields, Onset::from_id)?
            .and_then(|onset| complaint(Complaint { onset: Some(onset), ..Complaint::default() }))),
        Ask::Sex => Ok(chosen(ask, fields, Sex::from_id)?
            .map(|sex| Entry::RunnerDescribed { age: None, sex: Some(sex) })),
    }
}

fn chosen<T>(ask: Ask, fields: &Fields, from_id: fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    match fields.get(ask.name()) {
        Some(NOT_SURE) => Ok(None),
        Some(id) => from_id(id).map(Some).ok_or_else(|| CHOOSE.to_owned()),
        None => Err(CHOOSE.to_owned()),
    }
}

/// The text of a typed answer; `None` for *not sure*.
fn typed(ask: Ask, fields: &Fields) -> Result<Option<&str>, String> {
    let text = fields.trimmed(ask.name());
    match (fields.get(&known_name(ask)), text) {
        (Some(NOT_SURE), "") => Ok(None),
        (Some(NOT_SURE), _) => Err("You wrote something and chose not sure. Keep one of the two.".to_owned()),
        (_, "") => Err("Write an answer, or choose not sure.".to_owned()),
        (_, text) => Ok(Some(text)),
    }
}

fn known_name(ask: Ask) -> String {
    format!("{}_known", ask.name())
}

fn is_pain(id: MeasureId) -> bool {
    id.scale().unit == "/10"
}

fn measure(id: MeasureId, text: &str) -> Result<Entry, String> {
    let scale = id.scale();
    let (low, high) = (words::plain(scale.low), words::plain(scale.high));
    let refuse = || {
        format!(
            "Write a number from {low} to {high}, such as {}.",
            words::plain((scale.low + scale.high) / 4.0)
        )
    };
    let number: f64 = text.replace(',', ".").parse().map_err(|_| refuse())?;
    Measure::new(id, number).map(Entry::Measured).map_err(|_| refuse())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// The control with what was sent, or with what is already known.
///
/// What changes from day to day is never pre-chosen from another day.
pub(crate) fn control(
    ask: Ask,
    state: &CaseState,
    answered: &BTreeMap<FindingId, Finding>,
    typed: Option<Typed<'_>>,
) -> Control {
    let sent = typed.map(|typed| typed.fields);
    let complaint = state.complaint;
    match ask {
        Ask::Finding(id) => {
            let known = answered.get(&id).map(|answer| answer.id());
            let chosen = pick(sent, ask, known);
            Control::Choice(
                ANSWERS.iter().map(|(value, label)| option(value, label, chosen.as_deref())).collect(),
            )
        }
        Ask::Measure(id) => {
            let of_today =
                state.dated_measure(id).filter(|dated| dated.day == state.today).map(|dated| dated.value);
            if is_pain(id) {
                let known = of_today.map(words::plain);
                let chosen = pick(sent, ask, known.as_deref());
                let not_sure = chosen.as_deref() == Some(NOT_SURE);
                Control::Pain { chosen: chosen.and_then(|text| text.parse().ok()), not_sure }
            } else {
                let scale = id.scale();
                let (low, high) = (words::plain(scale.low), words::plain(scale.high));
                let (value, known) = shown(ask, sent, of_today.map(words::plain));
                Control::Number { unit: scale.unit.to_owned(), low, high, value, known }
            }
        }
        Ask::Age => {
            let (value, known) = shown(ask, sent, state.age.map(|age| age.get().to_string()));
            Control::Number {
                unit: "years".to_owned(),
                low: "5".to_owned(),
                high: "100".to_owned(),
                value,
                known,
            }
        }
        Ask::OnsetDate => {
            let (value, known) = shown(ask, sent, complaint.onset_date.map(|day| day.to_string()));
            Control::Date { value, latest: state.today.to_string(), known }
        }
        Ask::Setting => {
            let chosen = pick(sent, ask, complaint.setting.map(Setting::id));
            choices(Setting::ALL.iter().map(|one| (one.id(), words::setting(*one))), chosen.as_deref())
        }
        Ask::Onset => {
            let chosen = pick(sent, ask, complaint.onset.map(Onset::id));
            choices(Onset::ALL.iter().map(|one| (one.id(), words::onset(*one))), chosen.as_deref())
        }
        Ask::Sex => {
            let chosen = pick(sent, ask, state.sex.map(Sex::id));
            choices(Sex::ALL.iter().map(|one| (one.id(), words::sex(*one))), chosen.as_deref())
        }
    }
}

fn pick(sent: Option<&Fields>, ask: Ask, known: Option<&str>) -> Option<String> {
    match sent {
        Some(fields) => fields.get(ask.name()).map(str::to_owned),
        None => known.map(str::to_owned),
    }
}

fn shown(ask: Ask, sent: Option<&Fields>, known: Option<String>) -> (String, Known) {
    let Some(fields) = sent else {
        return known.map_or((String::new(), Known::Open), |value| (value, Known::Typed));
    };
    let radio = match fields.get(&known_name(ask)) {
        Some(NOT_SURE) => Known::NotSure,
        Some(_) => Known::Typed,
        None => Known::Open,
    };
    (fields.get(ask.name()).unwrap_or_default().to_owned(), radio)
}

fn option(value: &str, label: &str, chosen: Option<&str>) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), note: None, chosen: chosen == Some(value) }
}

fn choices(options: impl Iterator<Item = (&'static str, &'static str)>, chosen: Option<&str>) -> Control {
    let mut list: Vec<Choice> = options.map(|(value, label)| option(value, label, chosen)).collect();
    list.push(option(NOT_SURE, "Not sure", chosen));
    Control::Choice(list)
}

/// What was told so far, each with the way to change it.
pub(crate) fn given(state: &CaseState, knowledge: &Knowledge) -> Vec<Given> {
    let mut list = Vec::new();
    list.extend(danger_line(state));
    let complaint = state.complaint;
    if let Some(location) = complaint.location {
        let side = complaint.side.map(|side| format!("{}, ", words::side(side))).unwrap_or_default();
        let text = capital_first(&format!("{side}{}", words::location(location).to_lowercase()));
        list.push(Given { text, href: "/pain/where?from=today".to_owned() });
    }
    let mut add = |fact: Fact, text: String| {
        if let Some(href) = step_of(fact) {
            list.push(Given { text, href });
        }
    };
    if let Some(day) = complaint.onset_date {
        let how = complaint
            .onset
            .map(|onset| format!(" {}", words::onset(onset).to_lowercase()))
            .unwrap_or_default();
        add(Fact::DaysSinceOnset, format!("Began{how}, about {}", format::date(day)));
    } else if let Some(onset) = complaint.onset {
        add(Fact::Onset, format!("Began {}", words::onset(onset).to_lowercase()));
    }
    for (id, dated) in state.measures() {
        let when = on(dated.day, state.today);
        let name = words::fact_name(Fact::Measure(id), knowledge);
        add(Fact::Measure(id), format!("{name} {}{when}", words::measure(id, dated.value)));
    }
    for (id, dated) in state.findings().filter(|(id, _)| id.group() == FindingGroup::History) {
        let name = words::fact_name(Fact::Finding(id), knowledge);
        let answer = if dated.value == Finding::Present { "yes" } else { "no" };
        add(Fact::Finding(id), format!("{name}: {answer}{}", on(dated.day, state.today)));
    }
    list
}

fn on(day: Day, today: Day) -> String {
    match today.days_since(day) {
        0 => ", today".to_owned(),
        1 => ", yesterday".to_owned(),
        _ => format!(", {}", format::short_date(day, today)),
    }
}

fn danger_line(state: &CaseState) -> Option<Given> {
    let signs = || state.findings().filter(|(id, _)| id.group() == FindingGroup::DangerSign);
    let present = signs().filter(|(_, dated)| dated.value == Finding::Present).count() as u64;
    let newest = signs().map(|(_, dated)| dated.day).max()?;
    let text = match present {
        0 => format!("No danger sign{}", on(newest, state.today)),
        _ => {
            format!("{}{}", format::counted(present, "danger sign", "danger signs"), on(newest, state.today))
        }
    };
    Some(Given { text, href: "/pain".to_owned() })
}

fn capital_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        "2026-11-21".parse().expect("a date")
    }

    fn check(ask: Ask, fields: &[(&str, &str)]) -> Result<Option<Entry>, String> {
        read(ask, &Fields::of(fields), today())
    }

    #[test]
    fn what_is_left_open_is_refused_and_not_sure_is_an_answer() {
        let stiff = Ask::Measure(MeasureId::MorningStiffnessMin);
        assert!(check(stiff, &[]).is_err());
        assert_eq!(check(stiff, &[("morning_stiffness_min_known", "unknown")]), Ok(None));
        assert!(
            check(stiff, &[("morning_stiffness_min_known", "unknown"), ("morning_stiffness_min", "5")])
                .is_err()
        );
        assert!(
            check(Ask::Setting, &[]).is_err() && check(Ask::Setting, &[("setting", "nonsense")]).is_err()
        );
        assert_eq!(check(Ask::Setting, &[("setting", "unknown")]), Ok(None));
    }

    #[test]
    fn numbers_may_have_a_comma_and_must_lie_on_their_scale() {
        let stiff = Ask::Measure(MeasureId::MorningStiffnessMin);
        assert!(check(stiff, &[("morning_stiffness_min", " 7,5 ")]).is_ok_and(|entry| entry.is_some()));
        for bad in ["-1", "1e9", "NaN", "inf", "five", "5 min"] {
            assert!(check(stiff, &[("morning_stiffness_min", bad)]).is_err(), "{bad}");
        }
        let pain = Ask::Measure(MeasureId::PainNow);
        assert!(check(pain, &[("pain_now", "11")]).is_err() && check(pain, &[("pain_now", "10")]).is_ok());
    }

    #[test]
    fn days_to_come_and_impossible_ages_are_refused() {
        assert!(check(Ask::OnsetDate, &[("onset_date", "2026-11-22")]).is_err());
        assert!(check(Ask::OnsetDate, &[("onset_date", "2026-02-30")]).is_err());
        assert!(check(Ask::OnsetDate, &[("onset_date", "2026-11-21")]).is_ok());
        for bad in ["4", "101", "x", "34.5"] {
            assert!(check(Ask::Age, &[("age_years", bad)]).is_err(), "{bad}");
        }
    }
}
