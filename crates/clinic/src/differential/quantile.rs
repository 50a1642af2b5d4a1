//! Evenly spaced quantiles of Beta and Gamma distributions, the raw material of the uncertainty bands.
//!
//! Everything is computed with `libm` (pure Rust) and plain arithmetic in a fixed order, so that the same
//! knowledge gives the same bits on every machine.

/// Intervals the cumulative distribution is tabulated on.
const INTERVALS: usize = 1024;
/// Terms of a tail series smaller than this share of the sum no longer change it.
const SERIES_END: f64 = 1e-17;
/// Logarithm below which a Gamma value weighs nothing beside any other condition (about 2e-9).
const LOWEST_LOG: f64 = -20.0;

/// Where a quantile falls on the grid: between point `index` and the next one, `part` of the way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Position {
    index: usize,
    part: f64,
}

impl Position {
    /// Reads a table given on the grid at this position, straight between the two neighbours.
    pub(super) fn read(self, table: &[f64]) -> f64 {
        let (low, high) = (table[self.index], table[self.index + 1]);
        low + (high - low) * self.part
    }
}

/// A shared grid from the lowest to the highest allowed probability, with the logarithms Beta densities need.
#[derive(Debug)]
pub(super) struct BetaGrid {
    low: f64,
    high: f64,
    /// `ln x` and `ln (1 - x)` at every grid point and every midpoint.
    ln_x: Vec<f64>,
    ln_rest: Vec<f64>,
}

impl BetaGrid {
    /// A grid over `low..=high`, the clamp of every probability.
    pub(super) fn new(low: f64, high: f64) -> Self {
        let step = (high - low) / (2 * INTERVALS) as f64;
        let at = |i: usize| low + step * i as f64;
        Self {
            low,
            high,
            ln_x: (0..=2 * INTERVALS).map(|i| libm::log(at(i))).collect(),
            ln_rest: (0..=2 * INTERVALS).map(|i| libm::log(1.0 - at(i))).collect(),
        }
    }

    /// `x^power` and `(1-x)^power` on the grid points: the tempered likelihood of present and absent.
    pub(super) fn tempered(&self, power: f64) -> (Vec<f64>, Vec<f64>) {
        let raise = |logs: &[f64]| logs.iter().step_by(2).map(|l| libm::exp(power * l)).collect();
        (raise(&self.ln_x), raise(&self.ln_rest))
    }

    /// `count` evenly spaced quantiles of Beta(mean·n, (1-mean)·n), clamped to the grid.
    pub(super) fn quantiles(&self, mean: f64, n: f64, count: usize) -> Vec<Position> {
        let mean = mean.clamp(self.low, self.high);
        let (a, b) = (mean * n, (1.0 - mean) * n);
        let density: Vec<f64> = (self.ln_x.iter().zip(&self.ln_rest))
            .map(|(x, rest)| libm::exp((a - 1.0) * x + (b - 1.0) * rest))
            .collect();
        let step = (self.high - self.low) / INTERVALS as f64;
        let mut below = cumulate(tail(a, b, self.low), &density, step);
        let total = below[INTERVALS] + tail(b, a, 1.0 - self.high);
        below.iter_mut().for_each(|v| *v /= total);
        invert(&below, count)
    }
}

/// Mass of the unnormalised Beta(a, b) below `x`, by its power series; `x` is small, so it ends quickly.
fn tail(a: f64, b: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0 / a, 0.0);
    loop {
        k += 1.0;
        term *= (k - b) / k * x;
        let part = term / (a + k);
        sum += part;
        if part.abs() <= SERIES_END * sum.abs() {
            return sum * libm::exp(a * libm::log(x));
        }
    }
}

/// Simpson's rule over intervals whose ends and midpoints are given, as running totals that begin at `start`.
fn cumulate(start: f64, density: &[f64], step: f64) -> Vec<f64> {
    let mut sum = start;
    let mut totals = Vec::with_capacity(INTERVALS + 1);
    totals.push(sum);
    for ends in density.windows(3).step_by(2) {
        sum += step * (ends[0] + 4.0 * ends[1] + ends[2]) / 6.0;
        totals.push(sum);
    }
    totals
}

/// Positions of the probabilities (k + ½) / count on a rising cumulative table.
fn invert(below: &[f64], count: usize) -> Vec<Position> {
    let last = below.len() - 2;
    let mut index = 0;
    (0..count)
        .map(|k| {
            let wanted = (k as f64 + 0.5) / count as f64;
            while index < last && below[index + 1] <= wanted {
                index += 1;
            }
            let width = below[index + 1] - below[index];
            let part = if width > 0.0 { ((wanted - below[index]) / width).clamp(0.0, 1.0) } else { 0.0 };
            Position { index, part }
        })
        .collect()
}

/// `count` evenly spaced quantiles of Gamma(shape, 1): the parts of a Dirichlet before they are divided by their sum.
pub(super) fn gamma_quantiles(shape: f64, count: usize) -> Vec<f64> {
    let root = libm::sqrt(shape);
    let low = (libm::log(shape) - 12.0 / root).max(LOWEST_LOG);
    let high = libm::log(shape + 6.0 * root + 12.0);
    let step = (high - low) / INTERVALS as f64;
    let at = |i: usize| low + step * 0.5 * i as f64;
    let peak = shape * libm::log(shape) - shape;
    // The density of ln x: smooth even where the density of x itself has a pole at zero.
    let density: Vec<f64> =
        (0..=2 * INTERVALS).map(|i| libm::exp(shape * at(i) - libm::exp(at(i)) - peak)).collect();
    let mut below = cumulate(density[0] / shape, &density, step);
    let total = below[INTERVALS];
    below.iter_mut().for_each(|v| *v /= total);
    let logs: Vec<f64> = (0..=INTERVALS).map(|i| at(2 * i)).collect();
    invert(&below, count).into_iter().map(|p| libm::exp(p.read(&logs))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_beta(mean: f64, n: f64, expected: [f64; 3]) {
        let grid = BetaGrid::new(0.02, 0.98);
        let points: Vec<f64> = (0..=INTERVALS).map(|i| 0.02 + 0.96 * i as f64 / INTERVALS as f64).collect();
        let found = grid.quantiles(mean, n, 2000);
        for (k, wanted) in [99, 999, 1899].into_iter().zip(expected) {
            let value = found[k].read(&points);
            assert!((value - wanted).abs() < 2e-3, "Beta({mean}, n {n}): {value} is not {wanted}");
        }
    }

    // Reference quantiles at 4.975, 49.975 and 94.975 %: closed forms where there are any.
    #[test]
    fn beta_quantiles_match_closed_forms() {
        check_beta(0.5, 2.0, [0.04975, 0.49975, 0.94975]); // uniform
        let power = |u: f64| libm::pow(u, 1.0 / 7.2); // Beta(7.2, 0.8) is not closed; Beta(a, 1) is
        check_beta(7.2 / 8.2, 8.2, [power(0.04975), power(0.49975), power(0.94975).min(0.98)]);
    }

    #[test]
    fn a_rare_finding_is_clamped_not_lost() {
        let grid = BetaGrid::new(0.02, 0.98);
        let found = grid.quantiles(0.01, 8.0, 1000);
        assert_eq!(found[0], Position { index: 0, part: 0.0 });
        assert!(found[999].index > 0);
    }

    #[test]
    fn gamma_quantiles_have_the_right_mean_at_every_shape() {
        for shape in [0.06, 0.6, 3.0, 13.5, 45.0] {
            let found = gamma_quantiles(shape, 2048);
            let mean = found.iter().sum::<f64>() / 2048.0;
            assert!((mean / shape - 1.0).abs() < 0.01, "shape {shape}: mean {mean}");
            assert!(found.windows(2).all(|w| w[0] <= w[1]));
        }
    }

    #[test]
    fn exponential_quantiles_match_the_closed_form() {
        for (k, value) in gamma_quantiles(1.0, 100).into_iter().enumerate() {
            let wanted = -libm::log(1.0 - (k as f64 + 0.5) / 100.0);
            assert!((value / wanted - 1.0).abs() < 2e-3, "{k}: {value} is not {wanted}");
        }
    }
}
