//! Rehabilitation: what an exercise is, what a dose is, and what a protocol asks of each stage.
//!
//! These are the types that `knowledge/exercises` and `knowledge/protocols` are read into. What is done today with
//! them is decided elsewhere; here stand only the things themselves and the questions they can answer alone.

pub mod dose;
pub mod exercise;
pub mod gate;
pub mod kit;
pub mod offer;
pub mod protocol;
pub mod routine;
pub mod stage;
