//! Which protocols a case may begin, and what refuses the others.

use crate::case::CaseState;
use crate::condition::Condition;
use crate::differential::Diagnosis;
use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::rehab::protocol::{Guard, Protocol, Refuses};
use crate::triage::{self, Triage};
use crate::truth::Truth;
use crate::verdict::{answer, asked};

/// A protocol that is meant for a case, and what stands in its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer<'k> {
    /// The protocol.
    pub protocol: &'k Protocol,
    /// Every guard that refuses it, in order.
    pub refusals: Vec<&'k Guard>,
}

impl Offer<'_> {
    /// Whether it may begin.
    pub fn may_begin(&self) -> bool {
        self.refusals.is_empty()
    }
}

/// The protocols that are meant for a case, in the order of the knowledge. What is not known makes no protocol the
/// right one.
pub fn offers<'k>(state: &CaseState, knowledge: &'k Knowledge) -> Vec<Offer<'k>> {
    let facts = Facts::new(state, &knowledge.freshness);
    let triage = triage::triage(&facts, knowledge);
    let meant = |protocol: &&Protocol| protocol.meant_for.evaluate(&facts) == Truth::True;
    let offer =
        |protocol: &'k Protocol| Offer { protocol, refusals: refusals(protocol, &triage, &facts, knowledge) };
    knowledge.protocols.iter().filter(meant).map(offer).collect()
}

/// Every guard that refuses a protocol, in order. Guards may look at what the complaint probably is; where the caller
/// has not weighed that, it is weighed here, so that no guard is passed because nobody asked.
pub fn refusals<'k>(
    protocol: &'k Protocol,
    triage: &Triage,
    facts: &Facts<'_>,
    knowledge: &Knowledge,
) -> Vec<&'k Guard> {
    let asked: Vec<Diagnosis> =
        asked(guards(protocol)).into_iter().filter(|condition| facts.chance(*condition).is_none()).collect();
    let answer = || answer(triage, facts, knowledge).decision;
    if asked.is_empty() || triage.not_urgent().is_none() {
        return protocol.refusals(triage, facts, answer);
    }
    let mut chances = knowledge.differential.chances(facts, &asked);
    chances.extend(facts.chances().map(|(condition, chance)| (*condition, *chance)));
    protocol.refusals(triage, &facts.with_chances(&chances), answer)
}

/// What the guards of a protocol ask.
fn guards(protocol: &Protocol) -> impl Iterator<Item = &Condition> {
    protocol.guards.iter().filter_map(|guard| match &guard.when {
        Refuses::Case(when) => Some(when),
        Refuses::OpenTriage | Refuses::StopAndRefer => None,
    })
}
