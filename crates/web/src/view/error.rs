//! What happened, what is safe, what to do: never a code alone.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use femoris_app::{AppError, ErrorKind};

use super::{Frame, Link, show, show_with};

/// A page instead of the one that was asked for.
#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    pub(crate) frame: Frame,
    pub(crate) kind: &'static str,
    pub(crate) heading: String,
    pub(crate) lines: Vec<String>,
    pub(crate) action: Link,
}

impl ErrorPage {
    fn new(kind: &'static str, heading: &str, lines: &[&str]) -> Self {
        Self {
            frame: Frame { title: heading.trim_end_matches('.').to_owned(), open: true, ..Frame::default() },
            kind,
            heading: heading.to_owned(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            action: Link::new("/", "Go to the first page"),
        }
    }

    /// No such page.
    pub(crate) fn not_found() -> Self {
        Self::new(
            "Not found",
            "There is no such page.",
            &["The address may be mistyped, or what stood here was deleted."],
        )
    }

    /// The address names no loopback host.
    pub(crate) fn wrong_host() -> Self {
        Self::new(
            "Refused",
            "This address is not answered.",
            &[
                "Femoris answers only under 127.0.0.1 and localhost, so that no website can reach it through another name.",
                "Nothing was shown or changed. Open the address that was printed when Femoris started.",
            ],
        )
    }

    /// A form from another site.
    pub(crate) fn foreign_form() -> Self {
        Self::new(
            "Refused",
            "This came from another website.",
            &["Only Femoris' own pages may change anything here. Nothing was changed."],
        )
    }

    /// A body that is larger than its form allows.
    pub(crate) fn too_large() -> Self {
        Self::new(
            "Refused",
            "That is too much at once.",
            &[
                "Nothing was changed. Shorten the text, or bring large exports by their path on the import page.",
            ],
        )
    }

    /// A request we could not read.
    pub(crate) fn unreadable(what: &str) -> Self {
        Self::new(
            "Refused",
            "This request could not be read.",
            &[what, "Nothing was changed. Go back and try again."],
        )
    }

    /// Took too long.
    pub(crate) fn too_slow() -> Self {
        Self::new(
            "Stopped",
            "This took too long.",
            &["It was stopped. What was saved before stays saved. Try again."],
        )
    }

    /// Our own mistake.
    pub(crate) fn ours(message: &str) -> Self {
        Self::new(
            "Our mistake",
            "Something went wrong here.",
            &[message, "What was saved before stays saved. If it happens again, restart Femoris."],
        )
    }
}

impl IntoResponse for ErrorPage {
    fn into_response(self) -> Response {
        show(&self)
    }
}

/// What a handler gives back instead of a page. Refusals of a field are shown at the field and never come here.
#[derive(Debug)]
pub(crate) enum PageError {
    /// No such page or thing.
    NotFound,
    /// A request that does not fit its form, with what was wrong.
    Unreadable(String),
    /// A body larger than allowed.
    TooLarge,
    /// The app refused or failed.
    App(AppError),
}

impl From<AppError> for PageError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let (status, page) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, ErrorPage::not_found()),
            Self::Unreadable(what) => (StatusCode::BAD_REQUEST, ErrorPage::unreadable(&what)),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorPage::too_large()),
            Self::App(error) => match error.kind() {
                ErrorKind::NotFound => (StatusCode::NOT_FOUND, ErrorPage::not_found()),
                ErrorKind::Refused => {
                    (StatusCode::UNPROCESSABLE_ENTITY, ErrorPage::unreadable(&error.to_string()))
                }
                ErrorKind::NotAllowed => (StatusCode::FORBIDDEN, ErrorPage::unreadable(&error.to_string())),
                ErrorKind::Ours => (StatusCode::INTERNAL_SERVER_ERROR, ErrorPage::ours(&error.to_string())),
            },
        };
        show_with(status, &page)
    }
}
