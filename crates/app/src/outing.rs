//! Outings: walks, rides and easy runs beside the sessions, told without a watch.

use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::rehab::exercise::Exercise;
use femoris_clinic::rehab::log::SessionId;
use femoris_clinic::rehab::outing::{self, Outing};
use femoris_clinic::rehab::session;
use femoris_measure::Day;

use crate::{App, AppError, Logged, NewEntry};

impl App {
    /// Outings that the stage of a day asks for or offers; none where no programme is followed.
    pub fn outings(&self, day: Day) -> Result<Vec<&Exercise>, AppError> {
        let events = self.events()?;
        let of_stage = self.with_scene(&events, day, |scene| {
            session::walked(scene).map(|course| outing::offered(&course, scene.knowledge))
        })?;
        Ok(of_stage.unwrap_or_default())
    }

    /// A name for an outing that is told now: the same until something new is in the log.
    pub fn outing_name(&self) -> Result<SessionId, AppError> {
        let events = self.events()?;
        let newest = events.last().map_or(0, |event| event.sequence.0);
        let name = format!("outing-{}-after-{newest}", self.clock.today());
        SessionId::new(&name).ok_or_else(|| AppError::ours("no name could be made for the outing"))
    }

    /// Keeps an outing, whole or not at all. The same one twice is kept once.
    pub fn log_outing(&self, told: &Outing) -> Result<Logged, AppError> {
        let today = self.clock.today();
        let day = told.day.unwrap_or(today);
        if day > today {
            return Err(AppError::refused(
                "date",
                format!("{day} is still to come; tell it once it is done"),
            ));
        }
        let offered = self.outings(day)?;
        if offered.iter().all(|exercise| exercise.id != told.exercise) {
            let known: Vec<&str> = offered.iter().map(|exercise| exercise.id.as_str()).collect();
            let message = match &known[..] {
                [] => format!("no programme of {day} asks for a walk, a ride or a run"),
                known => {
                    format!("{} is none of the stage of {day}; it has {}", told.exercise, known.join(", "))
                }
            };
            return Err(AppError::refused("exercise", message));
        }
        let events = self.events()?;
        let stage = self.with_scene(&events, day, session::stage_in_force)?;
        let stage = stage.ok_or_else(|| AppError::ours("a programme without a stage"))?;
        let morning = told.next_morning.map(|score| (day.plus_days(1), score));
        if morning.is_some_and(|(morning, _)| morning > today) {
            let message = "that morning is still to come; Today asks for it then";
            return Err(AppError::refused("next_morning", message));
        }
        let morning = morning.map(|(morning, score)| NewEntry {
            day: Some(morning),
            entry: Entry::PainLogged { moment: PainMoment::NextMorning, score },
        });
        self.log_session_with(&told.report(stage, day), morning.into_iter().collect())
    }
}
