//! May I run today? Rules that restrict, rules that permit, and a clinician's word after all of them.
//!
//! Nobody gets an answer here without the proof that triage raised no flag:
//!
//! ```compile_fail
//! use femoris_clinic::{facts::Facts, knowledge::Knowledge, readiness};
//! fn skip_triage(facts: &Facts<'_>, knowledge: &Knowledge) -> readiness::RunToday {
//!     readiness::decide(&(), facts, knowledge)
//! }
//! ```
//!
//! ```
//! use femoris_clinic::{facts::Facts, knowledge::Knowledge, readiness, triage::Cleared};
//! fn after_triage(cleared: &Cleared, facts: &Facts<'_>, knowledge: &Knowledge) -> readiness::RunToday {
//!     readiness::decide(cleared, facts, knowledge)
//! }
//! ```

use crate::case::ActiveRestriction;
use crate::condition::Condition;
use crate::evidence::{RuleId, SourceId, Tag};
use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::load::LoadView;
use crate::observation::{Fact, Observation};
use crate::restriction::{Caps, RestrictionEffect};
use crate::running::prescription::RunReason;
use crate::running::rules::RunRule;
use crate::triage::{Cleared, Triage};
use crate::truth::Truth;
use femoris_measure::ids;

ids! {
    /// The answer. The order is by caution, the least cautious first.
    Decision {
        /// Run as planned.
        AsPlanned = "as_planned",
        /// Run within limits.
        Modified = "modified",
        /// Do not run today.
        NoRun = "no_run",
        /// Stop, and see someone.
        StopAndRefer = "stop_and_refer",
    }
}

ids! {
    /// What kind of trouble the rules take it for. Until more is known a complaint is unclassified, and then
    /// the rules of every class restrict and both muscle and tendon must permit.
    InjuryClass {
        /// A torn or strained muscle.
        Muscle = "muscle",
        /// A tendon that does not bear its load.
        Tendon = "tendon",
        /// Soreness after unusual work.
        Soreness = "soreness",
        /// Not told apart yet.
        Unclassified = "unclassified",
    }
}

/// When a complaint belongs to a class. The first that holds decides.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassRule {
    /// Its id.
    pub id: RuleId,
    /// The class.
    pub class: InjuryClass,
    /// When it applies.
    pub when: Condition,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

ids! {
    /// Which way a readiness rule works.
    RuleKind {
        /// Where it holds, the answer is at least this cautious.
        Restrict = "restrict",
        /// Only where it holds may the answer be this little cautious.
        Permit = "permit",
    }
}

/// A readiness rule.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadinessRule {
    /// Its id.
    pub id: RuleId,
    /// Which way it works.
    pub kind: RuleKind,
    /// The classes it is for; an unclassified complaint is under the rules of all of them.
    pub classes: Vec<InjuryClass>,
    /// When it holds.
    pub when: Condition,
    /// What it says then.
    pub decision: Decision,
    /// Limits it sets where the answer is [`Decision::Modified`].
    pub caps: Caps,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// Something said about every run that may take place, such as when to stop it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunAdvice {
    /// Its id.
    pub id: RuleId,
    /// For which classes.
    pub classes: Vec<InjuryClass>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// Why a rule took part in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReasonKind {
    /// A red flag.
    Flag,
    /// It restricts.
    Restricts,
    /// A clinician restricts.
    Clinician,
    /// It permits no more than this.
    Permits,
    /// Too little is known for any permission.
    NotKnown,
    /// Said about every run.
    Advice,
}

/// A reason, as data. Its sentence stands in the wording under `<rule>.reason`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The rule.
    pub rule: RuleId,
    /// Why it takes part.
    pub kind: ReasonKind,
    /// What it says.
    pub says: Decision,
    /// What it saw, each with the bound it met.
    pub observed: Vec<Observation>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// The answer for today, with its working.
#[derive(Debug, Clone, PartialEq)]
pub struct RunToday {
    /// The answer.
    pub decision: Decision,
    /// Limits, where the answer is [`Decision::Modified`].
    pub caps: Caps,
    /// Reasons, those that decided first.
    pub reasons: Vec<Reason>,
    /// What the complaint was taken for.
    pub class: InjuryClass,
    /// What is not known and would allow a less cautious answer if it reassured.
    pub missing: Vec<Fact>,
    /// What the load adds. Empty when there is nothing to run.
    pub load: LoadView,
}

impl RunToday {
    /// Whether something that is known forbids running; that too little is known to permit it is no such thing.
    pub fn is_forbidden(&self) -> bool {
        let forbids = |kind| matches!(kind, ReasonKind::Flag | ReasonKind::Restricts | ReasonKind::Clinician);
        self.reasons.iter().any(|reason| reason.says > Decision::Modified && forbids(reason.kind))
    }
}

/// Id of the reason given when nothing permits running; the wording has a sentence for it.
pub const NOT_KNOWN: &str = "not_known";
/// Id of the reason given for a clinician's restriction.
pub const CLINICIAN: &str = "clinician";

/// The answer of a case without a red flag.
pub fn decide(_cleared: &Cleared, facts: &Facts<'_>, knowledge: &Knowledge) -> RunToday {
    let class = classify(facts, knowledge);
    let mut answer = Answer { decision: Decision::AsPlanned, caps: Caps::default(), reasons: Vec::new() };
    for rule in knowledge.readiness.iter().filter(|rule| rule.kind == RuleKind::Restrict) {
        if applies(&rule.classes, class) && rule.when.evaluate(facts) == Truth::True {
            answer.add(reason(rule, facts), rule.caps);
        }
    }
    let mut missing = Vec::new();
    for judge in judges(class) {
        match permission(*judge, facts, knowledge) {
            Some(rule) => answer.add(reason(rule, facts), rule.caps),
            None => answer.add(nothing_permits(), Caps::default()),
        }
        missing.extend(missing_for(*judge, answer.decision, facts, knowledge));
    }
    missing.sort();
    missing.dedup();
    if facts.state().is_ill() {
        answer.add(illness(facts, knowledge), Caps::default());
    }
    clinician(&mut answer, &facts.state().restrictions);
    answer.finish(class, missing, facts, knowledge)
}

/// The answer of a case with red flags: stop, for these reasons. A referral needs no permission and no class.
pub fn stop(triage: &Triage, facts: &Facts<'_>, knowledge: &Knowledge) -> RunToday {
    let reasons = triage.flags.iter().map(|flag| Reason {
        rule: flag.rule.clone(),
        kind: ReasonKind::Flag,
        says: Decision::StopAndRefer,
        observed: flag.because.clone(),
        sources: flag.sources.clone(),
        tag: flag.tag,
    });
    RunToday {
        decision: Decision::StopAndRefer,
        caps: Caps::default(),
        reasons: reasons.collect(),
        class: classify(facts, knowledge),
        missing: Vec::new(),
        load: LoadView::default(),
    }
}

/// What the complaint is taken for.
pub fn classify(facts: &Facts<'_>, knowledge: &Knowledge) -> InjuryClass {
    let holds = |rule: &&ClassRule| rule.when.evaluate(facts) == Truth::True;
    knowledge.classes.iter().find(holds).map_or(InjuryClass::Unclassified, |rule| rule.class)
}

fn applies(classes: &[InjuryClass], class: InjuryClass) -> bool {
    class == InjuryClass::Unclassified || classes.contains(&class)
}

/// Whose permission is needed: the class's own, or where it is not told apart, both muscle and tendon.
fn judges(class: InjuryClass) -> &'static [InjuryClass] {
    match class {
        InjuryClass::Muscle => &[InjuryClass::Muscle],
        InjuryClass::Tendon => &[InjuryClass::Tendon],
        InjuryClass::Soreness => &[InjuryClass::Soreness],
        InjuryClass::Unclassified => &[InjuryClass::Muscle, InjuryClass::Tendon],
    }
}

/// The least cautious rule that permits running to this class.
fn permission<'k>(
    judge: InjuryClass,
    facts: &Facts<'_>,
    knowledge: &'k Knowledge,
) -> Option<&'k ReadinessRule> {
    let permits = knowledge.readiness.iter().filter(|rule| {
        rule.kind == RuleKind::Permit
            && rule.classes.contains(&judge)
            && rule.when.evaluate(facts) == Truth::True
    });
    permits.min_by_key(|rule| rule.decision)
}

/// What is not known in the rules that would permit this class more than `now`.
fn missing_for(judge: InjuryClass, now: Decision, facts: &Facts<'_>, knowledge: &Knowledge) -> Vec<Fact> {
    let better = knowledge.readiness.iter().filter(|rule| {
        rule.kind == RuleKind::Permit
            && rule.classes.contains(&judge)
            && rule.decision < now
            && rule.when.evaluate(facts) == Truth::Unknown
    });
    better.flat_map(|rule| rule.when.missing(facts)).collect()
}

fn reason(rule: &ReadinessRule, facts: &Facts<'_>) -> Reason {
    let kind = match rule.kind {
        RuleKind::Restrict => ReasonKind::Restricts,
        RuleKind::Permit => ReasonKind::Permits,
    };
    Reason {
        rule: rule.id.clone(),
        kind,
        says: rule.decision,
        observed: rule.when.because(facts),
        sources: rule.sources.clone(),
        tag: rule.tag,
    }
}

fn nothing_permits() -> Reason {
    Reason {
        rule: RuleId::new(NOT_KNOWN),
        kind: ReasonKind::NotKnown,
        says: Decision::NoRun,
        observed: Vec::new(),
        sources: Vec::new(),
        tag: Tag::Estimate,
    }
}

/// Who is ill does not run, whatever the complaint allows.
fn illness(facts: &Facts<'_>, knowledge: &Knowledge) -> Reason {
    let RunReason { rule, sources, tag } = knowledge.running.reason(RunRule::Ill);
    let observed = vec![Observation { fact: Fact::Health, value: Fact::Health.value(facts), bound: None }];
    Reason { rule, kind: ReasonKind::Restricts, says: Decision::NoRun, observed, sources, tag }
}

fn clinician(answer: &mut Answer, restrictions: &[ActiveRestriction]) {
    for active in restrictions {
        let (says, caps) = match &active.restriction.effect {
            RestrictionEffect::NoRun => (Decision::NoRun, Caps::default()),
            RestrictionEffect::Cap(caps) => (Decision::Modified, *caps),
            RestrictionEffect::LeaveOut(_) => continue,
        };
        let reason = Reason {
            rule: RuleId::new(CLINICIAN),
            kind: ReasonKind::Clinician,
            says,
            observed: Vec::new(),
            sources: Vec::new(),
            tag: Tag::Verified,
        };
        answer.add(reason, caps);
    }
}

struct Answer {
    decision: Decision,
    caps: Caps,
    reasons: Vec<Reason>,
}

impl Answer {
    fn add(&mut self, reason: Reason, caps: Caps) {
        self.decision = self.decision.max(reason.says);
        self.caps = self.caps.tightened_by(caps);
        self.reasons.push(reason);
    }

    /// Reasons that decided come first; each is told once although two judges may give it.
    fn finish(
        mut self,
        class: InjuryClass,
        missing: Vec<Fact>,
        facts: &Facts<'_>,
        knowledge: &Knowledge,
    ) -> RunToday {
        let mut reasons: Vec<Reason> = Vec::with_capacity(self.reasons.len());
        for reason in self.reasons.drain(..) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.says), reason.kind));
        let may_run = self.decision <= Decision::Modified;
        let load = if may_run {
            knowledge.load.view(&facts.state().load, facts.state().today)
        } else {
            LoadView::default()
        };
        if may_run {
            let advice = knowledge.run_advice.iter().filter(|advice| applies(&advice.classes, class));
            reasons.extend(advice.map(|advice| advice_reason(advice, self.decision)));
        }
        let caps = if self.decision == Decision::Modified { self.caps } else { Caps::default() };
        RunToday { decision: self.decision, caps, reasons, class, missing, load }
    }
}

fn advice_reason(advice: &RunAdvice, decision: Decision) -> Reason {
    Reason {
        rule: advice.id.clone(),
        kind: ReasonKind::Advice,
        says: decision,
        observed: Vec::new(),
        sources: advice.sources.clone(),
        tag: advice.tag,
    }
}
