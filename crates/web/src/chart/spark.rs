//! A line of a few values, small enough to stand in a row of text that says the values themselves.

use femoris_measure::Day;

use super::svg::{line, short};

const WIDTH: f64 = 72.0;
const HEIGHT: f64 = 24.0;
const EDGE: f64 = 4.0;

/// The drawing, from two days on; hidden from whoever hears the page, for the values stand beside it.
pub(crate) fn spark(points: &[(Day, f64)]) -> Option<String> {
    let (first, last) = (points.first()?, points.last()?);
    let span = f64::from(last.0.days_since(first.0));
    if span <= 0.0 {
        return None;
    }
    let low = points.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
    let x = |day: Day| EDGE + f64::from(day.days_since(first.0)) / span * (WIDTH - 2.0 * EDGE);
    let y = |value: f64| match high - low {
        range if range > 0.0 => HEIGHT - EDGE - (value - low) / range * (HEIGHT - 2.0 * EDGE),
        _ => HEIGHT / 2.0,
    };
    let path = line(points.iter().map(|(day, value)| Some((x(*day), y(*value)))));
    let (end_x, end_y) = (short(x(last.0)), short(y(last.1)));
    Some(format!(
        "<svg class=\"spark\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" aria-hidden=\"true\">\
         <path class=\"c-line\" d=\"{path}\"/><circle class=\"c-dot\" cx=\"{end_x}\" cy=\"{end_y}\" r=\"3\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(points: &[(&str, f64)]) -> Option<String> {
        let points: Vec<(Day, f64)> =
            points.iter().map(|(day, value)| (day.parse().expect("a date"), *value)).collect();
        spark(&points)
    }

    #[test]
    fn a_line_needs_two_days() {
        assert_eq!(drawn(&[]), None);
        assert_eq!(drawn(&[("2026-11-01", 3.0)]), None);
        assert_eq!(drawn(&[("2026-11-01", 3.0), ("2026-11-01", 5.0)]), None);
    }

    #[test]
    fn it_ends_at_the_last_value_and_equal_values_stay_level() {
        let up = drawn(&[("2026-11-01", 2.0), ("2026-11-08", 5.0)]).expect("a line");
        assert!(up.contains("cx=\"68\" cy=\"4\""), "{up}");
        let level = drawn(&[("2026-11-01", 2.0), ("2026-11-08", 2.0)]).expect("a line");
        assert!(level.contains("cy=\"12\""), "{level}");
    }
}
