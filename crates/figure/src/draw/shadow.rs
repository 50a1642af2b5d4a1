//! Contact shadows: how a hop reads as a hop.

use super::Scene;
use crate::geometry::Point;
use crate::joint::{Joint, Limb};
use crate::motion::Still;
use crate::pose::Pose;
use crate::svg::{Out, number, whole};

/// Darkest shadow, the height at which it is gone (u), and the share of the darkest below which none is drawn.
const DARKEST: f64 = 0.2;
const GONE: f64 = 90.0;
const TOO_FAINT: f64 = 0.12;

/// What casts a shadow: half its width, and the height at which it rests, u.
const CASTS: [(Joint, f64, f64); 14] = [
    (Joint::Heel(Limb::Near), 38.0, 0.0),
    (Joint::Ball(Limb::Near), 44.0, 0.0),
    (Joint::Heel(Limb::Far), 38.0, 0.0),
    (Joint::Ball(Limb::Far), 44.0, 0.0),
    (Joint::Knee(Limb::Near), 50.0, 40.0),
    (Joint::Knee(Limb::Far), 50.0, 40.0),
    (Joint::Hand(Limb::Near), 40.0, 20.0),
    (Joint::Hand(Limb::Far), 40.0, 20.0),
    (Joint::Elbow(Limb::Near), 34.0, 20.0),
    (Joint::Elbow(Limb::Far), 34.0, 20.0),
    (Joint::Hip, 95.0, 62.0),
    (Joint::Shoulder, 90.0, 58.0),
    (Joint::Head, 60.0, 58.0),
    (Joint::Waist, 80.0, 62.0),
];

/// Shadows under whatever comes near the floor. The waist casts one only in bodies that lie on their side.
pub(crate) fn shadows(out: &mut Out, scene: &Scene<'_>) {
    let mut drawn: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (joint, half, rest) in CASTS {
        let front = scene.clip.stills.iter().any(|still| matches!(still.pose, Pose::Front(_)));
        if (joint == Joint::Waist || matches!(joint, Joint::Ball(_))) && joint_is_idle(joint, front) {
            continue;
        }
        let place = |still: &Still| -> Point { still.joints.at(joint) };
        let dark = |still: &Still| {
            let height = (place(still).y - rest).max(0.0);
            DARKEST * (1.0 - height / GONE).clamp(0.0, 1.0)
        };
        if scene.each(dark).into_iter().all(|dark| dark < DARKEST * TOO_FAINT) {
            continue;
        }
        let xs = scene.each(|still| whole(place(still).x));
        let darks = scene.each(|still| number(dark(still), 2));
        // Both feet side by side cast one shadow.
        if drawn.iter().any(|(x, dark)| *x == xs && *dark == darks) {
            continue;
        }
        let (x, opacity) = (first(&xs), first(&darks));
        out.push(&format!(
            "<ellipse class=\"sd\" cx=\"{x}\" cy=\"5\" rx=\"{}\" ry=\"8\" opacity=\"{opacity}\">",
            whole(half)
        ));
        out.animate(&scene.clock, "cx", &xs);
        out.animate(&scene.clock, "opacity", &darks);
        out.push("</ellipse>");
        drawn.push((xs, darks));
    }
}

/// The waist counts from the front only, and a foot seen from the front is one point.
fn joint_is_idle(joint: Joint, front: bool) -> bool {
    (joint == Joint::Waist) != front
}

fn first(values: &[String]) -> &str {
    values.first().map_or("0", String::as_str)
}
