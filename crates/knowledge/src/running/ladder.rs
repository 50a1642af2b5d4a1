//! A ladder and its rungs.

use super::blocks::blocks;
use super::{Placed, checked, number, pain, quantity, text};
use crate::draft::{Cited, Draft, each, tag};
use crate::node::{Node, Table};
use femoris_clinic::readiness::InjuryClass;
use femoris_clinic::rehab::gate::{LadderId, Rung};
use femoris_clinic::restriction::Terrain;
use femoris_clinic::running::ladder::{Bound, Ladder, LadderRung, PainRules};
use femoris_measure::Percent;

/// Reads a ladder with the rungs of its file.
pub(super) fn ladder(node: &Node<'_>, rungs: Vec<Node<'_>>, draft: &mut Draft) {
    let mut of_ladder = Vec::new();
    each(rungs, |table| of_ladder.extend(one_rung(table, draft)));
    let Some(table) = node.table() else { return };
    let found = head(&table, of_ladder, draft);
    table.finish();
    if let Some(ladder) = found {
        draft.running.ladders.push(Placed { place: node.place(), thing: ladder });
    }
}

fn head(table: &Table<'_>, rungs: Vec<LadderRung>, draft: &mut Draft) -> Option<Ladder> {
    let cited = draft.cited(table, &["name", "about", "stop"]);
    let id = table
        .required("id")
        .and_then(|node| node.id("ladder", LadderId::from_id, LadderId::ALL, LadderId::id));
    let classes = table.required("classes").map(|node| node.some_items()).unwrap_or_default();
    let classes = classes
        .iter()
        .filter_map(|node| node.id("class", InjuryClass::from_id, InjuryClass::ALL, InjuryClass::id))
        .collect();
    let between_top = quantity(table, "between_top_pct", Percent::new);
    let rest_days = number(table, "rest_days");
    let (warm_up, cool_down) = (blocks(table, "warm_up"), blocks(table, "cool_down"));
    let between = blocks(table, "between");
    let pain = table.required("pain").and_then(|node| node.table()).and_then(|table| {
        let rules = pain_rules(&table, draft);
        table.finish();
        rules
    });
    let Cited { id: key, sources, tag } = cited?;
    let words = |field: &str| text(draft, &format!("{key}.{field}"));
    Some(Ladder {
        id: id?,
        name: words("name"),
        about: words("about"),
        stop: words("stop"),
        classes,
        warm_up,
        cool_down,
        between,
        between_top: between_top?,
        rest_days: rest_days?,
        pain: pain?,
        rungs,
        sources,
        tag,
    })
}

fn pain_rules(table: &Table<'_>, draft: &mut Draft) -> Option<PainRules> {
    let sources = draft.sources_of(table);
    let tag = tag(table);
    let good_up_to = pain(table, "good_up_to");
    let limit = pain(table, "limit");
    let morning_good_up_to = pain(table, "morning_good_up_to");
    let morning_setback = number(table, "morning_setback");
    let severe_from = pain(table, "severe_from");
    if let (Some(good), Some(limit)) = (good_up_to, limit)
        && good > limit
    {
        table.node.wrong("what is good lies above the limit", "let good_up_to be limit or less");
    }
    Some(PainRules {
        good_up_to: good_up_to?,
        limit: limit?,
        morning_good_up_to: morning_good_up_to?,
        morning_setback: morning_setback?,
        severe_from: severe_from?,
        sources: sources?,
        tag: tag?,
    })
}

/// A rung by its id.
fn rung(node: &Node<'_>) -> Option<Rung> {
    let text = node.text()?;
    let found = Rung::from_id(text);
    if found.is_none() {
        node.wrong(format!("{text:?} is no rung"), "write a rung such as R3, PR3, W3 or K3");
    }
    found
}

fn one_rung(table: &Table<'_>, draft: &mut Draft) -> Option<LadderRung> {
    let node = table.required("id")?;
    let id = rung(&node);
    let key = node.words()?.to_owned();
    draft.ids.push(Placed { place: node.place(), thing: key.clone() });
    draft.words(table, &key, &["name"], &["note"]);
    let sources = draft.sources_of(table);
    let tag = tag(table);
    let top = quantity(table, "top_pct", Percent::new);
    let terrain = table
        .required("terrain")
        .and_then(|node| node.id("terrain", Terrain::from_id, Terrain::ALL, Terrain::id));
    let bound =
        table.required("bound").and_then(|node| node.id("bound", Bound::from_id, Bound::ALL, Bound::id));
    let of_usual = table.optional("of_usual_pct").and_then(|node| checked(&node, Percent::new));
    let apart_days = table.optional("apart_days").and_then(|node| node.whole());
    let good = number(table, "good");
    let run = blocks(table, "run");
    let gate = crate::rehab::gate(table, "gate", draft);
    for need in table.list("needs") {
        if let (Some(rung), Some(criterion)) = (id, need.words()) {
            draft.running.needs.push(Placed { place: need.place(), thing: (rung, criterion.to_owned()) });
        }
    }
    Some(LadderRung {
        rung: id?,
        name: text(draft, &format!("{key}.name")),
        note: text(draft, &format!("{key}.note")),
        blocks: run,
        of_usual,
        top: top?,
        terrain: terrain?,
        good: good?,
        bound: bound?,
        apart_days,
        gate,
        sources: sources?,
        tag: tag?,
    })
}
