//! Rehabilitation: what an exercise is, what a dose is, and what a protocol asks of each stage.
//!
//! [`exercise`], [`dose`], [`gate`], [`protocol`] and [`routine`] are the types that `knowledge/exercises` and
//! `knowledge/protocols` are read into. What is done today with them is decided in four steps:
//!
//! 1. [`history`] is what the log says: sessions, mornings, settings, decisions.
//! 2. [`colour`] judges how an exercise was taken, [`progress`] what comes next for it.
//! 3. [`course`] walks the days: the stage, where each exercise stands, flares; [`told`] is what pain told for a day does to it.
//!    Lighter weeks, for bad nights among other things, are in `lighter`.
//! 4. [`session`] is what today brings; [`swap`] what may be done instead, [`beats`] how it goes, second by second. An [`outing`] stands beside it, and
//!    [`by_hand`] the routines a runner picks.

pub mod beats;
mod build;
pub mod by_hand;
pub mod cause;
pub mod change;
pub mod colour;
pub mod course;
pub mod dose;
pub mod exercise;
mod fallen;
pub mod fit;
pub mod flare;
pub mod followed;
pub mod gate;
pub mod halt;
pub mod handover;
pub mod history;
pub mod kit;
mod lighter;
pub mod log;
pub mod offer;
pub mod outing;
mod overdue;
pub mod plan;
pub mod progress;
pub mod protocol;
pub mod race;
pub mod ran;
pub mod recheck;
pub mod retest;
pub mod routine;
pub mod rules;
pub mod session;
pub mod setting;
pub mod stage;
pub mod swap;
pub mod told;
pub mod variant;
pub mod week;
