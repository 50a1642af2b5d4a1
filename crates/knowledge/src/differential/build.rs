//! Fits the sheets together: every condition in every table, sums that add up, grounds for every published cell.

use super::{Group, PublishedCell, RawCell, RawModifier, RawScenario, RawTuning, Sheet, Sheets, TableKind};
use crate::draft::{Draft, Placed, whole};
use crate::node::Place;
use crate::problem::Log;
use femoris_clinic::complaint::{Location, Onset};
use femoris_clinic::differential::{
    BannerRule, Cell, CellKind, Column, CorrelatedGroup, Diagnosis, EffectiveN, Grounds, Model, ModelParts,
    Modifier, PerDiagnosis, Probability, Profile, Scenario, ScenarioRule, Stated, Tuning,
};
use femoris_clinic::finding::FindingId;
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = "differential";
/// A row of a categorical table is in per cent.
const ROW_SUM: f64 = 100.0;
/// A prior is per 1,000 runners.
const PRIOR_SUM: f64 = 1000.0;

/// The model, or the problems that keep it from being one.
pub(crate) fn build(draft: &Draft, log: &Log) -> Option<Model> {
    let sheets = &draft.differential;
    let tuning = only(&sheets.tuning, "[tuning]", log)?;
    let listing = only(&sheets.listing, "[listing]", log)?;
    let profiles = profiles(sheets, log);
    let cells = Cells { tuning, published: published(sheets, log), log };
    let onset = categorical(sheets, TableKind::Onset, &cells, |id| Onset::from_id(id).map(Stated::Onset));
    let location =
        categorical(sheets, TableKind::Location, &cells, |id| Location::from_id(id).map(Stated::Location));
    let columns = columns(sheets, &cells);
    let scenarios = scenarios(sheets, &cells);
    cells.report_unused(sheets);
    let modifiers = modifiers(sheets, &scenarios, log);
    // What is missing was reported where it is missing; a model of the rest would only report it again.
    if scenarios.len() != sheets.scenarios.len() || columns.len() != declared(sheets) {
        return None;
    }
    let parts = ModelParts {
        profiles: profiles?,
        grounds: grounds(sheets),
        onset: by_diagnosis(&onset?, Onset::ALL, |onset| Stated::Onset(*onset), log)?,
        location: by_diagnosis(&location?, Location::ALL, |place| Stated::Location(*place), log)?,
        scenarios: scenarios.into_iter().map(|placed| placed.thing).collect(),
        columns,
        groups: sheets.groups.iter().map(|placed| correlated(&placed.thing)).collect(),
        modifiers,
        implications: sheets.implications.clone(),
        banners: sheets.banners.iter().map(|placed| banner(&placed.thing)).collect(),
        alarming: sheets.alarming.clone(),
        tuning: tuned(tuning, listing)?,
    };
    match Model::new(parts) {
        Ok(model) => Some(model),
        Err(error) => {
            whole(log, FOLDER, error.to_string(), "mend it in the file that holds it");
            None
        }
    }
}

fn only<'a, T>(found: &'a [Placed<T>], what: &str, log: &Log) -> Option<&'a T> {
    match found {
        [one] => Some(&one.thing),
        [] => {
            whole(log, FOLDER, format!("there is no {what}"), "add it");
            None
        }
        [_, second, ..] => {
            log.add(second.place.problem(format!("{what} stands twice"), "remove one"));
            None
        }
    }
}

/// How many columns of findings the tables have.
fn declared(sheets: &Sheets) -> usize {
    let findings = sheets.tables.iter().map(|placed| &placed.thing).filter(|s| s.kind == TableKind::Finding);
    findings.map(|sheet| sheet.columns.len()).sum()
}

fn tuned(raw: &RawTuning, listing: &super::Listing) -> Option<Tuning> {
    Some(Tuning {
        tempering: raw.tempering,
        lowest: raw.lowest,
        highest: raw.highest,
        prior_n: EffectiveN::new(raw.prior_n)?,
        draws: raw.draws,
        seed: raw.seed,
        band_low: raw.band.0,
        band_high: raw.band.1,
        display_cap: raw.display_cap,
        least_weight: listing.least_weight,
        missing_listed: listing.missing,
        least_change: listing.least_change,
        possible_from: listing.possible_from,
    })
}

fn correlated(group: &Group) -> CorrelatedGroup {
    CorrelatedGroup { findings: group.findings.clone(), halvings: group.halvings.clone() }
}

fn banner(&(condition, from): &(Diagnosis, Probability)) -> BannerRule {
    BannerRule { condition, from }
}

fn profiles(sheets: &Sheets, log: &Log) -> Option<PerDiagnosis<Profile>> {
    let mut found = BTreeMap::new();
    for Placed { place, thing: (condition, profile) } in &sheets.profiles {
        if found.insert(*condition, *profile).is_some() {
            log.add(place.problem(format!("the condition {condition} stands twice"), "remove one"));
        }
    }
    for condition in Diagnosis::ALL.iter().filter(|condition| !found.contains_key(condition)) {
        whole(log, FOLDER, format!("the condition {condition} is not described"), "add a [[condition]]");
    }
    complete(|condition| found.get(&condition).copied())
}

/// One value for every class, or nothing when one is missing; whoever missed it has reported it.
fn complete<T: Copy>(value: impl Fn(Diagnosis) -> Option<T>) -> Option<PerDiagnosis<T>> {
    let values: Vec<T> = Diagnosis::ALL.iter().filter_map(|condition| value(*condition)).collect();
    (values.len() == Diagnosis::COUNT).then(|| PerDiagnosis::from_fn(|d| values[d as usize]))
}

type Published<'a> = BTreeMap<(Diagnosis, Stated), &'a Placed<PublishedCell>>;

fn published<'a>(sheets: &'a Sheets, log: &Log) -> Published<'a> {
    let mut found = Published::new();
    for placed in &sheets.published {
        let key = (placed.thing.condition, placed.thing.of);
        if found.insert(key, placed).is_some() {
            log.add(placed.place.problem("this cell has grounds already", "remove one"));
        }
    }
    found
}

fn grounds(sheets: &Sheets) -> BTreeMap<(Diagnosis, Stated), Grounds> {
    let of = |p: &Placed<PublishedCell>| ((p.thing.condition, p.thing.of), p.thing.grounds.clone());
    sheets.published.iter().map(of).collect()
}

/// What turns a raw cell into one whose weight is known.
struct Cells<'a> {
    tuning: &'a RawTuning,
    published: Published<'a>,
    log: &'a Log,
}

impl Cells<'_> {
    fn cell(&self, condition: Diagnosis, of: Stated, raw: &RawCell) -> Option<Cell> {
        let tuning = self.tuning;
        let published = self.published.get(&(condition, of)).map(|placed| &placed.thing);
        let definition = published.map(|p| matches!(p.grounds, Grounds::Definition { .. }));
        let n = match (raw.kind, published, definition) {
            (CellKind::Estimate, None, _) => tuning.estimate_n,
            (CellKind::Definition, Some(_), Some(true)) => tuning.definition_n,
            (CellKind::PublishedAccuracy | CellKind::PublishedShare, Some(p), Some(false)) => {
                let cap = if p.case_control { tuning.case_control_n_cap } else { tuning.published_n_cap };
                p.n.map_or(tuning.estimate_n, |n| n.min(cap))
            }
            (kind, found, _) => {
                self.disagree(raw, kind, found.is_some());
                return None;
            }
        };
        Some(Cell {
            mean: Probability::new(raw.value / ROW_SUM)?,
            kind: raw.kind,
            effective_n: EffectiveN::new(n)?,
        })
    }

    fn disagree(&self, raw: &RawCell, kind: CellKind, has_grounds: bool) {
        let (what, mend) = match (kind, has_grounds) {
            (CellKind::Estimate, _) => {
                ("an estimate has no grounds", "give it its letter, or remove its [[cell]]")
            }
            (_, false) => ("this cell names no grounds", "add a [[cell]] for it, or make it an estimate: e"),
            (CellKind::Definition, _) => {
                ("true by definition, but a study is named", "write because instead")
            }
            (_, true) => ("published, but no study is named", "write source and reported instead of because"),
        };
        self.log.add(raw.place.problem(what, mend));
    }

    /// Grounds for a cell that no table has.
    fn report_unused(&self, sheets: &Sheets) {
        let mut stated = BTreeSet::new();
        for table in &sheets.tables {
            for (id, _) in &table.thing.columns {
                let onset = Onset::from_id(id).map(Stated::Onset);
                let location = Location::from_id(id).map(Stated::Location);
                let finding = FindingId::from_id(id).map(Stated::Finding);
                stated.extend(match table.thing.kind {
                    TableKind::Prior => None,
                    TableKind::Onset => onset,
                    TableKind::Location => location,
                    TableKind::Finding => finding,
                });
            }
        }
        for ((_, of), placed) in self.published.iter().filter(|((_, of), _)| !stated.contains(of)) {
            self.log
                .add(placed.place.problem(format!("no table has a column for {}", name(*of)), "remove it"));
        }
    }
}

fn name(of: Stated) -> &'static str {
    match of {
        Stated::Onset(onset) => onset.id(),
        Stated::Location(location) => location.id(),
        Stated::Finding(finding) => finding.id(),
    }
}

type Categorical = BTreeMap<(Diagnosis, Stated), Cell>;

/// The one table of a kind whose rows sum to 100.
fn categorical(
    sheets: &Sheets,
    kind: TableKind,
    cells: &Cells<'_>,
    stated: impl Fn(&str) -> Option<Stated>,
) -> Option<Categorical> {
    let mut of_kind = sheets.tables.iter().filter(|placed| placed.thing.kind == kind);
    let (Some(Placed { thing: sheet, .. }), None) = (of_kind.next(), of_kind.next()) else {
        whole(cells.log, FOLDER, format!("there must be exactly one table of {kind:?}"), "add or remove one");
        return None;
    };
    let mut found = Categorical::new();
    for (condition, (place, row)) in &sheet.rows {
        let sum: f64 = row.iter().flatten().map(|cell| cell.value).sum();
        if row.iter().all(Option::is_some) && sum != ROW_SUM {
            cells.log.add(place.problem(format!("the row sums to {sum}"), "make it 100"));
        }
        for ((id, place), raw) in sheet.columns.iter().zip(row) {
            let Some(of) = stated(id) else {
                cells
                    .log
                    .add(place.problem(format!("unknown column {id:?}"), "use an id of the case contract"));
                continue;
            };
            let cell = raw.as_ref().and_then(|raw| cells.cell(*condition, of, raw));
            found.extend(cell.map(|cell| ((*condition, of), cell)));
        }
    }
    Some(found)
}

fn by_diagnosis<T, const N: usize>(
    cells: &Categorical,
    all: &[T],
    stated: impl Fn(&T) -> Stated,
    log: &Log,
) -> Option<PerDiagnosis<[Cell; N]>> {
    let missing = all.iter().map(&stated).find(|of| !cells.keys().any(|(_, found)| found == of));
    if let Some(of) = missing {
        whole(log, FOLDER, format!("there is no column {}", name(of)), "add it");
    }
    let row = |condition: Diagnosis| -> Option<[Cell; N]> {
        let row: Option<Vec<Cell>> =
            all.iter().map(|value| cells.get(&(condition, stated(value))).copied()).collect();
        row?.try_into().ok()
    };
    complete(row)
}

fn columns(sheets: &Sheets, cells: &Cells<'_>) -> Vec<Column> {
    let mut found = Vec::new();
    for Placed { thing: sheet, .. } in sheets.tables.iter().filter(|p| p.thing.kind == TableKind::Finding) {
        for (position, (id, place)) in sheet.columns.iter().enumerate() {
            let Some(finding) = FindingId::from_id(id) else {
                cells
                    .log
                    .add(place.problem(format!("unknown finding {id:?}"), "use an id of the case contract"));
                continue;
            };
            let cell = |condition: Diagnosis| {
                let raw = sheet.rows.get(&condition)?.1.get(position)?.as_ref()?;
                cells.cell(condition, Stated::Finding(finding), raw)
            };
            found.extend(complete(cell).map(|cells| Column { finding, cells }));
        }
    }
    found
}

fn scenarios(sheets: &Sheets, cells: &Cells<'_>) -> Vec<Placed<Scenario>> {
    let priors: Vec<&Sheet> =
        sheets.tables.iter().map(|p| &p.thing).filter(|sheet| sheet.kind == TableKind::Prior).collect();
    for (id, place) in priors.iter().flat_map(|sheet| &sheet.columns) {
        if !sheets.scenarios.iter().any(|scenario| scenario.thing.id == *id) {
            cells.log.add(place.problem(format!("no scenario uses the prior {id:?}"), "add a [[scenario]]"));
        }
    }
    let mut found = Vec::new();
    for Placed { place, thing: raw } in &sheets.scenarios {
        let column = priors.iter().find_map(|sheet| {
            let position = sheet.columns.iter().position(|(id, _)| *id == raw.id)?;
            Some((*sheet, position))
        });
        let Some((sheet, position)) = column else {
            cells.log.add(
                place.problem(format!("there is no prior {:?}", raw.id), "add its column to the priors"),
            );
            continue;
        };
        let prior = prior(sheet, position, cells);
        found.extend(prior.map(|prior| Placed { place: place.clone(), thing: scenario(raw, prior) }));
    }
    found
}

fn scenario(raw: &RawScenario, prior: PerDiagnosis<Cell>) -> Scenario {
    Scenario {
        id: raw.id.clone(),
        rule: ScenarioRule {
            settings: raw.settings.clone(),
            onsets: raw.onsets.clone(),
            locations: raw.locations.clone(),
        },
        onset: raw.onset,
        location: raw.location,
        coverage: raw.coverage,
        prior,
    }
}

/// One column of the priors; where the column says so, empty cells share what is left of 1,000.
fn prior(sheet: &Sheet, position: usize, cells: &Cells<'_>) -> Option<PerDiagnosis<Cell>> {
    let (id, place) = sheet.columns.get(position)?;
    let given: BTreeMap<Diagnosis, &RawCell> = (sheet.rows.iter())
        .filter_map(|(condition, (_, row))| Some((*condition, row.get(position)?.as_ref()?)))
        .collect();
    for raw in given.values().filter(|raw| raw.kind != CellKind::Estimate) {
        cells.log.add(raw.place.problem("nobody published a prior", "make it an estimate: e"));
    }
    let sum: f64 = given.values().map(|raw| raw.value).sum();
    let empty = Diagnosis::COUNT - given.len();
    let shares = sheet.shared_remainder.contains(id);
    if sum > PRIOR_SUM || (sum < PRIOR_SUM && !shares) || (shares && empty == 0) || (!shares && empty > 0) {
        let what = format!("the prior {id} sums to {sum} with {empty} empty cells");
        cells.log.add(place.problem(what, "fill it to 1000, or name it under shared_remainder"));
        return None;
    }
    let rest = if empty > 0 { (PRIOR_SUM - sum) / empty as f64 } else { 0.0 };
    let effective_n = EffectiveN::new(cells.tuning.prior_n)?;
    complete(|condition| {
        let value = given.get(&condition).map_or(rest, |raw| raw.value);
        Some(Cell { mean: Probability::new(value / PRIOR_SUM)?, kind: CellKind::Estimate, effective_n })
    })
}

fn modifiers(sheets: &Sheets, scenarios: &[Placed<Scenario>], log: &Log) -> Vec<Modifier> {
    let known: Vec<&str> = sheets.modifiers.iter().map(|placed| placed.thing.id.as_str()).collect();
    sheets.modifiers.iter().map(|placed| modifier(placed, &known, scenarios, log)).collect()
}

fn modifier(
    Placed { place, thing: raw }: &Placed<RawModifier>,
    known: &[&str],
    scenarios: &[Placed<Scenario>],
    log: &Log,
) -> Modifier {
    let position = |id: &String| {
        let found = scenarios.iter().position(|scenario| scenario.thing.id == *id);
        unknown_if_none(found, id, place, log)
    };
    let replaces = raw.replaces.as_ref().and_then(|id| {
        let found = known.iter().position(|other| other == id);
        unknown_if_none(found, id, place, log)
    });
    Modifier {
        id: raw.id.clone(),
        condition: raw.condition,
        factor: raw.factor,
        kind: raw.kind,
        source: raw.source.clone(),
        scenarios: raw.scenarios.as_ref().map(|ids| ids.iter().filter_map(position).collect()),
        when: raw.when.clone(),
        replaces,
    }
}

fn unknown_if_none(found: Option<usize>, id: &str, place: &Place, log: &Log) -> Option<usize> {
    if found.is_none() {
        log.add(place.problem(format!("there is no {id}"), "name an existing one"));
    }
    found
}
