//! Sheets of paper: today's session on one page, and the coming week.

use askama::Template;

use super::{Frame, Picture};

/// Today's session on one page.
#[derive(Template)]
#[template(path = "session_sheet.html")]
pub(crate) struct SessionSheet {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    /// What is said about it, or why there is no session.
    pub(crate) notes: Vec<String>,
    pub(crate) parts: Vec<SheetPart>,
    pub(crate) stops: Vec<StopShown>,
    /// What the knowledge says about its review.
    pub(crate) review: String,
}

/// Warm-up, main part or cool-down.
pub(crate) struct SheetPart {
    pub(crate) title: &'static str,
    pub(crate) items: Vec<SheetItem>,
}

/// One exercise.
pub(crate) struct SheetItem {
    pub(crate) name: String,
    pub(crate) picture: Option<Picture>,
    pub(crate) dose: String,
    pub(crate) rest: Option<String>,
    /// The letter of its stop rule, where there is more than one.
    pub(crate) stop: Option<char>,
    /// Boxes for each side.
    pub(crate) sides: Vec<BoxesShown>,
}

/// A side, and one box for each set.
pub(crate) struct BoxesShown {
    pub(crate) side: &'static str,
    pub(crate) sets: u8,
}

/// A stop rule under its letter.
pub(crate) struct StopShown {
    pub(crate) letter: Option<char>,
    pub(crate) text: String,
}

/// The coming week on one page.
#[derive(Template)]
#[template(path = "week_sheet.html")]
pub(crate) struct WeekSheet {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    /// Why there is no week to print; empty where there is one.
    pub(crate) waits: Vec<String>,
    pub(crate) days: Vec<WeekRow>,
    pub(crate) stops: Vec<StopShown>,
    pub(crate) review: String,
}

/// One day.
pub(crate) struct WeekRow {
    pub(crate) weekday: &'static str,
    pub(crate) date: String,
    /// The session, or that there is rest.
    pub(crate) title: String,
    pub(crate) minutes: Option<String>,
    /// What comes before it, where something does.
    pub(crate) first: Option<&'static str>,
    pub(crate) items: Vec<WeekItem>,
    /// The runs of the day.
    pub(crate) runs: Vec<String>,
    /// Whether there is something to tick.
    pub(crate) has_session: bool,
}

/// One exercise of a day.
pub(crate) struct WeekItem {
    pub(crate) name: String,
    pub(crate) dose: String,
    pub(crate) picture: Option<Picture>,
}
