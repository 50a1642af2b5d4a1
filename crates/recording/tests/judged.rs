//! Workouts of every kind, kept for Garmin's own decoder: `cargo xtask judges`.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::num::NonZeroU16;

use femoris_measure::{BeatsPerMinute, Metres, MetresPerSecond, Seconds};
use femoris_recording::fit::workout::{
    Block, Exercise, MOST_STEPS, Step, StepKind, Target, Until, Workout, WorkoutSport, read_workout,
};
use femoris_testkit::{Random, judged, noon};

fn time(seconds: f64) -> Until {
    Until::Time(Seconds::new(seconds).expect("a time"))
}

fn distance(metres: f64) -> Until {
    Until::Distance(Metres::new(metres).expect("a distance"))
}

fn speed(low: f64, high: f64) -> Target {
    let [low, high] = [low, high].map(|speed| MetresPerSecond::new(speed).expect("a speed"));
    Target::Speed { low, high }
}

fn step(name: &str, kind: StepKind, until: Until) -> Step {
    Step { name: name.into(), kind, until, target: Target::Open, note: "".into(), exercise: None }
}

fn check(name: &str, workout: &Workout) {
    let bytes = judged::workout(name, workout, noon().0);
    assert_eq!(read_workout(&bytes).as_ref(), Ok(workout), "{name}");
}

#[test]
fn a_walk_run_and_a_run_by_distance() {
    use StepKind::{Active, CoolDown, Rest, WarmUp};
    let run = Step { target: speed(1.5, 2.75), ..step("Run", Active, time(60.0)) };
    let blocks = vec![
        Block::Once(step("Walk", WarmUp, time(300.0))),
        Block::Repeat { times: 6, steps: vec![run, step("Walk", Rest, time(120.0))] },
        Block::Once(step("Walk", CoolDown, Until::LapButton)),
    ];
    check("walk-run", &Workout { name: "Walk and run".into(), sport: WorkoutSport::Running, blocks });
    let [low, high] = [110.0, 145.0].map(|rate| BeatsPerMinute::new(rate).expect("a rate"));
    let easy = Step { target: Target::HeartRate { low, high }, ..step("Easy", Active, distance(5_000.0)) };
    let fast = Step { target: speed(5.0, 6.543), ..step("Stride", Active, distance(80.0)) };
    let blocks = vec![
        Block::Once(easy),
        Block::Repeat { times: 100, steps: vec![fast, step("Walk back", Rest, distance(80.25))] },
        Block::Repeat { times: 2, steps: vec![step("Jog", Active, time(1.5))] },
    ];
    check("by-distance", &Workout { name: "Läufe – 跑步 🏃".into(), sport: WorkoutSport::Running, blocks });
}

#[test]
fn a_strength_session_with_sets_holds_and_rests() {
    use StepKind::{Active, Rest};
    let reps = Until::Repetitions(NonZeroU16::new(8).expect("some"));
    let bridge = Step {
        exercise: Exercise::of("hip_raise", "single_leg_hip_raise"),
        note: "Left, then right. Slow down; pain up to 2, no more.".into(),
        ..step("Single-leg bridge", Active, reps)
    };
    let hold = Step { note: "Hold, breathe.".into(), ..step("Long-lever hold", Active, time(45.0)) };
    let blocks = vec![
        Block::Repeat { times: 3, steps: vec![bridge, step("Rest", Rest, time(60.0))] },
        Block::Repeat { times: 5, steps: vec![hold, step("Rest", Rest, Until::LapButton)] },
        Block::Once(step("Walk", StepKind::CoolDown, Until::LapButton)),
    ];
    check("strength", &Workout { name: "Session".into(), sport: WorkoutSport::Strength, blocks });
    let walk = vec![Block::Once(step("Walk", Active, time(1_200.0)))];
    check("walk", &Workout { name: "Walk".into(), sport: WorkoutSport::Walking, blocks: walk });
}

#[test]
fn texts_and_counts_at_their_edges() {
    use StepKind::Active;
    let long = "Ünlü ".repeat(80);
    let wordy = Step { note: long.as_str().into(), ..step(&long, Active, time(86_400.0)) };
    let mut blocks = vec![Block::Once(wordy)];
    blocks.push(Block::Once(step("", Active, distance(1_000_000.0))));
    let named = |name: usize| Block::Once(step(&format!("{name}\\;,\"\n\0x"), Active, time(1.0)));
    blocks.extend((blocks.len()..MOST_STEPS).map(named));
    check("edges", &Workout { name: "".into(), sport: WorkoutSport::Running, blocks });
}

#[test]
fn workouts_drawn_by_chance() {
    let mut random = Random::new(7);
    for index in 0..60 {
        let blocks = (0..=random.below(8)).map(|_| block(&mut random)).collect();
        let sports = [WorkoutSport::Running, WorkoutSport::Walking, WorkoutSport::Strength];
        let sport = sports[random.below(3) as usize];
        check(
            &format!("drawn-{index}"),
            &Workout { name: format!("Drawn {index}").as_str().into(), sport, blocks },
        );
    }
}

fn block(random: &mut Random) -> Block {
    let steps: Vec<Step> = (0..=random.below(3)).map(|_| drawn(random)).collect();
    match (random.below(2), steps.into_iter()) {
        (0, mut steps) => Block::Once(steps.next().expect("at least one")),
        (_, steps) => Block::Repeat { times: 2 + random.below(99) as u16, steps: steps.collect() },
    }
}

fn drawn(random: &mut Random) -> Step {
    let kinds = [StepKind::Active, StepKind::Rest, StepKind::WarmUp, StepKind::CoolDown];
    let until = match random.below(4) {
        0 => time((1_000 + random.below(7_200_000)) as f64 / 1_000.0),
        1 => distance((100 + random.below(4_000_000)) as f64 / 100.0),
        2 => Until::Repetitions(NonZeroU16::new(1 + random.below(40) as u16).expect("some")),
        _ => Until::LapButton,
    };
    let low = random.below(4_000);
    let speeds = speed(low as f64 / 1_000.0, (low + 1_250) as f64 / 1_000.0);
    let target = if random.below(2) == 0 { Target::Open } else { speeds };
    Step {
        target,
        note: if random.below(2) == 0 { "" } else { "Easy; stop at 3." }.into(),
        ..step("Part", kinds[random.below(4) as usize], until)
    }
}
