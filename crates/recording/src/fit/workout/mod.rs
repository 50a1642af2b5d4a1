//! A workout: steps that a watch leads through. Written as FIT, read back, and nothing of what it is good for.
//!
//! What is written never asks for more than was given: times, distances and speeds are rounded down.

mod exercise;
mod raw;
mod read;
mod text;
mod write;

use std::num::NonZeroU16;

use femoris_measure::{BeatsPerMinute, Metres, MetresPerSecond, Seconds};

pub use self::exercise::Exercise;
pub(super) use self::raw::RawWorkout;
pub use self::read::{UnreadWorkout, read_workout};
pub use self::text::Text;
pub use self::write::{WorkoutError, write_workout};

/// Most steps one file holds, repeat marks counted: our own bound, so that a small watch takes it too.
pub const MOST_STEPS: usize = 50;
/// Longest step by time.
pub const LONGEST_STEP_S: f64 = 86_400.0;
/// Longest step by distance.
pub const FARTHEST_STEP_M: f64 = 1_000_000.0;
/// Most repetitions of one step.
pub const MOST_REPETITIONS: u16 = 1_000;
/// Fewest and most times a block can be repeated.
pub const REPEATS: std::ops::RangeInclusive<u16> = 2..=100;

/// Name of a workout or a step, at most 40 bytes.
pub type Label = Text<40>;
/// What is said about a step, at most 200 bytes.
pub type Note = Text<200>;

/// A workout as a watch knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Workout {
    /// What the watch lists it under.
    pub name: Label,
    /// Which of the watch's activities leads through it.
    pub sport: WorkoutSport,
    /// What to do, in order.
    pub blocks: Vec<Block>,
}

/// The watch's activity for a workout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkoutSport {
    /// Running.
    Running,
    /// Walking.
    Walking,
    /// Strength training: the watch counts repetitions and names exercises.
    Strength,
}

/// One step, or steps done several times. Blocks do not nest: not every watch follows that.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Once.
    Once(Step),
    /// All of these, so many times.
    Repeat {
        /// How many times, within [`REPEATS`].
        times: u16,
        /// What is repeated.
        steps: Vec<Step>,
    },
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What the watch shows large.
    pub name: Label,
    /// What it is for.
    pub kind: StepKind,
    /// When it ends.
    pub until: Until,
    /// What to keep to meanwhile.
    pub target: Target,
    /// What else there is to say; may be empty.
    pub note: Note,
    /// The exercise of Garmin's list, where there is one.
    pub exercise: Option<Exercise>,
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// The work itself.
    Active,
    /// A pause or an easy part between.
    Rest,
    /// Before.
    WarmUp,
    /// After.
    CoolDown,
}

/// When a step ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Until {
    /// After a time, at least one second.
    Time(Seconds),
    /// After a distance, at least one metre.
    Distance(Metres),
    /// After so many repetitions.
    Repetitions(NonZeroU16),
    /// When the lap button is pressed.
    LapButton,
}

/// What to keep to during a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// Nothing.
    Open,
    /// A range of speed; the watch alerts outside it.
    Speed {
        /// Slowest.
        low: MetresPerSecond,
        /// Fastest.
        high: MetresPerSecond,
    },
    /// A range of heart rate; the watch alerts outside it.
    HeartRate {
        /// Lowest.
        low: BeatsPerMinute,
        /// Highest.
        high: BeatsPerMinute,
    },
}

impl Workout {
    /// How many steps the file has: repeat marks count.
    pub fn step_count(&self) -> usize {
        self.blocks
            .iter()
            .map(|block| match block {
                Block::Once(_) => 1,
                Block::Repeat { steps, .. } => steps.len() + 1,
            })
            .sum()
    }

    /// Every step as often as it is done, in order.
    pub fn played(&self) -> impl Iterator<Item = &Step> {
        self.blocks.iter().flat_map(|block| {
            let (steps, times) = match block {
                Block::Once(step) => (std::slice::from_ref(step), 1),
                Block::Repeat { times, steps } => (steps.as_slice(), *times),
            };
            std::iter::repeat_n(steps, usize::from(times)).flatten()
        })
    }
}
