//! How we decide: the rules in use and where they come from.

use askama::Template;

use super::Frame;

/// What the rules are and what they rest on.
#[derive(Template)]
#[template(path = "about.html")]
pub(crate) struct AboutPage {
    pub(crate) frame: Frame,
    pub(crate) version: String,
    /// What the knowledge says about its review.
    pub(crate) review: String,
    pub(crate) sources: Vec<SourceLine>,
}

/// One publication.
pub(crate) struct SourceLine {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) detail: String,
    /// What we take from it.
    pub(crate) taken: String,
    pub(crate) estimate: bool,
    pub(crate) unverified: bool,
}
