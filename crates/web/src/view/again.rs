//! Testing again: the same questions with the last answer beside each, and how they went over time.

use askama::Template;

use super::interview::Question;
use super::{Frame, Link};
use crate::chart::ChartView;

/// The page of the second examination.
#[derive(Template)]
#[template(path = "again.html")]
pub(crate) struct AgainPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: Vec<String>,
    /// What was refused, if anything.
    pub(crate) summary: Option<String>,
    pub(crate) before: Vec<Question>,
    pub(crate) never: Vec<Question>,
    /// Whether these stand open: where nothing else does, or where one was refused.
    pub(crate) never_open: bool,
    pub(crate) charts: Vec<ChartView>,
    pub(crate) findings: Vec<FindingRow>,
    pub(crate) result: Link,
}

/// A test over time.
pub(crate) struct FindingRow {
    pub(crate) name: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) change: &'static str,
}
