//! Everything in, everything out, delete everything; units and colours.

use askama::Template;

use super::{Choice, Frame};

/// What is stored and how to take it out.
#[derive(Template)]
#[template(path = "data.html")]
pub(crate) struct DataPage {
    pub(crate) frame: Frame,
    pub(crate) folder: String,
    pub(crate) stored: Vec<StoredLine>,
    pub(crate) taken_out: Vec<TakenOut>,
    /// What is not listed of them.
    pub(crate) more_taken_out: Option<String>,
    pub(crate) backup_error: Option<String>,
    pub(crate) calendar: CalendarPanel,
    pub(crate) units: Vec<Choice>,
    pub(crate) themes: Vec<Choice>,
    pub(crate) running: RunningSettings,
    /// The server that map pictures come from; `None` while nothing is asked beyond this computer.
    pub(crate) pictures: Option<String>,
}

/// A run that was taken out and can be put back.
pub(crate) struct TakenOut {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) when: String,
    pub(crate) distance: String,
}

/// The own maximum speed and the watched folder.
#[derive(Default)]
pub(crate) struct RunningSettings {
    pub(crate) speed_unit: &'static str,
    pub(crate) own_maximum: String,
    pub(crate) own_maximum_note: String,
    pub(crate) own_maximum_error: Option<String>,
    pub(crate) watch_folder: String,
    pub(crate) watch_note: String,
    pub(crate) watch_is_gone: bool,
    pub(crate) watch_import: Option<String>,
    pub(crate) watch_error: Option<String>,
}

/// The plan in the runner's own calendar.
pub(crate) struct CalendarPanel {
    /// Where a calendar program can fetch it, without the scheme; `None` while there is no address.
    pub(crate) address: Option<String>,
    /// Time of day of the session.
    pub(crate) time: String,
    pub(crate) time_error: Option<String>,
}

/// What would be deleted, and the word that does it.
#[derive(Template)]
#[template(path = "erase.html")]
pub(crate) struct ErasePage {
    pub(crate) frame: Frame,
    pub(crate) folder: String,
    pub(crate) stored: Vec<StoredLine>,
    pub(crate) word: &'static str,
    pub(crate) typed: String,
    pub(crate) confirm_error: Option<String>,
}

/// One kind of thing that is stored.
#[derive(Clone)]
pub(crate) struct StoredLine {
    pub(crate) what: &'static str,
    pub(crate) number: String,
    pub(crate) size: String,
}
