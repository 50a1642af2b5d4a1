//! What must hold in the room: ids exist and stand once, every verdict finds a need, urgency is never softened.

use super::{Basis, NeedSheet, Sheets};
use crate::draft::{Draft, Placed, whole};
use crate::node::Place;
use crate::problem::Log;
use femoris_clinic::evidence::SourceId;
use femoris_clinic::readiness::{Decision, InjuryClass, ReadinessRule};
use femoris_clinic::spelling::closest;
use femoris_clinic::triage::Urgency;
use std::collections::BTreeMap;

/// How many questions lead to a profession.
const QUESTIONS: usize = 5;

pub(crate) fn check(draft: &Draft, log: &Log) {
    let sheets = &draft.referral;
    let professions =
        ids("profession", sheets.professions.iter().map(|p| (&p.place, p.thing.id.as_str())), log);
    ids("skill", sheets.skills.iter().map(|p| (&p.place, p.thing.id.as_str())), log);
    let needs = ids("need", sheets.needs.iter().map(|p| (&p.place, p.thing.need.id.as_str())), log);
    ids("question", sheets.questions.iter().map(|p| (&p.place, p.thing.question.id.as_str())), log);
    let flags: Vec<&str> = draft.flags.iter().map(|flag| flag.thing.id.as_str()).collect();
    let stops = draft.readiness.iter().filter(|rule| rule.thing.decision == Decision::StopAndRefer);
    let stops: Vec<&Placed<ReadinessRule>> = stops.collect();
    let stop_ids: Vec<&str> = stops.iter().map(|rule| rule.thing.id.as_str()).collect();
    for Placed { place, thing: sheet } in &sheets.needs {
        for (at, rule) in sheet.readiness.iter().zip(&sheet.need.readiness) {
            exists(at, "readiness rule that says see someone", rule.as_str(), &stop_ids, log);
        }
        for (at, flag) in sheet.flags.iter().zip(&sheet.need.flags) {
            exists(at, "flag", flag.as_str(), &flags, log);
        }
        for (at, id) in sheet.professions.iter().zip(&sheet.need.professions) {
            exists(at, "profession", id, &professions, log);
        }
        if sheet.need.is_urgent() && sheet.need.call_first.is_none() {
            let what = "it cannot wait until tomorrow and names nobody to call";
            log.add(place.problem(what, "add call_first"));
        }
    }
    for Placed { place, thing: rule } in stops {
        let names = |need: &&Placed<NeedSheet>| need.thing.need.readiness.contains(&rule.id);
        if !sheets.needs.iter().filter(names).any(|need| need.thing.need.urgency.is_some()) {
            let what = format!("{} says see someone, and no need says whom", rule.id);
            log.add(place.problem(what, "name it in the readiness of a need with an urgency"));
        }
    }
    every_verdict(sheets, log);
    questions(sheets, &needs, log);
    evidence(draft, log);
    if sheets.fresh_days.is_none() {
        whole(log, "referral", "nothing says how long an entry is fresh", "add [freshness] with days");
    }
}

fn ids<'a>(kind: &str, all: impl Iterator<Item = (&'a Place, &'a str)>, log: &Log) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for (place, id) in all {
        if seen.contains(&id) {
            log.add(place.problem(format!("the {kind} {id} stands twice"), "remove one"));
        }
        seen.push(id);
    }
    seen
}

fn exists(place: &Place, kind: &str, id: &str, known: &[&str], log: &Log) {
    if !known.contains(&id) {
        let mend = match closest(id, known.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("use an existing {kind}"),
        };
        log.add(place.problem(format!("there is no {kind} {id}"), mend));
    }
}

/// For each urgency and class there is a need that asks for nothing else.
fn every_verdict(sheets: &Sheets, log: &Log) {
    let urgencies = Urgency::ALL.iter().copied().map(Some).chain([None]);
    for urgency in urgencies {
        for class in InjuryClass::ALL {
            let found = sheets.needs.iter().any(|placed| placed.thing.need.fits(urgency, *class, &[]));
            if !found {
                let named = urgency.map_or("no urgency", Urgency::id);
                let what = format!("no need fits {named} and the class {class} without a flag");
                whole(log, "referral", what, "add a need with this urgency and no flags");
                return;
            }
        }
    }
}

fn questions(sheets: &Sheets, needs: &[&str], log: &Log) {
    let all = &sheets.questions;
    if all.len() != QUESTIONS {
        let what = format!("there are {} questions", all.len());
        whole(log, "referral", what, format!("ask {QUESTIONS}"));
    }
    for (number, Placed { place, thing: sheet }) in all.iter().enumerate() {
        for (at, need) in &sheet.leads {
            exists(at, "need", need, needs, log);
        }
        let is_last = number + 1 == all.len();
        if sheet.question.no.is_some() != is_last {
            let what = if is_last {
                "the last question leads nowhere"
            } else {
                "no must go on to the next question"
            };
            log.add(place.problem(what, if is_last { "add no" } else { "remove no" }));
        }
    }
}

/// Nothing is tagged firmer than its sources.
fn evidence(draft: &Draft, log: &Log) {
    let tags: BTreeMap<&SourceId, _> =
        draft.sources.iter().map(|placed| (&placed.thing.id, placed.thing.tag)).collect();
    let sheets = &draft.referral;
    let professions = sheets.professions.iter().map(|placed| (&placed.place, &placed.thing.basis));
    let skills = sheets.skills.iter().map(|placed| (&placed.place, &placed.thing.basis));
    let needs = sheets.needs.iter().map(|placed| (&placed.place, &placed.thing.need.basis));
    for (place, Basis { sources, tag }) in professions.chain(skills).chain(needs) {
        for (id, softer) in sources.iter().filter_map(|id| Some((id, tags.get(id).copied()?))) {
            if softer > *tag {
                let what = format!("tagged {tag}, but the source {id} is {softer}");
                log.add(place.problem(what, format!("tag it {softer}")));
            }
        }
    }
}
