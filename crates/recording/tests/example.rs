//! The example runner tells the story it is meant to tell, the same every time.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_measure::{Channel, Day, Metres, RecordedRun, ZoneOffset};
use femoris_recording::example::{self, PlannedKind, SEASON_DAYS, TWINGE_DAY};

fn start() -> Day {
    "2025-11-15".parse().expect("a day")
}

fn season() -> Vec<(RecordedRun, PlannedKind)> {
    example::season(start(), 42).collect()
}

fn kilometres(run: &RecordedRun) -> f64 {
    run.distance().map_or(0.0, |(metres, _)| metres.get() / 1000.0)
}

fn day_of(run: &RecordedRun) -> i32 {
    run.start.day_at(ZoneOffset::UTC).days_since(start())
}

#[test]
fn the_same_seed_gives_the_same_season_and_another_another() {
    let few = |seed| example::season(start(), seed).take(5).map(|(run, _)| run).collect::<Vec<_>>();
    assert!(few(1) == few(1));
    assert!(few(1) != few(2));
}

#[test]
fn three_to_five_runs_a_week_build_up_until_the_twinge() {
    let season = season();
    let mut weeks = vec![(0, 0.0); 53];
    for (run, _) in &season {
        let week = &mut weeks[(day_of(run) / 7) as usize];
        week.0 += 1;
        week.1 += kilometres(run);
    }
    let until_twinge = &weeks[..(TWINGE_DAY / 7) as usize];
    assert!(until_twinge.iter().all(|week| (3..=5).contains(&week.0)), "{weeks:?}");
    let mean = |weeks: &[(i32, f64)]| weeks.iter().map(|week| week.1).sum::<f64>() / weeks.len() as f64;
    assert!(mean(&weeks[36..48]) > 1.35 * mean(&weeks[..12]), "{weeks:?}");
    assert!(weeks.iter().all(|week| week.1 < 80.0), "{weeks:?}");
}

#[test]
fn something_pulls_late_and_careful_runs_follow() {
    let season = season();
    let twinge = season.iter().position(|(_, kind)| matches!(kind, PlannedKind::Twinge { .. })).expect("one");
    let (run, PlannedKind::Twinge { at_second }) = &season[twinge] else { panic!("not the twinge") };
    assert_eq!(day_of(run), TWINGE_DAY);
    let speed = |second: u32| run.samples.value(Channel::Speed, second as usize).expect("a speed");
    assert!(speed(at_second - 2) > 3.9, "at full speed until then: {}", speed(at_second - 2));
    assert!(speed(at_second + 8) < 0.2, "and at a stand after: {}", speed(at_second + 8));
    assert!(speed(at_second + 300) < 1.6, "then walking home");
    let after = &season[twinge + 1..];
    assert!(
        after.len() >= 4
            && after.iter().all(|(run, kind)| {
                *kind == PlannedKind::Careful && kilometres(run) < 6.0 && day_of(run) < SEASON_DAYS
            })
    );
    assert!(day_of(&after[0].0) >= TWINGE_DAY + 4);
    assert!(day_of(&after[after.len() - 1].0) == SEASON_DAYS - 1, "the last day has a run");
}

#[test]
fn every_run_is_believable() {
    for (run, kind) in season() {
        let what = format!("day {}, {}", day_of(&run), kind.name());
        let range = |channel| {
            let values: Vec<f64> = run.samples.present(channel).map(|(_, value)| value).collect();
            values.iter().copied().fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let (low, high) = range(Channel::HeartRate);
        assert!(low > 60.0 && high < 200.0 && high > 120.0, "{what}: heart rate {low} to {high}");
        assert!(range(Channel::Speed).1 < 5.5, "{what}: speed {:?}", range(Channel::Speed));
        assert!(range(Channel::Cadence).1 < 205.0, "{what}: cadence {:?}", range(Channel::Cadence));
        let (low, high) = range(Channel::VerticalRatio);
        assert!(low > 4.0 && high < 12.0, "{what}: vertical ratio {low} to {high}");
        let computed = run.computed_totals.distance.map_or(0.0, Metres::get);
        assert!((computed / 1000.0 - kilometres(&run)).abs() < 0.02, "{what}: {computed} m");
        assert!(!run.laps.is_empty(), "{what}: no laps");
    }
}

#[test]
fn a_history_has_runs_of_the_length_benchmarks_ask_for() {
    let runs: Vec<RecordedRun> = example::history(60, 5).collect();
    let records: usize = runs.iter().map(|run| run.samples.len()).sum();
    let mean = records / runs.len();
    assert!((2_600..3_050).contains(&mean), "1,000 runs make about 2.8 million records, not {mean} thousand");
    let days: std::collections::BTreeSet<i32> = runs.iter().map(day_of).collect();
    assert_eq!(days.len(), runs.len(), "one a day");
    assert_eq!(example::steady_run(60, 1).samples.len(), 3_600);
}
