//! What a map is drawn on: the plane around the start, or the projection of web maps where pictures lie beneath.

use std::f64::consts::PI;

use femoris_measure::Place;

/// Metres in a degree, and around the earth, on the sphere that distances are measured on.
const METRES_PER_DEGREE: f64 = 111_195.0;
const AROUND_M: f64 = METRES_PER_DEGREE * 360.0;
/// Where maps of the web end, in degrees north and south.
const EDGE: f64 = 85.05;
/// Side of a picture as servers of maps draw it, in pixels, and the deepest zoom that most of them have.
const PICTURE_PX: f64 = 256.0;
const DEEPEST: f64 = 18.0;
/// Corners of a drawn ring.
const CORNERS: u32 = 72;

/// A way to lay the earth around a start flat.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ground {
    /// Degrees become metres as they do at the start. Works everywhere.
    Plain(Place),
    /// As maps of the web are drawn, so that their pictures fit.
    Web(Place),
}

/// A picture of a map, where it lies in the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Picture {
    pub(super) zoom: u8,
    pub(super) column: u32,
    pub(super) row: u32,
    /// Its corner to the north-west and its side, in units of the drawing.
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) side: f64,
}

impl Ground {
    /// One on which pictures fit; `None` near the poles, where maps of the web have none.
    pub(super) fn of_web(start: Place, places: impl Iterator<Item = Place>) -> Option<Self> {
        let fits = |place: Place| place.latitude().abs() < EDGE;
        (fits(start) && places.into_iter().all(fits)).then_some(Self::Web(start))
    }

    fn start(self) -> Place {
        match self {
            Self::Plain(start) | Self::Web(start) => start,
        }
    }

    /// Metres east and north of the start, good enough for a drawing; the shorter way round.
    pub(super) fn offset(self, place: Place) -> (f64, f64) {
        let start = self.start();
        let turn = (place.longitude() - start.longitude() + 540.0).rem_euclid(360.0) - 180.0;
        let shrink = start.latitude().to_radians().cos();
        let north = match self {
            Self::Plain(_) => (place.latitude() - start.latitude()) * METRES_PER_DEGREE,
            Self::Web(_) => (web_row(start.latitude()) - web_row(place.latitude())) * AROUND_M * shrink,
        };
        (turn * METRES_PER_DEGREE * shrink, north)
    }

    /// Everything that is this far from the start, as corners around it.
    pub(super) fn ring(self, metres: f64) -> Vec<(f64, f64)> {
        let start = self.start();
        let (lat, far) = (start.latitude().to_radians(), metres / METRES_PER_DEGREE * PI / 180.0);
        let corner = |number: u32| {
            let way = f64::from(number) / f64::from(CORNERS) * 2.0 * PI;
            if let Self::Plain(_) = self {
                return Some((metres * way.sin(), metres * way.cos()));
            }
            let sine = lat.sin() * far.cos() + lat.cos() * far.sin() * way.cos();
            let turn = (way.sin() * far.sin() * lat.cos()).atan2(far.cos() - lat.sin() * sine);
            let degrees = sine.clamp(-1.0, 1.0).asin().to_degrees().clamp(-EDGE, EDGE);
            let around = (start.longitude() + turn.to_degrees() + 540.0).rem_euclid(360.0) - 180.0;
            Place::new(degrees, around).ok().map(|place| self.offset(place))
        };
        (0..CORNERS).filter_map(corner).collect()
    }

    /// The pictures beneath a square drawing with the start in its middle; none on the plane.
    pub(super) fn pictures(self, drawing: f64, units_per_metre: f64) -> Vec<Picture> {
        let Self::Web(start) = self else { return Vec::new() };
        let world = AROUND_M * start.latitude().to_radians().cos() * units_per_metre;
        let zoom = (world / PICTURE_PX).log2().round().clamp(0.0, DEEPEST);
        let count = zoom.exp2();
        let side = world / count;
        let middle = ((start.longitude() + 180.0) / 360.0 * count, web_row(start.latitude()) * count);
        let half = drawing / 2.0 / side;
        let span = |at: f64| ((at - half).floor() as i64)..=((at + half).floor() as i64);
        let all = count as i64;
        let rows = span(middle.1).filter(move |row| (0..all).contains(row));
        rows.flat_map(|row| span(middle.0).map(move |column| (column, row)))
            .map(|(column, row)| Picture {
                zoom: zoom as u8,
                column: column.rem_euclid(all) as u32,
                row: row as u32,
                left: drawing / 2.0 + (column as f64 - middle.0) * side,
                top: drawing / 2.0 + (row as f64 - middle.1) * side,
                side,
            })
            .collect()
    }
}

/// How far down a map of the web a latitude lies: 0 at its northern edge, 1 at its southern.
fn web_row(latitude: f64) -> f64 {
    (1.0 - latitude.to_radians().tan().asinh() / PI) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lat: f64, lon: f64) -> Place {
        Place::new(lat, lon).expect("a place")
    }

    #[test]
    fn the_way_over_the_antimeridian_is_the_short_one() {
        let (east, _) = Ground::Plain(place(0.0, 179.9)).offset(place(0.0, -179.9));
        assert!((east - 22_239.0).abs() < 10.0, "{east}");
    }

    #[test]
    fn both_grounds_agree_close_by_and_rings_are_as_wide_as_they_say() {
        let start = place(51.44, 14.24);
        for ground in [Ground::Plain(start), Ground::Web(start)] {
            let (east, north) = ground.offset(place(51.45, 14.25));
            assert!((east - 693.0).abs() < 3.0 && (north - 1112.0).abs() < 3.0, "{ground:?} {east} {north}");
            for (east, north) in ground.ring(5_000.0) {
                assert!((east.hypot(north) - 5_000.0).abs() < 15.0, "{ground:?} {east} {north}");
            }
        }
        // Far to the north a web map is drawn wider, and so is the ring.
        let widest =
            Ground::Web(start).ring(500_000.0).into_iter().map(|(_, north)| north).fold(0.0, f64::max);
        assert!(widest > 520_000.0, "{widest}");
    }

    #[test]
    fn pictures_cover_the_drawing_and_have_the_usual_numbers() {
        // The numbers come from the usual formula, computed apart from this code.
        let pictures = Ground::Web(place(51.4400, 14.2445)).pictures(560.0, 560.0 / 16_000.0);
        assert!(pictures.len() <= 25, "{}", pictures.len());
        let first = pictures.first().expect("some");
        let middle = pictures
            .iter()
            .find(|one| {
                (one.left..one.left + one.side).contains(&280.0)
                    && (one.top..one.top + one.side).contains(&280.0)
            })
            .expect("one in the middle");
        assert_eq!((middle.zoom, middle.column, middle.row), (12, 2210, 1363), "{middle:?}");
        assert!((150.0..400.0).contains(&middle.side));
        let edges = |edge: fn(&Picture) -> (f64, f64)| pictures.iter().map(edge).collect::<Vec<_>>();
        let (left, right): (Vec<_>, Vec<_>) =
            edges(|one| (one.left, one.left + one.side)).into_iter().unzip();
        assert!(left.iter().copied().fold(f64::MAX, f64::min) <= 0.0 && first.top <= 0.0);
        assert!(right.iter().copied().fold(0.0, f64::max) >= 560.0);
    }

    #[test]
    fn numbers_go_on_behind_the_antimeridian_and_end_at_the_edges() {
        let pictures = Ground::Web(place(0.0, 179.99)).pictures(560.0, 560.0 / 100_000.0);
        let most = pictures.iter().map(|one| 1_u32 << one.zoom).max().expect("some");
        assert!(
            pictures.iter().any(|one| one.column == 0) && pictures.iter().any(|one| one.column == most - 1)
        );
        let pictures = Ground::Web(place(84.9, 0.0)).pictures(560.0, 560.0 / 9_000_000.0);
        assert!(pictures.iter().all(|one| one.row < 1 << one.zoom && one.column < 1 << one.zoom));
        assert!(Ground::of_web(place(86.0, 0.0), std::iter::empty()).is_none());
        assert!(Ground::of_web(place(50.0, 0.0), [place(-89.0, 0.0)].into_iter()).is_none());
        assert!(Ground::Plain(place(50.0, 0.0)).pictures(560.0, 0.01).is_empty());
    }
}
