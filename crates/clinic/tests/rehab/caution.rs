//! What holds a session, a stage and a gate back: no running, a long pause, calm days, and one word for one day.

use crate::common::{Case, as_asked, day, id, knowledge, pain};
use femoris_clinic::event::Entry;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::colour::Colour;
use femoris_clinic::rehab::course::{Arrival, Begun};
use femoris_clinic::rehab::exercise::{Exercise, Group};
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::gate::Progress;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{Amounts, Part, RehabSettings, SessionLength, StageDecision, WorkedSide};
use femoris_clinic::rehab::progress::Step;
use femoris_clinic::rehab::session::{DayPlan, Note, Refusal, Session};
use femoris_clinic::rehab::setting::{Amount, Setting};
use femoris_clinic::rehab::stage::{Occasion, ProtocolId, StageId};
use femoris_clinic::restriction::{Restriction, RestrictionEffect};
use femoris_measure::{Day, Effort};
use std::collections::BTreeSet;

fn in_stage(stage: StageId, first: Day) -> Case {
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    case
}

fn exercises(session: &Session) -> impl Iterator<Item = (&'static Exercise, Part)> {
    session.items.iter().map(|item| (knowledge().exercise(&item.exercise).expect("known"), item.part))
}

fn restriction(effect: RestrictionEffect) -> Entry {
    Entry::RestrictionSet(Restriction { text: "No running.".to_owned(), until: None, effect })
}

/// Whether a jog, and whether a drill stands in any session of the week.
fn runs_and_drills(case: &Case, first: Day) -> (bool, bool, bool) {
    let mut seen = (false, false, false);
    for offset in 0..7 {
        let Some(DayPlan::Session(session)) = case.today(first.plus_days(offset)) else { continue };
        for (exercise, _) in exercises(&session) {
            seen.0 |= exercise.runs;
            seen.1 |= exercise.group == Group::Drill;
            seen.2 |= exercise.id == id("walk-warmup");
        }
    }
    seen
}

#[test]
fn who_must_not_run_neither_jogs_nor_strides_in_a_session_but_walks() {
    let first = day("2026-03-02");
    for stage in [StageId::A3, StageId::A4, StageId::A5, StageId::V2, StageId::V3] {
        for kit in KitPreset::ALL {
            for length in SessionLength::ALL {
                let mut case = in_stage(stage, first);
                let settings = RehabSettings { kit: Some(*kit), length: Some(*length), ailments: None };
                case.add(first, Entry::RehabSet(settings));
                case.add(first, restriction(RestrictionEffect::NoRun));
                let (runs, drills, walks) = runs_and_drills(&case, first);
                assert!(!runs && !drills && walks, "{stage} {kit} {length}: {runs} {drills} {walks}");
            }
        }
    }
}

#[test]
fn what_a_clinician_leaves_out_stands_in_no_session_and_is_offered_for_nothing() {
    let first = day("2026-03-02");
    let mut said = 0;
    for stage in [StageId::A2, StageId::A3, StageId::P2, StageId::T1, StageId::V3] {
        let mut case = in_stage(stage, first);
        let settings = RehabSettings { kit: Some(KitPreset::Gym), ..RehabSettings::default() };
        case.add(first, Entry::RehabSet(settings));
        let plain = case.session(first);
        let named: BTreeSet<_> = plain.items.iter().map(|item| item.exercise.clone()).collect();
        assert!(named.len() > 3, "{stage}: {named:?}");
        for out in named {
            let mut case = case.clone();
            case.add(first, restriction(RestrictionEffect::LeaveOut(out.clone())));
            assert!(matches!(case.today(first), Some(DayPlan::Session(_))), "{stage} without {out} goes on");
            for offset in 0..7 {
                let Some(DayPlan::Session(session)) = case.today(first.plus_days(offset)) else { continue };
                let swaps = session.items.iter().flat_map(|item| item.easier.iter().chain(&item.harder));
                let mut asked = session.items.iter().map(|item| &item.exercise).chain(swaps);
                assert!(asked.all(|exercise| *exercise != out), "{stage} on day {offset}: {out}");
                said += usize::from(session.notes.contains(&Note::LeftOut));
            }
        }
    }
    assert!(said > 0, "where nothing takes its place, that is said");
}

#[test]
fn a_session_has_drills_where_the_answer_is_not_to_run_and_never_a_run() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A3, first);
    let length = Some(SessionLength::Long);
    case.add(first, Entry::RehabSet(RehabSettings { length, ..RehabSettings::default() }));
    let (runs, drills, walks) = runs_and_drills(&case, first);
    assert_eq!((runs, drills, walks), (false, true, true), "the answer is no run while nothing permits one");
    let mut ahead = (1..7).filter_map(|offset| match case.ahead(first, first.plus_days(offset)) {
        Some(DayPlan::Session(session)) => Some(session),
        _ => None,
    });
    let jogs = |session: Session| exercises(&session).any(|(exercise, _)| exercise.runs);
    assert!(!ahead.any(jogs), "nor on a day to come");
}

#[test]
fn after_a_long_pause_the_stage_of_entry_begins_before_the_first_session() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A4, first);
    let amounts = Amounts { sets: 2, repetitions: Some(8), pain: Some(pain(0)), ..Amounts::default() };
    let done = [(id("rdl"), WorkedSide::Both, Part::Main, amounts)];
    case.log_session(first, "the-last-session", StageId::A4, done);
    let back = first.plus_days(60);
    case.deny_danger_signs(back);
    assert_eq!(case.session(back).stage, StageId::A2);
    case.with_plan(back, |plan| {
        let begun = plan.expect("a plan").course.begun;
        let arrival = Arrival::Pause;
        assert_eq!(begun, Begun { stage: StageId::A2, day: first.plus_days(58), arrival });
    });
    let before = first.plus_days(28);
    let mut earlier = case.clone();
    earlier.deny_danger_signs(before);
    earlier.with_plan(before, |plan| assert_eq!(plan.expect("a plan").course.stage.id, StageId::A4));
    case.add(back, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A4 }));
    let stage = case.with_plan(back, |plan| plan.expect("a plan").course.stage.id);
    assert_eq!(stage, StageId::A4, "a clinician's word of the day comes after it");
}

#[test]
fn calm_days_bring_holds_and_light_work_only() {
    let first = day("2026-03-02");
    let (mut seen, kit) = (0, Some(KitPreset::Gym));
    for stage in [StageId::A2, StageId::A3, StageId::P2, StageId::P3, StageId::V1, StageId::V2, StageId::V3] {
        let mut case = in_stage(stage, first);
        case.add(first, Entry::RehabSet(RehabSettings { kit, ..RehabSettings::default() }));
        let done = as_asked(&case.session(first), 5, 5);
        case.log_session(first, "the-bad-one", stage, done);
        let Some(DayPlan::Session(session)) = case.today(first.plus_days(1)) else { continue };
        assert_eq!(session.restraint, Restraint::Calm);
        for (exercise, _) in exercises(&session) {
            let light = exercise.is_isometric() || exercise.load.level() <= knowledge().dose.flare.calm_level;
            assert!(light && !exercise.runs, "{stage}: {}", exercise.id);
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} exercises on calm days");
}

#[test]
fn warming_up_is_no_heavy_day_and_brings_no_heavy_newcomer() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A3, first);
    let amounts = Amounts { sets: 3, share: Some(60), pain: Some(pain(0)), ..Amounts::default() };
    let done = |part| [(id("strides"), WorkedSide::Both, part, amounts)];
    case.log_session(first, "session-warm-up", StageId::A3, done(Part::WarmUp));
    let heavy = |case: &Case| {
        case.with_plan(first.plus_days(1), |plan| {
            let course = plan.expect("a plan").course;
            (course.heavy_days, course.newcomer)
        })
    };
    assert_eq!(heavy(&case), (Vec::new(), None));
    case.log_session(first, "session-main", StageId::A3, done(Part::Main));
    assert_eq!(heavy(&case), (vec![first], Some(first)), "in the session itself it is both");
}

#[test]
fn several_sessions_of_one_day_are_one_day() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A2, first);
    let amounts = Amounts { sets: 1, repetitions: Some(5), pain: Some(pain(6)), ..Amounts::default() };
    let done = || [(id("bridge-double"), WorkedSide::Both, Part::Main, amounts)];
    case.log_session(first, "session-morning", StageId::A2, done());
    case.log_session(first, "session-evening", StageId::A2, done());
    let next = first.plus_days(1);
    case.morning(next, 5);
    case.with_plan(next, |plan| {
        let course = plan.expect("a plan").course;
        let colours: Vec<_> = course.colours.iter().map(|seen| (seen.day, seen.colour)).collect();
        assert_eq!(colours, [(first, Some(Colour::Red))]);
        assert_eq!(course.stage.id, StageId::A2, "one bad day does not lead back");
    });
}

fn counted(case: &Case, on: Day, criterion: &str) -> Progress {
    case.with_plan(on, |plan| {
        let plan = plan.expect("a plan");
        let view = plan.gate.iter().find(|view| view.criterion.id.as_str() == criterion);
        view.expect("a criterion").progress.expect("counted")
    })
}

#[test]
fn a_gate_counts_days_and_no_warming_up() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::P1, first);
    let amounts = Amounts { sets: 1, seconds: Some(30), pain: Some(pain(1)), ..Amounts::default() };
    let done = || [(id("bridge-hold-double"), WorkedSide::Both, Part::Main, amounts)];
    for offset in 0..=3 {
        case.morning(first.plus_days(offset), 2);
    }
    for name in ["session-one", "session-two", "session-three"] {
        case.log_session(first, name, StageId::P1, done());
    }
    let on = first.plus_days(3);
    assert_eq!(counted(&case, on, "P1.next").done, 1, "three reports of one day are one session");
    case.log_session(first.plus_days(1), "session-four", StageId::P1, done());
    assert_eq!(counted(&case, on, "P1.next").done, 2);

    let mut case = Case::meant_for(StageId::A0.protocol(), first);
    let amounts = Amounts { sets: 1, share: Some(20), pain: Some(pain(0)), ..Amounts::default() };
    let dig = |part| [(id("heel-dig-isometric"), WorkedSide::Right, part, amounts)];
    case.log_session(first, "session-warm-up", StageId::A0, dig(Part::WarmUp));
    assert_eq!(counted(&case, first, "A0.heel").done, 0, "warming up tests no dose");
    case.log_session(first, "session-main", StageId::A0, dig(Part::Main));
    assert_eq!(counted(&case, first, "A0.heel").done, 1);
}

#[test]
fn a_session_is_judged_by_the_stage_it_was_done_in() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A0, first);
    case.morning(first, 0);
    let amounts = Amounts { sets: 1, share: Some(20), pain: Some(pain(3)), ..Amounts::default() };
    let dig = [(id("heel-dig-isometric"), WorkedSide::Right, Part::Main, amounts)];
    case.log_session(first, "the-session", StageId::A0, dig);
    case.add(first, Entry::StageDecided(StageDecision::Passed { from: StageId::A0, to: StageId::A1 }));
    case.morning(first.plus_days(1), 0);
    case.with_plan(first.plus_days(1), |plan| {
        let course = plan.expect("a plan").course;
        assert_eq!(course.colours[0].colour, Some(Colour::Red), "2 of 10 is what the first days tolerate");
        assert_eq!(course.stage.id, StageId::A1);
    });
}

#[test]
fn the_coming_week_makes_up_for_nothing() {
    let first = day("2026-03-02");
    let case = in_stage(StageId::V1, first);
    let has_session =
        |offset: &i32| matches!(case.ahead(first, first.plus_days(*offset)), Some(DayPlan::Session(_)));
    assert_eq!((0..7).filter(has_session).collect::<Vec<_>>(), [0, 4]);
    let missed = |offset: i32| matches!(case.today(first.plus_days(offset)), Some(DayPlan::Session(_)));
    assert!(missed(1), "once the day has come, what was missed is made up for");
}

#[test]
fn light_work_with_a_morning_that_nobody_told_is_not_green() {
    let first = day("2026-03-02");
    let step = |morning: bool| {
        let mut case = in_stage(StageId::A1, first);
        case.morning(first, 0);
        let amounts = Amounts { sets: 3, seconds: Some(300), pain: Some(pain(0)), ..Amounts::default() };
        let done = [(id("front-plank"), WorkedSide::Both, Part::Main, amounts)];
        case.log_session(first, "the-session", StageId::A1, done);
        let next = first.plus_days(1);
        if morning {
            case.morning(next, 0);
        }
        case.with_plan(next, |plan| {
            plan.expect("a plan").course.tracks[&(id("front-plank"), WorkedSide::Both)].step
        })
    };
    assert!(knowledge().exercise(&id("front-plank")).expect("known").load.level() < 3);
    assert_eq!(step(false), Step::NotKnown);
    assert_eq!(step(true), Step::OnceGreen);
}

/// One set of three is a third of what was asked, however many repetitions it has; a session that asked for one has it all.
#[test]
fn sets_that_were_left_out_are_no_green_session() {
    let first = day("2026-03-02");
    let colour = |asked: Option<u8>, sets: u8, hurt: u8| {
        let mut case = in_stage(StageId::A2, first);
        case.morning(first, 1);
        let track = Setting::start(
            knowledge().exercise(&id("slhb-single")).expect("known"),
            &knowledge()
                .exercise(&id("slhb-single"))
                .and_then(|one| one.dose(Occasion::Stage(StageId::A2)))
                .expect("a dose")
                .dose,
        );
        let Amount::Repetitions(repetitions) = track.amount else { panic!("repetitions: {track:?}") };
        let amounts = Amounts {
            sets,
            sets_asked: asked,
            repetitions: Some(repetitions),
            pain: Some(pain(hurt)),
            effort: Effort::new(5).ok(),
            ..Amounts::default()
        };
        let done = [(id("slhb-single"), WorkedSide::Right, Part::Main, amounts)];
        case.log_session(first, "the-session", StageId::A2, done);
        case.morning(first.plus_days(1), 1);
        case.with_plan(first.plus_days(1), |plan| plan.expect("a plan").course.colours[0].colour)
    };
    assert_eq!(colour(Some(3), 3, 1), Some(Colour::Green));
    assert_eq!(colour(Some(1), 1, 1), Some(Colour::Green), "a short session asked for no more");
    assert_eq!(colour(None, 1, 1), Some(Colour::Green), "what was asked is not known");
    assert_eq!(colour(Some(3), 4, 1), Some(Colour::Green), "more is not less");
    assert_eq!(colour(Some(3), 1, 0), Some(Colour::Amber), "less without pain is no progress");
    assert_eq!(colour(Some(3), 1, 1), Some(Colour::Red), "less with pain is put down to the pain");
    assert_eq!(colour(Some(9), 8, 1), Some(Colour::Amber));
}

#[test]
fn prevention_begins_after_two_weeks_without_pain_and_a_flare_does_not_end_it() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Prevention, first);
    assert!(matches!(case.today(first), Some(DayPlan::Session(_))), "without a log memory counts");
    case.morning(first, 1);
    let refused = |case: &Case, offset: i32| match case.today(first.plus_days(offset)) {
        Some(DayPlan::Refused(Refusal::Guarded { guards, .. })) => Some(guards[0].to_string()),
        _ => None,
    };
    for offset in 1..=14 {
        case.deny_danger_signs(first.plus_days(offset));
        case.measure(first.plus_days(offset), MeasureId::PainNow, 0.0);
    }
    assert_eq!(refused(&case, 0).as_deref(), Some("V1.quiet"));
    assert_eq!(refused(&case, 13).as_deref(), Some("V1.quiet"));
    assert_eq!(refused(&case, 14), None);
    for field in ["reason", "action"] {
        assert!(knowledge().text(&format!("V1.quiet.{field}")).ends_with('.'), "{field} is said");
    }
    case.log_session(first.plus_days(13), "session-one", StageId::V1, []);
    assert_eq!(refused(&case, 13), None, "what has begun goes on");
}

#[test]
fn pain_of_the_last_run_and_of_walking_are_pain_that_prevention_waits_for() {
    let first = day("2026-03-02");
    for told in [MeasureId::LastRunPeakPain, MeasureId::PainWalking] {
        let mut case = Case::meant_for(ProtocolId::Prevention, first);
        case.measure(first, told, 3.0);
        let plan = case.today(first);
        assert!(matches!(plan, Some(DayPlan::Refused(Refusal::Guarded { .. }))), "{told:?}: {plan:?}");
    }
}
