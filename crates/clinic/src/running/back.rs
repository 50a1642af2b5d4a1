//! Full training: the days of it. A spell begins when it is taken up, and ends when a stage of the way back is fallen back to.

use crate::running::day::Stages;
use femoris_measure::Day;

/// Full training that was taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spell {
    from: Day,
    /// The first day that is none of it; `None` while it lasts.
    until: Option<Day>,
}

/// Every spell of full training since the present complaint, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FullTraining(Vec<Spell>);

/// It was never taken up.
pub(super) static NEVER: FullTraining = FullTraining(Vec::new());

impl FullTraining {
    /// From the days on which it was taken up, oldest first, and the stages since.
    pub fn of(taken_up: &[Day], stages: &dyn Stages) -> Self {
        let mut spells: Vec<Spell> = Vec::new();
        for from in taken_up {
            let before = spells.last().copied();
            if before.is_none_or(|before| before.until.is_some_and(|until| until <= *from)) {
                spells.push(Spell { from: *from, until: stages.fell_back(*from) });
            }
        }
        Self(spells)
    }

    /// The day it was taken up, while it lasts.
    pub fn since(&self) -> Option<Day> {
        self.0.last().filter(|spell| spell.until.is_none()).map(|spell| spell.from)
    }

    /// The day it ended, while it is not taken up anew.
    pub fn undone(&self) -> Option<Day> {
        self.0.last()?.until
    }

    /// The newest day up to and including this one on which it ended.
    pub fn ended_by(&self, day: Day) -> Option<Day> {
        self.0.iter().rev().filter_map(|spell| spell.until).find(|until| *until <= day)
    }

    /// Whether a day was one of full training.
    pub fn holds_on(&self, day: Day) -> bool {
        self.0.iter().any(|spell| spell.from <= day && spell.until.is_none_or(|until| day < until))
    }

    /// Whether it ended after a day and up to another.
    pub fn ended_within(&self, after: Option<Day>, to: Day) -> bool {
        let within = |until: Day| until <= to && after.is_none_or(|after| until > after);
        self.0.iter().filter_map(|spell| spell.until).any(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehab::protocol::Runs;

    /// Stages that were fallen back to on these days.
    struct Fell(Vec<Day>);

    impl Stages for Fell {
        fn runs_on(&self, _day: Day) -> Option<&Runs> {
            None
        }

        fn red_between(&self, _from: Day, _before: Day) -> bool {
            false
        }

        fn fell_back(&self, after: Day) -> Option<Day> {
            self.0.iter().copied().find(|day| *day > after)
        }
    }

    fn day(at: i32) -> Day {
        Day::from_ymd(2026, 3, 1).expect("a day").plus_days(at)
    }

    #[test]
    fn a_spell_lasts_until_a_stage_is_fallen_back_to() {
        let lasting = FullTraining::of(&[day(10)], &Fell(vec![day(3)]));
        assert_eq!(
            (lasting.since(), lasting.undone()),
            (Some(day(10)), None),
            "a fall before it ends nothing"
        );
        let ended = FullTraining::of(&[day(10)], &Fell(vec![day(20), day(24)]));
        assert_eq!((ended.since(), ended.undone()), (None, Some(day(20))));
        let held = [9, 10, 19, 20].map(|at| ended.holds_on(day(at)));
        assert_eq!(held, [false, true, true, false]);
        let anew = FullTraining::of(&[day(10), day(12), day(30)], &Fell(vec![day(20)]));
        assert_eq!((anew.since(), anew.undone()), (Some(day(30)), None), "taken up anew");
        assert!(anew.holds_on(day(15)) && !anew.holds_on(day(25)) && anew.holds_on(day(31)));
        assert!(anew.ended_within(None, day(20)) && anew.ended_within(Some(day(19)), day(25)));
        let ended = [day(19), day(20), day(40)].map(|by| anew.ended_by(by));
        assert_eq!(ended, [None, Some(day(20)), Some(day(20))]);
        assert!(!anew.ended_within(Some(day(20)), day(25)) && !anew.ended_within(None, day(19)));
    }
}
