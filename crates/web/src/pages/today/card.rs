//! The answer card and its three facts.

use femoris_app::{Running, Today, words_of_load};
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::{Fact as Observed, Observation, Value};
use femoris_clinic::readiness::{Decision, ReasonKind};
use femoris_clinic::running::day::RunOfDay;
use femoris_clinic::running::prescription::RunReason;

use super::super::interview::ask_at;
use super::{Basis, Look};
use crate::format;
use crate::view::Link;
use crate::view::today::{Card, Fact};
use crate::words;

/// The answer, or what is needed before there can be one. The running of the day has its say where the leg alone would allow
/// more: a page that permits a run and prescribes none answers nothing.
pub(crate) fn card(today: &Today, basis: Basis, running: Option<&Running>, look: Look<'_>) -> Card {
    let date = format::long_date(today.day);
    match basis {
        Basis::NothingTold => Card {
            lane: 0,
            date,
            say: "No pain told.".to_owned(),
            dose: None,
            lines: no_pain_lines(today, look),
            action: Some(Link::new("/pain", "I have pain now")),
        },
        Basis::SignsOpen => Card {
            lane: 0,
            date,
            say: "First, the danger signs.".to_owned(),
            dose: None,
            lines: vec![
                "There is no answer for today before they are answered. It takes about a minute.".to_owned(),
            ],
            action: Some(Link::new("/pain?from=today", "Answer the danger signs")),
        },
        Basis::Told if today.is_open() => open(today, date),
        Basis::Told => {
            let by_the_leg = answer(today, date, look);
            match running {
                Some(running) => with_running(by_the_leg, today, running, look),
                None => by_the_leg,
            }
        }
    }
}

/// What is told while danger signs were answered with *not sure*.
fn open(today: &Today, date: String) -> Card {
    let open = today.verdict.triage.unanswered.len() as u64;
    let signs = format::counted(open, "danger sign", "danger signs");
    Card {
        lane: words::lane(today.decision()),
        date,
        say: format!("{}.", words::decision(today.decision())),
        dose: None,
        lines: vec![
            format!("You were not sure about {signs}, and an open one never counts as a no."),
            "No run until each is known. Where you are not sure, have someone look.".to_owned(),
        ],
        action: Some(Link::new("/pain?from=today", "Answer the danger signs")),
    }
}

/// The more cautious of what the leg allows and what the programme prescribes. In full training the plan alone speaks, until
/// something new is told.
fn with_running(by_the_leg: Card, today: &Today, running: &Running, look: Look<'_>) -> Card {
    let allowed = today.decision() <= Decision::Modified;
    let back = running.back_since;
    if today.verdict.run_today.is_forbidden() || (back.is_none() && !allowed) {
        return by_the_leg;
    }
    let action = match back {
        Some(_) => Some(Link::new("/pain", "I have pain now")),
        None => by_the_leg.action,
    };
    let is_back = back.map(|since| format!("You are back in full training since {}.", format::date(since)));
    let reason = |reason: &RunReason| look.knowledge.text(&format!("{}.reason", reason.rule)).to_owned();
    let (decision, say, dose, lines) = match &running.day.run {
        RunOfDay::Run(_) if running.is_done => {
            let lines = vec!["What you log of it decides how it goes on.".to_owned()];
            (today.decision().min(Decision::Modified), "Today’s run is done.".to_owned(), None, lines)
        }
        RunOfDay::Run(run) => {
            let decision = if back.is_some() { Decision::AsPlanned } else { Decision::Modified };
            let lines = std::iter::once("It stands below, with its limits.".to_owned());
            let lines = lines.chain(advice(today, look)).collect();
            (decision, format!("{}.", words::decision(decision)), Some(run.name.clone()), lines)
        }
        RunOfDay::None(none) => {
            let lines = none.why.first().map(reason).into_iter().collect();
            (Decision::NoRun, "No run today.".to_owned(), None, lines)
        }
    };
    let lines = is_back.into_iter().chain::<Vec<String>>(lines).collect();
    Card { lane: words::lane(decision), say, dose, lines, action, ..by_the_leg }
}

fn answer(today: &Today, date: String, look: Look<'_>) -> Card {
    let decision = today.decision();
    Card {
        lane: words::lane(decision),
        date,
        say: format!("{}.", words::decision(decision)),
        dose: dose(today, look),
        lines: lines(today, look),
        action: action(today),
    }
}

fn no_pain_lines(today: &Today, look: Look<'_>) -> Vec<String> {
    let mut lines =
        vec!["Your runs are here. If something hurts, say so and you get an answer for today.".to_owned()];
    lines.extend(load_lines(today, look));
    lines
}

/// What published figures say about the newest or the planned distance.
fn load_lines(today: &Today, look: Look<'_>) -> Vec<String> {
    let notes = today.verdict.run_today.load.notes.iter();
    notes.map(|note| words_of_load(note, look.knowledge).to_owned()).filter(|text| !text.is_empty()).collect()
}

fn dose(today: &Today, look: Look<'_>) -> Option<String> {
    let run = &today.verdict.run_today;
    match run.decision {
        Decision::StopAndRefer => {
            let text = look.knowledge.text(&format!("outcome.{}", today.verdict.triage.outcome.id()));
            (!text.is_empty()).then(|| text.to_owned())
        }
        Decision::Modified => words::caps(&run.caps, look.units),
        Decision::AsPlanned => {
            run.load.suggested_distance.map(|most| format!("up to {}", look.units.distance(most.get())))
        }
        Decision::NoRun => None,
    }
}

/// The reason that decided, then the rule for stopping.
fn lines(today: &Today, look: Look<'_>) -> Vec<String> {
    if let Some(flag) = today.verdict.triage.flags.first() {
        return vec![look.knowledge.text(&format!("{}.action", flag.rule)).to_owned()];
    }
    let reasons = &today.verdict.run_today.reasons;
    let first = reasons.iter().find(|reason| reason.kind != ReasonKind::Advice);
    let first = first.map(|reason| look.knowledge.text(&format!("{}.reason", reason.rule)).to_owned());
    first.into_iter().chain(advice(today, look)).filter(|text| !text.is_empty()).collect()
}

/// The rule for stopping a run.
fn advice(today: &Today, look: Look<'_>) -> Option<String> {
    let reasons = &today.verdict.run_today.reasons;
    let advice = reasons.iter().find(|reason| reason.kind == ReasonKind::Advice)?;
    Some(look.knowledge.text(&format!("{}.reason", advice.rule)).to_owned())
}

/// What is missing for a better answer, if anything.
fn action(today: &Today) -> Option<Link> {
    let asked = today.verdict.run_today.missing.iter().any(|fact| ask_at(*fact, "today").is_some());
    asked.then(|| Link::new("/pain/missing", "Answer what is missing"))
}

/// Exactly three: what decided, then what the runs say.
pub(super) fn facts(today: &Today, basis: Basis, running: Option<&Running>, look: Look<'_>) -> [Fact; 3] {
    let mut facts: Vec<Fact> = Vec::new();
    let is_back = running.is_some_and(|running| running.back_since.is_some());
    if basis == Basis::Told && !is_back {
        facts.extend(today.facts.iter().map(|seen| fact(seen, today, look)));
    }
    facts.extend(load_facts(today, look));
    let mut facts = facts.into_iter();
    std::array::from_fn(|_| {
        facts.next().unwrap_or_else(|| Fact {
            label: String::new(),
            value: String::new(),
            note: String::new(),
            href: None,
        })
    })
}

fn fact(seen: &Observation, today: &Today, look: Look<'_>) -> Fact {
    let unknown = seen.value == Value::Unknown;
    // Nothing that is missing makes a danger sign less of one.
    let stopped = today.verdict.run_today.decision == Decision::StopAndRefer;
    Fact {
        label: words::fact_name(seen.fact, look.knowledge),
        value: words::value(seen.fact, seen.value),
        note: match (unknown, stopped) {
            (true, true) => "not needed for this answer".to_owned(),
            (true, false) => "tell us and the answer may change".to_owned(),
            (false, _) => note(seen, today),
        },
        href: if unknown && !stopped { ask_at(seen.fact, "today") } else { None },
    }
}

/// What it is compared with, or else how old it is.
fn note(seen: &Observation, today: &Today) -> String {
    let usual =
        |id: MeasureId| today.state.measure(id).map(|value| format!("usual {}", words::measure(id, value)));
    let (compared, day) = match seen.fact {
        Observed::Measure(id) => {
            let usual = match id {
                MeasureId::LoadTestPain => usual(MeasureId::LoadTestPainBaseline),
                MeasureId::MorningStiffnessMin => usual(MeasureId::MorningStiffnessBaselineMin),
                _ => None,
            };
            (usual, today.state.dated_measure(id).map(|dated| dated.day))
        }
        Observed::Finding(id) => (None, today.state.dated_finding(id).map(|dated| dated.day)),
        Observed::Health => (None, today.state.health.map(|told| told.day)),
        _ => (None, None),
    };
    let age = day.map(|day| match today.day.days_since(day) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        _ => format::short_date(day, today.day),
    });
    match (compared, age) {
        (Some(compared), Some(age)) => format!("{age}; {compared}"),
        (compared, age) => compared.or(age).unwrap_or_default(),
    }
}

fn load_facts(today: &Today, look: Look<'_>) -> [Fact; 3] {
    let load = &today.state.load;
    let fact = |label: &str, value: Option<String>, note: String| Fact {
        label: label.to_owned(),
        href: value.is_none().then(|| "/import".to_owned()),
        value: value.unwrap_or_else(|| "not known".to_owned()),
        note,
    };
    let newest = today.newest_run.as_ref();
    [
        fact(
            "Last run",
            newest.and_then(|run| run.distance).map(|distance| look.units.distance(distance.get())),
            newest.map_or("Bring your runs".to_owned(), |run| format::short_date(run.day, today.day)),
        ),
        fact(
            "Longest before it",
            load.longest_before_newest.map(|distance| look.units.distance(distance.get())),
            "in the 30 days before the last run".to_owned(),
        ),
        fact("Runs", Some(format::count(u64::from(load.runs_in_30_days))), "in the last 30 days".to_owned()),
    ]
}
