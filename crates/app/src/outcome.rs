//! What became of each file of an import, and the counts.

/// What became of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A run was stored.
    Imported,
    /// The same run was there already: same bytes, same start and device, or overlapping in time and distance.
    Duplicate,
    /// Readable, but no run: another sport, a workout, a day of monitoring, a picture.
    NotARun,
    /// A run was stored although parts of the file could not be read.
    PartlyRead,
    /// Nothing usable.
    Refused,
}

impl Outcome {
    /// All outcomes, in the order they are shown.
    pub const ALL: [Self; 5] =
        [Self::Imported, Self::Duplicate, Self::NotARun, Self::PartlyRead, Self::Refused];

    /// Snake-case word, as the JSON contract and the store spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Duplicate => "duplicate",
            Self::NotARun => "not_a_run",
            Self::PartlyRead => "partly_read",
            Self::Refused => "refused",
        }
    }

    /// The outcome with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// One file and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOutcome {
    /// Where it came from, such as `export.zip/activities/1.fit.gz`. For display only.
    pub path: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The run it became or belongs to.
    pub run: Option<String>,
    /// Why, in a sentence; always there unless it was simply imported.
    pub why: Option<String>,
}

/// How many files had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    counts: [u64; Outcome::ALL.len()],
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, outcome: Outcome) {
        self.counts[outcome as usize] += 1;
    }

    /// Files with this outcome.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.counts[outcome as usize]
    }

    /// Files altogether.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// A finished import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Counts per outcome.
    pub tally: Tally,
    /// Every file in the order it was met.
    pub files: Vec<FileOutcome>,
    /// Whether the import was stopped before the end.
    pub stopped: bool,
}
