//! What the pages show, as plain values: one file per page, each beside its template in `templates/`.
//!
//! Nothing here asks the app for anything; [`crate::pages`] fills these in.

pub(crate) mod about;
pub(crate) mod again;
pub(crate) mod answers;
pub(crate) mod care;
pub(crate) mod clinician;
pub(crate) mod data;
pub(crate) mod error;
pub(crate) mod exercises;
mod frame;
pub(crate) mod import;
pub(crate) mod interview;
pub(crate) mod letter;
pub(crate) mod plan;
pub(crate) mod rehab;
pub(crate) mod result;
pub(crate) mod run;
pub(crate) mod running;
pub(crate) mod runs;
pub(crate) mod sheet;
pub(crate) mod today;
pub(crate) mod watch;
pub(crate) mod welcome;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

pub(crate) use frame::{Frame, ImportNotice, Tab, Toast, Undo, Who};

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) label: String,
}

impl Link {
    pub(crate) fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// A drawing that is fetched by itself, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) src: String,
    pub(crate) describes: String,
}

/// One of several ways to see the same list.
#[derive(Debug, Clone)]
pub(crate) struct Chip {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) current: bool,
}

/// A source under a statement, with how far it can be trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cite {
    pub(crate) text: String,
    pub(crate) estimate: bool,
    pub(crate) unverified: bool,
}

/// One choice among several.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) note: Option<String>,
    pub(crate) chosen: bool,
}

/// An answer given, with the way to change it.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub(crate) text: String,
    pub(crate) href: String,
}

/// Renders a page. A template that cannot be rendered is our mistake and is said plainly.
pub(crate) fn show(page: &impl Template) -> Response {
    show_with(StatusCode::OK, page)
}

/// Renders a page under another status.
pub(crate) fn show_with(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => {
            let html = HeaderValue::from_static("text/html; charset=utf-8");
            (status, [(header::CONTENT_TYPE, html)], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "This page could not be drawn. Nothing was changed.")
                .into_response()
        }
    }
}
