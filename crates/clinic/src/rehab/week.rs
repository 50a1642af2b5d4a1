//! Sums of a week against the weeks before it. Weeks are counted from the first day on which there is anything.

use crate::knowledge::Knowledge;
use crate::rehab::course::Course;
use crate::rehab::protocol::WEEK;
use crate::rehab::ran::{Ran, RanRules, Uncounted};
use crate::rehab::rules::WeekRules;
use crate::rehab::stage::ProtocolId;
use femoris_measure::Day;
use std::collections::BTreeMap;

const LENGTH: i32 = WEEK as i32;

/// What a day is compared with.
struct Weeks {
    /// The highest of the weeks before.
    highest: f64,
    /// The first day of the present one.
    start: Day,
}

fn sum(by_day: &BTreeMap<Day, f64>, from: Day, before: Day) -> f64 {
    by_day.range(from..before.max(from)).map(|(_, of_day)| of_day).sum()
}

fn weeks(by_day: &BTreeMap<Day, f64>, today: Day, rules: &WeekRules) -> Option<Weeks> {
    let first = *by_day.keys().next()?;
    let week = today.days_since(first).max(0) / LENGTH;
    let start = |week: i32| first.plus_days(week * LENGTH);
    let oldest = (week - i32::from(rules.weeks_back)).max(0);
    let sums = (oldest..week).map(|week| sum(by_day, start(week), start(week + 1)));
    Some(Weeks { highest: sums.fold(0.0, f64::max), start: start(week) })
}

/// Whether a stage that maintains or prevents is in the last week in which lowering work may be missing. Before any was done the
/// days of the stage count.
pub(super) fn lowering_is_due(course: &Course<'_>, today: Day, knowledge: &Knowledge) -> bool {
    let rules = &knowledge.dose.week;
    let is_last = course.protocol.stages.last().is_some_and(|last| last.id == course.stage.id);
    let maintains = course.protocol.id == ProtocolId::Prevention || course.protocol.id.is_injury() && is_last;
    let last = course.lowering.keys().next_back().map_or(course.begun.day, |last| *last);
    maintains && today.days_since(last) >= i32::from(rules.lowering_gap_days) - LENGTH
}

/// What the week still has room for: the highest of the weeks before and so much more, less what was done before today.
/// `None` where there is no week to compare with.
pub(super) fn left(by_day: &BTreeMap<Day, f64>, today: Day, rise_pct: u16, rules: &WeekRules) -> Option<f64> {
    let Weeks { highest, start } = weeks(by_day, today, rules)?;
    let allowed = highest * (1.0 + f64::from(rise_pct) / PERCENT);
    (highest > 0.0).then(|| (allowed - sum(by_day, start, today)).max(0.0))
}

/// What a week may gain on the highest one, the present one with today among them; `None` where there is none.
pub(super) fn rise(by_day: &BTreeMap<Day, f64>, today: Day, rise_pct: u16, rules: &WeekRules) -> Option<f64> {
    let Weeks { highest, start } = weeks(by_day, today, rules)?;
    let highest = highest.max(sum(by_day, start, today.plus_days(1)));
    (highest > 0.0).then(|| highest * f64::from(rise_pct) / PERCENT)
}

/// Load of the present week, exercises and runs together, against the weeks before. An estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WeekTotal {
    /// Nothing was run in these weeks: the load of exercises is all there is, and has its own cap.
    NoRuns,
    /// There is no week before to compare with.
    First,
    /// Runs of this week, or those of every week before, cannot be counted: nothing is said about the sum.
    Uncounted(Uncounted),
    /// It can be told.
    Counted {
        /// Exercises of the present week, those of today not among them.
        exercises: f64,
        /// Runs of the present week, today's among them where it is done.
        runs: f64,
        /// What both together may come to.
        most: f64,
    },
}

impl WeekTotal {
    /// Load that is left for today; `None` where nothing is to be compared.
    pub fn left(self) -> Option<f64> {
        match self {
            Self::Counted { exercises, runs, most } => Some((most - exercises - runs).max(0.0)),
            Self::NoRuns | Self::First | Self::Uncounted(_) => None,
        }
    }
}

/// What a sum of exercises and runs is made from.
#[derive(Debug, Clone, Copy)]
pub struct Loads<'a> {
    /// Load of exercises on each day with a session.
    pub exercises: &'a BTreeMap<Day, f64>,
    /// Runs.
    pub ran: &'a Ran,
    /// The protocol that is followed.
    pub protocol: ProtocolId,
}

impl Loads<'_> {
    fn sum(&self, from: Day, before: Day, rules: &RanRules) -> Result<f64, Uncounted> {
        let runs = self.ran.sum(from, before, self.protocol, rules)?;
        Ok(runs + sum(self.exercises, from, before))
    }

    /// The present week with runs, against the highest of the weeks before that can be counted and the rise that is
    /// allowed on it, in per cent.
    pub fn of_week(&self, today: Day, rise_pct: u16, rules: &WeekRules, ran: &RanRules) -> WeekTotal {
        let Some(first) = self.exercises.keys().next().copied() else { return WeekTotal::First };
        let week = today.days_since(first).max(0) / LENGTH;
        let start = |week: i32| first.plus_days(week * LENGTH);
        let oldest = (week - i32::from(rules.weeks_back)).max(0);
        let (present, tomorrow) = (start(week), today.plus_days(1));
        if !self.ran.any(start(oldest), tomorrow) {
            return WeekTotal::NoRuns;
        }
        if week == 0 {
            return WeekTotal::First;
        }
        let runs = match self.ran.sum(present, tomorrow, self.protocol, ran) {
            Ok(runs) => runs,
            Err(why) => return WeekTotal::Uncounted(why),
        };
        let before: Vec<_> = (oldest..week).map(|week| self.sum(start(week), start(week + 1), ran)).collect();
        let highest = before.iter().flatten().copied().reduce(f64::max);
        match (highest, before.into_iter().rev().find_map(Result::err)) {
            (Some(highest), _) if highest > 0.0 => WeekTotal::Counted {
                exercises: sum(self.exercises, present, today),
                runs,
                most: highest * (1.0 + f64::from(rise_pct) / PERCENT),
            },
            (None, Some(why)) => WeekTotal::Uncounted(why),
            _ => WeekTotal::First,
        }
    }
}

const PERCENT: f64 = 100.0;
