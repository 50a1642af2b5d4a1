//! The body seen from the side: nested groups, one for each joint, angles as they are.

use super::tint::{HAMSTRING_MIDDLE, QUADS_MIDDLE, tint};
use super::{Dress, Scene};
use crate::geometry::Point;
use crate::joint::Limb;
use crate::model::{Hand, Muscle};
use crate::outline::{HEADBAND, PATHS, SHOE, SHOE_TOE, SOLE, SOLE_TOE};
use crate::pose::{FOREARM, LOWER_TRUNK, Pose, SHANK, SidePose, THIGH, UPPER_ARM, UPPER_TRUNK};
use crate::svg::Out;

/// How much of the thigh's turning the buttock follows.
const BUTTOCK_FOLLOWS: f64 = 0.35;

/// The side poses of a clip. A clip of another view has none.
struct Body<'s> {
    scene: &'s Scene<'s>,
    poses: Vec<SidePose>,
}

impl Body<'_> {
    fn each(&self, value: impl Fn(&SidePose) -> f64) -> Vec<f64> {
        self.poses.iter().map(value).collect()
    }
}

/// Draws the body where the clip has it.
pub(crate) fn body(out: &mut Out, scene: &Scene<'_>) {
    let poses: Vec<SidePose> = scene
        .clip
        .stills
        .iter()
        .filter_map(|still| match still.pose {
            Pose::Side(pose) => Some(pose),
            Pose::Front(_) => None,
        })
        .collect();
    let body = Body { scene, poses };
    let roots: Vec<_> = body.poses.iter().map(|pose| pose.root).collect();
    let lower = body.each(|pose| pose.trunk - pose.alpha());
    out.travel(&scene.clock, &roots, |out| {
        out.turn(&scene.clock, &lower, |out| {
            arm(out, &body, Limb::Far);
            leg(out, &body, Limb::Far);
            haloed(out, scene, "t", |out| torso(out, &body));
            haloed(out, scene, "l", |out| leg(out, &body, Limb::Near));
            let follows = body.each(|pose| BUTTOCK_FOLLOWS * (pose.alpha() - pose.hip.near));
            out.turn(&scene.clock, &follows, |out| tint(out, scene, Muscle::Glutes, &PATHS.glutes, None));
            haloed(out, scene, "a", |out| arm(out, &body, Limb::Near));
        });
    });
}

/// Paints a part twice, first as a wide line in the colour of the page, so that it stands off from what is behind it.
pub(crate) fn haloed(out: &mut Out, scene: &Scene<'_>, name: &str, part: impl FnOnce(&mut Out)) {
    if scene.dress == Dress::Ghost {
        return part(out);
    }
    let id = format!("{}{name}", scene.prefix);
    out.element("use", &format!("href=\"#{id}\" class=\"h\""));
    out.group(&format!("id=\"{id}\""), part);
}

/// From the lower to the upper trunk.
fn upper(out: &mut Out, body: &Body<'_>, inner: impl FnOnce(&mut Out)) {
    let curl = body.each(|pose| pose.curl);
    out.at(0.0, -LOWER_TRUNK, |out| out.turn(&body.scene.clock, &curl, inner));
}

/// The part of a limb at the end of the one above it: `length` along it, as long as that looks, and turned.
fn along(
    out: &mut Out,
    body: &Body<'_>,
    length: (f64, &[f64]),
    angles: &[f64],
    inner: impl FnOnce(&mut Out),
) {
    let clock = &body.scene.clock;
    // Hardly any limb changes how long it looks: then one place serves the whole clip.
    if let (whole, [first, rest @ ..]) = length
        && rest.iter().all(|scale| scale == first)
    {
        return out.at(0.0, whole * first, |out| out.turn(clock, angles, inner));
    }
    let ends: Vec<Point> = length.1.iter().map(|scale| Point::new(0.0, -length.0 * scale)).collect();
    out.travel(clock, &ends, |out| out.turn(clock, angles, inner));
}

fn arm(out: &mut Out, body: &Body<'_>, side: Limb) {
    let class = match side {
        Limb::Near => "n",
        Limb::Far => "f",
    };
    let clock = &body.scene.clock;
    let shoulder = body.each(|pose| pose.alpha() - pose.curl - pose.shoulder.of(side));
    let elbow = body.each(|pose| -pose.elbow.of(side));
    let wrist = body.each(|pose| -pose.wrist.of(side));
    let scale = body.each(|pose| pose.arm_scale.of(side));
    let hand = match body.scene.hand {
        Hand::Open => &PATHS.hand,
        Hand::Fist => &PATHS.fist,
    };
    upper(out, body, |out| {
        along(out, body, (-UPPER_TRUNK, &[1.0]), &shoulder, |out| {
            out.lengthen(clock, &scale, |out| out.path(class, &PATHS.upper_arm));
            along(out, body, (UPPER_ARM, &scale), &elbow, |out| {
                out.lengthen(clock, &scale, |out| out.path(class, &PATHS.forearm));
                along(out, body, (FOREARM, &scale), &wrist, |out| out.path(class, hand));
            });
        });
    });
}

fn leg(out: &mut Out, body: &Body<'_>, side: Limb) {
    let scene = body.scene;
    let clock = &scene.clock;
    let class = match side {
        Limb::Near => "n",
        Limb::Far => "f",
    };
    let hip = body.each(|pose| pose.alpha() - pose.hip.of(side));
    let knee = body.each(|pose| pose.knee.of(side));
    let ankle = body.each(|pose| -pose.ankle.of(side));
    let scale = body.each(|pose| pose.leg_scale.of(side));
    let near = side == Limb::Near;
    out.turn(clock, &hip, |out| {
        along(out, body, (THIGH, &scale), &knee, |out| {
            along(out, body, (SHANK, &scale), &ankle, |out| foot(out, scene, side));
            out.lengthen(clock, &scale, |out| {
                out.path(class, &PATHS.shank);
                if near {
                    tint(out, scene, Muscle::Calf, &PATHS.calf, None);
                }
            });
        });
        out.lengthen(clock, &scale, |out| {
            out.path(class, &PATHS.thigh);
            if near {
                tint(out, scene, Muscle::Hamstring, &PATHS.hamstring, HAMSTRING_MIDDLE);
                tint(out, scene, Muscle::Quads, &PATHS.quads, QUADS_MIDDLE);
            }
        });
    });
}

fn foot(out: &mut Out, scene: &Scene<'_>, side: Limb) {
    let (shoe, sole) = match side {
        Limb::Near => ("sh", "so"),
        Limb::Far => ("fsh", "fso"),
    };
    let hinge = scene.each(|still| -still.joints.legs.of(side).hinge);
    out.path(shoe, SHOE);
    out.path(sole, SOLE);
    out.at(72.0, 25.0, |out| {
        out.turn(&scene.clock, &hinge, |out| {
            out.path(shoe, SHOE_TOE);
            out.path(sole, SOLE_TOE);
        });
    });
}

fn torso(out: &mut Out, body: &Body<'_>) {
    let scene = body.scene;
    let neck = body.each(|pose| pose.neck);
    out.path("b", &PATHS.trunk_lower);
    upper(out, body, |out| {
        along(out, body, (-UPPER_TRUNK, &[1.0]), &neck, |out| {
            out.path("b", &PATHS.neck);
            out.path("n", &PATHS.head);
            if scene.dress != Dress::Ghost {
                out.path("hb", HEADBAND);
            }
        });
        out.path("b", &PATHS.trunk_upper);
        tint(out, scene, Muscle::Trunk, &PATHS.trunk, None);
    });
}
