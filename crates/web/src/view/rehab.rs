//! Rehabilitation: today's session as a list and as a form.

use askama::Template;

use super::{Choice, Frame, Picture};

/// What Today says about the session.
pub(crate) struct SessionCard {
    /// The heading, such as *Today's session*.
    pub(crate) title: String,
    /// How long, and which stage.
    pub(crate) line: String,
    /// The exercises of the main part; empty where there is no session.
    pub(crate) rows: Vec<SessionRow>,
    /// What is said about it.
    pub(crate) notes: Vec<String>,
    /// What is different from the session before.
    pub(crate) changes: Vec<String>,
    /// What is left to pass before the next stage.
    pub(crate) left: Option<LeftToPass>,
    /// Whether it may be started.
    pub(crate) start: Option<&'static str>,
}

/// An exercise in a line.
pub(crate) struct SessionRow {
    pub(crate) name: String,
    pub(crate) dose: String,
    /// Its drawing, which says no more than the name.
    pub(crate) picture: Option<Picture>,
}

/// The gate of the stage in short.
pub(crate) struct LeftToPass {
    /// How many of how many are passed, and for which stage.
    pub(crate) line: String,
    /// The first that are not.
    pub(crate) names: Vec<String>,
    /// How many more there are.
    pub(crate) more: usize,
}

/// The session, to be done and logged.
#[derive(Template)]
#[template(path = "session.html")]
pub(crate) struct SessionPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    pub(crate) lead: String,
    /// Why the form was refused.
    pub(crate) refused: Option<RefusedShown>,
    /// The name under which it is kept once.
    pub(crate) session: String,
    /// The day it is meant for.
    pub(crate) day: String,
    /// How it is named among others.
    pub(crate) title: String,
    /// Which log it was made from.
    pub(crate) log: String,
    pub(crate) stage: String,
    pub(crate) parts: Vec<PartShown>,
    pub(crate) notes: Vec<String>,
    pub(crate) after: AfterShown,
    pub(crate) kits: Vec<Choice>,
    pub(crate) lengths: Vec<Choice>,
    /// Whether what fits the runner was refused, and is shown with what was typed.
    pub(crate) fits_open: bool,
    pub(crate) done: Option<String>,
    /// Pain from this on ends the session, 0 to 10.
    pub(crate) severe: u8,
}

impl SessionPage {
    /// Whether there is anything to do.
    pub(crate) fn has_session(&self) -> bool {
        !self.parts.is_empty()
    }
}

/// Why a form was refused.
pub(crate) struct RefusedShown {
    pub(crate) text: String,
    /// Whether the field stands on the page, as `#wrong`.
    pub(crate) at_field: bool,
}

/// What is told about the session as a whole.
pub(crate) struct AfterShown {
    pub(crate) took: String,
    pub(crate) pain_after: String,
    /// `absent`, `present` or empty.
    pub(crate) painkiller: String,
    pub(crate) limp: String,
    pub(crate) alarms: Vec<Choice>,
    /// The field that was refused, if it is one of these.
    pub(crate) wrong: Option<String>,
}

impl AfterShown {
    pub(crate) fn is_wrong(&self, name: &str) -> bool {
        self.wrong.as_deref() == Some(name)
    }
}

/// Warm-up, main part or cool-down.
pub(crate) struct PartShown {
    /// Which, as the session calls it.
    pub(crate) part: &'static str,
    pub(crate) title: &'static str,
    pub(crate) items: Vec<ItemShown>,
}

/// One exercise of the session.
pub(crate) struct ItemShown {
    /// Its drawing, in the size of a list.
    pub(crate) picture: Option<Picture>,
    pub(crate) why: Option<String>,
    pub(crate) main: Doable,
    pub(crate) swaps: Vec<SwapShown>,
}

/// What may be done instead of an exercise.
pub(crate) struct SwapShown {
    /// `easier` or `harder`, as the log calls it.
    pub(crate) reason: &'static str,
    /// The exercise it stands in for.
    pub(crate) instead_of: String,
    pub(crate) doable: Doable,
}

impl SwapShown {
    /// How it is offered.
    pub(crate) fn offer(&self) -> &'static str {
        if self.reason == "easier" { "Too much today" } else { "Too little today" }
    }

    /// Whether something was told about it.
    pub(crate) fn is_told(&self) -> bool {
        self.doable.sides.iter().any(|side| !side.did.is_empty())
    }
}

/// An exercise as it can be done: its words, its dose, its fields, and how it goes beat by beat.
pub(crate) struct Doable {
    /// Prefix of the fields' names.
    pub(crate) group: String,
    pub(crate) exercise: String,
    /// Where in the session it stands, as the log calls it.
    pub(crate) part: &'static str,
    pub(crate) href: String,
    pub(crate) name: String,
    /// Where its drawing in motion is; empty where nothing is drawn.
    pub(crate) drawing: String,
    pub(crate) describes: String,
    pub(crate) dose: String,
    pub(crate) rest: Option<String>,
    pub(crate) stop: String,
    /// Pain above this stops it, 0 to 10.
    pub(crate) limit: u8,
    pub(crate) start: String,
    pub(crate) steps: Vec<String>,
    /// `kind:side:set:seconds:number:of`, one after the other; `docs/player.md` explains them.
    pub(crate) beats: String,
    pub(crate) sides: Vec<SideShown>,
}

/// The fields of one side of an exercise.
pub(crate) struct SideShown {
    /// Prefix of the fields' names.
    pub(crate) field: String,
    /// The side as the log calls it.
    pub(crate) side: &'static str,
    /// The side in words, or empty for both.
    pub(crate) name: &'static str,
    /// What became of it, as the log calls it; empty while nothing is told.
    pub(crate) did: String,
    pub(crate) sets: String,
    pub(crate) repetitions: Option<String>,
    pub(crate) seconds: Option<String>,
    pub(crate) pain: String,
    pub(crate) effort: String,
    /// Whether the position held, as the log calls it; empty while that is not told.
    pub(crate) form: String,
    /// The field that was refused, if it is one of these, by the last part of its name.
    pub(crate) wrong: Option<String>,
    pub(crate) takes_weight: bool,
    pub(crate) weight: String,
    /// Setting of the range and share of full effort, kept as prescribed; empty where there is none.
    pub(crate) range: String,
    pub(crate) share: String,
    /// Why it was ended before all of it was done, as the log calls it; the player tells it.
    pub(crate) stopped: String,
}

impl SideShown {
    pub(crate) fn is_wrong(&self, name: &str) -> bool {
        self.wrong.as_deref() == Some(name)
    }

    /// Whether it is one hold a set, of which only the seconds are worth telling.
    pub(crate) fn is_one_hold(&self) -> bool {
        self.seconds.is_some() && self.repetitions.as_deref() == Some("1") && !self.is_wrong("repetitions")
    }

    /// What may become of it, and how that is said.
    pub(crate) fn outcomes(&self) -> [(&'static str, &'static str, bool); 7] {
        const ALL: [(&str, &str); 7] = [
            ("", "Not told"),
            ("yes", "Done"),
            ("pain", "Left out: pain"),
            ("time", "Left out: no time"),
            ("kit", "Left out: nothing to hand"),
            ("tired", "Left out: too tired"),
            ("other", "Left out: something else"),
        ];
        ALL.map(|(value, label)| (value, label, self.did == value))
    }

    /// How the position may have been, and how that is said.
    pub(crate) fn forms(&self) -> [(&'static str, &'static str, bool); 3] {
        const ALL: [(&str, &str); 3] = [("", "Not told"), ("kept", "Held"), ("slipped", "Slipped")];
        ALL.map(|(value, label)| (value, label, self.form == value))
    }
}

/// What a browser shows while nothing answers.
#[derive(Template)]
#[template(path = "offline.html")]
pub(crate) struct OfflinePage {
    pub(crate) frame: Frame,
}
