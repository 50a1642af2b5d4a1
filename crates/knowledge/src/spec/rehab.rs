//! Protocols and the library as tables that a physiotherapist can read and sign.

use super::cell;
use femoris_clinic::condition::{Comparison, Condition, Limit, Quantity};
use femoris_clinic::evidence::{SourceId, Tag};
use femoris_clinic::finding::Finding;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::observation::Fact;
use femoris_clinic::rehab::dose::{Often, StageDose};
use femoris_clinic::rehab::exercise::{Exercise, ExerciseId};
use femoris_clinic::rehab::gate::{Criterion, Gate, Need, NextMorning, Sessions};
use femoris_clinic::rehab::protocol::{
    CarefulCase, CarefulRule, DayPlan, PainPolicy, Protocol, Refuses, Requirement, Slot, Stage,
};
use femoris_clinic::rehab::variant::NoStretch;
use std::fmt::Write as _;

/// One page for each protocol, and one for the library: file name, title and text.
pub(super) fn pages(knowledge: &Knowledge) -> Vec<(String, String, String)> {
    let protocols = knowledge.protocols.iter().map(|protocol| {
        let name = format!("protocol-{}.md", protocol.id);
        (name, protocol.name.clone(), self::protocol(protocol, knowledge))
    });
    let library = ("exercises.md".to_owned(), "Exercises".to_owned(), exercises(knowledge));
    protocols.chain([library]).collect()
}

/// Writing to a text cannot fail.
macro_rules! say {
    ($text:expr, $($arg:tt)*) => { let _infallible = writeln!($text, $($arg)*); };
}

fn protocol(protocol: &Protocol, knowledge: &Knowledge) -> String {
    let mut text =
        format!("# {}\n\n{}\n\nNo clinician has signed this page yet.\n\n", protocol.name, protocol.about);
    say!(
        text,
        "Meant for: {}. Rests on {}.\n",
        condition(&protocol.meant_for, knowledge),
        rests(protocol.tag, &protocol.sources)
    );
    protocol.careful.iter().for_each(|rule| careful(rule, knowledge, &mut text));
    say!(
        text,
        "## When it is refused\n\n| guard | refuses | why | what to do | rests on |\n|---|---|---|---|---|"
    );
    for guard in &protocol.guards {
        let when = match &guard.when {
            Refuses::OpenTriage => "a danger sign is raised or not answered".to_owned(),
            Refuses::StopAndRefer => "the answer of today is to stop and see someone".to_owned(),
            Refuses::Case(when) => condition(when, knowledge),
        };
        let said = |field: &str| cell(knowledge.text(&format!("{}.{field}", guard.id)));
        let (reason, action) = (said("reason"), said("action"));
        say!(
            text,
            "| {} | {} | {reason} | {action} | {} |",
            guard.id,
            cell(&when),
            rests(guard.tag, &guard.sources)
        );
    }
    protocol.stages.iter().for_each(|stage| self::stage(stage, knowledge, &mut text));
    say!(text, "\n## Rules for the day\n\n| rule | stages | text | rests on |\n|---|---|---|---|");
    for rule in &protocol.daily {
        let stages: Vec<&str> = rule.stages.iter().map(|stage| stage.id()).collect();
        let until = rule.days_up_to.map(|days| format!(", first {days} days")).unwrap_or_default();
        let name = knowledge.text(&format!("{}.name", rule.id));
        let words = knowledge.text(&format!("{}.text", rule.id));
        let (stages, rests) = (stages.join(" "), rests(rule.tag, &rule.sources));
        say!(text, "| {} {} | {stages}{until} | {} | {rests} |", rule.id, cell(name), cell(words));
    }
    text
}

fn careful(rule: &CarefulRule, knowledge: &Knowledge, text: &mut String) {
    let when = match &rule.when {
        CarefulCase::Case(when) => condition(when, knowledge),
        CarefulCase::Grade(grade) => {
            let name = knowledge.text(&format!("step.{grade}.name"));
            format!("it is or counts as {name}, by every sign since it began")
        }
    };
    let days = rule.days.map_or("in every stage".to_owned(), |days| format!("in its first {days} days"));
    let most = knowledge.conventions.tolerated(PainPolicy::Free).get();
    say!(text, "Where {when}, pain up to {most} of 10 {days}, an estimate.\n");
}

fn stage(stage: &Stage, knowledge: &Knowledge, text: &mut String) {
    say!(text, "\n## {} {}\n\n{}\n", stage.id, stage.words.name, stage.words.aim);
    let days = stage
        .usual_days
        .map_or_else(|| "no usual length".to_owned(), |days| format!("usually {days} days, never a gate"));
    let overdue = match (stage.days_up_to, stage.overdue) {
        (Some(days), Some(to)) => format!("; after {days} days without passing: {to}"),
        (Some(days), None) => format!("; after {days} days without passing someone should look"),
        (None, _) => String::new(),
    };
    let ends = stage
        .next
        .filter(|next| next.protocol() != stage.id.protocol())
        .map_or_else(String::new, |next| format!("; whoever leaves it goes on to {next}"));
    let tolerated = knowledge.conventions.tolerated(stage.policy).get();
    let before = stage
        .before_up_to
        .map_or_else(String::new, |pain| format!(", before a session up to {}", pain.get()));
    say!(
        text,
        "Pain up to {tolerated} of 10{before}, effort up to {} of 10; {days}{overdue}{ends}. Daily load test: {}\n",
        stage.felt_up_to,
        stage.words.load_test
    );
    let rungs = stage
        .runs
        .rungs
        .map(|rungs| format!(" Rungs {} to {}.", rungs.from(), rungs.to()))
        .unwrap_or_default();
    let anew = stage
        .runs
        .anew
        .map(|rung| format!(" Who falls back to it from full training begins with {rung}, or lower."))
        .unwrap_or_default();
    let when = stage
        .runs
        .when
        .as_ref()
        .map(|when| format!(" Only where {}.", condition(when, knowledge)))
        .unwrap_or_default();
    say!(text, "Running: {}{rungs}{anew}{when}\n", stage.runs.text);
    gate("To begin", &stage.entry, knowledge, text);
    gate("To leave", &stage.exit, knowledge, text);
    variants(stage, knowledge, text);
    say!(
        text,
        "| part | kind | 1 | 2 | 3 | 4 | 5 | 6 | 7 | what |\n|---|---|---|---|---|---|---|---|---|---|"
    );
    for slot in &stage.week {
        let days: Vec<&str> = slot.days.iter().map(|day| day_sign(*day)).collect();
        say!(
            text,
            "| {} | {} | {} | {} |",
            cell(&slot_name(slot, knowledge)),
            slot.kind.id().replace('_', " "),
            days.join(" | "),
            cell(&items(slot))
        );
    }
    say!(text, "\nRests on {}.", rests(stage.tag, &stage.sources));
}

fn slot_name(slot: &Slot, knowledge: &Knowledge) -> String {
    match &slot.only {
        None => slot.name.clone(),
        Some(variant) => {
            format!("{}, only: {}", slot.name, knowledge.text(&format!("{variant}.name")))
        }
    }
}

/// What the complaint may be in a stage, and what that rules out.
fn variants(stage: &Stage, knowledge: &Knowledge, text: &mut String) {
    if stage.variants.is_empty() {
        return;
    }
    say!(
        text,
        "| Which kind | exactly | what follows | while it cannot be ruled out | rests on |\n|---|---|---|---|---|"
    );
    for variant in &stage.variants {
        let said = |field: &str| cell(knowledge.text(&format!("{}.{field}", variant.id)));
        let no_stretch = match variant.no_stretch {
            None => "",
            Some(NoStretch::Hamstrings) => "no still stretch of the hamstring",
            Some(NoStretch::All) => "no still stretch",
        };
        say!(
            text,
            "| {} {} | {} | {} | {no_stretch} | {} |",
            variant.id,
            said("name"),
            cell(&condition(&variant.when, knowledge)),
            said("text"),
            rests(variant.tag, &variant.sources)
        );
    }
    say!(text, "");
}

fn day_sign(day: DayPlan) -> &'static str {
    match day {
        DayPlan::Do => "●",
        DayPlan::May => "○",
        DayPlan::Off => "",
    }
}

fn items(slot: &Slot) -> String {
    let of = |requirement: Requirement| {
        let items = slot.items.iter().filter(move |item| item.requirement == requirement);
        let list: Vec<String> = items.map(|item| ids(&item.choices, " or ")).collect();
        list.join("; ")
    };
    let pick = slot.pick.map(|count| format!("{count} of: ")).unwrap_or_default();
    let (must, may) = (of(Requirement::Required), of(Requirement::Optional));
    match (must.is_empty(), may.is_empty()) {
        (false, false) => format!("{pick}{must}; if there is time: {may}"),
        (false, true) => format!("{pick}{must}"),
        (true, _) => format!("if there is time: {may}"),
    }
}

fn ids(ids: &[ExerciseId], between: &str) -> String {
    ids.iter().map(ExerciseId::as_str).collect::<Vec<_>>().join(between)
}

fn gate(title: &str, gate: &Gate, knowledge: &Knowledge, text: &mut String) {
    if gate.criteria.is_empty() {
        return;
    }
    say!(text, "| {title} | how | exactly | rests on |\n|---|---|---|---|");
    for criterion in &gate.criteria {
        let said = |field: &str| cell(knowledge.text(&format!("{}.{field}", criterion.id)));
        let exactly = cell(&need(criterion, knowledge));
        say!(
            text,
            "| **{}** {} | {} | {exactly} | {} |",
            criterion.id,
            said("name"),
            said("how"),
            rests(criterion.tag, &criterion.sources)
        );
    }
    text.push('\n');
}

fn need(criterion: &Criterion, knowledge: &Knowledge) -> String {
    match &criterion.need {
        Need::Case(when) => condition(when, knowledge),
        Need::Sessions(sessions) => self::sessions(sessions),
        Need::Rung { rung, keep, good, limits } => {
            let mut parts = vec![format!("{good} good runs on {rung} or higher")];
            parts.extend(keep.map(|keep| format!("or on {keep} for whoever keeps running")));
            parts.extend(limits.pain_up_to.map(|pain| format!("pain up to {}", pain.get())));
            parts.extend(next_morning(limits.next_morning));
            parts.extend(limits.second_morning.map(|pain| format!("second morning up to {}", pain.get())));
            parts.join(", ")
        }
        Need::CleanRuns { runs, pain_up_to } => {
            format!("{runs} runs in a row with pain up to {}", pain_up_to.get())
        }
        Need::QuietDays { days, pain_up_to } => format!("no pain above {} for {days} days", pain_up_to.get()),
        Need::FullWeeks { weeks } => format!("{weeks} weeks at full volume"),
        Need::StageDays { days } => format!("{days} days in the stage"),
    }
}

fn sessions(sessions: &Sessions) -> String {
    let mut parts = vec![format!("{} × {}", sessions.times, ids(&sessions.any_of, " or "))];
    parts.extend(sessions.sets.map(|sets| format!("{sets} sets")));
    parts.extend(sessions.repetitions.map(|repetitions| format!("{repetitions} repetitions")));
    parts.extend(sessions.seconds.map(|seconds| format!("{seconds} s")));
    parts.extend(sessions.share.map(|share| format!("{share} % of full effort")));
    parts.extend(sessions.hip_bend_deg.map(|degrees| format!("hip bent {degrees}°")));
    parts.push(format!("pain up to {}", sessions.pain_up_to.get()));
    parts.extend(next_morning(sessions.next_morning));
    parts.join(", ")
}

fn next_morning(wanted: NextMorning) -> Option<String> {
    match wanted {
        NextMorning::Free => None,
        NextMorning::AtMost(pain) => Some(format!("next morning up to {}", pain.get())),
        NextMorning::NotAboveBaseline => Some("next morning not above the baseline".to_owned()),
    }
}

/// A condition in words, with the names of the knowledge.
fn condition(when: &Condition, knowledge: &Knowledge) -> String {
    let join = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| condition(part, knowledge)).collect();
        if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(word)) }
    };
    match when {
        Condition::All(parts) => join(parts, " and "),
        Condition::Any(parts) => join(parts, " or "),
        Condition::AtLeast { count, of } => format!("{count} of {}", join(of, ", ")),
        Condition::Not(inner) => format!("not {}", condition(inner, knowledge)),
        Condition::Possible(inner) => format!("{} or not known", condition(inner, knowledge)),
        Condition::Finding { id, is } => {
            let answer = if *is == Finding::Present { "" } else { "no " };
            format!("{answer}{}", knowledge.text(&format!("finding.{id}.name")).to_lowercase())
        }
        Condition::Number { of, comparison, limit } => number(*of, *comparison, *limit, knowledge),
        Condition::Setting(any) => list("setting", any.iter().map(|v| v.id())),
        Condition::Onset(any) => list("onset", any.iter().map(|v| v.id())),
        Condition::Location(any) => list("place", any.iter().map(|v| v.id())),
        Condition::Side(any) => list("side", any.iter().map(|v| v.id())),
        Condition::Sex(sex) => format!("sex {sex}"),
        Condition::Streak { of, tests, up_to, .. } => {
            format!("{} up to {up_to} on the last {tests} test days", measure(Fact::Measure(*of), knowledge))
        }
        Condition::Recent { of, days, comparison, limit } => {
            let number = number(Quantity::Measure(*of), *comparison, *limit, knowledge);
            format!("{number} within {days} days")
        }
        Condition::Likely { condition, from } => format!("{condition} at least {from}"),
    }
}

fn list<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> String {
    format!("{what} {}", ids.map(|id| id.replace('_', " ")).collect::<Vec<_>>().join(" or "))
}

fn measure(fact: Fact, knowledge: &Knowledge) -> String {
    match fact {
        Fact::Measure(id) => knowledge.text(&format!("measure.{id}.name")).to_lowercase(),
        other => other.id().replace('_', " "),
    }
}

fn number(of: Quantity, comparison: Comparison, limit: Limit, knowledge: &Knowledge) -> String {
    let sign = match comparison {
        Comparison::Below => "<",
        Comparison::UpTo => "≤",
        Comparison::From => "≥",
        Comparison::Above => ">",
    };
    let (name, unit) = match of {
        Quantity::Measure(id) => (measure(Fact::Measure(id), knowledge), id.scale().unit),
        Quantity::Age => ("age".to_owned(), "years"),
        Quantity::DaysSinceOnset => ("days since it began".to_owned(), ""),
        Quantity::PreviousStrains => ("earlier strains".to_owned(), ""),
        Quantity::MonthsSinceLastStrain => ("months since the last strain".to_owned(), ""),
    };
    match limit {
        Limit::Fixed(value) => format!("{name} {sign} {value} {unit}").trim_end().to_owned(),
        Limit::Measure { id, times, plus } => {
            let other = measure(Fact::Measure(id), knowledge);
            let share =
                if (times - 1.0).abs() < f64::EPSILON { String::new() } else { format!("{times} × ") };
            let distance = if plus == 0.0 { String::new() } else { format!(" {plus:+}") };
            format!("{name} {sign} {share}{other}{distance}")
        }
    }
}

fn rests(tag: Tag, sources: &[SourceId]) -> String {
    let sources: Vec<&str> = sources.iter().map(SourceId::as_str).collect();
    format!("{tag}: {}", sources.join(", "))
}

fn exercises(knowledge: &Knowledge) -> String {
    let mut text = format!(
        "# Exercises\n\nThe library: {} exercises. Load is the demand on the sore hamstring against the others here, 1 to 10. Doses stand with the stages\n\
         they are for; W is a warm-up, C a cool-down. No clinician has signed this page yet.\n\n\
         | exercise | load | hip | kit | doses | easier | harder | not |\n|---|---|---|---|---|---|---|---|\n",
        knowledge.exercises.len()
    );
    for exercise in knowledge.exercises.values() {
        let (hip, kit) = (exercise.hip, kit(exercise));
        let hip = if hip.least() == hip.most() {
            hip.most().to_string()
        } else {
            format!("{} to {}", hip.least(), hip.most())
        };
        let doses: Vec<String> = exercise.doses.iter().map(dose).collect();
        let not: Vec<&str> = exercise.exclusions.iter().map(|exclusion| exclusion.reason.as_str()).collect();
        say!(
            text,
            "| **{}** `{}` | {} | {hip} | {} | {} | {} | {} | {} |",
            cell(&exercise.words.name),
            exercise.id,
            exercise.load.level(),
            cell(&kit),
            cell(&doses.join("; ")),
            ids(&exercise.easier, ", "),
            ids(&exercise.harder, ", "),
            cell(&not.join(" ")),
        );
    }
    text
}

fn kit(exercise: &Exercise) -> String {
    let sets = exercise.kit.alternatives().iter().map(|set| {
        let things: Vec<String> = set.iter().map(|kit| kit.id().replace('_', " ")).collect();
        if things.is_empty() { "nothing".to_owned() } else { things.join(" and ") }
    });
    sets.collect::<Vec<_>>().join(", or ")
}

fn dose(stage: &StageDose) -> String {
    let dose = &stage.dose;
    let on: Vec<&str> = stage.on.iter().map(|on| on.id()).collect();
    let often = match dose.often {
        Often::Daily(times) => format!(", {times} a day"),
        Often::Weekly(days) => format!(", {days} a week"),
        Often::EveryDays(days) => format!(", every {days} days"),
        Often::WithRoutine => String::new(),
    };
    let amount = dose.amount().unwrap_or_else(|| "by the ladder".to_owned());
    format!("{} {amount}{often}", on.join(" "))
}
