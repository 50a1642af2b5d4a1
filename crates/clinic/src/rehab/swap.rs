//! An easier or harder exercise in place of one of today's, with the dose it would have today.

use crate::rehab::build;
use crate::rehab::course::Course;
use crate::rehab::exercise::ExerciseId;
use crate::rehab::fit::{load_left, load_of, lowering_left, lowering_of, lowest_lowering};
use crate::rehab::flare::Restraint;
use crate::rehab::session::{self, Part, Prescription, Scene, Session};
use crate::triage::Cleared;

/// What may be done instead of one exercise of a session.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Swap {
    /// Less.
    pub easier: Option<Prescription>,
    /// More. Never while the programme is held back or a race is near, nor where the week has no room for it.
    pub harder: Option<Prescription>,
}

/// For each exercise of a session, in its order, what may be done instead. Nothing that stands in the session already is
/// offered, and nothing gets more sets than what it stands in for.
pub fn swaps(_cleared: &Cleared, scene: &Scene<'_, '_>, session: &Session) -> Vec<Swap> {
    let Ok(course) = session::course(scene) else { return Vec::new() };
    let race_is_near = course.races.near(scene.history.today).is_some();
    let of = |item: &Prescription| Swap {
        easier: item.easier.as_ref().and_then(|id| instead(scene, &course, session, (item, id))),
        harder: item
            .harder
            .as_ref()
            .filter(|_| session.restraint == Restraint::None && !race_is_near)
            .and_then(|id| instead(scene, &course, session, (item, id)))
            .filter(|harder| has_room(scene, &course, session, (item, harder))),
    };
    session.items.iter().map(of).collect()
}

/// One exercise in place of another; `None` where it may not be done today.
fn instead<'k>(
    scene: &Scene<'_, 'k>,
    course: &Course<'k>,
    session: &Session,
    (item, id): (&Prescription, &ExerciseId),
) -> Option<Prescription> {
    if session.items.iter().any(|other| other.exercise == *id) {
        return None;
    }
    let most = item.sides.iter().map(|side| side.setting.sets).max()?;
    let others = session.part(Part::Main).filter(|other| other.exercise != item.exercise);
    let others = others.filter_map(|other| scene.knowledge.exercise(&other.exercise));
    build::beside(scene, course, others, (scene.knowledge.exercise(id)?, most))
}

/// Whether the week has room for the load and the lowering work of a session with one exercise exchanged.
fn has_room(
    scene: &Scene<'_, '_>,
    course: &Course<'_>,
    session: &Session,
    (item, other): (&Prescription, &Prescription),
) -> bool {
    let knowledge = scene.knowledge;
    let with = |of: &dyn Fn(&Prescription) -> f64| {
        session.items.iter().filter(|one| *one != item).map(of).sum::<f64>() + of(other)
    };
    let load = with(&|one| load_of(one, knowledge, course));
    let lowering = with(&|one| lowering_of(one, knowledge));
    let is_lowest = lowering_of(other, knowledge) <= lowest_lowering(other, course.stage, knowledge);
    load_left(scene, course).is_none_or(|left| load <= left)
        && (is_lowest || lowering_left(scene, course).is_none_or(|left| lowering <= left))
}
