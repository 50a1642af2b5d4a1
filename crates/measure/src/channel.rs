//! Per-second data as columns: quantised whole numbers with a presence bit, one column per channel.

use crate::{Instant, Place};

/// What a column of samples holds. The quantum is the step in which values are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Channel {
    /// Degrees north, WGS 84, in steps of 1e-7° (1.1 cm).
    Latitude,
    /// Degrees east, WGS 84, in steps of 1e-7°.
    Longitude,
    /// Metres above sea level, in steps of 1 cm.
    Altitude,
    /// Metres since the start as the device counted them, in steps of 1 cm.
    Distance,
    /// Metres per second as the device measured it, in steps of 1 mm/s.
    Speed,
    /// Beats per minute.
    HeartRate,
    /// Steps per minute counting both feet, in steps of 0.01.
    Cadence,
    /// Watts.
    Power,
    /// Ground contact time in milliseconds, in steps of 0.1 ms.
    GroundContact,
    /// Share of ground contact on the left foot in per cent, in steps of 0.01 %.
    ContactBalance,
    /// Vertical oscillation in millimetres, in steps of 0.1 mm.
    VerticalOscillation,
    /// Vertical oscillation over step length in per cent, in steps of 0.01 %.
    VerticalRatio,
    /// Step length in millimetres, in steps of 0.1 mm.
    StepLength,
    /// Degrees Celsius at the device.
    Temperature,
}

impl Channel {
    /// All channels, in the order of their codes.
    pub const ALL: [Self; 14] = [
        Self::Latitude,
        Self::Longitude,
        Self::Altitude,
        Self::Distance,
        Self::Speed,
        Self::HeartRate,
        Self::Cadence,
        Self::Power,
        Self::GroundContact,
        Self::ContactBalance,
        Self::VerticalOscillation,
        Self::VerticalRatio,
        Self::StepLength,
        Self::Temperature,
    ];

    /// Stable number of the channel, used where it is stored.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The channel with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// How many stored steps make one unit: a stored 12345 of [`Channel::Altitude`] is 123.45 m.
    pub fn steps_per_unit(self) -> f64 {
        match self {
            Self::Latitude | Self::Longitude => 1e7,
            Self::Speed => 1e3,
            Self::Altitude | Self::Distance | Self::Cadence | Self::ContactBalance | Self::VerticalRatio => {
                1e2
            }
            Self::GroundContact | Self::VerticalOscillation | Self::StepLength => 1e1,
            Self::HeartRate | Self::Power | Self::Temperature => 1.0,
        }
    }

    /// Symbol of the unit.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Latitude | Self::Longitude => "°",
            Self::Altitude | Self::Distance => "m",
            Self::Speed => "m/s",
            Self::HeartRate => "bpm",
            Self::Cadence => "steps/min",
            Self::Power => "W",
            Self::GroundContact => "ms",
            Self::ContactBalance | Self::VerticalRatio => "%",
            Self::VerticalOscillation | Self::StepLength => "mm",
            Self::Temperature => "°C",
        }
    }

    /// Snake-case name, as the JSON contracts spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
            Self::Altitude => "altitude",
            Self::Distance => "distance",
            Self::Speed => "speed",
            Self::HeartRate => "heart_rate",
            Self::Cadence => "cadence",
            Self::Power => "power",
            Self::GroundContact => "ground_contact",
            Self::ContactBalance => "contact_balance",
            Self::VerticalOscillation => "vertical_oscillation",
            Self::VerticalRatio => "vertical_ratio",
            Self::StepLength => "step_length",
            Self::Temperature => "temperature",
        }
    }
}

/// One column: stored steps and which rows have one. A row without a value is absent, never a sentinel.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    steps: Vec<i32>,
    present: Vec<u64>,
    count: usize,
}

impl Series {
    /// An empty column.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty column with room for `rows` rows.
    pub fn with_capacity(rows: usize) -> Self {
        Self { steps: Vec::with_capacity(rows), present: Vec::with_capacity(rows.div_ceil(64)), count: 0 }
    }

    /// A column in which every row has a value.
    pub fn full(steps: Vec<i32>) -> Self {
        let (count, over) = (steps.len(), steps.len() % 64);
        let mut present = vec![u64::MAX; count.div_ceil(64)];
        if let (Some(last), true) = (present.last_mut(), over > 0) {
            *last = (1 << over) - 1;
        }
        Self { steps, present, count }
    }

    /// Number of rows, present or not.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Number of rows that have a value.
    pub fn count_present(&self) -> usize {
        self.count
    }

    /// Adds one row.
    #[inline]
    pub fn push(&mut self, value: Option<i32>) {
        let row = self.steps.len();
        if row.is_multiple_of(64) {
            self.present.push(0);
        }
        if let (Some(_), Some(word)) = (value, self.present.last_mut()) {
            *word |= 1 << (row % 64);
            self.count += 1;
        }
        self.steps.push(value.unwrap_or(0));
    }

    /// Adds absent rows until there are `rows`.
    pub fn pad_to(&mut self, rows: usize) {
        if rows > self.steps.len() {
            self.steps.resize(rows, 0);
            self.present.resize(rows.div_ceil(64), 0);
        }
    }

    /// Takes back the rows from `rows` on.
    pub fn truncate(&mut self, rows: usize) {
        for row in rows..self.steps.len() {
            self.set(row, None);
        }
        self.steps.truncate(rows);
        self.present.truncate(rows.div_ceil(64));
    }

    /// Sets or replaces one existing row; out of range does nothing.
    pub fn set(&mut self, row: usize, value: Option<i32>) {
        let Some(slot) = self.steps.get_mut(row) else { return };
        *slot = value.unwrap_or(0);
        let (word, bit) = (&mut self.present[row / 64], 1u64 << (row % 64));
        match (value.is_some(), *word & bit != 0) {
            (true, false) => self.count += 1,
            (false, true) => self.count -= 1,
            _ => {}
        }
        if value.is_some() { *word |= bit } else { *word &= !bit }
    }

    /// The stored steps of a row.
    #[inline]
    pub fn steps(&self, row: usize) -> Option<i32> {
        let word = self.present.get(row / 64)?;
        if word & (1 << (row % 64)) == 0 { None } else { self.steps.get(row).copied() }
    }

    /// All rows in order, as stored steps.
    pub fn iter_steps(&self) -> impl Iterator<Item = Option<i32>> + '_ {
        (0..self.steps.len()).map(|row| self.steps(row))
    }
}

impl FromIterator<Option<i32>> for Series {
    fn from_iter<I: IntoIterator<Item = Option<i32>>>(rows: I) -> Self {
        let mut series = Self::new();
        rows.into_iter().for_each(|value| series.push(value));
        series
    }
}

/// The samples of a run: a moment per row and a column per channel that occurred.
///
/// Moments stand as they were recorded, so they may repeat or step back; what was wrong is a diagnostic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Samples {
    times_ms: Vec<i64>,
    columns: [Option<Series>; Channel::ALL.len()],
}

impl Samples {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Rows so far.
    pub fn len(&self) -> usize {
        self.times_ms.len()
    }

    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.times_ms.is_empty()
    }

    /// Begins a new row at a moment; channels not set in it are absent.
    #[inline]
    pub fn push(&mut self, at: Instant) {
        self.times_ms.push(at.unix_ms());
    }

    /// Sets a channel of the newest row, in stored steps; before the first row it does nothing.
    #[inline]
    pub fn set_steps(&mut self, channel: Channel, steps: i32) {
        let rows = self.times_ms.len();
        let Some(row) = rows.checked_sub(1) else { return };
        let column = self.columns[usize::from(channel.code())].get_or_insert_with(Series::new);
        column.pad_to(row);
        if column.len() == row { column.push(Some(steps)) } else { column.set(row, Some(steps)) }
    }

    /// Sets a channel of the newest row, in units; what does not fit the column (not finite, too large) stays absent.
    #[inline]
    pub fn set(&mut self, channel: Channel, value: f64) {
        let steps = (value * channel.steps_per_unit()).round();
        if steps.abs() <= f64::from(i32::MAX) {
            self.set_steps(channel, steps as i32);
        }
    }

    /// Puts a whole column in place, for readers that decode one; `false` when its length differs from the rows.
    pub fn put_column(&mut self, channel: Channel, series: Series) -> bool {
        let fits = series.len() <= self.len();
        if fits {
            self.columns[usize::from(channel.code())] = Some(series);
        }
        fits
    }

    /// The moment of a row.
    pub fn at(&self, row: usize) -> Option<Instant> {
        self.times_ms.get(row).map(|ms| Instant::from_unix_ms(*ms))
    }

    /// All moments in order, in milliseconds since the Unix epoch.
    pub fn times_ms(&self) -> &[i64] {
        &self.times_ms
    }

    /// The column of a channel, if any row has it. It may be shorter than [`Samples::len`]: the rest is absent.
    pub fn column(&self, channel: Channel) -> Option<&Series> {
        self.columns[usize::from(channel.code())].as_ref().filter(|series| series.count_present() > 0)
    }

    /// A value in units.
    #[inline]
    pub fn value(&self, channel: Channel, row: usize) -> Option<f64> {
        let steps = self.columns[usize::from(channel.code())].as_ref()?.steps(row)?;
        Some(f64::from(steps) / channel.steps_per_unit())
    }

    /// Rows and values of a channel where it is present, in units.
    pub fn present(&self, channel: Channel) -> impl Iterator<Item = (usize, f64)> + '_ {
        (0..self.len()).filter_map(move |row| self.value(channel, row).map(|value| (row, value)))
    }

    /// The position of a row, when both coordinates are present and on earth.
    pub fn place(&self, row: usize) -> Option<Place> {
        Place::new(self.value(Channel::Latitude, row)?, self.value(Channel::Longitude, row)?).ok()
    }

    /// Channels that have at least one value.
    pub fn channels(&self) -> impl Iterator<Item = Channel> + '_ {
        Channel::ALL.into_iter().filter(|channel| self.column(*channel).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_column_is_the_one_that_is_pushed_row_by_row() {
        for rows in [0, 1, 63, 64, 65, 128, 130] {
            let steps: Vec<i32> = (0..rows).collect();
            let mut pushed: Series = steps.iter().copied().map(Some).collect();
            let mut full = Series::full(steps);
            assert_eq!(full, pushed);
            full.push(None);
            pushed.push(None);
            assert_eq!(full, pushed);
        }
    }

    #[test]
    fn a_channel_that_starts_late_is_absent_before() {
        let mut samples = Samples::new();
        for second in 0..130 {
            samples.push(Instant::from_unix_ms(second * 1000));
            if second >= 70 {
                samples.set(Channel::HeartRate, 140.0);
            }
        }
        assert_eq!(samples.value(Channel::HeartRate, 69), None);
        assert_eq!(samples.value(Channel::HeartRate, 129), Some(140.0));
        assert_eq!(samples.column(Channel::HeartRate).map(Series::count_present), Some(60));
        assert_eq!(samples.channels().collect::<Vec<_>>(), [Channel::HeartRate]);
    }

    #[test]
    fn what_does_not_fit_is_absent() {
        let mut samples = Samples::new();
        samples.push(Instant::from_unix_ms(0));
        samples.set(Channel::Distance, f64::NAN);
        samples.set(Channel::Distance, 1e300);
        assert_eq!(samples.value(Channel::Distance, 0), None);
    }

    #[test]
    fn setting_and_clearing_keeps_the_count() {
        let mut series: Series = [Some(1), None, Some(3)].into_iter().collect();
        series.set(0, None);
        series.set(1, Some(0));
        assert_eq!((series.count_present(), series.steps(0), series.steps(1)), (2, None, Some(0)));
        assert_eq!(series.iter_steps().collect::<Vec<_>>(), [None, Some(0), Some(3)]);
        series.truncate(2);
        series.push(None);
        assert_eq!((series.count_present(), series.steps(2)), (1, None), "no trace of the old row");
    }

    #[test]
    fn codes_round_trip() {
        for channel in Channel::ALL {
            assert_eq!(Channel::from_code(channel.code()), Some(channel));
        }
    }
}
