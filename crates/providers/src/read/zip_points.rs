//! Postal codes and their middle, for directories that have addresses but no positions.

use std::collections::HashMap;

use femoris_measure::Place;

use crate::text::fold;

/// Postal codes loaded so far.
#[derive(Debug, Default)]
pub struct ZipPoints {
    points: HashMap<String, Place>,
}

impl ZipPoints {
    /// Codes kept at most; all of GeoNames has fewer.
    const MOST: usize = 4_000_000;

    /// Adds a code. The first one to come stays.
    pub fn put(&mut self, code: &str, place: Place) {
        let code = fold(code);
        if !code.is_empty() && self.points.len() < Self::MOST {
            self.points.entry(code).or_insert(place);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The middle of a code. A US code of nine digits is looked up by its first five.
    pub fn get(&self, code: &str) -> Option<Place> {
        if let Some(five) =
            code.get(..5).filter(|_| code.len() >= 9 && code.bytes().take(5).all(|b| b.is_ascii_digit()))
        {
            return self.points.get(five).copied();
        }
        self.points.get(&fold(code)).copied()
    }
}
