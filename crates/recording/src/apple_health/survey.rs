//! The first reading of an export: its workouts.

use std::io::Read;

use femoris_measure::{Instant, Lap, Metres, TimerEvent, TimerEventKind, Totals};
use quick_xml::events::BytesStart;

use super::Rest;
use super::lenient::{Element, each};
use super::units::{date, metres, seconds};
use crate::Diagnostic;
use crate::sport::sport_of;
use crate::track;
use crate::xml::attribute;

/// Running workouts taken from one export: 80 a day for 10 years.
const MOST_WORKOUTS: usize = 300_000;
/// Timer events, laps and route files of one workout.
const MOST_DETAILS: usize = 10_000;

/// A running workout, without its samples.
#[derive(Debug, Clone, Default)]
pub(super) struct Workout {
    pub(super) start_ms: i64,
    pub(super) end_ms: i64,
    /// Apple's word without its prefix.
    pub(super) sport_word: String,
    pub(super) indoor: bool,
    pub(super) device: String,
    pub(super) totals: Totals,
    pub(super) timer_events: Vec<TimerEvent>,
    pub(super) laps: Vec<Lap>,
    /// Route files it names.
    pub(super) routes: Vec<String>,
    /// Its place among the running workouts of the file, from 0.
    pub(super) order: u32,
}

/// Reads all workouts. The running ones come sorted by their start.
pub(super) fn survey(stream: impl Read) -> (Vec<Workout>, Rest) {
    let mut survey = Survey::default();
    let cut = each(stream, &mut |element| match element {
        Element::Open(name, tag) => survey.open(name, tag),
        Element::Close(name) => survey.close(name),
    });
    survey.end_workout();
    survey.rest.diagnostics.extend(cut);
    survey.workouts.sort_by_key(|workout| workout.start_ms);
    (survey.workouts, survey.rest)
}

#[derive(Default)]
struct Survey {
    workouts: Vec<Workout>,
    workout: Option<Workout>,
    is_run: bool,
    /// Inside a stage of a workout, which repeats what the workout says of itself.
    in_stage: bool,
    runs: u32,
    rest: Rest,
}

/// Whether a workout's type is running, and its word.
pub(super) fn kind(tag: &BytesStart<'_>) -> (bool, String) {
    let kind = attribute(tag, "workoutActivityType").unwrap_or_default();
    let word = track::short(kind.strip_prefix("HKWorkoutActivityType").unwrap_or(&kind));
    (sport_of(&word).is_run(), word)
}

impl Survey {
    fn open(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "Workout" => {
                self.end_workout();
                self.begin(tag);
            }
            "WorkoutActivity" => self.in_stage = true,
            "FileReference" => {
                if let (Some(workout), Some(path)) = (&mut self.workout, attribute(tag, "path"))
                    && workout.routes.len() < MOST_DETAILS
                {
                    workout.routes.push(path.into_owned());
                }
            }
            _ if self.in_stage => {}
            "WorkoutEvent" => self.event(tag),
            "WorkoutStatistics" => self.statistics(tag),
            "MetadataEntry" => self.metadata(tag),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "Workout" => self.end_workout(),
            "WorkoutActivity" => self.in_stage = false,
            _ => {}
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) {
        let (is_run, sport_word) = kind(tag);
        let moment = |name| attribute(tag, name).and_then(|text| date(&text));
        let mut workout = Workout { sport_word, device: device(tag), ..Workout::default() };
        self.is_run = is_run;
        let dated = moment("startDate").zip(moment("endDate")).filter(|(start, end)| start <= end);
        match dated {
            Some((start, end)) => (workout.start_ms, workout.end_ms) = (start, end),
            None if is_run => {
                let text = "A running workout has no readable start and end; it was left out.";
                self.rest.diagnostics.push(Diagnostic::error("no_timestamps", None, text));
                self.runs += 1;
                return;
            }
            None => {}
        }
        workout.totals = Totals {
            distance: amount(tag, "totalDistance", "totalDistanceUnit", metres)
                .and_then(|m| Metres::new(m).ok()),
            timer: amount(tag, "duration", "durationUnit", seconds).and_then(track::seconds),
            elapsed: track::seconds((workout.end_ms - workout.start_ms) as f64 / 1000.0),
            ..Totals::default()
        };
        workout.order = self.runs;
        self.runs += u32::from(is_run);
        self.workout = Some(workout);
    }

    fn end_workout(&mut self) {
        self.in_stage = false;
        let Some(workout) = self.workout.take() else { return };
        let is_run = self.is_run;
        let room = MOST_WORKOUTS.saturating_sub(self.rest.routes.len());
        self.rest.routes.extend(workout.routes.iter().take(room).map(|path| (path.clone(), is_run)));
        if !is_run {
            let known = self.rest.others.len() < 1000 || self.rest.others.contains_key(&workout.sport_word);
            let word = if known { workout.sport_word } else { "Other".to_owned() };
            *self.rest.others.entry(word).or_default() += 1;
        } else if self.workouts.len() < MOST_WORKOUTS {
            self.workouts.push(workout);
        } else if !self.rest.diagnostics.iter().any(|d| d.code == "too_many_workouts") {
            let text =
                format!("There are more than {MOST_WORKOUTS} running workouts; the rest was left out.");
            self.rest.diagnostics.push(Diagnostic::error("too_many_workouts", None, text));
        }
    }

    fn event(&mut self, tag: &BytesStart<'_>) {
        let Some(workout) = &mut self.workout else { return };
        let Some(at_ms) = attribute(tag, "date").and_then(|text| date(&text)) else { return };
        let at = Instant::from_unix_ms(at_ms);
        let kind = attribute(tag, "type").unwrap_or_default();
        if workout.timer_events.len() + workout.laps.len() >= MOST_DETAILS {
            return;
        }
        match kind.as_ref() {
            "HKWorkoutEventTypePause" => {
                workout.timer_events.push(TimerEvent { at, kind: TimerEventKind::Stop });
            }
            "HKWorkoutEventTypeResume" => {
                workout.timer_events.push(TimerEvent { at, kind: TimerEventKind::Start });
            }
            "HKWorkoutEventTypeLap" => {
                let timer = amount(tag, "duration", "durationUnit", seconds).and_then(track::seconds);
                workout.laps.push(Lap {
                    start: at,
                    totals: Totals { timer, ..Totals::default() },
                    manual: None,
                });
            }
            _ => {}
        }
    }

    /// Newer exports write sums as elements of their own.
    fn statistics(&mut self, tag: &BytesStart<'_>) {
        let Some(workout) = &mut self.workout else { return };
        let is_distance =
            attribute(tag, "type").is_some_and(|t| t == "HKQuantityTypeIdentifierDistanceWalkingRunning");
        if is_distance {
            let sum = amount(tag, "sum", "unit", metres).and_then(|m| Metres::new(m).ok());
            workout.totals.distance = workout.totals.distance.or(sum);
        }
    }

    fn metadata(&mut self, tag: &BytesStart<'_>) {
        let Some(workout) = &mut self.workout else { return };
        let value = attribute(tag, "value").unwrap_or_default();
        match attribute(tag, "key").unwrap_or_default().as_ref() {
            "HKIndoorWorkout" => workout.indoor = value == "1",
            "HKElevationAscended" => {
                let (number, unit) = value.split_once(' ').unwrap_or((&value, ""));
                let ascent = track::number(number).zip(metres(unit)).map(|(n, factor)| n * factor);
                workout.totals.ascent = ascent.and_then(|m| Metres::new(m).ok());
            }
            _ => {}
        }
    }
}

/// A number and its unit from two attributes, in the base unit.
fn amount(tag: &BytesStart<'_>, number: &str, unit: &str, factor: fn(&str) -> Option<f64>) -> Option<f64> {
    let number = track::number(&attribute(tag, number)?)?;
    Some(number * factor(&attribute(tag, unit)?)?).filter(|v| *v >= 0.0)
}

/// Make and model out of Apple's description, such as
/// `<<HKDevice: 0x28>, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:9.1>`.
fn device(tag: &BytesStart<'_>) -> String {
    let text = attribute(tag, "device").unwrap_or_default().to_lowercase();
    let field = |name: &str| {
        let (_, after) = text.split_once(name)?;
        let end = after.find(", ").or_else(|| after.find('>')).unwrap_or(after.len());
        Some(after[..end].trim().to_owned())
    };
    let words: Vec<String> = [field("name:"), field("hardware:")].into_iter().flatten().collect();
    if words.is_empty() { "apple health".to_owned() } else { track::short(&words.join(" ")) }
}
