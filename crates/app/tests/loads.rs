//! The load of runs: measured as they come in, marked by the runner, and brought in from a folder by themselves.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use femoris_app::{App, Clock, ErrorKind, ImportState, Units, Unwatched, WatchState};
use femoris_clinic::event::TwingeMark;
use femoris_clinic::load::NoLoad;
use femoris_clinic::running::prescription::{RunBlock, RunTarget};
use femoris_measure::{BeatsPerMinute, Day, Effort, Means};
use femoris_recording::{example, fit};

fn open(folder: &Path) -> Arc<App> {
    let (at, offset) = femoris_testkit::noon();
    Arc::new(App::open(&folder.join("data"), Clock::Fixed(at, offset)).expect("opens"))
}

fn maja(folder: &Path) -> Arc<App> {
    let app = open(folder);
    app.load_example().expect("the example runner");
    app
}

fn refused(error: femoris_app::AppError) -> String {
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    error.field().expect("a field").to_owned()
}

#[test]
fn runs_are_measured_as_they_come_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = maja(folder.path());
    assert_eq!(app.to_measure().expect("counts"), 0);
    let own = app.own_speed().expect("asked");
    let speed = own.speed.expect("a year of runs supports one").kmh();
    assert!((12.0..30.0).contains(&speed) && !own.is_told, "{speed}");
    let run = app.runs_page(1, None).expect("runs").runs.remove(0);
    let found = app.load_of_run(run.id.as_str()).expect("measured");
    let load = found.load.expect("a whole recording has a load");
    let (low, high) = load.hamstring_index.range();
    assert!(low < load.hamstring_index.middle && load.hamstring_index.middle < high);
    assert!(load.graded_distance.is_some() && load.above.is_some() && load.slopes.is_some());
    assert!(!found.form.is_empty(), "a year on one watch is a baseline");
    let today = app.clock().today();
    let year = app.history(today.plus_days(-370), today).expect("days");
    assert!(year.len() > 100 && year.iter().any(|day| day.pain.is_some()));
    assert!(year.iter().filter(|day| day.total.is_some()).all(|day| day.index.is_some()));
    let ladder = app.exposures().expect("asked").ladder;
    assert_eq!(ladder.len(), 3);
    assert!(ladder[0].metres_28_days >= ladder[1].metres_28_days);
    let research = app.research().expect("asked");
    assert!(research.means.is_some() && research.monotony.is_none() && research.days_without_effort > 0);
}

#[test]
fn a_maximum_can_be_told_and_absurd_ones_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = maja(folder.path());
    for absurd in ["60", "44.1", "0", "-3", "fast", "NaN"] {
        assert_eq!(refused(app.set_own_maximum(absurd, Units::Kilometres).expect_err(absurd)), "own_maximum");
    }
    app.set_own_maximum(" 25,2 ", Units::Kilometres).expect("a comma is fine");
    let own = app.own_speed().expect("asked");
    assert!(own.is_told && (own.speed.expect("told").kmh() - 25.2).abs() < 1e-9);
    app.set_own_maximum("", Units::Kilometres).expect("back to the history");
    assert!(!app.own_speed().expect("asked").is_told);
}

#[test]
fn effort_and_twinges_belong_to_their_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = maja(folder.path());
    let runs = app.runs_page(2, None).expect("runs").runs;
    let (run, other) = (runs[0].id.as_str(), runs[1].id.as_str());
    for effort in [3, 7] {
        app.log_effort(run, Effort::new(effort).expect("0 to 10")).expect("logged");
    }
    let entry = app.log_twinge(run, 300).expect("logged");
    let found = app.load_of_run(run).expect("measured");
    assert_eq!(found.effort.map(|(effort, _)| effort.get()), Some(7), "the newest counts");
    let minutes = runs[0].timer.expect("a timer").get() / 60.0;
    assert!((found.session.expect("both are known") - 7.0 * minutes).abs() < 0.01);
    assert_eq!(found.twinges.len(), 1);
    let twinge = &found.twinges[0];
    assert_eq!((twinge.second, twinge.marked), (300, TwingeMark::Told));
    assert!(twinge.minute.speed.is_some() && twinge.minute.hamstring_index.is_some());
    let untouched = app.load_of_run(other).expect("measured");
    assert!(untouched.effort.is_none() && untouched.session.is_none());
    assert_eq!(refused(app.log_twinge(run, 1_000_000).expect_err("after the end")), "twinge_at");
    app.withdraw(entry).expect("taken back");
    assert!(app.load_of_run(run).expect("measured").twinges.is_empty());
    assert_eq!(app.log_twinge("no-run", 1).expect_err("none").kind(), ErrorKind::NotFound);
}

#[test]
fn a_moment_is_marked_once_however_often_it_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = maja(folder.path());
    let run = app.runs_page(1, None).expect("runs").runs.remove(0).id.to_string();
    let marked = app.log_twinge(&run, 300).expect("logged");
    let length = app.events().expect("events").len();
    assert_eq!(app.log_twinge(&run, 300).expect("there already"), marked);
    assert_eq!(app.events().expect("events").len(), length, "nothing was written");
    // Two requests at once may still write it twice; it is shown once, and taken back once.
    let entry = app.standing_entry(marked).expect("asked").expect("stands");
    app.log(vec![femoris_app::NewEntry { day: None, entry }], None).expect("logged");
    assert_eq!(app.twinges(&run).expect("asked").len(), 1);
    app.withdraw(marked).expect("taken back");
    assert_eq!(app.twinges(&run).expect("asked"), []);
    assert_ne!(app.log_twinge(&run, 300).expect("marked anew"), marked);
}

#[test]
fn what_the_clock_leapt_over_is_no_time_of_a_mark() {
    const LEAP_S: i64 = 20 * 86_400;
    const LEAP_ROW: usize = 600;
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    let mut run = example::history(1, 3).next().expect("a run");
    let start = run.samples.times_ms()[0];
    let mut leapt = femoris_measure::Samples::new();
    for (row, ms) in run.samples.times_ms().iter().enumerate() {
        let leap = if row >= LEAP_ROW { LEAP_S * 1000 } else { 0 };
        leapt.push(femoris_measure::Instant::from_unix_ms(ms + leap));
    }
    for channel in run.samples.channels() {
        leapt.put_column(channel, run.samples.column(channel).expect("a column").clone());
    }
    let seconds = (run.samples.times_ms().last().expect("rows") - start) / 1000;
    let at = |second: i64| femoris_measure::Instant::from_unix_ms(start + second * 1000);
    let lap = run.laps.first().copied().expect("a lap");
    let press = |second: i64| femoris_measure::Lap { start: at(second + LEAP_S), manual: Some(true), ..lap };
    run.laps = vec![femoris_measure::Lap { start: at(0), ..press(0) }, press(900), press(903)];
    (run.samples, run.timer_events) = (leapt, Vec::new());
    let file = folder.path().join("leapt.fit");
    fs::write(&file, fit::write_activity(&run).expect("encodes")).expect("written");
    app.import(vec![femoris_app::Source::path(file)], &Unwatched).expect("imports");
    let id = app.runs_page(1, None).expect("runs").runs.remove(0).id.to_string();

    let found = app.twinges(&id).expect("asked").remove(0);
    assert!((890..=900).contains(&found.second), "pressed twice: {}", found.second);
    let last = u32::try_from(seconds).expect("small");
    assert_eq!(refused(app.log_twinge(&id, last + 1).expect_err("after the end")), "twinge_at");
    app.log_twinge(&id, last - 300).expect("a moment of the run");
    let marked = app.twinges(&id).expect("asked").pop().expect("one");
    assert!(marked.second == last - 300 && marked.minute.speed.is_some(), "{marked:?}");
    let recorded = app.recorded(&id).expect("recorded");
    let traces = app.load_traces(&recorded, app.own_speed().expect("asked"), femoris_app::Level::Fine);
    assert!(traces.seconds.is_sorted() && traces.seconds.last().is_some_and(|end| *end <= f64::from(last)));
}

#[test]
fn what_was_said_about_a_run_of_years_ago_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    let long_ago = app.clock().today().plus_days(-800);
    let file = femoris_testkit::run_of(folder.path(), long_ago, &[(600, 2.8)]);
    app.import(vec![femoris_app::Source::path(file)], &Unwatched).expect("imports");
    let run = app.runs_page(1, None).expect("runs").runs.remove(0).id.to_string();
    let effort = app.log_effort(&run, Effort::new(9).expect("0 to 10")).expect("logged");
    let twinge = app.log_twinge(&run, 60).expect("logged");
    assert!(app.standing_entry(effort).expect("asked").is_some());
    for entry in [effort, twinge] {
        app.withdraw(entry).expect("taken back");
        assert_eq!(app.standing_entry(entry).expect("asked"), None);
    }
    assert_eq!(app.twinges(&run).expect("asked"), []);
}

#[test]
fn the_lap_button_pressed_twice_is_found_on_the_way_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    let mut run = example::history(1, 3).next().expect("a run");
    let lap = run.laps.first().copied().expect("a lap");
    let at = |second: i64| femoris_measure::Instant::from_unix_ms(run.start.unix_ms() + second * 1000);
    let press = |second: i64| femoris_measure::Lap { start: at(second), manual: Some(true), ..lap };
    run.laps = vec![press(0), press(400), press(403)];
    let file = folder.path().join("twice.fit");
    fs::write(&file, fit::write_activity(&run).expect("encodes")).expect("written");
    for _ in 0..2 {
        app.import(vec![femoris_app::Source::path(file.clone())], &Unwatched).expect("imports");
    }
    let id = app.runs_page(1, None).expect("runs").runs.remove(0).id;
    let twinges = app.load_of_run(id.as_str()).expect("measured").twinges;
    assert_eq!(twinges.len(), 1, "and once only");
    assert_eq!((twinges[0].second, twinges[0].marked), (400, TwingeMark::LapTwice));
}

#[test]
fn new_files_of_a_watched_folder_come_in_by_themselves() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    let watched = folder.path().join("watch");
    let text = watched.to_str().expect("a path").to_owned();
    assert_eq!(refused(app.set_watch_folder(&text).expect_err("not there")), "watch_folder");
    fs::create_dir(&watched).expect("made");
    assert_eq!(refused(app.set_watch_folder("relative/path").expect_err("relative")), "watch_folder");
    let own = folder.path().join("data");
    assert_eq!(
        refused(app.set_watch_folder(own.to_str().expect("a path")).expect_err("ours")),
        "watch_folder"
    );
    app.set_watch_folder(&text).expect("set");
    assert_eq!(app.watched().expect("asked").1, WatchState::Waiting);

    let runs: Vec<_> =
        example::history(2, 9).map(|run| fit::write_activity(&run).expect("encodes")).collect();
    fs::write(watched.join("one.fit"), &runs[0]).expect("written");
    fs::write(watched.join("notes.txt"), "not a recording").expect("written");
    look(&app);
    assert_eq!(count(&app), 0, "it may still be growing");
    look(&app);
    assert_eq!(count(&app), 1);
    let WatchState::Watching { files: 1, import: Some(import) } = app.watched().expect("asked").1 else {
        panic!("it says what came of it")
    };
    look(&app);
    assert_eq!(app.imports(10).expect("imports").len(), 1, "nothing new, no import");

    fs::rename(&watched, folder.path().join("unplugged")).expect("renamed");
    look(&app);
    assert!(matches!(app.watched().expect("asked").1, WatchState::Gone { .. }));
    fs::rename(folder.path().join("unplugged"), &watched).expect("renamed");
    fs::write(watched.join("two.fit"), &runs[1]).expect("written");
    look(&app);
    look(&app);
    assert_eq!(count(&app), 2);
    let WatchState::Watching { import: Some(second), .. } = app.watched().expect("asked").1 else {
        panic!("it says what came of it")
    };
    assert!(second > import);

    drop(app);
    let again = open(folder.path());
    look(&again);
    look(&again);
    assert_eq!(again.imports(10).expect("imports").len(), 2, "known bytes make no new import");
    again.set_watch_folder("").expect("off");
    look(&again);
    assert_eq!(again.watched().expect("asked"), (None, WatchState::Off));
}

#[test]
fn a_list_entry_without_samples_says_why_it_has_no_load() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    let gpx = "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"t\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><type>running</type><trkseg>\
        <trkpt lat=\"48.1\" lon=\"11.5\"><time>2026-11-20T07:00:00Z</time></trkpt></trkseg></trk></gpx>";
    let file = folder.path().join("point.gpx");
    fs::write(&file, gpx).expect("written");
    app.import(vec![femoris_app::Source::path(file)], &Unwatched).expect("imports");
    let id = app.runs_page(1, None).expect("runs").runs.remove(0).id;
    let found = app.load_of_run(id.as_str()).expect("answers");
    assert_eq!(found.load.err(), Some(NoLoad::NoSamples));
    assert!(found.form.is_empty() && found.twinges.is_empty());
}

/// Ten minutes by place and heart rate alone, at 2.8 m/s.
fn gpx_with_heart_rate(day: Day, beats: u8) -> String {
    let point = |second: u32| {
        format!(
            "<trkpt lat=\"{:.6}\" lon=\"11.5\"><time>{day}T07:{:02}:{:02}Z</time><extensions><x:TrackPointExtension>\
             <x:hr>{beats}</x:hr></x:TrackPointExtension></extensions></trkpt>",
            48.1 + f64::from(second) * 2.52e-5,
            second / 60,
            second % 60
        )
    };
    let points: String = (0..600).map(point).collect();
    format!(
        "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"test\" xmlns=\"http://www.topografix.com/GPX/1/1\" \
         xmlns:x=\"http://www.garmin.com/xmlschemas/TrackPointExtension/v1\"><trk><type>running</type><trkseg>{points}\
         </trkseg></trk></gpx>"
    )
}

#[test]
fn without_an_own_speed_an_easy_run_keeps_below_the_usual_heart_rate() {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = femoris_testkit::noon();
    let app = App::open(&folder.path().join("data"), Clock::Fixed(now, zone)).expect("opens");
    let today = app.clock().today();
    app.set_goal(today.plus_days(120), femoris_measure::Metres::new(10_000.0).expect("a way")).expect("set");
    let targets = || -> Vec<f64> {
        let runs = (0..7).filter_map(|ago| app.prescribed_run(today.plus_days(-ago)).expect("asked"));
        runs.flat_map(|run| run.blocks().iter().flat_map(RunBlock::steps).cloned().collect::<Vec<_>>())
            .filter_map(|step| match step.target {
                RunTarget::HeartRate { high, .. } => Some(high.get()),
                RunTarget::Open | RunTarget::Speed { .. } => None,
            })
            .collect()
    };
    for (ago, beats) in [(20, 138), (17, 150)] {
        let file = folder.path().join(format!("{ago}.gpx"));
        fs::write(&file, gpx_with_heart_rate(today.plus_days(-ago), beats)).expect("written");
        app.import(vec![femoris_app::Source::path(file)], &Unwatched).expect("imports");
    }
    assert!(targets().is_empty(), "two runs say nothing about what is usual");
    let file = folder.path().join("third.gpx");
    fs::write(&file, gpx_with_heart_rate(today.plus_days(-11), 142)).expect("written");
    app.import(vec![femoris_app::Source::path(file)], &Unwatched).expect("imports");
    let found = targets();
    assert!(!found.is_empty() && found.iter().all(|high| *high == 142.0), "the middle one: {found:?}");
}

#[test]
fn a_week_without_a_run_is_nought_without_a_sign() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    let file = folder.path().join("run.gpx");
    fs::write(&file, gpx_with_heart_rate(app.clock().today().plus_days(-10), 142)).expect("written");
    app.import(vec![femoris_app::Source::path(file)], &Unwatched).expect("imports");
    assert_eq!(format!("{:.1}", app.research().expect("asked").week_metres), "0.0");
}

/// What an earlier version kept is renewed with the load.
#[test]
fn measuring_anew_renews_the_mean_heart_rate() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = open(folder.path());
    let file = folder.path().join("run.gpx");
    fs::write(&file, gpx_with_heart_rate(app.clock().today(), 142)).expect("written");
    app.import(vec![femoris_app::Source::path(file)], &Unwatched).expect("imports");
    let run = || app.runs_page(1, None).expect("runs").runs.remove(0);
    let id = run().id;
    let beats = |value: f64| BeatsPerMinute::new(value).expect("a heart rate");
    assert_eq!(run().mean_heart_rate, Some(beats(142.0)));
    let store = femoris_store::Store::open(folder.path().join("data")).expect("opens");
    let kept = store.read(|reader| reader.load(&id)).expect("read").expect("measured");
    let before = Means { heart_rate: Some(beats(120.0)), ..Means::default() };
    let as_before = |writer: &femoris_store::Writer<'_>| {
        writer.renew_means(&id, &before)?;
        writer.put_load(&id, "earlier numbers", &kept.measured)
    };
    store.batch(as_before).expect("kept");
    assert_eq!(run().mean_heart_rate, Some(beats(120.0)));
    assert_eq!(app.measure_missing(&|| false).expect("measures"), 1);
    let renewed = run();
    assert_eq!((renewed.mean_heart_rate, renewed.max_heart_rate), (Some(beats(142.0)), Some(beats(142.0))));
}

/// One look, and whatever it started.
fn look(app: &Arc<App>) {
    app.look_at_watched().expect("looks");
    while app.latest_import().is_some_and(|status| status.state == ImportState::Running) {
        std::thread::yield_now();
    }
}

fn count(app: &App) -> usize {
    app.runs_page(10, None).expect("runs").runs.len()
}
