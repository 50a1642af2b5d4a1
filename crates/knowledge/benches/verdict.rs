//! How long a verdict takes over all worked cases, what of it is triage and readiness, and three years of them in a row.

use criterion::{Criterion, criterion_group, criterion_main};
use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::{Entry, Event, PainMoment, Sequence};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::triage::triage;
use femoris_clinic::verdict::verdict;
use femoris_knowledge::{cases, embedded, embedded_files};
use femoris_measure::{Day, Instant, Metres, OutOfRange, PainScore, Seconds};
use std::hint::black_box;

/// Days of a story that a runner logs every day.
const THREE_YEARS: i32 = 1095;

/// Three years of a sore tendon: danger signs once a month, the load test every morning, a run every other day with pain
/// during, after and on the next morning.
fn story(first: Day) -> Result<Vec<Event>, OutOfRange> {
    let mut events = Vec::new();
    let mut on = |day: i32, entry: Entry| {
        let sequence = Sequence(events.len() as u64 + 1);
        let at = Instant::from_unix_ms(i64::from(day) * 86_400_000);
        events.push(Event { sequence, at, day: first.plus_days(day), entry });
    };
    on(0, Entry::RunnerDescribed { age: Some(AgeGiven::Years(AgeYears::new(34)?)), sex: None });
    on(
        0,
        Entry::ComplaintSet(Complaint {
            setting: Some(Setting::GradualBuildUp),
            onset: Some(Onset::Gradual),
            onset_date: Some(first),
            side: Some(Side::Left),
            location: Some(Location::SitBone),
        }),
    );
    for day in 0..THREE_YEARS {
        if day % 30 == 0 {
            for id in FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign) {
                on(day, Entry::FindingAnswered { id: *id, answer: Finding::Absent });
            }
            on(day, Entry::FindingAnswered { id: FindingId::SittingProvokes, answer: Finding::Present });
        }
        on(day, Entry::Measured(Measure::new(MeasureId::LoadTestPain, f64::from(day % 4))?));
        on(day, Entry::Measured(Measure::new(MeasureId::MorningStiffnessMin, f64::from(day % 7))?));
        if day % 2 == 0 {
            let run = format!("run-{day}");
            let at = Instant::from_unix_ms(i64::from(day) * 86_400_000);
            let (distance, duration) = (Metres::new(8000.0).ok(), Seconds::new(2_700.0).ok());
            on(day, Entry::RunRecorded { run, start: at, distance, duration });
            on(day, Entry::PainLogged { moment: PainMoment::During, score: PainScore::new(2)? });
            on(day, Entry::PainLogged { moment: PainMoment::After, score: PainScore::new(1)? });
            on(day + 1, Entry::PainLogged { moment: PainMoment::NextMorning, score: PainScore::new(0)? });
        }
    }
    Ok(events)
}

fn replay(c: &mut Criterion) {
    let first = Day::from_ymd(2024, 1, 1);
    let (Ok(knowledge), Some(Ok(events)), Some(first)) = (embedded(), first.map(story), first) else {
        unreachable!("the tests hold the shipped knowledge valid, and the story is on its scales");
    };
    let mut group = c.benchmark_group("three years of days");
    group.sample_size(10);
    group.bench_function("folded", |b| {
        b.iter(|| {
            for day in 0..THREE_YEARS {
                black_box(CaseState::fold(&events, first.plus_days(day), LoadHistory::default()));
            }
        });
    });
    group.bench_function("folded and judged", |b| {
        b.iter(|| {
            for day in 0..THREE_YEARS {
                let state = CaseState::fold(&events, first.plus_days(day), LoadHistory::default());
                black_box(verdict(&state, &knowledge));
            }
        });
    });
    group.finish();
}

fn verdicts(c: &mut Criterion) {
    let (Ok(knowledge), Ok(files)) = (embedded(), cases::read(&embedded_files())) else {
        unreachable!("the tests hold the shipped knowledge valid");
    };
    let states: Vec<_> = files.into_iter().flat_map(|file| file.cases).map(|case| case.given).collect();
    let mut next = states.iter().cycle();
    c.bench_function("verdict", |b| {
        b.iter(|| next.next().map(|state| verdict(black_box(state), &knowledge)));
    });
    c.bench_function("triage", |b| {
        b.iter(|| {
            next.next().map(|state| triage(&Facts::new(black_box(state), &knowledge.freshness), &knowledge))
        });
    });
    c.bench_function("load the knowledge", |b| b.iter(embedded));
}

criterion_group!(benches, verdicts, replay);
criterion_main!(benches);
