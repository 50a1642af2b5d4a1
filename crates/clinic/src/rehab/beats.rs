//! An exercise beat by beat: what is done, on which side, for how long. Together the beats last as long as
//! [`fit::seconds`](super::fit::seconds) says.

use crate::knowledge::Knowledge;
use crate::rehab::fit::{round_seconds, rounds, set_seconds, turns};
use crate::rehab::log::WorkedSide;
use crate::rehab::session::{Prescription, SideDose};
use crate::rehab::setting::Amount;

/// What a beat is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Getting ready for the exercise.
    Ready,
    /// So many repetitions, one after the other; without seconds, in the runner's own time. Where the sides take turns, one
    /// of each counts once.
    Count(u8),
    /// A hold: its number, from 1, and how many there are in the set.
    Hold {
        /// Its number, from 1.
        number: u32,
        /// How many there are.
        of: u32,
    },
    /// Letting go after a hold.
    Release,
    /// Moving until the time is up.
    Keep,
    /// Over so many metres; its seconds are a guess.
    Way(u16),
    /// As the ladder of runs says; nobody knows how long.
    Ladder,
    /// Changing to the other side.
    ChangeSide,
    /// Rest between two sets, or between two holds of the only one.
    Rest,
}

/// One beat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    /// What it is for.
    pub moment: Moment,
    /// The side that works, or worked last.
    pub side: WorkedSide,
    /// The set it belongs to, from 1.
    pub set: u8,
    /// How long it lasts, in seconds.
    pub seconds: u32,
}

/// An exercise from getting ready to its last set. Sides work one after the other within each set.
pub fn beats(item: &Prescription, knowledge: &Knowledge) -> Vec<Beat> {
    let time = knowledge.dose.time;
    let whole = item.sides.iter().map(|side| rounds(item, side)).max().unwrap_or(0);
    let Some(first) = item.sides.first() else { return Vec::new() };
    let beat = |moment, side, set, seconds| Beat { moment, side, set, seconds };
    let mut all = vec![beat(Moment::Ready, first.side, 1, u32::from(time.change_s))];
    for round in 1..=whole {
        let set = if item.hold_rest_s.is_some() { 1 } else { round };
        let working = item.sides.iter().filter(|side| round <= rounds(item, side));
        for (place, side) in working.enumerate() {
            if place > 0 {
                all.push(beat(Moment::ChangeSide, side.side, set, u32::from(time.side_s)));
            }
            all.extend(work(item, side, round, knowledge));
        }
        let rest = rest_seconds(item, knowledge);
        if round < whole && rest > 0 {
            all.push(beat(Moment::Rest, first.side, set, rest));
        }
    }
    all
}

/// Rest between rounds, in seconds: while one side works, the other rests already.
pub fn rest_seconds(item: &Prescription, knowledge: &Knowledge) -> u32 {
    let other = match &item.sides[..] {
        [_, second] => round_seconds(item, second, knowledge),
        _ => 0,
    };
    let time = knowledge.dose.time;
    match (item.hold_rest_s, item.rest_s) {
        (Some(rest), _) => u32::from(rest).saturating_sub(other).max(u32::from(time.release_s)),
        (None, 0) => 0,
        (None, rest) => u32::from(rest).saturating_sub(other).max(u32::from(time.rest_s)),
    }
}

/// One round on one side.
fn work(item: &Prescription, side: &SideDose, round: u8, knowledge: &Knowledge) -> Vec<Beat> {
    let whole = set_seconds(item, side, knowledge);
    let set = if item.hold_rest_s.is_some() { 1 } else { round };
    let beat = |moment, seconds| Beat { moment, side: side.side, set, seconds };
    let release = u32::from(knowledge.dose.time.release_s);
    let holds = |repetitions: u8, seconds: u32| {
        let of = u32::from(repetitions) * turns(item, knowledge);
        (1..=of)
            .flat_map(|number| [beat(Moment::Hold { number, of }, seconds), beat(Moment::Release, release)])
            .collect()
    };
    if item.hold_rest_s.is_some() {
        let hold = Moment::Hold { number: u32::from(round), of: u32::from(rounds(item, side)) };
        return vec![beat(hold, round_seconds(item, side, knowledge))];
    }
    match side.setting.amount {
        Amount::Repetitions(n) => vec![beat(Moment::Count(n), whole)],
        Amount::Holds { repetitions, seconds } => holds(repetitions, u32::from(seconds)),
        Amount::Breaths { repetitions, breaths } => {
            holds(repetitions, u32::from(breaths) * u32::from(knowledge.conventions.breath_s))
        }
        Amount::Time(_) => vec![beat(Moment::Keep, whole)],
        Amount::Distance(metres) => vec![beat(Moment::Way(metres), whole)],
        Amount::Ladder => vec![beat(Moment::Ladder, whole)],
    }
}
