//! Stops: the programme stands still after a sign or very strong pain, until someone looked into it.

use crate::facts::Facts;
use crate::finding::FindingId;
use crate::knowledge::Knowledge;
use femoris_measure::Day;
use femoris_measure::ids;

ids! {
    /// Why the programme stands still until someone looked into it.
    HaltReason {
        /// A sign in a session.
        Alarm = "alarm",
        /// Very strong pain in a session.
        SeverePain = "severe_pain",
    }
}

/// A stop that stands until the danger signs were answered again, some days later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Halt {
    /// The day.
    pub day: Day,
    /// Why.
    pub reason: HaltReason,
}

impl Halt {
    /// The first day whose answers to the danger signs lift it.
    pub fn answers_from(self, knowledge: &Knowledge) -> Day {
        self.day.plus_days(i32::from(knowledge.dose.flare.alarm_days))
    }

    /// Whether every danger sign was answered again, long enough after it, by what is known.
    pub fn is_answered(self, facts: &Facts<'_>, knowledge: &Knowledge) -> bool {
        let from = self.answers_from(knowledge);
        let answered =
            |id: &FindingId| facts.state().dated_finding(*id).is_some_and(|dated| dated.day >= from);
        knowledge.danger_signs.iter().all(answered)
    }
}

/// A stop with the day on which a clinician lifted it, if one did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastHalt {
    /// The stop.
    pub halt: Halt,
    /// The day a clinician confirmed the stage after it.
    pub confirmed: Option<Day>,
}
