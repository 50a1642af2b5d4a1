//! The grid that orders places, and the boxes of it that a circle touches.

use femoris_measure::{Metres, Place};

/// Cells per degree: 0.05° is 5.6 km from south to north.
const PER_DEGREE: f64 = 20.0;
/// Columns of the grid, east from 180° west.
pub(crate) const COLUMNS: u32 = 7_200;
/// Rows of the grid, north from the south pole.
pub(crate) const ROWS: u32 = 3_600;
/// Mean radius of the earth, as in [`femoris_measure::haversine`].
const RADIUS_M: f64 = 6_371_008.8;
/// Degrees are stored in steps of a ten-millionth, as OpenStreetMap does.
const STEPS: f64 = 1e7;

/// A position as stored: ten-millionths of a degree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) lat: i32,
    pub(crate) lon: i32,
}

impl Spot {
    pub(crate) fn of(place: Place) -> Self {
        let steps = |degrees: f64| (degrees * STEPS).round() as i32;
        Self { lat: steps(place.latitude()), lon: steps(place.longitude()) }
    }

    /// The place; `None` for numbers off the earth.
    pub(crate) fn place(self) -> Option<Place> {
        Place::new(f64::from(self.lat) / STEPS, f64::from(self.lon) / STEPS).ok()
    }

    /// Number of the cell it lies in, row by row from the south.
    pub(crate) fn cell(self) -> u32 {
        let index = |steps: i32, offset: f64, most: u32| {
            (((f64::from(steps) / STEPS + offset) * PER_DEGREE) as u32).min(most - 1)
        };
        index(self.lat, 90.0, ROWS) * COLUMNS + index(self.lon, 180.0, COLUMNS)
    }
}

/// Rows and columns that a circle touches. Columns may be in two parts, at the antimeridian.
pub(crate) struct Touched {
    pub(crate) rows: std::ops::RangeInclusive<u32>,
    pub(crate) columns: Vec<std::ops::RangeInclusive<u32>>,
}

/// Every cell with a point within `radius` of `centre`, and some more.
pub(crate) fn touched(centre: Place, radius: Metres) -> Touched {
    // A little more than the circle, so that rounding cannot lose a cell at its rim.
    let angle = (radius.get() / RADIUS_M + 1e-6).min(std::f64::consts::PI);
    let (lat, lon) = (centre.latitude(), centre.longitude());
    let (low, high) = (lat - angle.to_degrees(), lat + angle.to_degrees());
    let row = |degrees: f64| (((degrees + 90.0) * PER_DEGREE).max(0.0) as u32).min(ROWS - 1);
    let rows = row(low)..=row(high);
    let all = || vec![0..=COLUMNS - 1];
    // A circle around a pole crosses every meridian.
    let columns = if low <= -90.0 || high >= 90.0 {
        all()
    } else {
        let half = (angle.sin() / lat.to_radians().cos()).min(1.0).asin().to_degrees();
        let (west, east) = (lon - half - 1e-6, lon + half + 1e-6);
        let column = |degrees: f64| (((degrees + 180.0) * PER_DEGREE).max(0.0) as u32).min(COLUMNS - 1);
        if east - west >= 360.0 {
            all()
        } else if west < -180.0 {
            split(column(west + 360.0), column(east))
        } else if east > 180.0 {
            split(column(west), column(east - 360.0))
        } else {
            // 180° east and 180° west are the same line.
            let mut columns = vec![column(west)..=column(east)];
            if column(east) == COLUMNS - 1 && column(west) > 0 {
                columns.push(0..=0);
            } else if column(west) == 0 && column(east) < COLUMNS - 1 {
                columns.push(COLUMNS - 1..=COLUMNS - 1);
            }
            columns
        }
    };
    Touched { rows, columns }
}

/// From `first` to the antimeridian and from there to `last`.
fn split(first: u32, last: u32) -> Vec<std::ops::RangeInclusive<u32>> {
    if first <= last.saturating_add(1) {
        return vec![0..=COLUMNS - 1];
    }
    vec![first..=COLUMNS - 1, 0..=last]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_degree_has_a_cell_too() {
        let corner = Spot::of(Place::new(90.0, 180.0).expect("a pole"));
        assert_eq!(corner.cell(), ROWS * COLUMNS - 1);
        assert_eq!(Spot::of(Place::new(-90.0, -180.0).expect("a pole")).cell(), 0);
    }

    #[test]
    fn a_circle_over_the_antimeridian_has_two_parts() {
        let touched =
            touched(Place::new(0.0, 179.99).expect("a place"), Metres::new(10_000.0).expect("10 km"));
        assert_eq!(touched.columns.len(), 2);
    }
}
