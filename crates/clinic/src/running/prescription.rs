//! A run as it is prescribed: steps with their lengths and targets, caps that all of it keeps to, and why.
//!
//! A [`PrescribedRun`] cannot break its caps: its blocks come from [`Fitted`], which only [`super::fit::fit`] makes.

use crate::evidence::{RuleId, SourceId, Tag};
use crate::rehab::gate::Rung;
use crate::restriction::Terrain;
use crate::running::fit::Fitted;
use femoris_measure::ids;
use femoris_measure::{BeatsPerMinute, Day, Metres, MetresPerSecond, Percent, Seconds};
use std::num::NonZeroU16;

ids! {
    /// What a step is for.
    StepKind {
        /// Walking before the run.
        WarmUp = "warm_up",
        /// Walking between or instead of running.
        Walk = "walk",
        /// Running at an easy or steady pace.
        Run = "run",
        /// A fast stride on the flat: built up over at least half of its length.
        Fast = "fast",
        /// A short run uphill.
        Hill = "hill",
        /// Walking after the run.
        CoolDown = "cool_down",
    }
}

impl StepKind {
    /// Whether it is run and not walked.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Run | Self::Fast | Self::Hill)
    }
}

/// When a step ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// After a time, at least one second.
    Time(Seconds),
    /// After a distance, at least one metre.
    Distance(Metres),
}

/// What to keep to during a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RunTarget {
    /// No number: the words of the step say how it should feel.
    Open,
    /// A range of speed.
    Speed {
        /// Slowest.
        low: MetresPerSecond,
        /// Fastest, never above the cap of the run.
        high: MetresPerSecond,
    },
    /// A heart rate not to go above, where the runner's own speeds are not known.
    HeartRate {
        /// Lowest.
        low: BeatsPerMinute,
        /// Highest.
        high: BeatsPerMinute,
    },
}

/// A range of the runner's own top speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Lower end.
    pub from: Percent,
    /// Upper end, never below the lower.
    pub to: Percent,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq)]
pub struct RunStep {
    /// What it is for.
    pub kind: StepKind,
    /// When it ends.
    pub length: Length,
    /// What to keep to meanwhile; a walk has no target.
    pub target: RunTarget,
    /// How fast, as a share of the own top speed; `None` for walking.
    pub share: Option<Share>,
    /// A few words a watch can show, such as `Jog`.
    pub name: String,
    /// How it should feel and what to mind; may be empty.
    pub note: String,
}

/// A step, or steps done several times. Blocks do not nest.
#[derive(Debug, Clone, PartialEq)]
pub enum RunBlock {
    /// Once.
    Once(RunStep),
    /// All of these in order, so many times.
    Repeat {
        /// How many times.
        times: NonZeroU16,
        /// What is repeated, at least one step.
        steps: Vec<RunStep>,
    },
}

impl RunBlock {
    /// The steps of one round.
    pub fn steps(&self) -> &[RunStep] {
        match self {
            Self::Once(step) => std::slice::from_ref(step),
            Self::Repeat { steps, .. } => steps,
        }
    }

    /// How many rounds.
    pub fn times(&self) -> u16 {
        match self {
            Self::Once(_) => 1,
            Self::Repeat { times, .. } => times.get(),
        }
    }
}

/// What the whole run keeps to, warm-up and walking included in the distance. What is `None` is not limited.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RunCaps {
    /// Time running, walking not counted.
    pub running: Option<Seconds>,
    /// Distance from the first step to the last.
    pub distance: Option<Metres>,
    /// Top speed as a share of the own top speed.
    pub share: Option<Percent>,
    /// The same in metres a second, where the own top speed is known.
    pub speed: Option<MetresPerSecond>,
    /// Ground.
    pub terrain: Terrain,
    /// Fast strides and hills together.
    pub fast: Option<u16>,
}

ids! {
    /// Why there is a run of this kind.
    RunSource {
        /// A rung of a ladder.
        Ladder = "ladder",
        /// An easy run between two rungs that are fast.
        Between = "between",
        /// Running on with less than usual.
        KeepRunning = "keep_running",
        /// A week of a plan.
        Plan = "plan",
    }
}

/// One reason for the run being as it is. Its sentence stands under `<rule>.reason`.
#[derive(Debug, Clone, PartialEq)]
pub struct RunReason {
    /// Which rule.
    pub rule: RuleId,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// A run for a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PrescribedRun {
    /// The day.
    pub day: Day,
    /// Why there is one.
    pub source: RunSource,
    /// The rung it belongs to, where it is one of a ladder.
    pub rung: Option<Rung>,
    /// What it is called, such as `R3: jog and walk`.
    pub name: String,
    /// What to do, in order, and the caps it keeps to.
    pub run: Fitted,
    /// What to mind, in words: ground, when to stop, what to write down after.
    pub notes: Vec<String>,
    /// Why it is this run, the most telling reason first.
    pub why: Vec<RunReason>,
}

impl PrescribedRun {
    /// What to do, in order.
    pub fn blocks(&self) -> &[RunBlock] {
        self.run.blocks()
    }

    /// What all of it keeps to.
    pub fn caps(&self) -> &RunCaps {
        self.run.caps()
    }
}
