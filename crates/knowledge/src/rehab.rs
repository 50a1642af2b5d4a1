//! Exercises, protocols and routines from their files. Files are read in the order of their folders, so that the
//! conventions, which fill in what a dose leaves out, come before the doses.

mod check;
mod conventions;
mod dose;
mod exercise;
mod firm;
mod gate;
mod protocol;
mod routine;

pub(crate) use conventions::{conventions, pain, stage_id};
pub(crate) use exercise::exercise;
pub(crate) use gate::gate;
pub(crate) use protocol::protocol;
pub(crate) use routine::routine;

use crate::draft::{Draft, Placed};
use crate::node::Node;
use crate::problem::Log;
use femoris_clinic::rehab::exercise::{Exercise, ExerciseId, Exercises};
use femoris_clinic::rehab::gate::Criterion;
use femoris_clinic::rehab::protocol::{Conventions, Protocol};
use femoris_clinic::rehab::routine::Routine;

/// What was read so far.
#[derive(Default)]
pub(crate) struct Sheets {
    conventions: Vec<Placed<Conventions>>,
    exercises: Vec<Placed<Exercise>>,
    protocols: Vec<Placed<Protocol>>,
    routines: Vec<Placed<Routine>>,
    /// Every mention of an exercise by another entry.
    mentions: Vec<Placed<ExerciseId>>,
    edges: Vec<Placed<Edge>>,
}

/// One neighbour named by an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edge {
    easier: ExerciseId,
    harder: ExerciseId,
    /// Whether the harder of the two names the other.
    named_by_harder: bool,
}

impl Sheets {
    /// Every criterion of a gate by its id.
    pub(crate) fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        let stages = self.protocols.iter().flat_map(|protocol| &protocol.thing.stages);
        stages.flat_map(|stage| stage.entry.criteria.iter().chain(&stage.exit.criteria))
    }
}

/// The rooms of rehabilitation, whole.
pub(crate) struct Rehab {
    pub(crate) conventions: Conventions,
    pub(crate) exercises: Exercises,
    pub(crate) protocols: Vec<Protocol>,
    pub(crate) routines: Vec<Routine>,
}

/// Checks it and fits it together.
pub(crate) fn build(draft: &Draft, log: &Log) -> Option<Rehab> {
    let sheets = &draft.rehab;
    check::check(sheets, log);
    firm::check(draft, log);
    let exercises = sheets.exercises.iter().map(|placed| (placed.thing.id.clone(), placed.thing.clone()));
    Some(Rehab {
        conventions: sheets.conventions.first()?.thing.clone(),
        exercises: exercises.collect(),
        protocols: sheets.protocols.iter().map(|placed| placed.thing.clone()).collect(),
        routines: sheets.routines.iter().map(|placed| placed.thing.clone()).collect(),
    })
}

/// An id of an exercise, remembered as a mention.
fn mention(node: &Node<'_>, draft: &mut Draft) -> Option<ExerciseId> {
    let id = exercise_id(node)?;
    draft.rehab.mentions.push(Placed { place: node.place(), thing: id.clone() });
    Some(id)
}

fn exercise_id(node: &Node<'_>) -> Option<ExerciseId> {
    let text = node.words()?;
    let id = ExerciseId::new(text);
    if id.is_none() {
        node.wrong(
            format!("{text:?} is no id of an exercise"),
            "write small letters, digits and single hyphens",
        );
    }
    id
}

/// A list of exercises, the best first.
fn choices(node: &Node<'_>, draft: &mut Draft) -> Vec<ExerciseId> {
    node.some_items().iter().filter_map(|node| mention(node, draft)).collect()
}
