//! Illness: which days it took, from what the runner tells day by day.
//!
//! It lasts until the runner is well again, by their own word: a day on which nothing is told reassures nobody.

use femoris_measure::Day;
use femoris_measure::ids;

ids! {
    /// Whether the runner is ill, by their own word.
    Health {
        /// Ill.
        Ill = "ill",
        /// Not ill, or no longer.
        Well = "well",
    }
}

/// What an illness does to the way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IllnessRules {
    /// So many days of it are one rung lower; what is left over counts as whole.
    pub days_a_rung: u8,
}

impl IllnessRules {
    /// Rungs that so many days of illness are lower.
    pub fn rungs(self, days: i32) -> u8 {
        let each = i32::from(self.days_a_rung.max(1));
        u8::try_from((days.max(0) + each - 1) / each).unwrap_or(u8::MAX)
    }
}

/// An illness that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Over {
    /// Its first day.
    from: Day,
    /// The first day without it.
    well: Day,
}

impl Over {
    fn days(self) -> i32 {
        self.well.days_since(self.from)
    }
}

/// Every illness of a log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Illnesses {
    over: Vec<Over>,
    since: Option<Day>,
}

impl Illnesses {
    /// Takes what was told of a day. Days come in their order; of one day the last word counts.
    pub fn take(&mut self, day: Day, health: Health) {
        match (health, self.since) {
            (Health::Ill, None) => {
                // Ill again on the very day of being well: it was not over.
                let same = self.over.pop_if(|over| over.well == day);
                self.since = Some(same.map_or(day, |over| over.from));
            }
            (Health::Well, Some(from)) => {
                self.since = None;
                if day > from {
                    self.over.push(Over { from, well: day });
                }
            }
            (Health::Ill, Some(_)) | (Health::Well, None) => {}
        }
    }

    /// Whether the runner was, or still is, ill on a day.
    pub fn is_ill(&self, day: Day) -> bool {
        let lasts = self.since.is_some_and(|since| since <= day);
        lasts || self.over.iter().any(|over| (over.from..over.well).contains(&day))
    }

    /// Days of illness that were over by a day, and not yet by an earlier one.
    pub fn days_over(&self, not_by: Day, by: Day) -> i32 {
        self.over.iter().filter(|over| over.well > not_by && over.well <= by).map(|over| over.days()).sum()
    }

    /// Days of illness from one day to the one before another.
    pub fn days_between(&self, from: Day, before: Day) -> i32 {
        let open = self.since.map(|since| Over { from: since, well: before });
        let within = |over: &Over| over.well.min(before).days_since(over.from.max(from)).max(0);
        self.over.iter().chain(&open).map(within).sum()
    }

    /// Days of the illness that was over on this day; `None` where none was.
    pub fn over_on(&self, day: Day) -> Option<i32> {
        self.over.iter().find(|over| over.well == day).map(|over| over.days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> Day {
        "2026-03-01".parse::<Day>().expect("a date").plus_days(number)
    }

    fn of(told: &[(i32, Health)]) -> Illnesses {
        let mut illnesses = Illnesses::default();
        told.iter().for_each(|(on, health)| illnesses.take(day(*on), *health));
        illnesses
    }

    #[test]
    fn it_lasts_until_the_runner_is_well() {
        let open = of(&[(2, Health::Ill), (4, Health::Ill)]);
        assert!(!open.is_ill(day(1)));
        assert!(
            open.is_ill(day(2)) && open.is_ill(day(3)) && open.is_ill(day(40)),
            "nobody told it was over"
        );
        let over = of(&[(2, Health::Ill), (5, Health::Well)]);
        assert!(over.is_ill(day(4)) && !over.is_ill(day(5)));
        assert_eq!((over.over_on(day(5)), over.over_on(day(4))), (Some(3), None));
        assert_eq!((over.days_over(day(4), day(9)), over.days_over(day(5), day(9))), (3, 0), "each once");
    }

    #[test]
    fn days_of_illness_are_counted_between_two_days() {
        let told = of(&[(2, Health::Ill), (5, Health::Well), (8, Health::Ill)]);
        let between = |from: i32, before: i32| told.days_between(day(from), day(before));
        assert_eq!([between(0, 9), between(3, 9), between(5, 8), between(0, 4)], [4, 3, 0, 2]);
        assert_eq!((between(0, 20), between(9, 3)), (15, 0), "and as long as it lasts");
    }

    #[test]
    fn of_one_day_the_last_word_counts() {
        let slip = of(&[(2, Health::Ill), (2, Health::Well)]);
        assert_eq!((slip.is_ill(day(2)), slip.over_on(day(2))), (false, None));
        let again = of(&[(2, Health::Ill), (5, Health::Well), (5, Health::Ill), (6, Health::Well)]);
        assert!(again.is_ill(day(5)));
        assert_eq!((again.over_on(day(6)), again.days_over(day(0), day(9))), (Some(4), 4), "one illness");
        assert_eq!(of(&[(2, Health::Well)]), Illnesses::default());
    }

    #[test]
    fn what_is_left_over_of_a_rung_counts_as_whole() {
        let rules = IllnessRules { days_a_rung: 2 };
        assert_eq!([-1, 0, 1, 2, 3, 4, 5].map(|days| rules.rungs(days)), [0, 0, 1, 1, 2, 2, 3]);
        assert_eq!(rules.rungs(i32::MAX / 2), u8::MAX);
    }
}
