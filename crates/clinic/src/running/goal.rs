//! A race and a date: whether it fits, honestly, from where the runner stands.

use crate::running::day::{OnLadder, Runner};
use crate::running::ladder::Ladder;
use crate::running::record::Goal;
use femoris_measure::ids;
use femoris_measure::{Day, Metres};

ids! {
    /// Whether a race fits.
    Fits {
        /// With room for a setback.
        Comfortable = "comfortable",
        /// Only if everything goes well.
        Tight = "tight",
        /// Not by this date.
        No = "no",
        /// It has been.
        Past = "past",
        /// Too little is known to say.
        Unknown = "unknown",
    }
}

/// The answer to a goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GoalAnswer {
    /// The race.
    pub goal: Goal,
    /// Whether it fits.
    pub fits: Fits,
    /// Days until the race.
    pub days_left: i32,
    /// Days that the rungs ahead take at least, every run going well.
    pub ladder_days: u32,
    /// Days for the return criteria after the ladder, at least.
    pub return_days: u32,
    /// Days to build the long run up, within a tenth more each week and with lighter weeks between.
    pub build_days: u32,
    /// The longest run to have done before the race.
    pub long_run: Metres,
    /// The first day on which it fits, all going well; `None` where too little is known.
    pub earliest: Option<Day>,
}

impl Runner<'_> {
    /// What is to be said about the runner's goal; `None` without one.
    pub fn goal(&self, ladder: Option<&OnLadder>) -> Option<GoalAnswer> {
        let goal = self.record.goal?;
        let plan = &self.rules().plan;
        let race = plan.races.iter().find(|race| goal.distance <= race.up_to).or(plan.races.last())?;
        let climbed = ladder.and_then(|on| Some((self.rules().ladder(on.ladder)?, on)));
        let ladder_days = climbed.map_or(0, |(ladder, on)| least_days(ladder, on));
        let return_days = if climbed.is_some() { u32::from(plan.return_days) } else { 0 };
        let before_build = ladder_days + return_days;
        let longest = self.longest_to_build_on(climbed, before_build);
        let build_days = longest.map(|longest| self.build_days(longest, race.long_run));
        let days_left = goal.day.days_since(self.today());
        let all = build_days.map(|build| before_build + build);
        let fits = match all {
            _ if days_left < 0 => Fits::Past,
            None => Fits::Unknown,
            Some(all) if f64::from(days_left) >= f64::from(all) * plan.margin => Fits::Comfortable,
            Some(all) if days_left >= all as i32 => Fits::Tight,
            Some(_) => Fits::No,
        };
        Some(GoalAnswer {
            goal,
            fits,
            days_left,
            ladder_days,
            return_days,
            build_days: build_days.unwrap_or_default(),
            long_run: race.long_run,
            earliest: all.map(|all| self.today().plus_days(all as i32)),
        })
    }

    /// The run in metres that the long run is built up from. A longest run counts for so many days only; where the ladder takes
    /// longer, what is left is the longest run of the rungs ahead.
    fn longest_to_build_on(&self, climbed: Option<(&Ladder, &OnLadder)>, before_build: u32) -> Option<f64> {
        let to = self.today().plus_days(1);
        let from = to.plus_days(-i32::from(self.rules().plan.look_back_days));
        let longest = self.record.runs.range(from..to).filter_map(|(_, run)| run.longest_m).reduce(f64::max);
        let lasts = i64::from(before_build) < i64::from(self.knowledge.load.baseline_days);
        let ahead = climbed.and_then(|(ladder, on)| self.longest_ahead(ladder, on));
        longest.filter(|_| lasts).into_iter().chain(ahead).filter(|metres| *metres > 0.0).reduce(f64::max)
    }

    /// Weeks in which the long run grows by the rise of a week, with the lighter weeks between, in days.
    fn build_days(&self, longest: f64, wanted: Metres) -> u32 {
        const WEEK: u32 = 7; // number: days of a week
        const MOST: u32 = 520; // number: weeks of ten years, so that no sum runs on
        let plan = &self.rules().plan;
        let (mut reach, mut weeks) = (longest, 0);
        while reach < wanted.get() && weeks < MOST {
            weeks += 1;
            let lighter = plan.lighter_every > 0 && weeks % u32::from(plan.lighter_every) == 0;
            if !lighter {
                reach *= 1.0 + plan.rise;
            }
        }
        weeks * WEEK
    }
}

/// Days that the rungs ahead take at least.
fn least_days(ladder: &Ladder, on: &OnLadder) -> u32 {
    let apart = |apart: Option<u8>| u32::from(apart.unwrap_or(0).max(ladder.rest_days + 1));
    let ahead = ladder.rungs.iter().filter(|rung| rung.rung.number >= on.position.rung);
    let days = ahead.map(|rung| {
        let left = if rung.rung.number == on.position.rung {
            rung.good.saturating_sub(on.position.good)
        } else {
            rung.good
        };
        u32::from(left) * apart(rung.apart_days)
    });
    days.sum()
}
