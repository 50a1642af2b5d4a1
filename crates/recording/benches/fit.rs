//! FIT decoding: our reader beside rustyfit's decoder on the same generated files.

use std::hint::black_box;
use std::io::Cursor;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use embedded_io_adapters::std::FromStd;
use femoris_recording::{example, fit};
use rustyfit::profile::mesgdef::Record;
use rustyfit::profile::typedef::MesgNum;
use rustyfit::{Decoder, DecoderEvent, StreamingIterator};

/// Names and lengths in minutes of the runs decoded.
const RUNS: [(&str, u32); 2] = [("1 h", 60), ("12 h", 720)];

/// Decodes a file; gives the number of records or messages.
type Decode = fn(&[u8]) -> usize;

/// All records as rustyfit's typed values, streamed.
fn rustyfit_typed(bytes: &[u8]) -> usize {
    let mut reader = FromStd::new(Cursor::new(bytes));
    let mut decoder = Decoder::new();
    let mut stream = decoder.stream(&mut reader);
    let mut records: Vec<Record> = Vec::new();
    while let Some(event) = stream.next() {
        match event {
            Ok(DecoderEvent::Message(message)) if message.num == MesgNum::RECORD => {
                records.push(Record::from(message));
            }
            Ok(_) => {}
            Err(_) => break,
        }
    }
    black_box(&records).len()
}

/// All messages as rustyfit's generic values.
fn rustyfit_generic(bytes: &[u8]) -> usize {
    let mut reader = FromStd::new(Cursor::new(bytes));
    let file = Decoder::new().decode(&mut reader);
    black_box(&file).as_ref().map_or(0, |file| file.as_ref().map_or(0, |file| file.messages.len()))
}

/// A finished run: columns, laps, computed totals, diagnostics.
fn ours(bytes: &[u8]) -> usize {
    let reading = fit::read(bytes);
    black_box(&reading).parts.first().map_or(0, |run| run.samples.len())
}

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fit decode");
    group.sample_size(30);
    for (name, minutes) in RUNS {
        let Ok(bytes) = fit::write_activity(&example::steady_run(minutes, 1)) else { continue };
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        let decoders: [(&str, Decode); 3] =
            [("ours", ours), ("rustyfit typed", rustyfit_typed), ("rustyfit generic", rustyfit_generic)];
        for (decoder, run) in decoders {
            group.bench_with_input(BenchmarkId::new(decoder, name), &bytes, |b, bytes| b.iter(|| run(bytes)));
        }
    }
    group.finish();
}

fn encode(criterion: &mut Criterion) {
    let run = example::steady_run(60, 1);
    let mut group = criterion.benchmark_group("fit encode");
    group.sample_size(20);
    group.bench_function("1 h", |b| b.iter(|| black_box(fit::write_activity(&run))));
    group.bench_function("1 h invented", |b| b.iter(|| black_box(example::steady_run(60, 1))));
    group.finish();
}

criterion_group!(benches, decode, encode);
criterion_main!(benches);
