//! Tests of a gate that were passed and say no when they are done again: they freeze the stage until they are passed anew.

use crate::case::CaseState;
use crate::facts::{Facts, Freshness};
use crate::measurement::{Measure, MeasureId};
use crate::rehab::gate::{Criterion, Need};
use crate::rehab::history::History;
use crate::rehab::protocol::Protocol;
use crate::rehab::stage::StageId;
use crate::truth::Truth;
use femoris_measure::Day;
use std::collections::BTreeSet;

/// A criterion that had been met and by a newer test is not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retest<'k> {
    /// The criterion.
    pub criterion: &'k Criterion,
    /// The day of the test that said no first.
    pub day: Day,
}

/// From one test that said no to the one that said yes again.
#[derive(Debug, Clone, PartialEq)]
struct Failed<'k> {
    /// The stage whose gate asks for it.
    gate_of: StageId,
    /// The stage behind that gate.
    leads_to: Option<StageId>,
    retest: Retest<'k>,
    until: Option<Day>,
}

/// Every re-test of a protocol's gates that failed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Retests<'k> {
    failed: Vec<Failed<'k>>,
}

impl<'k> Retests<'k> {
    /// What the measures on record say. A test that nobody had passed before cannot be lost.
    pub(super) fn of(protocol: &'k Protocol, history: &History) -> Self {
        let mut failed = Vec::new();
        for stage in &protocol.stages {
            for criterion in &stage.exit.criteria {
                let times = failures(criterion, history).into_iter().map(|(day, until)| Failed {
                    gate_of: stage.id,
                    leads_to: stage.next,
                    retest: Retest { criterion, day },
                    until,
                });
                failed.extend(times);
            }
        }
        Self { failed }
    }

    /// What freezes a stage on a day: criteria of its own gate and of the one that led to it which tests since its first day
    /// no longer meet.
    pub fn in_stage(&self, stage: StageId, since: Day, day: Day) -> impl Iterator<Item = Retest<'k>> {
        let of_stage = move |failed: &&Failed<'k>| failed.gate_of == stage || failed.leads_to == Some(stage);
        let stands = move |failed: &&Failed<'k>| {
            let from = failed.retest.day;
            since < from && from <= day && failed.until.is_none_or(|until| day < until)
        };
        self.failed.iter().filter(of_stage).filter(stands).map(|failed| failed.retest)
    }
}

/// Days from which a criterion was no longer met, and until when.
fn failures(criterion: &Criterion, history: &History) -> Vec<(Day, Option<Day>)> {
    let Need::Case(when) = &criterion.need else { return Vec::new() };
    let measures: BTreeSet<MeasureId> = criterion.measures().into_iter().collect();
    let values = |id: &MeasureId| history.measures.get(id).into_iter().flatten();
    let days: BTreeSet<Day> = measures.iter().flat_map(values).map(|(day, _)| *day).collect();
    let freshness = Freshness::default();
    let mut state = CaseState::empty(history.today);
    let mut passed = false;
    let mut found: Vec<(Day, Option<Day>)> = Vec::new();
    for day in days {
        for id in &measures {
            let value = history.measures.get(id).and_then(|of| of.get(&day));
            if let Some(Ok(measure)) = value.map(|value| Measure::new(*id, *value)) {
                state.set_measure_on(measure, day);
            }
        }
        let open = found.last().is_some_and(|(_, until)| until.is_none());
        match when.evaluate(&Facts::new(&state, &freshness)) {
            Truth::True => {
                passed = true;
                if let Some((_, until @ None)) = found.last_mut() {
                    *until = Some(day);
                }
            }
            Truth::False if passed && !open => found.push((day, None)),
            Truth::False | Truth::Unknown => {}
        }
    }
    found
}
