//! What may have brought a complaint back, or keeps it: what the history shows of it, and what only the runner can tell.

use crate::load::{AboutRun, LoadNote};
use crate::rehab::course::{Arrival, Course};
use crate::rehab::exercise::{ExerciseId, Group};
use crate::rehab::log::{Doing, ExerciseDone};
use crate::rehab::protocol::WEEK;
use crate::rehab::session::Scene;
use crate::truth::Truth;
use femoris_measure::{Day, ids};
use std::collections::BTreeMap;

ids! {
    /// What to look for. Each has its sentences under `cause.<id>.true` and `cause.<id>.unknown`: that something was not there
    /// the history does not show.
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
    /// Whether it was there; not known where the history does not tell. Never that it was not.
    pub shown: Truth,
    /// How long the run was against the longest of the month before; `None` where it was not much longer.
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

/// The newest run, where it was in the week before. One that was short tells nothing of those before it.
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
    match ratio.filter(|ratio| in_week && *ratio > scene.knowledge.load.suggested_ratio) {
        Some(ratio) => Cause { shown: Truth::True, ratio: Some(ratio), ..cause },
        None => cause,
    }
}

/// Strength work that was done for the first time in the week before, and that the stages of that week did not ask for. What
/// else was new, the log does not tell.
fn new_exercise(scene: &Scene<'_, '_>, course: &Course<'_>) -> Cause {
    let cause = Cause::open(CauseId::NewExercise);
    let begun = course.begun.day;
    let is_strength = |id: &ExerciseId| {
        let group = scene.knowledge.exercise(id).map(|exercise| exercise.group);
        group.is_some_and(|group| !matches!(group, Group::Mobility | Group::SoftTissue | Group::Running))
    };
    let of_week = |id: &ExerciseId| {
        let stages = (1..=WEEK as i32).filter_map(|back| course.stage_on(begun.plus_days(-back)));
        let mut items = stages.flat_map(|stage| &stage.week).flat_map(|slot| &slot.items);
        items.any(|item| item.choices.contains(id))
    };
    let mut first: BTreeMap<&ExerciseId, Day> = BTreeMap::new();
    for sitting in &scene.history.sittings {
        let done = |done: &&ExerciseDone| matches!(done.doing, Doing::Done(_)) && done.part.counts();
        for done in sitting.exercises.iter().filter(done) {
            let day = first.entry(&done.exercise).or_insert(sitting.day);
            *day = sitting.day.min(*day);
        }
    }
    let is_new = |id: &ExerciseId, day: Day| {
        (1..=WEEK as i32).contains(&begun.days_since(day)) && is_strength(id) && !of_week(id)
    };
    let new = first.into_iter().filter(|(id, day)| is_new(id, *day));
    let exercises: Vec<ExerciseId> = new.map(|(id, _)| id.clone()).collect();
    if exercises.is_empty() { cause } else { Cause { shown: Truth::True, exercises, ..cause } }
}
