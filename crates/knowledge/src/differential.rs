//! The tables of the differential: read one by one, then fitted together.

use crate::draft::{Draft, Placed, each};
use crate::node::{Node, Place, Table};
use femoris_clinic::complaint::{Location, Onset, Setting};
use femoris_clinic::condition::Condition;
use femoris_clinic::differential::{
    CellKind, Coverage, Diagnosis, FirstContact, Grounds, Horizon, Part, Probability, Profile, Stated, Tissue,
};
use femoris_clinic::evidence::SourceId;
use femoris_clinic::finding::FindingId;
use std::collections::BTreeMap;

mod build;

pub(crate) use build::build;

/// Everything read from the folder, before it is fitted together.
#[derive(Default)]
pub(crate) struct Sheets {
    tables: Vec<Placed<Sheet>>,
    published: Vec<Placed<PublishedCell>>,
    profiles: Vec<Placed<(Diagnosis, Profile)>>,
    tuning: Vec<Placed<RawTuning>>,
    listing: Vec<Placed<Listing>>,
    scenarios: Vec<Placed<RawScenario>>,
    modifiers: Vec<Placed<RawModifier>>,
    groups: Vec<Placed<Group>>,
    implications: Vec<(FindingId, FindingId)>,
    banners: Vec<Placed<(Diagnosis, Probability)>>,
    alarming: Vec<FindingId>,
}

/// What the columns of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TableKind {
    Prior,
    Onset,
    Location,
    Finding,
}

/// A table as it stands in its file: cells may be empty.
struct Sheet {
    kind: TableKind,
    columns: Vec<(String, Place)>,
    rows: BTreeMap<Diagnosis, (Place, Vec<Option<RawCell>>)>,
    shared_remainder: Vec<String>,
}

/// A number, what it rests on and where it stands.
#[derive(Clone)]
struct RawCell {
    value: f64,
    kind: CellKind,
    place: Place,
}

/// The grounds of a cell that is no estimate.
struct PublishedCell {
    condition: Diagnosis,
    of: Stated,
    grounds: Grounds,
    n: Option<f64>,
    case_control: bool,
}

struct RawTuning {
    tempering: Probability,
    lowest: Probability,
    highest: Probability,
    prior_n: f64,
    estimate_n: f64,
    published_n_cap: f64,
    case_control_n_cap: f64,
    definition_n: f64,
    draws: usize,
    seed: u64,
    band: (Probability, Probability),
    display_cap: Probability,
}

struct Listing {
    least_weight: f64,
    missing: usize,
    least_change: Probability,
    possible_from: Probability,
}

struct RawScenario {
    id: String,
    settings: Option<Vec<Setting>>,
    onsets: Option<Vec<Onset>>,
    locations: Option<Vec<Location>>,
    onset: Part,
    location: Part,
    coverage: Coverage,
}

struct RawModifier {
    id: String,
    condition: Diagnosis,
    factor: f64,
    kind: CellKind,
    source: Option<SourceId>,
    scenarios: Option<Vec<String>>,
    replaces: Option<String>,
    when: Condition,
}

struct Group {
    findings: Vec<FindingId>,
    halvings: Vec<u8>,
}

/// Reads one file of the folder; which of its parts are there is up to the file.
pub(crate) fn file(table: &Table<'_>, draft: &mut Draft) {
    if let Some(kind) = table.optional("table") {
        sheet(table, &kind, draft);
    }
    each(table.list("condition"), |table| profile(table, draft));
    each(table.list("cell"), |table| published(table, draft));
    each(table.optional("tuning").into_iter().collect(), |table| tuning(table, draft));
    each(table.optional("listing").into_iter().collect(), |table| listing(table, draft));
    each(table.optional("guard").into_iter().collect(), |table| {
        let nodes = table.required("alarming").map(|node| node.some_items()).unwrap_or_default();
        draft.differential.alarming.extend(nodes.iter().filter_map(finding));
    });
    each(table.list("scenario"), |table| scenario(table, draft));
    each(table.list("modifier"), |table| modifier(table, draft));
    each(table.list("group"), |table| group(table, draft));
    each(table.list("implies"), |table| {
        let from = table.required("finding").and_then(|node| finding(&node));
        let to = table.required("makes").and_then(|node| finding(&node));
        draft.differential.implications.extend(from.zip(to));
    });
    each(table.list("banner"), |table| {
        let condition = table.required("condition").and_then(|node| diagnosis(&node));
        let from = table.required("from").and_then(|node| probability(&node));
        let place = table.node.place();
        let read = condition.zip(from).map(|thing| Placed { place, thing });
        draft.differential.banners.extend(read);
    });
}

fn diagnosis(node: &Node<'_>) -> Option<Diagnosis> {
    node.id("condition", Diagnosis::from_id, Diagnosis::ALL, Diagnosis::id)
}

fn finding(node: &Node<'_>) -> Option<FindingId> {
    crate::condition::finding_id(node)
}

/// Reads `id` and the name it is shown under.
fn named(table: &Table<'_>, group: &str, draft: &mut Draft) -> Option<String> {
    let id = table.required("id")?.words()?.to_owned();
    draft.words(table, &format!("{group}.{id}"), &["name"], &[]);
    Some(id)
}

fn probability(node: &Node<'_>) -> Option<Probability> {
    let value = node.number()?;
    let found = Probability::new(value);
    if found.is_none() {
        node.wrong(format!("{value} is no probability"), "write a number from 0 to 1");
    }
    found
}

fn positive(node: &Node<'_>) -> Option<f64> {
    let value = node.number()?;
    if value > 0.0 {
        return Some(value);
    }
    node.wrong(format!("{value} is not above 0"), "write a number above 0");
    None
}

fn sheet(table: &Table<'_>, kind: &Node<'_>, draft: &mut Draft) {
    let kind = match kind.text() {
        Some("prior") => TableKind::Prior,
        Some("onset") => TableKind::Onset,
        Some("location") => TableKind::Location,
        Some("finding") => TableKind::Finding,
        Some(other) => return kind.unknown("table", other, ["prior", "onset", "location", "finding"]),
        None => return,
    };
    let columns = table.required("columns").map(|node| node.some_items()).unwrap_or_default();
    let columns: Vec<(String, Place)> =
        columns.iter().filter_map(|node| Some((node.words()?.to_owned(), node.place()))).collect();
    let shared = table.list("shared_remainder");
    let shared_remainder = shared.iter().filter_map(|node| Some(node.words()?.to_owned())).collect();
    let Some(rows) = table.required("rows").and_then(|node| node.table()) else { return };
    let mut read = BTreeMap::new();
    for condition in Diagnosis::ALL.iter().copied() {
        let Some(node) = rows.required(condition.id()) else { continue };
        let cells = node.items();
        if cells.len() != columns.len() {
            node.wrong(
                format!("{} cells for {} columns", cells.len(), columns.len()),
                "write one cell for each column",
            );
            continue;
        }
        read.insert(condition, (node.place(), cells.iter().map(|cell| raw_cell(cell, kind)).collect()));
    }
    rows.finish();
    let thing = Sheet { kind, columns, rows: read, shared_remainder };
    draft.differential.tables.push(Placed { place: table.node.place(), thing });
}

/// `45e`: the number and one letter for what it rests on. Only a prior may leave a cell empty.
fn raw_cell(node: &Node<'_>, table: TableKind) -> Option<RawCell> {
    let text = node.text()?;
    if text.is_empty() && table == TableKind::Prior {
        return None;
    }
    let kind = match text.chars().last() {
        Some('p') => Some(CellKind::PublishedAccuracy),
        Some('s') => Some(CellKind::PublishedShare),
        Some('d') => Some(CellKind::Definition),
        Some('e') => Some(CellKind::Estimate),
        _ => None,
    };
    let most = if table == TableKind::Prior { 1000.0 } else { 100.0 };
    let value = text.get(..text.len().saturating_sub(1)).and_then(|digits| digits.parse::<f64>().ok());
    match (value, kind) {
        (Some(value), Some(kind)) if (0.0..=most).contains(&value) => {
            Some(RawCell { value, kind, place: node.place() })
        }
        _ => {
            let mend = format!("write a number from 0 to {most} and one of p, s, d, e, such as 45e");
            node.wrong(format!("{text:?} is no cell"), mend);
            None
        }
    }
}

fn profile(table: &Table<'_>, draft: &mut Draft) {
    let id = table.required("id").and_then(|node| diagnosis(&node));
    let tissue =
        table.required("tissue").and_then(|node| node.id("tissue", Tissue::from_id, Tissue::ALL, Tissue::id));
    let see_first = table.required("see_first").and_then(|node| {
        node.id("first contact", FirstContact::from_id, FirstContact::ALL, FirstContact::id)
    });
    let within = table
        .required("urgency")
        .and_then(|node| node.id("urgency", Horizon::from_id, Horizon::ALL, Horizon::id));
    let Some(id) = id else { return };
    draft.words(table, &format!("condition.{id}"), &["name", "plain"], &[]);
    let (Some(tissue), Some(see_first), Some(within)) = (tissue, see_first, within) else { return };
    let thing = (id, Profile { tissue, see_first, within });
    draft.differential.profiles.push(Placed { place: table.node.place(), thing });
}

fn stated(table: &Table<'_>) -> Option<Stated> {
    let onset = table
        .optional("onset")
        .map(|node| node.id("onset", Onset::from_id, Onset::ALL, Onset::id).map(Stated::Onset));
    let location = table.optional("location").map(|node| {
        node.id("location", Location::from_id, Location::ALL, Location::id).map(Stated::Location)
    });
    let finding = table.optional("finding").map(|node| finding(&node).map(Stated::Finding));
    let mut found = onset.into_iter().chain(location).chain(finding);
    match (found.next(), found.next()) {
        (Some(one), None) => one,
        _ => {
            table.node.wrong("a cell is of one column", "add one of onset, location, finding");
            None
        }
    }
}

fn published(table: &Table<'_>, draft: &mut Draft) {
    let condition = table.required("condition").and_then(|node| diagnosis(&node));
    let of = stated(table);
    let n = table.optional("n").and_then(|node| positive(&node));
    let (grounds, case_control) = match table.optional("because") {
        Some(node) => {
            (node.words().map(|because| Grounds::Definition { because: because.to_owned() }), false)
        }
        None => study(table, draft),
    };
    let (Some(condition), Some(of), Some(grounds)) = (condition, of, grounds) else { return };
    let thing = PublishedCell { condition, of, grounds, n, case_control };
    draft.differential.published.push(Placed { place: table.node.place(), thing });
}

fn study(table: &Table<'_>, draft: &mut Draft) -> (Option<Grounds>, bool) {
    const DESIGNS: [&str; 4] = ["case_control", "patients", "case_series", "review"];
    let source = table.required("source").and_then(|node| draft.cite(&node));
    let reported = table.required("reported").and_then(|node| node.words());
    let adopted = table.optional("adopted_because").and_then(|node| node.words()).unwrap_or_default();
    let design = table.required("design").and_then(|node| {
        let text = node.text()?;
        if !DESIGNS.contains(&text) {
            node.unknown("design", text, DESIGNS);
        }
        Some(text)
    });
    let grounds = source.zip(reported).map(|(source, reported)| Grounds::Study {
        source,
        reported: reported.to_owned(),
        adopted_because: adopted.to_owned(),
    });
    (grounds, design == Some("case_control"))
}

fn tuning(table: &Table<'_>, draft: &mut Draft) {
    let share = |key: &str| table.required(key).and_then(|node| probability(&node));
    let number = |key: &str| table.required(key).and_then(|node| positive(&node));
    let (tempering, lowest, highest) = (share("tempering"), share("lowest"), share("highest"));
    let (prior_n, estimate_n) = (number("prior_n"), number("estimate_n"));
    let (published, case_control) = (number("published_n_cap"), number("case_control_n_cap"));
    let (definition_n, display_cap) = (number("definition_n"), share("display_cap"));
    let draws = table.required("draws").and_then(|node| node.whole());
    let seed = table.required("seed").and_then(|node| node.whole());
    let band = table.required("band").and_then(|node| {
        let ends: Vec<Probability> = node.items().iter().filter_map(probability).collect();
        let pair = <[Probability; 2]>::try_from(ends).ok();
        if pair.is_none() {
            node.wrong("a band has two ends", "write two probabilities");
        }
        pair.map(|[low, high]| (low, high))
    });
    let raw = || {
        Some(RawTuning {
            tempering: tempering?,
            lowest: lowest?,
            highest: highest?,
            prior_n: prior_n?,
            estimate_n: estimate_n?,
            published_n_cap: published?,
            case_control_n_cap: case_control?,
            definition_n: definition_n?,
            draws: draws?,
            seed: seed?,
            band: band?,
            display_cap: display_cap?,
        })
    };
    draft.differential.tuning.extend(raw().map(|thing| Placed { place: table.node.place(), thing }));
}

fn listing(table: &Table<'_>, draft: &mut Draft) {
    let least_weight = table.required("least_weight").and_then(|node| positive(&node));
    let missing = table.required("missing").and_then(|node| node.whole());
    let least_change = table.required("least_change").and_then(|node| probability(&node));
    let possible_from = table.required("called_possible").and_then(|node| probability(&node));
    let read = || {
        Some(Listing {
            least_weight: least_weight?,
            missing: missing?,
            least_change: least_change?,
            possible_from: possible_from?,
        })
    };
    let Some(thing) = read() else { return };
    draft.differential.listing.push(Placed { place: table.node.place(), thing });
}

fn part(node: &Node<'_>) -> Option<Part> {
    match node.text()? {
        "counts" => Some(Part::Counts),
        "in_prior" => Some(Part::InPrior),
        other => {
            node.unknown("part", other, ["counts", "in_prior"]);
            None
        }
    }
}

fn scenario(table: &Table<'_>, draft: &mut Draft) {
    let id = named(table, "scenario", draft);
    let settings = table.optional("settings").map(|node| {
        node.some_items()
            .iter()
            .filter_map(|n| n.id("setting", Setting::from_id, Setting::ALL, Setting::id))
            .collect()
    });
    let onsets = table.optional("onsets").map(|node| {
        node.some_items()
            .iter()
            .filter_map(|n| n.id("onset", Onset::from_id, Onset::ALL, Onset::id))
            .collect()
    });
    let locations = table.optional("locations").map(|node| {
        let items = node.some_items();
        items
            .iter()
            .filter_map(|n| n.id("location", Location::from_id, Location::ALL, Location::id))
            .collect()
    });
    let onset = table.required("onset").and_then(|node| part(&node));
    let location = table.required("location").and_then(|node| part(&node));
    let coverage = table.required("coverage").and_then(|node| match node.text()? {
        "core" => Some(Coverage::Core),
        "outside" => Some(Coverage::Outside),
        other => {
            node.unknown("coverage", other, ["core", "outside"]);
            None
        }
    });
    let (Some(id), Some(onset), Some(location), Some(coverage)) = (id, onset, location, coverage) else {
        return;
    };
    let thing = RawScenario { id, settings, onsets, locations, onset, location, coverage };
    draft.differential.scenarios.push(Placed { place: table.node.place(), thing });
}

fn modifier(table: &Table<'_>, draft: &mut Draft) {
    let id = named(table, "modifier", draft);
    let condition = table.required("condition").and_then(|node| diagnosis(&node));
    let factor = table.required("factor").and_then(|node| node.number());
    let kind = table
        .required("kind")
        .and_then(|node| node.id("kind", CellKind::from_id, CellKind::ALL, CellKind::id));
    let published = matches!(kind, Some(CellKind::PublishedShare | CellKind::PublishedAccuracy));
    let source = match (table.optional("source"), published) {
        (Some(node), _) => draft.cite(&node),
        (None, true) => {
            table.node.wrong("a published factor needs its source", "add source, or set kind = \"estimate\"");
            None
        }
        (None, false) => None,
    };
    let scenarios = table
        .optional("scenarios")
        .map(|node| node.some_items().iter().filter_map(|node| Some(node.words()?.to_owned())).collect());
    let replaces = table.optional("replaces").and_then(|node| Some(node.words()?.to_owned()));
    let when = crate::draft::condition(table);
    let (Some(id), Some(condition), Some(factor), Some(kind), Some(when)) =
        (id, condition, factor, kind, when)
    else {
        return;
    };
    let thing = RawModifier { id, condition, factor, kind, source, scenarios, replaces, when };
    draft.differential.modifiers.push(Placed { place: table.node.place(), thing });
}

fn group(table: &Table<'_>, draft: &mut Draft) {
    let _id = table.required("id").and_then(|node| node.words());
    let findings: Vec<FindingId> = table
        .required("findings")
        .map(|node| node.some_items())
        .unwrap_or_default()
        .iter()
        .filter_map(finding)
        .collect();
    let weights = table.required("weights").map(|node| node.some_items()).unwrap_or_default();
    let halvings: Vec<u8> = weights.iter().filter_map(halvings).collect();
    if halvings.len() == weights.len() && !findings.is_empty() {
        let thing = Group { findings, halvings };
        draft.differential.groups.push(Placed { place: table.node.place(), thing });
    }
}

/// How often 1 is halved to give a weight. Only such weights have an exact root on every machine.
fn halvings(node: &Node<'_>) -> Option<u8> {
    const MOST: u8 = 8;
    let weight = node.number()?;
    let found = (0..=MOST).find(|times| weight == 0.5_f64.powi(i32::from(*times)));
    if found.is_none() {
        node.wrong(format!("{weight} is no weight"), "write 1, 0.5, 0.25 or a further half");
    }
    found
}
