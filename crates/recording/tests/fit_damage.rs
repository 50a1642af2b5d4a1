//! Damaged FIT files: whatever happens to the bytes, what is still there is read and nothing falls over.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use femoris_measure::{Channel, RecordedRun, Series};
use femoris_recording::{FileKind, Reading, example, fit};

/// A short run and its bytes.
fn sample() -> (RecordedRun, Vec<u8>) {
    let run = example::steady_run(2, 11);
    let bytes = fit::write_activity(&run).expect("bytes");
    (run, bytes)
}

fn rows(reading: &Reading) -> usize {
    reading.parts.iter().map(|run| run.samples.len()).sum()
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.diagnostics.iter().map(|finding| finding.code).collect()
}

/// Whether the first rows of a reading are the first rows of the run.
fn is_prefix(reading: &Reading, run: &RecordedRun) -> bool {
    reading.parts.iter().all(|part| {
        let count = part.samples.len();
        count <= run.samples.len()
            && part.samples.times_ms() == &run.samples.times_ms()[..count]
            && (0..count).all(|row| {
                femoris_measure::Channel::ALL
                    .into_iter()
                    .all(|channel| part.samples.value(channel, row) == run.samples.value(channel, row))
            })
    })
}

#[test]
fn cut_anywhere_the_records_before_the_cut_are_kept() {
    let (run, bytes) = sample();
    let mut kept = 0;
    for cut in 0..bytes.len() {
        let reading = fit::read(&bytes[..cut]);
        let now = rows(&reading);
        assert!(now >= kept, "cut at {cut}: {now} rows, but {kept} with fewer bytes");
        assert!(is_prefix(&reading, &run), "cut at {cut}: the rows are not those of the run");
        assert!(reading.is_damaged(), "cut at {cut} without a word: {:?}", reading.diagnostics);
        kept = now;
    }
    assert_eq!(kept, run.samples.len(), "at the last byte all records are there");
}

#[test]
fn each_finding_of_a_cut_file_has_a_place_and_a_sentence() {
    let (_, bytes) = sample();
    let reading = fit::read(&bytes[..bytes.len() / 2]);
    assert_eq!(reading.kind, FileKind::Activity);
    assert!(codes(&reading).contains(&"file_ends_early"), "{:?}", reading.diagnostics);
    assert!(codes(&reading).contains(&"session_missing"), "{:?}", reading.diagnostics);
    for finding in &reading.diagnostics {
        assert!(finding.at_byte.is_some_and(|at| at <= bytes.len() as u64), "{finding:?}");
        assert!(finding.message.ends_with('.'), "{finding:?}");
    }
}

#[test]
fn thousands_of_mutations_and_not_one_panic() {
    let (run, bytes) = sample();
    // A plain linear congruence: the same mutations on every machine.
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut next = move |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound.max(1)
    };
    for round in 0..4_000 {
        let mut mutant = bytes.clone();
        for _ in 0..1 + next(4) {
            let at = next(mutant.len());
            match next(6) {
                0 => mutant[at] ^= 1 << next(8),
                1 => mutant[at] = next(256) as u8,
                2 => drop(mutant.drain(at..(at + next(40)).min(bytes.len()).max(at).min(mutant.len()))),
                3 => mutant.insert(at, next(256) as u8),
                4 => mutant.iter_mut().skip(at).take(next(30)).for_each(|byte| *byte = 0xFF),
                _ => mutant.truncate(at.max(1)),
            }
        }
        let reading = fit::read(&mutant);
        // A record takes a byte at least, so no claim can make more rows than there are bytes.
        assert!(rows(&reading) <= mutant.len(), "round {round}");
        assert!(reading.diagnostics.len() <= 200, "round {round}: {}", reading.diagnostics.len());
    }
    assert!(run.samples.len() == 120);
}

#[test]
fn a_hole_in_the_middle_costs_a_few_records_not_the_rest() {
    let (run, bytes) = sample();
    let middle = bytes.len() / 2;
    for hole in [1, 2, 3, 7, 19, 64, 200] {
        for shift in 0..40 {
            let mut holed = bytes.clone();
            holed.drain(middle + shift..middle + shift + hole);
            let reading = fit::read(&holed);
            let lost = run.samples.len() - rows(&reading).min(run.samples.len());
            assert!(
                lost <= 8,
                "{hole} bytes at {} lost {lost} records: {:?}",
                middle + shift,
                reading.diagnostics
            );
            assert_eq!(reading.parts.len(), 1);
            assert_eq!(reading.parts[0].device_totals, run.device_totals, "the summary behind it is read");
        }
    }
}

#[test]
fn an_undefined_message_type_is_named_with_its_place() {
    let (run, mut bytes) = sample();
    // The bytes before the checksum begin the last message; a data header of a type nobody defined goes there.
    let end = bytes.len() - 2;
    bytes.insert(end, 0x0F);
    let reading = fit::read(&bytes);
    assert_eq!(rows(&reading), run.samples.len());
    let finding = reading.diagnostics.iter().find(|finding| finding.code == "checksum_mismatch");
    assert!(finding.is_some(), "{:?}", reading.diagnostics);
}

/// A file around these messages, with a header and a checksum that hold.
fn framed(messages: &[u8]) -> Vec<u8> {
    let mut file = vec![14, 0x20, 0, 0];
    file.extend((messages.len() as u32).to_le_bytes());
    file.extend(b".FIT\0\0");
    file.extend(messages);
    let crc = file.iter().fold(0u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xA001 } else { c >> 1 })
    });
    file.extend(crc.to_le_bytes());
    file
}

#[test]
fn claims_of_length_are_not_believed() {
    let (_, bytes) = sample();
    for claim in [1u32, 12, 4_000, u32::MAX - 16, u32::MAX] {
        let mut lying = bytes.clone();
        lying[4..8].copy_from_slice(&claim.to_le_bytes());
        let reading = fit::read(&lying);
        assert_eq!(rows(&reading), 120, "a claim of {claim} bytes: {:?}", reading.diagnostics);
        assert!(reading.is_damaged(), "{claim}");
    }
    // 255 fields of 255 bytes in each of sixteen definitions, and no data.
    let mut wide = Vec::new();
    for local in 0..16u8 {
        wide.extend([0x40 | local, 0, 0, 20, 0, 255]);
        (0..255u8).for_each(|number| wide.extend([number, 255, 0x86]));
    }
    let reading = fit::read(&framed(&wide));
    assert_eq!((rows(&reading), reading.parts.len()), (0, 0));
}

#[test]
fn definitions_and_fields_of_every_size_are_survived() {
    for size in 0..=255u8 {
        for base in 0..=255u8 {
            let mut messages = vec![0x40, 0, 0, 20, 0, 2, 253, 4, 0x86, 3, size, base, 0x00];
            messages.extend(1_000_000_000u32.to_le_bytes());
            messages.extend(vec![7; usize::from(size)]);
            let reading = fit::read(&framed(&messages));
            assert_eq!(rows(&reading), 1, "size {size}, type {base}: {:?}", reading.diagnostics);
        }
    }
}

#[test]
fn next_to_nothing_is_nothing() {
    for (bytes, code) in [(&b""[..], "not_fit"), (b"\x0E", "not_fit"), (b"not a FIT file at all", "not_fit")]
    {
        let reading = fit::read(bytes);
        assert_eq!((reading.kind, codes(&reading)), (FileKind::NotARecording, vec![code]));
        assert!(!fit::is_fit(bytes));
    }
    let reading = fit::read(&framed(&[])[..14]);
    assert!(reading.parts.is_empty() && reading.is_damaged(), "{reading:?}");
}

#[test]
fn summaries_of_two_bytes_do_not_become_runs_without_end() {
    let mut messages = vec![0x40, 0, 0, 0, 0, 2, 0, 1, 0, 4, 4, 0x86, 0, 4];
    messages.extend(1_000_000_000u32.to_le_bytes());
    let (sessions, laps) = ([0x41, 0, 0, 18, 0, 1, 5, 1, 0], [0x42, 0, 0, 19, 0, 1, 2, 4, 0x86]);
    messages.extend(sessions);
    messages.extend([0x01, 1].repeat(300_000));
    messages.extend(laps);
    messages.extend([0x02, 0, 0xCA, 0x9A, 0x3B].repeat(50_000));
    let reading = fit::read(&framed(&messages));
    assert_eq!(reading.parts.len(), 500);
    assert_eq!(reading.parts.iter().map(|run| run.laps.len()).sum::<usize>(), 20_000);
    assert!(codes(&reading).contains(&"too_many_summaries"), "{:?}", reading.diagnostics);
    let chain = framed(&messages[..18 + 9 + 2]).repeat(3_000);
    let reading = fit::read(&chain);
    assert_eq!((reading.parts.len(), codes(&reading)), (2_000, vec!["too_many_activities"]));
}

#[test]
fn hostile_repetition_takes_no_longer_than_its_bytes() {
    let began = Instant::now();
    // A megabyte of file headers, of undefined messages, of definitions, and of single-byte records.
    let headers = b"\x0E\x20\0\0\0\0\0\0.FIT\0\0".repeat(75_000);
    assert!(fit::read(&headers).diagnostics.len() <= 200);
    assert!(fit::read(&framed(&[0x0F].repeat(1 << 20))).diagnostics.len() <= 200);
    let definition = [0x40, 0, 0, 20, 0, 1, 253, 4, 0x86];
    assert_eq!(rows(&fit::read(&framed(&definition.repeat(1 << 17)))), 0);
    // Dated ones: a byte in the file would be many in memory.
    let mut dated = vec![0x41, 0, 0, 21, 0, 1, 253, 4, 0x86, 0x01];
    dated.extend(1_000_000_000u32.to_le_bytes());
    dated.extend([0x40, 0, 0, 20, 0, 0]);
    dated.extend([0x80].repeat(5_000_000));
    let reading = fit::read(&framed(&dated));
    assert_eq!(rows(&reading), 4_000_000);
    assert!(codes(&reading).contains(&"too_many_records"), "{:?}", reading.diagnostics);
    let mut tiny = vec![0x40, 0, 0, 20, 0, 0];
    tiny.extend([0x80].repeat(1 << 20));
    let reading = fit::read(&framed(&tiny));
    assert_eq!((rows(&reading), codes(&reading)), (0, vec!["no_timestamps", "no_activity"]));
    assert!(began.elapsed() < Duration::from_secs(60), "took {:?}", began.elapsed());
}

#[test]
fn numbers_beyond_any_angle_and_height_are_no_values() {
    // Latitude and altitude declared as 64 bits wide.
    let mut messages = vec![0x40, 0, 0, 20, 0, 3, 253, 4, 0x86, 0, 8, 0x8E, 2, 8, 0x8E];
    for (second, number) in [(0u32, i64::MAX - 1), (1, i64::MIN), (2, i64::MIN + 1)] {
        messages.push(0);
        messages.extend((1_000_000_000 + second).to_le_bytes());
        messages.extend([number.to_le_bytes(), number.to_le_bytes()].concat());
    }
    let reading = fit::read(&framed(&messages));
    assert_eq!(rows(&reading), 3);
    for run in &reading.parts {
        for channel in [Channel::Latitude, Channel::Altitude] {
            let present = run.samples.column(channel).map_or(0, Series::count_present);
            assert_eq!(present, 0, "{channel:?}");
        }
    }
}
