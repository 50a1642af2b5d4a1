//! Quantities: one type per unit, one checked constructor, no default on unknown.

use std::fmt;

/// A value outside the range its unit allows. Says which quantity, what came, what was expected.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{quantity} {}", self.told())]
pub struct OutOfRange {
    /// Name of the quantity, as GLOSSARY.md spells it.
    pub quantity: &'static str,
    /// Unit symbol.
    pub unit: &'static str,
    /// What arrived.
    pub value: f64,
    /// Lowest accepted value, inclusive.
    pub low: f64,
    /// Highest accepted value, inclusive.
    pub high: f64,
}

impl OutOfRange {
    /// What is wrong without the name of the quantity, for where a field is named already. A scale such as `/10` is told by
    /// its ends; every other unit stands behind them.
    pub fn told(&self) -> String {
        let Self { low, high, value, unit, .. } = self;
        match unit {
            unit if unit.starts_with('/') || unit.is_empty() => {
                format!("must be between {low} and {high}, not {value}")
            }
            unit => format!("must be between {low} and {high} {unit}, not {value}"),
        }
    }
}

/// Declares a quantity: a newtype over `f64` with inclusive bounds.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $label:literal, $unit:literal, $low:expr, $high:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// Unit symbol as shown to people.
            pub const UNIT: &'static str = $unit;
            /// Lowest accepted value, inclusive.
            pub const LOW: f64 = $low;
            /// Highest accepted value, inclusive.
            pub const HIGH: f64 = $high;

            /// Checks the range; refuses what is not finite.
            pub fn new(value: f64) -> Result<Self, OutOfRange> {
                if value.is_finite() && (Self::LOW..=Self::HIGH).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(OutOfRange { quantity: $label, unit: $unit, value, low: $low, high: $high })
                }
            }

            /// The number, in the unit the type names.
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.0, $unit)
            }
        }
    };
}

quantity!(
    /// Length or distance along a run, 0 to 10 000 km.
    Metres, "distance", "m", 0.0, 1e7
);
quantity!(
    /// A duration, 0 to 10 years (a watch left running counts).
    Seconds, "duration", "s", 0.0, 3.2e8
);
quantity!(
    /// A duration in minutes, 0 to 10 000.
    Minutes, "duration", "min", 0.0, 1e4
);
quantity!(
    /// Speed over ground, 0 to 60 m/s (a device may record a car ride).
    MetresPerSecond, "speed", "m/s", 0.0, 60.0
);
quantity!(
    /// Heart rate, 20 to 255 beats per minute.
    BeatsPerMinute, "heart rate", "bpm", 20.0, 255.0
);
quantity!(
    /// Running cadence counting both feet, 0 to 400 steps per minute.
    StepsPerMinute, "cadence", "steps/min", 0.0, 400.0
);
quantity!(
    /// Mechanical power, 0 to 5 000 W.
    Watts, "power", "W", 0.0, 5000.0
);
quantity!(
    /// An angle or a range of motion, -360 to 360 degrees.
    Degrees, "angle", "°", -360.0, 360.0
);
quantity!(
    /// A body length such as a tender stretch of muscle, 0 to 300 cm.
    Centimetres, "length", "cm", 0.0, 300.0
);
quantity!(
    /// A weight that is held or lifted, 0 to 500 kg.
    Kilograms, "weight", "kg", 0.0, 500.0
);
quantity!(
    /// A share, 0 to 100 per cent.
    Percent, "share", "%", 0.0, 100.0
);
quantity!(
    /// An age in completed years, 0 to 130.
    Years, "age", "years", 0.0, 130.0
);

impl MetresPerSecond {
    /// Time for one kilometre at this speed; `None` at a standstill (below 0.1 m/s).
    pub fn per_kilometre(self) -> Option<Seconds> {
        (self.0 >= 0.1).then(|| Seconds(1000.0 / self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_inclusive_and_not_a_number_is_refused() {
        assert!(BeatsPerMinute::new(20.0).is_ok() && BeatsPerMinute::new(255.0).is_ok());
        assert!(BeatsPerMinute::new(19.9).is_err() && BeatsPerMinute::new(f64::NAN).is_err());
        assert!(Metres::new(f64::INFINITY).is_err());
    }

    #[test]
    fn a_refusal_names_the_quantity_and_the_bounds() {
        let text = Percent::new(101.0).map_err(|e| e.to_string());
        assert_eq!(text, Err("share must be between 0 and 100 %, not 101".to_owned()));
        let pain = crate::PainScore::new(11);
        let told = pain.map_err(|e| (e.to_string(), e.told()));
        let (whole, told) = told.expect_err("off its scale");
        assert_eq!(whole, "pain must be between 0 and 10, not 11");
        assert_eq!(told, "must be between 0 and 10, not 11");
    }
}
