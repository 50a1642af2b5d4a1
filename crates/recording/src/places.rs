//! Which positions of a recording can be believed.

use femoris_measure::{Place, Samples, step};

use crate::clean::TELEPORT_M_PER_S;

/// Moments are often whole seconds: what two of them may lie apart is told by at least so many.
const SHORTEST_S: f64 = 1.0;
/// After so long without a position the receiver searches anew, and the next one is judged by itself.
const SEARCH_S: f64 = 10.0;
/// Stretches that are looked back over for one to go on from.
const LOOK_BACK: usize = 32;

/// Positions in a row that each follow from the one before.
struct Stretch {
    rows: Vec<(usize, i64, Place)>,
    /// The most positions that a way ending with this stretch holds, and the stretch it came from.
    held: usize,
    from: Option<usize>,
}

/// The positions that can be believed, with their rows: the way with the most of them on which none is reached faster
/// than anything moves. Where that is less than half of them the clock is at fault, and all positions stand.
///
/// A receiver that lost the sky writes a position far away; drawn, it makes a dot of the whole route.
pub fn believable_places(samples: &Samples) -> Vec<(usize, Place)> {
    let mut stretches = stretches(samples);
    for index in 0..stretches.len() {
        let (before, rest) = stretches.split_at_mut(index);
        let Some(stretch) = rest.first_mut() else { break };
        let near = before.iter().enumerate().rev().take(LOOK_BACK);
        let best = near.filter(|(_, one)| follows(one, stretch)).max_by_key(|(_, one)| one.held);
        stretch.held += best.map_or(0, |(_, one)| one.held);
        stretch.from = best.map(|(index, _)| index);
    }
    let all: usize = stretches.iter().map(|stretch| stretch.rows.len()).sum();
    let longest = (0..stretches.len()).max_by_key(|index| stretches[*index].held);
    let is_clock = longest.is_some_and(|index| stretches[index].held * 2 < all);
    let mut way: Vec<usize> = if is_clock {
        (0..stretches.len()).rev().collect()
    } else {
        std::iter::successors(longest, |index| stretches[*index].from).collect()
    };
    way.reverse();
    way.into_iter().flat_map(|index| &stretches[index].rows).map(|(row, _, place)| (*row, *place)).collect()
}

/// Cuts the positions where one does not follow from the last. The point (0, 0) in the sea is what devices write before
/// they know better.
fn stretches(samples: &Samples) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (row, at) in samples.times_ms().iter().enumerate() {
        let Some(place) = samples.place(row) else { continue };
        if place.latitude() == 0.0 && place.longitude() == 0.0 {
            continue;
        }
        match stretches.last_mut() {
            Some(Stretch { rows, held, .. })
                if rows.last().is_some_and(|last| is_near(*last, *at, place)) =>
            {
                rows.push((row, *at, place));
                *held += 1;
            }
            _ => stretches.push(Stretch { rows: vec![(row, *at, place)], held: 1, from: None }),
        }
    }
    stretches
}

/// Whether a position was written soon after another and can be reached from it.
fn is_near(from: (usize, i64, Place), at: i64, place: Place) -> bool {
    lasted(from.1, at) <= SEARCH_S && is_reached(from, at, place)
}

/// Whether a stretch can be reached from the end of another.
fn follows(before: &Stretch, stretch: &Stretch) -> bool {
    before
        .rows
        .last()
        .zip(stretch.rows.first())
        .is_some_and(|(end, (_, at, place))| is_reached(*end, *at, *place))
}

fn is_reached((_, then, there): (usize, i64, Place), at: i64, place: Place) -> bool {
    step(there, place).get() <= TELEPORT_M_PER_S * lasted(then, at).max(SHORTEST_S)
}

/// Seconds between two moments, whichever is the later: clocks step back.
fn lasted(then: i64, at: i64) -> f64 {
    at.abs_diff(then) as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_measure::{Channel, Instant};

    const DEGREE_M: f64 = 111_195.0;

    /// A run to the north at 3 m/s from 48° north, with a position each second but where another is given.
    fn run(seconds: i64, others: &[(i64, (f64, f64))]) -> Samples {
        let mut samples = Samples::new();
        for second in 0..seconds {
            let other = others.iter().find(|(at, _)| *at == second).map(|(_, place)| *place);
            put(&mut samples, second, other.unwrap_or((48.0 + second as f64 * 3.0 / DEGREE_M, 11.0)));
        }
        samples
    }

    fn put(samples: &mut Samples, second: i64, (latitude, longitude): (f64, f64)) {
        samples.push(Instant::from_unix_ms(1_700_000_000_000 + second * 1000));
        samples.set(Channel::Latitude, latitude);
        samples.set(Channel::Longitude, longitude);
    }

    /// Rows whose position is not believed.
    fn dropped(samples: &Samples) -> Vec<usize> {
        let kept = believable_places(samples);
        (0..samples.len()).filter(|row| !kept.iter().any(|(kept, _)| kept == row)).collect()
    }

    #[test]
    fn one_position_far_away_is_dropped_wherever_it_stands() {
        let far = (-33.0, 151.0);
        let sixty_km = (48.54, 11.0);
        for row in [0, 1, 300, 598, 599] {
            for place in [far, sixty_km, (0.0, 0.0)] {
                assert_eq!(dropped(&run(600, &[(row, place)])), [row as usize], "{row} {place:?}");
            }
        }
        assert!(dropped(&run(600, &[])).is_empty());
    }

    #[test]
    fn a_while_far_away_is_dropped_whole_however_long_it_takes() {
        let off: Vec<_> = (200..290).map(|second| (second, (48.05, 11.0))).collect();
        assert_eq!(dropped(&run(600, &off)), (200..290).collect::<Vec<_>>());
    }

    #[test]
    fn a_wrong_position_after_a_pause_takes_nothing_with_it() {
        let mut samples = run(300, &[]);
        put(&mut samples, 900, (48.5, 11.0));
        for second in 901..1000 {
            put(&mut samples, second, (48.0 + 300.0 * 3.0 / DEGREE_M, 11.0));
        }
        assert_eq!(dropped(&samples), [300], "55 km in ten minutes can be reached, but not left in a second");
    }

    #[test]
    fn where_the_clock_tells_nothing_all_positions_stand() {
        let mut still = Samples::new();
        for second in 0..100 {
            put(&mut still, 0, (48.0 + f64::from(second) * 0.01, 11.0));
        }
        assert!(dropped(&still).is_empty(), "a kilometre in no time, each time");
        assert!(believable_places(&Samples::new()).is_empty());
    }
}
