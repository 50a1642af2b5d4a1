//! Pain, or a limp, told for a day beside what its exercises hurt, and how it holds back the session of that day.

use crate::finding::Finding;
use crate::rehab::flare::Restraint;
use crate::rehab::rules::DoseRules;
use femoris_measure::PainScore;

/// The worst that was told of each kind. A milder word of the same day takes nothing back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Of the morning, with the load test.
    pub morning: Option<PainScore>,
    /// Of now and of walking.
    pub now: Option<PainScore>,
    /// In a run and in the hours after it.
    pub run: Option<PainScore>,
    /// A limp in walking.
    pub limp: Finding,
}

/// What pain and a limp are held against.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// How a limp holds the stage back: the first of a programme is meant for whoever limps.
    pub limp: Restraint,
    /// Pain that exercises and runs of the stage may cause.
    pub limit: PainScore,
    /// Pain before a session with which the stage is still meant; never below [`Self::limit`].
    pub before: PainScore,
    /// The usual morning.
    pub base: Option<PainScore>,
}

impl Told {
    /// Pain without exercise: the worse of the morning and of now.
    fn at_rest(&self) -> Option<PainScore> {
        self.morning.max(self.now)
    }

    /// Whether a run hurt more than the stage tolerates.
    pub fn run_is_red(&self, limit: PainScore) -> bool {
        self.run.is_some_and(|run| run > limit)
    }

    /// How it holds back the session of its day.
    pub fn restraint(&self, bounds: Bounds, rules: &DoseRules) -> Restraint {
        let rest = self.at_rest();
        let above = |by: u8| {
            let pair = self.morning.zip(bounds.base);
            pair.is_some_and(|(now, base)| now.get() >= base.get().saturating_add(by))
        };
        if rest.is_some_and(|pain| pain.get() >= rules.colour.severe_from) {
            return Restraint::Rest;
        }
        if self.run_is_red(bounds.limit) {
            return Restraint::Calm;
        }
        if self.limp == Finding::Present && bounds.limp > Restraint::None {
            return bounds.limp;
        }
        let meant = bounds.before.max(bounds.limit);
        if rest > Some(meant) || above(rules.flare.recover_above.saturating_add(1)) {
            return Restraint::Recover;
        }
        let at_edge = rest >= Some(meant) || self.run >= Some(bounds.limit);
        if at_edge || above(rules.colour.worse_by) { Restraint::Sore } else { Restraint::None }
    }
}
