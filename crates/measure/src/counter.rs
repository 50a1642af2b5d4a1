//! Adding up a device's counter of distance.

/// Distance that a first reading may already hold, in metres per second since the start; more is a counter that was not
/// reset. Own choice: faster than any runner.
const HEAD_START_M_PER_S: f64 = 12.5;
/// Seconds that the first sample may come late.
const LATE_S: f64 = 5.0;

/// Adds up the readings of a counter in metres. One that was not reset begins at nought; a fall to less than half is a reset,
/// and what was counted stays; a smaller step back is a correction.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DistanceCounter {
    before: Option<f64>,
    total: f64,
}

impl DistanceCounter {
    /// Takes the next reading; the seconds since the start matter for the first one only. Metres so far.
    pub fn read(&mut self, metres: f64, since_start_s: f64) -> f64 {
        match self.before.replace(metres) {
            Some(before) if metres < before / 2.0 => {}
            Some(before) => self.total = (self.total + metres - before).max(0.0),
            None if metres <= HEAD_START_M_PER_S * (since_start_s + LATE_S) => self.total = metres.max(0.0),
            None => {}
        }
        self.total
    }

    /// Metres so far.
    pub fn total(&self) -> f64 {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(readings: &[f64]) -> f64 {
        let mut counter = DistanceCounter::default();
        readings.iter().for_each(|metres| {
            counter.read(*metres, 0.0);
        });
        counter.total()
    }

    #[test]
    fn a_reset_keeps_what_was_counted_and_a_correction_takes_it_back() {
        assert_eq!(total(&[3.0, 100.0, 1.0, 51.0]), 150.0);
        assert_eq!(total(&[3.0, 100.0, 98.0]), 98.0);
        assert_eq!(total(&[42_000.0, 42_300.0]), 300.0, "it was not reset at the start");
        let mut late = DistanceCounter::default();
        assert_eq!(late.read(300.0, 60.0), 300.0, "the first sample came a minute late");
    }
}
