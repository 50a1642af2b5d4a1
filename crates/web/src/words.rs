//! Engine values in words. What they mean clinically stands in the knowledge; here are only names, units and order.

use femoris_clinic::complaint::{Location, Onset, Setting, Sex, Side};
use femoris_clinic::condition::Comparison;
use femoris_clinic::differential::{Diagnosis, Grounds, Stated};
use femoris_clinic::evidence::{Source, SourceId, Tag};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::{Bound, Fact, Observation, Value};
use femoris_clinic::readiness::Decision;
use femoris_clinic::restriction::{Caps, Terrain};

use crate::format::{self, Units, small};
use crate::view::Cite;

/// The answer in the words of the card.
pub(crate) fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::AsPlanned => "Run as planned",
        Decision::Modified => "Run this much",
        Decision::NoRun => "Not today",
        Decision::StopAndRefer => "See someone",
    }
}

/// The lane of the bend that is painted.
pub(crate) fn lane(decision: Decision) -> u8 {
    match decision {
        Decision::AsPlanned => 1,
        Decision::Modified => 2,
        Decision::NoRun => 3,
        Decision::StopAndRefer => 4,
    }
}

/// Limits of a modified run, in one line; `None` where there is no limit.
pub(crate) fn caps(caps: &Caps, units: Units) -> Option<String> {
    let mut parts = Vec::new();
    match (caps.volume_from, caps.volume_to) {
        (Some(from), Some(to)) if from != to => {
            parts.push(format!("{:.0} to {:.0}\u{a0}% of your usual run", from.get(), to.get()));
        }
        (_, Some(to)) => parts.push(format!("up to {:.0}\u{a0}% of your usual run", to.get())),
        (Some(from), None) => parts.push(format!("at least {:.0}\u{a0}% of your usual run", from.get())),
        (None, None) => {}
    }
    if let Some(distance) = caps.distance {
        parts.push(format!("at most {}", units.distance(distance.get())));
    }
    if let Some(minutes) = caps.minutes {
        parts.push(format!("at most {:.0}\u{a0}minutes", minutes.get()));
    }
    if caps.terrain == Terrain::FlatOnly {
        parts.push("flat".to_owned());
    }
    if let Some(speed) = caps.top_speed {
        parts.push(format!("no faster than {:.0}\u{a0}% of your top speed", speed.get()));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The short name of something a rule looks at.
pub(crate) fn fact_name(fact: Fact, knowledge: &Knowledge) -> String {
    let key = match fact {
        Fact::Finding(id) => Some(format!("finding.{id}.name")),
        Fact::Measure(id) => Some(format!("measure.{id}.name")),
        Fact::Chance(id) => Some(format!("condition.{id}.name")),
        _ => None,
    };
    let own = match fact {
        Fact::Finding(_) | Fact::Measure(_) | Fact::Chance(_) => "",
        Fact::Setting => "What was happening",
        Fact::Onset => "How it began",
        Fact::Location => "Worst place",
        Fact::Side => "Side",
        Fact::Sex => "Sex",
        Fact::Age => "Age",
        Fact::DaysSinceOnset => "Days since it began",
        Fact::PreviousStrains => "Earlier strains",
        Fact::MonthsSinceLastStrain => "Months since the last strain",
        Fact::DistanceRatio => "Distance against your longest",
        Fact::Health => "Your health",
    };
    key.map(|key| knowledge.text(&key)).filter(|text| !text.is_empty()).unwrap_or(own).to_owned()
}

/// A value as it is shown.
pub(crate) fn value(fact: Fact, value: Value) -> String {
    match (fact, value) {
        (_, Value::Unknown) => "not known".to_owned(),
        (Fact::Finding(_), Value::Id(id)) => match Finding::from_id(id) {
            Some(Finding::Present) => "yes".to_owned(),
            Some(Finding::Absent) => "no".to_owned(),
            Some(Finding::Unknown) | None => "not known".to_owned(),
        },
        (Fact::Setting, Value::Id(id)) => {
            Setting::from_id(id).map_or_else(|| id.to_owned(), |one| small(setting(one)))
        }
        (Fact::Onset, Value::Id(id)) => {
            Onset::from_id(id).map_or_else(|| id.to_owned(), |one| small(onset(one)))
        }
        (Fact::Location, Value::Id(id)) => {
            Location::from_id(id).map_or_else(|| id.to_owned(), |one| small(location(one)))
        }
        (Fact::Side, Value::Id(id)) => {
            Side::from_id(id).map_or_else(|| id.to_owned(), |one| small(side(one)))
        }
        (Fact::Sex, Value::Id(id)) => Sex::from_id(id).map_or_else(|| id.to_owned(), |one| small(sex(one))),
        (_, Value::Id(id)) => id.to_owned(),
        (Fact::Measure(id), Value::Number(number)) => measure(id, number),
        (Fact::DistanceRatio, Value::Number(share)) => format::percent(share),
        // A bare share reads like a measurement; it stands with its range on the page of the result.
        (Fact::Chance(_), Value::Number(_)) => "cannot be left aside".to_owned(),
        (_, Value::Number(number)) => plain(number),
    }
}

/// A measured number with its unit: `3/10`, `5 min`.
pub(crate) fn measure(id: MeasureId, number: f64) -> String {
    let unit = id.scale().unit;
    if unit.starts_with('/') {
        format!("{}{unit}", plain(number))
    } else {
        format!("{}\u{a0}{unit}", plain(number))
    }
}

/// At most two decimals, and none where there are none.
pub(crate) fn plain(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    format!("{}", rounded + 0.0)
}

/// `1 month`, `2.5 months`.
pub(crate) fn months(number: f64) -> String {
    let shown = plain(number);
    let unit = if shown == "1" { "month" } else { "months" };
    format!("{shown} {unit}")
}

/// `the rule speaks up to 3/10`; `None` where nothing was compared, and for a probability, which is told without its number.
pub(crate) fn bound(fact: Fact, bound: Option<Bound>) -> Option<String> {
    let Bound { comparison, value: limit } = bound.filter(|_| !matches!(fact, Fact::Chance(_)))?;
    let limit = value(fact, Value::Number(limit));
    Some(match comparison {
        Comparison::Below => format!("the rule speaks below {limit}"),
        Comparison::UpTo => format!("the rule speaks up to {limit}"),
        Comparison::From => format!("the rule speaks from {limit}"),
        Comparison::Above => format!("the rule speaks above {limit}"),
    })
}

/// `Load test 3/10`.
pub(crate) fn observation(seen: &Observation, knowledge: &Knowledge) -> String {
    let name = fact_name(seen.fact, knowledge);
    match seen.fact {
        Fact::Finding(_) => format!("{name}: {}", value(seen.fact, seen.value)),
        _ => format!("{name} {}", value(seen.fact, seen.value)),
    }
}

/// What a statement rests on, with how far that can be trusted.
pub(crate) fn cites(sources: &[SourceId], tag: Tag, knowledge: &Knowledge) -> Vec<Cite> {
    cites_of(sources.iter().filter_map(|id| knowledge.source(id)), tag)
}

/// As [`cites`], for sources that were looked up already.
pub(crate) fn cites_of<'a>(sources: impl Iterator<Item = &'a Source>, tag: Tag) -> Vec<Cite> {
    let mut cites: Vec<Cite> = sources.map(source).collect();
    match cites.first_mut() {
        Some(first) => {
            first.estimate |= tag == Tag::Estimate;
            first.unverified |= tag == Tag::Recalled;
        }
        None if tag == Tag::Estimate => {
            cites.push(Cite {
                text: "No publication says this.".to_owned(),
                estimate: true,
                unverified: false,
            });
        }
        None => {}
    }
    cites
}

/// What one number of the differential rests on.
pub(crate) fn grounds(condition: Diagnosis, of: Stated, knowledge: &Knowledge) -> Cite {
    let name = self::condition(condition, knowledge);
    let estimate = |text: String| Cite { text, estimate: true, unverified: false };
    match knowledge.differential.parts().grounds.get(&(condition, of)) {
        None => estimate(format!("{name}: nobody published the number.")),
        Some(Grounds::Definition { because }) => {
            Cite { text: format!("{name}: {because}."), estimate: false, unverified: false }
        }
        Some(Grounds::Study { source, reported, adopted_because }) => {
            let Some(source) = knowledge.source(source) else {
                return estimate(format!("{name}: {reported}."));
            };
            let adopted = if adopted_because.is_empty() { "" } else { " " };
            Cite {
                text: format!("{name}: {reported}{adopted}{adopted_because} {}", origin(source)),
                estimate: false,
                unverified: source.tag == Tag::Recalled,
            }
        }
    }
}

/// A source under a statement of its own.
pub(crate) fn source(source: &Source) -> Cite {
    Cite {
        text: origin(source),
        estimate: source.tag == Tag::Estimate,
        unverified: source.tag == Tag::Recalled,
    }
}

/// The name of a condition.
pub(crate) fn condition(condition: Diagnosis, knowledge: &Knowledge) -> String {
    knowledge.text(&format!("condition.{condition}.name")).to_owned()
}

/// Title, then what kind of study it was and who was studied.
fn origin(source: &Source) -> String {
    let about = [source.design.as_str(), source.population.as_str()];
    let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty() && *part != "none").collect();
    match about.as_slice() {
        [] => source.title.clone(),
        parts => format!("{}: {}.", source.title, parts.join(", ")),
    }
}

/// The question for a finding, with its help and why.
pub(crate) fn finding_text(id: FindingId, field: &str, knowledge: &Knowledge) -> Option<String> {
    some(knowledge.text(&format!("finding.{id}.{field}")))
}

/// The question for a measure, with its help and why.
pub(crate) fn measure_text(id: MeasureId, field: &str, knowledge: &Knowledge) -> Option<String> {
    some(knowledge.text(&format!("measure.{id}.{field}")))
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A paragraph as its sentences.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    text.split_inclusive(". ").map(|sentence| sentence.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

pub(crate) fn side(side: Side) -> &'static str {
    match side {
        Side::Left => "Left",
        Side::Right => "Right",
        Side::Both => "Both",
    }
}

pub(crate) fn location(location: Location) -> &'static str {
    match location {
        Location::SitBone => "Sit bone",
        Location::ThighBelly => "Middle of the back thigh",
        Location::DeepButtock => "Deep in the buttock",
        Location::LateralHip => "Side of the hip",
        Location::GroinFront => "Groin or front of the hip",
        Location::BehindKnee => "Behind the knee",
        Location::CalfShin => "Calf or shin",
        Location::LowBack => "Low back",
    }
}

/// How to find the place with a finger.
pub(crate) fn location_note(location: Location) -> &'static str {
    match location {
        Location::SitBone => "the crease under the buttock",
        Location::ThighBelly => "the muscle itself",
        Location::DeepButtock => "hard to point at",
        Location::LateralHip => "on the bony point",
        Location::GroinFront => "the front side",
        Location::BehindKnee => "either edge of the hollow",
        Location::CalfShin => "below the knee",
        Location::LowBack => "between the dimples and the waist",
    }
}

/// From top to bottom, as the eye goes down the map.
pub(crate) const LOCATIONS: [Location; 8] = [
    Location::LowBack,
    Location::LateralHip,
    Location::DeepButtock,
    Location::SitBone,
    Location::ThighBelly,
    Location::BehindKnee,
    Location::CalfShin,
    Location::GroinFront,
];

pub(crate) fn setting(setting: Setting) -> &'static str {
    match setting {
        Setting::FastRunning => "During fast running",
        Setting::GradualBuildUp => "Over weeks in which I ran more",
        Setting::AfterHardSession => "After an unusually hard session",
        Setting::Other => "None of these",
    }
}

pub(crate) fn onset(onset: Onset) -> &'static str {
    match onset {
        Onset::Sudden => "In one moment",
        Onset::Delayed => "Half a day to three days after",
        Onset::Gradual => "Slowly, over days or weeks",
        Onset::Exertional => "At the same distance each run, gone with rest",
    }
}

pub(crate) fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "Female",
        Sex::Male => "Male",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_measure::{Minutes, Percent};

    #[test]
    fn limits_read_as_one_line() {
        let percent = |value| Percent::new(value).ok();
        let limits = Caps {
            volume_from: percent(50.0),
            volume_to: percent(70.0),
            minutes: Minutes::new(20.0).ok(),
            terrain: Terrain::FlatOnly,
            ..Caps::default()
        };
        assert_eq!(
            caps(&limits, Units::Metric).as_deref(),
            Some("50 to 70\u{a0}% of your usual run, at most 20\u{a0}minutes, flat")
        );
        assert_eq!(caps(&Caps::default(), Units::Metric), None);
    }

    #[test]
    fn values_have_their_units_and_unknown_is_said() {
        let load = Fact::Measure(MeasureId::LoadTestPain);
        assert_eq!(value(load, Value::Number(3.0)), "3/10");
        assert_eq!(value(Fact::Measure(MeasureId::MorningStiffnessMin), Value::Number(5.0)), "5\u{a0}min");
        assert_eq!(value(load, Value::Unknown), "not known");
        assert_eq!(value(Fact::Finding(FindingId::LimpWalking), Value::Id("absent")), "no");
        let built_up = Value::Id(Setting::GradualBuildUp.id());
        assert_eq!(value(Fact::Setting, built_up), "over weeks in which I ran more");
    }

    #[test]
    fn every_place_is_offered_once() {
        for place in Location::ALL {
            assert_eq!(LOCATIONS.iter().filter(|offered| *offered == place).count(), 1, "{place}");
        }
    }
}
