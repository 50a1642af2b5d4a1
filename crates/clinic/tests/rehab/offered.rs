//! What a session offers: no run, one newcomer of a kind at a time, springy days apart, and no stretch for a sore tendon.

use crate::common::{Case, as_asked, day, id, knowledge, pain};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::load::{SpeedBins, SpeedPieces, SteadyTime};
use femoris_clinic::rehab::by_hand::{self, LeftOut, RoutineByHand, Waits};
use femoris_clinic::rehab::exercise::{Contraction, Exercise, ExerciseId, HipBend};
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{Amounts, Part, RehabSettings, SessionLength, StageDecision, WorkedSide};
use femoris_clinic::rehab::routine::RoutineId;
use femoris_clinic::rehab::session::{DayPlan, Note, Session};
use femoris_clinic::rehab::setting::Amount;
use femoris_clinic::rehab::stage::{Occasion, ProtocolId, StageId};
use femoris_clinic::running::matching::Measured;
use femoris_measure::Day;
use std::collections::BTreeSet;

fn in_stage(stage: StageId, kit: KitPreset) -> Case {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    let length = Some(SessionLength::Long);
    case.add(first, Entry::RehabSet(RehabSettings { kit: Some(kit), length, ailments: None }));
    case
}

/// What a week of a stage asks and offers instead, each day by itself.
fn week(stage: StageId, kit: KitPreset, mut look: impl FnMut(&Session, &[&'static Exercise])) {
    let case = in_stage(stage, kit);
    for offset in 0..7 {
        let Some((session, swaps)) = case.session_and_swaps(day("2026-03-02").plus_days(offset)) else {
            continue;
        };
        let others = swaps.iter().flat_map(|swap| [&swap.easier, &swap.harder]).flatten();
        let all = session.items.iter().chain(others);
        let all: Vec<&Exercise> = all.filter_map(|item| knowledge().exercise(&item.exercise)).collect();
        look(&session, &all);
    }
}

fn of_session(session: &Session, of: impl Fn(&Exercise) -> bool) -> BTreeSet<ExerciseId> {
    let known = session.part(Part::Main).filter_map(|item| knowledge().exercise(&item.exercise));
    known.filter(|exercise| of(exercise)).map(|exercise| exercise.id.clone()).collect()
}

fn is_heavy(exercise: &Exercise) -> bool {
    exercise.load.level() >= knowledge().conventions.heavy_from
}

#[test]
fn a_session_asks_for_no_run_and_offers_none() {
    let mut seen = 0;
    for stage in StageId::ALL {
        for kit in KitPreset::ALL {
            week(*stage, *kit, |session, all| {
                let runs: Vec<_> = all.iter().filter(|one| one.runs).map(|one| &one.id).collect();
                assert!(runs.is_empty(), "{stage} {kit} {}: {runs:?}", session.day);
                seen += 1;
            });
        }
    }
    assert!(seen > 100, "{seen} sessions");
}

#[test]
fn of_heavy_exercises_one_at_a_time_is_new() {
    let mut told = 0;
    for stage in StageId::ALL {
        for kit in KitPreset::ALL {
            week(*stage, *kit, |session, _| {
                let heavy = of_session(session, is_heavy);
                assert!(heavy.len() <= 1, "{stage} {kit} {}: {heavy:?}", session.day);
                told += usize::from(session.notes.contains(&Note::HeavyRests));
            });
        }
    }
    assert!(told > 10, "{told} sessions say that heavy work waits");
}

#[test]
fn a_second_heavy_newcomer_joins_a_week_after_the_first() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::P3, KitPreset::Gym);
    let mut new_on = Vec::new();
    let mut known = BTreeSet::new();
    for offset in 0..22 {
        let on = first.plus_days(offset);
        case.deny_danger_signs(on);
        if let Some(DayPlan::Session(session)) = case.today(on) {
            let new: Vec<_> = of_session(&session, is_heavy).difference(&known).cloned().collect();
            assert!(new.len() <= 1, "{on}: {new:?}");
            new_on.extend(new.iter().map(|_| offset));
            known.extend(new);
            case.log_session(on, &format!("session-{offset}"), StageId::P3, as_asked(&session, 0, 6));
        }
        case.morning(on.plus_days(1), 0);
    }
    assert!(new_on.len() >= 2, "{new_on:?}");
    assert!(new_on.windows(2).all(|two| two[1] - two[0] >= 7), "{new_on:?}");
}

fn springy(session: &Session) -> BTreeSet<ExerciseId> {
    of_session(session, |exercise| exercise.springs)
}

#[test]
fn springy_work_for_a_tendon_comes_one_exercise_a_week_and_every_third_day() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::P4, KitPreset::Gym);
    let (mut days, mut known, mut new_on) = (Vec::new(), BTreeSet::new(), Vec::new());
    for offset in 0..36 {
        let on = first.plus_days(offset);
        case.deny_danger_signs(on);
        if let Some(DayPlan::Session(session)) = case.today(on) {
            let here = springy(&session);
            let new: Vec<_> = here.difference(&known).cloned().collect();
            assert!(new.len() <= 1, "{on}: {new:?} begin at once");
            new_on.extend(new.iter().map(|_| offset));
            known.extend(new);
            days.extend((!here.is_empty()).then_some(offset));
            case.log_session(on, &format!("session-{offset}"), StageId::P4, as_asked(&session, 0, 6));
        }
        case.morning(on.plus_days(1), 0);
    }
    assert!(new_on.len() >= 3, "{new_on:?}: {known:?}");
    assert!(new_on.windows(2).all(|two| two[1] - two[0] >= 7), "{new_on:?}");
    assert!(days.windows(2).all(|two| two[1] - two[0] >= 3), "{days:?}");
}

#[test]
fn a_fast_swing_counts_for_springy_days_and_a_drill_of_a_warm_up_does_not() {
    let first = day("2026-03-02");
    let amounts = Amounts { sets: 3, repetitions: Some(8), pain: Some(pain(0)), ..Amounts::default() };
    let with = |exercise: &str, part| {
        let mut case = in_stage(StageId::P4, KitPreset::Gym);
        let done = [(id(exercise), WorkedSide::Both, part, amounts)];
        case.log_session(first.plus_days(1), "session-done", StageId::P4, done);
        case
    };
    let on = first.plus_days(2);
    let rests = |case: &Case| case.session(on).notes.contains(&Note::EnergyRests);
    let swung = with("kettlebell-swing", Part::Main);
    assert!(springy(&swung.session(on)).is_empty() && rests(&swung), "a swing the day before");
    let warmed = with("a-skip", Part::WarmUp);
    assert_eq!(springy(&warmed.session(on)).len(), 1, "a drill that warmed up is no springy day");
}

#[test]
fn prevention_begins_with_the_nordic_that_is_helped() {
    let first = day("2026-03-02");
    let nordic = id("nordic-band-assisted");
    let case = in_stage(StageId::V1, KitPreset::Gym);
    let session = case.session(first);
    let item = session.items.iter().find(|item| item.exercise == nordic).expect("with help");
    let amounts: Vec<_> = item.sides.iter().map(|side| (side.setting.sets, side.setting.amount)).collect();
    assert_eq!(amounts, [(2, Amount::Repetitions(3))]);
    for kit in KitPreset::ALL {
        week(StageId::V1, *kit, |session, all| {
            let whole = all.iter().any(|one| one.id == id("nordic-eccentric"));
            assert!(!whole, "{kit} {}: the whole Nordic", session.day);
        });
    }
}

fn pulls(exercise: &Exercise) -> bool {
    let mut stretched = exercise.muscles.iter().filter(|one| one.contraction == Contraction::Stretch);
    stretched.any(|one| one.muscle.is_hamstring() || exercise.hip.most() == HipBend::High)
}

#[test]
fn nothing_that_a_tendon_runner_gets_stretches_it() {
    let knowledge = knowledge();
    for stage in &knowledge.protocol(ProtocolId::Tendon).expect("it ships").stages {
        let dosed = knowledge.exercises.values().filter(|one| one.dose(Occasion::Stage(stage.id)).is_some());
        let around = [stage.warm_up, stage.cool_down].into_iter().filter_map(|id| knowledge.routine(id));
        let around = around.flat_map(|routine| &routine.steps).flat_map(|step| &step.choices);
        let all = dosed.chain(around.filter_map(|id| knowledge.exercise(id)));
        let pulling: BTreeSet<_> = all.filter(|one| pulls(one)).map(|one| one.id.as_str()).collect();
        assert!(pulling.is_empty(), "{}: {pulling:?}", stage.id);
    }
}

#[test]
fn no_still_stretch_of_the_hamstring_while_the_day_says_not_to_stretch() {
    let still = ["supine-strap-stretch", "modified-hurdler-stretch", "standing-hamstring-stretch"];
    for exercise in still.map(|name| knowledge().exercise(&id(name)).expect("known")) {
        for stage in [StageId::A0, StageId::A1, StageId::A2] {
            assert!(exercise.dose(Occasion::Stage(stage)).is_none(), "{stage} {}", exercise.id);
        }
    }
}

fn routine<'k>(all: &[RoutineByHand<'k>], id: RoutineId) -> RoutineByHand<'k> {
    all.iter().find(|one| one.routine.id == id).expect("it ships").clone()
}

fn left_out<'k>(routine: &RoutineByHand<'k>) -> Vec<(&'k str, LeftOut<'k>)> {
    let steps = routine.steps.iter().flat_map(|step| &step.left_out);
    steps.map(|(exercise, why)| (exercise.id.as_str(), *why)).collect()
}

#[test]
fn a_routine_picked_by_hand_leaves_out_what_stage_and_case_exclude_and_says_why() {
    let first = day("2026-03-02");
    let by_hand = |case: &Case| case.with_scene(first, by_hand::routines);
    let mut tendon = in_stage(StageId::P1, KitPreset::Gym);
    let all = by_hand(&tendon);
    let couch = routine(&all, RoutineId::CouchStretch);
    let pressed = "The bend of the front hip presses on the sore tendon.";
    let found = left_out(&couch);
    assert!(found.contains(&("couch-stretch", LeftOut::Excluded(pressed))), "{found:?}");
    let ball = left_out(&routine(&all, RoutineId::StabilityBall));
    assert!(ball.contains(&("swiss-ball-curl", LeftOut::Waits(Waits::NotYet))), "{ball:?}");
    let own = left_out(&routine(&all, RoutineId::WarmUpTendon));
    assert!(own.is_empty(), "the stage's own warm-up is whole: {own:?}");

    tendon.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::P2 }));
    let later = left_out(&routine(&by_hand(&tendon), RoutineId::StabilityBall));
    assert!(later.iter().all(|(exercise, _)| *exercise != "swiss-ball-curl"), "{later:?}");

    let mut healthy = in_stage(StageId::V1, KitPreset::Gym);
    let band = left_out(&routine(&by_hand(&healthy), RoutineId::MiniBand));
    assert!(band.is_empty(), "{band:?}");
    let runs = left_out(&routine(&by_hand(&healthy), RoutineId::WarmUpFull));
    assert!(runs.contains(&("strides", LeftOut::Waits(Waits::NoRun))), "nothing permits a run: {runs:?}");
    healthy.add(first, Entry::FindingAnswered { id: FindingId::LimpWalking, answer: Finding::Present });
    let limps = left_out(&routine(&by_hand(&healthy), RoutineId::WarmUpFull));
    let limp =
        |(exercise, why): &(&str, LeftOut<'_>)| *exercise == "strides" && matches!(why, LeftOut::Excluded(_));
    assert!(limps.iter().any(limp), "{limps:?}");
}

/// A run whose fastest piece was at this share of the top speed for so many seconds.
fn run(share: f64, seconds: f64) -> Measured {
    let (easy, fast) = (2.8, 8.0 * share);
    let steady = |from_s, to_s, speed| SteadyTime { from_s, to_s, speed };
    let times = [steady(0.0, 1200.0, easy), steady(1200.0, 1200.0 + seconds, fast)];
    let mut speeds = SpeedBins::default();
    times.iter().for_each(|time| speeds.add(time.speed, time.to_s - time.from_s, 0));
    Measured {
        total_s: Some(1200.0 + seconds),
        metres: Some(1200.0 * easy + seconds * fast),
        speeds: Some(speeds),
        pieces: SpeedPieces::of(times),
        steep_m: Some(0.0),
    }
}

#[test]
fn heavy_work_waits_on_the_day_after_a_fast_run() {
    let (mut waited, mut said) = (0, 0);
    let heavy_on = |case: &Case, on: Day| {
        let Some((session, swaps)) = case.session_and_swaps(on) else { return (false, false) };
        let swaps = swaps.iter().flat_map(|swap| [&swap.easier, &swap.harder]).flatten();
        let mut all = session.part(Part::Main).chain(swaps);
        let heavy = all.any(|item| knowledge().exercise(&item.exercise).is_some_and(is_heavy));
        (heavy, session.notes.contains(&Note::HeavyRests))
    };
    for stage in StageId::ALL {
        let case = in_stage(*stage, KitPreset::Gym);
        let apart = knowledge().stage(*stage).expect("a stage").caps.heavy_apart_h;
        for on in (2..7).map(|offset| day("2026-03-02").plus_days(offset)) {
            let with = |back: i32, run: Measured, maximum: Option<f64>| {
                let mut case = case.clone();
                (case.ran, case.maximum) = (vec![(on.plus_days(-back), run)], maximum);
                heavy_on(&case, on)
            };
            if !heavy_on(&case, on).0 || apart == 0 {
                continue;
            }
            let top = Some(8.0);
            let (heavy, note) = with(1, run(0.85, 10.0), top);
            assert!(!heavy, "{stage} {on}: the day after");
            (waited, said) = (waited + 1, said + i32::from(note));
            let whole = Measured { speeds: None, pieces: SpeedPieces::default(), ..run(0.85, 60_000.0) };
            assert!(!with(1, whole, top).0, "{stage} {on}: by its mean speed");
            for (back, run, maximum) in [
                (0, run(0.85, 10.0), top),
                (2, run(0.85, 10.0), top),
                (1, run(0.6, 600.0), top),
                // An easy run of somebody who never sprints.
                (1, run(0.36, 1_800.0), Some(3.9)),
                // A second is what a watch gets wrong.
                (1, run(0.9, 1.0), top),
                (1, run(0.85, 10.0), None),
            ] {
                let days = format!("{stage} {on}: {back} days after {:?}", run.pieces);
                assert!(with(back, run, maximum).0, "{days}");
            }
        }
    }
    assert!(waited > 5 && said > 2, "{waited} waited, {said} said it");
}
