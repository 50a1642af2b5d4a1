//! Writing SVG: the few shapes the charts need, every text escaped, every number short.

use std::fmt::{self, Write};

/// An SVG under construction.
#[derive(Debug)]
pub(crate) struct Svg {
    text: String,
}

impl Svg {
    /// A picture in a box of this size, described by the element with this id.
    pub(crate) fn new(width: f64, height: f64, labelled_by: &str) -> Self {
        let mut svg = Self { text: String::with_capacity(8 * 1024) };
        let (w, h) = (short(width), short(height));
        svg.push(format_args!(r#"<svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-labelledby="{labelled_by}">"#));
        svg
    }

    fn push(&mut self, text: fmt::Arguments<'_>) {
        // Writing into a String cannot fail.
        let _ = self.text.write_fmt(text);
    }

    /// A path with ready-made data.
    pub(crate) fn path(&mut self, class: &str, data: &str) {
        if !data.is_empty() {
            self.push(format_args!(r#"<path class="{class}" d="{data}"/>"#));
        }
    }

    /// A horizontal line.
    pub(crate) fn level(&mut self, class: &str, y: f64, x: std::ops::Range<f64>) {
        self.push(format_args!(
            r#"<path class="{class}" d="M{} {}H{}"/>"#,
            short(x.start),
            short(y),
            short(x.end)
        ));
    }

    /// Words at a place.
    pub(crate) fn words(&mut self, class: &str, x: f64, y: f64, words: &str) {
        self.push(format_args!(r#"<text class="{class}" x="{}" y="{}">"#, short(x), short(y)));
        for letter in words.chars() {
            match letter {
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '&' => self.text.push_str("&amp;"),
                other => self.text.push(other),
            }
        }
        self.text.push_str("</text>");
    }

    /// An upright bar.
    pub(crate) fn bar(&mut self, class: &str, x: std::ops::Range<f64>, y: std::ops::Range<f64>) {
        let (w, h) = (x.end - x.start, y.end - y.start);
        self.push(format_args!(
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
            short(x.start),
            short(y.start),
            short(w.max(0.5)),
            short(h.max(0.0))
        ));
    }

    /// A dot.
    pub(crate) fn dot(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        self.push(format_args!(
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            short(x),
            short(y),
            short(radius)
        ));
    }

    /// The finished picture.
    pub(crate) fn finish(mut self) -> String {
        self.text.push_str("</svg>");
        self.text
    }
}

/// A number in tenths, written without the tenth where there is none.
struct Tenths(i64);

impl fmt::Display for Tenths {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        let sign = if self.0 < 0 { "-" } else { "" };
        if rest == 0 { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{rest}") }
    }
}

/// A tenth of a unit is finer than any screen shows.
fn tenths(value: f64) -> Tenths {
    Tenths((value * 10.0).round() as i64)
}

/// As text, to the tenth.
pub(crate) fn short(value: f64) -> String {
    tenths(value).to_string()
}

/// Half a unit of height is finer than a line is thick, and makes a page of lines lighter by a tenth.
fn halves(value: f64) -> Tenths {
    Tenths((value * 2.0).round() as i64 * 5)
}

/// Path data through points; a missing point breaks the line. A point alone becomes a short dash that can be seen.
pub(crate) fn line(points: impl Iterator<Item = Option<(f64, f64)>>) -> String {
    let mut data = String::new();
    let mut drawn_since_break = 0_usize;
    for point in points {
        let Some((x, y)) = point else {
            if drawn_since_break == 1 {
                data.push_str("h1");
            }
            drawn_since_break = 0;
            continue;
        };
        let letter = if drawn_since_break == 0 { 'M' } else { 'L' };
        let _ = write!(data, "{letter}{} {}", tenths(x), halves(y));
        drawn_since_break += 1;
    }
    if drawn_since_break == 1 {
        data.push_str("h1");
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_breaks_the_line_and_a_lonely_point_is_seen() {
        let points = [
            Some((0.0, 1.0)),
            Some((1.0, 2.0)),
            None,
            Some((3.0, 4.04)),
            None,
            Some((5.0, 6.0)),
            Some((6.0, 7.0)),
        ];
        assert_eq!(line(points.into_iter()), "M0 1L1 2M3 4h1M5 6L6 7");
    }

    #[test]
    fn words_are_escaped() {
        let mut svg = Svg::new(10.0, 10.0, "t");
        svg.words("", 0.0, 0.0, "<script>&");
        assert!(svg.finish().contains("&lt;script&gt;&amp;"));
    }

    #[test]
    fn numbers_are_short_and_never_minus_nought() {
        assert_eq!([short(1.0), short(1.26), short(-0.01)], ["1", "1.3", "0"]);
    }
}
