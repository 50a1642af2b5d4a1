//! How bad it is: the clinical grade of a muscle injury, the irritability of a tendon, and what cannot be told.

use crate::condition::Condition;
use crate::differential::{Diagnosis, Differential, Probability};
use crate::evidence::{RuleId, SourceId, Tag};
use crate::facts::Facts;
use crate::measurement::MeasureId;
use crate::observation::{Fact, Observation};
use crate::truth::Truth;
use femoris_measure::Bands;
use femoris_measure::ids;

/// A step of a scale: the first whose signs are there is given. Its words stand under `<id>.name`.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRule {
    /// Its id.
    pub id: RuleId,
    /// Its signs.
    pub when: Condition,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// One band of lost knee extension.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExtensionBand {
    /// Its number, 1 for the mildest.
    pub number: u8,
    /// Weeks of full rehabilitation, at least.
    pub weeks_low: f64,
    /// At most.
    pub weeks_high: f64,
}

/// Bands of lost knee extension, and how far two testers may differ.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtensionRules {
    /// The measure.
    pub measure: MeasureId,
    /// The bands.
    pub bands: Bands<ExtensionBand>,
    /// A difference up to this between two testers is no difference.
    pub error: f64,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// What the engine knows about how bad things are.
#[derive(Debug, Clone, PartialEq)]
pub struct SeverityRules {
    /// The first condition must be at least this probable.
    pub applies_from: Probability,
    /// Which conditions are graded as muscle injuries.
    pub muscle: Vec<Diagnosis>,
    /// Which are judged by their irritability.
    pub tendon: Vec<Diagnosis>,
    /// Clinical grades, the most severe first.
    pub grades: Vec<StepRule>,
    /// A strain that came back, which counts one grade more.
    pub came_back: StepRule,
    /// Irritability, the most irritable first.
    pub irritability: Vec<StepRule>,
    /// Where the worst point lies.
    pub places: Vec<StepRule>,
    /// Knee extension.
    pub extension: ExtensionRules,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// A step that was given and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The step.
    pub rule: RuleId,
    /// What was seen.
    pub observed: Vec<Observation>,
    /// What could still make it more severe.
    pub open: Vec<Fact>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// Lost knee extension: its band, and those that the error of measurement cannot tell from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExtensionReading {
    /// What was measured, in degrees.
    pub deficit: f64,
    /// Its band.
    pub band: ExtensionBand,
    /// The mildest band within the error.
    pub mildest: ExtensionBand,
    /// The most severe band within the error.
    pub severest: ExtensionBand,
}

/// A strain that came back counts one grade more, and one band of lost knee extension more, as far as each is known.
#[derive(Debug, Clone, PartialEq)]
pub struct OneMore {
    /// That it came back, and what that rests on.
    pub why: Step,
    /// The grade; the most severe stays what it is.
    pub grade: Option<RuleId>,
    /// The band; the last stays what it is.
    pub band: Option<ExtensionBand>,
}

ids! {
    /// Why nothing is said. The words stand under `severity.<id>` and `prognosis.<id>`.
    WhyNot {
        /// Someone must see it first.
        SeeSomeoneFirst = "see_someone_first",
        /// No condition fits well enough.
        NothingFits = "nothing_fits",
        /// What fits best has no grades.
        OtherTissue = "other_tissue",
        /// Nobody has measured it.
        NoCohort = "no_cohort",
    }
}

/// How bad it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Severity {
    /// A muscle injury.
    Muscle {
        /// Its clinical grade; `None` while too little is known.
        grade: Option<Step>,
        /// What would have to be known for a grade.
        needed: Vec<Fact>,
        /// Lost knee extension, where measured.
        extension: Option<ExtensionReading>,
        /// Where the worst point lies, where measured.
        place: Option<Step>,
        /// What it counts as because it came back; `None` where it did not, or nothing is known to count from.
        counts_as: Option<Box<OneMore>>,
    },
    /// A tendon.
    Tendon {
        /// How irritable it is; `None` while too little is known.
        irritability: Option<Step>,
        /// What would have to be known.
        needed: Vec<Fact>,
    },
    /// It cannot be told.
    NotTold(WhyNot),
}

/// How bad it is, as far as what fits best has grades.
pub fn severity(differential: Option<&Differential>, facts: &Facts<'_>, rules: &SeverityRules) -> Severity {
    let Some(differential) = differential else { return Severity::NotTold(WhyNot::SeeSomeoneFirst) };
    match differential.leading(rules.applies_from) {
        None => Severity::NotTold(WhyNot::NothingFits),
        Some(condition) if rules.muscle.contains(&condition) => {
            let (grade, needed) = step(&rules.grades, facts);
            let (place, _) = step(&rules.places, facts);
            let extension = rules.extension.read(facts);
            let counts_as = rules.one_more(facts, grade.as_ref(), extension.as_ref());
            Severity::Muscle { grade, needed, extension, place, counts_as: counts_as.map(Box::new) }
        }
        Some(condition) if rules.tendon.contains(&condition) => {
            let (irritability, needed) = step(&rules.irritability, facts);
            Severity::Tendon { irritability, needed }
        }
        Some(_) => Severity::NotTold(WhyNot::OtherTissue),
    }
}

/// The first step whose signs are there, with what is open in the steps before it; or what is needed for any.
fn step(rules: &[StepRule], facts: &Facts<'_>) -> (Option<Step>, Vec<Fact>) {
    let mut open: Vec<Fact> = Vec::new();
    for rule in rules {
        match rule.when.evaluate(facts) {
            Truth::True => {
                let step = Step {
                    rule: rule.id.clone(),
                    observed: rule.when.because(facts),
                    open,
                    sources: rule.sources.clone(),
                    tag: rule.tag,
                };
                return (Some(step), Vec::new());
            }
            Truth::Unknown => {
                let missing = rule.when.missing(facts);
                open.extend(missing.into_iter().filter(|fact| !open.contains(fact)).collect::<Vec<_>>());
            }
            Truth::False => {}
        }
    }
    (None, open)
}

impl SeverityRules {
    /// What a strain that came back counts as.
    fn one_more(
        &self,
        facts: &Facts<'_>,
        grade: Option<&Step>,
        extension: Option<&ExtensionReading>,
    ) -> Option<OneMore> {
        let (why, _) = step(std::slice::from_ref(&self.came_back), facts);
        let at = grade.and_then(|given| self.grades.iter().position(|rule| rule.id == given.rule));
        let grade = at.and_then(|at| self.grades.get(at.saturating_sub(1))).map(|rule| rule.id.clone());
        let band = extension.map(|reading| self.extension.one_more(reading.band));
        why.filter(|_| grade.is_some() || band.is_some()).map(|why| OneMore { why, grade, band })
    }

    /// Whether a muscle injury counts as this grade or a more severe one: by its signs, or because it came back.
    pub fn counts_as(&self, facts: &Facts<'_>, grade: &RuleId) -> bool {
        let (given, _) = step(&self.grades, facts);
        let one_more = self.one_more(facts, given.as_ref(), None).and_then(|more| more.grade);
        let at = |id: &RuleId| self.grades.iter().position(|rule| rule.id == *id);
        let counted = one_more.or(given.map(|given| given.rule));
        counted.and_then(|counted| Some(at(&counted)? <= at(grade)?)) == Some(true)
    }
}

impl ExtensionRules {
    fn one_more(&self, band: ExtensionBand) -> ExtensionBand {
        let bands = self.bands.labels();
        bands.iter().find(|next| next.number == band.number + 1).copied().unwrap_or(band)
    }

    fn read(&self, facts: &Facts<'_>) -> Option<ExtensionReading> {
        let deficit = facts.measure(self.measure)?;
        Some(ExtensionReading {
            deficit,
            band: *self.bands.of(deficit),
            mildest: *self.bands.of(deficit - self.error),
            severest: *self.bands.of(deficit + self.error),
        })
    }
}
