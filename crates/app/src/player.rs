//! What leads through a session: its beats, what may be done instead, and what is kept for a week without network.

use femoris_clinic::rehab::beats::{self, Beat};
use femoris_clinic::rehab::session::{Prescription, Session};
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

    /// The days whose sessions a browser keeps, today first.
    pub fn days_kept(&self) -> impl Iterator<Item = Day> + use<> {
        let today = self.clock().today();
        (0..DAYS_KEPT).map(move |ahead| today.plus_days(ahead))
    }
}
