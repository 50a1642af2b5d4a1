//! What a clinician said: limits that hold, and the form for another one.

use askama::Template;

use super::{Choice, Frame};

/// The page of the clinician's word.
#[derive(Template)]
#[template(path = "clinician.html")]
pub(crate) struct ClinicianPage {
    pub(crate) frame: Frame,
    pub(crate) held: Vec<Held>,
    pub(crate) lift_error: Option<String>,
    pub(crate) text: String,
    pub(crate) text_error: Option<String>,
    pub(crate) effects: Vec<Choice>,
    pub(crate) effect_error: Option<String>,
    /// Every exercise, for the one that is left out.
    pub(crate) exercises: Vec<Choice>,
    pub(crate) exercise_error: Option<String>,
    pub(crate) limits: Vec<LimitField>,
    pub(crate) flat: bool,
    pub(crate) limits_error: Option<String>,
    pub(crate) until: String,
    pub(crate) first_day: String,
    pub(crate) until_error: Option<String>,
}

/// A restriction that holds.
pub(crate) struct Held {
    pub(crate) number: u64,
    pub(crate) text: String,
    pub(crate) effect: String,
    pub(crate) until: String,
}

/// A number that limits a run.
pub(crate) struct LimitField {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) error: Option<String>,
}
