//! OpenStreetMap extracts: objects of health care and places with a name, each with a position.
//!
//! Nodes carry their position; ways and relations only name their nodes. So the file is gone through up to three
//! times: for the objects, for the ways that relations need, and for the nodes that ways need. Blocks without the
//! wanted kind are not unpacked again.

use std::collections::BTreeMap;

use femoris_measure::{Day, Instant, Place, ZoneOffset};

use super::blob::{Blob, BlobKind, Blobs};
use super::block::{Block, Object, ObjectKind, header};
use super::tags::Tags;
use super::wire::Broken;
use super::{Counts, Pace, ReadError, Sink, Source};
use crate::entry::{Entry, EntryKey, Precision, Town};
use crate::geo::Spot;
use crate::vocabulary::{Kind, Professions, Skills};

/// Objects and nodes waited for at most: a country's health care has a few hundred thousand.
const MOST_WAITING: usize = 4_000_000;

/// Makes the entry once it is known where it is.
type AtPlace = Box<dyn FnOnce(Place) -> Entry>;

/// An object of health care that waits for its position.
struct Waiting {
    entry: AtPlace,
    kind: ObjectKind,
    id: i64,
}

#[derive(Default)]
struct Gathered {
    counts: Counts,
    waiting: Vec<Waiting>,
    /// Nodes of ways that are needed.
    ways: BTreeMap<i64, Vec<i64>>,
    /// Members of relations that are needed: nodes and ways.
    relations: BTreeMap<i64, (Vec<i64>, Vec<i64>)>,
    /// Positions of nodes that are needed.
    nodes: BTreeMap<i64, Option<Spot>>,
    /// Which blocks hold nodes or ways.
    blocks: Vec<[bool; 3]>,
}

pub(super) fn read(source: &mut dyn Source, sink: &mut dyn Sink) -> Result<(Counts, Option<Day>), ReadError> {
    let mut all = Gathered::default();
    let dated = objects(source, sink, &mut all)?;
    members(source, sink, &mut all)?;
    positions(source, sink, &mut all)?;
    settle(all, sink).map(|counts| (counts, dated))
}

/// First walk: everything that is tagged, and which blocks hold what.
fn objects(
    source: &mut dyn Source,
    sink: &mut dyn Sink,
    all: &mut Gathered,
) -> Result<Option<Day>, ReadError> {
    let mut blobs = Blobs::new(source)?;
    let (mut pace, mut dated, mut seen_header) = (Pace::new(), None, false);
    let mut tags = Tags::default();
    let mut found: Vec<Found> = Vec::new();
    loop {
        let (outcome, at) = match blobs.next(|_| false)? {
            None => break,
            Some(Blob { kind: BlobKind::Header, bytes, .. }) => {
                seen_header = true;
                (header(bytes).map(Some), 0)
            }
            Some(Blob { kind: BlobKind::Other, .. }) => {
                all.blocks.push([false; 3]);
                continue;
            }
            Some(Blob { kind: BlobKind::Data, bytes, .. }) if seen_header => {
                (data(bytes, &mut tags, all, &mut found).map(|()| None), 1)
            }
            Some(Blob { kind: BlobKind::Data, .. }) => (Err(Broken), 1),
        };
        match outcome {
            Err(Broken) => return Err(blobs.broken()),
            Ok(Some(header)) => {
                all.blocks.push([false; 3]);
                if let Some(feature) = header.foreign {
                    return Err(ReadError::refused(format!(
                        "It needs a reader that knows {feature}. Use an ordinary extract."
                    )));
                }
                dated = header.seconds.and_then(day_of);
            }
            Ok(None) => {}
        }
        if at == 1 {
            for one in found.drain(..) {
                match one {
                    Found::Town(town) => sink.town(town)?,
                    Found::Entry(entry) => sink.entry(*entry)?,
                }
            }
        }
        if all.waiting.len() + all.nodes.len() > MOST_WAITING {
            return Err(ReadError::refused("It holds more objects of health care than any map has."));
        }
        pace.at(blobs.at(), sink)?;
    }
    if !seen_header {
        return Err(ReadError::refused("It holds no map data."));
    }
    Ok(dated)
}

enum Found {
    Town(Town),
    Entry(Box<Entry>),
}

fn data(bytes: &[u8], tags: &mut Tags, all: &mut Gathered, found: &mut Vec<Found>) -> Result<(), Broken> {
    let block = Block::parse(bytes)?;
    let mut kinds = [false; 3];
    block.walk(&mut |object| {
        kinds[object.kind as usize] = true;
        all.counts.map.objects[object.kind as usize] += 1;
        if object.tags.is_empty() {
            return Ok(());
        }
        tags.clear();
        for (key, value) in object.tags {
            tags.put(block.string(*key)?, block.string(*value)?);
        }
        if let Some(town) = town(&object, tags) {
            all.counts.towns += 1;
            found.push(Found::Town(town));
        }
        if tags.is_health() || tags.is_massage() {
            health(&object, tags, all, found)?;
        }
        Ok(())
    })?;
    all.blocks.push(kinds);
    Ok(())
}

/// Counts an object of health care and keeps it when it is of a profession from our list.
fn health(
    object: &Object<'_, '_>,
    tags: &Tags,
    all: &mut Gathered,
    found: &mut Vec<Found>,
) -> Result<(), Broken> {
    let counts = &mut all.counts;
    if tags.is_health() {
        counts.map.health[object.kind as usize] += 1;
        for key in ["healthcare", "amenity"] {
            let value = tags.get(key);
            if !value.is_empty() {
                counts.map.value(key, value);
            }
        }
        if !tags.get("name").is_empty() {
            counts.map.named += 1;
        }
    }
    counts.met += 1;
    let (professions, skills) = tags.professions();
    if professions.is_empty() {
        counts.other_profession += 1;
        return Ok(());
    }
    let entry = entry(object, tags, (professions, skills)).ok_or(Broken)?;
    match object.kind {
        ObjectKind::Node => match spot(object.spot).and_then(Spot::place) {
            Some(position) => {
                counts.kept += 1;
                found.push(Found::Entry(Box::new(entry(position))));
            }
            None => counts.without_position += 1,
        },
        ObjectKind::Way => {
            let refs = differences(object.refs)?;
            all.nodes.extend(refs.iter().map(|node| (*node, None)));
            all.ways.insert(object.id, refs);
            all.waiting.push(Waiting { entry, kind: object.kind, id: object.id });
        }
        ObjectKind::Relation => {
            let (nodes, ways) = relation_members(object)?;
            all.nodes.extend(nodes.iter().map(|node| (*node, None)));
            all.relations.insert(object.id, (nodes, ways));
            all.waiting.push(Waiting { entry, kind: object.kind, id: object.id });
        }
    }
    Ok(())
}

fn entry(
    object: &Object<'_, '_>,
    tags: &Tags,
    (professions, skills): (Professions, Skills),
) -> Option<AtPlace> {
    let letter = ["n", "w", "r"][object.kind as usize];
    let key = EntryKey::new(format!("osm:{letter}{}", object.id))?;
    let (name, address, contact) = (tags.name(), tags.address(), tags.contact());
    let (hours, wheelchair, languages) =
        (tags.get("opening_hours").to_owned(), tags.wheelchair(), tags.languages());
    let updated = tags.checked().max(object.seconds.and_then(day_of));
    Some(Box::new(move |position| Entry {
        key,
        kind: Kind::OpenStreetMap,
        name,
        professions,
        skills,
        position,
        precision: Precision::Exact,
        address,
        contact,
        hours,
        wheelchair,
        languages,
        taxonomies: String::new(),
        updated,
    }))
}

fn town(object: &Object<'_, '_>, tags: &Tags) -> Option<Town> {
    let rank = match (object.kind, tags.get("place")) {
        (ObjectKind::Node, "city") => 100_000,
        (ObjectKind::Node, "town") => 10_000,
        (ObjectKind::Node, "village" | "suburb") => 1_000,
        _ => return None,
    };
    let name = tags.get("name");
    let position = spot(object.spot)?.place()?;
    let weight = tags.get("population").parse().unwrap_or(rank);
    let region = tags.get("is_in").split(',').next().unwrap_or_default().trim().to_owned();
    (!name.is_empty()).then(|| Town { name: name.to_owned(), region, code: String::new(), position, weight })
}

fn spot((lat, lon): (i64, i64)) -> Option<Spot> {
    let spot = Spot { lat: i32::try_from(lat).ok()?, lon: i32::try_from(lon).ok()? };
    spot.place().map(|_| spot)
}

fn day_of(seconds: i64) -> Option<Day> {
    (seconds > 0).then(|| Instant::from_unix_ms(seconds.saturating_mul(1000)).day_at(ZoneOffset::UTC))
}

/// Numbers that are written as differences to the one before.
fn differences(mut packed: super::wire::Packed<'_>) -> Result<Vec<i64>, Broken> {
    let (mut numbers, mut last) = (Vec::new(), 0_i64);
    while let Some(step) = packed.next_signed()? {
        last = last.wrapping_add(step);
        numbers.push(last);
    }
    Ok(numbers)
}

fn relation_members(object: &Object<'_, '_>) -> Result<(Vec<i64>, Vec<i64>), Broken> {
    let (ids, mut kinds) = (differences(object.members.0)?, object.members.1);
    let (mut nodes, mut ways) = (Vec::new(), Vec::new());
    for id in ids {
        match kinds.next_number()?.ok_or(Broken)? {
            0 => nodes.push(id),
            1 => ways.push(id),
            // A relation within a relation: its own members are not followed.
            _ => {}
        }
    }
    Ok((nodes, ways))
}

/// Second walk: nodes of the ways that relations are made of.
fn members(source: &mut dyn Source, sink: &mut dyn Sink, all: &mut Gathered) -> Result<(), ReadError> {
    let wanted: Vec<i64> = all.relations.values().flat_map(|(_, ways)| ways).copied().collect();
    let mut missing: BTreeMap<i64, Vec<i64>> =
        wanted.into_iter().filter(|way| !all.ways.contains_key(way)).map(|way| (way, Vec::new())).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let blocks = &all.blocks;
    again(source, sink, blocks, ObjectKind::Way, &mut |object| {
        if let Some(refs) = missing.get_mut(&object.id) {
            *refs = differences(object.refs)?;
        }
        Ok(())
    })?;
    for refs in missing.values() {
        all.nodes.extend(refs.iter().map(|node| (*node, None)));
    }
    all.ways.append(&mut missing);
    Ok(())
}

/// Last walk: where the nodes are.
fn positions(source: &mut dyn Source, sink: &mut dyn Sink, all: &mut Gathered) -> Result<(), ReadError> {
    if all.nodes.is_empty() {
        return Ok(());
    }
    let nodes = &mut all.nodes;
    again(source, sink, &all.blocks, ObjectKind::Node, &mut |object| {
        if let Some(known) = nodes.get_mut(&object.id) {
            *known = spot(object.spot);
        }
        Ok(())
    })
}

fn again(
    source: &mut dyn Source,
    sink: &mut dyn Sink,
    blocks: &[[bool; 3]],
    kind: ObjectKind,
    each: &mut dyn FnMut(Object<'_, '_>) -> Result<(), Broken>,
) -> Result<(), ReadError> {
    let mut blobs = Blobs::new(source)?;
    let mut pace = Pace::new();
    let skip = |number: u64| !blocks.get(number as usize).is_some_and(|kinds| kinds[kind as usize]);
    loop {
        let outcome = match blobs.next(skip)? {
            None => return Ok(()),
            Some(Blob { kind: BlobKind::Data, number, bytes }) if !skip(number) => Block::parse(bytes)
                .and_then(|block| {
                    block.walk(&mut |object| if object.kind == kind { each(object) } else { Ok(()) })
                }),
            Some(_) => Ok(()),
        };
        outcome.map_err(|Broken| blobs.broken())?;
        pace.at(blobs.at(), sink)?;
    }
}

/// Gives the objects that waited to the sink: each in the middle of the box around its nodes.
fn settle(all: Gathered, sink: &mut dyn Sink) -> Result<Counts, ReadError> {
    let Gathered { mut counts, waiting, ways, relations, nodes, .. } = all;
    let of_way = |way: &i64| ways.get(way).into_iter().flatten().copied();
    for Waiting { entry, kind, id } in waiting {
        let members: Vec<i64> = match kind {
            ObjectKind::Relation => {
                let found = relations.get(&id);
                let direct = found.iter().flat_map(|(nodes, _)| nodes).copied();
                direct.chain(found.iter().flat_map(|(_, ways)| ways).flat_map(of_way)).collect()
            }
            _ => of_way(&id).collect(),
        };
        let spots = members.iter().filter_map(|node| nodes.get(node).copied().flatten());
        match middle(spots) {
            Some(position) => {
                counts.kept += 1;
                sink.entry(entry(position))?;
            }
            None => counts.without_position += 1,
        }
    }
    Ok(counts)
}

fn middle(spots: impl Iterator<Item = Spot>) -> Option<Place> {
    /// Half the way round, in stored steps.
    const HALF: i64 = 1_800_000_000;
    let mut bounds: Option<[i64; 4]> = None;
    let mut first = 0;
    for spot in spots {
        let (lat, mut lon) = (i64::from(spot.lat), i64::from(spot.lon));
        match &mut bounds {
            None => {
                first = lon;
                bounds = Some([lat, lat, lon, lon]);
            }
            Some([south, north, west, east]) => {
                // A building that stands on the antimeridian.
                if lon - first > HALF {
                    lon -= 2 * HALF;
                } else if first - lon > HALF {
                    lon += 2 * HALF;
                }
                (*south, *north) = ((*south).min(lat), (*north).max(lat));
                (*west, *east) = ((*west).min(lon), (*east).max(lon));
            }
        }
    }
    let [south, north, west, east] = bounds?;
    let mut lon = (west + east) / 2;
    if lon > HALF {
        lon -= 2 * HALF;
    } else if lon < -HALF {
        lon += 2 * HALF;
    }
    spot(((south + north) / 2, lon)).and_then(Spot::place)
}
