//! Drawings of exercises, from joint angles to SVG. Pure: no clock, file, environment, network or chance.
//!
//! A [`Drawing`] is data: key positions in time, what rests on the floor, which muscles work, kit and an arrow.
//! [`Figure::new`] checks it; a [`Figure`] draws itself. Lengths are in u, 1/1000 of body height. The output carries
//! classes only, and [`STYLE`] gives them their colours in both colour schemes.
//!
//! ```
//! use femoris_figure::{
//!     Camera, Drawing, Figure, Frame, Hand, Loop, Moved, Point, Pose, Posture, Side, SidePose, Size, View, Work,
//! };
//!
//! let standing = Frame {
//!     at: 0.0,
//!     cue: "Stand".to_owned(),
//!     pose: Pose::Side(SidePose { root: Point::new(0.0, 530.0), ..SidePose::default() }),
//!     kit: Moved::default(),
//!     work: None,
//!     plant: None,
//! };
//! let figure = Figure::new(Drawing {
//!     id: "standing".to_owned(),
//!     name: "Standing".to_owned(),
//!     posture: Posture::Standing,
//!     repeats: Loop::Reset,
//!     gait: None,
//!     camera: Camera::Fixed,
//!     anchor: None,
//!     plant: Vec::new(),
//!     plant_into_swap: None,
//!     hand: Hand::Open,
//!     work: Work::new(),
//!     work_second_half: Vec::new(),
//!     main: 0,
//!     ghost: None,
//!     pair: [0, 0],
//!     arrow: None,
//!     kit: Vec::new(),
//!     frames: vec![standing],
//! })
//! .expect("it keeps to the rules");
//! let svg = figure.render(View::new(Side::Left, Size::Card));
//! assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
//! assert_eq!(figure.describe(Side::Left), "Standing. Standing. Stand. Shown on the left side.");
//! ```

mod draw;
mod geometry;
mod joint;
mod kit;
mod model;
mod motion;
mod outline;
mod pose;
mod render;
mod stride;
mod svg;
mod validate;
mod words;

pub use geometry::Point;
pub use joint::{Joint, Joints, Limb, Pair};
pub use kit::{Facing, Kit, Moved, Rolling, Span, Tie};
pub use model::{
    Arrow, Camera, Contraction, Drawing, Figure, Frame, Gait, Hand, Loop, Muscle, Posture, Work,
};
pub use pose::{FrontPose, Pose, SidePose};
pub use render::{Motion, Side, Size, View};
pub use stride::{Load, Moment, Part, Phase, Stride};
pub use validate::Breach;

/// The rules that give the figures their colours, in light, dark and on paper. A page that shows a figure serves them as
/// a style sheet.
pub const STYLE: &str = include_str!("../figures.css");
