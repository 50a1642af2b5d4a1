//! The differential of a verdict: candidates, what speaks for and against each, and what cannot be excluded.

use crate::case_file::number;
use femoris_clinic::differential::{
    Candidate, CellKind, Coverage, Diagnosis, Differential, Grounds, Item, Probability, Stated, Weight,
};
use femoris_clinic::interview::NextQuestion;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::observation::Fact;
use serde_json::{Value, json};

/// Digits after the point of a probability: a thousandth is finer than any band.
const PROBABILITY_DIGITS: f64 = 1000.0;
/// Digits after the point of a weight.
const WEIGHT_DIGITS: f64 = 100.0;

/// The candidates, most likely first.
pub(crate) fn candidates(differential: &Differential, knowledge: &Knowledge) -> Vec<Value> {
    differential.candidates.iter().map(|one| candidate(one, knowledge)).collect()
}

/// Ids of the conditions that cannot be excluded.
pub(crate) fn banners(differential: &Differential) -> Vec<&'static str> {
    differential.banners.iter().map(|condition| condition.id()).collect()
}

/// What must be said beside the candidates: which prior was used, whether the model was made for it, and how much
/// of the answer rests on estimates.
pub(crate) fn basis(differential: &Differential, knowledge: &Knowledge) -> Value {
    let scenario = &differential.scenario;
    json!({
        "scenario": scenario,
        "scenario_name": knowledge.text(&format!("scenario.{scenario}.name")),
        "outside_the_model": differential.coverage == Coverage::Outside,
        "share_resting_on_estimates": probability(differential.estimated),
    })
}

/// The question to ask next, with what its answer is expected to change and why it is asked.
pub(crate) fn question(next: &NextQuestion, knowledge: &Knowledge) -> Value {
    let group = match next.ask {
        Fact::Measure(_) => "measure",
        _ => "finding",
    };
    let id = next.ask.id();
    json!({
        "id": id,
        "expected_change": rounded(next.expected_change(&knowledge.interview), PROBABILITY_DIGITS),
        "share_of_probability_moved": probability(next.moved),
        "information_bits": rounded(next.information_bits, PROBABILITY_DIGITS),
        "chance_to_change_run_today": probability(next.decision_chance),
        "between": next.between.map(|(up, down)| json!([up.id(), down.id()])),
        "question": knowledge.text(&format!("{group}.{id}.question")),
        "why": knowledge.text(&format!("{group}.{id}.why")),
        "how": method(next.ask, knowledge),
    })
}

/// How a test is done; nothing for what is only told or measured.
fn method(ask: Fact, knowledge: &Knowledge) -> Value {
    let Fact::Finding(id) = ask else { return Value::Null };
    let Some(method) = knowledge.interview.methods.get(&id) else { return Value::Null };
    let text = |field: &str| knowledge.text(&format!("method.{id}.{field}"));
    json!({
        "who": method.who.id(),
        "steps": text("steps"),
        "positive": text("positive"),
        "do_not": text("do_not"),
        "stop": knowledge.text("method.stop"),
    })
}

fn candidate(candidate: &Candidate, knowledge: &Knowledge) -> Value {
    let condition = candidate.condition;
    let profile = knowledge.differential.parts().profiles[condition];
    let weights =
        |list: &[Weight]| list.iter().map(|one| weight(condition, one, knowledge)).collect::<Vec<_>>();
    json!({
        "condition": condition.id(),
        "name": knowledge.text(&format!("condition.{condition}.name")),
        "plain": knowledge.text(&format!("condition.{condition}.plain")),
        "probability": probability(candidate.probability),
        "low": probability(candidate.low),
        "high": probability(candidate.high),
        "for": weights(&candidate.supports),
        "against": weights(&candidate.against),
        "missing": candidate.missing.iter().map(|open| open.finding.id()).collect::<Vec<_>>(),
        "share_resting_on_estimates": probability(candidate.estimated),
        "see_first": profile.see_first.id(),
        "urgency": profile.within.id(),
    })
}

fn weight(condition: Diagnosis, weight: &Weight, knowledge: &Knowledge) -> Value {
    let stated = match &weight.item {
        Item::Onset(onset) => Some(Stated::Onset(*onset)),
        Item::Location(location) => Some(Stated::Location(*location)),
        Item::Present(id) | Item::Absent(id) => Some(Stated::Finding(*id)),
        Item::Prior | Item::Runner(_) => None,
    };
    let parts = knowledge.differential.parts();
    let grounds = stated.and_then(|of| parts.grounds.get(&(condition, of)));
    let factor = match &weight.item {
        Item::Runner(id) => parts.modifiers.iter().find(|m| m.id == *id).and_then(|m| m.source.as_ref()),
        _ => None,
    };
    let source = match grounds {
        Some(Grounds::Study { source, .. }) => Some(source),
        _ => factor,
    };
    json!({
        "id": weight.item.id(),
        "value": weight.item.stated(),
        "log_odds": rounded(weight.log_odds, WEIGHT_DIGITS),
        "kind": weight.kind.id(),
        "estimate": weight.kind == CellKind::Estimate,
        "source": source.map(|id| id.as_str()),
    })
}

fn probability(probability: Probability) -> Value {
    rounded(probability.get(), PROBABILITY_DIGITS)
}

fn rounded(value: f64, digits: f64) -> Value {
    number((value * digits).round() / digits)
}
