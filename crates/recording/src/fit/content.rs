//! What the messages of one part say, gathered before anything is made of it.

use femoris_measure::{Metres, Seconds, TimerEventKind, Totals};

use super::developer::DeveloperFields;
use super::rows::Rows;
use super::strap::Strap;
use super::wire::Message;
use super::workout::RawWorkout;

/// More of each than any recording has, few enough to bound memory: a summary may take two bytes in the file.
const MAX_SESSIONS: usize = 500;
const MAX_LAPS: usize = 20_000;
const MAX_EVENTS: usize = 100_000;

/// Message numbers that are read; all others are passed over.
pub(super) mod number {
    pub(crate) const FILE_ID: u16 = 0;
    pub(crate) const SPORT: u16 = 12;
    pub(crate) const SESSION: u16 = 18;
    pub(crate) const LAP: u16 = 19;
    pub(crate) const RECORD: u16 = 20;
    pub(crate) const EVENT: u16 = 21;
    pub(crate) const DEVICE_INFO: u16 = 23;
    pub(crate) const WORKOUT: u16 = 26;
    pub(crate) const WORKOUT_STEP: u16 = 27;
    pub(crate) const COURSE: u16 = 31;
    pub(crate) const LENGTH: u16 = 101;
    pub(crate) const HR: u16 = 132;
    pub(crate) const FIELD_DESCRIPTION: u16 = 206;
    pub(crate) const DEVELOPER_DATA_ID: u16 = 207;
}

/// A session as the device summed it up.
#[derive(Debug, Default, Clone)]
pub(super) struct Session {
    pub(super) start: Option<u32>,
    pub(super) sport: Option<u8>,
    pub(super) sub_sport: Option<u8>,
    pub(super) totals: Totals,
    /// Records that had been written when the summary came, to tell sessions apart that have no start.
    pub(super) rows_before: usize,
}

/// A lap as the device cut it.
#[derive(Debug, Clone)]
pub(super) struct RawLap {
    pub(super) start: u32,
    pub(super) sport: Option<u8>,
    pub(super) totals: Totals,
    pub(super) manual: Option<bool>,
}

/// Who wrote the file.
#[derive(Debug, Default, Clone)]
pub(super) struct Maker {
    pub(super) manufacturer: Option<u16>,
    pub(super) product: Option<u16>,
    pub(super) name: Option<String>,
    pub(super) serial: Option<u32>,
}

/// Everything read out of one part of a file.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) file_type: Option<u8>,
    /// Whether the part says what it is at all.
    pub(super) has_file_id: bool,
    pub(super) created: Option<u32>,
    pub(super) maker: Maker,
    pub(super) creator: Maker,
    pub(super) sport: Option<(u8, Option<u8>)>,
    pub(super) title: Option<String>,
    pub(super) workout: RawWorkout,
    pub(super) sessions: Vec<Session>,
    pub(super) laps: Vec<RawLap>,
    pub(super) events: Vec<(u32, TimerEventKind)>,
    pub(super) rows: Rows,
    pub(super) developer: DeveloperFields,
    pub(super) strap: Strap,
    /// Sessions, laps and timer events beyond what is kept.
    pub(super) left_out: usize,
    /// Records whose moment was taken from the pool length they ended.
    pub(super) timed_by_length: usize,
}

/// How far the content had grown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    rows: usize,
    sessions: usize,
    laps: usize,
    events: usize,
}

impl Content {
    /// How far the content has grown.
    pub(super) fn mark(&self) -> Mark {
        let (sessions, laps, events) = (self.sessions.len(), self.laps.len(), self.events.len());
        Mark { rows: self.rows.len(), sessions, laps, events }
    }

    /// Forgets what came after a mark.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.rows.truncate(mark.rows, &mut self.developer);
        self.sessions.truncate(mark.sessions);
        self.laps.truncate(mark.laps);
        self.events.truncate(mark.events);
    }

    /// Takes in a message other than a record.
    pub(super) fn add(&mut self, message: &Message<'_>) {
        match message.definition.global {
            number::FILE_ID => self.add_file_id(message),
            number::SPORT => {
                if let Some(sport) = message.get(0) {
                    self.sport = Some((sport, message.get(1)));
                }
            }
            number::SESSION => self.add_session(message),
            number::LAP => self.add_lap(message),
            number::EVENT => self.add_event(message),
            number::DEVICE_INFO => self.add_device(message),
            number::WORKOUT => {
                self.title = message.text(8).or(self.title.take());
                self.workout.add_workout(message);
            }
            number::WORKOUT_STEP => self.workout.add_step(message),
            number::COURSE => self.title = message.text(5).or(self.title.take()),
            number::LENGTH => self.add_length(message),
            number::HR => self.strap.add(message),
            number::FIELD_DESCRIPTION => self.developer.add_description(message),
            number::DEVELOPER_DATA_ID => self.developer.add_app(message),
            _ => {}
        }
    }

    fn add_file_id(&mut self, message: &Message<'_>) {
        // The first one counts: a second would be damage or a message of an unfinished merge.
        if self.has_file_id {
            return;
        }
        self.has_file_id = true;
        self.file_type = message.get(0);
        self.created = message.get(4);
        self.maker = Maker {
            manufacturer: message.get(1),
            product: message.get(2),
            name: message.text(8),
            serial: message.get(3),
        };
    }

    fn add_device(&mut self, message: &Message<'_>) {
        let is_creator = message.get::<u8>(0) == Some(0);
        if is_creator && self.creator.manufacturer.is_none() {
            self.creator = Maker {
                manufacturer: message.get(2),
                product: message.get(4),
                name: message.text(27),
                serial: message.get(3),
            };
        }
    }

    fn add_session(&mut self, message: &Message<'_>) {
        if self.sessions.len() >= MAX_SESSIONS {
            self.left_out += 1;
            return;
        }
        let totals = totals(message, 22, 23);
        let elapsed = totals.elapsed.map_or(0, |elapsed| elapsed.get().round() as u32);
        let start = message.get(2).or(message.time.map(|end| end.saturating_sub(elapsed)));
        self.sessions.push(Session {
            start,
            sport: message.get(5),
            sub_sport: message.get(6),
            totals,
            rows_before: self.rows.len(),
        });
    }

    fn add_lap(&mut self, message: &Message<'_>) {
        let totals = totals(message, 21, 22);
        let elapsed = totals.elapsed.map_or(0, |elapsed| elapsed.get().round() as u32);
        let start = message.get(2).or(message.time.map(|end| end.saturating_sub(elapsed)));
        let Some(start) = start else { return };
        if self.laps.len() >= MAX_LAPS {
            self.left_out += 1;
            return;
        }
        let trigger = message.get::<u8>(24);
        self.laps.push(RawLap {
            start,
            sport: message.get(25),
            totals,
            manual: trigger.map(|trigger| trigger == 0),
        });
    }

    fn add_event(&mut self, message: &Message<'_>) {
        const TIMER: u8 = 0;
        let (Some(time), Some(TIMER)) = (message.time, message.get::<u8>(0)) else { return };
        let kind = match message.get::<u8>(1) {
            Some(0) => TimerEventKind::Start,
            // Stop, stop all, and the two that also disable the timer.
            Some(1 | 4 | 8 | 9) => TimerEventKind::Stop,
            _ => return,
        };
        if self.events.len() < MAX_EVENTS {
            self.events.push((time, kind));
        } else {
            self.left_out += 1;
        }
    }

    /// A pool length ends where the record before it was taken; older watches leave that record's moment out.
    fn add_length(&mut self, message: &Message<'_>) {
        if self.rows.untimed().is_empty() {
            return;
        }
        if let (Some(start), Some(elapsed_ms)) = (message.get::<u32>(2), message.get::<u32>(3)) {
            let before = self.rows.untimed().len();
            self.rows.time_newest(start.saturating_add(elapsed_ms.saturating_add(500) / 1000));
            self.timed_by_length += before - self.rows.untimed().len();
        }
    }
}

/// Totals of a session or a lap, which differ only in where climbs stand.
fn totals(message: &Message<'_>, ascent: u8, descent: u8) -> Totals {
    let metres =
        |field, scale: f64| message.whole(field).and_then(|raw: i64| Metres::new(raw as f64 / scale).ok());
    let seconds = |field| message.whole(field).and_then(|raw: i64| Seconds::new(raw as f64 / 1000.0).ok());
    Totals {
        distance: metres(9, 100.0),
        timer: seconds(8),
        elapsed: seconds(7),
        ascent: metres(ascent, 1.0),
        descent: metres(descent, 1.0),
    }
}
