//! How long and how far a run went at each speed, in whole numbers, so that sums of runs are exact.

/// Width of a bin in mm/s.
// number: a twentieth of a metre a second, finer than a watch tells speeds apart
const WIDTH_MM_S: u32 = 50;
// number: millimetres in a metre, milliseconds in a second
const THOUSAND: f64 = 1000.0;

/// The bin of a speed in m/s.
pub(super) fn number(speed: f64) -> u32 {
    (speed.max(0.0) * THOUSAND) as u32 / WIDTH_MM_S
}

/// The first bin that is nowhere slower than a speed in m/s.
pub(super) fn from(speed: f64) -> u32 {
    ((speed.max(0.0) * THOUSAND).ceil() as u32).div_ceil(WIDTH_MM_S)
}

/// What was run within one bin of speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bin {
    /// Milliseconds.
    pub ms: u64,
    /// Centimetres.
    pub cm: u64,
    /// Hundredths of a stride; a stride is two steps.
    pub strides: u64,
}

impl Bin {
    /// Mean speed in m/s; `None` where no time was spent.
    pub fn speed(self) -> Option<f64> {
        // number: centimetres a millisecond are ten metres a second
        (self.ms > 0).then(|| self.cm as f64 * 10.0 / self.ms as f64)
    }

    fn add(&mut self, other: Self) {
        self.ms += other.ms;
        self.cm += other.cm;
        self.strides += other.strides;
    }
}

/// Time, distance and strides by speed: numbered bins, rising, each number once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpeedBins(Vec<(u32, Bin)>);

impl SpeedBins {
    /// From numbered bins, as a store kept them; a number that repeats is added.
    pub fn from_bins(bins: impl IntoIterator<Item = (u32, Bin)>) -> Self {
        let mut all = Self::default();
        bins.into_iter().for_each(|(number, bin)| all.put(number, bin));
        all
    }

    /// The bins that hold anything, by their number, rising.
    pub fn iter(&self) -> impl Iterator<Item = (u32, Bin)> + '_ {
        self.0.iter().copied()
    }

    /// Nothing was run.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a time at a speed in m/s, with strides in hundredths.
    pub fn add(&mut self, speed: f64, seconds: f64, strides: u64) {
        let ms = (seconds * THOUSAND).round() as u64;
        let cm = (speed * seconds * 100.0).round() as u64;
        self.put(number(speed), Bin { ms, cm, strides });
    }

    /// Adds all of another run.
    pub fn merge(&mut self, other: &Self) {
        other.iter().for_each(|(number, bin)| self.put(number, bin));
    }

    /// Bins mostly come rising, as they are kept: then they are put at the end.
    fn put(&mut self, number: u32, bin: Bin) {
        if self.0.last().is_none_or(|(last, _)| *last < number) {
            return self.0.push((number, bin));
        }
        let at = self.0.partition_point(|(before, _)| *before < number);
        match self.0.get_mut(at) {
            Some((same, sum)) if *same == number => sum.add(bin),
            _ => self.0.insert(at, (number, bin)),
        }
    }

    /// Seconds and metres above a speed in m/s. Within the bin that the speed cuts, both are taken as evenly spread.
    pub fn above(&self, speed: f64) -> (f64, f64) {
        let cut = (speed.max(0.0) * THOUSAND) / f64::from(WIDTH_MM_S);
        let number = cut as u32;
        let share = 1.0 - (cut - f64::from(number));
        let (mut ms, mut cm) = (0.0, 0.0);
        let from = self.0.partition_point(|(at, _)| *at < number);
        for (at, bin) in self.0.iter().skip(from) {
            let counts = if *at == number { share } else { 1.0 };
            ms += bin.ms as f64 * counts;
            cm += bin.cm as f64 * counts;
        }
        (ms / THOUSAND, cm / 100.0)
    }
}
