//! Races: in the days before one nothing gets harder.

use crate::rehab::history::History;
use crate::running::ladder::ProgressRules;
use femoris_measure::Day;

/// Races that the runner told of. A newer one takes the place of the one before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Races {
    /// The day it was told and the day of the race, oldest word first.
    told: Vec<(Day, Day)>,
    freeze_days: u16,
}

impl Races {
    pub(super) fn of(history: &History, rules: &ProgressRules) -> Self {
        Self { told: history.races.clone(), freeze_days: rules.freeze_before_race_days }
    }

    /// The race that is so near on a day, or on that very day, that nothing gets harder.
    pub fn near(&self, on: Day) -> Option<Day> {
        let (_, race) = self.told.iter().rev().find(|(told, _)| *told <= on)?;
        (0..=i32::from(self.freeze_days)).contains(&race.days_since(on)).then_some(*race)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a date")
    }

    #[test]
    fn the_newest_race_counts_from_the_day_it_was_told_until_it_is_run() {
        let told = vec![(day("2026-03-01"), day("2026-03-20")), (day("2026-03-16"), day("2026-03-30"))];
        let races = Races { told, freeze_days: 7 };
        let near = |on: &str| races.near(day(on));
        assert_eq!(near("2026-02-28"), None, "nobody knew of it");
        assert_eq!(near("2026-03-12"), None);
        assert_eq!(near("2026-03-13"), Some(day("2026-03-20")));
        assert_eq!(near("2026-03-18"), None, "it was put off");
        assert_eq!(near("2026-03-30"), Some(day("2026-03-30")));
        assert_eq!(near("2026-03-31"), None, "it is over");
    }
}
