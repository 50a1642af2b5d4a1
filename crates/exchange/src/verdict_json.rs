//! The verdict `femoris-verdict/1`, to the letter of the contract.

use crate::case_file::number;
use crate::differential_json;
use crate::outlook_json;
use femoris_clinic::evidence::{RuleId, SourceId, Tag};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::load::LoadNote;
use femoris_clinic::observation::{Bound, Fact, Observation, Value as Seen};
use femoris_clinic::readiness::{Decision, Reason, ReasonKind, RunToday};
use femoris_clinic::restriction::{Caps, Terrain};
use femoris_clinic::triage::{Flag, Triage};
use femoris_clinic::verdict::Verdict;
use femoris_measure::{Minutes, Percent};
use serde_json::{Value, json};

/// The format a verdict states.
pub const FORMAT: &str = "femoris-verdict/1";

/// Writes a verdict. The knowledge must be the one it was made with: it holds the wording and the sources.
pub fn write(verdict: &Verdict, knowledge: &Knowledge) -> Value {
    let differential = verdict.differential.as_ref();
    json!({
        "format": FORMAT,
        "knowledge_version": verdict.knowledge_version,
        "triage": triage(&verdict.triage, knowledge),
        "differential": differential.map(|found| differential_json::candidates(found, knowledge)).unwrap_or_default(),
        "differential_basis": differential.map(|found| differential_json::basis(found, knowledge)),
        "banners": differential.map(differential_json::banners).unwrap_or_default(),
        "severity": outlook_json::severity(&verdict.severity, knowledge),
        "run_today": run_today(&verdict.run_today, knowledge),
        "prognosis": outlook_json::prognosis(&verdict.prognosis, knowledge),
        "reinjury": verdict.reinjury.as_ref().map(|found| outlook_json::reinjury(found, knowledge)),
        "scales": outlook_json::scales(&verdict.scales),
        "next_question": verdict.next_question.as_ref().map(|next| differential_json::question(next, knowledge)),
        "safety_net": knowledge.text("safety_net.text"),
    })
}

fn triage(triage: &Triage, knowledge: &Knowledge) -> Value {
    json!({
        "outcome": triage.outcome.id(),
        "flags": triage.flags.iter().map(|raised| flag(raised, knowledge)).collect::<Vec<_>>(),
        "unanswered": triage.unanswered.iter().map(|id| id.id()).collect::<Vec<_>>(),
    })
}

fn flag(flag: &Flag, knowledge: &Knowledge) -> Value {
    json!({
        "id": flag.rule.as_str(),
        "urgency": flag.urgency.id(),
        "title": knowledge.text(&format!("{}.title", flag.rule)),
        "action": knowledge.text(&format!("{}.action", flag.rule)),
        "because": observations(&flag.because),
        "sources": sources(&flag.sources, knowledge),
        "tag": flag.tag.id(),
    })
}

fn run_today(answer: &RunToday, knowledge: &Knowledge) -> Value {
    let own = answer.reasons.iter().map(|given| reason(given, knowledge));
    let load = answer.load.notes.iter().map(|note| load_note(note, answer.decision, knowledge));
    let split = answer.load.split.iter().map(|(rule, _)| {
        let rules = &knowledge.load.split;
        load_reason(rule, (&rules.sources, rules.tag), &[], (answer.decision, knowledge))
    });
    json!({
        "decision": answer.decision.id(),
        "class": answer.class.id(),
        "caps": (answer.decision == Decision::Modified).then(|| caps(&answer.caps)),
        "reasons": own.chain(load).chain(split).collect::<Vec<_>>(),
        "missing": answer.missing.iter().map(|fact| fact.id()).collect::<Vec<_>>(),
    })
}

fn caps(caps: &Caps) -> Value {
    let share = |percent: Option<Percent>| percent.map(|percent| percent.get() / 100.0);
    json!({
        "share_of_usual_volume": share(caps.volume_to),
        "share_of_usual_volume_from": share(caps.volume_from),
        "top_speed_share_of_maximum": share(caps.top_speed),
        "flat_only": caps.terrain == Terrain::FlatOnly,
        "minutes": caps.minutes.map(Minutes::get),
    })
}

/// The sentence of a reason. A danger sign has none of its own for the run: why it is one is the reason.
pub fn reason_text<'k>(reason: &Reason, knowledge: &'k Knowledge) -> &'k str {
    match reason.kind {
        ReasonKind::Flag => knowledge.text(&format!("{}.why", reason.rule)),
        _ => knowledge.text(&format!("{}.reason", reason.rule)),
    }
}

fn reason(reason: &Reason, knowledge: &Knowledge) -> Value {
    json!({
        "rule": reason.rule.as_str(),
        "kind": kind(reason.kind),
        "says": reason.says.id(),
        "text": reason_text(reason, knowledge),
        "observed": observations(&reason.observed),
        "sources": sources(&reason.sources, knowledge),
        "tag": reason.tag.id(),
    })
}

fn kind(kind: ReasonKind) -> &'static str {
    match kind {
        ReasonKind::Flag => "flag",
        ReasonKind::Restricts => "restricts",
        ReasonKind::Clinician => "clinician",
        ReasonKind::Permits => "permits",
        ReasonKind::NotKnown => "not_known",
        ReasonKind::Advice => "advice",
    }
}

fn load_note(note: &LoadNote, decision: Decision, knowledge: &Knowledge) -> Value {
    let (rule, seen) = match note {
        LoadNote::NoBaseline { rule } => (rule, None),
        LoadNote::Compared { rule, ratio, .. } => {
            let seen = Observation { fact: Fact::DistanceRatio, value: Seen::Number(*ratio), bound: None };
            (rule, Some(seen))
        }
    };
    let rules = &knowledge.load;
    load_reason(rule, (&rules.sources, rules.tag), seen.as_slice(), (decision, knowledge))
}

fn load_reason(
    rule: &RuleId,
    (cited, tag): (&[SourceId], Tag),
    seen: &[Observation],
    (decision, knowledge): (Decision, &Knowledge),
) -> Value {
    json!({
        "rule": rule.as_str(),
        "kind": "load",
        "says": decision.id(),
        "text": knowledge.text(&format!("{rule}.reason")),
        "observed": observations(seen),
        "sources": sources(cited, knowledge),
        "tag": tag.id(),
    })
}

pub(crate) fn observations(seen: &[Observation]) -> Vec<Value> {
    let value = |value: Seen| match value {
        Seen::Id(id) => json!(id),
        Seen::Number(value) => number(value),
        Seen::Unknown => json!("unknown"),
    };
    let bound = |bound: Bound| json!({ "is": bound.comparison.id(), "value": number(bound.value) });
    seen.iter()
        .map(|seen| match seen.bound {
            Some(limit) => json!({ "id": seen.fact.id(), "value": value(seen.value), "bound": bound(limit) }),
            None => json!({ "id": seen.fact.id(), "value": value(seen.value) }),
        })
        .collect()
}

pub(crate) fn sources(ids: &[SourceId], knowledge: &Knowledge) -> Vec<Value> {
    let known = ids.iter().filter_map(|id| knowledge.source(id));
    known
        .map(|source| {
            json!({
                "id": source.id.as_str(),
                "title": source.title,
                "identifiers": source.identifiers,
                "verified": source.tag == Tag::Verified,
            })
        })
        .collect()
}
