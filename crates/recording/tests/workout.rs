//! Workouts go out as FIT and come back the same, and what FIT or a watch cannot take is refused by name.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::num::NonZeroU16;

use femoris_measure::{BeatsPerMinute, Instant, Metres, MetresPerSecond, Seconds};
use femoris_recording::fit::workout::{
    Block, Exercise, MOST_STEPS, Step, StepKind, Target, UnreadWorkout, Until, Workout, WorkoutError,
    WorkoutSport, read_workout, write_workout,
};
use femoris_recording::fit::{self, WriteError};
use femoris_recording::{FileKind, Severity};
use femoris_testkit::noon;
use proptest::prelude::*;

fn now() -> Instant {
    noon().0
}

fn seconds(value: f64) -> Until {
    Until::Time(Seconds::new(value).expect("a time"))
}

fn step(name: &str, until: Until) -> Step {
    Step {
        name: name.into(),
        kind: StepKind::Active,
        until,
        target: Target::Open,
        note: "".into(),
        exercise: None,
    }
}

fn of(blocks: Vec<Block>) -> Workout {
    Workout { name: "Run".into(), sport: WorkoutSport::Running, blocks }
}

fn refused(workout: &Workout) -> String {
    write_workout(workout, now()).expect_err("refused").to_string()
}

fn texts() -> impl Strategy<Value = String> {
    "\\PC{0,60}|[\\x00-\\x7f]{0,20}"
}

fn untils() -> impl Strategy<Value = Until> {
    prop_oneof![
        (1_000u32..=86_400_000).prop_map(|ms| seconds(f64::from(ms) / 1_000.0)),
        (100u32..=100_000_000)
            .prop_map(|cm| Until::Distance(Metres::new(f64::from(cm) / 100.0).expect("a distance"))),
        (1u16..=1_000).prop_map(|count| Until::Repetitions(NonZeroU16::new(count).expect("some"))),
        Just(Until::LapButton),
    ]
}

fn targets() -> impl Strategy<Value = Target> {
    let speed = |mm: u32| MetresPerSecond::new(f64::from(mm) / 1_000.0).expect("a speed");
    let rate = |beats: u32| BeatsPerMinute::new(f64::from(beats)).expect("a rate");
    prop_oneof![
        Just(Target::Open),
        (0u32..=30_000, 0u32..=30_000)
            .prop_map(move |(low, more)| Target::Speed { low: speed(low), high: speed(low + more) }),
        (20u32..=255, 20u32..=255)
            .prop_map(move |(a, b)| Target::HeartRate { low: rate(a.min(b)), high: rate(a.max(b)) }),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    let kinds =
        prop::sample::select(vec![StepKind::Active, StepKind::Rest, StepKind::WarmUp, StepKind::CoolDown]);
    let exercises = prop::sample::select(vec![
        None,
        Exercise::of("hip_raise", "single_leg_hip_raise"),
        Exercise::of("leg_curl", "sliding_leg_curl"),
    ]);
    (texts(), kinds, untils(), targets(), texts(), exercises).prop_map(
        |(name, kind, until, target, note, exercise)| Step {
            name: name.as_str().into(),
            kind,
            until,
            target,
            note: note.as_str().into(),
            exercise,
        },
    )
}

fn workouts() -> impl Strategy<Value = Workout> {
    let repeat = (2u16..=100, prop::collection::vec(steps(), 1..4))
        .prop_map(|(times, steps)| Block::Repeat { times, steps });
    let blocks = prop::collection::vec(prop_oneof![steps().prop_map(Block::Once), repeat], 1..=12);
    let sports =
        prop::sample::select(vec![WorkoutSport::Running, WorkoutSport::Walking, WorkoutSport::Strength]);
    (texts(), sports, blocks).prop_map(|(name, sport, blocks)| Workout {
        name: name.as_str().into(),
        sport,
        blocks,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_written_is_read_back(workout in workouts()) {
        let bytes = write_workout(&workout, now()).expect("written");
        prop_assert_eq!(&write_workout(&workout, now()).expect("written"), &bytes, "the same bytes each time");
        prop_assert_eq!(read_workout(&bytes).expect("read"), workout);
        let reading = fit::read(&bytes);
        prop_assert_eq!(reading.kind, FileKind::Workout);
        prop_assert_eq!(reading.parts.len(), 0);
        prop_assert!(reading.diagnostics.iter().all(|found| found.code == "workout"), "{:?}", reading.diagnostics);
    }

    #[test]
    fn nothing_asks_for_more_than_was_given(speed in 0.0..60.0f64, time in 1.0..86_400.0f64) {
        let speed = MetresPerSecond::new(speed).expect("a speed");
        let given = Step { target: Target::Speed { low: speed, high: speed }, ..step("fast", seconds(time)) };
        let back = read_workout(&write_workout(&of(vec![Block::Once(given)]), now()).expect("written"));
        let back = back.expect("read");
        let Block::Once(Step { until: Until::Time(kept), target: Target::Speed { high, .. }, .. }) = &back.blocks[0]
        else { return Err(TestCaseError::fail("another step")) };
        // A binary fraction may lie a hair below the thousandth it stands for.
        prop_assert!(high.get() <= speed.get() + 1e-8 && high.get() > speed.get() - 0.001_1);
        prop_assert!(kept.get() <= time + 1e-8 && kept.get() > time - 0.001_1);
    }

    #[test]
    fn a_cut_or_changed_file_never_panics(
        workout in workouts(), cut in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = write_workout(&workout, now()).expect("written");
        let at = cut.index(bytes.len());
        drop(read_workout(&bytes[..at]));
        bytes[at] = byte;
        drop(read_workout(&bytes));
        drop(fit::read(&bytes));
    }
}

#[test]
fn what_a_watch_cannot_lead_through_is_refused() {
    let fine = || step("easy", seconds(60.0));
    assert_eq!(refused(&of(vec![])), "the workout has no step");
    let block = |times, steps| of(vec![Block::Once(fine()), Block::Repeat { times, steps }]);
    assert_eq!(refused(&block(2, vec![])), "step 2 repeats nothing; a block needs at least one step");
    let twice = "the block that begins at step 2 is done 1 times; 2 to 100 are possible";
    assert_eq!(refused(&block(1, vec![fine()])), twice);
    assert_eq!(refused(&block(101, vec![fine()])), twice.replace("1 times", "101 times"));
    let many = of(vec![Block::Once(fine()); MOST_STEPS + 1]);
    assert_eq!(refused(&many), "the workout has 51 steps, 50 are possible; split it in two");
    assert!(write_workout(&of(vec![Block::Once(fine()); MOST_STEPS]), now()).is_ok());
    for bad in [seconds(0.9), seconds(86_401.0), Until::Distance(Metres::new(0.5).expect("a distance"))] {
        let workout = block(3, vec![fine(), step("bad", bad)]);
        assert!(refused(&workout).starts_with("step 3 is "), "{}", refused(&workout));
    }
    let reps = Until::Repetitions(NonZeroU16::new(1_001).expect("some"));
    assert!(refused(&of(vec![Block::Once(step("bad", reps))])).contains("1001 repetitions"));
}

#[test]
fn a_range_upside_down_and_a_date_beyond_the_format_are_refused() {
    let [low, high] = [2.0, 3.0].map(|speed| MetresPerSecond::new(speed).expect("a speed"));
    let target = Target::Speed { low: high, high: low };
    let bad = Step { target, ..step("fast", seconds(60.0)) };
    assert_eq!(refused(&of(vec![Block::Once(bad)])), "the target of step 1 ends below where it begins");
    let early: Instant = "1980-01-01T00:00:00Z".parse().expect("a moment");
    let fine = of(vec![Block::Once(step("easy", seconds(60.0)))]);
    let refused = write_workout(&fine, early);
    assert!(matches!(refused, Err(WorkoutError::Write(WriteError::OutOfTime { .. }))), "{refused:?}");
}

#[test]
fn two_workouts_of_one_second_are_two_files_to_a_watch() {
    let serial = |name: &str| {
        let workout = Workout { name: name.into(), ..of(vec![Block::Once(step("easy", seconds(60.0)))]) };
        write_workout(&workout, now()).expect("written")[..60].to_vec()
    };
    assert_ne!(serial("Session"), serial("Run"));
}

#[test]
fn other_peoples_workouts_are_told_from_recordings() {
    let folder = std::path::Path::new("../../../shared/data/fit");
    if !folder.is_dir() {
        println!("skipped: the sample files are not beside the workspace");
        return;
    }
    let read = |name: &str| std::fs::read(folder.join(name)).expect("a sample");
    let samples = [
        ("workout-repeat-steps.fit", "A planned workout of 5 steps, not a recording."),
        ("workout-custom-targets.fit", "A planned workout of 4 steps, not a recording."),
        ("workout-trainerroad.fit", "A planned workout of 5 steps, not a recording."),
    ];
    for (name, says) in samples {
        let reading = fit::read(&read(name));
        assert_eq!(reading.kind, FileKind::Workout, "{name}");
        let said: Vec<_> = reading.diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(said, [says], "{name}");
    }
    assert_eq!(read_workout(&read("run-fenix5-short.fit")), Err(UnreadWorkout::NotAWorkout));
    assert_eq!(read_workout(&read("odd-not-fit-text-named-fit.fit")), Err(UnreadWorkout::NotAWorkout));
}

#[test]
fn a_workout_whose_end_is_missing_says_so() {
    let workout = of(vec![Block::Once(step("easy", seconds(60.0))); 8]);
    let bytes = write_workout(&workout, now()).expect("written");
    let reading = fit::read(&bytes[..bytes.len() - 30]);
    let broken = reading.diagnostics.iter().find(|found| found.code == "broken_workout");
    let broken = broken.expect("said");
    assert_eq!(broken.severity, Severity::Warning);
    assert!(
        broken.message.starts_with("A planned workout, but the workout announces 8 steps, "),
        "{broken:?}"
    );
}
