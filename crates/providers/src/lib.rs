//! Find care: a need and a place to ranked candidates, with reasons.
//!
//! What comes in is a need (which professions, in which order), never a diagnosis. [`rank`] and [`points`] are pure:
//! no clock, file, network or chance. [`read`] turns directory files into entries; [`index`] keeps them in a SQLite file
//! of their own and answers searches. That file holds what public directories say and nothing about the runner.

pub mod entry;
mod geo;
pub mod hours;
pub mod index;
pub mod points;
pub mod rank;
pub mod read;
mod text;
pub mod vocabulary;

pub use entry::{Address, Contact, Entry, EntryKey, Precision, Town, Wheelchair};
pub use hours::{OpenState, WeekHours, WeekMinute};
pub use points::{Known, NinePoints, Own, Point};
pub use rank::{Candidate, Need, SortBy};
pub use vocabulary::{Kind, Profession, Professions, Skill, Skills};
