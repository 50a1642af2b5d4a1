//! Criteria of gates: `when`, `sessions`, `rung`, `clean_runs`, `quiet`, `full_weeks` or `stage_days`, exactly one of them.

use super::choices;
use super::conventions::pain;
use crate::draft::{Cited, Draft, each};
use crate::node::{Node, Table};
use femoris_clinic::evidence::RuleId;
use femoris_clinic::rehab::gate::{Criterion, Gate, LadderId, Need, NextMorning, Rung, RungLimits, Sessions};
use femoris_measure::PainScore;

/// Reads the criteria under a key.
pub(crate) fn gate(table: &Table<'_>, key: &str, draft: &mut Draft) -> Gate {
    let mut criteria = Vec::new();
    each(table.list(key), |table| criteria.extend(criterion(table, draft)));
    Gate { criteria }
}

fn criterion(table: &Table<'_>, draft: &mut Draft) -> Option<Criterion> {
    let cited = draft.cited(table, &["name", "how"]);
    let need = need(table, draft);
    let Cited { id, sources, tag } = cited?;
    Some(Criterion { id: RuleId::new(&id), need: need?, sources, tag })
}

fn need(table: &Table<'_>, draft: &mut Draft) -> Option<Need> {
    const FORMS: [&str; 7] = ["when", "sessions", "rung", "clean_runs", "quiet", "full_weeks", "stage_days"];
    let mut found = FORMS.iter().filter_map(|key| Some((*key, table.optional(key)?)));
    let (Some((key, node)), None) = (found.next(), found.next()) else {
        table.node.wrong("a criterion asks for one thing", format!("write one of {}", FORMS.join(", ")));
        return None;
    };
    match key {
        "when" => crate::condition::read(&node).map(Need::Case),
        "sessions" => sessions(&node, draft).map(Need::Sessions),
        "rung" => rung_need(&node),
        "clean_runs" => clean_runs(&node),
        "quiet" => quiet(&node),
        "full_weeks" => node.whole().map(|weeks| Need::FullWeeks { weeks }),
        _ => node.whole().map(|days| Need::StageDays { days }),
    }
}

fn sessions(node: &Node<'_>, draft: &mut Draft) -> Option<Sessions> {
    let table = node.table()?;
    let any_of = table.required("any_of").map(|node| choices(&node, draft)).unwrap_or_default();
    let pain_up_to = pain_of(&table);
    let next_morning = table.required("next_morning").and_then(|node| next_morning(&node));
    let times = table.required("times").and_then(|node| node.whole());
    let sessions = Sessions {
        any_of,
        sets: table.optional("sets").and_then(|node| node.whole()),
        repetitions: table.optional("repetitions").and_then(|node| node.whole()),
        seconds: table.optional("seconds").and_then(|node| node.whole()),
        share: table.optional("share_pct").and_then(|node| node.whole()),
        hip_bend_deg: table.optional("hip_bend_deg").and_then(|node| node.whole()),
        pain_up_to: pain_up_to?,
        next_morning: next_morning?,
        times: times?,
    };
    table.finish();
    Some(sessions)
}

/// `"free"`, `"baseline"` or a pain score.
fn next_morning(node: &Node<'_>) -> Option<NextMorning> {
    const WORDS: [(&str, NextMorning); 2] =
        [("free", NextMorning::Free), ("baseline", NextMorning::NotAboveBaseline)];
    if !node.is_text() {
        return pain(node).map(NextMorning::AtMost);
    }
    let text = node.text()?;
    let found = WORDS.iter().find(|(word, _)| *word == text);
    if found.is_none() {
        node.unknown("next morning", text, WORDS.iter().map(|(word, _)| *word));
    }
    found.map(|(_, morning)| *morning)
}

fn rung_need(node: &Node<'_>) -> Option<Need> {
    let table = node.table()?;
    let of_ladder = table.required("id").and_then(|node| rung(&node));
    let keep = table.optional("keep").and_then(|node| rung(&node));
    let good = table.required("good").and_then(|node| node.whole());
    let morning = table.optional("next_morning").map_or(Some(NextMorning::Free), |node| next_morning(&node));
    let limits = RungLimits {
        pain_up_to: table.optional("pain_up_to").and_then(|node| pain(&node)),
        next_morning: morning?,
        second_morning: table.optional("second_morning").and_then(|node| pain(&node)),
    };
    table.finish();
    Some(Need::Rung { rung: of_ladder?, keep, good: good?, limits })
}

/// A rung that its ladder has.
pub(super) fn rung(node: &Node<'_>) -> Option<Rung> {
    let text = node.text()?;
    let has = |rung: &Rung| rung.number <= LAST && (rung.ladder == LadderId::Acute || rung.number > 0);
    let found = Rung::from_id(text).filter(has);
    if found.is_none() {
        node.wrong(
            format!("{text:?} is no rung"),
            format!("write R0 to R{LAST}, PR1 to PR{LAST} or K1 to K8"),
        );
    }
    found
}

/// The last rung of either ladder.
const LAST: u8 = 12;

fn clean_runs(node: &Node<'_>) -> Option<Need> {
    let table = node.table()?;
    let runs = table.required("runs").and_then(|node| node.whole());
    let pain_up_to = pain_of(&table);
    table.finish();
    Some(Need::CleanRuns { runs: runs?, pain_up_to: pain_up_to? })
}

fn quiet(node: &Node<'_>) -> Option<Need> {
    let table = node.table()?;
    let days = table.required("days").and_then(|node| node.whole());
    let pain_up_to = pain_of(&table);
    table.finish();
    Some(Need::QuietDays { days: days?, pain_up_to: pain_up_to? })
}

fn pain_of(table: &Table<'_>) -> Option<PainScore> {
    table.required("pain_up_to").and_then(|node| pain(&node))
}
