//! Bands and weights in words and in shapes: each number with what it rests on.

use femoris_app::{Examination, Likelihood, Ranked};
use femoris_clinic::differential::{Candidate, CellKind, Diagnosis, Item, Stated, Weight};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::observation::Fact;

use super::super::interview::ask_at;
use crate::format::{self, small};
use crate::view::result::{Band, Said, Unlikely, Weigh, WeighRow};
use crate::view::{Cite, Given};
use crate::words;

/// Below this factor an answer hardly moves anything.
const LITTLE: f64 = 1.1;
/// The chart reaches at least this many doublings to either side, so that small weights look small.
const LEAST_DOUBLINGS: f64 = 3.0;

/// `about 62 of 100, between 40 and 80`.
pub(crate) fn of_100(candidate: &Candidate) -> String {
    format!("about {}, between {}", hundredth(candidate.probability.get()), range(candidate))
}

fn hundredth(share: f64) -> String {
    match share * 100.0 {
        small if small < 0.95 => "1 of 100 or less".to_owned(),
        other => format!("{other:.0} of 100"),
    }
}

fn range(candidate: &Candidate) -> String {
    format!("{:.0} and {:.0}", candidate.low.get() * 100.0, candidate.high.get() * 100.0)
}

/// The conditions that are shown with a bar.
pub(crate) fn bands(examination: &Examination, knowledge: &Knowledge) -> Vec<Band> {
    examination.shown().map(|one| band(one, examination, knowledge)).collect()
}

fn band(ranked: &Ranked, examination: &Examination, knowledge: &Knowledge) -> Band {
    let candidate = &ranked.candidate;
    let condition = candidate.condition;
    let (tag, tone) = likelihood(ranked.likelihood);
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    let plain = knowledge.text(&format!("condition.{condition}.plain"));
    let said =
        |weights: &[Weight]| weights.iter().map(|w| said(condition, w, examination, knowledge)).collect();
    let offered = &examination.today.verdict.offered;
    let open = candidate.missing.iter().map(|missing| {
        let fact = Fact::Finding(missing.finding);
        let may = offered.contains(&fact) || !knowledge.interview.methods.contains_key(&missing.finding);
        Given {
            text: words::fact_name(fact, knowledge),
            href: ask_at(fact, "result").filter(|_| may).unwrap_or_default(),
        }
    });
    Band {
        first: ranked.likelihood == Likelihood::FitsBest,
        name: words::condition(condition, knowledge),
        tag,
        tone,
        low: percent(candidate.low.get()),
        width: percent((candidate.high.get() - candidate.low.get()).max(0.01)),
        middle: percent(candidate.probability.get().min(0.991)),
        line: format!("{}: {}.", format::capital(plain), of_100(candidate)),
        supports: said(&candidate.supports),
        against: said(&candidate.against),
        missing: open.collect(),
        rests_on: format!(
            "{} of these weights rest on estimates.",
            format::percent(candidate.estimated.get())
        ),
    }
}

/// The word of the band and its colour.
pub(crate) fn likelihood(likelihood: Likelihood) -> (&'static str, &'static str) {
    match likelihood {
        Likelihood::FitsBest => ("Fits best", "ok"),
        Likelihood::Possible => ("Possible", ""),
        Likelihood::LessLikely => ("Less likely", ""),
        Likelihood::CannotBeExcluded => ("Cannot be excluded", "warn"),
    }
}

/// The others, as a table.
pub(super) fn unlikely(examination: &Examination, knowledge: &Knowledge) -> Vec<Unlikely> {
    examination.rest().map(|one| numbers(&one.candidate, knowledge)).collect()
}

/// A condition with its number and its range.
pub(crate) fn numbers(candidate: &Candidate, knowledge: &Knowledge) -> Unlikely {
    Unlikely {
        name: words::condition(candidate.condition, knowledge),
        number: match candidate.probability.get() * 100.0 {
            share if share < 1.0 => "under 1".to_owned(),
            share => format!("{share:.0}"),
        },
        range: format!("{:.0} to {:.0}", candidate.low.get() * 100.0, candidate.high.get() * 100.0),
    }
}

/// Every answer that moves what fits best, in the order of the evidence: for first, then against.
pub(super) fn weigh(examination: &Examination, knowledge: &Knowledge) -> Option<Weigh> {
    let best = &examination.ranked.first()?.candidate;
    let weights = || best.supports.iter().chain(&best.against);
    let doublings = |weight: &Weight| weight.log_odds / std::f64::consts::LN_2;
    let most = weights().map(|weight| doublings(weight).abs()).fold(LEAST_DOUBLINGS, f64::max);
    let rows: Vec<WeighRow> = weights()
        .map(|weight| {
            let length = doublings(weight) / most * 50.0;
            WeighRow {
                said: said(best.condition, weight, examination, knowledge),
                note: (weight.item == Item::Prior).then(|| "against an average condition".to_owned()),
                x: format!("{:.1}", 50.0 + length.min(0.0)),
                width: format!("{:.1}", length.abs().max(0.4)),
                class: if length < 0.0 { "c-away" } else { "c-bar2" },
            }
        })
        .collect();
    Some(Weigh {
        caption: caption(best, examination, knowledge),
        rows,
        sum_name: words::condition(best.condition, knowledge),
        sum: hundredth(best.probability.get()),
        note: "Each doubling or halving of the odds is one step of the same length. Answers that say much the same are weighed less, so the steps do not simply add up.".to_owned(),
    })
}

/// What to see in the chart.
fn caption(best: &Candidate, examination: &Examination, knowledge: &Knowledge) -> String {
    let text = |weight: &Weight| said(best.condition, weight, examination, knowledge).text;
    let answer = |list: &[Weight]| list.iter().find(|weight| weight.item != Item::Prior).map(text);
    match (answer(&best.supports), answer(&best.against)) {
        (Some(for_it), Some(against)) => format!("“{for_it}” speaks for it most, “{against}” against it."),
        (Some(for_it), None) => format!("“{for_it}” speaks for it most; nothing speaks against it."),
        (None, Some(against)) => format!("“{against}” speaks against it most; it is common, though."),
        (None, None) => "No answer moved it; it is as common as in all such complaints.".to_owned(),
    }
}

fn said(condition: Diagnosis, weight: &Weight, examination: &Examination, knowledge: &Knowledge) -> Said {
    Said {
        text: item(&weight.item, examination, knowledge),
        weight: times(weight.log_odds),
        cite: cite(condition, weight, knowledge),
    }
}

/// `5.9 × more`.
fn times(log_odds: f64) -> String {
    let factor = log_odds.abs().exp();
    let direction = if log_odds > 0.0 { "more" } else { "less" };
    match factor {
        little if little < LITTLE => "little change".to_owned(),
        some if some < 9.95 => format!("{some:.1}\u{a0}× {direction}"),
        much => format!("{much:.0}\u{a0}× {direction}"),
    }
}

/// What was said, in words.
pub(crate) fn item(item: &Item, examination: &Examination, knowledge: &Knowledge) -> String {
    let name = |id| words::fact_name(Fact::Finding(id), knowledge);
    match item {
        Item::Prior => {
            let scenario =
                examination.today.verdict.differential.as_ref().map(|found| found.scenario.as_str());
            let scenario = knowledge.text(&format!("scenario.{}.name", scenario.unwrap_or_default()));
            format!("How common it is: {scenario}")
        }
        Item::Runner(id) => format::capital(knowledge.text(&format!("modifier.{id}.name"))),
        Item::Onset(onset) => format!("Began {}", small(words::onset(*onset))),
        Item::Location(location) => format!("Worst: {}", small(words::location(*location))),
        Item::Present(id) => format!("{}: yes", name(*id)),
        Item::Absent(id) => format!("{}: no", name(*id)),
    }
}

/// What a weight rests on.
fn cite(condition: Diagnosis, weight: &Weight, knowledge: &Knowledge) -> Cite {
    let stated = match &weight.item {
        Item::Onset(onset) => Stated::Onset(*onset),
        Item::Location(location) => Stated::Location(*location),
        Item::Present(id) | Item::Absent(id) => Stated::Finding(*id),
        Item::Prior => {
            return estimate("How common each condition is among such complaints is our estimate.");
        }
        Item::Runner(id) => {
            let modifiers = &knowledge.differential.parts().modifiers;
            let source = modifiers.iter().find(|one| one.id == *id).and_then(|one| one.source.as_ref());
            return match source.and_then(|id| knowledge.source(id)) {
                Some(source) => words::source(source),
                None if weight.kind == CellKind::Definition => {
                    Cite { text: "By definition.".to_owned(), ..Cite::default() }
                }
                None => estimate("Nobody published the number."),
            };
        }
    };
    words::grounds(condition, stated, knowledge)
}

fn estimate(text: &str) -> Cite {
    Cite { text: text.to_owned(), estimate: true, unverified: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_read_as_multiples() {
        assert_eq!(times(5.9_f64.ln()), "5.9\u{a0}× more");
        assert_eq!(times(-(2.7_f64.ln())), "2.7\u{a0}× less");
        assert_eq!(times(0.05), "little change");
        assert_eq!(times(20.0_f64.ln()), "20\u{a0}× more");
    }

    #[test]
    fn small_shares_are_not_called_nothing() {
        assert_eq!(hundredth(0.002), "1 of 100 or less");
        assert_eq!(hundredth(0.62), "62 of 100");
    }
}
