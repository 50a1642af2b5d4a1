//! The hamstring of one pose: thin when it is long, full when it is short.

use crate::geometry::{Point, down};
use crate::outline::closed_through;
use crate::pose::{SidePose, THIGH};

/// The muscle's way: sit bone in the frame of the pelvis, two places along the thigh, and below the knee in the frame of
/// the shank; x to the front, y up from the joint, u.
const SIT_BONE: Point = Point::new(-46.0, -22.0);
const ALONG_THIGH: [Point; 2] = [Point::new(-43.0, -105.0), Point::new(-33.0, -185.0)];
const BELOW_KNEE: Point = Point::new(-27.0, -26.0);
/// Half-width at its ends, and in its middle at the length of standing, u.
const ENDS: [f64; 2] = [9.0, 8.0];
const BELLY: f64 = 27.0;
const LOWER: f64 = 0.74;
/// It is drawn no shorter than this, so that a folded leg keeps its shape.
const SHORTEST: f64 = 0.8;

/// Its outline as a path, y down, for a pose and its length as a share of standing.
pub(super) fn hamstring(pose: &SidePose, length: f64) -> String {
    let thigh = pose.hip.near - pose.trunk;
    let knee = pose.root + down(thigh, THIGH);
    let spine = [
        pose.root + SIT_BONE.turned(-pose.trunk),
        pose.root + ALONG_THIGH[0].turned(thigh),
        pose.root + ALONG_THIGH[1].turned(thigh),
        knee + BELOW_KNEE.turned(thigh - pose.knee.near),
    ];
    let belly = BELLY / length.max(SHORTEST).powi(2);
    let widths = [ENDS[0], belly, LOWER * belly, ENDS[1]];
    let side = |sign: f64| {
        let outer = move |index: usize| {
            let before = spine[index.saturating_sub(1)];
            let after = spine[(index + 1).min(spine.len() - 1)];
            let way = after - before;
            let across = Point::new(-way.y, way.x) * (1.0 / way.x.hypot(way.y).max(1.0));
            spine[index] + across * (sign * widths[index])
        };
        (0..spine.len()).map(outer)
    };
    let round: Vec<Point> = side(1.0).chain(side(-1.0).rev()).map(|at| Point::new(at.x, -at.y)).collect();
    closed_through(&round)
}
