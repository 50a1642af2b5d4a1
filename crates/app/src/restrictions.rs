//! A clinician's word: written down by the runner, held to until the clinician or its end lifts it.

use femoris_clinic::case::ActiveRestriction;
use femoris_clinic::event::{Entry, Sequence};
use femoris_clinic::rehab::exercise::{Exercise, Group};
use femoris_clinic::restriction::{Restriction, RestrictionEffect};

use crate::{App, AppError, NewEntry};

/// Longest wording of a restriction, in characters.
const LONGEST_TEXT: usize = 500;

impl App {
    /// Restrictions that hold today, in the order they were set.
    pub fn restrictions(&self) -> Result<Vec<ActiveRestriction>, AppError> {
        Ok(self.interview()?.state.restrictions)
    }

    /// Writes down what a clinician said.
    pub fn restrict(&self, restriction: Restriction) -> Result<Sequence, AppError> {
        let text = restriction.text.trim();
        if text.is_empty() {
            return Err(AppError::refused("text", "write what your clinician said, in their words"));
        }
        if text.chars().count() > LONGEST_TEXT {
            return Err(AppError::refused("text", format!("keep it under {LONGEST_TEXT} characters")));
        }
        match &restriction.effect {
            RestrictionEffect::Cap(caps) if caps.is_empty() => {
                return Err(AppError::refused("limits", "write at least one limit, or choose no running"));
            }
            RestrictionEffect::LeaveOut(id) => match self.knowledge.exercise(id) {
                None => return Err(AppError::refused("exercise", format!("there is no exercise {id}"))),
                Some(exercise) if !may_be_left_out(exercise) => {
                    let why = "running is limited by a limit on running; choose that instead";
                    return Err(AppError::refused("exercise", why));
                }
                Some(_) => {}
            },
            RestrictionEffect::NoRun | RestrictionEffect::Cap(_) => {}
        }
        let today = self.clock.today();
        if let Some(until) = restriction.until.filter(|until| *until < today) {
            return Err(AppError::refused("until", format!("{until} is over; name today or a day to come")));
        }
        let restriction = Restriction { text: text.to_owned(), ..restriction };
        self.keep_one(Entry::RestrictionSet(restriction))
    }

    /// Lifts a restriction, because the clinician said so.
    pub fn lift(&self, restriction: Sequence) -> Result<Sequence, AppError> {
        self.keep_one(Entry::RestrictionLifted { restriction })
    }

    fn keep_one(&self, entry: Entry) -> Result<Sequence, AppError> {
        let appended = self.log(vec![NewEntry { day: None, entry }], None)?;
        appended.first().copied().ok_or_else(|| AppError::ours("the log took nothing"))
    }
}

/// Whether leaving it out holds: runs, and what is done beside the sessions, are asked for elsewhere.
pub fn may_be_left_out(exercise: &Exercise) -> bool {
    !exercise.runs && exercise.group != Group::Running
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clock;
    use femoris_clinic::restriction::Caps;
    use femoris_measure::{Instant, Minutes, ZoneOffset};

    fn app() -> (tempfile::TempDir, App) {
        let folder = tempfile::tempdir().expect("a folder");
        let at: Instant = "2026-11-21T10:00:00Z".parse().expect("a moment");
        let app = App::open(folder.path(), Clock::Fixed(at, ZoneOffset::from_seconds(0))).expect("opens");
        (folder, app)
    }

    fn said(text: &str, effect: RestrictionEffect, until: Option<&str>) -> Restriction {
        Restriction { text: text.to_owned(), until: until.and_then(|day| day.parse().ok()), effect }
    }

    #[test]
    fn what_says_nothing_is_refused_by_its_field() {
        let (_folder, app) = app();
        let empty = RestrictionEffect::Cap(Caps::default());
        let long = "x".repeat(LONGEST_TEXT + 1);
        let cases = [
            (said(" ", RestrictionEffect::NoRun, None), "text"),
            (said(&long, RestrictionEffect::NoRun, None), "text"),
            (said("Half an hour", empty, None), "limits"),
            (said("No running", RestrictionEffect::NoRun, Some("2026-11-20")), "until"),
        ];
        for (restriction, field) in cases {
            let refused = app.restrict(restriction).expect_err("refused");
            assert_eq!(refused.field(), Some(field));
        }
        assert!(app.restrictions().expect("none").is_empty());
    }

    #[test]
    fn it_holds_until_it_is_lifted_and_cannot_be_withdrawn() {
        let (_folder, app) = app();
        let minutes = Caps { minutes: Minutes::new(20.0).ok(), ..Caps::default() };
        let set = app.restrict(said("Twenty minutes", RestrictionEffect::Cap(minutes), None)).expect("set");
        assert_eq!(app.restrictions().expect("one").len(), 1);
        assert!(app.withdraw(set).is_err());
        app.lift(set).expect("lifted");
        assert!(app.restrictions().expect("none").is_empty());
    }
}
