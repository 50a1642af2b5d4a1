//! A route as a drawing: no tiles, no request, north up.

use femoris_measure::{Place, haversine};

use super::svg::{Svg, line, short};
use super::ticks;
use crate::format::Units;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 300.0;
const MARGIN: f64 = 28.0;
/// Finer than this, in units of the drawing, cannot be seen.
const TOLERANCE: f64 = 0.7;

/// Places on a flat sheet: x to the east, y to the south, in metres from the corner.
struct Sheet {
    points: Vec<(f64, f64)>,
    width: f64,
    height: f64,
}

/// Flattens a route around its middle latitude; `None` where there is nothing to draw.
fn flatten(route: &[Place]) -> Option<Sheet> {
    let first = route.first()?;
    let (mut south, mut north) = (first.latitude(), first.latitude());
    for place in route {
        south = south.min(place.latitude());
        north = north.max(place.latitude());
    }
    let metres_per_degree = 111_195.0;
    let squeeze = ((south + north) / 2.0).to_radians().cos().max(0.01);
    // Longitudes count from the first place, so that the antimeridian is no wall.
    let east = |place: &Place| (place.longitude() - first.longitude() + 540.0).rem_euclid(360.0) - 180.0;
    let (west_edge, east_edge) =
        route.iter().map(east).fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    let points = route
        .iter()
        .map(|place| {
            let x = (east(place) - west_edge) * squeeze * metres_per_degree;
            (x, (north - place.latitude()) * metres_per_degree)
        })
        .collect();
    let width = (east_edge - west_edge) * squeeze * metres_per_degree;
    let height = (north - south) * metres_per_degree;
    (width.max(height) > 20.0).then_some(Sheet { points, width, height })
}

impl Sheet {
    /// Units per metre, and where the corner goes, so that everything fits a box with a margin.
    fn fit(&self, box_width: f64, box_height: f64, margin: f64) -> (f64, f64, f64) {
        let across = (box_width - 2.0 * margin) / self.width.max(1.0);
        let down = (box_height - 2.0 * margin) / self.height.max(1.0);
        let scale = across.min(down);
        (scale, (box_width - self.width * scale) / 2.0, (box_height - self.height * scale) / 2.0)
    }

    fn placed(&self, (scale, left, top): (f64, f64, f64)) -> Vec<(f64, f64)> {
        self.points.iter().map(|(x, y)| (left + x * scale, top + y * scale)).collect()
    }
}

/// The large drawing with pins for the distance run, a start and a bar for the scale.
pub(crate) fn draw_route(route: &[Place], units: Units, labelled_by: &str) -> Option<String> {
    let sheet = flatten(route)?;
    let fit = sheet.fit(WIDTH, HEIGHT, MARGIN);
    let placed = sheet.placed(fit);
    let data = line(simplified(&placed, TOLERANCE).into_iter().map(Some));
    let mut svg = Svg::new(WIDTH, HEIGHT, labelled_by);
    svg.path("m-land", &format!("M0 0H{WIDTH}V{HEIGHT}H0Z"));
    svg.path("route-case", &data);
    svg.path("route", &data);
    for (number, (x, y)) in pins(route, &placed, units) {
        svg.dot("pin", x, y, 11.0);
        svg.words("pt", x, y + 5.0, &number);
    }
    if let Some((x, y)) = placed.first() {
        svg.dot("m-me", *x, *y, 8.0);
        let (class, words_x) = if *x > WIDTH - 80.0 { ("e", x - 14.0) } else { ("", x + 14.0) };
        svg.words(class, words_x, (y + 20.0).min(HEIGHT - 8.0), "start");
    }
    scale_bar(&mut svg, fit.0, units);
    Some(svg.finish())
}

/// Where each fifth or so of the distance lies.
fn pins(route: &[Place], placed: &[(f64, f64)], units: Units) -> Vec<(String, (f64, f64))> {
    let mut along = 0.0;
    let mut distances = Vec::with_capacity(route.len());
    for (index, place) in route.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).and_then(|before| route.get(before)) {
            along += haversine(*before, *place).get();
        }
        distances.push(along / units.long_metres());
    }
    ticks::round(0.0, along / units.long_metres(), 6)
        .into_iter()
        .filter(|tick| *tick >= 1.0 && tick.fract() == 0.0)
        .filter_map(|tick| {
            let index = distances.partition_point(|distance| *distance < tick);
            Some((format!("{tick}"), *placed.get(index)?))
        })
        .collect()
}

fn scale_bar(svg: &mut Svg, units_per_metre: f64, units: Units) {
    let longest = WIDTH / 4.0 / units_per_metre / units.long_metres();
    let Some(length) = ticks::round(0.0, longest, 4).into_iter().next_back().filter(|length| *length > 0.0)
    else {
        return;
    };
    let drawn = length * units.long_metres() * units_per_metre;
    let (x, y) = (16.0, HEIGHT - 18.0);
    svg.path(
        "g0",
        &format!(
            "M{x} {}V{}M{x} {y}H{}M{} {}V{}",
            y - 4.0,
            y + 4.0,
            short(x + drawn),
            short(x + drawn),
            y - 4.0,
            y + 4.0
        ),
    );
    let words = if length < 1.0 && units == Units::Metric {
        format!("{:.0}\u{a0}m", length * 1000.0)
    } else {
        format!("{length}\u{a0}{}", units.long())
    };
    svg.words("", x + drawn + 8.0, y + 5.0, &words);
}

/// Path data of a shape drawn in a square of `side` units, in a box of 56 by 56, for a row in a list.
pub(crate) fn draw_sketch(shape: &[(u16, u16)], side: f64) -> Option<String> {
    const BOX: f64 = 56.0;
    const EDGE: f64 = 4.0;
    let scale = (BOX - 2.0 * EDGE) / side;
    let placed: Vec<(f64, f64)> =
        shape.iter().map(|(x, y)| (EDGE + f64::from(*x) * scale, EDGE + f64::from(*y) * scale)).collect();
    (placed.len() > 1).then(|| line(simplified(&placed, 0.8).into_iter().map(Some)))
}

/// Douglas and Peucker's thinning, without recursion: a route may be long.
fn simplified(points: &[(f64, f64)], tolerance: f64) -> Vec<(f64, f64)> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut kept = vec![false; points.len()];
    kept[0] = true;
    kept[last] = true;
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let farthest = (from + 1..to)
            .map(|index| (index, off_line(points[index], points[from], points[to])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((index, distance)) = farthest
            && distance > tolerance
        {
            kept[index] = true;
            open.extend([(from, index), (index, to)]);
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

fn off_line(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy);
    if length < 1e-9 {
        return (point.0 - from.0).hypot(point.1 - from.1);
    }
    ((point.0 - from.0) * dy - (point.1 - from.1) * dx).abs() / length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(longitude: f64) -> Vec<Place> {
        (0..=360)
            .filter_map(|degree| {
                let angle = f64::from(degree).to_radians();
                let turned = longitude + angle.cos() * 0.02;
                Place::new(48.0 + angle.sin() * 0.0134, (turned + 540.0).rem_euclid(360.0) - 180.0).ok()
            })
            .collect()
    }

    #[test]
    fn a_route_across_the_antimeridian_looks_like_any_other() {
        let here = flatten(&circle(11.0)).expect("a sheet");
        let there = flatten(&circle(180.0)).expect("a sheet");
        assert!((here.width - there.width).abs() < 1.0 && (here.height - there.height).abs() < 1.0);
        assert!((here.width / here.height - 1.0).abs() < 0.02, "a circle stays round");
    }

    #[test]
    fn everything_lies_inside_the_frame() {
        let sheet = flatten(&circle(11.0)).expect("a sheet");
        for (x, y) in sheet.placed(sheet.fit(WIDTH, HEIGHT, MARGIN)) {
            assert!((0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn standing_still_is_no_route() {
        let place = Place::new(48.0, 11.0).expect("on earth");
        assert!(draw_route(&[place; 50], Units::Metric, "t").is_none() && draw_sketch(&[], 1000.0).is_none());
    }

    #[test]
    fn thinning_keeps_the_ends_and_the_corners() {
        let points = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (2.0, 5.0), (2.01, 7.0), (2.0, 9.0)];
        assert_eq!(simplified(&points, 0.1), [(0.0, 0.0), (2.0, 0.0), (2.0, 9.0)]);
    }

    #[test]
    fn the_drawing_names_its_scale_and_its_pins() {
        let drawn = draw_route(&circle(11.0), Units::Metric, "route-t").expect("a drawing");
        assert!(drawn.contains("start") && drawn.contains(">2</text>"), "{drawn}");
        assert!(drawn.len() < 12_000, "{} bytes", drawn.len());
    }
}
