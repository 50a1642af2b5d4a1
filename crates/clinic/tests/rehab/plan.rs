//! Where the runner stands.

use crate::common::{Case, as_asked, day, id, knowledge, pain};
use femoris_clinic::complaint::StrainHistory;
use femoris_clinic::event::{Entry, PainMoment, Unsure};
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::colour::Colour;
use femoris_clinic::rehab::exercise::{Exercise, ExerciseId};
use femoris_clinic::rehab::gate::{Counts, LadderId, Record, Rung, RungLimits};
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{Amounts, Part, RehabSettings, StageDecision, WorkedSide};
use femoris_clinic::rehab::plan::{Place, Plan, TestsDue, TrainingRecord};
use femoris_clinic::rehab::progress::{Step, Track};
use femoris_clinic::rehab::session::{LookReason, Note, Session};
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::truth::Truth;
use femoris_measure::{Day, Metres};

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
        assert_eq!(plan.someone_should_look, Some(LookReason::Long), "too long in one stage");
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
    let lost = |case: &Case, on| case.with_plan(on, |plan| lost(&plan.expect("a plan"), on));
    assert_eq!(lost(&case, later), [], "a test that nobody had passed is not lost");
    case.measure(first, MeasureId::PainNow, 1.0);
    assert_eq!(lost(&case, later), [("A0.rest".to_owned(), later)]);
    case.with_plan(later, |plan| assert_eq!(plan.expect("a plan").may_pass_to(later), None));
    case.add(later, Entry::NotSure(Unsure::Measure(MeasureId::PainNow)));
    assert_eq!(lost(&case, later), [], "what nobody knows was not failed");
}

fn lost(plan: &Plan<'_>, on: Day) -> Vec<(String, Day)> {
    let failed: Vec<_> = plan.course.failed_retests(on).collect();
    assert_eq!(failed.len(), plan.lost.len());
    failed.into_iter().map(|retest| (retest.criterion.id.to_string(), retest.day)).collect()
}

/// Six days of a stage in which everything is taken well, with pain at rest as told on some of them, and the session of
/// the day after; with a race on a later day, where there is one.
fn six_good_days(pains: &[(i32, f64)], race_on: Option<i32>) -> (Case, Session) {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A1 }));
    if let Some(on) = race_on {
        race(&mut case, first, first.plus_days(on));
    }
    for offset in 0..=6 {
        let today = first.plus_days(offset);
        case.deny_danger_signs(today);
        case.morning(today, 0);
        for (_, pain) in pains.iter().filter(|(on, _)| *on == offset) {
            case.measure(today, MeasureId::PainNow, *pain);
        }
        if offset < 6 {
            let session = case.session(today);
            let done = as_asked(&session, 0, 4);
            case.log_session(today, &format!("session-{offset}"), session.stage, done);
        }
    }
    let session = case.session(first.plus_days(6));
    (case, session)
}

fn steps(session: &Session) -> Vec<Step> {
    session.items.iter().flat_map(|item| &item.sides).filter_map(|side| side.step).collect()
}

/// Exercises that ask for more than a newcomer's dose.
fn grown(case: &Case, on: Day) -> usize {
    case.with_plan(on, |plan| {
        let course = plan.expect("a plan").course;
        let grew = |(id, track): (&ExerciseId, &Track)| {
            let exercise = knowledge().exercise(id).expect("in the library");
            let scope = course.scope(exercise, on, knowledge()).expect("a dose");
            track.setting != Track::new(exercise, scope.dose).setting
        };
        course.tracks.iter().filter(|((id, _), track)| grew((id, track))).count()
    })
}

#[test]
fn a_failed_retest_freezes_the_stage_until_it_is_passed_again() {
    let (case, free) = six_good_days(&[(0, 1.0)], None);
    assert!(grown(&case, free.day) > 0);
    assert!(!free.notes.contains(&Note::Retest));

    let (case, frozen) = six_good_days(&[(0, 1.0), (1, 3.0)], None);
    assert_eq!(grown(&case, frozen.day), 0);
    assert!(steps(&frozen).contains(&Step::Retest) && frozen.notes.contains(&Note::Retest));
    case.with_plan(frozen.day, |plan| {
        let plan = plan.expect("a plan");
        assert_eq!(lost(&plan, frozen.day), [("A0.rest".to_owned(), day("2026-03-03"))]);
        assert_eq!((plan.may_pass_to(frozen.day), plan.course.stage.id), (None, StageId::A1));
    });

    let (case, again) = six_good_days(&[(0, 1.0), (1, 3.0), (3, 1.0)], None);
    assert!(grown(&case, again.day) > 0);
    assert!(!again.notes.contains(&Note::Retest));
    case.with_plan(again.day, |plan| assert_eq!(lost(&plan.expect("a plan"), again.day), []));
}

fn race(case: &mut Case, told: Day, on: Day) {
    let distance = Metres::new(10_000.0).expect("a way");
    case.add(told, Entry::GoalSet { day: on, distance });
}

#[test]
fn in_the_days_before_a_race_nothing_gets_harder_and_no_gate_is_passed() {
    let (case, free) = six_good_days(&[(0, 1.0)], None);
    assert!(grown(&case, free.day) > 0 && !free.notes.contains(&Note::Race));
    let (case, far) = six_good_days(&[(0, 1.0)], Some(20));
    assert!(grown(&case, far.day) > 0 && !far.notes.contains(&Note::Race));

    let (case, frozen) = six_good_days(&[(0, 1.0)], Some(7));
    assert_eq!(grown(&case, frozen.day), 0);
    assert!(steps(&frozen).contains(&Step::Race) && frozen.notes.contains(&Note::Race));
    case.with_plan(frozen.day, |plan| {
        let mut plan = plan.expect("a plan");
        for standing in &mut plan.passage.standings {
            standing.met = Truth::True;
        }
        assert_eq!(plan.may_pass_to(frozen.day), None, "an open gate waits for the race");
        assert_eq!(plan.may_pass_to(frozen.day.plus_days(2)), Some(StageId::A2));
    });
}

/// The exercises of the main part on the first day of a stage, with a race so many days ahead, where there is one.
fn first_day(stage: StageId, race_in: Option<i32>) -> (Vec<&'static Exercise>, Vec<Note>) {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    let kit = Some(KitPreset::Gym);
    case.add(first, Entry::RehabSet(RehabSettings { kit, ..RehabSettings::default() }));
    if let Some(days) = race_in {
        race(&mut case, first, first.plus_days(days));
    }
    let session = case.session(first);
    let main = session.part(Part::Main).map(|item| knowledge().exercise(&item.exercise).expect("known"));
    (main.collect(), session.notes.clone())
}

#[test]
fn no_heavy_exercise_begins_in_the_days_before_a_race() {
    let heavy = |exercise: &&Exercise| exercise.load.level() >= knowledge().conventions.heavy_from;
    let count = |race_in| first_day(StageId::V2, race_in).0.into_iter().filter(|one| heavy(one)).count();
    assert!(count(None) > 0 && count(Some(8)) > 0);
    assert_eq!(count(Some(7)), 0);
    assert!(first_day(StageId::V2, Some(7)).1.contains(&Note::RaceRests));
}

#[test]
fn who_maintains_does_holds_only_in_the_week_of_a_race() {
    let (usual, _) = first_day(StageId::V3, None);
    assert!(!usual.iter().all(|exercise| exercise.is_isometric()));
    let (before, notes) = first_day(StageId::V3, Some(6));
    assert!(!before.is_empty() && before.iter().all(|exercise| exercise.is_isometric()), "{before:?}");
    assert!(notes.contains(&Note::RaceRests));
}

#[test]
fn who_strained_it_twice_before_is_held_to_less_pain() {
    let first = day("2026-03-02");
    let colour = |strains: u32, stage| {
        let mut case = Case::meant_for(ProtocolId::Acute, first);
        let history = StrainHistory { previous_hamstring_strains: Some(strains), ..StrainHistory::default() };
        case.add(first, Entry::HistorySet(history));
        case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
        case.morning(first, 0);
        let session = case.session(first);
        let done = as_asked(&session, 3, 5);
        case.log_session(first, "the-session", stage, done);
        case.morning(first.plus_days(1), 0);
        let seen = case.with_plan(first.plus_days(1), |plan| plan.expect("a plan").course.colours[0].colour);
        (seen, session.notes.contains(&Note::Careful))
    };
    assert_eq!(colour(0, StageId::A2), (Some(Colour::Green), false));
    assert_eq!(colour(1, StageId::A2), (Some(Colour::Red), true), "in the first week, after one as well");
    assert_eq!(colour(2, StageId::A2), (Some(Colour::Red), true));
    assert!(!colour(2, StageId::A0).1, "the first days tolerate no more anyway");
}

#[test]
fn what_was_done_is_counted_against_what_is_asked() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    let dig = |case: &Case| {
        case.with_plan(first, |plan| {
            let plan = plan.expect("a plan");
            plan.gate.iter().find(|view| view.criterion.id.as_str() == "A0.heel").expect("there").progress
        })
    };
    let none = dig(&case).expect("sessions are counted");
    assert_eq!((none.done, none.counts), (0, Counts::Sessions));
    let amounts = Amounts { sets: 1, share: Some(20), pain: Some(pain(0)), ..Amounts::default() };
    for time in 0..none.of + 1 {
        let done = [(id("heel-dig-isometric"), WorkedSide::Right, Part::Main, amounts)];
        case.log_session(first, &format!("session-{time}"), StageId::A0, done);
        let now = dig(&case).expect("counted");
        assert_eq!((now.done, now.of), ((time + 1).min(none.of), none.of), "never more than is asked for");
    }
}

#[test]
fn what_only_the_other_leg_did_passes_no_gate() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    let amounts = Amounts { sets: 1, share: Some(20), pain: Some(pain(0)), ..Amounts::default() };
    let done = |side| [(id("heel-dig-isometric"), side, Part::Main, amounts)];
    let dig = |case: &Case| {
        case.with_plan(first, |plan| {
            let standings = plan.expect("a plan").passage.standings;
            let dig = standings.into_iter().find(|standing| standing.criterion.as_str() == "A0.heel");
            dig.expect("a criterion").met
        })
    };
    case.log_session(first, "the-left-leg", StageId::A0, done(WorkedSide::Left));
    assert_eq!(dig(&case), Truth::False);
    case.log_session(first, "the-right-leg", StageId::A0, done(WorkedSide::Right));
    assert_eq!(dig(&case), Truth::True);
}

#[test]
fn a_higher_rung_counts_for_a_lower_one() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    let rung = |number| Rung { ladder: LadderId::Acute, number };
    case.runs.good = vec![(rung(5), 2), (rung(6), 1)];
    let history = femoris_clinic::rehab::history::History::fold(&case.events, first);
    let knowledge = crate::common::knowledge();
    let record = TrainingRecord {
        history: &history,
        knowledge,
        since: first,
        until: first,
        load_test_from: None,
        side: None,
        runs: &case.runs,
    };
    let good = |rung| record.good_runs(rung, &RungLimits::default());
    assert_eq!(good(rung(5)), Some(3));
    assert_eq!(good(rung(7)), None);
    assert_eq!(good(Rung { ladder: LadderId::Tendon, number: 1 }), None);
}

#[test]
fn the_walk_that_warms_up_is_not_the_walk_a_gate_asks_for() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A1 }));
    let amounts = Amounts { sets: 1, seconds: Some(1800), pain: Some(pain(0)), ..Amounts::default() };
    let done = |exercise, part, amounts| [(id(exercise), WorkedSide::Both, part, amounts)];
    case.log_session(first, "a-long-warm-up", StageId::A1, done("walk-warmup", Part::WarmUp, amounts));
    assert_eq!(case.standing(first, "A1.bike"), Truth::Unknown);
    assert_eq!(case.standing(first, "A1.walk"), Truth::Unknown);
    let short = Amounts { seconds: Some(299), ..amounts };
    case.log_session(first, "a-short-ride", StageId::A1, done("bike-easy", Part::Main, short));
    assert_eq!(case.standing(first, "A1.bike"), Truth::False);
    let sore = Amounts { pain: Some(pain(1)), ..amounts };
    case.log_session(first, "a-sore-walk", StageId::A1, done("walk-warmup", Part::Main, sore));
    assert_eq!(case.standing(first, "A1.bike"), Truth::False, "without pain, it says");
    assert_eq!(case.standing(first, "A1.walk"), Truth::True, "one of ten is let pass there");
    case.log_session(first, "a-good-ride", StageId::A1, done("bike-easy", Part::Main, amounts));
    assert_eq!(case.standing(first, "A1.bike"), Truth::True);
}

#[test]
fn a_recorded_run_is_the_run_that_is_asked_for_once_its_pain_is_told() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A3 }));
    let recorded = |run: &str, seconds: f64| Entry::RunRecorded {
        run: run.to_owned(),
        start: femoris_measure::Instant::from_unix_ms(0),
        distance: None,
        duration: femoris_measure::Seconds::new(seconds).ok(),
    };
    let next = first.plus_days(1);
    case.add(first, recorded("a-short-one", 900.0));
    case.add(first, Entry::PainLogged { moment: PainMoment::During, score: pain(1) });
    case.morning(next, 1);
    assert_eq!(case.standing(next, "A3.easy"), Truth::False, "a quarter of an hour is none");
    case.add(first, recorded("a-long-one", 1800.0));
    assert_eq!(case.standing(first, "A3.easy"), Truth::False, "the morning is not known yet");
    assert_eq!(case.standing(next, "A3.easy"), Truth::True);
    case.add(first, Entry::PainLogged { moment: PainMoment::After, score: pain(3) });
    assert_eq!(case.standing(next, "A3.easy"), Truth::False);
}

#[test]
fn every_walk_ride_and_run_that_a_gate_asks_for_may_be_told() {
    use femoris_clinic::rehab::course::Walk;
    use femoris_clinic::rehab::history::History;
    use femoris_clinic::rehab::outing;
    let knowledge = crate::common::knowledge();
    let first = day("2026-03-02");
    let mut asked = 0;
    for protocol in &knowledge.protocols {
        for stage in &protocol.stages {
            let mut case = Case::meant_for(protocol.id, first);
            case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: stage.id }));
            let history = History::fold(&case.events, first);
            let walk = Walk {
                knowledge,
                protocol,
                began: first,
                until: first,
                start: protocol.first().expect("a stage"),
                arrival: femoris_clinic::rehab::course::Arrival::Start,
                side: None,
                careful: None,
                careful_first: None,
            };
            let course = walk.course(&history);
            let offered = outing::offered(&course, knowledge);
            for criterion in &stage.exit.criteria {
                let told = offered.iter().any(|exercise| match &criterion.need {
                    femoris_clinic::rehab::gate::Need::Sessions(need) => need.any_of.contains(&exercise.id),
                    _ => false,
                });
                let is_asked = outing::is_asked_by(criterion, knowledge);
                assert_eq!(is_asked, told, "{}", criterion.id);
                asked += usize::from(is_asked);
            }
        }
    }
    assert_eq!(asked, 4, "A0.walk, A1.walk, A1.bike and A3.easy");
}

#[test]
fn what_a_gate_and_the_next_stage_both_ask_is_asked_once() {
    let first = day("2026-03-02");
    let mut shared = 0;
    for protocol in &knowledge().protocols {
        for stage in &protocol.stages {
            let mut case = Case::meant_for(protocol.id, first);
            case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: stage.id }));
            case.with_plan(first, |plan| {
                let plan = plan.expect("a plan");
                assert_eq!(plan.gate.len(), plan.passage.standings.len());
                for (at, view) in plan.gate.iter().enumerate() {
                    let same =
                        plan.gate[..at].iter().find(|other| other.criterion.need == view.criterion.need);
                    let both = same.map(|other| (&other.criterion.id, &view.criterion.id));
                    assert_eq!(both, None, "{}", stage.id);
                }
                let next = stage.next.and_then(|next| knowledge().stage(next));
                let asked = next.map_or(0, |next| next.entry.criteria.len());
                shared += stage.exit.criteria.len() + asked - plan.gate.len();
            });
        }
    }
    assert!(shared > 0, "else there is nothing that this holds for");
}

#[test]
fn a_test_that_two_gates_ask_for_is_lost_once() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Tendon, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::P3 }));
    for (offset, score) in [(1, 2.0), (2, 3.0)] {
        case.measure(first.plus_days(offset), MeasureId::LoadTestPain, score);
    }
    case.with_plan(first.plus_days(2), |plan| {
        let lost = plan.expect("a plan").lost;
        let lost: Vec<&str> = lost.iter().map(|view| view.criterion.id.as_str()).collect();
        assert_eq!(lost, ["P3.test"], "as the gate of the stage has it");
    });
}
