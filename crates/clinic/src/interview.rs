//! What to ask next: the answer that is expected to change the picture most, and when enough is known.
//!
//! A question is worth the information it is expected to bring about the differential, and the chance that its answer
//! changes what is said about running, less what it costs to answer. A test that could do harm in this case is
//! never offered. Danger signs come before all of this: they stand in [`crate::triage::Triage::unanswered`].

use crate::case::CaseState;
use crate::condition::Condition;
use crate::differential::{Diagnosis, Differential, Probability, Prospect};
use crate::evidence::{SourceId, Tag};
use crate::facts::{Chances, Facts};
use crate::finding::{Finding, FindingGroup, FindingId};
use crate::knowledge::Knowledge;
use crate::measurement::{Measure, MeasureId};
use crate::observation::Fact;
use crate::readiness::{self, Decision, RunToday};
use crate::triage::{self, Outcome, Triage, Urgency};
use crate::truth::Truth;
use femoris_measure::ids;
use std::collections::BTreeMap;

ids! {
    /// Who can do a test.
    Who {
        /// The runner alone.
        Runner = "runner",
        /// The runner alone, gently.
        RunnerWithCare = "runner_with_care",
        /// A clinician.
        Clinician = "clinician",
    }
}

ids! {
    /// Whether a test pulls, presses or loads what is hurt.
    Loads {
        /// It does.
        Yes = "yes",
        /// It only looks or feels.
        No = "no",
    }
}

/// How a test is done and when it must not be. Its words stand under `method.<finding>`.
#[derive(Debug, Clone, PartialEq)]
pub struct Method {
    /// The finding it answers.
    pub finding: FindingId,
    /// Who can do it.
    pub who: Who,
    /// Whether it loads.
    pub loads: Loads,
    /// Where any of these holds the test is not offered.
    pub guards: Vec<Condition>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// A number worth asking for.
#[derive(Debug, Clone, PartialEq)]
pub struct AskMeasure {
    /// The measure.
    pub id: MeasureId,
    /// Values tried, to see whether they would change the answer about running.
    pub values: Vec<Measure>,
    /// Where any of these holds it is not asked.
    pub guards: Vec<Condition>,
}

/// A question that is asked wherever its condition holds, whatever it is expected to change: a danger sign rests on the answer,
/// however rarely it is yes.
#[derive(Debug, Clone, PartialEq)]
pub struct AskAlways {
    /// What is asked.
    pub finding: FindingId,
    /// Where.
    pub when: Condition,
}

/// What an answer costs, in bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Telling.
    pub tell: f64,
    /// Testing alone.
    pub runner: f64,
    /// Testing alone with care.
    pub runner_with_care: f64,
    /// Having a clinician test.
    pub clinician: f64,
    /// Measuring.
    pub measure: f64,
}

/// How the interview chooses and when it ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Interview {
    /// What a changed answer about running is worth, in bits.
    pub decision_bits: f64,
    /// What answers cost.
    pub effort: Effort,
    /// A question that is expected to move the first condition by less is not worth asking for that.
    pub least_move: Probability,
    /// A question with a smaller chance of changing the answer about running is not worth asking for that.
    pub least_decision_chance: Probability,
    /// How often a finding without a column is present.
    pub expected: BTreeMap<FindingId, Probability>,
    /// What is asked before anything else, in this order.
    pub always: Vec<AskAlways>,
    /// What forbids every test that loads, by id.
    pub forbids_all: Vec<(String, Condition)>,
    /// Tests.
    pub methods: BTreeMap<FindingId, Method>,
    /// Numbers.
    pub measures: Vec<AskMeasure>,
    /// The drawing that shows how something is tested, by its id.
    pub drawings: BTreeMap<Fact, String>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// The question to ask next.
#[derive(Debug, Clone, PartialEq)]
pub struct NextQuestion {
    /// A finding or a measure.
    pub ask: Fact,
    /// Expected information about the differential, in bits.
    pub information_bits: f64,
    /// Share of the probability that is expected to move between conditions.
    pub moved: Probability,
    /// Chance that the answer changes what is said about running or seeing someone.
    pub decision_chance: Probability,
    /// The two conditions between which most of it moves; `None` where nothing moves.
    pub between: Option<(Diagnosis, Diagnosis)>,
}

/// Everything the choice looks at.
pub(crate) struct Scene<'a> {
    pub(crate) facts: Facts<'a>,
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) triage: &'a Triage,
    pub(crate) differential: &'a Differential,
    pub(crate) run_today: &'a RunToday,
    /// What the runner does not want to answer now.
    pub(crate) skipped: &'a [Fact],
}

/// What is always asked, then the question whose answer is expected to change the picture most; `None` when enough is known.
pub(crate) fn next(scene: &Scene<'_>) -> Option<NextQuestion> {
    let rules = &scene.knowledge.interview;
    let first = scene.differential.candidates.first().map(|c| c.condition);
    if let Some(ask) = rules.always.iter().find(|ask| scene.must_ask(ask)) {
        return Some(scene.finding(ask.finding, first).question);
    }
    let findings = FindingId::ALL.iter().filter(|id| scene.may_ask(**id)).map(|id| scene.finding(*id, first));
    let measures = rules.measures.iter().filter(|ask| scene.may_measure(ask)).map(|ask| scene.measure(ask));
    let useful = findings.chain(measures).filter(|prospect| {
        prospect.first_moves >= rules.least_move
            || prospect.question.decision_chance >= rules.least_decision_chance
    });
    useful.max_by(|a, b| a.score.total_cmp(&b.score)).map(|prospect| prospect.question)
}

/// Whether a finding may be asked for at all: a test must not be able to do harm in this case.
pub(crate) fn may_hold_out(id: FindingId, facts: &Facts<'_>, knowledge: &Knowledge, triage: &Triage) -> bool {
    if id.group() != FindingGroup::Test {
        return true;
    }
    if is_soon(triage) {
        return false;
    }
    let interview = &knowledge.interview;
    interview.methods.get(&id).is_some_and(|method| refusals(facts, interview, method).is_empty())
}

/// Every test and number that may be asked for in this case, known or not: none of them can do harm here.
pub(crate) fn offered(facts: &Facts<'_>, knowledge: &Knowledge, triage: &Triage) -> Vec<Fact> {
    let tests = FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::Test);
    let tests = tests.filter(|id| may_hold_out(**id, facts, knowledge, triage));
    let measures = MeasureId::ALL.iter().filter(|id| may_measure(**id, facts, knowledge, triage));
    tests.map(|id| Fact::Finding(*id)).chain(measures.map(|id| Fact::Measure(*id))).collect()
}

/// Whether a number may be asked for at all: measuring it must not be able to do harm in this case.
fn may_measure(id: MeasureId, facts: &Facts<'_>, knowledge: &Knowledge, triage: &Triage) -> bool {
    let rules = &knowledge.interview;
    let own = rules.measures.iter().filter(|ask| ask.id == id).flat_map(|ask| &ask.guards);
    let general = rules.forbids_all.iter().map(|(_, when)| when);
    let holds = |guard: &Condition| guard.evaluate(facts) == Truth::True;
    if id.test().is_some_and(|test| !may_hold_out(test, facts, knowledge, triage)) {
        return false;
    }
    match id.loads() {
        Loads::No => own.into_iter().all(|guard| !holds(guard)),
        Loads::Yes => !is_soon(triage) && !own.chain(general).any(holds),
    }
}

/// Whoever must be seen within two days is not tested before: the danger signs that lead there forbid it.
fn is_soon(triage: &Triage) -> bool {
    matches!(triage.outcome, Outcome::Refer(Urgency::Now | Urgency::SameDay | Urgency::TwoDays))
}

/// What would keep a test from being offered in a case; empty where it may be.
pub fn refusals<'k>(facts: &Facts<'_>, interview: &'k Interview, method: &'k Method) -> Vec<&'k Condition> {
    let general = interview.forbids_all.iter().map(|(_, when)| when).filter(|_| method.loads == Loads::Yes);
    general.chain(&method.guards).filter(|guard| guard.evaluate(facts) == Truth::True).collect()
}

/// A question and what speaks for asking it.
struct Worth {
    question: NextQuestion,
    first_moves: Probability,
    score: f64,
}

/// How cautious the whole answer is.
type Stance = (u8, Decision);

impl Scene<'_> {
    /// An open question that is neither a danger sign nor a test that could do harm here.
    fn may_ask(&self, id: FindingId) -> bool {
        let answered = self.facts.finding(id) != Finding::Unknown || self.facts.state().not_sure_today(id);
        if answered || self.skipped.contains(&Fact::Finding(id)) {
            return false;
        }
        let danger_sign = id.group() == FindingGroup::DangerSign;
        !danger_sign && may_hold_out(id, &self.facts, self.knowledge, self.triage)
    }

    /// Whoever must be seen within two days is not kept by it.
    fn must_ask(&self, ask: &AskAlways) -> bool {
        let holds = ask.when.evaluate(&self.facts) == Truth::True;
        holds && !is_soon(self.triage) && self.may_ask(ask.finding)
    }

    fn may_measure(&self, ask: &AskMeasure) -> bool {
        self.facts.measure(ask.id).is_none()
            && !self.facts.state().unsure_today(ask.id)
            && !self.skipped.contains(&Fact::Measure(ask.id))
            && may_measure(ask.id, &self.facts, self.knowledge, self.triage)
    }

    fn finding(&self, id: FindingId, first: Option<Diagnosis>) -> Worth {
        let rules = &self.knowledge.interview;
        let prospect = self.differential.prospects.iter().find(|p| p.finding == id);
        let expected = rules.expected.get(&id).map_or(0.0, |p| p.get());
        let chance = prospect.map_or(expected, |p| p.chance);
        let answers = [(Finding::Present, chance), (Finding::Absent, 1.0 - chance)];
        let changes: f64 = answers
            .into_iter()
            .filter(|(answer, _)| self.stance_with(id, *answer, prospect) != self.stance())
            .map(|(_, chance)| chance)
            .sum();
        let effort = match rules.methods.get(&id).map(|method| method.who) {
            None => rules.effort.tell,
            Some(Who::Runner) => rules.effort.runner,
            Some(Who::RunnerWithCare) => rules.effort.runner_with_care,
            Some(Who::Clinician) => rules.effort.clinician,
        };
        let mean = &self.differential.mean;
        let first_moves = prospect.zip(first).map(|(p, d)| p.expected_change(d, mean[d]));
        let question = NextQuestion {
            ask: Fact::Finding(id),
            information_bits: prospect.map_or(0.0, |p| p.information_bits(mean)),
            moved: prospect.map_or(Probability::ZERO, |p| p.moved(mean)),
            decision_chance: self.decision_chance(Fact::Finding(id), changes),
            between: prospect.and_then(|p| p.between(mean)),
        };
        Worth {
            first_moves: first_moves.unwrap_or(Probability::ZERO),
            score: rules.score(&question, effort),
            question,
        }
    }

    fn measure(&self, ask: &AskMeasure) -> Worth {
        let rules = &self.knowledge.interview;
        let changing =
            ask.values.iter().filter(|value| self.stance_measured(**value) != self.stance()).count();
        let changes = changing as f64 / ask.values.len().max(1) as f64;
        let question = NextQuestion {
            ask: Fact::Measure(ask.id),
            information_bits: 0.0,
            moved: Probability::ZERO,
            decision_chance: self.decision_chance(Fact::Measure(ask.id), changes),
            between: None,
        };
        Worth {
            first_moves: Probability::ZERO,
            score: rules.score(&question, rules.effort.measure),
            question,
        }
    }

    /// The chance that this answer changes the answer about running, alone or together with the other open ones
    /// that a permission waits for.
    fn decision_chance(&self, fact: Fact, alone: f64) -> Probability {
        let missing = &self.run_today.missing;
        let together = if missing.contains(&fact) { 1.0 / missing.len() as f64 } else { 0.0 };
        Probability::clamped(alone.max(together))
    }

    fn stance(&self) -> Stance {
        (self.triage.outcome.caution(), self.run_today.decision)
    }

    fn stance_with(&self, id: FindingId, answer: Finding, prospect: Option<&Prospect>) -> Stance {
        let mut state = self.facts.state().clone();
        state.set_finding(id, answer);
        let after = prospect.map(|p| if answer == Finding::Present { &p.if_present } else { &p.if_absent });
        // The rules read probabilities with caution; the answer moves them as far as it moves the plain ones.
        let mean = &self.differential.mean;
        let shifted = |d: Diagnosis, now: f64| match after {
            Some(after) if mean[d] > 0.0 => now * after[d] / mean[d],
            _ => now,
        };
        let chances = self.facts.chances().map(|(d, now)| (*d, shifted(*d, *now))).collect();
        self.stance_of(&state, &chances)
    }

    fn stance_measured(&self, measure: Measure) -> Stance {
        let mut state = self.facts.state().clone();
        state.set_measure(measure);
        let chances = self.facts.chances().map(|(d, now)| (*d, *now)).collect();
        self.stance_of(&state, &chances)
    }

    fn stance_of(&self, state: &CaseState, chances: &Chances) -> Stance {
        let facts = Facts::new(state, &self.knowledge.freshness).with_chances(chances);
        let triage = triage::triage(&facts, self.knowledge);
        let decision = match &triage.outcome {
            Outcome::Cleared(cleared) => readiness::decide(cleared, &facts, self.knowledge).decision,
            Outcome::Refer(_) => Decision::StopAndRefer,
        };
        (triage.outcome.caution(), decision)
    }
}

impl NextQuestion {
    /// What the answer is expected to change, in bits: information about the differential, plus what a changed answer
    /// about running is worth times its chance.
    pub fn expected_change(&self, rules: &Interview) -> f64 {
        self.information_bits + rules.decision_bits * self.decision_chance.get()
    }
}

impl Interview {
    fn score(&self, question: &NextQuestion, effort: f64) -> f64 {
        question.expected_change(self) - effort
    }
}
