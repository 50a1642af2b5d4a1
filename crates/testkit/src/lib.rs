//! What tests and benchmarks of several crates share; never published.
//!
//! Everything here fails by panicking, as a test does.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

pub mod judged;
#[cfg(unix)]
pub mod ordinary;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use femoris_measure::{Channel, Day, Instant, Metres, RecordedRun, Samples, Seconds, Totals, ZoneOffset};
use femoris_recording::{example, fit};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The example of the case-file contract, to the letter.
pub const CONTRACT_EXAMPLE: &str = r#"{ "format": "femoris-case/1", "today": "2026-11-21",
  "runner": {"age_years": 34, "sex": "female"},
  "complaint": {"setting": "gradual_build_up", "onset": "gradual", "onset_date": "2026-09-01",
                "side": "left", "location": "sit_bone"},
  "findings": {"sitting_provokes": "present", "eases_with_warm_up": "present", "pain_below_knee": "absent",
               "modified_bent_knee_stretch": "present", "limp_walking": "absent"},
  "measures": {"load_test_pain": 2, "load_test_pain_baseline": 2, "morning_stiffness_min": 5,
               "morning_stiffness_baseline_min": 5, "last_run_peak_pain": 3} }"#;

const SEED: u64 = 5;

/// Writes an archive of invented runs of about 47 minutes, laid out like a Strava export, into a folder and returns
/// its path.
pub fn archive_of_runs(folder: &Path, runs: u32) -> PathBuf {
    archive(folder, example::history(runs, SEED))
}

/// Likewise, of runs of two minutes: for tests that bring in many of them many times.
pub fn archive_of_short_runs(folder: &Path, runs: u32) -> PathBuf {
    archive(folder, example::short_history(runs, 2, SEED))
}

fn archive(folder: &Path, runs: impl Iterator<Item = RecordedRun>) -> PathBuf {
    let path = folder.join("export.zip");
    let mut zip = ZipWriter::new(File::create(&path).expect("a file"));
    for (index, run) in runs.enumerate() {
        zip.start_file(format!("activities/{index}.fit"), SimpleFileOptions::default()).expect("an entry");
        zip.write_all(&fit::write_activity(&run).expect("encodes")).expect("written");
    }
    zip.finish().expect("closed");
    path
}

/// One run as its watch recorded it, and as a service gives it back.
pub struct Twins {
    /// The watch's own file, with everything its sensors measured.
    pub fit: Vec<u8>,
    /// Time, place and altitude of the same run, of no known device.
    pub gpx: String,
}

/// The same invented run of twelve minutes from two sources.
pub fn twins() -> Twins {
    let run = example::steady_run(12, SEED);
    let mut gpx = String::from(
        "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"service\"><trk><type>running</type><trkseg>",
    );
    for (row, at) in run.samples.times_ms().iter().enumerate() {
        let Some(place) = run.samples.place(row) else { continue };
        let (latitude, longitude) = (place.latitude(), place.longitude());
        let altitude = run.samples.value(Channel::Altitude, row).expect("the example has altitudes");
        let time = Instant::from_unix_ms(*at);
        gpx.push_str(&format!(
            "<trkpt lat=\"{latitude}\" lon=\"{longitude}\"><ele>{altitude}</ele><time>{time}</time></trkpt>"
        ));
    }
    gpx.push_str("</trkseg></trk></gpx>");
    Twins { fit: fit::write_activity(&run).expect("encodes"), gpx }
}

/// A run that begins at seven in the morning of a day, by its parts: each so many seconds at so many metres a second. One
/// sample a second on flat ground, as a FIT file in a folder.
pub fn run_of(folder: &Path, day: Day, parts: &[(u32, f64)]) -> PathBuf {
    run_at(folder, (day, 7), parts)
}

/// The same from another hour on, for a second run of a day.
pub fn run_at(folder: &Path, (day, hour): (Day, u8), parts: &[(u32, f64)]) -> PathBuf {
    let start: Instant = format!("{day}T{hour:02}:00:00Z").parse().expect("a moment");
    let speeds = parts.iter().flat_map(|(seconds, speed)| (0..*seconds).map(|_| *speed));
    let mut samples = Samples::new();
    let (mut second, mut metres) = (0, 0.0);
    for speed in std::iter::once(0.0).chain(speeds) {
        metres += speed;
        samples.push(Instant::from_unix_ms(start.unix_ms() + second * 1000));
        for (channel, value) in
            [(Channel::Speed, speed), (Channel::Distance, metres), (Channel::Altitude, 100.0)]
        {
            samples.set(channel, value);
        }
        second += 1;
    }
    let timer = Seconds::new((second - 1) as f64).ok();
    let run = RecordedRun {
        device_totals: Totals { distance: Metres::new(metres).ok(), timer, ..Totals::default() },
        ..RecordedRun::of_samples(start, samples)
    };
    let file = folder.join(format!("{day}-{hour:02}.fit"));
    std::fs::write(&file, fit::write_activity(&run).expect("encodes")).expect("written");
    file
}

/// Half an hour every other day of eight weeks before a day: what is usual for a runner.
pub fn usual_runs(folder: &Path, before: Day) -> Vec<PathBuf> {
    let days = (1..=56).step_by(2).map(|ago| before.plus_days(-ago));
    days.map(|day| run_of(folder, day, &[(1_800, 2.8)])).collect()
}

/// The moment at which tests hold the clock still, and a zone: noon on 21 November 2026, in UTC.
pub fn noon() -> (Instant, ZoneOffset) {
    ("2026-11-21T12:00:00Z".parse().expect("a moment"), ZoneOffset::UTC)
}

/// SplitMix64: the same choices in every run of a test.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 up to but not including `bound`; 0 where the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound.max(1)
    }
}
