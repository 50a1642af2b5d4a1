//! Totals computed from the samples, and what is odd about them. The samples themselves stay as recorded.

use femoris_measure::{
    Channel, ClockJumps, DistanceCounter, Instant, Metres, Pauses, RecordedRun, Samples, Seconds, Sport,
    Totals, step as ground_step,
};

use crate::Diagnostic;

/// Moments before this (1995-01-01) are a clock that was never set: no recorder of these formats is older.
pub const EARLIEST: Instant = Instant::from_unix_ms(788_918_400_000);
const EARLIEST_MS: i64 = EARLIEST.unix_ms();
/// Moments after this (2050-01-01) are a misread date: the known faults land in 2062, 2085 and 2106.
const LATEST_MS: i64 = 2_524_608_000_000;
/// Faster than any human-powered movement: the position jumped.
pub(crate) const TELEPORT_M_PER_S: f64 = 100.0;
/// Altitude must turn by this much before it counts as a climb or a descent: less is sensor noise.
const CLIMB_STEP_M: f64 = 2.0;
/// Altitude between two samples that is a sensor finding its level, not ground: this much, and this much a second.
const SHEER_M: f64 = 30.0;
const SHEER_M_PER_S: f64 = 10.0;

/// Fills in the computed totals of a run and reports what its samples show to be wrong.
pub(crate) fn finish(run: &mut RecordedRun, diagnostics: &mut Vec<Diagnostic>) {
    let rows = usable_rows(&run.samples, diagnostics);
    let pauses = Pauses::of(&run.timer_events);
    let timing = timing(&run.samples, &rows, &pauses);
    let distance = distance(run, &rows, &pauses);
    let (ascent, descent) = climbs(&run.samples);
    report(&timing, distance.too_fast, distance.jumps, diagnostics);
    run.computed_totals = Totals {
        distance: distance.metres.and_then(|m| Metres::new(m).ok()),
        timer: timing.timer_ms.and_then(seconds),
        elapsed: timing.elapsed_ms.and_then(seconds),
        ascent: ascent.and_then(|m| Metres::new(m).ok()),
        descent: descent.and_then(|m| Metres::new(m).ok()),
    };
}

fn seconds(ms: i64) -> Option<Seconds> {
    Seconds::new(ms as f64 / 1000.0).ok()
}

/// Rows whose moment can be believed. Where none can, the clock was wrong throughout and still counts seconds.
fn usable_rows(samples: &Samples, diagnostics: &mut Vec<Diagnostic>) -> Vec<usize> {
    let times = samples.times_ms();
    let believable = |ms: &i64| (EARLIEST_MS..LATEST_MS).contains(ms);
    let all = times.len();
    let good = times.iter().filter(|ms| believable(ms)).count();
    let Some(first) = times.first().map(|ms| Instant::from_unix_ms(*ms)) else { return Vec::new() };
    if good == all {
        return (0..all).collect();
    }
    if good == 0 {
        let message = format!(
            "The clock of the device was not set: the samples begin at {first}. Durations hold, the date does not."
        );
        diagnostics.push(Diagnostic::warning("clock_not_set", None, message));
        return (0..all).collect();
    }
    let message = format!(
        "{} of {all} samples carry a date before 1995 or after 2050; the totals leave them out.",
        all - good
    );
    diagnostics.push(Diagnostic::warning("impossible_dates", None, message));
    (0..all).filter(|row| believable(&times[*row])).collect()
}

#[derive(Debug, Default)]
struct Timing {
    timer_ms: Option<i64>,
    elapsed_ms: Option<i64>,
    backwards: usize,
    longest_jump: Option<(i64, i64)>,
}

fn timing(samples: &Samples, rows: &[usize], pauses: &Pauses) -> Timing {
    let times = samples.times_ms();
    let mut timing = Timing::default();
    let Some(first) = rows.first().map(|row| times[*row]) else { return timing };
    let (mut low, mut high, mut before) = (first, first, first);
    let (mut timer, mut jumped) = (0, 0);
    for at in rows.iter().skip(1).map(|row| times[*row]) {
        let step = at - before;
        if step < 0 {
            timing.backwards += 1;
        } else {
            let running = if pauses.is_empty() { step } else { step - pauses.within(before, at) };
            if running > ClockJumps::LEAST_MS {
                timing.longest_jump = timing.longest_jump.max(Some((running, before)));
                jumped += running;
            } else {
                timer += running;
            }
        }
        (low, high, before) = (low.min(at), high.max(at), at);
    }
    timing.timer_ms = Some(timer);
    timing.elapsed_ms = Some((high - low - jumped).max(0));
    timing
}

#[derive(Debug, Default)]
struct Distance {
    metres: Option<f64>,
    too_fast: usize,
    jumps: usize,
}

/// Distance by the device's own counter, else by position, else by speed.
fn distance(run: &RecordedRun, rows: &[usize], pauses: &Pauses) -> Distance {
    let counts = |channel| run.samples.column(channel).map_or(0, |column| column.count_present());
    if counts(Channel::Distance) >= 2 {
        by_counter(run, rows)
    } else if counts(Channel::Latitude) >= 2 {
        by_position(run, rows, pauses, |_, _| ())
    } else if counts(Channel::Speed) >= 2 {
        by_speed(&run.samples, rows, pauses)
    } else {
        Distance::default()
    }
}

fn by_counter(run: &RecordedRun, rows: &[usize]) -> Distance {
    let times = run.samples.times_ms();
    let limit = fastest(run.sport);
    let mut found = Distance::default();
    let mut before: Option<(i64, f64)> = None;
    let mut counter = DistanceCounter::default();
    for row in rows {
        let Some(metres) = run.samples.value(Channel::Distance, *row) else { continue };
        let at = times[*row];
        if let Some((then, counted)) = before {
            let step = metres - counted;
            found.too_fast += usize::from(at > then && step > limit * (at - then) as f64 / 1000.0 + 10.0);
        }
        let since_start = (at - run.start.unix_ms()).clamp(0, 60_000) as f64 / 1000.0;
        counter.read(metres, since_start);
        before = Some((at, metres));
    }
    found.metres = before.map(|_| counter.total());
    found
}

/// Metres along a run at each of its rows, from positions alone, as the computed total counts them; a row without a
/// position holds the value before. `None` where fewer than two rows have one.
pub fn metres_by_position(run: &RecordedRun) -> Option<Vec<f64>> {
    if run.samples.column(Channel::Latitude).map_or(0, |column| column.count_present()) < 2 {
        return None;
    }
    let rows = usable_rows(&run.samples, &mut Vec::new());
    let mut along = vec![0.0; run.samples.len()];
    let mut reached = (0, 0.0);
    by_position(run, &rows, &Pauses::of(&run.timer_events), |row, metres| {
        along[reached.0..row].fill(reached.1);
        reached = (row, metres);
    });
    along[reached.0..].fill(reached.1);
    Some(along)
}

fn by_position(
    run: &RecordedRun,
    rows: &[usize],
    pauses: &Pauses,
    mut told: impl FnMut(usize, f64),
) -> Distance {
    let times = run.samples.times_ms();
    let limit = fastest(run.sport);
    let mut found = Distance::default();
    let mut before = None;
    let mut total = 0.0;
    for row in rows {
        let Some(place) = run.samples.place(*row) else { continue };
        let at = times[*row];
        if let Some((then, there)) = before {
            let step = ground_step(there, place).get();
            let lasted = (at - then) as f64 / 1000.0;
            let paused = !pauses.is_empty() && at > then && pauses.within(then, at) == at - then;
            if lasted > 0.0 && step > TELEPORT_M_PER_S * lasted {
                found.jumps += 1;
            } else if !paused {
                total += step;
                found.too_fast += usize::from(lasted > 0.0 && step > limit * lasted + 10.0);
            }
        }
        before = Some((at, place));
        told(*row, total);
    }
    found.metres = before.map(|_| total);
    found
}

fn by_speed(samples: &Samples, rows: &[usize], pauses: &Pauses) -> Distance {
    let times = samples.times_ms();
    let mut before: Option<i64> = None;
    let mut total = 0.0;
    for row in rows {
        let Some(speed) = samples.value(Channel::Speed, *row) else { continue };
        let at = times[*row];
        if let Some(then) = before.filter(|then| *then < at && at - *then <= ClockJumps::LEAST_MS) {
            total += speed * (at - then - pauses.within(then, at)) as f64 / 1000.0;
        }
        before = Some(at);
    }
    Distance { metres: before.map(|_| total), ..Distance::default() }
}

/// Speed nobody exceeds in this sport, in m/s. The fastest sprint ever measured stayed below 12.5.
fn fastest(sport: Sport) -> f64 {
    match sport {
        Sport::Running | Sport::Walking | Sport::Hiking | Sport::Transition => 12.5,
        Sport::Swimming => 5.0,
        Sport::Cycling | Sport::Other | Sport::Unknown => 40.0,
    }
}

/// Sums of climbs and descents, turning only where altitude moved by more than the noise.
fn climbs(samples: &Samples) -> (Option<f64>, Option<f64>) {
    let times = samples.times_ms();
    let mut altitudes = samples.present(Channel::Altitude);
    let Some((first, mut reference)) = altitudes.next() else { return (None, None) };
    let (mut up, mut down) = (0.0, 0.0);
    let mut before = (times[first], reference);
    for (row, altitude) in altitudes {
        let lasted = (times[row] - before.0).max(0) as f64 / 1000.0;
        let change = altitude - reference;
        if (altitude - before.1).abs() > SHEER_M + SHEER_M_PER_S * lasted {
            reference = altitude;
        } else if change.abs() >= CLIMB_STEP_M {
            *(if change > 0.0 { &mut up } else { &mut down }) += change.abs();
            reference = altitude;
        }
        before = (times[row], altitude);
    }
    (Some(up), Some(down))
}

fn report(timing: &Timing, too_fast: usize, jumps: usize, diagnostics: &mut Vec<Diagnostic>) {
    if timing.backwards > 0 {
        let message =
            format!("Time steps back in {} places; the samples stand as recorded.", timing.backwards);
        diagnostics.push(Diagnostic::warning("out_of_order_times", None, message));
    }
    if let Some((jump_ms, from)) = timing.longest_jump {
        let hours = jump_ms as f64 / 3_600_000.0;
        let message = format!(
            "The clock jumps by {hours:.1} hours at {}; the totals leave the gap out.",
            Instant::from_unix_ms(from)
        );
        diagnostics.push(Diagnostic::warning("time_jump", None, message));
    }
    if too_fast > 0 {
        let message = format!("{too_fast} samples move faster than anyone can in this sport.");
        diagnostics.push(Diagnostic::warning("impossible_speed", None, message));
    }
    if jumps > 0 {
        let message = format!("The position jumps in {jumps} places; the distance leaves them out.");
        diagnostics.push(Diagnostic::warning("position_jump", None, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_measure::{TimerEvent, TimerEventKind};

    const START_MS: i64 = 1_700_000_000_000;

    fn at(second: i64) -> Instant {
        Instant::from_unix_ms(START_MS + second * 1000)
    }

    /// A run with a counter of distance, one row per entry: second and metres.
    fn counted(rows: &[(i64, f64)], stops: &[(i64, i64)]) -> (RecordedRun, Vec<&'static str>) {
        let mut samples = Samples::new();
        for (second, metres) in rows {
            samples.push(at(*second));
            samples.set(Channel::Distance, *metres);
        }
        finished(samples, stops)
    }

    fn finished(samples: Samples, stops: &[(i64, i64)]) -> (RecordedRun, Vec<&'static str>) {
        let event = |second, kind| TimerEvent { at: at(second), kind };
        let pause =
            |(from, to): &(i64, i64)| [event(*from, TimerEventKind::Stop), event(*to, TimerEventKind::Start)];
        let mut run = RecordedRun {
            timer_events: stops.iter().flat_map(pause).collect(),
            ..RecordedRun::of_samples(at(0), samples)
        };
        let mut diagnostics = Vec::new();
        finish(&mut run, &mut diagnostics);
        (run, diagnostics.into_iter().map(|d| d.code).collect())
    }

    fn totals(run: &RecordedRun) -> (Option<f64>, Option<f64>, Option<f64>) {
        let totals = run.computed_totals;
        (totals.distance.map(Metres::get), totals.timer.map(Seconds::get), totals.elapsed.map(Seconds::get))
    }

    #[test]
    fn pauses_leave_the_timer_but_not_the_elapsed_time() {
        let rows = [(0, 0.0), (10, 30.0), (100, 31.0), (110, 60.0)];
        let (run, codes) = counted(&rows, &[(12, 95)]);
        assert_eq!(totals(&run), (Some(60.0), Some(27.0), Some(110.0)));
        assert!(codes.is_empty());
    }

    #[test]
    fn a_counter_may_be_corrected_or_reset() {
        let corrected = [(0, 0.0), (10, 300.0), (20, 280.0), (30, 310.0)];
        assert_eq!(totals(&counted(&corrected, &[]).0).0, Some(310.0));
        let reset = [(0, 0.0), (10, 30.0), (20, 5.0), (30, 35.0)];
        assert_eq!(totals(&counted(&reset, &[]).0).0, Some(60.0));
        let running_on = [(0, 5_000.0), (10, 5_030.0)];
        assert_eq!(
            totals(&counted(&running_on, &[]).0).0,
            Some(30.0),
            "what was there before counts nothing"
        );
    }

    #[test]
    fn clocks_that_jump_step_back_or_were_never_set_are_named() {
        let day = 86_400;
        let (run, codes) = counted(&[(0, 0.0), (10, 30.0), (20 * day, 40.0), (20 * day + 10, 70.0)], &[]);
        assert_eq!((totals(&run).1, totals(&run).2), (Some(20.0), Some(20.0)));
        assert_eq!(codes, ["time_jump"]);
        let (run, codes) = counted(&[(0, 0.0), (10, 30.0), (8, 31.0), (20, 60.0)], &[]);
        assert_eq!((totals(&run).2, codes), (Some(20.0), vec!["out_of_order_times"]));
        let (run, codes) = counted(&[(0, 0.0), (10, 30.0), (2_000_000_000, 31.0)], &[]);
        assert_eq!((totals(&run).2, codes), (Some(10.0), vec!["impossible_dates"]), "2087 is left out");
        let since_power_up = -START_MS / 1000;
        let (run, codes) = counted(&[(since_power_up, 0.0), (since_power_up + 10, 30.0)], &[]);
        assert_eq!((totals(&run).2, codes), (Some(10.0), vec!["clock_not_set"]));
    }

    #[test]
    fn distance_falls_back_to_positions_and_then_to_speed() {
        let mut samples = Samples::new();
        for second in 0..=100 {
            samples.push(at(second));
            samples.set(Channel::Latitude, 47.0 + second as f64 * 3.0 / 111_195.0);
            samples.set(Channel::Longitude, 8.0);
        }
        let mut jumped = samples.clone();
        jumped.push(at(101));
        jumped.set(Channel::Latitude, 48.0);
        jumped.set(Channel::Longitude, 8.0);
        let metres = totals(&finished(samples, &[]).0).0.unwrap_or(0.0);
        assert!((metres - 300.0).abs() < 1.0, "{metres}");
        let (run, codes) = finished(jumped, &[]);
        assert_eq!((totals(&run).0, codes), (Some(metres), vec!["position_jump"]));
        let along = metres_by_position(&run).expect("positions");
        assert_eq!((along[0], along.len()), (0.0, 102));
        assert!((along[50] - 150.0).abs() < 1.0 && along[100] == along[101], "{along:?}");
        assert_eq!(Some(along[101]), totals(&run).0, "the total is its end");

        let mut samples = Samples::new();
        for second in 0..=100 {
            samples.push(at(second));
            samples.set(Channel::Speed, 3.0);
        }
        assert_eq!(totals(&finished(samples, &[(50, 60)]).0).0, Some(270.0), "a pause covers no ground");
    }

    #[test]
    fn faster_than_anyone_is_reported() {
        let (_, codes) = counted(&[(0, 0.0), (10, 30.0), (11, 130.0), (20, 160.0)], &[]);
        assert_eq!(codes, ["impossible_speed"]);
    }

    #[test]
    fn climbs_ignore_noise_and_a_sensor_finding_its_level() {
        let mut samples = Samples::new();
        let altitudes = [-500.0, 300.0, 301.0, 300.0, 305.0, 310.0, 309.0, 300.0];
        for (second, altitude) in altitudes.into_iter().enumerate() {
            samples.push(at(second as i64));
            samples.set(Channel::Altitude, altitude);
        }
        let totals = finished(samples, &[]).0.computed_totals;
        assert_eq!(
            (totals.ascent.map(Metres::get), totals.descent.map(Metres::get)),
            (Some(10.0), Some(10.0))
        );
    }
}
