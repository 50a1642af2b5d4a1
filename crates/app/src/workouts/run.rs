//! A prescribed run as a workout: its steps as they are, and a check that nothing goes beyond the caps of the run.

use femoris_clinic::running::prescription::{
    Length, PrescribedRun, RunBlock, RunCaps, RunStep, RunTarget, StepKind as RunKind,
};
use femoris_recording::fit::workout::{Block, Step, StepKind, Target, Until, Workout, WorkoutSport};

use crate::AppError;

/// The workout of a run. The first step carries what holds for all of it.
pub(super) fn workout(run: &PrescribedRun) -> Result<Workout, AppError> {
    let mut blocks: Vec<Block> = run.blocks().iter().flat_map(block).collect();
    if let Some(first) = first_step(&mut blocks) {
        let mut said = first.note.to_string();
        for note in &run.notes {
            said.push(' ');
            said.push_str(note);
        }
        first.note = said.as_str().into();
    }
    let runs = run.blocks().iter().flat_map(RunBlock::steps).any(|step| step.kind.is_running());
    let sport = if runs { WorkoutSport::Running } else { WorkoutSport::Walking };
    let workout = Workout { name: run.name.as_str().into(), sport, blocks };
    keeps_to(&workout, run.caps()).map(|()| workout)
}

fn first_step(blocks: &mut [Block]) -> Option<&mut Step> {
    match blocks.first_mut()? {
        Block::Once(step) => Some(step),
        Block::Repeat { steps, .. } => steps.first_mut(),
    }
}

/// The same steps; a block that is done once is no block to a watch.
fn block(block: &RunBlock) -> Vec<Block> {
    let steps = block.steps().iter().map(step);
    match block.times() {
        1 => steps.map(Block::Once).collect(),
        times => vec![Block::Repeat { times, steps: steps.collect() }],
    }
}

fn step(step: &RunStep) -> Step {
    Step {
        name: step.name.as_str().into(),
        kind: match step.kind {
            RunKind::WarmUp => StepKind::WarmUp,
            RunKind::Walk => StepKind::Rest,
            RunKind::Run | RunKind::Fast | RunKind::Hill => StepKind::Active,
            RunKind::CoolDown => StepKind::CoolDown,
        },
        until: match step.length {
            Length::Time(time) => Until::Time(time),
            Length::Distance(way) => Until::Distance(way),
        },
        target: match step.target {
            RunTarget::Open => Target::Open,
            RunTarget::Speed { low, high } => Target::Speed { low, high },
            RunTarget::HeartRate { low, high } => Target::HeartRate { low, high },
        },
        note: step.note.as_str().into(),
        exercise: None,
    }
}

/// Refuses a workout that goes beyond the caps of its run: the watch would lead the runner there.
fn keeps_to(workout: &Workout, caps: &RunCaps) -> Result<(), AppError> {
    let (mut running, mut way) = (0.0, 0.0);
    for step in workout.played() {
        match step.until {
            Until::Time(time) if step.kind == StepKind::Active => running += time.get(),
            Until::Distance(metres) => way += metres.get(),
            Until::Time(_) | Until::Repetitions(_) | Until::LapButton => {}
        }
        if let (Target::Speed { high, .. }, Some(most)) = (step.target, caps.speed)
            && high > most
        {
            return Err(beyond("speed"));
        }
    }
    if caps.running.is_some_and(|most| running > most.get()) {
        return Err(beyond("time"));
    }
    if caps.distance.is_some_and(|most| way > most.get()) {
        return Err(beyond("distance"));
    }
    Ok(())
}

fn beyond(what: &str) -> AppError {
    tracing::error!(what, "a workout goes beyond the caps of its run");
    AppError::ours(format!("the run for the watch would go beyond its {what}, so it was not written"))
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use femoris_clinic::running::fit::{AssumedSpeeds, Fitted, OwnSpeeds, fit};
    use femoris_clinic::running::ladder::{Bound, LadderRung};
    use femoris_clinic::running::matching::Yardstick;
    use femoris_clinic::running::position::{Climb, Due, Gates};
    use femoris_clinic::running::prescription::{RunSource, Share};
    use femoris_clinic::running::record::RunRecord;
    use femoris_measure::{BeatsPerMinute, Day, Metres, MetresPerSecond, Percent, Seconds};
    use femoris_testkit::{judged, noon};

    use super::*;

    fn seconds(value: f64) -> Seconds {
        Seconds::new(value).expect("a time")
    }

    fn metres(value: f64) -> Metres {
        Metres::new(value).expect("a way")
    }

    fn share(value: f64) -> Percent {
        Percent::new(value).expect("a share")
    }

    fn speeds(top: Option<f64>, beats: Option<f64>) -> OwnSpeeds {
        let speed = |value| MetresPerSecond::new(value).expect("a speed");
        OwnSpeeds {
            top: top.map(speed),
            easy: top.map(|top| speed(top * 0.4)),
            easy_heart_rate: beats.map(|beats| BeatsPerMinute::new(beats).expect("a rate")),
            assumed: AssumedSpeeds {
                walk: speed(1.4),
                top: speed(6.0),
                easy_up_to: share(60.0),
                step: seconds(10.0),
                least: seconds(60.0),
            },
        }
    }

    fn step_of(kind: RunKind, length: Length, of: Option<(f64, f64)>) -> RunStep {
        RunStep {
            kind,
            length,
            target: RunTarget::Open,
            share: of.map(|(from, to)| Share { from: share(from), to: share(to) }),
            name: kind.id().to_owned(),
            note: "Easy.".to_owned(),
        }
    }

    /// A run of every kind of step, as large as `rounds` says.
    fn blocks(rounds: u16) -> Vec<RunBlock> {
        let time = |value| Length::Time(seconds(value));
        let times = NonZeroU16::new(rounds).expect("rounds");
        let walk = step_of(RunKind::Walk, time(60.0), None);
        let jog = step_of(RunKind::Run, time(120.0), Some((30.0, 45.0)));
        let stride = step_of(RunKind::Fast, Length::Distance(metres(80.0)), Some((70.0, 80.0)));
        let hill = step_of(RunKind::Hill, time(20.0), Some((60.0, 70.0)));
        vec![
            RunBlock::Once(step_of(RunKind::WarmUp, time(300.0), None)),
            RunBlock::Repeat { times, steps: vec![jog, walk.clone()] },
            RunBlock::Repeat { times, steps: vec![stride, walk.clone()] },
            RunBlock::Repeat { times, steps: vec![hill, walk] },
            RunBlock::Once(step_of(RunKind::Run, Length::Distance(metres(1_500.0)), Some((30.0, 45.0)))),
            RunBlock::Once(step_of(RunKind::CoolDown, time(240.0), None)),
        ]
    }

    fn prescribed(rounds: u16, caps: RunCaps, own: &OwnSpeeds) -> Option<PrescribedRun> {
        Some(PrescribedRun {
            day: "2026-11-28".parse().expect("a day"),
            source: RunSource::Ladder,
            rung: None,
            name: "R6: strides".to_owned(),
            run: fit(blocks(rounds), caps, own)?,
            notes: vec!["Flat ground.".to_owned(), "Stop at 4 of 10.".to_owned()],
            why: Vec::new(),
        })
    }

    struct Open;

    impl Gates for Open {
        fn open(&self, _rung: &LadderRung, _day: Day) -> bool {
            true
        }

        fn left(&self, _day: Day, own: RunCaps, _bound: Bound) -> Option<RunCaps> {
            Some(own)
        }
    }

    /// What a day may lay on a run.
    fn limits() -> Vec<RunCaps> {
        let mut all = Vec::new();
        for running in [None, Some(seconds(600.0))] {
            for distance in [None, Some(metres(2_500.0))] {
                for top in [None, Some(share(40.0))] {
                    for fast in [None, Some(1)] {
                        all.push(RunCaps { running, distance, share: top, fast, ..RunCaps::default() });
                    }
                }
            }
        }
        all
    }

    fn lower<T: PartialOrd>(a: Option<T>, b: Option<T>) -> Option<T> {
        match (a, b) {
            (Some(a), Some(b)) => Some(if b < a { b } else { a }),
            (a, b) => a.or(b),
        }
    }

    /// A rung's runs: as it stands, then under each limit. What does not fit a limit is no run.
    fn runs_of(climb: &Climb<'_>, rung: &LadderRung, due: Due) -> Vec<PrescribedRun> {
        let Some((blocks, own)) = climb.asked(rung.rung.number, due) else { return Vec::new() };
        let within = |limit: RunCaps| RunCaps {
            running: lower(own.running, limit.running),
            distance: lower(own.distance, limit.distance),
            share: lower(own.share, limit.share),
            fast: lower(own.fast, limit.fast),
            ..own
        };
        let fitted = |limit| fit(blocks.clone(), within(limit), climb.yardstick.speeds);
        let run = |run: Fitted| PrescribedRun {
            day: "2026-11-28".parse().expect("a day"),
            source: RunSource::Ladder,
            rung: Some(rung.rung),
            name: rung.name.clone(),
            run,
            notes: vec![climb.ladder.stop.clone()],
            why: Vec::new(),
        };
        limits().into_iter().filter_map(fitted).map(run).collect()
    }

    /// The workout keeps to the caps, in memory and in the file; and no step is lost, none invented.
    fn check(run: &PrescribedRun, file: &str) {
        let workout = workout(run).expect("within its caps");
        let bytes = judged::workout(file, &workout, noon().0);
        let back = femoris_recording::fit::workout::read_workout(&bytes).expect("read back");
        keeps_to(&back, run.caps()).expect("what is in the file keeps to them too");
        let asked = run.blocks().iter().map(|block| block.steps().len() * usize::from(block.times()));
        assert_eq!(back.played().count(), asked.sum::<usize>(), "{file}");
    }

    #[test]
    fn no_step_of_any_rung_of_any_ladder_goes_beyond_its_caps_for_three_runners() {
        let knowledge = crate::knowledge::built_in().expect("valid");
        let record = RunRecord::default();
        let runners = [
            ("club", speeds(Some(8.0), None)),
            ("beginner", speeds(Some(5.123), Some(150.0))),
            ("unknown", speeds(None, Some(142.0))),
        ];
        let (mut rungs, mut seen) = (0, 0);
        for (who, own) in &runners {
            let own = OwnSpeeds { assumed: knowledge.running.assumed, ..*own };
            for ladder in &knowledge.running.ladders {
                let climb = Climb {
                    ladder,
                    progress: &knowledge.running.progress,
                    usual_run: seconds(2_700.0),
                    yardstick: Yardstick {
                        rules: &knowledge.running.matching,
                        measures: &knowledge.measures,
                        speeds: &own,
                    },
                    record: &record,
                    gates: &Open,
                };
                for rung in ladder.rungs.iter().filter(|rung| !rung.blocks.is_empty()) {
                    rungs += 1;
                    let between = (!ladder.between.is_empty()).then_some(Due::Between);
                    for due in std::iter::once(Due::Rung).chain(between) {
                        let runs = runs_of(&climb, rung, due);
                        assert!(!runs.is_empty(), "{who} on {}: nothing to run", rung.rung);
                        for (limit, run) in runs.iter().enumerate() {
                            check(run, &format!("run-{who}-{}-{due:?}-{limit}", rung.rung).to_lowercase());
                            seen += 1;
                        }
                    }
                }
            }
        }
        let all = knowledge.running.ladders.iter().flat_map(|ladder| &ladder.rungs);
        assert_eq!(rungs, runners.len() * all.filter(|rung| !rung.blocks.is_empty()).count());
        assert!(seen > 1_000, "only {seen} runs fit");
    }

    #[test]
    fn the_first_step_says_what_holds_for_all_of_it() {
        let run = prescribed(2, RunCaps::default(), &speeds(Some(8.0), None)).expect("fits");
        let workout = workout(&run).expect("within its caps");
        let first = workout.played().next().expect("a step");
        assert_eq!(first.note.as_str(), "Easy. Flat ground. Stop at 4 of 10.");
        assert_eq!((workout.name.as_str(), workout.sport), ("R6: strides", WorkoutSport::Running));
    }

    #[test]
    fn a_workout_beyond_its_caps_is_not_written() {
        let run = prescribed(7, RunCaps::default(), &speeds(Some(8.0), None)).expect("fits");
        let workout = workout(&run).expect("without caps");
        let slow = MetresPerSecond::new(3.0).ok();
        for (caps, what) in [
            (RunCaps { speed: slow, ..RunCaps::default() }, "speed"),
            (RunCaps { running: Some(seconds(900.0)), ..RunCaps::default() }, "time"),
            (RunCaps { distance: Some(metres(2_000.0)), ..RunCaps::default() }, "distance"),
        ] {
            let refused = keeps_to(&workout, &caps).expect_err("beyond");
            assert!(refused.to_string().contains(what), "{refused}");
        }
    }
}
