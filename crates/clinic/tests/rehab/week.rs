//! Runs and exercises of a week together: what is counted, what is not, and what that does to the session of a day.

use crate::common::{Case, as_asked, day, knowledge};
use femoris_clinic::event::Entry;
use femoris_clinic::load::SpeedBins;
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{Part, RehabSettings, SessionLength, StageDecision};
use femoris_clinic::rehab::ran::Uncounted;
use femoris_clinic::rehab::session::{DayPlan, Note, Prescription, Session};
use femoris_clinic::rehab::stage::StageId;
use femoris_clinic::rehab::week::WeekTotal;
use femoris_clinic::running::matching::{DoneAs, Measured};
use femoris_measure::Day;

/// Fastest of the runner, in m/s.
const MAXIMUM: f64 = 8.0;

fn first() -> Day {
    day("2026-03-02")
}

/// A run of so many minutes at an even speed in m/s, known by distance and time only.
fn run(minutes: f64, speed: f64) -> Measured {
    let total = minutes * 60.0;
    Measured { total_s: Some(total), metres: Some(total * speed), ..Measured::default() }
}

/// A week of sessions in a stage as they were asked, with these runs beside them; day and run.
fn a_week(stage: StageId, runs: &[(i32, Measured)]) -> Case {
    let mut case = Case::meant_for(stage.protocol(), first());
    case.add(first(), Entry::StageDecided(StageDecision::Confirmed { stage }));
    case.maximum = Some(MAXIMUM);
    case.ran = runs.iter().map(|(on, run)| (first().plus_days(*on), run.clone())).collect();
    for number in 0..7 {
        let today = first().plus_days(number);
        case.deny_danger_signs(today);
        case.morning(today, 1);
        if let Some(DayPlan::Session(session)) = case.today(today) {
            case.log_session(today, &format!("session-{number}"), stage, as_asked(&session, 1, 5));
        }
    }
    let next = first().plus_days(7);
    case.deny_danger_signs(next);
    case.morning(next, 1);
    case
}

/// The next session after a week.
fn next(case: &Case) -> Session {
    (7..10)
        .find_map(|number| match case.today(first().plus_days(number)) {
            Some(DayPlan::Session(session)) => Some(session),
            _ => None,
        })
        .expect("a session in the days after")
}

fn sets(session: &Session) -> u32 {
    session.part(Part::Main).flat_map(|item| &item.sides).map(|side| u32::from(side.setting.sets)).sum()
}

/// Exercises, runs, most.
fn counted(session: &Session) -> (f64, f64, f64) {
    match session.week {
        WeekTotal::Counted { exercises, runs, most } => (exercises, runs, most),
        other => panic!("{other:?}"),
    }
}

/// What the runs of the present week count, told by a runner who did this run on its first day.
fn counts(stage: StageId, run: Measured) -> f64 {
    let mut case = a_week(stage, &[(1, self::run(20.0, 3.0))]);
    case.ran.push((first().plus_days(7), run));
    counted(&next(&case)).1
}

#[test]
fn a_minute_counts_by_its_share_of_the_own_top_speed() {
    // Speed in m/s of a runner whose fastest is 8 m/s, and the load of a minute that the evidence gives for that share.
    let table = [
        (1.0, 0.3),
        (3.1, 0.8),
        (3.2, 1.0),
        (4.0, 1.3),
        (4.7, 1.3),
        (4.8, 1.8),
        (5.6, 2.7),
        (6.4, 4.5),
        (7.2, 8.0),
        (9.0, 8.0),
    ];
    for (speed, of_minute) in table {
        let counts = counts(StageId::A2, run(10.0, speed));
        assert!((counts - 10.0 * of_minute).abs() < 1e-9, "{speed} m/s: {counts}");
    }
}

#[test]
fn time_at_each_speed_counts_by_itself_and_the_rest_as_walking() {
    let mut speeds = SpeedBins::default();
    speeds.add(3.0, 600.0, 0);
    speeds.add(7.5, 60.0, 0);
    let mixed =
        Measured { total_s: Some(900.0), metres: Some(2600.0), speeds: Some(speeds), ..Measured::default() };
    let counts = counts(StageId::A2, mixed);
    let by_hand = 10.0 * 0.8 + 1.0 * 8.0 + 4.0 * 0.3;
    assert!((counts - by_hand).abs() < 1e-9, "{counts} {by_hand}");
}

#[test]
fn steep_ground_counts_more_and_most_for_a_tendon() {
    let hilly = || Measured { steep_m: Some(900.0), ..run(10.0, 3.0) };
    let (muscle, tendon) = (counts(StageId::A2, hilly()), counts(StageId::P2, hilly()));
    // Half of 1800 m is steep.
    assert!((muscle - 8.0 * (0.5 + 0.5 * 1.2)).abs() < 1e-9, "{muscle}");
    assert!((tendon - 8.0 * (0.5 + 0.5 * 1.3)).abs() < 1e-9, "{tendon}");
}

#[test]
fn there_is_no_cap_from_nothing() {
    let case = a_week(StageId::A2, &[(1, run(60.0, 4.0))]);
    let in_first_week = case.session(first().plus_days(2));
    assert_eq!(in_first_week.week, WeekTotal::First);
    assert!(!in_first_week.notes.contains(&Note::TotalCap));
    assert_eq!(next(&a_week(StageId::A2, &[])).week, WeekTotal::NoRuns);
}

#[test]
fn a_week_of_runs_that_leaps_takes_sets_and_neither_exercises_nor_warming_up() {
    let calm = a_week(StageId::A2, &[(1, run(20.0, 3.0)), (3, run(20.0, 3.0))]);
    let as_ever = next(&calm);
    let mut leaps = calm.clone();
    leaps.ran.push((first().plus_days(7), run(300.0, 7.3)));
    let less = next(&leaps);
    let (exercises, runs, most) = counted(&less);
    assert!((runs - 300.0 * 8.0).abs() < 1e-9);
    assert!(exercises + runs > most, "the runs alone are beyond the cap");
    assert!(less.notes.contains(&Note::TotalCap) && !as_ever.notes.contains(&Note::TotalCap));
    assert!(sets(&less) < sets(&as_ever), "{} {}", sets(&less), sets(&as_ever));
    assert!(less.part(Part::Main).all(|item| item.sides.iter().all(|side| side.setting.sets == 1)));
    let names = |session: &Session| {
        let main = session.part(Part::Main).filter(|item| item.requirement.id() == "required");
        main.map(|item| item.exercise.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&less), names(&as_ever), "what is required stays");
    assert_eq!(less.part(Part::WarmUp).count(), as_ever.part(Part::WarmUp).count());
    // The week of the runs is one of those that the next is held against.
    assert!((most - 1.2 * week_by_hand(&calm)).abs() < 1e-6, "{most}");
}

/// Load of the first week: what the course counted of exercises, and two easy runs.
fn week_by_hand(case: &Case) -> f64 {
    let exercises: f64 = case.with_plan(first().plus_days(7), |plan| {
        let loads = plan.expect("a plan").course.loads;
        loads.range(..first().plus_days(7)).map(|(_, load)| load).sum()
    });
    exercises + 2.0 * 20.0 * 0.8
}

#[test]
fn prevention_rises_by_a_tenth_only() {
    let case = a_week(StageId::V2, &[(1, run(40.0, 3.0))]);
    let exercises: f64 = case.with_plan(first().plus_days(7), |plan| {
        plan.expect("a plan").course.loads.range(..first().plus_days(7)).map(|(_, load)| load).sum()
    });
    let (_, _, most) = counted(&next(&case));
    assert!((most - 1.1 * (exercises + 32.0)).abs() < 1e-6, "{most} {exercises}");
}

/// A run that cannot be counted in the present week, and why.
fn uncounted(change: impl FnOnce(&mut Case)) -> (Session, Session) {
    let calm = a_week(StageId::A2, &[(1, run(20.0, 3.0))]);
    let mut case = calm.clone();
    change(&mut case);
    (next(&calm), next(&case))
}

#[test]
fn a_run_that_cannot_be_counted_is_no_day_of_rest_and_leaves_the_cap_unjudged() {
    let today = first().plus_days(7);
    let (_, bare) = uncounted(|case| case.ran.push((today, Measured::default())));
    assert_eq!(bare.week, WeekTotal::Uncounted(Uncounted::NoSpeed));
    let (_, told) = uncounted(|case| case.add(today, Entry::RunTold { told: DoneAs::AsPrescribed }));
    assert_eq!(told.week, WeekTotal::Uncounted(Uncounted::NotRecorded));
    let (calm, unmeasured) = uncounted(|case| case.maximum = None);
    assert_eq!(unmeasured.week, WeekTotal::Uncounted(Uncounted::NoMaximum));
    assert_eq!(
        (sets(&unmeasured), &unmeasured.items),
        (sets(&calm), &calm.items),
        "exercises have their own cap"
    );
}

#[test]
fn a_week_that_cannot_be_counted_is_not_compared_with() {
    let mut case = a_week(StageId::A2, &[(1, Measured::default())]);
    case.ran.push((first().plus_days(7), run(20.0, 3.0)));
    assert_eq!(next(&case).week, WeekTotal::Uncounted(Uncounted::NoSpeed), "there is no other week");
}

#[test]
fn two_runs_of_a_day_add_up() {
    let mut case = a_week(StageId::A2, &[(1, run(20.0, 3.0))]);
    case.ran.push((first().plus_days(7), run(10.0, 3.0)));
    case.ran.push((first().plus_days(7), run(10.0, 7.5)));
    assert!((counted(&next(&case)).1 - 88.0).abs() < 1e-9);
}

/// The longest time without lowering work, such as Nordics, in so many weeks of a stage, from its first day to the end.
fn longest_gap(
    stage: StageId,
    kit: KitPreset,
    length: SessionLength,
    leaves_out: impl Fn(i32) -> bool,
) -> i32 {
    const DAYS: i32 = 70;
    let rules = &knowledge().dose.week;
    let mut case = Case::meant_for(stage.protocol(), first());
    case.add(first(), Entry::StageDecided(StageDecision::Confirmed { stage }));
    let settings = RehabSettings { kit: Some(kit), length: Some(length), ailments: None };
    case.add(first(), Entry::RehabSet(settings));
    let (mut last, mut longest) = (0, 0);
    for offset in 0..DAYS {
        let today = first().plus_days(offset);
        case.morning(today, 0);
        if offset % 7 == 6 {
            case.deny_danger_signs(today);
        }
        let Some(DayPlan::Session(session)) = case.today(today) else { continue };
        if leaves_out(offset) {
            continue;
        }
        let lowers = |item: &Prescription| {
            knowledge().exercise(&item.exercise).is_some_and(|exercise| rules.counts_lowering(exercise))
        };
        if session.part(Part::Main).any(lowers) {
            (longest, last) = (longest.max(offset - last), offset);
        }
        let done = as_asked(&session, 0, 5);
        case.log_session(today, &format!("session-{offset}"), session.stage, done);
    }
    longest.max(DAYS - last)
}

#[test]
fn prevention_never_lets_three_weeks_pass_without_lowering_work() {
    let mut long = Vec::new();
    for stage in [StageId::A5, StageId::V1, StageId::V2, StageId::V3] {
        for kit in KitPreset::ALL {
            for length in SessionLength::ALL {
                let kept = longest_gap(stage, *kit, *length, |_| false);
                let missed = longest_gap(stage, *kit, *length, |offset| offset % 14 >= 7);
                if kept > 21 || missed > 21 {
                    long.push(format!(
                        "{stage} {kit} {length}: {kept}, with every other week missed {missed}"
                    ));
                }
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn who_leaves_the_lowering_work_out_is_told_before_three_weeks_are_over() {
    let told = |stage: StageId, keeps: bool| {
        let mut case = Case::meant_for(stage.protocol(), first());
        case.add(first(), Entry::StageDecided(StageDecision::Confirmed { stage }));
        let mut days = Vec::new();
        for offset in 0..21 {
            let today = first().plus_days(offset);
            case.morning(today, 0);
            if offset % 7 == 6 {
                case.deny_danger_signs(today);
            }
            let Some(DayPlan::Session(session)) = case.today(today) else { continue };
            if session.notes.contains(&Note::LoweringDue) {
                days.push(offset);
            }
            let rules = &knowledge().dose.week;
            let is_kept = |id: &ExerciseId| {
                keeps || !knowledge().exercise(id).is_some_and(|exercise| rules.counts_lowering(exercise))
            };
            let done = as_asked(&session, 0, 5).into_iter().filter(|(id, ..)| is_kept(id));
            case.log_session(today, &format!("session-{offset}"), session.stage, done);
        }
        days
    };
    for stage in [StageId::A5, StageId::V1, StageId::V2, StageId::V3] {
        assert!(told(stage, true).is_empty(), "{stage}: {:?}", told(stage, true));
        let days = told(stage, false);
        assert!(days.first().is_some_and(|day| (14..21).contains(day)), "{stage}: {days:?}");
    }
    assert!(told(StageId::A3, false).is_empty(), "on the way back the gate asks for it");
}

#[test]
fn weeks_without_lowering_work_count_on_in_the_next_stage() {
    let rules = &knowledge().dose.week;
    let mut case = Case::meant_for(StageId::V1.protocol(), first());
    case.add(first(), Entry::StageDecided(StageDecision::Confirmed { stage: StageId::V1 }));
    let (mut last, mut told) = (None, None);
    for offset in 0..40 {
        let today = first().plus_days(offset);
        case.morning(today, 0);
        if offset % 7 == 6 {
            case.deny_danger_signs(today);
        }
        if offset == 14 {
            case.add(today, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::V2 }));
        }
        let Some(DayPlan::Session(session)) = case.today(today) else { continue };
        if told.is_none() && session.notes.contains(&Note::LoweringDue) {
            told = Some(offset);
        }
        let lowers = |id: &ExerciseId| {
            knowledge().exercise(id).is_some_and(|exercise| rules.counts_lowering(exercise))
        };
        let done: Vec<_> =
            as_asked(&session, 0, 5).into_iter().filter(|(id, ..)| offset < 4 || !lowers(id)).collect();
        if done.iter().any(|(id, ..)| lowers(id)) {
            last = Some(offset);
        }
        case.log_session(today, &format!("session-{offset}"), session.stage, done);
    }
    let gap = told.zip(last).map(|(told, last)| told - last);
    assert!(gap.is_some_and(|gap| (14..21).contains(&gap)), "{told:?} after {last:?}");
}
