//! Flares: what a bad day does to the days after it, and to the stage.

use crate::rehab::colour::Colour;
use crate::rehab::history::History;
use crate::rehab::protocol::WEEK;
use crate::rehab::rules::{DoseRules, FlareRules};
use femoris_measure::ids;
use femoris_measure::{Day, PainScore};

ids! {
    /// How today's session is held back. The order is by caution. Each has its sentence under `restraint.<id>`.
    Restraint {
        /// Not at all.
        None = "none",
        /// A lighter week.
        LighterWeek = "lighter_week",
        /// A mild flare: a little less.
        Mild = "mild",
        /// Pain told for the day is at the edge of what the stage allows: a little less.
        Sore = "sore",
        /// After the calm days of a flare: the stage before, at less.
        Half = "half",
        /// More pain was told for the day than the stage is meant for: only what calms.
        Recover = "recover",
        /// A limp was told for the day or the one before: only what calms.
        Limp = "limp",
        /// The calm days of a flare: only what calms.
        Calm = "calm",
        /// The runner is ill: nothing.
        Ill = "ill",
        /// Very strong pain was told for the day: nothing.
        Rest = "rest",
    }
}

impl Restraint {
    /// Whether only what calms is done, if anything.
    pub fn is_calm(self) -> bool {
        self >= Self::Recover
    }

    /// Whether nothing at all is asked.
    pub fn is_rest(self) -> bool {
        self >= Self::Ill
    }
}

/// How a day's session was taken, as far as flares look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayColour {
    /// The day.
    pub day: Day,
    /// The colour; `None` while it is not known.
    pub colour: Option<Colour>,
}

/// A session that hurt more than is tolerated, as far as running goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flare {
    /// The day.
    pub day: Day,
    /// The first day on which a run may be due again; `None` while no morning was told that is about as usual.
    pub over: Option<Day>,
    /// So many rungs lower it goes on.
    pub rungs: u8,
}

impl Flare {
    /// Over after the calm days, and once a morning is about as usual: a quiet one where none is usual yet. What has
    /// been usual for a week counts as well, so that a new usual, which has limits of its own elsewhere, forbids no run for ever.
    pub(super) fn of(day: Day, history: &History, rules: &DoseRules) -> Self {
        let usual = history.base(day, rules.colour.mornings).unwrap_or(PainScore::NONE).get();
        let about_usual = |(morning, score): &(&Day, &PainScore)| {
            let by_then = history.base(morning.plus_days(-1), WEEK as u8);
            let usual = by_then.map_or(usual, |by_then| by_then.get().max(usual));
            score.get() <= usual.saturating_add(rules.flare.run_above)
        };
        let calm = history.mornings.range(day.plus_days(1)..).find(about_usual);
        let rested = day.plus_days(i32::from(rules.flare.calm_days));
        Self { day, over: calm.map(|(morning, _)| rested.max(*morning)), rungs: rules.flare.run_rungs }
    }

    /// Whether it keeps the runner from running on a day.
    pub fn lasts(self, day: Day) -> bool {
        self.over.is_none_or(|over| day < over)
    }
}

/// The colours of the days before `today`, not further back than so many days; they come in the order of days.
fn recent(colours: &[DayColour], today: Day, days: u16) -> &[DayColour] {
    let from = today.plus_days(-i32::from(days));
    let start = colours.partition_point(|seen| seen.day < from);
    let end = colours.partition_point(|seen| seen.day < today);
    colours.get(start..end.max(start)).unwrap_or_default()
}

fn is_red(seen: &&DayColour) -> bool {
    seen.colour == Some(Colour::Red)
}

/// What the colours of the days up to and including `today`, oldest first, do to it.
pub fn restraint(colours: &[DayColour], today: Day, rules: &FlareRules) -> Restraint {
    let window = rules.calm_days + rules.half_days + rules.mild_days;
    let seen = recent(colours, today.plus_days(1), window);
    if let Some(red) = seen.iter().rev().find(is_red) {
        let since = today.days_since(red.day);
        if since < i32::from(rules.calm_days) {
            return Restraint::Calm;
        }
        if since < i32::from(rules.calm_days + rules.half_days) {
            return Restraint::Half;
        }
    }
    let known: Vec<&DayColour> = seen.iter().filter(|seen| seen.colour.is_some()).collect();
    let length = usize::from(rules.mild_ambers.max(1));
    let amber = |seen: &&DayColour| seen.colour == Some(Colour::Amber);
    let last = known.windows(length).rfind(|run| run.iter().all(amber)).and_then(|run| run.last());
    match last {
        Some(seen) if today.days_since(seen.day) < i32::from(rules.mild_days) => Restraint::Mild,
        _ => Restraint::None,
    }
}

/// How many flares began in the days before `today`: red days with no red day shortly before.
fn flares(colours: &[DayColour], today: Day, window: u16, rules: &FlareRules) -> usize {
    let mut count = 0;
    let mut last: Option<Day> = None;
    for seen in recent(colours, today, window).iter().filter(is_red) {
        if last.is_none_or(|last| seen.day.days_since(last) > i32::from(rules.calm_days)) {
            count += 1;
        }
        last = Some(seen.day);
    }
    count
}

/// Whether the colours since the stage began lead it back on `today`: red days, or flares, close together.
pub fn leads_back(colours: &[DayColour], since: Day, today: Day, rules: &FlareRules) -> bool {
    let start = colours.partition_point(|seen| seen.day < since);
    let own = colours.get(start..).unwrap_or_default();
    let reds = recent(own, today, rules.red_days).iter().filter(is_red).count();
    reds >= usize::from(rules.reds) || flares(own, today, rules.few_days, rules) >= usize::from(rules.few)
}

/// Whether there were so many flares that someone should look at it.
pub fn too_many(colours: &[DayColour], today: Day, rules: &FlareRules) -> bool {
    flares(colours, today.plus_days(1), rules.many_days, rules) >= usize::from(rules.many)
}
