//! A sheet for the appointment: story, findings with dates, what it could be, today's answer, what to ask.

use askama::Template;

use super::result::{Part, Unlikely};
use super::{Frame, Link};

/// The sheet.
#[derive(Template)]
#[template(path = "letter.html")]
pub(crate) struct LetterPage {
    pub(crate) frame: Frame,
    /// Whom it is for: name, address, number; empty where nobody was chosen.
    pub(crate) to: Vec<String>,
    pub(crate) who: String,
    pub(crate) date: String,
    pub(crate) story: Vec<String>,
    pub(crate) danger: String,
    pub(crate) findings: Vec<Line>,
    pub(crate) heading: String,
    pub(crate) lead: Vec<String>,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) rest: String,
    pub(crate) decision: String,
    pub(crate) reasons: Vec<String>,
    pub(crate) restrictions: Vec<String>,
    pub(crate) parts: Vec<Part>,
    pub(crate) questions: Vec<String>,
    pub(crate) review: String,
    pub(crate) back: Link,
}

/// A finding with its day.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) said: String,
    pub(crate) day: String,
}

/// A condition with its number and how it stands.
pub(crate) struct Condition {
    pub(crate) told: Unlikely,
    pub(crate) stands: &'static str,
    pub(crate) supports: String,
    pub(crate) against: String,
}
