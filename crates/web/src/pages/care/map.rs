//! The map: where they are around the start, with rings for the distance. Drawn from positions alone, no tiles.

use std::fmt::Write;

use femoris_app::care::Ranked;
use femoris_measure::Place;

use super::cards::letter;
use crate::format::Units;
use crate::view::care::Map;

/// Side of the square, and from its middle to the rim of what is drawn.
const SIDE: f64 = 560.0;
const REACH: f64 = 240.0;
/// Two pins closer than this are moved apart.
const APART: f64 = 26.0;
/// Spots tried for a pin before it may cover another.
const TRIES: u32 = 90;
const METRES_PER_DEGREE: f64 = 111_195.0;
/// The least that is shown around the start.
const LEAST_M: f64 = 200.0;

/// Draws the places around the start; nothing where none has a distance.
pub(super) fn draw(start: Place, places: &[Ranked], units: Units) -> Option<Map> {
    let distances = places.iter().filter_map(|one| one.distance).map(|distance| distance.get());
    let far = distances.clone().fold(LEAST_M, f64::max);
    let nearest = distances.reduce(f64::min)?;
    let ring = nice(far / units.long_metres()) * units.long_metres();
    let scale = REACH / far;
    let middle = SIDE / 2.0;
    let mut svg = String::new();
    // Writing into a String cannot fail.
    let _ = write!(
        svg,
        r#"<svg viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="Where they are: {} around your start, the nearest {} away. The list says everything the map says."><rect class="m-land" width="{SIDE}" height="{SIDE}"/>"#,
        places.len(),
        units.distance(nearest)
    );
    for part in [0.5, 1.0] {
        let radius = ring * part * scale;
        let _ = write!(
            svg,
            r#"<circle class="m-ring" cx="{middle}" cy="{middle}" r="{radius:.0}"/><text x="{middle}" y="{:.0}" text-anchor="middle">{}</text>"#,
            middle - radius - 6.0,
            ring_label(ring * part, units)
        );
    }
    let _ = write!(svg, r#"<circle class="m-me" cx="{middle}" cy="{middle}" r="8"/>"#);
    let mut pins: Vec<(f64, f64)> = Vec::new();
    for one in places {
        let (east, north) = one.place.position().map_or((0.0, 0.0), |place| offset(start, place));
        pins.push(free((middle + east * scale, middle - north * scale), &pins));
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
    svg.push_str("</svg>");
    Some(Map { svg })
}

/// The radius of a ring: in the short unit below one of the long.
fn ring_label(metres: f64, units: Units) -> String {
    if metres < units.long_metres() { units.height(metres) } else { units.distance(metres) }
}

/// Metres east and north, good enough for a drawing; the shorter way round.
fn offset(start: Place, place: Place) -> (f64, f64) {
    let turn = (place.longitude() - start.longitude() + 540.0).rem_euclid(360.0) - 180.0;
    let shrink = start.latitude().to_radians().cos();
    (turn * METRES_PER_DEGREE * shrink, (place.latitude() - start.latitude()) * METRES_PER_DEGREE)
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

    #[test]
    fn the_way_over_the_antimeridian_is_the_short_one() {
        let place = |lon| Place::new(0.0, lon).expect("a place");
        let (east, _) = offset(place(179.9), place(-179.9));
        assert!((east - 22_239.0).abs() < 10.0, "{east}");
    }
}
