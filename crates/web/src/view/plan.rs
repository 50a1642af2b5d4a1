//! The plan: the road with its gates, the tests of the present one, strength and confidence, and what fits the runner.

use askama::Template;

use super::interview::Question;
use super::{Choice, Cite, Frame, Link};
use crate::chart::ChartView;

/// The road from here to full running.
#[derive(Template)]
#[template(path = "plan.html")]
pub(crate) struct PlanPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    /// What was refused.
    pub(crate) refused: Option<String>,
    /// Why there is no plan; empty where there is one.
    pub(crate) waits: Vec<String>,
    /// What to do where there is none.
    pub(crate) instead: Vec<Link>,
    pub(crate) way: Option<Way>,
    pub(crate) kits: Vec<Choice>,
    pub(crate) lengths: Vec<Choice>,
    pub(crate) ailments: Vec<Choice>,
    /// Whether what fits the runner was refused, and is shown with what was typed.
    pub(crate) fits_open: bool,
    /// What the knowledge says about its review.
    pub(crate) review: String,
}

impl PlanPage {
    /// What is set, in a line.
    pub(crate) fn fit_line(&self) -> String {
        let chosen = self.kits.iter().chain(&self.lengths).chain(&self.ailments).filter(|one| one.chosen);
        chosen.map(|one| one.label.as_str()).collect::<Vec<_>>().join(" · ")
    }
}

/// Everything that only a plan in force has.
pub(crate) struct Way {
    pub(crate) alerts: Vec<String>,
    /// That someone should look at the case; `None` where nobody need.
    pub(crate) look: Option<LookShown>,
    /// Which kind of complaint it is; `None` where the stage tells none apart.
    pub(crate) kind: Option<KindShown>,
    /// What may have brought it back, or keeps it.
    pub(crate) causes: Vec<String>,
    pub(crate) stages: Vec<StageShown>,
    pub(crate) tests: Option<TestsShown>,
    /// What may be told beside the sessions; `None` where the stage has nothing of the kind.
    pub(crate) outing: Option<OutingShown>,
    pub(crate) sure: SureShown,
    pub(crate) week: Vec<DayShown>,
    pub(crate) running: String,
    pub(crate) done: DoneShown,
    pub(crate) daily: Vec<RuleShown>,
    /// What the protocol is for and what it promises.
    pub(crate) about: String,
    pub(crate) cites: Vec<Cite>,
}

/// Why someone should look at the case, whom, and where they are found.
pub(crate) struct LookShown {
    pub(crate) why: String,
    pub(crate) who: String,
    pub(crate) href: String,
}

impl Way {
    /// Whether some test of the gate can be entered.
    pub(crate) fn takes_tests(&self) -> bool {
        self.tests.as_ref().is_some_and(|tests| !tests.questions.is_empty())
    }
}

/// Which kind of complaint it is.
pub(crate) struct KindShown {
    /// `None` while it is not known, and where it is none of them.
    pub(crate) name: Option<String>,
    pub(crate) text: String,
    /// What was measured.
    pub(crate) seen: Vec<String>,
    pub(crate) cites: Vec<Cite>,
}

/// One stage of the road.
pub(crate) struct StageShown {
    /// `done`, `now` or empty.
    pub(crate) state: &'static str,
    pub(crate) name: String,
    pub(crate) tag: String,
    pub(crate) text: String,
    pub(crate) gate: Option<GateShown>,
}

/// The gate of the present stage.
pub(crate) struct GateShown {
    pub(crate) title: String,
    pub(crate) count: Option<String>,
    pub(crate) says: Option<String>,
    pub(crate) criteria: Vec<CriterionShown>,
    /// What a pause asks for again changes.
    pub(crate) paused: String,
    /// What a pause asks for again.
    pub(crate) again: Vec<CriterionShown>,
    /// What a test that was passed before, and is no longer, changes.
    pub(crate) frozen: String,
    /// Passed before, and no longer.
    pub(crate) lost: Vec<CriterionShown>,
    /// The stage that may begin.
    pub(crate) pass: Option<String>,
}

/// One criterion.
pub(crate) struct CriterionShown {
    /// `met`, `no` or `unk`.
    pub(crate) state: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) word: String,
    pub(crate) name: String,
    pub(crate) how: String,
    /// Whether it is met by a walk, a ride or a run that is still to be told.
    pub(crate) wants_outing: bool,
    pub(crate) trends: Vec<TrendShown>,
    /// What a difference means, where something is known about it.
    pub(crate) error: Vec<String>,
    pub(crate) cites: Vec<Cite>,
}

/// The runner's values of a measure.
pub(crate) struct TrendShown {
    pub(crate) name: String,
    /// A line through them, from two on; trusted markup of our own.
    pub(crate) line: Option<String>,
    /// The last values with their days, oldest first.
    pub(crate) values: String,
}

/// The tests of the gate, to be written down.
pub(crate) struct TestsShown {
    pub(crate) questions: Vec<Question>,
    /// Names of what must not be tested now.
    pub(crate) withheld: Option<String>,
    pub(crate) open: bool,
}

/// A walk, a ride or a run, to be written down.
pub(crate) struct OutingShown {
    /// The name under which it is kept once.
    pub(crate) name: String,
    /// What it may be.
    pub(crate) kinds: Vec<Choice>,
    pub(crate) kind_error: Option<String>,
    /// The last day it may have been on.
    pub(crate) today: String,
    pub(crate) day: String,
    pub(crate) day_error: Option<String>,
    pub(crate) minutes: String,
    pub(crate) minutes_error: Option<String>,
    pub(crate) pains: [OutingPain; 3],
    /// `present`, `absent` or empty, as was told.
    pub(crate) painkiller: String,
    pub(crate) limp: String,
    pub(crate) open: bool,
}

impl OutingShown {
    /// What it may be, in a line.
    pub(crate) fn offer(&self) -> String {
        let names: Vec<&str> = self.kinds.iter().map(|kind| kind.label.as_str()).collect();
        names.join(" · ")
    }
}

/// A score of pain of an outing.
pub(crate) struct OutingPain {
    pub(crate) field: &'static str,
    pub(crate) legend: &'static str,
    pub(crate) chosen: Option<u8>,
    pub(crate) error: Option<String>,
}

/// Confidence beside strength.
pub(crate) struct SureShown {
    pub(crate) question: Question,
    /// When it was asked and when it is again.
    pub(crate) line: String,
    pub(crate) open: bool,
    pub(crate) charts: Vec<ChartView>,
}

/// A day of the week of the stage.
pub(crate) struct DayShown {
    pub(crate) name: &'static str,
    pub(crate) what: String,
    pub(crate) is_today: bool,
}

/// Sessions of the last four weeks.
pub(crate) struct DoneShown {
    pub(crate) line: String,
    pub(crate) weeks: Vec<WeekShown>,
}

/// One of these weeks, Monday first.
pub(crate) struct WeekShown {
    pub(crate) name: String,
    pub(crate) count: String,
    /// `done`, `ahead` or empty, for each day.
    pub(crate) days: [&'static str; 7],
}

/// A rule for the day.
pub(crate) struct RuleShown {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) cites: Vec<Cite>,
}
