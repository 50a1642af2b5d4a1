//! The body that faces the viewer: every segment between its two joints, drawn as long as it looks.

use super::side::haloed;
use super::tint::{FRONT_QUADS_MIDDLE, tint};
use super::{Dress, Scene};
use crate::geometry::{Point, unwind};
use crate::joint::Limb;
use crate::model::{Hand, Muscle};
use crate::outline::{FRONT_HEADBAND, FRONT_SHOE, FRONT_SOLE, PATHS};
use crate::pose::{FOREARM, FrontPose, HEAD, LOWER_TRUNK, Pose, SHANK, THIGH, UPPER_ARM, UPPER_TRUNK};
use crate::svg::Out;

/// A thigh that looks shorter than this share of its length points at the viewer.
const FORWARD: f64 = 0.8;
/// A limb is drawn no shorter than this share of its length: pointing at the viewer it still has its thickness.
const SHORTEST: f64 = 0.2;

struct Body<'s> {
    scene: &'s Scene<'s>,
    poses: Vec<FrontPose>,
}

impl Body<'_> {
    fn each<T>(&self, value: impl Fn(&FrontPose) -> T) -> Vec<T> {
        self.poses.iter().map(value).collect()
    }
}

/// Draws the body where the clip has it.
pub(crate) fn body(out: &mut Out, scene: &Scene<'_>) {
    let poses: Vec<FrontPose> = scene
        .clip
        .stills
        .iter()
        .filter_map(|still| match still.pose {
            Pose::Front(pose) => Some(pose),
            Pose::Side(_) => None,
        })
        .collect();
    let body = Body { scene, poses };
    arm(out, &body, Limb::Far);
    let over = [Limb::Far, Limb::Near].map(|side| (side, comes_forward(&body, side)));
    let legs = |out: &mut Out, wanted: bool| {
        for (side, _) in over.iter().filter(|(_, over)| *over == wanted) {
            let name = if *side == Limb::Near { "l" } else { "f" };
            haloed(out, scene, name, |out| leg(out, &body, *side));
        }
    };
    legs(out, false);
    haloed(out, scene, "t", |out| torso(out, &body));
    legs(out, true);
    buttock(out, &body);
    haloed(out, scene, "a", |out| arm(out, &body, Limb::Near));
}

/// Whether a thigh points at the viewer, and so lies over the trunk: it is drawn short then.
fn comes_forward(body: &Body<'_>, side: Limb) -> bool {
    body.poses.iter().any(|pose| pose.hip.of(side).distance(pose.knee.of(side)) < FORWARD * THIGH)
}

/// A group with its origin at `from` and its y axis toward `to`; `inner` also gets the share of `length` it covers.
fn bone(
    out: &mut Out,
    body: &Body<'_>,
    ends: &[(Point, Point)],
    length: f64,
    inner: impl FnOnce(&mut Out, &[f64]),
) {
    let starts: Vec<Point> = ends.iter().map(|(from, _)| *from).collect();
    let mut turns: Vec<f64> = Vec::with_capacity(ends.len());
    for (from, to) in ends {
        let angle = (from.x - to.x).atan2(from.y - to.y).to_degrees();
        turns.push(turns.last().map_or(angle, |last| unwind(angle, *last)));
    }
    let scales: Vec<f64> =
        ends.iter().map(|(from, to)| (from.distance(*to) / length).max(SHORTEST)).collect();
    let clock = &body.scene.clock;
    out.travel(clock, &starts, |out| out.turn(clock, &turns, |out| inner(out, &scales)));
}

fn leg(out: &mut Out, body: &Body<'_>, side: Limb) {
    let scene = body.scene;
    let near = side == Limb::Near;
    let (class, shoe, sole) = if near { ("n", "sh", "so") } else { ("f", "fsh", "fso") };
    let ankles = body.each(|pose| pose.ankle.of(side));
    let feet = body.each(|pose| -pose.foot.of(side));
    out.travel(&scene.clock, &ankles, |out| {
        out.turn(&scene.clock, &feet, |out| {
            out.path(shoe, FRONT_SHOE);
            out.path(sole, FRONT_SOLE);
        });
    });
    let shank = body.each(|pose| (pose.knee.of(side), pose.ankle.of(side)));
    bone(out, body, &shank, SHANK, |out, scales| {
        out.lengthen(&scene.clock, scales, |out| {
            out.path(class, &PATHS.front_shank);
            if near {
                tint(out, scene, Muscle::Calf, &PATHS.front_calf, None);
            }
        });
    });
    let thigh = body.each(|pose| (pose.hip.of(side), pose.knee.of(side)));
    bone(out, body, &thigh, THIGH, |out, scales| {
        out.lengthen(&scene.clock, scales, |out| {
            out.path(class, &PATHS.front_thigh);
            if near {
                tint(out, scene, Muscle::Quads, &PATHS.front_quads, FRONT_QUADS_MIDDLE);
                tint(out, scene, Muscle::Adductors, &PATHS.front_adductors, None);
            }
        });
    });
}

fn arm(out: &mut Out, body: &Body<'_>, side: Limb) {
    let class = if side == Limb::Near { "n" } else { "f" };
    let clock = &body.scene.clock;
    let hand = match body.scene.hand {
        Hand::Open => &PATHS.hand,
        Hand::Fist => &PATHS.fist,
    };
    let upper = body.each(|pose| (pose.shoulder.of(side), pose.elbow.of(side)));
    bone(out, body, &upper, UPPER_ARM, |out, scales| {
        out.lengthen(clock, scales, |out| out.path(class, &PATHS.upper_arm));
    });
    let fore = body.each(|pose| {
        let joints = pose.joints();
        (joints.arms.of(side).elbow, joints.arms.of(side).wrist)
    });
    bone(out, body, &fore, FOREARM, |out, scales| {
        out.lengthen(clock, scales, |out| out.path(class, &PATHS.forearm));
    });
    let wrist = body.each(|pose| {
        let joints = pose.joints();
        (joints.arms.of(side).wrist, joints.arms.of(side).hand)
    });
    bone(out, body, &wrist, 50.0, |out, _| out.path(class, hand));
}

fn torso(out: &mut Out, body: &Body<'_>) {
    let scene = body.scene;
    let clock = &scene.clock;
    let neck = body.each(|pose| {
        let joints = pose.joints();
        (joints.head, joints.shoulder)
    });
    bone(out, body, &neck, HEAD, |out, scales| {
        out.lengthen(clock, scales, |out| out.at(0.0, HEAD, |out| out.path("b", &PATHS.front_neck)));
    });
    trunk(out, body, |out| {
        out.path("b", &PATHS.front_trunk);
        tint(out, scene, Muscle::Trunk, &PATHS.front_flank, None);
    });
    bone(out, body, &neck, HEAD, |out, _| {
        out.path("n", &PATHS.front_head);
        if scene.dress != Dress::Ghost {
            out.path("hb", FRONT_HEADBAND);
        }
    });
}

/// The frame of the trunk: origin in the middle of the hips, y down from the shoulders.
fn trunk(out: &mut Out, body: &Body<'_>, inner: impl FnOnce(&mut Out)) {
    let ends = body.each(|pose| {
        let joints = pose.joints();
        (joints.shoulder, joints.hip)
    });
    bone(out, body, &ends, LOWER_TRUNK + UPPER_TRUNK, |out, scales| {
        out.lengthen(&body.scene.clock, scales, |out| out.at(0.0, LOWER_TRUNK + UPPER_TRUNK, inner));
    });
}

/// The side of the hip, over the thigh as well.
fn buttock(out: &mut Out, body: &Body<'_>) {
    trunk(out, body, |out| tint(out, body.scene, Muscle::Glutes, &PATHS.front_glutes, None));
}
