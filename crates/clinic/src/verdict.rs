//! The one pure function: a case, the knowledge and the date in the case, to a verdict.

use crate::case::CaseState;
use crate::condition::Condition;
use crate::differential::{Diagnosis, Differential};
use crate::facts::{Chances, Facts};
use crate::interview::{self, NextQuestion, Scene};
use crate::knowledge::Knowledge;
use crate::observation::Fact;
use crate::prognosis::{Prognosis, prognosis};
use crate::readiness::{self, RunToday};
use crate::reinjury::{Reinjury, reinjury};
use crate::scales::{self, ScaleReading};
use crate::severity::{Severity, severity};
use crate::triage::{self, Outcome, Triage};
use std::collections::BTreeSet;

/// What the engine says, with its working. Stored as what was shown, never as an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Content hash of the knowledge that was used.
    pub knowledge_version: String,
    /// Danger signs.
    pub triage: Triage,
    /// What it probably is; `None` where someone must see it at once or the same day.
    pub differential: Option<Differential>,
    /// How bad it is.
    pub severity: Severity,
    /// How long it takes.
    pub prognosis: Prognosis,
    /// Whether it comes back; only said of a muscle injury.
    pub reinjury: Option<Reinjury>,
    /// Scores of questionnaires.
    pub scales: Vec<ScaleReading>,
    /// May I run today.
    pub run_today: RunToday,
    /// The question to ask after the danger signs; `None` when enough is known.
    pub next_question: Option<NextQuestion>,
    /// Tests and numbers that may be asked for in this case without harm, whether they are known or not.
    pub offered: Vec<Fact>,
}

/// The verdict of a case. The same case and knowledge give the same verdict everywhere.
pub fn verdict(state: &CaseState, knowledge: &Knowledge) -> Verdict {
    verdict_skipping(state, knowledge, &[])
}

/// The same, where the next question is none of those the runner has skipped for now.
pub fn verdict_skipping(state: &CaseState, knowledge: &Knowledge, skipped: &[Fact]) -> Verdict {
    let facts = Facts::new(state, &knowledge.freshness);
    let triage = triage::triage(&facts, knowledge);
    let asked = asked(conditions(knowledge).chain(guards(knowledge)));
    let weighed =
        triage.not_urgent().map(|permit| knowledge.differential.weigh_with_chances(&permit, &facts, &asked));
    let (mut differential, chances) = weighed.unzip();
    let chances = chances.unwrap_or_default();
    let facts = facts.with_chances(&chances);
    if let Some(differential) = &mut differential {
        differential.keep_missing(|id| interview::may_hold_out(id, &facts, knowledge, &triage));
    }
    let run_today = run_today(&triage, &facts, knowledge);
    let next_question = differential.as_ref().and_then(|differential| {
        let (triage, run_today) = (&triage, &run_today);
        interview::next(&Scene { facts, knowledge, triage, differential, run_today, skipped })
    });
    let severity = severity(differential.as_ref(), &facts, &knowledge.severity);
    let is_muscle = matches!(severity, Severity::Muscle { .. });
    Verdict {
        knowledge_version: knowledge.version.clone(),
        prognosis: prognosis(differential.as_ref(), &facts, &knowledge.prognosis),
        reinjury: is_muscle.then(|| reinjury(&facts, &knowledge.reinjury)),
        scales: scales::readings(&facts, &knowledge.scales),
        offered: interview::offered(&facts, knowledge, &triage),
        triage,
        differential,
        severity,
        run_today,
        next_question,
    }
}

/// What must be done, without weighing what it probably is: a small part of the work of a [`verdict`].
pub fn decide(state: &CaseState, knowledge: &Knowledge) -> (Triage, RunToday) {
    let facts = Facts::new(state, &knowledge.freshness);
    let triage = triage::triage(&facts, knowledge);
    let answer = answer(&triage, &facts, knowledge);
    (triage, answer)
}

/// The answer of today, where what the readiness rules ask of the differential is weighed here: no rule is passed because
/// nobody weighed it.
pub(crate) fn answer(triage: &Triage, facts: &Facts<'_>, knowledge: &Knowledge) -> RunToday {
    let chances = match triage.outcome {
        Outcome::Cleared(_) => knowledge.differential.chances(facts, &asked(conditions(knowledge))),
        Outcome::Refer(_) => Chances::default(),
    };
    run_today(triage, &facts.with_chances(&chances), knowledge)
}

fn run_today(triage: &Triage, facts: &Facts<'_>, knowledge: &Knowledge) -> RunToday {
    match &triage.outcome {
        Outcome::Cleared(cleared) => readiness::decide(cleared, facts, knowledge),
        Outcome::Refer(_) => readiness::stop(triage, facts, knowledge),
    }
}

/// What readiness rules ask.
fn conditions(knowledge: &Knowledge) -> impl Iterator<Item = &Condition> {
    knowledge.readiness.iter().map(|rule| &rule.when)
}

/// What the guards of tests ask.
fn guards(knowledge: &Knowledge) -> impl Iterator<Item = &Condition> {
    let interview = &knowledge.interview;
    let of_tests = interview.methods.values().flat_map(|method| &method.guards);
    of_tests.chain(interview.forbids_all.iter().map(|(_, when)| when))
}

/// The classes whose probability these conditions look at.
pub(crate) fn asked<'k>(conditions: impl Iterator<Item = &'k Condition>) -> Vec<Diagnosis> {
    let mut found = BTreeSet::new();
    for when in conditions {
        when.walk(&mut |atom| {
            if let Condition::Likely { condition, .. } = atom {
                found.insert(*condition);
            }
        });
    }
    found.into_iter().collect()
}
