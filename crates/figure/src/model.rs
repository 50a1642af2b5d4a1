//! An exercise as data: frames, what they rest on, which muscles work, and what is drawn beside the body.

use crate::geometry::Point;
use crate::joint::Joint;
use crate::kit::{Kit, Moved};
use crate::pose::Pose;
use crate::validate::{self, Breach};
use std::collections::BTreeMap;

/// A vocabulary: each word with its name in the data.
macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $word:ident = $id:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $word,)+ }

        impl $name {
            /// Every word.
            pub const ALL: &'static [Self] = &[$(Self::$word,)+];

            /// Its name in the data.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$word => $id,)+ }
            }

            /// The word of this name.
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.id() == id)
            }
        }
    };
}

vocabulary! {
    /// How the body is placed; said in the description.
    Posture {
        /// On the back.
        Supine = "supine",
        /// Face down.
        Prone = "prone",
        /// On the side.
        SideLying = "side-lying",
        /// On one or both knees.
        Kneeling = "kneeling",
        /// On hands and knees, or hands and feet.
        AllFours = "all-fours",
        /// On the floor.
        Seated = "seated",
        /// On a chair or saddle.
        Chair = "chair",
        /// On the feet.
        Standing = "standing",
        /// On a bench.
        Bench = "bench",
        /// In motion, shown slowed down.
        Gait = "gait",
    }
}

vocabulary! {
    /// What happens at the end of the frames.
    Loop {
        /// The frames are one whole repetition: the last is the first.
        Repeat = "repeat",
        /// The picture fades and begins again.
        Reset = "reset",
        /// A whole repetition with a static hold inside.
        Hold = "hold",
        /// The repetition again with the sides exchanged, and back.
        Swap = "swap",
    }
}

vocabulary! {
    /// A muscle that can be tinted.
    Muscle {
        /// Back of the thigh.
        Hamstring = "hamstring",
        /// Buttocks.
        Glutes = "glutes",
        /// Front of the thigh.
        Quads = "quads",
        /// Calf.
        Calf = "calf",
        /// Trunk.
        Trunk = "trunk",
        /// Inner thigh; seen from the front only.
        Adductors = "adductors",
    }
}

vocabulary! {
    /// What a muscle's length does.
    Contraction {
        /// It shortens.
        Concentric = "concentric",
        /// It lengthens under load.
        Eccentric = "eccentric",
        /// It holds.
        Isometric = "isometric",
        /// It is stretched.
        Stretch = "stretch",
    }
}

vocabulary! {
    /// How the hands are drawn.
    Hand {
        /// Flat.
        Open = "open",
        /// Closed round something.
        Fist = "fist",
    }
}

vocabulary! {
    /// What stays in the middle of the picture.
    Camera {
        /// The floor stands still.
        Fixed = "fixed",
        /// The hip stands still; feet slide back as on a treadmill.
        Track = "track",
    }
}

/// Which muscles work, and how.
pub type Work = BTreeMap<Muscle, Contraction>;

/// One key position.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Seconds from the start of the repetition.
    pub at: f64,
    /// What to do, in a few words.
    pub cue: String,
    /// The body.
    pub pose: Pose,
    /// Where the kit is that moves by itself.
    pub kit: Moved,
    /// What the muscles do from here to the next frame; `None`: as the figure says.
    pub work: Option<Work>,
    /// What stays put on the way to this frame; `None`: as the figure says.
    pub plant: Option<Vec<Joint>>,
}

/// The one arrow of a figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrow {
    /// Follows a joint through some frames.
    Path {
        /// The joint.
        joint: Joint,
        /// Frames in order, at least two.
        frames: Vec<usize>,
        /// Pushed this far away from a joint.
        out: Option<(f64, Joint)>,
        /// Moved by this much.
        offset: Point,
        /// Made longer, about its first point.
        stretch: f64,
    },
    /// Through given places, y up.
    Line(Vec<Point>),
}

/// How a skipping or running figure is shown twice in a loop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gait {
    /// Seconds after which the sides are exchanged.
    pub half: f64,
    /// Share of real speed at which it is shown.
    pub rate: f64,
}

/// Everything a figure is made of, unchecked.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The exercise it belongs to.
    pub id: String,
    /// Its name for a person.
    pub name: String,
    /// How the body is placed.
    pub posture: Posture,
    /// What happens at the end.
    pub repeats: Loop,
    /// For `swap` only: when the sides change, and how much it is slowed down.
    pub gait: Option<Gait>,
    /// What stays in the middle.
    pub camera: Camera,
    /// The joint that travels on straight lines; `None`: the hip.
    pub anchor: Option<Joint>,
    /// Limb ends that stay put.
    pub plant: Vec<Joint>,
    /// The same for the way into the exchanged repetition; `None`: as above.
    pub plant_into_swap: Option<Vec<Joint>>,
    /// How the hands are drawn.
    pub hand: Hand,
    /// The effort that the still shows.
    pub work: Work,
    /// Work of each frame of the exchanged repetition.
    pub work_second_half: Vec<Work>,
    /// Frame of the still.
    pub main: usize,
    /// Frame drawn faintly behind it.
    pub ghost: Option<usize>,
    /// The two phases on paper.
    pub pair: [usize; 2],
    /// The arrow.
    pub arrow: Option<Arrow>,
    /// The kit.
    pub kit: Vec<Kit>,
    /// The positions, in time.
    pub frames: Vec<Frame>,
}

impl Drawing {
    /// Height of the ground at `x`, u: 0 but on a hill.
    pub fn ground(&self, x: f64) -> f64 {
        let degrees = self.kit.iter().find_map(|kit| match kit {
            Kit::Slope { degrees } => Some(*degrees),
            _ => None,
        });
        x * degrees.unwrap_or(0.0).to_radians().tan()
    }
}

/// A figure that can be drawn: a [`Drawing`] whose every part was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure(Drawing);

impl Figure {
    /// Checks a drawing. Every breach is named, not only the first.
    pub fn new(drawing: Drawing) -> Result<Self, Vec<Breach>> {
        let breaches = validate::check(&drawing);
        if breaches.is_empty() { Ok(Self(drawing)) } else { Err(breaches) }
    }

    /// What it is made of.
    pub fn drawing(&self) -> &Drawing {
        &self.0
    }

    /// The exercise it belongs to.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Its name for a person.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub(crate) fn frame(&self, index: usize) -> &Frame {
        // Every index of a checked drawing is one of its frames, and it has frames.
        self.0.frames.get(index).unwrap_or(&self.0.frames[0])
    }
}
