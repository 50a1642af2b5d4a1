//! The library of exercises: the list with its filters, and one exercise.

use askama::Template;

use super::{Choice, Cite, Frame, Link, Picture};

/// Exercises that fit, by shelf.
#[derive(Template)]
#[template(path = "exercises.html")]
pub(crate) struct ExercisesPage {
    pub(crate) frame: Frame,
    /// What was sought; empty without a search.
    pub(crate) query: String,
    pub(crate) stages: Vec<Choice>,
    pub(crate) kits: Vec<Choice>,
    /// How many stand below, in words.
    pub(crate) count: String,
    /// Whether anything narrows the list.
    pub(crate) is_narrowed: bool,
    pub(crate) shelves: Vec<Shelf>,
    pub(crate) routines: Vec<RoutineShown>,
}

/// Exercises under one heading.
pub(crate) struct Shelf {
    pub(crate) title: &'static str,
    pub(crate) rows: Vec<Row>,
}

/// One exercise of the list.
pub(crate) struct Row {
    pub(crate) link: Link,
    pub(crate) purpose: String,
    pub(crate) picture: Option<Picture>,
}

/// A routine: exercises in their order.
pub(crate) struct RoutineShown {
    pub(crate) name: String,
    pub(crate) purpose: String,
    pub(crate) minutes: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) cites: Vec<Cite>,
}

/// One step of a routine.
pub(crate) struct Step {
    /// What may be done today; empty where the step is left out.
    pub(crate) choices: Vec<Link>,
    pub(crate) dose: String,
    pub(crate) note: String,
    /// What stage or case leave out, each with the reason.
    pub(crate) left_out: Vec<(Link, String)>,
}

/// One exercise.
#[derive(Template)]
#[template(path = "exercise.html")]
pub(crate) struct ExercisePage {
    pub(crate) frame: Frame,
    pub(crate) shelf: &'static str,
    pub(crate) name: String,
    pub(crate) aliases: String,
    pub(crate) purpose: String,
    pub(crate) figure: Option<Drawn>,
    pub(crate) start: String,
    pub(crate) steps: Vec<String>,
    /// What it works, needs and asks, as pairs of words.
    pub(crate) facts: Vec<(&'static str, String)>,
    pub(crate) load: Vec<Cite>,
    pub(crate) doses: Vec<DoseShown>,
    pub(crate) stops: Vec<Rule>,
    pub(crate) not: Vec<Exclusion>,
    pub(crate) easier: Vec<Link>,
    pub(crate) harder: Vec<Link>,
    pub(crate) cites: Vec<Cite>,
    /// What the knowledge says about its review.
    pub(crate) review: String,
}

/// A figure of our own knowledge; trusted markup, drawn by our own renderer.
pub(crate) struct Drawn {
    pub(crate) moving: String,
    pub(crate) paper: String,
    pub(crate) describes: String,
}

/// A dose and the stages it is for.
pub(crate) struct DoseShown {
    pub(crate) stages: String,
    pub(crate) dose: String,
    pub(crate) note: String,
    /// A word where it is no published dose.
    pub(crate) tag: Option<&'static str>,
    pub(crate) cites: Vec<Cite>,
}

/// When to stop.
pub(crate) struct Rule {
    pub(crate) title: &'static str,
    pub(crate) text: String,
}

/// Who must not.
pub(crate) struct Exclusion {
    /// Stages, or what bothers the runner; empty where the reason says it.
    pub(crate) who: String,
    pub(crate) reason: String,
}
