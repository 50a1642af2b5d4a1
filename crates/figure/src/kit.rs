//! The things an exercise needs, and where they are in the picture. Places in u, y up, floor at 0.

use crate::geometry::{Blend, Point};
use crate::joint::{Joint, Limb};

/// From one x to another, u.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Left end.
    pub from: f64,
    /// Right end.
    pub to: f64,
}

impl Span {
    pub(crate) fn width(self) -> f64 {
        self.to - self.from
    }
}

/// What an end of a band or strap is tied to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tie {
    /// A part of the body.
    Joint(Joint),
    /// A fixed place.
    Place(Point),
}

/// One piece of kit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kit {
    /// A mat on the floor.
    Mat(Span),
    /// A mat seen from above, under a body that lies and faces the viewer.
    Rug {
        /// Its ends.
        x: Span,
        /// Its near and its far edge, y up.
        y: Span,
        /// How far the far edge is moved to the right: 0 straight from above, more when seen from aside.
        skew: f64,
    },
    /// A sturdy box or step of height `h`.
    Box {
        /// Where it stands.
        x: Span,
        /// Its height.
        h: f64,
    },
    /// A yoga block of height `h`.
    Block {
        /// Where it stands.
        x: Span,
        /// Its height.
        h: f64,
    },
    /// A bench with its top at `h`.
    Bench {
        /// Where it stands.
        x: Span,
        /// Its height.
        h: f64,
    },
    /// A 45 degree back-extension bench, at x 0.
    Bench45,
    /// A lying leg-curl bench: top at `h`, turning point at the knee.
    CurlBench {
        /// Where it stands.
        x: Span,
        /// Its height.
        h: f64,
    },
    /// A stability ball of radius `r`; frames say where it is.
    Ball {
        /// Its radius.
        r: f64,
    },
    /// A slider under a foot.
    Slider {
        /// What slides on it.
        at: Joint,
    },
    /// An elastic band.
    Band {
        /// One end.
        from: Tie,
        /// The other.
        to: Tie,
    },
    /// A loop of band round both legs.
    MiniBand {
        /// At the knee or the ankle, and on which side it starts.
        at: Joint,
    },
    /// A strap or belt that does not stretch.
    Strap {
        /// One end.
        from: Tie,
        /// The other.
        to: Tie,
    },
    /// A barbell seen from its end.
    Barbell {
        /// Where it is held; `None` when frames say where it is.
        at: Option<Joint>,
        /// Radius of its plates.
        r: f64,
    },
    /// A dumbbell.
    Dumbbell {
        /// The hand that holds it.
        at: Joint,
    },
    /// A kettlebell.
    Kettlebell {
        /// The hand that holds it.
        at: Joint,
    },
    /// A pad under the knees, of height `h`.
    Pad {
        /// Where it lies.
        x: Span,
        /// Its height.
        h: f64,
    },
    /// A padded roller that holds the ankles.
    AnkleBar {
        /// The ankles.
        at: Point,
    },
    /// A post of height `h`.
    Post {
        /// Where it stands.
        x: f64,
        /// Its height.
        h: f64,
    },
    /// A rail in front, its bar at height `h`.
    Rail {
        /// Where it stands.
        x: f64,
        /// Its height.
        h: f64,
    },
    /// A rail at the far side, its bar at height `h`.
    SideRail {
        /// Where it stands.
        x: f64,
        /// Its height.
        h: f64,
    },
    /// A chair whose seat begins at x; its back rest is there.
    Chair {
        /// Where its back legs stand.
        x: f64,
        /// Which way it faces.
        facing: Facing,
    },
    /// A wall whose face is at x.
    Wall {
        /// Its face.
        x: f64,
        /// Which side of it is free.
        facing: Facing,
    },
    /// A foam roller; frames say where it is.
    FoamRoller,
    /// A lacrosse ball.
    LacrosseBall {
        /// Its middle.
        at: Point,
    },
    /// A stationary bicycle with its cranks at `at`; its pedals follow the feet.
    Bike {
        /// The cranks.
        at: Point,
    },
    /// The belt of a treadmill; the floor of the picture is its belt.
    Treadmill(Span),
    /// Ground that rises to the right, degrees.
    Slope {
        /// Its steepness.
        degrees: f64,
    },
    /// A phone that lies on the shin, used as an angle meter.
    Phone {
        /// Whose shin.
        on: Limb,
    },
}

/// Which way a thing faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facing {
    /// To the right of the picture, as the figure does.
    Right,
    /// To the left.
    Left,
}

impl Facing {
    pub(crate) fn sign(self) -> f64 {
        match self {
            Self::Right => 1.0,
            Self::Left => -1.0,
        }
    }
}

impl Kit {
    /// Its name for a person; `None` for what belongs to another piece.
    pub fn name(&self) -> Option<&'static str> {
        Some(match self {
            Self::Mat(_) | Self::Rug { .. } => "mat",
            Self::Box { h, .. } if *h < 180.0 => "step",
            Self::Box { .. } => "box",
            Self::Block { .. } => "block",
            Self::Bench { .. } => "bench",
            Self::Bench45 => "back-extension bench",
            Self::CurlBench { .. } => "leg-curl machine",
            Self::Ball { .. } => "stability ball",
            Self::Slider { .. } => "slider",
            Self::Band { .. } | Self::MiniBand { .. } => "band",
            Self::Strap { .. } => "strap",
            Self::Barbell { .. } => "barbell",
            Self::Dumbbell { .. } => "dumbbell",
            Self::Kettlebell { .. } => "kettlebell",
            Self::Pad { .. } => "pad",
            Self::AnkleBar { .. } => "ankle bar",
            Self::Post { .. } => return None,
            Self::Rail { .. } | Self::SideRail { .. } => "rail to hold",
            Self::Chair { .. } => "chair",
            Self::Wall { .. } => "wall",
            Self::FoamRoller => "foam roller",
            Self::LacrosseBall { .. } => "lacrosse ball",
            Self::Bike { .. } => "stationary bike",
            Self::Treadmill(_) => "treadmill",
            Self::Slope { .. } => "gentle hill",
            Self::Phone { .. } => "phone",
        })
    }

    /// Whether it is drawn over the body.
    pub(crate) fn in_front(&self) -> bool {
        matches!(
            self,
            Self::Slider { .. }
                | Self::Band { .. }
                | Self::MiniBand { .. }
                | Self::Barbell { .. }
                | Self::Kettlebell { .. }
                | Self::LacrosseBall { .. }
                | Self::AnkleBar { .. }
                | Self::Rail { .. }
                | Self::Strap { .. }
                | Self::Phone { .. }
        ) || matches!(self, Self::Dumbbell { at } if *at == Joint::Grip(Limb::Near))
    }
}

/// A thing that rolls: where its middle is, and how far it has turned (degrees, counter-clockwise).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rolling {
    /// Its middle.
    pub at: Point,
    /// How far it has turned.
    pub turn: f64,
}

impl Blend for Rolling {
    fn blend(self, other: Self, s: f64) -> Self {
        Self { at: self.at.blend(other.at, s), turn: self.turn.blend(other.turn, s) }
    }
}

/// Where the movable kit is in one frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moved {
    /// The stability ball.
    pub ball: Option<Rolling>,
    /// The foam roller.
    pub roller: Option<Rolling>,
    /// The bar that no hand carries.
    pub bar: Option<Point>,
}

impl Blend for Moved {
    fn blend(self, other: Self, s: f64) -> Self {
        fn both<T: Blend + Copy>(a: Option<T>, b: Option<T>, s: f64) -> Option<T> {
            a.zip(b).map(|(a, b)| a.blend(b, s)).or(a)
        }
        Self {
            ball: both(self.ball, other.ball, s),
            roller: both(self.roller, other.roller, s),
            bar: both(self.bar, other.bar, s),
        }
    }
}
