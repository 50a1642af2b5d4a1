//! What must hold between the files of the folder.

use super::{Sheets, note};
use crate::draft::{Placed, whole};
use crate::node::Place;
use crate::problem::Log;
use crate::reach;
use femoris_clinic::readiness::InjuryClass;
use femoris_clinic::rehab::gate::{Criterion, Gate, Need, Rung};
use femoris_clinic::running::ladder::{Ladder, LadderRung};
use femoris_clinic::running::prescription::{RunBlock, StepKind};
use femoris_clinic::running::rules::RunRule;
use femoris_measure::Percent;
use std::collections::BTreeSet;

pub(super) fn check(sheets: &Sheets, needed: &[(Rung, Criterion)], log: &Log) {
    let mut seen = BTreeSet::new();
    for Placed { place, thing: ladder } in &sheets.ladders {
        if !seen.insert(ladder.id) {
            note(place, log, format!("the ladder {} stands twice", ladder.id), "remove one");
        }
        rungs(ladder, needed, place, log);
    }
    ways(sheets, log);
    rise(&sheets.breaks, |rule| f64::from(rule.from_days), "the breaks do not grow longer", log);
    rise(&sheets.feels, |feel| feel.up_to.get(), "the shares do not rise", log);
    rise(&sheets.races, |race| race.up_to.get(), "the races do not grow longer", log);
    rise(&sheets.weeks, |week| f64::from(week.runs), "the weeks do not have more and more runs", log);
    if let Some(last) = sheets.feels.last().filter(|last| last.thing.up_to.get() < Percent::HIGH) {
        note(&last.place, log, "nothing says how the fastest running feels", "let the last up_to_pct be 100");
    }
    reasons(sheets, log);
    for Placed { place, thing } in &sheets.back {
        for class in [InjuryClass::Muscle, InjuryClass::Tendon, InjuryClass::Soreness] {
            if !thing.gates.iter().any(|(of, _)| *of == class) {
                note(
                    place,
                    log,
                    format!("nothing says when {class} is over"),
                    "add a [[return.gate]] for it",
                );
            }
        }
    }
}

/// Numbers without a gap, speeds that do not fall, steps within the rung's top, gates that can be met.
fn rungs(ladder: &Ladder, needed: &[(Rung, Criterion)], place: &Place, log: &Log) {
    if ladder.rungs.is_empty() {
        note(place, log, format!("the ladder {} has no rung", ladder.id), "add a [[rung]]");
    }
    for pair in ladder.rungs.windows(2) {
        let (lower, upper) = (&pair[0], &pair[1]);
        if upper.rung.number != lower.rung.number + 1 {
            note(
                place,
                log,
                format!("{} does not follow {}", upper.rung, lower.rung),
                "number the rungs in order",
            );
        }
        if upper.top < lower.top {
            note(place, log, format!("{} is slower than {}", upper.rung, lower.rung), "let top_pct not fall");
        }
    }
    for rung in &ladder.rungs {
        if rung.rung.ladder != ladder.id {
            note(place, log, format!("{} is no rung of {}", rung.rung, ladder.id), "move it to its own file");
        }
        if rung.good == 0 && !rung.blocks.is_empty() {
            note(place, log, format!("{} asks for no good run", rung.rung), "write how many");
        }
        let steps = rung.blocks.iter().flat_map(RunBlock::steps);
        let fast = steps.clone().filter_map(|step| step.share).any(|share| share.to > rung.top);
        if fast {
            note(
                place,
                log,
                format!("a step of {} is faster than its top_pct", rung.rung),
                "lower the share",
            );
        }
        if steps.clone().any(|step| step.kind == StepKind::Hill)
            && rung.terrain == femoris_clinic::restriction::Terrain::FlatOnly
        {
            note(place, log, format!("{} has a hill on flat ground", rung.rung), "set terrain = \"any\"");
        }
        conditions(&rung.gate, place, log);
    }
    let asks_nothing =
        |rung: &&LadderRung| rung.gate.criteria.is_empty() && !needed.iter().any(|(of, _)| *of == rung.rung);
    let lowest = ladder.rungs.iter().find(|rung| !rung.blocks.is_empty());
    if let Some(first) = lowest.filter(asks_nothing) {
        let what = format!("nothing must hold before {}", first.rung);
        note(place, log, what, "add needs, or a [[rung.gate]]");
    }
}

fn conditions(gate: &Gate, place: &Place, log: &Log) {
    for criterion in &gate.criteria {
        if let Need::Case(when) = &criterion.need {
            reach::check(when, place, log);
        }
    }
}

/// Every class has a way, and every way a ladder that is meant for the class.
fn ways(sheets: &Sheets, log: &Log) {
    for class in InjuryClass::ALL {
        let ways: Vec<_> = sheets.ways.iter().filter(|way| way.thing.class == *class).collect();
        let [way] = ways[..] else {
            whole(
                log,
                "running",
                format!("{class} must have exactly one way"),
                "add a [[way]], or remove one",
            );
            continue;
        };
        for id in [way.thing.ladder, way.thing.keep] {
            let meant =
                |ladder: &&Placed<Ladder>| ladder.thing.id == id && ladder.thing.classes.contains(class);
            if !sheets.ladders.iter().any(|ladder| meant(&ladder)) {
                note(&way.place, log, format!("there is no ladder {id} for {class}"), "name one that is");
            }
        }
    }
}

fn rise<T>(placed: &[Placed<T>], key: impl Fn(&T) -> f64, what: &str, log: &Log) {
    for pair in placed.windows(2) {
        if key(&pair[0].thing) >= key(&pair[1].thing) {
            note(&pair[1].place, log, what, "put them in order");
        }
    }
}

fn reasons(sheets: &Sheets, log: &Log) {
    for rule in RunRule::ALL {
        if !sheets.reasons.iter().any(|reason| reason.thing.rule.as_str() == rule.id()) {
            whole(log, "running", format!("the rule {rule} has no reason"), "add a [[reason]]");
        }
    }
}
