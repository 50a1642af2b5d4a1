//! Fitting blocks into caps. What does not fit is shortened, evenly and never below what is worth running.

use crate::restriction::Terrain;
use crate::running::prescription::{Length, RunBlock, RunCaps, RunStep, RunTarget, StepKind};
use femoris_measure::{BeatsPerMinute, Metres, MetresPerSecond, Percent, Seconds};
use std::num::NonZeroU16;

/// How fast a runner goes, as far as it is known. Used for targets and for adding up steps by time and by distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnSpeeds {
    /// Own top speed.
    pub top: Option<MetresPerSecond>,
    /// Usual speed of an easy run.
    pub easy: Option<MetresPerSecond>,
    /// Usual mean heart rate of a run: an easy run stays below it.
    pub easy_heart_rate: Option<BeatsPerMinute>,
    /// Speeds taken where the own ones are not known.
    pub assumed: AssumedSpeeds,
}

/// Speeds taken where a runner's own are not known. They size a run; they are never a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AssumedSpeeds {
    /// Walking.
    pub walk: MetresPerSecond,
    /// Top speed.
    pub top: MetresPerSecond,
    /// Steps up to this share of the top speed are easy running.
    pub easy_up_to: Percent,
    /// Steps by time are cut to whole multiples of this.
    pub step: Seconds,
    /// A run with less running than this is no run.
    pub least: Seconds,
}

/// Blocks that keep to their caps.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    blocks: Vec<RunBlock>,
    caps: RunCaps,
    shortened: bool,
}

impl Fitted {
    /// What to do, in order.
    pub fn blocks(&self) -> &[RunBlock] {
        &self.blocks
    }

    /// What all of it keeps to.
    pub fn caps(&self) -> &RunCaps {
        &self.caps
    }

    /// Whether something was left out or made shorter.
    pub fn is_shortened(&self) -> bool {
        self.shortened
    }

    /// The same with words for how a step feels, where it has no target.
    pub(super) fn with_feel(mut self, feel: impl Fn(&RunStep) -> Option<String>) -> Self {
        for block in &mut self.blocks {
            for step in steps_mut(block).iter_mut().filter(|step| step.target == RunTarget::Open) {
                let words = feel(step).filter(|words| !words.is_empty());
                if let Some(words) = words {
                    let apart = if step.note.is_empty() { "" } else { " " };
                    step.note = format!("{words}{apart}{}", step.note);
                }
            }
        }
        self
    }

    /// How much it is, as far as steps by time and by distance can be added up.
    pub fn size(&self, speeds: &OwnSpeeds) -> Size {
        size(&self.blocks, speeds)
    }
}

/// How much a run is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Seconds of running, walking not counted; steps by distance at their slowest.
    pub running_s: f64,
    /// Seconds from the first step to the last.
    pub total_s: f64,
    /// Metres from the first step to the last, steps by time at their fastest usual speed.
    pub metres: f64,
    /// Fast strides and hills.
    pub fast: u32,
}

/// Adds up blocks.
pub fn size(blocks: &[RunBlock], speeds: &OwnSpeeds) -> Size {
    let mut sum = Size::default();
    for block in blocks {
        let times = f64::from(block.times());
        for step in block.steps() {
            let (seconds, metres) = speeds.extent(step);
            sum.total_s += times * seconds;
            sum.metres += times * metres;
            if step.kind.is_running() {
                sum.running_s += times * seconds;
            }
            if matches!(step.kind, StepKind::Fast | StepKind::Hill) {
                sum.fast += u32::from(block.times());
            }
        }
    }
    sum
}

/// Fits blocks into caps; `None` where nothing worth running is left. Walking before and after stays whole.
pub fn fit(blocks: Vec<RunBlock>, caps: RunCaps, speeds: &OwnSpeeds) -> Option<Fitted> {
    let caps = RunCaps { speed: share_of(speeds.top, caps.share), ..caps };
    let before = blocks.clone();
    let mut blocks: Vec<RunBlock> = blocks.into_iter().filter_map(|block| allowed(block, &caps)).collect();
    limit_fast(&mut blocks, caps.fast);
    let whole = size(&blocks, speeds);
    let walked = walked_apart(&blocks, speeds);
    let by_time = caps.running.map(|most| most.get() / whole.running_s.max(f64::MIN_POSITIVE));
    let by_way = caps
        .distance
        .map(|most| (most.get() - walked).max(0.0) / (whole.metres - walked).max(f64::MIN_POSITIVE));
    let factor = [by_time, by_way].into_iter().flatten().fold(1.0_f64, f64::min);
    if factor < 1.0 {
        blocks = blocks.into_iter().filter_map(|block| scaled(block, factor, speeds)).collect();
    }
    let shortened = before != blocks;
    for block in &mut blocks {
        steps_mut(block).iter_mut().for_each(|step| step.target = target(step, &caps, speeds));
    }
    let left = size(&blocks, speeds);
    let worth = left.running_s >= speeds.assumed.least.get().min(whole.running_s) && left.running_s > 0.0;
    worth.then_some(Fitted { blocks, caps, shortened })
}

fn steps_mut(block: &mut RunBlock) -> &mut [RunStep] {
    match block {
        RunBlock::Once(step) => std::slice::from_mut(step),
        RunBlock::Repeat { steps, .. } => steps,
    }
}

/// The block without what the caps forbid: hills on flat ground, strides that would be too fast. Other steps are slowed.
fn allowed(mut block: RunBlock, caps: &RunCaps) -> Option<RunBlock> {
    let forbidden = |step: &RunStep| match step.kind {
        StepKind::Hill => caps.terrain == Terrain::FlatOnly,
        StepKind::Fast => caps.share.zip(step.share).is_some_and(|(most, share)| most < share.from),
        _ => false,
    };
    // A stride and the walk behind it go together.
    if block.steps().iter().any(forbidden) {
        return None;
    }
    for step in steps_mut(&mut block) {
        if let (Some(share), Some(most)) = (&mut step.share, caps.share) {
            share.to = if most < share.to { most } else { share.to };
            share.from = if most < share.from { most } else { share.from };
        }
    }
    Some(block)
}

/// Takes rounds of strides away until no more than `most` are left.
fn limit_fast(blocks: &mut Vec<RunBlock>, most: Option<u16>) {
    let Some(mut left) = most else { return };
    blocks.retain_mut(|block| {
        let fast = |step: &&RunStep| matches!(step.kind, StepKind::Fast | StepKind::Hill);
        let in_round = block.steps().iter().filter(fast).count() as u16;
        if in_round == 0 {
            return true;
        }
        let rounds = (left / in_round).min(block.times());
        left -= rounds * in_round;
        repeat(block, rounds)
    });
}

/// Sets the number of rounds; `false` where none is left.
fn repeat(block: &mut RunBlock, rounds: u16) -> bool {
    match (block, NonZeroU16::new(rounds)) {
        (RunBlock::Repeat { times, .. }, Some(rounds)) => {
            *times = rounds;
            true
        }
        (RunBlock::Once(_), Some(_)) => true,
        (_, None) => false,
    }
}

/// Metres of the walking before and after, which shortening leaves alone.
fn walked_apart(blocks: &[RunBlock], speeds: &OwnSpeeds) -> f64 {
    let apart = blocks.iter().filter(|block| !block.steps().iter().any(|step| step.kind.is_running()));
    apart.flat_map(RunBlock::steps).map(|step| speeds.extent(step).1).sum()
}

/// At most `factor` of the block's running: fewer rounds, or where one is too much, shorter steps.
fn scaled(block: RunBlock, factor: f64, speeds: &OwnSpeeds) -> Option<RunBlock> {
    if !block.steps().iter().any(|step| step.kind.is_running()) {
        return Some(block);
    }
    match block {
        RunBlock::Once(step) => shorter(step, factor, speeds).map(RunBlock::Once),
        RunBlock::Repeat { times, steps } => {
            let rounds = (f64::from(times.get()) * factor) as u16;
            if let Some(times) = NonZeroU16::new(rounds) {
                return Some(RunBlock::Repeat { times, steps });
            }
            // A stride is not made shorter: it is run or not.
            if steps.iter().any(|step| matches!(step.kind, StepKind::Fast | StepKind::Hill)) {
                return None;
            }
            let of_one = factor * f64::from(times.get());
            let steps: Vec<RunStep> =
                steps.into_iter().filter_map(|step| shorter(step, of_one, speeds)).collect();
            let runs = steps.iter().any(|step| step.kind.is_running());
            runs.then_some(RunBlock::Repeat { times: NonZeroU16::MIN, steps })
        }
    }
}

fn shorter(step: RunStep, factor: f64, speeds: &OwnSpeeds) -> Option<RunStep> {
    let whole = |value: f64, step: f64| (value * factor / step).floor() * step;
    let length = match step.length {
        Length::Time(time) => {
            let seconds = whole(time.get(), speeds.assumed.step.get());
            Seconds::new(seconds).ok().filter(|_| seconds > 0.0).map(Length::Time)
        }
        Length::Distance(way) => {
            let metres = whole(way.get(), 1.0);
            Metres::new(metres).ok().filter(|_| metres > 0.0).map(Length::Distance)
        }
    };
    length.map(|length| RunStep { length, ..step })
}

fn share_of(top: Option<MetresPerSecond>, share: Option<Percent>) -> Option<MetresPerSecond> {
    MetresPerSecond::new(top?.get() * share?.get() / Percent::HIGH).ok()
}

/// The target of a step: its share of the own top speed, or where that is not known, the heart rate of easy running.
fn target(step: &RunStep, caps: &RunCaps, speeds: &OwnSpeeds) -> RunTarget {
    let Some(share) = step.share else { return RunTarget::Open };
    let ends = share_of(speeds.top, Some(share.from)).zip(share_of(speeds.top, Some(share.to)));
    if let Some((low, high)) = ends {
        let high = caps.speed.filter(|most| *most < high).unwrap_or(high);
        return RunTarget::Speed { low: if high < low { high } else { low }, high };
    }
    let easy = step.kind == StepKind::Run && share.to <= speeds.assumed.easy_up_to;
    match (speeds.easy_heart_rate, BeatsPerMinute::new(BeatsPerMinute::LOW)) {
        (Some(high), Ok(low)) if easy => RunTarget::HeartRate { low, high },
        _ => RunTarget::Open,
    }
}

impl OwnSpeeds {
    /// Seconds and metres of a step: what the step itself says, and the other at the speed of the runner. Steps by distance
    /// count at their slowest, steps by time at their fastest usual speed, so that sums are never too small.
    fn extent(&self, step: &RunStep) -> (f64, f64) {
        let (slow, fast) = self.range(step);
        match step.length {
            Length::Time(time) => (time.get(), time.get() * fast),
            Length::Distance(way) => (way.get() / slow, way.get()),
        }
    }

    /// Speed at the slow end of a step's range.
    pub(super) fn slowest(&self, step: &RunStep) -> f64 {
        self.range(step).0
    }

    fn range(&self, step: &RunStep) -> (f64, f64) {
        let walk = self.assumed.walk.get();
        let Some(share) = step.share else { return (walk, walk) };
        let top = self.top.unwrap_or(self.assumed.top).get();
        let of = |share: Percent| (top * share.get() / Percent::HIGH).max(walk);
        let fast = match self.easy {
            Some(easy) if share.to <= self.assumed.easy_up_to => easy.get().min(of(share.to)).max(walk),
            _ => of(share.to),
        };
        (of(share.from), fast)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::running::prescription::Share;

    fn speeds() -> OwnSpeeds {
        OwnSpeeds {
            top: MetresPerSecond::new(8.0).ok(),
            easy: MetresPerSecond::new(3.0).ok(),
            easy_heart_rate: None,
            assumed: AssumedSpeeds {
                walk: MetresPerSecond::new(1.4).expect("a walk"),
                top: MetresPerSecond::new(7.0).expect("a speed"),
                easy_up_to: Percent::new(60.0).expect("a share"),
                step: Seconds::new(10.0).expect("a time"),
                least: Seconds::new(60.0).expect("a time"),
            },
        }
    }

    fn step(kind: StepKind, seconds: f64, share: Option<(f64, f64)>) -> RunStep {
        let percent = |value: f64| Percent::new(value).expect("a share");
        RunStep {
            kind,
            length: Length::Time(Seconds::new(seconds).expect("a time")),
            target: RunTarget::Open,
            share: share.map(|(from, to)| Share { from: percent(from), to: percent(to) }),
            name: String::new(),
            note: String::new(),
        }
    }

    fn run() -> Vec<RunBlock> {
        let stride = RunStep {
            length: Length::Distance(Metres::new(80.0).expect("a way")),
            ..step(StepKind::Fast, 1.0, Some((70.0, 80.0)))
        };
        vec![
            RunBlock::Once(step(StepKind::WarmUp, 480.0, None)),
            RunBlock::Repeat {
                times: NonZeroU16::new(6).expect("rounds"),
                steps: vec![
                    step(StepKind::Run, 120.0, Some((30.0, 45.0))),
                    step(StepKind::Walk, 120.0, None),
                ],
            },
            RunBlock::Repeat {
                times: NonZeroU16::new(6).expect("rounds"),
                steps: vec![stride, step(StepKind::Walk, 75.0, None)],
            },
            RunBlock::Once(step(StepKind::CoolDown, 240.0, None)),
        ]
    }

    #[test]
    fn without_caps_nothing_changes_but_the_targets() {
        let fitted = fit(run(), RunCaps::default(), &speeds()).expect("fits");
        assert!(!fitted.is_shortened());
        let RunBlock::Repeat { steps, .. } = &fitted.blocks()[1] else { panic!("rounds") };
        let RunTarget::Speed { low, high } = steps[0].target else { panic!("a speed") };
        assert_eq!((low.get(), high.get()), (2.4, 3.6));
        assert_eq!(steps[1].target, RunTarget::Open);
    }

    #[test]
    fn every_cap_holds_alone_and_with_the_others() {
        let speeds = speeds();
        for running in [None, Some(90.0), Some(300.0), Some(600.0)] {
            for metres in [None, Some(1500.0), Some(2500.0)] {
                for share in [None, Some(40.0), Some(75.0)] {
                    for fast in [None, Some(0), Some(3)] {
                        let caps = RunCaps {
                            running: running.and_then(|s| Seconds::new(s).ok()),
                            distance: metres.and_then(|m| Metres::new(m).ok()),
                            share: share.and_then(|s| Percent::new(s).ok()),
                            fast,
                            ..RunCaps::default()
                        };
                        let fitted = fit(run(), caps, &speeds).expect("something is left");
                        let size = fitted.size(&speeds);
                        assert!(running.is_none_or(|most| size.running_s <= most), "{caps:?}: {size:?}");
                        assert!(metres.is_none_or(|most| size.metres <= most), "{caps:?}: {size:?}");
                        assert!(fast.is_none_or(|most| size.fast <= u32::from(most)), "{caps:?}: {size:?}");
                        for step in fitted.blocks().iter().flat_map(RunBlock::steps) {
                            if let (RunTarget::Speed { high, .. }, Some(most)) =
                                (step.target, fitted.caps().speed)
                            {
                                assert!(high <= most, "{caps:?}");
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_cap_that_leaves_nothing_leaves_no_run() {
        let caps = RunCaps { running: Seconds::new(5.0).ok(), ..RunCaps::default() };
        assert_eq!(fit(run(), caps, &speeds()), None);
        let caps = RunCaps { distance: Metres::new(500.0).ok(), ..RunCaps::default() };
        assert_eq!(fit(run(), caps, &speeds()), None);
    }

    #[test]
    fn no_target_is_invented_without_an_own_top_speed() {
        let unknown = OwnSpeeds { top: None, ..speeds() };
        let fitted = fit(run(), RunCaps::default(), &unknown).expect("fits");
        assert!(fitted.blocks().iter().flat_map(RunBlock::steps).all(|step| step.target == RunTarget::Open));
        let told = OwnSpeeds { easy_heart_rate: BeatsPerMinute::new(140.0).ok(), ..unknown };
        let fitted = fit(run(), RunCaps::default(), &told).expect("fits");
        let beats = |step: &RunStep| matches!(step.target, RunTarget::HeartRate { .. });
        let by_beats: Vec<StepKind> =
            fitted.blocks().iter().flat_map(RunBlock::steps).filter(|s| beats(s)).map(|s| s.kind).collect();
        assert_eq!(by_beats, [StepKind::Run]);
    }
}
