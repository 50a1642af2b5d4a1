//! The run of the day, the way back, goals, and a run held against what was prescribed.

use askama::Template;

use super::result::Part;
use super::today::DangerBanner;
use super::{Choice, Cite, Frame, Link};

/// The run of the day on the page of the day.
pub(crate) struct RunCard {
    /// What it is called, or that there is none.
    pub(crate) title: String,
    /// Where there is more about it.
    pub(crate) more: Option<Link>,
    /// The first reason, as a sentence.
    pub(crate) because: String,
    /// What to do, in order; empty on a day without a run.
    pub(crate) steps: Vec<StepLine>,
    /// How much it is, all in all.
    pub(crate) sum: Option<String>,
    /// What to mind.
    pub(crate) notes: Vec<String>,
    /// What is worth saying beside it.
    pub(crate) said: Vec<String>,
    /// How the runner told that it was done.
    pub(crate) told: Vec<Choice>,
    /// Every reason with its sources.
    pub(crate) why: Vec<WhyLine>,
}

/// A step, or steps done several times.
pub(crate) struct StepLine {
    /// `6 times:`, or nothing.
    pub(crate) times: Option<String>,
    /// The parts of it.
    pub(crate) parts: Vec<PartLine>,
}

/// One part of a step.
pub(crate) struct PartLine {
    pub(crate) text: String,
    pub(crate) note: String,
}

/// A reason with what it rests on.
pub(crate) struct WhyLine {
    pub(crate) text: String,
    pub(crate) cites: Vec<Cite>,
}

/// The way back.
#[derive(Template)]
#[template(path = "running.html")]
pub(crate) struct RunningPage {
    pub(crate) frame: Frame,
    /// Danger signs that are open: nothing of running is answered before them.
    pub(crate) danger: Vec<DangerBanner>,
    pub(crate) run: Option<RunCard>,
    pub(crate) ladder: Option<LadderView>,
    /// Ways to choose from.
    pub(crate) ways: Vec<Choice>,
    /// What must be met before full training.
    pub(crate) back: Vec<GateLine>,
    /// Whether all of it is.
    pub(crate) may_return: bool,
    /// Since when and until when the return is watched; `None` outside of that.
    pub(crate) watch_lead: Option<String>,
    /// What the months after the return ask for; empty outside of them.
    pub(crate) watch: Vec<String>,
    /// How often it comes back, and what is known to change that; in those months only.
    pub(crate) again: Option<Part>,
    pub(crate) goal: Option<GoalView>,
    pub(crate) race_day: String,
    pub(crate) distance: String,
    pub(crate) distance_unit: &'static str,
    pub(crate) race_day_error: Option<String>,
    pub(crate) distance_error: Option<String>,
    pub(crate) error: Option<String>,
}

/// A ladder and where the runner stands on it.
pub(crate) struct LadderView {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) rungs: Vec<RungLine>,
    /// What is left before the next one.
    pub(crate) gate: Vec<GateLine>,
}

/// One rung.
pub(crate) struct RungLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) top: String,
    pub(crate) is_here: bool,
    pub(crate) good: String,
}

/// A criterion of a gate.
pub(crate) struct GateLine {
    pub(crate) name: String,
    pub(crate) how: String,
    /// `met`, `not met` or `not known`.
    pub(crate) met: &'static str,
    pub(crate) cites: Vec<Cite>,
}

/// The answer to a goal.
pub(crate) struct GoalView {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
}

/// A run against what was prescribed for its day.
#[derive(Default)]
pub(crate) struct AgainstCard {
    pub(crate) title: String,
    /// `kept`, `more`, `less`, or that it cannot be told.
    pub(crate) verdict: &'static str,
    pub(crate) line: String,
    /// That several runs of the day are held against it together.
    pub(crate) together: Option<String>,
    pub(crate) rows: Vec<AgainstRow>,
    pub(crate) unknown: Option<String>,
    /// Where it was faster than asked, as the chart marks it.
    pub(crate) over: Option<OverTable>,
}

/// Stretches that were faster than asked.
pub(crate) struct OverTable {
    pub(crate) lead: String,
    pub(crate) pace_head: String,
    /// From, to, how long, and how fast.
    // number: columns of the table
    pub(crate) rows: Vec<[String; 4]>,
    pub(crate) more: Option<String>,
}

/// One respect.
pub(crate) struct AgainstRow {
    pub(crate) name: &'static str,
    pub(crate) outcome: &'static str,
    /// What was asked and done, and where it went beyond.
    pub(crate) text: String,
}
