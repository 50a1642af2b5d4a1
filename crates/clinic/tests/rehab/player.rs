//! What the player of a session goes by: beats that last as long as the session says, and swaps that keep its rules.

use crate::common::{Case, day, knowledge};
use femoris_clinic::event::Entry;
use femoris_clinic::rehab::beats::{Moment, beats};
use femoris_clinic::rehab::fit;
use femoris_clinic::rehab::kit::{KitPreset, KitSet};
use femoris_clinic::rehab::log::{RehabSettings, SessionLength, StageDecision};
use femoris_clinic::rehab::session::{Part, Prescription, Session};
use femoris_clinic::rehab::stage::StageId;
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
