//! What is asked after it was too much is really less: of every exercise in every stage, and in the sessions that follow.

use crate::common::{Case, as_asked, day, id, knowledge, pain};
use femoris_clinic::event::Entry;
use femoris_clinic::rehab::colour::Colour;
use femoris_clinic::rehab::exercise::{Exercise, ExerciseId};
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{Part, RehabSettings, SessionLength, StageDecision};
use femoris_clinic::rehab::progress::{Advance, Masked, Scope, StandIn, Step, Taken, Track};
use femoris_clinic::rehab::session::{DayPlan, Prescription, Session};
use femoris_clinic::rehab::setting::{Amount, Setting};
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_measure::{Day, Effort};

fn scope(exercise: &'static Exercise, stage: StageId) -> Option<Scope<'static>> {
    Scope::in_stage(exercise, knowledge().stage(stage)?, Advance::Open, &knowledge().dose)
}

/// Every exercise in every stage that has a dose for it; what is run has its own rules.
fn every() -> impl Iterator<Item = (String, Scope<'static>)> {
    let all = knowledge().exercises.values().filter(|exercise| !exercise.runs);
    all.flat_map(|exercise| {
        let of = move |stage: &StageId| Some((format!("{} {stage}", exercise.id), scope(exercise, *stage)?));
        StageId::ALL.iter().filter_map(of)
    })
}

fn taken(on: Day, colour: Colour, effort: u8) -> Taken {
    Taken {
        day: on,
        colour: Some(colour),
        masked: Masked::No,
        effort: Effort::new(effort).ok(),
        weight: None,
        sets: None,
    }
}

/// Sets and what is done in each, as it is asked the next time.
fn asked(track: &Track, scope: &Scope<'_>, on: Day) -> f64 {
    total(track.clone().moved_to(scope).on(on, scope))
}

fn total(setting: Setting) -> f64 {
    let each = match setting.amount {
        Amount::Repetitions(n) => f64::from(n),
        Amount::Holds { repetitions, seconds } => f64::from(repetitions) * f64::from(seconds),
        Amount::Breaths { repetitions, breaths } => f64::from(repetitions) * f64::from(breaths),
        Amount::Time(n) | Amount::Distance(n) => f64::from(n),
        Amount::Ladder => 0.0,
    };
    f64::from(setting.sets) * each
}

#[test]
fn two_ambers_or_very_hard_work_twice_take_something_away_and_it_stays_away() {
    let first = day("2026-03-02");
    let mut seen = 0;
    for (name, scope) in every() {
        for (colour, effort, step) in
            [(Colour::Amber, 6, Step::LessAmber), (Colour::Green, 9, Step::LessEffort)]
        {
            let new = Track::new(scope.exercise, scope.dose);
            let once = new.clone().after(&taken(first, colour, effort), &scope);
            assert_eq!(
                asked(&once, &scope, first),
                asked(&new, &scope, first),
                "{name}: once changes nothing"
            );
            let on = first.plus_days(2);
            let twice = once.after(&taken(on, colour, effort), &scope);
            assert_eq!(twice.step, step, "{name}");
            let (before, now) = (total(new.setting), asked(&twice, &scope, on));
            assert!(0.0 < now && now < before, "{name}: {before} to {now} with {step}");
            let third = taken(on.plus_days(1), Colour::Green, 6);
            let later = twice.moved_to(&scope).after(&third, &scope);
            assert_eq!(asked(&later, &scope, on), now, "{name}: a good session brings none of it back");
            seen += 1;
        }
    }
    assert!(seen > 200, "only {seen}");
}

#[test]
fn where_no_easier_exercise_stood_in_it_is_less_than_the_lowest_dose() {
    let first = day("2026-03-02");
    let next = first.plus_days(3);
    let after_week = first.plus_days(9);
    for (name, scope) in every() {
        let new = Track::new(scope.exercise, scope.dose);
        let red = new.clone().after(&taken(first, Colour::Red, 6), &scope);
        if !matches!(red.stand_in, StandIn::Easier { .. }) {
            assert_eq!(red.step, Step::LessRange, "{name}");
            continue;
        }
        let lowest = total(new.setting);
        for on in [next, first.plus_days(7), first.plus_days(8)] {
            let less = asked(&red, &scope, on);
            assert!(0.0 < less && less < lowest, "{name}: {lowest} to {less}");
            assert_eq!(red.step_on(on, &scope), Step::Spared, "{name}: and it says so");
        }
        let less = asked(&red, &scope, next);
        let done = red.clone().resumed(next, &scope).after(&taken(next, Colour::Green, 6), &scope);
        assert_eq!(asked(&done, &scope, next), less, "{name}: it was done with less, and goes on from there");
        let mut eased = red.clone();
        eased.stood_in_for(next);
        assert_eq!(
            (total(eased.setting), eased.step_on(after_week, &scope)),
            (lowest, Step::Return),
            "{name}"
        );
    }
}

#[test]
fn what_was_taken_away_comes_back_first_and_not_further_than_the_lowest_dose() {
    let first = day("2026-03-02");
    for (name, scope) in every() {
        let new = Track::new(scope.exercise, scope.dose);
        let red = new.clone().after(&taken(first, Colour::Red, 6), &scope);
        if !matches!(red.stand_in, StandIn::Easier { .. }) {
            continue;
        }
        let mut track = red.resumed(first.plus_days(3), &scope);
        let mut last = total(track.setting);
        let mut steps = 0;
        for session in 0..40 {
            let on = first.plus_days(10 + session * 4);
            track = track.moved_to(&scope).after(&taken(on, Colour::Green, 6), &scope);
            let now = total(track.setting);
            if track.step == Step::Restored {
                steps += 1;
                assert!(last < now && now <= total(new.setting), "{name}: {last} to {now}");
            } else if steps == 0 {
                assert!(!track.step.is_harder(), "{name}: {} before it is back", track.step);
            }
            last = now;
            if now >= total(new.setting) {
                break;
            }
        }
        assert!(steps > 0 && last >= total(new.setting), "{name}: comes back whole: {steps} {last}");
    }
}

#[test]
fn neither_more_pain_nor_a_pause_raises_what_had_been_taken_away() {
    use Colour::{Amber, Red};
    let first = day("2026-03-02");
    for (name, scope) in every() {
        for colours in [[Amber, Amber, Red, Red], [Amber, Amber, Amber, Amber]] {
            let mut track = Track::new(scope.exercise, scope.dose);
            let lowest = total(track.setting);
            let (mut last, mut on) = (lowest, first);
            for colour in colours {
                track = track.moved_to(&scope).resumed(on, &scope).after(&taken(on, colour, 6), &scope);
                let now = asked(&track, &scope, on.plus_days(1));
                assert!(now <= last, "{name} {on} {colours:?}: {last} to {now}");
                (last, on) = (now, on.plus_days(3));
            }
            assert!(last < lowest || track.step == Step::LessRange, "{name} {colours:?}: {lowest} to {last}");
            let paused = asked(&track, &scope, on.plus_days(10));
            assert!(paused <= last, "{name} {colours:?}: {last} to {paused} after ten days");
        }
    }
}

/// A case in a stage with everything to hand and time.
fn in_stage(stage: StageId, first: Day) -> Case {
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    let (kit, length) = (Some(KitPreset::Gym), Some(SessionLength::Long));
    case.add(first, Entry::RehabSet(RehabSettings { kit, length, ailments: None }));
    case
}

fn item<'s>(session: &'s Session, exercise: &ExerciseId) -> Option<&'s Prescription> {
    session.part(Part::Main).find(|item| item.exercise == *exercise)
}

/// Trains until the exercise was done so often with this pain, then until it, or what stands in for it, is asked again in a
/// session that nothing holds back. Gives it as it was at first and what came of it.
fn hurt(stage: StageId, exercise: &ExerciseId, (hurt, times): (u8, u8)) -> Option<(Prescription, Session)> {
    let first = day("2026-03-02");
    let mut case = in_stage(stage, first);
    let (mut before, mut done) = (None, 0);
    for ahead in 0..28 {
        let on = first.plus_days(ahead);
        case.morning(on, 0);
        case.deny_danger_signs(on);
        let Some(DayPlan::Session(session)) = case.today(on) else { continue };
        let stands_in = |item: &Prescription| item.instead_of.as_ref() == Some(exercise);
        let is_asked = item(&session, exercise).is_some() || session.items.iter().any(stands_in);
        if done == times && session.restraint == Restraint::None && is_asked {
            return Some((before?, session));
        }
        let mut all = as_asked(&session, 0, 6);
        if session.restraint == Restraint::None && done < times {
            before = before.or_else(|| item(&session, exercise).cloned());
            done += u8::from(item(&session, exercise).is_some());
            for (of, _, _, amounts) in &mut all {
                if of == exercise {
                    amounts.pain = Some(pain(hurt));
                }
            }
        }
        case.log_session(on, &format!("session-{on}"), session.stage, all);
    }
    None
}

#[test]
fn a_red_exercise_without_an_easier_one_in_the_stage_comes_back_with_less_and_says_it() {
    let mut alone = 0;
    for (name, stage) in [
        ("slhb-single", StageId::A4),
        ("hip-thrust", StageId::A3),
        ("hip-thrust", StageId::P3),
        ("slider-eccentric-double", StageId::P3),
        ("slhb-single", StageId::P3),
        ("long-lever-bridge-hold", StageId::V1),
        ("slhb-single", StageId::V3),
        ("slhb-single", StageId::A3),
        ("slhb-single", StageId::V2),
        ("slhb-single", StageId::P2),
        ("leg-curl-machine", StageId::P2),
    ] {
        let exercise = id(name);
        let limit = knowledge().stage(stage).map(|stage| knowledge().conventions.tolerated(stage.policy));
        let over = limit.expect("a stage").get() + 1;
        let Some((before, session)) = hurt(stage, &exercise, (over, 1)) else { continue };
        match item(&session, &exercise) {
            Some(now) => {
                alone += 1;
                for (side, old) in now.sides.iter().zip(&before.sides) {
                    assert_eq!(side.step, Some(Step::Spared), "{name} {stage}");
                    let (now, old) = (total(side.setting), total(old.setting));
                    assert!(now < old, "{name} {stage}: {old} to {now}");
                }
            }
            None => {
                let one = session.items.iter().find(|item| item.instead_of.as_ref() == Some(&exercise));
                let level = |id| knowledge().exercise(id).map(|one| one.load.level());
                assert!(level(&one.expect("stands in").exercise) <= level(&exercise), "{name} {stage}");
            }
        }
    }
    assert!(alone >= 5, "only {alone} stood alone");
}

#[test]
fn two_ambers_of_an_exercise_without_weight_take_a_set_off_the_next_session() {
    let exercise = id("slhb-single");
    assert_eq!(StageId::A4.protocol(), ProtocolId::Acute);
    let (before, session) = hurt(StageId::A4, &exercise, (4, 2)).expect("asked again");
    let now = item(&session, &exercise).expect("itself");
    let of = |item: &Prescription| item.sides.first().map(|side| (side.setting.sets, side.step));
    assert_eq!(of(&before).map(|(sets, _)| sets), Some(2));
    assert_eq!(of(now), Some((1, Some(Step::LessAmber))));
}

#[test]
fn of_a_session_that_had_room_for_one_set_only_less_is_less_of_that_set() {
    let first = day("2026-03-02");
    for (name, scope) in every() {
        let new = Track::new(scope.exercise, scope.dose);
        let one = total(Setting { sets: 1, ..new.setting });
        let short = |day: Day, colour| Taken { sets: Some(1), ..taken(day, colour, 6) };
        let twice = new.clone().after(&short(first, Colour::Amber), &scope);
        let twice = twice.after(&short(first.plus_days(2), Colour::Amber), &scope);
        assert!(total(twice.setting) < one, "{name}: {one} to {:?}", twice.setting);
        let red = new.after(&short(first, Colour::Red), &scope);
        if matches!(red.stand_in, StandIn::Easier { .. }) {
            assert!(asked(&red, &scope, first.plus_days(3)) < one, "{name}: {one} to {:?}", red.setting);
        }
    }
}

#[test]
fn once_everything_is_known_no_heavier_exercise_is_offered_as_the_easier_one() {
    let first = day("2026-03-02");
    let (mut offered, mut left_out) = (0, 0);
    for stage in [StageId::A3, StageId::A4, StageId::P3, StageId::V2] {
        let mut case = in_stage(stage, first);
        for ahead in 0..21 {
            let on = first.plus_days(ahead);
            case.morning(on, 0);
            case.deny_danger_signs(on);
            let Some((session, swaps)) = case.session_and_swaps(on) else { continue };
            for (item, swap) in session.items.iter().zip(&swaps) {
                let exercise = knowledge().exercise(&item.exercise).expect("in the library");
                let of = |id: &ExerciseId| knowledge().exercise(id).expect("in the library");
                left_out += exercise.easier.iter().filter(|id| !of(id).is_easier_than(exercise)).count();
                let Some(other) = &swap.easier else { continue };
                offered += 1;
                let (level, own) = (of(&other.exercise).load.level(), exercise.load.level());
                assert!(level <= own, "{stage} {on}: {} for {}", other.exercise, exercise.id);
            }
            // What may be done instead of it is done beside it: none of it is new by then.
            let beside = swaps.iter().filter_map(|swap| swap.easier.clone());
            let mut all = session.clone();
            all.items.extend(beside);
            case.log_session(on, &format!("session-{on}"), session.stage, as_asked(&all, 0, 8));
        }
    }
    assert!(offered > 10 && left_out > 10, "{offered} offered, {left_out} left out");
}
