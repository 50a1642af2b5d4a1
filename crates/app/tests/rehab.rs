//! A session is prescribed, logged once, and moves the plan; what is not earned is refused.

#![allow(clippy::expect_used, clippy::panic)]

use std::path::Path;

use femoris_app::{App, Clock, ErrorKind, Logged, NewEntry, RehabPlan};
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::rehab::log::{Doing, StageDecision};
use femoris_clinic::rehab::protocol;
use femoris_clinic::rehab::stage::StageId;
use femoris_clinic::running::day::RunOfDay;
use femoris_clinic::running::prescription::{Length, StepKind};
use femoris_measure::Day;

/// A runner with a strain of three days ago and every danger sign denied.
fn strained(folder: &Path) -> App {
    let (now, zone) = femoris_testkit::noon();
    let app = App::open(folder, Clock::Fixed(now, zone)).expect("opens");
    let today = app.clock().today();
    let mut entries = vec![
        Entry::RunnerDescribed { age: AgeYears::new(34).ok().map(AgeGiven::Years), sex: None },
        Entry::ComplaintSet(Complaint {
            setting: Some(Setting::FastRunning),
            onset: Some(Onset::Sudden),
            onset_date: Some(today.plus_days(-3)),
            side: Some(Side::Right),
            location: Some(Location::ThighBelly),
        }),
        Entry::Measured(Measure::new(MeasureId::PainNow, 1.0).expect("a score")),
    ];
    let denied = app.knowledge().danger_signs.iter().copied().chain([
        FindingId::PopFelt,
        FindingId::LargeBruise,
        FindingId::LimpWalking,
        FindingId::PalpableGapOrGrossWeakness,
    ]);
    entries.extend(denied.map(|id| Entry::FindingAnswered { id, answer: Finding::Absent }));
    app.log(entries.into_iter().map(|entry| NewEntry { day: None, entry }).collect(), None).expect("kept");
    app
}

fn report(app: &App, changes: &[(&str, &str)]) -> Result<Logged, femoris_app::AppError> {
    let mut text = r#"{"session": "2026-morning-1", "stage": "A0", "minutes": 20, "painkiller": "absent",
        "exercises": [{"exercise": "heel-dig-isometric", "side": "right", "sets": 3, "repetitions": 5, "seconds": 5,
                       "share_pct": 20, "pain": 1, "effort": 3},
                      {"exercise": "clamshell", "side": "right", "skipped": "time"}]}"#
        .to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    app.log_session(&app.session_report(text.as_bytes())?)
}

#[test]
fn the_same_session_twice_is_kept_once_and_another_under_its_name_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    let before = app.rehab(None).expect("a day");
    assert_eq!(before.session().map(|session| session.stage), Some(StageId::A0));
    assert_eq!(before.done, None);
    let Logged::New(place) = report(&app, &[]).expect("kept") else { panic!("it is new") };
    let count = app.events().expect("the log").len();
    assert_eq!(report(&app, &[]).expect("no harm"), Logged::Repeated(place));
    assert_eq!(app.events().expect("the log").len(), count);
    let refused = report(&app, &[("\"pain\": 1", "\"pain\": 3")]).expect_err("another one");
    assert_eq!((refused.kind(), refused.field()), (ErrorKind::Refused, Some("session")));
    assert!(app.rehab(None).expect("a day").done.is_some());
}

/// How many sets were asked stands in the log, whatever a report says of it; the report again is still the same.
#[test]
fn what_a_session_asked_for_is_kept_with_what_was_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    let rehab = app.rehab(None).expect("a day");
    let session = rehab.session().expect("a session");
    let dig = session.items.iter().find(|item| item.exercise.as_str() == "heel-dig-isometric");
    let asked = dig.and_then(|item| item.sides.first()).expect("it is asked for").setting.sets;
    let told = [("\"sets\": 3", "\"sets\": 1, \"sets_asked\": 1")];
    let Logged::New(place) = report(&app, &told).expect("kept") else { panic!("it is new") };
    let kept = app.rehab(None).expect("a day").done.expect("it was done");
    let amounts = kept.exercises.iter().find_map(|done| match done.doing {
        Doing::Done(amounts) => Some((amounts.sets, amounts.sets_asked)),
        Doing::Skipped(_) => None,
    });
    assert_eq!(amounts, Some((1, Some(asked))));
    assert_eq!(report(&app, &told).expect("no harm"), Logged::Repeated(place));
}

#[test]
fn bad_reports_are_refused_by_field_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    let count = app.events().expect("the log").len();
    let cases: [(&str, &str, &str); 13] = [
        ("\"pain\": 1", "\"pain\": 11", "exercises[0].pain"),
        ("\"repetitions\": 5", "\"repetitions\": -5", "exercises[0].repetitions"),
        ("\"minutes\": 20", "\"minutes\": 20, \"date\": \"2199-01-01\"", "date"),
        ("\"A0\"", "\"A4\"", "stage"),
        ("\"A0\"", "\"P2\"", "stage"),
        ("\"A0\"", "\"A9\"", "stage"),
        ("\"minutes\": 20", "\"minutes\": -20", "minutes"),
        ("\"minutes\": 20", "\"minutes\": 20, \"date\": \"yesterday\"", "date"),
        ("\"minutes\": 20", "\"minutes\": 20, \"mood\": 5", "mood"),
        ("\"effort\": 3", "\"effort\": 11", "exercises[0].effort"),
        ("\"sets\": 3", "\"sets\": 0", "exercises[0].sets"),
        ("heel-dig-isometric", "moon-walk", "exercise"),
        ("2026-morning-1", "x", "session"),
    ];
    for (from, to, field) in cases {
        let refused = report(&app, &[(from, to)]).expect_err(field);
        assert_eq!((refused.kind(), refused.field()), (ErrorKind::Refused, Some(field)), "{refused}");
    }
    assert_eq!(app.events().expect("the log").len(), count);
}

#[test]
fn a_session_of_a_programme_that_nobody_follows_is_refused_and_one_before_a_danger_sign_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = femoris_testkit::noon();
    let empty = App::open(folder.path(), Clock::Fixed(now, zone)).expect("opens");
    let refused = report(&empty, &[]).expect_err("no programme");
    assert_eq!((refused.kind(), refused.field()), (ErrorKind::Refused, Some("stage")));
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    let sign = Entry::FindingAnswered { id: FindingId::CannotBearWeight, answer: Finding::Present };
    app.log(vec![NewEntry { day: None, entry: sign }], None).expect("kept");
    assert!(matches!(app.rehab(None).expect("a day").today, femoris_app::RehabDay::Referred));
    assert!(report(&app, &[("\"A0\"", "\"A4\"")]).is_err(), "still only the runner's own stage");
    report(&app, &[]).expect("what was done stays told");
}

#[test]
fn a_sign_in_a_session_stops_running_and_an_age_that_the_programme_refuses_opens_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    app.decide_stage(StageDecision::Confirmed { stage: StageId::A2 }).expect("a clinician may");
    let why = |app: &App| match app.running(None).expect("asked").expect("cleared").day.run {
        RunOfDay::Run(run) => panic!("a run: {run:?}"),
        RunOfDay::None(none) => none.why.iter().map(|why| why.rule.to_string()).collect::<Vec<_>>(),
    };
    assert_ne!(why(&app), ["run.halted"]);
    report(&app, &[("\"A0\"", "\"A2\""), ("\"painkiller\"", "\"numbness\": \"present\", \"painkiller\"")])
        .expect("kept");
    assert_eq!(why(&app), ["run.halted"]);
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    let younger = Entry::RunnerDescribed { age: AgeYears::new(16).ok().map(AgeGiven::Years), sex: None };
    app.log(vec![NewEntry { day: None, entry: younger }], None).expect("kept");
    assert_eq!(why(&app), ["run.guarded"]);
}

#[test]
fn a_day_to_come_is_refused_in_the_log_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    let tomorrow = app.clock().today().plus_days(1);
    let stage = Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A1 });
    let refused = app.log(vec![NewEntry { day: Some(tomorrow), entry: stage }], None).expect_err("to come");
    assert_eq!(refused.kind(), ErrorKind::Refused);
    assert!(refused.field().is_some(), "{refused}");
}

#[test]
fn a_stage_is_not_passed_before_its_tests_nor_by_a_word_that_is_not_a_clinicians() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    let refused = app.pass_stage().expect_err("closed");
    assert_eq!(refused.field(), Some("stage"));
    let text = refused.to_string();
    assert!(text.contains("before Protect ends: ") && text.contains("Ten minutes of walking"), "{text}");
    assert!(!text.contains("A0"), "criteria are named as the plan names them: {text}");
    let passed = StageDecision::Passed { from: StageId::A0, to: StageId::A1 };
    assert_eq!(app.decide_stage(passed).expect_err("not allowed").kind(), ErrorKind::NotAllowed);
    app.decide_stage(StageDecision::Confirmed { stage: StageId::A2 }).expect("a clinician may");
    let RehabPlan::Plan(plan) = app.rehab_plan().expect("a plan") else { panic!("a plan") };
    assert_eq!(plan.course.stage.id, StageId::A2);
}

#[test]
fn everything_is_deleted_while_somebody_reads_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = strained(folder.path());
    std::thread::scope(|threads| {
        let readers: Vec<_> = (0..3)
            .map(|_| threads.spawn(|| (0..200).all(|_| app.events().is_ok() && app.rehab(None).is_ok())))
            .collect();
        for _ in 0..20 {
            app.erase().expect("erased");
        }
        assert!(readers.into_iter().all(|reader| reader.join().expect("read")));
    });
    assert!(app.events().expect("the log").is_empty());
}

/// A runner whose legs are both sore after a hard session of the day before, and who told so on a day.
fn sore(folder: &Path, on: Day) -> App {
    let (now, zone) = femoris_testkit::noon();
    let app = App::open(folder, Clock::Fixed(now, zone)).expect("opens");
    let mut entries = vec![
        Entry::RunnerDescribed { age: AgeYears::new(34).ok().map(AgeGiven::Years), sex: None },
        Entry::ComplaintSet(Complaint {
            setting: Some(Setting::AfterHardSession),
            onset: Some(Onset::Delayed),
            onset_date: Some(on.plus_days(-1)),
            side: Some(Side::Both),
            location: Some(Location::ThighBelly),
        }),
        Entry::FindingAnswered { id: FindingId::BilateralDiffuse, answer: Finding::Present },
    ];
    let more = [
        FindingId::PopFelt,
        FindingId::BruiseWithin7Days,
        FindingId::LargeBruise,
        FindingId::MuscleBellyTender,
        FindingId::BoneTender,
        FindingId::LimpWalking,
        FindingId::RunningFormChanged,
    ];
    let denied = app.knowledge().danger_signs.iter().copied().chain(more);
    entries.extend(denied.map(|id| Entry::FindingAnswered { id, answer: Finding::Absent }));
    let entries = entries.into_iter().map(|entry| NewEntry { day: Some(on), entry }).collect();
    app.log(entries, None).expect("kept");
    app
}

fn scored(app: &App, on: Day, id: MeasureId, score: f64) {
    let entry = Entry::Measured(Measure::new(id, score).expect("on its scale"));
    app.log(vec![NewEntry { day: Some(on), entry }], None).expect("kept");
}

/// The worked example 10 of the evidence, as the whole of the application folds it: on the day of soreness 5 of 10 a walk or
/// the bike only; on the next, at 2 of 10 and with a normal gait, an easy run of half an hour at most, at 60 % of the usual
/// volume, without speed.
#[test]
fn sore_legs_walk_or_ride_on_the_first_day_and_run_short_and_easy_on_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = femoris_testkit::noon();
    let second = Clock::Fixed(now, zone).today();
    let first = second.plus_days(-1);
    let app = sore(folder.path(), first);
    for id in [MeasureId::PainNow, MeasureId::PainWorst] {
        scored(&app, first, id, 5.0);
    }
    let rehab = app.rehab(Some(first)).expect("a day");
    let session = rehab.session().expect("a session");
    assert_eq!(session.stage, StageId::T0);
    let light = |item: &femoris_clinic::rehab::session::Prescription| {
        let exercise = app.knowledge().exercise(&item.exercise).expect("in the library");
        !exercise.runs && exercise.load.level() < app.knowledge().conventions.heavy_from
    };
    assert!(session.items.iter().all(light), "{session:?}");
    let stage = app.knowledge().stage(StageId::T0).expect("a stage");
    let beside = stage.week.iter().filter(|slot| slot.days[0] == protocol::DayPlan::Do);
    let beside = beside.filter(|slot| !slot.kind.is_session()).flat_map(|slot| &slot.items);
    let names: Vec<&str> = beside.flat_map(|item| &item.choices).map(|id| id.as_str()).collect();
    assert_eq!(names, ["bike-easy", "walk-warmup"], "a walk or the bike");
    let running = app.running(Some(first)).expect("asked").expect("cleared");
    assert!(matches!(running.day.run, RunOfDay::None(_)), "no run: {:?}", running.day.run);

    for id in [MeasureId::PainNow, MeasureId::PainWalking, MeasureId::LoadTestPain] {
        scored(&app, second, id, 2.0);
    }
    let running = app.running(None).expect("asked").expect("cleared");
    let RunOfDay::Run(run) = &running.day.run else { panic!("a run: {:?}", running.day.run) };
    let most = run.caps().running.expect("a limit").get();
    assert!(most <= 30.0 * 60.0, "{most} s");
    let usual = app.knowledge().running.usual_run.get();
    assert!(most <= usual * 0.6 + 1.0, "{most} s of {usual}");
    let steps = run.blocks().iter().flat_map(|block| block.steps().iter().map(|step| (block.times(), step)));
    let mut seconds = 0.0;
    for (times, step) in steps.filter(|(_, step)| step.kind.is_running()) {
        assert_eq!(step.kind, StepKind::Run, "no strides and no hills");
        let share = step.share.map(|share| share.to.get());
        assert!(share.is_none_or(|share| share <= 70.0), "easy: {share:?} % of the top speed");
        if let Length::Time(length) = step.length {
            seconds += f64::from(times) * length.get();
        }
    }
    assert!(seconds > 0.0 && seconds <= most + 1.0, "{seconds} of {most} s");
    let rehab = app.rehab(None).expect("a day");
    assert_eq!(
        rehab.session().map(|session| session.stage),
        Some(StageId::T0),
        "its gate leads on, not the day"
    );
    let RehabPlan::Plan(plan) = app.rehab_plan().expect("a plan") else { panic!("a plan") };
    assert_eq!(plan.may_pass_to(second), Some(StageId::T1), "soreness 2 of 10 or less");
}
