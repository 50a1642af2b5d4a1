//! What may have brought a complaint back, or keeps it: what the history shows of it, and what only the runner can tell.

use crate::load::{AboutRun, LoadNote};
use crate::rehab::course::{Arrival, Course};
use crate::rehab::exercise::{ExerciseId, Group};
use crate::rehab::protocol::WEEK;
use crate::rehab::session::Scene;
use crate::truth::Truth;
use femoris_measure::ids;

ids! {
    /// What to look for. Each has its sentences under `cause.<id>.true`, `cause.<id>.false` and `cause.<id>.unknown`.
    CauseId {
        /// A run much longer than the longest of the month before.
        LongRun = "long_run",
        /// An exercise that was new.
        NewExercise = "new_exercise",
        /// Too little sleep.
        Sleep = "sleep",
        /// New shoes.
        Shoes = "shoes",
    }
}

/// One of them, and what the history shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// What it is.
    pub id: CauseId,
    /// Whether it was there; not known where the history does not tell.
    pub shown: Truth,
    /// How long the run was against the longest of the month before; `None` where nothing was compared.
    pub ratio: Option<f64>,
    /// The exercises that were new.
    pub exercises: Vec<ExerciseId>,
}

impl Cause {
    fn open(id: CauseId) -> Self {
        Self { id, shown: Truth::Unknown, ratio: None, exercises: Vec::new() }
    }
}

/// What to look for in a stage that was fallen back to, or gone over to, because the one before did not help.
pub(super) fn causes(scene: &Scene<'_, '_>, course: &Course<'_>) -> Vec<Cause> {
    let came_badly = matches!(course.begun.arrival, Arrival::Fallback | Arrival::Overdue);
    let before = course.earlier.last().filter(|_| came_badly);
    let asked = before.and_then(|before| course.protocol.stage(before.stage));
    let causes = asked.map(|stage| stage.causes.as_slice()).unwrap_or_default();
    let look = |id: &CauseId| match id {
        CauseId::LongRun => long_run(scene, course),
        CauseId::NewExercise => new_exercise(scene, course),
        CauseId::Sleep | CauseId::Shoes => Cause::open(*id),
    };
    causes.iter().map(look).collect()
}

/// The newest run, where it was in the week before.
fn long_run(scene: &Scene<'_, '_>, course: &Course<'_>) -> Cause {
    let cause = Cause::open(CauseId::LongRun);
    let state = scene.facts.state();
    let begun = course.begun.day;
    let in_week =
        state.load.newest_run.is_some_and(|(day, _)| (0..=WEEK as i32).contains(&begun.days_since(day)));
    let notes = scene.knowledge.load.view(&state.load, state.today).notes;
    let ratio = notes.iter().find_map(|note| match note {
        LoadNote::Compared { about: AboutRun::Newest, ratio, .. } => Some(*ratio),
        LoadNote::Compared { .. } | LoadNote::NoBaseline { .. } => None,
    });
    match ratio.filter(|_| in_week) {
        Some(ratio) => {
            let shown = Truth::of(ratio > scene.knowledge.load.suggested_ratio);
            Cause { shown, ratio: Some(ratio), ..cause }
        }
        None => cause,
    }
}

/// Strength work that was done for the first time in the week before. What else was new, the log does not tell.
fn new_exercise(scene: &Scene<'_, '_>, course: &Course<'_>) -> Cause {
    let cause = Cause::open(CauseId::NewExercise);
    let begun = course.begun.day;
    let is_strength = |id: &ExerciseId| {
        let group = scene.knowledge.exercise(id).map(|exercise| exercise.group);
        group.is_some_and(|group| !matches!(group, Group::Mobility | Group::SoftTissue | Group::Running))
    };
    let new = course.tracks.iter().filter(|((id, _), track)| {
        let began = track.began.is_some_and(|day| (1..=WEEK as i32).contains(&begun.days_since(day)));
        began && is_strength(id)
    });
    let mut exercises: Vec<ExerciseId> = new.map(|((id, _), _)| id.clone()).collect();
    exercises.dedup();
    if exercises.is_empty() { cause } else { Cause { shown: Truth::True, exercises, ..cause } }
}
