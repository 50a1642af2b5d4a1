//! What the lists of real exports tell of runs that have no file: climb, heart rate and cadence, in one unit each.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test fails by panicking")]

use femoris_measure::{RecordedRun, Sport};
use femoris_recording::{Format, read};

/// The runs of a sample list; `None` where the samples are not here.
fn runs(name: &str) -> Option<Vec<RecordedRun>> {
    let file = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/exports/{}"), name);
    let Ok(bytes) = std::fs::read(file) else {
        println!("skipped: the samples in ../shared/data are not here");
        return None;
    };
    let reading = read(&bytes);
    assert_eq!(reading.format, Format::Summary);
    Some(reading.parts.into_iter().filter(|run| run.sport == Sport::Running).collect())
}

fn told(run: &RecordedRun) -> [Option<f64>; 4] {
    let hundredths = |value: f64| (value * 100.0).round() / 100.0;
    [
        run.told.heart_rate.map(|heart| hundredths(heart.get())),
        run.told.max_heart_rate.map(|heart| hundredths(heart.get())),
        run.told.cadence.map(|steps| hundredths(steps.get())),
        run.device_totals.ascent.map(|climb| hundredths(climb.get())),
    ]
}

#[test]
fn a_strava_list_tells_heart_rate_climb_and_the_cadence_of_both_legs() {
    let Some(runs) = runs("strava-activities-87-columns.csv") else { return };
    assert_eq!(runs.len(), 23);
    assert_eq!(told(&runs[0]), [Some(156.24), Some(183.0), None, Some(3.4)]);
    let whole = |run: &&RecordedRun| run.told.heart_rate.is_some() && run.device_totals.ascent.is_some();
    assert_eq!(runs.iter().filter(whole).count(), 23);
    let cadences: Vec<_> = runs.iter().filter_map(|run| told(run)[2]).collect();
    assert_eq!(cadences, [144.29], "the list has 72.15 strides of one leg");
}

#[test]
fn a_garmin_list_tells_heart_rate_climb_and_the_cadence_of_both_legs() {
    let Some(runs) = runs("garmin-export-2002-summarizedActivities.json") else { return };
    assert_eq!(told(&runs[0]), [None, None, Some(172.23), Some(95.0)]);
    let hearts: Vec<_> = runs.iter().filter_map(|run| told(run)[0].zip(told(run)[1])).collect();
    assert_eq!(hearts, [(133.0, 153.0), (136.0, 157.0), (121.0, 134.0), (122.0, 132.0), (103.0, 141.0)]);
    assert!(runs.iter().filter_map(|run| told(run)[2]).all(|steps| (130.0..190.0).contains(&steps)));
}
