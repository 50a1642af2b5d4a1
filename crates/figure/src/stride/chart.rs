//! The curve of the length, the bars of the load, and what the colours mean.

use super::course::Course;
use super::{Stride, numbered, text};
use crate::geometry::Point;
use crate::model::Contraction;
use crate::svg::{Out, number, whole};

/// Where the curve lies: left end, width of one percent, the line of standing length, and height of one hundredth.
const LEFT: f64 = 84.0;
const PERCENT: f64 = 6.06;
const STANDING: f64 = 826.7;
const HUNDREDTH: f64 = 9.52;
/// Lengths with a line across, percent of standing.
const LINES: [f64; 3] = [90.0, 100.0, 105.0];
/// Upper edges of the strip below the curve and of the load's bars, and the first line of the legend.
const STRIP: f64 = 964.0;
const BARS: f64 = 1062.0;
const LEGEND: f64 = 1110.0;
const LEGEND_STEP: f64 = 32.0;

pub(super) fn class(work: Contraction) -> &'static str {
    match work {
        Contraction::Concentric => "con",
        Contraction::Eccentric | Contraction::Stretch => "ecc",
        Contraction::Isometric => "iso",
    }
}

fn x(percent: f64) -> f64 {
    LEFT + PERCENT * percent
}

fn y(length: f64) -> f64 {
    STANDING - (length - 1.0) * 100.0 * HUNDREDTH
}

pub(super) fn draw(out: &mut Out, stride: &Stride, course: &Course) {
    text(out, "t3 l", Point::new(24.0, 738.0), &stride.axis);
    for length in LINES {
        let at = y(length / 100.0);
        let class = if length == 100.0 { "gr z" } else { "gr" };
        let (left, right) = (whole(LEFT), whole(x(100.0)));
        let at_text = number(at, 1);
        out.element(
            "line",
            &format!("class=\"{class}\" x1=\"{left}\" y1=\"{at_text}\" x2=\"{right}\" y2=\"{at_text}\""),
        );
        text(out, "t3 r", Point::new(74.0, at + 7.0), &whole(length));
    }
    let [ground, air] = &stride.ground;
    bar(out, "stn", (ground.from, ground.to), (STRIP, 10.0));
    for part in [ground, air] {
        text(out, "t3", Point::new(x(0.5 * (part.from + part.to)), STRIP + 36.0), &part.words);
    }
    for part in &stride.work {
        curve(out, course, (part.from, part.to), part.is);
    }
    for (index, phase) in stride.phases.iter().enumerate() {
        let at = Point::new(x(phase.percent), y(course.length(phase.percent)));
        numbered(out, at, index, 14.0);
    }
    load(out, stride);
    legend(out, stride);
}

fn bar(out: &mut Out, class: &str, (from, to): (f64, f64), (top, height): (f64, f64)) {
    out.element(
        "rect",
        &format!(
            "class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            whole(x(from)),
            whole(top),
            whole(PERCENT * (to - from)),
            whole(height)
        ),
    );
}

fn curve(out: &mut Out, course: &Course, (from, to): (f64, f64), work: Contraction) {
    // A piece of a stride has at most a hundred percents.
    let steps = (to - from).ceil().max(1.0) as usize;
    let points = (0..=steps).map(|step| {
        let percent = from + (to - from) * step as f64 / steps as f64;
        format!("{} {}", number(x(percent), 1), number(y(course.length(percent)), 1))
    });
    let path = points.collect::<Vec<_>>().join("L");
    out.path(&format!("cv {}", class(work)), &format!("M{path}"));
}

fn load(out: &mut Out, stride: &Stride) {
    text(out, "t3 r", Point::new(LEFT - 10.0, BARS), &stride.load_axis);
    for part in &stride.load {
        let height = part.is.bar();
        bar(out, "ld", (part.from, part.to), (BARS - height, height));
        text(out, "t3", Point::new(x(0.5 * (part.from + part.to)), BARS + 22.0), &part.words);
    }
}

fn legend(out: &mut Out, stride: &Stride) {
    let mut told: Vec<Contraction> = Vec::new();
    for part in stride.work.iter().filter(|part| !part.words.is_empty()) {
        if told.contains(&part.is) {
            continue;
        }
        let at = LEGEND + LEGEND_STEP * told.len() as f64;
        out.path(&format!("cv {}", class(part.is)), &format!("M28 {}H76", whole(at)));
        text(out, "t3 l", Point::new(92.0, at + 7.0), &part.words);
        told.push(part.is);
    }
}
