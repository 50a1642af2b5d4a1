//! Conditions from their notation in the files.
//!
//! `{ present = "slump" }`, `{ absent = … }`, `{ all = […] }`, `{ any = […] }`, `{ at_least = 2, of = […] }`,
//! `{ not = … }`, `{ possible = … }`, `{ location = […] }` and its like, `{ measure = "pain_now", above = 5 }`.

use crate::node::{Node, Table};
use femoris_clinic::complaint::{Location, Onset, Setting, Sex, Side};
use femoris_clinic::condition::{Comparison, Condition, Limit, Quantity};
use femoris_clinic::differential::Diagnosis;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::MeasureId;

/// Reads one form of condition from the table and the value under its key.
type Form = fn(&Table<'_>, &Node<'_>) -> Option<Condition>;

/// Reads a condition; what is wrong with it is noted where it stands.
pub(crate) fn read(node: &Node<'_>) -> Option<Condition> {
    let table = node.table()?;
    let forms: [(&str, Form); 17] = [
        ("present", |_, node| finding(node, Finding::Present)),
        ("absent", |_, node| finding(node, Finding::Absent)),
        ("all", |_, node| parts(node).map(Condition::All)),
        ("any", |_, node| parts(node).map(Condition::Any)),
        ("at_least", at_least),
        ("not", |_, node| read(node).map(|inner| Condition::Not(Box::new(inner)))),
        ("possible", |_, node| read(node).map(|inner| Condition::Possible(Box::new(inner)))),
        ("setting", |_, node| {
            choices(node, |n| n.id("setting", Setting::from_id, Setting::ALL, Setting::id))
                .map(Condition::Setting)
        }),
        ("onset", |_, node| {
            choices(node, |n| n.id("onset", Onset::from_id, Onset::ALL, Onset::id)).map(Condition::Onset)
        }),
        ("location", |_, node| {
            choices(node, |n| n.id("location", Location::from_id, Location::ALL, Location::id))
                .map(Condition::Location)
        }),
        ("side", |_, node| {
            choices(node, |n| n.id("side", Side::from_id, Side::ALL, Side::id)).map(Condition::Side)
        }),
        ("sex", |_, node| node.id("sex", Sex::from_id, Sex::ALL, Sex::id).map(Condition::Sex)),
        ("measure", |table, node| number(table, Quantity::Measure(measure_id(node)?))),
        ("number", |table, node| number(table, quantity(node)?)),
        ("streak", streak),
        ("recent", recent),
        ("likely", likely),
    ];
    let mut used = forms.iter().filter_map(|(key, form)| table.optional(key).map(|node| (node, form)));
    let condition = match (used.next(), used.next()) {
        (Some((inner, form)), None) => form(&table, &inner),
        (None, _) => {
            node.wrong(
                "no condition",
                "start it with present, absent, all, any, at_least, not, possible or a fact",
            );
            None
        }
        (Some(_), Some(_)) => {
            node.wrong("two conditions in one table", "put them in a list under all or any");
            None
        }
    };
    table.finish();
    condition
}

pub(crate) fn finding_id(node: &Node<'_>) -> Option<FindingId> {
    node.id("finding", FindingId::from_id, FindingId::ALL, FindingId::id)
}

pub(crate) fn measure_id(node: &Node<'_>) -> Option<MeasureId> {
    node.id("measure", MeasureId::from_id, MeasureId::ALL, MeasureId::id)
}

fn finding(node: &Node<'_>, is: Finding) -> Option<Condition> {
    finding_id(node).map(|id| Condition::Finding { id, is })
}

fn parts(node: &Node<'_>) -> Option<Vec<Condition>> {
    let items = node.some_items();
    let read: Vec<Condition> = items.iter().filter_map(read).collect();
    (read.len() == items.len() && !items.is_empty()).then_some(read)
}

fn choices<T>(node: &Node<'_>, one: impl Fn(&Node<'_>) -> Option<T>) -> Option<Vec<T>> {
    let items = node.some_items();
    let read: Vec<T> = items.iter().filter_map(one).collect();
    (read.len() == items.len() && !items.is_empty()).then_some(read)
}

fn at_least(table: &Table<'_>, node: &Node<'_>) -> Option<Condition> {
    let count: usize = node.whole()?;
    let of = parts(&table.required("of")?)?;
    if count == 0 || count > of.len() {
        node.wrong(
            format!("at least {count} of {} can not be meant", of.len()),
            "name a count within the list",
        );
        return None;
    }
    Some(Condition::AtLeast { count, of })
}

pub(crate) fn quantity(node: &Node<'_>) -> Option<Quantity> {
    const NAMES: [(&str, Quantity); 4] = [
        ("age", Quantity::Age),
        ("days_since_onset", Quantity::DaysSinceOnset),
        ("previous_strains", Quantity::PreviousStrains),
        ("months_since_last_strain", Quantity::MonthsSinceLastStrain),
    ];
    let text = node.text()?;
    let found = NAMES.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        node.unknown("number", text, NAMES.iter().map(|(name, _)| *name));
    }
    found.map(|(_, quantity)| *quantity)
}

/// Exactly one relation and its limit: a number, or another measure plus a distance.
fn number(table: &Table<'_>, of: Quantity) -> Option<Condition> {
    let (comparison, limit) = relation(table, of)?;
    Some(Condition::Number { of, comparison, limit })
}

fn relation(table: &Table<'_>, of: Quantity) -> Option<(Comparison, Limit)> {
    let mut relations =
        Comparison::ALL.iter().filter_map(|comparison| Some((*comparison, table.optional(comparison.id())?)));
    let (Some((comparison, node)), None) = (relations.next(), relations.next()) else {
        table.node.wrong("a number needs one relation", "add one of below, up_to, from, above");
        return None;
    };
    let limit = if node.is_table() { measure_limit(&node)? } else { Limit::Fixed(node.number()?) };
    if let (Quantity::Measure(id), Limit::Fixed(value)) = (of, limit) {
        let scale = id.scale();
        if !(scale.low..=scale.high).contains(&value) {
            node.wrong(
                format!("{value} is not on the scale of {id}"),
                format!("write a number from {} to {}", scale.low, scale.high),
            );
            return None;
        }
    }
    Some((comparison, limit))
}

fn measure_limit(node: &Node<'_>) -> Option<Limit> {
    let table = node.table()?;
    let id = measure_id(&table.required("measure")?);
    let plus = table.optional("plus").map_or(Some(0.0), |node| node.number());
    let times = table.optional("times").map_or(Some(1.0), |node| node.number());
    table.finish();
    Some(Limit::Measure { id: id?, times: times?, plus: plus? })
}

fn streak(table: &Table<'_>, node: &Node<'_>) -> Option<Condition> {
    let of = measure_id(node);
    let tests = table.required("tests").and_then(|node| node.whole());
    let above = table.required("above").and_then(|node| node.number());
    let up_to = table.required("up_to").and_then(|node| node.number());
    let (of, tests, above, up_to) = (of?, tests?, above?, up_to?);
    if above >= up_to {
        node.wrong("nothing lies above the lower and up to the upper bound", "raise up_to");
        return None;
    }
    Some(Condition::Streak { of, tests, above, up_to })
}

/// `{ recent = "load_test_pain", days = 2, above = 3 }`
fn recent(table: &Table<'_>, node: &Node<'_>) -> Option<Condition> {
    let of = measure_id(node);
    let days = table.required("days").and_then(|node| node.whole());
    let (comparison, limit) = relation(table, Quantity::Measure(of?))?;
    Some(Condition::Recent { of: of?, days: days?, comparison, limit })
}

fn likely(table: &Table<'_>, node: &Node<'_>) -> Option<Condition> {
    let condition = node.id("condition", Diagnosis::from_id, Diagnosis::ALL, Diagnosis::id);
    let from = table.required("from")?;
    let probability = from.number()?;
    if !(0.0..=1.0).contains(&probability) {
        from.wrong(format!("{probability} is no probability"), "write a number from 0 to 1");
        return None;
    }
    Some(Condition::Likely { condition: condition?, from: probability })
}
