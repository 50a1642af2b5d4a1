//! The engine: (case, knowledge, date) to verdict; pure.
//!
//! A [`event::Event`] is one thing that happened; [`case::CaseState::fold`] is what is known on a day.

pub mod case;
pub mod complaint;
pub mod event;
pub mod finding;
mod ids;
pub mod measurement;
pub mod restriction;
