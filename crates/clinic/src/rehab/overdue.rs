//! Stages whose time is over: where one leads on by itself, it does so on the day after, unless its exit is met by then.

use crate::case::CaseState;
use crate::complaint::Side;
use crate::facts::{Facts, Freshness};
use crate::knowledge::Knowledge;
use crate::measurement::{Measure, MeasureId};
use crate::rehab::course::{Arrival, Course, Walk};
use crate::rehab::history::History;
use crate::rehab::plan::{LadderRecord, TrainingRecord};
use femoris_measure::Day;

impl<'k> Walk<'k> {
    /// A stage goes over to the one for those whom it did not help. A clinician's hold wins, and of a day to come nobody knows
    /// what will have been met.
    pub(super) fn run_out(&self, course: &mut Course<'k>, history: &History, day: Day) {
        let Some(overdue) = course.stage.overdue else { return };
        let waits = course.is_held(day) || day > history.read || !is_over(course, day);
        if !waits && !exit_is_met(course, (self.knowledge, history, self.side), day) {
            course.enter(overdue, day, Arrival::Overdue);
        }
    }
}

/// Whether the time of the present stage is over on a day.
pub(super) fn is_over(course: &Course<'_>, day: Day) -> bool {
    course.stage.days_up_to.is_some_and(|days| day.days_since(course.begun.day) > i32::from(days))
}

/// Whether what was told since the present stage began, up to a day, meets its exit: of each measure the newest word, however
/// old. What a ladder or an answer of the examination would have to tell is not known here.
pub(super) fn exit_is_met(
    course: &Course<'_>,
    (knowledge, history, side): (&Knowledge, &History, Option<Side>),
    day: Day,
) -> bool {
    let exit = &course.stage.exit;
    let since = course.begun.day;
    let state = told(exit.criteria.iter().flat_map(|criterion| criterion.measures()), history, (since, day));
    let record = TrainingRecord {
        history,
        knowledge,
        since,
        until: day,
        load_test_from: None,
        side,
        runs: &LadderRecord::default(),
    };
    !exit.criteria.is_empty() && exit.judge(&Facts::new(&state, &Freshness::default()), &record).is_open()
}

/// A case of which only these measures are known, each by its newest word from one day to another.
pub(super) fn told(
    measures: impl Iterator<Item = MeasureId>,
    history: &History,
    (since, until): (Day, Day),
) -> CaseState {
    let mut state = CaseState::empty(until);
    for id in measures {
        let newest = history.measures.get(&id).and_then(|values| values.range(since..=until).next_back());
        if let Some((day, value)) = newest
            && let Ok(measure) = Measure::new(id, *value)
        {
            state.set_measure_on(measure, *day);
        }
    }
    state
}
