//! Several sources, one place: which entries mean the same, and which of them stands in front.
//!
//! The same name close by, or the same telephone number with a word of the name in common, for a profession in common.
//! Two entries of one registry are never the same: colleagues share a number.

use std::collections::{BTreeMap, HashMap};

use femoris_measure::haversine;
use rusqlite::{Connection, params};

use super::pack::{AREA, Row};
use super::{Directory, DirectoryError, Doing, kind_of};
use crate::text::{fold, hash, phone_digits};
use crate::vocabulary::Kind;

/// How far apart two exact positions of one place may be, in metres.
const NEAR_M: f64 = 250.0;
/// How far apart two entries with the same number may be, in metres: one of them may be the middle of an area.
const SAME_NUMBER_M: f64 = 50_000.0;
/// Letters a word must have to tell one name from another.
const TELLING: usize = 4;
/// Entries with the same name or number that are compared; more are a switchboard.
const MOST_ALIKE: usize = 40;

struct Sketch {
    id: u32,
    kind: Kind,
    row: Row,
    name: String,
    phone: Option<u64>,
}

impl Sketch {
    fn keys(&self) -> impl Iterator<Item = u64> {
        let name = (!self.name.is_empty()).then(|| hash(self.name.as_bytes()));
        name.into_iter().chain(self.phone.map(|number| number.rotate_left(32) ^ 1))
    }

    fn rank(&self) -> (bool, Kind, u32) {
        (self.row.flags & AREA != 0, self.kind, self.id)
    }
}

/// Finds what is one place, notes the entry in front, and says how many places that makes.
pub(super) fn find(conn: &Connection) -> Result<u64, DirectoryError> {
    let doing = "find places that several sources list";
    let few = "SELECT e.id, d.kind, e.* FROM entry e JOIN dataset d ON d.id = e.dataset WHERE d.kind <> ?1";
    let many = "SELECT e.id, d.kind, e.* FROM entry e JOIN dataset d ON d.id = e.dataset WHERE d.kind = ?1";
    let mut sketches: Vec<Sketch> = Vec::new();
    let mut by_key: HashMap<u64, Vec<usize>> = HashMap::new();
    // The registry is large and its entries matter only where something else speaks of the same.
    sketch_each(conn, few, &mut |sketch| {
        for key in sketch.keys() {
            by_key.entry(key).or_default().push(sketches.len());
        }
        sketches.push(sketch);
    })?;
    if sketches.is_empty() {
        return Ok(0);
    }
    sketch_each(conn, many, &mut |sketch| {
        let known: Vec<u64> = sketch.keys().filter(|key| by_key.contains_key(key)).collect();
        for key in &known {
            by_key.entry(*key).or_default().push(sketches.len());
        }
        if !known.is_empty() {
            sketches.push(sketch);
        }
    })?;
    let groups = join(&sketches, pairs(&sketches, by_key.into_values()));
    let mut update = conn.prepare("UPDATE entry SET front = ?2 WHERE id = ?1").doing(doing)?;
    for members in groups.values() {
        let front = members.iter().filter_map(|index| sketches.get(*index)).min_by_key(|one| one.rank());
        for one in members.iter().filter_map(|index| sketches.get(*index)) {
            update.execute(params![one.id, front.map(|front| front.id)]).doing(doing)?;
        }
    }
    Ok(groups.len() as u64)
}

fn sketch_each(conn: &Connection, sql: &str, each: &mut dyn FnMut(Sketch)) -> Result<(), DirectoryError> {
    let doing = "compare the entries";
    let mut select = conn.prepare(sql).doing(doing)?;
    let mut rows = select.query([Kind::Nppes as i64]).doing(doing)?;
    while let Some(found) = rows.next().doing(doing)? {
        let (id, kind): (u32, i64) = (found.get(0).doing(doing)?, found.get(1).doing(doing)?);
        let row = Directory::row(found, 2).doing(doing)?;
        let (name, phone) = (fold(&row.name), phone_digits(row.phone()));
        each(Sketch { id, kind: kind_of(kind), row, name, phone });
    }
    Ok(())
}

/// Pairs that mean the same, the surest first.
fn pairs(sketches: &[Sketch], groups: impl Iterator<Item = Vec<usize>>) -> Vec<(usize, usize)> {
    let mut found: Vec<(bool, u64, usize, usize)> = Vec::new();
    for group in groups.filter(|group| (2..=MOST_ALIKE).contains(&group.len())) {
        for (at, first) in group.iter().enumerate() {
            for second in group.iter().skip(at + 1) {
                if let (Some(a), Some(b)) = (sketches.get(*first), sketches.get(*second))
                    && let Some(apart) = same(a, b)
                {
                    found.push((a.name != b.name, apart, *first, *second));
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|(_, _, first, second)| (first, second)).collect()
}

/// How far apart two entries of one place are, in whole metres; `None` when they are not one place.
fn same(a: &Sketch, b: &Sketch) -> Option<u64> {
    let one_registry = a.kind == b.kind && a.kind != Kind::OpenStreetMap;
    if one_registry || a.row.professions & b.row.professions == 0 {
        return None;
    }
    let apart = haversine(a.row.position()?, b.row.position()?).get();
    let is_exact = (a.row.flags | b.row.flags) & AREA == 0;
    let postcode = |row: &Row| row.postcode().chars().take(5).collect::<String>();
    let same_code = !a.row.postcode().is_empty() && postcode(&a.row) == postcode(&b.row);
    let by_name = !a.name.is_empty() && a.name == b.name && (apart <= NEAR_M || (!is_exact && same_code));
    let by_number =
        a.phone.is_some() && a.phone == b.phone && apart <= SAME_NUMBER_M && share_a_word(&a.name, &b.name);
    (by_name || by_number).then_some(apart as u64)
}

fn share_a_word(a: &str, b: &str) -> bool {
    a.split(' ')
        .filter(|word| word.chars().count() >= TELLING)
        .any(|word| b.split(' ').any(|other| other == word))
}

/// Joins pairs into places; a registry speaks once per place.
fn join(sketches: &[Sketch], pairs: Vec<(usize, usize)>) -> BTreeMap<usize, Vec<usize>> {
    let mut place_of: HashMap<usize, usize> = HashMap::new();
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let kinds = |members: &[usize]| {
        let all = members.iter().filter_map(|index| sketches.get(*index));
        all.map(|one| one.kind).filter(|kind| *kind != Kind::OpenStreetMap).collect::<Vec<_>>()
    };
    for (first, second) in pairs {
        let (a, b) = (*place_of.get(&first).unwrap_or(&first), *place_of.get(&second).unwrap_or(&second));
        if a == b {
            continue;
        }
        let members = |place: usize| places.get(&place).cloned().unwrap_or_else(|| vec![place]);
        let (of_a, of_b) = (members(a), members(b));
        if kinds(&of_a).iter().any(|kind| kinds(&of_b).contains(kind)) {
            continue;
        }
        places.remove(&b);
        for index in of_a.iter().chain(&of_b) {
            place_of.insert(*index, a);
        }
        places.insert(a, of_a.into_iter().chain(of_b).collect());
    }
    places
}
