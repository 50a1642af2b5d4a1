//! Questions runners ask: the list with its search, and one answer.

use askama::Template;

use super::{Cite, Frame, Link};

/// All questions by topic, or those that fit what was sought.
#[derive(Template)]
#[template(path = "answers.html")]
pub(crate) struct AnswersPage {
    pub(crate) frame: Frame,
    /// What was sought; empty without a search.
    pub(crate) query: String,
    /// How many answers stand below, in words.
    pub(crate) count: String,
    pub(crate) groups: Vec<Group>,
}

/// Questions under one heading.
pub(crate) struct Group {
    pub(crate) title: String,
    pub(crate) rows: Vec<Row>,
}

/// One question of the list.
pub(crate) struct Row {
    pub(crate) question: Link,
    /// How firm the answer is.
    pub(crate) standing: &'static str,
    /// The sentence that fits the search, in pieces; empty without a search.
    pub(crate) snippet: Vec<Piece>,
}

/// A piece of a sentence, sought for or not.
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) is_match: bool,
}

/// One answer.
#[derive(Template)]
#[template(path = "answer.html")]
pub(crate) struct AnswerPage {
    pub(crate) frame: Frame,
    pub(crate) question: String,
    pub(crate) standing: &'static str,
    /// Whether experts differ or nobody knows.
    pub(crate) is_open: bool,
    pub(crate) short: String,
    pub(crate) figure: Option<Drawing>,
    pub(crate) paragraphs: Vec<Said>,
    pub(crate) sides: Vec<(String, Said)>,
    pub(crate) evidence: Option<Said>,
    pub(crate) seek_help: Option<Said>,
    pub(crate) see_also: Vec<Link>,
    /// What the knowledge says about its review.
    pub(crate) review: String,
}

/// A statement with what it rests on.
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) cites: Vec<Cite>,
}

/// A drawing of our own knowledge; trusted markup, checked when the knowledge is read.
pub(crate) struct Drawing {
    pub(crate) svg: String,
    pub(crate) title: String,
    pub(crate) describes: String,
}
