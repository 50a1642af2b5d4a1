//! Running: the run that is prescribed for a day, and everything it is decided from.
//!
//! [`prescription::PrescribedRun`] is what a page shows, a watch is given and a recording is held against. Its caps hold
//! by construction: it can only be made by fitting blocks into them. [`day::Runner::day`] makes it, from the
//! [`position`] on a [`ladder`] or from a [`plan`]; [`matching`] holds a recording against it, and the [`record`] of what
//! was done and felt is what the next day is decided from.

pub mod back;
pub mod day;
pub mod fit;
pub mod goal;
pub mod ladder;
pub mod matching;
pub mod places;
pub mod plan;
pub mod position;
pub mod prescription;
pub mod record;
pub mod rules;
