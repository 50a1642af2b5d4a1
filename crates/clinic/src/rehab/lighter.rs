//! Lighter weeks: planned ones, and those that a hard week, rising mornings or bad nights ask for.

use crate::knowledge::Knowledge;
use crate::rehab::course::{Course, WEEK_DAYS};
use crate::rehab::history::History;
use crate::rehab::rules::LighterRules;
use femoris_measure::Day;

impl Course<'_> {
    /// Whether a day is in a lighter week, planned or not.
    pub(super) fn is_lighter(&self, day: Day, history: &History, knowledge: &Knowledge) -> bool {
        let rules = &knowledge.dose.lighter;
        self.is_planned_lighter(day, knowledge)
            || self.was_hard(day, rules.effort_from)
            || rising(history, day, rules.rising_mornings)
            || slept_badly(history, day, rules)
    }

    /// Whether the plan makes this week a lighter one.
    pub fn is_planned_lighter(&self, day: Day, knowledge: &Knowledge) -> bool {
        let week = self.week(day);
        let rules = &knowledge.dose.lighter;
        match self.stage.caps.lighter_every {
            Some(every) => week % i32::from(every.max(1)) == 0,
            None => week > i32::from(rules.long_weeks) && week % i32::from(rules.every_weeks.max(1)) == 0,
        }
    }

    /// Whether the mean effort of the week before was that high.
    fn was_hard(&self, day: Day, from: u8) -> bool {
        let week = self.efforts.iter().rev().take_while(|(of, _)| day.days_since(*of) <= WEEK_DAYS);
        let efforts: Vec<f64> =
            week.filter(|(of, _)| *of < day).map(|(_, effort)| f64::from(effort.get())).collect();
        let mean = efforts.iter().sum::<f64>() / (efforts.len().max(1) as f64);
        !efforts.is_empty() && mean >= f64::from(from)
    }
}

/// Whether the morning rose so many days in a row up to this one.
fn rising(history: &History, day: Day, times: u8) -> bool {
    let morning = |back: u8| history.mornings.get(&day.plus_days(-i32::from(back)));
    (0..times).all(|back| morning(back).zip(morning(back + 1)).is_some_and(|(now, before)| now > before))
}

/// Whether enough nights of the last days were slept badly. A night that nobody rated counts as neither.
pub(super) fn slept_badly(history: &History, day: Day, rules: &LighterRules) -> bool {
    let from = day.plus_days(1 - i32::from(rules.sleep_days));
    let nights = history.nights.range(from.min(day)..=day);
    let bad = nights.filter(|(_, score)| score.get() <= rules.sleep_up_to).count();
    bad >= usize::from(rules.sleep_nights)
}
