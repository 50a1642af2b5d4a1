//! One chart model of our own: from it come the accessible SVG, its table and the series a browser may zoom.
//!
//! Drawings carry classes only, no styles; sizes are attributes. Everything is drawn twice, for a narrow and a wide
//! box, so that text keeps its size; the style sheet shows the one that fits.

mod bars;
mod route;
mod spark;
mod svg;
mod ticks;
mod traces;
mod trend;

pub(crate) use bars::{Bar, Bars, Stage, Strip, StripKind};
pub(crate) use route::{draw_route, draw_sketch};
pub(crate) use spark::spark;
pub(crate) use traces::{Axis, Over, Panel, Traces, XAxis, shown_range};
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
    /// What numbers in the drawing stand for; may be empty.
    pub(crate) note: String,
    pub(crate) table_title: &'static str,
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// Seconds since the start at equal steps along the drawing, where a moment can be marked on it.
    pub(crate) along: Option<String>,
    /// The part that is shown, where the chart can show one.
    pub(crate) part: Option<ShownPart>,
}

/// A line in the legend.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) class: &'static str,
    pub(crate) label: &'static str,
    /// How its sample is drawn: `bar`, `line` or `mark`.
    pub(crate) shape: &'static str,
}

impl Key {
    /// A filled bar.
    pub(crate) fn bar(class: &'static str, label: &'static str) -> Self {
        Self { class, label, shape: "bar" }
    }

    /// A line.
    pub(crate) fn line(class: &'static str, label: &'static str) -> Self {
        Self { class, label, shape: "line" }
    }

    /// An upright line at one place.
    pub(crate) fn mark(class: &'static str, label: &'static str) -> Self {
        Self { class, label, shape: "mark" }
    }
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
