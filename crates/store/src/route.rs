//! A tiny drawing of a route, so that a list of runs needs no samples.

use femoris_measure::Samples;
use femoris_recording::believable_places;

/// Points kept of a route.
const POINTS: usize = 64;

/// A route as at most 64 points in a square of 1000 by 1000, north up, proportions kept, ready to draw. It holds
/// the shape only; where on earth it lies cannot be told from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    points: Vec<(u16, u16)>,
}

impl Route {
    /// Side of the square the points lie in.
    pub const SIDE: u16 = 1000;

    /// Draws the positions of a recording that can be believed; empty when fewer than two differ.
    pub fn of(samples: &Samples) -> Self {
        let path = project(samples);
        let lengths = lengths_along(&path);
        match lengths.last() {
            Some(total) if *total > 0.0 => Self { points: fit(&evenly(&path, &lengths, *total)) },
            _ => Self::default(),
        }
    }

    /// The points in order, x to the right and y down; empty when there was no route.
    pub fn points(&self) -> &[(u16, u16)] {
        &self.points
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.points.iter().flat_map(|(x, y)| x.to_le_bytes().into_iter().chain(y.to_le_bytes())).collect()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (quads, rest) = bytes.as_chunks::<4>();
        let points: Vec<_> = quads
            .iter()
            .map(|[a, b, c, d]| (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d])))
            .collect();
        let fits = rest.is_empty()
            && points.len() <= POINTS
            && points.iter().all(|(x, y)| *x <= Self::SIDE && *y <= Self::SIDE);
        fits.then_some(Self { points })
    }
}

/// Positions on a plane in degrees of latitude; longitudes shrunk by the latitude of the first, and unrolled
/// across the antimeridian.
fn project(samples: &Samples) -> Vec<(f64, f64)> {
    let places = believable_places(samples);
    let Some((_, first)) = places.first() else { return Vec::new() };
    let shrink = first.latitude().to_radians().cos();
    let mut last_longitude = first.longitude();
    let mut flat = |latitude: f64, mut longitude: f64| {
        longitude += ((last_longitude - longitude) / 360.0_f64).round() * 360.0;
        last_longitude = longitude;
        (longitude * shrink, -latitude)
    };
    places.iter().map(|(_, place)| flat(place.latitude(), place.longitude())).collect()
}

fn lengths_along(path: &[(f64, f64)]) -> Vec<f64> {
    let mut sum = 0.0;
    let steps = path.windows(2).map(|pair| {
        sum += (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        sum
    });
    path.first().map(|_| 0.0).into_iter().chain(steps).collect()
}

/// Points of the path at equal distances along it.
fn evenly(path: &[(f64, f64)], lengths: &[f64], total: f64) -> Vec<(f64, f64)> {
    let count = POINTS.min(path.len());
    let mut at = 0;
    (0..count)
        .map(|i| {
            let wanted = total * i as f64 / (count - 1) as f64;
            while at + 1 < path.len() && lengths[at + 1] <= wanted {
                at += 1;
            }
            if i + 1 == count { path[path.len() - 1] } else { path[at] }
        })
        .collect()
}

/// Scales into the square, centred, proportions kept.
fn fit(path: &[(f64, f64)]) -> Vec<(u16, u16)> {
    let range = |pick: fn(&(f64, f64)) -> f64| {
        path.iter()
            .map(pick)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
    };
    let ((left, right), (top, bottom)) = (range(|p| p.0), range(|p| p.1));
    let side = f64::from(Route::SIDE);
    let extent = (right - left).max(bottom - top).max(f64::MIN_POSITIVE);
    let scale = side / extent;
    let place = |value: f64, low: f64, span: f64| {
        let margin = (extent - span) / 2.0;
        ((value - low + margin) * scale).round().clamp(0.0, side) as u16
    };
    path.iter().map(|(x, y)| (place(*x, left, right - left), place(*y, top, bottom - top))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_measure::{Channel, Instant};

    fn samples(places: &[(f64, f64)]) -> Samples {
        let mut samples = Samples::new();
        for (i, (latitude, longitude)) in places.iter().enumerate() {
            samples.push(Instant::from_unix_ms(i as i64 * 1000));
            samples.set(Channel::Latitude, *latitude);
            samples.set(Channel::Longitude, *longitude);
        }
        samples
    }

    #[test]
    fn a_square_keeps_its_proportions_and_north_is_up() {
        let route = Route::of(&samples(&[(48.0, 11.0), (48.01, 11.0), (48.01, 11.02)]));
        let points = route.points();
        assert!(points[0].1 > points[1].1, "the first step went north: {points:?}");
        assert_eq!(Route::from_bytes(&route.to_bytes()), Some(route));
    }

    #[test]
    fn the_antimeridian_is_no_wall() {
        let route = Route::of(&samples(&[(0.01, 179.99), (0.01, -179.99), (0.02, -179.98)]));
        let xs: Vec<u16> = route.points().iter().map(|p| p.0).collect();
        assert!(xs.is_sorted(), "{xs:?}");
    }

    #[test]
    fn a_position_on_the_other_side_of_the_earth_changes_no_sketch() {
        let mut places: Vec<_> = (0..600).map(|i| (48.0 + f64::from(i) * 3e-5, 11.0)).collect();
        let drawn = Route::of(&samples(&places));
        for row in [0, 300, 599] {
            let kept = std::mem::replace(&mut places[row], (-33.0, 151.0));
            let ends = |route: &Route| (route.points().first().copied(), route.points().last().copied());
            assert_eq!(ends(&Route::of(&samples(&places))), ends(&drawn), "{row}");
            places[row] = kept;
        }
    }

    #[test]
    fn no_route_is_empty_and_damage_is_told() {
        assert!(Route::of(&Samples::new()).points().is_empty());
        assert!(Route::of(&samples(&[(48.0, 11.0); 5])).points().is_empty());
        assert_eq!(Route::from_bytes(&[1, 2, 3]), None);
        assert_eq!(Route::from_bytes(&[0xff; 4]), None);
    }

    #[test]
    fn many_points_become_64() {
        let circle: Vec<_> = (0..5000)
            .map(|i| (f64::from(i) / 5000.0 * std::f64::consts::TAU).sin_cos())
            .map(|(s, c)| (48.0 + s / 100.0, 11.0 + c / 100.0))
            .collect();
        assert_eq!(Route::of(&samples(&circle)).points().len(), 64);
    }
}
