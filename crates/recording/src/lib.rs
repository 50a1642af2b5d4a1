//! Watch bytes to recorded runs and back: FIT, GPX, TCX, export archives. Knows nothing of injuries.
//!
//! Damaged input is not an error: a [`Reading`] holds what could be read and a [`Diagnostic`] for what could not.
//! What a file is is told by its content, never by its name.

mod apple_health;
mod clean;
mod dates;
mod diagnostic;
pub mod example;
pub mod fit;
mod fold;
mod garmin_takeout;
mod gpx;
mod places;
mod read;
mod reading;
mod recognise;
mod sport;
mod strava;
mod tcx;
mod track;
pub mod walk;
mod xml;

pub use clean::{EARLIEST, metres_by_position};
pub use diagnostic::{Diagnostic, Severity};
pub use places::believable_places;
pub use read::read;
pub use reading::{FileKind, Format, Reading};
pub use recognise::extension;
pub use sport::sport_of;
