//! Every GPX and TCX sample against what independent parsers read from it.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use femoris_measure::{Channel, Instant, RecordedRun, Sport};
use femoris_recording::{FileKind, Reading, read};
use serde_json::Value;

/// Files whose reading differs from the expectation, and why. The same list stands in docs/readings.md.
const EXCEPTIONS: [(&str, FileKind, &str); 2] = [
    ("no-times-eight-tracks.gpx", FileKind::Course, "5 of 296 points have a time: a drawn course"),
    ("route-only-gpsies.gpx", FileKind::Course, "a planned route with made-up times"),
];

/// Files whose distance differs by more than 0.1 %, the bound that holds instead, and why.
const DISTANCES: [(&str, f64, &str); 2] = [
    (
        "run-amazfit.gpx",
        0.002,
        "60° north: the judge's sphere has the equator's radius, the earth there a larger one",
    ),
    ("run-two-breaks-three-segments.gpx", 0.003, "67° north: the same"),
];

fn samples() -> Option<(PathBuf, Value)> {
    let shared = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    let Ok(text) = std::fs::read_to_string(shared.join("gps-expected.json")) else {
        println!("skipped: the samples in ../shared/data are not here");
        return None;
    };
    Some((shared.join("gps"), serde_json::from_str(&text).expect("the expectation file is JSON")))
}

/// What one file should give, one entry per activity.
struct Expected {
    points: u64,
    distance_m: Option<f64>,
    timer_s: Option<f64>,
    heart_rate_sum: Option<f64>,
    heart_rate_points: Option<u64>,
    first: Option<Instant>,
    last: Option<Instant>,
    sport: Option<String>,
    laps: Option<u64>,
}

fn instant(value: &Value) -> Option<Instant> {
    let text = value.as_str()?;
    text.parse().ok().or_else(|| format!("{text}Z").parse().ok())
}

fn expected(entry: &Value) -> Vec<Expected> {
    let Some(activities) = entry["activities"].as_array() else {
        return vec![Expected {
            points: entry["points_with_time"].as_u64().unwrap_or(0),
            distance_m: entry["length_2d_m"].as_f64(),
            timer_s: None,
            heart_rate_sum: entry["heart_rate_sum"].as_f64(),
            heart_rate_points: entry["points_with_heart_rate"].as_u64(),
            first: instant(&entry["first_time"]),
            last: instant(&entry["last_time"]),
            sport: None,
            laps: None,
        }];
    };
    let one = |activity: &Value| Expected {
        points: activity["track_points"].as_u64().unwrap_or(0),
        distance_m: activity["lap_distance_sum_m"].as_f64(),
        timer_s: activity["lap_time_sum_s"].as_f64(),
        heart_rate_sum: None,
        heart_rate_points: activity["points_with_heart_rate"].as_u64(),
        first: instant(&activity["first_time"]),
        last: instant(&activity["last_time"]),
        sport: activity["sport"].as_str().map(str::to_owned),
        laps: activity["laps"].as_u64(),
    };
    activities.iter().map(one).collect()
}

/// Differences between a run and its expectation, in words.
fn differences(file: &str, run: &RecordedRun, expected: &Expected) -> Vec<String> {
    let bound = DISTANCES.iter().find(|(name, ..)| *name == file).map_or(0.001, |(_, bound, _)| *bound);
    let mut found = Vec::new();
    let mut note = |what: &str, got: String, want: String| {
        if got != want {
            found.push(format!("{what}: {got}, expected {want}"));
        }
    };
    note("records", run.samples.len().to_string(), expected.points.to_string());
    let near = |got: Option<f64>, want: f64, bound: f64| {
        (got.unwrap_or(0.0) - want).abs() <= (want * bound).max(1.0)
    };
    let distance = run.distance().map(|(metres, _)| metres.get());
    if let Some(want) = expected.distance_m.filter(|want| !near(distance, *want, bound)) {
        note("distance", format!("{distance:?}"), want.to_string());
    }
    let timer = run.timer().map(|(seconds, _)| seconds.get());
    if let Some(want) = expected.timer_s.filter(|want| !near(timer, *want, 0.001)) {
        note("timer", format!("{timer:?}"), want.to_string());
    }
    let rates: Vec<f64> = run.samples.present(Channel::HeartRate).map(|(_, v)| v).collect();
    if let Some(want) = expected.heart_rate_sum {
        note("heart-rate sum", rates.iter().sum::<f64>().to_string(), want.to_string());
    }
    if let Some(want) = expected.heart_rate_points {
        note("heart-rate points", rates.len().to_string(), want.to_string());
    }
    let ends = |at: Option<&i64>| at.map(|ms| Instant::from_unix_ms(*ms).to_string()).unwrap_or_default();
    let times = run.samples.times_ms();
    note("first time", ends(times.first()), expected.first.map(|t| t.to_string()).unwrap_or_default());
    note("last time", ends(times.last()), expected.last.map(|t| t.to_string()).unwrap_or_default());
    if let Some(word) = &expected.sport {
        let sport = if word == "Running" { Sport::Running } else { Sport::Cycling };
        note("sport", format!("{:?}", run.sport), format!("{sport:?}"));
    }
    if let Some(want) = expected.laps {
        note("laps", run.laps.len().to_string(), want.to_string());
    }
    found
}

/// Differences between a file's reading and its expectation, in words.
fn compare(file: &str, reading: &Reading, entry: &Value) -> Vec<String> {
    if let Some((_, kind, _)) = EXCEPTIONS.iter().find(|(name, ..)| *name == file) {
        let good = reading.kind == *kind && reading.parts.is_empty() && !reading.diagnostics.is_empty();
        return if good { Vec::new() } else { vec![format!("no longer the exception {kind:?}")] };
    }
    let parser_failed = entry["error"].is_string() && entry["activities"].is_null();
    if parser_failed {
        let good = reading.kind == FileKind::Activity && !reading.is_damaged() && reading.parts.len() == 1;
        return if good { Vec::new() } else { vec![format!("{:?} {:?}", reading.kind, reading.diagnostics)] };
    }
    let expected: Vec<Expected> = expected(entry).into_iter().filter(|e| e.points > 0).collect();
    if reading.parts.len() != expected.len() {
        return vec![format!("{} parts, expected {}", reading.parts.len(), expected.len())];
    }
    reading.parts.iter().zip(&expected).flat_map(|(run, want)| differences(file, run, want)).collect()
}

#[test]
fn every_sample_is_read_as_independent_parsers_read_it() {
    let Some((folder, expectations)) = samples() else { return };
    let entries = expectations["files"].as_object().expect("an object of files");
    let mut problems: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (file, entry) in entries {
        let bytes = std::fs::read(folder.join(file)).expect("the sample is here");
        let found = compare(file, &read(&bytes), entry);
        if !found.is_empty() {
            problems.insert(file, found);
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(entries.len(), 34, "samples came or went");
}

#[test]
fn cadence_counts_both_feet_whatever_the_file_counts() {
    let Some((folder, _)) = samples() else { return };
    for (file, low, high) in [
        ("run-garmin-ns3-extension.gpx", 140.0, 190.0),
        ("run-strava-runcadence.tcx", 120.0, 190.0),
        ("treadmill-doubled-cadence.tcx", 120.0, 190.0),
        ("run-strava-export.gpx", 150.0, 190.0),
    ] {
        let reading = read(&std::fs::read(folder.join(file)).expect("the sample is here"));
        let run = &reading.parts[0];
        let values: Vec<f64> =
            run.samples.present(Channel::Cadence).map(|(_, v)| v).filter(|v| *v > 0.0).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert!((low..=high).contains(&mean), "{file}: {mean}");
    }
}

#[test]
fn pauses_laps_and_devices_are_told() {
    let Some((folder, _)) = samples() else { return };
    let first = |file: &str| {
        read(&std::fs::read(folder.join(file)).expect("the sample is here")).parts.swap_remove(0)
    };
    let paused = first("run-two-breaks-three-segments.gpx");
    assert_eq!(paused.timer_events.len(), 6, "a start, two pauses, a stop");
    assert!(paused.computed_totals.timer < paused.computed_totals.elapsed);
    assert_eq!(paused.title, "Ylläslenkki");
    let umlaut = first("run-fr305-latin1-undeclared.tcx");
    assert!(umlaut.device.name.chars().all(|c| c != char::REPLACEMENT_CHARACTER));
    assert_eq!(first("run-missing-distances.tcx").device.name, "garmin forerunner 310xt");
    assert_eq!(first("run-missing-distances.tcx").device.serial, Some(3_815_644_916));
}

#[test]
fn every_exception_stands_in_the_document() {
    let document = include_str!("../../../docs/readings.md");
    let kinds = EXCEPTIONS.iter().map(|(file, ..)| (*file, "a course"));
    for (file, word) in kinds.chain(DISTANCES.iter().map(|(file, ..)| (*file, "distance"))) {
        let told = |row: &str| {
            let mut cells = row.split('|').skip(1);
            cells.next().is_some_and(|files| files.contains(file))
                && cells.next().is_some_and(|difference| difference.contains(word))
        };
        assert!(document.lines().any(told), "{file}: no row of docs/readings.md tells it");
    }
}
