//! How long it takes: ranges from named groups of people, never a date.

use crate::condition::Condition;
use crate::differential::{Diagnosis, Differential, Probability};
use crate::evidence::{RuleId, SourceId, Tag};
use crate::facts::Facts;
use crate::measurement::MeasureId;
use crate::observation::Observation;
use crate::severity::WhyNot;
use crate::truth::Truth;
use femoris_measure::ids;

ids! {
    /// What low and high are.
    Spread {
        /// The middle half of the group.
        Iqr = "iqr",
        /// The shortest and the longest.
        Range = "range",
        /// What is usually told, without a cohort behind it.
        Custom = "custom",
    }
}

ids! {
    /// Whether the people were runners.
    Runners {
        /// They were, or the condition is the same in everyone.
        Yes = "yes",
        /// They were athletes of other sports.
        No = "no",
    }
}

/// Days from the beginning of the complaint. What nobody reported is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DayRange {
    /// Half of the group took less.
    pub median: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What the ends are.
    pub spread: Option<Spread>,
}

/// How long a condition took in a named group. Its words stand under `course.<id>`.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its id.
    pub id: RuleId,
    /// The conditions it is about.
    pub conditions: Vec<Diagnosis>,
    /// The kind of case it is about; `None` for all.
    pub when: Option<Condition>,
    /// Until running.
    pub running: Option<DayRange>,
    /// Until full training.
    pub full_training: Option<DayRange>,
    /// Whether the people were runners.
    pub runners: Runners,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

ids! {
    /// Which way a sign moves the expectation.
    Direction {
        /// A shorter course.
        Faster = "faster",
        /// A longer course.
        Slower = "slower",
    }
}

/// A sign that moves the expectation. Its words stand under `sign.<id>.name`.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// Its id.
    pub id: RuleId,
    /// The conditions it is about.
    pub conditions: Vec<Diagnosis>,
    /// Which way it moves it.
    pub says: Direction,
    /// When it is there.
    pub when: Condition,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// What the engine knows about time.
#[derive(Debug, Clone, PartialEq)]
pub struct PrognosisRules {
    /// The first condition must be at least this probable.
    pub applies_from: Probability,
    /// Courses in the order they are tried.
    pub courses: Vec<Course>,
    /// Signs.
    pub signs: Vec<Sign>,
    /// So many more slow signs than fast ones make the expectation slower, and the other way round.
    pub slower_from: usize,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

ids! {
    /// Which half of the range to expect.
    Expectation {
        /// The faster half.
        Faster = "faster",
        /// Nothing speaks for either.
        Typical = "typical",
        /// The slower half.
        Slower = "slower",
    }
}

/// A sign that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenSign {
    /// The sign.
    pub rule: RuleId,
    /// Which way it moves the expectation.
    pub says: Direction,
    /// What was seen.
    pub observed: Vec<Observation>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// How long it takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Prognosis {
    /// As in this group.
    AsIn {
        /// The course, with its group and sources.
        course: RuleId,
        /// The condition it is about.
        condition: Diagnosis,
        /// Until running.
        running: Option<DayRange>,
        /// Until full training.
        full_training: Option<DayRange>,
        /// Which half to expect.
        expectation: Expectation,
        /// What moved the expectation.
        signs: Vec<SeenSign>,
        /// Days since it began.
        days_so_far: Option<i32>,
        /// The runner's own guess, in days from the beginning.
        own_guess: Option<f64>,
    },
    /// It cannot be told.
    NotTold(WhyNot),
}

/// How long it takes, as far as anyone has measured it for what fits best.
pub fn prognosis(
    differential: Option<&Differential>,
    facts: &Facts<'_>,
    rules: &PrognosisRules,
) -> Prognosis {
    let Some(differential) = differential else { return Prognosis::NotTold(WhyNot::SeeSomeoneFirst) };
    let Some(condition) = differential.leading(rules.applies_from) else {
        return Prognosis::NotTold(WhyNot::NothingFits);
    };
    let fits = |when: &Option<Condition>| when.as_ref().is_none_or(|w| w.evaluate(facts) == Truth::True);
    let course = rules.courses.iter().find(|c| c.conditions.contains(&condition) && fits(&c.when));
    let Some(course) = course else { return Prognosis::NotTold(WhyNot::NoCohort) };
    let signs = seen(condition, facts, rules);
    Prognosis::AsIn {
        course: course.id.clone(),
        condition,
        running: course.running,
        full_training: course.full_training,
        expectation: expectation(&signs, rules.slower_from),
        signs,
        days_so_far: facts.state().days_since_onset(),
        own_guess: facts.measure(MeasureId::SelfPredictedReturnDays),
    }
}

fn seen(condition: Diagnosis, facts: &Facts<'_>, rules: &PrognosisRules) -> Vec<SeenSign> {
    let there = rules
        .signs
        .iter()
        .filter(|sign| sign.conditions.contains(&condition) && sign.when.evaluate(facts) == Truth::True);
    there
        .map(|sign| SeenSign {
            rule: sign.id.clone(),
            says: sign.says,
            observed: sign.when.because(facts),
            sources: sign.sources.clone(),
            tag: sign.tag,
        })
        .collect()
}

/// Published models gave no weights that could be added up, so signs are only counted against each other.
fn expectation(signs: &[SeenSign], enough: usize) -> Expectation {
    let count = |says: Direction| signs.iter().filter(|sign| sign.says == says).count();
    let (slower, faster) = (count(Direction::Slower), count(Direction::Faster));
    if slower >= faster + enough {
        Expectation::Slower
    } else if faster > slower {
        Expectation::Faster
    } else {
        Expectation::Typical
    }
}
