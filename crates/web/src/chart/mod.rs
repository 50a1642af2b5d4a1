//! One chart model of our own: from it come the accessible SVG, its table and the series a browser may zoom.
//!
//! Drawings carry classes only, no styles; sizes are attributes. Everything is drawn twice, for a narrow and a wide
//! box, so that text keeps its size; the style sheet shows the one that fits.

mod bars;
mod route;
mod svg;
mod ticks;
mod traces;
mod trend;

pub(crate) use bars::{Bar, Bars};
pub(crate) use route::{draw_route, draw_sketch};
pub(crate) use traces::{Axis, Panel, Traces, XAxis};
pub(crate) use trend::TrendLine;

/// A chart with its table, ready for the template.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChartView {
    pub(crate) id: &'static str,
    /// Where the series are for zooming, if anywhere.
    pub(crate) data: Option<String>,
    /// The sentence that says what to see.
    pub(crate) caption: String,
    pub(crate) narrow: String,
    pub(crate) wide: String,
    pub(crate) keys: Vec<Key>,
    pub(crate) table_title: &'static str,
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// The part that is shown, where the chart can show one.
    pub(crate) part: Option<ShownPart>,
}

/// A line in the legend.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) class: &'static str,
    pub(crate) label: &'static str,
}

/// Which part of the x axis is shown, and its whole extent, as a form shows them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ShownPart {
    pub(crate) action: String,
    pub(crate) unit: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) end: String,
    pub(crate) is_whole: bool,
    pub(crate) error: Option<String>,
}
