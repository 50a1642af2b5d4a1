//! Units, scales, bounds, places, instants and a recorded run: the words every other room speaks.
//!
//! Nothing here reads a clock, a file, the environment, the network or randomness, and nothing here
//! knows what a hamstring is. A quantity is a type with its unit in the name; two of them cannot be swapped:
//!
//! ```compile_fail
//! use femoris_measure::{Metres, Seconds};
//! fn pace(distance: Metres, time: Seconds) -> f64 { time.get() / distance.get() }
//! let (d, t) = (Metres::new(1000.0).unwrap(), Seconds::new(300.0).unwrap());
//! pace(t, d); // the arguments are the wrong way round
//! ```
//!
//! The twin that compiles, so that the one above fails for the right reason:
//!
//! ```
//! use femoris_measure::{Metres, Seconds};
//! fn pace(distance: Metres, time: Seconds) -> f64 { time.get() / distance.get() }
//! let (d, t) = (Metres::new(1000.0).unwrap(), Seconds::new(300.0).unwrap());
//! assert_eq!(pace(d, t), 0.3);
//! ```

mod channel;
mod counter;
mod ids;
mod jumps;
mod means;
mod pauses;
mod place;
mod run;
mod scale;
mod time;
mod units;

pub use channel::{Channel, Samples, Series};
pub use counter::DistanceCounter;
pub use jumps::ClockJumps;
pub use means::Means;
pub use pauses::Pauses;
pub use place::{Place, haversine, step};
pub use run::{
    DeveloperSeries, Device, Lap, Provenance, RecordedRun, Sport, TimerEvent, TimerEventKind, Totals,
};
pub use scale::{Bands, BandsError, Effort, PainScore, SleepScore};
pub use time::{Day, Instant, NotATime, ZoneOffset};
pub use units::{
    BeatsPerMinute, Centimetres, Degrees, Kilograms, Metres, MetresPerSecond, Minutes, OutOfRange, Percent,
    Seconds, StepsPerMinute, Watts, Years,
};
