//! Worked cases, protocols and exercises as pages a physiotherapist can read and sign.

mod rehab;

mod verdicts;

use crate::cases::{CaseFile, ExpectedProtocols, WorkedCase};
use femoris_clinic::case::CaseState;
use femoris_clinic::finding::Finding;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::restriction::RestrictionEffect;
use std::fmt::Write as _;

/// One page per file of cases, the list of them and what is said of all of them: file name and text.
pub fn render(files: &[CaseFile], knowledge: &Knowledge) -> Vec<(String, String)> {
    let pages = files.iter().map(|file| (format!("{}.md", file.name), page(file, knowledge)));
    let rehab = rehab::pages(knowledge);
    let all = [
        ("README.md".to_owned(), list(files, &rehab)),
        ("verdicts.md".to_owned(), verdicts::page(files, knowledge)),
    ];
    let rehab = rehab.into_iter().map(|(name, _, text)| (name, text));
    all.into_iter().chain(pages).chain(rehab).collect()
}

fn list(files: &[CaseFile], rehab: &[(String, String, String)]) -> String {
    let count: usize = files.iter().map(|file| file.cases.len()).sum();
    let mut text = format!(
        "# Worked cases\n\nWhat Femoris answers, as {count} cases. Each row is run against the rules by the tests; these pages are\n\
         written from `knowledge/cases` and never by hand. No clinician has signed them yet.\n\n| page | cases |\n|---|---|\n"
    );
    for file in files {
        let _infallible = writeln!(text, "| [{}]({}.md) | {} |", file.title, file.name, file.cases.len());
    }
    text.push_str("\n[What the rules say of each of them today](verdicts.md), in full.\n");
    text.push_str("\n## Protocols and exercises\n\nWhat stands in `knowledge/protocols` and `knowledge/exercises`, as tables to sign.\n\n");
    for (name, title, _) in rehab {
        let _infallible = writeln!(text, "- [{title}]({name})");
    }
    text
}

fn page(file: &CaseFile, knowledge: &Knowledge) -> String {
    let mut text = format!("# {}\n\n{}\n\n", file.title, file.intro);
    text.push_str("| case | given | danger signs | run today | why |\n|---|---|---|---|---|\n");
    for case in &file.cases {
        let _infallible = writeln!(
            text,
            "| **{}** {} | {} | {} | {} | {} |",
            cell(&case.id),
            cell(&case.title),
            cell(&given(&case.given, knowledge)),
            cell(&triage(case)),
            cell(&answer(case)),
            cell(&case.why),
        );
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn given(state: &CaseState, knowledge: &Knowledge) -> String {
    let mut parts = vec![person(state), complaint(state)];
    for (answer, word) in [(Finding::Present, "yes"), (Finding::Absent, "no")] {
        let names = state.findings().filter(|(_, dated)| dated.value == answer);
        let names: Vec<&str> = names.map(|(id, _)| knowledge.text(&format!("finding.{id}.name"))).collect();
        if !names.is_empty() {
            parts.push(format!("{word}: {}", names.join(", ")));
        }
    }
    let measures = state.measures().map(|(id, dated)| {
        format!("{} {} {}", knowledge.text(&format!("measure.{id}.name")), dated.value, id.scale().unit)
    });
    parts.push(measures.collect::<Vec<_>>().join(", "));
    parts.push(load(state));
    parts.extend(state.restrictions.iter().map(|active| match &active.restriction.effect {
        RestrictionEffect::NoRun => "a clinician forbids running".to_owned(),
        RestrictionEffect::Cap(_) => "a clinician limits running".to_owned(),
        RestrictionEffect::LeaveOut(id) => format!("a clinician leaves out {id}"),
    }));
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}

fn person(state: &CaseState) -> String {
    let age = state.age.map(|age| format!("{} years", age.get()));
    let sex = state.sex.map(|sex| sex.id().to_owned());
    [age, sex].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn complaint(state: &CaseState) -> String {
    let complaint = &state.complaint;
    let words = [
        complaint.location.map(|v| v.id()),
        complaint.onset.map(|v| v.id()),
        complaint.setting.map(|v| v.id()),
        complaint.side.map(|v| v.id()),
    ];
    let mut parts: Vec<String> = words.into_iter().flatten().map(|id| id.replace('_', " ")).collect();
    parts.extend(state.days_since_onset().map(|days| format!("{days} days ago")));
    parts.join(", ")
}

fn load(state: &CaseState) -> String {
    let km = |metres: femoris_measure::Metres| metres.get() / 1000.0;
    let longest =
        state.load.longest_before_today.map(|metres| format!("longest run of 30 days {} km", km(metres)));
    let planned = state.load.planned_today.map(|metres| format!("planned {} km", km(metres)));
    [longest, planned].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn triage(case: &WorkedCase) -> String {
    let expect = &case.expect;
    if expect.flags.is_empty() {
        expect.outcome.replace('_', " ")
    } else {
        format!("{}: {}", expect.outcome.replace('_', " "), expect.flags.join(", "))
    }
}

fn answer(case: &WorkedCase) -> String {
    let mut text = format!("**{}**", case.expect.decision.id().replace('_', " "));
    if !case.expect.speaks.is_empty() {
        let _infallible = write!(text, "; speaks: {}", case.expect.speaks.join(", "));
    }
    if !case.expect.silent.is_empty() {
        let _infallible = write!(text, "; silent: {}", case.expect.silent.join(", "));
    }
    if let Some(ExpectedProtocols { meant, refused }) = &case.expect.protocols {
        let meant = if meant.is_empty() { "none".to_owned() } else { meant.join(", ") };
        let way = if refused.is_empty() {
            "may begin".to_owned()
        } else {
            format!("refused by {}", refused.join(", "))
        };
        let _infallible = write!(text, "; protocol {meant}: {way}");
    }
    text
}
