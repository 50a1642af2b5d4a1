//! The order of candidates. Equal ones keep one order whatever they were put in.

use std::cmp::Ordering;

use femoris_measure::Metres;

use crate::points::NinePoints;
use crate::text::fold;
use crate::vocabulary::{Profession, Professions};

/// What is needed: never why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Who can help, first choice first.
    pub professions: Vec<Profession>,
    /// For how many days an entry that was changed or confirmed counts as fresh.
    pub fresh_days: u16,
}

impl Need {
    /// The professions as a set.
    pub fn set(&self) -> Professions {
        self.professions.iter().copied().collect()
    }
}

/// How a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Nearest first.
    #[default]
    Distance,
    /// Most known points first, then nearest.
    Points,
    /// By name, then nearest.
    Name,
}

impl SortBy {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Distance, Self::Points, Self::Name];

    /// The word it is sent as.
    pub fn word(self) -> &'static str {
        match self {
            Self::Distance => "distance",
            Self::Points => "points",
            Self::Name => "name",
        }
    }

    /// The order of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.word() == word)
    }
}

/// A place as far as its order goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Which one.
    pub place: u32,
    /// Its name.
    pub name: String,
    /// How far away; `None` where nobody said from where.
    pub distance: Option<Metres>,
    /// Its nine points.
    pub points: NinePoints,
}

/// Puts candidates in order. Ties go by distance, then by the number of the place, which is the order of the index.
pub fn rank(candidates: &mut [Candidate], by: SortBy) {
    candidates.sort_by(|a, b| {
        let first = match by {
            SortBy::Distance => Ordering::Equal,
            SortBy::Points => b.points.number().cmp(&a.points.number()),
            SortBy::Name => fold(&a.name).cmp(&fold(&b.name)),
        };
        first.then_with(|| nearer(a.distance, b.distance)).then(a.place.cmp(&b.place))
    });
}

fn nearer(a: Option<Metres>, b: Option<Metres>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.get().total_cmp(&b.get()),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::points::{Known, Own, Stated};
    use crate::vocabulary::Skills;

    fn candidate(place: u32, name: &str, metres: f64, own: Own) -> Candidate {
        let need = Need { professions: vec![Profession::Physiotherapist], fresh_days: 365 };
        let stated = Stated {
            professions: need.set(),
            skills: Skills::EMPTY,
            contact: Known::Unknown,
            updated: None,
            gone: Known::No,
        };
        let today = "2026-11-21".parse().expect("a day");
        let points = NinePoints::of(&stated, &own, &need, today);
        Candidate { place, name: name.to_owned(), distance: Metres::new(metres).ok(), points }
    }

    fn order(by: SortBy) -> Vec<u32> {
        let liked = Own { experience: Known::Yes, ..Own::default() };
        let mut all = vec![
            candidate(4, "Zoe", 10.0, Own::default()),
            candidate(3, "anna", 10.0, Own::default()),
            candidate(2, "Änne", 5.0, Own::default()),
            candidate(1, "Bob", 900.0, liked),
        ];
        rank(&mut all, by);
        all.iter().map(|one| one.place).collect()
    }

    #[test]
    fn three_orders_and_a_stable_end() {
        assert_eq!(order(SortBy::Distance), [2, 3, 4, 1]);
        assert_eq!(order(SortBy::Points), [1, 2, 3, 4]);
        assert_eq!(order(SortBy::Name), [3, 2, 1, 4]);
    }
}
