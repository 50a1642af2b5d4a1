//! The frames of a figure laid out in time: unrolled, eased, and solved in small steps.

use crate::geometry::{Blend, smooth};
use crate::joint::{Joint, Joints};
use crate::kit::Moved;
use crate::model::{Camera, Drawing, Frame, Loop, Work};
use crate::pose::Pose;

/// Seconds of stillness before a repetition that takes longer than [`SHORT`].
const LEAD_IN: f64 = 0.5;
const SHORT: f64 = 2.1;
/// Seconds the last frame stays before the picture fades.
const LAST_STAYS: f64 = 0.9;
/// Seconds between a repetition and the same with the sides exchanged.
const CHANGE_SIDES: f64 = 0.6;
/// Length of one step of a solved movement, seconds, and the fewest and most of them in a segment.
const STEP: f64 = 0.2;
const FEWEST: usize = 3;
const MOST: usize = 8;
/// Steps of a segment of a tracked gait.
const TRACKED: usize = 4;

/// One position of a clip.
pub(crate) struct Still {
    /// Share of the loop, 0 to 1.
    pub(crate) at: f64,
    pub(crate) pose: Pose,
    pub(crate) joints: Joints,
    pub(crate) kit: Moved,
}

/// A figure in motion, or one position of it.
pub(crate) struct Clip {
    pub(crate) stills: Vec<Still>,
    /// What the muscles do from a share of the loop on.
    pub(crate) work: Vec<(f64, Work)>,
    /// Length of the loop, seconds; 0 for a still.
    pub(crate) seconds: f64,
    pub(crate) fades: bool,
}

/// A frame with its place in the unrolled loop.
struct Key {
    at: f64,
    pose: Pose,
    kit: Moved,
    plants: Vec<Joint>,
    work: Work,
}

impl Clip {
    /// One position with the effort the still shows.
    pub(crate) fn still(frame: &Frame, work: Work) -> Self {
        let still = Still { at: 0.0, pose: frame.pose, joints: frame.pose.joints(), kit: frame.kit };
        Self { stills: vec![still], work: vec![(0.0, work)], seconds: 0.0, fades: false }
    }

    /// The whole loop.
    pub(crate) fn moving(drawing: &Drawing) -> Self {
        let mut keys = unroll(drawing);
        let rate = drawing.gait.map_or(1.0, |gait| gait.rate);
        let listed = keys.last().map_or(0.0, |key| key.at) / rate;
        let leads = matches!(drawing.repeats, Loop::Repeat | Loop::Reset) && listed > SHORT;
        let lead = if leads { LEAD_IN } else { 0.0 };
        for key in &mut keys {
            key.at = key.at / rate + lead;
        }
        let tail = if drawing.repeats == Loop::Reset { LAST_STAYS } else { 0.0 };
        let seconds = listed + lead + tail;
        let mut stills = Vec::new();
        if let Some(first) = keys.first() {
            stills.push(first.still(0.0));
            if lead > 0.0 {
                stills.push(first.still(first.at / seconds));
            }
        }
        for pair in keys.windows(2) {
            if let [from, to] = pair {
                segment(drawing, from, to, seconds, &mut stills);
            }
        }
        if let (true, Some(last)) = (tail > 0.0, keys.last()) {
            stills.push(last.still(1.0));
        }
        let mut work: Vec<(f64, Work)> =
            keys.iter().map(|key| (key.at / seconds, key.work.clone())).collect();
        if let Some(first) = work.first_mut() {
            first.0 = 0.0;
        }
        if tail == 0.0 {
            work.pop();
        }
        Self { stills, work, seconds, fades: drawing.repeats == Loop::Reset }
    }
}

impl Key {
    fn still(&self, at: f64) -> Still {
        Still { at, pose: self.pose, joints: self.pose.joints(), kit: self.kit }
    }
}

fn segment(drawing: &Drawing, from: &Key, to: &Key, seconds: f64, stills: &mut Vec<Still>) {
    let tracked = drawing.camera == Camera::Track;
    let steps = if from.pose == to.pose && from.kit == to.kit {
        1
    } else if tracked {
        TRACKED
    } else {
        // Positive and small by construction: seconds of one repetition over a fifth of a second.
        (((to.at - from.at) / STEP).floor() as usize + 1).clamp(FEWEST, MOST)
    };
    for step in 1..=steps {
        let linear = step as f64 / steps as f64;
        let at = from.at.blend(to.at, linear) / seconds;
        let s = if tracked { linear } else { smooth(linear) };
        if step == steps {
            stills.push(to.still(at));
        } else {
            let pose = from.pose.toward(&to.pose, s, drawing.anchor, &to.plants);
            stills.push(Still { at, pose, joints: pose.joints(), kit: from.kit.blend(to.kit, s) });
        }
    }
}

fn key(drawing: &Drawing, frame: &Frame) -> Key {
    Key {
        at: frame.at,
        pose: frame.pose,
        kit: frame.kit,
        plants: frame.plant.clone().unwrap_or_else(|| drawing.plant.clone()),
        work: frame.work.clone().unwrap_or_else(|| drawing.work.clone()),
    }
}

fn unroll(drawing: &Drawing) -> Vec<Key> {
    let mut keys: Vec<Key> = drawing.frames.iter().map(|frame| key(drawing, frame)).collect();
    if drawing.repeats != Loop::Swap {
        return keys;
    }
    let end = keys.last().map_or(0.0, |key| key.at);
    let (shift, whole) = match drawing.gait {
        Some(gait) => (gait.half, 2.0 * gait.half),
        None => (end + CHANGE_SIDES, 2.0 * (end + CHANGE_SIDES)),
    };
    let swap = |joints: &[Joint]| joints.iter().map(|joint| joint.swapped()).collect::<Vec<Joint>>();
    for (index, frame) in drawing.frames.iter().enumerate() {
        let mut second = key(drawing, frame);
        second.at += shift;
        second.pose = second.pose.swapped();
        second.plants = match (&drawing.plant_into_swap, index) {
            (Some(plants), 0) => plants.clone(),
            _ => swap(&second.plants),
        };
        if let Some(work) = drawing.work_second_half.get(index) {
            second.work = work.clone();
        }
        keys.push(second);
    }
    if let Some(frame) = drawing.frames.first() {
        let mut back = key(drawing, frame);
        back.at = whole;
        if let Some(plants) = &drawing.plant_into_swap {
            back.plants = swap(plants);
        }
        keys.push(back);
    }
    keys
}

/// Every key position of the loop, for the camera.
pub(crate) fn positions(drawing: &Drawing) -> Vec<(Pose, Moved)> {
    unroll(drawing).into_iter().map(|key| (key.pose, key.kit)).collect()
}
