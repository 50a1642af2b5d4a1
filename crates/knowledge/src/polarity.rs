//! Monotone caution, seen from the shape of a rule: no answer that alarms may make anything less cautious, and
//! no reassuring answer may be missed by nobody.
//!
//! A finding's *alarming* answer is the one that does not reassure. For a rule that raises caution, turning a
//! reassuring answer into *not known*, or adding a danger sign, must never switch the rule off; for one that permits,
//! neither may switch it on.

use crate::node::Place;
use crate::problem::Log;
use femoris_clinic::condition::Condition;
use femoris_clinic::finding::{FindingGroup, FindingId};

/// Checks a rule that raises caution.
pub(crate) fn raises(when: &Condition, place: &Place, log: &Log) {
    walk(when, Seen { positive: true, holds_when_unknown: false }, &mut |id, alarming, seen| {
        let danger = id.group() == FindingGroup::DangerSign;
        let broken = match (alarming, seen.positive) {
            (true, true) | (false, false) => None,
            (true, false) if danger => Some("is switched off by the danger sign"),
            (true, false) => (!seen.holds_when_unknown).then_some("is switched off by not knowing"),
            (false, true) if danger => Some("needs the absence of the danger sign"),
            (false, true) => (!seen.holds_when_unknown).then_some("is switched off by not knowing"),
        };
        report(broken, id, place, log);
    });
}

/// Checks a rule that permits. What is not known must never count in favour, so `possible` has no place in it.
pub(crate) fn permits(when: &Condition, place: &Place, log: &Log) {
    walk(when, Seen { positive: true, holds_when_unknown: false }, &mut |id, alarming, seen| {
        let danger = id.group() == FindingGroup::DangerSign && alarming == seen.positive;
        let broken = match (danger, seen.holds_when_unknown) {
            (true, _) => Some("is switched on by the danger sign"),
            (false, true) => Some("is switched on by not knowing"),
            (false, false) => None,
        };
        report(broken, id, place, log);
    });
}

fn report(broken: Option<&str>, id: FindingId, place: &Place, log: &Log) {
    if let Some(broken) = broken {
        let mend = "turn the condition round, or wrap it in possible where not knowing must count as alarm";
        log.add(place.problem(format!("the rule {broken} {id}"), mend));
    }
}

/// How an atom bears on the whole: in its own direction or against it, and what the whole is worth while it is unknown.
#[derive(Clone, Copy)]
struct Seen {
    positive: bool,
    holds_when_unknown: bool,
}

fn walk(condition: &Condition, seen: Seen, visit: &mut dyn FnMut(FindingId, bool, Seen)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeast { of: parts, .. } => {
            parts.iter().for_each(|part| walk(part, seen, visit));
        }
        Condition::Not(inner) => walk(inner, Seen { positive: !seen.positive, ..seen }, visit),
        Condition::Possible(inner) => {
            walk(inner, Seen { holds_when_unknown: seen.positive, ..seen }, visit);
        }
        Condition::Finding { id, is } => visit(*id, *is != id.reassuring(), seen),
        _ => {}
    }
}
