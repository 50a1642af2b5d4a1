//! What every page carries around its content.

use femoris_app::Theme;

/// A place in the navigation. New places join the list, nothing else changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Today,
    Plan,
    Runs,
    Care,
    Answers,
    Data,
}

impl Tab {
    pub(crate) const ALL: &[Self] =
        &[Self::Today, Self::Plan, Self::Runs, Self::Care, Self::Answers, Self::Data];

    pub(crate) fn href(self) -> &'static str {
        match self {
            Self::Today => "/today",
            Self::Plan => "/plan",
            Self::Runs => "/runs",
            Self::Care => "/care",
            Self::Answers => "/answers",
            Self::Data => "/data",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Plan => "Plan",
            Self::Runs => "Runs",
            Self::Care => "Care",
            Self::Answers => "Answers",
            Self::Data => "Data",
        }
    }

    pub(crate) fn icon(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Plan => "plan",
            Self::Runs => "runs",
            Self::Care => "care",
            Self::Answers => "learn",
            Self::Data => "data",
        }
    }
}

/// A link beside the navigation.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// An import under way, told on every page.
#[derive(Debug, Clone)]
pub(crate) struct ImportNotice {
    pub(crate) text: String,
    pub(crate) href: String,
}

/// A short message after something was done.
#[derive(Debug, Clone)]
pub(crate) struct Toast {
    pub(crate) text: String,
    pub(crate) undo: Option<Undo>,
}

/// How to take back what the toast tells.
#[derive(Debug, Clone)]
pub(crate) struct Undo {
    pub(crate) action: String,
    pub(crate) fields: Vec<(&'static str, String)>,
}

/// What every page carries around its content.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frame {
    /// The page's own title; the name of the house follows it.
    pub(crate) title: String,
    /// Where in the navigation it stands.
    pub(crate) here: Option<Tab>,
    /// Without navigation: welcome and interview.
    pub(crate) open: bool,
    /// The chosen colour scheme.
    pub(crate) theme: Theme,
    /// The complaint, once told.
    pub(crate) who: Option<Who>,
    /// An import under way.
    pub(crate) import: Option<ImportNotice>,
    /// What was just done.
    pub(crate) toast: Option<Toast>,
    /// Whether the data is the example runner's.
    pub(crate) is_example: bool,
    /// Short form of the knowledge version; empty before it is known.
    pub(crate) rules: String,
}

impl Frame {
    /// Whether this place of the navigation is the present one.
    pub(crate) fn is_at(&self, tab: &Tab) -> bool {
        self.here == Some(*tab)
    }

    /// What the root element carries about colours, if anything.
    pub(crate) fn theme_attribute(&self) -> Option<&'static str> {
        (self.theme != Theme::Auto).then(|| self.theme.word())
    }

    /// The line in the foot about the rules.
    pub(crate) fn rules_line(&self) -> String {
        if self.rules.is_empty() {
            return "The rules are not yet reviewed by a clinician.".to_owned();
        }
        format!("Rules version {}, not yet reviewed by a clinician.", self.rules)
    }
}
