//! How much of an exercise: sets, work, effort, tempo, rest and how often.

use crate::evidence::{SourceId, Tag};
use crate::rehab::stage::Occasion;
use femoris_measure::ids;
use std::fmt;

/// From and to, both included; `from` is never above `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<T> {
    from: T,
    to: T,
}

impl<T: Copy + PartialOrd> Span<T> {
    /// `None` where it would run backwards.
    pub fn new(from: T, to: T) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// From one value to the same.
    pub fn one(value: T) -> Self {
        Self { from: value, to: value }
    }

    /// The lower end, where a newcomer starts.
    pub fn from(self) -> T {
        self.from
    }

    /// The upper end, where the next lever takes over.
    pub fn to(self) -> T {
        self.to
    }

    /// Whether it lies within.
    pub fn contains(self, value: T) -> bool {
        self.from <= value && value <= self.to
    }
}

impl<T: Copy + PartialEq + fmt::Display> fmt::Display for Span<T> {
    /// `8–12`, or `8` where both ends are the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}–{}", self.from, self.to)
        }
    }
}

/// What is done in one set. Where an exercise is done side by side, it is for each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Repetitions; steps, swings and contacts count as such.
    Repetitions(Span<u8>),
    /// Repetitions that are held.
    Holds {
        /// How many holds in a set.
        repetitions: Span<u8>,
        /// How long each is held, in seconds.
        seconds: Span<u16>,
    },
    /// Repetitions that last so many calm breaths.
    Breaths {
        /// How many in a set.
        repetitions: Span<u8>,
        /// Breaths in each.
        breaths: Span<u8>,
    },
    /// For so long, in seconds.
    Time(Span<u16>),
    /// Over so many metres.
    Distance(Span<u16>),
    /// What the ladder of the protocol says for the runner's rung.
    Ladder,
}

impl Work {
    /// Repetitions in a set, from and to; `None` where they are not counted.
    pub fn repetitions(self) -> Option<Span<u8>> {
        match self {
            Self::Repetitions(span) => Some(span),
            Self::Holds { repetitions, .. } | Self::Breaths { repetitions, .. } => Some(repetitions),
            Self::Time(_) | Self::Distance(_) | Self::Ladder => None,
        }
    }

    /// Seconds of a hold or of a timed set, from and to.
    pub fn seconds(self) -> Option<Span<u16>> {
        match self {
            Self::Holds { seconds, .. } | Self::Time(seconds) => Some(seconds),
            Self::Repetitions(_) | Self::Breaths { .. } | Self::Distance(_) | Self::Ladder => None,
        }
    }
}

/// Seconds of each part of one repetition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tempo {
    /// Lowering, while the muscle lengthens.
    pub lower: u8,
    /// The pause between.
    pub pause: u8,
    /// Lifting, while the muscle shortens.
    pub lift: u8,
}

/// How hard. What is `None` is not prescribed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effort {
    /// Effort as felt, 0 to 10, at most; where it is `None` the limit of the stage holds.
    pub felt_up_to: Option<u8>,
    /// Share of full effort, or of top speed, in per cent.
    pub share: Option<Span<u8>>,
    /// A weight that can just be lifted so many times: the first number to begin with, the second to arrive at.
    /// The first is the larger.
    pub repetition_maximum: Option<(u8, u8)>,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Often {
    /// Every day, so many times.
    Daily(Span<u8>),
    /// So many days a week.
    Weekly(Span<u8>),
    /// Every so many days: 2 is every other day.
    EveryDays(u8),
    /// Each time the routine it stands in is done.
    WithRoutine,
}

/// A dose of one exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dose {
    /// Sets; a newcomer starts with the lower number.
    pub sets: Span<u8>,
    /// What is done in a set.
    pub work: Work,
    /// How hard.
    pub effort: Effort,
    /// How fast; `None` where nothing is lifted and lowered.
    pub tempo: Option<Tempo>,
    /// Rest between sets, in seconds.
    pub rest_s: u16,
    /// Rest between the holds of a single set, in seconds; `None`: only letting go.
    pub hold_rest_s: Option<u16>,
    /// How often.
    pub often: Often,
    /// The part of the range lever that is open in this stage, in the unit of [`RangeLever`]; `None`: all of it.
    pub range: Option<Span<u16>>,
}

impl Dose {
    /// Sets and work in signs, such as `3 × 8–12`, `3 × (5 × 10 s)` or `3 × 20 m`; `None` where the ladder says it.
    pub fn amount(&self) -> Option<String> {
        let work = match self.work {
            Work::Repetitions(repetitions) => repetitions.to_string(),
            Work::Holds { repetitions, seconds } if repetitions == Span::one(1) => format!("{seconds} s"),
            Work::Holds { repetitions, seconds } if self.sets == Span::one(1) => {
                return Some(format!("{repetitions} × {seconds} s"));
            }
            Work::Holds { repetitions, seconds } => format!("({repetitions} × {seconds} s)"),
            Work::Breaths { repetitions, breaths } => format!("({repetitions} × {breaths} breaths)"),
            Work::Time(seconds) if seconds.from() >= LONG_S => {
                format!("{} min", Span { from: seconds.from / MINUTE_S, to: seconds.to / MINUTE_S })
            }
            Work::Time(seconds) => format!("{seconds} s"),
            Work::Distance(metres) => format!("{metres} m"),
            Work::Ladder => return None,
        };
        if self.sets == Span::one(1) { Some(work) } else { Some(format!("{} × {work}", self.sets)) }
    }
}

/// Times from here on are told in minutes.
const LONG_S: u16 = 3 * MINUTE_S; // number: how a time is written
const MINUTE_S: u16 = 60; // number: seconds of a minute

/// A dose, for what, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct StageDose {
    /// The stages and routines it is meant for.
    pub on: Vec<Occasion>,
    /// The dose.
    pub dose: Dose,
    /// How the exercise is done here, where that differs; empty where it does not.
    pub note: String,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

ids! {
    /// What may be made harder, one at a time.
    Lever {
        /// A longer lever or a larger range: the next setting of [`RangeLever`].
        Range = "range",
        /// More repetitions, or longer holds.
        Repetitions = "repetitions",
        /// More weight, a stronger band, or more of the full effort.
        Load = "load",
        /// Slower lowering, or faster lifting.
        Tempo = "tempo",
    }
}

ids! {
    /// What a setting of the range lever measures.
    RangeUnit {
        /// Bend of the hip in degrees: more is harder, and presses more on the upper tendon.
        HipBend = "hip_bend_deg",
        /// Bend of the knee in degrees: less is harder.
        KneeBend = "knee_bend_deg",
        /// Steps of the way out, counted: more is harder.
        StepsOut = "steps_out",
        /// Height of a step or a seat in centimetres: more is harder.
        Height = "height_cm",
        /// Level of a published ladder of variants: more is harder.
        Level = "level",
    }
}

/// The settings of an exercise's range, from the easiest to the hardest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeLever {
    /// What is set.
    pub unit: RangeUnit,
    /// At least two settings, each once, from the easiest.
    pub settings: Vec<u16>,
}

impl RangeLever {
    /// The next harder setting within `open`; `None` at its end.
    pub fn harder(&self, now: u16, open: Option<Span<u16>>) -> Option<u16> {
        let at = self.settings.iter().position(|setting| *setting == now)?;
        self.settings[at + 1..].iter().copied().find(|setting| allowed(*setting, open))
    }

    /// The next easier setting; `None` at its beginning.
    pub fn easier(&self, now: u16) -> Option<u16> {
        let at = self.settings.iter().position(|setting| *setting == now)?;
        self.settings[..at].last().copied()
    }

    /// The easiest setting that is open.
    pub fn first(&self, open: Option<Span<u16>>) -> Option<u16> {
        self.settings.iter().copied().find(|setting| allowed(*setting, open))
    }
}

fn allowed(setting: u16, open: Option<Span<u16>>) -> bool {
    open.is_none_or(|span| span.contains(setting))
}

/// One week of a published build-up, such as that of the Nordic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildUpWeek {
    /// Sessions in the week.
    pub sessions: Span<u8>,
    /// Sets in a session.
    pub sets: u8,
    /// Repetitions in a set.
    pub repetitions: Span<u8>,
}

/// A build-up week by week; behind the last the last goes on, once a week.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildUp {
    /// The weeks, at least two.
    pub weeks: Vec<BuildUpWeek>,
    /// The week, from 1, to take up again after a long gap.
    pub again_from: u8,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_does_not_run_backwards() {
        assert_eq!(Span::new(3, 2), None);
        assert!(Span::new(2, 3).is_some_and(|span| span.contains(3) && !span.contains(4)));
    }

    #[test]
    fn a_dose_reads_as_people_write_it() {
        let dose = |sets, work| Dose {
            sets,
            work,
            effort: Effort::default(),
            tempo: None,
            rest_s: 0,
            hold_rest_s: None,
            often: Often::WithRoutine,
            range: None,
        };
        let three = Span::one(3);
        let amounts = [
            dose(three, Work::Repetitions(Span { from: 8, to: 12 })),
            dose(three, Work::Holds { repetitions: Span::one(5), seconds: Span::one(10) }),
            dose(Span::one(1), Work::Holds { repetitions: Span::one(5), seconds: Span { from: 30, to: 45 } }),
            dose(three, Work::Distance(Span::one(20))),
            dose(Span::one(1), Work::Time(Span { from: 300, to: 600 })),
        ];
        let told: Vec<Option<String>> = amounts.iter().map(Dose::amount).collect();
        let told: Vec<&str> = told.iter().flatten().map(String::as_str).collect();
        assert_eq!(told, ["3 × 8–12", "3 × (5 × 10 s)", "5 × 30–45 s", "3 × 20 m", "5–10 min"]);
        assert_eq!(dose(three, Work::Ladder).amount(), None);
    }

    #[test]
    fn a_lever_moves_one_setting_at_a_time_and_within_what_is_open() {
        let lever = RangeLever { unit: RangeUnit::KneeBend, settings: vec![90, 60, 30] };
        assert_eq!(lever.first(None), Some(90));
        assert_eq!(lever.harder(90, None), Some(60));
        assert_eq!(lever.harder(30, None), None);
        assert_eq!(lever.easier(60), Some(90));
        assert_eq!(lever.harder(60, Span::new(60, 90)), None);
        assert_eq!(lever.harder(45, None), None);
    }
}
