//! A body in one position: joint angles seen from the side, or joints seen from the front.

use crate::geometry::{Bend, Blend, Point, down, two_bone, unwind, up};
use crate::joint::{Arm, Joint, Joints, Leg, Limb, Pair};

/// Hip to knee, u.
pub(crate) const THIGH: f64 = 245.0;
/// Knee to ankle, u.
pub(crate) const SHANK: f64 = 246.0;
/// Hip to waist, u.
pub(crate) const LOWER_TRUNK: f64 = 130.0;
/// Waist to shoulder, u.
pub(crate) const UPPER_TRUNK: f64 = 158.0;
/// Shoulder to the middle of the head, u.
pub(crate) const HEAD: f64 = 130.0;
/// Shoulder to elbow, u.
pub(crate) const UPPER_ARM: f64 = 186.0;
/// Elbow to wrist, u.
pub(crate) const FOREARM: f64 = 150.0;
/// Elbow to the middle of the hand, u.
const REACH: f64 = 200.0;
/// Wrist to what the hand holds, u.
const GRIP: f64 = 26.0;
/// Points of the foot from the ankle, u.
const HEEL: Point = Point::new(-40.0, -39.0);
const BALL: Point = Point::new(72.0, -39.0);
const TOE: Point = Point::new(112.0, -39.0);

/// A body seen from the side, as joint angles in degrees. Zero everywhere is standing, arms hanging.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SidePose {
    /// The hip, u.
    pub root: Point,
    /// From upright, positive toward the face: prone 90, supine -90.
    pub trunk: f64,
    /// Positive: chin to chest.
    pub neck: f64,
    /// Rounding of the spine, positive forward.
    pub curl: f64,
    /// Flexion of the hips.
    pub hip: Pair<f64>,
    /// Flexion of the knees.
    pub knee: Pair<f64>,
    /// Positive: toes up.
    pub ankle: Pair<f64>,
    /// From along the trunk, positive forward and up.
    pub shoulder: Pair<f64>,
    /// Flexion of the elbows.
    pub elbow: Pair<f64>,
    /// Turned as the elbow does.
    pub wrist: Pair<f64>,
    /// Shorter legs point out of the plane.
    pub leg_scale: Pair<f64>,
    /// Shorter arms point out of the plane.
    pub arm_scale: Pair<f64>,
}

impl Default for SidePose {
    fn default() -> Self {
        let zero = Pair::new(0.0, 0.0);
        let whole = Pair::new(1.0, 1.0);
        Self {
            root: Point::new(0.0, THIGH + SHANK - HEEL.y),
            trunk: 0.0,
            neck: 0.0,
            curl: 0.0,
            hip: zero,
            knee: zero,
            ankle: zero,
            shoulder: zero,
            elbow: zero,
            wrist: zero,
            leg_scale: whole,
            arm_scale: whole,
        }
    }
}

impl SidePose {
    /// Where every joint is.
    pub fn joints(&self) -> Joints {
        let lower = self.trunk - self.alpha();
        let upper = lower + self.curl;
        let waist = self.root + up(lower, LOWER_TRUNK);
        let shoulder = waist + up(upper, UPPER_TRUNK);
        let head = shoulder + up(upper + self.neck, HEAD);
        let leg = |side| self.leg(side);
        let arm = |side| self.arm(side, shoulder);
        Joints {
            hip: self.root,
            waist,
            shoulder,
            head,
            legs: Pair::new(leg(Limb::Near), leg(Limb::Far)),
            arms: Pair::new(arm(Limb::Near), arm(Limb::Far)),
        }
    }

    /// How far the pelvis tilts back so that a rounded spine keeps the shoulder on the line of the trunk.
    pub(crate) fn alpha(&self) -> f64 {
        let (sin, cos) = self.curl.to_radians().sin_cos();
        (UPPER_TRUNK * sin).atan2(LOWER_TRUNK + UPPER_TRUNK * cos).to_degrees()
    }

    fn leg(&self, side: Limb) -> Leg {
        let scale = self.leg_scale.of(side);
        let thigh = self.hip.of(side) - self.trunk;
        let shank = thigh - self.knee.of(side);
        let knee = self.root + down(thigh, THIGH * scale);
        let ankle = knee + down(shank, SHANK * scale);
        let pitch = shank + self.ankle.of(side);
        let ball = ankle + BALL.turned(pitch);
        let hinge = if pitch < 0.0 && ball.y < 14.0 {
            (-pitch).min(60.0) * ((14.0 - ball.y) / 10.0).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let toe = ball + (TOE - BALL).turned(pitch + hinge);
        Leg { knee, ankle, heel: ankle + HEEL.turned(pitch), ball, toe, hinge }
    }

    fn arm(&self, side: Limb, shoulder: Point) -> Arm {
        let scale = self.arm_scale.of(side);
        let upper = self.shoulder.of(side) - self.trunk;
        let fore = upper + self.elbow.of(side);
        let elbow = shoulder + down(upper, UPPER_ARM * scale);
        let wrist = elbow + down(fore, FOREARM * scale);
        let hand = elbow + down(fore, REACH * scale);
        Arm { elbow, wrist, hand, grip: wrist + down(fore + self.wrist.of(side), GRIP) }
    }

    fn pitch(&self, side: Limb) -> f64 {
        self.hip.of(side) - self.trunk - self.knee.of(side) + self.ankle.of(side)
    }

    pub(crate) fn swapped(mut self) -> Self {
        for pair in self.pairs() {
            *pair = pair.swapped();
        }
        self
    }

    fn pairs(&mut self) -> [&mut Pair<f64>; 8] {
        [
            &mut self.hip,
            &mut self.knee,
            &mut self.ankle,
            &mut self.shoulder,
            &mut self.elbow,
            &mut self.wrist,
            &mut self.leg_scale,
            &mut self.arm_scale,
        ]
    }

    /// Bends a limb so that its end is where it has to be. `from` and `to` are the poses on both sides.
    fn plant(&mut self, joint: Joint, from: &Self, to: &Self, s: f64) {
        let target = from.joints().at(joint).blend(to.joints().at(joint), s);
        match joint {
            Joint::Ankle(side) => self.plant_foot(side, Point::default(), target, (from, to, s)),
            Joint::Ball(side) => self.plant_foot(side, BALL, target, (from, to, s)),
            Joint::Heel(side) => self.plant_foot(side, HEEL, target, (from, to, s)),
            Joint::Hand(side) => self.plant_arm(side, target, REACH, (from, to)),
            Joint::Wrist(side) => self.plant_arm(side, target, FOREARM, (from, to)),
            _ => {}
        }
    }

    fn plant_foot(&mut self, side: Limb, local: Point, target: Point, between: (&Self, &Self, f64)) {
        let (from, to, s) = between;
        let pitch = from.pitch(side).blend(to.pitch(side), s);
        let scale = self.leg_scale.of(side);
        let lengths = (THIGH * scale, SHANK * scale);
        let (thigh, knee) = two_bone(self.root, target - local.turned(pitch), lengths, Bend::Forward);
        self.hip.set(side, unwind(thigh + self.trunk, self.hip.of(side)));
        self.knee.set(side, knee);
        self.ankle.set(side, unwind(pitch - (thigh - knee), self.ankle.of(side)));
    }

    fn plant_arm(&mut self, side: Limb, target: Point, reach: f64, between: (&Self, &Self)) {
        let (from, to) = between;
        let shoulder = self.joints().shoulder;
        let scale = self.arm_scale.of(side);
        let bend =
            if from.elbow.of(side) + to.elbow.of(side) >= 0.0 { Bend::Backward } else { Bend::Forward };
        let (upper, elbow) = two_bone(shoulder, target, (UPPER_ARM * scale, reach * scale), bend);
        let elbow = if bend == Bend::Backward { elbow } else { -elbow };
        self.shoulder.set(side, unwind(upper + self.trunk, self.shoulder.of(side)));
        self.elbow.set(side, elbow);
    }
}

impl Blend for SidePose {
    fn blend(self, other: Self, s: f64) -> Self {
        Self {
            root: self.root.blend(other.root, s),
            trunk: self.trunk.blend(other.trunk, s),
            neck: self.neck.blend(other.neck, s),
            curl: self.curl.blend(other.curl, s),
            hip: self.hip.blend(other.hip, s),
            knee: self.knee.blend(other.knee, s),
            ankle: self.ankle.blend(other.ankle, s),
            shoulder: self.shoulder.blend(other.shoulder, s),
            elbow: self.elbow.blend(other.elbow, s),
            wrist: self.wrist.blend(other.wrist, s),
            leg_scale: self.leg_scale.blend(other.leg_scale, s),
            arm_scale: self.arm_scale.blend(other.arm_scale, s),
        }
    }
}

/// A body that faces the viewer, as the places of its joints, u. The near side is the person's right, on the left of the
/// picture; a limb that is drawn short points toward the viewer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrontPose {
    /// Hip joints.
    pub hip: Pair<Point>,
    /// Knees.
    pub knee: Pair<Point>,
    /// Ankles.
    pub ankle: Pair<Point>,
    /// Shoulder joints.
    pub shoulder: Pair<Point>,
    /// Elbows.
    pub elbow: Pair<Point>,
    /// Middle of the hands.
    pub hand: Pair<Point>,
    /// Middle of the head.
    pub head: Point,
    /// Where the toes point, degrees counter-clockwise from straight down.
    pub foot: Pair<f64>,
}

impl FrontPose {
    /// Where every joint is. The foot is a point here: its ankle stands for it.
    pub fn joints(&self) -> Joints {
        let hip = self.hip.near.blend(self.hip.far, 0.5);
        let shoulder = self.shoulder.near.blend(self.shoulder.far, 0.5);
        let leg = |side| {
            let (knee, ankle) = (self.knee.of(side), self.ankle.of(side));
            let sole = ankle + down(self.foot.of(side), -HEEL.y);
            Leg { knee, ankle, heel: sole, ball: sole, toe: sole, hinge: 0.0 }
        };
        let arm = |side| {
            let (elbow, hand) = (self.elbow.of(side), self.hand.of(side));
            Arm { elbow, wrist: elbow.blend(hand, FOREARM / REACH), hand, grip: hand }
        };
        Joints {
            hip,
            waist: hip.blend(shoulder, LOWER_TRUNK / (LOWER_TRUNK + UPPER_TRUNK)),
            shoulder,
            head: self.head,
            legs: Pair::new(leg(Limb::Near), leg(Limb::Far)),
            arms: Pair::new(arm(Limb::Near), arm(Limb::Far)),
        }
    }

    /// The same position with the sides exchanged: mirrored about the middle of the picture.
    fn swapped(self) -> Self {
        let turn = |pair: Pair<Point>| {
            let mirror = |point: Point| Point::new(-point.x, point.y);
            Pair::new(mirror(pair.far), mirror(pair.near))
        };
        Self {
            hip: turn(self.hip),
            knee: turn(self.knee),
            ankle: turn(self.ankle),
            shoulder: turn(self.shoulder),
            elbow: turn(self.elbow),
            hand: turn(self.hand),
            head: Point::new(-self.head.x, self.head.y),
            foot: Pair::new(-self.foot.far, -self.foot.near),
        }
    }
}

impl Blend for FrontPose {
    fn blend(self, other: Self, s: f64) -> Self {
        Self {
            hip: self.hip.blend(other.hip, s),
            knee: self.knee.blend(other.knee, s),
            ankle: self.ankle.blend(other.ankle, s),
            shoulder: self.shoulder.blend(other.shoulder, s),
            elbow: self.elbow.blend(other.elbow, s),
            hand: self.hand.blend(other.hand, s),
            head: self.head.blend(other.head, s),
            foot: self.foot.blend(other.foot, s),
        }
    }
}

/// A body in one position, and the side it is seen from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pose {
    /// Seen from the side.
    Side(SidePose),
    /// Facing the viewer.
    Front(FrontPose),
}

impl Pose {
    /// Where every joint is.
    pub fn joints(&self) -> Joints {
        match self {
            Self::Side(pose) => pose.joints(),
            Self::Front(pose) => pose.joints(),
        }
    }

    pub(crate) fn swapped(self) -> Self {
        match self {
            Self::Side(pose) => Self::Side(pose.swapped()),
            Self::Front(pose) => Self::Front(pose.swapped()),
        }
    }

    /// The position a share `s` of the way to `other`. `anchor` travels on a straight line, and so does each joint of
    /// `plants`: what stands on the floor stays there.
    pub fn toward(&self, other: &Self, s: f64, anchor: Option<Joint>, plants: &[Joint]) -> Self {
        match (self, other) {
            (Self::Side(from), Self::Side(to)) => {
                let mut pose = from.blend(*to, s);
                if let Some(anchor) = anchor {
                    let target = from.joints().at(anchor).blend(to.joints().at(anchor), s);
                    pose.root = pose.root + target - pose.joints().at(anchor);
                }
                for plant in plants {
                    pose.plant(*plant, from, to, s);
                }
                Self::Side(pose)
            }
            (Self::Front(from), Self::Front(to)) => Self::Front(from.blend(*to, s)),
            (from, to) => *if s < 0.5 { from } else { to },
        }
    }
}
