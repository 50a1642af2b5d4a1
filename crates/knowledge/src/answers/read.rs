//! The files of the answers.

use super::{Answer, AnswerId, Figure, Openness, Sheet, Side, Statement, Topic, TwoSides, shape};
use crate::draft::{Draft, Placed, each, tag};
use crate::node::{Node, Place, Table};

const TOPICS: &str = "answers/topics.toml";
const SYNONYMS: &str = "answers/synonyms.toml";
const FIGURES: &str = "answers/figures.toml";

/// Reads one file of the folder: the topics, the synonyms, the figures, or else an answer.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    match table.node.place().file.as_str() {
        TOPICS => each(table.list("topic"), |table| topic(table, draft)),
        SYNONYMS => synonyms(table, draft),
        FIGURES => each(table.list("figure"), |table| figure(table, draft)),
        _ => answer(table, draft),
    }
}

pub(super) fn owned(node: Option<Node<'_>>) -> Option<String> {
    Some(node?.words()?.trim().to_owned())
}

fn texts(nodes: Vec<Node<'_>>) -> Vec<String> {
    nodes.into_iter().filter_map(|node| owned(Some(node))).collect()
}

fn topic(table: &Table<'_>, draft: &mut Draft) {
    let (id, title) = (owned(table.required("id")), owned(table.required("title")));
    if let (Some(id), Some(title)) = (id, title) {
        draft.answers.topics.push(Placed { place: table.node.place(), thing: Topic { id, title } });
    }
}

fn synonyms(table: &Table<'_>, draft: &mut Draft) {
    let vocabulary = &mut draft.answers.vocabulary;
    vocabulary.ignored.extend(texts(table.list("ignore")));
    for node in table.list("joined") {
        let Some(term) = owned(Some(node.clone())) else { continue };
        if term.split_whitespace().count() != 2 {
            node.wrong(format!("{term:?} is not two words"), "write two words, or list it in a group");
        }
        vocabulary.joined.push(term);
    }
    each(table.list("group"), |table| {
        let Some(node) = table.required("words") else { return };
        let words = texts(node.items());
        if words.len() < 2 {
            node.wrong("a group of fewer than two words says nothing", "add a word or remove the group");
        }
        vocabulary.synonyms.push(words);
    });
}

/// A figure, drawn from what it says about the stride.
fn figure(table: &Table<'_>, draft: &mut Draft) {
    let (id, title) = (owned(table.required("id")), owned(table.required("title")));
    let describes = owned(table.required("describes"));
    let credit = table.required("credit").and_then(|node| statement(&node, draft));
    let svg = table.required("stride").and_then(|node| {
        let describes = describes.as_deref().unwrap_or_default();
        super::stride::drawn(&node, describes)
    });
    if let (Some(id), Some(title), Some(describes), Some(credit)) = (id, title, describes, credit) {
        // What keeps it from being drawn is noted, and who refers to it is right to.
        let svg = svg.unwrap_or_default();
        let thing = Figure { id, title, describes, credit: credit.thing, svg };
        draft.answers.figures.push(Placed { place: table.node.place(), thing });
    }
}

fn answer(table: &Table<'_>, draft: &mut Draft) {
    let id = table.required("id").and_then(|node| slug(&node));
    let topic = table.required("topic");
    let question = table.required("question");
    let asked = table.required("also_asked").map(|node| node.some_items()).unwrap_or_default();
    let short = table.required("short");
    let see_also = table.required("see_also").map(|node| node.some_items()).unwrap_or_default();
    let figure = table.optional("figure");
    let nodes = table.required("paragraph").map(|node| node.some_items()).unwrap_or_default();
    let mut statements: Vec<Place> = Vec::new();
    let paragraphs: Vec<Statement> =
        nodes.iter().filter_map(|node| kept(statement(node, draft), &mut statements)).collect();
    let two_sides = table.optional("two_sides").and_then(|node| two_sides(&node, draft, &mut statements));
    let help =
        table.optional("when_to_seek_help").and_then(|node| kept(statement(&node, draft), &mut statements));
    let open = openness(table);
    if let Some(node) = &short {
        shape::short(node);
    }
    let places = |nodes: &[Node<'_>]| nodes.iter().map(Node::place).collect();
    let mut asked_places = vec![table.node.place()];
    asked_places.extend(asked.iter().map(Node::place));
    let (topic_place, short_place) = (topic.as_ref().map(Node::place), short.as_ref().map(Node::place));
    let (figure_place, see_also_places) = (figure.as_ref().map(Node::place), places(&see_also));
    let (Some(id), Some(topic), Some(question), Some(short), Some(topic_place), Some(short_place)) =
        (id, owned(topic), owned(question), owned(short), topic_place, short_place)
    else {
        return;
    };
    let answer = Answer {
        id,
        topic,
        question,
        also_asked: texts(asked),
        short,
        paragraphs,
        two_sides,
        when_to_seek_help: help,
        see_also: texts(see_also).into_iter().map(AnswerId).collect(),
        figure: owned(figure),
        open,
    };
    let sheet = Sheet {
        answer,
        topic: topic_place,
        short: short_place,
        figure: figure_place,
        asked: asked_places,
        see_also: see_also_places,
        statements,
    };
    draft.answers.answers.push(Placed { place: table.node.place(), thing: sheet });
}

/// The name of an answer: small letters, digits and hyphens, and the name of its file.
fn slug(node: &Node<'_>) -> Option<AnswerId> {
    let text = node.words()?;
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if !text.chars().all(plain) {
        node.wrong(format!("{text:?} is no name"), "use small letters, digits and hyphens");
        return None;
    }
    let file = node.place().file;
    let stem = file.strip_prefix(super::FOLDER).and_then(|name| name.strip_suffix(".toml"));
    if stem != Some(text) {
        node.wrong(format!("the answer {text} lies in {file}"), format!("call the file answers/{text}.toml"));
    }
    Some(AnswerId(text.to_owned()))
}

/// `standing = "open"` where nobody knows.
fn openness(table: &Table<'_>) -> Openness {
    let Some(node) = table.optional("standing") else { return Openness::Answered };
    match node.text() {
        Some("open") => Openness::Open,
        Some(other) => {
            node.unknown("standing", other, ["open"]);
            Openness::Answered
        }
        None => Openness::Answered,
    }
}

fn two_sides(node: &Node<'_>, draft: &mut Draft, places: &mut Vec<Place>) -> Option<TwoSides> {
    let table = node.table()?;
    let mut side = |key: &str| {
        let table = table.required(key)?.table()?;
        let title = owned(table.required("title"));
        let read = kept(said(&table, draft), places);
        table.finish();
        Some(Side { title: title?, statement: read? })
    };
    let (one, other) = (side("one"), side("other"));
    let evidence = table.required("evidence").and_then(|node| kept(statement(&node, draft), places));
    table.finish();
    Some(TwoSides { one: one?, other: other?, evidence: evidence? })
}

fn kept(read: Option<Placed<Statement>>, places: &mut Vec<Place>) -> Option<Statement> {
    let Placed { place, thing } = read?;
    places.push(place);
    Some(thing)
}

fn statement(node: &Node<'_>, draft: &mut Draft) -> Option<Placed<Statement>> {
    let table = node.table()?;
    let read = said(&table, draft);
    table.finish();
    read
}

fn said(table: &Table<'_>, draft: &mut Draft) -> Option<Placed<Statement>> {
    let says = table.required("says");
    let sources = draft.sources_of(table);
    let tag = tag(table);
    let says = says?;
    shape::said(&says);
    let place = says.place();
    Some(Placed { place, thing: Statement { says: owned(Some(says))?, sources: sources?, tag: tag? } })
}
