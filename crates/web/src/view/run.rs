//! One run: route, charts, laps, totals, what was repaired.

use askama::Template;

use super::running::AgainstCard;
use super::{Cite, Frame};
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
    /// What was worn; may be empty.
    pub(crate) gear: String,
    pub(crate) other_sport: Option<String>,
    pub(crate) removed: bool,
    /// Whether its date lies in the future.
    pub(crate) is_ahead: bool,
    /// The recording that stands for this one, where it is joined with another.
    pub(crate) stands_for_it: Option<OtherRecording>,
    pub(crate) stats: Vec<Stat>,
    /// Against what was prescribed for the day.
    pub(crate) against: Option<AgainstCard>,
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
    pub(crate) load: LoadView,
}

impl RunPage {
    /// Whether a tap on a chart says a moment.
    pub(crate) fn can_be_tapped(&self) -> bool {
        self.charts.iter().any(|chart| chart.along.is_some())
    }
}

/// What a run asked, how it was run, and what the runner says about it.
#[derive(Default)]
pub(crate) struct LoadView {
    pub(crate) twinges: Vec<TwingeView>,
    pub(crate) context: Vec<ContextLine>,
    /// The effort as told.
    pub(crate) effort: Option<u8>,
    /// Every effort there is.
    pub(crate) efforts: Vec<u8>,
    pub(crate) session: Option<String>,
    pub(crate) effort_error: Option<String>,
    /// A time as it was typed and refused.
    pub(crate) twinge_at: String,
    pub(crate) twinge_error: Option<String>,
    pub(crate) form_lead: String,
    pub(crate) form: Vec<FormRow>,
    pub(crate) advice: Vec<Advice>,
}

impl LoadView {
    pub(crate) fn is_chosen(&self, effort: &u8) -> bool {
        self.effort == Some(*effort)
    }
}

/// A moment something pulled.
pub(crate) struct TwingeView {
    pub(crate) entry: u64,
    pub(crate) at: String,
    pub(crate) minute: String,
    pub(crate) told: &'static str,
}

/// Something that stands out about the run.
pub(crate) struct ContextLine {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) is_estimate: bool,
    pub(crate) cites: Vec<Cite>,
}

impl ContextLine {
    /// A line that rests on the recording alone.
    pub(crate) fn plain(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), text: text.into(), is_estimate: false, cites: Vec::new() }
    }
}

/// One measure of form.
pub(crate) struct FormRow {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) now: String,
    pub(crate) before: String,
    pub(crate) standing: &'static str,
    pub(crate) is_changed: bool,
    pub(crate) drawn: Against,
}

/// A value against what is usual, on a line from 0 to 100 with the usual in its middle.
pub(crate) struct Against {
    /// Where what is no change begins.
    pub(crate) from: String,
    /// How far it reaches.
    pub(crate) width: String,
    /// Where the value stands.
    pub(crate) at: String,
}

/// Something that can be said about changing one's form.
pub(crate) struct Advice {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) cites: Vec<Cite>,
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
    pub(crate) other: OtherRecording,
    pub(crate) why: String,
}

/// Another recording of the same run.
pub(crate) struct OtherRecording {
    pub(crate) href: String,
    /// What recorded it and in which format it came.
    pub(crate) name: String,
    /// Distance and time, as far as they are known.
    pub(crate) facts: String,
    /// Whether it was taken out.
    pub(crate) is_out: bool,
}
