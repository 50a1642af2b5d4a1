//! The one pure function: a case, the knowledge and the date in the case, to a verdict.

use crate::case::CaseState;
use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::observation::Fact;
use crate::readiness::{self, RunToday};
use crate::triage::{self, Outcome, Triage};

/// What the engine says, with its working. Stored as what was shown, never as an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Content hash of the knowledge that was used.
    pub knowledge_version: String,
    /// Danger signs.
    pub triage: Triage,
    /// May I run today.
    pub run_today: RunToday,
    /// The question to ask next; `None` when enough is known.
    pub next_question: Option<Fact>,
}

/// The verdict of a case. The same case and knowledge give the same verdict everywhere.
pub fn verdict(state: &CaseState, knowledge: &Knowledge) -> Verdict {
    let facts = Facts::new(state, &knowledge.freshness);
    let triage = triage::triage(&facts, knowledge);
    let run_today = match &triage.outcome {
        Outcome::Cleared(cleared) => readiness::decide(cleared, &facts, knowledge),
        Outcome::Refer(_) => readiness::stop(&triage, &facts, knowledge),
    };
    let next_question =
        triage.unanswered.first().map(|id| Fact::Finding(*id)).or_else(|| run_today.missing.first().copied());
    Verdict { knowledge_version: knowledge.version.clone(), triage, run_today, next_question }
}
