//! Rehabilitation in words.

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::change::SessionChange;
use femoris_clinic::rehab::dose::RangeUnit;
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{Alarm, WorkedSide};
use femoris_clinic::rehab::session::{DayPlan, Note, Prescription, Refusal, Session};
use femoris_clinic::rehab::setting::{Amount, Setting};
use femoris_clinic::rehab::week::WeekTotal;

use crate::words;

/// The name of an exercise.
pub(super) fn name(id: &ExerciseId, knowledge: &Knowledge) -> String {
    knowledge.exercise(id).map_or_else(|| id.to_string(), |exercise| exercise.words.name.clone())
}

pub(super) fn side(side: WorkedSide) -> &'static str {
    match side {
        WorkedSide::Both => "",
        WorkedSide::Left => "Left",
        WorkedSide::Right => "Right",
    }
}

/// The dose of an exercise: once where both sides do the same.
pub(super) fn dose(item: &Prescription, knowledge: &Knowledge) -> String {
    let unit = knowledge.exercise(&item.exercise).and_then(|one| one.range.as_ref()).map(|range| range.unit);
    match &item.sides[..] {
        [] => String::new(),
        [one] => setting(one.setting, unit),
        [first, rest @ ..] if rest.iter().all(|side| side.setting == first.setting) => {
            format!("{}, each side", setting(first.setting, unit))
        }
        sides => {
            let each = sides
                .iter()
                .map(|one| format!("{} {}", side(one.side).to_lowercase(), setting(one.setting, unit)));
            each.collect::<Vec<_>>().join("; ")
        }
    }
}

/// Sets and what is done in each.
pub(super) fn setting(setting: Setting, unit: Option<RangeUnit>) -> String {
    let sets = setting.sets;
    let mut text = match setting.amount {
        Amount::Repetitions(n) => format!("{sets} × {n}"),
        Amount::Holds { repetitions: 1, seconds } => format!("{sets} × {seconds} s"),
        Amount::Holds { repetitions, seconds } => format!("{sets} × {repetitions} holds of {seconds} s"),
        Amount::Breaths { repetitions: 1, breaths } => format!("{sets} × {breaths} breaths"),
        Amount::Breaths { repetitions, breaths } => format!("{sets} × {repetitions} × {breaths} breaths"),
        Amount::Time(seconds) if seconds >= 120 => match (seconds / 60, seconds % 60) {
            (minutes, 0) => format!("{minutes} min"),
            (minutes, rest) => format!("{minutes} min {rest} s"),
        },
        Amount::Time(seconds) => format!("{sets} × {seconds} s"),
        Amount::Distance(metres) => format!("{sets} × {metres} m"),
        Amount::Ladder => "as your ladder says".to_owned(),
    };
    if let (Some(range), Some(unit)) = (setting.range, unit) {
        text.push_str(&match unit {
            RangeUnit::HipBend => format!(", hip bent to {range}°"),
            RangeUnit::KneeBend => format!(", knee bent to {range}°"),
            RangeUnit::StepsOut => format!(", {range} steps out"),
            RangeUnit::Height => format!(", {range} cm high"),
            RangeUnit::Level => format!(", level {range}"),
        });
    }
    if let Some(share) = setting.share {
        text.push_str(&format!(", {share} % of your force"));
    }
    match setting.added.weight {
        Some(kg) => text.push_str(&format!(", {} kg", words::plain((kg.get() * 2.0).round() / 2.0))),
        None if setting.added.steps > 0 => text.push_str(", a little heavier than before"),
        None => {}
    }
    text
}

/// The rest in an exercise; `None` where there is none.
pub(super) fn rest(item: &Prescription) -> Option<String> {
    let sets = item.rest_s > 0 && item.sides.iter().any(|side| side.setting.sets > 1);
    match item.hold_rest_s {
        Some(rest) => Some(format!("Rest {rest} seconds between holds.")),
        None => sets.then(|| format!("Rest {} seconds between sets.", item.rest_s)),
    }
}

/// What is said about the session as a whole.
pub(super) fn notes(session: &Session, knowledge: &Knowledge) -> Vec<String> {
    let restraint =
        (session.restraint != Restraint::None).then(|| format!("restraint.{}", session.restraint));
    let notes = session.notes.iter().map(|note| format!("session.{note}"));
    let said = restraint.into_iter().chain(notes).map(|key| knowledge.text(&key).to_owned());
    said.chain(week(session, knowledge)).collect()
}

/// What is said about runs and exercises of the week together; `None` where there is nothing to say.
fn week(session: &Session, knowledge: &Knowledge) -> Option<String> {
    match session.week {
        WeekTotal::NoRuns => None,
        WeekTotal::First => Some(knowledge.text("week.first").to_owned()),
        WeekTotal::Uncounted(why) => Some(knowledge.text(&format!("uncounted.{why}")).to_owned()),
        WeekTotal::Counted { exercises, runs, most } => {
            let capped = session.notes.contains(&Note::TotalCap);
            capped.then(|| {
                format!(
                    "Points of this week before today’s session: {exercises:.0} from exercises and {runs:.0} from runs. \
                     With it they should stay at {most:.0}. A point is our estimate: sets times repetitions, weighed \
                     by load and effort."
                )
            })
        }
    }
}

/// What stands where a danger sign comes first.
pub(super) fn referred() -> Vec<String> {
    vec!["See someone first. Today says whom, and how soon.".to_owned()]
}

/// Heading and sentences where there is no session.
pub(super) fn no_session(plan: &DayPlan, knowledge: &Knowledge) -> (&'static str, Vec<String>) {
    match plan {
        DayPlan::Session(_) => ("Today’s session", Vec::new()),
        DayPlan::Rest { notes, .. } if notes.is_empty() => {
            ("No session today", vec!["The week has a day of rest here.".to_owned()])
        }
        DayPlan::Rest { notes, .. } => {
            let said = |note: &Note| knowledge.text(&format!("rest.{note}")).to_owned();
            ("No session today", notes.iter().map(said).collect())
        }
        DayPlan::Refused(refusal) => ("The session waits", refusal_lines(refusal, knowledge)),
    }
}

pub(super) fn refusal_lines(refusal: &Refusal, knowledge: &Knowledge) -> Vec<String> {
    match refusal {
        Refusal::NoProtocol => vec![
            "Too little is known to choose exercises for you. Answer more questions, and the session follows.".to_owned(),
        ],
        Refusal::Guarded { guards, .. } => guards
            .iter()
            .map(|id| {
                let text = |field: &str| knowledge.text(&format!("{id}.{field}"));
                format!("{} {}", text("reason"), text("action"))
            })
            .collect(),
        Refusal::Halted { halt, .. } => vec![knowledge.text(&format!("halt.{}", halt.reason)).to_owned()],
    }
}

/// What is different, in a sentence.
pub(super) fn change(change: &SessionChange, knowledge: &Knowledge) -> String {
    match change {
        SessionChange::Stage { from, to } => format!("The stage went from {from} to {to}."),
        SessionChange::Restraint { to, .. } => knowledge.text(&format!("restraint.{to}")).to_owned(),
        SessionChange::StandsIn { exercise, instead_of } => {
            format!("{} stands in for {}.", name(exercise, knowledge), name(instead_of, knowledge))
        }
        SessionChange::Dose { exercise, side: of, from, to, step } => {
            let unit =
                knowledge.exercise(exercise).and_then(|one| one.range.as_ref()).map(|range| range.unit);
            let why = step.map_or("", |step| knowledge.text(&format!("step.{step}")));
            let side = match of {
                WorkedSide::Both => String::new(),
                other => format!(", {}", side(*other).to_lowercase()),
            };
            let (from, to) = (setting(*from, unit), setting(*to, unit));
            format!("{}{side}: {from} became {to}. {why}", name(exercise, knowledge))
        }
    }
}

pub(super) fn kit(kit: KitPreset) -> &'static str {
    match kit {
        KitPreset::None => "What a flat and a street have",
        KitPreset::Bands => "That and elastic bands",
        KitPreset::Ball => "Bands, balls and a roller",
        KitPreset::Gym => "A gym",
    }
}

pub(super) fn alarm(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::Pop => "A pop, or something gave way",
        Alarm::BruiseOrLump => "A new bruise, lump or swelling",
        Alarm::Weakness => "Sudden weakness",
        Alarm::Numbness => "Numbness or tingling",
        Alarm::NightPain => "Pain that woke me last night",
    }
}
