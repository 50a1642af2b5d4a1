//! The plan as a calendar: in a file, and under an address with a secret that a calendar program can fetch.
//!
//! The address is off until it is asked for. Whoever knows it can read the calendar, so it is never logged, and can be
//! renewed or switched off. The server answers this machine only.

use std::fmt;

use femoris_clinic::rehab::plan::{Plan, TestsDue};
use femoris_clinic::rehab::protocol::{DayPlan, Slot, SlotKind, WEEK};
use femoris_exchange::calendar::{self, Calendar, Entry, TimeOfDay, Weekdays, Weekly, When, Zone};
use femoris_measure::{Day, Minutes};
use femoris_store::Setting;

use crate::settings::set;
use crate::{App, AppError};

/// Bytes of the secret: far more than anyone can try.
const SECRET_BYTES: usize = 20;
/// Bytes that tell one runner's entries from another's in the same calendar.
const ID_BYTES: usize = 4;
/// How far ahead a stage is written down.
const AHEAD_DAYS: i32 = 28;
/// A reminder of a whole day comes at eight in the morning of it.
const MORNING_MIN: i32 = 8 * 60;

/// What makes the calendar's address hard to guess.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarSecret(String);

impl CalendarSecret {
    /// The secret as it stands in the address: lower-case hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a guess is right. Takes as long for a wrong one that is nearly right.
    fn is(&self, guess: &str) -> bool {
        let differs = self.0.bytes().zip(guess.bytes()).fold(0, |sum, (ours, theirs)| sum | (ours ^ theirs));
        self.0.len() == guess.len() && differs == 0
    }
}

impl fmt::Debug for CalendarSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CalendarSecret(…)")
    }
}

impl App {
    /// The plan of a day and the weeks after it as iCalendar, and how many entries it has.
    pub fn calendar(&self) -> Result<(String, usize), AppError> {
        let entries = self.planned(self.clock.today())?;
        let runner = self.settings()?.runner_name;
        let name = self.knowledge.text("calendar.name");
        let count = entries.len();
        let calendar = Calendar {
            id: self.calendar_id()?,
            name: if runner.is_empty() { name.to_owned() } else { format!("{name}: {runner}") },
            written: self.clock.now(),
            zone: self.zone(),
            entries,
        };
        Ok((calendar::write(&calendar), count))
    }

    /// The calendar for whoever knows the secret. Any other guess, and any guess while there is no address, finds
    /// nothing.
    pub fn calendar_at(&self, guess: &str) -> Result<String, AppError> {
        match self.calendar_secret()? {
            Some(secret) if secret.is(guess) => self.calendar().map(|(text, _)| text),
            _ => Err(AppError::not_found("there is no calendar under this address")),
        }
    }

    /// The secret of the calendar's address; `None` where there is no address.
    pub fn calendar_secret(&self) -> Result<Option<CalendarSecret>, AppError> {
        self.with_store(|store| store.read(|reader| reader.setting(Setting::CalendarSecret)))
            .map(|found| found.map(CalendarSecret))
    }

    /// Makes an address, or another one in place of the one there is; that one finds nothing from now on.
    pub fn renew_calendar_secret(&self) -> Result<(), AppError> {
        let secret = by_chance::<SECRET_BYTES>()?;
        self.with_store(|store| set(store, Setting::CalendarSecret, &secret))
    }

    /// Switches the address off.
    pub fn forget_calendar_secret(&self) -> Result<(), AppError> {
        self.with_store(|store| store.batch(|writer| writer.clear_setting(Setting::CalendarSecret)))
    }

    /// The time of day at which the session stands in the calendar; six in the evening where none was set.
    pub fn session_time(&self) -> Result<TimeOfDay, AppError> {
        let word = self.with_store(|store| store.read(|reader| reader.setting(Setting::SessionTime)))?;
        Ok(word.and_then(|word| word.parse().ok()).unwrap_or(TimeOfDay::EVENING))
    }

    /// Sets the time of day at which the session stands in the calendar.
    pub fn set_session_time(&self, time: TimeOfDay) -> Result<(), AppError> {
        self.with_store(|store| set(store, Setting::SessionTime, &time.to_string()))
    }

    /// Everything that is planned from a day on.
    fn planned(&self, today: Day) -> Result<Vec<Entry>, AppError> {
        let events = self.events()?;
        let state = self.state_on(&events, today)?;
        let class = self.decide(&state).1.class;
        let reminders = self.knowledge.reminders.iter().filter_map(|reminder| {
            let day = reminder.due(class, &state.complaint).filter(|day| *day >= today)?;
            let text = |field: &str| self.knowledge.text(&format!("{}.{field}", reminder.id)).to_owned();
            Some(all_day(&reminder.id.to_string(), day, text("title"), text("text")))
        });
        let mut entries: Vec<Entry> = reminders.collect();
        // Nobody is called to a session while ill; the calendar that is fetched again has them when that is over.
        if state.is_ill() {
            return Ok(entries);
        }
        let time = self.session_time()?;
        let climbed = self.ladder_days(today, today.plus_days(AHEAD_DAYS))?;
        let planned = self.with_plan(today, |plan, minutes| {
            let runs = if climbed.is_none() { self.runs_of_stage(plan, today) } else { None };
            self.of_stage(plan, today, (time, minutes)).into_iter().chain(runs).collect::<Vec<_>>()
        })?;
        entries.extend(planned.unwrap_or_default());
        let text = |key: &str| self.knowledge.text(&format!("calendar.{key}")).to_owned();
        let runs = climbed.into_iter().flatten();
        entries.extend(runs.map(|day| all_day("run", day, text("run"), text("run_text"))));
        Ok(entries)
    }

    /// The weeks of a stage, as far ahead as is worth writing down: sessions at their time, and its tests when they are due.
    /// The stage may end before: a calendar that is fetched follows it.
    fn of_stage(&self, plan: &Plan<'_>, today: Day, (time, minutes): (TimeOfDay, u16)) -> Vec<Entry> {
        let stage = plan.course.stage;
        let text = |key: &str| self.knowledge.text(&format!("calendar.{key}")).to_owned();
        let lasts = Minutes::new(f64::from(minutes)).ok();
        let days = weekly(plan, today, &|slot| slot.kind.is_session());
        let session = days.zip(lasts).map(|(weekly, lasts)| Entry {
            key: format!("session-{}", stage.id),
            title: text("session"),
            text: text("session_text"),
            when: When::At { day: today, time, lasts },
            weekly: Some(weekly),
            reminder_min: Some(0),
        });
        let tests = (plan.tests == TestsDue::Now)
            .then(|| all_day(&format!("test-{}", stage.id), today, text("test"), text("test_text")));
        session.into_iter().chain(tests).collect()
    }

    /// The runs of a stage's week, as whole days, for whoever climbs no ladder.
    fn runs_of_stage(&self, plan: &Plan<'_>, today: Day) -> Option<Entry> {
        let text = |key: &str| self.knowledge.text(&format!("calendar.{key}")).to_owned();
        let key = format!("run-{}", plan.course.stage.id);
        weekly(plan, today, &|slot| slot.kind == SlotKind::Run).map(|weekly| Entry {
            weekly: Some(weekly),
            ..all_day(&key, today, text("run"), text("run_text"))
        })
    }

    /// What tells this runner's entries from another's: drawn once, then kept.
    fn calendar_id(&self) -> Result<String, AppError> {
        let drawn = by_chance::<ID_BYTES>()?;
        self.with_store(|store| {
            let kept = store.read(|reader| reader.setting(Setting::CalendarId))?;
            match kept {
                Some(kept) => Ok(kept),
                None => set(store, Setting::CalendarId, &drawn).map(|()| drawn),
            }
        })
    }

    fn zone(&self) -> Zone {
        let rules = self.clock.zone();
        let name = rules.iana_name().unwrap_or("Local").to_owned();
        Zone::new(&name, rules)
    }
}

/// The weekdays of some slots of a stage. The week of a stage begins on the weekday on which the stage began.
fn weekly(plan: &Plan<'_>, today: Day, chosen: &dyn Fn(&Slot) -> bool) -> Option<Weekly> {
    let on = |index: &usize| {
        let mut slots = plan.week.iter();
        slots.any(|slot| chosen(slot) && slot.days.get(*index) == Some(&DayPlan::Do))
    };
    let first = plan.course.begun.day.weekday_from_monday();
    let days = (0..WEEK).filter(on).map(|index| (first + index as u8) % WEEK as u8);
    Weekdays::from_monday(days).map(|days| Weekly { days, until: today.plus_days(AHEAD_DAYS) })
}

fn all_day(what: &str, day: Day, title: String, text: String) -> Entry {
    Entry {
        key: format!("{what}-{day}"),
        title,
        text,
        when: When::AllDay(day),
        weekly: None,
        reminder_min: Some(MORNING_MIN),
    }
}

/// So many bytes from the operating system's source of chance, as hexadecimal digits.
fn by_chance<const BYTES: usize>() -> Result<String, AppError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the operating system gave no random bytes");
        AppError::ours("this machine gave no random numbers to make an address of; try again")
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
