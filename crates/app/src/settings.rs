//! What the runner set: units, colours, name.

use femoris_store::{Setting, Store, StoreError};

use crate::{App, AppError};

/// Longest name a runner may give, in characters.
const LONGEST_NAME: usize = 200;

/// Units distances and paces are shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// Kilometres and minutes per kilometre.
    #[default]
    Kilometres,
    /// Miles and minutes per mile.
    Miles,
}

impl Units {
    /// Kilometres in the unit of a distance, so that a speed in it times this is in km/h.
    pub fn kilometres(self) -> f64 {
        match self {
            Self::Kilometres => 1.0,
            Self::Miles => 1.609_344,
        }
    }
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the machine has it.
    #[default]
    Auto,
    /// Day.
    Light,
    /// Night.
    Dark,
}

/// What the runner set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Units of distance.
    pub units: Units,
    /// Colours.
    pub theme: Theme,
    /// How the runner likes to be called; may be empty.
    pub runner_name: String,
    /// Whether the data is the example runner's.
    pub is_example: bool,
}

impl Units {
    /// The word it is stored and sent as.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kilometres => "km",
            Self::Miles => "mi",
        }
    }

    /// The units of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Kilometres, Self::Miles].into_iter().find(|units| units.word() == word)
    }
}

impl Theme {
    /// The word it is stored and sent as.
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|theme| theme.word() == word)
    }
}

impl App {
    /// What is set. What was never set has its default.
    pub fn settings(&self) -> Result<Settings, AppError> {
        self.with_store(|store| {
            store.read(|reader| {
                let word = |setting| reader.setting(setting).map(Option::unwrap_or_default);
                Ok(Settings {
                    units: Units::from_word(&word(Setting::Units)?).unwrap_or_default(),
                    theme: Theme::from_word(&word(Setting::Theme)?).unwrap_or_default(),
                    runner_name: word(Setting::RunnerName)?,
                    is_example: !word(Setting::Example)?.is_empty(),
                })
            })
        })
    }

    /// Sets the units distances are shown in.
    pub fn set_units(&self, units: Units) -> Result<(), AppError> {
        self.with_store(|store| set(store, Setting::Units, units.word()))
    }

    /// Sets the colours.
    pub fn set_theme(&self, theme: Theme) -> Result<(), AppError> {
        self.with_store(|store| set(store, Setting::Theme, theme.word()))
    }

    /// Sets how the runner likes to be called.
    pub fn set_runner_name(&self, name: &str) -> Result<(), AppError> {
        let name = name.trim();
        if name.chars().count() > LONGEST_NAME {
            return Err(AppError::refused(
                "runner_name",
                format!("at most {LONGEST_NAME} characters, please"),
            ));
        }
        self.with_store(|store| set(store, Setting::RunnerName, name))
    }
}

pub(crate) fn set(store: &Store, setting: Setting, value: &str) -> Result<(), StoreError> {
    store.batch(|writer| writer.set_setting(setting, value))
}
