//! What a rule saw, kept as data: the fact, its value and the bound it met.

use crate::complaint::Months;
use crate::condition::Comparison;
use crate::differential::Diagnosis;
use crate::facts::Facts;
use crate::finding::{Finding, FindingId};
use crate::measurement::MeasureId;

/// Something a rule can look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// A finding.
    Finding(FindingId),
    /// A measure.
    Measure(MeasureId),
    /// What was happening when it began.
    Setting,
    /// How it began.
    Onset,
    /// Where it is worst.
    Location,
    /// Which leg.
    Side,
    /// Sex.
    Sex,
    /// Age.
    Age,
    /// Days since it began.
    DaysSinceOnset,
    /// Earlier hamstring strains.
    PreviousStrains,
    /// Months since the last of them.
    MonthsSinceLastStrain,
    /// Today's distance, or the last run's, against the longest run of 30 days.
    DistanceRatio,
    /// Whether the runner is ill, by their own word.
    Health,
    /// Probability of a condition of the differential, read with caution.
    Chance(Diagnosis),
}

impl Fact {
    /// Stable id; findings and measures have the ids of the case contract.
    pub fn id(self) -> &'static str {
        match self {
            Self::Finding(id) => id.id(),
            Self::Measure(id) => id.id(),
            Self::Setting => "complaint.setting",
            Self::Onset => "complaint.onset",
            Self::Location => "complaint.location",
            Self::Side => "complaint.side",
            Self::Sex => "runner.sex",
            Self::Age => "runner.age_years",
            Self::DaysSinceOnset => "days_since_onset",
            Self::PreviousStrains => "history.previous_hamstring_strains",
            Self::MonthsSinceLastStrain => "history.months_since_last_strain",
            Self::DistanceRatio => "distance_ratio",
            Self::Health => "health",
            Self::Chance(condition) => condition.id(),
        }
    }

    /// Its value in a case, as far as it still counts.
    pub fn value(self, facts: &Facts<'_>) -> Value {
        let state = facts.state();
        let id = |id: Option<&'static str>| id.map_or(Value::Unknown, Value::Id);
        let number = |number: Option<f64>| number.map_or(Value::Unknown, Value::Number);
        match self {
            Self::Finding(finding) => match facts.finding(finding) {
                Finding::Unknown => Value::Unknown,
                answer => Value::Id(answer.id()),
            },
            Self::Measure(measure) => number(facts.measure(measure)),
            Self::Setting => id(state.complaint.setting.map(|v| v.id())),
            Self::Onset => id(state.complaint.onset.map(|v| v.id())),
            Self::Location => id(state.complaint.location.map(|v| v.id())),
            Self::Side => id(state.complaint.side.map(|v| v.id())),
            Self::Sex => id(state.sex.map(|v| v.id())),
            Self::Age => number(state.age.map(|age| f64::from(age.get()))),
            Self::DaysSinceOnset => number(state.days_since_onset().map(f64::from)),
            Self::PreviousStrains => number(state.history.previous_hamstring_strains.map(f64::from)),
            Self::MonthsSinceLastStrain => number(state.history.months_since_last_strain.map(Months::get)),
            Self::DistanceRatio => number(crate::load::planned_ratio(&state.load)),
            Self::Health => id(state.health.map(|told| told.value.id())),
            Self::Chance(condition) => number(facts.chance(condition)),
        }
    }
}

/// A value as it was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// An answer or a choice, by its id.
    Id(&'static str),
    /// A number.
    Number(f64),
    /// Not known.
    Unknown,
}

/// The bound a number met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// The relation.
    pub comparison: Comparison,
    /// The limit.
    pub value: f64,
}

/// What a rule saw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// Where it looked.
    pub fact: Fact,
    /// What was there.
    pub value: Value,
    /// The bound it was held against.
    pub bound: Option<Bound>,
}
