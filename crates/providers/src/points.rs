//! The nine-point number: nine plain questions about a place, each yes, no or not known. Nothing is weighted.

use femoris_measure::Day;

use crate::rank::Need;
use crate::vocabulary::{Professions, Skill, Skills};

/// An answer that may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Known {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody has said.
    #[default]
    Unknown,
}

impl Known {
    /// The word it is stored and sent as.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// The answer of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::Unknown].into_iter().find(|answer| answer.word() == word)
    }

    /// This answer, or the other where this one is missing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == Self::Unknown { other } else { self }
    }

    fn stated(stated: bool) -> Self {
        if stated { Self::Yes } else { Self::Unknown }
    }
}

/// The nine questions, in the order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Is it one of the professions the need names?
    RightProfession,
    /// Is there a sports qualification?
    SportsQualification,
    /// Do they work with hamstrings or tendons?
    HamstringOrTendon,
    /// Is rehabilitation built on exercise?
    ExerciseBased,
    /// Do they look at how one runs?
    RunningAnalysis,
    /// Is there a way to reach them?
    Reachable,
    /// Is an appointment to be had soon enough?
    Soon,
    /// Was the entry changed or confirmed lately?
    Fresh,
    /// Did the runner do well with them?
    Experience,
}

impl Point {
    /// All nine.
    pub const ALL: [Self; 9] = [
        Self::RightProfession,
        Self::SportsQualification,
        Self::HamstringOrTendon,
        Self::ExerciseBased,
        Self::RunningAnalysis,
        Self::Reachable,
        Self::Soon,
        Self::Fresh,
        Self::Experience,
    ];

    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Self::RightProfession => "right_profession",
            Self::SportsQualification => "sports_qualification",
            Self::HamstringOrTendon => "hamstring_or_tendon",
            Self::ExerciseBased => "exercise_based",
            Self::RunningAnalysis => "running_analysis",
            Self::Reachable => "reachable",
            Self::Soon => "soon",
            Self::Fresh => "fresh",
            Self::Experience => "experience",
        }
    }
}

/// What the runner found out about a place. Kept apart from the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Own {
    /// A sports qualification.
    pub sports: Known,
    /// Works with hamstrings or tendons.
    pub tendon: Known,
    /// Builds on exercise.
    pub exercise: Known,
    /// Looks at how one runs.
    pub gait: Known,
    /// Has an appointment soon enough.
    pub soon: Known,
    /// The day the runner confirmed that the entry is right.
    pub confirmed: Option<Day>,
    /// How it went.
    pub experience: Known,
}

/// What the directory says about a place, as far as the nine points ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// What they are.
    pub professions: Professions,
    /// What they state.
    pub skills: Skills,
    /// Whether a telephone number, a site or a mail address is listed.
    pub contact: Known,
    /// The day the entry was changed last.
    pub updated: Option<Day>,
    /// Whether the newest edition no longer lists it.
    pub gone: Known,
}

/// Nine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NinePoints([Known; 9]);

impl NinePoints {
    /// Answers the nine questions from what is stated and what the runner found out, as of a day.
    pub fn of(stated: &Stated, own: &Own, need: &Need, today: Day) -> Self {
        let right = need.professions.iter().any(|wanted| stated.professions.has(*wanted));
        let skill = |skill| Known::stated(stated.skills.has(skill));
        Self([
            if right { Known::Yes } else { Known::No },
            own.sports.or(skill(Skill::SportsBackground)),
            own.tendon,
            own.exercise.or(skill(Skill::CorrectiveExercise)),
            own.gait.or(skill(Skill::GaitAnalysis)),
            stated.contact,
            own.soon,
            fresh(stated, own, need, today),
            own.experience,
        ])
    }

    /// The answer to one of the nine.
    pub fn answer(&self, point: Point) -> Known {
        self.0[point as usize]
    }

    /// How many are known to be so: the number out of nine.
    pub fn number(&self) -> u8 {
        self.count(Known::Yes)
    }

    /// How many are not known.
    pub fn unknown(&self) -> u8 {
        self.count(Known::Unknown)
    }

    fn count(&self, answer: Known) -> u8 {
        self.0.iter().filter(|one| **one == answer).count() as u8
    }
}

/// Yes when changed or confirmed within the days the need asks for; no when older or gone; not known without a date.
fn fresh(stated: &Stated, own: &Own, need: &Need, today: Day) -> Known {
    let days = i32::from(need.fresh_days);
    let recent = |day: Day| today.days_since(day) <= days;
    match (own.confirmed, stated.gone, stated.updated) {
        (Some(day), _, _) if recent(day) => Known::Yes,
        (_, Known::Yes, _) => Known::No,
        (_, _, Some(day)) if recent(day) => Known::Yes,
        (None, _, None) => Known::Unknown,
        _ => Known::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Profession;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn stated(updated: Option<Day>) -> Stated {
        Stated {
            professions: Professions::EMPTY.with(Profession::Physiotherapist),
            skills: Skills::EMPTY,
            contact: Known::Yes,
            updated,
            gone: Known::No,
        }
    }

    #[test]
    fn what_nobody_said_is_not_counted_and_stays_visible() {
        let need = Need { professions: vec![Profession::Physiotherapist], fresh_days: 365 };
        let today = day("2026-11-21");
        let points = NinePoints::of(&stated(None), &Own::default(), &need, today);
        assert_eq!((points.number(), points.unknown()), (2, 7));
        let own = Own { sports: Known::No, tendon: Known::Yes, confirmed: Some(today), ..Own::default() };
        let points = NinePoints::of(&stated(None), &own, &need, today);
        assert_eq!((points.number(), points.unknown()), (4, 4));
        assert_eq!(
            points.answer(Point::SportsQualification),
            Known::No,
            "the runner's word stands over the list's"
        );
    }

    #[test]
    fn an_old_entry_is_fresh_again_once_confirmed() {
        let need = Need { professions: vec![Profession::Osteopath], fresh_days: 365 };
        let (old, today) = (stated(Some(day("2022-01-01"))), day("2026-11-21"));
        let points = NinePoints::of(&old, &Own::default(), &need, today);
        assert_eq!(points.answer(Point::Fresh), Known::No);
        assert_eq!(points.answer(Point::RightProfession), Known::No);
        let own = Own { confirmed: Some(day("2026-11-01")), ..Own::default() };
        assert_eq!(NinePoints::of(&old, &own, &need, today).answer(Point::Fresh), Known::Yes);
    }
}
