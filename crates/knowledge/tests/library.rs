//! The library and the protocols are whole: every exercise of the evidence, every stage with something to do for whoever has
//! only a floor, every gate closed until its tests are passed on one day.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{AgeYears, Location, Onset};
use femoris_clinic::differential::Diagnosis;
use femoris_clinic::facts::{Chances, Facts};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::rehab::exercise::{Exercise, ExerciseId, StopCode};
use femoris_clinic::rehab::gate::{Gate, LadderId, Need, Record, Rung, RungLimits, Sessions};
use femoris_clinic::rehab::kit::{Kit, KitPreset, KitSet};
use femoris_clinic::rehab::offer::refusals;
use femoris_clinic::rehab::protocol::{Requirement, Stage};
use femoris_clinic::rehab::stage::{Occasion, ProtocolId, StageId};
use femoris_clinic::triage::triage;
use femoris_clinic::truth::Truth;
use femoris_knowledge::embedded;
use femoris_measure::{Day, PainScore};
use std::collections::BTreeSet;

/// The index of the evidence, in its order.
const INDEX: &str = "heel-dig-isometric prone-iso-curl strap-hip-ext-iso bridge-hold-double long-lever-bridge-hold \
    long-lever-bridge-hold-single roman-chair-hold-single nineties-heel-press glute-set prone-hip-ext-glute-first \
    bridge-double bridge-marching bridge-walkout slhb-single hip-thrust hip-thrust-single back-extension-45 band-prone-curl \
    leg-curl-machine slider-eccentric-double slider-eccentric-single swiss-ball-curl swiss-ball-curl-single \
    nordic-band-assisted nordic-eccentric razor-curl extender diver glider windmill-single active-slr deadlift rdl rdl-single \
    kettlebell-swing squat lunge-slow lunge-walk-tlift step-up heel-drop-eccentric clamshell mini-band-walk side-plank \
    front-plank dead-bug-ball ball-stir-the-pot copenhagen single-leg-balance side-step grapevine fast-feet \
    leg-swing-sagittal hamstring-scoop straight-leg-march hip-circles couch-stretch hip-flexor-half-kneel \
    lunge-bend-straighten modified-hurdler-stretch supine-strap-stretch standing-hamstring-stretch figure-four-stretch \
    quad-stretch-standing sciatic-slider yoga-flow ball-glute-release ball-hamstring-release foam-roll-hamstring \
    foam-roll-quad walk-warmup bike-easy walk-jog easy-run strides hill-stride sprint-flying treadmill-ecc-hip high-knees \
    butt-kick a-march a-skip b-skip pogo-hops bounding squat-jump";

fn knowledge() -> Knowledge {
    embedded().expect("valid")
}

fn id(text: &str) -> ExerciseId {
    ExerciseId::new(text).expect("an id")
}

fn stages(knowledge: &Knowledge) -> impl Iterator<Item = &Stage> {
    knowledge.protocols.iter().flat_map(|protocol| &protocol.stages)
}

#[test]
fn all_eighty_five_are_there_and_each_is_drawn() {
    let knowledge = knowledge();
    let wanted: Vec<&str> = INDEX.split_whitespace().collect();
    assert_eq!(wanted.len(), 85);
    let missing: Vec<&&str> =
        wanted.iter().filter(|one| !knowledge.exercises.contains_key(&id(one))).collect();
    assert!(missing.is_empty(), "not in the library: {missing:?}");
    let figures = femoris_knowledge::figures().expect("valid");
    let bare: Vec<&ExerciseId> =
        knowledge.exercises.keys().filter(|one| figures.get(one.as_str()).is_none()).collect();
    assert!(bare.is_empty(), "without a figure: {bare:?}");
}

#[test]
fn every_exercise_is_used_by_a_stage_or_a_routine() {
    let knowledge = knowledge();
    let slots = stages(&knowledge).flat_map(|stage| &stage.week);
    let in_weeks = slots.flat_map(|slot| &slot.items).flat_map(|item| &item.choices);
    let steps = knowledge.routines.iter().flat_map(|routine| &routine.steps);
    let used: BTreeSet<&ExerciseId> = in_weeks.chain(steps.flat_map(|step| &step.choices)).collect();
    let idle: Vec<&ExerciseId> = knowledge.exercises.keys().filter(|one| !used.contains(one)).collect();
    assert!(idle.is_empty(), "nowhere used: {idle:?}");
}

#[test]
fn neighbours_name_each_other_and_lead_up_to_an_end() {
    let knowledge = knowledge();
    let of = |one: &ExerciseId| knowledge.exercise(one).expect("a neighbour exists");
    for exercise in knowledge.exercises.values() {
        assert!(exercise.harder.iter().all(|up| of(up).easier.contains(&exercise.id)), "{}", exercise.id);
        assert!(exercise.easier.iter().all(|down| of(down).harder.contains(&exercise.id)), "{}", exercise.id);
        assert!(
            height(exercise, &knowledge, 0) < knowledge.exercises.len(),
            "{} goes in circles",
            exercise.id
        );
    }
}

fn height(exercise: &Exercise, knowledge: &Knowledge, above: usize) -> usize {
    if above > knowledge.exercises.len() {
        return above;
    }
    let up = exercise.harder.iter().filter_map(|one| knowledge.exercise(one));
    up.map(|one| height(one, knowledge, above + 1)).max().unwrap_or(above)
}

#[test]
fn every_stage_has_something_to_do_with_every_kit() {
    let knowledge = knowledge();
    for stage in stages(&knowledge) {
        for preset in KitPreset::ALL {
            let kit = KitSet::of(*preset);
            for slot in stage.week.iter().filter(|slot| slot.kind.is_session()) {
                let required = slot.items.iter().filter(|item| item.requirement == Requirement::Required);
                for item in required {
                    let choice = item.choices.iter().find(|one| {
                        knowledge.exercise(one).is_some_and(|one| one.kit.met_by(&kit).is_some())
                    });
                    assert!(choice.is_some(), "{} {} {preset}: {:?}", stage.id, slot.id, item.choices);
                }
            }
        }
    }
}

#[test]
fn every_stage_is_reached_from_the_first_and_every_gate_can_be_met_at_home() {
    let knowledge = knowledge();
    for protocol in &knowledge.protocols {
        let mut reached: BTreeSet<StageId> = protocol.first().map(|stage| stage.id).into_iter().collect();
        for stage in &protocol.stages {
            if reached.contains(&stage.id) {
                reached.extend(stage.next.into_iter().chain(stage.overdue));
            }
        }
        reached.retain(|stage| stage.protocol() == protocol.id);
        assert_eq!(reached.len(), protocol.stages.len(), "{}", protocol.id);
    }
    let household = KitSet::household();
    for stage in stages(&knowledge) {
        for criterion in &stage.exit.criteria {
            let Need::Sessions(sessions) = &criterion.need else { continue };
            let can = sessions.any_of.iter().any(|one| {
                let one = knowledge.exercise(one).expect("exists");
                one.kit.met_by(&household).is_some() && one.dose(Occasion::Stage(stage.id)).is_some()
            });
            assert!(can, "{} asks for sessions that {} does not have", criterion.id, stage.id);
        }
    }
}

/// What a gate asks of sessions lies within the doses of its stage, so that nobody waits for what is never prescribed.
#[test]
fn no_gate_asks_for_more_than_its_stage_prescribes() {
    let knowledge = knowledge();
    for stage in stages(&knowledge) {
        for criterion in &stage.exit.criteria {
            let Need::Sessions(sessions) = &criterion.need else { continue };
            let enough = sessions.any_of.iter().any(|one| {
                let exercise = knowledge.exercise(one).expect("exists");
                exercise.dose(Occasion::Stage(stage.id)).is_some_and(|dose| {
                    let dose = &dose.dose;
                    let repetitions = dose.work.repetitions().map(|span| span.to());
                    let seconds = dose.work.seconds().map(|span| span.to());
                    sessions.sets.is_none_or(|sets| dose.sets.to() >= sets)
                        && sessions
                            .repetitions
                            .is_none_or(|least| repetitions.is_some_and(|top| top >= least))
                        && sessions.seconds.is_none_or(|least| seconds.is_some_and(|top| top >= least))
                        && sessions
                            .share
                            .is_none_or(|least| dose.effort.share.is_some_and(|share| share.to() >= least))
                })
            });
            assert!(enough, "{} asks for more than {} prescribes", criterion.id, stage.id);
        }
    }
}

#[test]
fn a_sore_tendon_is_never_bent_far_under_load_before_its_third_stage() {
    let knowledge = knowledge();
    for stage in [StageId::P0, StageId::P1, StageId::P2] {
        let stage = knowledge.stage(stage).expect("there");
        let choices = stage.week.iter().flat_map(|slot| &slot.items).flat_map(|item| &item.choices);
        for one in choices.filter_map(|one| knowledge.exercise(one)) {
            let dose = one.dose(Occasion::Stage(stage.id)).expect("checked by the loader");
            let stretches = ["extender", "diver", "glider", "rdl", "hamstring-scoop", "supine-strap-stretch"];
            assert!(!stretches.contains(&one.id.as_str()), "{} in {}", one.id, stage.id);
            let bend = dose.dose.range.map(|range| range.to());
            assert!(
                bend.is_none_or(|bend| bend <= 60) || one.id == id("heel-dig-isometric"),
                "{} bends {bend:?}",
                one.id
            );
        }
    }
}

#[test]
fn every_rung_a_gate_asks_for_is_open_in_its_stage() {
    let knowledge = knowledge();
    for stage in stages(&knowledge) {
        for criterion in &stage.exit.criteria {
            if let Need::Rung { rung, keep, .. } = &criterion.need {
                assert!(stage.runs.rungs.is_some_and(|open| open.contains(*rung)), "{}", criterion.id);
                // On the tendon there is another way, which must lead on too.
                let is_tendon = stage.id.protocol() == ProtocolId::Tendon;
                assert_eq!(
                    keep.is_some_and(|keep| keep.ladder == LadderId::Keep),
                    is_tendon,
                    "{}",
                    criterion.id
                );
                let last = knowledge.running.ladder(LadderId::Keep).expect("the way").last();
                assert!(keep.is_none_or(|keep| keep.number <= last), "{}", criterion.id);
            }
        }
    }
}

/// A training record that has it all.
struct Everything;

impl Record for Everything {
    fn sessions(&self, need: &Sessions) -> Option<u32> {
        Some(u32::from(need.times))
    }
    fn good_runs(&self, _: Rung, _: &RungLimits) -> Option<u32> {
        Some(9)
    }
    fn clean_runs(&self, _: PainScore) -> Option<u32> {
        Some(9)
    }
    fn quiet_days(&self, _: PainScore) -> Option<u32> {
        Some(99)
    }
    fn full_weeks(&self) -> Option<u32> {
        Some(9)
    }
}

/// A training record in which nothing was written down.
struct Nothing;

impl Record for Nothing {
    fn sessions(&self, _: &Sessions) -> Option<u32> {
        None
    }
    fn good_runs(&self, _: Rung, _: &RungLimits) -> Option<u32> {
        None
    }
    fn clean_runs(&self, _: PainScore) -> Option<u32> {
        None
    }
    fn quiet_days(&self, _: PainScore) -> Option<u32> {
        None
    }
    fn full_weeks(&self) -> Option<u32> {
        None
    }
}

fn today() -> Day {
    Day::from_ymd(2026, 11, 21).expect("a day")
}

fn built() -> CaseState {
    let mut state = CaseState::empty(today());
    let values = [
        (MeasureId::StraightLegRaiseSoreDeg, 70.0),
        (MeasureId::StraightLegRaiseOtherDeg, 80.0),
        (MeasureId::KneeExtensionSoreDeg, 66.0),
        (MeasureId::KneeExtensionOtherDeg, 80.0),
        (MeasureId::HoldSoreS, 24.0),
        (MeasureId::HoldOtherS, 30.0),
        (MeasureId::BridgeSoreReps, 12.0),
    ];
    for (id, value) in values {
        state.set_measure(Measure::new(id, value).expect("on its scale"));
    }
    state
}

fn is_open(gate: &Gate, state: &CaseState, record: &dyn Record, knowledge: &Knowledge) -> bool {
    gate.judge(&Facts::new(state, &knowledge.freshness), record).is_open()
}

#[test]
fn a_gate_opens_when_all_is_passed_and_stays_shut_for_one_thing() {
    let knowledge = knowledge();
    let gate = &knowledge.stage(StageId::A2).expect("there").exit;
    assert!(is_open(gate, &built(), &Everything, &knowledge));
    assert!(!is_open(gate, &built(), &Nothing, &knowledge));
    for (id, value) in [
        (MeasureId::StraightLegRaiseSoreDeg, 59.0),
        (MeasureId::KneeExtensionSoreDeg, 59.0),
        (MeasureId::HoldSoreS, 22.0),
        (MeasureId::BridgeSoreReps, 9.0),
    ] {
        let mut state = built();
        state.set_measure(Measure::new(id, value).expect("on its scale"));
        assert!(!is_open(gate, &state, &Everything, &knowledge), "{id} {value}");
        state.clear_measure(id);
        assert!(!is_open(gate, &state, &Everything, &knowledge), "{id} not known");
    }
}

#[test]
fn tests_of_different_days_do_not_open_a_gate() {
    let knowledge = knowledge();
    let gate = &knowledge.stage(StageId::A2).expect("there").exit;
    let mut state = built();
    let bridges = Measure::new(MeasureId::BridgeSoreReps, 12.0).expect("on its scale");
    state.set_measure_on(bridges, today().plus_days(-1));
    let passage = gate.judge(&Facts::new(&state, &knowledge.freshness), &Everything);
    let left: Vec<(String, Truth)> =
        passage.left().map(|standing| (standing.criterion.to_string(), standing.met)).collect();
    assert_eq!(left, [("A2.bridge".to_owned(), Truth::Unknown)]);
}

#[test]
fn the_extender_waits_for_the_fifth_day_and_for_nerves() {
    let knowledge = knowledge();
    let extender = knowledge.exercise(&id("extender")).expect("there");
    let forbidden = |days: Option<i32>, slump: Finding| {
        let mut state = CaseState::empty(today());
        state.complaint.onset_date = days.map(|days| today().plus_days(-days));
        state.set_finding(FindingId::Slump, slump);
        extender.forbidden(StageId::A1, &Facts::new(&state, &knowledge.freshness), &BTreeSet::new()).is_some()
    };
    assert!(forbidden(Some(4), Finding::Absent) && forbidden(None, Finding::Absent));
    assert!(!forbidden(Some(5), Finding::Absent));
    assert!(forbidden(Some(5), Finding::Present));
}

/// A tendon case in which every question was answered well.
fn calm_tendon() -> CaseState {
    let mut state = CaseState::empty(today());
    state.age = AgeYears::new(40).ok();
    state.complaint.location = Some(Location::SitBone);
    state.complaint.onset = Some(Onset::Gradual);
    for id in FindingId::ALL {
        state.set_finding(*id, id.reassuring());
    }
    state
}

#[test]
fn a_guard_about_what_it_probably_is_is_asked_by_itself() {
    let knowledge = knowledge();
    let state = calm_tendon();
    let protocol = knowledge.protocol(ProtocolId::Tendon).expect("there");
    let facts = Facts::new(&state, &knowledge.freshness);
    let triage = triage(&facts, &knowledge);
    let refused = |facts: &Facts<'_>| {
        let guards = refusals(protocol, &triage, facts, &knowledge);
        guards.iter().map(|guard| guard.id.to_string()).collect::<Vec<String>>()
    };
    assert_eq!(refused(&facts), Vec::<String>::new(), "weighed here, and little");
    for (chance, expected) in [(0.14, vec![]), (0.15, vec!["GT4".to_owned()])] {
        let chances = Chances::from([(Diagnosis::Bsi, chance)]);
        assert_eq!(refused(&facts.with_chances(&chances)), expected, "{chance}");
    }
}

#[test]
fn kits_name_what_they_hold() {
    assert!(!KitSet::of(KitPreset::None).has(Kit::MiniBand));
    assert!(KitSet::of(KitPreset::Bands).has(Kit::MiniBand) && !KitSet::of(KitPreset::Bands).has(Kit::Bench));
    assert!(Kit::ALL.iter().all(|kit| KitSet::of(KitPreset::Gym).has(*kit)));
}

#[test]
fn strength_work_of_the_tendon_programme_is_stopped_by_the_rule_of_the_tendon() {
    let knowledge = knowledge();
    let mut without = BTreeSet::new();
    for exercise in knowledge.exercises.values().filter(|one| one.stop == StopCode::Strength) {
        let tendon = StageId::ALL.iter().filter(|stage| stage.protocol() == ProtocolId::Tendon);
        for stage in tendon.filter(|stage| exercise.dose(Occasion::Stage(**stage)).is_some()) {
            if exercise.stop_in(*stage) != StopCode::Tendon {
                without.insert(exercise.id.as_str());
            }
        }
    }
    // Squeezing the buttocks pulls on nothing: the evidence gives it the general rule only.
    assert_eq!(without, BTreeSet::from(["glute-set"]));
}
