//! One camera for a whole loop, so that nothing jumps.

use super::arrow;
use super::kit::extent;
use crate::geometry::Point;
use crate::joint::{Joint, Limb};
use crate::model::Drawing;
use crate::motion::positions;
use crate::pose::Pose;

/// How far the body reaches round a joint, u.
const HALF_WIDTHS: [(Joint, f64); 18] = [
    (Joint::Hip, 75.0),
    (Joint::Waist, 55.0),
    (Joint::Shoulder, 66.0),
    (Joint::Head, 68.0),
    (Joint::Knee(Limb::Near), 40.0),
    (Joint::Knee(Limb::Far), 40.0),
    (Joint::Ankle(Limb::Near), 46.0),
    (Joint::Ankle(Limb::Far), 46.0),
    (Joint::Heel(Limb::Near), 20.0),
    (Joint::Heel(Limb::Far), 20.0),
    (Joint::Toe(Limb::Near), 24.0),
    (Joint::Toe(Limb::Far), 24.0),
    (Joint::Elbow(Limb::Near), 30.0),
    (Joint::Elbow(Limb::Far), 30.0),
    (Joint::Hand(Limb::Near), 22.0),
    (Joint::Hand(Limb::Far), 22.0),
    (Joint::Grip(Limb::Near), 22.0),
    (Joint::Grip(Limb::Far), 22.0),
];
/// Hips and shoulders are wider from the front.
const FRONT_WIDER: f64 = 45.0;
/// Air round the figure, and round the points of the arrow.
const PAD: f64 = 44.0;
const ARROW: f64 = 14.0;
/// Least width of a square picture, so that small movements are not blown up.
const LEAST: f64 = 1060.0;
/// Share of the spare height that goes under the figure.
const BELOW: f64 = 0.3;

/// What the picture shows, y down, u.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// The smallest upright box round some discs, y up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    low: Point,
    high: Point,
}

impl Bounds {
    fn none() -> Self {
        let far = f64::INFINITY;
        Self { low: Point::new(far, far), high: Point::new(-far, -far) }
    }

    pub(crate) fn include(&mut self, point: Point, radius: f64) {
        self.low = Point::new(self.low.x.min(point.x - radius), self.low.y.min(point.y - radius));
        self.high = Point::new(self.high.x.max(point.x + radius), self.high.y.max(point.y + radius));
    }
}

/// The frame of an exercise, `aspect` wide for 1 high.
pub(crate) fn frame(drawing: &Drawing, aspect: f64) -> Frame {
    let mut bounds = Bounds::none();
    for (pose, moved) in positions(drawing) {
        let joints = pose.joints();
        let front = matches!(pose, Pose::Front(_));
        for (joint, radius) in HALF_WIDTHS {
            let wider = front && matches!(joint, Joint::Hip | Joint::Shoulder);
            bounds.include(joints.at(joint), if wider { radius + FRONT_WIDER } else { radius });
        }
        for kit in &drawing.kit {
            extent(kit, &joints, &moved, &mut bounds);
        }
    }
    for point in arrow::points(drawing) {
        bounds.include(point, ARROW);
    }
    let needed = bounds.high - bounds.low + Point::new(2.0 * PAD, 2.0 * PAD);
    let width = needed.x.max(needed.y * aspect).max(LEAST * aspect.min(1.0));
    let height = width / aspect;
    let spare = height - needed.y;
    let x = 0.5 * (bounds.low.x + bounds.high.x) - 0.5 * width;
    // Y of the upper edge, down: the lowest point lies its pad and its share of the spare height above the lower edge.
    let y = -(bounds.low.y - PAD - BELOW * spare) - height;
    Frame { x: x.round(), y: y.round(), width: width.round(), height: height.round() }
}
