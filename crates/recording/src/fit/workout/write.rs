//! A workout as the bytes of a FIT workout file, by rustyfit's encoder.

use std::io::Cursor;

use embedded_io_adapters::std::FromStd;
use femoris_measure::Instant;
use rustyfit::profile::typedef::{self, MesgNum};
use rustyfit::proto::{Message, ProtocolVersion};
use rustyfit::{Encoder, HeaderOption};

use super::{
    Block, FARTHEST_STEP_M, LONGEST_STEP_S, MOST_REPETITIONS, MOST_STEPS, REPEATS, Step, StepKind, Target,
    Until, Workout, WorkoutSport,
};
use crate::fit::compose::{Out, WriteError, long, message, moment, serial, short, text, word};

/// Added to beats per minute: smaller numbers are a share of the highest heart rate.
pub(super) const HEART_RATE_OFFSET: u32 = 100;

/// Why a workout could not be written. Steps are counted from 1.
#[derive(Debug, thiserror::Error)]
pub enum WorkoutError {
    /// Nothing to do.
    #[error("the workout has no step")]
    Empty,
    /// A block that repeats nothing.
    #[error("step {step} repeats nothing; a block needs at least one step")]
    EmptyBlock {
        /// Where the block begins.
        step: usize,
    },
    /// More steps than a file may have.
    #[error("the workout has {count} steps, {MOST_STEPS} are possible; split it in two")]
    TooManySteps {
        /// How many there are, repeat marks counted.
        count: usize,
    },
    /// A block is repeated too rarely or too often.
    #[error("the block that begins at step {step} is done {times} times; 2 to 100 are possible")]
    Repeats {
        /// Where the block begins.
        step: usize,
        /// How many times.
        times: u16,
    },
    /// A step's length is nothing a watch can lead through.
    #[error(
        "step {step} is {value} long; 1 s to 24 h, 1 m to 1000 km and 1 to 1000 repetitions are possible"
    )]
    Length {
        /// Which step.
        step: usize,
        /// The length with its unit.
        value: String,
    },
    /// A range whose low end is above its high end.
    #[error("the target of step {step} ends below where it begins")]
    Range {
        /// Which step.
        step: usize,
    },
    /// The encoder or the date.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Writes a workout. The same workout at the same moment gives the same bytes.
///
/// A watch tells files apart by their moment and serial number: the latter follows from name and sport, so that two
/// workouts of one second stay two.
pub fn write_workout(workout: &Workout, created: Instant) -> Result<Vec<u8>, WorkoutError> {
    check(workout)?;
    let created = moment("the moment of writing", created)?;
    let steps = step_messages(workout);
    let mut bytes = Cursor::new(Vec::with_capacity(1_024));
    let mut encoder = Encoder::builder()
        .protocol_version(ProtocolVersion::V1)
        // One definition at a time: what the smallest reader follows.
        .header_option(HeaderOption::Normal(0))
        .build();
    let mut out = Out::new(encoder.stream(FromStd::new(&mut bytes)));
    out.write("file_id", file_id(workout, created))?;
    out.write("workout", workout_message(workout, steps.len()))?;
    for step in steps {
        out.write("workout_step", step)?;
    }
    out.finish()?;
    Ok(bytes.into_inner())
}

fn check(workout: &Workout) -> Result<(), WorkoutError> {
    let count = workout.step_count();
    if workout.blocks.is_empty() {
        return Err(WorkoutError::Empty);
    }
    if count > MOST_STEPS {
        return Err(WorkoutError::TooManySteps { count });
    }
    let mut step = 1;
    for block in &workout.blocks {
        match block {
            Block::Once(one) => check_step(one, step)?,
            Block::Repeat { steps, .. } if steps.is_empty() => {
                return Err(WorkoutError::EmptyBlock { step });
            }
            Block::Repeat { times, .. } if !REPEATS.contains(times) => {
                return Err(WorkoutError::Repeats { step, times: *times });
            }
            Block::Repeat { steps, .. } => {
                for (one, at) in steps.iter().zip(step..) {
                    check_step(one, at)?;
                }
                step += steps.len();
            }
        }
        step += 1;
    }
    Ok(())
}

fn check_step(one: &Step, step: usize) -> Result<(), WorkoutError> {
    let possible = match one.until {
        Until::Time(time) => (1.0..=LONGEST_STEP_S).contains(&time.get()),
        Until::Distance(distance) => (1.0..=FARTHEST_STEP_M).contains(&distance.get()),
        Until::Repetitions(count) => count.get() <= MOST_REPETITIONS,
        Until::LapButton => true,
    };
    if !possible {
        let value = match one.until {
            Until::Time(time) => time.to_string(),
            Until::Distance(distance) => distance.to_string(),
            Until::Repetitions(count) => format!("{count} repetitions"),
            Until::LapButton => String::new(),
        };
        return Err(WorkoutError::Length { step, value });
    }
    let ordered = match one.target {
        Target::Open => true,
        Target::Speed { low, high } => low <= high,
        Target::HeartRate { low, high } => low <= high,
    };
    if ordered { Ok(()) } else { Err(WorkoutError::Range { step }) }
}

fn file_id(workout: &Workout, created: u32) -> Message {
    let fields = vec![
        word(0, typedef::File::WORKOUT.0),
        short(1, typedef::Manufacturer::DEVELOPMENT.0),
        short(2, 0),
        serial(3, fingerprint(workout)),
        long(4, created),
    ];
    message(MesgNum::FILE_ID, fields)
}

/// A number that differs where names and sports differ, never zero: FNV-1a.
fn fingerprint(workout: &Workout) -> u32 {
    const START: u32 = 0x811C_9DC5;
    const PRIME: u32 = 0x0100_0193;
    let (sport, _) = sport_numbers(workout.sport);
    let bytes = workout.name.as_str().bytes().chain([sport]);
    bytes.fold(START, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(PRIME)).max(1)
}

/// A quantity in the format's steps, rounded down so that no more is asked than was given. What is a whole step but
/// for the last bits of a binary fraction stays one.
fn steps_of(value: f64, per_unit: f64) -> u32 {
    const LAST_BITS: f64 = 1e-6;
    (value * per_unit + LAST_BITS).floor() as u32
}

/// Sport and sub-sport numbers.
pub(super) fn sport_numbers(sport: WorkoutSport) -> (u8, Option<u8>) {
    match sport {
        WorkoutSport::Running => (typedef::Sport::RUNNING.0, None),
        WorkoutSport::Walking => (typedef::Sport::WALKING.0, None),
        WorkoutSport::Strength => (typedef::Sport::TRAINING.0, Some(typedef::SubSport::STRENGTH_TRAINING.0)),
    }
}

fn workout_message(workout: &Workout, steps: usize) -> Message {
    let (sport, sub_sport) = sport_numbers(workout.sport);
    let mut fields = vec![word(4, sport), short(6, steps as u16)];
    if !workout.name.is_empty() {
        fields.push(text(8, workout.name.as_str()));
    }
    fields.extend(sub_sport.map(|sub_sport| word(11, sub_sport)));
    message(MesgNum::WORKOUT, fields)
}

fn step_messages(workout: &Workout) -> Vec<Message> {
    let mut messages = Vec::with_capacity(workout.step_count());
    for block in &workout.blocks {
        match block {
            Block::Once(step) => messages.push(step_message(step, messages.len())),
            Block::Repeat { times, steps } => {
                let first = messages.len();
                for step in steps {
                    messages.push(step_message(step, messages.len()));
                }
                messages.push(repeat_message(first, *times, messages.len()));
            }
        }
    }
    messages
}

fn step_message(step: &Step, index: usize) -> Message {
    use typedef::WktStepDuration as Duration;
    let (duration, value) = match step.until {
        Until::Time(time) => (Duration::TIME, Some(steps_of(time.get(), 1_000.0))),
        Until::Distance(distance) => (Duration::DISTANCE, Some(steps_of(distance.get(), 100.0))),
        Until::Repetitions(count) => (Duration::REPS, Some(u32::from(count.get()))),
        Until::LapButton => (Duration::OPEN, None),
    };
    let mut fields = vec![short(254, index as u16)];
    if !step.name.is_empty() {
        fields.push(text(0, step.name.as_str()));
    }
    fields.push(word(1, duration.0));
    fields.extend(value.map(|value| long(2, value)));
    fields.extend(target_fields(step.target));
    fields.push(word(7, intensity(step.kind).0));
    if !step.note.is_empty() {
        fields.push(text(8, step.note.as_str()));
    }
    if let Some(exercise) = step.exercise {
        fields.push(short(10, exercise.category()));
        fields.push(short(11, exercise.name()));
    }
    message(MesgNum::WORKOUT_STEP, fields)
}

fn target_fields(target: Target) -> Vec<rustyfit::proto::Field> {
    use typedef::WktStepTarget as Kind;
    let (kind, range) = match target {
        Target::Open => (Kind::OPEN, None),
        Target::Speed { low, high } => {
            (Kind::SPEED, Some((steps_of(low.get(), 1_000.0), steps_of(high.get(), 1_000.0))))
        }
        Target::HeartRate { low, high } => {
            let beats = |rate: f64| steps_of(rate, 1.0) + HEART_RATE_OFFSET;
            (Kind::HEART_RATE, Some((beats(low.get()), beats(high.get()))))
        }
    };
    let mut fields = vec![word(3, kind.0)];
    if let Some((low, high)) = range {
        // Zone 0: the range is said in full.
        fields.extend([long(4, 0), long(5, low), long(6, high)]);
    }
    fields
}

pub(super) fn intensity(kind: StepKind) -> typedef::Intensity {
    match kind {
        StepKind::Active => typedef::Intensity::ACTIVE,
        StepKind::Rest => typedef::Intensity::REST,
        StepKind::WarmUp => typedef::Intensity::WARMUP,
        StepKind::CoolDown => typedef::Intensity::COOLDOWN,
    }
}

fn repeat_message(first: usize, times: u16, index: usize) -> Message {
    let fields = vec![
        short(254, index as u16),
        word(1, typedef::WktStepDuration::REPEAT_UNTIL_STEPS_CMPLT.0),
        long(2, first as u32),
        word(3, typedef::WktStepTarget::OPEN.0),
        long(4, u32::from(times)),
        word(7, typedef::Intensity::ACTIVE.0),
    ];
    message(MesgNum::WORKOUT_STEP, fields)
}
