//! The case as rules see it: old reassurance counts as not known, and each look-up says what was seen.

use crate::case::CaseState;
use crate::differential::Diagnosis;
use crate::finding::{Finding, FindingId};
use crate::measurement::MeasureId;
use std::collections::BTreeMap;

/// For how many days an answer stays good, the day itself included; `None` means for good.
///
/// Only what reassures grows old: an alarming answer stands until it is answered anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Freshness {
    findings: [Option<u16>; FindingId::ALL.len()],
    measures: [Option<u16>; MeasureId::ALL.len()],
}

impl Default for Freshness {
    fn default() -> Self {
        Self { findings: [None; FindingId::ALL.len()], measures: [None; MeasureId::ALL.len()] }
    }
}

impl Freshness {
    /// Sets how long a reassuring answer stays good.
    pub fn set_finding(&mut self, id: FindingId, days: Option<u16>) {
        self.findings[id as usize] = days;
    }

    /// Sets how long a measured value stays good.
    pub fn set_measure(&mut self, id: MeasureId, days: Option<u16>) {
        self.measures[id as usize] = days;
    }

    /// How long a reassuring answer stays good.
    pub fn finding(&self, id: FindingId) -> Option<u16> {
        self.findings[id as usize]
    }

    /// How long a measured value stays good.
    pub fn measure(&self, id: MeasureId) -> Option<u16> {
        self.measures[id as usize]
    }
}

/// Probabilities of conditions that safety rules look at, each read with caution.
pub type Chances = BTreeMap<Diagnosis, f64>;

/// A case and how fast its answers grow old.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    state: &'a CaseState,
    freshness: &'a Freshness,
    chances: Option<&'a Chances>,
}

impl<'a> Facts<'a> {
    /// The case as it counts today.
    pub fn new(state: &'a CaseState, freshness: &'a Freshness) -> Self {
        Self { state, freshness, chances: None }
    }

    /// The same case, with probabilities for the rules that look at them.
    pub fn with_chances(self, chances: &'a Chances) -> Self {
        Self { chances: Some(chances), ..self }
    }

    /// The probabilities that were weighed for rules.
    pub(crate) fn chances(&self) -> impl Iterator<Item = (&'a Diagnosis, &'a f64)> {
        self.chances.into_iter().flatten()
    }

    /// The probability of a condition, where it was weighed.
    pub fn chance(&self, condition: Diagnosis) -> Option<f64> {
        self.chances?.get(&condition).copied()
    }

    /// The case itself.
    pub fn state(&self) -> &'a CaseState {
        self.state
    }

    /// The answer as far as it still counts.
    pub fn finding(&self, id: FindingId) -> Finding {
        let Some(dated) = self.state.dated_finding(id) else { return Finding::Unknown };
        let old = self.is_old(dated.day, self.freshness.finding(id));
        if old && dated.value == id.reassuring() { Finding::Unknown } else { dated.value }
    }

    /// The measured value as far as it still counts.
    pub fn measure(&self, id: MeasureId) -> Option<f64> {
        let dated = self.state.dated_measure(id)?;
        (!self.is_old(dated.day, self.freshness.measure(id))).then_some(dated.value)
    }

    fn is_old(&self, day: femoris_measure::Day, good_for: Option<u16>) -> bool {
        good_for.is_some_and(|days| self.state.today.days_since(day) >= i32::from(days))
    }
}
