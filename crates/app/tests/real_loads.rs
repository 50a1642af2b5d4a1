//! Every real recording has a sane load, or says why it has none; docs/load.md lists them, and this test holds the list.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use femoris_clinic::load::{MeasuredRun, RunProfile, StrideCount};
use femoris_measure::{Metres, RecordedRun, Sport};

fn shared() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    data.is_dir().then_some(data)
}

fn files(data: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = ["fit", "gps"]
        .iter()
        .flat_map(|room| fs::read_dir(data.join(room)).expect("a folder").flatten())
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
}

/// What is wrong with the load of a run. Wide bounds: they catch a wrong unit, a clock that ran away, and a step taken for
/// a stride.
fn wrong(profile: &RunProfile) -> Vec<String> {
    let metres = profile.distance.map_or(0.0, Metres::get);
    let strides = profile.strides.get();
    let (low, high) = profile.even_index.range();
    let of_km = strides / metres.max(1.0) * 1000.0;
    let graded = profile.graded_distance.map_or(1.0, |graded| graded.get() / metres.max(1.0));
    let (seconds, _) = profile.speeds.above(0.0);
    let timer = profile.timer.map_or(f64::MAX, |timer| timer.get());
    let per_stride = profile.even_index.middle / strides.max(1.0);
    let held = [
        (strides > 0.0 && profile.even_index.middle > 0.0, format!("{strides} strides")),
        (per_stride < 2.5, format!("{per_stride:.2} a stride, as if all of it were a sprint")),
        (
            low <= profile.even_index.middle && profile.even_index.middle <= high,
            "outside its band".to_owned(),
        ),
        (metres < 500.0 || (150.0..900.0).contains(&of_km), format!("{of_km:.0} strides a kilometre")),
        ((0.6..2.0).contains(&graded), format!("graded {graded:.2} of the distance")),
        (profile.peak.is_none_or(|peak| peak.get() < 12.5), "an impossible peak".to_owned()),
        (seconds <= timer * 1.05 + 60.0, format!("{seconds:.0} s of running in {timer:.0} s")),
    ];
    held.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| what).collect()
}

/// As the import has it: a part that does not say what it is counts when it moves like a run.
fn is_run(part: &RecordedRun) -> bool {
    let moves = || match (part.distance(), part.timer()) {
        (Some((metres, _)), Some((seconds, _))) => {
            (1.8..7.0).contains(&(metres.get() / seconds.get().max(1.0)))
        }
        _ => false,
    };
    part.sport == Sport::Running || (part.sport == Sport::Unknown && moves())
}

fn line(name: &str, measured: &MeasuredRun) -> String {
    let profile = match &measured.profile {
        Ok(profile) => profile,
        Err(why) => return format!("| {name} | none: {} | | | |", why.id().replace('_', " ")),
    };
    let km = |metres: Option<Metres>| {
        metres.map_or("–".to_owned(), |metres| format!("{:.2}", metres.get() / 1000.0))
    };
    let counted = if matches!(profile.strides, StrideCount::Counted(_)) { "counted" } else { "assumed" };
    let peak = profile.peak.map_or("–".to_owned(), |peak| format!("{:.1}", peak.get()));
    format!(
        "| {name} | {:.0} | {} of {} | {:.0} {counted} | {peak} |",
        profile.even_index.middle,
        km(profile.graded_distance),
        km(profile.distance),
        profile.strides.get(),
    )
}

#[test]
fn every_real_run_has_a_sane_load_or_a_reason_and_is_listed() {
    let Some(data) = shared() else {
        println!("skipped: ../shared/data is not here");
        return;
    };
    let knowledge = femoris_knowledge::embedded().expect("shipped knowledge is valid");
    let doc = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/load.md"))
        .expect("docs/load.md");
    let (mut missing, mut strange, mut with_load) = (Vec::new(), Vec::new(), 0);
    for file in files(&data) {
        let reading = femoris_recording::read(&fs::read(&file).expect("readable"));
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        for run in reading.parts.iter().filter(|part| is_run(part)) {
            let measured = MeasuredRun::of(run, &knowledge.measures, &knowledge.form);
            if let Ok(profile) = &measured.profile {
                strange.extend(wrong(profile).into_iter().map(|what| format!("{name}: {what}")));
                with_load += 1;
            }
            let line = line(&name, &measured);
            if !doc.contains(&line) {
                missing.push(line);
            }
        }
    }
    assert!(missing.is_empty(), "docs/load.md lacks these lines:\n{}", missing.join("\n"));
    assert!(strange.is_empty(), "{}", strange.join("\n"));
    assert!(with_load > 20, "{with_load} runs with a load");
}
