//! The one pure function: a case, the knowledge and the date in the case, to a verdict.

use crate::case::CaseState;
use crate::condition::Condition;
use crate::differential::{Diagnosis, Differential};
use crate::facts::{Chances, Facts};
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
    /// What it probably is; `None` where someone must see it at once or the same day.
    pub differential: Option<Differential>,
    /// May I run today.
    pub run_today: RunToday,
    /// The question to ask next; `None` when enough is known.
    pub next_question: Option<Fact>,
}

/// The verdict of a case. The same case and knowledge give the same verdict everywhere.
pub fn verdict(state: &CaseState, knowledge: &Knowledge) -> Verdict {
    let facts = Facts::new(state, &knowledge.freshness);
    let triage = triage::triage(&facts, knowledge);
    let permit = triage.not_urgent();
    let differential = permit.as_ref().map(|permit| knowledge.differential.weigh(permit, &facts));
    let run_today = match &triage.outcome {
        Outcome::Cleared(cleared) => {
            let chances = chances(&facts, knowledge);
            readiness::decide(cleared, &facts.with_chances(&chances), knowledge)
        }
        Outcome::Refer(_) => readiness::stop(&triage, &facts, knowledge),
    };
    let next_question =
        triage.unanswered.first().map(|id| Fact::Finding(*id)).or_else(|| run_today.missing.first().copied());
    Verdict { knowledge_version: knowledge.version.clone(), triage, differential, run_today, next_question }
}

/// The probabilities that readiness rules ask for.
fn chances(facts: &Facts<'_>, knowledge: &Knowledge) -> Chances {
    let picture = knowledge.differential.picture(facts);
    let guarded = |condition: Diagnosis| knowledge.differential.guarded(&picture, condition).get();
    let mut asked = Vec::new();
    for rule in &knowledge.readiness {
        rule.when.walk(&mut |atom| {
            if let Condition::Likely { condition, .. } = atom {
                asked.push(*condition);
            }
        });
    }
    asked.sort();
    asked.dedup();
    asked.into_iter().map(|condition| (condition, guarded(condition))).collect()
}
