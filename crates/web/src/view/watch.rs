//! The day's session and run, step by step and for a watch.

use askama::Template;

use super::Frame;

/// What a watch can lead through, and what it will show.
#[derive(Template)]
#[template(path = "watch.html")]
pub(crate) struct WatchPage {
    pub(crate) frame: Frame,
    pub(crate) intro: String,
    pub(crate) plans: Vec<Plan>,
    pub(crate) devices: Vec<Device>,
    pub(crate) untested: String,
}

/// A session or a run.
pub(crate) struct Plan {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) rounds: Vec<Round>,
    /// Why there is none.
    pub(crate) why_not: Option<String>,
}

/// Steps done so many times.
pub(crate) struct Round {
    pub(crate) times: u16,
    pub(crate) steps: Vec<String>,
}

/// What is said about a make of watch.
pub(crate) struct Device {
    pub(crate) name: String,
    pub(crate) says: String,
}
