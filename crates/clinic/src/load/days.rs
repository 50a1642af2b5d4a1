//! Days side by side: description, never an alarm. A rest day is zero; a day of which nothing is known is not.

use std::collections::VecDeque;

// number: days in a week
const WEEK: usize = 7;
// number: the days of the spike's baseline
const MONTH: i32 = 30;

/// Which standard deviation a monotony is taken with; the published vectors differ in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deviation {
    /// Divided by the number of days less one.
    Sample,
    /// Divided by the number of days.
    Population,
}

/// Mean of seven daily loads over their deviation. `None` where a day is not known, or where all days are alike.
pub fn monotony(days: &[Option<f64>; WEEK], deviation: Deviation) -> Option<f64> {
    let known: Vec<f64> = days.iter().copied().collect::<Option<_>>()?;
    let count = known.len() as f64;
    let mean = known.iter().sum::<f64>() / count;
    let squares: f64 = known.iter().map(|load| (load - mean) * (load - mean)).sum();
    let divisor = match deviation {
        Deviation::Sample => count - 1.0,
        Deviation::Population => count,
    };
    let spread = libm::sqrt(squares / divisor);
    (spread > 0.0).then(|| mean / spread)
}

/// Weekly sum times monotony. `None` where the monotony is.
pub fn strain(days: &[Option<f64>; WEEK], deviation: Deviation) -> Option<f64> {
    let sum: f64 = days.iter().flatten().sum();
    Some(sum * monotony(days, deviation)?)
}

/// An exponentially weighted mean over days: `E = load × λ + (1 − λ) × E`, λ = 2 / (days + 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ewma {
    lambda: f64,
    value: Option<f64>,
}

impl Ewma {
    /// Of so many days, with nothing in it yet.
    pub fn of_days(days: u16) -> Self {
        Self { lambda: 2.0 / (f64::from(days) + 1.0), value: None }
    }

    /// As [`Ewma::of_days`], begun at a value.
    pub fn seeded(days: u16, seed: f64) -> Self {
        Self { value: Some(seed), ..Self::of_days(days) }
    }

    /// Adds a day. The first known day is the first value; a day of which nothing is known changes nothing.
    pub fn add(&mut self, load: Option<f64>) {
        let Some(load) = load else { return };
        self.value = Some(self.value.map_or(load, |value| load * self.lambda + (1.0 - self.lambda) * value));
    }

    /// The mean so far.
    pub fn value(self) -> Option<f64> {
        self.value
    }
}

/// One day as the rolling view takes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RollingDay {
    /// Metres run; `None` where a run of the day has no distance.
    pub metres: Option<f64>,
    /// Longest single run in metres; `None` on a rest day.
    pub longest: Option<f64>,
}

impl RollingDay {
    /// A day without a run.
    pub const REST: Self = Self { metres: Some(0.0), longest: None };
}

/// The last week and the last month, kept up to date day by day in constant time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rolling {
    day: i32,
    week: VecDeque<Option<f64>>,
    week_cm: i64,
    unknown: usize,
    /// Longest runs that may still be the longest of a month: days rising, lengths falling.
    longest: VecDeque<(i32, f64)>,
}

impl Rolling {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next day; days are given one after another, rest days too.
    pub fn add(&mut self, day: RollingDay) {
        self.day += 1;
        self.enter(day.metres);
        if self.week.len() > WEEK {
            self.leave();
        }
        let oldest = self.day - MONTH;
        while self.longest.front().is_some_and(|(at, _)| *at <= oldest) {
            self.longest.pop_front();
        }
        if let Some(length) = day.longest {
            while self.longest.back().is_some_and(|(_, shorter)| *shorter <= length) {
                self.longest.pop_back();
            }
            self.longest.push_back((self.day, length));
        }
    }

    /// Metres of the last seven days; `None` where one of them is not known.
    pub fn week_metres(&self) -> Option<f64> {
        (self.unknown == 0).then(|| self.week_cm as f64 / 100.0)
    }

    /// Longest single run of the last 30 days, today included.
    pub fn longest_metres(&self) -> Option<f64> {
        self.longest.front().map(|(_, length)| *length)
    }

    fn enter(&mut self, metres: Option<f64>) {
        self.week.push_back(metres);
        match metres {
            Some(metres) => self.week_cm += centimetres(metres),
            None => self.unknown += 1,
        }
    }

    fn leave(&mut self) {
        match self.week.pop_front() {
            Some(Some(metres)) => self.week_cm -= centimetres(metres),
            Some(None) => self.unknown -= 1,
            None => {}
        }
    }
}

/// Whole centimetres: what is added can be taken away again without a rest.
fn centimetres(metres: f64) -> i64 {
    (metres * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOSTER: [Option<f64>; 7] =
        [Some(600.0), Some(200.0), Some(400.0), Some(500.0), Some(100.0), Some(650.0), Some(0.0)];

    // Evidence dossier, 3.3.
    #[test]
    fn monotony_and_strain_of_the_vector() {
        let sample = monotony(&FOSTER, Deviation::Sample).expect("days differ");
        let population = monotony(&FOSTER, Deviation::Population).expect("days differ");
        assert!((sample - 1.382).abs() < 5e-4 && (population - 1.492).abs() < 5e-4);
        assert!((strain(&FOSTER, Deviation::Sample).expect("days differ") - 3385.0).abs() < 1.0);
    }

    #[test]
    fn monotony_of_equal_or_unknown_days_is_none() {
        assert_eq!(monotony(&[Some(300.0); 7], Deviation::Sample), None);
        let mut days = FOSTER;
        days[3] = None;
        assert_eq!(monotony(&days, Deviation::Sample), None, "an unknown day is no rest day");
        assert_eq!(strain(&days, Deviation::Sample), None);
    }

    // Evidence dossier, 3.2: 28 days of 10, then 7 of 20, seed 10.
    #[test]
    fn weighted_means_of_the_vector() {
        let run = |days: u16| {
            let mut mean = Ewma::seeded(days, 10.0);
            (0..28).for_each(|_| mean.add(Some(10.0)));
            (0..7).for_each(|_| mean.add(Some(20.0)));
            mean.value().expect("seeded")
        };
        let (short, long) = (run(7), run(28));
        assert!((short - 18.6652).abs() < 5e-5 && (long - 13.9360).abs() < 5e-5);
        assert!((short / long - 1.3393).abs() < 1e-4);
    }

    #[test]
    fn an_unknown_day_leaves_the_mean_where_it_was() {
        let mut mean = Ewma::of_days(7);
        mean.add(None);
        assert_eq!(mean.value(), None);
        mean.add(Some(4.0));
        mean.add(None);
        assert_eq!(mean.value(), Some(4.0));
    }
}
