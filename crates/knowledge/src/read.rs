//! Each folder of the knowledge and what its files may hold.

use crate::condition::{finding_id, measure_id};
use crate::draft::{Cited, Draft, Placed, condition, each, tag};
use crate::node::{Node, Table};
use femoris_clinic::condition::Condition;
use femoris_clinic::evidence::{RuleId, Source, SourceId};
use femoris_clinic::knowledge::FlagRule;
use femoris_clinic::observation::Fact;
use femoris_clinic::readiness::{ClassRule, Decision, InjuryClass, ReadinessRule, RuleKind, RunAdvice};
use femoris_clinic::reminder::Reminder;
use femoris_clinic::restriction::{Caps, Terrain};
use femoris_clinic::triage::Urgency;
use femoris_measure::{Minutes, OutOfRange, Percent};

/// Reads one file by the folder it lies in; `false` when the folder is not a room of the knowledge.
pub(crate) fn file(folder: &str, table: &Table<'_>, draft: &mut Draft) -> bool {
    match folder {
        "sources" => each(table.list("source"), |table| source(table, draft)),
        "triage" => {
            danger_signs(table, draft);
            each(table.list("flag"), |table| flag(table, draft));
        }
        "examination" => {
            examination(table, draft);
            crate::interview::file(table, draft);
        }
        "readiness" => {
            each(table.list("class"), |table| class(table, draft));
            each(table.list("rule"), |table| rule(table, draft));
            each(table.list("advice"), |table| advice(table, draft));
        }
        "load" => crate::load::file(table, draft),
        "reminders" => each(table.list("reminder"), |table| reminder(table, draft)),
        "running" => crate::running::file(table, draft),
        "dose" => crate::dose::file(table, draft),
        "texts" => texts(table, draft),
        "differential" => crate::differential::file(table, draft),
        "prognosis" => crate::prognosis::file(table, draft),
        "figures" => crate::figures::file(table, draft),
        "answers" => crate::answers::file(table, draft),
        "conventions" => crate::rehab::conventions(table, draft),
        "exercises" => crate::rehab::exercise(table, draft),
        "protocols" => crate::rehab::protocol(table, draft),
        "routines" => crate::rehab::routine(table, draft),
        "referral" => crate::referral::file(table, draft),
        _ => return false,
    }
    table.finish();
    true
}

fn source(table: &Table<'_>, draft: &mut Draft) {
    let text = |key: &str| table.required(key).and_then(|node| node.words());
    let optional =
        |key: &str| table.optional(key).and_then(|node| node.words()).unwrap_or_default().to_owned();
    let id = table.required("id").and_then(|node| node.words());
    let year = table.optional("year").and_then(|node| node.whole());
    let (title, design) = (text("title"), text("design"));
    let (population, taken, tag) = (text("population"), text("taken"), tag(table));
    let authors = optional("authors");
    let published_in = optional("published_in");
    let identifiers = identifiers(table);
    let (Some(id), Some(title), Some(design), Some(population), Some(taken), Some(tag)) =
        (id, title, design, population, taken, tag)
    else {
        return;
    };
    let source = Source {
        id: SourceId::new(id),
        title: title.to_owned(),
        authors,
        year,
        published_in,
        identifiers,
        design: design.to_owned(),
        population: population.to_owned(),
        taken: taken.to_owned(),
        tag,
    };
    draft.sources.push(Placed { place: table.node.place(), thing: source });
}

/// `doi:…`, `pmid:…`, `pmcid:…` or `registry:…`; nothing else is an identifier.
fn identifiers(table: &Table<'_>) -> Vec<String> {
    const KINDS: [&str; 4] = ["doi:", "pmid:", "pmcid:", "registry:"];
    let mut found = Vec::new();
    for node in table.list("identifiers") {
        let Some(text) = node.words() else { continue };
        if KINDS.iter().any(|kind| text.starts_with(kind) && text.len() > kind.len()) {
            found.push(text.to_owned());
        } else {
            node.wrong(
                format!("{text:?} names no kind of identifier"),
                "start it with doi:, pmid:, pmcid: or registry:",
            );
        }
    }
    found
}

fn danger_signs(table: &Table<'_>, draft: &mut Draft) {
    for node in table.list("ask_in_order") {
        if let Some(id) = finding_id(&node) {
            draft.danger_signs.push(Placed { place: node.place(), thing: id });
        }
    }
}

fn urgency(node: &Node<'_>) -> Option<Urgency> {
    node.id("urgency", Urgency::from_id, Urgency::ALL, Urgency::id)
}

fn flag(table: &Table<'_>, draft: &mut Draft) {
    let cited = draft.cited(table, &["title", "why", "action"]);
    let base = table.required("urgency").and_then(|node| urgency(&node));
    let when = condition(table);
    let _dossier = table.required("trigger").and_then(|node| node.words());
    let _reading = table.optional("reading").and_then(|node| node.words());
    let mut more_urgent: Vec<(Urgency, Condition)> = Vec::new();
    each(table.list("more_urgent"), |step| {
        let at = step.required("urgency").and_then(|node| urgency(&node));
        if let (Some(at), Some(base)) = (at, base)
            && at >= base
        {
            step.node.wrong(format!("{at} is not more urgent than {base}"), "name a more urgent one");
        }
        if let (Some(at), Some(when)) = (at, condition(step)) {
            more_urgent.push((at, when));
        }
    });
    let (Some(Cited { id, sources, tag }), Some(urgency), Some(when)) = (cited, base, when) else { return };
    let rule = FlagRule { id: RuleId::new(&id), urgency, more_urgent, when, sources, tag };
    draft.flags.push(Placed { place: table.node.place(), thing: rule });
}

/// Findings and measures: their wording and for how long an answer stays good.
fn examination(table: &Table<'_>, draft: &mut Draft) {
    if let Some(node) = table.optional("freshness") {
        each(vec![node], |table| {
            draft.sources_of(table);
            tag(table);
        });
    }
    each(table.list("finding"), |table| {
        let node = table.required("id");
        let days = table.optional("fresh_days").and_then(|node| node.whole());
        let Some(id) = node.as_ref().and_then(finding_id) else { return };
        draft.words(table, &format!("finding.{id}"), &["name", "question"], &["help", "why"]);
        draft.freshness.set_finding(id, days);
        if let (Some(node), false) = (node, draft.findings.insert(id)) {
            node.wrong(format!("{id} stands twice"), "remove one");
        }
    });
    each(table.list("measure"), |table| {
        let node = table.required("id");
        let days = table.optional("fresh_days").and_then(|node| node.whole());
        let Some(id) = node.as_ref().and_then(measure_id) else { return };
        draft.words(table, &format!("measure.{id}"), &["name", "question"], &["help", "why"]);
        crate::interview::drawing(Fact::Measure(id), table, &mut draft.interview);
        draft.freshness.set_measure(id, days);
        if let (Some(node), false) = (node, draft.measures.insert(id)) {
            node.wrong(format!("{id} stands twice"), "remove one");
        }
    });
}

fn injury_class(node: &Node<'_>) -> Option<InjuryClass> {
    const NAMED: [InjuryClass; 3] = [InjuryClass::Muscle, InjuryClass::Tendon, InjuryClass::Soreness];
    node.id(
        "class",
        |id| InjuryClass::from_id(id).filter(|class| NAMED.contains(class)),
        &NAMED,
        InjuryClass::id,
    )
}

fn classes(table: &Table<'_>) -> Option<Vec<InjuryClass>> {
    let nodes = table.required("classes")?.some_items();
    let classes: Vec<InjuryClass> = nodes.iter().filter_map(injury_class).collect();
    (!classes.is_empty()).then_some(classes)
}

fn class(table: &Table<'_>, draft: &mut Draft) {
    let cited = draft.cited(table, &["name"]);
    let class = table.required("class").and_then(|node| injury_class(&node));
    let when = condition(table);
    let (Some(Cited { id, sources, tag }), Some(class), Some(when)) = (cited, class, when) else { return };
    let rule = ClassRule { id: RuleId::new(&id), class, when, sources, tag };
    draft.classes.push(Placed { place: table.node.place(), thing: rule });
}

fn rule(table: &Table<'_>, draft: &mut Draft) {
    let cited = draft.cited(table, &["reason"]);
    let step = table.required("step").and_then(|node| node.words());
    let _reading = table.optional("reading").and_then(|node| node.words());
    let kind = table
        .required("kind")
        .and_then(|node| node.id("kind", RuleKind::from_id, RuleKind::ALL, RuleKind::id));
    let decision = table
        .required("decision")
        .and_then(|node| node.id("decision", Decision::from_id, Decision::ALL, Decision::id));
    let classes = classes(table);
    let when = condition(table);
    let caps = table.optional("caps").map_or(Some(Caps::default()), |node| caps(&node));
    if let (Some(caps), Some(decision)) = (&caps, decision)
        && !caps.is_empty()
        && decision != Decision::Modified
    {
        table.node.wrong("limits are for modified runs", "remove caps or set decision = \"modified\"");
    }
    let (
        Some(Cited { id, sources, tag }),
        Some(_),
        Some(kind),
        Some(decision),
        Some(classes),
        Some(when),
        Some(caps),
    ) = (cited, step, kind, decision, classes, when, caps)
    else {
        return;
    };
    let rule = ReadinessRule { id: RuleId::new(&id), kind, classes, when, decision, caps, sources, tag };
    draft.readiness.push(Placed { place: table.node.place(), thing: rule });
}

fn caps(node: &Node<'_>) -> Option<Caps> {
    let table = node.table()?;
    let percent = |key: &str| quantity(&table, key, Percent::new);
    let caps = Caps {
        volume_from: percent("volume_from_pct"),
        volume_to: percent("volume_to_pct"),
        top_speed: percent("top_speed_pct"),
        terrain: table
            .optional("terrain")
            .and_then(|node| node.id("terrain", Terrain::from_id, Terrain::ALL, Terrain::id))
            .unwrap_or_default(),
        minutes: quantity(&table, "minutes", Minutes::new),
        distance: None,
    };
    table.finish();
    Some(caps)
}

fn quantity<T>(table: &Table<'_>, key: &str, new: fn(f64) -> Result<T, OutOfRange>) -> Option<T> {
    let node = table.optional(key)?;
    let checked = new(node.number()?);
    if let Err(error) = &checked {
        node.wrong(error.to_string(), "write a number within it");
    }
    checked.ok()
}

fn advice(table: &Table<'_>, draft: &mut Draft) {
    let cited = draft.cited(table, &["reason"]);
    let classes = classes(table);
    let _step = table.required("step").and_then(|node| node.words());
    let (Some(Cited { id, sources, tag }), Some(classes)) = (cited, classes) else { return };
    draft.advice.push(RunAdvice { id: RuleId::new(&id), classes, sources, tag });
}

fn reminder(table: &Table<'_>, draft: &mut Draft) {
    const LONGEST_DAYS: u16 = 365;
    let cited = draft.cited(table, &["title", "text"]);
    let classes = classes(table);
    let node = table.required("after_onset_days");
    let days = node.as_ref().and_then(Node::whole::<u16>);
    if let (Some(node), Some(days)) = (&node, days)
        && !(1..=LONGEST_DAYS).contains(&days)
    {
        node.wrong(format!("{days} days is no time to remind after"), "write 1 to 365 days");
    }
    let (Some(Cited { id, sources, tag }), Some(classes), Some(after_onset_days)) = (cited, classes, days)
    else {
        return;
    };
    draft.reminders.push(Reminder { id: RuleId::new(&id), classes, after_onset_days, sources, tag });
}

/// `[text.en]` with free keys, and groups of keys one level down.
fn texts(table: &Table<'_>, draft: &mut Draft) {
    let Some(languages) = table.required("text").and_then(|node| node.table()) else { return };
    let Some(english) = languages.required("en").and_then(|node| node.table()) else { return };
    languages.finish();
    for group in english.keys() {
        let Some(fields) = english.optional(group).and_then(|node| node.table()) else { continue };
        for field in fields.keys() {
            let text = fields.optional(field).and_then(|node| node.words());
            draft.put_text(format!("{group}.{field}"), text);
        }
    }
}
