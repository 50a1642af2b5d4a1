//! Points, angles and the two-bone solution. Lengths in u (1/1000 of body height), x forward, y up, floor at 0.

use std::ops::{Add, Mul, Sub};

/// A place in the plane of the drawing, in u: x forward, y up from the floor.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Forward.
    pub x: f64,
    /// Up from the floor.
    pub y: f64,
}

impl Point {
    /// The place (x, y).
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Distance to another place, in u.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Turned about the origin, counter-clockwise, degrees.
    pub(crate) fn turned(self, degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self::new(self.x * cos - self.y * sin, self.x * sin + self.y * cos)
    }
}

impl Add for Point {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f64> for Point {
    type Output = Self;

    fn mul(self, by: f64) -> Self {
        Self::new(self.x * by, self.y * by)
    }
}

/// The step of this length from a joint, its direction measured from straight down and positive forward.
pub(crate) fn down(degrees: f64, length: f64) -> Point {
    let (sin, cos) = degrees.to_radians().sin_cos();
    Point::new(length * sin, -length * cos)
}

/// The step of this length from a joint, its direction measured from straight up and positive forward.
pub(crate) fn up(degrees: f64, length: f64) -> Point {
    let (sin, cos) = degrees.to_radians().sin_cos();
    Point::new(length * sin, length * cos)
}

/// What can be carried from one value to another.
pub(crate) trait Blend {
    /// The value a share `s` of the way to `other`, `s` from 0 to 1.
    fn blend(self, other: Self, s: f64) -> Self;
}

impl Blend for f64 {
    fn blend(self, other: Self, s: f64) -> Self {
        self + (other - self) * s
    }
}

impl Blend for Point {
    fn blend(self, other: Self, s: f64) -> Self {
        Self::new(self.x.blend(other.x, s), self.y.blend(other.y, s))
    }
}

/// Slow at both ends.
pub(crate) fn smooth(s: f64) -> f64 {
    s * s * (3.0 - 2.0 * s)
}

/// Which way a two-bone limb bends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bend {
    /// The middle joint lies in front of the line: knees, and elbows bent the unusual way.
    Forward,
    /// The middle joint lies behind it: elbows.
    Backward,
}

/// Direction of the first bone (from straight down, positive forward) and the bend between the two, degrees, that bring
/// the end of a limb from `start` to `end`. A limb that is too short or too long is stretched toward it.
pub(crate) fn two_bone(start: Point, end: Point, lengths: (f64, f64), bend: Bend) -> (f64, f64) {
    let (l1, l2) = lengths;
    let way = end - start;
    let reach = way.x.hypot(way.y).clamp((l1 - l2).abs() + 1.0, 0.9995 * (l1 + l2));
    let base = way.x.atan2(-way.y).to_degrees();
    let inner = ((l1 * l1 + reach * reach - l2 * l2) / (2.0 * l1 * reach)).clamp(-1.0, 1.0).acos();
    let middle = ((l1 * l1 + l2 * l2 - reach * reach) / (2.0 * l1 * l2)).clamp(-1.0, 1.0).acos();
    let side = if bend == Bend::Forward { 1.0 } else { -1.0 };
    (base + side * inner.to_degrees(), 180.0 - middle.to_degrees())
}

/// The same direction, within half a turn of `near`.
pub(crate) fn unwind(degrees: f64, near: f64) -> f64 {
    degrees - 360.0 * ((degrees - near) / 360.0).round()
}
