//! Reading an answer from a form, showing it again, and listing what was told so far.

use std::collections::BTreeMap;

use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Months, Onset, Setting, Sex, StrainHistory};
use femoris_clinic::event::{Entry, Told, Unsure};
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::observation::Fact;
use femoris_measure::Day;

use super::asks::{Ask, ask_at};
use crate::format::{self, small};
use crate::view::interview::{ANSWERS, Control, Known, ScoreEnds};
use crate::view::{Choice, Given};
use crate::wire::Fields;
use crate::words;

const NOT_SURE: &str = "unknown";
/// More strains than anybody remembers apart.
const MOST_STRAINS: u32 = 50;
const CHOOSE: &str = "Choose an answer, or not sure.";

/// What was sent and refused, to be shown again.
#[derive(Clone, Copy)]
pub(crate) struct Typed<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) wrong: &'a [(Ask, String)],
}

/// The entry an answer makes; *not sure* is one too.
pub(crate) fn read(ask: Ask, fields: &Fields, today: Day) -> Result<Entry, String> {
    let complaint = |complaint| Entry::ComplaintSet(complaint);
    let none = Complaint::default();
    match ask {
        Ask::Finding(id) => {
            let answer = fields.get(id.id()).and_then(Finding::from_id).ok_or(CHOOSE)?;
            Ok(Entry::FindingAnswered { id, answer })
        }
        Ask::Measure(id) => {
            let text = if is_scored(id) { scored(ask, fields)? } else { typed(ask, fields)? };
            text.map_or(Ok(Entry::NotSure(Unsure::Measure(id))), |text| measure(id, text))
        }
        Ask::Age => told(Told::Age, typed(ask, fields)?.map(age).transpose()?),
        Ask::OnsetDate => {
            let day = typed(ask, fields)?.map(|text| past_day(text, today)).transpose()?;
            told(Told::OnsetDate, day.map(|day| complaint(Complaint { onset_date: Some(day), ..none })))
        }
        Ask::Setting => {
            let setting = chosen(ask, fields, Setting::from_id)?;
            told(Told::Setting, setting.map(|one| complaint(Complaint { setting: Some(one), ..none })))
        }
        Ask::Onset => {
            let onset = chosen(ask, fields, Onset::from_id)?;
            told(Told::Onset, onset.map(|one| complaint(Complaint { onset: Some(one), ..none })))
        }
        Ask::Sex => {
            let sex = chosen(ask, fields, Sex::from_id)?;
            told(Told::Sex, sex.map(|sex| Entry::RunnerDescribed { age: None, sex: Some(sex) }))
        }
        Ask::PreviousStrains => {
            let count = typed(ask, fields)?.map(strains).transpose()?;
            told(Told::PreviousStrains, count.map(Entry::HistorySet))
        }
        Ask::MonthsSinceLastStrain => {
            let months = typed(ask, fields)?.map(months).transpose()?;
            told(Told::MonthsSinceLastStrain, months.map(Entry::HistorySet))
        }
    }
}

/// What was told, or that the runner is not sure.
fn told(what: Told, entry: Option<Entry>) -> Result<Entry, String> {
    Ok(entry.unwrap_or(Entry::NotSure(Unsure::Told(what))))
}

fn age(text: &str) -> Result<Entry, String> {
    let years = text.parse().map_err(|_| format!("Write your age as a whole number, not {text:?}."))?;
    let age = AgeYears::new(years).map_err(|error| format!("{}.", format::capital(&error.to_string())))?;
    Ok(Entry::RunnerDescribed { age: Some(AgeGiven::Years(age)), sex: None })
}

fn past_day(text: &str, today: Day) -> Result<Day, String> {
    let day: Day = text.parse().map_err(|_| "Write the day as in 2026-11-21.".to_owned())?;
    if day > today {
        return Err("This day is still to come. Choose today or a day before.".to_owned());
    }
    Ok(day)
}

fn strains(text: &str) -> Result<StrainHistory, String> {
    let count = text.parse().ok().filter(|count| *count <= MOST_STRAINS);
    let count = count.ok_or(format!("Write a whole number from 0 to {MOST_STRAINS}, such as 1."))?;
    Ok(StrainHistory { previous_hamstring_strains: Some(count), months_since_last_strain: None })
}

fn months(text: &str) -> Result<StrainHistory, String> {
    let months = text.replace(',', ".").parse().ok().and_then(|months| Months::new(months).ok());
    let months = months.ok_or("Write a number of months from 0 to 1200, such as 6.")?;
    Ok(StrainHistory { previous_hamstring_strains: None, months_since_last_strain: Some(months) })
}

/// A score from 0 to 10; `None` for *not sure*.
fn scored(ask: Ask, fields: &Fields) -> Result<Option<&str>, String> {
    match fields.get(ask.name()) {
        Some(NOT_SURE) => Ok(None),
        Some(text) => Ok(Some(text)),
        None => Err("Choose a number, or not sure.".to_owned()),
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

/// Answered with one tap from 0 to 10.
fn is_scored(id: MeasureId) -> bool {
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
    let picked = |known: Option<&str>| pick(sent, ask, known);
    match ask {
        Ask::Finding(id) => {
            let chosen = picked(answered.get(&id).map(|answer| answer.id()));
            choices(ANSWERS.iter().copied(), ask, chosen.as_deref())
        }
        Ask::Measure(id) => of_measure(id, state, sent),
        Ask::Setting => {
            let chosen = picked(complaint.setting.map(Setting::id));
            choices(Setting::ALL.iter().map(|one| (one.id(), words::setting(*one))), ask, chosen.as_deref())
        }
        Ask::Onset => {
            let chosen = picked(complaint.onset.map(Onset::id));
            choices(Onset::ALL.iter().map(|one| (one.id(), words::onset(*one))), ask, chosen.as_deref())
        }
        Ask::Sex => {
            let chosen = picked(state.sex.map(Sex::id));
            choices(Sex::ALL.iter().map(|one| (one.id(), words::sex(*one))), ask, chosen.as_deref())
        }
        Ask::OnsetDate => {
            let (value, known) = shown(ask, sent, complaint.onset_date.map(|day| day.to_string()));
            Control::Date { value, latest: state.today.to_string(), known }
        }
        Ask::Age => number(ask, ("years", 5.0, 100.0), state.age.map(|age| f64::from(age.get())), sent),
        Ask::PreviousStrains => {
            let count = state.history.previous_hamstring_strains.map(f64::from);
            number(ask, ("strains", 0.0, f64::from(MOST_STRAINS)), count, sent)
        }
        Ask::MonthsSinceLastStrain => {
            let months = state.history.months_since_last_strain.map(Months::get);
            number(ask, ("months", 0.0, 1200.0), months, sent)
        }
    }
}

fn of_measure(id: MeasureId, state: &CaseState, sent: Option<&Fields>) -> Control {
    let ask = Ask::Measure(id);
    let of_today = state.dated_measure(id).filter(|dated| dated.day == state.today).map(|dated| dated.value);
    let not_sure = state.unsure_today(id);
    if is_scored(id) {
        let known = if not_sure { Some(NOT_SURE.to_owned()) } else { of_today.map(words::plain) };
        let chosen = pick(sent, ask, known.as_deref());
        let not_sure = chosen.as_deref() == Some(NOT_SURE);
        let ends = match id {
            MeasureId::Confidence => ScoreEnds::Confidence,
            _ => ScoreEnds::Pain,
        };
        return Control::Score { chosen: chosen.and_then(|text| text.parse().ok()), not_sure, ends };
    }
    let scale = id.scale();
    match number(ask, (scale.unit, scale.low, scale.high), of_today, sent) {
        Control::Number { unit, low, high, value, .. } if not_sure && sent.is_none() => {
            Control::Number { unit, low, high, value, known: Known::NotSure }
        }
        control => control,
    }
}

fn number(
    ask: Ask,
    (unit, low, high): (&str, f64, f64),
    known: Option<f64>,
    sent: Option<&Fields>,
) -> Control {
    let (value, known) = shown(ask, sent, known.map(words::plain));
    Control::Number { unit: unit.to_owned(), low: words::plain(low), high: words::plain(high), value, known }
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

fn choices(
    options: impl Iterator<Item = (&'static str, &'static str)>,
    ask: Ask,
    chosen: Option<&str>,
) -> Control {
    let all = options.chain([(NOT_SURE, ask.not_sure())]);
    let choice = |(value, label): (&str, &str)| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        note: None,
        chosen: chosen == Some(value),
    };
    Control::Choice(all.map(choice).collect())
}

/// What was told so far, each with the way to change it and then back to the page it is listed on.
pub(crate) fn given(state: &CaseState, knowledge: &Knowledge, from: &str) -> Vec<Given> {
    let mut list = Vec::new();
    list.extend(danger_line(state, knowledge.danger_signs.len(), from));
    let complaint = state.complaint;
    if let Some(location) = complaint.location {
        let side = complaint.side.map(|side| format!("{}, ", words::side(side))).unwrap_or_default();
        let text = format::capital(&format!("{side}{}", small(words::location(location))));
        list.push(Given { text, href: format!("/pain/where?from={from}") });
    }
    let mut add = |fact: Fact, text: String| {
        if let Some(href) = ask_at(fact, from) {
            list.push(Given { text, href });
        }
    };
    if let Some(setting) = complaint.setting {
        add(Fact::Setting, format!("At that time: {}", small(words::setting(setting))));
    }
    if let Some(onset) = complaint.onset {
        add(Fact::Onset, format!("Began {}", small(words::onset(onset))));
    }
    if let Some(day) = complaint.onset_date {
        add(Fact::DaysSinceOnset, format!("Began about {}", format::date(day)));
    }
    if let Some(age) = state.age {
        add(Fact::Age, format!("{} years old", age.get()));
    }
    if let Some(sex) = state.sex {
        add(Fact::Sex, words::sex(sex).to_owned());
    }
    if let Some(count) = state.history.previous_hamstring_strains {
        let strains = format::counted(u64::from(count), "earlier strain", "earlier strains");
        add(Fact::PreviousStrains, format::capital(&strains));
    }
    if let Some(months) = state.history.months_since_last_strain {
        add(Fact::MonthsSinceLastStrain, format!("Last strain {} ago", words::months(months.get())));
    }
    for (id, dated) in state.measures() {
        let when = on(dated.day, state.today);
        let name = words::fact_name(Fact::Measure(id), knowledge);
        add(Fact::Measure(id), format!("{name} {}{when}", words::measure(id, dated.value)));
    }
    for (id, dated) in state.findings().filter(|(id, _)| id.group() != FindingGroup::DangerSign) {
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

/// Not known is no *no*: without an answer to every sign it is said how many there are.
fn danger_line(state: &CaseState, all: usize, from: &str) -> Option<Given> {
    let signs = || state.findings().filter(|(id, _)| id.group() == FindingGroup::DangerSign);
    let present = signs().filter(|(_, dated)| dated.value == Finding::Present).count() as u64;
    let newest = signs().map(|(_, dated)| dated.day).max()?;
    let absent = signs().filter(|(_, dated)| dated.value == Finding::Absent).count();
    let text = match present {
        0 if absent == all => format!("No danger sign{}", on(newest, state.today)),
        0 => format!(
            "Danger signs: {absent} of {all} answered no, the others not known{}",
            on(newest, state.today)
        ),
        _ => {
            format!("{}{}", format::counted(present, "danger sign", "danger signs"), on(newest, state.today))
        }
    };
    Some(Given { text, href: format!("/pain?from={from}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        "2026-11-21".parse().expect("a date")
    }

    fn check(ask: Ask, fields: &[(&str, &str)]) -> Result<Entry, String> {
        read(ask, &Fields::of(fields), today())
    }

    #[test]
    fn what_is_left_open_is_refused_and_not_sure_is_an_answer() {
        let stiff = Ask::Measure(MeasureId::MorningStiffnessMin);
        assert!(check(stiff, &[]).is_err());
        let unsure = |about| Ok(Entry::NotSure(about));
        assert_eq!(
            check(stiff, &[("morning_stiffness_min_known", "unknown")]),
            unsure(Unsure::Measure(MeasureId::MorningStiffnessMin))
        );
        assert!(
            check(stiff, &[("morning_stiffness_min_known", "unknown"), ("morning_stiffness_min", "5")])
                .is_err()
        );
        assert!(
            check(Ask::Setting, &[]).is_err() && check(Ask::Setting, &[("setting", "nonsense")]).is_err()
        );
        assert_eq!(check(Ask::Setting, &[("setting", "unknown")]), unsure(Unsure::Told(Told::Setting)));
    }

    #[test]
    fn numbers_may_have_a_comma_and_must_lie_on_their_scale() {
        let stiff = Ask::Measure(MeasureId::MorningStiffnessMin);
        assert!(
            check(stiff, &[("morning_stiffness_min", " 7,5 ")])
                .is_ok_and(|entry| matches!(entry, Entry::Measured(_)))
        );
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
        for bad in ["-1", "51", "two", "1.5"] {
            assert!(check(Ask::PreviousStrains, &[("previous_hamstring_strains", bad)]).is_err(), "{bad}");
        }
        for bad in ["-1", "1201", "NaN", "last year"] {
            assert!(
                check(Ask::MonthsSinceLastStrain, &[("months_since_last_strain", bad)]).is_err(),
                "{bad}"
            );
        }
    }
}
