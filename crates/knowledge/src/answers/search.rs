//! Full-text search over a few dozen pages: pure, small, and the same every time.
//!
//! A page scores by its rarest matching words (BM25 over weighted fields) and by how much the query looks like one
//! wording of its question. Words may be half typed, slightly misspelt, or synonyms.

use super::words::{Joined, Word, one_slip_apart, sentences, words};
use super::{Answer, Statement, Vocabulary};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// An answer that fits a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'a> {
    /// The answer.
    pub answer: &'a Answer,
    /// How well it fits; only the order means something.
    pub score: f64,
    /// Where it fits.
    pub snippet: Snippet,
}

/// The sentence of an answer that fits a query best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The sentence.
    pub text: String,
    /// Bytes of the words that were sought, in order and without overlap.
    pub marks: Vec<Range<usize>>,
}

/// How much a word counts by where it stands.
const QUESTION: f64 = 4.0;
const ALSO_ASKED: f64 = 2.0;
const SHORT: f64 = 2.0;
const PARAGRAPH: f64 = 1.0;
/// How much a query that is wholly a question's wording counts, against a few points for a rare word.
const WORDING: f64 = 14.0;
/// How well a word fits that is not the word itself.
const SYNONYM: f64 = 0.8;
const PREFIX: f64 = 0.7;
const SLIP: f64 = 0.6;
/// What is left of a word that says little.
const IGNORED: f64 = 0.1;
/// Shortest word in which a slip is looked for, and shortest that may be half typed.
const SLIP_LETTERS: usize = 5;
const PREFIX_LETTERS: usize = 2;
/// Saturation and length of BM25, at their customary values.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.5;
/// A hit this much weaker than the best is noise.
const NOISE: f64 = 0.2;

#[derive(Debug, Clone)]
struct Term {
    /// Answers that hold it, with its weighted count.
    postings: Vec<(usize, f64)>,
    /// The rarer, the higher.
    rarity: f64,
}

#[derive(Debug, Clone)]
struct Page {
    /// The terms of each wording of the question, and what they are worth together.
    wordings: Vec<(BTreeSet<usize>, f64)>,
    length: f64,
}

/// The index over all answers.
#[derive(Debug, Clone)]
pub(super) struct Index {
    terms: Vec<Term>,
    /// Stem to term.
    stems: BTreeMap<String, usize>,
    /// Every written form to its term: for half-typed and misspelt words.
    forms: BTreeMap<String, usize>,
    /// Stem to the terms that mean the same.
    synonyms: BTreeMap<String, BTreeSet<usize>>,
    joined: Joined,
    ignored: BTreeSet<String>,
    pages: Vec<Page>,
    mean_length: f64,
}

/// A word of a query: the terms it may mean, each with how well it fits, and what it is worth.
struct Sought {
    terms: BTreeMap<usize, f64>,
    worth: f64,
    telling: Telling,
}

#[derive(PartialEq)]
enum Telling {
    Much,
    Little,
}

/// Notes how well a term fits, unless it fits better already.
fn put(terms: &mut BTreeMap<usize, f64>, term: usize, fits: f64) {
    let best = terms.entry(term).or_insert(fits);
    *best = best.max(fits);
}

/// Only the last word of a query may be half typed.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Within,
    Last,
}

impl Position {
    fn of(word: usize, last: usize) -> Self {
        if word == last { Self::Last } else { Self::Within }
    }
}

fn fields(answer: &Answer) -> impl Iterator<Item = (&str, f64)> {
    let asked = answer.also_asked.iter().map(|text| (text.as_str(), ALSO_ASKED));
    let said = answer.statements().map(|statement| (statement.says.as_str(), PARAGRAPH));
    let first = [(answer.question.as_str(), QUESTION), (answer.short.as_str(), SHORT)];
    first.into_iter().chain(asked).chain(said)
}

impl Index {
    pub(super) fn new(answers: &[Answer], vocabulary: &Vocabulary) -> Self {
        let mut index = Self {
            terms: Vec::new(),
            stems: BTreeMap::new(),
            forms: BTreeMap::new(),
            synonyms: BTreeMap::new(),
            joined: Joined::new(&vocabulary.joined),
            ignored: vocabulary.ignored.iter().flat_map(|word| words(word)).map(|word| word.stem).collect(),
            pages: Vec::new(),
            mean_length: 1.0,
        };
        for (page, answer) in answers.iter().enumerate() {
            index.count(page, answer);
        }
        let pages = answers.len() as f64;
        for term in &mut index.terms {
            let holding = term.postings.len() as f64;
            term.rarity = (1.0 + (pages - holding + 0.5) / (holding + 0.5)).ln();
        }
        for (page, answer) in answers.iter().enumerate() {
            let wordings = std::iter::once(&answer.question).chain(&answer.also_asked);
            index.pages[page].wordings = wordings.map(|wording| index.wording(wording)).collect();
        }
        let total: f64 = index.pages.iter().map(|page| page.length).sum();
        index.mean_length = total / pages.max(1.0);
        index.relate(&vocabulary.synonyms);
        index
    }

    fn count(&mut self, page: usize, answer: &Answer) {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for (text, weight) in fields(answer) {
            for Word { stem, form, .. } in self.joined.words(text) {
                let next = self.terms.len();
                let term = *self.stems.entry(stem).or_insert(next);
                if term == next {
                    self.terms.push(Term { postings: Vec::new(), rarity: 0.0 });
                }
                self.forms.insert(form, term);
                *counts.entry(term).or_default() += weight;
            }
        }
        self.pages.push(Page { wordings: Vec::new(), length: counts.values().sum() });
        for (term, count) in counts {
            self.terms[term].postings.push((page, count));
        }
    }

    fn wording(&self, text: &str) -> (BTreeSet<usize>, f64) {
        let stems: BTreeSet<String> = self.joined.words(text).into_iter().map(|word| word.stem).collect();
        let known = stems.iter().filter_map(|stem| Some((*self.stems.get(stem)?, self.telling(stem))));
        let worth = known.clone().map(|(term, telling)| self.worth(term, &telling)).sum();
        (known.map(|(term, _)| term).collect(), worth)
    }

    fn relate(&mut self, groups: &[Vec<String>]) {
        for group in groups {
            let stems: Vec<String> =
                group.iter().flat_map(|word| self.joined.words(word)).map(|word| word.stem).collect();
            let terms: BTreeSet<usize> =
                stems.iter().filter_map(|stem| self.stems.get(stem).copied()).collect();
            for stem in stems {
                self.synonyms.entry(stem).or_default().extend(&terms);
            }
        }
    }

    fn telling(&self, stem: &str) -> Telling {
        if self.ignored.contains(stem) { Telling::Little } else { Telling::Much }
    }

    fn worth(&self, term: usize, telling: &Telling) -> f64 {
        self.terms[term].rarity * if *telling == Telling::Little { IGNORED } else { 1.0 }
    }

    pub(super) fn search<'a>(&self, query: &str, answers: &'a [Answer], limit: usize) -> Vec<Hit<'a>> {
        let query: Vec<Word> = self.joined.words(query).into_iter().take(QUERY_WORDS).collect();
        let last = query.len().saturating_sub(1);
        let sought: Vec<Sought> =
            query.iter().enumerate().map(|(i, word)| self.sought(word, Position::of(i, last))).collect();
        let mut scored: Vec<(usize, f64)> = self.scores(&sought);
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = scored.first().map_or(0.0, |(_, score)| *score);
        scored.retain(|(_, score)| *score >= best * NOISE);
        scored.truncate(limit);
        let hit = |(page, score): (usize, f64)| {
            let answer = &answers[page];
            Hit { answer, score, snippet: self.snippet(answer, &sought) }
        };
        scored.into_iter().map(hit).collect()
    }

    fn sought(&self, Word { stem, form, .. }: &Word, position: Position) -> Sought {
        let mut terms = self.meant(stem, form, position);
        if terms.is_empty() && form.chars().count() >= SLIP_LETTERS {
            let near = self.forms.iter().filter(|(other, _)| one_slip_apart(other, form));
            for (other, term) in near {
                put(&mut terms, *term, SLIP);
                let synonyms = self.synonyms.get(&super::words::stem(other)).into_iter().flatten();
                synonyms.for_each(|term| put(&mut terms, *term, SLIP * SYNONYM));
            }
        }
        let telling = self.telling(stem);
        let rarest = (1.0 + 2.0 * self.pages.len() as f64).ln();
        let worth = match self.stems.get(stem) {
            Some(term) => self.worth(*term, &telling),
            None => terms.keys().map(|term| self.worth(*term, &telling)).reduce(f64::max).unwrap_or(rarest),
        };
        Sought { terms, worth, telling }
    }

    /// The terms that a well-spelt word, or the beginning of one, may mean.
    fn meant(&self, stem: &str, form: &str, position: Position) -> BTreeMap<usize, f64> {
        let mut terms = BTreeMap::new();
        if let Some(term) = self.stems.get(stem) {
            put(&mut terms, *term, 1.0);
        }
        self.synonyms.get(stem).into_iter().flatten().for_each(|term| put(&mut terms, *term, SYNONYM));
        if position == Position::Last && form.chars().count() >= PREFIX_LETTERS {
            let begun = self.forms.range(form.to_owned()..).take_while(|(other, _)| other.starts_with(form));
            begun.for_each(|(_, term)| put(&mut terms, *term, PREFIX));
        }
        terms
    }

    /// Every page on which a telling word of the query stands, unless the query has none.
    fn scores(&self, sought: &[Sought]) -> Vec<(usize, f64)> {
        let telling = sought.iter().any(|word| word.telling == Telling::Much);
        let total: f64 = sought.iter().map(|word| word.worth).sum();
        let mut pages: BTreeMap<usize, f64> = BTreeMap::new();
        for word in sought {
            let mut best: BTreeMap<usize, f64> = BTreeMap::new();
            for (term, fits) in &word.terms {
                for (page, count) in &self.terms[*term].postings {
                    let length = 1.0 - LENGTH + LENGTH * self.pages[*page].length / self.mean_length;
                    let often = count * (SATURATION + 1.0) / (count + SATURATION * length);
                    let score = fits * word.worth.min(self.terms[*term].rarity) * often;
                    let page = best.entry(*page).or_default();
                    *page = page.max(score);
                }
            }
            for (page, score) in best {
                if word.telling == Telling::Much || !telling || pages.contains_key(&page) {
                    *pages.entry(page).or_default() += score;
                }
            }
        }
        let with_wording =
            |(page, score): (usize, f64)| (page, score + WORDING * self.alike(page, sought, total));
        pages.into_iter().map(with_wording).collect()
    }

    /// How much of the query and of one wording of the question is shared, from 0 to 1.
    fn alike(&self, page: usize, sought: &[Sought], total: f64) -> f64 {
        let alike = |(wording, worth): &(BTreeSet<usize>, f64)| {
            let shared = |word: &Sought| {
                let fits =
                    word.terms.iter().filter(|(term, _)| wording.contains(term)).map(|(_, fits)| *fits);
                word.worth * fits.fold(0.0, f64::max)
            };
            2.0 * sought.iter().map(shared).sum::<f64>() / (total + worth).max(f64::MIN_POSITIVE)
        };
        self.pages[page].wordings.iter().map(alike).fold(0.0, f64::max)
    }

    fn snippet(&self, answer: &Answer, sought: &[Sought]) -> Snippet {
        let texts = std::iter::once(answer.short.as_str())
            .chain(answer.statements().map(|Statement { says, .. }| says.as_str()));
        let candidates = texts.flat_map(|text| sentences(text).map(move |range| &text[range]));
        let mut best: Option<(f64, Snippet)> = None;
        for text in candidates {
            let (worth, marks) = self.marks(text, sought);
            if best.as_ref().is_none_or(|(other, _)| worth > *other) {
                best = Some((worth, Snippet { text: text.to_owned(), marks }));
            }
        }
        best.map_or_else(|| Snippet { text: answer.short.clone(), marks: Vec::new() }, |(_, snippet)| snippet)
    }

    /// What a sentence is worth to the query, and its words that are sought.
    fn marks(&self, text: &str, sought: &[Sought]) -> (f64, Vec<Range<usize>>) {
        let mut worth: BTreeMap<usize, f64> = BTreeMap::new();
        let mut marks = Vec::new();
        for Word { stem, at, .. } in self.joined.words(text) {
            let Some(term) = self.stems.get(&stem) else { continue };
            let meant = sought.iter().enumerate().filter(|(_, word)| word.telling == Telling::Much);
            let mut marked =
                meant.filter_map(|(i, word)| Some((i, word.terms.get(term)? * word.worth))).peekable();
            if marked.peek().is_some() {
                marks.push(at);
            }
            for (i, score) in marked {
                let best = worth.entry(i).or_default();
                *best = best.max(score);
            }
        }
        (worth.values().sum(), marks)
    }
}

/// A longer query is a story; its first words suffice.
const QUERY_WORDS: usize = 24;
