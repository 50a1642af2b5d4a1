//! What a drawing must keep to. Every breach is reported.

use crate::geometry::Blend;
use crate::joint::{Joint, Limb};
use crate::model::{Arrow, Camera, Drawing, Frame, Loop};
use crate::pose::Pose;
use std::ops::RangeInclusive;

/// Drawn range of the joints, degrees. The hip's includes what the spine adds.
const KNEE: RangeInclusive<f64> = -2.0..=150.0;
const ANKLE: RangeInclusive<f64> = -75.0..=40.0;
const HIP: RangeInclusive<f64> = -35.0..=185.0;
/// How far a joint may pass the floor, u.
const UNDER_FLOOR: f64 = 8.0;
/// A wrist bent further than this, degrees, no longer has its hand in line with the forearm.
const WRIST_BENT: f64 = 20.0;
/// Least height of the middle of the hip and of the shoulder above the floor, u: half of the body's thickness.
const HIP_ABOVE: f64 = 56.0;
const SHOULDER_ABOVE: f64 = 54.0;
/// How far the end of a repetition may be from its beginning, u.
const SAME_PLACE: f64 = 1.0;
/// How far a planted joint may slip between two frames, u.
const SLIP: f64 = 1.0;

/// One thing wrong with a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The frame it is in, from 0.
    pub frame: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: &'static str,
}

fn breach(frame: impl Into<Option<usize>>, what: String, mend: &'static str) -> Breach {
    Breach { frame: frame.into(), what, mend }
}

pub(crate) fn check(drawing: &Drawing) -> Vec<Breach> {
    let mut found = whole(drawing);
    for (index, frame) in drawing.frames.iter().enumerate() {
        found.extend(positions(index, frame, drawing));
    }
    for (index, pair) in drawing.frames.windows(2).enumerate() {
        if let [from, to] = pair {
            found.extend(between(drawing, index + 1, from, to));
        }
    }
    if let (Loop::Repeat | Loop::Hold, Some(first), Some(last)) =
        (drawing.repeats, drawing.frames.first(), drawing.frames.last())
        && let Some(joint) = apart(&first.pose, &last.pose)
    {
        let what = format!("the last frame has {} elsewhere than the first", joint.id());
        found.push(breach(drawing.frames.len() - 1, what, "end the repetition where it begins"));
    }
    found
}

fn whole(drawing: &Drawing) -> Vec<Breach> {
    let mut found = Vec::new();
    let frames = drawing.frames.len();
    if frames == 0 {
        found.push(breach(None, "there is no frame".to_owned(), "add the positions"));
    }
    let named = [("main", Some(drawing.main)), ("ghost", drawing.ghost)];
    let pair = drawing.pair.map(|index| ("pair", Some(index)));
    let arrow: &[usize] = match &drawing.arrow {
        Some(Arrow::Path { frames, .. }) => frames,
        Some(Arrow::Line(_)) | None => &[],
    };
    let arrow = arrow.iter().map(|index| ("arrow", Some(*index)));
    for (name, index) in named.into_iter().chain(pair).chain(arrow) {
        if index.is_some_and(|index| index >= frames) {
            found.push(breach(
                None,
                format!("{name} names a frame that is not there"),
                "count frames from 0",
            ));
        }
    }
    let points = match &drawing.arrow {
        Some(Arrow::Path { frames, .. }) => frames.len(),
        Some(Arrow::Line(points)) => points.len(),
        None => 2,
    };
    if points < 2 {
        found.push(breach(None, "the arrow has no direction".to_owned(), "give it at least two points"));
    }
    let slowed = drawing.gait.is_some_and(|gait| !(gait.half > 0.0 && gait.rate > 0.0 && gait.rate <= 1.0));
    if slowed || (drawing.gait.is_some() && drawing.repeats != Loop::Swap) {
        let mend = "half_s above 0 and rate between 0 and 1, for swap only";
        found.push(breach(None, "the time of half a stride does not fit".to_owned(), mend));
    }
    if drawing.camera == Camera::Track && drawing.gait.is_none() {
        found.push(breach(None, "only a gait can be tracked".to_owned(), "add half_s and rate"));
    }
    found
}

fn positions(index: usize, frame: &Frame, drawing: &Drawing) -> Vec<Breach> {
    let mut found = Vec::new();
    if frame.cue.trim().is_empty() {
        found.push(breach(index, "the frame says nothing".to_owned(), "write its cue"));
    }
    let joints = frame.pose.joints();
    // Toes give way where they meet the floor, and so does a hand: where its wrist is bent, the grip says where it is.
    let is_bent =
        |side: Limb| matches!(&frame.pose, Pose::Side(pose) if pose.wrist.of(side).abs() > WRIST_BENT);
    let gives_way = |joint: &Joint| match joint {
        Joint::Toe(_) => true,
        Joint::Hand(side) => is_bent(*side),
        _ => false,
    };
    for joint in Joint::ALL.into_iter().filter(|joint| !gives_way(joint)) {
        let place = joints.at(joint);
        let y = place.y - drawing.ground(place.x);
        if y < -UNDER_FLOOR {
            found.push(breach(index, format!("{} is {:.0} u under the floor", joint.id(), -y), "lift it"));
        }
    }
    let Pose::Side(pose) = &frame.pose else { return found };
    for (name, pair, range) in
        [("knee", pose.knee, KNEE), ("ankle", pose.ankle, ANKLE), ("hip", pose.hip, HIP)]
    {
        for angle in Limb::BOTH.map(|side| pair.of(side)) {
            if !range.contains(&angle) {
                let what = format!("{name} {angle} is outside {} to {}", range.start(), range.end());
                found.push(breach(index, what, "bend it less"));
            }
        }
    }
    for (joint, least) in [(Joint::Hip, HIP_ABOVE), (Joint::Shoulder, SHOULDER_ABOVE)] {
        let y = joints.at(joint).y;
        if y < least {
            found.push(breach(index, format!("{} {y:.0} u is under {least} u", joint.id()), "lift it"));
        }
    }
    found
}

fn between(drawing: &Drawing, index: usize, from: &Frame, to: &Frame) -> Vec<Breach> {
    let mut found = Vec::new();
    if from.at >= to.at {
        found.push(breach(index, "the time does not rise".to_owned(), "put the frames in order"));
    }
    if std::mem::discriminant(&from.pose) != std::mem::discriminant(&to.pose) {
        let what = "one frame is seen from the side, the next from the front".to_owned();
        found.push(breach(index, what, "keep to one view"));
    }
    let plants = to.plant.as_ref().unwrap_or(&drawing.plant);
    for joint in plants.iter().copied() {
        if !can_be_planted(joint) {
            let what = format!("{} cannot be planted", joint.id());
            found.push(breach(index, what, "plant an ankle, ball, heel, hand or wrist"));
        }
        let slips = [0.25, 0.5, 0.75].map(|s| {
            let target = from.pose.joints().at(joint).blend(to.pose.joints().at(joint), s);
            from.pose.toward(&to.pose, s, drawing.anchor, plants).joints().at(joint).distance(target)
        });
        if slips.into_iter().any(|slip| slip > SLIP) {
            let what = format!("{} is out of reach on the way here", joint.id());
            found.push(breach(index, what, "bend the limb more, or move the anchor"));
        }
    }
    found
}

fn can_be_planted(joint: Joint) -> bool {
    matches!(joint, Joint::Ankle(_) | Joint::Ball(_) | Joint::Heel(_) | Joint::Hand(_) | Joint::Wrist(_))
}

fn apart(first: &Pose, last: &Pose) -> Option<Joint> {
    let (first, last) = (first.joints(), last.joints());
    Joint::ALL.into_iter().find(|joint| first.at(*joint).distance(last.at(*joint)) > SAME_PLACE)
}
