//! A case to a verdict, as JSON for programs and as text for people. Needs no data folder.

use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::load::LoadNote;
use femoris_clinic::triage::Outcome;
use femoris_clinic::verdict::{Verdict, verdict};
use femoris_exchange::{case_file, verdict_json};
use serde_json::Value;

use crate::{App, AppError, words_of_load};

/// Largest case file that is read, in bytes.
pub const LARGEST_CASE_FILE: u64 = case_file::LARGEST_BYTES as u64;

/// A verdict in both forms.
#[derive(Debug, Clone)]
pub struct Examined {
    /// For programs: `femoris-verdict/1`.
    pub json: Value,
    /// For people.
    pub text: String,
}

/// Reads a case file and says what the engine makes of it. A refusal names every field that is wrong.
pub fn examine(bytes: &[u8]) -> Result<Examined, AppError> {
    let knowledge = crate::knowledge::built_in()?;
    let state = case_file::parse(bytes).map_err(|error| AppError::refused("case", error.to_string()))?;
    let answer = verdict(&state, &knowledge);
    let json = verdict_json::write(&answer, &knowledge);
    let text = format!("{}\n{}", to_text(&answer, &knowledge), fits(&json));
    Ok(Examined { json, text: text.trim_end().to_owned() })
}

impl App {
    /// The case as it stands today as `femoris-case/1`: what a report of a wrong answer should hold.
    pub fn case_json(&self) -> Result<Value, AppError> {
        let state = self.state_on(&self.events()?, self.clock.today())?;
        Ok(case_file::write(&state, &self.knowledge.freshness))
    }

    /// A verdict of this app's knowledge as `femoris-verdict/1`.
    pub fn verdict_json(&self, answer: &Verdict) -> Value {
        verdict_json::write(answer, &self.knowledge)
    }

    /// A verdict in words.
    pub fn verdict_text(&self, answer: &Verdict) -> String {
        to_text(answer, &self.knowledge)
    }
}

/// The three conditions that fit best, in words, from the verdict as it is written for programs.
fn fits(json: &Value) -> String {
    const SHOWN: usize = 3;
    let of_100 = |candidate: &Value, key: &str| candidate[key].as_f64().map_or(0.0, |share| share * 100.0);
    let line = |candidate: &Value| {
        let name = candidate["name"].as_str().unwrap_or_default();
        let [middle, low, high] = ["probability", "low", "high"].map(|key| of_100(candidate, key));
        format!("  {name}: {middle:.0} of 100 ({low:.0} to {high:.0})\n")
    };
    let candidates = json["differential"].as_array().map(Vec::as_slice).unwrap_or_default();
    let lines: String = candidates.iter().take(SHOWN).map(line).collect();
    if lines.is_empty() { lines } else { format!("What fits best, a weighing and not a diagnosis:\n{lines}") }
}

fn to_text(answer: &Verdict, knowledge: &Knowledge) -> String {
    let mut lines = vec![knowledge.text(&format!("outcome.{}", answer.triage.outcome.id())).to_owned()];
    for flag in &answer.triage.flags {
        lines.push(format!(
            "  {} {}: {}",
            flag.rule,
            flag.urgency.id(),
            knowledge.text(&format!("{}.action", flag.rule))
        ));
    }
    if let (Outcome::Cleared(_), open @ 1..) = (&answer.triage.outcome, answer.triage.unanswered.len()) {
        lines.push(format!("  {open} danger signs are not answered yet; an unknown never reassures."));
    }
    let run = &answer.run_today;
    lines.push(format!("May I run today: {}", run.decision.id().replace('_', " ")));
    for reason in &run.reasons {
        lines.push(format!(
            "  {}: {} [{}]",
            reason.rule,
            verdict_json::reason_text(reason, knowledge),
            reason.tag.id()
        ));
    }
    for note in &run.load.notes {
        let (LoadNote::NoBaseline { rule } | LoadNote::Compared { rule, .. }) = note;
        lines.push(format!("  {rule}: {}", words_of_load(note, knowledge)));
    }
    if let Some((rule, _)) = &run.load.split {
        lines.push(format!("  {rule}: {}", knowledge.text(&format!("{rule}.reason"))));
    }
    lines.push(knowledge.text("safety_net.text").to_owned());
    lines.push(knowledge.text("review.not_reviewed").to_owned());
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}
