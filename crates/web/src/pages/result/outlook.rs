//! How bad, how long, how likely again: ranges of named groups, each with its source; and the scores of questionnaires.

use femoris_app::Examination;
use femoris_clinic::evidence::{SourceId, Tag};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::{Fact, Observation};
use femoris_clinic::prognosis::{DayRange, Expectation, Prognosis, Runners, SeenSign, Spread};
use femoris_clinic::reinjury::{FactorState, OddsRatio, Reinjury};
use femoris_clinic::scales::{Change, ScaleRule};
use femoris_clinic::severity::{ExtensionReading, OneMore, Severity, Step};

use super::super::interview::{Ask, Typed, ask_at};
use crate::format::{self, small};
use crate::view::Given;
use crate::view::result::{Entry, Part, PartRow, ScaleEntry};
use crate::view::today::Reason;
use crate::words;

/// From this many days on a range is told in weeks.
const WEEKS_FROM: f64 = 84.0;
const WEEK: f64 = 7.0;

/// The three parts, as far as there is something to say.
pub(crate) fn parts(examination: &Examination, knowledge: &Knowledge) -> Vec<Part> {
    let verdict = &examination.today.verdict;
    let mut parts = vec![severity(examination, knowledge), time(examination, knowledge)];
    parts.extend(verdict.reinjury.as_ref().map(|found| again(found, knowledge)));
    parts
}

fn reason(
    title: &str,
    lines: Vec<String>,
    (sources, tag): (&[SourceId], Tag),
    knowledge: &Knowledge,
) -> Reason {
    Reason { title: title.to_owned(), lines, cites: words::cites(sources, tag, knowledge), open: false }
}

fn row(label: &str, value: String, note: String) -> PartRow {
    PartRow { label: label.to_owned(), value, note }
}

fn open(facts: &[Fact], knowledge: &Knowledge) -> Vec<Given> {
    let links = facts.iter().filter_map(|fact| Some((*fact, ask_at(*fact, "result")?)));
    links.map(|(fact, href)| Given { text: small(&words::fact_name(fact, knowledge)), href }).collect()
}

fn seen(observed: &[Observation], knowledge: &Knowledge) -> String {
    let seen: Vec<String> = observed.iter().map(|one| words::observation(one, knowledge)).collect();
    if seen.is_empty() { String::new() } else { format!("You told: {}.", seen.join("; ")) }
}

fn severity(examination: &Examination, knowledge: &Knowledge) -> Part {
    let heading = "How bad it is".to_owned();
    match &examination.today.verdict.severity {
        Severity::Muscle { grade, needed, extension, place, counts_as } => {
            let mut part = graded("severity", heading, grade.as_ref(), needed, knowledge);
            part.rows.extend(extension.as_ref().map(|reading| knee_row(reading, knowledge)));
            if let Some(more) = counts_as {
                part.rows.push(one_more_row(more, knowledge));
                let text = knowledge.text(&format!("step.{}.definition", more.why.rule)).to_owned();
                part.reasons.push(step_reason("Why it counts for more", text, &more.why, knowledge));
            }
            if extension.is_some() {
                part.reasons.push(knee_reason(knowledge));
            } else {
                part.missing
                    .extend(open(&[Fact::Measure(MeasureId::ActiveKneeExtensionDeficitDeg)], knowledge));
            }
            if let Some(place) = place {
                let text = knowledge.text(&format!("step.{}.name", place.rule)).to_owned();
                part.reasons.push(step_reason("Where the worst point lies", text, place, knowledge));
            } else {
                part.missing
                    .extend(open(&[Fact::Measure(MeasureId::TenderDistanceFromSitBoneCm)], knowledge));
            }
            let rules = &knowledge.severity;
            let imaging = vec![knowledge.text("severity.imaging").to_owned()];
            part.reasons.push(reason(
                "What only a picture could tell",
                imaging,
                (&rules.sources, rules.tag),
                knowledge,
            ));
            part
        }
        Severity::Tendon { irritability, needed } => graded(
            "severity",
            "How irritable the tendon is".to_owned(),
            irritability.as_ref(),
            needed,
            knowledge,
        ),
        Severity::NotTold(why) => {
            not_told("severity", heading, knowledge.text(&format!("severity.{}", why.id())))
        }
    }
}

fn not_told(id: &'static str, heading: String, lead: &str) -> Part {
    Part { id, heading, lead: lead.to_owned(), rows: Vec::new(), missing: Vec::new(), reasons: Vec::new() }
}

/// A step of a scale with its definition, or that too little is known for one.
fn graded(
    id: &'static str,
    heading: String,
    step: Option<&Step>,
    needed: &[Fact],
    knowledge: &Knowledge,
) -> Part {
    let Some(step) = step else {
        let part = not_told(id, heading, "Too little is known to say.");
        return Part { missing: open(needed, knowledge), ..part };
    };
    let text = |field: &str| knowledge.text(&format!("step.{}.{field}", step.rule)).to_owned();
    let mut reasons = vec![step_reason("Why this step", text("definition"), step, knowledge)];
    if !step.open.is_empty() {
        let names: Vec<String> =
            step.open.iter().map(|fact| small(&words::fact_name(*fact, knowledge))).collect();
        reasons[0].lines.push(format!("It could be more than this: not known yet are {}.", names.join(", ")));
    }
    Part {
        id,
        heading,
        lead: format!("{}.", text("name").trim_end_matches('.')),
        rows: vec![row("Means", text("definition"), String::new())],
        missing: open(&step.open, knowledge),
        reasons,
    }
}

fn step_reason(title: &str, text: String, step: &Step, knowledge: &Knowledge) -> Reason {
    let lines =
        vec![text, seen(&step.observed, knowledge)].into_iter().filter(|line| !line.is_empty()).collect();
    reason(title, lines, (&step.sources, step.tag), knowledge)
}

/// What a strain counts as because it came back.
fn one_more_row(more: &OneMore, knowledge: &Knowledge) -> PartRow {
    let grade = more.grade.as_ref().map(|id| knowledge.text(&format!("step.{id}.name")).to_owned());
    let band = more.band.map(|band| {
        let weeks = weeks(band.weeks_low, band.weeks_high);
        format!("knee extension as in band {}: full rehabilitation took {weeks} in it", band.number)
    });
    let value: Vec<String> = [grade, band].into_iter().flatten().collect();
    let why = knowledge.text(&format!("step.{}.name", more.why.rule));
    row("Counts as", format::capital(&value.join("; ")), format!("{why}. An estimate."))
}

fn weeks(low: f64, high: f64) -> String {
    if low < high { format!("{low:.0} to {high:.0} weeks") } else { format!("{low:.0} weeks") }
}

fn knee_row(reading: &ExtensionReading, knowledge: &Knowledge) -> PartRow {
    let error = knowledge.severity.extension.error;
    row(
        "Knee extension lost",
        format!(
            "{}, band {} of 4",
            words::measure(knowledge.severity.extension.measure, reading.deficit),
            reading.band.number
        ),
        format!(
            "Full rehabilitation took {} in this band. Two testers differ by up to {error:.0}°, so bands {} to {} are possible.",
            weeks(reading.band.weeks_low, reading.band.weeks_high),
            reading.mildest.number,
            reading.severest.number
        ),
    )
}

fn knee_reason(knowledge: &Knowledge) -> Reason {
    let rules = &knowledge.severity.extension;
    let lines =
        ["population", "caveat"].map(|field| knowledge.text(&format!("knee_extension.{field}")).to_owned());
    reason("What the bands come from", lines.into(), (&rules.sources, rules.tag), knowledge)
}

fn time(examination: &Examination, knowledge: &Knowledge) -> Part {
    let heading = "How long it takes".to_owned();
    let prognosis = &examination.today.verdict.prognosis;
    let Prognosis::AsIn { course, running, full_training, expectation, signs, days_so_far, .. } = prognosis
    else {
        let Prognosis::NotTold(why) = prognosis else { return not_told("time", heading, "") };
        return not_told("time", heading, knowledge.text(&format!("prognosis.{}", why.id())));
    };
    let rules = knowledge.prognosis.courses.iter().find(|one| one.id == *course);
    let text = |field: &str| knowledge.text(&format!("course.{course}.{field}")).to_owned();
    let mut rows = Vec::new();
    rows.push(row("Running", running.as_ref().map_or("by criteria".to_owned(), days), text("running")));
    if let Some(range) = full_training {
        rows.push(row("Full training", days(range), half(*expectation, range)));
    }
    if let Some(days) = days_so_far {
        rows.push(row("Today", format!("day {days}"), "counted from the day it began".to_owned()));
    }
    let others = rules.is_some_and(|rules| rules.runners == Runners::No);
    let mut reasons: Vec<Reason> = signs.iter().map(|sign| sign_reason(sign, knowledge)).collect();
    let mut lines = vec![format!("{}.", capital_stop(&text("population")))];
    lines.extend(others.then(|| knowledge.text("prognosis.other_athletes").to_owned()));
    let sources: &[SourceId] = rules.map_or(&[], |rules| &rules.sources);
    reasons.push(reason(
        "Who was followed",
        lines,
        (sources, rules.map_or(Tag::Estimate, |rules| rules.tag)),
        knowledge,
    ));
    let lead = if others {
        format!(
            "{} {}",
            "A range of a named group, never a date.",
            knowledge.text("prognosis.other_athletes")
        )
    } else {
        "A range of a named group, never a date.".to_owned()
    };
    let pace: Vec<Fact> = [MeasureId::DaysUntilWalkingPainFree]
        .into_iter()
        .filter(|id| examination.today.state.measure(*id).is_none() && is_muscle(examination))
        .map(Fact::Measure)
        .collect();
    Part { id: "time", heading, lead, rows, missing: open(&pace, knowledge), reasons }
}

fn is_muscle(examination: &Examination) -> bool {
    matches!(examination.today.verdict.severity, Severity::Muscle { .. })
}

fn capital_stop(text: &str) -> String {
    format::capital(text.trim_end_matches('.'))
}

fn sign_reason(sign: &SeenSign, knowledge: &Knowledge) -> Reason {
    let title = match sign.says {
        femoris_clinic::prognosis::Direction::Faster => "A sign of a faster course",
        femoris_clinic::prognosis::Direction::Slower => "A sign of a slower course",
    };
    let lines =
        vec![knowledge.text(&format!("sign.{}.name", sign.rule)).to_owned(), seen(&sign.observed, knowledge)];
    reason(title, lines, (&sign.sources, sign.tag), knowledge)
}

/// `12 to 76 days, half within 28`.
fn days(range: &DayRange) -> String {
    let longest = [range.high, range.median, range.low].into_iter().flatten().fold(0.0, f64::max);
    let (unit, size) = if longest >= WEEKS_FROM { ("weeks", WEEK) } else { ("days", 1.0) };
    let shown = |days: f64| format!("{:.0}", days / size);
    let middle =
        range.median.map(|median| format!(", half of them within {}", shown(median))).unwrap_or_default();
    let spread = match range.spread {
        Some(Spread::Iqr) => " (the middle half)",
        Some(Spread::Custom) => ", as is usually told",
        Some(Spread::Range) | None => "",
    };
    match (range.low, range.high) {
        (Some(low), Some(high)) => format!("{} to {} {unit}{spread}{middle}", shown(low), shown(high)),
        (Some(low), None) => format!("not before day {low:.0}"),
        (None, Some(high)) => format!("up to {} {unit}{middle}", shown(high)),
        (None, None) => "not known".to_owned(),
    }
}

/// The half of the range that signs point to.
fn half(expectation: Expectation, range: &DayRange) -> String {
    let DayRange { median: Some(median), low, high, .. } = *range else { return String::new() };
    let half = |low, high| days(&DayRange { median: None, low, high, spread: None });
    match expectation {
        Expectation::Faster => format!("The signs point to the faster half: {}.", half(low, Some(median))),
        Expectation::Slower => format!("The signs point to the slower half: {}.", half(Some(median), high)),
        Expectation::Typical => "Nothing points to either half of the range.".to_owned(),
    }
}

pub(in crate::pages) fn again(reinjury: &Reinjury, knowledge: &Knowledge) -> Part {
    let rules = &knowledge.reinjury;
    let mut rows: Vec<PartRow> = rules
        .base
        .iter()
        .map(|rate| {
            row(
                &format!("Within {} months", rate.months),
                format!(
                    "{} of 100 ({} to {})",
                    words::plain(rate.percent),
                    words::plain(rate.low),
                    words::plain(rate.high)
                ),
                format!("{}.", capital_stop(knowledge.text(&format!("base.{}.population", rate.months)))),
            )
        })
        .collect();
    rows.push(row(
        "Your odds",
        own_odds(reinjury),
        format!("The reference: {}.", knowledge.text("odds.reference")),
    ));
    let mut missing = Vec::new();
    let mut lines = Vec::new();
    for (id, state) in &reinjury.factors {
        let text = |field: &str| knowledge.text(&format!("odds.{id}.{field}")).to_owned();
        match state {
            FactorState::Raises { units, odds } => lines.push(format!(
                "{}: raises the odds ({} counted, {}).",
                format::capital(&text("name")),
                words::plain(*units),
                ratio(odds)
            )),
            FactorState::Passed { .. } => lines.push(text("passed")),
            FactorState::Open => missing.extend(open_factor(id.as_str(), knowledge)),
        }
    }
    lines.push(knowledge.text("odds.caveat").to_owned());
    let watch = vec![knowledge.text("watch.why").to_owned()];
    let base: Vec<SourceId> = rules.base.iter().flat_map(|rate| rate.sources.clone()).collect();
    Part {
        id: "again",
        heading: "Whether it comes back".to_owned(),
        lead: "How often it came back in named groups, and what is known to change the odds. Not a percentage for you.".to_owned(),
        rows,
        missing,
        reasons: vec![
            reason("What raises and what lowers the odds", lines, (&rules.sources, rules.tag), knowledge),
            reason("Where the rates come from", Vec::new(), (&base, Tag::Verified), knowledge),
            reason("How long to watch closely", watch, (&rules.watch_sources, Tag::Verified), knowledge),
        ],
    }
}

/// The odds against the reference; what is not known may raise them and never reassures.
fn own_odds(reinjury: &Reinjury) -> String {
    let open = reinjury.factors.iter().filter(|(_, state)| *state == FactorState::Open).count();
    let raised = (reinjury.odds.ratio > 1.0).then(|| format!("{} the reference", ratio(&reinjury.odds)));
    let all = reinjury.factors.len();
    match (raised, open) {
        (raised, 0) => raised.unwrap_or_else(|| "as the reference".to_owned()),
        (Some(raised), open) => format!("{raised}; {open} of {all} not known, which may raise them"),
        (None, open) if open == all => "not known yet".to_owned(),
        (None, open) => format!("{open} of {all} not known, which may raise them"),
    }
}

/// The link to what a factor counts.
fn open_factor(id: &str, knowledge: &Knowledge) -> Vec<Given> {
    use femoris_clinic::reinjury::Counted;
    let rule = knowledge.reinjury.factors.iter().find(|factor| factor.id.as_str() == id);
    match rule.map(|rule| &rule.counted) {
        Some(Counted::If(finding)) => open(&[Fact::Finding(*finding)], knowledge),
        Some(Counted::Per { of, .. }) => open(&[of.fact()], knowledge),
        None => Vec::new(),
    }
}

/// `1.8 times (1.2 to 3.0)`.
fn ratio(odds: &OddsRatio) -> String {
    format!("{:.1}\u{a0}times ({:.1} to {:.1})", odds.ratio, odds.low, odds.high)
}

/// The runner's own guess, asked where time is told.
pub(super) fn guess(examination: &Examination, typed: Option<Typed<'_>>) -> Option<Entry> {
    let Prognosis::AsIn { .. } = examination.today.verdict.prognosis else { return None };
    let id = MeasureId::SelfPredictedReturnDays;
    let told = examination.today.state.dated_measure(id);
    let hint = match told {
        Some(told) => format!(
            "You said {} on {}. Keep a new guess whenever it changes.",
            words::measure(id, told.value),
            format::date(told.day)
        ),
        None => "Your own guess, from today. It stands beside the ranges and changes no rule.".to_owned(),
    };
    Some(entry(id, "In how many days do you expect to train fully again?".to_owned(), hint, typed))
}

/// What can be entered on the page of the result.
pub(super) fn entered(knowledge: &Knowledge) -> impl Iterator<Item = MeasureId> {
    let scales = knowledge.scales.iter().map(|rule| rule.measure);
    std::iter::once(MeasureId::SelfPredictedReturnDays).chain(scales)
}

fn entry(id: MeasureId, label: String, hint: String, typed: Option<Typed<'_>>) -> Entry {
    let wrong = |typed: Typed<'_>| {
        let told = typed.wrong.iter().find(|(ask, _)| *ask == Ask::Measure(id));
        told.map(|(_, told)| told.clone())
    };
    let error = typed.and_then(wrong);
    let value = typed.filter(|_| error.is_some()).map(|typed| typed.fields.trimmed(id.id()).to_owned());
    Entry { name: id.id(), label, hint, unit: id.scale().unit, value: value.unwrap_or_default(), error }
}

/// Every questionnaire whose score may be kept.
pub(super) fn scales(
    examination: &Examination,
    knowledge: &Knowledge,
    typed: Option<Typed<'_>>,
) -> Vec<ScaleEntry> {
    knowledge.scales.iter().map(|rule| scale(rule, examination, knowledge, typed)).collect()
}

fn scale(
    rule: &ScaleRule,
    examination: &Examination,
    knowledge: &Knowledge,
    typed: Option<Typed<'_>>,
) -> ScaleEntry {
    let id = rule.measure;
    let text = |field: &str| knowledge.text(&format!("scale.{id}.{field}")).to_owned();
    let reading = examination.today.verdict.scales.iter().find(|reading| reading.measure == id);
    let shown = |value: f64| words::measure(id, value);
    let told = match reading {
        None => "No score kept yet.".to_owned(),
        Some(reading) => match (reading.earlier, reading.change) {
            (Some(earlier), Some(change)) => format!(
                "{} now, {} on {}: {}.",
                shown(reading.now),
                shown(earlier.value),
                format::date(earlier.day),
                changed(change, rule)
            ),
            _ => format!("{} now; nothing to compare with in the last four weeks.", shown(reading.now)),
        },
    };
    let scale = id.scale();
    let hint = format!("The sum, {} to {}.", words::plain(scale.low), words::plain(scale.high));
    ScaleEntry {
        name: text("name"),
        about: text("about"),
        reference: text("reference"),
        reading: told,
        entry: entry(id, format!("{} score", text("name")), hint, typed),
        cites: words::cites(&rule.sources, rule.tag, knowledge),
    }
}

fn changed(change: Change, rule: &ScaleRule) -> String {
    let clear = rule.clear_change.map(words::plain).unwrap_or_default();
    match change {
        Change::Better => format!("clearly better, {clear} points or more"),
        Change::Worse => format!("clearly worse, {clear} points or more"),
        Change::Uncertain => format!("it moved, but less than the {clear} points that count for sure"),
        Change::Unchanged => "hardly changed".to_owned(),
        Change::NotTold => "nobody published how much of a change counts".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_read_in_the_unit_that_fits() {
        let range = |low, median, high| DayRange { low, median, high, spread: Some(Spread::Range) };
        assert_eq!(days(&range(Some(12.0), Some(28.0), Some(76.0))), "12 to 76 days, half of them within 28");
        assert_eq!(
            days(&range(Some(63.0), Some(217.0), Some(728.0))),
            "9 to 104 weeks, half of them within 31"
        );
        assert_eq!(days(&DayRange { low: Some(5.0), ..DayRange::default() }), "not before day 5");
        assert_eq!(days(&DayRange::default()), "not known");
    }
}
