//! What a verdict costs: with all its bands, with the choice of the next question, and the preparation of the draws.

#![allow(clippy::expect_used, reason = "a benchmark stops where the shipped knowledge is broken")]

use criterion::{Criterion, criterion_group, criterion_main};
use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{Location, Onset, Setting};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::verdict::{decide, verdict};
use std::hint::black_box;

/// A runner with pain at the sit bone, every danger sign answered.
fn started() -> CaseState {
    let mut state = CaseState::empty("2026-11-21".parse().expect("a date"));
    state.complaint.setting = Some(Setting::GradualBuildUp);
    state.complaint.onset = Some(Onset::Gradual);
    state.complaint.location = Some(Location::SitBone);
    for id in FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign) {
        state.set_finding(*id, Finding::Absent);
    }
    state
}

/// The same runner with a typical interview behind them.
fn interviewed() -> CaseState {
    let mut state = started();
    for id in [FindingId::SittingProvokes, FindingId::EasesWithWarmUp, FindingId::ResistedKneeFlexionPain] {
        state.set_finding(id, Finding::Present);
    }
    for id in [
        FindingId::PainBelowKnee,
        FindingId::BackLinked,
        FindingId::RestOrNightPain,
        FindingId::PopFelt,
        FindingId::BruiseWithin7Days,
        FindingId::BoneTender,
        FindingId::LimpWalking,
    ] {
        state.set_finding(id, Finding::Absent);
    }
    state
}

/// Every finding of the tables answered: the most a verdict can have to multiply.
fn exhausted(knowledge: &Knowledge) -> CaseState {
    let mut state = started();
    for column in &knowledge.differential.parts().columns {
        state.set_finding(column.finding, Finding::Absent);
    }
    state
}

fn verdicts(criterion: &mut Criterion) {
    let knowledge = femoris_knowledge::embedded().expect("the shipped knowledge is whole");
    let cases = [
        ("nothing answered", started()),
        ("after a typical interview", interviewed()),
        ("everything answered", exhausted(&knowledge)),
    ];
    for (name, state) in &cases {
        criterion.bench_function(&format!("verdict, {name}"), |b| {
            b.iter(|| verdict(black_box(state), &knowledge));
        });
    }
    let (_, state) = &cases[1];
    criterion
        .bench_function("triage and run today only", |b| b.iter(|| decide(black_box(state), &knowledge)));
    let facts = Facts::new(state, &knowledge.freshness);
    let picture = knowledge.differential.picture(&facts);
    criterion
        .bench_function("bands only", |b| b.iter(|| knowledge.differential.posterior(black_box(&picture))));
    criterion.bench_function("draws of a knowledge version", |b| {
        b.iter(|| knowledge.differential.clone().means(black_box(&picture)));
    });
}

criterion_group!(benches, verdicts);
criterion_main!(benches);
