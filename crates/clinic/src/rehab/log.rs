//! What a runner logs of rehabilitation: a session, each exercise of it for each side, settings, and stages passed.

use crate::complaint::Side;
use crate::finding::Finding;
use crate::rehab::exercise::{Ailment, ExerciseId};
use crate::rehab::kit::KitPreset;
use crate::rehab::stage::StageId;
use femoris_measure::ids;
use femoris_measure::{Day, Effort, Kilograms, Minutes, PainScore};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// Name of one session, given by whoever recorded it, so that the same session sent twice counts once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(Arc<str>);

impl SessionId {
    /// What an id may look like, for messages.
    pub const FORM: &'static str = "8 to 64 small letters, digits or hyphens";
    const SHORTEST: usize = 8; // number: short enough to type, long enough not to meet by chance
    const LONGEST: usize = 64; // number: room for a UUID with a word before it

    /// `None` for what is no such id.
    pub fn new(id: &str) -> Option<Self> {
        let fits = (Self::SHORTEST..=Self::LONGEST).contains(&id.len());
        let plain = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        (fits && plain).then(|| Self(id.into()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

ids! {
    /// Which side did the work.
    WorkedSide {
        /// Both at once or in turn, with one dose.
        Both = "both",
        /// The left.
        Left = "left",
        /// The right.
        Right = "right",
    }
}

impl WorkedSide {
    /// The side whose load is counted: the sore one. Where both or neither are told, the left stands for both.
    pub fn sore(complaint: Option<Side>) -> Self {
        match complaint {
            Some(Side::Right) => Self::Right,
            Some(Side::Left | Side::Both) | None => Self::Left,
        }
    }
}

ids! {
    /// Where an exercise stands in a session.
    #[derive(Default)]
    Part {
        /// Before.
        WarmUp = "warm_up",
        /// What it is about.
        #[default]
        Main = "main",
        /// After.
        CoolDown = "cool_down",
        /// Beside the sessions: a walk, a ride or a run told for itself.
        Outing = "outing",
    }
}

impl Part {
    /// Whether what was done in it is held against doses and gates: not what only warms up or cools down.
    pub fn counts(self) -> bool {
        matches!(self, Self::Main | Self::Outing)
    }
}

ids! {
    /// Why an exercise was left out.
    SkipReason {
        /// It hurt, or was expected to.
        Pain = "pain",
        /// No time.
        Time = "time",
        /// Something was not to hand.
        Kit = "kit",
        /// Too tired.
        Tired = "tired",
        /// Something else.
        Other = "other",
    }
}

ids! {
    /// Why another exercise was done instead.
    SwapReason {
        /// An easier one was wanted.
        Easier = "easier",
        /// A harder one was wanted.
        Harder = "harder",
        /// Something was not to hand.
        Kit = "kit",
    }
}

ids! {
    /// Whether the position held.
    Form {
        /// As described, to the end.
        Kept = "kept",
        /// It slipped.
        Slipped = "slipped",
    }
}

ids! {
    /// A sign in a session that stops the programme until it was looked into.
    Alarm {
        /// A pop or a sudden tear.
        Pop = "pop",
        /// A new bruise, lump or swelling.
        BruiseOrLump = "bruise_or_lump",
        /// Sudden weakness.
        Weakness = "weakness",
        /// Numbness or tingling.
        Numbness = "numbness",
        /// Pain that woke the runner the night before.
        NightPain = "night_pain",
    }
}

/// A session as a whole. What was not told is unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionDone {
    /// Its name.
    pub session: SessionId,
    /// The stage whose session it was.
    pub stage: StageId,
    /// How long it took.
    pub minutes: Option<Minutes>,
    /// Worst pain in the hour after it.
    pub pain_after: Option<PainScore>,
    /// A painkiller in the twelve hours before: it hides pain.
    pub painkiller: Finding,
    /// A limp in it or after it.
    pub limp: Finding,
    /// Signs that stop the programme.
    pub alarms: BTreeSet<Alarm>,
}

/// What was done of an exercise, in each set the least.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Amounts {
    /// Sets.
    pub sets: u8,
    /// Sets that its session asked for; `None` where that was not kept. A short session asks for fewer than the dose has.
    pub sets_asked: Option<u8>,
    /// Repetitions in a set.
    pub repetitions: Option<u8>,
    /// Seconds of a hold, or of a timed set.
    pub seconds: Option<u16>,
    /// Weight that was added.
    pub weight: Option<Kilograms>,
    /// Setting of the range, in the unit of the exercise.
    pub range: Option<u16>,
    /// Share of full effort, in per cent.
    pub share: Option<u8>,
    /// Worst pain in it.
    pub pain: Option<PainScore>,
    /// How hard it was.
    pub effort: Option<Effort>,
    /// Whether the position held.
    pub form: Option<Form>,
    /// Why it was ended before all of it was done.
    pub stopped: Option<SkipReason>,
}

/// Whether an exercise was done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doing {
    /// It was done, this much of it.
    Done(Amounts),
    /// It was left out.
    Skipped(SkipReason),
}

/// One exercise of a session on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct ExerciseDone {
    /// The session it belongs to.
    pub session: SessionId,
    /// The exercise.
    pub exercise: ExerciseId,
    /// The side.
    pub side: WorkedSide,
    /// Where it stood. What warms up and cools down has doses of its own and does not move the exercise on.
    pub part: Part,
    /// What became of it.
    pub doing: Doing,
    /// The exercise it stood in for, and why.
    pub instead_of: Option<(ExerciseId, SwapReason)>,
}

/// A session as it was done, for the log.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionReport {
    /// The day; today where none is named.
    pub day: Option<Day>,
    /// The session as a whole.
    pub done: SessionDone,
    /// Its exercises, each belonging to it.
    pub exercises: Vec<ExerciseDone>,
}

ids! {
    /// How long a session may take.
    #[derive(Default)]
    SessionLength {
        /// A quarter of an hour.
        Short = "15",
        /// Half an hour.
        #[default]
        Medium = "30",
        /// Three quarters of an hour.
        Long = "45",
    }
}

impl SessionLength {
    /// In minutes.
    pub fn minutes(self) -> u16 {
        match self {
            Self::Short => 15,  // number: a choice of length
            Self::Medium => 30, // number: a choice of length
            Self::Long => 45,   // number: a choice of length
        }
    }
}

/// What the runner has and wants. What is left out stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RehabSettings {
    /// What is to hand.
    pub kit: Option<KitPreset>,
    /// How long a session may take.
    pub length: Option<SessionLength>,
    /// What else hurts; `None` where nothing was said about it, an empty set where nothing else hurts.
    pub ailments: Option<BTreeSet<Ailment>>,
}

impl RehabSettings {
    /// What `newer` says replaces what this says; what it leaves out stays.
    pub fn overlaid_with(self, newer: Self) -> Self {
        Self {
            kit: newer.kit.or(self.kit),
            length: newer.length.or(self.length),
            ailments: newer.ailments.or(self.ailments),
        }
    }
}

/// A word on the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageDecision {
    /// Every criterion of the gate was met; whoever appends it has checked that.
    Passed {
        /// The stage that is left.
        from: StageId,
        /// The stage that begins.
        to: StageId,
    },
    /// A clinician says which stage it is.
    Confirmed {
        /// The stage.
        stage: StageId,
    },
    /// A clinician says to stay.
    Held {
        /// The stage.
        stage: StageId,
        /// The last day it holds; without one until a clinician confirms a stage.
        until: Option<Day>,
    },
}

impl StageDecision {
    /// The stage it is about; for a gate the one that is left.
    pub fn stage(self) -> StageId {
        match self {
            Self::Passed { from: stage, .. } | Self::Confirmed { stage } | Self::Held { stage, .. } => stage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_needs_a_plain_name() {
        assert!(SessionId::new("2026-11-21-morning").is_some());
        let long = "a".repeat(65);
        for id in ["", "short", "With Space", "UPPERCASE", "a/../../b", long.as_str()] {
            assert_eq!(SessionId::new(id), None, "{id}");
        }
    }

    #[test]
    fn lengths_read_as_their_minutes() {
        assert!(SessionLength::ALL.iter().all(|length| length.minutes().to_string() == length.id()));
    }
}
