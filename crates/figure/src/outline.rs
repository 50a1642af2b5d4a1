//! The outlines of the body, each in the frame of its segment: origin at the upper joint, x to the front, y down along
//! the limb. A closed spline joins the points.

use crate::geometry::Point;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Points of an outline, u.
type Outline = &'static [(f64, f64)];

const THIGH: Outline = &[
    (-6.0, -60.0),
    (38.0, -46.0),
    (58.0, -6.0),
    (62.0, 55.0),
    (56.0, 125.0),
    (45.0, 190.0),
    (39.0, 232.0),
    (31.0, 264.0),
    (2.0, 278.0),
    (-25.0, 266.0),
    (-33.0, 235.0),
    (-38.0, 195.0),
    (-50.0, 130.0),
    (-60.0, 62.0),
    (-66.0, 8.0),
    (-50.0, -42.0),
];
const SHANK: Outline = &[
    (0.0, -34.0),
    (28.0, -24.0),
    (36.0, 4.0),
    (31.0, 50.0),
    (27.0, 100.0),
    (22.0, 160.0),
    (18.0, 215.0),
    (17.0, 246.0),
    (0.0, 258.0),
    (-18.0, 246.0),
    (-18.0, 215.0),
    (-26.0, 160.0),
    (-43.0, 105.0),
    (-47.0, 62.0),
    (-37.0, 15.0),
    (-26.0, -22.0),
];
const UPPER_ARM: Outline = &[
    (0.0, -36.0),
    (25.0, -24.0),
    (34.0, 6.0),
    (31.0, 60.0),
    (27.0, 115.0),
    (23.0, 165.0),
    (17.0, 198.0),
    (0.0, 208.0),
    (-16.0, 198.0),
    (-22.0, 165.0),
    (-28.0, 115.0),
    (-33.0, 60.0),
    (-36.0, 6.0),
    (-26.0, -24.0),
];
const FOREARM: Outline = &[
    (0.0, -24.0),
    (17.0, -17.0),
    (23.0, 8.0),
    (25.0, 42.0),
    (20.0, 90.0),
    (14.0, 138.0),
    (11.0, 156.0),
    (0.0, 160.0),
    (-11.0, 156.0),
    (-14.0, 138.0),
    (-19.0, 90.0),
    (-24.0, 42.0),
    (-22.0, 8.0),
    (-16.0, -17.0),
];
const HAND: Outline = &[
    (0.0, -12.0),
    (11.0, -7.0),
    (15.0, 14.0),
    (14.0, 36.0),
    (9.0, 52.0),
    (0.0, 58.0),
    (-9.0, 52.0),
    (-13.0, 34.0),
    (-14.0, 12.0),
    (-10.0, -8.0),
];
const FIST: Outline = &[
    (0.0, -10.0),
    (14.0, -4.0),
    (21.0, 14.0),
    (20.0, 34.0),
    (8.0, 46.0),
    (-9.0, 46.0),
    (-19.0, 34.0),
    (-20.0, 14.0),
    (-12.0, -4.0),
];
const TRUNK_LOWER: Outline = &[
    (44.0, -146.0),
    (49.0, -110.0),
    (54.0, -66.0),
    (57.0, -22.0),
    (50.0, 22.0),
    (18.0, 50.0),
    (-30.0, 52.0),
    (-62.0, 34.0),
    (-76.0, -6.0),
    (-69.0, -48.0),
    (-49.0, -94.0),
    (-42.0, -130.0),
    (-30.0, -160.0),
    (18.0, -164.0),
];
const TRUNK_UPPER: Outline = &[
    (20.0, -186.0),
    (46.0, -152.0),
    (66.0, -102.0),
    (63.0, -56.0),
    (53.0, -10.0),
    (47.0, 22.0),
    (26.0, 40.0),
    (-10.0, 44.0),
    (-32.0, 34.0),
    (-42.0, 0.0),
    (-54.0, -50.0),
    (-65.0, -100.0),
    (-63.0, -142.0),
    (-42.0, -174.0),
    (-10.0, -192.0),
];
const NECK: Outline =
    &[(-34.0, 8.0), (34.0, 12.0), (26.0, -40.0), (26.0, -84.0), (-30.0, -100.0), (-28.0, -50.0)];
const HEAD: Outline = &[
    (-1.9, -193.1),
    (29.8, -184.2),
    (48.4, -157.6),
    (52.1, -135.9),
    (61.4, -112.3),
    (53.0, -102.4),
    (50.2, -88.7),
    (40.9, -69.0),
    (20.5, -63.0),
    (-9.3, -80.8),
    (-37.2, -94.6),
    (-53.0, -126.1),
    (-51.2, -159.6),
    (-31.6, -185.2),
];
const HAMSTRING: Outline = &[
    (-32.0, 10.0),
    (-52.0, 28.0),
    (-55.0, 70.0),
    (-46.0, 130.0),
    (-36.0, 190.0),
    (-31.0, 240.0),
    (-33.0, 268.0),
    (-24.0, 262.0),
    (-16.0, 225.0),
    (-10.0, 180.0),
    (-4.0, 130.0),
    (-6.0, 70.0),
    (-16.0, 26.0),
];
const QUADS: Outline = &[
    (34.0, -6.0),
    (50.0, 10.0),
    (54.0, 60.0),
    (49.0, 120.0),
    (39.0, 185.0),
    (30.0, 222.0),
    (16.0, 222.0),
    (14.0, 180.0),
    (12.0, 120.0),
    (14.0, 60.0),
    (20.0, 14.0),
];
const GLUTES: Outline = &[
    (-26.0, -56.0),
    (-56.0, -38.0),
    (-68.0, -2.0),
    (-58.0, 36.0),
    (-34.0, 50.0),
    (-8.0, 34.0),
    (0.0, 4.0),
    (-6.0, -34.0),
];
const CALF: Outline = &[
    (-30.0, 14.0),
    (-40.0, 40.0),
    (-42.0, 78.0),
    (-34.0, 120.0),
    (-22.0, 160.0),
    (-14.0, 176.0),
    (-10.0, 150.0),
    (-6.0, 110.0),
    (-6.0, 64.0),
    (-14.0, 26.0),
];
const TRUNK: Outline = &[
    (-38.0, -158.0),
    (-55.0, -128.0),
    (-56.0, -96.0),
    (-46.0, -50.0),
    (-36.0, 0.0),
    (-42.0, 40.0),
    (-52.0, 74.0),
    (-36.0, 84.0),
    (-22.0, 50.0),
    (-16.0, 0.0),
    (-24.0, -50.0),
    (-32.0, -100.0),
];

/// The body from the front. Limbs are drawn alike for both sides; tints are those of the side on the left.
const FRONT_THIGH: Outline = &[
    (0.0, -52.0),
    (40.0, -44.0),
    (58.0, -8.0),
    (61.0, 55.0),
    (53.0, 130.0),
    (42.0, 200.0),
    (37.0, 240.0),
    (28.0, 268.0),
    (0.0, 278.0),
    (-28.0, 268.0),
    (-37.0, 240.0),
    (-42.0, 200.0),
    (-53.0, 130.0),
    (-61.0, 55.0),
    (-58.0, -8.0),
    (-40.0, -44.0),
];
const FRONT_SHANK: Outline = &[
    (0.0, -34.0),
    (26.0, -26.0),
    (35.0, 2.0),
    (41.0, 62.0),
    (36.0, 118.0),
    (23.0, 190.0),
    (18.0, 240.0),
    (0.0, 256.0),
    (-18.0, 240.0),
    (-23.0, 190.0),
    (-36.0, 118.0),
    (-41.0, 62.0),
    (-35.0, 2.0),
    (-26.0, -26.0),
];
const FRONT_TRUNK: Outline = &[
    (0.0, -322.0),
    (38.0, -318.0),
    (88.0, -304.0),
    (112.0, -284.0),
    (104.0, -236.0),
    (84.0, -184.0),
    (70.0, -132.0),
    (82.0, -70.0),
    (98.0, -16.0),
    (92.0, 26.0),
    (48.0, 44.0),
    (0.0, 56.0),
    (-48.0, 44.0),
    (-92.0, 26.0),
    (-98.0, -16.0),
    (-82.0, -70.0),
    (-70.0, -132.0),
    (-84.0, -184.0),
    (-104.0, -236.0),
    (-112.0, -284.0),
    (-88.0, -304.0),
    (-38.0, -318.0),
];
const FRONT_NECK: Outline = &[
    (-44.0, 12.0),
    (0.0, 22.0),
    (44.0, 12.0),
    (29.0, -24.0),
    (28.0, -90.0),
    (0.0, -100.0),
    (-28.0, -90.0),
    (-29.0, -24.0),
];
const FRONT_HEAD: Outline = &[
    (0.0, -65.0),
    (32.0, -56.0),
    (50.0, -22.0),
    (48.0, 12.0),
    (34.0, 46.0),
    (0.0, 66.0),
    (-34.0, 46.0),
    (-48.0, 12.0),
    (-50.0, -22.0),
    (-32.0, -56.0),
];
const FRONT_QUADS: Outline = &[
    (0.0, 4.0),
    (24.0, 40.0),
    (31.0, 100.0),
    (24.0, 170.0),
    (10.0, 222.0),
    (-10.0, 222.0),
    (-24.0, 170.0),
    (-31.0, 100.0),
    (-24.0, 40.0),
];
const FRONT_ADDUCTORS: Outline = &[
    (30.0, 14.0),
    (50.0, 20.0),
    (55.0, 70.0),
    (46.0, 140.0),
    (34.0, 206.0),
    (24.0, 160.0),
    (20.0, 90.0),
    (22.0, 40.0),
];
const FRONT_CALF: Outline =
    &[(-24.0, 20.0), (-36.0, 60.0), (-33.0, 110.0), (-22.0, 170.0), (-16.0, 130.0), (-16.0, 70.0)];
const FRONT_GLUTES: Outline = &[
    (-64.0, -86.0),
    (-78.0, -64.0),
    (-92.0, -20.0),
    (-88.0, 22.0),
    (-64.0, 28.0),
    (-52.0, -8.0),
    (-52.0, -52.0),
];
const FRONT_FLANK: Outline = &[
    (-74.0, -212.0),
    (-80.0, -186.0),
    (-66.0, -134.0),
    (-72.0, -96.0),
    (-54.0, -84.0),
    (-42.0, -122.0),
    (-48.0, -170.0),
    (-58.0, -206.0),
];

/// Paths that are no splines.
pub(crate) const SHOE: &str =
    "M-21 -30C-24 -8 -44 0 -44 22L-43 31L74 31C86 22 82 12 70 6C48 -2 28 -8 19 -30Z";
pub(crate) const SHOE_TOE: &str = "M-10 -24C16 -24 42 -12 42 4L40 6L-10 6C-22 0 -22 -18 -10 -24Z";
pub(crate) const SOLE: &str = "M-44 26L74 26C80 30 80 36 74 39L-38 39C-44 38 -45 32 -44 26Z";
pub(crate) const SOLE_TOE: &str = "M-4 1L42 1C44 9 38 14 28 14L-4 14C-9 10 -9 5 -4 1Z";
pub(crate) const HEADBAND: &str = "M51 -150Q2 -166 -51 -146";
pub(crate) const FRONT_SHOE: &str = "M-20 -28C-26 -8 -38 8 -38 31L38 31C38 8 26 -8 20 -28Z";
pub(crate) const FRONT_SOLE: &str = "M-40 26L40 26C44 32 42 39 36 39L-36 39C-42 39 -44 32 -40 26Z";
pub(crate) const FRONT_HEADBAND: &str = "M-49 -24Q0 -36 49 -24";

/// A closed spline through the points of an outline.
fn closed(outline: Outline) -> String {
    let points: Vec<Point> = outline.iter().map(|(x, y)| Point::new(*x, *y)).collect();
    closed_through(&points)
}

/// A closed spline through points that are already y down; empty without points.
pub(crate) fn closed_through(points: &[Point]) -> String {
    let count = points.len().max(1);
    let at = |index: usize| points.get(index % count).copied().unwrap_or_default();
    let mut path = Spline::from(at(0));
    for index in 0..count {
        path.curve([at(index + count - 1), at(index), at(index + 1), at(index + 2)]);
    }
    path.text.push('Z');
    path.text
}

/// An open spline through points that are already y down.
pub(crate) fn open(points: &[Point]) -> String {
    let Some((first, last)) = points.first().zip(points.last()) else { return String::new() };
    let at =
        |index: Option<usize>, end: Point| index.and_then(|index| points.get(index)).copied().unwrap_or(end);
    let mut path = Spline::from(*first);
    for index in 0..points.len().saturating_sub(1) {
        let before = at(index.checked_sub(1), *first);
        path.curve([before, at(Some(index), *first), at(Some(index + 1), *last), at(Some(index + 2), *last)]);
    }
    path.text
}

/// A Catmull-Rom spline as cubics, written as short as it can be: each from where the one before ended, whose second
/// control point mirrored is the first of the next.
struct Spline {
    text: String,
    at: (i64, i64),
}

impl Spline {
    fn from(first: Point) -> Self {
        let (x, y) = rounded(first);
        Self { text: format!("M{x} {y}"), at: (x, y) }
    }

    /// One piece, from the second of four points to the third.
    fn curve(&mut self, [p0, p1, p2, p3]: [Point; 4]) {
        let one = rounded(p1 + (p2 - p0) * (1.0 / 6.0));
        let two = rounded(p2 - (p3 - p1) * (1.0 / 6.0));
        let end = rounded(p2);
        if self.text.contains(['c', 's']) {
            self.text.push('s');
        } else {
            self.text.push('c');
            self.steps(one);
            self.separate(two);
        }
        self.steps(two);
        self.separate(end);
        self.steps(end);
        self.at = end;
    }

    fn steps(&mut self, (x, y): (i64, i64)) {
        let (x, y) = (x - self.at.0, y - self.at.1);
        let between = if y < 0 { "" } else { " " };
        let _infallible = write!(self.text, "{x}{between}{y}");
    }

    /// A space before a point, where its number does not bring a sign along.
    fn separate(&mut self, (x, _): (i64, i64)) {
        if x >= self.at.0 {
            self.text.push(' ');
        }
    }
}

fn rounded(point: Point) -> (i64, i64) {
    (point.x.round() as i64, point.y.round() as i64)
}

/// All outlines as paths, computed once.
pub(crate) struct Paths {
    pub(crate) thigh: String,
    pub(crate) shank: String,
    pub(crate) upper_arm: String,
    pub(crate) forearm: String,
    pub(crate) hand: String,
    pub(crate) fist: String,
    pub(crate) trunk_lower: String,
    pub(crate) trunk_upper: String,
    pub(crate) neck: String,
    pub(crate) head: String,
    pub(crate) hamstring: String,
    pub(crate) quads: String,
    pub(crate) glutes: String,
    pub(crate) calf: String,
    pub(crate) trunk: String,
    pub(crate) front_thigh: String,
    pub(crate) front_shank: String,
    pub(crate) front_trunk: String,
    pub(crate) front_neck: String,
    pub(crate) front_head: String,
    pub(crate) front_quads: String,
    pub(crate) front_adductors: String,
    pub(crate) front_calf: String,
    pub(crate) front_glutes: String,
    pub(crate) front_flank: String,
}

pub(crate) static PATHS: LazyLock<Paths> = LazyLock::new(|| Paths {
    thigh: closed(THIGH),
    shank: closed(SHANK),
    upper_arm: closed(UPPER_ARM),
    forearm: closed(FOREARM),
    hand: closed(HAND),
    fist: closed(FIST),
    trunk_lower: closed(TRUNK_LOWER),
    trunk_upper: closed(TRUNK_UPPER),
    neck: closed(NECK),
    head: closed(HEAD),
    hamstring: closed(HAMSTRING),
    quads: closed(QUADS),
    glutes: closed(GLUTES),
    calf: closed(CALF),
    trunk: closed(TRUNK),
    front_thigh: closed(FRONT_THIGH),
    front_shank: closed(FRONT_SHANK),
    front_trunk: closed(FRONT_TRUNK),
    front_neck: closed(FRONT_NECK),
    front_head: closed(FRONT_HEAD),
    front_quads: closed(FRONT_QUADS),
    front_adductors: closed(FRONT_ADDUCTORS),
    front_calf: closed(FRONT_CALF),
    front_glutes: closed(FRONT_GLUTES),
    front_flank: closed(FRONT_FLANK),
});
