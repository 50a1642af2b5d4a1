//! What leaves for, or comes from, other systems: the case file, the verdict, the calendar.
//!
//! [`case_file::parse`] reads a case as a person or another program wrote it and names every field that is wrong;
//! [`verdict_json::write`] writes what the engine said, [`calendar::write`] what is planned. The wire shape lives here and
//! nowhere else.

pub mod calendar;
pub mod case_file;
mod differential_json;
mod outlook_json;
pub mod rehab_json;
pub mod verdict_json;
