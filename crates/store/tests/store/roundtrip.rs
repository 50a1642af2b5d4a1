//! What goes in comes out: originals byte for byte, samples value for value, texts character for character.

use femoris_measure::{Channel, Samples, Series};
use femoris_recording::{Diagnostic, Format};
use femoris_store::{
    Level, PreparedOriginal, PreparedRun, PutOutcome, RunFacts, Sha256, Standing, StoreError, StoreErrorKind,
};
use proptest::prelude::*;

use crate::build::{Home, bare_run, full_run, home, prepare, recording};
use femoris_measure::{Instant, ZoneOffset};

/// Texts that trip programs up.
fn nasty_texts() -> Vec<String> {
    vec![
        String::new(),
        "with\0NUL\0inside".into(),
        "<script>alert('x')</script> \"'; DROP TABLE run;--".into(),
        "שלום \u{202e}עולם‏".into(),
        "🏃🏽‍♀️ e\u{301}".repeat(3),
        "x".repeat(10_000),
        "ß漢字\r\n\t".repeat(1250),
    ]
}

#[test]
fn a_run_comes_back_whole() {
    let Home { store, folder: _folder } = home();
    let run = full_run(1, 5000);
    let original = PreparedOriginal::prepare(b"a file").expect("an original");
    let diagnostics = [
        Diagnostic::warning("odd", 17, "Something was odd."),
        Diagnostic::error("cut", None, "It was cut short."),
    ];
    let prepared = prepare(&run, &original, &diagnostics);
    store
        .batch(|writer| {
            writer.put_original(&original, Instant::from_unix_ms(5))?;
            writer.put_run(&prepared)
        })
        .expect("stored");

    let back = store.read(|reader| reader.run(prepared.id())).expect("there");
    assert_eq!(&back.summary, prepared.summary());
    assert_eq!((back.device_totals, back.computed_totals), (run.device_totals, run.computed_totals));
    assert_eq!((&back.laps, &back.timer_events), (&run.laps, &run.timer_events));
    assert_eq!(back.diagnostics.len(), 2);
    assert_eq!((back.diagnostics[0].at_byte, back.diagnostics[0].code.as_str()), (Some(17), "odd"));
    assert!(back.summary.is_damaged);
    assert_eq!(back.summary.standing, Standing::Shown);
    assert_eq!(back.developer[0].name, "Leg Spring Stiffness");

    let streams = store.read(|reader| reader.streams(prepared.id(), &Channel::ALL)).expect("samples");
    assert_eq!(streams.samples, run.samples);
    let one =
        store.read(|reader| reader.streams(prepared.id(), &[Channel::Power, Channel::Cadence])).expect("two");
    assert_eq!(one.samples.channels().collect::<Vec<_>>(), [Channel::Cadence]);
    let developer = store.read(|reader| reader.developer_series(prepared.id(), 0)).expect("a field");
    assert_eq!(developer.as_ref(), run.developer.first());
    assert_eq!(store.read(|reader| reader.developer_series(prepared.id(), 1)).expect("no field"), None);
}

#[test]
fn texts_of_any_kind_come_back_as_they_were() {
    let Home { store, folder: _folder } = home();
    for (i, text) in nasty_texts().iter().enumerate() {
        let mut run = bare_run(Instant::from_unix_ms(i as i64 * 1000), None, None);
        run.device.name.clone_from(text);
        run.sport_word.clone_from(text);
        let original = PreparedOriginal::prepare(format!("file {i}").as_bytes()).expect("an original");
        let diagnostics = [Diagnostic::info("text", None, text.clone())];
        let facts = RunFacts {
            original: original.sha(),
            part: 0,
            format: Format::Tcx,
            offset: ZoneOffset::UTC,
            title: text,
            note: text,
            gear: text,
            diagnostics: &diagnostics,
        };
        let prepared = PreparedRun::prepare(&run, &facts).expect("prepared");
        store
            .batch(|writer| {
                writer.put_original(&original, Instant::from_unix_ms(0))?;
                writer.put_run(&prepared)
            })
            .expect("stored");
        let back = store.read(|reader| reader.run(prepared.id())).expect("there");
        let texts = [
            &back.summary.title,
            &back.summary.gear,
            &back.note,
            &back.summary.device.name,
            &back.summary.sport_word,
            &back.diagnostics[0].message,
        ];
        assert!(texts.iter().all(|found| *found == text), "text {i}");
        assert_eq!(back.summary.format, Format::Tcx);

        let changed = format!("{text} and more");
        store
            .batch(|writer| {
                writer.set_title(prepared.id(), &changed)?;
                writer.set_note(prepared.id(), &changed)
            })
            .expect("changed");
        let back = store.read(|reader| reader.run(prepared.id())).expect("there");
        assert!([&back.summary.title, &back.note].iter().all(|found| **found == changed));
        assert_eq!(back.summary.gear, *text);
    }
}

#[test]
fn the_same_bytes_are_kept_once() {
    let Home { store, folder: _folder } = home();
    let one = recording(3, 50);
    let put = || {
        store.batch(|writer| {
            Ok::<_, StoreError>((
                writer.put_original(&one.original, Instant::from_unix_ms(1))?,
                writer.put_run(&one.prepared)?,
            ))
        })
    };
    let id = one.id().clone();
    assert_eq!(put().expect("first"), (true, PutOutcome::Stored { run: id.clone() }));
    assert_eq!(put().expect("second"), (false, PutOutcome::SameBytes { run: id }));
    let totals = store.read(|reader| reader.totals()).expect("totals");
    assert_eq!((totals.shown, totals.originals, totals.original_bytes), (1, 1, one.bytes.len() as u64));
}

#[test]
fn a_run_without_its_original_is_refused_and_the_batch_undone() {
    let Home { store, folder: _folder } = home();
    let (first, second) = (recording(1, 10), recording(2, 10));
    let outcome = store.batch(|writer| {
        first.put(writer)?;
        writer.put_run(&second.prepared)
    });
    assert!(matches!(outcome, Err(StoreError::NoSuchOriginal { .. })));
    assert_eq!(store.read(|reader| reader.totals()).expect("totals").shown, 0, "all of a batch or none");
}

#[test]
fn what_is_not_there_is_said_to_be_not_there() {
    let Home { store, folder: _folder } = home();
    let stranger = recording(9, 1);
    let kinds = [
        store.read(|reader| reader.run(stranger.id())).map(|_| ()),
        store.read(|reader| reader.summary(stranger.id())).map(|_| ()),
        store.read(|reader| reader.streams(stranger.id(), &Channel::ALL)).map(|_| ()),
        store.read(|reader| reader.levels(stranger.id(), &Channel::ALL, Level::Coarse)).map(|_| ()),
        store.read(|reader| reader.original(&stranger.original.sha())).map(|_| ()),
        store.batch(|writer| writer.remove(stranger.id())),
        store.batch(|writer| writer.merge(stranger.id(), recording(8, 1).id(), "why")),
    ]
    .map(|outcome| outcome.expect_err("not there").kind());
    assert_eq!(kinds, [StoreErrorKind::NotFound; 7]);
}

#[test]
fn levels_agree_with_the_samples_whether_kept_or_computed() {
    let Home { store, folder: _folder } = home();
    for (seed, records) in [(1, 1), (2, 239), (3, 240), (4, 961), (5, 3841), (6, 20_000)] {
        let one = recording(seed, records);
        one.put_into(&store);
        for level in Level::ALL {
            let asked = [Channel::HeartRate, Channel::Latitude, Channel::Power];
            let levels = store.read(|reader| reader.levels(one.id(), &asked, level)).expect("levels");
            assert_eq!(levels.starts.len(), level.count(records));
            assert_eq!(levels.starts[0], one.run.start);
            let latitude =
                levels.columns.iter().find(|column| column.channel == Channel::Latitude).expect("has it");
            check_buckets(&one.run.samples, Channel::Latitude, &latitude.buckets);
            if let Some(heart) = levels.columns.iter().find(|column| column.channel == Channel::HeartRate) {
                check_buckets(&one.run.samples, Channel::HeartRate, &heart.buckets);
            }
            assert!(levels.columns.iter().all(|column| column.channel != Channel::Power), "it has none");
        }
    }
}

#[test]
fn a_position_that_cannot_be_believed_is_in_no_level_and_still_in_the_samples() {
    let Home { store, folder: _folder } = home();
    let mut run = bare_run(Instant::from_unix_ms(0), None, None);
    for second in 0..5000_i64 {
        run.samples.push(Instant::from_unix_ms(second * 1000));
        let bad = second == 2500;
        run.samples.set(Channel::Latitude, if bad { -33.0 } else { 48.0 + second as f64 * 3e-5 });
        run.samples.set(Channel::Longitude, if bad { 151.0 } else { 11.0 });
    }
    let one = crate::build::Recording::new(b"file".to_vec(), run);
    one.put_into(&store);
    for level in Level::ALL {
        let asked = [Channel::Latitude, Channel::Longitude];
        let levels = store.read(|reader| reader.levels(one.id(), &asked, level)).expect("levels");
        let [latitude, longitude] = &levels.columns[..] else { panic!("both") };
        assert!(latitude.buckets.iter().all(|bucket| bucket.is_some_and(|bucket| bucket.min >= 48.0)));
        assert!(longitude.buckets.iter().all(|bucket| bucket.is_some_and(|bucket| bucket.max == 11.0)));
    }
    let kept = store.read(|reader| reader.streams(one.id(), &[Channel::Latitude])).expect("samples");
    assert_eq!(kept.samples.value(Channel::Latitude, 2500), Some(-33.0), "what was recorded stays");
}

/// Recomputes the buckets the slow way.
fn check_buckets(samples: &Samples, channel: Channel, buckets: &[Option<femoris_store::Bucket>]) {
    let rows = samples.len();
    for (i, bucket) in buckets.iter().enumerate() {
        let range = i * rows / buckets.len()..(i + 1) * rows / buckets.len();
        let values: Vec<f64> = range.filter_map(|row| samples.value(channel, row)).collect();
        let Some(bucket) = bucket else {
            assert!(values.is_empty());
            continue;
        };
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert_eq!((bucket.min, bucket.max), (low, high), "{channel:?} bucket {i} of {rows}");
        assert!((bucket.mean - mean).abs() <= 1.0 / channel.steps_per_unit(), "{channel:?} bucket {i}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn originals_come_back_byte_for_byte(files in prop::collection::vec(any_file(), 1..6)) {
        let Home { store, folder: _folder } = home();
        for bytes in &files {
            let original = PreparedOriginal::prepare(bytes).expect("an original");
            store.batch(|writer| writer.put_original(&original, Instant::from_unix_ms(0))).expect("kept");
        }
        let totals = store.read(|reader| reader.totals()).expect("counted");
        prop_assert!(totals.original_stored_bytes <= totals.original_bytes, "packing makes none larger");
        for bytes in &files {
            let back = store.read(|reader| reader.original(&Sha256::of(bytes))).expect("there");
            prop_assert_eq!(&back, bytes);
        }
    }

    #[test]
    fn samples_come_back_value_for_value(samples in any_samples()) {
        let Home { store, folder: _folder } = home();
        let mut run = bare_run(Instant::from_unix_ms(0), None, None);
        run.samples = samples;
        let one = crate::build::Recording::new(b"file".to_vec(), run);
        one.put_into(&store);
        let back = store.read(|reader| reader.streams(one.id(), &Channel::ALL)).expect("samples");
        prop_assert_eq!(back.samples.times_ms(), one.run.samples.times_ms());
        for channel in Channel::ALL {
            prop_assert_eq!(back.samples.column(channel), one.run.samples.column(channel));
        }
    }
}

fn any_file() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..3000),
        (any::<u8>(), 0usize..200_000).prop_map(|(byte, length)| vec![byte; length]),
    ]
}

/// Moments that repeat, jump and step back; columns shorter than the recording, sparse or extreme.
fn any_samples() -> impl Strategy<Value = Samples> {
    let column = prop::collection::vec(prop::option::weighted(0.7, any::<i32>()), 0..200);
    let times = prop::collection::vec(any::<i64>(), 0..200);
    (times, prop::collection::vec((0..Channel::ALL.len(), column), 0..5)).prop_map(|(times, columns)| {
        let mut samples = Samples::new();
        times.iter().for_each(|ms| samples.push(Instant::from_unix_ms(*ms)));
        for (channel, mut rows) in columns {
            rows.truncate(times.len());
            let put = samples.put_column(Channel::ALL[channel], rows.into_iter().collect::<Series>());
            assert!(put, "short enough");
        }
        samples
    })
}
