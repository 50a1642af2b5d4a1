//! Where the runner stands.

use crate::common::{Case, day};
use femoris_clinic::event::Entry;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::gate::{LadderId, Record, Rung};
use femoris_clinic::rehab::log::StageDecision;
use femoris_clinic::rehab::plan::{Place, TestsDue, TrainingRecord};
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::truth::Truth;

#[test]
fn a_stage_is_not_left_by_days_and_every_criterion_is_listed() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A1 }));
    for offset in 0..40 {
        case.morning(first.plus_days(offset), 0);
        case.deny_danger_signs(first.plus_days(offset));
    }
    let late = first.plus_days(39);
    case.with_plan(late, |plan| {
        let plan = plan.expect("a plan");
        assert_eq!(plan.course.stage.id, StageId::A1);
        assert_eq!(plan.gate.len(), plan.course.stage.exit.criteria.len());
        assert_eq!(plan.may_pass_to(late), None);
        assert_eq!(plan.tests, TestsDue::Early, "the key exercise was never done");
        assert_eq!(plan.someone_should_look, Truth::True, "too long in one stage");
        let places: Vec<Place> = plan.stages.iter().map(|view| view.place).collect();
        assert_eq!(places[..3], [Place::Passed, Place::Now, Place::Ahead]);
    });
}

#[test]
fn a_stage_that_was_not_earned_is_not_entered() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    case.add(first, Entry::StageDecided(StageDecision::Passed { from: StageId::A2, to: StageId::A3 }));
    assert_eq!(case.session(first).stage, StageId::A0);
    case.add(first, Entry::StageDecided(StageDecision::Held { stage: StageId::A0, until: None }));
    case.with_plan(first, |plan| assert!(plan.expect("a plan").course.is_held(first)));
}

#[test]
fn a_test_that_fails_again_closes_the_next_gate() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A1 }));
    let later = first.plus_days(3);
    case.measure(later, MeasureId::PainNow, 4.0);
    case.with_plan(later, |plan| {
        let plan = plan.expect("a plan");
        assert!(plan.lost.iter().any(|view| view.criterion.id.as_str() == "A0.rest"), "{:?}", plan.lost);
        assert_eq!(plan.may_pass_to(later), None);
    });
}

#[test]
fn a_higher_rung_counts_for_a_lower_one() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    let rung = |number| Rung { ladder: LadderId::Acute, number };
    case.runs.good = vec![(rung(5), 2), (rung(6), 1)];
    let history = femoris_clinic::rehab::history::History::fold(&case.events, first);
    let knowledge = crate::common::knowledge();
    let record = TrainingRecord { history: &history, knowledge, since: first, runs: &case.runs };
    assert_eq!(record.good_runs(rung(5)), Some(3));
    assert_eq!(record.good_runs(rung(7)), None);
    assert_eq!(record.good_runs(Rung { ladder: LadderId::Tendon, number: 1 }), None);
}
