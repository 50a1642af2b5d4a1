//! Pain told for a day, of the morning, of now or in a run, and what it does to the session.

use crate::common::{Case, as_asked, day, id, knowledge, pain};
use femoris_clinic::event::{self, Entry, PainMoment, Unsure};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::halt::HaltReason;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{
    Amounts, Part, RehabSettings, SessionDone, SessionId, SessionLength, StageDecision, WorkedSide,
};
use femoris_clinic::rehab::session::{DayPlan, Note, Refusal, Session};
use femoris_clinic::rehab::stage::StageId;
use femoris_measure::Day;
use std::collections::BTreeSet;

const LATER: [StageId; 8] =
    [StageId::A2, StageId::A3, StageId::A4, StageId::A5, StageId::P2, StageId::P3, StageId::P4, StageId::P5];

fn in_stage(stage: StageId, first: Day) -> Case {
    let mut case = Case::meant_for(stage.protocol(), first.plus_days(-1));
    case.add(first.plus_days(-1), Entry::StageDecided(StageDecision::Confirmed { stage }));
    let kit = Some(KitPreset::Gym);
    case.add(first.plus_days(-1), Entry::RehabSet(RehabSettings { kit, ..RehabSettings::default() }));
    for back in 1..=3 {
        case.morning(first.plus_days(-back), 1);
    }
    case
}

fn run(case: &mut Case, on: Day, moment: PainMoment, score: u8) {
    case.add(on, Entry::PainLogged { moment, score: pain(score) });
}

/// The first day of a fortnight on which the stage has a session that is more than holds and light work, and that session.
fn planned(case: &Case, first: Day) -> (Day, Session) {
    let is_first = |session: &Session| [StageId::A0, StageId::P0].contains(&session.stage);
    let of = |offset: i32| match case.today(first.plus_days(offset)) {
        Some(DayPlan::Session(session)) => Some((first.plus_days(offset), session)),
        _ => None,
    };
    let of = |offset: i32| of(offset).filter(|(_, session)| is_first(session) || !is_light(session));
    (0..14).find_map(of).expect("a session")
}

fn is_light(session: &Session) -> bool {
    session.items.iter().all(|item| {
        let exercise = knowledge().exercise(&item.exercise).expect("known");
        let light = exercise.load.level() <= knowledge().dose.flare.calm_level;
        (exercise.is_isometric() || light) && !exercise.runs
    })
}

#[test]
fn strong_pain_of_the_morning_or_of_now_leaves_holds_and_light_work() {
    let first = day("2026-03-02");
    let ways: [fn(&mut Case, Day); 4] = [
        |case, on| case.morning(on, 6),
        |case, on| case.measure(on, MeasureId::LoadTestPain, 6.0),
        |case, on| case.measure(on, MeasureId::PainNow, 5.0),
        |case, on| case.measure(on, MeasureId::PainWalking, 5.0),
    ];
    for stage in LATER {
        let case = in_stage(stage, first);
        let (on, _) = planned(&case, first);
        for tell in ways {
            let mut case = case.clone();
            tell(&mut case, on);
            match case.today(on) {
                Some(DayPlan::Session(session)) => {
                    assert_eq!(session.restraint, Restraint::Recover, "{stage}");
                    assert!(is_light(&session), "{stage}: {:?}", session.items);
                    assert!(session.seconds() > 0);
                }
                other => panic!("{stage}: {other:?}"),
            }
            let next = on.plus_days(1);
            case.morning(next, 1);
            case.measure(next, MeasureId::PainNow, 1.0);
            if let Some(DayPlan::Session(session)) = case.today(next) {
                assert!(session.restraint < Restraint::Half, "{stage}: it was of that day only");
            }
        }
    }
}

#[test]
fn very_strong_pain_is_a_day_of_rest_that_says_why() {
    let first = day("2026-03-02");
    for stage in LATER.into_iter().chain([StageId::A0, StageId::P0]) {
        let mut case = in_stage(stage, first);
        let (on, _) = planned(&case, first);
        case.measure(on, MeasureId::PainNow, 7.0);
        match case.today(on) {
            Some(DayPlan::Rest { notes, .. }) => assert_eq!(notes, [Note::SeverePain], "{stage}"),
            other => panic!("{stage}: {other:?}"),
        }
    }
    assert!(Note::SeverePain.empties());
}

#[test]
fn pain_at_the_edge_takes_sets_and_pain_below_it_takes_nothing() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A3, first);
    // Long enough that nothing is cut for time.
    let length = Some(SessionLength::Long);
    case.add(first.plus_days(-1), Entry::RehabSet(RehabSettings { length, ..RehabSettings::default() }));
    let (on, usual) = planned(&case, first);
    let told = |score: f64| {
        let mut case = case.clone();
        case.measure(on, MeasureId::PainNow, score);
        case.session(on)
    };
    assert_eq!(told(3.0).restraint, Restraint::None);
    let sore = told(4.0);
    assert_eq!(sore.restraint, Restraint::Sore);
    let sets = |session: &Session, name: &ExerciseId| -> Option<u8> {
        let item = session.part(Part::Main).find(|item| item.exercise == *name)?;
        item.sides.iter().map(|side| side.setting.sets).max()
    };
    let pairs: Vec<(u8, u8)> = usual
        .part(Part::Main)
        .filter_map(|item| Some((sets(&sore, &item.exercise)?, sets(&usual, &item.exercise)?)))
        .collect();
    // What the time of a session is filled up with may come to more.
    let fewer = pairs.iter().filter(|(now, before)| now < before).count();
    assert!(fewer * 2 > pairs.len(), "{pairs:?}");
}

#[test]
fn a_morning_far_above_the_usual_ones_holds_every_stage_back() {
    let first = day("2026-03-02");
    let case = in_stage(StageId::A3, first);
    let (on, _) = planned(&case, first);
    let restraint = |morning: u8| {
        let mut case = case.clone();
        case.morning(on, morning);
        case.session(on).restraint
    };
    assert_eq!(restraint(1), Restraint::None);
    assert_eq!(restraint(3), Restraint::Sore, "two above the usual one");
    assert_eq!(restraint(4), Restraint::Recover, "three above the usual one");
}

#[test]
fn a_day_told_bad_later_is_not_better_again_by_another_word() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A3, first);
    let (on, _) = planned(&case, first);
    case.measure(on, MeasureId::PainNow, 6.0);
    case.measure(on, MeasureId::PainNow, 1.0);
    assert_eq!(case.session(on).restraint, Restraint::Recover);
}

#[test]
fn a_run_that_hurt_calms_this_day_and_the_next_and_is_said() {
    let first = day("2026-03-02");
    for stage in LATER {
        let case = in_stage(stage, first);
        let (on, _) = planned(&case, first.plus_days(1));
        for (back, moment) in [(0, PainMoment::During), (0, PainMoment::After), (1, PainMoment::During)] {
            let mut case = case.clone();
            run(&mut case, on.plus_days(-back), moment, 5);
            match case.today(on) {
                Some(DayPlan::Session(session)) => {
                    assert_eq!(session.restraint, Restraint::Calm, "{stage}");
                    assert!(is_light(&session), "{stage}");
                    assert!(session.notes.contains(&Note::RunHurt), "{stage}: {:?}", session.notes);
                }
                other => panic!("{stage}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_run_that_left_a_bad_morning_counts_and_one_that_was_well_taken_does_not() {
    let first = day("2026-03-02");
    let case = in_stage(StageId::A3, first);
    let (on, _) = planned(&case, first.plus_days(1));
    let restraint = |peak: u8, morning: u8| {
        let mut case = case.clone();
        run(&mut case, on.plus_days(-1), PainMoment::During, peak);
        case.morning(on, morning);
        case.session(on).restraint
    };
    assert_eq!(restraint(1, 1), Restraint::None);
    assert_eq!(restraint(1, 3), Restraint::Calm, "two above the usual morning");
}

#[test]
fn very_strong_pain_in_a_run_stops_the_programme() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A3, first);
    run(&mut case, first, PainMoment::During, 7);
    match case.today(first.plus_days(1)) {
        Some(DayPlan::Refused(Refusal::Halted { halt, from })) => {
            assert_eq!((halt.day, halt.reason), (first, HaltReason::SeverePain));
            case.deny_danger_signs(from);
            assert!(!matches!(case.today(from), Some(DayPlan::Refused(_))), "answered again");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_runs_that_hurt_within_a_week_lead_back_like_two_bad_sessions() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A3, first);
    run(&mut case, first, PainMoment::During, 5);
    run(&mut case, first.plus_days(4), PainMoment::During, 5);
    let stage = |on: Day| case.with_plan(on, |plan| plan.expect("a plan").course.stage.id);
    assert_eq!(stage(first.plus_days(4)), StageId::A3);
    assert_eq!(stage(first.plus_days(5)), StageId::A2);
}

#[test]
fn a_tendon_that_holds_and_legs_that_are_sore_may_hurt_more_before_a_session() {
    let first = day("2026-03-02");
    let restraint = |stage: StageId, score: f64| {
        let mut case = in_stage(stage, first);
        case.measure(first, MeasureId::PainNow, score);
        match case.today(first) {
            Some(DayPlan::Session(session)) => Some(session.restraint),
            _ => None,
        }
    };
    assert_eq!(restraint(StageId::P1, 5.0), Some(Restraint::Sore), "it begins with a load test up to 5");
    assert_eq!(restraint(StageId::P1, 6.0), Some(Restraint::Recover));
    assert_eq!(restraint(StageId::T0, 6.0), Some(Restraint::Sore), "it is meant for soreness up to 6");
}

#[test]
fn pain_told_after_a_session_takes_nothing_from_what_it_showed() {
    let first = day("2026-03-02");
    let case = in_stage(StageId::A2, first);
    let (on, _) = planned(&case, first);
    let amounts = Amounts { sets: 2, repetitions: Some(8), pain: Some(pain(5)), ..Amounts::default() };
    let done = || [(id("rdl"), WorkedSide::Both, Part::Main, amounts)];
    let step = |before: bool| {
        let mut case = case.clone();
        if before {
            case.measure(on, MeasureId::PainNow, 5.0);
        }
        case.log_session(on, "the-session", StageId::A2, done());
        if !before {
            case.measure(on, MeasureId::PainNow, 5.0);
        }
        case.with_plan(on, |plan| {
            plan.expect("a plan").course.tracks.contains_key(&(id("rdl"), WorkedSide::Both))
        })
    };
    assert!(step(false), "it was too much, and the exercise gets easier");
    assert!(!step(true), "what was done beside the calm session moves nothing on");
    let mut case = case.clone();
    let asked = as_asked(&case.session(on), 1, 5);
    case.log_session(on, "the-session", StageId::A2, asked);
    case.measure(on, MeasureId::PainNow, 1.0);
    assert!(matches!(case.today(on), Some(DayPlan::Session(_))));
}

fn limps(case: &mut Case, on: Day, answer: Finding) {
    case.add(on, Entry::FindingAnswered { id: FindingId::LimpWalking, answer });
}

/// The same where nobody knows how it began: after a sudden beginning a limp leads to someone, and there is no session at all.
fn in_stage_of_unknown_onset(stage: StageId, first: Day) -> Case {
    let mut case = in_stage(stage, first);
    case.add(first.plus_days(-1), Entry::NotSure(Unsure::Told(event::Told::Onset)));
    case
}

#[test]
fn a_limp_told_today_or_yesterday_leaves_holds_and_light_work_in_every_stage_but_the_first() {
    let first = day("2026-03-02");
    for stage in LATER.into_iter().chain([StageId::A1]) {
        let case = in_stage_of_unknown_onset(stage, first);
        let (on, _) = planned(&case, first);
        let restraint = |told: &[(i32, Finding)]| {
            let mut case = case.clone();
            told.iter().for_each(|(back, answer)| limps(&mut case, on.plus_days(-back), *answer));
            match case.today(on) {
                Some(DayPlan::Session(session)) => {
                    assert!(session.restraint != Restraint::Limp || is_light(&session), "{stage}");
                    session.restraint
                }
                other => panic!("{stage}: {other:?}"),
            }
        };
        assert_eq!(restraint(&[(0, Finding::Present)]), Restraint::Limp, "{stage}");
        let yesterday = restraint(&[(1, Finding::Present)]);
        assert_eq!(yesterday, Restraint::Limp, "{stage}: yesterday, and not asked since");
        let gone = restraint(&[(1, Finding::Present), (0, Finding::Absent)]);
        assert_eq!(gone, Restraint::None, "{stage}: it is gone");
        let unsure = restraint(&[(1, Finding::Present), (0, Finding::Unknown)]);
        assert_eq!(unsure, Restraint::Limp, "{stage}: not sure is no word that it is gone");
        assert_eq!(restraint(&[(2, Finding::Present)]), Restraint::None, "{stage}: no word on today");
    }
    for stage in [StageId::A0, StageId::P0] {
        let case = in_stage_of_unknown_onset(stage, first);
        let (on, _) = planned(&case, first);
        let mut limping = case.clone();
        limps(&mut limping, on, Finding::Present);
        assert_eq!(limping.session(on).restraint, case.session(on).restraint, "{stage} is meant for it");
    }
}

#[test]
fn a_limp_told_with_a_session_calms_the_day_after_it() {
    let first = day("2026-03-02");
    for stage in LATER {
        let mut case = in_stage(stage, first);
        let (on, session) = planned(&case, first);
        case.add(
            on,
            Entry::SessionLogged(SessionDone {
                session: SessionId::new("a-limp-in-it").expect("an id"),
                stage: session.stage,
                minutes: None,
                pain_after: None,
                painkiller: Finding::Absent,
                limp: Finding::Present,
                alarms: BTreeSet::new(),
            }),
        );
        case.morning(on.plus_days(1), 1);
        match case.today(on.plus_days(1)) {
            Some(DayPlan::Session(session)) => assert_eq!(session.restraint, Restraint::Calm, "{stage}"),
            Some(DayPlan::Rest { .. }) => {}
            other => panic!("{stage}: {other:?}"),
        }
    }
}
