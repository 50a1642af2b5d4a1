//! What the player of a session goes by: beats that last as long as the session says, and swaps that keep its rules.

use crate::common::{Case, day, knowledge};
use femoris_clinic::event::Entry;
use femoris_clinic::rehab::beats::{Moment, beats};
use femoris_clinic::rehab::exercise::{Exercise, ExerciseId};
use femoris_clinic::rehab::fit;
use femoris_clinic::rehab::kit::{KitPreset, KitSet};
use femoris_clinic::rehab::log::{RehabSettings, SessionLength, StageDecision};
use femoris_clinic::rehab::session::{Part, Prescription, Session};
use femoris_clinic::rehab::stage::{Occasion, StageId};
use femoris_clinic::rehab::swap::Swap;

fn each(mut look: impl FnMut(KitPreset, Session, Vec<Swap>)) {
    let first = day("2026-03-02");
    for stage in StageId::ALL {
        for kit in [KitPreset::None, KitPreset::Gym] {
            let mut case = Case::meant_for(stage.protocol(), first);
            case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: *stage }));
            let length = Some(SessionLength::Long);
            case.add(first, Entry::RehabSet(RehabSettings { kit: Some(kit), length, ailments: None }));
            for offset in 0..7 {
                if let Some((session, swaps)) = case.session_and_swaps(first.plus_days(offset)) {
                    look(kit, session, swaps);
                }
            }
        }
    }
}

fn lasts(item: &Prescription) -> u32 {
    beats(item, knowledge()).iter().map(|beat| beat.seconds).sum()
}

#[test]
fn the_beats_of_every_session_last_as_long_as_it_says() {
    let mut seen = 0;
    each(|_, session, _| {
        seen += 1;
        let whole: u32 = session.items.iter().map(lasts).sum();
        assert_eq!(whole, session.seconds(), "{} {}", session.stage, session.day);
    });
    assert!(seen > 100, "only {seen} sessions");
}

#[test]
fn each_side_works_in_each_of_its_sets_and_nothing_works_without_an_end() {
    each(|_, session, _| {
        for item in &session.items {
            let all = beats(item, knowledge());
            assert_eq!(all.first().map(|beat| beat.moment), Some(Moment::Ready));
            assert!(!matches!(all.last().map(|beat| beat.moment), Some(Moment::Rest | Moment::ChangeSide)));
            for side in &item.sides {
                for set in 1..=side.setting.sets {
                    let works =
                        all.iter().filter(|beat| beat.side == side.side && beat.set == set).any(|beat| {
                            !matches!(
                                beat.moment,
                                Moment::Ready | Moment::Rest | Moment::Release | Moment::ChangeSide
                            )
                        });
                    assert!(works, "{} {} {} set {set}", session.stage, item.exercise, side.side);
                }
            }
            // Nobody times springing, nor a run that the ladder dictates.
            let timed = |moment: Moment| !matches!(moment, Moment::Ladder | Moment::Count(_));
            assert!(all.iter().all(|beat| beat.seconds > 0 || !timed(beat.moment)), "{}", item.exercise);
        }
    });
}

#[test]
fn what_may_be_done_instead_has_a_dose_and_its_kit_and_stands_nowhere_else() {
    let (mut easier, mut harder) = (0, 0);
    each(|kit, session, swaps| {
        assert_eq!(swaps.len(), session.items.len());
        let kit = KitSet::of(kit);
        for (item, swap) in session.items.iter().zip(&swaps) {
            easier += usize::from(swap.easier.is_some());
            harder += usize::from(swap.harder.is_some());
            for other in [&swap.easier, &swap.harder].into_iter().flatten() {
                let exercise = knowledge().exercise(&other.exercise).expect("in the library");
                assert!(exercise.kit.met_by(&kit).is_some(), "{}: kit", other.exercise);
                assert!(session.items.iter().all(|one| one.exercise != other.exercise));
                assert_eq!(item.part, Part::Main);
                let most = item.sides.iter().map(|side| side.setting.sets).max();
                assert!(
                    other.sides.iter().all(|side| Some(side.setting.sets) <= most && side.setting.sets > 0)
                );
                assert_eq!(lasts(other), fit::seconds(other, knowledge()), "{}", other.exercise);
            }
        }
    });
    assert!(easier > 20 && harder > 20, "{easier} easier, {harder} harder");
}

#[test]
fn the_easier_exercise_is_never_a_heavier_one_and_the_next_is_offered_where_the_first_stands_already() {
    let (mut next, mut heavier) = (0, 0);
    let heavy = knowledge().conventions.heavy_from;
    each(|kit, session, swaps| {
        let kit = KitSet::of(kit);
        let stands = |id: &ExerciseId| session.items.iter().any(|item| item.exercise == *id);
        for (item, swap) in session.items.iter().zip(&swaps).filter(|(item, _)| item.part == Part::Main) {
            let exercise = knowledge().exercise(&item.exercise).expect("in the library");
            let known = exercise.easier.iter().filter_map(|id| knowledge().exercise(id));
            let here = known.filter(|one| {
                one.dose(Occasion::Stage(session.stage)).is_some() && one.kit.met_by(&kit).is_some()
            });
            let (open, above): (Vec<&Exercise>, Vec<&Exercise>) =
                here.partition(|one| one.load.level() <= exercise.load.level());
            heavier += above.len();
            let offered = swap.easier.as_ref().map(|other| &other.exercise);
            assert!(above.iter().all(|one| Some(&one.id) != offered), "{} {}", session.stage, exercise.id);
            // What is heavy, springs or runs may have to wait for reasons of its own.
            let plain = |one: &&&Exercise| {
                one.load.level() < heavy && !one.springs && !one.runs && one.exclusions.is_empty()
            };
            if open.first().is_some_and(|one| stands(&one.id))
                && open.iter().filter(plain).any(|one| !stands(&one.id))
            {
                next += 1;
                assert!(offered.is_some(), "{} {} {}", session.stage, session.day, exercise.id);
            }
        }
    });
    assert!(next > 0 && heavier > 0, "{next} offered the next one, {heavier} heavier ones were left out");
}
