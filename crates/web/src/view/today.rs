//! Today: the one answer, its three facts, the log, what changed, why.

use askama::Template;

use super::running::RunCard;
use super::{Cite, Frame, Given, Link};

/// The everyday page.
#[derive(Template)]
#[template(path = "today.html")]
pub(crate) struct TodayPage {
    pub(crate) frame: Frame,
    pub(crate) card: Card,
    /// Exactly three.
    pub(crate) facts: [Fact; 3],
    pub(crate) danger: Vec<DangerBanner>,
    /// How many danger signs are open, as a sentence.
    pub(crate) unanswered: Option<String>,
    /// Today's session; `None` where someone must be seen first or nothing was told.
    pub(crate) session: Option<super::rehab::SessionCard>,
    /// The run of the day; `None` while danger signs come first.
    pub(crate) run: Option<RunCard>,
    /// The run the runner thinks of; `None` where the answer is not to run.
    pub(crate) planned: Option<Planned>,
    pub(crate) log: Vec<LogRow>,
    /// The night and being ill; `None` where nothing was told.
    pub(crate) how: Option<HowRow>,
    pub(crate) changes: Vec<String>,
    pub(crate) nothing_changed: String,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) safety_net: Vec<String>,
    pub(crate) week: Vec<WeekDay>,
    pub(crate) week_line: String,
    /// Where the examination goes on.
    pub(crate) onward: Vec<Link>,
    pub(crate) answers: Vec<Given>,
}

/// The answer card. `lane` is the number painted in the bend.
pub(crate) struct Card {
    /// 1 run as planned, 2 run this much, 3 not today, 4 see someone.
    pub(crate) lane: u8,
    pub(crate) date: String,
    pub(crate) say: String,
    pub(crate) dose: Option<String>,
    pub(crate) lines: Vec<String>,
    pub(crate) action: Option<Link>,
}

impl Card {
    /// The ground it is painted on.
    pub(crate) fn ground(&self) -> &'static str {
        match self.lane {
            1 => "go",
            2 => "less",
            4 => "stop",
            _ => "rest",
        }
    }
}

/// A deciding fact; what is not known leads to its question.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) note: String,
    pub(crate) href: Option<String>,
}

/// A danger sign that is present.
pub(crate) struct DangerBanner {
    pub(crate) title: String,
    pub(crate) action: String,
    pub(crate) because: String,
    pub(crate) cites: Vec<Cite>,
}

/// The field for a run that is thought of, and what its distance means.
pub(crate) struct Planned {
    pub(crate) unit: &'static str,
    /// What was typed, or what is planned.
    pub(crate) typed: String,
    pub(crate) error: Option<String>,
    pub(crate) said: Vec<Reason>,
}

/// One line of the pain log: eleven buttons.
pub(crate) struct LogRow {
    pub(crate) moment: &'static str,
    pub(crate) legend: String,
    pub(crate) chosen: Option<u8>,
    pub(crate) error: Option<String>,
}

/// The night before, in eleven buttons, and being ill, in two.
pub(crate) struct HowRow {
    pub(crate) open: bool,
    pub(crate) summary: String,
    pub(crate) slept: Option<u8>,
    pub(crate) sleep_error: Option<String>,
    pub(crate) question: String,
    pub(crate) choices: Vec<HealthChoice>,
    pub(crate) health_error: Option<String>,
    /// Where the danger sign of a fever is asked.
    pub(crate) fever: String,
}

/// Ill, or not.
pub(crate) struct HealthChoice {
    pub(crate) id: &'static str,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// A rule that spoke.
pub(crate) struct Reason {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) open: bool,
}

/// A day of the week strip.
pub(crate) struct WeekDay {
    pub(crate) name: &'static str,
    pub(crate) word: String,
    pub(crate) ran: bool,
    pub(crate) is_today: bool,
    pub(crate) ahead: bool,
}

impl WeekDay {
    pub(crate) fn state(&self) -> &'static str {
        match (self.is_today, self.ran) {
            (true, _) => "today",
            (false, true) => "done",
            (false, false) => "",
        }
    }

    pub(crate) fn icon(&self) -> &'static str {
        match (self.ran, self.ahead || self.is_today) {
            (true, _) => "shoe",
            (false, true) => "open",
            (false, false) => "rest",
        }
    }
}
