//! Danger signs first: a referral, or the proof that none was raised.
//!
//! What comes after needs a [`Cleared`] value, and only [`triage`] makes one:
//!
//! ```compile_fail
//! use femoris_clinic::triage::Cleared;
//! let forged = Cleared(());
//! ```
//!
//! The twin that compiles takes it from triage:
//!
//! ```
//! use femoris_clinic::triage::{Cleared, Outcome, Triage};
//! fn cleared(triage: &Triage) -> Option<&Cleared> {
//!     match &triage.outcome {
//!         Outcome::Cleared(cleared) => Some(cleared),
//!         Outcome::Refer(_) => None,
//!     }
//! }
//! ```

use crate::evidence::{RuleId, SourceId, Tag};
use crate::facts::Facts;
use crate::finding::{Finding, FindingId};
use crate::knowledge::{FlagRule, Knowledge};
use crate::observation::Observation;
use crate::truth::Truth;
use femoris_measure::ids;

ids! {
    /// How soon someone must see it. The order is from the most urgent.
    Urgency {
        /// Emergency, now.
        Now = "U0",
        /// The same day.
        SameDay = "U1",
        /// Within two days.
        TwoDays = "U2",
        /// Within two weeks.
        TwoWeeks = "U3",
    }
}

/// A red flag that was raised.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// Its id; the action to take stands under `<id>.action` in the wording.
    pub rule: RuleId,
    /// How urgent it is in this case.
    pub urgency: Urgency,
    /// What raised it.
    pub because: Vec<Observation>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// Proof that triage raised no flag in this case. Readiness and rehabilitation cannot be asked without it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleared(());

/// Proof that nothing must happen at once or today, so that there is time to ask what it probably is.
#[derive(Debug, Clone, PartialEq)]
pub struct NotUrgent(());

/// Where triage leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Someone must see it, this soon.
    Refer(Urgency),
    /// No flag was raised. Danger signs may still stand open: see [`Triage::unanswered`].
    Cleared(Cleared),
}

impl Outcome {
    /// The id of the verdict contract.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Refer(Urgency::Now) => "refer_emergency",
            Self::Refer(Urgency::SameDay) => "refer_same_day",
            Self::Refer(Urgency::TwoDays) => "refer_48h",
            Self::Refer(Urgency::TwoWeeks) => "refer_2_weeks",
            Self::Cleared(_) => "cleared",
        }
    }

    /// A rank that rises with caution, for comparing two outcomes.
    pub fn caution(&self) -> u8 {
        match self {
            Self::Cleared(_) => 0,
            Self::Refer(urgency) => Urgency::ALL.len() as u8 - *urgency as u8,
        }
    }
}

/// What triage found.
#[derive(Debug, Clone, PartialEq)]
pub struct Triage {
    /// Where it leads.
    pub outcome: Outcome,
    /// Every flag that was raised, most urgent first, then in the order of the rules.
    pub flags: Vec<Flag>,
    /// Danger signs not answered yet, or answered too long ago, in the order to ask them.
    pub unanswered: Vec<FindingId>,
}

impl Triage {
    /// The proof that there is time to ask what it probably is; none where someone must see it at once or today.
    pub fn not_urgent(&self) -> Option<NotUrgent> {
        match self.outcome {
            Outcome::Refer(Urgency::Now | Urgency::SameDay) => None,
            Outcome::Refer(Urgency::TwoDays | Urgency::TwoWeeks) | Outcome::Cleared(_) => Some(NotUrgent(())),
        }
    }
}

/// Runs every red flag over a case.
pub fn triage(facts: &Facts<'_>, knowledge: &Knowledge) -> Triage {
    let mut flags: Vec<Flag> = knowledge.flags.iter().filter_map(|rule| raise(rule, facts)).collect();
    flags.sort_by_key(|flag| flag.urgency);
    let outcome = match flags.first() {
        Some(flag) => Outcome::Refer(flag.urgency),
        None => Outcome::Cleared(Cleared(())),
    };
    let open = |id: &&FindingId| facts.finding(**id) == Finding::Unknown;
    Triage { outcome, flags, unanswered: knowledge.danger_signs.iter().filter(open).copied().collect() }
}

fn raise(rule: &FlagRule, facts: &Facts<'_>) -> Option<Flag> {
    if rule.when.evaluate(facts) != Truth::True {
        return None;
    }
    let mut because = rule.when.because(facts);
    let mut urgency = rule.urgency;
    for (higher, when) in &rule.more_urgent {
        if *higher < urgency && when.evaluate(facts) == Truth::True {
            urgency = *higher;
            because.extend(when.because(facts).into_iter().filter(|seen| !rule_saw(&rule.when, facts, seen)));
        }
    }
    Some(Flag { rule: rule.id.clone(), urgency, because, sources: rule.sources.clone(), tag: rule.tag })
}

fn rule_saw(when: &crate::condition::Condition, facts: &Facts<'_>, seen: &Observation) -> bool {
    when.because(facts).contains(seen)
}
