//! A recorded activity as a watch or an app wrote it, before anyone judges it.

use crate::{Instant, Means, Metres, Samples, Seconds, Series};

/// What kind of exercise it was. The device's own word is kept beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sport {
    /// Running, on any ground.
    Running,
    /// Walking.
    Walking,
    /// Hiking.
    Hiking,
    /// Cycling, on any machine.
    Cycling,
    /// Swimming, pool or open water.
    Swimming,
    /// The change-over between two legs of a multisport race.
    Transition,
    /// Strength, gym machines, rowing, anything else.
    Other,
    /// The recording does not say.
    Unknown,
}

impl Sport {
    /// Whether load from running applies.
    pub fn is_run(self) -> bool {
        self == Self::Running
    }

    /// Snake-case name, as stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Walking => "walking",
            Self::Hiking => "hiking",
            Self::Cycling => "cycling",
            Self::Swimming => "swimming",
            Self::Transition => "transition",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// The sport with this name; what is not known is [`Sport::Unknown`].
    pub fn from_name(name: &str) -> Self {
        const ALL: [Sport; 7] = [
            Sport::Running,
            Sport::Walking,
            Sport::Hiking,
            Sport::Cycling,
            Sport::Swimming,
            Sport::Transition,
            Sport::Other,
        ];
        ALL.into_iter().find(|sport| sport.name() == name).unwrap_or(Self::Unknown)
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// The device wrote it as a total of its own.
    Device,
    /// Computed here from the samples.
    Computed,
}

/// Totals of a run. Each may be missing; a missing total is not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Totals {
    /// Distance covered.
    pub distance: Option<Metres>,
    /// Time with the timer running.
    pub timer: Option<Seconds>,
    /// Time from first to last moment, pauses included.
    pub elapsed: Option<Seconds>,
    /// Sum of climbs.
    pub ascent: Option<Metres>,
    /// Sum of descents.
    pub descent: Option<Metres>,
}

/// A lap as the device or the runner cut it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lap {
    /// When it began.
    pub start: Instant,
    /// The device's own totals for it.
    pub totals: Totals,
    /// Whether the runner pressed the button (not auto-lap or session end); `None` when not said.
    pub manual: Option<bool>,
}

/// What the timer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimerEventKind {
    /// Timer started or resumed.
    Start,
    /// Timer stopped or paused.
    Stop,
}

/// A timer event: the pauses are the gaps between a stop and the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimerEvent {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: TimerEventKind,
}

/// The device that recorded it. The serial tells two of the same make apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// Make and model in lower case, such as `garmin fr965`; empty when not said.
    pub name: String,
    /// Serial number, when written.
    pub serial: Option<u32>,
}

/// A field a third-party app wrote beside the standard ones, by its own name and unit, in steps of 0.001.
#[derive(Debug, Clone, PartialEq)]
pub struct DeveloperSeries {
    /// Name as the app wrote it, such as `Leg Spring Stiffness`.
    pub name: String,
    /// Unit as the app wrote it; may be empty.
    pub unit: String,
    /// One row per sample, in thousandths of the unit.
    pub series: Series,
}

/// One activity session: a triathlon has several, and so has a chained file.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedRun {
    /// Kind of exercise.
    pub sport: Sport,
    /// The device's own word for the sport, such as `fitness_equipment`; empty when not said.
    pub sport_word: String,
    /// The device's own word for the sub-sport, such as `trail`; empty when not said.
    pub sub_sport: String,
    /// When it began.
    pub start: Instant,
    /// What the device wrote as totals.
    pub device_totals: Totals,
    /// What the samples add up to.
    pub computed_totals: Totals,
    /// What a list of activities tells of it, in the stead of samples that are not there.
    pub told: Means,
    /// Per-second data.
    pub samples: Samples,
    /// Laps in order.
    pub laps: Vec<Lap>,
    /// Timer starts and stops in order.
    pub timer_events: Vec<TimerEvent>,
    /// What recorded it.
    pub device: Device,
    /// Fields of third-party apps.
    pub developer: Vec<DeveloperSeries>,
    /// A title the file itself carries; empty when none.
    pub title: String,
}

impl RecordedRun {
    /// A run of which nothing but its samples is known.
    pub fn of_samples(start: Instant, samples: Samples) -> Self {
        Self {
            sport: Sport::Running,
            sport_word: String::new(),
            sub_sport: String::new(),
            start,
            device_totals: Totals::default(),
            computed_totals: Totals::default(),
            told: Means::default(),
            samples,
            laps: Vec::new(),
            timer_events: Vec::new(),
            device: Device::default(),
            developer: Vec::new(),
            title: String::new(),
        }
    }

    /// Distance and where it comes from: the device's own total where it wrote one, else computed.
    pub fn distance(&self) -> Option<(Metres, Provenance)> {
        prefer(self.device_totals.distance, self.computed_totals.distance)
    }

    /// Timer time and where it comes from.
    pub fn timer(&self) -> Option<(Seconds, Provenance)> {
        prefer(self.device_totals.timer, self.computed_totals.timer)
    }

    /// Elapsed time and where it comes from.
    pub fn elapsed(&self) -> Option<(Seconds, Provenance)> {
        prefer(self.device_totals.elapsed, self.computed_totals.elapsed)
    }
}

fn prefer<T>(device: Option<T>, computed: Option<T>) -> Option<(T, Provenance)> {
    device.map(|v| (v, Provenance::Device)).or(computed.map(|v| (v, Provenance::Computed)))
}
