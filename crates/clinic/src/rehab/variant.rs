//! Kinds that a complaint of a stage may be: which it is by what was measured, and which still stretches that rules out.

use crate::condition::Condition;
use crate::evidence::{RuleId, SourceId, Tag};
use crate::facts::Facts;
use crate::observation::{Fact, Observation};
use crate::rehab::dose::Work;
use crate::rehab::exercise::{Contraction, Exercise};
use crate::rehab::protocol::{Slot, Stage};
use crate::truth::Truth;
use femoris_measure::ids;

ids! {
    /// Which still stretches a kind does not bear.
    NoStretch {
        /// Those of the hamstring.
        Hamstrings = "hamstrings",
        /// Every one.
        All = "all",
    }
}

/// A kind. Its name, what follows from it, and why a stretch waits stand under `<id>.name`, `<id>.text` and `<id>.why_not`.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its id, such as `T2.short`.
    pub id: RuleId,
    /// When it is this one.
    pub when: Condition,
    /// Still stretches that it does not bear; `None`: it bears all.
    pub no_stretch: Option<NoStretch>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl Variant {
    /// Whether it forbids an exercise that is done so.
    pub fn forbids(&self, exercise: &Exercise, work: Work) -> bool {
        let is_still = matches!(work, Work::Holds { .. } | Work::Breaths { .. } | Work::Time(_));
        let mut stretched =
            exercise.muscles.iter().filter(|worked| worked.contraction == Contraction::Stretch);
        is_still
            && match self.no_stretch {
                None => false,
                Some(NoStretch::All) => stretched.next().is_some(),
                Some(NoStretch::Hamstrings) => stretched.any(|worked| worked.muscle.is_hamstring()),
            }
    }
}

/// How a kind stands in a case.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantView<'k> {
    /// The kind.
    pub variant: &'k Variant,
    /// Whether it is this one; not known where something that decides was not tested.
    pub holds: Truth,
    /// What makes it so; empty where it is not this one.
    pub because: Vec<Observation>,
    /// What was not tested and would decide.
    pub missing: Vec<Fact>,
}

impl Stage {
    /// Every kind and how it stands.
    pub fn variants_in(&self, facts: &Facts<'_>) -> Vec<VariantView<'_>> {
        let view = |variant| {
            let Variant { when, .. }: &Variant = variant;
            let holds = when.evaluate(facts);
            let because = if holds == Truth::True { when.because(facts) } else { Vec::new() };
            let missing = if holds == Truth::Unknown { when.missing(facts) } else { Vec::new() };
            VariantView { variant, holds, because, missing }
        };
        self.variants.iter().map(view).collect()
    }

    /// The parts of the week that this case has: those of its kind, and those of every kind.
    pub fn week_in(&self, facts: &Facts<'_>) -> impl Iterator<Item = &Slot> {
        let is_it = move |id: &RuleId| {
            let variant = self.variants.iter().find(|variant| variant.id == *id);
            variant.is_some_and(|variant| variant.when.evaluate(facts) == Truth::True)
        };
        self.week.iter().filter(move |slot| slot.only.as_ref().is_none_or(is_it))
    }

    /// The first kind that the complaint may be, for all that is known, and that forbids an exercise done so.
    pub fn variant_against(&self, exercise: &Exercise, work: Work, facts: &Facts<'_>) -> Option<&Variant> {
        let mut against = self.variants.iter().filter(|variant| variant.forbids(exercise, work));
        against.find(|variant| variant.when.evaluate(facts) != Truth::False)
    }
}
