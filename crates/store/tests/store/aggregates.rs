//! Sums that are kept as runs come and go, against the naive walk over all runs.

use std::collections::BTreeMap;

use femoris_clinic::load::{
    Bin, FormMeasure, FormSum, IndexBand, MeasuredRun, NoLoad, RunForm, RunProfile, Slope, Slopes, SpeedBins,
    SpeedPieces, StrideCount,
};
use femoris_measure::{Day, Instant, Metres, RecordedRun, Seconds, Sport};
use femoris_store::{DayTotal, Reader, RunId, RunSummary, Standing, Store, StoreError};
use proptest::prelude::*;

use crate::build::{Home, Recording, bare_run, home, metres, seconds};

/// Something that happens to the history. Numbers pick among the runs there are.
#[derive(Debug, Clone)]
enum Step {
    Put { hour: i64, distance: Option<u32>, timer: Option<u32>, ascent: Option<u32>, sport: Sport },
    Remove(usize),
    BringBack(usize),
    Merge(usize, usize),
    Unmerge(usize),
    Title(usize),
    Measure { run: usize, index: u32, graded: Option<u32>, none: bool },
}

fn any_step() -> impl Strategy<Value = Step> {
    let sport = prop_oneof![4 => Just(Sport::Running), 1 => Just(Sport::Cycling)];
    let amount = || prop::option::weighted(0.9, 0u32..5_000_000);
    prop_oneof![
        5 => (0i64..24 * 70, amount(), amount(), amount(), sport).prop_map(|(hour, distance, timer, ascent, sport)| {
            Step::Put { hour, distance, timer, ascent, sport }
        }),
        1 => any::<usize>().prop_map(Step::Remove),
        1 => any::<usize>().prop_map(Step::BringBack),
        2 => (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Step::Merge(a, b)),
        1 => any::<usize>().prop_map(Step::Unmerge),
        1 => any::<usize>().prop_map(Step::Title),
        4 => (any::<usize>(), 0u32..900_000, amount(), prop::bool::weighted(0.2)).prop_map(
            |(run, index, graded, none)| Step::Measure { run, index, graded, none }
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn sums_agree_with_the_naive_walk(steps in prop::collection::vec(any_step(), 1..40)) {
        let Home { store, folder: _folder } = home();
        let mut ids = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            apply(&store, &mut ids, number, step);
            check(&store)?;
        }
        store.read(|reader| reader.verify()).expect("sound");
    }
}

fn apply(store: &Store, ids: &mut Vec<RunId>, number: usize, step: Step) {
    let pick = |index: usize| ids.get(index % ids.len().max(1)).cloned();
    let done = match step {
        Step::Put { hour, distance, timer, ascent, sport } => {
            let run = run_at(hour, (distance, timer, ascent), sport);
            let one = Recording::new(format!("file {number}").into_bytes(), run);
            one.put_into(store);
            ids.push(one.id().clone());
            Ok(())
        }
        Step::Remove(i) => pick(i).map_or(Ok(()), |run| store.batch(|writer| writer.remove(&run))),
        Step::BringBack(i) => pick(i).map_or(Ok(()), |run| store.batch(|writer| writer.bring_back(&run))),
        Step::Unmerge(i) => pick(i).map_or(Ok(()), |run| store.batch(|writer| writer.unmerge(&run))),
        Step::Title(i) => pick(i).map_or(Ok(()), |run| store.batch(|writer| writer.set_title(&run, "new"))),
        Step::Measure { run, index, graded, none } => pick(run).map_or(Ok(()), |run| {
            let measured = measured(index, graded, none);
            store.batch(|writer| writer.put_load(&run, "numbers", &measured))?;
            let kept = store.read(|reader| reader.load(&run))?.expect("kept");
            let without_totals = |measured: MeasuredRun| MeasuredRun {
                profile: measured.profile.map(|profile| RunProfile {
                    distance: None,
                    timer: None,
                    ..profile
                }),
                ..measured
            };
            assert_eq!(without_totals(kept.measured), measured, "comes back as it went in");
            Ok(())
        }),
        Step::Merge(a, b) => match (pick(a), pick(b)) {
            (Some(a), Some(b)) => store.batch(|writer| writer.merge(&a, &b, "the same")),
            _ => Ok(()),
        },
    };
    // Merging into itself or into a merged run is refused; everything else works.
    assert!(matches!(done, Ok(()) | Err(StoreError::Refused { .. })), "{done:?}");
}

/// A load made of whole hundredths, so that it comes back exactly.
fn measured(index: u32, graded: Option<u32>, none: bool) -> MeasuredRun {
    if none {
        return MeasuredRun { profile: Err(NoLoad::NoSpeed), form: RunForm::default() };
    }
    let hundredths = |value: u32| f64::from(value) / 100.0;
    let bin =
        |number: u32| Bin { ms: u64::from(index), cm: u64::from(index) * 3, strides: u64::from(number) };
    let slope = |seconds: u32| Slope { seconds: f64::from(seconds), metres: hundredths(index) };
    let middle = hundredths(index);
    MeasuredRun {
        profile: Ok(RunProfile {
            distance: None,
            timer: None,
            graded_distance: graded.map(|value| metres(hundredths(value))),
            strides: if index.is_multiple_of(2) {
                StrideCount::Counted(middle)
            } else {
                StrideCount::Assumed(middle)
            },
            even_index: IndexBand { low: middle, middle, high: hundredths(index * 2) },
            bursts: SpeedBins::from_bins((index.is_multiple_of(3)).then(|| (index % 250, bin(index)))),
            speeds: SpeedBins::from_bins([(60, bin(7)), (61, bin(300)), (249, bin(1))]),
            pieces: SpeedPieces::from_bins([(60, u64::from(index)), (61, 400), (200, u64::from(index % 90))]),
            slopes: graded.map(|_| Slopes { climb: slope(index % 1000), descent: slope(index % 77) }),
            peak: femoris_measure::MetresPerSecond::new(f64::from(index % 12_000) / 1000.0).ok(),
            rejected_s: 0.0,
        }),
        form: RunForm::from_sums([(
            12,
            FormMeasure::GroundContact,
            FormSum { ms: 60_000, sum: 1_500_000_000 },
        )]),
    }
}

fn run_at(
    hour: i64,
    (distance, timer, ascent): (Option<u32>, Option<u32>, Option<u32>),
    sport: Sport,
) -> RecordedRun {
    let start = Instant::from_unix_ms(1_699_000_000_000 + hour * 3_600_000);
    let hundredths = |value: u32| f64::from(value) / 100.0;
    let mut run = bare_run(start, distance.map(hundredths), timer.map(hundredths));
    run.device_totals.ascent = ascent.map(|value| metres(hundredths(value)));
    run.sport = sport;
    run
}

/// Everything the store says at a glance, recomputed from the list of all runs.
fn check(store: &Store) -> Result<(), TestCaseError> {
    store
        .read(|reader| {
            let mut all: Vec<RunSummary> = Vec::new();
            reader.for_each_run(|run, _| {
                all.push(run.clone());
                Ok::<_, StoreError>(())
            })?;
            let shown: Vec<&RunSummary> = all.iter().filter(|run| run.standing == Standing::Shown).collect();
            let running: Vec<&RunSummary> = shown.iter().copied().filter(|run| run.sport.is_run()).collect();
            let days = naive_days(&running);
            let (first, last) = (day("2023-01-01"), day("2025-12-31"));
            let kept = reader.daily(first, last)?;
            assert_eq!(kept, days);
            assert_eq!(reader.span()?, days.first().map(|d| d.day).zip(days.last().map(|d| d.day)));

            let totals = reader.totals()?;
            let merged = all.iter().filter(|run| matches!(run.standing, Standing::Merged { .. })).count();
            let counts = (totals.shown, totals.merged, totals.removed, totals.runs);
            let removed = all.len() - merged - shown.len();
            assert_eq!(counts, (shown.len() as u64, merged as u64, removed as u64, running.len() as u64));
            let centimetres: u64 = running.iter().filter_map(|run| run.distance).map(hundredths).sum();
            assert_eq!(totals.distance_cm, centimetres);

            check_loads(reader, &running, (first, last))?;
            check_months(&reader.months(2023)?, &days, 2023);
            let newest = reader.newest_run()?.map(|run| (run.day, run.start));
            assert_eq!(newest, running.iter().map(|run| (run.day, run.start)).max());
            for (from, to) in [(first, last), (day("2023-11-20"), day("2023-12-10"))] {
                check_longest(reader.longest_run(from, to, None)?, &running, (from, to));
            }
            Ok(())
        })
        .map_err(|error: StoreError| TestCaseError::fail(error.to_string()))
}

fn naive_days(running: &[&RunSummary]) -> Vec<DayTotal> {
    let mut days: BTreeMap<Day, Vec<&RunSummary>> = BTreeMap::new();
    running.iter().for_each(|run| days.entry(run.day).or_default().push(run));
    let sum = |values: Vec<Metres>| metres(values.into_iter().map(hundredths).sum::<u64>() as f64 / 100.0);
    days.into_iter()
        .map(|(day, runs)| DayTotal {
            day,
            runs: runs.len() as u32,
            without_distance: runs.iter().filter(|run| run.distance.is_none()).count() as u32,
            distance: sum(runs.iter().filter_map(|run| run.distance).collect()),
            timer: seconds(
                runs.iter().filter_map(|run| run.timer).map(milliseconds).sum::<u64>() as f64 / 1000.0,
            ),
            ascent: sum(runs.iter().filter_map(|run| run.ascent).collect()),
            longest: metres(runs.iter().filter_map(|run| run.distance).map(Metres::get).fold(0.0, f64::max)),
        })
        .collect()
}

/// Load by day against the loads of the runs, one by one.
fn check_loads(
    reader: &Reader<'_>,
    running: &[&RunSummary],
    (first, last): (Day, Day),
) -> Result<(), StoreError> {
    let mut days: BTreeMap<Day, (u32, IndexBand, f64)> = BTreeMap::new();
    let (mut bursts, mut peaks) = (0, 0);
    for run in running {
        let Some(kept) = reader.load(&run.id)? else { continue };
        let Ok(profile) = kept.measured.profile else { continue };
        let day = days.entry(run.day).or_default();
        day.0 += 1;
        day.1 = day.1.plus(profile.even_index);
        day.2 += profile.graded_distance.map_or(0.0, Metres::get);
        bursts += usize::from(!profile.bursts.is_empty());
        peaks += usize::from(profile.peak.is_some());
    }
    let kept = reader.load_days(first, last)?;
    assert_eq!(kept.iter().map(|day| day.day).collect::<Vec<_>>(), days.keys().copied().collect::<Vec<_>>());
    for (kept, (runs, index, graded)) in kept.iter().zip(days.values()) {
        assert_eq!(kept.runs, *runs);
        assert!((kept.even_index.middle - index.middle).abs() < 0.001);
        assert!((kept.even_index.high - index.high).abs() < 0.001);
        assert!((kept.graded.get() - graded).abs() < 0.001);
    }
    assert_eq!((reader.bursts(first, last)?.len(), reader.peaks(first, last)?.len()), (bursts, peaks));
    Ok(())
}

fn check_months(kept: &[femoris_store::MonthTotal], days: &[DayTotal], year: i16) {
    for month in 1..=12 {
        let days: Vec<&DayTotal> =
            days.iter().filter(|total| (total.day.ymd().0, total.day.ymd().1) == (year, month)).collect();
        let found = kept.iter().find(|total| total.month == month);
        assert_eq!(found.map_or(0, |total| total.days), days.len() as u32);
        if let Some(found) = found {
            assert_eq!(found.runs, days.iter().map(|total| total.runs).sum::<u32>());
            let distance: f64 = days.iter().map(|total| total.distance.get()).sum();
            assert!((found.distance.get() - distance).abs() < 0.001);
        }
    }
}

fn check_longest(found: Option<RunSummary>, running: &[&RunSummary], (first, last): (Day, Day)) {
    let naive = running
        .iter()
        .filter(|run| (first..=last).contains(&run.day))
        .filter_map(|run| run.distance)
        .map(Metres::get)
        .fold(None, |longest: Option<f64>, distance| Some(longest.map_or(distance, |l| l.max(distance))));
    assert_eq!(found.and_then(|run| run.distance).map(Metres::get), naive);
}

fn hundredths(distance: Metres) -> u64 {
    (distance.get() * 100.0).round() as u64
}

fn milliseconds(time: Seconds) -> u64 {
    (time.get() * 1000.0).round() as u64
}

fn day(text: &str) -> Day {
    text.parse().expect("a date")
}
