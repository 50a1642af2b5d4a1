//! How long a verdict takes over all worked cases, and what of it is triage and readiness.

use criterion::{Criterion, criterion_group, criterion_main};
use femoris_clinic::facts::Facts;
use femoris_clinic::triage::triage;
use femoris_clinic::verdict::verdict;
use femoris_knowledge::{cases, embedded, embedded_files};
use std::hint::black_box;

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

criterion_group!(benches, verdicts);
criterion_main!(benches);
