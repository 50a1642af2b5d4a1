//! Bring my runs: the door, and what became of each file.

use askama::Template;

use super::Frame;

/// The door.
#[derive(Template)]
#[template(path = "import.html")]
pub(crate) struct ImportPage {
    pub(crate) frame: Frame,
    pub(crate) summary: Option<String>,
    pub(crate) files_error: Option<String>,
    pub(crate) path: String,
    pub(crate) path_error: Option<String>,
    pub(crate) earlier: Vec<EarlierImport>,
}

/// An import that was.
pub(crate) struct EarlierImport {
    pub(crate) href: String,
    pub(crate) when: String,
    pub(crate) what: String,
}

/// One import: how far it is and what became of each file.
#[derive(Template)]
#[template(path = "import_status.html")]
pub(crate) struct ImportStatusPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    pub(crate) progress: ImportProgress,
    pub(crate) files: Vec<FileLine>,
    pub(crate) empty: String,
    pub(crate) range: String,
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
}

/// The panel that renews itself.
#[derive(Template)]
#[template(path = "import_progress.html")]
pub(crate) struct ImportProgressPart {
    pub(crate) progress: ImportProgress,
}

/// How far an import is.
pub(crate) struct ImportProgress {
    pub(crate) href: String,
    pub(crate) running: bool,
    pub(crate) title: String,
    pub(crate) share: Option<String>,
    pub(crate) done: u64,
    pub(crate) expected: Option<u64>,
    /// What a screen reader hears; it changes every tenth only.
    pub(crate) spoken: String,
    pub(crate) tally: Vec<Count>,
}

/// How many files had one outcome.
pub(crate) struct Count {
    pub(crate) class: &'static str,
    pub(crate) word: &'static str,
    pub(crate) number: String,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Became {
    NewRun,
    AlreadyHere,
    NotARun,
    PartlyRead,
    Refused,
}

/// One file.
pub(crate) struct FileLine {
    pub(crate) path: String,
    pub(crate) became: Became,
    pub(crate) why: Option<String>,
    pub(crate) run: Option<String>,
}

impl FileLine {
    pub(crate) fn word(&self) -> &'static str {
        match self.became {
            Became::NewRun => "New run",
            Became::AlreadyHere => "Already here",
            Became::NotARun => "Not a run",
            Became::PartlyRead => "Partly read",
            Became::Refused => "Could not be read",
        }
    }

    pub(crate) fn class(&self) -> &'static str {
        match self.became {
            Became::NewRun => "ok",
            Became::AlreadyHere | Became::NotARun => "",
            Became::PartlyRead => "warn",
            Became::Refused => "bad",
        }
    }
}
