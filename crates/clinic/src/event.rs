//! What happens in a case, one event at a time. The log only grows; a correction is a new event.

use crate::complaint::{AgeGiven, Complaint, Sex, StrainHistory};
use crate::finding::{Finding, FindingId};
use crate::illness::Health;
use crate::measurement::{Measure, MeasureId};
use crate::rehab::log::{ExerciseDone, RehabSettings, SessionDone, StageDecision};
use crate::restriction::Restriction;
use crate::running::matching::DoneAs;
use crate::running::rules::Way;
use femoris_measure::ids;
use femoris_measure::{
    Day, Effort, Instant, Metres, MetresPerSecond, Minutes, PainScore, Seconds, SleepScore, StepsPerMinute,
};
use std::collections::BTreeSet;

mod flat;

pub use flat::{EntryError, FieldValue};

/// Position of an event in its case, counted up by whoever stores it. A correction points at one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(pub u64);

/// Places of the entries that were taken back, of a log in its order. A taking back that was itself taken back
/// takes nothing back, and a clinician's word is not taken back this way.
pub fn withdrawn<'e>(events: impl DoubleEndedIterator<Item = &'e Event> + Clone) -> BTreeSet<Sequence> {
    let is_clinicians =
        |event: &&Event| matches!(event.entry, Entry::RestrictionSet(_) | Entry::RestrictionLifted { .. });
    let protected: BTreeSet<Sequence> =
        events.clone().filter(is_clinicians).map(|event| event.sequence).collect();
    let mut gone = BTreeSet::new();
    for event in events.rev() {
        if let Entry::Withdrawn { entry } = event.entry
            && !gone.contains(&event.sequence)
            && entry < event.sequence
            && !protected.contains(&entry)
        {
            gone.insert(entry);
        }
    }
    gone
}

/// Events that were not withdrawn, of a log in its order.
pub fn standing(events: &[Event]) -> impl DoubleEndedIterator<Item = &Event> {
    let gone = withdrawn(events.iter());
    events.iter().filter(move |event| !gone.contains(&event.sequence))
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its place in the log.
    pub sequence: Sequence,
    /// When it was written down.
    pub at: Instant,
    /// The runner's civil day it is about.
    pub day: Day,
    /// What happened.
    pub entry: Entry,
}

ids! {
    /// When pain was felt, against a run.
    PainMoment {
        /// During the run.
        During = "during",
        /// Within hours after it.
        After = "after",
        /// The morning after it.
        NextMorning = "next_morning",
    }
}

ids! {
    /// What a runner tells once, and whose answers have no *not sure* among them.
    Told {
        /// What was happening when it began.
        Setting = "setting",
        /// How it began.
        Onset = "onset",
        /// When it began.
        OnsetDate = "onset_date",
        /// Which leg.
        Side = "side",
        /// Where it is worst.
        Location = "location",
        /// Age.
        Age = "age",
        /// Sex.
        Sex = "sex",
        /// Earlier strains.
        PreviousStrains = "previous_hamstring_strains",
        /// Months since the last of them.
        MonthsSinceLastStrain = "months_since_last_strain",
    }
}

/// What a runner can be unsure about. A finding is not among it: *not sure* is one of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsure {
    /// Something told once.
    Told(Told),
    /// A number.
    Measure(MeasureId),
}

impl Unsure {
    /// Stable id: that of the measure, or of what is told.
    pub fn id(self) -> &'static str {
        match self {
            Self::Told(told) => told.id(),
            Self::Measure(measure) => measure.id(),
        }
    }

    /// The one with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Told::from_id(id).map(Self::Told).or_else(|| MeasureId::from_id(id).map(Self::Measure))
    }
}

ids! {
    /// Who marked a twinge.
    TwingeMark {
        /// The runner, on a page or the command line.
        Told = "told",
        /// The lap button, pressed twice within seconds.
        LapTwice = "lap_twice",
    }
}

/// The minute of a run around a twinge. What the recording does not tell is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TwingeMinute {
    /// Mean speed while moving.
    pub speed: Option<MetresPerSecond>,
    /// Mean slope in per cent, negative downhill.
    pub slope_percent: Option<f64>,
    /// Mean cadence.
    pub cadence: Option<StepsPerMinute>,
    /// Sum of the hamstring index of its strides.
    pub hamstring_index: Option<f64>,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// The runner told age or sex; what is left out stays.
    RunnerDescribed {
        /// Age as told.
        age: Option<AgeGiven>,
        /// Sex.
        sex: Option<Sex>,
    },
    /// The complaint was described; what is left out stays.
    ComplaintSet(Complaint),
    /// A question was answered.
    FindingAnswered {
        /// Which question.
        id: FindingId,
        /// The answer; [`Finding::Unknown`] for *not sure*.
        answer: Finding,
    },
    /// Something was measured.
    Measured(Measure),
    /// The runner is not sure; what was told or measured before no longer counts.
    NotSure(Unsure),
    /// Earlier strains were told; what is left out stays.
    HistorySet(StrainHistory),
    /// Pain around a run was scored. A next morning's score belongs to the day after the run.
    PainLogged {
        /// When it was felt.
        moment: PainMoment,
        /// How much.
        score: PainScore,
    },
    /// The runner rates the night before the day.
    SleepRated {
        /// How well it was slept.
        score: SleepScore,
    },
    /// The runner tells of being ill, or well again.
    HealthTold {
        /// Which of the two.
        health: Health,
    },
    /// A run came in.
    RunRecorded {
        /// The run's id in the store.
        run: String,
        /// When it began.
        start: Instant,
        /// Its distance, where known.
        distance: Option<Metres>,
        /// Its time with the timer running, where known.
        duration: Option<Seconds>,
    },
    /// A run was taken out again.
    RunRemoved {
        /// The run's id in the store.
        run: String,
    },
    /// The runner says how hard a run was.
    RunEffort {
        /// The run's id in the store.
        run: String,
        /// How hard.
        effort: Effort,
    },
    /// Something pulled at a moment of a run.
    Twinge {
        /// The run's id in the store.
        run: String,
        /// Seconds since the start of the run, pauses included.
        second: u32,
        /// Who marked it.
        marked: TwingeMark,
        /// What the minute around it was like, as far as the recording tells.
        minute: TwingeMinute,
    },
    /// The runner says what is planned for the day.
    RunPlanned {
        /// Planned distance.
        distance: Option<Metres>,
        /// Planned time.
        minutes: Option<Minutes>,
    },
    /// A clinician set a restriction.
    RestrictionSet(Restriction),
    /// A clinician lifted a restriction.
    RestrictionLifted {
        /// The event that set it.
        restriction: Sequence,
    },
    /// The runner tells how the run of the day was done, for whoever has no watch and for what a watch cannot see.
    RunTold {
        /// Against what was prescribed.
        told: DoneAs,
    },
    /// The runner chose how to get back to full running.
    WayChosen {
        /// Which way.
        way: Way,
    },
    /// The runner wants to run a race. A newer goal takes its place.
    GoalSet {
        /// The day of the race.
        day: Day,
        /// Its distance.
        distance: Metres,
    },
    /// The runner takes up full training again; the return criteria were met that day.
    FullTraining,
    /// A session of rehabilitation was done.
    SessionLogged(SessionDone),
    /// An exercise of a session was done, or left out.
    ExerciseLogged(ExerciseDone),
    /// The runner says what is to hand and wanted for rehabilitation; what is left out stays.
    RehabSet(RehabSettings),
    /// A stage was passed, or a clinician's word on it.
    StageDecided(StageDecision),
    /// An earlier entry was a mistake. A clinician's restriction cannot be withdrawn this way.
    Withdrawn {
        /// The mistaken event.
        entry: Sequence,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(entries: Vec<Entry>) -> Vec<Event> {
        let event = |(at, entry): (usize, Entry)| Event {
            sequence: Sequence(at as u64 + 1),
            at: Instant::from_unix_ms(0),
            day: "2026-03-01".parse().expect("a date"),
            entry,
        };
        entries.into_iter().enumerate().map(event).collect()
    }

    fn places(entries: Vec<Entry>) -> Vec<u64> {
        standing(&log(entries)).map(|event| event.sequence.0).collect()
    }

    fn take_back(entry: u64) -> Entry {
        Entry::Withdrawn { entry: Sequence(entry) }
    }

    #[test]
    fn what_was_taken_back_stands_again_once_the_taking_back_is() {
        assert_eq!(places(vec![Entry::FullTraining, take_back(1)]), [2]);
        assert_eq!(places(vec![Entry::FullTraining, take_back(1), take_back(2)]), [1, 3]);
    }

    #[test]
    fn what_is_still_to_come_and_a_clinicians_word_are_not_taken_back() {
        assert_eq!(places(vec![take_back(2), Entry::FullTraining]), [1, 2]);
        let lifted = Entry::RestrictionLifted { restriction: Sequence(1) };
        assert_eq!(places(vec![lifted, take_back(1)]), [1, 2]);
    }
}
