//! What the runner set: units, theme, name.

use rusqlite::{OptionalExtension, params};

use crate::error::SqlContext;
use crate::{Reader, StoreError, Writer};

/// A setting that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Kilometres or miles.
    Units,
    /// Light, dark or as the machine has it.
    Theme,
    /// How the runner likes to be called.
    RunnerName,
    /// Whose data this is: the runner's own or the example's.
    Example,
    /// What makes the calendar's address hard to guess; unset where there is no address.
    CalendarSecret,
    /// Tells this runner's calendar entries from another's.
    CalendarId,
    /// Time of day of the session in the calendar.
    SessionTime,
    /// The runner's own maximum speed in km/h, where told.
    OwnMaximum,
    /// A folder whose new files come in by themselves.
    WatchFolder,
    /// Where map pictures come from; unset while nothing is asked beyond this computer.
    MapAddress,
    /// Whom to name under a map that has pictures.
    MapCredit,
}

impl Setting {
    /// All settings.
    pub const ALL: [Self; 11] = [
        Self::Units,
        Self::Theme,
        Self::RunnerName,
        Self::Example,
        Self::CalendarSecret,
        Self::CalendarId,
        Self::SessionTime,
        Self::OwnMaximum,
        Self::WatchFolder,
        Self::MapAddress,
        Self::MapCredit,
    ];

    /// Snake-case name, as stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Theme => "theme",
            Self::RunnerName => "runner_name",
            Self::Example => "example",
            Self::CalendarSecret => "calendar_secret",
            Self::CalendarId => "calendar_id",
            Self::SessionTime => "session_time",
            Self::OwnMaximum => "own_maximum_kmh",
            Self::WatchFolder => "watch_folder",
            Self::MapAddress => "map_address",
            Self::MapCredit => "map_credit",
        }
    }

    /// Whether it opens something to whoever has it, and so leaves the folder in backups alone.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::CalendarSecret | Self::MapAddress)
    }
}

impl Reader<'_> {
    /// What a setting was set to; `None` when never.
    pub fn setting(&self, setting: Setting) -> Result<Option<String>, StoreError> {
        self.conn
            .prepare_cached("SELECT value FROM setting WHERE key = ?1")
            .and_then(|mut select| select.query_row([setting.name()], |row| row.get(0)).optional())
            .doing("read a setting")
    }
}

impl Writer<'_> {
    /// Sets a setting.
    pub fn set_setting(&self, setting: Setting, value: &str) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )
            .and_then(|mut insert| insert.execute(params![setting.name(), value]))
            .doing("write a setting")
            .map(|_| ())
    }

    /// Makes a setting unset again.
    pub fn clear_setting(&self, setting: Setting) -> Result<(), StoreError> {
        self.conn
            .prepare_cached("DELETE FROM setting WHERE key = ?1")
            .and_then(|mut delete| delete.execute([setting.name()]))
            .doing("clear a setting")
            .map(|_| ())
    }
}
