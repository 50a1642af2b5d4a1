//! How a runner moves on any ladder, speeds that are not known, and what a done run is held against.

use super::{checked, number, part, placed, quantity, rule_id};
use crate::draft::{Cited, Draft, each, tag};
use crate::node::{Node, Table};
use femoris_clinic::readiness::InjuryClass;
use femoris_clinic::rehab::gate::LadderId;
use femoris_clinic::running::fit::AssumedSpeeds;
use femoris_clinic::running::ladder::{AfterBreak, BreakRule, ProgressRules, SetbackKind, SetbackRule};
use femoris_clinic::running::prescription::{RunReason, StepKind};
use femoris_clinic::running::rules::{Feel, MatchRules, RunRule, Way, WayRule};
use femoris_measure::{MetresPerSecond, Percent};

pub(super) fn speeds(table: &Table<'_>, draft: &mut Draft) {
    draft.sources_of(table);
    tag(table);
    let walk = quantity(table, "walk_m_s", MetresPerSecond::new);
    let top = quantity(table, "top_m_s", MetresPerSecond::new);
    let easy_up_to = quantity(table, "easy_up_to_pct", Percent::new);
    let step = super::blocks::seconds(table, "step_s");
    let least = super::blocks::seconds(table, "least_run_s");
    let usual = super::blocks::seconds(table, "usual_run_s");
    let (Some(walk), Some(top), Some(easy_up_to), Some(step), Some(least), Some(usual)) =
        (walk, top, easy_up_to, step, least, usual)
    else {
        return;
    };
    let assumed = AssumedSpeeds { walk, top, easy_up_to, step, least };
    draft.running.assumed.push(placed(table, (assumed, usual)));
}

pub(super) fn step_names(table: &Table<'_>, draft: &mut Draft) {
    for kind in StepKind::ALL {
        if let Some(name) = table.required(kind.id()).and_then(|node| node.words()) {
            draft.running.step_names.push((*kind, name.to_owned()));
        }
    }
}

pub(super) fn progress(table: &Table<'_>, draft: &mut Draft) {
    let sources = draft.sources_of(table);
    let tag = tag(table);
    each(table.list("break"), |table| break_rule(table, draft));
    each(table.list("setback"), |table| setback(table, draft));
    let rules = (|| {
        Some(ProgressRules {
            stop_back: number(table, "stop_back")?,
            morning_back: number(table, "morning_back")?,
            anew_back: number(table, "anew_back")?,
            morning_rest_days: number(table, "morning_rest_days")?,
            breaks: Vec::new(),
            setbacks: Vec::new(),
            freeze_before_race_days: number(table, "freeze_before_race_days")?,
            overshoots: number(table, "overshoots")?,
            overshoot_days: number(table, "overshoot_days")?,
            usual_mornings: number(table, "usual_mornings")?,
            usual_morning_days: number(table, "usual_morning_days")?,
            sources: sources?,
            tag: tag?,
        })
    })();
    draft.running.progress.extend(rules.map(|rules| placed(table, rules)));
}

fn break_rule(table: &Table<'_>, draft: &mut Draft) {
    let from_days = number(table, "from_days");
    let then = match (table.optional("lower"), table.optional("then")) {
        (Some(node), None) => node.whole().map(AfterBreak::Lower),
        (None, Some(node)) => after(&node),
        _ => {
            table
                .node
                .wrong("a break does one thing", "write lower = 1, or then = \"count_again\" or \"restart\"");
            None
        }
    };
    if let (Some(from_days), Some(then)) = (from_days, then) {
        draft.running.breaks.push(placed(table, BreakRule { from_days, then }));
    }
}

fn after(node: &Node<'_>) -> Option<AfterBreak> {
    const WORDS: [(&str, AfterBreak); 2] =
        [("count_again", AfterBreak::CountAgain), ("restart", AfterBreak::Restart)];
    let text = node.text()?;
    let found = WORDS.iter().find(|(word, _)| *word == text);
    if found.is_none() {
        node.unknown("consequence", text, WORDS.iter().map(|(word, _)| *word));
    }
    found.map(|(_, after)| *after)
}

fn setback(table: &Table<'_>, draft: &mut Draft) {
    let id = draft.named(table, &["reason"]);
    let count = number(table, "count");
    let of = table.required("of");
    let of = of
        .and_then(|node| node.id("kind of setback", SetbackKind::from_id, SetbackKind::ALL, SetbackKind::id));
    let within_days = number(table, "within_days");
    if let (Some(id), Some(count), Some(of), Some(within_days)) = (id, count, of, within_days) {
        let rule = SetbackRule { id: rule_id(&id), count, of, within_days };
        draft.running.setbacks.push(placed(table, rule));
    }
}

pub(super) fn matching(table: &Table<'_>, draft: &mut Draft) {
    let sources = draft.sources_of(table);
    let tag = tag(table);
    let amount = |key: &str| table.required(key).and_then(|node| node.number());
    let rules = (|| {
        Some(MatchRules {
            time_over: part(table, "time_over")?,
            time_over_s: amount("time_over_s")?,
            time_under: part(table, "time_under")?,
            distance_over: part(table, "distance_over")?,
            speed_over: part(table, "speed_over")?,
            speed_over_s: amount("speed_over_s")?,
            speed_over_share: part(table, "speed_over_share")?,
            hill_m: amount("hill_m")?,
            stride_from: part(table, "stride_from")?,
            sources: sources?,
            tag: tag?,
        })
    })();
    draft.running.matching.extend(rules.map(|rules| placed(table, rules)));
}

pub(super) fn way(table: &Table<'_>, draft: &mut Draft) {
    let class = table
        .required("class")
        .and_then(|node| node.id("class", InjuryClass::from_id, InjuryClass::ALL, InjuryClass::id));
    let usual = table.required("usual").and_then(|node| node.id("way", Way::from_id, Way::ALL, Way::id));
    let id = |key: &str| {
        table.required(key).and_then(|node| node.id("ladder", LadderId::from_id, LadderId::ALL, LadderId::id))
    };
    let (ladder, keep) = (id("ladder"), id("keep"));
    if let (Some(class), Some(usual), Some(ladder), Some(keep)) = (class, usual, ladder, keep) {
        draft.running.ways.push(placed(table, WayRule { class, usual, ladder, keep }));
    }
}

pub(super) fn feel(table: &Table<'_>, draft: &mut Draft) {
    let up_to = table.required("up_to_pct").and_then(|node| checked(&node, Percent::new));
    let words = table.required("words").and_then(|node| node.words()).map(str::to_owned);
    if let (Some(up_to), Some(words)) = (up_to, words) {
        draft.running.feels.push(placed(table, Feel { up_to, words }));
    }
}

pub(super) fn reason(table: &Table<'_>, draft: &mut Draft) {
    let node = table.required("id");
    if let Some(node) = &node {
        node.id("rule", RunRule::from_id, RunRule::ALL, RunRule::id);
    }
    if let Some(Cited { id, sources, tag }) = draft.cited(table, &["reason"]) {
        draft.running.reasons.push(placed(table, RunReason { rule: rule_id(&id), sources, tag }));
    }
}
