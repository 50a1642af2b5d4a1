//! Routines that a runner picks by hand, held against the stage and the case: what these exclude is left out, with the reason.

use crate::readiness::{self, Decision};
use crate::rehab::build::drills_rest;
use crate::rehab::exercise::{Exercise, Group};
use crate::rehab::protocol::Stage;
use crate::rehab::routine::{Routine, RoutineStep};
use crate::rehab::session::{self, Scene};
use crate::rehab::stage::{Occasion, ProtocolId, StageId};
use crate::triage::Outcome;
use femoris_measure::ids;

ids! {
    /// Why an exercise waits that nothing excludes. Each has its sentence under `left_out.<id>`.
    Waits {
        /// The programme has it in no stage up to the present one.
        NotYet = "not_yet",
        /// Today's answer is not to run.
        NoRun = "no_run",
        /// The runner is ill.
        Ill = "ill",
    }
}

/// Why an exercise of a routine is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut<'k> {
    /// The stage or the case excludes it, for this reason.
    Excluded(&'k str),
    /// It waits.
    Waits(Waits),
}

/// A step of a routine and what is left of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StepByHand<'k> {
    /// The step.
    pub step: &'k RoutineStep,
    /// Which of its exercises may be done, the best first; empty where the step is left out.
    pub open: Vec<&'k Exercise>,
    /// The others, and why not.
    pub left_out: Vec<(&'k Exercise, LeftOut<'k>)>,
}

/// A routine and what is left of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutineByHand<'k> {
    /// The routine.
    pub routine: &'k Routine,
    /// Its steps, in order.
    pub steps: Vec<StepByHand<'k>>,
}

/// Every routine, in the order of the knowledge. Who follows no programme has only what the case itself excludes left out.
pub fn routines<'k>(scene: &Scene<'_, 'k>) -> Vec<RoutineByHand<'k>> {
    let stage = session::walked(scene).map(|course| course.stage);
    let hand = Hand { scene, stage, no_run: no_run(scene), no_drills: drills_rest(scene) };
    let of = |routine: &'k Routine| RoutineByHand {
        routine,
        steps: routine.steps.iter().map(|step| hand.step(routine, step)).collect(),
    };
    scene.knowledge.routines.iter().map(of).collect()
}

fn no_run(scene: &Scene<'_, '_>) -> bool {
    match &scene.triage.outcome {
        Outcome::Cleared(cleared) => {
            readiness::decide(cleared, &scene.facts, scene.knowledge).decision > Decision::Modified
        }
        Outcome::Refer(_) => true,
    }
}

struct Hand<'s, 'k> {
    scene: &'s Scene<'s, 'k>,
    /// `None` where no programme is followed.
    stage: Option<&'k Stage>,
    no_run: bool,
    no_drills: bool,
}

impl<'k> Hand<'_, 'k> {
    fn step(&self, routine: &Routine, step: &'k RoutineStep) -> StepByHand<'k> {
        let (mut open, mut left_out) = (Vec::new(), Vec::new());
        for exercise in step.choices.iter().filter_map(|id| self.scene.knowledge.exercise(id)) {
            match self.bar(routine, step, exercise) {
                Some(why) => left_out.push((exercise, why)),
                None => open.push(exercise),
            }
        }
        StepByHand { step, open, left_out }
    }

    fn bar(&self, routine: &Routine, step: &RoutineStep, exercise: &'k Exercise) -> Option<LeftOut<'k>> {
        let (facts, ailments) = (&self.scene.facts, self.scene.history.ailments());
        let excluded = match self.stage {
            Some(stage) => exercise.forbidden(stage.id, facts, &ailments),
            None => exercise.forbidden_anywhere(facts, &ailments),
        };
        if let Some(exclusion) = excluded {
            return Some(LeftOut::Excluded(&exclusion.reason));
        }
        if exercise.is_left_out(facts) {
            return Some(LeftOut::Excluded(self.scene.knowledge.text("clinician.left_out")));
        }
        let against = self.stage.and_then(|stage| stage.variant_against(exercise, step.dose.work, facts));
        if let Some(variant) = against {
            let why = self.scene.knowledge.text(&format!("{}.why_not", variant.id));
            return Some(LeftOut::Excluded(why));
        }
        let rests = (exercise.runs && self.no_run) || (exercise.group == Group::Drill && self.no_drills);
        let too_early = self.stage.is_some_and(|stage| {
            ![stage.warm_up, stage.cool_down].contains(&routine.id) && is_too_early(exercise, stage.id)
        });
        let ill = facts.state().is_ill().then_some(Waits::Ill);
        let waits = rests.then_some(Waits::NoRun).or(too_early.then_some(Waits::NotYet));
        ill.or(waits).map(LeftOut::Waits)
    }
}

/// Whether a programme has an exercise in no stage up to this one. Who is healthy may do what the library has.
fn is_too_early(exercise: &Exercise, stage: StageId) -> bool {
    let so_far = |one: &&StageId| one.protocol() == stage.protocol() && **one <= stage;
    let mut stages = StageId::ALL.iter().filter(so_far);
    stage.protocol() != ProtocolId::Prevention
        && !stages.any(|one| exercise.dose(Occasion::Stage(*one)).is_some())
}
