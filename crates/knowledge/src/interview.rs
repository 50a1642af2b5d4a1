//! How tests are done, when they must not be, and how the next question is chosen.

use crate::condition::{finding_id, measure_id};
use crate::draft::{Draft, Placed, each, tag, whole};
use crate::node::{Node, Table};
use crate::problem::Log;
use crate::reach;
use femoris_clinic::condition::Condition;
use femoris_clinic::differential::Probability;
use femoris_clinic::evidence::{SourceId, Tag};
use femoris_clinic::finding::{FindingGroup, FindingId};
use femoris_clinic::interview::{AskAlways, AskMeasure, Effort, Interview, Loads, Method, Who};
use femoris_clinic::measurement::Measure;
use femoris_clinic::observation::Fact;
use std::collections::BTreeMap;

/// Everything read so far.
#[derive(Default)]
pub(crate) struct Sheets {
    forbids_all: Vec<Placed<(String, Condition)>>,
    methods: Vec<Placed<Method>>,
    rules: Vec<Placed<Rules>>,
    expected: Vec<Placed<(FindingId, Probability)>>,
    always: Vec<Placed<AskAlways>>,
    measures: Vec<Placed<AskMeasure>>,
    drawings: Vec<(Fact, String)>,
}

struct Rules {
    decision_bits: f64,
    effort: Effort,
    least_move: Probability,
    least_decision_chance: Probability,
    sources: Vec<SourceId>,
    tag: Tag,
}

/// Reads what a file of the examination holds beside its questions.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    each(table.optional("stop_rule").into_iter().collect(), |table| {
        draft.sources_of(table);
        tag(table);
        draft.words(table, "method", &["stop"], &[]);
    });
    each(table.list("forbids_all"), |table| {
        let id = table.required("id").and_then(|node| node.words());
        let when = crate::draft::condition(table);
        let (Some(id), Some(when)) = (id, when) else { return };
        draft.words(table, &format!("forbids.{id}"), &["why"], &[]);
        let place = table.node.place();
        draft.interview.forbids_all.push(Placed { place, thing: (id.to_owned(), when) });
    });
    each(table.list("method"), |table| method(table, draft));
    each(table.optional("interview").into_iter().collect(), |table| rules(table, draft));
    each(table.list("expect"), |table| {
        let id = table.required("finding").and_then(|node| finding_id(&node));
        let chance = share(table, "chance");
        let read = id.zip(chance).map(|thing| Placed { place: table.node.place(), thing });
        draft.interview.expected.extend(read);
    });
    each(table.list("always"), |table| always(table, draft));
    each(table.list("ask_measure"), |table| measure(table, draft));
}

fn always(table: &Table<'_>, draft: &mut Draft) {
    let node = table.required("finding");
    let finding = node.as_ref().and_then(finding_id);
    let when = crate::draft::condition(table);
    let (Some(finding), Some(node), Some(when)) = (finding, node, when) else { return };
    if finding.group() != FindingGroup::History {
        node.wrong(format!("{finding} is not told"), "name something the runner tells");
    }
    let thing = AskAlways { finding, when };
    draft.interview.always.push(Placed { place: table.node.place(), thing });
}

/// Reads which drawing shows how something is tested, where one does.
pub(crate) fn drawing(of: Fact, table: &Table<'_>, sheets: &mut Sheets) {
    let id = table.optional("figure").and_then(|node| node.words().map(str::to_owned));
    sheets.drawings.extend(id.map(|id| (of, id)));
}

fn share(table: &Table<'_>, key: &str) -> Option<Probability> {
    let node = table.required(key)?;
    let value = node.number()?;
    let share = Probability::new(value);
    if share.is_none() {
        node.wrong(format!("{value} is no probability"), "write a number from 0 to 1");
    }
    share
}

fn guards(table: &Table<'_>) -> Vec<Condition> {
    table.list("guards").iter().filter_map(crate::condition::read).collect()
}

fn method(table: &Table<'_>, draft: &mut Draft) {
    let node = table.required("finding");
    let finding = node.as_ref().and_then(finding_id);
    let who = table.required("who").and_then(|node| node.id("person", Who::from_id, Who::ALL, Who::id));
    let loads =
        table.required("loads").and_then(|node| node.id("answer", Loads::from_id, Loads::ALL, Loads::id));
    let guards = guards(table);
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let (Some(finding), Some(node)) = (finding, node) else { return };
    if finding.group() != FindingGroup::Test {
        node.wrong(format!("{finding} is no test"), "name a test, or remove the method");
    }
    drawing(Fact::Finding(finding), table, &mut draft.interview);
    draft.words(table, &format!("method.{finding}"), &["steps", "positive", "do_not"], &[]);
    let (Some(who), Some(loads), Some(sources), Some(tag)) = (who, loads, sources, tag) else { return };
    let thing = Method { finding, who, loads, guards, sources, tag };
    draft.interview.methods.push(Placed { place: table.node.place(), thing });
}

fn rules(table: &Table<'_>, draft: &mut Draft) {
    let number = |key: &str| -> Option<f64> {
        let node = table.required(key)?;
        let value = node.number()?;
        if value < 0.0 {
            node.wrong(format!("{value} is below 0"), "write 0 or more");
            return None;
        }
        Some(value)
    };
    let decision_bits = number("decision_bits");
    let (tell, runner) = (number("effort_tell"), number("effort_runner"));
    let (with_care, clinician) = (number("effort_runner_with_care"), number("effort_clinician"));
    let measure = number("effort_measure");
    let (least_move, least_decision_chance) =
        (share(table, "least_move"), share(table, "least_decision_chance"));
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let read = || {
        let effort = Effort {
            tell: tell?,
            runner: runner?,
            runner_with_care: with_care?,
            clinician: clinician?,
            measure: measure?,
        };
        Some(Rules {
            decision_bits: decision_bits?,
            effort,
            least_move: least_move?,
            least_decision_chance: least_decision_chance?,
            sources: sources?,
            tag: tag?,
        })
    };
    draft.interview.rules.extend(read().map(|thing| Placed { place: table.node.place(), thing }));
}

fn measure(table: &Table<'_>, draft: &mut Draft) {
    let id = table.required("measure").and_then(|node| measure_id(&node));
    let nodes = table.required("values").map(|node| node.some_items()).unwrap_or_default();
    let guards = guards(table);
    let Some(id) = id else { return };
    let value = |node: &Node<'_>| {
        let checked = Measure::new(id, node.number()?);
        if let Err(error) = &checked {
            node.wrong(error.to_string(), "write a value on its scale");
        }
        checked.ok()
    };
    let values = nodes.iter().filter_map(value).collect();
    let thing = AskMeasure { id, values, guards };
    draft.interview.measures.push(Placed { place: table.node.place(), thing });
}

/// Fits it together; every test must say how it is done and when not.
pub(crate) fn build(draft: &Draft, log: &Log) -> Option<Interview> {
    let sheets = &draft.interview;
    check_guards(sheets, log);
    let mut methods = BTreeMap::new();
    for Placed { place, thing } in &sheets.methods {
        if methods.insert(thing.finding, thing.clone()).is_some() {
            log.add(place.problem(format!("{} stands twice", thing.finding), "remove one"));
        }
    }
    let tests = FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::Test);
    for id in tests.filter(|id| !methods.contains_key(id)) {
        whole(log, "examination", format!("nobody says how the test {id} is done"), "add a [[method]]");
    }
    let mut expected = BTreeMap::new();
    for Placed { place, thing: (id, chance) } in &sheets.expected {
        if expected.insert(*id, *chance).is_some() {
            log.add(place.problem(format!("{id} stands twice"), "remove one"));
        }
    }
    let [Placed { thing: rules, .. }] = sheets.rules.as_slice() else {
        whole(log, "examination", "there must be exactly one [interview]", "add it, or remove the others");
        return None;
    };
    Some(Interview {
        decision_bits: rules.decision_bits,
        effort: rules.effort,
        least_move: rules.least_move,
        least_decision_chance: rules.least_decision_chance,
        expected,
        always: sheets.always.iter().map(|placed| placed.thing.clone()).collect(),
        forbids_all: sheets.forbids_all.iter().map(|placed| placed.thing.clone()).collect(),
        methods,
        measures: sheets.measures.iter().map(|placed| placed.thing.clone()).collect(),
        drawings: sheets.drawings.iter().cloned().collect(),
        sources: rules.sources.clone(),
        tag: rules.tag,
    })
}

/// A guard that no case can meet protects nobody, and a question for no case is never asked.
fn check_guards(sheets: &Sheets, log: &Log) {
    for Placed { place, thing } in &sheets.always {
        reach::check(&thing.when, place, log);
    }
    for Placed { place, thing: (_, when) } in &sheets.forbids_all {
        reach::check(when, place, log);
    }
    for Placed { place, thing } in &sheets.methods {
        thing.guards.iter().for_each(|guard| reach::check(guard, place, log));
    }
}
