//! What must hold between exercises, protocols and routines: everything named exists, neighbours name each other and lead
//! nowhere in circles, every stage can be reached and has a session for someone with nothing but a floor.

use super::{Edge, Sheets};
use crate::draft::{Placed, whole};
use crate::node::Place;
use crate::problem::Log;
use crate::{polarity, reach};
use femoris_clinic::condition::Condition;
use femoris_clinic::observation::Fact;
use femoris_clinic::rehab::dose::{Lever, Work};
use femoris_clinic::rehab::exercise::{Bar, Exercise, ExerciseId, Group, HipBend, StopCode};
use femoris_clinic::rehab::gate::{Gate, Need};
use femoris_clinic::rehab::kit::KitSet;
use femoris_clinic::rehab::protocol::{Item, Protocol, Refuses, Requirement, Slot, Stage};
use femoris_clinic::rehab::routine::RoutineId;
use femoris_clinic::rehab::stage::{Occasion, ProtocolId, StageId};
use femoris_clinic::spelling::closest;
use std::collections::{BTreeMap, BTreeSet};

type Library<'a> = BTreeMap<&'a ExerciseId, &'a Exercise>;

pub(super) fn check(sheets: &Sheets, log: &Log) {
    conventions(sheets, log);
    let library: Library<'_> =
        sheets.exercises.iter().map(|placed| (&placed.thing.id, &placed.thing)).collect();
    mentions(sheets, &library, log);
    neighbours(sheets, &library, log);
    for placed in &sheets.exercises {
        exercise(placed, log);
    }
    protocols(sheets, &library, log);
    routines(sheets, log);
    around(sheets, &library, log);
}

fn conventions(sheets: &Sheets, log: &Log) {
    let [Placed { place, thing }] = sheets.conventions.as_slice() else {
        whole(log, "conventions", "there must be exactly one [conventions]", "add it, or remove the others");
        return;
    };
    for code in StopCode::ALL {
        let rules = thing.stop_rules.iter().filter(|rule| rule.code == *code).count();
        if rules != 1 {
            let what = format!("the stop rule {code} stands {rules} times");
            log.add(place.problem(what, "write each [[stop]] once"));
        }
    }
}

fn mentions(sheets: &Sheets, library: &Library<'_>, log: &Log) {
    for Placed { place, thing: id } in &sheets.mentions {
        if !library.contains_key(id) {
            let mend = match closest(id.as_str(), library.keys().map(|id| id.as_str())) {
                Some(near) => format!("did you mean {near}?"),
                None => "add it to the exercises".to_owned(),
            };
            log.add(place.problem(format!("there is no exercise {id}"), mend));
        }
    }
}

fn neighbours(sheets: &Sheets, library: &Library<'_>, log: &Log) {
    let named: BTreeSet<(&ExerciseId, &ExerciseId, bool)> = sheets
        .edges
        .iter()
        .map(|Placed { thing: Edge { easier, harder, named_by_harder }, .. }| {
            (easier, harder, *named_by_harder)
        })
        .collect();
    for Placed { place, thing: Edge { easier, harder, named_by_harder } } in &sheets.edges {
        let exist = library.contains_key(easier) && library.contains_key(harder);
        if exist && !named.contains(&(easier, harder, !named_by_harder)) {
            let (one, word, other) =
                if *named_by_harder { (easier, "harder", harder) } else { (harder, "easier", easier) };
            log.add(place.problem(
                format!("{one} does not name {other} in return"),
                format!("add {other} to {word} of {one}, or remove it here"),
            ));
        }
    }
    let harder_of = |id: &ExerciseId| library.get(id).map(|one| one.harder.as_slice()).unwrap_or_default();
    for Placed { place, thing } in &sheets.exercises {
        if comes_back(&thing.id, harder_of) {
            log.add(place.problem(
                format!("harder and harder from {} leads back to it", thing.id),
                "remove a neighbour of the circle",
            ));
        }
        if thing.easier.is_empty() && thing.harder.is_empty() {
            log.add(
                place
                    .problem(format!("{} has no neighbour", thing.id), "name an easier or a harder exercise"),
            );
        }
    }
}

fn comes_back<'a>(from: &'a ExerciseId, harder_of: impl Fn(&ExerciseId) -> &'a [ExerciseId]) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&ExerciseId> = harder_of(from).iter().collect();
    while let Some(id) = open.pop() {
        if id == from {
            return true;
        }
        if seen.insert(id) {
            open.extend(harder_of(id));
        }
    }
    false
}

fn exercise(placed: &Placed<Exercise>, log: &Log) {
    let Placed { place, thing } = placed;
    let wrong = |what: String, mend: &str| log.add(place.problem(what, mend));
    if thing.range.is_some() != thing.levers.contains(&Lever::Range) {
        wrong(
            "range stands among the levers or as a table, but not both".to_owned(),
            "add the other, or remove it",
        );
    }
    let mut seen = BTreeSet::new();
    for on in thing.doses.iter().flat_map(|dose| &dose.on) {
        if !seen.insert(on) {
            wrong(format!("{on} has two doses"), "keep one");
        }
    }
    for stage in thing.stages() {
        let barred = thing
            .exclusions
            .iter()
            .any(|exclusion| matches!(exclusion.bar, Bar::Always) && exclusion.stages.contains(&stage));
        if barred {
            wrong(format!("it has a dose for {stage} and is excluded from it"), "remove one of the two");
        }
        let bends = thing.hip.most() == HipBend::High && SPARES_THE_TENDON.contains(&stage);
        let is_tendon = stage.protocol() == ProtocolId::Tendon;
        if is_tendon && thing.stretches_the_tendon() {
            wrong(format!("it stretches what is sore in {stage}"), "remove the dose");
        }
        let limited = thing.dose(Occasion::Stage(stage)).is_some_and(|dose| dose.dose.range.is_some());
        if bends && loads_the_tendon(thing.group) && !limited {
            wrong(
                format!("it bends the hip far in {stage} and no range limits it"),
                "limit range in that dose, or remove the dose",
            );
        }
    }
    if thing.doses.iter().any(|dose| dose.dose.work == Work::Ladder) && thing.group != Group::Running {
        wrong("only runs follow the ladder".to_owned(), "count repetitions, seconds or metres");
    }
    for exclusion in &thing.exclusions {
        if let Bar::Case(when) = &exclusion.bar {
            reach::check(when, place, log);
            polarity::raises(when, place, log);
        }
    }
}

/// Stages of the tendon protocol in which the hip stays nearly straight under load.
const SPARES_THE_TENDON: [StageId; 3] = [StageId::P0, StageId::P1, StageId::P2];

fn loads_the_tendon(group: Group) -> bool {
    matches!(group, Group::Hold | Group::Hip | Group::Knee | Group::Length | Group::Hinge)
}

fn protocols(sheets: &Sheets, library: &Library<'_>, log: &Log) {
    for id in ProtocolId::ALL {
        let count = sheets.protocols.iter().filter(|placed| placed.thing.id == *id).count();
        if count != 1 {
            whole(log, "protocols", format!("the protocol {id} stands {count} times"), "write it once");
        }
    }
    let begins: Vec<StageId> =
        sheets.protocols.iter().filter_map(|placed| placed.thing.first()).map(|stage| stage.id).collect();
    for Placed { place, thing } in &sheets.protocols {
        order(thing, (place, &begins), log);
        guards(thing, place, log);
        reach::check(&thing.meant_for, place, log);
        for stage in &thing.stages {
            At { stage, place, library, log }.check();
        }
        for rule in &thing.daily {
            for of in rule.stages.iter().filter(|of| of.protocol() != thing.id) {
                log.add(
                    place.problem(format!("{}: {of} is a stage of another protocol", rule.id), "remove it"),
                );
            }
        }
    }
}

/// All stages, in order, each the next of an earlier one and none falling back to a later one.
fn order(protocol: &Protocol, (place, begins): (&Place, &[StageId]), log: &Log) {
    let ids: Vec<StageId> = protocol.stages.iter().map(|stage| stage.id).collect();
    let wanted: Vec<StageId> =
        StageId::ALL.iter().copied().filter(|stage| stage.protocol() == protocol.id).collect();
    if ids != wanted {
        let list: Vec<&str> = wanted.iter().map(|stage| stage.id()).collect();
        log.add(place.problem(
            "the stages are not those of the protocol",
            format!("write {}, in order", list.join(", ")),
        ));
        return;
    }
    for stage in &protocol.stages {
        let reached = protocol
            .stages
            .iter()
            .any(|before| [before.next, before.overdue].contains(&Some(stage.id)) && before.id < stage.id);
        if !reached && protocol.stages.first().is_some_and(|first| first.id != stage.id) {
            log.add(
                place.problem(
                    format!("no stage leads to {}", stage.id),
                    "name it as next of an earlier stage",
                ),
            );
        }
        if stage.back.is_some_and(|back| back >= stage.id || back.protocol() != protocol.id) {
            log.add(
                place.problem(format!("{} falls back forwards", stage.id), "name an earlier stage as back"),
            );
        }
        if stage.next.is_some() && stage.exit.criteria.is_empty() {
            log.add(
                place.problem(format!("{} is left without a gate", stage.id), "add an exit, or remove next"),
            );
        }
        leads(stage, (place, begins), log);
    }
}

/// Where a stage leads beyond its protocol, another one begins. Where it leads by itself, it has a time and an exit of what the
/// runner's own log tells, so that the day on which it does is known.
fn leads(stage: &Stage, (place, begins): (&Place, &[StageId]), log: &Log) {
    if let Some(next) = stage.next.filter(|next| next.protocol() != stage.id.protocol())
        && !begins.contains(&next)
    {
        let what = format!("{} hands over to {next}, where no protocol begins", stage.id);
        log.add(place.problem(what, "name the first stage of a protocol"));
    }
    let Some(overdue) = stage.overdue else { return };
    let told = |need: &Need| match need {
        Need::Case(when) => is_of_measures(when),
        Need::Sessions(_) | Need::CleanRuns { .. } | Need::QuietDays { .. } | Need::StageDays { .. } => true,
        Need::Rung { .. } | Need::FullWeeks { .. } => false,
    };
    let exit = &stage.exit.criteria;
    if overdue <= stage.id || overdue.protocol() != stage.id.protocol() {
        let what = format!("{} goes over to {overdue} when its time is over", stage.id);
        log.add(place.problem(what, "name a later stage as overdue"));
    } else if stage.days_up_to.is_none() {
        let what = format!("{} goes over to {overdue} and has no time for it", stage.id);
        log.add(place.problem(what, "add days_up_to, or remove overdue"));
    } else if exit.is_empty() || !exit.iter().all(|criterion| told(&criterion.need)) {
        let what = format!("{} goes over to {overdue} by an exit that the log does not tell", stage.id);
        log.add(place.problem(what, "ask for a measure, sessions or runs, or remove overdue"));
    }
}

/// Whether every part of it compares a measure.
fn is_of_measures(when: &Condition) -> bool {
    let mut only = true;
    when.walk(&mut |atom| {
        let measures = atom.rests_on().iter().all(|fact| matches!(fact, Fact::Measure(_)));
        only &= matches!(atom, Condition::Number { .. }) && measures;
    });
    only
}

fn guards(protocol: &Protocol, place: &Place, log: &Log) {
    if !protocol.guards.iter().any(|guard| guard.when == Refuses::OpenTriage) {
        log.add(place.problem(
            format!("the protocol {} does not wait for triage", protocol.id),
            "add a guard with when = \"open_triage\"",
        ));
    }
    for guard in &protocol.guards {
        if let Refuses::Case(when) = &guard.when {
            reach::check(when, place, log);
            polarity::raises(when, place, log);
        }
    }
}

/// A stage, where it stands, and what it may draw on.
struct At<'a> {
    stage: &'a Stage,
    place: &'a Place,
    library: &'a Library<'a>,
    log: &'a Log,
}

impl At<'_> {
    fn wrong(&self, what: String, mend: impl Into<String>) {
        self.log.add(self.place.problem(what, mend));
    }

    fn check(&self) {
        let stage = self.stage;
        for gate in [&stage.entry, &stage.exit] {
            conditions(gate, self.place, self.log);
        }
        let mut ids = BTreeSet::new();
        for slot in &stage.week {
            if !ids.insert(&slot.id) {
                self.wrong(format!("{}: the slot {} stands twice", stage.id, slot.id), "rename one");
            }
            slot.items.iter().for_each(|item| self.choices(slot, item));
        }
        self.variants();
        let required = |slot: &&Slot| slot.items.iter().any(|item| item.requirement == Requirement::Required);
        let every = stage.week.iter().filter(|slot| slot.only.is_none());
        if every.filter(|slot| slot.kind.is_session()).filter(required).count() == 0 {
            self.wrong(format!("{} has no session at home", stage.id), "add a slot with something to do");
        }
        let has_dose =
            |id: &ExerciseId| self.library.get(id).is_none_or(|one| one.dose(self.occasion()).is_some());
        if let Some(key) = stage.key_exercise.as_ref().filter(|key| !has_dose(key)) {
            self.wrong(
                format!("{key} has no dose for {} and cannot be its key exercise", stage.id),
                "add the dose or name another",
            );
        }
    }

    /// No two kinds hold at once, each has a part of the week, every part names one that there is, and nothing stands in a part
    /// that would be done while a kind that forbids it may be the one.
    fn variants(&self) {
        let variants = &self.stage.variants;
        for (at, variant) in variants.iter().enumerate() {
            reach::check(&variant.when, self.place, self.log);
            polarity::permits(&variant.when, self.place, self.log);
            for other in &variants[at + 1..] {
                if reach::is_possible(&Condition::All(vec![variant.when.clone(), other.when.clone()])) {
                    let what = format!("{} and {} may hold at once", variant.id, other.id);
                    self.wrong(what, "let one of them ask for what rules the other out");
                }
            }
            if self.stage.week.iter().all(|slot| slot.only.as_ref() != Some(&variant.id)) {
                self.wrong(format!("no slot is only for {}", variant.id), "add one, or remove the variant");
            }
        }
        for slot in &self.stage.week {
            let of_slot = slot.only.as_ref();
            if let Some(only) = of_slot.filter(|only| variants.iter().all(|variant| variant.id != **only)) {
                let what =
                    format!("{}: {} is only for {only}, which is no variant of it", self.stage.id, slot.id);
                self.wrong(what, "name one of its variants");
            }
            let against = variants.iter().filter(|variant| of_slot.is_none_or(|only| *only == variant.id));
            for (variant, one) in
                against.flat_map(|variant| self.done_in(slot).map(move |one| (variant, one)))
            {
                let work = one.dose(self.occasion()).map(|stage| stage.dose.work);
                if work.is_some_and(|work| variant.forbids(one, work)) {
                    let what =
                        format!("{} stands in {}, and {} does not bear it", one.id, slot.id, variant.id);
                    self.wrong(what, "move it to a slot only for a variant that bears it");
                }
            }
        }
    }

    /// Every exercise that a slot may bring.
    fn done_in<'s>(&'s self, slot: &'s Slot) -> impl Iterator<Item = &'s Exercise> {
        let choices = slot.items.iter().flat_map(|item| &item.choices);
        choices.filter_map(|choice| self.library.get(choice).copied())
    }

    fn occasion(&self) -> Occasion {
        Occasion::Stage(self.stage.id)
    }

    /// Every choice has a dose for the stage, and what is required can be done with what a flat has.
    fn choices(&self, slot: &Slot, item: &Item) {
        let id = self.stage.id;
        let known: Vec<&Exercise> =
            item.choices.iter().filter_map(|choice| self.library.get(choice).copied()).collect();
        for one in known.iter().filter(|one| one.dose(self.occasion()).is_none()) {
            self.wrong(
                format!("{} has no dose for {id}, and {id} uses it in {}", one.id, slot.id),
                format!("add a dose with on = [\"{id}\"], or take it out"),
            );
        }
        for one in known.iter().filter(|one| one.runs && slot.kind.is_session()) {
            self.wrong(
                format!("{} runs, and {id} has it in {}, a session at home", one.id, slot.id),
                "move it to a slot for runs",
            );
        }
        let household = KitSet::household();
        let at_hand = known.iter().any(|one| one.kit.met_by(&household).is_some());
        if item.requirement == Requirement::Required && !at_hand && !known.is_empty() {
            let list: Vec<&str> = item.choices.iter().map(ExerciseId::as_str).collect();
            self.wrong(
                format!("{id}, {}: without kit nothing can be done of {}", slot.id, list.join(", ")),
                "add a choice that needs no kit, or make it optional",
            );
        }
    }
}

fn conditions(gate: &Gate, place: &Place, log: &Log) {
    for criterion in &gate.criteria {
        if let Need::Case(when) = &criterion.need {
            reach::check(when, place, log);
            polarity::permits(when, place, log);
        }
    }
}

/// What stands around the sessions of a stage runs nothing, for only the run of a day knows what today permits, and
/// stretches no sore tendon.
fn around(sheets: &Sheets, library: &Library<'_>, log: &Log) {
    for Placed { place, thing: protocol } in &sheets.protocols {
        for stage in &protocol.stages {
            let own = [stage.warm_up, stage.cool_down];
            let routines = sheets.routines.iter().filter(|placed| own.contains(&placed.thing.id));
            let steps = routines.flat_map(|placed| &placed.thing.steps);
            for one in steps.flat_map(|step| &step.choices).filter_map(|id| library.get(id)) {
                let stretches = stage.id.protocol() == ProtocolId::Tendon && one.stretches_the_tendon();
                let what = match (one.runs, stretches) {
                    (true, _) => "runs",
                    (false, true) => "stretches what is sore",
                    (false, false) => continue,
                };
                log.add(place.problem(
                    format!("{}: {} stands around its sessions and {what}", stage.id, one.id),
                    "name another routine",
                ));
            }
        }
    }
}

fn routines(sheets: &Sheets, log: &Log) {
    for id in RoutineId::ALL {
        let count = sheets.routines.iter().filter(|placed| placed.thing.id == *id).count();
        if count != 1 {
            whole(log, "routines", format!("the routine {id} stands {count} times"), "write it once");
        }
    }
    for Placed { place, thing } in &sheets.routines {
        if thing.minutes.0 > thing.minutes.1 || thing.minutes.0 == 0 {
            log.add(place.problem(format!("{} takes no such time", thing.id), "write [from, to] in minutes"));
        }
    }
}
