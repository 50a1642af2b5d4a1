//! Writing into the case: answers, measurements, pain, restrictions, and taking an entry back.

use std::sync::{Arc, PoisonError};

use femoris_clinic::event::{Entry, Event, Sequence, standing};
use femoris_measure::Day;
use femoris_store::NewEvent;

use crate::{App, AppError};

/// The first day an entry may be about, counted back from today: older pain is remembered too badly to decide on.
pub(crate) const OLDEST_ENTRY_DAYS: i32 = 366;

/// An entry and the day it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// The day it is about; today where none is named.
    pub day: Option<Day>,
    /// What happened.
    pub entry: Entry,
}

impl App {
    /// Appends entries, all or none, and returns their places in the log.
    ///
    /// `key` makes a repeated request harmless: the same key gives the same places and nothing doubles.
    pub fn log(&self, entries: Vec<NewEntry>, key: Option<&str>) -> Result<Vec<Sequence>, AppError> {
        let today = self.clock.today();
        for new in &entries {
            check_day(new.day.unwrap_or(today), today)?;
            self.check_target(&new.entry)?;
        }
        self.append(entries, key)
    }

    /// As [`App::log`], for what is not remembered but read from a recording, or takes back what is in the log: its
    /// day may be long ago.
    pub(crate) fn log_on_any_day(&self, entries: Vec<NewEntry>) -> Result<Vec<Sequence>, AppError> {
        self.append(entries, None)
    }

    fn append(&self, entries: Vec<NewEntry>, key: Option<&str>) -> Result<Vec<Sequence>, AppError> {
        let today = self.clock.today();
        let at = self.clock.now();
        self.with_store(|store| {
            store.batch(|writer| {
                entries
                    .iter()
                    .enumerate()
                    .map(|(index, new)| {
                        let key = key.map(|key| format!("{key}/{index}"));
                        let event = NewEvent {
                            at,
                            day: new.day.unwrap_or(today),
                            entry: &new.entry,
                            key: key.as_deref(),
                        };
                        writer.append(&event).map(|appended| appended.sequence())
                    })
                    .collect()
            })
        })
    }

    /// Withdraws an entry. It stays in the log as withdrawn; a clinician's restriction cannot be taken back this way.
    /// A twinge that was marked twice at its moment is shown once, and both marks are withdrawn.
    pub fn withdraw(&self, entry: Sequence) -> Result<Sequence, AppError> {
        let mut withdrawn = vec![self.event(entry)?];
        let events = self.events()?;
        let doubles =
            standing(&events).filter(|one| one.sequence != entry && is_same_twinge(one, &withdrawn[0]));
        withdrawn.extend(doubles.cloned().collect::<Vec<_>>());
        let mut entries = Vec::with_capacity(withdrawn.len());
        for event in withdrawn {
            let entry = Entry::Withdrawn { entry: event.sequence };
            self.check_target(&entry)?;
            // Dated as the entry it takes back, so that a replay of that day sees both; a run may be long ago.
            entries.push(NewEntry { day: Some(event.day), entry });
        }
        let appended = self.log_on_any_day(entries)?;
        appended.first().copied().ok_or_else(|| AppError::ours("the log took nothing"))
    }

    /// All events of the case in their order. Only what is new since the last call is read.
    pub fn events(&self) -> Result<Arc<Vec<Event>>, AppError> {
        let mut cache = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let known = cache.events.last().map(|event| event.sequence);
        let (last, newer) = self.with_store(|store| {
            store.read(|reader| {
                let stored = reader.last_sequence()?;
                // Another process may have erased or restored the folder: then places start anew.
                let known = known.filter(|known| stored >= Some(*known));
                Ok((known, reader.events(known)?))
            })
        })?;
        if last.is_none() {
            cache.events = Arc::default();
        }
        if !newer.is_empty() {
            let mut all = Vec::clone(&cache.events);
            all.extend(newer);
            cache.events = Arc::new(all);
        }
        Ok(Arc::clone(&cache.events))
    }

    /// What an entry says; `None` where there is none of this number or it was taken back.
    pub fn standing_entry(&self, sequence: Sequence) -> Result<Option<Entry>, AppError> {
        let events = self.events()?;
        let mut standing = standing(&events);
        Ok(standing.find(|event| event.sequence == sequence).map(|event| event.entry.clone()))
    }

    fn event(&self, sequence: Sequence) -> Result<Event, AppError> {
        let events = self.events()?;
        let found = events.iter().find(|event| event.sequence == sequence).cloned();
        found.ok_or_else(|| AppError::not_found(format!("the log has no entry {}", sequence.0)))
    }

    fn check_target(&self, entry: &Entry) -> Result<(), AppError> {
        match entry {
            Entry::Withdrawn { entry } => match self.event(*entry)?.entry {
                Entry::RestrictionSet(_) | Entry::RestrictionLifted { .. } => Err(AppError::not_allowed(
                    "a clinician's restriction is lifted by a clinician or by its own end date",
                )),
                _ => Ok(()),
            },
            Entry::RestrictionLifted { restriction } => match self.event(*restriction)?.entry {
                Entry::RestrictionSet(_) => Ok(()),
                _ => Err(AppError::refused("restriction", "this entry is not a restriction")),
            },
            _ => Ok(()),
        }
    }
}

/// Whether both mark the same moment of the same run.
fn is_same_twinge(one: &Event, other: &Event) -> bool {
    let moment = |event: &Event| match &event.entry {
        Entry::Twinge { run, second, .. } => Some((run.clone(), *second)),
        _ => None,
    };
    moment(one).is_some_and(|of_one| moment(other) == Some(of_one))
}

fn check_day(day: Day, today: Day) -> Result<(), AppError> {
    if day > today {
        return Err(AppError::refused("date", format!("{day} is still to come; name today or a day before")));
    }
    if today.days_since(day) > OLDEST_ENTRY_DAYS {
        return Err(AppError::refused(
            "date",
            format!("{day} is more than a year ago; entries reach back one year"),
        ));
    }
    Ok(())
}
