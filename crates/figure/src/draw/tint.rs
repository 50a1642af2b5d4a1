//! Tints of the muscles that work: one colour for one thing that a muscle's length does.

use super::{Dress, Scene};
use crate::model::{Contraction, Muscle};
use crate::svg::Out;

/// Middle of a muscle, where its marks sit.
pub(crate) const HAMSTRING_MIDDLE: Option<(f64, f64)> = Some((-34.0, 130.0));
pub(crate) const QUADS_MIDDLE: Option<(f64, f64)> = Some((34.0, 110.0));
pub(crate) const FRONT_QUADS_MIDDLE: Option<(f64, f64)> = Some((0.0, 110.0));

fn class(contraction: Contraction) -> &'static str {
    match contraction {
        Contraction::Concentric => "con",
        Contraction::Eccentric => "ecc",
        Contraction::Isometric => "iso",
        Contraction::Stretch => "str",
    }
}

/// The tint of one muscle, for as long as each contraction lasts. `middle` is where its marks go, if it has any.
pub(crate) fn tint(out: &mut Out, scene: &Scene<'_>, muscle: Muscle, path: &str, middle: Option<(f64, f64)>) {
    if scene.dress == Dress::Ghost {
        return;
    }
    for contraction in Contraction::ALL {
        let seen: Vec<(f64, bool)> =
            scene.clip.work.iter().map(|(at, work)| (*at, work.get(&muscle) == Some(contraction))).collect();
        if seen.iter().any(|(_, seen)| *seen) {
            out.during(&scene.clock, &seen, |out| {
                out.path(class(*contraction), path);
                if let (Dress::Full, Some(middle)) = (scene.dress, middle) {
                    mark(out, *contraction, middle);
                }
            });
        }
    }
}

/// Chevrons that point at each other, apart, or two bars.
fn mark(out: &mut Out, contraction: Contraction, (x, y): (f64, f64)) {
    let (left, right) = (x - 9.0, x + 9.0);
    let chevrons = |near: f64, tip: f64| {
        let (above, below) = (y - near, y + near);
        let (tip_above, tip_below) = (y - tip, y + tip);
        format!(
            "M{left} {above}L{x} {tip_above}L{right} {above}M{left} {below}L{x} {tip_below}L{right} {below}"
        )
    };
    match contraction {
        Contraction::Concentric => out.path("mk", &chevrons(35.0, 24.0)),
        Contraction::Eccentric => out.path("mk", &chevrons(24.0, 35.0)),
        Contraction::Stretch => out.path("mks", &chevrons(24.0, 35.0)),
        Contraction::Isometric => {
            let (above, below) = (y - 10.0, y + 10.0);
            out.path("mk", &format!("M{left} {above}H{right}M{left} {below}H{right}"));
        }
    }
}
