//! Steps of a run from their notation: `{ kind = "run", seconds = 60, share = [25, 40] }`, and
//! `{ times = 6, steps = […] }` for what is done several times.

use super::{checked, quantity};
use crate::node::{Node, Table};
use femoris_clinic::running::prescription::{Length, RunBlock, RunStep, RunTarget, Share, StepKind};
use femoris_measure::{Metres, Percent, Seconds};
use std::num::NonZeroU16;

/// Reads the blocks under a key that may be left out.
pub(super) fn blocks(table: &Table<'_>, key: &str) -> Vec<RunBlock> {
    table.list(key).iter().filter_map(block).collect()
}

fn block(node: &Node<'_>) -> Option<RunBlock> {
    let table = node.table()?;
    let Some(times) = table.optional("times") else {
        let step = step(&table);
        table.finish();
        return step.map(RunBlock::Once);
    };
    let count = times.whole::<u16>()?;
    let Some(count) = NonZeroU16::new(count) else {
        times.wrong("nothing is done 0 times", "write how often");
        return None;
    };
    let nodes = table.required("steps").map(|node| node.some_items()).unwrap_or_default();
    table.finish();
    let tables: Vec<Table<'_>> = nodes.iter().filter_map(Node::table).collect();
    let steps: Vec<RunStep> = tables.iter().filter_map(step).collect();
    tables.iter().for_each(Table::finish);
    (!steps.is_empty()).then_some(RunBlock::Repeat { times: count, steps })
}

fn step(table: &Table<'_>) -> Option<RunStep> {
    let kind = table
        .required("kind")
        .and_then(|node| node.id("kind of step", StepKind::from_id, StepKind::ALL, StepKind::id));
    let length = length(table);
    let share = table.optional("share").map(|node| (node.clone(), share(&node)));
    let name = table.optional("name").and_then(|node| node.words()).unwrap_or_default().to_owned();
    let note = table.optional("note").and_then(|node| node.words()).unwrap_or_default().to_owned();
    let kind = kind?;
    match (&share, kind.is_running()) {
        (None, true) => table.node.wrong("a step that is run has no share", "add share = [from, to]"),
        (Some((node, _)), false) => node.wrong("a walk has no share of the top speed", "remove it"),
        _ => {}
    }
    let share = share.and_then(|(_, share)| share);
    Some(RunStep { kind, length: length?, target: RunTarget::Open, share, name, note })
}

fn length(table: &Table<'_>) -> Option<Length> {
    match (table.optional("seconds"), table.optional("metres")) {
        (Some(node), None) => checked(&node, Seconds::new).map(Length::Time),
        (None, Some(node)) => checked(&node, Metres::new).map(Length::Distance),
        _ => {
            table.node.wrong("a step has one length", "write seconds or metres");
            None
        }
    }
}

fn share(node: &Node<'_>) -> Option<Share> {
    let items = node.items();
    let ends: Vec<Percent> = items.iter().filter_map(|item| checked(item, Percent::new)).collect();
    let [from, to] = ends[..] else {
        node.wrong("a share has two ends", "write [from, to] in per cent of the top speed");
        return None;
    };
    if to < from {
        node.wrong("the share runs backwards", "write the lower end first");
        return None;
    }
    Some(Share { from, to })
}

/// Gives steps without a name of their own the name of their kind.
pub(super) fn name_all(blocks: &mut [RunBlock], names: &[(StepKind, String)]) {
    let name = |step: &mut RunStep| {
        if let (true, Some((_, name))) =
            (step.name.is_empty(), names.iter().find(|(kind, _)| *kind == step.kind))
        {
            step.name.clone_from(name);
        }
    };
    for block in blocks {
        match block {
            RunBlock::Once(step) => name(step),
            RunBlock::Repeat { steps, .. } => steps.iter_mut().for_each(name),
        }
    }
}

/// A quantity of a table, for its neighbours.
pub(super) fn seconds(table: &Table<'_>, key: &str) -> Option<Seconds> {
    quantity(table, key, Seconds::new)
}
