//! The map: where they are around the start, with rings for the distance. Drawn from positions alone, over pictures
//! only where the runner named a server for them.

use std::fmt::Write;

use femoris_app::care::{MapPictures, Ranked};
use femoris_measure::Place;

use super::cards::letter;
use super::ground::{Ground, Picture};
use crate::format::Units;
use crate::view::care::{Map, MapCredit};

/// Side of the square, and from its middle to the rim of what is drawn.
const SIDE: f64 = 560.0;
const MIDDLE: f64 = SIDE / 2.0;
const REACH: f64 = 240.0;
/// Two pins closer than this are moved apart.
const APART: f64 = 26.0;
/// Spots tried for a pin before it may cover another.
const TRIES: u32 = 90;
/// How far a pin may be moved before a line leads to its place.
const MOVED: f64 = 8.0;
/// The least that is shown around the start.
const LEAST_M: f64 = 200.0;

/// Draws the places around the start; nothing where none has a distance.
pub(super) fn draw(
    start: Place,
    places: &[Ranked],
    (units, pictures): (Units, Option<&MapPictures>),
) -> Option<Map> {
    let nearest =
        places.iter().filter_map(|one| one.distance).map(|distance| distance.get()).reduce(f64::min)?;
    let positions = || places.iter().map(|one| one.place.position().unwrap_or(start));
    let over = pictures.and_then(|pictures| Some((pictures, Ground::of_web(start, positions())?)));
    let ground = over.map_or(Ground::Plain(start), |(_, ground)| ground);
    let offsets: Vec<(f64, f64)> = positions().map(|place| ground.offset(place)).collect();
    let far = offsets.iter().map(|(east, north)| east.hypot(*north)).fold(LEAST_M, f64::max);
    let scale = REACH / far;
    let mut svg = format!(
        r#"<svg viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="Where they are: {} around your start, the nearest {} away. The list says everything the map says."><rect class="m-land" width="{SIDE}" height="{SIDE}"/>"#,
        places.len(),
        units.distance(nearest)
    );
    if let Some((pictures, ground)) = over {
        lay(&mut svg, &ground.pictures(SIDE, scale), pictures);
    }
    let far =
        places.iter().filter_map(|one| one.distance).map(|distance| distance.get()).fold(LEAST_M, f64::max);
    rings(&mut svg, (ground, scale), nice(far / units.long_metres()) * units.long_metres(), units);
    let _ = write!(
        svg,
        r#"<circle class="m-me" cx="{MIDDLE}" cy="{MIDDLE}" r="8"/><text x="{}" y="{}">you</text>"#,
        MIDDLE + 13.0,
        MIDDLE + 5.0
    );
    pins(&mut svg, offsets.iter().map(|(east, north)| (MIDDLE + east * scale, MIDDLE - north * scale)));
    svg.push_str("</svg>");
    Some(Map { svg, pictures: over.map(|(pictures, _)| credit(pictures)) })
}

/// Where the pictures come from, and whom their maker wants named.
fn credit(pictures: &MapPictures) -> MapCredit {
    let origin = pictures.address.origin();
    let server = origin.split_once("://").map_or(origin, |(_, server)| server);
    MapCredit { server: server.to_owned(), credit: pictures.credit.clone() }
}

/// Pictures, side by side; a hair wider than they are, so that no seam shows.
fn lay(svg: &mut String, all: &[Picture], pictures: &MapPictures) {
    for one in all {
        let href = pictures.address.of(one.zoom, one.column, one.row).replace('&', "&amp;");
        let side = one.side + 0.5;
        // Writing into a String cannot fail.
        let _ = write!(
            svg,
            r#"<image class="m-pic" href="{href}" x="{:.1}" y="{:.1}" width="{side:.1}" height="{side:.1}" preserveAspectRatio="none"/>"#,
            one.left, one.top
        );
    }
    if !all.is_empty() {
        let _ = write!(svg, r#"<rect class="m-veil" width="{SIDE}" height="{SIDE}"/>"#);
    }
}

/// Half the distance and the whole of it around the start.
fn rings(svg: &mut String, (ground, scale): (Ground, f64), whole: f64, units: Units) {
    for part in [0.5, 1.0] {
        let corners = ground.ring(whole * part);
        let highest = corners.iter().map(|(_, north)| *north).fold(0.0, f64::max);
        let points: Vec<String> = corners
            .iter()
            .map(|(east, north)| format!("{:.1},{:.1}", MIDDLE + east * scale, MIDDLE - north * scale))
            .collect();
        let _ = write!(
            svg,
            r#"<polygon class="m-ring" points="{}"/><text x="{MIDDLE}" y="{:.0}" text-anchor="middle">{}</text>"#,
            points.join(" "),
            MIDDLE - highest * scale - 6.0,
            ring_label(whole * part, units)
        );
    }
}

/// The places, each where nothing covers it, with a line to where it is if it had to move.
fn pins(svg: &mut String, spots: impl Iterator<Item = (f64, f64)>) {
    let mut pins: Vec<(f64, f64)> = Vec::new();
    for (x, y) in spots {
        let pin = free((x, y), &pins);
        if (pin.0 - x).hypot(pin.1 - y) > MOVED {
            let _ = write!(
                svg,
                r#"<path class="m-lead" d="M{x:.0} {y:.0}L{:.0} {:.0}"/><circle class="m-spot" cx="{x:.0}" cy="{y:.0}" r="3"/>"#,
                pin.0, pin.1
            );
        }
        pins.push(pin);
    }
    for (index, (x, y)) in pins.iter().enumerate().rev() {
        let class = if index == 0 { " a" } else { "" };
        let _ = write!(
            svg,
            r#"<circle class="pin{class}" cx="{x:.0}" cy="{y:.0}" r="13"/><text class="pt{class}" x="{x:.0}" y="{:.0}">{}</text>"#,
            y + 5.0,
            letter(index)
        );
    }
}

/// The radius of a ring: in the short unit below one of the long.
fn ring_label(metres: f64, units: Units) -> String {
    if metres < units.long_metres() { units.height(metres) } else { units.whole_distance(metres) }
}

/// The nearest spot to a place that no pin covers, within the square.
fn free(at: (f64, f64), pins: &[(f64, f64)]) -> (f64, f64) {
    let inside = |value: f64| value.clamp(16.0, SIDE - 16.0);
    let is_free = |x: f64, y: f64| pins.iter().all(|(px, py)| (x - px).hypot(y - py) >= APART);
    for step in 0..TRIES {
        // A spiral by the golden angle covers the plane evenly.
        let (radius, angle) = (f64::from(step).sqrt() * APART / 1.6, f64::from(step) * 2.4);
        let (x, y) = (inside(at.0 + radius * angle.cos()), inside(at.1 + radius * angle.sin()));
        if is_free(x, y) {
            return (x, y);
        }
    }
    (inside(at.0), inside(at.1))
}

/// 1, 2 or 5 times a power of ten, at most the number.
fn nice(number: f64) -> f64 {
    let power = 10_f64.powf(number.log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|step| step * power).find(|step| *step <= number).unwrap_or(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_at_one_spot_do_not_hide_each_other() {
        let mut pins = Vec::new();
        for _ in 0..20 {
            let pin = free((280.0, 280.0), &pins);
            assert!(pins.iter().all(|(x, y): &(f64, f64)| (x - pin.0).hypot(y - pin.1) >= APART));
            pins.push(pin);
        }
        assert_eq!([nice(0.7), nice(3.0), nice(47.0)], [0.5, 2.0, 20.0]);
    }
}
