//! The first page: three ways to start.

use askama::Template;

use super::Frame;

/// Shown while there is neither a complaint nor a run.
#[derive(Template)]
#[template(path = "welcome.html")]
pub(crate) struct WelcomePage {
    pub(crate) frame: Frame,
    /// When to get help at once, in the words of the knowledge.
    pub(crate) emergency: Option<String>,
}
