//! Answers that were asked for last. A page asks for the same state of the case several times; it is weighed once.

use femoris_clinic::case::CaseState;
use femoris_clinic::observation::Fact;
use femoris_clinic::readiness::RunToday;
use femoris_clinic::triage::Triage;
use femoris_clinic::verdict::{Verdict, decide, verdict_skipping};

use crate::App;
use crate::recent::Recent;

/// What was asked for last, the newest first.
#[derive(Debug, Default)]
pub(crate) struct Weighed {
    verdicts: Recent<(CaseState, Vec<Fact>), Verdict>,
    decisions: Recent<CaseState, (Triage, RunToday)>,
}

impl Weighed {
    /// Keeps nothing of a case that is erased or replaced.
    pub(crate) fn forget(&self) {
        self.verdicts.forget();
        self.decisions.forget();
    }
}

impl App {
    /// The verdict of a state.
    pub(crate) fn verdict(&self, state: &CaseState) -> Verdict {
        self.verdict_skipping(state, &[])
    }

    /// The same, where the next question is none of those the runner has skipped for now.
    pub(crate) fn verdict_skipping(&self, state: &CaseState, skipped: &[Fact]) -> Verdict {
        let is_it = |(of, without): &(CaseState, Vec<Fact>)| of == state && without == skipped;
        let key = || (state.clone(), skipped.to_vec());
        self.weighed.verdicts.recall(is_it, key, || verdict_skipping(state, &self.knowledge, skipped))
    }

    /// What must be done in a state, without weighing what it probably is.
    pub(crate) fn decide(&self, state: &CaseState) -> (Triage, RunToday) {
        let make = || decide(state, &self.knowledge);
        self.weighed.decisions.recall(|of| of == state, || state.clone(), make)
    }
}
