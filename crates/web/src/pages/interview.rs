//! The interview after the danger signs: the place, two short screens, then one question at a time as the engine
//! chooses them, and whatever today's answer waits for.

mod answers;
mod asks;
mod one;
mod opening;

use axum::extract::State;
use axum::response::Response;
use femoris_app::{Interview, NextStep};

use super::{Answer, Shared, ask, go};
use crate::view::Link;
use crate::wire::Fields;

pub(crate) use self::answers::{Typed, given};
pub(crate) use self::asks::{Ask, ask_at};
pub(crate) use self::one::{Asking, question, save_ask, save_missing, show_ask, show_missing};
pub(crate) use self::opening::{is_given, keep, save_opening, save_where, show_opening, show_where};

/// Where somebody came from to answer, and goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// One question after the other.
    Interview,
    /// The page of the day.
    Today,
    /// The result.
    Result,
}

impl Origin {
    /// As the address says; without a word it is the interview.
    pub(crate) fn of(query: &Fields) -> Self {
        match query.get("from") {
            Some("today") => Self::Today,
            Some("result") => Self::Result,
            _ => Self::Interview,
        }
    }

    /// Where it goes on after an answer.
    pub(crate) fn href(self) -> &'static str {
        match self {
            Self::Interview => "/pain/next",
            Self::Today => "/today",
            Self::Result => "/result",
        }
    }

    /// Its word in an address.
    fn word(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::Today => "today",
            Self::Result => "result",
        }
    }

    /// An address that remembers it.
    pub(crate) fn keep(self, path: &str) -> String {
        match self {
            Self::Interview => path.to_owned(),
            _ => format!("{path}?from={}", self.word()),
        }
    }

    /// What an address that is only a query must begin with to remember it.
    fn query(self) -> String {
        match self {
            Self::Interview => String::new(),
            _ => format!("from={}&", self.word()),
        }
    }

    /// Where somebody is who saved and left.
    pub(crate) fn left(self) -> &'static str {
        match self {
            Self::Interview | Self::Today => "/today",
            Self::Result => "/result",
        }
    }

    /// The way out of a screen without answering it.
    fn leave(self) -> Link {
        match self {
            Self::Interview => Link::new("/result", "Enough for now"),
            Self::Today => Link::new("/today", "Back to today"),
            Self::Result => Link::new("/result", "Back to the result"),
        }
    }

    fn next(self) -> &'static str {
        match self {
            Self::Interview => "Next",
            Self::Today | Self::Result => "Keep and go back",
        }
    }
}

/// `GET /pain/next`: on to what comes next, wherever the interview was left.
pub(crate) async fn next(State(app): State<Shared>) -> Answer {
    ask(&app, |app| Ok(on(&app.interview()?))).await
}

fn on(interview: &Interview) -> Response {
    match interview.next() {
        NextStep::DangerSigns => go("/pain"),
        NextStep::SeeSomeone => go("/today"),
        NextStep::Enough => go("/result"),
        NextStep::Ask(fact) => match Ask::of(fact) {
            Some(ask) => go(&format!("/pain/ask/{}", ask.name())),
            None => go("/result"),
        },
    }
}
