//! Drawing one figure in motion: at most a millisecond.

#![allow(clippy::expect_used, reason = "a benchmark of drawings that do not load measures nothing")]

use criterion::{Criterion, criterion_group, criterion_main};
use femoris_figure::{Side, Size, View};
use std::hint::black_box;

fn render(c: &mut Criterion) {
    let figures = femoris_knowledge::figures().expect("the shipped drawings");
    let figure = figures.get("nordic-eccentric").expect("it is there");
    c.bench_function("figure in motion", |b| {
        b.iter(|| black_box(figure.render(View::new(Side::Left, Size::Player).moving())));
    });
    c.bench_function("figure, still and small", |b| {
        b.iter(|| black_box(figure.render(View::new(Side::Right, Size::Small))));
    });
}

criterion_group!(benches, render);
criterion_main!(benches);
