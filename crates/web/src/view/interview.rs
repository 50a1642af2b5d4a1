//! The interview: danger signs on one screen, the place, then a few short steps.

use askama::Template;

use super::exercises::Drawn;
use super::{Choice, Cite, Frame, Given, Link, Picture};

pub(crate) use femoris_app::Progress;

/// All danger signs on one screen.
#[derive(Template)]
#[template(path = "danger.html")]
pub(crate) struct DangerPage {
    pub(crate) frame: Frame,
    pub(crate) progress: Progress,
    /// Where the form goes.
    pub(crate) action: String,
    /// Where *save and leave* leads.
    /// What was refused, if anything.
    pub(crate) summary: Option<String>,
    pub(crate) groups: Vec<SignGroup>,
    pub(crate) sign_count: usize,
    pub(crate) why: Vec<String>,
    pub(crate) cites: Vec<Cite>,
}

/// Danger signs that belong together.
pub(crate) struct SignGroup {
    pub(crate) title: String,
    pub(crate) signs: Vec<Sign>,
}

/// One danger sign with its answer so far.
pub(crate) struct Sign {
    pub(crate) name: String,
    pub(crate) ask: String,
    pub(crate) how: Option<String>,
    pub(crate) chosen: Option<&'static str>,
    pub(crate) error: Option<String>,
}

/// Value and words of the answers other than *not sure*, the same for every finding.
pub(crate) const ANSWERS: [(&str, &str); 2] = [("present", "Yes"), ("absent", "No")];

impl Sign {
    pub(crate) fn options(&self) -> [(&'static str, &'static str); 3] {
        [ANSWERS[0], ANSWERS[1], ("unknown", "Not sure")]
    }
}

/// Which leg and which spot: the map mirrors the list.
#[derive(Template)]
#[template(path = "where.html")]
pub(crate) struct WherePage {
    pub(crate) frame: Frame,
    pub(crate) progress: Option<Progress>,
    pub(crate) leave: Link,
    pub(crate) action: String,
    pub(crate) sides: Vec<Choice>,
    pub(crate) side_error: Option<String>,
    pub(crate) places: Vec<Choice>,
    /// What a click on the map keeps in the address.
    pub(crate) map_keeps: String,
    pub(crate) location_error: Option<String>,
    pub(crate) why: Vec<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) next: &'static str,
    pub(crate) back: String,
    pub(crate) so_far: Vec<Given>,
}

/// A screen of several short questions.
#[derive(Template)]
#[template(path = "question.html")]
pub(crate) struct QuestionPage {
    pub(crate) frame: Frame,
    pub(crate) progress: Option<Progress>,
    pub(crate) leave: Link,
    pub(crate) action: String,
    pub(crate) heading: String,
    pub(crate) lead: String,
    pub(crate) questions: Vec<Question>,
    pub(crate) next: &'static str,
    pub(crate) back: String,
    pub(crate) so_far: Vec<Given>,
}

/// One question by itself: it is the heading.
#[derive(Template)]
#[template(path = "ask.html")]
pub(crate) struct AskPage {
    pub(crate) frame: Frame,
    /// How far along; nothing where a single answer is changed.
    pub(crate) progress: Option<Progress>,
    /// The way out: *enough for now*, or back unchanged.
    pub(crate) leave: Link,
    pub(crate) action: String,
    pub(crate) question: Question,
    /// The test as a drawing that moves.
    pub(crate) figure: Option<Drawn>,
    pub(crate) next: &'static str,
    pub(crate) back: String,
    pub(crate) so_far: Vec<Given>,
}

/// A test that could do harm in this case.
#[derive(Template)]
#[template(path = "left_out.html")]
pub(crate) struct LeftOutPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    pub(crate) lines: Vec<String>,
    pub(crate) cites: Vec<Cite>,
    pub(crate) next: Link,
}

/// One question with its answer so far.
pub(crate) struct Question {
    pub(crate) name: String,
    pub(crate) ask: String,
    /// What was answered before today.
    pub(crate) last: Option<String>,
    pub(crate) how: Option<String>,
    /// How the test is done, where it is one.
    pub(crate) test: Option<HowTo>,
    /// A drawing of it.
    pub(crate) picture: Option<Picture>,
    pub(crate) why: Vec<String>,
    pub(crate) cites: Vec<Cite>,
    /// Whether the reason stands open.
    pub(crate) open: bool,
    pub(crate) control: Control,
    /// What *not sure* is called here.
    pub(crate) not_sure: &'static str,
    pub(crate) error: Option<String>,
}

/// How a test is done.
pub(crate) struct HowTo {
    pub(crate) steps: Vec<String>,
    pub(crate) positive: String,
    pub(crate) stop: Option<String>,
    pub(crate) do_not: String,
    /// Who can do it, where the runner alone cannot.
    pub(crate) who: Option<&'static str>,
    pub(crate) cites: Vec<Cite>,
}

/// How an answer is given. Each has its *not sure*.
pub(crate) enum Control {
    /// One of several; *not sure* is the last of them.
    Choice(Vec<Choice>),
    /// 0 to 10.
    Score { chosen: Option<u8>, not_sure: bool, ends: ScoreEnds },
    /// A number with its unit, as typed.
    Number { unit: String, low: String, high: String, value: String, known: Known },
    /// A day, as typed.
    Date { value: String, latest: String, known: Known },
}

/// What 0 and 10 mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScoreEnds {
    Pain,
    Confidence,
}

impl ScoreEnds {
    /// The class of the row: pain deepens in colour.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Self::Pain => "pain",
            Self::Confidence => "pain even",
        }
    }

    pub(crate) fn low(&self) -> &'static str {
        match self {
            Self::Pain => "none",
            Self::Confidence => "not at all",
        }
    }

    pub(crate) fn high(&self) -> &'static str {
        match self {
            Self::Pain => "worst imaginable",
            Self::Confidence => "as before",
        }
    }
}

/// Whether a score is the chosen one.
pub(crate) fn is_chosen(chosen: &Option<u8>, score: &u8) -> bool {
    chosen.as_ref() == Some(score)
}

/// Which of the two ways to answer a typed question was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Open,
    Typed,
    NotSure,
}

impl Known {
    pub(crate) fn is_typed(&self) -> bool {
        *self == Self::Typed
    }

    pub(crate) fn is_not_sure(&self) -> bool {
        *self == Self::NotSure
    }
}
