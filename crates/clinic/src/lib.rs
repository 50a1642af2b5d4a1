//! The engine: (case, knowledge, date) to verdict; pure.
//!
//! A [`event::Event`] is one thing that happened; [`case::CaseState::fold`] is what is known on a day;
//! [`verdict::verdict`] is what the knowledge says about it. Triage runs first, and nothing else can be asked
//! without the [`triage::Cleared`] value it may or may not give.

pub mod case;
pub mod complaint;
pub mod condition;
pub mod differential;
pub mod event;
pub mod evidence;
pub mod facts;
pub mod finding;
pub mod illness;
pub mod interview;
pub mod knowledge;
pub mod load;
pub mod measurement;
pub mod observation;
pub mod prognosis;
pub mod readiness;
pub mod rehab;
pub mod reinjury;
pub mod reminder;
pub mod restriction;
pub mod running;
pub mod scales;
pub mod severity;
pub mod spelling;
pub mod triage;
pub mod truth;
pub mod verdict;
