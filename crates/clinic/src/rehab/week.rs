//! Sums of a week against the weeks before it. Weeks are counted from the first day on which there is anything.

use crate::rehab::protocol::WEEK;
use crate::rehab::rules::WeekRules;
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

const PERCENT: f64 = 100.0;
