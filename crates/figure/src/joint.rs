//! The joints of a body, and where they are.

use crate::geometry::{Blend, Point};

/// One value for each side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pair<T> {
    /// The side nearer to the viewer: the sore or the working one.
    pub near: T,
    /// The other.
    pub far: T,
}

impl<T: Copy> Pair<T> {
    /// One value for each side.
    pub const fn new(near: T, far: T) -> Self {
        Self { near, far }
    }

    /// The value of one side.
    pub const fn of(self, side: Limb) -> T {
        match side {
            Limb::Near => self.near,
            Limb::Far => self.far,
        }
    }

    pub(crate) const fn swapped(self) -> Self {
        Self { near: self.far, far: self.near }
    }

    pub(crate) fn set(&mut self, side: Limb, value: T) {
        match side {
            Limb::Near => self.near = value,
            Limb::Far => self.far = value,
        }
    }
}

impl<T: Blend + Copy> Blend for Pair<T> {
    fn blend(self, other: Self, s: f64) -> Self {
        Self { near: self.near.blend(other.near, s), far: self.far.blend(other.far, s) }
    }
}

/// One side of the body, as the viewer sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limb {
    /// The side nearer to the viewer.
    Near,
    /// The other side.
    Far,
}

impl Limb {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Near, Self::Far];

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Near => Self::Far,
            Self::Far => Self::Near,
        }
    }
}

/// A part of the body that a contact, an arrow or a piece of kit can hold on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Joint {
    /// Middle of the hips.
    Hip,
    /// Where the trunk bends.
    Waist,
    /// Middle of the shoulders.
    Shoulder,
    /// Middle of the head.
    Head,
    /// Knee of one side.
    Knee(Limb),
    /// Ankle of one side.
    Ankle(Limb),
    /// Back end of the sole.
    Heel(Limb),
    /// Ball of the foot, at the sole.
    Ball(Limb),
    /// Tip of the toes, at the sole.
    Toe(Limb),
    /// Elbow of one side.
    Elbow(Limb),
    /// Wrist of one side.
    Wrist(Limb),
    /// Middle of the hand with the wrist straight.
    Hand(Limb),
    /// What the hand closes round.
    Grip(Limb),
}

impl Joint {
    /// Every joint.
    pub const ALL: [Self; 22] = {
        use Limb::{Far, Near};
        [
            Self::Hip,
            Self::Waist,
            Self::Shoulder,
            Self::Head,
            Self::Knee(Near),
            Self::Knee(Far),
            Self::Ankle(Near),
            Self::Ankle(Far),
            Self::Heel(Near),
            Self::Heel(Far),
            Self::Ball(Near),
            Self::Ball(Far),
            Self::Toe(Near),
            Self::Toe(Far),
            Self::Elbow(Near),
            Self::Elbow(Far),
            Self::Wrist(Near),
            Self::Wrist(Far),
            Self::Hand(Near),
            Self::Hand(Far),
            Self::Grip(Near),
            Self::Grip(Far),
        ]
    };

    /// Its name in the data: `hip`, `heel.near`.
    pub const fn id(self) -> &'static str {
        use Limb::{Far, Near};
        match self {
            Self::Hip => "hip",
            Self::Waist => "waist",
            Self::Shoulder => "shoulder",
            Self::Head => "head",
            Self::Knee(Near) => "knee.near",
            Self::Knee(Far) => "knee.far",
            Self::Ankle(Near) => "ankle.near",
            Self::Ankle(Far) => "ankle.far",
            Self::Heel(Near) => "heel.near",
            Self::Heel(Far) => "heel.far",
            Self::Ball(Near) => "ball.near",
            Self::Ball(Far) => "ball.far",
            Self::Toe(Near) => "toe.near",
            Self::Toe(Far) => "toe.far",
            Self::Elbow(Near) => "elbow.near",
            Self::Elbow(Far) => "elbow.far",
            Self::Wrist(Near) => "wrist.near",
            Self::Wrist(Far) => "wrist.far",
            Self::Hand(Near) => "hand.near",
            Self::Hand(Far) => "hand.far",
            Self::Grip(Near) => "grip.near",
            Self::Grip(Far) => "grip.far",
        }
    }

    /// The joint of this name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|joint| joint.id() == id)
    }

    /// The same joint of the other side.
    pub(crate) const fn swapped(self) -> Self {
        match self {
            Self::Hip | Self::Waist | Self::Shoulder | Self::Head => self,
            Self::Knee(side) => Self::Knee(side.other()),
            Self::Ankle(side) => Self::Ankle(side.other()),
            Self::Heel(side) => Self::Heel(side.other()),
            Self::Ball(side) => Self::Ball(side.other()),
            Self::Toe(side) => Self::Toe(side.other()),
            Self::Elbow(side) => Self::Elbow(side.other()),
            Self::Wrist(side) => Self::Wrist(side.other()),
            Self::Hand(side) => Self::Hand(side.other()),
            Self::Grip(side) => Self::Grip(side.other()),
        }
    }
}

/// Where every joint is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joints {
    pub(crate) hip: Point,
    pub(crate) waist: Point,
    pub(crate) shoulder: Point,
    pub(crate) head: Point,
    pub(crate) legs: Pair<Leg>,
    pub(crate) arms: Pair<Arm>,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Leg {
    pub(crate) knee: Point,
    pub(crate) ankle: Point,
    pub(crate) heel: Point,
    pub(crate) ball: Point,
    pub(crate) toe: Point,
    /// How far the toes are bent up against the foot, degrees.
    pub(crate) hinge: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Arm {
    pub(crate) elbow: Point,
    pub(crate) wrist: Point,
    pub(crate) hand: Point,
    pub(crate) grip: Point,
}

impl Joints {
    /// Where one joint is.
    pub fn at(&self, joint: Joint) -> Point {
        match joint {
            Joint::Hip => self.hip,
            Joint::Waist => self.waist,
            Joint::Shoulder => self.shoulder,
            Joint::Head => self.head,
            Joint::Knee(side) => self.legs.of(side).knee,
            Joint::Ankle(side) => self.legs.of(side).ankle,
            Joint::Heel(side) => self.legs.of(side).heel,
            Joint::Ball(side) => self.legs.of(side).ball,
            Joint::Toe(side) => self.legs.of(side).toe,
            Joint::Elbow(side) => self.arms.of(side).elbow,
            Joint::Wrist(side) => self.arms.of(side).wrist,
            Joint::Hand(side) => self.arms.of(side).hand,
            Joint::Grip(side) => self.arms.of(side).grip,
        }
    }
}
