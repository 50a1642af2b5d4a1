//! Writing SVG: numbers, groups, and values that change along a clip. Classes only; no style, no script, no address.

use crate::geometry::Point;
use crate::motion::Clip;
use std::fmt::Write as _;

/// A picture being written.
#[derive(Default)]
pub(crate) struct Out {
    text: String,
}

/// A number with at most `digits` decimals and no trailing zeros.
pub(crate) fn number(value: f64, digits: usize) -> String {
    let mut text = format!("{value:.digits$}");
    if text.contains('.') {
        let kept = text.trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(kept);
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// A length or place in whole u.
pub(crate) fn whole(value: f64) -> String {
    number(value, 0)
}

/// An angle to a tenth of a degree.
fn tenth(value: f64) -> String {
    number(value, 1)
}

/// A point as it stands in a path: y down.
pub(crate) fn point(point: Point) -> String {
    format!("{} {}", whole(point.x), whole(-point.y))
}

/// Text as it may stand between tags and in quotes.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// When the values of a clip hold, written once for all of them.
pub(crate) struct Clock {
    times: String,
    seconds: String,
}

impl Clock {
    pub(crate) fn new(clip: &Clip) -> Self {
        let times: Vec<String> = clip.stills.iter().map(|still| number(still.at, 3)).collect();
        Self { times: times.join(";"), seconds: number(clip.seconds, 3) }
    }
}

impl Out {
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// An element without children: `attributes` as written.
    pub(crate) fn element(&mut self, name: &str, attributes: &str) {
        let _infallible = write!(self.text, "<{name} {attributes}/>");
    }

    /// A filled outline.
    pub(crate) fn path(&mut self, class: &str, d: &str) {
        let _infallible = write!(self.text, "<path class=\"{class}\" d=\"{d}\"/>");
    }

    /// A group moved by fixed amounts, x right and y down.
    pub(crate) fn at(&mut self, x: f64, y: f64, inner: impl FnOnce(&mut Self)) {
        let _infallible = write!(self.text, "<g transform=\"translate({} {})\">", whole(x), whole(y));
        inner(self);
        self.push("</g>");
    }

    pub(crate) fn group(&mut self, attributes: &str, inner: impl FnOnce(&mut Self)) {
        let space = if attributes.is_empty() { "" } else { " " };
        let _infallible = write!(self.text, "<g{space}{attributes}>");
        inner(self);
        self.push("</g>");
    }

    /// A group whose transform follows the clip: `kind` with one value for each of its positions. Without change it is
    /// written once, without effect not at all.
    fn follow(
        &mut self,
        clock: &Clock,
        kind: &str,
        values: &[String],
        idle: &str,
        inner: impl FnOnce(&mut Self),
    ) {
        let first = values.first().map_or(idle, String::as_str);
        if values.iter().all(|value| value == first) {
            if first == idle {
                return inner(self);
            }
            return self.group(&format!("transform=\"{kind}({first})\""), inner);
        }
        let _infallible = write!(
            self.text,
            "<g transform=\"{kind}({first})\"><animateTransform attributeName=\"transform\" type=\"{kind}\" \
             values=\"{}\" keyTimes=\"{}\" dur=\"{}s\" repeatCount=\"indefinite\"/>",
            values.join(";"),
            clock.times,
            clock.seconds
        );
        inner(self);
        self.push("</g>");
    }

    /// A group turned along the clip, degrees clockwise.
    pub(crate) fn turn(&mut self, clock: &Clock, degrees: &[f64], inner: impl FnOnce(&mut Self)) {
        let values: Vec<String> = degrees.iter().map(|value| tenth(*value)).collect();
        self.follow(clock, "rotate", &values, "0", inner);
    }

    /// A group moved along the clip.
    pub(crate) fn travel(&mut self, clock: &Clock, places: &[Point], inner: impl FnOnce(&mut Self)) {
        let still = places.len() == 1;
        let write = |place: &Point| match still {
            true => format!("{} {}", tenth(place.x), tenth(-place.y)),
            false => point(*place),
        };
        let values: Vec<String> = places.iter().map(write).collect();
        self.follow(clock, "translate", &values, "0 0", inner);
    }

    /// A group made shorter or longer along its limb.
    pub(crate) fn lengthen(&mut self, clock: &Clock, scales: &[f64], inner: impl FnOnce(&mut Self)) {
        let values: Vec<String> = scales.iter().map(|value| format!("1 {}", number(*value, 3))).collect();
        self.follow(clock, "scale", &values, "1 1", inner);
    }

    /// Changes of one attribute along the clip, to stand inside an element; nothing when it does not change.
    pub(crate) fn animate(&mut self, clock: &Clock, attribute: &str, values: &[String]) {
        if values.iter().any(|value| Some(value) != values.first()) {
            let _infallible = write!(
                self.text,
                "<animate attributeName=\"{attribute}\" values=\"{}\" keyTimes=\"{}\" dur=\"{}s\" \
                 repeatCount=\"indefinite\"/>",
                values.join(";"),
                clock.times,
                clock.seconds
            );
        }
    }

    /// A group that is seen during parts of the loop only: `(from when, whether)`.
    pub(crate) fn during(&mut self, clock: &Clock, seen: &[(f64, bool)], inner: impl FnOnce(&mut Self)) {
        let word = |seen: bool| if seen { "visible" } else { "hidden" };
        let Some((_, first)) = seen.first().copied() else { return };
        if seen.iter().all(|(_, seen)| *seen == first) {
            if first {
                inner(self);
            }
            return;
        }
        let values: Vec<&str> = seen.iter().map(|(_, seen)| word(*seen)).chain([word(first)]).collect();
        let times: Vec<String> = seen.iter().map(|(at, _)| number(*at, 3)).chain(["1".to_owned()]).collect();
        let _infallible = write!(
            self.text,
            "<g visibility=\"{}\"><animate attributeName=\"visibility\" calcMode=\"discrete\" values=\"{}\" \
             keyTimes=\"{}\" dur=\"{}s\" repeatCount=\"indefinite\"/>",
            word(first),
            values.join(";"),
            times.join(";"),
            clock.seconds
        );
        inner(self);
        self.push("</g>");
    }

    /// Comes into view at the start of the loop and goes at its end.
    pub(crate) fn fade(&mut self, clock: &Clock) {
        let _infallible = write!(
            self.text,
            "<animate attributeName=\"opacity\" values=\"0;1;1;0\" keyTimes=\"0;0.06;0.93;1\" dur=\"{}s\" \
             repeatCount=\"indefinite\"/>",
            clock.seconds
        );
    }
}
