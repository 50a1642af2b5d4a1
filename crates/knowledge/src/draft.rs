//! What was read so far, before anything is checked against anything else.

use crate::node::{Node, Place, Table};
use crate::problem::Log;
use femoris_clinic::condition::Condition;
use femoris_clinic::evidence::{Source, SourceId, Tag};
use femoris_clinic::facts::Freshness;
use femoris_clinic::finding::FindingId;
use femoris_clinic::knowledge::FlagRule;
use femoris_clinic::load::LoadRules;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::readiness::{ClassRule, ReadinessRule, RunAdvice};
use femoris_clinic::reminder::Reminder;
use std::collections::{BTreeMap, BTreeSet};

/// A thing and where it stands.
pub(crate) struct Placed<T> {
    pub(crate) place: Place,
    pub(crate) thing: T,
}

/// Everything read so far.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) sources: Vec<Placed<Source>>,
    pub(crate) cited: Vec<Placed<SourceId>>,
    pub(crate) ids: Vec<Placed<String>>,
    pub(crate) danger_signs: Vec<Placed<FindingId>>,
    pub(crate) flags: Vec<Placed<FlagRule>>,
    pub(crate) classes: Vec<Placed<ClassRule>>,
    pub(crate) readiness: Vec<Placed<ReadinessRule>>,
    pub(crate) advice: Vec<RunAdvice>,
    pub(crate) reminders: Vec<Reminder>,
    pub(crate) load: Vec<Placed<LoadRules>>,
    pub(crate) measure_rules: crate::load::Sheets,
    pub(crate) freshness: Freshness,
    pub(crate) findings: BTreeSet<FindingId>,
    pub(crate) measures: BTreeSet<MeasureId>,
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) differential: crate::differential::Sheets,
    pub(crate) interview: crate::interview::Sheets,
    pub(crate) prognosis: crate::prognosis::Sheets,
    pub(crate) running: crate::running::Sheets,
    pub(crate) answers: crate::answers::Sheets,
    pub(crate) referral: crate::referral::Sheets,
    pub(crate) dose: crate::dose::Sheets,
    pub(crate) figures: Vec<Placed<femoris_figure::Figure>>,
    pub(crate) rehab: crate::rehab::Sheets,
}

/// What every citing entry has: an id, sources and a tag.
pub(crate) struct Cited {
    pub(crate) id: String,
    pub(crate) sources: Vec<SourceId>,
    pub(crate) tag: Tag,
}

impl Draft {
    /// Reads `id`, `sources` and `tag`, and the wording fields that this kind of entry must have.
    pub(crate) fn cited(&mut self, table: &Table<'_>, words: &[&str]) -> Option<Cited> {
        let id = self.named(table, words);
        let sources = self.sources_of(table);
        let tag = tag(table);
        Some(Cited { id: id?, sources: sources?, tag: tag? })
    }

    /// Reads `id` and the wording of an entry that cites nothing itself.
    pub(crate) fn named(&mut self, table: &Table<'_>, words: &[&str]) -> Option<String> {
        let node = table.required("id")?;
        let id = node.words()?.to_owned();
        self.ids.push(Placed { place: node.place(), thing: id.clone() });
        self.words(table, &id, words, &[]);
        Some(id)
    }

    pub(crate) fn sources_of(&mut self, table: &Table<'_>) -> Option<Vec<SourceId>> {
        let nodes = table.required("sources")?.some_items();
        let ids: Vec<SourceId> = nodes.iter().filter_map(|node| self.cite(node)).collect();
        (!ids.is_empty()).then_some(ids)
    }

    pub(crate) fn cite(&mut self, node: &Node<'_>) -> Option<SourceId> {
        let id = SourceId::new(node.words()?);
        self.cited.push(Placed { place: node.place(), thing: id.clone() });
        Some(id)
    }

    /// Reads `[….text.en]`: every field of `needed` must be there, those of `may` can be.
    pub(crate) fn words(&mut self, table: &Table<'_>, prefix: &str, needed: &[&str], may: &[&str]) {
        let Some(languages) = table.required("text").and_then(|node| node.table()) else { return };
        let Some(english) = languages.required("en").and_then(|node| node.table()) else { return };
        languages.finish();
        for field in needed {
            let text = english.required(field).and_then(|node| node.words());
            self.put_text(format!("{prefix}.{field}"), text);
        }
        for field in may {
            let text = english.optional(field).and_then(|node| node.words());
            self.put_text(format!("{prefix}.{field}"), text);
        }
        english.finish();
    }

    pub(crate) fn put_text(&mut self, key: String, text: Option<&str>) {
        if let Some(text) = text {
            self.texts.insert(key, text.trim().to_owned());
        }
    }
}

pub(crate) fn tag(table: &Table<'_>) -> Option<Tag> {
    table.required("tag")?.id("tag", Tag::from_id, Tag::ALL, Tag::id)
}

pub(crate) fn condition(table: &Table<'_>) -> Option<Condition> {
    crate::condition::read(&table.required("when")?)
}

/// Runs `read` over each table of a list and reports keys nobody asked for.
pub(crate) fn each<'a>(nodes: Vec<Node<'a>>, mut read: impl FnMut(&Table<'a>)) {
    for table in nodes.iter().filter_map(Node::table) {
        read(&table);
        table.finish();
    }
}

/// Notes a problem that belongs to no line.
pub(crate) fn whole(log: &Log, file: &str, what: impl Into<String>, mend: impl Into<String>) {
    let place = Place { file: file.to_owned(), line: 0, path: String::new() };
    log.add(place.problem(what, mend));
}
