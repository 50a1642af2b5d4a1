//! How bad, how long, how likely again: the outlook of a verdict.

use crate::case_file::number;
use crate::verdict_json::{observations, sources};
use femoris_clinic::evidence::{RuleId, Tag};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::observation::Fact;
use femoris_clinic::prognosis::{DayRange, Expectation, Prognosis, Runners, SeenSign};
use femoris_clinic::reinjury::{FactorState, OddsRatio, Reinjury};
use femoris_clinic::scales::ScaleReading;
use femoris_clinic::severity::{ExtensionBand, ExtensionReading, Severity, Step, WhyNot};
use serde_json::{Value, json};

/// Digits after the point of an odds ratio.
const ODDS_DIGITS: f64 = 100.0;

/// How bad it is, or why it cannot be told.
pub(crate) fn severity(severity: &Severity, knowledge: &Knowledge) -> Value {
    match severity {
        Severity::Muscle { grade, needed, extension, place, counts_as } => json!({
            "of": "muscle",
            "grade": grade.as_ref().map(|step| step.rule.as_str()),
            "rests_on": grade.as_ref().map(|found| step(found, knowledge)),
            "why_not": grade.is_none().then(|| not_enough(needed)),
            "needed": ids(needed),
            "knee_extension": extension.map(|reading| knee_extension(&reading, knowledge)),
            "place": place.as_ref().map(|found| step(found, knowledge)),
            "counts_as": counts_as.as_ref().map(|more| json!({
                "grade": more.grade.as_ref().map(|grade| grade.as_str()),
                "knee_extension": more.band.map(band),
                "rests_on": step(&more.why, knowledge),
            })),
            "not_without_a_picture": knowledge.text("severity.imaging"),
        }),
        Severity::Tendon { irritability, needed } => json!({
            "of": "tendon",
            "grade": irritability.as_ref().map(|step| step.rule.as_str()),
            "rests_on": irritability.as_ref().map(|found| step(found, knowledge)),
            "why_not": irritability.is_none().then(|| not_enough(needed)),
            "needed": ids(needed),
        }),
        Severity::NotTold(why) => json!({ "grade": null, "why_not": why_not("severity", *why, knowledge) }),
    }
}

fn why_not(of: &str, why: WhyNot, knowledge: &Knowledge) -> Value {
    json!(knowledge.text(&format!("{of}.{}", why.id())))
}

fn not_enough(needed: &[Fact]) -> Value {
    json!(format!("not known yet: {}", ids(needed).join(", ")))
}

fn ids(facts: &[Fact]) -> Vec<&'static str> {
    facts.iter().map(|fact| fact.id()).collect()
}

fn step(step: &Step, knowledge: &Knowledge) -> Value {
    let text = |field: &str| match knowledge.text(&format!("step.{}.{field}", step.rule)) {
        "" => Value::Null,
        words => json!(words),
    };
    json!({
        "id": step.rule.as_str(),
        "name": text("name"),
        "definition": text("definition"),
        "observed": observations(&step.observed),
        "still_open": ids(&step.open),
        "sources": sources(&step.sources, knowledge),
        "tag": step.tag.id(),
    })
}

fn knee_extension(reading: &ExtensionReading, knowledge: &Knowledge) -> Value {
    let rules = &knowledge.severity.extension;
    json!({
        "deficit_deg": number(reading.deficit),
        "error_deg": number(rules.error),
        "band": band(reading.band),
        "within_error": [band(reading.mildest), band(reading.severest)],
        "population": knowledge.text("knee_extension.population"),
        "caveat": knowledge.text("knee_extension.caveat"),
        "sources": sources(&rules.sources, knowledge),
        "tag": rules.tag.id(),
    })
}

fn band(band: ExtensionBand) -> Value {
    json!({ "number": band.number, "weeks": [number(band.weeks_low), number(band.weeks_high)] })
}

/// How long it takes, or why it cannot be told.
pub(crate) fn prognosis(prognosis: &Prognosis, knowledge: &Knowledge) -> Value {
    let Prognosis::AsIn {
        course,
        condition,
        running,
        full_training,
        expectation,
        signs,
        days_so_far,
        own_guess,
    } = prognosis
    else {
        let Prognosis::NotTold(why) = prognosis else { return Value::Null };
        return json!({
            "days_to_running": null,
            "days_to_full_training": null,
            "why_not": why_not("prognosis", *why, knowledge),
        });
    };
    let rules = knowledge.prognosis.courses.iter().find(|one| one.id == *course);
    let others = rules.is_some_and(|rules| rules.runners == Runners::No);
    json!({
        "condition": condition.id(),
        "course": course.as_str(),
        "days_to_running": running.map(|range| days(&range)),
        "days_to_full_training": full_training.map(|range| days(&range)),
        "counted_from": "the beginning of the complaint",
        "days_so_far": days_so_far,
        "population": knowledge.text(&format!("course.{course}.population")),
        "about_running": knowledge.text(&format!("course.{course}.running")),
        "not_from_runners": others.then(|| knowledge.text("prognosis.other_athletes")),
        "expectation": expectation.id(),
        "expected_half": half(*expectation, full_training.as_ref()),
        "signs": signs.iter().map(|seen| sign(seen, knowledge)).collect::<Vec<_>>(),
        "self_predicted_days": own_guess.map(number),
        "sources": rules.map(|rules| sources(&rules.sources, knowledge)),
        "tag": rules.map(|rules| rules.tag.id()),
        "verified": rules.is_some_and(|rules| rules.tag == Tag::Verified),
    })
}

fn days(range: &DayRange) -> Value {
    json!({
        "median": range.median.map(number),
        "low": range.low.map(number),
        "high": range.high.map(number),
        "spread": range.spread.map(|spread| spread.id()),
    })
}

/// The half of the range that signs point to; nothing where there is no median to divide it at.
fn half(expectation: Expectation, range: Option<&DayRange>) -> Value {
    let Some(DayRange { median: Some(median), low: Some(low), high: Some(high), .. }) = range else {
        return Value::Null;
    };
    match expectation {
        Expectation::Faster => json!([number(*low), number(*median)]),
        Expectation::Typical => Value::Null,
        Expectation::Slower => json!([number(*median), number(*high)]),
    }
}

fn sign(sign: &SeenSign, knowledge: &Knowledge) -> Value {
    json!({
        "id": sign.rule.as_str(),
        "says": sign.says.id(),
        "text": knowledge.text(&format!("sign.{}.name", sign.rule)),
        "observed": observations(&sign.observed),
        "sources": sources(&sign.sources, knowledge),
        "tag": sign.tag.id(),
    })
}

/// Base rates by time, and the odds against a named reference group. Never a percentage for one person.
pub(crate) fn reinjury(reinjury: &Reinjury, knowledge: &Knowledge) -> Value {
    let rules = &knowledge.reinjury;
    let base = rules.base.iter().map(|rate| {
        json!({
            "months": rate.months,
            "percent": number(rate.percent),
            "low": number(rate.low),
            "high": number(rate.high),
            "population": knowledge.text(&format!("base.{}.population", rate.months)),
            "sources": sources(&rate.sources, knowledge),
            "tag": rate.tag.id(),
        })
    });
    json!({
        "base_rates": base.collect::<Vec<_>>(),
        "odds": odds(&reinjury.odds),
        "reference": knowledge.text("odds.reference"),
        "caveat": knowledge.text("odds.caveat"),
        "factors": reinjury.factors.iter().map(|(id, state)| factor(id, state, knowledge)).collect::<Vec<_>>(),
        "watch_weeks": rules.watch_weeks,
        "watch_why": knowledge.text("watch.why"),
        "sources": sources(&rules.sources, knowledge),
        "tag": rules.tag.id(),
    })
}

fn factor(id: &RuleId, state: &FactorState, knowledge: &Knowledge) -> Value {
    let text = |field: &str| knowledge.text(&format!("odds.{id}.{field}"));
    match state {
        FactorState::Raises { units, odds: raised } => json!({
            "id": id.as_str(), "state": "raises", "name": text("name"), "units": number(*units), "odds": odds(raised),
        }),
        FactorState::Passed { otherwise } => json!({
            "id": id.as_str(), "state": "passed", "text": text("passed"), "otherwise": odds(otherwise),
        }),
        FactorState::Open => json!({ "id": id.as_str(), "state": "open", "name": text("name") }),
    }
}

fn odds(odds: &OddsRatio) -> Value {
    let rounded = |value: f64| number((value * ODDS_DIGITS).round() / ODDS_DIGITS);
    json!({ "ratio": rounded(odds.ratio), "low": rounded(odds.low), "high": rounded(odds.high) })
}

/// Scores with their change over the last four weeks.
pub(crate) fn scales(readings: &[ScaleReading]) -> Vec<Value> {
    let reading = |reading: &ScaleReading| {
        json!({
            "measure": reading.measure.id(),
            "now": number(reading.now),
            "earlier": reading.earlier.map(|dated| json!({ "value": number(dated.value), "day": dated.day.to_string() })),
            "change": reading.change.map(|change| change.id()),
        })
    };
    readings.iter().map(reading).collect()
}
