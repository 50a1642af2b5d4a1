//! The numbers behind the drawing of a stride.

use super::read::owned;
use crate::node::{Node, Table};
use femoris_figure::{Contraction, Load, Moment, Pair, Part, Phase, Stride};

/// The drawing, or nothing with every problem noted.
pub(super) fn drawn(node: &Node<'_>, describes: &str) -> Option<String> {
    let stride = stride(node, describes)?;
    match stride.render() {
        Ok(svg) => Some(svg),
        Err(breaches) => {
            for breach in breaches {
                node.wrong(breach.what, breach.mend);
            }
            None
        }
    }
}

fn stride(node: &Node<'_>, describes: &str) -> Option<Stride> {
    let table = node.table()?;
    let words = |key: &str| owned(table.required(key));
    let number = |key: &str| table.required(key).and_then(|node| node.number());
    let (title, axis, load_axis) = (words("title"), words("axis"), words("load_axis"));
    let (lean, tilt) = (number("lean"), number("tilt"));
    let course = table.required("course").map(|node| node.some_items()).unwrap_or_default();
    let tables = |key: &str| -> Vec<Table<'_>> {
        let nodes = table.required(key).map(|node| node.some_items()).unwrap_or_default();
        nodes.iter().filter_map(Node::table).collect()
    };
    let (phases, work, load) = (tables("phase"), tables("work"), tables("load"));
    let span = |key: &str| table.required(key).and_then(|node| node.table()).and_then(|part| place(&part));
    let (ground, air) = (span("ground"), span("air"));
    table.finish();
    Some(Stride {
        title: title?,
        describes: describes.to_owned(),
        axis: axis?,
        load_axis: load_axis?,
        lean: lean?,
        tilt: tilt?,
        course: course.iter().map(moment).collect::<Option<_>>()?,
        phases: phases.iter().map(phase).collect::<Option<_>>()?,
        work: work.iter().map(|part| part_of(part, contraction)).collect::<Option<_>>()?,
        load: load.iter().map(|part| part_of(part, load_of)).collect::<Option<_>>()?,
        ground: [ground?, air?],
    })
}

/// A fixed count of numbers.
fn numbers<const N: usize>(node: &Node<'_>) -> Option<[f64; N]> {
    let numbers: Vec<f64> = node.items().iter().filter_map(Node::number).collect();
    let right = <[f64; N]>::try_from(numbers).ok();
    if right.is_none() {
        node.wrong(format!("{N} numbers expected"), "write as many");
    }
    right
}

fn moment(node: &Node<'_>) -> Option<Moment> {
    numbers(node).map(|[percent, hip, knee, length]| Moment { percent, hip, knee, length })
}

fn contraction(node: &Node<'_>) -> Option<Contraction> {
    node.id("contraction", Contraction::from_id, Contraction::ALL, Contraction::id)
}

fn load_of(node: &Node<'_>) -> Option<Load> {
    node.id("load", Load::from_id, &Load::ALL, Load::id)
}

fn phase(table: &Table<'_>) -> Option<Phase> {
    let number = |key: &str| table.required(key).and_then(|node| node.number());
    let words = |key: &str| owned(table.required(key));
    let pair = |key: &str| {
        table.required(key).and_then(|node| numbers(&node)).map(|[near, far]| Pair::new(near, far))
    };
    let phase = Phase {
        percent: number("percent")?,
        name: words("name")?,
        note: words("note")?,
        work: table.required("work").and_then(|node| contraction(&node))?,
        height: number("height")?,
        ankle: pair("ankle")?,
        shoulder: pair("shoulder")?,
    };
    table.finish();
    Some(phase)
}

/// A part of the stride that says only where it is.
fn place(table: &Table<'_>) -> Option<Part<()>> {
    let number = |key: &str| table.required(key).and_then(|node| node.number());
    let (from, to, words) = (number("from"), number("to"), owned(table.required("words")));
    table.finish();
    Some(Part { from: from?, to: to?, is: (), words: words? })
}

fn part_of<T>(table: &Table<'_>, is: fn(&Node<'_>) -> Option<T>) -> Option<Part<T>> {
    let number = |key: &str| table.required(key).and_then(|node| node.number());
    let (from, to) = (number("from"), number("to"));
    let is = table.required("is").and_then(|node| is(&node));
    let words = owned(table.optional("words")).unwrap_or_default();
    table.finish();
    Some(Part { from: from?, to: to?, is: is?, words })
}
