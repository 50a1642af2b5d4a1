//! The load measures: the acceptance vectors of the evidence, what is missing, and sums judged by naive ones.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use femoris_clinic::case::LoadHistory;
use femoris_clinic::event::TwingeMinute;
use femoris_clinic::load::{
    AboutRun, Bin, FormMeasure, FormStanding, LoadNote, MeasureRules, MeasuredRun, NoLoad, OwnMaximum,
    Rolling, RollingDay, RunForm, RunLoad, RunProfile, SpeedBins, SpeedPieces, SpeedSource, SteadyTime,
    StrideCount, Trace, fast_strides, form_changes, lap_pressed_twice, minute_around,
};
use femoris_measure::{
    Channel, Day, DeveloperSeries, Device, Instant, Lap, Means, Metres, RecordedRun, Samples, Sport,
    TimerEvent, TimerEventKind, Totals,
};
use proptest::prelude::*;
use std::sync::LazyLock;

static RULES: LazyLock<MeasureRules> =
    LazyLock::new(|| femoris_knowledge::embedded().expect("shipped knowledge is valid").measures);

/// One second of an invented run.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    at_s: i64,
    speed: Option<f64>,
    distance: Option<f64>,
    altitude: Option<f64>,
    cadence: Option<f64>,
}

fn run(rows: &[Row], pauses: &[(i64, i64)]) -> RecordedRun {
    let at = |second: i64| Instant::from_unix_ms(1_700_000_000_000 + second * 1000);
    let mut samples = Samples::new();
    let (mut metres, mut before) = (0.0, None);
    for row in rows {
        samples.push(at(row.at_s));
        let mut put = |channel, value: Option<f64>| {
            if let Some(value) = value {
                samples.set(channel, value);
            }
        };
        put(Channel::Speed, row.speed);
        put(Channel::Distance, row.distance);
        put(Channel::Altitude, row.altitude);
        put(Channel::Cadence, row.cadence);
        // A device counts no distance while its timer stands or its clock jumps.
        let lasted = before.map_or(0, |then: i64| row.at_s - then);
        metres += if (0..=30).contains(&lasted) { lasted as f64 * row.speed.unwrap_or(0.0) } else { 0.0 };
        before = Some(row.at_s);
    }
    let event = |second, kind| TimerEvent { at: at(second), kind };
    let pause =
        |(from, to): &(i64, i64)| [event(*from, TimerEventKind::Stop), event(*to, TimerEventKind::Start)];
    RecordedRun {
        sport: Sport::Running,
        sport_word: String::new(),
        sub_sport: String::new(),
        start: at(0),
        device_totals: Totals { distance: Metres::new(metres).ok(), ..Totals::default() },
        computed_totals: Totals::default(),
        told: Means::default(),
        samples,
        laps: Vec::new(),
        timer_events: pauses.iter().flat_map(pause).collect(),
        device: Device::default(),
        developer: Vec::new(),
        title: String::new(),
    }
}

/// Even running: seconds, speed, slope, cadence.
fn even(seconds: i64, speed: f64, slope: f64, cadence: Option<f64>) -> Vec<Row> {
    (0..=seconds)
        .map(|at_s| Row {
            at_s,
            speed: Some(speed),
            altitude: Some(100.0 + at_s as f64 * speed * slope),
            cadence,
            ..Row::default()
        })
        .collect()
}

fn profile(run: &RecordedRun) -> RunProfile {
    let trace = Trace::of(run, &RULES).expect("there is load");
    RunProfile::of(run, &trace, &RULES)
}

fn load(run: &RecordedRun, kmh: f64) -> RunLoad {
    let maximum = OwnMaximum::from_kmh(kmh).expect("a speed");
    RunLoad::of(&profile(run), Some(maximum), &RULES)
}

fn close(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

// Evidence dossier, 3.3: the vectors of the polynomial.
#[test]
fn cost_by_slope_is_the_published_polynomial() {
    let vectors =
        [(-0.45, 4.032), (-0.2, 1.8), (-0.1, 2.152), (0.0, 3.6), (0.1, 5.968), (0.2, 9.007), (0.45, 19.426)];
    for (slope, cost) in vectors {
        close(RULES.cost.cost(slope), cost, 5e-4);
    }
    close(RULES.cost.cost(-0.181), 1.781, 5e-4);
    assert_eq!(RULES.cost.cost(-0.9), RULES.cost.cost(-0.45), "beyond the study the slope is held");
    close(RULES.cost.factor(-0.1), 0.598, 5e-4);
    close(RULES.cost.factor(0.1), 1.658, 5e-4);
}

// Evidence dossier, 1.3: the table of the index.
#[test]
fn the_index_of_a_stride_is_that_of_the_table() {
    let table = [
        (2.5, 0.49),
        (3.0, 0.65),
        (3.5, 0.82),
        (4.0, 1.00),
        (5.0, 1.40),
        (6.0, 1.84),
        (7.0, 2.32),
        (8.0, 2.83),
        (9.0, 3.38),
    ];
    for (speed, index) in table {
        close(RULES.index.stride(speed).middle, index, 5e-3);
    }
    let fast = RULES.index.stride(8.0);
    assert!(fast.low < fast.middle && fast.middle < fast.high);
    let slow = RULES.index.stride(2.0);
    assert!(
        slow.range().0 < slow.middle && slow.middle < slow.range().1,
        "the band holds the value below 4 m/s too"
    );
    assert_eq!(RULES.index.stride(0.0).middle, 0.0);
}

// Evidence dossier, F6.
#[test]
fn getting_faster_counts_as_a_higher_speed() {
    let maximum = Some(femoris_measure::MetresPerSecond::new(8.0).expect("a speed"));
    let counted = |speed, acceleration| RULES.index.effective_speed(speed, acceleration, maximum);
    close(counted(4.0, 1.1), 0.88 * 8.0, 1e-9);
    close(counted(4.0, 1.0), 4.0, 1e-9);
    close(counted(6.0, 2.0), 6.0, 1e-9);
    close(counted(7.5, 2.0), 7.5, 1e-9);
    close(counted(5.0, 2.0), (0.88 + 0.75) / 2.0 * 8.0, 1e-9);
    close(counted(2.0, 2.0), 2.0 * 0.88 / 0.5, 1e-9);
    assert_eq!(RULES.index.effective_speed(4.0, 3.0, None), 4.0, "without a maximum nothing is added");
}

// Evidence dossier, F1: a spike is more than the edge.
#[test]
fn the_edges_of_the_spike_bands_belong_to_the_band_below() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let today = Day::from_ymd(2026, 11, 21).expect("a day");
    let band = |planned: f64| {
        let load = LoadHistory {
            first_run: Some(today.plus_days(-60)),
            longest_before_today: Metres::new(10_000.0).ok(),
            planned_today: Metres::new(planned).ok(),
            ..LoadHistory::default()
        };
        let view = knowledge.load.view(&load, today);
        let split = view.split.map(|(_, most)| most.get().round());
        assert_eq!(split, (planned > 11_000.0).then_some(11_000.0), "{planned} m");
        let notes = view.notes;
        let [LoadNote::Compared { rule, .. }] = notes.as_slice() else { panic!("one note expected") };
        rule.as_str().to_owned()
    };
    let edges = [
        (9_000.0, "LC1"),
        (11_000.0, "LC1"),
        (11_001.0, "LC2"),
        (13_000.0, "LC2"),
        (13_001.0, "LC3"),
        (20_000.0, "LC3"),
        (20_001.0, "LC4"),
    ];
    for (planned, rule) in edges {
        assert_eq!(band(planned), rule, "{planned} m");
    }
}

#[test]
fn an_old_longest_run_is_no_baseline_for_today() {
    let knowledge = femoris_knowledge::embedded().expect("valid");
    let today = Day::from_ymd(2026, 11, 21).expect("a day");
    let metres = |metres| Metres::new(metres).ok();
    let quiet = LoadHistory {
        first_run: Some(today.plus_days(-2000)),
        newest_run: metres(16_000.0).map(|distance| (today.plus_days(-31), distance)),
        longest_before_newest: metres(14_000.0),
        planned_today: metres(12_000.0),
        ..LoadHistory::default()
    };
    let view = knowledge.load.view(&quiet, today);
    assert!(matches!(view.notes.as_slice(), [LoadNote::NoBaseline { .. }]), "{view:?}");
    assert_eq!(view.suggested_distance, None);
    let back = LoadHistory { longest_before_today: metres(5_000.0), ..quiet };
    let view = knowledge.load.view(&back, today);
    assert!(
        matches!(view.notes.as_slice(), [LoadNote::Compared { about: AboutRun::Planned, .. }]),
        "{view:?}"
    );
    assert_eq!(view.suggested_distance.map(Metres::get), Some(5_500.0));
}

#[test]
fn an_even_run_counts_its_strides_once_each() {
    let load = load(&run(&even(600, 4.0, 0.0, Some(174.0)), &[]), 28.8);
    let StrideCount::Counted(strides) = load.strides else { panic!("cadence was recorded") };
    close(strides, 600.0 * 87.0 / 60.0, 0.01);
    close(load.hamstring_index.middle, strides, 0.01);
    close(load.index_per_km().expect("distance").middle, strides / 2.4, 0.01);
    close(load.graded_distance.expect("altitude").get(), 2_400.0, 0.5);
    let above = load.above.expect("a maximum");
    assert_eq!(above.map(|above| above.seconds), [0.0; 3], "4 m/s is half of 8");
}

#[test]
fn a_hill_costs_more_and_counts_as_climb() {
    let load = load(&run(&even(600, 3.0, 0.1, Some(170.0)), &[]), 28.8);
    close(load.graded_distance.expect("altitude").get() / 1_800.0, 1.658, 0.02);
    let slopes = load.slopes.expect("altitude");
    close(slopes.climb.seconds, 600.0, 12.0);
    assert_eq!(slopes.descent.seconds, 0.0);
}

#[test]
fn what_was_not_recorded_is_missing_and_not_zero() {
    let flat: Vec<Row> =
        even(600, 3.0, 0.0, None).into_iter().map(|row| Row { altitude: None, ..row }).collect();
    let found = profile(&run(&flat, &[]));
    assert_eq!((found.graded_distance, found.slopes), (None, None));
    assert!(matches!(found.strides, StrideCount::Assumed(strides) if (strides - 840.0).abs() < 0.01));
    assert_eq!(RunLoad::of(&found, None, &RULES).above, None);
    let empty = run(&[], &[]);
    assert_eq!(Trace::of(&empty, &RULES), Err(NoLoad::NoSamples));
    let heart: Vec<Row> = (0..100).map(|at_s| Row { at_s, ..Row::default() }).collect();
    assert_eq!(Trace::of(&run(&heart, &[]), &RULES), Err(NoLoad::NoSpeed));
    assert_eq!(Trace::of(&run(&even(300, 1.3, 0.0, None), &[]), &RULES), Err(NoLoad::NoRunning));
    let sparse: Vec<Row> =
        even(100, 3.0, 0.0, None).iter().map(|row| Row { at_s: row.at_s * 60, ..*row }).collect();
    assert_eq!(Trace::of(&run(&sparse, &[]), &RULES), Err(NoLoad::TooSparse));
}

#[test]
fn fast_seconds_are_found_and_a_jump_is_not_one() {
    let mut rows = even(600, 3.0, 0.0, Some(170.0));
    for row in rows.iter_mut().filter(|row| (300..320).contains(&row.at_s)) {
        row.speed = Some(7.7);
    }
    rows[100].speed = Some(11.0);
    rows[500].speed = Some(40.0);
    let run = run(&rows, &[]);
    let load = load(&run, 28.8);
    let above = load.above.expect("a maximum");
    close(above[2].seconds, 20.0, 1.0);
    close(above[0].metres, 154.0, 8.0);
    close(load.peak.expect("a peak").get(), 7.7, 0.01);
    let trace = Trace::of(&run, &RULES).expect("load");
    assert_eq!(trace.rejected_s(), 1.0);
    let fast = fast_strides(&trace, 7.0, &RULES.speed);
    assert_eq!(fast.len(), 1);
    close(fast[0].from_s, 299.0, 1.0);
    close(fast[0].lasts_s, 20.0, 1.0);
}

#[test]
fn pauses_and_holes_count_for_nothing() {
    let whole = even(400, 4.0, 0.0, Some(174.0));
    let paused: Vec<Row> = whole.iter().copied().filter(|row| !(101..=299).contains(&row.at_s)).collect();
    let by_timer = profile(&run(&paused, &[(100, 300)]));
    close(by_timer.strides.get(), 200.0 * 1.45, 1.5);
    let by_hole = profile(&run(&paused, &[]));
    close(by_hole.strides.get(), 200.0 * 1.45, 1.5);
}

#[test]
fn a_clock_that_jumps_or_was_never_set_changes_no_load() {
    let rows = even(400, 4.0, 0.0, Some(174.0));
    let expected = profile(&run(&rows, &[])).even_index.middle;
    let late: Vec<Row> = rows.iter().map(|row| Row { at_s: row.at_s + 1_200_000_000, ..*row }).collect();
    close(profile(&run(&late, &[])).even_index.middle, expected, 1e-9);
    let days =
        rows.iter().map(|row| Row { at_s: row.at_s + if row.at_s > 200 { 27 * 86_400 } else { 0 }, ..*row });
    close(profile(&run(&days.collect::<Vec<_>>(), &[])).even_index.middle, expected, 2.0);
}

#[test]
fn a_counter_or_places_serve_where_there_is_no_speed() {
    let rows: Vec<Row> = (0..=600)
        .map(|at_s| Row {
            at_s,
            distance: (at_s % 5 == 0).then_some(at_s as f64 * 3.5),
            cadence: Some(168.0),
            ..Row::default()
        })
        .collect();
    let run = run(&rows, &[]);
    let trace = Trace::of(&run, &RULES).expect("load");
    assert_eq!(trace.source(), SpeedSource::Counter);
    close(trace.moments().iter().map(|moment| moment.metres()).sum::<f64>(), 2_100.0, 0.1);
}

proptest! {
    // Sums over a history are kept step by step; this judges them by adding everything up again.
    #[test]
    fn the_rolling_view_is_what_adding_up_gives(
        days in prop::collection::vec(
            prop_oneof![
                2 => Just(RollingDay::REST),
                5 => (0u32..4_200_000).prop_map(|cm| {
                    let metres = f64::from(cm) / 100.0;
                    RollingDay { metres: Some(metres), longest: Some(metres / 2.0) }
                }),
                1 => Just(RollingDay { metres: None, longest: None }),
            ],
            1..200,
        )
    ) {
        let mut rolling = Rolling::new();
        for (index, day) in days.iter().enumerate() {
            rolling.add(*day);
            let week = &days[(index + 1).saturating_sub(7)..=index];
            let month = &days[(index + 1).saturating_sub(30)..=index];
            let sum: Option<f64> = week.iter().map(|day| day.metres).sum();
            let longest = month.iter().filter_map(|day| day.longest).max_by(f64::total_cmp);
            prop_assert_eq!(rolling.longest_metres(), longest);
            prop_assert_eq!(rolling.week_metres().is_some(), sum.is_some());
            if let (Some(found), Some(sum)) = (rolling.week_metres(), sum) {
                prop_assert!((found - sum).abs() < 0.05);
            }
        }
    }

    // Time by speed answers for any threshold, for one run and for the sum of many.
    #[test]
    fn time_above_a_speed_is_what_counting_seconds_gives(
        seconds in prop::collection::vec(1_800u32..12_500, 1..400),
        threshold in 1_800u32..12_500,
    ) {
        let (mut bins, mut parts) = (SpeedBins::default(), [SpeedBins::default(), SpeedBins::default()]);
        for (index, mm_s) in seconds.iter().enumerate() {
            let speed = f64::from(*mm_s) / 1000.0;
            bins.add(speed, 1.0, 145);
            parts[index % 2].add(speed, 1.0, 145);
        }
        let [mut sum, other] = parts;
        sum.merge(&other);
        prop_assert_eq!(&sum, &bins);
        let packed: Vec<(u32, Bin)> = bins.iter().collect();
        prop_assert_eq!(&SpeedBins::from_bins(packed), &bins);
        let (found, metres) = bins.above(f64::from(threshold) / 1000.0);
        let above = |edge: u32| seconds.iter().filter(|mm_s| **mm_s >= edge).count() as f64;
        // Exact at the edges of a bin; in between, between the two.
        let (low, high) = (threshold - threshold % 50 + 50, threshold - threshold % 50);
        prop_assert!(above(low) - 1e-9 <= found && found <= above(high) + 1e-9);
        prop_assert!(metres >= found * f64::from(threshold / 50 * 50) / 1000.0 - 0.01 * seconds.len() as f64);
    }
}

/// Every piece looked for by itself: the judge.
fn longest_naive(times: &[SteadyTime], bin: u32) -> f64 {
    let (mut longest, mut since, mut end) = (0.0f64, None, 0.0);
    for time in times {
        let fast = (time.speed * 1000.0) as u32 / 50 >= bin;
        let joins = time.from_s - end <= time.to_s - time.from_s;
        since = if fast { since.filter(|_| joins).or(Some(time.from_s)) } else { None };
        longest = since.map_or(longest, |since| longest.max(time.to_s - since));
        end = time.to_s;
    }
    longest
}

proptest! {
    // One walk finds the longest piece at every speed, with pauses and lost samples between.
    #[test]
    fn the_longest_piece_is_what_looking_at_each_speed_gives(
        parts in prop::collection::vec((40u32..60, prop::sample::select(vec![0u8, 0, 0, 0, 1, 3])), 1..120),
        asked in 38u32..62,
    ) {
        let (mut at, mut times) = (0.0, Vec::new());
        for (bin, gap) in parts {
            at += f64::from(gap);
            times.push(SteadyTime { from_s: at, to_s: at + 1.0, speed: f64::from(bin * 50 + 10) / 1000.0 });
            at += 1.0;
        }
        let pieces = SpeedPieces::of(times.iter().copied());
        let speed = f64::from(asked * 50) / 1000.0;
        prop_assert_eq!(pieces.longest(speed), longest_naive(&times, asked));
        prop_assert_eq!(&SpeedPieces::from_bins(pieces.iter()), &pieces);
        let (first, second) = times.split_at(times.len() / 2);
        let mut both = SpeedPieces::of(first.iter().copied());
        both.merge(&SpeedPieces::of(second.iter().copied()));
        let longer = longest_naive(first, asked).max(longest_naive(second, asked));
        prop_assert_eq!(both.longest(speed), longer, "a piece does not go on in the next file");
    }
}

fn form_rules() -> femoris_clinic::load::FormRules {
    femoris_knowledge::embedded().expect("shipped knowledge is valid").form
}

/// Form of an even run with a contact time in ms.
fn form_of(contact: f64, cadence: f64) -> RunForm {
    let mut recorded = run(&even(600, 3.0, 0.0, Some(cadence)), &[]);
    let column = (0..=600).map(|_| Some((contact * 10.0) as i32)).collect();
    assert!(recorded.samples.put_column(Channel::GroundContact, column));
    MeasuredRun::of(&recorded, &RULES, &form_rules()).form
}

#[test]
fn form_is_shown_as_changed_only_beyond_what_the_device_errs_by() {
    let earlier: Vec<RunForm> = (0..6).map(|index| form_of(250.0 + f64::from(index), 170.0)).collect();
    let standing = |contact: f64, cadence: f64| -> Vec<(FormMeasure, FormStanding)> {
        let changes = form_changes(&form_of(contact, cadence), &earlier, &form_rules());
        changes.iter().map(|change| (change.measure, change.standing)).collect()
    };
    let (cadence, contact) = (FormMeasure::Cadence, FormMeasure::GroundContact);
    assert_eq!(
        standing(290.0, 176.0),
        [(cadence, FormStanding::WithinError), (contact, FormStanding::WithinError)]
    );
    assert_eq!(standing(310.0, 178.0), [(cadence, FormStanding::Changed), (contact, FormStanding::Changed)]);
    let few = form_changes(&form_of(310.0, 178.0), &earlier[..4], &form_rules());
    assert!(few.is_empty(), "four runs are no baseline");
}

#[test]
fn form_at_other_speeds_is_not_compared() {
    let earlier: Vec<RunForm> = (0..6).map(|_| form_of(250.0, 170.0)).collect();
    let fast = run(&even(600, 4.0, 0.0, Some(185.0)), &[]);
    let form = MeasuredRun::of(&fast, &RULES, &form_rules()).form;
    assert!(!form.is_empty());
    assert!(form_changes(&form, &earlier, &form_rules()).is_empty());
    let kept: Vec<_> = form.sums().collect();
    assert_eq!(RunForm::from_sums(kept), form);
}

#[test]
fn a_foot_pod_fills_in_what_the_watch_does_not_measure() {
    let mut recorded = run(&even(600, 3.0, 0.0, Some(170.0)), &[]);
    let field = |name: &str, value: i32| DeveloperSeries {
        name: name.to_owned(),
        unit: String::new(),
        series: (0..=600).map(|_| Some(value)).collect(),
    };
    recorded.developer = vec![field("Leg Spring Stiffness", 9_800), field("Ground Time", 251_000)];
    let form = MeasuredRun::of(&recorded, &RULES, &form_rules()).form;
    let mean = |of: FormMeasure| {
        form.sums().find(|(_, measure, _)| *measure == of).and_then(|(_, _, sum)| sum.mean())
    };
    assert_eq!(mean(FormMeasure::LegStiffness), Some(9.8));
    assert_eq!(mean(FormMeasure::GroundContact), Some(251.0));
    assert_eq!(mean(FormMeasure::FormPower), None);
}

#[test]
fn the_lap_button_pressed_twice_marks_a_moment() {
    let mut recorded = run(&even(600, 3.0, 0.0, Some(170.0)), &[]);
    let lap = |second: i64, manual: Option<bool>| Lap {
        start: Instant::from_unix_ms(recorded.start.unix_ms() + second * 1000),
        totals: Totals::default(),
        manual,
    };
    let press = Some(true);
    let twice = vec![lap(0, press), lap(200, press), lap(203, Some(false)), lap(500, Some(false))];
    let once = vec![lap(0, press), lap(200, press), lap(260, press), lap(300, Some(false))];
    let automatic = vec![lap(0, Some(false)), lap(200, Some(false)), lap(203, Some(false)), lap(500, None)];
    let thrice = vec![lap(0, press), lap(200, press), lap(202, press), lap(204, Some(false))];
    for (laps, expected) in [(twice, vec![200]), (once, vec![]), (automatic, vec![]), (thrice, vec![200])] {
        recorded.laps = laps;
        assert_eq!(lap_pressed_twice(&recorded), expected);
    }
}

#[test]
fn the_minute_of_a_twinge_is_what_the_recording_tells() {
    let recorded = run(&even(600, 4.0, 0.06, Some(174.0)), &[]);
    let trace = Trace::of(&recorded, &RULES).expect("load");
    let minute = minute_around(&trace, 300, None, &RULES);
    close(minute.speed.expect("speed").get(), 4.0, 1e-9);
    close(minute.slope_percent.expect("altitude"), 6.0, 0.1);
    close(minute.cadence.expect("cadence").get(), 174.0, 1e-9);
    close(minute.hamstring_index.expect("load"), 61.0 * 1.45, 0.1);
    assert_eq!(minute_around(&trace, 5_000, None, &RULES), TwingeMinute::default());
}
