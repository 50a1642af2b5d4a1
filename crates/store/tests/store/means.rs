//! Means of real runs against those that the watch itself wrote.

use std::path::Path;

use femoris_measure::BeatsPerMinute;
use femoris_recording::read;
use femoris_store::PreparedOriginal;
use serde_json::Value;

use crate::build::prepare;

/// Most beats a minute between our mean and that of the watch, which counts beats we never see.
const NEAR: f64 = 1.5;

#[test]
fn the_mean_heart_rate_is_the_one_the_watch_shows() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let Ok(text) = std::fs::read_to_string(data.join("fit-expected.json")) else {
        println!("skipped: the samples in ../shared/data are not here");
        return;
    };
    let expected: Value = serde_json::from_str(&text).expect("JSON");
    let mut compared = Vec::new();
    for (name, file) in expected["files"].as_object().expect("files by name") {
        let [session] = file["summary"]["sessions"].as_array().map_or(&[][..], Vec::as_slice) else {
            continue;
        };
        let heart = session["avg_heart_rate"].as_f64().filter(|_| session["sport"] == "running");
        let Some(heart) = heart else { continue };
        let bytes = std::fs::read(data.join("fit").join(name)).expect("a sample");
        let reading = read(&bytes);
        let run = prepare(&reading.parts[0], &PreparedOriginal::prepare(&bytes).expect("kept"), &[]);
        let ours = run.summary().mean_heart_rate.map_or(0.0, BeatsPerMinute::get);
        assert!((ours - heart).abs() < NEAR, "{name}: {ours} instead of {heart}");
        compared.push((name.as_str(), ours.round()));
    }
    assert!(compared.len() >= 15, "{compared:?}");
    assert!(compared.contains(&("run-vivoactive-hr.fit", 130.0)), "smart recording: {compared:?}");
}
