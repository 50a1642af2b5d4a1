//! What the load measures are computed with. Every number comes from `knowledge/load/measures.toml`.

use crate::evidence::{SourceId, Tag};
use femoris_measure::MetresPerSecond;

/// All numbers of the load measures.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureRules {
    /// How a recording becomes a trace.
    pub clean: CleanRules,
    /// Energy cost by slope.
    pub cost: CostRules,
    /// The hamstring index.
    pub index: IndexRules,
    /// What counts as steep.
    pub slope: SlopeRules,
    /// Fast running and the own maximum speed.
    pub speed: SpeedRules,
    /// What all of it rests on.
    pub sources: Vec<SourceId>,
    /// What the index rests on, getting faster included.
    pub index_sources: Vec<SourceId>,
    /// The softest of its tags.
    pub tag: Tag,
}

/// How a recording becomes a trace.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CleanRules {
    /// A longer time between two samples, in seconds, is a hole and counts for nothing.
    pub longest_gap_s: f64,
    /// Share of the intervals that may be holes, 0 to 1; with more there is no load.
    pub most_holes: f64,
    /// Speeds are medians over this many seconds to each side.
    pub smooth_s: f64,
    /// Nobody is faster, in m/s.
    pub fastest: f64,
    /// Slower than this, in m/s, is not running.
    pub running_from: f64,
    /// Slower than this, in m/s, is standing.
    pub moving_from: f64,
    /// Share, 0 to 1, of the running time in which a channel must be there to be summed, and of the distance that speeds
    /// must cover.
    pub coverage: f64,
    /// Altitude between two samples that is a sensor finding its level: this much in metres …
    pub sheer_m: f64,
    /// … and this much for each second between them.
    pub sheer_m_per_s: f64,
}

/// Energy cost of running on a slope, over that on the flat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostRules {
    /// Coefficients of the polynomial in the slope (rise over run), from the fifth power down to the constant.
    // number: terms of the published polynomial
    pub coefficients: [f64; 6],
    /// Slopes are held within plus and minus this.
    pub clamp: f64,
    /// Metres over which altitude is smoothed, and over which a slope is taken.
    pub base_m: f64,
}

impl CostRules {
    /// Energy per kilogram and metre at a slope, in joules.
    pub fn cost(&self, slope: f64) -> f64 {
        let slope = slope.clamp(-self.clamp, self.clamp);
        self.coefficients.iter().fold(0.0, |sum, coefficient| sum * slope + coefficient)
    }

    /// How many flat metres cost as much as one on this slope.
    pub fn factor(&self, slope: f64) -> f64 {
        self.cost(slope) / self.cost(0.0)
    }
}

/// A value with the ends of its band. The ends are those of the rule, so `low` is not always the smaller number: below
/// the reference speed a steeper curve gives less.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct IndexBand {
    /// With the flattest curve.
    pub low: f64,
    /// With the curve used.
    pub middle: f64,
    /// With the steepest curve.
    pub high: f64,
}

impl IndexBand {
    /// Both, end by end.
    pub fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, middle: self.middle + other.middle, high: self.high + other.high }
    }

    /// Every end times a factor.
    pub fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, middle: self.middle * factor, high: self.high * factor }
    }

    /// The smaller and the larger end.
    pub fn range(self) -> (f64, f64) {
        (self.low.min(self.high), self.low.max(self.high))
    }
}

/// The hamstring index: one stride against a stride of easy running.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndexRules {
    /// Speed at which a stride counts 1, in m/s.
    pub reference: f64,
    /// Powers of the speed: the flattest curve, the one used, the steepest.
    pub powers: IndexBand,
    /// What getting faster adds.
    pub acceleration: AccelerationRules,
    /// Strides a second where no cadence was recorded.
    pub assumed_strides_per_s: f64,
}

/// What getting faster adds: the runner's hamstrings are as long as at a higher, even speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AccelerationRules {
    /// From this much, in m/s², it counts.
    pub from: f64,
    /// At this share of the own maximum speed …
    pub at_share: f64,
    /// … a stride counts as at this share.
    pub as_share: f64,
    /// From this share on it counts as itself.
    pub until_share: f64,
}

impl IndexRules {
    /// The index of one stride at an even speed in m/s.
    pub fn stride(&self, speed: f64) -> IndexBand {
        let ratio = (speed / self.reference).max(0.0);
        // One logarithm serves all three curves.
        let log = if ratio > 0.0 { libm::log(ratio) } else { return IndexBand::default() };
        let power = |p: f64| libm::exp(p * log);
        IndexBand {
            low: power(self.powers.low),
            middle: power(self.powers.middle),
            high: power(self.powers.high),
        }
    }

    /// The even speed that a stride counts as while the runner gets faster. Without an own maximum it is the speed.
    pub fn effective_speed(&self, speed: f64, acceleration: f64, maximum: Option<MetresPerSecond>) -> f64 {
        let rule = &self.acceleration;
        let Some(maximum) = maximum.map(MetresPerSecond::get).filter(|_| acceleration >= rule.from) else {
            return speed;
        };
        let share = speed / maximum;
        let counted = if share >= rule.until_share {
            share
        } else if share >= rule.at_share {
            let way = (share - rule.at_share) / (rule.until_share - rule.at_share);
            rule.as_share + way * (rule.until_share - rule.as_share)
        } else {
            // Slower than the speed that was studied: in proportion, so that standing still counts nothing.
            share * rule.as_share / rule.at_share
        };
        speed.max(counted * maximum)
    }
}

/// What counts as steep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlopeRules {
    /// Uphill from this slope on, and downhill from its negative.
    pub steep: f64,
}

/// Fast running and the own maximum speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpeedRules {
    /// Shares of the own maximum speed above which seconds and metres are counted, rising.
    // number: as many as the dossier asks for
    pub shares: [f64; 3],
    /// A peak is the mean speed over this many seconds.
    pub peak_window_s: f64,
    /// A peak is believed when other runs come within this share of it …
    pub support_share: f64,
    /// … and there are at least so many of them.
    pub support_runs: usize,
    /// How many days back a peak counts.
    pub history_days: i32,
    /// A fast stride lasts at least so many seconds.
    pub stride_s: f64,
    /// Slower for at most so many seconds does not end it.
    pub stride_gap_s: f64,
}
