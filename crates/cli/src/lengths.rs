//! Lengths in words, in the units that the runner chose. JSON stays in metres.

use femoris_app::Units;

const METRES_PER_KILOMETRE: f64 = 1000.0;
const FEET_PER_METRE: f64 = 1.0 / 0.3048;

/// Metres as kilometres or miles, without the unit.
pub(crate) fn long(metres: f64, units: Units) -> f64 {
    metres / METRES_PER_KILOMETRE / units.kilometres()
}

/// Metres as whole metres or feet, with the unit.
pub(crate) fn short(metres: f64, units: Units) -> String {
    match units {
        Units::Kilometres => format!("{metres:.0} m"),
        Units::Miles => format!("{:.0} ft", metres * FEET_PER_METRE),
    }
}
