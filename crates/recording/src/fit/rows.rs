//! Record messages straight into columns: a definition is compiled once into a plan, each message runs it.

use femoris_measure::{Channel, Instant, Samples, Series};

use super::developer::DeveloperFields;
use super::wire::{Base, Definition, Message, Order};

/// Seconds from the Unix epoch to the protocol's own, 1989-12-31T00:00:00Z.
const EPOCH_OFFSET_S: i64 = 631_065_600;
/// Cadence is kept in steps of 1/128 revolution per minute until the sport is known.
pub(super) const CADENCE_STEPS: i64 = 128;

/// A moment of the protocol as an instant.
pub(super) fn instant(seconds: u32) -> Instant {
    Instant::from_unix_ms((i64::from(seconds) + EPOCH_OFFSET_S) * 1000)
}

/// An instant in whole seconds of the protocol, if it can say it.
pub(super) fn seconds_of(at: Instant) -> Option<u32> {
    let seconds = (at.unix_ms() + 500).div_euclid(1000) - EPOCH_OFFSET_S;
    u32::try_from(seconds).ok().filter(|seconds| *seconds != u32::MAX)
}

/// What a field of a record turns into.
#[derive(Debug, Clone, Copy)]
enum Sink {
    /// A column whose stored steps are the raw number.
    Plain(Channel),
    /// A column of angles in semicircles.
    Angle(Channel),
    Altitude,
    HeartRate,
    Cadence,
    CadenceFraction,
    Cadence256,
    ActivityType,
    SpeedAndDistance,
    Developer(usize),
}

impl Sink {
    fn channel(self) -> Option<Channel> {
        match self {
            Self::Plain(channel) | Self::Angle(channel) => Some(channel),
            Self::Altitude => Some(Channel::Altitude),
            Self::HeartRate => Some(Channel::HeartRate),
            Self::Cadence => Some(Channel::Cadence),
            _ => None,
        }
    }
}

/// One field to read: where, how and into what.
#[derive(Debug, Clone, Copy)]
struct Step {
    sink: Sink,
    base: Base,
    start: u16,
    end: u16,
}

/// How to read the records of one definition.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    steps: Vec<Step>,
    order: Order,
}

/// Fields of a record that become columns. Where two say the same, the later wins: the enhanced ones come last.
fn sink_of(field: u8) -> Option<(u8, Sink)> {
    Some(match field {
        0 => (0, Sink::Angle(Channel::Latitude)),
        1 => (0, Sink::Angle(Channel::Longitude)),
        2 => (0, Sink::Altitude),
        3 => (0, Sink::HeartRate),
        4 => (0, Sink::Cadence),
        5 => (1, Sink::Plain(Channel::Distance)),
        6 => (1, Sink::Plain(Channel::Speed)),
        7 => (0, Sink::Plain(Channel::Power)),
        8 => (0, Sink::SpeedAndDistance),
        13 => (0, Sink::Plain(Channel::Temperature)),
        39 => (0, Sink::Plain(Channel::VerticalOscillation)),
        41 => (0, Sink::Plain(Channel::GroundContact)),
        42 => (0, Sink::ActivityType),
        52 => (0, Sink::Cadence256),
        53 => (1, Sink::CadenceFraction),
        73 => (2, Sink::Plain(Channel::Speed)),
        78 => (1, Sink::Altitude),
        83 => (0, Sink::Plain(Channel::VerticalRatio)),
        84 => (0, Sink::Plain(Channel::ContactBalance)),
        85 => (0, Sink::Plain(Channel::StepLength)),
        _ => return None,
    })
}

impl Plan {
    /// Compiles the definition of a record; registers the columns of its developer fields.
    pub(super) fn compile(definition: &Definition, developer: &mut DeveloperFields) -> Self {
        let mut ranked: Vec<(u8, Step)> = Vec::new();
        for field in &definition.fields {
            let Some((rank, sink)) = sink_of(field.number) else { continue };
            let width = if matches!(sink, Sink::SpeedAndDistance) { 3 } else { field.base.width() };
            if usize::from(field.size) >= width {
                let end = field.offset + width as u16;
                ranked.push((rank, Step { sink, base: field.base, start: field.offset, end }));
            }
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut steps: Vec<Step> = ranked.into_iter().map(|(_, step)| step).collect();
        for field in &definition.developer {
            if let Some((column, base)) = developer.column_of(field) {
                let end = field.offset + base.width() as u16;
                steps.push(Step { sink: Sink::Developer(column), base, start: field.offset, end });
            }
        }
        Self { steps, order: definition.order }
    }
}

/// All records of one part of a file, in order, as columns.
#[derive(Debug, Default)]
pub(super) struct Rows {
    times: Vec<u32>,
    untimed: Vec<usize>,
    columns: [Series; Channel::ALL.len()],
    /// What each record says the runner was doing, where any says so: the last one.
    pub(super) activity_type: Option<u8>,
    distance_16ths: Option<(u16, i64)>,
}

impl Rows {
    /// Number of records.
    pub(super) fn len(&self) -> usize {
        self.times.len()
    }

    /// Makes room in the columns a plan fills, once: growing them step by step would copy them time and again.
    pub(super) fn reserve(&mut self, plan: &Plan, rows: usize) {
        if self.times.is_empty() {
            self.times.reserve_exact(rows);
        }
        for step in &plan.steps {
            let Some(channel) = step.sink.channel() else { continue };
            let column = &mut self.columns[usize::from(channel.code())];
            if column.is_empty() {
                *column = Series::with_capacity(rows);
            }
        }
    }

    /// Moments of all records; those without one are zero and listed in [`Rows::untimed`].
    pub(super) fn times(&self) -> &[u32] {
        &self.times
    }

    /// Records that carry no moment.
    pub(super) fn untimed(&self) -> &[usize] {
        &self.untimed
    }

    /// Gives the newest record a moment, if it has none yet.
    pub(super) fn time_newest(&mut self, time: u32) {
        if let Some(last) = self.times.len().checked_sub(1)
            && self.untimed.last() == Some(&last)
        {
            self.untimed.pop();
            self.times[last] = time;
        }
    }

    /// Takes records back, for when they prove to be misread.
    pub(super) fn truncate(&mut self, rows: usize, developer: &mut DeveloperFields) {
        self.times.truncate(rows);
        while self.untimed.pop_if(|row| *row >= rows).is_some() {}
        self.columns.iter_mut().chain(developer.columns_mut()).for_each(|column| column.truncate(rows));
    }

    /// Adds a record.
    pub(super) fn push(&mut self, message: &Message<'_>, plan: &Plan, developer: &mut DeveloperFields) {
        let row = self.times.len();
        if message.time.is_none() {
            self.untimed.push(row);
        }
        self.times.push(message.time.unwrap_or(0));
        let (mut cadence, mut fraction) = (None, 0);
        for step in &plan.steps {
            let Some(bytes) = message.bytes.get(usize::from(step.start)..usize::from(step.end)) else {
                continue;
            };
            if let Sink::SpeedAndDistance = step.sink {
                self.speed_and_distance(row, bytes);
                continue;
            }
            if let Sink::Developer(column) = step.sink {
                developer.put(column, row, step.base.number(bytes, plan.order));
                continue;
            }
            let Some(raw) = step.base.whole(bytes, plan.order) else { continue };
            match step.sink {
                Sink::Plain(channel) => self.put(channel, row, raw),
                // Half a circle is 2^31 semicircles and 1.8e9 stored steps; rounded to the nearest.
                Sink::Angle(channel) => {
                    let steps = raw.saturating_mul(1_800_000_000).saturating_add(1 << 30) >> 31;
                    self.put(channel, row, steps);
                }
                Sink::Altitude => {
                    self.put(Channel::Altitude, row, raw.saturating_mul(20).saturating_sub(50_000));
                }
                // A heart that does not beat is a sensor that does not measure.
                Sink::HeartRate if raw > 0 => self.put(Channel::HeartRate, row, raw),
                Sink::Cadence => cadence = Some(raw.saturating_mul(CADENCE_STEPS)),
                Sink::CadenceFraction => fraction = raw,
                Sink::Cadence256 => cadence = cadence.or(Some(raw / 2)),
                Sink::ActivityType => self.activity_type = u8::try_from(raw).ok(),
                Sink::HeartRate | Sink::SpeedAndDistance | Sink::Developer(_) => {}
            }
        }
        if let Some(cadence) = cadence {
            self.put(Channel::Cadence, row, cadence.saturating_add(fraction));
        }
    }

    #[inline]
    fn put(&mut self, channel: Channel, row: usize, steps: i64) {
        if let Ok(steps) = i32::try_from(steps) {
            put(&mut self.columns[usize::from(channel.code())], row, steps);
        }
    }

    /// Twelve bits of speed in cm/s and twelve of distance in 1/16 m that wrap around every 256 m.
    fn speed_and_distance(&mut self, row: usize, bytes: &[u8]) {
        let [a, b, c] = *bytes else { return };
        if [a, b, c] == [u8::MAX; 3] {
            return;
        }
        let speed = u16::from(a) | (u16::from(b & 0x0F) << 8);
        let distance = u16::from(b >> 4) | (u16::from(c) << 4);
        let total = match self.distance_16ths {
            Some((last, total)) => total + i64::from(distance.wrapping_sub(last) & 0x0FFF),
            None => i64::from(distance),
        };
        self.distance_16ths = Some((distance, total));
        self.put(Channel::Speed, row, i64::from(speed) * 10);
        self.put(Channel::Distance, row, total * 100 / 16);
    }

    /// Samples of all records, moving the columns; for when every record has a moment and belongs to one session.
    pub(super) fn into_samples(self) -> Samples {
        let mut samples = Samples::new();
        self.times.iter().for_each(|time| samples.push(instant(*time)));
        for (channel, column) in Channel::ALL.into_iter().zip(self.columns) {
            if column.count_present() > 0 {
                samples.put_column(channel, column);
            }
        }
        samples
    }

    /// Samples of some records.
    pub(super) fn select(&self, rows: &[usize]) -> Samples {
        let mut samples = Samples::new();
        rows.iter().filter_map(|row| self.times.get(*row)).for_each(|time| samples.push(instant(*time)));
        for (channel, column) in Channel::ALL.into_iter().zip(&self.columns) {
            if column.count_present() > 0 {
                samples.put_column(channel, select(column, rows));
            }
        }
        samples
    }
}

/// Some rows of a column.
pub(super) fn select(column: &Series, rows: &[usize]) -> Series {
    rows.iter().map(|row| column.steps(*row)).collect()
}

/// Sets the value of a row that is the newest or about to be; rows before it that lack one stay absent.
#[inline]
pub(super) fn put(column: &mut Series, row: usize, steps: i32) {
    if column.len() < row {
        column.pad_to(row);
    }
    if column.len() == row { column.push(Some(steps)) } else { column.set(row, Some(steps)) }
}
