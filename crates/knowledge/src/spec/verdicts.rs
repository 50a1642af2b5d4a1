//! What the rules say of every worked case, on one page: the difference of two such pages is what a change alters.

use crate::cases::{CaseFile, WorkedCase, flags};
use femoris_clinic::differential::Candidate;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::restriction::{Caps, Terrain};
use femoris_clinic::severity::Severity;
use femoris_clinic::verdict::{Verdict, verdict};
use femoris_measure::{Metres, Minutes, Percent};
use std::fmt::Write as _;

/// Candidates named of each case.
const CANDIDATES: usize = 3;

/// The page: one row a case, one column a part of the verdict.
pub(super) fn page(files: &[CaseFile], knowledge: &Knowledge) -> String {
    let mut text = "# Verdicts\n\nWhat the rules say of each worked case today. `cargo xtask verdicts` compares this page with an earlier one \
         and prints which verdicts a change alters, for *Clinical behaviour* in the changelog. Probabilities are out of 100, with their 5-95 band.\n\n\
         | case | danger signs | run today | limits | fits best | not excluded | severity | asked next |\n|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for case in files.iter().flat_map(|file| &file.cases) {
        let _infallible = writeln!(text, "| {} |", row(case, knowledge).join(" | "));
    }
    text
}

fn row(case: &WorkedCase, knowledge: &Knowledge) -> [String; 8] {
    let verdict = verdict(&case.given, knowledge);
    let triage = &verdict.triage.outcome;
    let raised = flags(&verdict);
    let danger = if raised.is_empty() {
        triage.id().to_owned()
    } else {
        format!("{}: {}", triage.id(), raised.join(", "))
    };
    let differential = verdict.differential.as_ref();
    let candidates = differential.map(|d| d.candidates.as_slice()).unwrap_or_default();
    let banners = differential.map(|d| d.banners.as_slice()).unwrap_or_default();
    [
        case.id.clone(),
        danger,
        verdict.run_today.decision.to_string(),
        limits(&verdict.run_today.caps),
        joined(candidates.iter().take(CANDIDATES).map(candidate)),
        joined(banners.iter().map(ToString::to_string)),
        severity(&verdict.severity),
        asked_next(&verdict),
    ]
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "–".to_owned() } else { parts.join(", ") }
}

fn candidate(candidate: &Candidate) -> String {
    let [middle, low, high] =
        [candidate.probability, candidate.low, candidate.high].map(|p| (p.get() * 100.0).round());
    format!("{} {middle} ({low}-{high})", candidate.condition)
}

fn limits(caps: &Caps) -> String {
    let percent = |name: &str, value: Option<Percent>| value.map(|value| format!("{name} {} %", value.get()));
    let parts = [
        percent("volume from", caps.volume_from),
        percent("volume to", caps.volume_to),
        percent("top speed", caps.top_speed),
        (caps.terrain == Terrain::FlatOnly).then(|| "flat only".to_owned()),
        caps.minutes.map(Minutes::get).map(|minutes| format!("{minutes} min")),
        caps.distance.map(Metres::get).map(|metres| format!("{metres} m")),
    ];
    joined(parts.into_iter().flatten())
}

fn severity(severity: &Severity) -> String {
    let step = match severity {
        Severity::Muscle { grade, .. } => grade.as_ref(),
        Severity::Tendon { irritability, .. } => irritability.as_ref(),
        Severity::NotTold(_) => None,
    };
    step.map_or("not told".to_owned(), |step| step.rule.to_string())
}

fn asked_next(verdict: &Verdict) -> String {
    verdict.next_question.as_ref().map_or("nothing".to_owned(), |next| next.ask.id().to_owned())
}
