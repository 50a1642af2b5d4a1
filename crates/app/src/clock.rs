//! The only clock in the house: what time it is, and which civil day that is for the runner.

use femoris_measure::{Day, Instant, ZoneOffset};
use jiff::tz::TimeZone;

/// Tells the time. Tests and replays hold it still.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock and zone.
    System,
    /// Always this moment, in a zone at a fixed distance from UTC.
    Fixed(Instant, ZoneOffset),
}

impl Clock {
    /// This moment.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => Instant::from_unix_ms(jiff::Timestamp::now().as_millisecond()),
            Self::Fixed(at, _) => *at,
        }
    }

    /// The runner's civil day at this moment.
    pub fn today(&self) -> Day {
        let now = self.now();
        now.day_at(self.offset_at(now))
    }

    /// The runner's zone with its rules.
    pub(crate) fn zone(&self) -> TimeZone {
        match self {
            Self::Fixed(_, offset) => {
                jiff::tz::Offset::from_seconds(offset.seconds()).map_or(TimeZone::UTC, TimeZone::fixed)
            }
            Self::System => TimeZone::system(),
        }
    }

    /// How far the runner's clock was from UTC at a moment. Runs abroad are dated by the home zone.
    pub fn offset_at(&self, at: Instant) -> ZoneOffset {
        match self {
            Self::Fixed(_, offset) => *offset,
            Self::System => jiff::Timestamp::from_millisecond(at.unix_ms())
                .map(|stamp| TimeZone::system().to_offset(stamp).seconds())
                .map_or(ZoneOffset::UTC, ZoneOffset::from_seconds),
        }
    }
}
