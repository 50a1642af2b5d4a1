//! What a run adds up to: kept without the own maximum speed, read with it.

use super::bins::SpeedBins;
use super::form::{FormRules, RunForm};
use super::maximum::OwnMaximum;
use super::pieces::{SpeedPieces, SteadyTime};
use super::rules::{IndexBand, MeasureRules};
use super::trace::{Moment, NoLoad, SpeedSource, Trace};
use femoris_measure::{Metres, MetresPerSecond, RecordedRun, Seconds};

/// Steps in a stride.
const FEET: f64 = 2.0;
// number: seconds in a minute
const MINUTE: f64 = 60.0;

/// How the strides of a run are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StrideCount {
    /// Counted by a sensor.
    Counted(f64),
    /// No cadence was recorded: time run times a usual rate.
    Assumed(f64),
}

impl StrideCount {
    /// How many; a stride is two steps.
    pub fn get(self) -> f64 {
        match self {
            Self::Counted(strides) | Self::Assumed(strides) => strides,
        }
    }
}

/// Time and distance on steep ground one way.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Slope {
    /// Seconds.
    pub seconds: f64,
    /// Metres along the ground.
    pub metres: f64,
}

/// Steep ground both ways.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Slopes {
    /// Uphill.
    pub climb: Slope,
    /// Downhill.
    pub descent: Slope,
}

/// A run summed up without knowing how fast the runner can be. Small, and what the store keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct RunProfile {
    /// Distance of the run: the device's own total where it wrote one.
    pub distance: Option<Metres>,
    /// Time with the timer running.
    pub timer: Option<Seconds>,
    /// Flat distance that would have cost as much energy; `None` without altitude.
    pub graded_distance: Option<Metres>,
    /// Strides run.
    pub strides: StrideCount,
    /// Sum of the index of all strides at even speed; strides of [`RunProfile::bursts`] are not in it.
    pub even_index: IndexBand,
    /// Strides made while getting faster, by speed.
    pub bursts: SpeedBins,
    /// All running by speed.
    pub speeds: SpeedBins,
    /// The longest unbroken piece at or above each speed.
    pub pieces: SpeedPieces,
    /// Steep ground; `None` without altitude.
    pub slopes: Option<Slopes>,
    /// Highest mean speed over the peak window; `None` where the speeds cannot tell.
    pub peak: Option<MetresPerSecond>,
    /// Seconds left out because nobody is that fast.
    pub rejected_s: f64,
}

/// What was run above a share of the own maximum speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Above {
    /// The share, 0 to 1.
    pub share: f64,
    /// The speed that it is, in m/s.
    pub speed: f64,
    /// Seconds above it.
    pub seconds: f64,
    /// Metres above it.
    pub metres: f64,
}

/// A run seen against the own maximum speed.
#[derive(Debug, Clone, PartialEq)]
pub struct RunLoad {
    /// Distance of the run.
    pub distance: Option<Metres>,
    /// Time with the timer running.
    pub timer: Option<Seconds>,
    /// Flat distance that would have cost as much energy; `None` without altitude.
    pub graded_distance: Option<Metres>,
    /// Sum of the index of all strides: strides of easy running that would count as much. Not a force.
    pub hamstring_index: IndexBand,
    /// Strides run, and how they are known.
    pub strides: StrideCount,
    /// Time and distance above each share of the own maximum; `None` while it is not known.
    // number: one for each share of the rules
    pub above: Option<[Above; 3]>,
    /// Steep ground; `None` without altitude.
    pub slopes: Option<Slopes>,
    /// Highest mean speed over the peak window.
    pub peak: Option<MetresPerSecond>,
}

/// Everything about a run that is worth keeping, so that its samples need not be read again.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredRun {
    /// Its sums, or why there are none.
    pub profile: Result<RunProfile, NoLoad>,
    /// Its form; empty where nothing was measured.
    pub form: RunForm,
}

impl MeasuredRun {
    /// Measures a recording.
    pub fn of(run: &RecordedRun, rules: &MeasureRules, form: &FormRules) -> Self {
        match Trace::of(run, rules) {
            Ok(trace) => Self {
                profile: Ok(RunProfile::of(run, &trace, rules)),
                form: RunForm::of(run, &trace, rules.clean.running_from, form),
            },
            Err(why) => Self { profile: Err(why), form: RunForm::default() },
        }
    }
}

impl RunProfile {
    /// Sums up the trace of a run.
    pub fn of(run: &RecordedRun, trace: &Trace, rules: &MeasureRules) -> Self {
        let running = |moment: &&Moment| moment.speed >= rules.clean.running_from;
        let rate = Rate::of(trace.moments().iter().filter(running), rules);
        let mut sums = Sums::default();
        for moment in trace.moments().iter().filter(running) {
            sums.add(moment, rate.of_moment(moment), rules);
        }
        let distance = run.distance().map(|(distance, _)| distance);
        let cost = energy(trace, rules);
        Self {
            graded_distance: distance
                .zip(cost)
                .and_then(|(distance, factor)| Metres::new(distance.get() * factor).ok()),
            distance,
            timer: run.timer().map(|(timer, _)| timer),
            strides: rate.count(sums.strides),
            even_index: sums.even,
            bursts: sums.bursts,
            speeds: sums.speeds,
            pieces: SpeedPieces::of(trace.moments().iter().map(SteadyTime::of)),
            slopes: cost.map(|_| steep(trace, rules)),
            peak: peak(trace, rules),
            rejected_s: trace.rejected_s(),
        }
    }
}

impl RunLoad {
    /// A profile against the own maximum speed, which may not be known.
    pub fn of(profile: &RunProfile, maximum: Option<OwnMaximum>, rules: &MeasureRules) -> Self {
        let maximum = maximum.map(OwnMaximum::speed);
        let above = maximum.map(|maximum| {
            rules.speed.shares.map(|share| {
                let speed = share * maximum.get();
                let (seconds, metres) = profile.speeds.above(speed);
                Above { share, speed, seconds, metres }
            })
        });
        Self {
            distance: profile.distance,
            timer: profile.timer,
            graded_distance: profile.graded_distance,
            hamstring_index: profile.even_index.plus(burst_index(&profile.bursts, maximum, rules)),
            strides: profile.strides,
            above,
            slopes: profile.slopes,
            peak: profile.peak,
        }
    }

    /// Index of a kilometre, for comparing runs of different length.
    pub fn index_per_km(&self) -> Option<IndexBand> {
        let metres = self.distance?.get();
        // number: metres in a kilometre
        (metres > 0.0).then(|| self.hamstring_index.times(1000.0 / metres))
    }
}

/// The index of strides made while getting faster.
pub fn burst_index(bursts: &SpeedBins, maximum: Option<MetresPerSecond>, rules: &MeasureRules) -> IndexBand {
    let mut sum = IndexBand::default();
    for (_, bin) in bursts.iter() {
        let Some(speed) = bin.speed() else { continue };
        let effective = rules.index.effective_speed(speed, rules.index.acceleration.from, maximum);
        sum = sum.plus(rules.index.stride(effective).times(bin.strides as f64 / 100.0));
    }
    sum
}

/// How many strides a moment has.
enum Rate {
    /// From the cadence; a moment without one has the mean of the others, in strides a second.
    Counted(f64),
    /// From a usual rate.
    Assumed(f64),
}

impl Rate {
    fn of<'a>(running: impl Iterator<Item = &'a Moment>, rules: &MeasureRules) -> Self {
        let (mut all, mut known, mut steps) = (0.0, 0.0, 0.0);
        for moment in running {
            all += moment.lasts_s;
            if let Some(cadence) = moment.cadence {
                known += moment.lasts_s;
                steps += cadence / MINUTE * moment.lasts_s;
            }
        }
        if known > 0.0 && known >= rules.clean.coverage * all {
            Self::Counted(steps / FEET / known)
        } else {
            Self::Assumed(rules.index.assumed_strides_per_s)
        }
    }

    fn of_moment(&self, moment: &Moment) -> f64 {
        match self {
            Self::Counted(mean) => {
                let rate = moment.cadence.map_or(*mean, |cadence| cadence / MINUTE / FEET);
                rate * moment.lasts_s
            }
            Self::Assumed(rate) => rate * moment.lasts_s,
        }
    }

    fn count(&self, strides: f64) -> StrideCount {
        match self {
            Self::Counted(_) => StrideCount::Counted(strides),
            Self::Assumed(_) => StrideCount::Assumed(strides),
        }
    }
}

#[derive(Default)]
struct Sums {
    strides: f64,
    even: IndexBand,
    bursts: SpeedBins,
    speeds: SpeedBins,
    /// The newest speed and the index of a stride at it: smoothed speeds repeat, and the curves are costly.
    newest: (f64, IndexBand),
}

impl Sums {
    fn add(&mut self, moment: &Moment, strides: f64, rules: &MeasureRules) {
        self.strides += strides;
        let hundredths = (strides * 100.0).round() as u64;
        self.speeds.add(moment.speed, moment.lasts_s, hundredths);
        if moment.acceleration.is_some_and(|rate| rate >= rules.index.acceleration.from) {
            self.bursts.add(moment.speed, moment.lasts_s, hundredths);
        } else {
            if moment.speed != self.newest.0 {
                self.newest = (moment.speed, rules.index.stride(moment.speed));
            }
            self.even = self.even.plus(self.newest.1.times(strides));
        }
    }
}

/// Mean cost of the way against the flat; `None` where too little of it has a slope. A moment without one counts flat.
fn energy(trace: &Trace, rules: &MeasureRules) -> Option<f64> {
    let (mut way, mut known, mut cost) = (0.0, 0.0, 0.0);
    let moving = trace.moments().iter().filter(|moment| moment.speed >= rules.clean.moving_from);
    for moment in moving {
        let metres = moment.metres();
        way += metres;
        match moment.slope {
            Some(slope) => {
                known += metres;
                cost += metres * rules.cost.factor(slope);
            }
            None => cost += metres,
        }
    }
    (way > 0.0 && known >= rules.clean.coverage * way).then(|| cost / way)
}

fn steep(trace: &Trace, rules: &MeasureRules) -> Slopes {
    let mut slopes = Slopes::default();
    for moment in trace.moments().iter().filter(|moment| moment.speed >= rules.clean.moving_from) {
        let side = match moment.slope {
            Some(slope) if slope >= rules.slope.steep => &mut slopes.climb,
            Some(slope) if slope <= -rules.slope.steep => &mut slopes.descent,
            _ => continue,
        };
        side.seconds += moment.lasts_s;
        side.metres += moment.metres();
    }
    slopes
}

/// The highest mean speed over the window, without holes in it.
fn peak(trace: &Trace, rules: &MeasureRules) -> Option<MetresPerSecond> {
    if trace.source() == SpeedSource::Position {
        return None;
    }
    let window = rules.speed.peak_window_s;
    let moments = trace.moments();
    let (mut from, mut metres, mut seconds) = (0, 0.0, 0.0);
    let mut best: Option<f64> = None;
    for (index, moment) in moments.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| moments[before].at_s);
        // A hole or a pause begins a new window.
        let joined = |before: f64| (moment.at_s - moment.lasts_s - before).abs() < moment.lasts_s / 2.0;
        if !before.is_some_and(joined) {
            (from, metres, seconds) = (index, 0.0, 0.0);
        }
        metres += moment.metres();
        seconds += moment.lasts_s;
        while seconds - moments[from].lasts_s >= window {
            metres -= moments[from].metres();
            seconds -= moments[from].lasts_s;
            from += 1;
        }
        if seconds >= window {
            best = Some(best.map_or(metres / seconds, |best| best.max(metres / seconds)));
        }
    }
    best.and_then(|speed| MetresPerSecond::new(speed).ok())
}
