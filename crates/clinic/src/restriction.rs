//! What a clinician forbids or limits, and what a run may be held to.

use crate::rehab::exercise::ExerciseId;
use femoris_measure::ids;
use femoris_measure::{Day, Metres, Minutes, Percent};

ids! {
    /// The ground a run may take.
    #[derive(Default)]
    Terrain {
        /// Any ground.
        #[default]
        Any = "any",
        /// Flat ground only.
        FlatOnly = "flat_only",
    }
}

/// Limits a run is held to. What is `None` is not limited.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Caps {
    /// Share of the usual volume, at least.
    pub volume_from: Option<Percent>,
    /// Share of the usual volume, at most.
    pub volume_to: Option<Percent>,
    /// Top speed as a share of the runner's own maximum.
    pub top_speed: Option<Percent>,
    /// Ground.
    pub terrain: Terrain,
    /// Time running, at most.
    pub minutes: Option<Minutes>,
    /// Distance, at most.
    pub distance: Option<Metres>,
}

impl Caps {
    /// No limit at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Both sets of limits at once: of each, the tighter.
    pub fn tightened_by(self, other: Self) -> Self {
        fn tighter<T: PartialOrd>(a: Option<T>, b: Option<T>) -> Option<T> {
            match (a, b) {
                (Some(a), Some(b)) => Some(if b < a { b } else { a }),
                (a, b) => a.or(b),
            }
        }
        Self {
            volume_from: tighter(self.volume_from, other.volume_from),
            volume_to: tighter(self.volume_to, other.volume_to),
            top_speed: tighter(self.top_speed, other.top_speed),
            terrain: self.terrain.max(other.terrain),
            minutes: tighter(self.minutes, other.minutes),
            distance: tighter(self.distance, other.distance),
        }
    }
}

/// What a clinician's restriction does.
#[derive(Debug, Clone, PartialEq)]
pub enum RestrictionEffect {
    /// No running.
    NoRun,
    /// Running within these limits.
    Cap(Caps),
    /// This exercise is in no session; running is not touched.
    LeaveOut(ExerciseId),
}

/// A clinician's restriction. It is applied after every rule; only a clinician or its own end date lifts it.
#[derive(Clone, PartialEq)]
pub struct Restriction {
    /// The clinician's own words.
    pub text: String,
    /// The last day it holds; without one it holds until lifted.
    pub until: Option<Day>,
    /// What it does.
    pub effect: RestrictionEffect,
}

impl std::fmt::Debug for Restriction {
    /// The words are private and are not printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Restriction")
            .field("text", &"redacted")
            .field("until", &self.until)
            .field("effect", &self.effect)
            .finish()
    }
}

impl Restriction {
    /// Whether it still holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_limits_the_tighter_holds() {
        let a = Caps { minutes: Minutes::new(40.0).ok(), terrain: Terrain::FlatOnly, ..Caps::default() };
        let b = Caps { minutes: Minutes::new(30.0).ok(), ..Caps::default() };
        let both = a.tightened_by(b);
        assert_eq!((both.minutes.map(Minutes::get), both.terrain), (Some(30.0), Terrain::FlatOnly));
        assert_eq!(both, b.tightened_by(a));
    }
}
