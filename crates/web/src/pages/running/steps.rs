//! A run's steps in words, so that nobody needs a watch to do them.

use femoris_clinic::running::prescription::{Length, PrescribedRun, RunBlock, RunStep, RunTarget, StepKind};

use crate::format::{self, Units};
use crate::view::running::{PartLine, StepLine};

/// Every block as a line.
pub(super) fn lines(blocks: &[RunBlock], units: Units) -> Vec<StepLine> {
    let line = |block: &RunBlock| StepLine {
        times: (block.times() > 1).then(|| format!("{} times:", block.times())),
        parts: block.steps().iter().map(|step| part(step, units)).collect(),
    };
    blocks.iter().map(line).collect()
}

fn part(step: &RunStep, units: Units) -> PartLine {
    let length = match step.length {
        Length::Time(time) => spoken(time.get()),
        Length::Distance(way) => units.height(way.get()),
    };
    let mut text = format!("{} {length}", step.name);
    match step.target {
        RunTarget::Speed { low, high } => {
            let pace = |speed: f64| units.pace_number(speed * 100.0, 100.0);
            let slowest = pace(low.get()).filter(|_| step.kind == StepKind::Run && low < high);
            match (pace(high.get()), slowest) {
                (Some(fast), Some(slow)) => {
                    text.push_str(&format!(", {slow} to {fast} per {}", units.long()));
                }
                (Some(fast), None) => {
                    text.push_str(&format!(", not faster than {fast} per {}", units.long()));
                }
                (None, _) => {}
            }
        }
        RunTarget::HeartRate { high, .. } => {
            text.push_str(&format!(", up to {:.0} beats a minute", high.get()))
        }
        RunTarget::Open => {}
    }
    PartLine { text, note: step.note.clone() }
}

/// `2 min`, `45 s`, `1 min 30 s`.
fn spoken(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match (whole / 60, whole % 60) {
        (0, s) => format!("{s} s"),
        (m, 0) => format!("{m} min"),
        (m, s) => format!("{m} min {s} s"),
    }
}

/// What all of it comes to, and what it keeps to.
pub(super) fn sum(run: &PrescribedRun, units: Units) -> String {
    let caps = run.caps();
    let mut parts = Vec::new();
    if let Some(running) = caps.running {
        parts.push(format!("at most {} of running", spoken(running.get())));
    }
    if let Some(distance) = caps.distance {
        parts.push(format!("at most {} in all", units.distance(distance.get())));
    }
    if let Some(share) = caps.share {
        parts.push(format!("no faster than {} of your top speed", format::percent(share.get() / 100.0)));
    }
    if caps.terrain == femoris_clinic::restriction::Terrain::FlatOnly {
        parts.push("flat ground".to_owned());
    }
    let mut text = parts.join(", ");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    format!("{text}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_measure::{BeatsPerMinute, Seconds};

    #[test]
    fn a_heart_rate_is_told_in_whole_beats() {
        let beats = |rate| BeatsPerMinute::new(rate).expect("a heart rate");
        let easy = RunStep {
            kind: StepKind::Run,
            length: Length::Time(Seconds::new(1_500.0).expect("25 minutes")),
            target: RunTarget::HeartRate { low: beats(100.0), high: beats(142.828) },
            share: None,
            name: "Easy run".to_owned(),
            note: String::new(),
        };
        assert_eq!(part(&easy, Units::Metric).text, "Easy run 25 min, up to 143 beats a minute");
    }
}
