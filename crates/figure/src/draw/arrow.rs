//! The one arrow: where the movement goes.

use super::Dress;
use crate::geometry::{Point, smooth};
use crate::model::{Arrow, Drawing};
use crate::outline::open;
use crate::svg::{Out, whole};

/// Steps of a followed joint in each segment.
const STEPS: usize = 7;
/// Length of the two strokes of the head, u, and their angle to the shaft, degrees (0.6 rad).
const HEAD: f64 = 44.0;
const SMALL_HEAD: f64 = 78.0;
const SPREAD: f64 = 34.4;
/// The direction of the head is taken from the last point at least this far away.
const BACK: f64 = 40.0;

/// The points of the arrow, y up; none without an arrow.
pub(crate) fn points(drawing: &Drawing) -> Vec<Point> {
    match &drawing.arrow {
        None => Vec::new(),
        Some(Arrow::Line(points)) => points.clone(),
        Some(Arrow::Path { joint, frames, out, offset, stretch }) => {
            let mut points = Vec::new();
            for pair in frames.windows(2) {
                let [from, to] = pair else { continue };
                let Some((from, to)) = drawing.frames.get(*from).zip(drawing.frames.get(*to)) else {
                    continue;
                };
                let first = usize::from(!points.is_empty());
                for step in first..=STEPS {
                    let s = smooth(step as f64 / STEPS as f64);
                    let joints = from.pose.toward(&to.pose, s, drawing.anchor, &drawing.plant).joints();
                    let mut point = joints.at(*joint);
                    if let Some((far, centre)) = out {
                        let centre = joints.at(*centre);
                        let away = point - centre;
                        let length = point.distance(centre).max(1.0);
                        point = point + away * (far / length);
                    }
                    points.push(point + *offset);
                }
            }
            let first = points.first().copied().unwrap_or_default();
            points.into_iter().map(|point| first + (point - first) * *stretch).collect()
        }
    }
}

/// Draws the arrow, with a larger head in small pictures.
pub(crate) fn arrow(out: &mut Out, drawing: &Drawing, dress: Dress) {
    let points: Vec<Point> = points(drawing).into_iter().map(|point| Point::new(point.x, -point.y)).collect();
    let Some(tip) = points.last().copied() else { return };
    let far = points.iter().rev().find(|point| point.distance(tip) >= BACK).or(points.first());
    let Some(from) = far.copied() else { return };
    let back = from - tip;
    let back = back * (1.0 / from.distance(tip).max(1.0));
    let length = if dress == Dress::Plain { SMALL_HEAD } else { HEAD };
    let stroke = |spread: f64| {
        let end = tip + back.turned(spread) * length;
        (whole(end.x), whole(end.y))
    };
    let ((ax, ay), (bx, by)) = (stroke(SPREAD), stroke(-SPREAD));
    let (x, y) = (whole(tip.x), whole(tip.y));
    let shaft = match points.as_slice() {
        [a, b] => format!("M{} {}L{} {}", whole(a.x), whole(a.y), whole(b.x), whole(b.y)),
        points => open(points),
    };
    out.path("mo", &format!("{shaft}M{ax} {ay}L{x} {y}L{bx} {by}"));
}
