//! The parts of a picture, each in its own file.

pub(crate) mod arrow;
pub(crate) mod camera;
pub(crate) mod front;
pub(crate) mod kit;
pub(crate) mod shadow;
pub(crate) mod side;
pub(crate) mod tint;

use crate::motion::Clip;
use crate::svg::Clock;

/// What every part needs to draw itself.
pub(crate) struct Scene<'a> {
    pub(crate) clip: &'a Clip,
    pub(crate) clock: Clock,
    /// Begins every id of this picture, so that two pictures of a page share none.
    pub(crate) prefix: &'a str,
    pub(crate) hand: crate::model::Hand,
    pub(crate) dress: Dress,
}

/// How a body is painted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dress {
    /// In all its tones, with marks on the tints.
    Full,
    /// The same without marks, for small pictures.
    Plain,
    /// A faint shape.
    Ghost,
}

impl Scene<'_> {
    /// One value for each position of the clip.
    pub(crate) fn each<T>(&self, value: impl Fn(&crate::motion::Still) -> T) -> Vec<T> {
        self.clip.stills.iter().map(value).collect()
    }
}
