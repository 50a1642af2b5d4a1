//! The result: what fits best, what else it could be, the weight of each answer, how bad, how long, what to do.

use askama::Template;

use super::today::{Card, DangerBanner, Reason};
use super::{Cite, Frame, Given, Link};

/// The page of the result.
#[derive(Template)]
#[template(path = "result.html")]
pub(crate) struct ResultPage {
    pub(crate) frame: Frame,
    /// What it is made from, and when.
    pub(crate) from: String,
    pub(crate) heading: String,
    pub(crate) lead: Vec<String>,
    /// On with the interview, where a question is left that counts.
    pub(crate) go_on: Option<Link>,
    pub(crate) card: Card,
    pub(crate) danger: Vec<DangerBanner>,
    pub(crate) safety_net: Vec<String>,
    /// Said where the model was not made for this complaint.
    pub(crate) outside: Option<&'static str>,
    pub(crate) bands: Vec<Band>,
    pub(crate) unlikely: Vec<Unlikely>,
    pub(crate) weigh: Option<Weigh>,
    /// How much rests on estimates.
    pub(crate) estimated: Option<String>,
    pub(crate) mind: Vec<Mind>,
    pub(crate) parts: Vec<Part>,
    pub(crate) guess: Option<Entry>,
    pub(crate) scales: Vec<ScaleEntry>,
    pub(crate) answers: Vec<Given>,
    pub(crate) review: String,
}

/// A condition with its band: the bar is the range, the mark the middle.
pub(crate) struct Band {
    pub(crate) first: bool,
    pub(crate) name: String,
    pub(crate) tag: &'static str,
    pub(crate) tone: &'static str,
    /// Out of 100, one digit.
    pub(crate) low: String,
    pub(crate) width: String,
    pub(crate) middle: String,
    /// What it is, the number and its range.
    pub(crate) line: String,
    pub(crate) supports: Vec<Said>,
    pub(crate) against: Vec<Said>,
    pub(crate) missing: Vec<Given>,
    pub(crate) rests_on: String,
}

/// An improbable condition.
pub(crate) struct Unlikely {
    pub(crate) name: String,
    pub(crate) number: String,
    pub(crate) range: String,
}

/// An answer with its weight in words.
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) weight: String,
    pub(crate) cite: Cite,
}

/// The weight of every answer for what fits best.
pub(crate) struct Weigh {
    pub(crate) caption: String,
    pub(crate) rows: Vec<WeighRow>,
    pub(crate) sum_name: String,
    pub(crate) sum: String,
    pub(crate) note: String,
}

/// One answer: its bar starts at the middle.
pub(crate) struct WeighRow {
    pub(crate) said: Said,
    pub(crate) note: Option<String>,
    pub(crate) x: String,
    pub(crate) width: String,
    pub(crate) class: &'static str,
}

/// What would change the picture.
pub(crate) struct Mind {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) href: Option<String>,
}

/// How bad, how long, how likely again: each with what it rests on.
pub(crate) struct Part {
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    pub(crate) lead: String,
    pub(crate) rows: Vec<PartRow>,
    /// What is not known and would tell more.
    pub(crate) missing: Vec<Given>,
    pub(crate) reasons: Vec<Reason>,
}

/// A labelled statement.
pub(crate) struct PartRow {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) note: String,
}

/// A number that can be entered on the page itself.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) unit: &'static str,
    /// What was typed and refused.
    pub(crate) value: String,
    /// Why.
    pub(crate) error: Option<String>,
}

/// A questionnaire: what it is, where to find it, its score and how far that moved.
pub(crate) struct ScaleEntry {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) reference: String,
    pub(crate) reading: String,
    pub(crate) entry: Entry,
    pub(crate) cites: Vec<Cite>,
}
