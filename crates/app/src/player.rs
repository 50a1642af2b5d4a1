//! What leads through a session: its beats, what may be done instead, and what is kept for a week without network.

use femoris_clinic::rehab::beats::{self, Beat};
use femoris_clinic::rehab::session::{self, DayPlan, Prescription, Scene, Session};
use femoris_clinic::rehab::swap::{self, Swap};
use femoris_clinic::triage::Outcome;
use femoris_measure::Day;

use crate::log::OLDEST_ENTRY_DAYS;
use crate::{App, AppError};

/// Days whose sessions are kept for when there is no network, today included.
const DAYS_KEPT: i32 = 7;

impl App {
    /// An exercise second by second.
    pub fn beats(&self, item: &Prescription) -> Vec<Beat> {
        beats::beats(item, self.knowledge())
    }

    /// For each exercise of a session, in its order, what may be done instead; empty where a danger sign came between.
    pub fn swaps(&self, session: &Session) -> Result<Vec<Swap>, AppError> {
        let events = self.events()?;
        self.with_scene(&events, session.day, |scene| match &scene.triage.outcome {
            Outcome::Cleared(cleared) => swap::swaps(cleared, scene, session),
            Outcome::Refer(_) => Vec::new(),
        })
    }

    /// Whether the session of a day can be shown: as far back as entries reach, as far ahead as a browser keeps.
    pub fn shows_session_of(&self, day: Day) -> bool {
        (-OLDEST_ENTRY_DAYS..DAYS_KEPT).contains(&day.days_since(self.clock().today()))
    }

    /// The sessions that a browser keeps, as they stand by now, each with what may be done instead of its exercises, in their
    /// order.
    pub fn sessions_kept(&self) -> Result<Vec<(Session, Vec<Swap>)>, AppError> {
        let events = self.events()?;
        let (_, days) = self.look_ahead(&events, self.clock().today(), DAYS_KEPT, with_swaps)?;
        Ok(days.into_iter().filter_map(|(_, kept)| kept).collect())
    }

    /// The days whose sessions a browser keeps, today first.
    pub fn days_kept(&self) -> impl Iterator<Item = Day> + use<> {
        let today = self.clock().today();
        (0..DAYS_KEPT).map(move |ahead| today.plus_days(ahead))
    }
}

/// The session of a day with what may be done instead; `None` on a day without one.
fn with_swaps(scene: &Scene<'_, '_>) -> Option<(Session, Vec<Swap>)> {
    let Outcome::Cleared(cleared) = &scene.triage.outcome else { return None };
    let DayPlan::Session(session) = session::today(cleared, scene) else { return None };
    let swaps = swap::swaps(cleared, scene, &session);
    Some((session, swaps))
}
