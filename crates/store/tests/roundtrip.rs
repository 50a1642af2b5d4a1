//! What goes in comes out: originals byte for byte, samples value for value, texts character for character.

use femoris_measure::{Channel, Device, Instant, RecordedRun, Samples, Sport, Totals, ZoneOffset};
use femoris_recording::Format;
use femoris_store::*;

#[test]
fn smoke() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut samples = Samples::new();
    for i in 0..5000 {
        samples.push(Instant::from_unix_ms(i * 1000));
        samples.set(Channel::HeartRate, 140.0 + (i % 7) as f64);
    }
    let run = RecordedRun {
        sport: Sport::Running,
        sport_word: "running".into(),
        sub_sport: String::new(),
        start: Instant::from_unix_ms(0),
        device_totals: Totals::default(),
        computed_totals: Totals::default(),
        samples,
        laps: vec![],
        timer_events: vec![],
        device: Device::default(),
        developer: vec![],
        title: "x".into(),
    };
    let original = PreparedOriginal::prepare(b"hello").unwrap();
    let facts = RunFacts {
        original: original.sha(),
        part: 0,
        format: Format::Fit,
        offset: ZoneOffset::UTC,
        title: "",
        note: "",
        gear: "",
        diagnostics: &[],
    };
    let p = PreparedRun::prepare(&run, &facts).unwrap();
    store
        .batch(|tx| {
            tx.put_original(&original, Instant::from_unix_ms(5))?;
            tx.put_run(&p)
        })
        .unwrap();
    let back = store.read(|r| r.run(p.id())).unwrap();
    assert_eq!(&back.summary, p.summary());
    let s = store.read(|r| r.streams(p.id(), &Channel::ALL)).unwrap();
    assert_eq!(s.samples, run.samples);
    let l = store.read(|r| r.levels(p.id(), &Channel::ALL, Level::Fine)).unwrap();
    assert_eq!(l.starts.len(), 960);
    println!("{:?}", store.read(|r| r.totals()).unwrap());
    println!("{:?}", store.backup(&dir.path().join("b.db")).unwrap());
    println!("{:?}", store.erase().unwrap());
    drop(store);
    println!("{:?}", restore(&dir.path().join("b.db"), dir.path()).unwrap());
    println!("{:?}", erase(dir.path()).unwrap());
    println!("{:?}", std::fs::read_dir(dir.path()).unwrap().collect::<Vec<_>>());
}
