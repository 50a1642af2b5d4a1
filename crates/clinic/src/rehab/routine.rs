//! Routines: exercises in a fixed order, such as a warm-up.

use crate::evidence::{SourceId, Tag};
use crate::rehab::dose::Dose;
use crate::rehab::exercise::ExerciseId;
use femoris_measure::ids;

ids! {
    /// A routine, by name.
    RoutineId {
        /// Before any run.
        WarmUpBasic = "warm-up-basic",
        /// Before a fast run.
        WarmUpFull = "warm-up-full",
        /// Before a run or a session while the muscle heals.
        WarmUpRehab = "warm-up-rehab",
        /// Before a run or a session while the tendon is sore.
        WarmUpTendon = "warm-up-tendon",
        /// After a run.
        CoolDown = "cool-down",
        /// After a run while something heals.
        CoolDownRehab = "cool-down-rehab",
        /// With a lacrosse ball.
        LacrosseBall = "lacrosse-ball",
        /// For the front of hip and thigh.
        CouchStretch = "couch-stretch",
        /// With a stability ball.
        StabilityBall = "stability-ball",
        /// With a small loop band.
        MiniBand = "mini-band",
        /// For buttocks and trunk.
        GluteAndTrunk = "glute-and-trunk",
    }
}

ids! {
    /// When a routine is done.
    RoutineKind {
        /// Before.
        WarmUp = "warm_up",
        /// After.
        CoolDown = "cool_down",
        /// On its own.
        Alone = "alone",
    }
}

/// One exercise of a routine.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutineStep {
    /// The exercise, or one that may stand for it, the best first.
    pub choices: Vec<ExerciseId>,
    /// How much.
    pub dose: Dose,
    /// What is particular here; empty where nothing is.
    pub note: String,
}

/// A routine.
#[derive(Debug, Clone, PartialEq)]
pub struct Routine {
    /// Its name.
    pub id: RoutineId,
    /// When it is done.
    pub kind: RoutineKind,
    /// Its name in words.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// How long it takes, in minutes.
    pub minutes: (u8, u8),
    /// What to do, in order.
    pub steps: Vec<RoutineStep>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}
