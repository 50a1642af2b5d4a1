//! After a pause of some weeks the tests that led into a stage are asked for again before it goes on: passed, it does; failed,
//! it goes back to the stage whose exit they are.

use crate::facts::{Facts, Freshness};
use crate::measurement::MeasureId;
use crate::rehab::course::{Arrival, Course, Walk};
use crate::rehab::gate::{Criterion, Need};
use crate::rehab::history::History;
use crate::rehab::overdue::told;
use crate::rehab::protocol::Stage;
use crate::rehab::rules::Again;
use crate::rehab::stage::StageId;
use crate::truth::Truth;
use femoris_measure::Day;

/// The tests that are asked for again.
#[derive(Debug, Clone, PartialEq)]
pub struct Recheck<'k> {
    /// The first day whose tests count: that on which the pause had become so long.
    pub since: Day,
    /// The stage whose exit they are.
    pub exit_of: StageId,
    /// What is tested.
    pub criteria: Vec<&'k Criterion>,
    /// The last day before the pause.
    after: Day,
    /// The day on which all of them were passed, or a clinician said that it is this stage.
    passed: Option<Day>,
}

impl Recheck<'_> {
    /// Whether they are still to be passed.
    pub fn is_open(&self) -> bool {
        self.passed.is_none()
    }

    /// The same, passed.
    pub(super) fn passed_on(self, day: Day) -> Self {
        Self { passed: self.passed.or(Some(day)), ..self }
    }

    /// How one of them stands by the tests since the pause.
    pub fn standing(&self, criterion: &Criterion, history: &History, day: Day) -> Truth {
        let Need::Case(when) = &criterion.need else { return Truth::Unknown };
        let state = told([criterion], history, (self.since, day));
        when.evaluate(&Facts::new(&state, &Freshness::default()))
    }
}

impl<'k> Walk<'k> {
    /// Asks for the tests once a pause has become long enough, and answers to them. A clinician's hold wins, and of a day to
    /// come nobody knows what will have been done.
    pub(super) fn recheck(&self, course: &mut Course<'k>, history: &History, day: Day) {
        if day > history.read {
            return;
        }
        self.ask_again(course, day);
        let Some(recheck) = course.recheck.as_ref().filter(|recheck| recheck.is_open()) else { return };
        let standings = recheck.criteria.iter().map(|criterion| recheck.standing(criterion, history, day));
        let (exit_of, held) = (recheck.exit_of, course.is_held(day));
        match standings.fold(Truth::True, Truth::and) {
            Truth::True => course.recheck = course.recheck.take().map(|recheck| recheck.passed_on(day)),
            Truth::False if !held => course.enter(exit_of, day, Arrival::Retest),
            Truth::False | Truth::Unknown => {}
        }
    }

    fn ask_again(&self, course: &mut Course<'k>, day: Day) {
        let Some(after) = course.colours.last().map(|seen| seen.day.max(course.begun.day)) else { return };
        let rule = self.knowledge.dose.gap(day.days_since(after));
        let is_long = rule.is_some_and(|rule| rule.again == Again::BuildUp);
        if !is_long || course.recheck.as_ref().is_some_and(|recheck| recheck.after == after) {
            return;
        }
        let stage = course.stage;
        let Some(before) = self.protocol.stages.iter().find(|before| before.next == Some(stage.id)) else {
            return;
        };
        let tests = before.exit.criteria.iter().chain(&stage.entry.criteria);
        let criteria: Vec<&Criterion> =
            tests.filter(|criterion| can_be_tested(criterion, before, stage)).collect();
        if !criteria.is_empty() {
            let exit_of = before.id;
            course.recheck = Some(Recheck { since: day, exit_of, criteria, after, passed: None });
        }
    }
}

/// Whether a criterion is one of measures, and these mean the same in the stage that is entered by it. What the log counts,
/// such as runs, has rules of its own for a pause.
fn can_be_tested(criterion: &Criterion, before: &Stage, stage: &Stage) -> bool {
    let measures = criterion.measures();
    let is_same_test = before.words.load_test == stage.words.load_test;
    !measures.is_empty() && (is_same_test || !measures.contains(&MeasureId::LoadTestPain))
}
