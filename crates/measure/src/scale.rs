//! Scales and the bands that divide them.

use crate::OutOfRange;

/// Pain on the numeric rating scale, a whole number from 0 (none) to 10 (worst imaginable).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PainScore(u8);

impl PainScore {
    /// No pain.
    pub const NONE: Self = Self(0);
    /// Worst imaginable pain.
    pub const WORST: Self = Self(10);

    /// Accepts whole numbers 0 to 10.
    pub fn new(value: u8) -> Result<Self, OutOfRange> {
        of_ten("pain", value).map(Self)
    }

    /// The number, 0 to 10.
    pub fn get(self) -> u8 {
        self.0
    }
}

/// How hard a whole session was, a whole number from 0 (rest) to 10 (as hard as can be).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Effort(u8);

impl Effort {
    /// Every effort there is, from the least.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=10).map(Self)
    }

    /// Accepts whole numbers 0 to 10.
    pub fn new(value: u8) -> Result<Self, OutOfRange> {
        of_ten("effort", value).map(Self)
    }

    /// The number, 0 to 10.
    pub fn get(self) -> u8 {
        self.0
    }
}

/// How well a night was slept, a whole number from 0 (not at all) to 10 (as well as can be).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SleepScore(u8);

impl SleepScore {
    /// Accepts whole numbers 0 to 10.
    pub fn new(value: u8) -> Result<Self, OutOfRange> {
        of_ten("sleep", value).map(Self)
    }

    /// The number, 0 to 10.
    pub fn get(self) -> u8 {
        self.0
    }
}

/// A whole number from 0 to 10.
fn of_ten(quantity: &'static str, value: u8) -> Result<u8, OutOfRange> {
    if value <= 10 {
        Ok(value)
    } else {
        Err(OutOfRange { quantity, unit: "/10", value: f64::from(value), low: 0.0, high: 10.0 })
    }
}

/// Half-open bands that tile a scale: band `i` holds values from `edges[i-1]` (inclusive) to `edges[i]` (exclusive).
///
/// `n` edges make `n + 1` bands; the first reaches down and the last up without end, so no value falls between two.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands<T> {
    edges: Vec<f64>,
    labels: Vec<T>,
}

/// Why a list of edges and labels is not a tiling.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BandsError {
    /// There must be exactly one more label than edges.
    #[error("{edges} edges need {} labels, not {labels}", .edges + 1)]
    Count {
        /// Edges given.
        edges: usize,
        /// Labels given.
        labels: usize,
    },
    /// Edges must be finite and strictly rising.
    #[error("edge {position} does not rise above the one before it")]
    NotRising {
        /// Index of the offending edge, from 0.
        position: usize,
    },
}

impl<T> Bands<T> {
    /// Builds a tiling; refuses edges that are not finite and strictly rising.
    pub fn new(edges: Vec<f64>, labels: Vec<T>) -> Result<Self, BandsError> {
        if labels.len() != edges.len() + 1 {
            return Err(BandsError::Count { edges: edges.len(), labels: labels.len() });
        }
        let falls = |position: usize| position > 0 && edges[position - 1] >= edges[position];
        if let Some(position) = (0..edges.len()).find(|i| !edges[*i].is_finite() || falls(*i)) {
            return Err(BandsError::NotRising { position });
        }
        Ok(Self { edges, labels })
    }

    /// The band a value lies in. `NaN` lies in the last one: whoever orders bands by caution puts the most cautious last.
    pub fn of(&self, value: f64) -> &T {
        let index =
            if value.is_nan() { self.edges.len() } else { self.edges.partition_point(|e| *e <= value) };
        &self.labels[index]
    }

    /// The edges, rising.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// The labels, from the lowest band to the highest.
    pub fn labels(&self) -> &[T] {
        &self.labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_one_band_and_edges_belong_upwards() {
        let bands = Bands::new(vec![10.0, 30.0], vec!["low", "mid", "high"]).expect("tiles");
        assert_eq!([9.99, 10.0, 29.9, 30.0].map(|v| *bands.of(v)), ["low", "mid", "mid", "high"]);
        assert_eq!(*bands.of(f64::NAN), "high");
    }

    #[test]
    fn gaps_and_overlaps_cannot_be_built() {
        assert!(Bands::new(vec![3.0, 3.0], vec![1, 2, 3]).is_err());
        assert!(Bands::new(vec![3.0, 2.0], vec![1, 2, 3]).is_err());
        assert!(Bands::new(vec![3.0], vec![1]).is_err());
    }

    #[test]
    fn pain_stops_at_ten() {
        assert!(PainScore::new(10).is_ok());
        assert!(PainScore::new(11).is_err());
    }
}
