//! An invented loop to run on: a closed, wavy curve with hills that follows no real path.

use std::f64::consts::TAU;

use super::random::Random;

/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_195.0;
/// Where the invented loops are drawn; nothing depends on the place.
const CENTRE: (f64, f64) = (47.05, 6.35);
/// Metres above sea level on average.
const ALTITUDE_M: f64 = 430.0;

/// A closed curve in polar form, walked by length.
#[derive(Debug, Clone)]
pub(super) struct Course {
    radius_m: f64,
    waves: [(f64, f64, f64); 3],
    hills: [(f64, f64, f64); 3],
    centre: (f64, f64),
    angle: f64,
    turn: f64,
}

/// A point of the course.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) altitude_m: f64,
}

impl Course {
    /// A loop of about this length.
    pub(super) fn new(length_m: f64, random: &mut Random) -> Self {
        let phase = |random: &mut Random| random.between(0.0, TAU);
        let waves = [(0.22, 2.0, phase(random)), (0.12, 3.0, phase(random)), (0.035, 9.0, phase(random))];
        // Hills get steeper, not only higher, with the length: half a metre climbed per hundred on average.
        let height = (length_m * 0.004).clamp(4.0, 60.0);
        let hills = [
            (height, 1.0, phase(random)),
            (height * 0.45, 3.0, phase(random)),
            (height * 0.2, 7.0, phase(random)),
        ];
        let centre = (CENTRE.0 + random.between(-0.03, 0.03), CENTRE.1 + random.between(-0.03, 0.03));
        let angle = phase(random);
        let turn = if random.chance(0.5) { 1.0 } else { -1.0 };
        let mut course = Self { radius_m: 1.0, waves, hills, centre, angle, turn };
        // Measured once at radius one, then scaled to the wanted length.
        let around: f64 =
            (0..720).map(|n| course.metres_per_radian(n as f64 / 720.0 * TAU) * TAU / 720.0).sum();
        course.radius_m = length_m / around;
        course
    }

    fn radius(&self, angle: f64) -> f64 {
        let waves: f64 =
            self.waves.iter().map(|(size, times, phase)| size * (times * angle + phase).sin()).sum();
        self.radius_m * (1.0 + waves)
    }

    fn metres_per_radian(&self, angle: f64) -> f64 {
        let steepness: f64 =
            self.waves.iter().map(|(size, times, phase)| size * times * (times * angle + phase).cos()).sum();
        self.radius(angle).hypot(self.radius_m * steepness)
    }

    fn altitude(&self) -> f64 {
        let hills =
            self.hills.iter().map(|(height, times, phase)| height * (times * self.angle + phase).sin());
        ALTITUDE_M + hills.sum::<f64>()
    }

    /// Runs on for some metres; gives the point reached and the slope on the way there.
    pub(super) fn advance(&mut self, metres: f64) -> (Point, f64) {
        let before = self.altitude();
        self.angle += self.turn * metres / self.metres_per_radian(self.angle);
        let altitude_m = self.altitude();
        let slope = if metres > 0.1 { (altitude_m - before) / metres } else { 0.0 };
        let radius = self.radius(self.angle);
        let latitude = self.centre.0 + radius * self.angle.sin() / DEGREE_M;
        let narrowing = self.centre.0.to_radians().cos();
        let longitude = self.centre.1 + radius * self.angle.cos() / (DEGREE_M * narrowing);
        (Point { latitude, longitude, altitude_m }, slope.clamp(-0.2, 0.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_measure::{Place, haversine};

    #[test]
    fn once_around_is_as_long_as_asked_and_ends_where_it_began() {
        for seed in 0..20 {
            let mut course = Course::new(5_000.0, &mut Random::new(seed));
            let place = |point: Point| Place::new(point.latitude, point.longitude).expect("on earth");
            let first = place(course.advance(0.0).0);
            let (mut here, mut length) = (first, 0.0);
            for _ in 0..2_000 {
                let next = place(course.advance(2.5).0);
                length += haversine(here, next).get();
                here = next;
            }
            assert!((length - 5_000.0).abs() < 50.0, "seed {seed}: {length} m");
            assert!(haversine(first, here).get() < 60.0, "seed {seed}: the loop is open");
        }
    }
}
