//! Rehabilitation: today's session as a list and as a form, and the plan.

use askama::Template;

use super::{Choice, Cite, Frame};

/// What Today says about the session.
pub(crate) struct SessionCard {
    /// The heading, such as *Today's session*.
    pub(crate) title: String,
    /// How long, and which stage.
    pub(crate) line: String,
    /// Names and doses; empty where there is no session.
    pub(crate) rows: Vec<(String, String)>,
    /// What is said about it.
    pub(crate) notes: Vec<String>,
    /// What is different from the session before.
    pub(crate) changes: Vec<String>,
    /// Whether it may be started.
    pub(crate) start: Option<&'static str>,
}

/// The session, to be done and logged.
#[derive(Template)]
#[template(path = "session.html")]
pub(crate) struct SessionPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    /// Why the form was refused.
    pub(crate) refused: Option<String>,
    /// The name under which it is kept once.
    pub(crate) session: String,
    pub(crate) stage: String,
    pub(crate) parts: Vec<PartShown>,
    pub(crate) notes: Vec<String>,
    pub(crate) alarms: Vec<Choice>,
    pub(crate) kits: Vec<Choice>,
    pub(crate) lengths: Vec<Choice>,
    pub(crate) done: Option<String>,
}

impl SessionPage {
    /// Whether there is anything to do.
    pub(crate) fn has_session(&self) -> bool {
        !self.parts.is_empty()
    }
}

/// Warm-up, main part or cool-down.
pub(crate) struct PartShown {
    pub(crate) title: &'static str,
    pub(crate) items: Vec<ItemShown>,
}

/// One exercise of the session.
pub(crate) struct ItemShown {
    pub(crate) href: String,
    pub(crate) name: String,
    /// Trusted markup, drawn by our own renderer.
    pub(crate) figure: Option<String>,
    pub(crate) describes: String,
    pub(crate) dose: String,
    pub(crate) rest: Option<String>,
    pub(crate) why: Option<String>,
    pub(crate) stop: String,
    pub(crate) start: String,
    pub(crate) steps: Vec<String>,
    pub(crate) easier: Option<(String, String)>,
    pub(crate) harder: Option<(String, String)>,
    pub(crate) sides: Vec<SideShown>,
}

/// The fields of one side of an exercise.
pub(crate) struct SideShown {
    /// Prefix of the fields' names.
    pub(crate) field: String,
    /// The side, or empty for both.
    pub(crate) name: &'static str,
    pub(crate) sets: u8,
    pub(crate) repetitions: Option<u8>,
    pub(crate) seconds: Option<u16>,
    pub(crate) takes_weight: bool,
    pub(crate) weight: String,
}

/// The road from here to full running.
#[derive(Template)]
#[template(path = "plan.html")]
pub(crate) struct PlanPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    pub(crate) refused: Option<String>,
    /// Why there is no plan; empty where there is one.
    pub(crate) waits: Vec<String>,
    pub(crate) stages: Vec<StageShown>,
    pub(crate) week: Vec<(String, String)>,
    pub(crate) rules: Vec<RuleShown>,
    pub(crate) running: String,
    pub(crate) alerts: Vec<String>,
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
    pub(crate) count: String,
    pub(crate) says: String,
    pub(crate) criteria: Vec<CriterionShown>,
    pub(crate) lost: Vec<String>,
    /// The stage that may begin.
    pub(crate) pass: Option<String>,
}

/// One criterion.
pub(crate) struct CriterionShown {
    /// `met`, `no` or `unk`.
    pub(crate) state: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) word: &'static str,
    pub(crate) name: String,
    pub(crate) how: String,
    /// The runner's values, oldest first.
    pub(crate) trend: String,
    pub(crate) cites: Vec<Cite>,
}

/// A rule for the day.
pub(crate) struct RuleShown {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) cites: Vec<Cite>,
}
