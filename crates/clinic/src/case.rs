//! The state of a case on a day: what is known, since when, and what is missing.

use crate::complaint::{AgeYears, Complaint, Sex, StrainHistory};
use crate::event::Sequence;
use crate::finding::{Finding, FindingId};
use crate::illness::Health;
use crate::measurement::{Measure, MeasureId};
use crate::restriction::Restriction;
use femoris_measure::{Day, Metres};

pub(crate) mod fold;

pub(crate) use fold::standing_until;
pub use fold::{CaseFold, Replay};

/// A value and the day it is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dated<T> {
    /// The value.
    pub value: T,
    /// The day it was answered or measured.
    pub day: Day,
}

/// The load that matters today. The caller takes it from its daily aggregates, so that nothing walks the history.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LoadHistory {
    /// Day of the very first run on record; tells a short history from a quiet month.
    pub first_run: Option<Day>,
    /// Longest run of the 30 days before today; what was run today does not count.
    pub longest_before_today: Option<Metres>,
    /// Longest run of the 30 days before the newest run, which itself does not count.
    pub longest_before_newest: Option<Metres>,
    /// The newest run, up to and including today.
    pub newest_run: Option<(Day, Metres)>,
    /// Day of the newest run before today.
    pub newest_run_before_today: Option<Day>,
    /// Runs in the 30 days up to today.
    pub runs_in_30_days: u32,
    /// What is planned for today.
    pub planned_today: Option<Metres>,
}

/// A restriction that holds, and the event that set it.
#[derive(Debug, Clone, PartialEq)]
pub struct ActiveRestriction {
    /// The event that set it; `None` when it did not come from a log.
    pub set_by: Option<Sequence>,
    /// The restriction.
    pub restriction: Restriction,
}

/// Everything known about a case on a day. A case file reads into it directly; a log folds into it.
///
/// What was never said is absent here and stays absent: nothing is filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseState {
    /// The civil day of the decision.
    pub today: Day,
    /// Age in completed years.
    pub age: Option<AgeYears>,
    /// Sex.
    pub sex: Option<Sex>,
    /// The complaint.
    pub complaint: Complaint,
    /// Earlier strains.
    pub history: StrainHistory,
    /// Restrictions that hold today.
    pub restrictions: Vec<ActiveRestriction>,
    /// Load, from the store.
    pub load: LoadHistory,
    /// Whether the runner is ill, with the day it was told first; `None` where nothing was told of it.
    pub health: Option<Dated<Health>>,
    findings: [Option<Dated<Finding>>; FindingId::ALL.len()],
    measures: [Option<Dated<f64>>; MeasureId::ALL.len()],
    unsure: [Option<Day>; MeasureId::ALL.len()],
    trail: Vec<(Day, Measure)>,
}

impl CaseState {
    /// A case of which nothing is known yet.
    pub fn empty(today: Day) -> Self {
        Self {
            today,
            age: None,
            sex: None,
            complaint: Complaint::default(),
            history: StrainHistory::default(),
            restrictions: Vec::new(),
            load: LoadHistory::default(),
            health: None,
            findings: [None; FindingId::ALL.len()],
            measures: [None; MeasureId::ALL.len()],
            unsure: [None; MeasureId::ALL.len()],
            trail: Vec::new(),
        }
    }

    /// The answer to a question, however old.
    pub fn finding(&self, id: FindingId) -> Finding {
        self.findings[id as usize].map_or(Finding::Unknown, |dated| dated.value)
    }

    /// The answer and its day; `None` when never answered or last answered with *not sure*.
    pub fn dated_finding(&self, id: FindingId) -> Option<Dated<Finding>> {
        self.findings[id as usize].filter(|dated| dated.value != Finding::Unknown)
    }

    /// Whether the question was answered with *not sure* today, so that it need not be asked again today.
    pub fn not_sure_today(&self, id: FindingId) -> bool {
        self.findings[id as usize]
            .is_some_and(|dated| dated.value == Finding::Unknown && dated.day == self.today)
    }

    /// A measured value, however old.
    pub fn measure(&self, id: MeasureId) -> Option<f64> {
        self.measures[id as usize].map(|dated| dated.value)
    }

    /// A measured value and its day.
    pub fn dated_measure(&self, id: MeasureId) -> Option<Dated<f64>> {
        self.measures[id as usize]
    }

    /// Sets an answer of today.
    pub fn set_finding(&mut self, id: FindingId, answer: Finding) {
        self.set_finding_on(id, answer, self.today);
    }

    /// Sets an answer of a day.
    pub fn set_finding_on(&mut self, id: FindingId, answer: Finding, day: Day) {
        self.findings[id as usize] = Some(Dated { value: answer, day });
    }

    /// Sets a measure of today.
    pub fn set_measure(&mut self, measure: Measure) {
        self.set_measure_on(measure, self.today);
    }

    /// Sets a measure of a day.
    pub fn set_measure_on(&mut self, measure: Measure, day: Day) {
        self.measures[measure.id() as usize] = Some(Dated { value: measure.value(), day });
        self.unsure[measure.id() as usize] = None;
    }

    /// Says that nobody knows a measure on a day. What was measured before no longer counts.
    pub fn set_unsure_on(&mut self, id: MeasureId, day: Day) {
        self.measures[id as usize] = None;
        self.unsure[id as usize] = Some(day);
        self.trail.retain(|(measured, measure)| measure.id() != id || *measured != day);
    }

    /// Whether the measure was answered with *not sure* today, so that it need not be asked again today.
    pub fn unsure_today(&self, id: MeasureId) -> bool {
        self.unsure[id as usize] == Some(self.today)
    }

    /// Tells of being ill or well on a day. An illness keeps its first day.
    pub fn tell_health(&mut self, health: Health, day: Day) {
        let lasts = self.health.filter(|told| (told.value, health) == (Health::Ill, Health::Ill));
        self.health = lasts.or(Some(Dated { value: health, day }));
    }

    /// Whether the runner is ill, by their own word.
    pub fn is_ill(&self) -> bool {
        self.health.is_some_and(|told| told.value == Health::Ill)
    }

    /// Forgets a measure.
    pub fn clear_measure(&mut self, id: MeasureId) {
        self.measures[id as usize] = None;
    }

    /// Answers other than *not sure*, in the order of the contract.
    pub fn findings(&self) -> impl Iterator<Item = (FindingId, Dated<Finding>)> + '_ {
        FindingId::ALL.iter().filter_map(|id| Some((*id, self.dated_finding(*id)?)))
    }

    /// Whether anything was told of a complaint, *not sure* included. That a run settled is told of a healthy runner's runs
    /// too; that it did not, and severe pain of today, are a complaint.
    pub fn tells_of_a_complaint(&self) -> bool {
        let told = |id: &FindingId| match (id, self.findings[*id as usize]) {
            (FindingId::LastRunSettledByNextMorning, Some(settled)) => settled.value == Finding::Absent,
            (_, answer) => answer.is_some(),
        };
        let hurts = self.measures[MeasureId::PainNow as usize].is_some();
        hurts || self.complaint != Complaint::default() || FindingId::ALL.iter().any(told)
    }

    /// Measured values, in the order of the contract.
    pub fn measures(&self) -> impl Iterator<Item = (MeasureId, Dated<f64>)> + '_ {
        MeasureId::ALL.iter().filter_map(|id| Some((*id, self.dated_measure(*id)?)))
    }

    /// Every value of a measure in the last four weeks, oldest first.
    pub fn trail(&self, id: MeasureId) -> impl Iterator<Item = Dated<f64>> + '_ {
        let of_id = self.trail.iter().filter(move |(_, measure)| measure.id() == id);
        of_id.map(|(day, measure)| Dated { value: measure.value(), day: *day })
    }

    /// Days since the complaint began.
    pub fn days_since_onset(&self) -> Option<i32> {
        self.complaint.onset_date.map(|onset| self.today.days_since(onset))
    }
}
