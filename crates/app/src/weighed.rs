//! Answers that were asked for last. A page asks for the same state of the case several times; it is weighed once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use femoris_clinic::case::CaseState;
use femoris_clinic::observation::Fact;
use femoris_clinic::readiness::RunToday;
use femoris_clinic::triage::Triage;
use femoris_clinic::verdict::{Verdict, decide, verdict_skipping};

use crate::App;

/// As many states as the pages of one visit ask for: today, yesterday, and before the runs of a few days.
const KEPT: usize = 8;

/// What was asked for last, the newest first.
#[derive(Debug, Default)]
pub(crate) struct Weighed {
    verdicts: Recent<(CaseState, Vec<Fact>), Verdict>,
    decisions: Recent<CaseState, (Triage, RunToday)>,
}

impl Weighed {
    /// Keeps nothing of a case that is erased or replaced.
    pub(crate) fn forget(&self) {
        open(&self.verdicts).clear();
        open(&self.decisions).clear();
    }
}

type Recent<K, V> = Mutex<Vec<(K, V)>>;

impl App {
    /// The verdict of a state.
    pub(crate) fn verdict(&self, state: &CaseState) -> Verdict {
        self.verdict_skipping(state, &[])
    }

    /// The same, where the next question is none of those the runner has skipped for now.
    pub(crate) fn verdict_skipping(&self, state: &CaseState, skipped: &[Fact]) -> Verdict {
        let is_it = |(of, without): &(CaseState, Vec<Fact>)| of == state && without == skipped;
        let key = || (state.clone(), skipped.to_vec());
        recall(&self.weighed.verdicts, is_it, key, || verdict_skipping(state, &self.knowledge, skipped))
    }

    /// What must be done in a state, without weighing what it probably is.
    pub(crate) fn decide(&self, state: &CaseState) -> (Triage, RunToday) {
        let make = || decide(state, &self.knowledge);
        recall(&self.weighed.decisions, |of| of == state, || state.clone(), make)
    }
}

/// What was made for a key before, or is made now. Two who ask at once may both make it: it is the same.
fn recall<K, V: Clone>(
    recent: &Recent<K, V>,
    is_it: impl Fn(&K) -> bool,
    key: impl FnOnce() -> K,
    make: impl FnOnce() -> V,
) -> V {
    let mut kept = open(recent);
    if let Some(at) = kept.iter().position(|(of, _)| is_it(of)) {
        kept[..=at].rotate_right(1);
        return kept[0].1.clone();
    }
    drop(kept);
    let made = make();
    let mut kept = open(recent);
    kept.insert(0, (key(), made.clone()));
    kept.truncate(KEPT);
    made
}

fn open<K, V>(recent: &Recent<K, V>) -> MutexGuard<'_, Vec<(K, V)>> {
    recent.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_was_made_is_made_once_and_the_oldest_is_let_go() {
        let recent: Recent<usize, usize> = Recent::default();
        let made = Cell::new(0);
        let ask = |wanted: usize| {
            let make = || {
                made.set(made.get() + 1);
                wanted * 2
            };
            recall(&recent, |key| *key == wanted, || wanted, make)
        };
        assert_eq!([ask(1), ask(2), ask(1)], [2, 4, 2]);
        assert_eq!(made.get(), 2);
        (3..=KEPT + 1).for_each(|wanted| assert_eq!(ask(wanted), wanted * 2));
        assert_eq!((ask(1), made.get()), (2, KEPT + 1), "it was asked for twice");
        assert_eq!((ask(2), made.get()), (4, KEPT + 2), "it was the oldest");
    }
}
