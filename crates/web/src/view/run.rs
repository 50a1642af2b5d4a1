//! One run: route, charts, laps, totals, what was repaired.

use askama::Template;

use super::Frame;
use crate::chart::ChartView;

/// The page of one run.
#[derive(Template)]
#[template(path = "run.html")]
pub(crate) struct RunPage {
    pub(crate) frame: Frame,
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) title_as_stored: String,
    pub(crate) title_error: Option<String>,
    pub(crate) note: String,
    pub(crate) note_error: Option<String>,
    pub(crate) when: String,
    pub(crate) device: String,
    pub(crate) other_sport: Option<String>,
    pub(crate) removed: bool,
    /// The run that counts instead of this one.
    pub(crate) merged_into: Option<String>,
    pub(crate) stats: Vec<Stat>,
    pub(crate) route: Option<RouteView>,
    /// The chart of the run, then that of what few watches measure.
    pub(crate) charts: Vec<ChartView>,
    pub(crate) distance_unit: &'static str,
    pub(crate) laps: Vec<LapLine>,
    pub(crate) more_laps: Option<String>,
    pub(crate) totals: Vec<TotalLine>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) merged: Vec<Twin>,
    pub(crate) file_note: String,
}

/// A figure at the top.
pub(crate) struct Stat {
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) unit: &'static str,
}

/// The drawn route.
pub(crate) struct RouteView {
    /// Drawn by us, numbers only.
    pub(crate) svg: String,
    pub(crate) caption: String,
}

/// One lap.
pub(crate) struct LapLine {
    pub(crate) number: usize,
    pub(crate) by_hand: bool,
    pub(crate) distance: String,
    pub(crate) time: String,
    pub(crate) pace: String,
    pub(crate) climb: String,
}

/// A total as the device wrote it and as the points add up.
pub(crate) struct TotalLine {
    pub(crate) label: &'static str,
    pub(crate) device: String,
    pub(crate) computed: String,
}

/// Something that was wrong in the file.
pub(crate) struct Repair {
    pub(crate) text: String,
    pub(crate) at: Option<String>,
}

/// A recording of the same run that stands behind this one.
pub(crate) struct Twin {
    pub(crate) id: String,
    pub(crate) why: String,
}
