//! What a year of daily sessions for one runner costs: the log folded and the session built anew on each of its days.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark stops where its case is none")]
#![allow(dead_code, reason = "the case is that of the tests, which ask more of it")]

#[path = "../tests/rehab/common.rs"]
mod common;

use common::{Case, as_asked, day};
use criterion::{Criterion, criterion_group, criterion_main};
use femoris_clinic::rehab::session::DayPlan;
use femoris_clinic::rehab::stage::ProtocolId;
use std::hint::black_box;

const DAYS: i32 = 365;

/// A runner with a sore tendon who does and tells everything, with little pain, for a year.
fn diligent() -> Case {
    let first = day("2026-01-05");
    let mut case = Case::meant_for(ProtocolId::Tendon, first);
    for number in 0..DAYS {
        let today = first.plus_days(number);
        if number % 5 == 0 {
            case.deny_danger_signs(today);
        }
        case.morning(today, 1);
        if let Some(DayPlan::Session(session)) = case.today(today) {
            case.log_session(today, &format!("session-{number}"), session.stage, as_asked(&session, 0, 5));
        }
    }
    case
}

fn year(criterion: &mut Criterion) {
    let case = diligent();
    let first = day("2026-01-05");
    let mut group = criterion.benchmark_group("rehab");
    group.sample_size(10);
    group.bench_function("a year of daily sessions for one runner", |b| {
        b.iter(|| (0..DAYS).filter_map(|number| black_box(&case).today(first.plus_days(number))).count());
    });
    group.finish();
}

criterion_group!(benches, year);
criterion_main!(benches);
