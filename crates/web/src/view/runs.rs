//! All runs: a chart of distance, a list that pages, a month as a calendar.

use askama::Template;

use super::{Chip, Frame, Link};
use crate::chart::ChartView;

/// The list of runs.
#[derive(Template)]
#[template(path = "runs.html")]
pub(crate) struct RunsPage {
    pub(crate) frame: Frame,
    pub(crate) lead: String,
    pub(crate) is_empty: bool,
    pub(crate) chart: Option<ChartView>,
    pub(crate) spans: Vec<Chip>,
    pub(crate) list_title: String,
    pub(crate) list_is_month: bool,
    pub(crate) runs: Vec<RunLine>,
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
    pub(crate) calendar: Calendar,
    pub(crate) lately: Lately,
}

/// The last weeks in figures.
#[derive(Default)]
pub(crate) struct Lately {
    pub(crate) week: Vec<DayOfWeek>,
    pub(crate) week_line: String,
    pub(crate) exposure_lead: String,
    pub(crate) exposures: Vec<ExposureRow>,
    /// What it is, and its value.
    pub(crate) research: Vec<(String, String)>,
    pub(crate) still_measuring: Option<String>,
}

/// A day of the week strip.
pub(crate) struct DayOfWeek {
    pub(crate) name: &'static str,
    pub(crate) distance: Option<String>,
    pub(crate) index: Option<String>,
    pub(crate) is_today: bool,
    pub(crate) is_ahead: bool,
}

/// Fast running above one share of the own maximum.
pub(crate) struct ExposureRow {
    /// The share and the pace it is.
    pub(crate) above: String,
    pub(crate) week: String,
    pub(crate) month: String,
    pub(crate) since: String,
    /// Shares of the widest bar, in per cent: 28 days, and the last seven of them.
    pub(crate) bars: Option<(String, String)>,
}

/// One run in the list.
pub(crate) struct RunLine {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) distance: String,
    pub(crate) when: String,
    pub(crate) time: Option<String>,
    /// The sport, where it is not running.
    pub(crate) other_sport: Option<String>,
    pub(crate) damaged: bool,
    /// Whether its date lies in the future.
    pub(crate) is_ahead: bool,
    /// The route as a path in a box of 56 by 56, where there is one.
    pub(crate) sketch: Option<String>,
}

/// A month as a table of weeks.
#[derive(Default)]
pub(crate) struct Calendar {
    pub(crate) title: String,
    pub(crate) total: String,
    pub(crate) weekdays: [&'static str; 7],
    pub(crate) weeks: Vec<[Cell; 7]>,
    pub(crate) earlier: Option<Link>,
    pub(crate) later: Option<Link>,
}

/// A day in the calendar, or a place before the first or after the last.
#[derive(Default, Clone)]
pub(crate) struct Cell {
    pub(crate) number: Option<u8>,
    pub(crate) distance: Option<String>,
    /// How much of the longest day of the month: `s1` to `s3`.
    pub(crate) shade: &'static str,
    pub(crate) is_today: bool,
}
