//! Gates: what must be true before a stage begins or ends, each criterion with its threshold and its evidence.

use crate::case::Dated;
use crate::condition::Condition;
use crate::evidence::{RuleId, SourceId, Tag};
use crate::facts::Facts;
use crate::measurement::MeasureId;
use crate::observation::Fact;
use crate::rehab::exercise::ExerciseId;
use crate::truth::Truth;
use femoris_measure::ids;
use femoris_measure::{Day, PainScore};
use std::fmt;

ids! {
    /// A ladder of runs.
    LadderId {
        /// After a strain: `R0` to `R12`.
        Acute = "R",
        /// For the tendon: `PR1` to `PR12`.
        Tendon = "PR",
        /// Walking and running in turns, where muscle and tendon are not told apart: `W1` to `W10`.
        WalkRun = "W",
        /// Running on with less and building up again: `K1` to `K9`.
        Keep = "K",
    }
}

/// A rung of a ladder, such as `R6`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rung {
    /// Which ladder.
    pub ladder: LadderId,
    /// Its number.
    pub number: u8,
}

impl Rung {
    /// From `R6` or `PR6`.
    pub fn from_id(id: &str) -> Option<Self> {
        let digits = id.find(|c: char| !c.is_ascii_alphabetic())?;
        let (ladder, number) = id.split_at_checked(digits)?;
        let ladder = LadderId::from_id(ladder)?;
        let plain = !number.starts_with('+') && (number == "0" || !number.starts_with('0'));
        Some(Self { ladder, number: number.parse().ok().filter(|_| plain)? })
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.ladder, self.number)
    }
}

/// What the next morning must look like for a session to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NextMorning {
    /// It is not looked at.
    #[default]
    Free,
    /// Pain of this much at most.
    AtMost(PainScore),
    /// No more pain than the baseline.
    NotAboveBaseline,
}

impl NextMorning {
    /// Whether a morning is as it must be. What nobody told is no answer.
    pub fn fits(self, morning: Option<PainScore>, base: impl FnOnce() -> Option<PainScore>) -> bool {
        match self {
            Self::Free => true,
            Self::AtMost(pain) => morning.is_some_and(|morning| morning <= pain),
            Self::NotAboveBaseline => {
                morning.is_some_and(|morning| base().is_some_and(|base| morning <= base))
            }
        }
    }
}

/// Sessions of an exercise that must be on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sessions {
    /// Of any of these exercises.
    pub any_of: Vec<ExerciseId>,
    /// Sets, at least.
    pub sets: Option<u8>,
    /// Repetitions in each of those sets, at least.
    pub repetitions: Option<u8>,
    /// Seconds of each hold, or of the whole bout, at least.
    pub seconds: Option<u16>,
    /// Share of full effort or top speed, at least, in per cent.
    pub share: Option<u8>,
    /// Bend of the hip, at least, in degrees.
    pub hip_bend_deg: Option<u16>,
    /// Highest pain in the session.
    pub pain_up_to: PainScore,
    /// The morning after.
    pub next_morning: NextMorning,
    /// How many such sessions.
    pub times: u8,
}

impl Sessions {
    /// Whether a dose must have been done, and not only some of the exercise.
    pub fn tests_a_dose(&self) -> bool {
        let counted = self.sets.is_some() || self.repetitions.is_some() || self.seconds.is_some();
        counted || self.share.is_some() || self.hip_bend_deg.is_some()
    }
}

/// What a good run on a rung must be beside that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RungLimits {
    /// Highest pain in it and in the hours after it.
    pub pain_up_to: Option<PainScore>,
    /// The morning after.
    pub next_morning: NextMorning,
    /// Highest pain on the second morning after it.
    pub second_morning: Option<PainScore>,
}

impl RungLimits {
    /// Whether a run keeps to them, by its highest pain, the two mornings after it and the baseline. What nobody told is no
    /// answer.
    pub fn kept(
        &self,
        peak: Option<PainScore>,
        [next, second]: [Option<PainScore>; 2],
        base: impl FnOnce() -> Option<PainScore>,
    ) -> bool {
        let within = |limit: Option<PainScore>, pain: Option<PainScore>| {
            limit.is_none_or(|limit| pain.is_some_and(|pain| pain <= limit))
        };
        within(self.pain_up_to, peak)
            && self.next_morning.fits(next, base)
            && within(self.second_morning, second)
    }
}

/// What a criterion asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Need {
    /// This holds in the case.
    Case(Condition),
    /// These sessions are on record within the stage.
    Sessions(Sessions),
    /// A rung of the ladder was run so many times without a setback.
    Rung {
        /// Which rung; a higher one counts too.
        rung: Rung,
        /// The one that counts in its place for whoever keeps running; `None` where that way leads to none.
        keep: Option<Rung>,
        /// Good runs on it.
        good: u8,
        /// What they must be beside good.
        limits: RungLimits,
    },
    /// So many runs in a row with no more pain than this, in the run and the next morning.
    CleanRuns {
        /// How many.
        runs: u8,
        /// Pain at most.
        pain_up_to: PainScore,
    },
    /// No logged pain above this for so many days.
    QuietDays {
        /// How many days.
        days: u16,
        /// Pain at most.
        pain_up_to: PainScore,
    },
    /// So many weeks at the runner's full training volume.
    FullWeeks {
        /// How many.
        weeks: u8,
    },
    /// So many days in the stage.
    StageDays {
        /// How many.
        days: u16,
    },
}

/// One criterion of a gate. Its name and how it is tested stand under `<id>.name` and `<id>.how`.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Its id, such as `A1.walk`.
    pub id: RuleId,
    /// What it asks for.
    pub need: Need,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// Criteria that must all be met; where they are measured, on one day. Without any it is open.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gate {
    /// The criteria, in the order to test them.
    pub criteria: Vec<Criterion>,
}

/// What was done, as far as a gate needs to know. Whoever keeps the training log answers.
pub trait Record {
    /// How many sessions fulfil what is asked; `None` where nothing of the kind was logged.
    fn sessions(&self, need: &Sessions) -> Option<u32>;
    /// Good runs on this rung or a higher one that keep to the limits; `None` where no good one was logged.
    fn good_runs(&self, rung: Rung, limits: &RungLimits) -> Option<u32>;
    /// The newest runs in a row with no more pain than this; `None` where none was logged.
    fn clean_runs(&self, pain_up_to: PainScore) -> Option<u32>;
    /// Days since more pain than this was logged; `None` where nothing was logged for that long.
    fn quiet_days(&self, pain_up_to: PainScore) -> Option<u32>;
    /// Weeks in a row at full volume; `None` where the volume is not known.
    fn full_weeks(&self) -> Option<u32>;
    /// Days since the stage began; `None` where no stage is looked at.
    fn stage_days(&self) -> Option<u32> {
        None
    }
    /// The first day whose load test is that of the stage, where one before it was another; `None` where it never was.
    fn load_test_from(&self) -> Option<Day> {
        None
    }
}

/// How one criterion stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which criterion.
    pub criterion: RuleId,
    /// Whether it is met; not known where something was not tested, or on another day than the rest.
    pub met: Truth,
    /// How far it is, where what was done is counted.
    pub progress: Option<Progress>,
}

/// How much of what is counted was done; never more than is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// So many.
    pub done: u32,
    /// Of so many that are asked for.
    pub of: u32,
    /// What is counted.
    pub counts: Counts,
}

ids! {
    /// What a criterion counts.
    Counts {
        /// Sessions of an exercise.
        Sessions = "sessions",
        /// Runs.
        Runs = "runs",
        /// Days.
        Days = "days",
        /// Weeks.
        Weeks = "weeks",
    }
}

/// How a gate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Every criterion, in order.
    pub standings: Vec<Standing>,
}

impl Passage {
    /// Whether all are met. What is not known does not pass.
    pub fn is_open(&self) -> bool {
        self.standings.iter().all(|standing| standing.met == Truth::True)
    }

    /// What is left to pass.
    pub fn left(&self) -> impl Iterator<Item = &Standing> {
        self.standings.iter().filter(|standing| standing.met != Truth::True)
    }
}

impl Gate {
    /// How every criterion stands. Measures of the newest test day count; older ones must be repeated.
    pub fn judge(&self, facts: &Facts<'_>, record: &dyn Record) -> Passage {
        self.judge_with(&[], facts, record)
    }

    /// How its criteria stand, and behind them those that the next gate asks beside it. Each gate has its own day of tests: one
    /// that is tried again days later takes nothing from the tests of the other.
    pub fn judge_with(&self, next: &[&Criterion], facts: &Facts<'_>, record: &dyn Record) -> Passage {
        let own: Vec<&Criterion> = self.criteria.iter().collect();
        let mut standings = judge(&own, facts, record);
        standings.extend(judge(next, facts, record));
        Passage { standings }
    }
}

/// How the criteria of a gate stand, whose tests belong to one day.
fn judge(criteria: &[&Criterion], facts: &Facts<'_>, record: &dyn Record) -> Vec<Standing> {
    let measures = criteria.iter().flat_map(|criterion| criterion.measures());
    let days = measures.filter_map(|id| facts.state().dated_measure(id).map(|Dated { day, .. }| day));
    let newest = days.max();
    let standing = |criterion: &&Criterion| {
        let (met, progress) = criterion.judge(facts, record, newest);
        Standing { criterion: criterion.id.clone(), met, progress }
    };
    criteria.iter().map(standing).collect()
}

impl Criterion {
    fn judge(
        &self,
        facts: &Facts<'_>,
        record: &dyn Record,
        newest: Option<Day>,
    ) -> (Truth, Option<Progress>) {
        let (count, of, counts) = match &self.need {
            Need::Case(when) => {
                let met = match when.evaluate(facts) {
                    Truth::True if self.is_stale(facts, newest) => Truth::Unknown,
                    Truth::True if self.is_of_another_test(facts, record) => Truth::Unknown,
                    truth => truth,
                };
                return (met, None);
            }
            Need::Sessions(need) => (record.sessions(need), u32::from(need.times), Counts::Sessions),
            Need::Rung { rung, keep, good, limits } => {
                let kept = || keep.and_then(|keep| record.good_runs(keep, limits));
                (record.good_runs(*rung, limits).or_else(kept), u32::from(*good), Counts::Runs)
            }
            Need::CleanRuns { runs, pain_up_to } => {
                (record.clean_runs(*pain_up_to), u32::from(*runs), Counts::Runs)
            }
            Need::QuietDays { days, pain_up_to } => {
                (record.quiet_days(*pain_up_to), u32::from(*days), Counts::Days)
            }
            Need::FullWeeks { weeks } => (record.full_weeks(), u32::from(*weeks), Counts::Weeks),
            Need::StageDays { days } => (record.stage_days(), u32::from(*days), Counts::Days),
        };
        let met = count.map_or(Truth::Unknown, |count| Truth::of(count >= of));
        (met, Some(Progress { done: count.unwrap_or(0).min(of), of, counts }))
    }

    /// Measures it rests on that are tests of one day; streaks look back by themselves.
    pub fn measures(&self) -> Vec<MeasureId> {
        let mut measures = Vec::new();
        if let Need::Case(when) = &self.need {
            when.walk(&mut |atom| {
                if let Condition::Number { .. } = atom {
                    measures.extend(atom.rests_on().into_iter().filter_map(|fact| match fact {
                        // The peak of the last run is dated by that run, not by a day of tests.
                        Fact::Measure(MeasureId::LastRunPeakPain) => None,
                        Fact::Measure(id) => Some(id),
                        _ => None,
                    }));
                }
            });
        }
        measures
    }

    /// What a runner tests or answers for it, each once, in order. What the log of sessions and runs says is not among it.
    pub fn asks(&self) -> Vec<Fact> {
        let mut asks = Vec::new();
        if let Need::Case(when) = &self.need {
            when.walk(&mut |atom| {
                for fact in atom.rests_on() {
                    let told = matches!(fact, Fact::Finding(_) | Fact::Measure(_));
                    if told && fact != Fact::Measure(MeasureId::LastRunPeakPain) && !asks.contains(&fact) {
                        asks.push(fact);
                    }
                }
            });
        }
        asks
    }

    /// Whether it rests on a load test that was done while another one was asked for.
    fn is_of_another_test(&self, facts: &Facts<'_>, record: &dyn Record) -> bool {
        let Some(from) = record.load_test_from() else { return false };
        let tested = facts.state().dated_measure(MeasureId::LoadTestPain);
        self.measures().contains(&MeasureId::LoadTestPain) && tested.is_none_or(|dated| dated.day < from)
    }

    fn is_stale(&self, facts: &Facts<'_>, newest: Option<Day>) -> bool {
        let of = |id: &MeasureId| facts.state().dated_measure(*id).map(|dated| dated.day);
        let days = self.measures();
        newest.is_some_and(|newest| days.iter().filter_map(of).any(|day| day < newest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_round_trip_and_refuse_what_is_none() {
        for id in ["R0", "R12", "PR1", "PR10", "W3", "K1"] {
            assert_eq!(Rung::from_id(id).map(|rung| rung.to_string()).as_deref(), Some(id));
        }
        for id in ["", "R", "P3", "R-1", "R+1", "R01", "Rx", "R999"] {
            assert_eq!(Rung::from_id(id), None, "{id}");
        }
    }
}
