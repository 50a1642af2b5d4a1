//! Smooth curves through a few measured moments of a stride that repeats.

use super::Moment;

/// The three values through the stride, percent.
pub(super) struct Course {
    hip: Curve,
    knee: Curve,
    length: Curve,
}

impl Course {
    pub(super) fn new(moments: &[Moment]) -> Self {
        let curve = |value: fn(&Moment) -> f64| {
            Curve::new(moments.iter().map(|moment| (moment.percent, value(moment))).collect())
        };
        Self {
            hip: curve(|moment| moment.hip),
            knee: curve(|moment| moment.knee),
            length: curve(|moment| moment.length),
        }
    }

    pub(super) fn hip(&self, percent: f64) -> f64 {
        self.hip.at(percent)
    }

    pub(super) fn knee(&self, percent: f64) -> f64 {
        self.knee.at(percent)
    }

    pub(super) fn length(&self, percent: f64) -> f64 {
        self.length.at(percent)
    }
}

/// A curve that never overshoots its points: cubic pieces with slopes after Fritsch and Carlson, closed after 100.
struct Curve {
    /// Points of one round with its first repeated at the end, and the slope at each.
    points: Vec<(f64, f64, f64)>,
}

impl Curve {
    fn new(mut points: Vec<(f64, f64)>) -> Self {
        if let Some((_, value)) = points.first().copied() {
            points.push((100.0, value));
        }
        let rises: Vec<(f64, f64)> = points
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0, (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)))
            .collect();
        let count = rises.len();
        let slope = |index: usize| {
            let (before, after) = (rises[(index + count - 1) % count], rises[index % count]);
            if before.1 * after.1 <= 0.0 {
                return 0.0;
            }
            let (w1, w2) = (2.0 * after.0 + before.0, after.0 + 2.0 * before.0);
            (w1 + w2) / (w1 / before.1 + w2 / after.1)
        };
        Self { points: points.iter().enumerate().map(|(i, (x, y))| (*x, *y, slope(i))).collect() }
    }

    fn at(&self, percent: f64) -> f64 {
        let end = self.points.windows(2).find(|pair| percent <= pair[1].0);
        let Some([(x0, y0, m0), (x1, y1, m1)]) = end else {
            return self.points.first().map_or(0.0, |(_, y, _)| *y);
        };
        let h = x1 - x0;
        let s = ((percent - x0) / h).clamp(0.0, 1.0);
        let (s2, s3) = (s * s, s * s * s);
        (2.0 * s3 - 3.0 * s2 + 1.0) * y0
            + (s3 - 2.0 * s2 + s) * h * m0
            + (3.0 * s2 - 2.0 * s3) * y1
            + (s3 - s2) * h * m1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_its_points_and_overshoots_none() {
        let points = vec![(0.0, 1.0), (20.0, 0.5), (40.0, 0.4), (60.0, 0.0), (90.0, 1.2)];
        let curve = Curve::new(points.clone());
        for (x, y) in points {
            assert!((curve.at(x) - y).abs() < 1e-9);
        }
        assert!((curve.at(100.0) - 1.0).abs() < 1e-9);
        for step in 0..=1000 {
            let y = curve.at(f64::from(step) / 10.0);
            assert!((-1e-9..=1.2 + 1e-9).contains(&y), "{y}");
        }
    }
}
