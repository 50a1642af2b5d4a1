//! The small language rules are written in: what must hold in a case, in three truth values.

use crate::complaint::{Location, Onset, Setting, Sex, Side};
use crate::differential::Diagnosis;
use crate::facts::Facts;
use crate::finding::{Finding, FindingId};
use crate::measurement::MeasureId;
use crate::observation::{Bound, Fact, Observation, Value};
use crate::truth::Truth;
use femoris_measure::{Day, ids};
use std::collections::BTreeMap;

ids! {
    /// How a number is compared with its bound.
    Comparison {
        /// Less than the bound.
        Below = "below",
        /// The bound or less.
        UpTo = "up_to",
        /// The bound or more.
        From = "from",
        /// More than the bound.
        Above = "above",
    }
}

impl Comparison {
    /// Whether `value` stands in this relation to `bound`.
    pub fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Below => value < bound,
            Self::UpTo => value <= bound,
            Self::From => value >= bound,
            Self::Above => value > bound,
        }
    }
}

/// A number to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A measure of the case.
    Measure(MeasureId),
    /// Age in completed years.
    Age,
    /// Days since the complaint began.
    DaysSinceOnset,
    /// Earlier hamstring strains.
    PreviousStrains,
    /// Months since the last of them.
    MonthsSinceLastStrain,
}

/// What a number is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// A fixed number.
    Fixed(f64),
    /// A share of another measure of the same case, plus a distance.
    Measure {
        /// The other measure.
        id: MeasureId,
        /// The share, 1 for all of it.
        times: f64,
        /// Added to it.
        plus: f64,
    },
}

/// What must hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these; with none it holds.
    All(Vec<Condition>),
    /// Any of these; with none it does not hold.
    Any(Vec<Condition>),
    /// At least this many of these.
    AtLeast {
        /// How many.
        count: usize,
        /// Of which.
        of: Vec<Condition>,
    },
    /// Not this.
    Not(Box<Condition>),
    /// This cannot be ruled out: it holds, or what it rests on is not known.
    Possible(Box<Condition>),
    /// A finding was answered this way.
    Finding {
        /// Which finding.
        id: FindingId,
        /// The answer, present or absent.
        is: Finding,
    },
    /// A number in relation to a limit.
    Number {
        /// Which number.
        of: Quantity,
        /// The relation.
        comparison: Comparison,
        /// The limit.
        limit: Limit,
    },
    /// The setting is one of these.
    Setting(Vec<Setting>),
    /// The onset is one of these.
    Onset(Vec<Onset>),
    /// The place is one of these.
    Location(Vec<Location>),
    /// The side is one of these.
    Side(Vec<Side>),
    /// The sex.
    Sex(Sex),
    /// The newest tests of a measure, on as many days, all lie between two bounds. Too few tests: not known.
    Streak {
        /// Which measure.
        of: MeasureId,
        /// How many test days.
        tests: usize,
        /// All above this.
        above: f64,
        /// None above this.
        up_to: f64,
    },
    /// A test of the last days had a value in this relation to a limit; the last value of each day counts.
    Recent {
        /// Which measure.
        of: MeasureId,
        /// Days back, today being the first.
        days: u16,
        /// The relation.
        comparison: Comparison,
        /// The limit.
        limit: Limit,
    },
    /// A condition of the differential is at least this probable, read with caution: see
    /// [`crate::differential::Model::guarded`].
    Likely {
        /// The condition.
        condition: Diagnosis,
        /// The least probability.
        from: f64,
    },
}

impl Condition {
    /// Whether it holds in a case.
    pub fn evaluate(&self, facts: &Facts<'_>) -> Truth {
        match self {
            Self::All(parts) => fold(parts, facts, Truth::True, Truth::and),
            Self::Any(parts) => fold(parts, facts, Truth::False, Truth::or),
            Self::AtLeast { count, of } => at_least(*count, of, facts),
            Self::Not(inner) => inner.evaluate(facts).negated(),
            Self::Possible(inner) => inner.evaluate(facts).possible(),
            Self::Finding { id, is } => match facts.finding(*id) {
                Finding::Unknown => Truth::Unknown,
                answer => Truth::of(answer == *is),
            },
            Self::Number { of, comparison, limit } => match (of.read(facts), limit.read(facts)) {
                (Some(value), Some(limit)) => Truth::of(comparison.holds(value, limit)),
                _ => Truth::Unknown,
            },
            Self::Setting(any) => one_of(facts.state().complaint.setting, any),
            Self::Onset(any) => one_of(facts.state().complaint.onset, any),
            Self::Location(any) => one_of(facts.state().complaint.location, any),
            Self::Side(any) => one_of(facts.state().complaint.side, any),
            Self::Sex(sex) => one_of(facts.state().sex, &[*sex]),
            Self::Streak { of, tests, above, up_to } => streak(facts, *of, *tests, *above..=*up_to),
            Self::Recent { of, days, comparison, limit } => {
                limit.read(facts).map_or(Truth::Unknown, |limit| {
                    let first = facts.state().today.plus_days(1 - i32::from(*days));
                    let recent = by_day(facts, *of);
                    Truth::of(recent.range(first..).any(|(_, value)| comparison.holds(*value, limit)))
                })
            }
            Self::Likely { condition, from } => {
                facts.chance(*condition).map_or(Truth::Unknown, |chance| Truth::of(chance >= *from))
            }
        }
    }

    /// What in the case makes it hold. Only meaningful where it does; what stands open is listed as not known.
    pub fn because(&self, facts: &Facts<'_>) -> Vec<Observation> {
        let mut seen = Vec::new();
        self.collect(facts, Truth::True, &mut seen);
        let mut unique = Vec::with_capacity(seen.len());
        for observation in seen {
            if !unique.contains(&observation) {
                unique.push(observation);
            }
        }
        unique
    }

    /// What is not known and might settle it.
    pub fn missing(&self, facts: &Facts<'_>) -> Vec<Fact> {
        let mut facts_missing = Vec::new();
        self.walk(&mut |atom| {
            if atom.evaluate(facts) == Truth::Unknown {
                for fact in atom.rests_on() {
                    let known = fact.value(facts) != Value::Unknown;
                    if !known && !facts_missing.contains(&fact) {
                        facts_missing.push(fact);
                    }
                }
            }
        });
        facts_missing
    }

    /// Calls `visit` with every atom, that is every condition without parts.
    pub fn walk(&self, visit: &mut dyn FnMut(&Condition)) {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast { of: parts, .. } => {
                parts.iter().for_each(|part| part.walk(visit));
            }
            Self::Not(inner) | Self::Possible(inner) => inner.walk(visit),
            atom => visit(atom),
        }
    }

    /// Whether any part of it looks at a fact.
    pub fn looks_at(&self, fact: Fact) -> bool {
        let mut found = false;
        self.walk(&mut |atom| found |= atom.rests_on().contains(&fact));
        found
    }

    /// The facts an atom looks at; none for a condition with parts.
    pub fn rests_on(&self) -> Vec<Fact> {
        match self {
            Self::Finding { id, .. } => vec![Fact::Finding(*id)],
            Self::Number { of, limit, .. } => {
                let other = match limit {
                    Limit::Measure { id, .. } => Some(Fact::Measure(*id)),
                    Limit::Fixed(_) => None,
                };
                std::iter::once(of.fact()).chain(other).collect()
            }
            Self::Setting(_) => vec![Fact::Setting],
            Self::Onset(_) => vec![Fact::Onset],
            Self::Location(_) => vec![Fact::Location],
            Self::Side(_) => vec![Fact::Side],
            Self::Sex(_) => vec![Fact::Sex],
            Self::Streak { of, .. } | Self::Recent { of, .. } => vec![Fact::Measure(*of)],
            Self::Likely { condition, .. } => vec![Fact::Chance(*condition)],
            Self::All(_) | Self::Any(_) | Self::AtLeast { .. } | Self::Not(_) | Self::Possible(_) => {
                Vec::new()
            }
        }
    }

    /// Gathers the atoms that make the condition come out as `want`.
    fn collect(&self, facts: &Facts<'_>, want: Truth, seen: &mut Vec<Observation>) {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::AtLeast { of: parts, .. } => {
                let speaking = parts.iter().filter(|part| part.evaluate(facts) == want);
                speaking.for_each(|part| part.collect(facts, want, seen));
            }
            Self::Not(inner) => inner.collect(facts, want.negated(), seen),
            Self::Possible(inner) => {
                let value = inner.evaluate(facts);
                inner.collect(facts, value, seen);
            }
            atom => seen.extend(atom.observation(facts)),
        }
    }

    fn observation(&self, facts: &Facts<'_>) -> Option<Observation> {
        let fact = *self.rests_on().first()?;
        let bound = match self {
            Self::Number { comparison, limit, .. } => {
                limit.read(facts).map(|value| Bound { comparison: *comparison, value })
            }
            Self::Likely { from, .. } => Some(Bound { comparison: Comparison::From, value: *from }),
            _ => None,
        };
        Some(Observation { fact, value: fact.value(facts), bound })
    }
}

impl Quantity {
    pub(crate) fn read(self, facts: &Facts<'_>) -> Option<f64> {
        match self.fact().value(facts) {
            Value::Number(value) => Some(value),
            Value::Id(_) | Value::Unknown => None,
        }
    }

    /// What it is the number of.
    pub fn fact(self) -> Fact {
        match self {
            Self::Measure(id) => Fact::Measure(id),
            Self::Age => Fact::Age,
            Self::DaysSinceOnset => Fact::DaysSinceOnset,
            Self::PreviousStrains => Fact::PreviousStrains,
            Self::MonthsSinceLastStrain => Fact::MonthsSinceLastStrain,
        }
    }
}

impl Limit {
    fn read(self, facts: &Facts<'_>) -> Option<f64> {
        match self {
            Self::Fixed(value) => Some(value),
            Self::Measure { id, times, plus } => facts.measure(id).map(|value| value * times + plus),
        }
    }
}

fn fold(parts: &[Condition], facts: &Facts<'_>, start: Truth, join: fn(Truth, Truth) -> Truth) -> Truth {
    parts.iter().fold(start, |so_far, part| join(so_far, part.evaluate(facts)))
}

fn at_least(count: usize, of: &[Condition], facts: &Facts<'_>) -> Truth {
    let values: Vec<Truth> = of.iter().map(|part| part.evaluate(facts)).collect();
    let number = |low: Truth| values.iter().filter(|value| **value >= low).count();
    if number(Truth::True) >= count {
        Truth::True
    } else if number(Truth::Unknown) >= count {
        Truth::Unknown
    } else {
        Truth::False
    }
}

fn one_of<T: PartialEq>(value: Option<T>, any: &[T]) -> Truth {
    value.map_or(Truth::Unknown, |value| Truth::of(any.contains(&value)))
}

/// The values of a measure by day; the last one of a day counts.
fn by_day(facts: &Facts<'_>, id: MeasureId) -> BTreeMap<Day, f64> {
    facts.state().trail(id).map(|dated| (dated.day, dated.value)).collect()
}

fn streak(facts: &Facts<'_>, id: MeasureId, tests: usize, within: std::ops::RangeInclusive<f64>) -> Truth {
    let by_day = by_day(facts, id);
    if by_day.len() < tests {
        return Truth::Unknown;
    }
    let inside = |value: f64| value > *within.start() && value <= *within.end();
    Truth::of(by_day.values().rev().take(tests).all(|value| inside(*value)))
}
