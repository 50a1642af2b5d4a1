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

/// Great-circle distance on a sphere of 6 371 008.8 m (IUGG mean radius); within 0.6 % of the ellipsoid.
pub fn haversine(a: Place, b: Place) -> Metres {
    const RADIUS_M: f64 = 6_371_008.8;
    let (lat_a, lat_b) = (a.latitude.to_radians(), b.latitude.to_radians());
    let d_lat = (lat_b - lat_a) / 2.0;
    let d_lon = (b.longitude - a.longitude).to_radians() / 2.0;
    let h = d_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * d_lon.sin().powi(2);
    let metres = 2.0 * RADIUS_M * h.clamp(0.0, 1.0).sqrt().asin();
    Metres::new(metres).unwrap_or_else(|_| unreachable!("at most half the earth's girth, 20 016 km"))
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
    }

    #[test]
    fn debug_shows_no_coordinates() {
        assert_eq!(format!("{:?}", place(48.1, 11.5)), "Place(redacted)");
    }
}
