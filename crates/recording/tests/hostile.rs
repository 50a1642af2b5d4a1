//! Bombs, cuts and mutations: whatever comes in, a reading comes out.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::PathBuf;

use femoris_recording::walk::{Count, Limits, walk_reader};
use femoris_recording::{FileKind, Reading, read};

fn samples(folder: &str, ends: &[&str]) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: the samples in ../shared/data are not here");
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| ends.iter().any(|end| path.to_string_lossy().ends_with(end)));
    files.sort();
    let named = |path: PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, std::fs::read(path).expect("the sample is here"))
    };
    files.into_iter().map(named).collect()
}

fn rows(reading: &Reading) -> usize {
    reading.parts.iter().map(|part| part.samples.len()).sum()
}

fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.diagnostics.iter().map(|d| d.code).collect()
}

fn look_in(bytes: &[u8]) -> Count {
    let limits = Limits { total_bytes: 64 << 20, recording_bytes: 8 << 20, ..Limits::default() };
    walk_reader("upload", Cursor::new(bytes), &limits, &mut |_| ControlFlow::Continue(()))
}

/// A small generator of numbers, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    /// One to four changes: a byte set, a piece removed, doubled or moved, the end cut.
    fn mutate(&mut self, original: &[u8]) -> Vec<u8> {
        let mut bytes = original.to_vec();
        for _ in 0..=self.roll(4) {
            if bytes.is_empty() {
                break;
            }
            let at = self.roll(bytes.len());
            let length = self.roll(64).min(bytes.len() - at);
            match self.roll(6) {
                0 => bytes[at] = self.roll(256) as u8,
                1 => bytes[at] = b"<>&\"'/=; \0-\xff"[self.roll(12)],
                2 => drop(bytes.drain(at..at + length)),
                3 => {
                    let piece = bytes[at..at + length].to_vec();
                    let to = self.roll(bytes.len());
                    bytes.splice(to..to, piece);
                }
                4 => bytes[at] ^= 1 << self.roll(8),
                _ => bytes.truncate(at.max(1)),
            }
        }
        bytes
    }
}

#[test]
fn mutated_gps_files_never_panic() {
    for (at, (name, bytes)) in samples("gps", &[".gpx", ".tcx"]).iter().enumerate() {
        // The kinds of elements all occur near the start; more of the same would only take longer.
        let start = &bytes[..bytes.len().min(2_500)];
        let mut dice = Dice(0x9e37_79b9 + at as u64);
        for _ in 0..2_000 {
            let reading = read(&dice.mutate(start));
            assert!(rows(&reading) <= 200 && reading.diagnostics.len() < 200, "{name}");
        }
    }
}

#[test]
fn mutated_exports_never_panic() {
    for (at, (name, bytes)) in samples("exports", &[".zip", ".xml", ".json", ".csv"]).iter().enumerate() {
        let start = &bytes[..bytes.len().min(6_000)];
        let mut dice = Dice(0x1234_5678 + at as u64);
        for _ in 0..2_000 {
            let mutant = dice.mutate(start);
            let count = look_in(&mutant);
            assert!((1..1_000).contains(&count.files), "{name}: {count:?}");
            let _reading = read(&mutant);
        }
    }
}

#[test]
fn a_cut_file_gives_every_point_before_the_cut() {
    for (name, bytes) in samples("gps", &[".gpx", ".tcx"]) {
        let whole = read(&bytes);
        if whole.kind != FileKind::Activity {
            continue;
        }
        for tenth in 1..10 {
            let cut = &bytes[..bytes.len() * tenth / 10];
            let reading = read(cut);
            let text = String::from_utf8_lossy(cut);
            let timed = |end: &str| {
                let points = text.split(end).collect::<Vec<_>>();
                points[..points.len() - 1]
                    .iter()
                    .filter(|p| p.contains("<time>") || p.contains("<Time>"))
                    .count()
            };
            let complete = timed("</trkpt>") + timed("</Trackpoint>");
            assert!(rows(&reading) >= complete.min(rows(&whole)), "{name} at {tenth}/10: {}", rows(&reading));
            assert!(reading.is_damaged() || reading.kind != FileKind::Activity, "{name} at {tenth}/10");
        }
    }
}

#[test]
fn entities_never_expand() {
    let mut dtd = String::from("<?xml version=\"1.0\"?><!DOCTYPE gpx [<!ENTITY a0 \"lol\">");
    for level in 1..20 {
        dtd.push_str(&format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10)));
    }
    let bomb = format!(
        "{dtd}]><gpx creator=\"&a19;\"><trk><name>&a19;</name><trkseg><trkpt lat=\"1\" lon=\"&a19;\">\
         <time>2024-05-01T06:00:00Z</time></trkpt></trkseg></trk></gpx>"
    );
    let reading = read(bomb.as_bytes());
    assert!(codes(&reading).contains(&"entities_ignored"));
    assert_eq!(rows(&reading), 1);
    assert!(reading.parts[0].title.is_empty() && reading.parts[0].device.name.len() < 20);
    let external = "<!DOCTYPE gpx [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><gpx><trk><name>&x;</name><trkseg>\
        <trkpt lat=\"1\" lon=\"1\"><time>2024-05-01T06:00:00Z</time></trkpt></trkseg></trk></gpx>";
    assert_eq!(read(external.as_bytes()).parts[0].title, "");
}

#[test]
fn nesting_and_length_have_no_power() {
    let deep = format!("<gpx>{}", "<trk><trkseg><trkpt>".repeat(100_000));
    assert!(read(deep.as_bytes()).is_damaged());
    let wide = format!("<gpx creator=\"{}\">{}</gpx>", "x".repeat(1 << 20), "<a/>".repeat(100_000));
    assert_eq!(read(wide.as_bytes()).kind, FileKind::Other);
    let attributes: String = (0..50_000).map(|i| format!(" a{i}=\"1\"")).collect();
    let point = "<trkpt lat=\"1\" lon=\"1\"><time>2024-05-01T06:00:00Z</time></trkpt>";
    let many = format!("<gpx{attributes}><trk><trkseg>{point}</trkseg></trk></gpx>");
    assert_eq!(rows(&read(many.as_bytes())), 1);
    for quotes in ["<gpx a=\"", "<gpx a='", "<gpx><!--", "<gpx><![CDATA[", "<gpx><?x", "<gpx>&"] {
        let endless = quotes.repeat(20_000);
        assert!(read(endless.as_bytes()).is_damaged(), "{quotes}");
    }
}

#[test]
fn values_out_of_any_range_are_absent() {
    let point = |values: &str| format!("<gpx><trk><trkseg><trkpt {values}</trkpt></trkseg></trk></gpx>");
    for values in [
        "lat=\"NaN\" lon=\"inf\"><time>2024-05-01T06:00:00Z</time>",
        "lat=\"1e308\" lon=\"-1e308\"><ele>1e308</ele><time>2024-05-01T06:00:00Z</time>",
        "lat=\"91\" lon=\"181\"><time>2024-05-01T06:00:00Z</time><hr>-5</hr><cad>1e9</cad><power>x</power>",
        "><time>2024-05-01T06:00:00Z</time><speed>3e8</speed><atemp>9999</atemp>",
    ] {
        let reading = read(point(values).as_bytes());
        assert_eq!(rows(&reading), 1, "{values}");
        assert_eq!(reading.parts[0].samples.channels().count(), 0, "{values}");
    }
    for time in ["", "0000", "9999-12-31T23:59:59Z", "-9999-01-01T00:00:00Z", "2024-02-30T00:00:00Z", "1e99"]
    {
        let reading = read(point(&format!("lat=\"1\" lon=\"1\"><time>{time}</time>")).as_bytes());
        assert!(rows(&reading) <= 1, "{time}");
    }
}
