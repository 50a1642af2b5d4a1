//! The healthy runner's plan, races, and the return to full training.

use super::blocks::{blocks, seconds};
use super::{number, part, placed, quantity};
use crate::draft::{Draft, each, tag};
use crate::node::Table;
use femoris_clinic::readiness::InjuryClass;
use femoris_clinic::running::rules::{PlanDay, PlanRules, RaceRule, ReturnRules, WEEK, WeekPattern};
use femoris_measure::{Metres, Percent};

pub(super) fn plan(table: &Table<'_>, draft: &mut Draft) {
    let sources = draft.sources_of(table);
    let tag = tag(table);
    let note = table.required("note").and_then(|node| node.words()).map(str::to_owned);
    let names = names(table);
    let (warm_up, strides) = (blocks(table, "warm_up"), blocks(table, "strides"));
    let quality = blocks(table, "quality");
    let rules = (|| {
        Some(PlanRules {
            weeks: Vec::new(),
            look_back_days: number(table, "look_back_days")?,
            first_week: seconds(table, "first_week_s")?,
            rise: part(table, "rise")?,
            lighter_every: number(table, "lighter_every")?,
            lighter: part(table, "lighter")?,
            long_share: part(table, "long_share")?,
            easy_from: quantity(table, "easy_from_pct", Percent::new)?,
            easy_to: quantity(table, "easy_to_pct", Percent::new)?,
            warm_up,
            strides,
            quality,
            before_race_days: number(table, "before_race_days")?,
            before_race: part(table, "before_race")?,
            races: Vec::new(),
            margin: table.required("margin")?.number()?,
            return_days: number(table, "return_days")?,
            names,
            note: note?,
            sources: sources?,
            tag: tag?,
        })
    })();
    draft.running.plans.extend(rules.map(|rules| placed(table, rules)));
}

fn names(table: &Table<'_>) -> Vec<(PlanDay, String)> {
    let Some(names) = table.required("names").and_then(|node| node.table()) else { return Vec::new() };
    let name = |day: &PlanDay| Some((*day, names.required(day.id())?.words()?.to_owned()));
    let found = PlanDay::ALL.iter().filter_map(name).collect();
    names.finish();
    found
}

pub(super) fn week(table: &Table<'_>, draft: &mut Draft) {
    let Some(node) = table.required("days") else { return };
    let items = node.items();
    let day = |node: &crate::node::Node<'_>| node.id("day", PlanDay::from_id, PlanDay::ALL, PlanDay::id);
    let days: Vec<PlanDay> = items.iter().filter_map(day).collect();
    if days.len() != items.len() {
        return;
    }
    let Ok(days) = <[PlanDay; WEEK]>::try_from(days) else {
        node.wrong("a week has seven days", "write one for each day from Monday");
        return;
    };
    let runs = days.iter().filter(|day| **day != PlanDay::Rest).count() as u8;
    draft.running.weeks.push(placed(table, WeekPattern { runs, days }));
}

pub(super) fn race(table: &Table<'_>, draft: &mut Draft) {
    draft.sources_of(table);
    tag(table);
    let up_to = quantity(table, "up_to_m", Metres::new);
    let long_run = quantity(table, "long_run_m", Metres::new);
    let name = table.required("name").and_then(|node| node.words()).map(str::to_owned);
    if let (Some(up_to), Some(long_run), Some(name)) = (up_to, long_run, name) {
        draft.running.races.push(placed(table, RaceRule { up_to, name, long_run }));
    }
}

pub(super) fn back(table: &Table<'_>, draft: &mut Draft) {
    let sources = draft.sources_of(table);
    let tag = tag(table);
    let mut gates = Vec::new();
    each(table.list("gate"), |table| {
        let class = table
            .required("class")
            .and_then(|node| node.id("class", InjuryClass::from_id, InjuryClass::ALL, InjuryClass::id));
        let stage = table.required("stage").and_then(|node| crate::rehab::stage_id(&node));
        gates.extend(class.zip(stage));
    });
    let watch = table.required("watch").map(|node| node.some_items()).unwrap_or_default();
    let watch = watch.iter().filter_map(|node| node.words()).map(str::to_owned).collect();
    let rules = (|| {
        Some(ReturnRules {
            gates,
            watch_days: number(table, "watch_days")?,
            full_week: part(table, "full_week")?,
            watch,
            sources: sources?,
            tag: tag?,
        })
    })();
    draft.running.back.extend(rules.map(|rules| placed(table, rules)));
}
