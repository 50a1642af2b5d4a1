//! Watch bytes to recorded runs and back: FIT, GPX, TCX, export archives. Knows nothing of injuries.
//!
//! Damaged input is not an error: a [`Reading`] holds what could be read and a [`Diagnostic`] for what could not.
//! What a file is is told by its content, never by its name.

mod diagnostic;
mod read;
mod reading;
mod recognise;
pub mod walk;

pub use diagnostic::{Diagnostic, Severity};
pub use read::read;
pub use reading::{FileKind, Format, Reading};
