//! Bringing in real files, twice, and hostile ones: an outcome for each, nothing doubled, never a stop.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod outcomes;
mod twins;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use femoris_app::{App, Clock, FileOutcome, ImportSummary, ImportWatcher, Outcome, Source};
use femoris_measure::{Day, Sport};

#[derive(Default)]
struct Told(Mutex<Vec<FileOutcome>>);

impl ImportWatcher for Told {
    fn settled(&self, outcome: &FileOutcome) {
        self.0.lock().expect("not poisoned").push(outcome.clone());
    }
    fn expected(&self, _: u64) {}
    fn stop(&self) -> bool {
        false
    }
}

fn app(folder: &Path) -> App {
    let (now, zone) = femoris_testkit::noon();
    App::open(folder, Clock::Fixed(now, zone)).expect("opens")
}

fn import(app: &App, paths: &[PathBuf]) -> ImportSummary {
    let told = Told::default();
    let sources = paths.iter().cloned().map(Source::path).collect();
    let summary = app.import(sources, &told).expect("never a stop");
    assert_eq!(*told.0.lock().expect("not poisoned"), summary.files, "each file is told once");
    summary
}

/// The folder of real files, where it is there.
fn shared() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !data.is_dir() {
        println!("skipped: the folder of real recordings is not beside the project");
        return None;
    }
    Some(data)
}

#[test]
fn real_files_have_an_outcome_each_and_importing_again_doubles_nothing() {
    let Some(data) = shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    let paths = [data.join("fit"), data.join("gps"), data.join("exports")];
    let first = import(&app, &paths);
    for file in &first.files {
        println!("{:?} {} {}", file.outcome, file.path, file.why.as_deref().unwrap_or_default());
        assert!(file.outcome == Outcome::Imported || file.why.is_some(), "{} says no reason", file.path);
    }
    let totals = app.data_overview().expect("opens").totals;
    let again = import(&app, &paths);
    assert_eq!(
        again.tally.of(Outcome::Imported) + again.tally.of(Outcome::PartlyRead),
        0,
        "{:?}",
        again.files
    );
    let after = app.data_overview().expect("opens").totals;
    assert_eq!((totals.shown, totals.merged, totals.originals), (after.shown, after.merged, after.originals));
}

/// Erases the folder as soon as the first file is kept.
struct Eraser<'a> {
    app: &'a App,
    has_erased: AtomicBool,
}

impl ImportWatcher for Eraser<'_> {
    fn settled(&self, _: &FileOutcome) {
        if !self.has_erased.swap(true, Ordering::Relaxed) {
            self.app.erase().expect("erased");
        }
    }
    fn expected(&self, _: u64) {}
    fn stop(&self) -> bool {
        false
    }
}

#[test]
fn what_was_on_its_way_in_does_not_come_into_the_folder_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(&folder.path().join("data"));
    let archive = femoris_testkit::archive_of_short_runs(folder.path(), 150);
    let eraser = Eraser { app: &app, has_erased: AtomicBool::new(false) };
    let summary = app.import(vec![Source::path(archive)], &eraser).expect("ends");
    assert!(summary.stopped && summary.files.len() < 150, "{} files were told", summary.files.len());
    let totals = app.data_overview().expect("opens").totals;
    assert_eq!((totals.shown, totals.originals), (0, 0));
    assert!(app.imports(10).expect("listed").is_empty());
}

/// A track that does not name its sport: a point every ten seconds, `step` degrees of latitude further north.
fn nameless_track(day: u32, points: u32, step: f64) -> String {
    let point = |i: u32| {
        let (lat, minute, second) = (48.0 + f64::from(i) * step, i / 6, i % 6 * 10);
        format!(
            "<trkpt lat='{lat:.6}' lon='11.5'><time>2026-11-0{day}T07:{minute:02}:{second:02}Z</time></trkpt>"
        )
    };
    let points: String = (0..points).map(point).collect();
    format!("<gpx version='1.1' creator='test'><trk><trkseg>{points}</trkseg></trk></gpx>")
}

#[test]
fn what_says_no_sport_is_a_run_at_the_speed_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(&folder.path().join("data"));
    // One degree of latitude is 111.2 km here.
    for (day, name, points, step, outcome) in [
        (1, "walk.gpx", 120, 0.000_125, Outcome::NotARun), // 1.4 m/s
        (2, "easy.gpx", 240, 0.000_25, Outcome::Imported), // 2.8 m/s over 6.6 km
        (3, "mile.gpx", 25, 0.000_58, Outcome::Imported),  // 6.4 m/s over 1.5 km
        (4, "ride.gpx", 240, 0.000_5, Outcome::NotARun),   // 5.6 m/s over 13.3 km
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, nameless_track(day, points, step)).expect("written");
        let summary = import(&app, &[file]);
        assert_eq!(summary.files[0].outcome, outcome, "{name}: {:?}", summary.files[0].why);
    }
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let counted = app.daily(day("2026-11-01"), day("2026-11-30")).expect("sums");
    let days: Vec<_> = counted.iter().map(|total| (total.day, total.runs)).collect();
    assert_eq!(
        days,
        [(day("2026-11-02"), 1), (day("2026-11-03"), 1)],
        "what is a run counts, the rest does not"
    );
    let today = app.today(Some(day("2026-11-03"))).expect("an answer");
    assert_eq!(today.week.iter().filter(|(_, total)| total.is_some()).count(), 2, "both stand in their week");
    let longest = today.state.load.longest_before_today.expect("the easy run").get();
    assert!((6600.0..6700.0).contains(&longest), "{longest}");
    let newest = app.runs_page(1, None).expect("runs").runs.remove(0);
    assert_eq!((newest.sport, newest.sport_word.as_str()), (Sport::Running, ""), "nothing named it");
    let load = app.load_of_run(newest.id.as_str()).expect("its load");
    assert!(load.load.is_ok(), "{load:?}");
}

#[test]
fn a_run_that_only_its_export_names_counts_and_keeps_the_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(&folder.path().join("data"));
    let (track, list) = (folder.path().join("1.gpx"), folder.path().join("activities.csv"));
    // 1.4 m/s: too slow to be taken for a run by its speed.
    std::fs::write(&track, nameless_track(1, 120, 0.000_125)).expect("written");
    let lines = "Activity Date,Activity Name,Activity Type,Filename\n\
        \"Nov 1, 2026, 7:00:00 AM\",Slow,Run,activities/1.gpx\n";
    std::fs::write(&list, lines).expect("written");
    let files = import(&app, &[track, list]).files;
    assert!(files.iter().any(|file| file.outcome == Outcome::Imported), "{files:?}");
    let run = app.runs_page(1, None).expect("runs").runs.remove(0);
    assert_eq!((run.sport, run.sport_word.as_str()), (Sport::Running, "Run"));
    assert_eq!(app.daily(run.day, run.day).expect("sums")[0].distance, run.distance.expect("its distance"));
}
