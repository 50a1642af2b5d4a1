//! Real FIT files against what two independent decoders read out of them.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use femoris_measure::{Channel, RecordedRun};
use femoris_recording::{FileKind, fit};
use serde_json::Value;

/// What differs from the expectation, and why. The same list stands in docs/readings.md.
struct Exception {
    file: &'static str,
    about: About,
    /// What we read instead.
    ours: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Records,
    HeartRateSum,
    /// Records that hold a value of the named channel.
    Channel(&'static str),
    /// Rows that hold the named field of an app.
    Developer(&'static str),
}

const EXCEPTIONS: &[Exception] = &[
    // The records carry no moment at all: refused, with the reason in a diagnostic.
    Exception { file: "developer-data-sdk.fit", about: About::Records, ours: 0.0 },
    // The expectation looks at each part alone; the strap's beats of parts 2 to 4 belong to the swim of part 1.
    Exception { file: "odd-multiple-headers-hr-merge.fit", about: About::HeartRateSum, ours: 304_361.0 },
    // Where the strap counted no beat in a second we hold the last one for 5 s; the other decoder averages anew.
    Exception { file: "swim-pool-fenix3-with-hr.fit", about: About::HeartRateSum, ours: 339_543.0 },
    // The expectation counts rows in which an app's field stands, we those in which it has a value: these rows
    // hold the type's mark of absence.
    Exception { file: "bike-zwift-non-utf8.fit", about: About::Developer("core_data_quality"), ours: 0.0 },
    Exception { file: "bike-zwift-non-utf8.fit", about: About::Developer("core_reserved"), ours: 0.0 },
    Exception { file: "bike-zwift-non-utf8.fit", about: About::Developer("heat_strain_index"), ours: 0.0 },
    Exception { file: "bike-zwift-non-utf8.fit", about: About::Developer("skin_temperature"), ours: 0.0 },
    Exception { file: "multisport-fr935-ironman.fit", about: About::Developer("Cadence"), ours: 13_018.0 },
    Exception {
        file: "multisport-fr935-ironman.fit",
        about: About::Developer("Ground Time"),
        ours: 13_018.0,
    },
    Exception { file: "multisport-fr935-ironman.fit", about: About::Developer("Power"), ours: 13_018.0 },
    Exception {
        file: "multisport-fr935-ironman.fit",
        about: About::Developer("Vertical Oscillation"),
        ours: 13_018.0,
    },
    Exception { file: "multisport-fr935-ironman.fit", about: About::Developer("Elevation"), ours: 12_994.0 },
    Exception { file: "multisport-fr935-ironman.fit", about: About::Developer("Form Power"), ours: 12_994.0 },
    Exception {
        file: "multisport-fr935-ironman.fit",
        about: About::Developer("Leg Spring Stiffness"),
        ours: 12_994.0,
    },
    Exception {
        file: "run-fr935-garmin-running-power.fit",
        about: About::Developer("RP_Power"),
        ours: 8_108.0,
    },
    // A heart rate of 0 is a sensor that does not measure: the sums are equal, the counts are not.
    Exception {
        file: "chained-activity-then-poolswim.fit",
        about: About::Channel("heart_rate"),
        ours: 3_493.0,
    },
    Exception { file: "corrupt-nick-sigma-eof.fit", about: About::Channel("heart_rate"), ours: 14_387.0 },
    Exception {
        file: "odd-null-compressed-speed-distance.fit",
        about: About::Channel("heart_rate"),
        ours: 0.0,
    },
    // The strap's beats, as above: 343 more records of the swim.
    Exception {
        file: "odd-multiple-headers-hr-merge.fit",
        about: About::Channel("heart_rate"),
        ours: 1_773.0,
    },
    // The watch recorded no power; the field of an app that declares itself to be the native one stands in.
    Exception { file: "rowing-vivoactive-hr.fit", about: About::Channel("power"), ours: 1_641.0 },
    Exception { file: "run-fr920xt-stryd.fit", about: About::Channel("power"), ours: 1_932.0 },
    Exception { file: "run-fr945-track.fit", about: About::Channel("power"), ours: 4_988.0 },
    Exception { file: "multisport-fr935-ironman.fit", about: About::Channel("power"), ours: 30_194.0 },
    // Here the field of an app is called a power and counts watts, and declares nothing.
    Exception { file: "run-fr935-garmin-running-power.fit", about: About::Channel("power"), ours: 8_108.0 },
    // Refused with its records, above.
    Exception { file: "developer-data-sdk.fit", about: About::Developer("doughnuts_earned"), ours: 0.0 },
];

/// The document that gives the reasons.
const READINGS: &str = include_str!("../../../docs/readings.md");

/// Our channels, and what the judges call the fields that give them: where several say the same, the one in most
/// records counts.
const FIELDS: [(Channel, &[&str]); 14] = [
    (Channel::Latitude, &["position_lat"]),
    (Channel::Longitude, &["position_long"]),
    (Channel::Altitude, &["enhanced_altitude", "altitude"]),
    (Channel::Distance, &["distance"]),
    (Channel::Speed, &["enhanced_speed", "speed"]),
    (Channel::HeartRate, &["heart_rate"]),
    (Channel::Cadence, &["cadence", "cadence256"]),
    (Channel::Power, &["power"]),
    (Channel::GroundContact, &["stance_time"]),
    (Channel::ContactBalance, &["stance_time_balance"]),
    (Channel::VerticalOscillation, &["vertical_oscillation"]),
    (Channel::VerticalRatio, &["vertical_ratio"]),
    (Channel::StepLength, &["step_length"]),
    (Channel::Temperature, &["temperature"]),
];

fn shared() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    folder.join("fit-expected.json").exists().then_some(folder)
}

fn expected_or_ours(file: &str, about: About, expected: f64) -> f64 {
    let exception = EXCEPTIONS.iter().find(|e| e.file == file && e.about == about);
    exception.map_or(expected, |exception| exception.ours)
}

/// What we list for a field of an app, where that differs.
fn developer_exception(file: &str, name: &str) -> Option<f64> {
    let matches =
        |e: &&Exception| e.file == file && matches!(e.about, About::Developer(field) if field == name);
    EXCEPTIONS.iter().find(matches).map(|exception| exception.ours)
}

/// Sums over the parts that the expectation describes.
struct Sums {
    records: f64,
    laps: f64,
    distance: f64,
    timer: f64,
    heart_rate: f64,
    positions: f64,
    sports: Vec<(String, String)>,
}

fn sums(parts: &[RecordedRun]) -> Sums {
    let sum = |value: &dyn Fn(&RecordedRun) -> f64| parts.iter().map(value).sum::<f64>();
    Sums {
        records: sum(&|run| run.samples.len() as f64),
        laps: sum(&|run| run.laps.len() as f64),
        distance: sum(&|run| run.device_totals.distance.map_or(0.0, |m| m.get())),
        timer: sum(&|run| run.device_totals.timer.map_or(0.0, |s| s.get())),
        heart_rate: sum(&|run| run.samples.present(Channel::HeartRate).map(|(_, rate)| rate).sum()),
        positions: sum(&|run| {
            (0..run.samples.len()).filter(|row| run.samples.place(*row).is_some()).count() as f64
        }),
        sports: parts.iter().map(|run| (run.sport_word.clone(), run.sub_sport.clone())).collect(),
    }
}

/// The expected values of a file: its only part, or all parts of a chained one added up.
fn summaries(entry: &Value) -> Vec<&Value> {
    let parts = entry["parts"].as_array().map_or_else(|| vec![entry], |parts| parts.iter().collect());
    parts
        .into_iter()
        .map(|part| if part["summary"].is_null() { &part["recovered"] } else { &part["summary"] })
        .filter(|summary| summary.is_object())
        .collect()
}

/// In how many records the judges found one of these fields.
fn values(summaries: &[&Value], names: &[&str]) -> f64 {
    let most = |summary: &&Value| {
        let counts = names.iter().filter_map(|name| summary["record_fields"][name].as_f64());
        counts.fold(0.0, f64::max)
    };
    summaries.iter().map(most).sum()
}

fn close(ours: f64, expected: f64, absolute: f64) -> bool {
    (ours - expected).abs() <= absolute.max(expected.abs() * 0.001)
}

#[test]
fn every_file_reads_as_the_independent_decoders_read_it() {
    let Some(folder) = shared() else {
        println!("skipped: the folder ../shared with the sample recordings is not there");
        return;
    };
    let text = std::fs::read_to_string(folder.join("fit-expected.json")).expect("the expectations");
    let expected: Value = serde_json::from_str(&text).expect("the expectations are JSON");
    let mut wrong = Vec::new();
    let files: BTreeMap<_, _> = expected["files"].as_object().expect("files").iter().collect();
    for (file, entry) in files {
        let bytes = std::fs::read(folder.join("fit").join(file)).expect("a sample");
        let reading = fit::read(&bytes);
        wrong.extend(differences(file, entry, &reading));
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

fn differences(file: &str, entry: &Value, reading: &femoris_recording::Reading) -> Vec<String> {
    let summaries = summaries(entry);
    let ours = sums(&reading.parts);
    let mut wrong = Vec::new();
    let mut check = |what: &str, ours: f64, expected: f64, same: bool| {
        if !same {
            wrong.push(format!("{file}: {what} {ours}, expected {expected}"));
        }
    };
    let total = |key: &str| summaries.iter().filter_map(|summary| summary[key].as_f64()).sum::<f64>();
    let records = expected_or_ours(file, About::Records, total("record_count"));
    // A damaged file may give more than the others could read, never less.
    let enough = ours.records == records || file.starts_with("corrupt") && ours.records >= records;
    check("records", ours.records, records, enough);
    let distance = total("total_distance_m");
    check("distance", ours.distance, distance, close(ours.distance, distance, 1.0));
    let timer = total("total_timer_time_s");
    check("timer", ours.timer, timer, close(ours.timer, timer, 1.0));
    let laps = total("lap_count");
    check("laps", ours.laps, laps, ours.laps == laps || reading.parts.is_empty());
    // The other decoders' "recoverable" entries count records only.
    if ours.records == total("record_count") && entry["recovered"].is_null() {
        let rates = expected_or_ours(file, About::HeartRateSum, total("record_heart_rate_sum"));
        check("heart rate sum", ours.heart_rate, rates, ours.heart_rate == rates);
        let positions = total("records_with_position");
        check("positions", ours.positions, positions, ours.positions == positions);
        for (channel, names) in FIELDS {
            let held = |run: &RecordedRun| run.samples.present(channel).count() as f64;
            let ours = reading.parts.iter().map(held).sum::<f64>();
            let expected = expected_or_ours(file, About::Channel(names[0]), values(&summaries, names));
            check(&format!("values of {}", names[0]), ours, expected, ours == expected);
        }
    }
    for (name, count) in
        summaries.iter().flat_map(|s| s["record_developer_fields"].as_object().into_iter().flatten())
    {
        let fields =
            reading.parts.iter().flat_map(|run| &run.developer).filter(|field| is_named(&field.name, name));
        let ours = fields.map(|field| field.series.count_present() as f64).sum::<f64>();
        let expected = developer_exception(file, name).unwrap_or(count.as_f64().unwrap_or(0.0));
        check(&format!("developer field {name}"), ours, expected, ours == expected);
    }
    let sports: Vec<(String, String)> = summaries
        .iter()
        .flat_map(|summary| summary["sports"].as_array().into_iter().flatten())
        .map(|pair| [&pair[0], &pair[1]].map(|word| word.as_str().unwrap_or_default().to_owned()).into())
        .collect();
    let sessions_written = total("session_count") > 0.0;
    if sessions_written && sports != ours.sports {
        wrong.push(format!("{file}: sports {:?}, expected {sports:?}", ours.sports));
    }
    wrong
}

/// The other decoder numbers fields without a name from zero, we by their own number.
fn is_named(ours: &str, theirs: &str) -> bool {
    let numbered = |number: usize| ours.starts_with(&format!("field {} of app", RUNSCRIBE_ORDER[number]));
    theirs.parse::<usize>().map_or(ours == theirs, numbered)
}

/// In which order the app of the nameless fields wrote them.
const RUNSCRIBE_ORDER: [u8; 8] = [1, 7, 0, 6, 3, 9, 2, 8];

/// A column of the reference table, how ours compares with it, and how close it must be.
type Reference = (&'static str, Channel, fn(f64) -> f64, f64);

#[test]
fn every_value_is_the_one_another_program_decoded() {
    let Some(folder) = shared() else {
        println!("skipped: the folder ../shared with the sample recordings is not there");
        return;
    };
    let references: [Reference; 8] = [
        ("heart_rate", Channel::HeartRate, |v| v, 0.0),
        ("cadence", Channel::Cadence, |v| v * 2.0, 1.0),
        ("speed", Channel::Speed, |v| v, 1e-9),
        ("distance", Channel::Distance, |v| v, 1e-9),
        ("position_lat", Channel::Latitude, semicircles, 6e-8),
        ("position_long", Channel::Longitude, semicircles, 6e-8),
        ("altitude", Channel::Altitude, |v| v, 1e-9),
        ("temperature", Channel::Temperature, |v| v, 0.0),
    ];
    for (recording, table) in [
        ("run-fenix5-short.fit", "run-fenix5-short-records.csv"),
        ("walk-fenix5.fit", "walk-fenix5-records.csv"),
    ] {
        let reading = fit::read(&std::fs::read(folder.join("fit").join(recording)).expect("a sample"));
        let samples = &reading.parts[0].samples;
        let mut reader = csv::Reader::from_path(folder.join("fit").join(table)).expect("its table");
        let headers = reader.headers().expect("headers").clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), samples.len(), "{recording}");
        for (name, channel, scale, tolerance) in references {
            let column = headers.iter().position(|header| header == name).expect("a column");
            for (row, record) in rows.iter().enumerate() {
                let expected = record[column].parse::<f64>().ok().map(scale);
                let ours = samples.value(channel, row);
                let same = match (ours, expected) {
                    (Some(ours), Some(expected)) => (ours - expected).abs() <= tolerance,
                    (None, None) => true,
                    _ => false,
                };
                assert!(same, "{recording}, row {row}: {name} {ours:?}, expected {expected:?}");
            }
        }
    }
}

fn semicircles(value: f64) -> f64 {
    value * 180.0 / f64::from(1u32 << 31)
}

#[test]
fn files_are_told_apart_by_what_they_are_for() {
    let Some(folder) = shared() else {
        println!("skipped: the folder ../shared with the sample recordings is not there");
        return;
    };
    let kinds = [
        ("run-fr945-track.fit", FileKind::Activity),
        ("corrupt-broken-dates.fit", FileKind::Activity),
        ("chained-activity-then-settings.fit", FileKind::Activity),
        ("odd-multiple-headers-hr-merge.fit", FileKind::Activity),
        ("course-fittrackee.fit", FileKind::Course),
        ("monitoring-fenix5plus.fit", FileKind::Monitoring),
        ("settings-edge510.fit", FileKind::Settings),
        ("weight-scale-single-user.fit", FileKind::Weight),
        ("workout-repeat-steps.fit", FileKind::Workout),
        ("odd-not-fit-text-named-fit.fit", FileKind::NotARecording),
    ];
    for (file, kind) in kinds {
        let bytes = std::fs::read(folder.join("fit").join(file)).expect("a sample");
        assert_eq!(fit::read(&bytes).kind, kind, "{file}");
    }
}

#[test]
fn every_exception_stands_in_the_document() {
    for Exception { file, about, .. } in EXCEPTIONS {
        let word = match about {
            About::Records => "records",
            About::HeartRateSum => "sum of heart rates",
            About::Channel(channel) => &channel.replace('_', " "),
            About::Developer(_) => "app",
        };
        let told = |row: &str| {
            let mut cells = row.split('|').skip(1);
            cells.next().is_some_and(|files| files.contains(file))
                && cells.next().is_some_and(|difference| difference.contains(word))
        };
        assert!(READINGS.lines().any(told), "{file}, {about:?}: no row of docs/readings.md tells it");
    }
}
