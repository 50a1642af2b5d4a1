//! Writes small OpenStreetMap files, packed in every way, for the tests.

use std::io::Write;

fn varint(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn number(into: &mut Vec<u8>, field: u64, value: u64) {
    varint(into, field << 3);
    varint(into, value);
}

fn bytes(into: &mut Vec<u8>, field: u64, value: &[u8]) {
    varint(into, field << 3 | 2);
    varint(into, value.len() as u64);
    into.extend_from_slice(value);
}

fn packed(numbers: &[u64]) -> Vec<u8> {
    let mut out = Vec::new();
    numbers.iter().for_each(|number| varint(&mut out, *number));
    out
}

fn differences(numbers: &[i64]) -> Vec<u8> {
    let mut last = 0;
    let steps: Vec<u64> = numbers.iter().map(|n| zigzag(n - std::mem::replace(&mut last, *n))).collect();
    packed(&steps)
}

/// How blobs are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Raw,
    Zlib,
    Lz4,
    Zstd,
}

impl Packing {
    pub(crate) const ALL: [Self; 4] = [Self::Raw, Self::Zlib, Self::Lz4, Self::Zstd];
}

pub(crate) fn blob(plain: &[u8], packing: Packing, claimed: u64) -> Vec<u8> {
    let mut out = Vec::new();
    if packing != Packing::Raw {
        number(&mut out, 2, claimed);
    }
    match packing {
        Packing::Raw => bytes(&mut out, 1, plain),
        Packing::Zlib => {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(plain).expect("memory");
            bytes(&mut out, 3, &encoder.finish().expect("memory"));
        }
        Packing::Lz4 => bytes(&mut out, 6, &lz4(plain)),
        Packing::Zstd => {
            bytes(
                &mut out,
                7,
                &ruzstd::encoding::compress_to_vec(plain, ruzstd::encoding::CompressionLevel::Fastest),
            );
        }
    }
    out
}

/// An LZ4 block of literals alone.
fn lz4(plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    if plain.len() < 15 {
        out.push((plain.len() as u8) << 4);
    } else {
        out.push(0xf0);
        let mut rest = plain.len() - 15;
        while rest >= 255 {
            out.push(255);
            rest -= 255;
        }
        out.push(rest as u8);
    }
    out.extend_from_slice(plain);
    out
}

pub(crate) fn framed(kind: &str, blob: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    bytes(&mut header, 1, kind.as_bytes());
    number(&mut header, 3, blob.len() as u64);
    let mut out = (header.len() as u32).to_be_bytes().to_vec();
    out.extend_from_slice(&header);
    out.extend_from_slice(blob);
    out
}

/// How nodes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Dense,
    Plain,
}

/// A tagged node: id, latitude and longitude in degrees, tags.
pub(crate) type Node<'a> = (i64, f64, f64, &'a [(&'a str, &'a str)]);

fn intern(strings: &mut Vec<String>, text: &str) -> u64 {
    if let Some(at) = strings.iter().position(|known| known == text) {
        return at as u64;
    }
    strings.push(text.to_owned());
    strings.len() as u64 - 1
}

/// Nodes, a way around all of them and a relation of that way, as one map file.
pub(crate) fn map(
    nodes: &[Node<'_>],
    tags: &[(&str, &str)],
    shape: Shape,
    packing: Packing,
    seconds: u64,
) -> Vec<u8> {
    let mut strings = vec![String::new()];
    let mut group = Vec::new();
    let steps = |degrees: f64| (degrees * 1e7).round() as i64;
    if shape == Shape::Dense {
        let mut block = Vec::new();
        let column = |part: fn(&Node<'_>) -> i64| nodes.iter().map(part).collect::<Vec<i64>>();
        bytes(&mut block, 1, &differences(&column(|node| node.0)));
        let (lats, lons): (Vec<i64>, Vec<i64>) =
            nodes.iter().map(|node| (steps(node.1), steps(node.2))).unzip();
        bytes(&mut block, 8, &differences(&lats));
        bytes(&mut block, 9, &differences(&lons));
        let mut pairs = Vec::new();
        for node in nodes {
            for (key, value) in node.3 {
                pairs.push(intern(&mut strings, key));
                pairs.push(intern(&mut strings, value));
            }
            pairs.push(0);
        }
        bytes(&mut block, 10, &packed(&pairs));
        bytes(&mut group, 2, &block);
    } else {
        for (id, lat, lon, tags) in nodes {
            let mut block = Vec::new();
            number(&mut block, 1, zigzag(*id));
            tagged(&mut block, tags, &mut strings);
            number(&mut block, 8, zigzag(steps(*lat)));
            number(&mut block, 9, zigzag(steps(*lon)));
            bytes(&mut group, 1, &block);
        }
    }
    let ids: Vec<i64> = nodes.iter().map(|node| node.0).collect();
    for (field, id, with) in [(3, 70, tags), (3, 71, &[][..]), (4, 80, tags)] {
        let mut block = Vec::new();
        number(&mut block, 1, id);
        tagged(&mut block, with, &mut strings);
        if field == 3 {
            bytes(&mut block, 8, &differences(&ids));
        } else {
            bytes(&mut block, 8, &packed(&[0]));
            bytes(&mut block, 9, &differences(&[71]));
            bytes(&mut block, 10, &packed(&[1]));
        }
        bytes(&mut group, field, &block);
    }
    let mut table = Vec::new();
    strings.iter().for_each(|text| bytes(&mut table, 1, text.as_bytes()));
    let mut data = Vec::new();
    bytes(&mut data, 1, &table);
    bytes(&mut data, 2, &group);
    let mut out =
        framed("OSMHeader", &blob(&header(&["OsmSchema-V0.6", "DenseNodes"], seconds), Packing::Raw, 0));
    out.extend(framed("OSMData", &blob(&data, packing, data.len() as u64)));
    out
}

pub(crate) fn header(features: &[&str], seconds: u64) -> Vec<u8> {
    let mut out = Vec::new();
    features.iter().for_each(|feature| bytes(&mut out, 4, feature.as_bytes()));
    if seconds > 0 {
        number(&mut out, 32, seconds);
    }
    out
}

fn tagged(block: &mut Vec<u8>, tags: &[(&str, &str)], strings: &mut Vec<String>) {
    let (mut keys, mut values) = (Vec::new(), Vec::new());
    for (key, value) in tags {
        keys.push(intern(strings, key));
        values.push(intern(strings, value));
    }
    bytes(block, 2, &packed(&keys));
    bytes(block, 3, &packed(&values));
}
