//! Directories of the largest size there is: makes them, imports them, searches them, and says what that took.
//!
//! `scale nppes FILE ROWS` and `scale zips FILE` write a file like the US registry and the postal codes for it,
//! `scale map FILE NODES` a map extract; `scale import FOLDER FILE...` and `scale search FOLDER QUERIES OUT` measure. See
//! `bench/providers/README.md`.

#![allow(clippy::print_stdout, reason = "a measuring tool prints what it measured")]

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use femoris_measure::{Metres, Place};
use femoris_providers::index::{Directory, Filter, Input, Query, SearchOutcome, import};
use femoris_providers::{Profession, Professions};

type Outcome = Result<(), Box<dyn Error>>;

/// Postal codes of the invented country.
const ZIPS: u64 = 30_000;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["nppes", file, rows] => nppes(Path::new(file), rows.parse()?),
        ["zips", file] => zips(Path::new(file)),
        ["map", file, nodes] => map(Path::new(file), nodes.parse()?),
        ["import", folder, files @ ..] => bring(Path::new(folder), files),
        ["search", folder, queries, out] => search(Path::new(folder), Path::new(queries), Path::new(out)),
        _ => Err("scale nppes FILE ROWS | zips FILE | map FILE NODES | import FOLDER FILE... | search FOLDER QUERIES OUT".into()),
    }
}

/// Repeatable choices (SplitMix64).
struct Choices(u64);

impl Choices {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Few are frequent and many are rare.
    fn skewed(&mut self, bound: u64) -> u64 {
        ((bound as f64).powf(self.unit()) as u64).min(bound) - 1
    }
}

/// Where a postal code lies: over the area of the United States.
fn zip(number: u64) -> (u64, f64, f64) {
    let mut choices = Choices(number.wrapping_mul(77) + 5);
    (10_000 + number, 25.0 + choices.unit() * 23.0, -124.0 + choices.unit() * 57.0)
}

fn zips(file: &Path) -> Outcome {
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "code,city,state,lat,lon")?;
    for number in 0..ZIPS {
        let (code, lat, lon) = zip(number);
        writeln!(out, "{code},Town {number},ST,{lat:.6},{lon:.6}")?;
    }
    Ok(out.flush()?)
}

/// Shares of a hundred thousand of the professions that are kept, near those of the real registry; the rest is
/// spread over other codes.
const SHARES: [(&str, u64); 12] = [
    ("225100000X", 3_600),
    ("2251S0007X", 150),
    ("2251X0800X", 400),
    ("111N00000X", 1_300),
    ("225700000X", 900),
    ("171100000X", 500),
    ("207X00000X", 400),
    ("207QS0010X", 60),
    ("208100000X", 180),
    ("213E00000X", 300),
    ("207P00000X", 900),
    ("133V00000X", 1_500),
];

fn taxonomy(choices: &mut Choices) -> String {
    let mut at = choices.below(100_000);
    for (code, share) in SHARES {
        if at < share {
            return code.to_owned();
        }
        at -= share;
    }
    format!("{:03}{:06}X", 300 + choices.below(80), choices.below(10) * 111)
}

fn word(number: u64) -> String {
    const PARTS: [&str; 20] = [
        "ba", "ber", "co", "da", "el", "fin", "gar", "ho", "ka", "lan", "mi", "nor", "os", "pe", "ri", "sa",
        "ter", "u", "wil", "zan",
    ];
    let mut rest = number;
    let mut text = String::new();
    for _ in 0..=(2 + number % 2) {
        text.push_str(PARTS.get((rest % 20) as usize).copied().unwrap_or_default());
        rest /= 20;
    }
    text.to_uppercase()
}

fn header() -> Vec<String> {
    let mut names: Vec<String> = [
        "NPI",
        "Entity Type Code",
        "Replacement NPI",
        "Employer Identification Number (EIN)",
        "Provider Organization Name (Legal Business Name)",
        "Provider Last Name (Legal Name)",
        "Provider First Name",
        "Provider Credential Text",
        "Provider First Line Business Practice Location Address",
        "Provider Business Practice Location Address City Name",
        "Provider Business Practice Location Address State Name",
        "Provider Business Practice Location Address Postal Code",
        "Provider Business Practice Location Address Country Code (If outside U.S.)",
        "Provider Business Practice Location Address Telephone Number",
        "Last Update Date",
        "NPI Deactivation Date",
        "NPI Reactivation Date",
    ]
    .map(str::to_owned)
    .to_vec();
    names.extend((1..=15).map(|number| format!("Healthcare Provider Taxonomy Code_{number}")));
    names.extend((names.len()..330).map(|number| format!("Other Provider Identifier_{number}")));
    names
}

fn nppes(file: &Path, rows: u64) -> Outcome {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    writeln!(out, "\"{}\"", header().join("\",\""))?;
    let mut choices = Choices(2026);
    let tail = "\"\",".repeat(330 - 32 - 1) + "\"\"";
    for row in 0..rows {
        let (code, ..) = zip(choices.skewed(ZIPS));
        let (last, first) = (word(choices.skewed(60_000)), word(choices.skewed(2_000)));
        let (first_code, second) = (taxonomy(&mut choices), choices.below(5));
        let second = if second == 0 { taxonomy(&mut choices) } else { String::new() };
        let gone = if choices.below(40) == 0 { "01/02/2020" } else { "" };
        write!(
            out,
            "\"{}\",\"1\",\"\",\"\",\"\",\"{last}\",\"{first}\",\"X.\",\"{} MAIN ST\",\"TOWN\",\"ST\",\"{code}{:04}\",\"US\",\"{}\",\"{:02}/{:02}/20{:02}\",\"{gone}\",\"\",\"{first_code}\",\"{second}\",",
            1_000_000_000 + row,
            1 + choices.below(9999),
            choices.below(10_000),
            2_000_000_000 + choices.below(7_000_000_000),
            1 + choices.below(12),
            1 + choices.below(28),
            10 + choices.below(16)
        )?;
        // Thirteen more taxonomies and everything else are empty, as in most rows of the real file.
        writeln!(out, "{}{tail}", "\"\",".repeat(13))?;
    }
    Ok(out.flush()?)
}

fn varint(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

fn field(into: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    varint(into, number << 3 | 2);
    varint(into, bytes.len() as u64);
    into.extend_from_slice(bytes);
}

fn step(into: &mut Vec<u8>, number: i64) {
    varint(into, ((number << 1) ^ (number >> 63)) as u64);
}

fn framed(out: &mut impl Write, kind: &str, plain: &[u8]) -> Outcome {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(plain)?;
    let mut blob = Vec::new();
    varint(&mut blob, 2 << 3);
    varint(&mut blob, plain.len() as u64);
    field(&mut blob, 3, &packed.finish()?);
    let mut header = Vec::new();
    field(&mut header, 1, kind.as_bytes());
    varint(&mut header, 3 << 3);
    varint(&mut header, blob.len() as u64);
    out.write_all(&(header.len() as u32).to_be_bytes())?;
    out.write_all(&header)?;
    Ok(out.write_all(&blob)?)
}

/// Dense nodes in blocks of 8,000; one in 500 is a practice, the others have no tags.
fn map(file: &Path, nodes: u64) -> Outcome {
    const BLOCK: u64 = 8_000;
    let mut out = BufWriter::new(File::create(file)?);
    let mut head = Vec::new();
    field(&mut head, 4, b"OsmSchema-V0.6");
    field(&mut head, 4, b"DenseNodes");
    framed(&mut out, "OSMHeader", &head)?;
    let mut choices = Choices(7);
    let mut id = 0_u64;
    while id < nodes {
        let (mut strings, mut ids, mut lats, mut lons, mut tags) =
            (vec![String::new()], vec![], vec![], vec![], vec![]);
        strings.extend(["healthcare", "physiotherapist", "name"].map(str::to_owned));
        let (mut lat, mut lon) = (0_i64, 0_i64);
        for _ in 0..BLOCK.min(nodes - id) {
            id += 1;
            let (next_lat, next_lon) = (
                470_000_000 + choices.below(50_000_000) as i64,
                70_000_000 + choices.below(70_000_000) as i64,
            );
            step(&mut ids, 1);
            step(&mut lats, next_lat - lat);
            step(&mut lons, next_lon - lon);
            (lat, lon) = (next_lat, next_lon);
            if choices.below(500) == 0 {
                strings.push(format!("Praxis {}", word(choices.skewed(60_000))));
                for number in [1, 2, 3, strings.len() as u64 - 1] {
                    varint(&mut tags, number);
                }
            }
            varint(&mut tags, 0);
        }
        // The first step of a block leads from nothing to its first node.
        let mut first = Vec::new();
        step(&mut first, (id - BLOCK.min(id) + 1) as i64);
        first.extend_from_slice(ids.get(1..).unwrap_or_default());
        let (mut dense, mut group, mut table, mut block) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        field(&mut dense, 1, &first);
        field(&mut dense, 8, &lats);
        field(&mut dense, 9, &lons);
        field(&mut dense, 10, &tags);
        field(&mut group, 2, &dense);
        strings.iter().for_each(|text| field(&mut table, 1, text.as_bytes()));
        field(&mut block, 1, &table);
        field(&mut block, 2, &group);
        framed(&mut out, "OSMData", &block)?;
    }
    Ok(out.flush()?)
}

/// A number of this process from `/proc`; nothing elsewhere.
fn from_proc(file: &str, name: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{file}")).unwrap_or_default();
    text.lines().find(|line| line.starts_with(name)).unwrap_or("not known here").to_owned()
}

fn bring(folder: &Path, files: &[&str]) -> Outcome {
    fs::create_dir_all(folder)?;
    let mut inputs = Vec::new();
    for name in files {
        let file = File::open(name)?;
        inputs.push(Input::new(*name, file.metadata()?.len(), file));
    }
    let began = Instant::now();
    let report = import(folder, inputs, "2026-11-28".parse()?, &mut |_| true)?;
    let taken = began.elapsed().as_secs_f64();
    for file in &report.files {
        println!("{}: {:?} {:?}", file.name, file.outcome, file.counts.met.max(file.counts.map.objects[0]));
        println!(
            "  kept {}, other {}, deactivated {}",
            file.counts.kept, file.counts.other_profession, file.counts.deactivated
        );
    }
    println!("entries {} in {taken:.1} s of wall time", report.entries);
    println!("CPU {:.1} s", cpu_seconds());
    println!("{}", from_proc("self/status", "VmHWM"));
    println!("index {:.1} MB", fs::metadata(Directory::path_in(folder))?.len() as f64 / 1e6);
    println!("load {}", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    Ok(())
}

/// User and system time of this process, in seconds, at the usual hundred ticks.
fn cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = text.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<f64> = after.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    // The letter of the state is no number, so the list begins one later than in the manual.
    (ticks.get(10).unwrap_or(&0.0) + ticks.get(11).unwrap_or(&0.0)) / 100.0
}

/// Queries are lines: `near LAT LON KM` or `name WORDS`. Writes the milliseconds and the keys of each as a line.
fn search(folder: &Path, queries: &Path, out: &Path) -> Outcome {
    let began = Instant::now();
    let directory = Directory::open(folder)?;
    directory.datasets()?;
    println!("opening {:.1} ms", began.elapsed().as_secs_f64() * 1000.0);
    let professions: Professions =
        [Profession::Physiotherapist, Profession::AthleticTrainer, Profession::SportsPhysician]
            .into_iter()
            .collect();
    let mut out = BufWriter::new(File::create(out)?);
    for line in fs::read_to_string(queries)?.lines() {
        let began = Instant::now();
        let places: Vec<u32> = match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["near", lat, lon, km] => {
                let query = Query {
                    professions,
                    near: Place::new(lat.parse()?, lon.parse()?)?,
                    within: Metres::new(km.parse::<f64>()? * 1000.0)?,
                    limit: 20,
                    filter: Filter::default(),
                };
                match directory.search(&query)? {
                    SearchOutcome::Found { hits, .. } => hits.into_iter().map(|hit| hit.place).collect(),
                    SearchOutcome::Nothing { .. } => Vec::new(),
                }
            }
            ["name", words @ ..] => directory.names(&words.join(" "), 20)?.places,
            _ => return Err(format!("no query: {line}").into()),
        };
        let taken = began.elapsed().as_secs_f64() * 1000.0;
        let mut keys = Vec::new();
        for place in places {
            keys.extend(
                directory.place(place)?.and_then(|place| place.keys().next().map(ToString::to_string)),
            );
        }
        writeln!(out, "{taken:.4} {}", keys.join(" "))?;
    }
    Ok(out.flush()?)
}
