//! Everything the engine is told: rules, sources and wording, already validated by whoever read the files.

use crate::condition::Condition;
use crate::differential::Model;
use crate::evidence::{RuleId, Source, SourceId, Tag};
use crate::facts::Freshness;
use crate::finding::FindingId;
use crate::interview::Interview;
use crate::load::{FormRules, LoadRules, MeasureRules};
use crate::prognosis::PrognosisRules;
use crate::readiness::{ClassRule, ReadinessRule, RunAdvice};
use crate::rehab::exercise::{Exercise, ExerciseId, Exercises};
use crate::rehab::protocol::{Conventions, Protocol, Stage};
use crate::rehab::routine::{Routine, RoutineId};
use crate::rehab::rules::DoseRules;
use crate::rehab::stage::{ProtocolId, StageId};
use crate::reinjury::ReinjuryRules;
use crate::reminder::Reminder;
use crate::running::rules::RunningRules;
use crate::scales::ScaleRule;
use crate::severity::SeverityRules;
use crate::triage::Urgency;
use std::collections::BTreeMap;

/// A red flag: when it is raised, how urgent it is and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagRule {
    /// Its id, such as `RF12`.
    pub id: RuleId,
    /// How urgent it is at least.
    pub urgency: Urgency,
    /// When it is more urgent than that.
    pub more_urgent: Vec<(Urgency, Condition)>,
    /// When it is raised.
    pub when: Condition,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// What the engine knows. Two equal versions are equal knowledge.
#[derive(Debug, Clone, PartialEq)]
pub struct Knowledge {
    /// Short content hash of the files it was read from.
    pub version: String,
    /// Danger signs in the order to ask them.
    pub danger_signs: Vec<FindingId>,
    /// Red flags in their order.
    pub flags: Vec<FlagRule>,
    /// How a complaint is classed, in order.
    pub classes: Vec<ClassRule>,
    /// The readiness rules in their order.
    pub readiness: Vec<ReadinessRule>,
    /// What is said about every run.
    pub run_advice: Vec<RunAdvice>,
    /// What is known about single long runs.
    pub load: LoadRules,
    /// What runs are measured with.
    pub measures: MeasureRules,
    /// What running form is measured with, and what is said about it.
    pub form: FormRules,
    /// Running: ladders, plans, and what holds a done run against a prescribed one.
    pub running: RunningRules,
    /// What it probably is.
    pub differential: Model,
    /// What to ask next, and how tests are done.
    pub interview: Interview,
    /// How bad it is.
    pub severity: SeverityRules,
    /// How long it takes.
    pub prognosis: PrognosisRules,
    /// Whether it comes back.
    pub reinjury: ReinjuryRules,
    /// What holds for every exercise and protocol.
    pub conventions: Conventions,
    /// How a dose moves.
    pub dose: DoseRules,
    /// The library of exercises.
    pub exercises: Exercises,
    /// The protocols.
    pub protocols: Vec<Protocol>,
    /// Exercises in a fixed order.
    pub routines: Vec<Routine>,
    /// What to be reminded of.
    pub reminders: Vec<Reminder>,
    /// Scores of questionnaires.
    pub scales: Vec<ScaleRule>,
    /// How fast answers grow old.
    pub freshness: Freshness,
    /// Publications and other origins.
    pub sources: BTreeMap<SourceId, Source>,
    /// Wording by key. The engine never reads it; it travels with the rules it explains.
    pub texts: BTreeMap<String, String>,
}

impl Knowledge {
    /// The wording under a key, such as `RF12.action`. The loader makes sure that every key a rule needs exists.
    pub fn text(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    /// The exercise with this id.
    pub fn exercise(&self, id: &ExerciseId) -> Option<&Exercise> {
        self.exercises.get(id)
    }

    /// The easier neighbours of an exercise, the best first; one that asks for more is none, whatever it is listed as.
    pub fn easier_than(&self, exercise: &Exercise) -> impl Iterator<Item = &Exercise> {
        let known = exercise.easier.iter().filter_map(|id| self.exercise(id));
        known.filter(|other| other.is_easier_than(exercise))
    }

    /// Its harder neighbours, the best first.
    pub fn harder_than(&self, exercise: &Exercise) -> impl Iterator<Item = &Exercise> {
        exercise.harder.iter().filter_map(|id| self.exercise(id))
    }

    /// The protocol with this id.
    pub fn protocol(&self, id: ProtocolId) -> Option<&Protocol> {
        self.protocols.iter().find(|protocol| protocol.id == id)
    }

    /// The stage with this id.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.protocol(id.protocol())?.stage(id)
    }

    /// The routine with this name.
    pub fn routine(&self, id: RoutineId) -> Option<&Routine> {
        self.routines.iter().find(|routine| routine.id == id)
    }

    /// The source with this id.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.get(id)
    }
}
