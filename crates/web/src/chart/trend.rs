//! One number over days: dots on a line, the first and the last value written beside them.

use std::ops::Range;

use femoris_measure::Day;

use super::svg::{Svg, line};
use super::ticks;
use crate::format;

const LEFT: f64 = 34.0;
const RIGHT: f64 = 44.0;
const TOP: f64 = 26.0;
const FOOT: f64 = 26.0;
const HEIGHT: f64 = 96.0;

/// A number over days, oldest first.
#[derive(Debug, Clone)]
pub(crate) struct TrendLine {
    /// Name and unit.
    pub(crate) title: String,
    pub(crate) points: Vec<(Day, f64)>,
    /// Values the axis holds at least.
    pub(crate) scale: Range<f64>,
    /// The class of the line: pain has its own.
    pub(crate) class: &'static str,
}

impl TrendLine {
    /// The drawing for a box of this width.
    pub(crate) fn draw(&self, width: f64, labelled_by: &str) -> String {
        let mut svg = Svg::new(width, TOP + HEIGHT + FOOT, labelled_by);
        svg.words("b", 0.0, 13.0, &self.title);
        let values = || self.points.iter().map(|(_, value)| *value);
        let low = values().fold(self.scale.start, f64::min);
        let high = values().fold(self.scale.end, f64::max).max(low + 1.0);
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return svg.finish();
        };
        let span = f64::from(last.0.days_since(first.0)).max(1.0);
        let x = |day: Day| LEFT + f64::from(day.days_since(first.0)) / span * (width - LEFT - RIGHT);
        let y = |value: f64| TOP + HEIGHT - (value - low) / (high - low) * HEIGHT;
        for tick in ticks::round(low, high, 3) {
            svg.level(if tick == 0.0 { "g0" } else { "g" }, y(tick), LEFT..width - RIGHT);
            svg.words("e", LEFT - 6.0, y(tick) + 4.0, &format!("{tick}"));
        }
        svg.path(self.class, &line(self.points.iter().map(|(day, value)| Some((x(*day), y(*value))))));
        for (day, value) in &self.points {
            svg.dot("c-dot", x(*day), y(*value), 3.5);
        }
        svg.words("b", x(last.0) + 9.0, y(last.1) + 4.0, &crate::words::plain(last.1));
        let floor = TOP + HEIGHT + 20.0;
        svg.words("", LEFT, floor, &format::short_date(first.0, last.0));
        svg.words("e", width - RIGHT, floor, &format::short_date(last.0, last.0));
        svg.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(points: &[(&str, f64)]) -> String {
        let points = points.iter().map(|(day, value)| (day.parse().expect("a date"), *value)).collect();
        TrendLine { title: "Load test, of 10".into(), points, scale: 0.0..10.0, class: "c-pain" }
            .draw(328.0, "t")
    }

    #[test]
    fn every_value_is_a_dot_on_one_line() {
        let drawn = drawn(&[("2026-11-01", 5.0), ("2026-11-08", 3.0), ("2026-11-21", 1.0)]);
        assert_eq!(drawn.matches("<circle").count(), 3);
        assert_eq!(drawn.matches("class=\"c-pain\"").count(), 1);
        assert!(drawn.contains("Sun 1 November") && drawn.contains("Sat 21 November"));
    }

    #[test]
    fn one_day_and_none_are_no_crash() {
        assert!(drawn(&[("2026-11-01", 5.0)]).ends_with("</svg>"));
        assert!(drawn(&[]).ends_with("</svg>"));
    }
}
