//! How bad, how long, how likely again: the files of the prognosis.

use crate::condition::finding_id;
use crate::draft::{Draft, Placed, each, tag, whole};
use crate::node::{Node, Table};
use crate::problem::Log;
use crate::reach;
use femoris_clinic::condition::{Condition, Quantity};
use femoris_clinic::differential::{Diagnosis, Probability};
use femoris_clinic::evidence::{RuleId, SourceId, Tag};
use femoris_clinic::prognosis::{Course, DayRange, Direction, PrognosisRules, Runners, Sign, Spread};
use femoris_clinic::reinjury::{BaseRate, Counted, OddsFactor, OddsRatio, ReinjuryRules};
use femoris_clinic::scales::ScaleRule;
use femoris_clinic::severity::{ExtensionBand, ExtensionRules, SeverityRules, StepRule};
use femoris_measure::Bands;

/// Everything read so far.
#[derive(Default)]
pub(crate) struct Sheets {
    severity: Vec<SeverityHead>,
    grades: Vec<Placed<StepRule>>,
    came_back: Vec<Placed<StepRule>>,
    irritability: Vec<Placed<StepRule>>,
    places: Vec<Placed<StepRule>>,
    extension: Vec<ExtensionRules>,
    head: Vec<Cited>,
    slower_from: Vec<usize>,
    courses: Vec<Placed<Course>>,
    signs: Vec<Placed<Sign>>,
    base: Vec<Placed<BaseRate>>,
    factors: Vec<OddsFactor>,
    odds: Vec<(Vec<SourceId>, Tag)>,
    watch: Vec<(u32, u32, Vec<SourceId>)>,
    scales: Vec<ScaleRule>,
}

struct SeverityHead {
    applies_from: Probability,
    muscle: Vec<Diagnosis>,
    tendon: Vec<Diagnosis>,
    sources: Vec<SourceId>,
    tag: Tag,
}

struct Cited {
    applies_from: Probability,
    sources: Vec<SourceId>,
    tag: Tag,
}

/// What the files hold together.
pub(crate) struct Outlook {
    pub(crate) severity: SeverityRules,
    pub(crate) prognosis: PrognosisRules,
    pub(crate) reinjury: ReinjuryRules,
    pub(crate) scales: Vec<ScaleRule>,
}

/// Reads one file of the folder.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    let one = |key: &str| table.optional(key).into_iter().collect::<Vec<Node<'_>>>();
    each(one("severity"), |table| severity(table, draft));
    each(table.list("grade"), |table| {
        let read = step(table, draft);
        draft.prognosis.grades.extend(read);
    });
    each(one("came_back"), |table| {
        let read = step(table, draft);
        draft.prognosis.came_back.extend(read);
    });
    each(table.list("irritability"), |table| {
        let read = step(table, draft);
        draft.prognosis.irritability.extend(read);
    });
    each(table.list("place"), |table| {
        let read = step(table, draft);
        draft.prognosis.places.extend(read);
    });
    each(one("knee_extension"), |table| extension(table, draft));
    each(one("prognosis"), |table| {
        draft.words(
            table,
            "prognosis",
            &["other_athletes", "nothing_fits", "see_someone_first", "no_cohort"],
            &[],
        );
        let (applies_from, sources, tag) =
            (share(table, "applies_from"), draft.sources_of(table), tag(table));
        let (Some(applies_from), Some(sources), Some(tag)) = (applies_from, sources, tag) else { return };
        draft.prognosis.head.push(Cited { applies_from, sources, tag });
    });
    each(one("expectation"), |table| {
        let from: Option<usize> = table.required("slower_from").and_then(|node| node.whole());
        draft.sources_of(table);
        tag(table);
        draft.prognosis.slower_from.extend(from);
    });
    each(table.list("course"), |table| course(table, draft));
    each(table.list("sign"), |table| sign(table, draft));
    each(table.list("base"), |table| base(table, draft));
    each(table.list("factor"), |table| factor(table, draft));
    each(one("odds"), |table| {
        draft.words(table, "odds", &["reference", "caveat"], &[]);
        let cited = draft.sources_of(table).zip(tag(table));
        draft.prognosis.odds.extend(cited);
    });
    each(one("watch"), |table| {
        draft.words(table, "watch", &["why"], &[]);
        let weeks = table.required("weeks").and_then(|node| node.whole());
        let densest = table.required("densest_weeks").and_then(|node| node.whole());
        let sources = draft.sources_of(table);
        tag(table);
        let (Some(weeks), Some(densest), Some(sources)) = (weeks, densest, sources) else { return };
        draft.prognosis.watch.push((weeks, densest, sources));
    });
    each(table.list("scale"), |table| scale(table, draft));
}

/// Reads `id`, sources, tag and the words under a group.
fn cited(
    table: &Table<'_>,
    draft: &mut Draft,
    group: &str,
    needed: &[&str],
    may: &[&str],
) -> Option<crate::draft::Cited> {
    let id = table.required("id").and_then(|node| node.words());
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let id = id?.to_owned();
    draft.words(table, &format!("{group}.{id}"), needed, may);
    Some(crate::draft::Cited { id, sources: sources?, tag: tag? })
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

fn diagnoses(table: &Table<'_>, key: &str) -> Vec<Diagnosis> {
    let nodes = table.required(key).map(|node| node.some_items()).unwrap_or_default();
    let read = |node: &Node<'_>| node.id("condition", Diagnosis::from_id, Diagnosis::ALL, Diagnosis::id);
    nodes.iter().filter_map(read).collect()
}

fn severity(table: &Table<'_>, draft: &mut Draft) {
    const WORDS: [&str; 4] = ["nothing_fits", "other_tissue", "see_someone_first", "imaging"];
    draft.words(table, "severity", &WORDS, &[]);
    let applies_from = share(table, "applies_from");
    let (muscle, tendon) = (diagnoses(table, "muscle"), diagnoses(table, "tendon"));
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let (Some(applies_from), Some(sources), Some(tag)) = (applies_from, sources, tag) else { return };
    draft.prognosis.severity.push(SeverityHead { applies_from, muscle, tendon, sources, tag });
}

fn step(table: &Table<'_>, draft: &mut Draft) -> Option<Placed<StepRule>> {
    let cited = cited(table, draft, "step", &["name"], &["definition"]);
    let _reading = table.optional("reading").and_then(|node| node.words());
    let when = crate::draft::condition(table);
    let (cited, when) = (cited?, when?);
    let thing = StepRule { id: RuleId::new(&cited.id), when, sources: cited.sources, tag: cited.tag };
    Some(Placed { place: table.node.place(), thing })
}

fn extension(table: &Table<'_>, draft: &mut Draft) {
    draft.words(table, "knee_extension", &["population", "caveat"], &[]);
    let measure = table.required("measure").and_then(|node| crate::condition::measure_id(&node));
    let numbers = |key: &str| -> Vec<f64> {
        let nodes = table.required(key).map(|node| node.some_items()).unwrap_or_default();
        nodes.iter().filter_map(Node::number).collect()
    };
    let (edges, low, high) = (numbers("edges"), numbers("weeks_low"), numbers("weeks_high"));
    let error = table.required("error_deg").and_then(|node| node.number());
    let (sources, tag) = (draft.sources_of(table), tag(table));
    if low.len() != high.len() || low.iter().zip(&high).any(|(low, high)| low > high) {
        return table
            .node
            .wrong("weeks_low and weeks_high do not pair up", "write a low and a high for each band");
    }
    let labels = (1..).zip(low.iter().zip(&high));
    let labels =
        labels.map(|(number, (low, high))| ExtensionBand { number, weeks_low: *low, weeks_high: *high });
    let bands = match Bands::new(edges, labels.collect()) {
        Ok(bands) => bands,
        Err(error) => return table.node.wrong(error.to_string(), "let the bands tile the scale"),
    };
    let (Some(measure), Some(error), Some(sources), Some(tag)) = (measure, error, sources, tag) else {
        return;
    };
    draft.prognosis.extension.push(ExtensionRules { measure, bands, error, sources, tag });
}

fn course(table: &Table<'_>, draft: &mut Draft) {
    let cited = cited(table, draft, "course", &["population", "running"], &[]);
    let conditions = diagnoses(table, "conditions");
    let when = table.optional("when").map(|node| crate::condition::read(&node));
    let running = table.optional("running").map(|node| days(&node));
    let full_training = table.optional("full_training").map(|node| days(&node));
    let runners = table
        .required("runners")
        .and_then(|node| node.id("answer", Runners::from_id, Runners::ALL, Runners::id));
    if when == Some(None) || running == Some(None) || full_training == Some(None) {
        return;
    }
    let (Some(cited), Some(runners)) = (cited, runners) else { return };
    let thing = Course {
        id: RuleId::new(&cited.id),
        conditions,
        when: when.flatten(),
        running: running.flatten(),
        full_training: full_training.flatten(),
        runners,
        sources: cited.sources,
        tag: cited.tag,
    };
    draft.prognosis.courses.push(Placed { place: table.node.place(), thing });
}

fn days(node: &Node<'_>) -> Option<DayRange> {
    let table = node.table()?;
    let number = |key: &str| table.optional(key).and_then(|node| node.number());
    let range = DayRange {
        median: number("median"),
        low: number("low"),
        high: number("high"),
        spread: table
            .optional("spread")
            .and_then(|node| node.id("spread", Spread::from_id, Spread::ALL, Spread::id)),
    };
    table.finish();
    let given: Vec<f64> = [range.low, range.median, range.high].into_iter().flatten().collect();
    if given.is_empty() || given.windows(2).any(|pair| pair[0] > pair[1]) || given[0] < 0.0 {
        node.wrong("low, median and high do not rise from 0", "copy them again");
        return None;
    }
    if range.high.is_some() != range.spread.is_some() {
        node.wrong("nobody knows what the ends are", "add spread where there is a high, and only there");
        return None;
    }
    Some(range)
}

fn sign(table: &Table<'_>, draft: &mut Draft) {
    let cited = cited(table, draft, "sign", &["name"], &[]);
    let conditions = diagnoses(table, "conditions");
    let says = table
        .required("says")
        .and_then(|node| node.id("direction", Direction::from_id, Direction::ALL, Direction::id));
    let when = crate::draft::condition(table);
    let (Some(cited), Some(says), Some(when)) = (cited, says, when) else { return };
    let id = RuleId::new(&cited.id);
    let thing = Sign { id, conditions, says, when, sources: cited.sources, tag: cited.tag };
    draft.prognosis.signs.push(Placed { place: table.node.place(), thing });
}

fn base(table: &Table<'_>, draft: &mut Draft) {
    let number = |key: &str| table.required(key).and_then(|node| node.number());
    let months: Option<u32> = table.required("months").and_then(|node| node.whole());
    let (percent, low, high) = (number("percent"), number("low"), number("high"));
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let Some(months) = months else { return };
    draft.words(table, &format!("base.{months}"), &["population"], &[]);
    let (Some(percent), Some(low), Some(high), Some(sources), Some(tag)) = (percent, low, high, sources, tag)
    else {
        return;
    };
    if !(0.0 <= low && low <= percent && percent <= high && high <= 100.0) {
        table.node.wrong("the share lies outside its interval", "copy percent, low and high again");
    }
    let thing = BaseRate { months, percent, low, high, sources, tag };
    draft.prognosis.base.push(Placed { place: table.node.place(), thing });
}

fn factor(table: &Table<'_>, draft: &mut Draft) {
    let id = table.required("id").and_then(|node| node.words());
    let number = |key: &str| table.required(key).and_then(|node| node.number());
    let (ratio, low, high) = (number("odds"), number("low"), number("high"));
    let counted = match (table.optional("each"), table.optional("finding")) {
        (Some(node), None) => {
            let most = number("most");
            each_of(&node).zip(most).map(|(of, most)| Counted::Per { of, most })
        }
        (None, Some(node)) => finding_id(&node).map(Counted::If),
        _ => {
            table.node.wrong("a factor counts one thing", "add either each or finding");
            None
        }
    };
    let Some(id) = id else { return };
    draft.words(table, &format!("odds.{id}"), &["name", "passed"], &[]);
    let (Some(counted), Some(ratio), Some(low), Some(high)) = (counted, ratio, low, high) else { return };
    if !(0.0 < low && low <= ratio && ratio <= high) {
        table.node.wrong("the odds lie outside their interval", "copy odds, low and high again");
    }
    let odds = OddsRatio { ratio, low, high };
    draft.prognosis.factors.push(OddsFactor { id: RuleId::new(id), counted, odds });
}

/// `{ measure = … }` or `{ number = … }`.
fn each_of(node: &Node<'_>) -> Option<Quantity> {
    let table = node.table()?;
    let measure = table.optional("measure").map(|node| crate::condition::measure_id(&node));
    let number = table.optional("number").map(|node| crate::condition::quantity(&node));
    table.finish();
    match (measure, number) {
        (Some(measure), None) => measure.map(Quantity::Measure),
        (None, Some(number)) => number,
        _ => {
            node.wrong("a factor counts one number", "write { measure = … } or { number = … }");
            None
        }
    }
}

fn scale(table: &Table<'_>, draft: &mut Draft) {
    let measure = table.required("measure").and_then(|node| crate::condition::measure_id(&node));
    let number = |key: &str| table.optional(key).and_then(|node| node.number());
    let (clear_change, uncertain_from) = (number("clear_change"), number("uncertain_from"));
    let (sources, tag) = (draft.sources_of(table), tag(table));
    let Some(measure) = measure else { return };
    draft.words(table, &format!("scale.{measure}"), &["name", "about", "reference"], &[]);
    let (Some(sources), Some(tag)) = (sources, tag) else { return };
    draft.prognosis.scales.push(ScaleRule { measure, clear_change, uncertain_from, sources, tag });
}

/// Fits it together and checks that every rule can be met.
pub(crate) fn build(draft: &Draft, log: &Log) -> Option<Outlook> {
    let sheets = &draft.prognosis;
    reachable(sheets, log);
    courses_end(sheets, log);
    let severity = only(&sheets.severity, "[severity]", log);
    let extension = only(&sheets.extension, "[knee_extension]", log);
    let came_back = only(&sheets.came_back, "[came_back]", log);
    let head = only(&sheets.head, "[prognosis]", log);
    let slower_from = only(&sheets.slower_from, "[expectation]", log);
    let odds = only(&sheets.odds, "[odds]", log);
    let watch = only(&sheets.watch, "[watch]", log);
    let (severity, head, odds, watch) = (severity?, head?, odds?, watch?);
    Some(Outlook {
        severity: SeverityRules {
            applies_from: severity.applies_from,
            muscle: severity.muscle.clone(),
            tendon: severity.tendon.clone(),
            grades: things(&sheets.grades),
            came_back: came_back?.thing.clone(),
            irritability: things(&sheets.irritability),
            places: things(&sheets.places),
            extension: extension?.clone(),
            sources: severity.sources.clone(),
            tag: severity.tag,
        },
        prognosis: PrognosisRules {
            applies_from: head.applies_from,
            courses: things(&sheets.courses),
            signs: things(&sheets.signs),
            slower_from: *slower_from?,
            sources: head.sources.clone(),
            tag: head.tag,
        },
        reinjury: ReinjuryRules {
            base: things(&sheets.base),
            factors: sheets.factors.clone(),
            sources: odds.0.clone(),
            tag: odds.1,
            watch_weeks: watch.0,
            densest_weeks: watch.1,
            watch_sources: watch.2.clone(),
        },
        scales: sheets.scales.clone(),
    })
}

fn things<T: Clone>(placed: &[Placed<T>]) -> Vec<T> {
    placed.iter().map(|placed| placed.thing.clone()).collect()
}

fn only<'a, T>(found: &'a [T], what: &str, log: &Log) -> Option<&'a T> {
    if let [one] = found {
        return Some(one);
    }
    whole(log, "prognosis", format!("there must be exactly one {what}"), "add it, or remove the others");
    None
}

fn reachable(sheets: &Sheets, log: &Log) {
    let steps =
        sheets.grades.iter().chain(&sheets.came_back).chain(&sheets.irritability).chain(&sheets.places);
    steps.for_each(|placed| reach::check(&placed.thing.when, &placed.place, log));
    sheets.signs.iter().for_each(|placed| reach::check(&placed.thing.when, &placed.place, log));
    let guarded =
        sheets.courses.iter().filter_map(|placed| Some((placed.thing.when.as_ref()?, &placed.place)));
    guarded.for_each(|(when, place): (&Condition, _)| reach::check(when, place, log));
}

/// A course behind one that asks nothing about the same condition is never reached.
fn courses_end(sheets: &Sheets, log: &Log) {
    let mut closed: Vec<Diagnosis> = Vec::new();
    for Placed { place, thing } in &sheets.courses {
        if let Some(condition) = thing.conditions.iter().find(|condition| closed.contains(condition)) {
            log.add(place.problem(
                format!("an earlier course takes every case of {condition}"),
                "move it up, or give the earlier one a condition",
            ));
        }
        if thing.when.is_none() {
            closed.extend(&thing.conditions);
        }
    }
}
