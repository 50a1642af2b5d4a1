//! `conventions/*.toml`: pain policies, stop rules, and what a dose means that leaves something out.

use super::dose::pair;
use crate::draft::{Draft, Placed, each, tag};
use crate::node::{Node, Table};
use femoris_clinic::rehab::dose::Tempo;
use femoris_clinic::rehab::exercise::{StopCode, StopRule};
use femoris_clinic::rehab::protocol::{Conventions, PainPolicy};
use femoris_clinic::rehab::stage::StageId;
use femoris_measure::PainScore;

/// Reads `[conventions]` and its stop rules.
pub(crate) fn conventions(table: &Table<'_>, draft: &mut Draft) {
    let Some(head) = table.required("conventions") else { return };
    let mut stop_rules = Vec::new();
    each(table.list("stop"), |table| stop_rules.extend(stop(table, draft)));
    let Some(head) = head.table() else { return };
    let place = head.node.place();
    let whole = whole(&head, stop_rules, draft);
    head.finish();
    draft.rehab.conventions.extend(whole.map(|thing| Placed { place, thing }));
}

fn whole(table: &Table<'_>, stop_rules: Vec<StopRule>, draft: &mut Draft) -> Option<Conventions> {
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let policy = |policy: &PainPolicy| {
        let node = table.required(&format!("tolerated_{policy}"));
        Some((*policy, pain(&node?)?))
    };
    let tolerated: Vec<_> = PainPolicy::ALL.iter().filter_map(policy).collect();
    let heavy_from = table.required("heavy_from").and_then(|node| node.whole());
    let rest_from = table.required("rest_from").and_then(|node| node.whole());
    let tempo = table.required("tempo").and_then(|node| tempo(&node));
    let rest_s = table.required("rest_s").and_then(|node| pair(&node));
    let breath_s = table.required("breath_s").and_then(|node| node.whole());
    let longest_hold_s = table.required("longest_hold_s").and_then(|node| node.whole());
    Some(Conventions {
        tolerated,
        stop_rules,
        heavy_from: heavy_from?,
        tempo: tempo?,
        rest_from: rest_from?,
        rest_s: rest_s?,
        breath_s: breath_s?,
        longest_hold_s: longest_hold_s?,
        sources: sources?,
        tag: tag?,
    })
}

fn stop(table: &Table<'_>, draft: &mut Draft) -> Option<StopRule> {
    let code = table
        .required("code")
        .and_then(|node| node.id("stop rule", StopCode::from_id, StopCode::ALL, StopCode::id));
    let tolerated = table.required("tolerated").and_then(|node| pain(&node));
    let mut tolerated_in = Vec::new();
    each(table.list("but"), |table| {
        let stage = table.required("stage").and_then(|node| stage_id(&node));
        let pain = table.required("tolerated").and_then(|node| pain(&node));
        tolerated_in.extend(stage.zip(pain));
    });
    let text = table.required("text").and_then(|node| said_with_limit(&node));
    let in_general = table.optional("in_general").map(|node| node.words());
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let (code, tolerated) = (code?, tolerated?);
    let in_general = match in_general {
        Some(words) => words?.trim().to_owned(),
        None => format!("{} of 10", tolerated.get()),
    };
    Some(StopRule { code, tolerated, tolerated_in, text: text?, in_general, sources: sources?, tag: tag? })
}

/// The words of a stop rule: they name the pain that is tolerated by its place, for it differs from runner to runner.
fn said_with_limit(node: &Node<'_>) -> Option<String> {
    let text = node.words()?.trim().to_owned();
    if !text.contains(StopRule::LIMIT) {
        node.wrong(
            "it does not say how much pain is tolerated",
            "write {limit} where that stands, such as *passes {limit}*",
        );
    }
    Some(text)
}

pub(crate) fn stage_id(node: &Node<'_>) -> Option<StageId> {
    node.id("stage", StageId::from_id, StageId::ALL, StageId::id)
}

/// A pain score, 0 to 10.
pub(crate) fn pain(node: &Node<'_>) -> Option<PainScore> {
    let score = PainScore::new(node.whole()?);
    if let Err(error) = &score {
        node.wrong(error.to_string(), "write a whole number from 0 to 10");
    }
    score.ok()
}

/// `[3, 0, 2]`: seconds of lowering, pause and lifting.
pub(super) fn tempo(node: &Node<'_>) -> Option<Tempo> {
    let seconds: Vec<u8> = node.items().iter().filter_map(Node::whole).collect();
    let [lower, pause, lift] = seconds[..] else {
        node.wrong("a tempo has three numbers", "write seconds of lowering, pause and lifting");
        return None;
    };
    Some(Tempo { lower, pause, lift })
}
