//! What is written as FIT is read back the same, by our decoder and by an independent one.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::io::Cursor;

use embedded_io_adapters::std::FromStd;
use femoris_measure::{
    Channel, Day, DeveloperSeries, Device, Instant, Lap, Means, Metres, RecordedRun, Samples, Seconds, Sport,
    TimerEvent, TimerEventKind, Totals,
};
use femoris_recording::example::{self, PlannedKind};
use femoris_recording::fit::{self, WriteError};
use femoris_recording::{FileKind, Format};
use rustyfit::profile::mesgdef;
use rustyfit::profile::typedef::MesgNum;
use rustyfit::proto::{FIT, Message};
use rustyfit::{Decoder, Encoder, Endianness, HeaderOption};

fn decode_with_rustyfit(bytes: &[u8]) -> FIT {
    let mut reader = FromStd::new(Cursor::new(bytes));
    Decoder::new().decode(&mut reader).expect("rustyfit reads it").expect("one file")
}

fn assert_reads_back(run: &RecordedRun, what: &str) {
    let bytes = fit::write_activity(run).expect("a run that FIT can say");
    let reading = fit::read(&bytes);
    assert_eq!((reading.format, reading.kind), (Format::Fit, FileKind::Activity), "{what}");
    assert_eq!(reading.diagnostics, [], "{what}");
    assert_eq!(reading.parts.len(), 1, "{what}");
    // Columns by column first: a whole run that differs prints more than anyone reads.
    for channel in Channel::ALL {
        let same = reading.parts[0].samples.column(channel) == run.samples.column(channel);
        assert!(same, "{what}: {} differs", channel.name());
    }
    assert_eq!(reading.parts[0].laps, run.laps, "{what}");
    assert!(reading.parts[0] == *run, "{what}: the run differs");
}

#[test]
fn the_example_season_goes_out_and_comes_back() {
    let day: Day = "2025-11-01".parse().expect("a day");
    for (index, (run, kind)) in example::season(day, 1).enumerate() {
        if index % 9 == 0 || matches!(kind, PlannedKind::Twinge { .. }) {
            assert_reads_back(&run, &format!("run {index}, {}", kind.name()));
        }
    }
}

#[test]
fn rustyfit_reads_what_we_write_as_we_do() {
    let run = example::steady_run(20, 3);
    let file = decode_with_rustyfit(&fit::write_activity(&run).expect("bytes"));
    let of = |num: MesgNum| file.messages.iter().filter(move |message| message.num == num);
    let records: Vec<mesgdef::Record> = of(MesgNum::RECORD).map(mesgdef::Record::from).collect();
    assert_eq!(records.len(), run.samples.len());
    for (row, record) in records.iter().enumerate() {
        let ours = |channel| run.samples.value(channel, row);
        let at = run.samples.at(row).expect("a row");
        assert_eq!(record.timestamp.unix_timestamp(), Some(at.unix_ms() / 1000));
        let degrees = f64::from(record.position_lat) * 180.0 / f64::from(1u32 << 31);
        assert!((degrees - ours(Channel::Latitude).expect("a latitude")).abs() < 6e-8);
        assert_eq!(Some(f64::from(record.distance) / 100.0), ours(Channel::Distance));
        assert_eq!(Some(f64::from(record.enhanced_speed) / 1000.0), ours(Channel::Speed));
        let altitude = f64::from(record.enhanced_altitude) / 5.0 - 500.0;
        assert!((altitude - ours(Channel::Altitude).expect("an altitude")).abs() < 1e-9);
        assert_eq!(Some(f64::from(record.heart_rate)), ours(Channel::HeartRate));
        let cadence = f64::from(record.cadence) + f64::from(record.fractional_cadence) / 128.0;
        assert_eq!(Some(cadence * 2.0), ours(Channel::Cadence));
        if let Some(contact) = ours(Channel::GroundContact) {
            assert_eq!(f64::from(record.stance_time) / 10.0, contact);
            assert_eq!(Some(f64::from(record.step_length) / 10.0), ours(Channel::StepLength));
            assert_eq!(record.developer_fields.len(), 1);
        }
    }
    let session = of(MesgNum::SESSION).map(mesgdef::Session::from).next().expect("a session");
    assert_eq!(Some(f64::from(session.total_distance) / 100.0), run.device_totals.distance.map(Metres::get));
    assert_eq!(usize::from(session.num_laps), of(MesgNum::LAP).count());
}

/// The same messages in another dress of the protocol.
fn dress(bytes: &[u8], endianness: Endianness, header: HeaderOption) -> Vec<u8> {
    let mut file = decode_with_rustyfit(bytes);
    // The decoder adds what fields expand to; on the wire they were not.
    file.messages.iter_mut().for_each(|message: &mut Message| message.fields.retain(|f| !f.is_expanded));
    let mut out = Cursor::new(Vec::new());
    let mut encoder = Encoder::builder().endianness(endianness).header_option(header).build();
    encoder.encode(FromStd::new(&mut out), &mut file).expect("encoded again");
    out.into_inner()
}

#[test]
fn byte_order_and_compressed_times_do_not_matter() {
    let run = example::steady_run(12, 9);
    let plain = fit::write_activity(&run).expect("bytes");
    let expected = fit::read(&plain);
    let dresses = [
        ("big-endian", Endianness::BigEndian, HeaderOption::Normal(3)),
        ("compressed", Endianness::LittleEndian, HeaderOption::Compressed(3)),
        ("both", Endianness::BigEndian, HeaderOption::Compressed(0)),
    ];
    for (name, endianness, header) in dresses {
        let dressed = dress(&plain, endianness, header);
        assert_ne!(dressed, plain, "{name}");
        assert!(fit::read(&dressed) == expected, "{name}");
    }
}

#[test]
fn files_one_after_the_other_are_parts() {
    let (a, b) = (example::steady_run(6, 1), example::steady_run(7, 2));
    let mut bytes = fit::write_activity(&a).expect("bytes");
    bytes.extend(fit::write_activity(&b).expect("bytes"));
    let reading = fit::read(&bytes);
    assert_eq!(reading.diagnostics, []);
    assert!(reading.parts == [a, b]);
}

fn bare(start: &str) -> RecordedRun {
    RecordedRun {
        sport: Sport::Running,
        sport_word: "running".into(),
        sub_sport: "trail".into(),
        start: start.parse().expect("a moment"),
        device_totals: Totals::default(),
        computed_totals: Totals::default(),
        told: Means::default(),
        samples: Samples::new(),
        laps: Vec::new(),
        timer_events: Vec::new(),
        device: Device::default(),
        developer: Vec::new(),
        title: "Lauf \u{202e}<b>&\"".into(),
    }
}

#[test]
fn a_run_without_anything_but_a_start_survives() {
    assert_reads_back(&bare("2024-05-01T06:12:09Z"), "a bare run");
}

#[test]
fn rows_may_lack_any_channel() {
    let mut run = bare("2024-05-01T06:00:00Z");
    let second = |n: i64| Instant::from_unix_ms(run.start.unix_ms() + n * 1000);
    for row in 0..40 {
        run.samples.push(second(row));
        for (index, channel) in Channel::ALL.into_iter().enumerate() {
            // Each row lacks another few channels; the values are ones FIT says exactly.
            if !(row as usize * 5 + index).is_multiple_of(3) {
                run.samples.set(channel, if channel == Channel::Distance { row as f64 } else { 2.0 });
            }
        }
    }
    run.timer_events = vec![
        TimerEvent { at: second(0), kind: TimerEventKind::Start },
        TimerEvent { at: second(10), kind: TimerEventKind::Stop },
        TimerEvent { at: second(20), kind: TimerEventKind::Start },
    ];
    run.laps = vec![Lap {
        start: second(0),
        totals: Totals {
            timer: Seconds::new(29.5).ok(),
            distance: Metres::new(39.01).ok(),
            ..Totals::default()
        },
        manual: None,
    }];
    let bytes = fit::write_activity(&run).expect("bytes");
    let reading = fit::read(&bytes);
    run.computed_totals = reading.parts[0].computed_totals;
    assert_eq!(
        run.computed_totals.timer.map(Seconds::get),
        Some(29.0),
        "the pause of ten seconds is left out"
    );
    assert_reads_back(&run, "a run with holes");
}

#[test]
fn a_date_the_format_cannot_say_is_refused_by_name() {
    let refused = fit::write_activity(&bare("1985-01-01T00:00:00Z"));
    assert!(matches!(refused, Err(WriteError::OutOfTime { what: "the start", .. })));
    assert!(refused.is_err_and(|error| error.to_string().contains("1985-01-01")));
}

/// An app may write power without saying that its field is the native one.
#[test]
fn a_field_of_watts_that_is_called_power_is_power_where_the_watch_recorded_none() {
    let read = |name: &str, unit: &str, native: Option<f64>| {
        let mut run = bare("2024-05-01T06:00:00Z");
        for second in 0..3 {
            run.samples.push(Instant::from_unix_ms(run.start.unix_ms() + second * 1000));
            if let Some(watts) = native {
                run.samples.set(Channel::Power, watts);
            }
        }
        let series = [250_000, 251_400, 260_000].into_iter().map(Some).collect();
        run.developer = vec![DeveloperSeries { name: name.into(), unit: unit.into(), series }];
        let reading = fit::read(&fit::write_activity(&run).expect("bytes"));
        let again = &reading.parts[0];
        assert_eq!(again.developer, run.developer, "the field stays what it is");
        again.samples.present(Channel::Power).map(|(_, watts)| watts).collect::<Vec<_>>()
    };
    assert_eq!(read("RP_Power", "W", None), [250.0, 251.0, 260.0]);
    assert_eq!(read("Power", "watts", None), [250.0, 251.0, 260.0]);
    assert_eq!(read("RP_Power", "W", Some(200.0)), [200.0; 3], "the watch's own comes first");
    for (name, unit) in [("Form Power", "Watts"), ("Power", "W/kg"), ("Power", ""), ("RP_AvgPower", "W")] {
        assert_eq!(read(name, unit, None), [0.0; 0], "{name} in {unit}");
    }
}
