//! What the runner says about a run: how hard it was, and where something pulled.

use femoris_clinic::event::{Entry, Sequence, TwingeMark, standing};
use femoris_clinic::load::{Trace, lap_pressed_twice, minute_around};
use femoris_measure::{ClockJumps, Effort, RecordedRun};
use femoris_store::{RunId, StoreError};

use crate::loads::Twinge;
use crate::runs::run_id;
use crate::{App, AppError, NewEntry};

impl App {
    /// Says how hard a run was, 0 to 10. Said again, the newest counts.
    pub fn log_effort(&self, id: &str, effort: Effort) -> Result<Sequence, AppError> {
        let id = run_id(id)?;
        let day = self.with_store(|store| store.read(|reader| reader.summary(&id)))?.day;
        self.log_about_run(day, Entry::RunEffort { run: id.to_string(), effort })
    }

    /// Marks a moment of a run, in seconds since its start with pauses included and jumps of the clock left out, as one at
    /// which something pulled. A moment that is marked stays marked once, and its entry is returned.
    pub fn log_twinge(&self, id: &str, second: u32) -> Result<Sequence, AppError> {
        let id = run_id(id)?;
        let (summary, run) = self.with_store(|store| {
            store.read(|reader| {
                Ok::<_, StoreError>((reader.summary(&id)?, crate::loads::for_measuring(reader, &id)?))
            })
        })?;
        let recorded = || (summary.end.unix_ms() - summary.start.unix_ms()) as f64 / 1000.0;
        let lasted = ClockJumps::of(&run).end().unwrap_or_else(recorded) as i64;
        if i64::from(second) > lasted {
            let (minutes, seconds) = (lasted / 60, lasted % 60);
            return Err(AppError::refused(
                "twinge_at",
                format!("the run ended {minutes}:{seconds:02} after its start; name an earlier moment"),
            ));
        }
        if let Some(there) = self.twinges_of(&id)?.into_iter().find(|there| there.second == second) {
            return Ok(there.entry);
        }
        let entry = self.twinge(&id, &run, second, TwingeMark::Told)?;
        self.log_about_run(summary.day, entry)
    }

    /// The entry for a moment that was marked, in seconds of the run.
    fn twinge(
        &self,
        id: &RunId,
        run: &RecordedRun,
        second: u32,
        marked: TwingeMark,
    ) -> Result<Entry, AppError> {
        let rules = &self.knowledge.measures;
        let maximum = self.own_speed()?.speed;
        let minute = match Trace::of(run, rules) {
            Ok(trace) => {
                let on_the_clock = ClockJumps::of(run).of_clock(f64::from(second));
                minute_around(&trace, on_the_clock as u32, maximum, rules)
            }
            Err(_) => Default::default(),
        };
        Ok(Entry::Twinge { run: id.to_string(), second, marked, minute })
    }

    /// What the lap button marked in a run that is coming in.
    pub(crate) fn marked_by_lap(&self, id: &RunId, run: &RecordedRun) -> Result<Vec<Entry>, AppError> {
        let jumps = ClockJumps::of(run);
        let seconds = lap_pressed_twice(run).into_iter().map(|second| jumps.of_run(f64::from(second)) as u32);
        seconds.map(|second| self.twinge(id, run, second, TwingeMark::LapTwice)).collect()
    }

    /// Remarks about a run are about its day, however long ago it is.
    fn log_about_run(&self, day: femoris_measure::Day, entry: Entry) -> Result<Sequence, AppError> {
        let day = day.min(self.clock.today());
        let sequences = self.log_on_any_day(vec![NewEntry { day: Some(day), entry }])?;
        sequences.first().copied().ok_or_else(|| AppError::ours("the log took nothing"))
    }

    /// The newest effort of a run that was not withdrawn.
    pub(crate) fn effort_of(&self, id: &RunId) -> Result<Option<(Effort, Sequence)>, AppError> {
        let events = self.events()?;
        Ok(standing(&events).rev().find_map(|event| match &event.entry {
            Entry::RunEffort { run, effort } if run == id.as_str() => Some((*effort, event.sequence)),
            _ => None,
        }))
    }

    /// The moments of a run that were marked and not withdrawn, in their order.
    pub fn twinges(&self, id: &str) -> Result<Vec<Twinge>, AppError> {
        self.twinges_of(&run_id(id)?)
    }

    /// As [`App::twinges`].
    pub(crate) fn twinges_of(&self, id: &RunId) -> Result<Vec<Twinge>, AppError> {
        let events = self.events()?;
        let mut found: Vec<Twinge> = standing(&events)
            .filter_map(|event| match &event.entry {
                Entry::Twinge { run, second, marked, minute } if run == id.as_str() => {
                    Some(Twinge { entry: event.sequence, second: *second, marked: *marked, minute: *minute })
                }
                _ => None,
            })
            .collect();
        found.sort_by_key(|twinge| (twinge.second, twinge.entry));
        found.dedup_by_key(|twinge| twinge.second);
        Ok(found)
    }
}
