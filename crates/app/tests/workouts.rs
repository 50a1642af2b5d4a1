//! The session and the run of a day go to the watch and into the calendar; who must see someone first gets neither.

#![allow(clippy::expect_used)]

use femoris_app::{App, Clock, ErrorKind, NewEntry, Prescribed, Source, Unwatched, Workout};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_recording::fit::workout::read_workout;
use femoris_testkit::{noon, usual_runs};

fn example() -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = noon();
    let app = App::open(folder.path(), Clock::Fixed(now, zone)).expect("opens");
    app.load_example().expect("loads");
    (app, folder)
}

/// Takes out the run that the example runner did today.
fn take_out_todays_run(app: &App) {
    let newest = app.runs_page(1, None).expect("runs").runs.remove(0);
    assert_eq!(newest.day, app.clock().today());
    app.remove_run(newest.id.as_str()).expect("taken out");
}

#[test]
fn a_run_that_is_done_is_not_handed_out_again() {
    let (app, _folder) = example();
    assert!(app.running(None).expect("answers").is_some_and(|running| running.is_done));
    let error = app.workout(Prescribed::Run, None).expect_err("it is done");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().starts_with("Today’s run is done."), "{error}");
    assert!(app.workout_file(Prescribed::Run, None).is_err());
}

#[test]
fn session_and_run_of_today_are_files_for_a_watch() {
    let (app, _folder) = example();
    take_out_todays_run(&app);
    for what in Prescribed::ALL {
        let workout = app.workout(what, None).expect("something is prescribed");
        assert!(workout.played().count() >= 5, "{workout:?}");
        let bytes = app.workout_file(what, None).expect("a file");
        // Speeds are rounded down to what the format can say; everything else is as it was.
        let read = read_workout(&bytes).expect("a workout");
        let told = |workout: &Workout| {
            workout.played().map(|step| (step.name.clone(), step.until)).collect::<Vec<_>>()
        };
        assert_eq!((&read.name, told(&read)), (&workout.name, told(&workout)));
        assert_eq!(app.workout_file(what, None).expect("a file"), bytes, "the same bytes each time");
        let tomorrow = app.clock().today().plus_days(1);
        let refused = app.workout(what, Some(tomorrow)).expect_err("nobody knows tomorrow");
        assert_eq!((refused.kind(), refused.field()), (ErrorKind::Refused, Some("date")));
    }
    let calendar = app.calendar().expect("a calendar").0;
    assert!(
        calendar.contains("\r\nSUMMARY:Session\r\n") && calendar.contains("\r\nRRULE:FREQ=WEEKLY;"),
        "{calendar}"
    );
}

#[test]
fn who_must_see_someone_first_gets_nothing_to_do() {
    let (app, _folder) = example();
    let answer = Entry::FindingAnswered { id: FindingId::SaddleNumbness, answer: Finding::Present };
    app.log(vec![NewEntry { day: None, entry: answer }], None).expect("told");
    for what in Prescribed::ALL {
        let error = app.workout(what, None).expect_err("someone first");
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(error.to_string().starts_with("Someone should see you first."), "{error}");
    }
    assert!(!app.calendar().expect("a calendar").0.contains("SUMMARY:Session"));
}

#[test]
fn without_a_complaint_there_is_no_session_and_the_reason_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = noon();
    let app = App::open(folder.path(), Clock::Fixed(now, zone)).expect("opens");
    let error = app.workout(Prescribed::Session, None).expect_err("nothing is known");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().len() > 20, "{error}");
}

#[test]
fn a_healthy_runner_has_the_run_that_today_offers_on_the_watch() {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = noon();
    let app = App::open(&folder.path().join("data"), Clock::Fixed(now, zone)).expect("opens");
    let files = usual_runs(folder.path(), app.clock().today());
    app.import(files.into_iter().map(Source::path).collect(), &Unwatched).expect("imports");
    let offered = app.prescribed_run(app.clock().today()).expect("answers").expect("a run");
    let workout = app.workout(Prescribed::Run, None).expect("the same run");
    assert!(workout.played().count() > 0, "{offered:?}");
    // Who tells of pain and of nothing else is offered none.
    let limp = Entry::FindingAnswered { id: FindingId::LimpWalking, answer: Finding::Present };
    app.log(vec![NewEntry { day: None, entry: limp }], None).expect("told");
    assert!(app.workout(Prescribed::Run, None).is_err());
}
