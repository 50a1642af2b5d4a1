//! Which protocols a case may begin, and what refuses the others.

use crate::case::CaseState;
use crate::condition::Condition;
use crate::facts::{Chances, Facts};
use crate::knowledge::Knowledge;
use crate::rehab::protocol::{Guard, Protocol, Refuses};
use crate::triage;
use crate::truth::Truth;
use crate::verdict::asked;

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
    let chances = match triage.not_urgent() {
        Some(_) => knowledge.differential.chances(&facts, &asked(guards(knowledge))),
        None => Chances::default(),
    };
    let facts = facts.with_chances(&chances);
    let meant = |protocol: &&Protocol| protocol.meant_for.evaluate(&facts) == Truth::True;
    let offer = |protocol: &'k Protocol| Offer { protocol, refusals: protocol.refusals(&triage, &facts) };
    knowledge.protocols.iter().filter(meant).map(offer).collect()
}

/// What the guards ask.
fn guards(knowledge: &Knowledge) -> impl Iterator<Item = &Condition> {
    let guards = knowledge.protocols.iter().flat_map(|protocol| &protocol.guards);
    guards.filter_map(|guard| match &guard.when {
        Refuses::Case(when) => Some(when),
        Refuses::OpenTriage => None,
    })
}
