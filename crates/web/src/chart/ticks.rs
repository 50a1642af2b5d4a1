//! Round places on an axis.

/// Steps for clock-like axes, in seconds.
const CLOCK_STEPS: [f64; 11] = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0];

/// Round values from `low` to `high`, at most `most` of them, on steps of 1, 2 or 5 times a power of ten.
pub(crate) fn round(low: f64, high: f64, most: usize) -> Vec<f64> {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) || most == 0 {
        return if low.is_finite() { vec![low] } else { Vec::new() };
    }
    let mut step = 10_f64.powf((span / most as f64).log10().floor());
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if count(low, high, step) <= most {
            break;
        }
        step *= factor;
    }
    multiples(low, high, step)
}

/// The same on steps a clock knows, for paces and times in seconds.
pub(crate) fn clock(low: f64, high: f64, most: usize) -> Vec<f64> {
    if !(low.is_finite() && high.is_finite() && high > low) {
        return if low.is_finite() { vec![low] } else { Vec::new() };
    }
    match CLOCK_STEPS.into_iter().find(|step| count(low, high, *step) <= most) {
        Some(step) => multiples(low, high, step),
        None => round(low / 3600.0, high / 3600.0, most).into_iter().map(|hours| hours * 3600.0).collect(),
    }
}

fn count(low: f64, high: f64, step: f64) -> usize {
    ((high / step + 1e-9).floor() - (low / step - 1e-9).ceil() + 1.0).max(0.0) as usize
}

fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-9).ceil();
    (0..count(low, high, step)).map(|index| (first + index as f64) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_few_and_inside() {
        assert_eq!(round(0.0, 18.4, 4), [0.0, 5.0, 10.0, 15.0]);
        assert_eq!(round(137.0, 171.0, 4), [140.0, 150.0, 160.0, 170.0]);
        assert_eq!(round(0.0, 0.07, 4), [0.0, 0.02, 0.04, 0.06]);
        for (low, high) in [(0.0, 1.0), (-30.0, 410.0), (163.2, 176.9), (0.0, 123_456.0)] {
            let ticks = round(low, high, 4);
            assert!((2..=4).contains(&ticks.len()), "{low} to {high}: {ticks:?}");
            assert!(ticks.iter().all(|tick| (low..=high).contains(tick)), "{ticks:?}");
        }
    }

    #[test]
    fn paces_fall_on_steps_of_a_clock() {
        assert_eq!(clock(322.0, 401.0, 4), [330.0, 360.0, 390.0]);
        assert_eq!(clock(0.0, 6392.0, 5), [0.0, 1800.0, 3600.0, 5400.0]);
        assert_eq!(clock(0.0, 43_200.0, 4), [0.0, 18_000.0, 36_000.0]);
    }

    #[test]
    fn an_axis_without_extent_has_its_one_value() {
        assert_eq!(round(5.0, 5.0, 4), [5.0]);
        assert!(round(f64::NAN, 1.0, 4).is_empty() && clock(f64::NAN, 1.0, 4).is_empty());
    }
}
