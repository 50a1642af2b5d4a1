//! A recording held against what was prescribed for its day: what keeps to a plausible prescription and what oversteps it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::PathBuf;

use femoris_app::{App, Clock, NewEntry, Prescribed, Source, Unwatched};
use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::readiness::Decision;
use femoris_clinic::running::day::RunOfDay;
use femoris_clinic::running::matching::{Aspect, Comparison, Kept, Outcome};
use femoris_clinic::running::prescription::PrescribedRun;
use femoris_measure::{Day, Metres, PainScore};
use femoris_testkit::{run_at, run_of, usual_runs};

/// A runner who makes half an hour every other day, has a race in mind, and a plan for it.
struct Runner {
    app: App,
    folder: tempfile::TempDir,
    /// A Wednesday, and an easy run in every week of the plan.
    day: Day,
}

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (now, zone) = femoris_testkit::noon();
        let app = App::open(&folder.path().join("data"), Clock::Fixed(now, zone)).expect("opens");
        let day = Day::from_ymd(2026, 11, 18).expect("a day");
        let runner = Self { app, folder, day };
        runner.bring(usual_runs(runner.folder.path(), day));
        runner.app.set_own_maximum("28.8", femoris_app::Units::Kilometres).expect("8 m/s");
        let race = runner.app.clock().today().plus_days(100);
        runner.app.set_goal(race, Metres::new(10_000.0).expect("a way")).expect("set");
        runner
    }

    fn bring(&self, files: Vec<PathBuf>) {
        let sources = files.into_iter().map(Source::path).collect();
        self.app.import(sources, &Unwatched).expect("imports");
    }

    fn asked(&self) -> PrescribedRun {
        self.app.prescribed_run(self.day).expect("asked").expect("a run of the plan")
    }

    /// What comes of a run on the day.
    fn runs(&self, parts: &[(u32, f64)]) -> (PrescribedRun, Comparison) {
        self.bring(vec![run_of(self.folder.path(), self.day, parts)]);
        let runs = self.app.runs_page(10, None).expect("runs").runs;
        let id = runs.iter().find(|run| run.day == self.day).expect("it came in").id.to_string();
        let recorded = self.app.recorded(&id).expect("read");
        let against = self.app.run_against(&id, &recorded).expect("compared");
        (against.prescribed.expect("a run"), against.comparison.expect("compared"))
    }
}

/// Seconds of the running that is asked for.
fn seconds(run: &PrescribedRun) -> u32 {
    run.caps().running.map_or(0, |time| time.get() as u32)
}

fn beyond(found: &Comparison) -> Vec<Aspect> {
    let beyond = found.compared.iter().filter(|one| one.outcome == Outcome::Beyond);
    beyond.map(|one| one.aspect).collect()
}

#[test]
fn a_run_that_keeps_to_it_is_kept() {
    let runner = Runner::new();
    let asked = runner.asked();
    let (held, found) = runner.runs(&[(300, 1.4), (seconds(&asked), 2.7)]);
    assert_eq!(held, asked, "the run itself changes nothing about what was asked");
    assert_eq!((found.kept, beyond(&found)), (Kept::Kept, vec![]), "{found:?}");
}

#[test]
fn a_run_that_is_three_times_as_long_goes_beyond_in_time_and_distance() {
    let runner = Runner::new();
    let asked = runner.asked();
    let (held, found) = runner.runs(&[(300, 1.4), (3 * seconds(&asked), 2.7)]);
    assert_eq!(held, asked, "a longer run does not raise its own cap");
    let both = vec![Aspect::Time, Aspect::Distance];
    assert_eq!((found.kept, beyond(&found)), (Kept::Exceeded, both), "{found:?} of {held:?}");
}

#[test]
fn a_minute_too_fast_is_found_where_it_was() {
    let runner = Runner::new();
    let asked = runner.asked();
    let half = seconds(&asked) / 2;
    let (_, found) = runner.runs(&[(300, 1.4), (half, 2.7), (60, 5.5), (half - 60, 2.7)]);
    assert_eq!((found.kept, beyond(&found)), (Kept::Exceeded, vec![Aspect::Speed]), "{found:?}");
    let speed = found.compared.iter().find(|one| one.aspect == Aspect::Speed).expect("compared");
    let [place] = speed.places[..] else { panic!("one place: {:?}", speed.places) };
    let (from, to, began) = (place.from_s, place.to_s, f64::from(300 + half));
    assert!((from - began).abs() < 5.0 && (to - began - 60.0).abs() < 5.0, "{from} to {to}, not {began}");
    assert_eq!(speed.longest_s, Some(place.lasts_s()));
    assert!(place.speed.is_some_and(|speed| (speed.get() - 5.5).abs() < 0.1), "{place:?}");
}

#[test]
fn a_run_in_two_files_is_held_against_the_day_as_one_from_either_page() {
    let runner = Runner::new();
    let half = seconds(&runner.asked()) / 2;
    let (_, first) = runner.runs(&[(300, 1.4), (half, 2.7)]);
    assert_eq!(first.kept, Kept::Short);
    runner.bring(vec![run_at(runner.folder.path(), (runner.day, 17), &[(half, 2.7)])]);
    let of_day: Vec<String> = {
        let runs = runner.app.runs_page(10, None).expect("runs").runs;
        runs.iter().rev().filter(|run| run.day == runner.day).map(|run| run.id.to_string()).collect()
    };
    assert_eq!(of_day.len(), 2, "a morning and an evening");
    for (place, id) in of_day.iter().enumerate() {
        let recorded = runner.app.recorded(id).expect("read");
        let against = runner.app.run_against(id, &recorded).expect("compared");
        assert_eq!((against.place, against.runs), (place, 2));
        assert_eq!(against.comparison.expect("compared").kept, Kept::Kept);
    }
    runner.app.remove_run(&of_day[1]).expect("taken out");
    let recorded = runner.app.recorded(&of_day[1]).expect("read");
    let against = runner.app.run_against(&of_day[1], &recorded).expect("looked at");
    assert_eq!(
        (against.prescribed, against.comparison),
        (None, None),
        "what is taken out counts for nothing"
    );
    let recorded = runner.app.recorded(&of_day[0]).expect("read");
    let alone = runner.app.run_against(&of_day[0], &recorded).expect("compared");
    assert_eq!(alone.comparison.expect("compared").kept, Kept::Short);
}

#[test]
fn pain_in_the_run_changes_the_answer_and_not_what_had_been_asked() {
    let runner = Runner::new();
    let asked = runner.asked();
    let pain = Entry::PainLogged { moment: PainMoment::During, score: PainScore::new(7).expect("0 to 10") };
    runner.app.log(vec![NewEntry { day: Some(runner.day), entry: pain }], None).expect("logged");
    let (held, found) = runner.runs(&[(300, 1.4), (seconds(&asked), 2.7)]);
    assert_eq!((held, found.kept), (asked.clone(), Kept::Kept));
    let running = runner.app.running(Some(runner.day)).expect("asked").expect("cleared");
    assert_eq!(running.day.run, RunOfDay::Run(Box::new(asked)), "the page still shows it");
    assert!(running.answer > Decision::Modified);
    assert!(running.day.said.iter().any(|said| said.rule.as_str() == "run.not_today"));
    assert!(
        runner.app.workout(Prescribed::Run, Some(runner.day)).is_err(),
        "and no watch leads through it again"
    );
}
