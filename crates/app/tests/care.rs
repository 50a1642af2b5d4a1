//! Find care: what the runner knows survives new editions, and nothing about them reaches the directory or the log.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use femoris_app::care::{
    Access, CareNeed, CareOutcome, DirectoryFile, FileBecame, Informed, Known, Must, OwnPlace, Point, Skills,
    SortBy, Wanted, Wish,
};
use femoris_app::{App, Clock, NewEntry};
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::triage::Urgency;
use femoris_measure::{Day, ZoneOffset};

const NOTE: &str = "Zirkonoxid knows the dossier";
const KEY: &str = "Kobaltschluessel";
const LATITUDE: &str = "51.4437219";

fn app(folder: &Path) -> App {
    let noon = "2026-11-21T11:00:00Z".parse().expect("a moment");
    App::open(folder, Clock::Fixed(noon, ZoneOffset::from_seconds(3600))).expect("a folder")
}

fn bring(app: &App, work: &Path, rows: &str) {
    let path = work.join("list.csv");
    fs::write(&path, format!("id,name,profession,lat,lon,updated\n{rows}")).expect("written");
    let file = DirectoryFile::open(&path).expect("a file");
    app.import_directory(vec![file], &mut |_| true).expect("an import");
}

fn wish() -> Wish {
    Wish {
        need: "tendon_rehab".to_owned(),
        near: format!("{LATITUDE}, 14.2456713"),
        within_km: 30.0,
        limit: 10,
        sort: SortBy::Points,
        skills: Skills::EMPTY,
        access: Access::default(),
        language: String::new(),
        name: String::new(),
    }
}

fn names(app: &App) -> Vec<String> {
    match app.find_care(&wish()).expect("a search").outcome {
        CareOutcome::Found { places, .. } => places.iter().map(|one| one.place.name()).collect(),
        CareOutcome::Nothing { .. } => Vec::new(),
    }
}

#[test]
fn what_the_runner_found_out_counts_and_outlives_editions() {
    let work = tempfile::tempdir().expect("a folder");
    let app = app(&work.path().join("data"));
    bring(
        &app,
        work.path(),
        "1,Near,physiotherapist,51.444,14.246,2026-11-01\n2,Far,physiotherapist,51.5,14.3,\n",
    );
    assert_eq!(names(&app), ["Near", "Far"]);
    let own = OwnPlace {
        key: "own:2".into(),
        name: "Far".into(),
        note: "good".into(),
        been_there: true,
        shortlisted: true,
        confirmed: Some(app.clock().today()),
        tendon: Some(true),
        experience: Some(true),
        ..OwnPlace::default()
    };
    app.keep_own_place(&own).expect("kept");
    assert_eq!(names(&app), ["Far", "Near"], "sorted by known points");
    bring(
        &app,
        work.path(),
        "1,Near,physiotherapist,51.444,14.246,\n2,Far renamed,physiotherapist,51.5,14.3,\n",
    );
    let wanted = Wanted::of("tendon_rehab").expect("a need");
    let far = app.care_place("own:2", &wanted, "").expect("there");
    assert_eq!(
        (far.place.name().as_str(), far.points.answer(Point::Experience)),
        ("Far renamed", Known::Yes)
    );
    assert_eq!(far.own.as_ref(), Some(&own));
    // The newest edition has lost it: still on the shortlist, still to be opened, no longer found.
    bring(&app, work.path(), "1,Near,physiotherapist,51.444,14.246,\n");
    assert_eq!(names(&app), ["Near"]);
    assert_eq!(app.shortlist().expect("a list"), [own]);
    assert!(app.care_place("own:2", &wanted, "").expect("not lost").place.gone().is_some());
}

/// A gzip stream of these bytes.
fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn packed_directories_are_read_as_they_come_and_bombs_change_nothing() {
    let work = tempfile::tempdir().expect("a folder");
    let app = app(&work.path().join("data"));
    let report = |name: &str, bytes: &[u8]| {
        let path = work.path().join(name);
        fs::write(&path, bytes).expect("written");
        let file = DirectoryFile::open(&path).expect("a file");
        app.import_directory(vec![file], &mut |_| true).expect("an import")
    };
    let list = b"id,name,profession,lat,lon,updated\n1,Near,physiotherapist,51.444,14.246,2026-11-01\n";
    let read = report("list.csv.gz", &gzipped(list));
    assert_eq!((read.files[0].outcome.clone(), read.entries), (FileBecame::Read, 1));
    // A header, and then nothing but empty lines: it unpacks to far more than it packs to.
    let mut bomb = b"name,profession\n".to_vec();
    bomb.resize(64 << 20, b'\n');
    let refused = report("bomb.csv.gz", &gzipped(&bomb));
    assert!(matches!(&refused.files[0].outcome, FileBecame::Refused(why) if why.contains("zip bomb")));
    assert_eq!(names(&app), ["Near"], "what was there stays");
    // A map lies packed as well: its reader goes back and skips.
    let map =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/directory/hoyerswerda.osm.pbf");
    match fs::read(map) {
        Ok(map) => assert_eq!(report("map.gz", &gzipped(&map)).files[0].counts.kept, 3),
        Err(_) => println!("skipped: ../shared/data is not here"),
    }
}

/// The need of a runner who denies every danger sign and tells this.
fn need_of(age: i64, location: Location, onset: Onset, present: &[FindingId]) -> &'static CareNeed {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    let complaint = Complaint {
        setting: Some(Setting::GradualBuildUp),
        onset: Some(onset),
        onset_date: Some(app.clock().today().plus_days(-20)),
        side: Some(Side::Left),
        location: Some(location),
    };
    let age = AgeYears::new(age).ok().map(AgeGiven::Years);
    let absent = app.knowledge().danger_signs.iter().chain(&[FindingId::LimpWalking, FindingId::PopFelt]);
    let absent = absent.map(|id| (*id, Finding::Absent));
    let answers = absent.chain(present.iter().map(|id| (*id, Finding::Present)));
    let answers = answers.map(|(id, answer)| Entry::FindingAnswered { id, answer });
    let told = [Entry::RunnerDescribed { age, sex: None }, Entry::ComplaintSet(complaint)];
    let entries = told.into_iter().chain(answers).map(|entry| NewEntry { day: None, entry });
    app.log(entries.collect(), None).expect("told");
    app.care_need(&app.today(None).expect("a day")).expect("a need")
}

#[test]
fn who_must_see_someone_without_a_danger_sign_is_sent_for_a_picture_within_two_weeks() {
    let young = need_of(15, Location::SitBone, Onset::Gradual, &[]);
    assert_eq!(
        (young.id.as_str(), young.must, young.urgency),
        ("growing_bone", Must::Imaging, Some(Urgency::TwoWeeks))
    );
    let groin = need_of(30, Location::GroinFront, Onset::Gradual, &[]);
    assert_eq!(
        (groin.id.as_str(), groin.must, groin.urgency),
        ("imaging", Must::Imaging, Some(Urgency::TwoWeeks))
    );
    let grown = need_of(30, Location::SitBone, Onset::Gradual, &[]);
    assert_eq!((grown.must, grown.urgency), (Must::Rehab, None));
}

#[test]
fn a_bone_that_still_grows_has_words_that_claim_nothing_of_the_thigh_bone() {
    for (present, need) in [(&[][..], "growth_plate"), (&[FindingId::UnexplainedBonePain][..], "young_bone")]
    {
        let onset = if present.is_empty() { Onset::Sudden } else { Onset::Gradual };
        let found = need_of(15, Location::SitBone, onset, present);
        assert_eq!((found.id.as_str(), found.urgency), (need, Some(Urgency::TwoDays)));
        let words = format!("{} {}", found.say, found.bring.join(" "));
        assert!(
            words.contains("X-ray") && !words.contains("weight") && !words.contains("crutches"),
            "{words}"
        );
    }
}

/// A log in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_diagnosis_note_or_coordinate_reaches_the_directory_or_the_log() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    tracing::subscriber::with_default(subscriber, || {
        tracing::info!("the log is heard");
        let app = app(&data);
        let day: Option<Day> = None;
        let entry = Entry::FindingAnswered { id: FindingId::DarkUrine, answer: Finding::Present };
        app.log(vec![NewEntry { day, entry }], None).expect("told");
        let need = app.care_need(&app.today(None).expect("a day")).expect("a need");
        assert!(need.is_urgent());
        bring(&app, work.path(), "1,Near,physiotherapist,51.444,14.246,2026-11-01\n");
        names(&app);
        let own =
            OwnPlace { key: "own:1".into(), name: "Near".into(), note: NOTE.into(), ..OwnPlace::default() };
        app.keep_own_place(&own).expect("kept");
        assert!(app.find_care(&Wish { near: format!("{LATITUDE}, 999"), ..wish() }).is_err());
        assert!(app.find_care(&Wish { name: NOTE.into(), ..wish() }).is_ok());
        let maps = format!("https://maps.example/{{z}}/{{x}}/{{y}}?key={KEY}");
        app.set_map_pictures(&maps, "", Informed::Yes).expect("set");
        assert!(app.set_map_pictures(&format!("http://{KEY}@maps.example/"), "", Informed::Yes).is_err());
        bring(&app, work.path(), "1,Near,physiotherapist,51.444,14.246,2026-11-02\n");
    });
    let log = String::from_utf8_lossy(&lines.0.lock().expect("a lock")).into_owned();
    assert!(log.contains("the log is heard"));
    let steps: i32 = 514_437_219;
    let secrets: [&[u8]; 7] = [
        NOTE.as_bytes(),
        KEY.as_bytes(),
        LATITUDE.as_bytes(),
        b"dark_urine",
        b"RF05",
        b"emergency_care",
        &steps.to_be_bytes(),
    ];
    let directory = fs::read(data.join("femoris-directory.db")).expect("a directory");
    for secret in secrets {
        let shown = String::from_utf8_lossy(secret);
        assert!(
            !directory.windows(secret.len()).any(|bytes| bytes == secret),
            "{shown} stands in the directory"
        );
        assert!(!log.contains(&*shown), "{shown} stands in the log: {log}");
    }
    assert!(fs::read(data.join("femoris.db")).is_ok(), "what the runner wrote is in the store instead");
}
