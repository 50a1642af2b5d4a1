//! Rehabilitation: today's session as a list and as a form.

use askama::Template;

use super::{Choice, Frame};

/// What Today says about the session.
pub(crate) struct SessionCard {
    /// The heading, such as *Today's session*.
    pub(crate) title: String,
    /// How long, and which stage.
    pub(crate) line: String,
    /// Names and doses; empty where there is no session.
    pub(crate) rows: Vec<(String, String)>,
    /// What is said about it.
    pub(crate) notes: Vec<String>,
    /// What is different from the session before.
    pub(crate) changes: Vec<String>,
    /// Whether it may be started.
    pub(crate) start: Option<&'static str>,
}

/// The session, to be done and logged.
#[derive(Template)]
#[template(path = "session.html")]
pub(crate) struct SessionPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    /// Why the form was refused.
    pub(crate) refused: Option<String>,
    /// The name under which it is kept once.
    pub(crate) session: String,
    pub(crate) stage: String,
    pub(crate) parts: Vec<PartShown>,
    pub(crate) notes: Vec<String>,
    pub(crate) alarms: Vec<Choice>,
    pub(crate) kits: Vec<Choice>,
    pub(crate) lengths: Vec<Choice>,
    pub(crate) done: Option<String>,
}

impl SessionPage {
    /// Whether there is anything to do.
    pub(crate) fn has_session(&self) -> bool {
        !self.parts.is_empty()
    }
}

/// Warm-up, main part or cool-down.
pub(crate) struct PartShown {
    pub(crate) title: &'static str,
    pub(crate) items: Vec<ItemShown>,
}

/// One exercise of the session.
pub(crate) struct ItemShown {
    pub(crate) href: String,
    pub(crate) name: String,
    /// Trusted markup, drawn by our own renderer.
    pub(crate) figure: Option<String>,
    pub(crate) describes: String,
    pub(crate) dose: String,
    pub(crate) rest: Option<String>,
    pub(crate) why: Option<String>,
    pub(crate) stop: String,
    pub(crate) start: String,
    pub(crate) steps: Vec<String>,
    pub(crate) easier: Option<(String, String)>,
    pub(crate) harder: Option<(String, String)>,
    pub(crate) sides: Vec<SideShown>,
}

/// The fields of one side of an exercise.
pub(crate) struct SideShown {
    /// Prefix of the fields' names.
    pub(crate) field: String,
    /// The side, or empty for both.
    pub(crate) name: &'static str,
    pub(crate) sets: u8,
    pub(crate) repetitions: Option<u8>,
    pub(crate) seconds: Option<u16>,
    pub(crate) takes_weight: bool,
    pub(crate) weight: String,
}
