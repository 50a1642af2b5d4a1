//! Examining again: what can be repeated, when that is due, and how each repeated answer went over time.

use std::collections::BTreeMap;

use femoris_clinic::case::{CaseState, Dated};
use femoris_clinic::event::{Entry, Event, PainMoment, standing};
use femoris_clinic::evidence::RuleId;
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::interview::Who;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;
use femoris_clinic::verdict::Verdict;
use femoris_measure::Day;

use crate::{App, AppError};

/// Values of a trend that are shown; older ones are counted.
const SHOWN: usize = 40;
/// Numbers that change while something heals; baselines, guesses and what happens once are not among them.
const REPEATED: [MeasureId; 13] = [
    MeasureId::PainNow,
    MeasureId::PainWalking,
    MeasureId::LoadTestPain,
    MeasureId::LastRunPeakPain,
    MeasureId::MorningStiffnessMin,
    MeasureId::ActiveKneeExtensionDeficitDeg,
    MeasureId::StraightLegRaiseDeficitDeg,
    MeasureId::IsometricKneeFlexionDeficitPct,
    MeasureId::TenderLengthCm,
    MeasureId::TenderDistanceFromSitBoneCm,
    MeasureId::VisaH,
    MeasureId::Fash,
    MeasureId::Lefs,
];
/// What a runner tells that changes from week to week.
const TOLD: [FindingId; 3] =
    [FindingId::LimpWalking, FindingId::CannotWalkFastOrClimbStairs, FindingId::RunningFormChanged];

/// What a trend is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrendOf {
    /// A number.
    Measure(MeasureId),
    /// The log of pain around runs.
    Pain(PainMoment),
}

/// A number over time, the newest of each day.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// What it is.
    pub of: TrendOf,
    /// Oldest first; at least two.
    pub values: Vec<Dated<f64>>,
    /// How many older values are not among them.
    pub left_out: usize,
    /// A difference up to this is no difference between two testers, where that is known.
    pub error: Option<f64>,
}

/// A test or an answer on the first and on the last day it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FindingTrend {
    /// Which one.
    pub finding: FindingId,
    /// The first answer that is not *not sure*.
    pub first: Dated<Finding>,
    /// The last.
    pub last: Dated<Finding>,
}

/// Everything the page of the second examination needs.
#[derive(Debug, Clone)]
pub struct Again {
    /// The case as it stands.
    pub state: CaseState,
    /// The reminder of a second examination and its day; `None` where no day is known for it. The reminder's sentences
    /// stand in the wording under `<id>.text`.
    pub due: Option<(RuleId, Day)>,
    /// What was answered before and can be answered again without harm.
    pub before: Vec<Fact>,
    /// What can be tested and never was.
    pub never: Vec<Fact>,
    /// Numbers over time.
    pub trends: Vec<Trend>,
    /// Tests over time.
    pub findings: Vec<FindingTrend>,
}

impl App {
    /// What can be examined again, and how it went so far.
    pub fn again(&self) -> Result<Again, AppError> {
        let interview = self.interview()?;
        let events = self.events()?;
        let (state, verdict) = (interview.state, interview.verdict);
        let open = self.repeatable(&verdict);
        let known = |fact: &Fact| match fact {
            Fact::Finding(id) => state.dated_finding(*id).is_some(),
            Fact::Measure(id) => state.dated_measure(*id).is_some(),
            _ => false,
        };
        let (before, never): (Vec<Fact>, Vec<Fact>) = open.into_iter().partition(known);
        Ok(Again {
            due: due(&state, &verdict, &self.knowledge),
            before,
            never: never.into_iter().filter(|fact| !self.needs_clinician(*fact)).collect(),
            trends: self.trends(&events, state.today),
            findings: finding_trends(&events, state.today),
            state,
        })
    }

    /// What changes over time and may be asked in this case.
    fn repeatable(&self, verdict: &Verdict) -> Vec<Fact> {
        let told = TOLD.map(Fact::Finding).into_iter();
        let measures = REPEATED.map(Fact::Measure).into_iter();
        let tests = FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::Test);
        let tests = tests.map(|id| Fact::Finding(*id));
        let offered = measures.chain(tests).filter(|fact| verdict.offered.contains(fact));
        told.chain(offered).collect()
    }

    fn needs_clinician(&self, fact: Fact) -> bool {
        let Fact::Finding(id) = fact else { return false };
        self.knowledge.interview.methods.get(&id).is_some_and(|method| method.who == Who::Clinician)
    }

    pub(crate) fn trends(&self, events: &[Event], today: Day) -> Vec<Trend> {
        let mut found: BTreeMap<TrendOf, BTreeMap<Day, f64>> = BTreeMap::new();
        for event in standing(events).filter(|event| event.day <= today) {
            let (of, value) = match &event.entry {
                Entry::Measured(measure) => (TrendOf::Measure(measure.id()), measure.value()),
                Entry::PainLogged { moment, score } => (TrendOf::Pain(*moment), f64::from(score.get())),
                _ => continue,
            };
            found.entry(of).or_default().insert(event.day, value);
        }
        let extension = &self.knowledge.severity.extension;
        let repeated = found.into_iter().filter(|(_, days)| days.len() > 1);
        repeated
            .map(|(of, days)| {
                let left_out = days.len().saturating_sub(SHOWN);
                let shown = days.into_iter().skip(left_out);
                Trend {
                    of,
                    values: shown.map(|(day, value)| Dated { value, day }).collect(),
                    left_out,
                    error: (of == TrendOf::Measure(extension.measure)).then_some(extension.error),
                }
            })
            .collect()
    }
}

/// The reminder to examine again, with its day.
pub(crate) fn due(state: &CaseState, verdict: &Verdict, knowledge: &Knowledge) -> Option<(RuleId, Day)> {
    let class = verdict.run_today.class;
    let mut reminders = knowledge.reminders.iter();
    reminders.find_map(|reminder| Some((reminder.id.clone(), reminder.due(class, &state.complaint)?)))
}

fn finding_trends(events: &[Event], today: Day) -> Vec<FindingTrend> {
    let mut found: BTreeMap<FindingId, Vec<Dated<Finding>>> = BTreeMap::new();
    for event in standing(events).filter(|event| event.day <= today) {
        if let Entry::FindingAnswered { id, answer } = event.entry
            && answer != Finding::Unknown
            && (id.group() == FindingGroup::Test || TOLD.contains(&id))
        {
            found.entry(id).or_default().push(Dated { value: answer, day: event.day });
        }
    }
    let trend = |(finding, mut answers): (FindingId, Vec<Dated<Finding>>)| {
        answers.sort_by_key(|answer| answer.day);
        let (first, last) = (*answers.first()?, *answers.last()?);
        (first.day < last.day).then_some(FindingTrend { finding, first, last })
    };
    found.into_iter().filter_map(trend).collect()
}
