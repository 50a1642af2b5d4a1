//! Stages whose time is over: where one leads on by itself, it does so on the day after, unless its exit is met by then.

use crate::case::CaseState;
use crate::complaint::Side;
use crate::facts::{Facts, Freshness};
use crate::knowledge::Knowledge;
use crate::measurement::Measure;
use crate::observation::Fact;
use crate::rehab::course::{Arrival, Course, Walk};
use crate::rehab::gate::{Criterion, Need, Record};
use crate::rehab::history::History;
use crate::rehab::plan::{LadderRecord, TrainingRecord};
use crate::rehab::session::Scene;
use femoris_measure::Day;

impl<'k> Walk<'k> {
    /// A stage goes over to the one for those whom it did not help. A clinician's hold wins, an illness puts it off, and of a
    /// day to come nobody knows what will have been met.
    pub(super) fn run_out(&self, course: &mut Course<'k>, history: &History, day: Day) {
        let Some(overdue) = course.stage.overdue else { return };
        let waits = course.is_held(day) || day > history.read || history.illnesses.is_ill(day);
        let waits = waits || !is_over(course, history, (day, 0));
        let runs = LadderRecord::default();
        let record = record(course, (self.knowledge, history, self.side), day, &runs);
        if !waits && !exit_is_met(course, &record) {
            course.enter(overdue, day, Arrival::Overdue);
        }
    }
}

/// Whether someone has been in the present stage for too long. Who has met what it ends with, and waits only for what the next
/// one asks, has not, unless the days without pain that it asks for could have passed since and have not.
pub(super) fn is_too_long(course: &Course<'_>, scene: &Scene<'_, '_>) -> bool {
    let (knowledge, history) = (scene.knowledge, scene.history);
    let runs = LadderRecord::default();
    let side = scene.facts.state().complaint.side;
    let record = record(course, (knowledge, history, side), history.today, &runs);
    let in_vain = |criterion: &Criterion| match criterion.need {
        Need::QuietDays { days, pain_up_to } => {
            let is_quiet = record.quiet_days(pain_up_to).is_some_and(|quiet| quiet >= u32::from(days));
            !is_quiet && is_over(course, history, (history.today, days))
        }
        _ => false,
    };
    let next = course.stage.next.and_then(|next| knowledge.stage(next));
    let waits_in_vain = || next.is_some_and(|next| next.entry.criteria.iter().any(in_vain));
    is_over(course, history, (history.today, 0)) && (!exit_is_met(course, &record) || waits_in_vain())
}

/// Whether the time of the present stage, and so many days more, is over on a day. Days of illness do not count.
fn is_over(course: &Course<'_>, history: &History, (day, more): (Day, u16)) -> bool {
    let begun = course.begun.day;
    let Some(days) = course.stage.days_up_to else { return false };
    day.days_since(begun) - history.illnesses.days_between(begun, day) > i32::from(days) + i32::from(more)
}

/// What was done since the present stage began. What a ladder would have to tell is not known here.
fn record<'a>(
    course: &Course<'_>,
    (knowledge, history, side): (&'a Knowledge, &'a History, Option<Side>),
    until: Day,
    runs: &'a LadderRecord,
) -> TrainingRecord<'a> {
    TrainingRecord { history, knowledge, since: course.begun.day, until, load_test_from: None, side, runs }
}

/// Whether what was told since the present stage began meets its exit: of each measure and each answer the newest, however
/// old.
fn exit_is_met(course: &Course<'_>, record: &TrainingRecord<'_>) -> bool {
    let exit = &course.stage.exit;
    let state = told(&exit.criteria, record.history, (record.since, record.until));
    !exit.criteria.is_empty() && exit.judge(&Facts::new(&state, &Freshness::default()), record).is_open()
}

/// A case of which only the measures and findings of these criteria are known, each by its newest word from one day to
/// another.
pub(super) fn told<'c>(
    criteria: impl IntoIterator<Item = &'c Criterion>,
    history: &History,
    (since, until): (Day, Day),
) -> CaseState {
    let mut state = CaseState::empty(until);
    for criterion in criteria {
        for id in criterion.measures() {
            let newest = history.measures.get(&id).and_then(|values| values.range(since..=until).next_back());
            if let Some((day, value)) = newest
                && let Ok(measure) = Measure::new(id, *value)
            {
                state.set_measure_on(measure, *day);
            }
        }
        for fact in criterion.asks() {
            let Fact::Finding(id) = fact else { continue };
            let answers = history.findings.get(&id);
            let newest = answers.and_then(|answers| answers.range(since..=until).next_back());
            if let Some((day, answer)) = newest {
                state.set_finding_on(id, *answer, *day);
            }
        }
    }
    state
}
