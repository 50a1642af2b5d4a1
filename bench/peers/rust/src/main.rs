//! Races FIT decoders on the same generated runs: ours, rustyfit, fitparser and Garmin's JavaScript SDK.
//!
//! Rounds of the Rust decoders alternate, so that a busy machine slows all of them alike. Prints a table of
//! medians and how many times slower than ours each is.

use std::hint::black_box;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use embedded_io_adapters::std::FromStd;
use femoris_recording::{example, fit};
use rustyfit::profile::mesgdef::Record;
use rustyfit::profile::typedef::MesgNum;
use rustyfit::{Decoder, DecoderEvent, StreamingIterator};

type Failure = Box<dyn std::error::Error>;
/// Decodes a file; gives the number of records.
type Decode = fn(&[u8]) -> Result<usize, Failure>;

const ROUNDS: usize = 15;
const DECODERS: [(&str, Decode); 4] = [
    ("ours, to a finished run", ours),
    ("rustyfit 0.11, to typed records", rustyfit_typed),
    ("rustyfit 0.11, to generic messages", rustyfit_generic),
    ("fitparser 0.11, to named values", fitparser_values),
];

fn ours(bytes: &[u8]) -> Result<usize, Failure> {
    Ok(black_box(fit::read(bytes)).parts.iter().map(|run| run.samples.len()).sum())
}

fn rustyfit_typed(bytes: &[u8]) -> Result<usize, Failure> {
    let mut reader = FromStd::new(Cursor::new(bytes));
    let mut decoder = Decoder::new();
    let mut stream = decoder.stream(&mut reader);
    let mut records: Vec<Record> = Vec::new();
    while let Some(event) = stream.next() {
        let event = event.map_err(|error| format!("rustyfit: {error:?}"))?;
        if let DecoderEvent::Message(message) = event
            && message.num == MesgNum::RECORD
        {
            records.push(Record::from(message));
        }
    }
    Ok(black_box(records).len())
}

fn rustyfit_generic(bytes: &[u8]) -> Result<usize, Failure> {
    let mut reader = FromStd::new(Cursor::new(bytes));
    let file = Decoder::new().decode(&mut reader).map_err(|error| format!("rustyfit: {error:?}"))?;
    let file = black_box(file).ok_or("rustyfit: empty")?;
    Ok(file.messages.iter().filter(|message| message.num == MesgNum::RECORD).count())
}

fn fitparser_values(bytes: &[u8]) -> Result<usize, Failure> {
    let messages = black_box(fitparser::from_bytes(bytes)?);
    Ok(messages.iter().filter(|message| message.kind() == fitparser::profile::MesgNum::Record).count())
}

fn median(mut taken: Vec<f64>) -> f64 {
    taken.sort_by(f64::total_cmp);
    taken.get(taken.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Garmin's decoder, in a process of its own: times are taken inside, after warming up.
fn garmin(folder: &Path, file: &Path, records: usize) -> Result<f64, Failure> {
    let output = Command::new("node").arg(folder.join("race.mjs")).arg(file).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let said: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    if said["records"] != records {
        return Err(format!("Garmin's SDK read {} records, we read {records}", said["records"]).into());
    }
    let taken = said["taken"].as_array().ok_or("no times")?;
    Ok(median(taken.iter().filter_map(serde_json::Value::as_f64).collect()))
}

fn race(name: &str, minutes: u32, folder: &Path) -> Result<(), Failure> {
    let bytes = fit::write_activity(&example::steady_run(minutes, 1))?;
    let file = std::env::temp_dir().join(format!("femoris-race-{minutes}.fit"));
    std::fs::write(&file, &bytes)?;
    let records = ours(&bytes)?;
    let mut taken = vec![Vec::new(); DECODERS.len()];
    for _ in 0..ROUNDS {
        for ((_, decode), taken) in DECODERS.iter().zip(&mut taken) {
            let began = Instant::now();
            let read = decode(&bytes)?;
            taken.push(began.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(read, records);
        }
    }
    let mut medians: Vec<(&str, f64)> =
        DECODERS.iter().zip(taken).map(|((name, _), taken)| (*name, median(taken))).collect();
    match garmin(folder, &file, records) {
        Ok(ms) => medians.push(("@garmin/fitsdk 21.217, to named values", ms)),
        Err(error) => eprintln!("skipped: @garmin/fitsdk ({error}); run `npm ci` in bench/peers"),
    }
    std::fs::remove_file(&file)?;
    println!("\n{name}: {records} records, {} kB\n", bytes.len() / 1000);
    println!("| decoder | median | times ours |\n|---|---|---|");
    let best = medians[0].1;
    for (name, ms) in medians {
        println!("| {name} | {ms:.2} ms | {:.1} |", ms / best);
    }
    Ok(())
}

fn main() -> Result<(), Failure> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    race("Run of 1 hour", 60, &folder)?;
    race("Run of 12 hours", 720, &folder)
}
