//! Answers to the questions runners ask: short, cited, and searchable.
//!
//! They speak to a reader and to no rule, so neither they nor the sources that only they cite belong to the
//! version of the knowledge: a reworded answer makes no stored verdict look old.

mod check;
mod numbers;
mod read;
mod search;
mod shape;
mod stride;
mod words;

pub(crate) use check::check;
pub(crate) use read::file;
pub use search::{Hit, Snippet};

use crate::Files;
use crate::draft::{Draft, Placed};
use crate::node::Place;
use crate::problem::{Log, Problems};
use femoris_clinic::evidence::{Source, SourceId, Tag};
use search::Index;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The folder of the answers, their topics, synonyms and figures.
const FOLDER: &str = "answers/";
/// Sources that only answers cite. What a verdict cites stands in another file, because this one has no version.
pub(crate) const SOURCES: &str = "sources/answers.toml";

/// Whether a file belongs to the answers and so not to the version of the knowledge.
pub(crate) fn owns(name: &str) -> bool {
    name.starts_with(FOLDER) || name == SOURCES
}

/// Name of an answer, as in its file name and its address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerId(String);

impl AnswerId {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AnswerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is said, by whom, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The text. Every number in it stands in one of the sources, unless it is an estimate.
    pub says: String,
    /// At least one.
    pub sources: Vec<SourceId>,
    /// No firmer than the softest of the sources.
    pub tag: Tag,
}

/// One side of a disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its claim in a few words.
    pub title: String,
    /// What is said for it.
    pub statement: Statement,
}

/// Popular advice that disagrees, and what the evidence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoSides {
    /// One side.
    pub one: Side,
    /// The other.
    pub other: Side,
    /// What the evidence says.
    pub evidence: Statement,
}

/// How well a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is an answer.
    Known,
    /// Advice disagrees; both sides are told.
    Disputed,
    /// Nobody knows well.
    Open,
}

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its name.
    pub id: AnswerId,
    /// Id of its [`Topic`].
    pub topic: String,
    /// As a runner would ask.
    pub question: String,
    /// Other wordings of the question, for the search.
    pub also_asked: Vec<String>,
    /// The answer first, in one or two sentences.
    pub short: String,
    /// The answer, paragraph by paragraph.
    pub paragraphs: Vec<Statement>,
    /// Where advice disagrees.
    pub two_sides: Option<TwoSides>,
    /// When to see someone about it.
    pub when_to_seek_help: Option<Statement>,
    /// What to read next; each exists.
    pub see_also: Vec<AnswerId>,
    /// Id of its [`Figure`].
    pub figure: Option<String>,
    open: Openness,
}

/// Whether the answer's file says that nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Openness {
    Answered,
    Open,
}

impl Answer {
    /// How well it is answered.
    pub fn standing(&self) -> Standing {
        match (&self.two_sides, self.open) {
            (_, Openness::Open) => Standing::Open,
            (Some(_), Openness::Answered) => Standing::Disputed,
            (None, Openness::Answered) => Standing::Known,
        }
    }

    /// Everything it states, in reading order.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        let sides = self
            .two_sides
            .iter()
            .flat_map(|sides| [&sides.one.statement, &sides.other.statement, &sides.evidence].into_iter());
        self.paragraphs.iter().chain(sides).chain(&self.when_to_seek_help)
    }

    /// The sources it cites, each once, in order of first use.
    pub fn sources(&self) -> Vec<&SourceId> {
        let mut seen = BTreeSet::new();
        self.statements().flat_map(|statement| &statement.sources).filter(|id| seen.insert(*id)).collect()
    }

    /// The softest tag among its statements.
    pub fn softest(&self) -> Tag {
        self.statements().map(|statement| statement.tag).max().unwrap_or(Tag::Estimate)
    }
}

/// A group of questions, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
}

/// A drawing that an answer shows. It carries classes only: no style, no script, no address elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The drawing in words.
    pub describes: String,
    /// What it rests on, and how sure that is.
    pub credit: Statement,
    /// The drawing.
    pub svg: String,
}

/// All answers, checked, with their index.
#[derive(Debug, Clone)]
pub struct Answers {
    topics: Vec<Topic>,
    answers: Vec<Answer>,
    figures: BTreeMap<String, Figure>,
    sources: BTreeMap<SourceId, Source>,
    index: Index,
}

impl Answers {
    /// Every answer, by topic and then by file name.
    pub fn all(&self) -> &[Answer] {
        &self.answers
    }

    /// The answer of this name.
    pub fn get(&self, id: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.id.as_str() == id)
    }

    /// The topics in their order, each with its answers.
    pub fn by_topic(&self) -> impl Iterator<Item = (&Topic, impl Iterator<Item = &Answer>)> {
        self.topics.iter().map(|topic| (topic, self.answers.iter().filter(|answer| answer.topic == topic.id)))
    }

    /// The drawing of an answer.
    pub fn figure(&self, answer: &Answer) -> Option<&Figure> {
        self.figures.get(answer.figure.as_deref()?)
    }

    /// A source that an answer cites.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.get(id)
    }

    /// The answers that fit a query best, best first. The same query always gives the same hits.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Hit<'_>> {
        self.index.search(query, &self.answers, limit)
    }
}

/// The answers in these files. Problems anywhere in the knowledge are reported, since answers cite its sources.
pub fn from_files(files: &Files) -> Result<Answers, Problems> {
    let log = Log::default();
    let (draft, _) = crate::read_all(files, &log);
    let problems = log.into_problems();
    if problems.is_empty() { Ok(assemble(draft)) } else { Err(Problems(problems)) }
}

fn assemble(draft: Draft) -> Answers {
    let Sheets { topics, answers, figures, vocabulary } = draft.answers;
    let topics: Vec<Topic> = topics.into_iter().map(|placed| placed.thing).collect();
    let place = |answer: &Answer| topics.iter().position(|topic| topic.id == answer.topic);
    let mut answers: Vec<Answer> = answers.into_iter().map(|sheet| sheet.thing.answer).collect();
    answers.sort_by(|a, b| (place(a), &a.id).cmp(&(place(b), &b.id)));
    let figures: BTreeMap<String, Figure> =
        figures.into_iter().map(|placed| (placed.thing.id.clone(), placed.thing)).collect();
    let credits = figures.values().map(|figure| &figure.credit);
    let cited: BTreeSet<SourceId> = answers
        .iter()
        .flat_map(Answer::statements)
        .chain(credits)
        .flat_map(|statement| statement.sources.iter().cloned())
        .collect();
    let sources = draft.sources.into_iter().map(|placed| placed.thing);
    let sources = sources
        .filter(|source| cited.contains(&source.id))
        .map(|source| (source.id.clone(), source))
        .collect();
    let index = Index::new(&answers, &vocabulary);
    Answers { topics, answers, figures, sources, index }
}

/// What the files of the answers hold, before anything is checked against anything else.
#[derive(Default)]
pub(crate) struct Sheets {
    topics: Vec<Placed<Topic>>,
    answers: Vec<Placed<Sheet>>,
    figures: Vec<Placed<Figure>>,
    vocabulary: Vocabulary,
}

/// How runners put things.
#[derive(Default)]
struct Vocabulary {
    /// Groups of words that mean the same to a searching runner.
    synonyms: Vec<Vec<String>>,
    /// Terms of two words that are often written as one.
    joined: Vec<String>,
    /// Words that say little about what is sought.
    ignored: Vec<String>,
}

/// An answer with the places of its parts, for complaints.
struct Sheet {
    answer: Answer,
    topic: Place,
    short: Place,
    figure: Option<Place>,
    asked: Vec<Place>,
    see_also: Vec<Place>,
    statements: Vec<Place>,
}
