//! `exercises/<id>.toml`, one exercise each.

use super::conventions::stage_id;
use super::dose::{self, Kind, span};
use super::{Edge, exercise_id, mention};
use crate::draft::{Draft, Placed, each, tag};
use crate::node::{Node, Table};
use femoris_clinic::rehab::dose::Lever;
use femoris_clinic::rehab::exercise::{
    Ailment, Bar, Contraction, Exclusion, Exercise, ExerciseId, Group, HipBend, HipRange, LoadLevel, Muscle,
    Sides, StopCode, Words, Worked,
};
use femoris_clinic::rehab::kit::{Kit, KitNeed, KitSet};

/// Reads one exercise.
pub(crate) fn exercise(table: &Table<'_>, draft: &mut Draft) {
    let id = id(table, draft);
    let words = words(table);
    let group =
        table.required("group").and_then(|node| node.id("group", Group::from_id, Group::ALL, Group::id));
    let runs = table.optional("runs").and_then(|node| node.yes_or_no()).unwrap_or(false);
    let springs = table.optional("springs").and_then(|node| node.yes_or_no()).unwrap_or(false);
    let muscles = muscles(table);
    let hip = table.required("hip").and_then(|node| hip(&node));
    let kit = kit(table);
    let sides =
        table.required("sides").and_then(|node| node.id("sides", Sides::from_id, Sides::ALL, Sides::id));
    let load = table.required("load").and_then(|node| load(&node, draft));
    let levers = levers(table);
    let range = table.optional("range").and_then(|node| dose::range_lever(&node));
    let build_up = table.optional("build_up").and_then(|node| dose::build_up(&node, draft));
    let stop = stop_code(table.required("stop"));
    let stop_tendon = stop_code(table.optional("stop_tendon"));
    let exclusions = exclusions(table);
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let mut doses = Vec::new();
    if let (Some(group), Some(load)) = (group, &load) {
        let kind = Kind::new(group, load.level(), &muscles);
        let nodes = table.required("dose").map(|node| node.some_items()).unwrap_or_default();
        each(nodes, |table| doses.extend(dose::stage_dose(table, &kind, range.as_ref(), draft)));
    } else {
        let _needs_the_load = table.optional("dose");
    }
    let Some(id) = id else { return };
    let easier = neighbours(table, "easier", &id, draft);
    let harder = neighbours(table, "harder", &id, draft);
    let whole = (|| {
        Some(Exercise {
            id,
            group: group?,
            runs,
            springs,
            words: words?,
            muscles,
            hip: hip?,
            kit: kit?,
            sides: sides?,
            load: load?,
            levers,
            range,
            build_up,
            doses,
            easier,
            harder,
            stop: stop?,
            stop_tendon,
            exclusions,
            sources: sources?,
            tag: tag?,
        })
    })();
    draft.rehab.exercises.extend(whole.map(|thing| Placed { place: table.node.place(), thing }));
}

/// The id, which is also the name of the file.
fn id(table: &Table<'_>, draft: &mut Draft) -> Option<ExerciseId> {
    let node = table.required("id")?;
    let id = exercise_id(&node)?;
    let place = node.place();
    if place.file != format!("exercises/{id}.toml") {
        node.wrong(format!("{id} stands in {}", place.file), format!("name the file {id}.toml"));
    }
    draft.ids.push(Placed { place, thing: id.to_string() });
    Some(id)
}

fn words(table: &Table<'_>) -> Option<Words> {
    let languages = table.required("text").and_then(|node| node.table())?;
    let english = languages.required("en").and_then(|node| node.table())?;
    languages.finish();
    let text = |key: &str| english.required(key).and_then(|node| node.words()).map(|t| t.trim().to_owned());
    let (name, purpose, start) = (text("name"), text("purpose"), text("start"));
    let aliases: Vec<String> = english.list("aliases").iter().filter_map(owned).collect();
    let steps = english.required("steps").map(|node| node.some_items()).unwrap_or_default();
    let steps: Vec<String> = steps.iter().filter_map(owned).collect();
    english.finish();
    Some(Words { name: name?, aliases, purpose: purpose?, start: start?, steps })
}

fn owned(node: &Node<'_>) -> Option<String> {
    node.words().map(|text| text.trim().to_owned())
}

/// `[["hamstrings", "isometric"]]`, the most important first.
fn muscles(table: &Table<'_>) -> Vec<Worked> {
    let nodes = table.required("muscles").map(|node| node.some_items()).unwrap_or_default();
    let worked = nodes.iter().filter_map(|node| {
        let [muscle, contraction] = &node.items()[..] else {
            node.wrong("a muscle and what it does expected", "write [\"hamstrings\", \"isometric\"]");
            return None;
        };
        let muscle = muscle.id("muscle", Muscle::from_id, Muscle::ALL, Muscle::id);
        let contraction =
            contraction.id("contraction", Contraction::from_id, Contraction::ALL, Contraction::id);
        Some(Worked { muscle: muscle?, contraction: contraction? })
    });
    worked.collect()
}

/// `["low"]`, or `["low", "mid"]`.
fn hip(node: &Node<'_>) -> Option<HipRange> {
    let nodes = node.some_items();
    let bends: Vec<HipBend> = nodes
        .iter()
        .filter_map(|node| node.id("bend of the hip", HipBend::from_id, HipBend::ALL, HipBend::id))
        .collect();
    let range = match bends[..] {
        [one] => HipRange::new(one, one),
        [least, most] => HipRange::new(least, most),
        _ => None,
    };
    if range.is_none() && bends.len() == nodes.len() && !nodes.is_empty() {
        node.wrong("one bend, or the least and the most", "write the lesser bend first");
    }
    range
}

/// `[["mat"], []]`: sets, the best first; an empty set needs nothing.
fn kit(table: &Table<'_>) -> Option<KitNeed> {
    let node = table.required("kit")?;
    let sets = node.some_items();
    let read: Vec<KitSet> = sets
        .iter()
        .map(|set| {
            let items = set.items();
            KitSet::new(items.iter().filter_map(|node| node.id("kit", Kit::from_id, Kit::ALL, Kit::id)))
        })
        .collect();
    KitNeed::new(read)
}

fn load(node: &Node<'_>, draft: &mut Draft) -> Option<LoadLevel> {
    let table = node.table()?;
    let level = table.required("level");
    let number = level.as_ref().and_then(Node::whole);
    let basis = table.required("basis").and_then(|node| node.words());
    let (sources, tag) = (draft.sources_of(&table), tag(&table));
    table.finish();
    let load = LoadLevel::new(number?, basis?.to_owned(), sources?, tag?);
    if let (Some(level), None) = (level, &load) {
        level.wrong("not on the scale of load levels", format!("write 1 to {}", LoadLevel::HIGHEST));
    }
    load
}

fn levers(table: &Table<'_>) -> Vec<Lever> {
    let nodes = table.required("levers").map(|node| node.items()).unwrap_or_default();
    nodes.iter().filter_map(|node| node.id("lever", Lever::from_id, Lever::ALL, Lever::id)).collect()
}

fn stop_code(node: Option<Node<'_>>) -> Option<StopCode> {
    node?.id("stop rule", StopCode::from_id, StopCode::ALL, StopCode::id)
}

fn neighbours(table: &Table<'_>, key: &str, of: &ExerciseId, draft: &mut Draft) -> Vec<ExerciseId> {
    let nodes = table.required(key).map(|node| node.items()).unwrap_or_default();
    let mut found = Vec::new();
    for node in &nodes {
        let Some(other) = mention(node, draft) else { continue };
        let harder_named = key == "harder";
        let (easier, harder) =
            if harder_named { (of.clone(), other.clone()) } else { (other.clone(), of.clone()) };
        let edge = Edge { easier, harder, named_by_harder: !harder_named };
        draft.rehab.edges.push(Placed { place: node.place(), thing: edge });
        found.push(other);
    }
    found
}

fn exclusions(table: &Table<'_>) -> Vec<Exclusion> {
    let mut exclusions = Vec::new();
    each(table.list("not"), |table| {
        let stages = table.optional("stages").map(|node| node.some_items()).unwrap_or_default();
        let stages: Vec<_> = stages.iter().filter_map(stage_id).collect();
        let when = table.optional("when").map(|node| crate::condition::read(&node));
        let ailment = table
            .optional("ailment")
            .map(|node| node.id("ailment", Ailment::from_id, Ailment::ALL, Ailment::id));
        let reason = table.required("reason").and_then(|node| node.words());
        let bar = match (when, ailment) {
            (Some(when), None) => when.map(Bar::Case),
            (None, Some(ailment)) => ailment.map(Bar::Ailment),
            (None, None) if !stages.is_empty() => Some(Bar::Always),
            (None, None) => {
                table.node.wrong("it forbids the exercise to everyone", "add stages, when or ailment");
                None
            }
            (Some(_), Some(_)) => {
                table.node.wrong("two reasons in one", "write two entries");
                None
            }
        };
        if let (Some(bar), Some(reason)) = (bar, reason) {
            exclusions.push(Exclusion { stages, bar, reason: reason.trim().to_owned() });
        }
    });
    exclusions
}

/// Whole numbers from and to, for others of this room.
pub(super) fn whole_span(table: &Table<'_>, key: &str) -> Option<femoris_clinic::rehab::dose::Span<u16>> {
    table.optional(key).and_then(|node| span(&node))
}
