//! The folder `running`: ladders, how a runner moves on them, plans, the return, and what a done run is held against.

mod blocks;
mod check;
mod ladder;
mod plan;
mod rules;

use crate::draft::{Draft, Placed, each, whole};
use crate::node::{Node, Place, Table};
use crate::problem::Log;
use femoris_clinic::evidence::RuleId;
use femoris_clinic::rehab::gate::{Criterion, Rung};
use femoris_clinic::running::fit::AssumedSpeeds;
use femoris_clinic::running::ladder::{BreakRule, Ladder, ProgressRules, SetbackRule};
use femoris_clinic::running::prescription::{RunReason, StepKind};
use femoris_clinic::running::rules::{
    Feel, MatchRules, PlanRules, RaceRule, ReturnRules, RunRule, RunningRules, WayRule, WeekPattern,
};
use femoris_clinic::spelling::closest;
use femoris_measure::{OutOfRange, PainScore, Seconds};

/// Tables read so far.
#[derive(Default)]
pub(crate) struct Sheets {
    ladders: Vec<Placed<Ladder>>,
    /// Criteria of rehabilitation that a rung asks for.
    needs: Vec<Placed<(Rung, String)>>,
    ways: Vec<Placed<WayRule>>,
    assumed: Vec<Placed<(AssumedSpeeds, Seconds)>>,
    progress: Vec<Placed<ProgressRules>>,
    breaks: Vec<Placed<BreakRule>>,
    setbacks: Vec<Placed<SetbackRule>>,
    matching: Vec<Placed<MatchRules>>,
    feels: Vec<Placed<Feel>>,
    step_names: Vec<(StepKind, String)>,
    plans: Vec<Placed<PlanRules>>,
    weeks: Vec<Placed<WeekPattern>>,
    races: Vec<Placed<RaceRule>>,
    back: Vec<Placed<ReturnRules>>,
    reasons: Vec<Placed<RunReason>>,
}

/// Reads one file of the folder.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    let one = |key: &str| table.optional(key).into_iter().collect::<Vec<Node<'_>>>();
    each(one("speeds"), |table| rules::speeds(table, draft));
    each(one("step_names"), |table| rules::step_names(table, draft));
    each(one("progress"), |table| rules::progress(table, draft));
    each(one("matching"), |table| rules::matching(table, draft));
    each(table.list("way"), |table| rules::way(table, draft));
    each(table.list("feel"), |table| rules::feel(table, draft));
    each(table.list("reason"), |table| rules::reason(table, draft));
    if let Some(node) = table.optional("ladder") {
        ladder::ladder(&node, table.list("rung"), draft);
    }
    each(one("plan"), |table| plan::plan(table, draft));
    each(table.list("week"), |table| plan::week(table, draft));
    each(table.list("race"), |table| plan::race(table, draft));
    each(one("return"), |table| plan::back(table, draft));
}

/// All of it, where everything is there that must be.
pub(crate) fn build(draft: &Draft, log: &Log) -> Option<RunningRules> {
    let sheets = &draft.running;
    let needed = needed(draft, log);
    check::check(sheets, &needed, log);
    let (assumed, usual_run) = only(&sheets.assumed, "speeds", log)?;
    let progress = only(&sheets.progress, "progress", log)?;
    let mut plan = only(&sheets.plans, "plan", log)?;
    plan.weeks = things(&sheets.weeks);
    plan.races = things(&sheets.races);
    blocks::name_all(&mut plan.warm_up, &sheets.step_names);
    blocks::name_all(&mut plan.strides, &sheets.step_names);
    blocks::name_all(&mut plan.quality, &sheets.step_names);
    let mut ladders: Vec<Ladder> = things(&sheets.ladders);
    for ladder in &mut ladders {
        for rung in &mut ladder.rungs {
            let of_rung = needed.iter().filter(|(of, _)| *of == rung.rung);
            rung.gate.criteria.splice(0..0, of_rung.map(|(_, criterion)| criterion.clone()));
        }
        let parts = [&mut ladder.warm_up, &mut ladder.cool_down, &mut ladder.between];
        let of_rungs = ladder.rungs.iter_mut().map(|rung| &mut rung.blocks);
        parts.into_iter().chain(of_rungs).for_each(|part| blocks::name_all(part, &sheets.step_names));
    }
    let by_rule = |reason: &Placed<RunReason>| {
        Some((RunRule::from_id(reason.thing.rule.as_str())?, reason.thing.clone()))
    };
    Some(RunningRules {
        ladders,
        ways: things(&sheets.ways),
        progress: ProgressRules {
            breaks: things(&sheets.breaks),
            setbacks: things(&sheets.setbacks),
            ..progress
        },
        assumed,
        usual_run,
        feels: things(&sheets.feels),
        matching: only(&sheets.matching, "matching", log)?,
        plan,
        back: only(&sheets.back, "return", log)?,
        reasons: sheets.reasons.iter().filter_map(by_rule).collect(),
    })
}

/// The criteria of rehabilitation that rungs ask for.
fn needed(draft: &Draft, log: &Log) -> Vec<(Rung, Criterion)> {
    let known = || draft.rehab.criteria();
    let mut found = Vec::new();
    for Placed { place, thing: (rung, id) } in &draft.running.needs {
        match known().find(|criterion| criterion.id.as_str() == id) {
            Some(criterion) => found.push((*rung, criterion.clone())),
            None => {
                let near = closest(id, known().map(|criterion| criterion.id.as_str()));
                let mend = near.map_or("name a criterion of a protocol".to_owned(), |near| {
                    format!("did you mean {near}?")
                });
                log.add(place.problem(format!("there is no criterion {id}"), mend));
            }
        }
    }
    found
}

fn things<T: Clone>(placed: &[Placed<T>]) -> Vec<T> {
    placed.iter().map(|placed| placed.thing.clone()).collect()
}

fn only<T: Clone>(found: &[Placed<T>], name: &str, log: &Log) -> Option<T> {
    let [Placed { thing, .. }] = found else {
        let what = format!("there must be exactly one [{name}]");
        whole(log, "running", what, "add it, or remove the others");
        return None;
    };
    Some(thing.clone())
}

/// A quantity that must be there and on its scale.
fn quantity<T>(table: &Table<'_>, key: &str, new: fn(f64) -> Result<T, OutOfRange>) -> Option<T> {
    checked(&table.required(key)?, new)
}

fn checked<T>(node: &Node<'_>, new: fn(f64) -> Result<T, OutOfRange>) -> Option<T> {
    let checked = new(node.number()?);
    if let Err(error) = &checked {
        node.wrong(error.to_string(), "write a number within it");
    }
    checked.ok()
}

/// A part of a whole, 0 to 1.
fn part(table: &Table<'_>, key: &str) -> Option<f64> {
    let node = table.required(key)?;
    let number = node.number()?;
    let fits = (0.0..=1.0).contains(&number);
    if !fits {
        node.wrong(format!("{number} is no part of a whole"), "write a number from 0 to 1");
    }
    fits.then_some(number)
}

/// A score of pain.
fn pain(table: &Table<'_>, key: &str) -> Option<PainScore> {
    crate::rehab::pain(&table.required(key)?)
}

fn number<T: std::str::FromStr>(table: &Table<'_>, key: &str) -> Option<T> {
    table.required(key)?.whole()
}

/// The wording that was just read under a key.
fn text(draft: &Draft, key: &str) -> String {
    draft.texts.get(key).cloned().unwrap_or_default()
}

fn rule_id(id: &str) -> RuleId {
    RuleId::new(id)
}

fn placed<T>(table: &Table<'_>, thing: T) -> Placed<T> {
    Placed { place: table.node.place(), thing }
}

fn note(place: &Place, log: &Log, what: impl Into<String>, mend: &str) {
    log.add(place.problem(what, mend));
}
