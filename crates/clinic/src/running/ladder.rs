//! Ladders of runs: each rung with its steps, what must hold before it, and how pain moves a runner up or down.

use crate::evidence::{RuleId, SourceId, Tag};
use crate::readiness::InjuryClass;
use crate::rehab::gate::{Gate, LadderId, Rung};
use crate::restriction::Terrain;
use crate::running::prescription::{RunBlock, StepKind};
use femoris_measure::ids;
use femoris_measure::{PainScore, Percent};

ids! {
    /// What bounds the length of a rung's run.
    Bound {
        /// Its own steps alone: while walking and running alternate, a ratio to the longest run says nothing.
        OwnSteps = "own_steps",
        /// Its steps, and the longest run of the last 30 days.
        LongestRun = "longest_run",
    }
}

/// A rung: one kind of run.
#[derive(Debug, Clone, PartialEq)]
pub struct LadderRung {
    /// Which one.
    pub rung: Rung,
    /// What it is called.
    pub name: String,
    /// What to mind; may be empty.
    pub note: String,
    /// What is run, without the walking before and after. Empty: no running yet.
    pub blocks: Vec<RunBlock>,
    /// Running steps by time are this share of the usual run, in place of their own length.
    pub of_usual: Option<Percent>,
    /// Top speed, as a share of the own top speed.
    pub top: Percent,
    /// Ground.
    pub terrain: Terrain,
    /// Good runs before the next rung.
    pub good: u8,
    /// What bounds its length.
    pub bound: Bound,
    /// Days between two runs on it, at least; the days between are for easy runs where the ladder has any.
    pub apart_days: Option<u8>,
    /// What must hold before the first run on it.
    pub gate: Gate,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// How pain around a run is read.
#[derive(Debug, Clone, PartialEq)]
pub struct PainRules {
    /// Highest pain in or after a run that counts as good.
    pub good_up_to: PainScore,
    /// Highest pain that is tolerated; above it the run is to be stopped.
    pub limit: PainScore,
    /// The next morning is good up to this, and not above the usual morning.
    pub morning_good_up_to: PainScore,
    /// So much above the usual morning is a setback.
    pub morning_setback: u8,
    /// From here on someone should look at it.
    pub severe_from: PainScore,
    /// What they rest on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// A ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// Which one.
    pub id: LadderId,
    /// Its name.
    pub name: String,
    /// What it is for and what it does not promise.
    pub about: String,
    /// When to stop a run on it.
    pub stop: String,
    /// For complaints of these classes.
    pub classes: Vec<InjuryClass>,
    /// Before each run.
    pub warm_up: Vec<RunBlock>,
    /// After each run.
    pub cool_down: Vec<RunBlock>,
    /// The easy run between two fast rungs; empty where there is none.
    pub between: Vec<RunBlock>,
    /// Top speed of the easy run between.
    pub between_top: Percent,
    /// Days without a run after each run.
    pub rest_days: u8,
    /// How pain is read.
    pub pain: PainRules,
    /// The rungs, from the lowest number without a gap.
    pub rungs: Vec<LadderRung>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl LadderRung {
    /// Whether it has fast parts: strides or hills.
    pub fn is_fast(&self) -> bool {
        let mut steps = self.blocks.iter().flat_map(RunBlock::steps);
        steps.any(|step| matches!(step.kind, StepKind::Fast | StepKind::Hill))
    }
}

impl Ladder {
    /// The rung with this number.
    pub fn rung(&self, number: u8) -> Option<&LadderRung> {
        self.rungs.iter().find(|rung| rung.rung.number == number)
    }

    /// The lowest number.
    pub fn first(&self) -> u8 {
        self.rungs.first().map_or(0, |rung| rung.rung.number)
    }

    /// The highest number.
    pub fn last(&self) -> u8 {
        self.rungs.last().map_or(0, |rung| rung.rung.number)
    }

    /// So many rungs lower, but not below the lowest on which there is running.
    pub fn lower(&self, number: u8, rungs: u8) -> u8 {
        let lowest = self.rungs.iter().find(|rung| !rung.blocks.is_empty());
        number.saturating_sub(rungs).max(lowest.map_or(self.first(), |rung| rung.rung.number)).min(number)
    }
}

/// What a break does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterBreak {
    /// The count of good runs begins again.
    CountAgain,
    /// So many rungs lower.
    Lower(u8),
    /// From the lowest rung, and every gate again.
    Restart,
}

/// A break between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakRule {
    /// From so many days on.
    pub from_days: u16,
    /// What it does.
    pub then: AfterBreak,
}

ids! {
    /// Which setbacks a rule counts.
    SetbackKind {
        /// All of them.
        Any = "any",
        /// Those with pain of [`PainRules::severe_from`] or more in or after the run, or the next morning.
        Severe = "severe",
    }
}

/// Setbacks after which someone should look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct SetbackRule {
    /// Its id; the sentence stands under `<id>.reason`.
    pub id: RuleId,
    /// How many.
    pub count: u8,
    /// Which of them count.
    pub of: SetbackKind,
    /// Within so many days.
    pub within_days: u16,
}

/// How a runner moves on any ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgressRules {
    /// Rungs back after a run with too much pain.
    pub stop_back: u8,
    /// Rungs back after a morning that was too bad.
    pub morning_back: u8,
    /// Rungs below the last that was run, at least, where the ladder begins anew after full training.
    pub anew_back: u8,
    /// Days of rest more after such a morning.
    pub morning_rest_days: u8,
    /// Breaks, from short to long.
    pub breaks: Vec<BreakRule>,
    /// Setbacks that are too many.
    pub setbacks: Vec<SetbackRule>,
    /// So many days before a race nothing gets harder.
    pub freeze_before_race_days: u16,
    /// So many runs beyond what was prescribed …
    pub overshoots: u8,
    /// … within so many days are worth talking about.
    pub overshoot_days: u16,
    /// Mornings a usual morning is the middle of, at most.
    pub usual_mornings: u8,
    /// Within so many days before the run.
    pub usual_morning_days: u16,
    /// What they rest on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}
