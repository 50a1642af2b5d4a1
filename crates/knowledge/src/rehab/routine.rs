//! `routines/*.toml`: exercises in a fixed order.

use super::choices;
use super::dose::{Kind, dose, pair};
use crate::draft::{Draft, Placed, each, tag};
use crate::node::Table;
use femoris_clinic::rehab::exercise::Group;
use femoris_clinic::rehab::routine::{Routine, RoutineId, RoutineKind, RoutineStep};

/// Reads the routines of a file.
pub(crate) fn routine(table: &Table<'_>, draft: &mut Draft) {
    each(table.list("routine"), |table| {
        let routine = one(table, draft);
        draft.rehab.routines.extend(routine.map(|thing| Placed { place: table.node.place(), thing }));
    });
}

fn one(table: &Table<'_>, draft: &mut Draft) -> Option<Routine> {
    let id = table
        .required("id")
        .and_then(|node| node.id("routine", RoutineId::from_id, RoutineId::ALL, RoutineId::id));
    let kind = table
        .required("kind")
        .and_then(|node| node.id("kind", RoutineKind::from_id, RoutineKind::ALL, RoutineKind::id));
    let minutes = table.required("minutes").and_then(|node| pair(&node));
    let nodes = table.required("step").map(|node| node.some_items()).unwrap_or_default();
    let mut steps = Vec::new();
    each(nodes, |table| steps.extend(step(table, draft)));
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let (name, purpose) = super::protocol::two_words(table, "name", "purpose")?;
    Some(Routine {
        id: id?,
        kind: kind?,
        name,
        purpose,
        minutes: minutes?,
        steps,
        sources: sources?,
        tag: tag?,
    })
}

fn step(table: &Table<'_>, draft: &mut Draft) -> Option<RoutineStep> {
    let choices = table.required("do").map(|node| choices(&node, draft)).unwrap_or_default();
    let note = table.optional("note").and_then(|node| node.words()).unwrap_or_default();
    // Between the steps of a routine nothing is rested from, and the tempo is that of the exercise.
    let kind = Kind { group: Group::Mobility, level: 1, lifts_and_lowers: false };
    let dose = dose(table, &kind, draft)?;
    Some(RoutineStep { choices, dose, note: note.to_owned() })
}
