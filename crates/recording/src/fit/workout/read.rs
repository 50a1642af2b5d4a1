//! A workout file read back. Any watch or program may have written it, and may say more than we write.

use std::num::NonZeroU16;

use femoris_measure::{BeatsPerMinute, Metres, MetresPerSecond, Seconds};
use rustyfit::profile::typedef::{self, WktStepDuration, WktStepTarget};

use super::raw::{RawStep, RawWorkout};
use super::write::{HEART_RATE_OFFSET, intensity, sport_numbers};
use super::{Block, Exercise, Step, StepKind, Target, Until, Workout, WorkoutSport};
use crate::FileKind;
use crate::fit::findings::Findings;
use crate::fit::stream::Walk;
use crate::fit::{kind_of, next_part};

/// Why a workout was not understood. Steps are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadWorkout {
    /// The file is something else.
    #[error("the file is no workout")]
    NotAWorkout,
    /// Nothing to do.
    #[error("the workout has no step")]
    Empty,
    /// The end is missing.
    #[error("the workout announces {announced} steps, {there} are there")]
    StepsMissing {
        /// How many it says it has.
        announced: usize,
        /// How many there are.
        there: usize,
    },
    /// A repeat mark that leads nowhere, or into another block.
    #[error("step {step} repeats from a step that cannot begin a block")]
    BrokenRepeat {
        /// Which step.
        step: usize,
    },
    /// Something that our workouts have no word for.
    #[error("{what} of step {step} is nothing that Femoris writes")]
    Unknown {
        /// Which step.
        step: usize,
        /// What of it.
        what: &'static str,
    },
    /// A sport that our workouts have no word for.
    #[error("the sport is none that Femoris writes workouts for")]
    UnknownSport,
}

/// Reads the workout at the start of a file.
pub fn read_workout(bytes: &[u8]) -> Result<Workout, UnreadWorkout> {
    let mut findings = Findings::default();
    let span = next_part(bytes, 0, &mut findings).ok_or(UnreadWorkout::NotAWorkout)?;
    let content = Walk::new(&bytes[..span.limit], span.data.start, span.data.end).run(&mut findings);
    if kind_of(&content) != Some(FileKind::Workout) {
        return Err(UnreadWorkout::NotAWorkout);
    }
    content.workout.understand()
}

impl RawWorkout {
    /// How many steps there are, repeat marks counted.
    pub(in crate::fit) fn step_count(&self) -> usize {
        self.steps.len() + self.left_out
    }

    /// The workout these messages make.
    pub(in crate::fit) fn understand(&self) -> Result<Workout, UnreadWorkout> {
        if self.steps.is_empty() {
            return Err(UnreadWorkout::Empty);
        }
        let there = self.step_count();
        if let Some(announced) = self.announced.filter(|announced| *announced > there) {
            return Err(UnreadWorkout::StepsMissing { announced, there });
        }
        let sports = [WorkoutSport::Running, WorkoutSport::Walking, WorkoutSport::Strength];
        let sport = sports.into_iter().find(|sport| Some(sport_numbers(*sport).0) == self.sport);
        let sport = sport.ok_or(UnreadWorkout::UnknownSport)?;
        Ok(Workout { name: self.name.as_str().into(), sport, blocks: blocks(&self.steps)? })
    }
}

/// Steps gathered into blocks by the repeat marks behind them.
fn blocks(raw: &[RawStep]) -> Result<Vec<Block>, UnreadWorkout> {
    let mut blocks: Vec<(usize, Block)> = Vec::new();
    for (index, one) in raw.iter().enumerate() {
        let number = index + 1;
        if one.duration_type != Some(WktStepDuration::REPEAT_UNTIL_STEPS_CMPLT.0) {
            blocks.push((index, Block::Once(step(one, number)?)));
            continue;
        }
        let broken = UnreadWorkout::BrokenRepeat { step: number };
        let first = one.duration.and_then(|first| usize::try_from(first).ok()).ok_or(broken.clone())?;
        let at = blocks.iter().position(|(start, _)| *start == first).ok_or(broken.clone())?;
        let mut steps = Vec::new();
        for (_, block) in blocks.drain(at..) {
            match block {
                Block::Once(step) => steps.push(step),
                Block::Repeat { .. } => return Err(broken),
            }
        }
        let unknown = UnreadWorkout::Unknown { step: number, what: "the number of repeats" };
        let times = one.target.and_then(|times| u16::try_from(times).ok()).ok_or(unknown)?;
        blocks.push((first, Block::Repeat { times, steps }));
    }
    Ok(blocks.into_iter().map(|(_, block)| block).collect())
}

fn step(raw: &RawStep, number: usize) -> Result<Step, UnreadWorkout> {
    let unknown = |what| UnreadWorkout::Unknown { step: number, what };
    let kinds = [StepKind::Active, StepKind::Rest, StepKind::WarmUp, StepKind::CoolDown];
    let kind = match raw.intensity {
        None => StepKind::Active,
        Some(found) => kinds
            .into_iter()
            .find(|kind| intensity(*kind) == typedef::Intensity(found))
            .ok_or(unknown("the intensity"))?,
    };
    Ok(Step {
        name: raw.name.as_str().into(),
        kind,
        until: until(raw).ok_or(unknown("the duration"))?,
        target: target(raw).ok_or(unknown("the target"))?,
        note: raw.note.as_str().into(),
        exercise: raw
            .category
            .zip(raw.exercise)
            .and_then(|(category, name)| Exercise::from_numbers(category, name)),
    })
}

fn until(raw: &RawStep) -> Option<Until> {
    let value = f64::from(raw.duration.unwrap_or_default());
    match WktStepDuration(raw.duration_type?) {
        WktStepDuration::TIME => Seconds::new(value / 1_000.0).ok().map(Until::Time),
        WktStepDuration::DISTANCE => Metres::new(value / 100.0).ok().map(Until::Distance),
        WktStepDuration::REPS => {
            u16::try_from(raw.duration?).ok().and_then(NonZeroU16::new).map(Until::Repetitions)
        }
        WktStepDuration::OPEN => Some(Until::LapButton),
        _ => None,
    }
}

fn target(raw: &RawStep) -> Option<Target> {
    let Some(kind) = raw.target_type else { return Some(Target::Open) };
    // A zone of the watch's own has a number; what it means only the watch knows.
    let range = || raw.low.zip(raw.high).filter(|_| raw.target.unwrap_or_default() == 0);
    match WktStepTarget(kind) {
        WktStepTarget::OPEN => Some(Target::Open),
        WktStepTarget::SPEED => {
            let (low, high) = range()?;
            let speed = |steps| MetresPerSecond::new(f64::from(steps) / 1_000.0).ok();
            Some(Target::Speed { low: speed(low)?, high: speed(high)? })
        }
        WktStepTarget::HEART_RATE => {
            let (low, high) = range()?;
            let rate =
                |beats: u32| BeatsPerMinute::new(f64::from(beats.checked_sub(HEART_RATE_OFFSET)?)).ok();
            Some(Target::HeartRate { low: rate(low)?, high: rate(high)? })
        }
        _ => None,
    }
}
