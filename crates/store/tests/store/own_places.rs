//! What the runner knows about places is kept whole, listed, and exported.

use femoris_measure::Instant;
use femoris_store::{OwnPlace, Store, StoreError};

#[test]
fn what_is_known_about_a_place_comes_back_and_the_newest_word_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("a store");
    let first = OwnPlace {
        key: "osm:n1".into(),
        name: "Bogen".into(),
        note: "asks about running".into(),
        been_there: true,
        shortlisted: true,
        confirmed: "2026-11-21".parse().ok(),
        tendon: Some(true),
        soon: Some(false),
        ..OwnPlace::default()
    };
    let put = |own: &OwnPlace| store.batch(|writer| writer.put_own_place(own, Instant::from_unix_ms(1)));
    put(&first).expect("written");
    let read = || store.read(|reader| reader.own_place("osm:n1")).expect("read");
    assert_eq!(read(), Some(first.clone()));
    put(&OwnPlace { shortlisted: false, ..first.clone() }).expect("written");
    assert_eq!(store.read(|reader| reader.shortlist()).expect("read"), []);
    put(&first).expect("written");
    let mut out = Vec::new();
    let count = store.read(|reader| reader.write_own_places_json_lines(&mut out));
    assert_eq!(count.map_err(|error: StoreError| error.to_string()), Ok(1));
    let line: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(
        (&line["tendon"], &line["gait"], &line["confirmed"]),
        (&true.into(), &().into(), &"2026-11-21".into())
    );
}
