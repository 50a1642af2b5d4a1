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
    let found =
        alternatives(when, Wanted { holds: true, unknown_will_do: false }, Vec::from([Clause::default()]));
    if found.is_empty() {
        log.add(
            place.problem("no case can meet the condition", "look for two parts that exclude each other"),
        );
    }
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
    numbers: BTreeMap<Fact, (f64, f64)>,
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

    /// Keeps the interval the number may still lie in; open ends are treated as closed, which only errs towards
    /// calling a rule reachable at a single point.
    fn narrow(mut self, fact: Fact, comparison: Comparison, limit: f64, holds: bool) -> Option<Self> {
        let below = matches!(comparison, Comparison::Below | Comparison::UpTo) == holds;
        let range = self.numbers.entry(fact).or_insert((f64::NEG_INFINITY, f64::INFINITY));
        if below {
            range.1 = range.1.min(limit);
        } else {
            range.0 = range.0.max(limit);
        }
        (range.0 <= range.1).then_some(self)
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
