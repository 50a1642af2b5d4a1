//! What must hold between answers, their topics, figures and sources.

use super::{Answer, Sheet, Sheets, Statement, numbers};
use crate::draft::{Draft, Placed, whole};
use crate::node::Place;
use crate::problem::Log;
use femoris_clinic::evidence::{Source, SourceId, Tag};
use femoris_clinic::spelling::closest;
use std::collections::{BTreeMap, BTreeSet};

/// Everything about the answers that no single file can show.
pub(crate) fn check(draft: &Draft, log: &Log) {
    let sheets = &draft.answers;
    topics(sheets, log);
    figures(sheets, log);
    questions(sheets, log);
    next(sheets, log);
    evidence(draft, log);
    unversioned(draft, log);
}

fn topics(sheets: &Sheets, log: &Log) {
    let mut unused = BTreeMap::new();
    for Placed { place, thing: topic } in &sheets.topics {
        if unused.insert(topic.id.as_str(), place).is_some() {
            log.add(place.problem(format!("the topic {} stands twice", topic.id), "remove one"));
        }
    }
    let known: Vec<&str> = unused.keys().copied().collect();
    for Placed { thing: Sheet { answer, topic, .. }, .. } in &sheets.answers {
        missing(topic, "topic", &answer.topic, &known, log);
        unused.remove(answer.topic.as_str());
    }
    for (id, place) in unused {
        log.add(place.problem(format!("no answer has the topic {id}"), "remove it"));
    }
}

fn figures(sheets: &Sheets, log: &Log) {
    let mut unused = BTreeMap::new();
    for Placed { place, thing: figure } in &sheets.figures {
        if unused.insert(figure.id.as_str(), place).is_some() {
            log.add(place.problem(format!("the figure {} stands twice", figure.id), "remove one"));
        }
    }
    let known: Vec<&str> = unused.keys().copied().collect();
    for Placed { thing: Sheet { answer, figure, .. }, .. } in &sheets.answers {
        if let (Some(id), Some(place)) = (&answer.figure, figure) {
            missing(place, "figure", id, &known, log);
            unused.remove(id.as_str());
        }
    }
    for (id, place) in unused {
        log.add(place.problem(format!("no answer shows the figure {id}"), "show it or remove it"));
    }
}

fn missing(place: &Place, kind: &str, id: &str, known: &[&str], log: &Log) {
    if known.contains(&id) {
        return;
    }
    let mend = match closest(id, known.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("use an existing {kind}"),
    };
    log.add(place.problem(format!("there is no {kind} {id}"), mend));
}

/// A wording leads to one answer.
fn questions(sheets: &Sheets, log: &Log) {
    let mut asked: BTreeMap<String, &Answer> = BTreeMap::new();
    for Placed { thing: Sheet { answer, asked: places, .. }, .. } in &sheets.answers {
        let wordings = std::iter::once(&answer.question).chain(&answer.also_asked);
        for (wording, place) in wordings.zip(places) {
            let words: Vec<String> = super::words::words(wording).into_iter().map(|word| word.stem).collect();
            if let Some(other) = asked.insert(words.join(" "), answer) {
                log.add(place.problem(
                    format!("{wording:?} is already asked in {}", other.id),
                    "ask it in one answer only",
                ));
            }
        }
    }
}

fn next(sheets: &Sheets, log: &Log) {
    let known: Vec<&str> = sheets.answers.iter().map(|placed| placed.thing.answer.id.as_str()).collect();
    for Placed { thing: Sheet { answer, see_also, .. }, .. } in &sheets.answers {
        for (id, place) in answer.see_also.iter().zip(see_also) {
            missing(place, "answer", id.as_str(), &known, log);
            if *id == answer.id {
                log.add(place.problem("an answer points to itself", "name another answer"));
            }
        }
    }
}

/// A source with the numbers it carries.
struct Carrying<'a> {
    source: &'a Source,
    numbers: BTreeSet<String>,
}

impl<'a> Carrying<'a> {
    fn new(source: &'a Source) -> Self {
        let texts = [&source.title, &source.population, &source.taken, &source.design];
        let mut numbers: BTreeSet<String> =
            texts.into_iter().flat_map(|text| numbers::carried(text)).collect();
        numbers.extend(source.year.map(|year| year.to_string()));
        Self { source, numbers }
    }
}

type Known<'a> = BTreeMap<&'a SourceId, Carrying<'a>>;

/// No statement is firmer than its sources, and no number comes from nowhere.
fn evidence(draft: &Draft, log: &Log) {
    let sources = draft.sources.iter().map(|placed| &placed.thing);
    let known: Known<'_> = sources.map(|source| (&source.id, Carrying::new(source))).collect();
    for Placed { thing: Sheet { answer, short, statements, .. }, .. } in &draft.answers.answers {
        let mut told = BTreeSet::new();
        for (statement, place) in answer.statements().zip(statements) {
            firmness(statement, place, &known, log);
            figures_cited(statement, place, &known, log);
            told.append(&mut numbers::all(&statement.says));
        }
        for number in numbers::stated(&answer.short).difference(&told) {
            log.add(short.problem(
                format!("the number {number} is in no paragraph"),
                "state it in a paragraph with its source",
            ));
        }
    }
    for Placed { place, thing: figure } in &draft.answers.figures {
        firmness(&figure.credit, place, &known, log);
    }
}

fn firmness(statement: &Statement, place: &Place, known: &Known<'_>, log: &Log) {
    let sources = statement.sources.iter().filter_map(|id| Some(known.get(id)?.source));
    for source in sources.filter(|source| source.tag > statement.tag) {
        log.add(place.problem(
            format!("tagged {}, but the source {} is {}", statement.tag, source.id, source.tag),
            format!("tag it {}, or say what is {} in a statement of its own", source.tag, source.tag),
        ));
    }
}

fn figures_cited(statement: &Statement, place: &Place, known: &Known<'_>, log: &Log) {
    let sources: Option<Vec<&Carrying<'_>>> = statement.sources.iter().map(|id| known.get(id)).collect();
    // A source that is not there is reported where it is cited; its numbers need no complaint of their own.
    let Some(sources) = sources.filter(|_| statement.tag != Tag::Estimate) else { return };
    let uncited = |number: &String| !sources.iter().any(|source| source.numbers.contains(number));
    for number in numbers::stated(&statement.says).into_iter().filter(uncited) {
        log.add(place.problem(
            format!("the number {number} is in none of its sources"),
            "cite the source that carries it, or leave it out",
        ));
    }
}

/// What a rule cites must change the version when it changes.
fn unversioned(draft: &Draft, log: &Log) {
    let here = draft.sources.iter().filter(|placed| placed.place.file == super::SOURCES);
    let here: BTreeSet<&SourceId> = here.map(|placed| &placed.thing.id).collect();
    let rules = draft
        .cited
        .iter()
        .filter(|placed| !super::owns(&placed.place.file) && !crate::referral::owns(&placed.place.file));
    for Placed { place, thing: id } in rules.filter(|placed| here.contains(&placed.thing)) {
        log.add(place.problem(
            format!("the source {id} stands in {}, which has no version", super::SOURCES),
            "move the source to another file under sources",
        ));
    }
    if draft.answers.answers.is_empty() {
        whole(log, "answers", "there is no answer", "add one");
    }
}
