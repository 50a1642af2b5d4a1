//! A point on the earth and the distance between two.

use crate::{Metres, OutOfRange};

/// A point in WGS 84. Its `Debug` form is redacted: coordinates are never logged.
#[derive(Clone, Copy, PartialEq)]
pub struct Place {
    latitude: f64,
    longitude: f64,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Place(redacted)")
    }
}

impl Place {
    /// Latitude -90 to 90, longitude -180 to 180, both in degrees.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, OutOfRange> {
        let check = |quantity, value: f64, bound: f64| {
            if value.is_finite() && value.abs() <= bound {
                Ok(value)
            } else {
                Err(OutOfRange { quantity, unit: "°", value, low: -bound, high: bound })
            }
        };
        Ok(Self {
            latitude: check("latitude", latitude, 90.0)?,
            longitude: check("longitude", longitude, 180.0)?,
        })
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude
    }
}

/// Great-circle distance on a sphere of 6 371 008.8 m (IUGG mean radius); within 0.6 % of the ellipsoid. Held at
/// the 10 000 km that [`Metres`] may have.
pub fn haversine(a: Place, b: Place) -> Metres {
    const RADIUS_M: f64 = 6_371_008.8;
    let (lat_a, lat_b) = (a.latitude.to_radians(), b.latitude.to_radians());
    let d_lat = (lat_b - lat_a) / 2.0;
    let d_lon = (b.longitude - a.longitude).to_radians() / 2.0;
    let h = d_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * d_lon.sin().powi(2);
    let metres = 2.0 * RADIUS_M * h.clamp(0.0, 1.0).sqrt().asin();
    // Half the earth's girth is 20 016 km, more than a distance along a run may have.
    Metres::new(metres.min(Metres::HIGH)).unwrap_or_else(|_| unreachable!("finite and not negative"))
}

/// Distance over the WGS 84 ellipsoid for steps of a few kilometres, with the radii of curvature half-way; good to
/// 0.01 % there. Longer steps are great circles.
///
/// A sphere is up to 0.6 % wrong by direction and latitude, which is more than a watch errs over a run.
pub fn step(a: Place, b: Place) -> Metres {
    const SEMI_MAJOR_M: f64 = 6_378_137.0;
    const ECCENTRICITY_2: f64 = 0.006_694_379_990_14;
    const LONGEST_DEGREES: f64 = 0.1;
    let turn = (b.longitude - a.longitude + 540.0).rem_euclid(360.0) - 180.0;
    let rise = b.latitude - a.latitude;
    if rise.abs() > LONGEST_DEGREES || turn.abs() > LONGEST_DEGREES {
        return haversine(a, b);
    }
    let (sin, cos) = ((a.latitude + b.latitude) / 2.0).to_radians().sin_cos();
    let flat = 1.0 - ECCENTRICITY_2 * sin * sin;
    let across = SEMI_MAJOR_M / flat.sqrt();
    let along = across * (1.0 - ECCENTRICITY_2) / flat;
    let (north, east) = (along * rise.to_radians(), across * cos * turn.to_radians());
    Metres::new(north.hypot(east)).unwrap_or_else(|_| haversine(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lat: f64, lon: f64) -> Place {
        Place::new(lat, lon).expect("on earth")
    }

    #[test]
    fn known_pairs() {
        let degree = haversine(place(0.0, 0.0), place(0.0, 1.0)).get();
        assert!((degree - 111_195.0).abs() < 1.0, "{degree}");
        let across = haversine(place(0.0, 179.5), place(0.0, -179.5)).get();
        assert!((across - degree).abs() < 1e-6, "the antimeridian is no wall");
        assert_eq!(haversine(place(90.0, 0.0), place(90.0, 123.0)).get().round(), 0.0);
        assert_eq!(
            haversine(place(90.0, 0.0), place(-90.0, 0.0)).get(),
            Metres::HIGH,
            "the far side is held"
        );
    }

    #[test]
    fn a_degree_on_the_ellipsoid_depends_on_where_and_which_way() {
        // Lengths of a degree of the WGS 84 ellipsoid: 110 574 m and 111 320 m at the equator, 111 132 m and
        // 78 847 m at 45°, 111 412 m and 55 800 m at 60° (north, east); here a hundredth of one.
        for (latitude, north, east) in
            [(0.0, 1105.74, 1113.20), (45.0, 1111.32, 788.47), (60.0, 1114.12, 558.00)]
        {
            let here = place(latitude, 10.0);
            let up = step(place(latitude - 0.005, 10.0), place(latitude + 0.005, 10.0)).get();
            let right = step(here, place(latitude, 10.01)).get();
            assert!((up - north).abs() < 0.02 && (right - east).abs() < 0.02, "{latitude}: {up} {right}");
        }
        let across = step(place(10.0, 179.999), place(10.0, -179.999)).get();
        assert!((across - 219.28).abs() < 0.1, "{across}");
        assert_eq!(step(place(48.0, 11.0), place(48.0, 11.0)).get(), 0.0);
    }

    #[test]
    fn debug_shows_no_coordinates() {
        assert_eq!(format!("{:?}", place(48.1, 11.5)), "Place(redacted)");
    }
}
