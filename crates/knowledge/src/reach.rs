//! Whether any case at all can make a condition hold: its alternatives are written out and each is tried for
//! contradictions. Comparisons with another measure are taken as free.

use crate::node::Place;
use crate::problem::Log;
use femoris_clinic::condition::{Comparison, Condition, Limit, Quantity};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::observation::Fact;
use std::collections::BTreeMap;

/// More alternatives than any rule should have; beyond them the search stops and the rule passes.
const MOST_ALTERNATIVES: usize = 5_000;

/// Notes a condition that no case can meet.
pub(crate) fn check(when: &Condition, place: &Place, log: &Log) {
    if !is_possible(when) {
        log.add(
            place.problem("no case can meet the condition", "look for two parts that exclude each other"),
        );
    }
}

/// Whether some case can meet it.
pub(crate) fn is_possible(when: &Condition) -> bool {
    let wanted = Wanted { holds: true, unknown_will_do: false };
    !alternatives(when, wanted, Vec::from([Clause::default()])).is_empty()
}

#[derive(Clone, Copy)]
struct Wanted {
    holds: bool,
    unknown_will_do: bool,
}

/// One alternative: for each fact what it may still be.
#[derive(Clone, Default)]
struct Clause {
    findings: BTreeMap<FindingId, Vec<Finding>>,
    choices: BTreeMap<Fact, Vec<&'static str>>,
    refused: BTreeMap<Fact, Vec<&'static str>>,
    numbers: BTreeMap<Fact, Range>,
}

/// Where a number may still lie, each end with whether it belongs to it.
#[derive(Clone, Copy)]
struct Range {
    from: (f64, Ends),
    to: (f64, Ends),
}

#[derive(Clone, Copy, PartialEq)]
enum Ends {
    Within,
    Beyond,
}

impl Range {
    const ANY: Self = Self { from: (f64::NEG_INFINITY, Ends::Beyond), to: (f64::INFINITY, Ends::Beyond) };

    fn is_empty(self) -> bool {
        let is_point = self.from.1 == Ends::Within && self.to.1 == Ends::Within;
        self.from.0 > self.to.0 || (self.from.0 == self.to.0 && !is_point)
    }
}

fn alternatives(condition: &Condition, want: Wanted, from: Vec<Clause>) -> Vec<Clause> {
    if from.len() > MOST_ALTERNATIVES {
        return from;
    }
    let every = |parts: &[Condition], from: Vec<Clause>| {
        parts.iter().fold(from, |so_far, part| alternatives(part, want, so_far))
    };
    let either = |parts: &[Condition], from: &[Clause]| -> Vec<Clause> {
        parts.iter().flat_map(|part| alternatives(part, want, from.to_vec())).collect()
    };
    match condition {
        Condition::All(parts) if want.holds => every(parts, from),
        Condition::All(parts) => either(parts, &from),
        Condition::Any(parts) if want.holds => either(parts, &from),
        Condition::Any(parts) => every(parts, from),
        Condition::AtLeast { count, of } if want.holds => chosen(*count, of, want, from),
        Condition::AtLeast { count, of } => chosen(of.len() + 1 - count, of, want, from),
        Condition::Not(inner) => alternatives(inner, Wanted { holds: !want.holds, ..want }, from),
        Condition::Possible(inner) => {
            alternatives(inner, Wanted { unknown_will_do: want.holds, ..want }, from)
        }
        atom => from.into_iter().filter_map(|clause| clause.with(atom, want)).collect(),
    }
}

/// Any `count` of the parts as wanted, the others left free.
fn chosen(count: usize, parts: &[Condition], want: Wanted, from: Vec<Clause>) -> Vec<Clause> {
    match (count, parts) {
        (0, _) => from,
        (_, []) => Vec::new(),
        (count, [first, rest @ ..]) => {
            let mut with = chosen(count - 1, rest, want, alternatives(first, want, from.clone()));
            with.extend(chosen(count, rest, want, from));
            with
        }
    }
}

impl Clause {
    fn with(mut self, atom: &Condition, want: Wanted) -> Option<Self> {
        match atom {
            Condition::Finding { id, is } => {
                let mut allowed = match (want.holds, *is) {
                    (true, answer) => vec![answer],
                    (false, Finding::Present) => vec![Finding::Absent],
                    (false, _) => vec![Finding::Present],
                };
                if want.unknown_will_do {
                    allowed.push(Finding::Unknown);
                }
                let now = self.findings.entry(*id).or_insert_with(|| Finding::ALL.to_vec());
                now.retain(|answer| allowed.contains(answer));
                (!now.is_empty()).then_some(self)
            }
            Condition::Number { of, comparison, limit: Limit::Fixed(limit) } if !want.unknown_will_do => {
                self.narrow(fact(*of), *comparison, *limit, want.holds)
            }
            Condition::Setting(any) => self.choose(Fact::Setting, any.iter().map(|v| v.id()).collect(), want),
            Condition::Onset(any) => self.choose(Fact::Onset, any.iter().map(|v| v.id()).collect(), want),
            Condition::Location(any) => {
                self.choose(Fact::Location, any.iter().map(|v| v.id()).collect(), want)
            }
            Condition::Side(any) => self.choose(Fact::Side, any.iter().map(|v| v.id()).collect(), want),
            _ => Some(self),
        }
    }

    fn choose(mut self, fact: Fact, ids: Vec<&'static str>, want: Wanted) -> Option<Self> {
        if want.unknown_will_do {
            return Some(self);
        }
        if want.holds {
            let now = self.choices.entry(fact).or_insert_with(|| ids.clone());
            now.retain(|id| ids.contains(id));
        } else {
            self.refused.entry(fact).or_default().extend(ids);
        }
        let refused = self.refused.get(&fact).cloned().unwrap_or_default();
        let possible = self.choices.get(&fact).is_none_or(|left| left.iter().any(|id| !refused.contains(id)));
        possible.then_some(self)
    }

    /// Keeps the interval the number may still lie in.
    fn narrow(mut self, fact: Fact, comparison: Comparison, limit: f64, holds: bool) -> Option<Self> {
        let below = matches!(comparison, Comparison::Below | Comparison::UpTo) == holds;
        let strict = matches!(comparison, Comparison::Below | Comparison::Above) == holds;
        let end = (limit, if strict { Ends::Beyond } else { Ends::Within });
        let range = self.numbers.entry(fact).or_insert(Range::ANY);
        let tighter = |now: (f64, Ends), is_inner: bool| {
            if is_inner || (now.0 == limit && strict) { end } else { now }
        };
        if below {
            range.to = tighter(range.to, limit < range.to.0);
        } else {
            range.from = tighter(range.from, limit > range.from.0);
        }
        (!range.is_empty()).then_some(self)
    }
}

fn fact(of: Quantity) -> Fact {
    match of {
        Quantity::Measure(id) => Fact::Measure(id),
        Quantity::Age => Fact::Age,
        Quantity::DaysSinceOnset => Fact::DaysSinceOnset,
        Quantity::PreviousStrains => Fact::PreviousStrains,
        Quantity::MonthsSinceLastStrain => Fact::MonthsSinceLastStrain,
    }
}
