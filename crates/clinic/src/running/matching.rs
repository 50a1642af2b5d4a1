//! What was done against what was prescribed: kept, more, less, or not to be told.

use crate::load::{MeasureRules, RunProfile, SpeedBins, SpeedPieces, Trace, fast_strides};
use crate::restriction::Terrain;
use crate::running::fit::{Fitted, OwnSpeeds};
use crate::running::places::Place;
use crate::running::prescription::{RunBlock, RunStep, StepKind};
use crate::running::rules::MatchRules;
use femoris_measure::ids;
use femoris_measure::{Percent, RecordedRun};

ids! {
    /// How a run was done, as the runner tells it. For whoever has no watch, and for what a watch cannot see.
    DoneAs {
        /// As prescribed.
        AsPrescribed = "as_prescribed",
        /// Less: shorter, slower or broken off.
        Less = "less",
        /// More: longer, faster, or on other ground.
        More = "more",
    }
}

ids! {
    /// How a done run stands against the prescribed one.
    Kept {
        /// As prescribed.
        Kept = "kept",
        /// Beyond it in some respect.
        Exceeded = "exceeded",
        /// Less than prescribed.
        Short = "short",
        /// Too little is known.
        Unknown = "unknown",
    }
}

ids! {
    /// In what respect runs are compared.
    Aspect {
        /// Time running, or the whole time where running cannot be told from walking; seconds.
        Time = "time",
        /// Distance in metres.
        Distance = "distance",
        /// Seconds above the cap on speed.
        Speed = "speed",
        /// Metres of steep ground where flat ground was asked.
        Flat = "flat",
        /// Fast strides and hills.
        Strides = "strides",
    }
}

ids! {
    /// How one respect came out.
    Outcome {
        /// Within what was prescribed.
        Within = "within",
        /// Beyond it.
        Beyond = "beyond",
        /// Below it.
        Below = "below",
    }
}

/// One respect in which a run was held against its prescription.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// In what.
    pub aspect: Aspect,
    /// What was asked, in the unit of the aspect.
    pub asked: f64,
    /// What was done.
    pub done: f64,
    /// How it came out.
    pub outcome: Outcome,
    /// Seconds of the longest unbroken piece above the cap; of the speed only.
    pub longest_s: Option<f64>,
    /// Where it went beyond. Empty without a trace.
    pub places: Vec<Place>,
}

/// The comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// All in all.
    pub kept: Kept,
    /// Each respect that could be compared.
    pub compared: Vec<Compared>,
    /// Respects that matter and could not be compared.
    pub unknown: Vec<Aspect>,
}

/// What is known of a run, or of all runs of a day together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measured {
    /// Seconds with the timer running.
    pub total_s: Option<f64>,
    /// Metres.
    pub metres: Option<f64>,
    /// Time by speed.
    pub speeds: Option<SpeedBins>,
    /// The longest unbroken piece at or above each speed; of nothing where the time by speed is not known.
    pub pieces: SpeedPieces,
    /// Metres of steep ground, up and down; `None` without altitude.
    pub steep_m: Option<f64>,
}

impl Measured {
    /// From the sums of a run.
    pub fn of(profile: &RunProfile) -> Self {
        Self {
            total_s: profile.timer.map(|timer| timer.get()),
            metres: profile.distance.map(|distance| distance.get()),
            speeds: Some(profile.speeds.clone()).filter(|speeds| !speeds.is_empty()),
            pieces: profile.pieces.clone(),
            steep_m: profile.slopes.map(|slopes| slopes.climb.metres + slopes.descent.metres),
        }
    }

    /// Both together; what is not known of one is not known of both.
    pub fn plus(self, other: Self) -> Self {
        self.with(other, |a, b| a.zip(b).map(|(a, b)| a + b), Option::zip)
    }

    /// Both together as far as they are known: what was done at the least.
    fn known_with(self, other: Self) -> Self {
        let either = |a: Option<SpeedBins>, b: Option<SpeedBins>| match (a, b) {
            (None, None) => None,
            (a, b) => Some((a.unwrap_or_default(), b.unwrap_or_default())),
        };
        self.with(other, |a, b| a.map_or(b, |a| Some(a + b.unwrap_or_default())), either)
    }

    fn with(
        mut self,
        other: Self,
        sum: impl Fn(Option<f64>, Option<f64>) -> Option<f64>,
        both: impl Fn(Option<SpeedBins>, Option<SpeedBins>) -> Option<(SpeedBins, SpeedBins)>,
    ) -> Self {
        self.pieces.merge(&other.pieces);
        let speeds = both(self.speeds, other.speeds).map(|(mut a, b)| {
            a.merge(&b);
            a
        });
        Self {
            total_s: sum(self.total_s, other.total_s),
            metres: sum(self.metres, other.metres),
            speeds,
            pieces: self.pieces,
            steep_m: sum(self.steep_m, other.steep_m),
        }
    }
}

/// What was done in one run or in several of a day: their sums, and what of them is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Done {
    /// All of it; what one of the runs does not tell is not known.
    pub whole: Measured,
    /// The sums of what is known, which is less than was done where a run does not tell.
    pub at_least: Measured,
}

impl Done {
    /// Of one run.
    pub fn of(run: Measured) -> Self {
        Self { at_least: run.clone(), whole: run }
    }

    /// With one more run.
    pub fn plus(self, run: Measured) -> Self {
        Self { whole: self.whole.plus(run.clone()), at_least: self.at_least.known_with(run) }
    }

    /// Of all these runs; nothing is known of none.
    pub fn of_all(runs: impl IntoIterator<Item = Measured>) -> Self {
        let add = |done: Option<Self>, run: Measured| match done {
            Some(done) => Some(done.plus(run)),
            None => Some(Self::of(run)),
        };
        runs.into_iter().fold(None, add).unwrap_or_default()
    }
}

/// What runs are compared with.
#[derive(Debug, Clone, Copy)]
pub struct Yardstick<'a> {
    /// How much may differ.
    pub rules: &'a MatchRules,
    /// What running is, what steep is.
    pub measures: &'a MeasureRules,
    /// How fast the runner is.
    pub speeds: &'a OwnSpeeds,
}

impl Yardstick<'_> {
    /// Compares sums with a prescription. What the runner tells fills in what is not known, and outweighs *within*.
    pub fn compare(&self, asked: &Fitted, done: &Done, told: Option<DoneAs>) -> Comparison {
        self.held(asked, done).finish(told)
    }

    /// What one of the runs of a day does not tell is not known; where the others are too much by themselves, it is.
    fn held(&self, asked: &Fitted, done: &Done) -> Comparing {
        let mut of = self.measured(asked, &done.whole);
        if of.unknown.is_empty() || done.whole == done.at_least {
            return of;
        }
        let least = self.measured(asked, &done.at_least).compared;
        for one in least.into_iter().filter(|one| one.outcome == Outcome::Beyond) {
            if let Some(at) = of.unknown.iter().position(|aspect| *aspect == one.aspect) {
                of.unknown.remove(at);
                of.compared.push(one);
            }
        }
        of
    }

    fn measured(&self, asked: &Fitted, done: &Measured) -> Comparing {
        let mut of = Comparing { compared: Vec::new(), unknown: Vec::new() };
        self.time(asked, done, &mut of);
        self.distance(asked, done, &mut of);
        self.speed(asked, done, &mut of);
        self.flat(asked, done, &mut of);
        self.strides(asked, done, &mut of);
        of
    }

    /// The same with the recordings themselves, all of a day in their order: fast strides are counted one by one, and every
    /// place has its seconds.
    pub fn compare_runs(&self, asked: &Fitted, runs: &[&RecordedRun], told: Option<DoneAs>) -> Comparison {
        let traces: Vec<Option<Trace>> = runs.iter().map(|run| Trace::of(run, self.measures).ok()).collect();
        let measured = runs.iter().zip(&traces).map(|(run, trace)| match trace {
            Some(trace) => Measured::of(&RunProfile::of(run, trace, self.measures)),
            None => Measured {
                total_s: run.timer().map(|(timer, _)| timer.get()),
                metres: run.distance().map(|(distance, _)| distance.get()),
                ..Measured::default()
            },
        });
        let mut of = self.held(asked, &Done::of_all(measured));
        self.count_strides(asked, &traces, &mut of);
        for compared in &mut of.compared {
            if compared.outcome == Outcome::Beyond {
                compared.places = self.places(compared, asked, &traces);
            }
        }
        of.finish(told)
    }

    /// Where the slowest jog cannot be told from walking, less is told by the whole time, and more by either: what was seen
    /// as running was run.
    fn time(&self, asked: &Fitted, done: &Measured, of: &mut Comparing) {
        let size = asked.size(self.speeds);
        let ran = done.speeds.as_ref().map(|speeds| self.ran(speeds));
        let most = |want: f64| (want * (1.0 + self.rules.time_over)).max(want + self.rules.time_over_s);
        let (want, did) = match (ran, done.total_s) {
            (Some(ran), _) if self.jogs_show(asked) || ran > most(size.running_s) => (size.running_s, ran),
            (_, Some(total)) => (size.total_s, total),
            (Some(_), None) | (None, None) => return of.unknown.push(Aspect::Time),
        };
        let outcome = match did {
            did if did > most(want) => Outcome::Beyond,
            did if did < want * self.rules.time_under => Outcome::Below,
            _ => Outcome::Within,
        };
        of.add(Aspect::Time, want, did, outcome);
    }

    /// Whether the slowest jog of the run is fast enough to be told from walking.
    fn jogs_show(&self, asked: &Fitted) -> bool {
        let runs = steps(asked).filter(|step| step.kind.is_running());
        runs.map(|step| self.speeds.slowest(step)).all(|speed| speed >= self.measures.clean.running_from)
    }

    fn distance(&self, asked: &Fitted, done: &Measured, of: &mut Comparing) {
        let Some(most) = asked.caps().distance.map(|most| most.get()) else { return };
        match done.metres {
            None => of.unknown.push(Aspect::Distance),
            Some(metres) => {
                let beyond = metres > most * (1.0 + self.rules.distance_over);
                of.add(Aspect::Distance, most, metres, beyond_or_within(beyond));
            }
        }
    }

    fn speed(&self, asked: &Fitted, done: &Measured, of: &mut Comparing) {
        if asked.caps().share.is_none() {
            return;
        }
        match (self.too_fast(asked), &done.speeds) {
            (Some(speed), Some(speeds)) => {
                let (seconds, ran) = (speeds.above(speed).0, self.ran(speeds));
                let longest = done.pieces.longest(speed);
                let is_much = seconds > 0.0 && seconds >= ran * self.rules.speed_over_share;
                let beyond = longest >= self.rules.speed_over_s || is_much;
                of.add(Aspect::Speed, 0.0, seconds, beyond_or_within(beyond));
                of.compared.iter_mut().rev().take(1).for_each(|speed| speed.longest_s = Some(longest));
            }
            _ => of.unknown.push(Aspect::Speed),
        }
    }

    /// Seconds that were run.
    fn ran(&self, speeds: &SpeedBins) -> f64 {
        speeds.above(self.measures.clean.running_from).0
    }

    /// The speed in m/s from which a run is above its cap; `None` without one, or where the own top speed is not known.
    pub(super) fn too_fast(&self, asked: &Fitted) -> Option<f64> {
        asked.caps().speed.map(|cap| cap.get() * (1.0 + self.rules.speed_over))
    }

    fn flat(&self, asked: &Fitted, done: &Measured, of: &mut Comparing) {
        if asked.caps().terrain != Terrain::FlatOnly {
            return;
        }
        match done.steep_m {
            None => of.unknown.push(Aspect::Flat),
            Some(metres) => {
                of.add(Aspect::Flat, 0.0, metres, beyond_or_within(metres >= self.rules.hill_m));
            }
        }
    }

    /// Without a trace the strides are not counted: only the time at their speed shows whether there were any.
    fn strides(&self, asked: &Fitted, done: &Measured, of: &mut Comparing) {
        let Some((count, slowest)) = self.prescribed_strides(asked) else { return };
        match (slowest, &done.speeds) {
            (Some(speed), Some(speeds)) => {
                let each = self.measures.speed.stride_s;
                let seconds = speeds.above(speed).0;
                let few = seconds < f64::from(count) * each * self.rules.time_under;
                let did = (seconds / each).floor().min(f64::from(count));
                of.add(
                    Aspect::Strides,
                    f64::from(count),
                    did,
                    if few { Outcome::Below } else { Outcome::Within },
                );
            }
            _ => of.unknown.push(Aspect::Strides),
        }
    }

    /// Every run of the day must have been seen: strides that were not are not known to be few.
    fn count_strides(&self, asked: &Fitted, traces: &[Option<Trace>], of: &mut Comparing) {
        let Some((count, Some(speed))) = self.prescribed_strides(asked) else { return };
        let Some(strides) = of.compared.iter_mut().find(|one| one.aspect == Aspect::Strides) else { return };
        let seen =
            traces.iter().flatten().map(|trace| fast_strides(trace, speed, &self.measures.speed).len());
        let done = seen.sum::<usize>();
        strides.done = done as f64;
        strides.outcome = match done as u32 {
            done if done > count => Outcome::Beyond,
            done if f64::from(done) < f64::from(count) * self.rules.time_under => Outcome::Below,
            _ => Outcome::Within,
        };
    }

    /// How many fast strides there are to run, and the speed from which one counts; hills are too slow to be told.
    pub(super) fn prescribed_strides(&self, asked: &Fitted) -> Option<(u32, Option<f64>)> {
        let mut count = 0;
        let mut slowest: Option<Percent> = None;
        for block in asked.blocks() {
            for step in block.steps().iter().filter(|step| step.kind == StepKind::Fast) {
                count += u32::from(block.times());
                let from = step.share.map(|share| share.from);
                slowest = match (slowest, from) {
                    (Some(a), Some(b)) => Some(if b < a { b } else { a }),
                    (a, b) => a.or(b),
                };
            }
        }
        let top = self.speeds.top.map(|top| top.get());
        let speed = slowest.zip(top).map(|(share, top)| share.get() / Percent::HIGH * top);
        (count > 0).then(|| (count, speed.map(|speed| speed * self.rules.stride_from)))
    }
}

fn steps(run: &Fitted) -> impl Iterator<Item = &RunStep> {
    run.blocks().iter().flat_map(RunBlock::steps)
}

fn beyond_or_within(beyond: bool) -> Outcome {
    if beyond { Outcome::Beyond } else { Outcome::Within }
}

struct Comparing {
    compared: Vec<Compared>,
    unknown: Vec<Aspect>,
}

impl Comparing {
    fn add(&mut self, aspect: Aspect, asked: f64, done: f64, outcome: Outcome) {
        self.compared.push(Compared { aspect, asked, done, outcome, longest_s: None, places: Vec::new() });
    }

    fn finish(self, told: Option<DoneAs>) -> Comparison {
        let Self { compared, unknown } = self;
        let any = |outcome| compared.iter().any(|one| one.outcome == outcome);
        let kept = match told {
            _ if any(Outcome::Beyond) => Kept::Exceeded,
            Some(DoneAs::More) => Kept::Exceeded,
            _ if any(Outcome::Below) => Kept::Short,
            Some(DoneAs::Less) => Kept::Short,
            Some(DoneAs::AsPrescribed) => Kept::Kept,
            None if unknown.is_empty() => Kept::Kept,
            None => Kept::Unknown,
        };
        Comparison { kept, compared, unknown }
    }
}
