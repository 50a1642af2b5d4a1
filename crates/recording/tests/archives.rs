//! Folders and archives of every kind and state, each file with its own outcome.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use femoris_measure::Channel;
use femoris_recording::walk::{Count, Found, Limits, Note, What, count_hint, walk, walk_reader};
use femoris_recording::{FileKind, read};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const GPX: &[u8] = b"<gpx creator=\"x\"><trk><type>running</type><trkseg>\
    <trkpt lat=\"48\" lon=\"11\"><time>2024-05-01T06:00:00Z</time></trkpt>\
    <trkpt lat=\"48.001\" lon=\"11\"><time>2024-05-01T06:01:00Z</time></trkpt></trkseg></trk></gpx>";

fn shared() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if !folder.is_dir() {
        println!("skipped: the samples in ../shared/data are not here");
        return None;
    }
    Some(folder)
}

/// An archive of these entries.
fn zipped(entries: &[(&str, &[u8], CompressionMethod)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes, method) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default().compression_method(*method))
            .expect("a new entry");
        writer.write_all(bytes).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

fn deflated(entries: &[(&str, &[u8])]) -> Vec<u8> {
    zipped(
        &entries.iter().map(|(name, bytes)| (*name, *bytes, CompressionMethod::Deflated)).collect::<Vec<_>>(),
    )
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

/// A FIT file of a kind, begun at a second of Unix time; only its `file_id`.
fn fit(kind: u8, created_s: i64) -> Vec<u8> {
    let mut bytes = vec![14, 0x20, 0, 0, 18, 0, 0, 0, b'.', b'F', b'I', b'T', 0, 0];
    bytes.extend([0x40, 0, 0, 0, 0, 2, 0, 1, 0, 4, 4, 0x86, 0, kind]);
    bytes.extend(u32::try_from(created_s - 631_065_600).expect("after 1990").to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn look_in(bytes: Vec<u8>) -> Vec<Found> {
    look_within(bytes, &Limits::default()).1
}

fn look_within(bytes: Vec<u8>, limits: &Limits) -> (Count, Vec<Found>) {
    let mut found = Vec::new();
    let count = walk_reader("export.zip", Cursor::new(bytes), limits, &mut |f| {
        found.push(f);
        ControlFlow::Continue(())
    });
    assert_eq!(count.files, found.len() as u64);
    assert_eq!(count.files, count.recordings + count.runs + count.not_runs + count.refused);
    (count, found)
}

fn walk_all(roots: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    walk(roots, &Limits::default(), &mut |f| {
        found.push(f);
        ControlFlow::Continue(())
    });
    found
}

/// One line per outcome: path, kind, and the sentence or the title.
fn lines(found: &[Found]) -> Vec<String> {
    let line = |f: &Found| match &f.what {
        What::Recording { bytes, note } => {
            let title = note.as_ref().map(|n| format!(" «{}»", n.title)).unwrap_or_default();
            format!("{}: recording of {} bytes{title}", f.path, bytes.len())
        }
        What::Run { reading, .. } => {
            format!("{}: run of {:?}", f.path, reading.parts[0].distance().map(|d| d.0.get()))
        }
        What::NotARun { why } => format!("{}: not a run: {why}", f.path),
        What::Refused { why } => format!("{}: refused: {why}", f.path),
    };
    found.iter().map(line).collect()
}

#[track_caller]
fn check(bytes: Vec<u8>, expected: &[&str]) {
    assert_eq!(lines(&look_in(bytes)), expected);
}

#[test]
fn packings_are_opened_by_content_whatever_the_names() {
    check(GPX.to_vec(), &["export.zip: recording of 207 bytes"]);
    check(gzipped(GPX), &["export.zip: recording of 207 bytes"]);
    let inner = deflated(&[("a.txt", &gzipped(GPX))]);
    let stored = zipped(&[("inner.bin", &inner, CompressionMethod::Stored)]);
    check(stored, &["export.zip/inner.bin/a.txt: recording of 207 bytes"]);
    check(deflated(&[("inner.fit", &inner)]), &["export.zip/inner.fit/a.txt: recording of 207 bytes"]);
    check(gzipped(&deflated(&[("a", GPX)])), &["export.zip/a: recording of 207 bytes"]);
}

#[test]
fn what_is_no_recording_says_what_it_is() {
    let bytes = deflated(&[
        ("photo.jpg", b"\xff\xd8\xff\xe0"),
        ("notes.txt", b"hello"),
        ("profile.json", b"{\"name\": 1}"),
        ("table.csv", b"a,b\n1,2\n"),
        ("page.html", b"<!DOCTYPE html><html></html>"),
        ("empty.doc", b""),
        ("login.gpx", b"<!DOCTYPE html><html></html>"),
        ("empty.fit", b""),
        ("__MACOSX/._1.fit", b"\x00\x05\x16\x07\x00"),
        (".DS_Store", b"\x00\x00\x00\x01Bud1\x00"),
    ]);
    check(
        bytes,
        &[
            "export.zip/photo.jpg: not a run: The file looks like a JPEG image.",
            "export.zip/notes.txt: not a run: The file looks like plain text.",
            "export.zip/profile.json: not a run: The file looks like JSON text.",
            "export.zip/table.csv: not a run: The file looks like plain text.",
            "export.zip/page.html: not a run: The file looks like a web page.",
            "export.zip/empty.doc: not a run: The file has no bytes; it may not have been copied whole.",
            "export.zip/login.gpx: refused: The file is named like a recording but looks like a web page.",
            "export.zip/empty.fit: refused: The file is named like a recording but has no bytes; it may not have been \
             copied whole.",
            "export.zip/__MACOSX/._1.fit: not a run: The file looks like a shadow of another file that macOS keeps.",
            "export.zip/.DS_Store: not a run: The file looks like the layout of a folder that macOS keeps.",
        ],
    );
}

#[test]
fn fit_files_are_told_apart_without_decoding() {
    let bytes = deflated(&[
        ("1.fit", &fit(4, 1_700_000_000)),
        ("2.fit", &fit(32, 1_700_000_000)),
        ("3.fit", &fit(5, 1_700_000_000)),
        ("4.fit", &fit(44, 1_700_000_000)),
    ]);
    check(
        bytes,
        &[
            "export.zip/1.fit: recording of 34 bytes",
            "export.zip/2.fit: not a run: All-day monitoring, not an activity.",
            "export.zip/3.fit: not a run: A planned workout, not a recording.",
            "export.zip/4.fit: not a run: A FIT file of another kind, not an activity.",
        ],
    );
}

#[test]
fn a_strava_export_gives_titles_and_runs_without_files() {
    let list = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Commute,Activity Gear,Filename,Moving Time,Distance\n\
        1,\"May 1, 2024, 6:00:00 AM\",Morning,Run,\"two\nlines\",60,0.11,false,Shoes,activities/1.gpx.gz,60,111.0\n\
        2,\"May 2, 2024, 6:00:00 AM\",By hand,Run,,1800,5.00,false,,,1800,5000.0\n\
        3,\"May 3, 2024, 6:00:00 AM\",Ride,Ride,,1800,15.00,false,,activities/3.fit.gz,1800,15000.0\n\
        4,\"May 4, 2024, 6:00:00 AM\",Lost,Run,,1800,4.00,false,,activities/4.fit.gz,1800,4000.0\n\
        5,never,Undated,Run,,1800,4.00,false,,,1800,4000.0\n\
        6,never,Undated and lost,Run,,1800,4.00,false,,activities/6.fit.gz,1800,4000.0\n";
    let found = look_in(deflated(&[
        ("activities/1.gpx.gz", &gzipped(GPX)),
        ("activities.csv", list.as_bytes()),
        ("profile.csv", b"Athlete ID,Name\n1,x\n"),
    ]));
    assert_eq!(
        lines(&found),
        [
            "export.zip/activities/1.gpx.gz: recording of 207 bytes «Morning»",
            "export.zip/profile.csv: not a run: The file looks like plain text.",
            "export.zip/activities.csv#2: run of Some(5000.0)",
            "export.zip/activities.csv#4: run of Some(4000.0)",
            "export.zip/activities.csv#5: refused: The line has neither a file nor a readable date.",
            "export.zip/activities.csv#6: refused: The line names a recording that is not here, and has no readable date.",
            "export.zip/activities.csv: not a run: A list of activities; one without a recording here is not a run.",
        ]
    );
    let What::Recording { note: Some(note), .. } = &found[0].what else { panic!("{:?}", found[0]) };
    let expected = Note {
        title: "Morning".into(),
        note: "two\nlines".into(),
        gear: "Shoes".into(),
        sport_word: "Run".into(),
    };
    assert_eq!(*note, expected);
    for run in &found[2..4] {
        let What::Run { reading, key, .. } = &run.what else { panic!("{run:?}") };
        assert_eq!(read(key).parts, reading.parts, "the key reads back");
    }
}

#[test]
fn a_garmin_takeout_gives_titles_by_start() {
    let list = br#"[{"summarizedActivitiesExport": [
        {"activityId": 1, "name": "Morning", "activityType": "running", "startTimeGmt": 1700000000000.0, "duration": 60000, "distance": 11100},
        {"activityId": 2, "name": "Treadmill", "activityType": "treadmill_running", "startTimeGmt": 1700100000000.0, "duration": 1800000, "distance": 500000},
        {"activityId": 3, "name": "Triathlon", "activityType": "multi_sport", "startTimeGmt": 1700200000000.0, "duration": 1800000},
        {"activityId": 4, "parentId": 3, "name": "Swim", "activityType": "open_water_swimming", "startTimeGmt": 1700200000000.0},
        {"activityId": 5, "parentId": 3, "name": "Run", "activityType": "running", "startTimeGmt": 1700201000000.0, "distance": 500000}
    ]}]"#;
    let uploads = deflated(&[
        ("a@b_1.fit", &fit(4, 1_700_000_007)),
        ("a@b_2.fit", &fit(32, 1_700_000_000)),
        ("a@b_3.fit", &fit(4, 1_700_200_000)),
    ]);
    check(
        deflated(&[
            ("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0.zip", &uploads),
            ("DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json", list),
        ]),
        &[
            "export.zip/DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0.zip/a@b_1.fit: recording of 34 bytes «Morning»",
            "export.zip/DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0.zip/a@b_2.fit: not a run: All-day \
             monitoring, not an activity.",
            "export.zip/DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0.zip/a@b_3.fit: recording of 34 bytes «Triathlon»",
            "export.zip/DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json#2: run of Some(5000.0)",
            "export.zip/DI_CONNECT/DI-Connect-Fitness/a_0_summarizedActivities.json: not a run: A list of activities; \
             what it says was joined to the recordings.",
        ],
    );
}

/// An Apple Health export of one run, one ride and one route file each.
fn apple() -> Vec<(&'static str, Vec<u8>)> {
    let workout = |kind: &str, route: u8| {
        format!(
            "<Workout workoutActivityType=\"HKWorkoutActivityType{kind}\" duration=\"2\" durationUnit=\"min\" \
             totalDistance=\"0.111\" totalDistanceUnit=\"km\" startDate=\"2024-05-01 08:00:00 +0200\" \
             endDate=\"2024-05-01 08:02:00 +0200\"><WorkoutRoute>\
             <FileReference path=\"/workout-routes/route_{route}.gpx\"/></WorkoutRoute></Workout>"
        )
    };
    let rate = "<Record type=\"HKQuantityTypeIdentifierHeartRate\" unit=\"count/min\" \
                startDate=\"2024-05-01 08:01:00 +0200\" endDate=\"2024-05-01 08:01:00 +0200\" value=\"150\"/>";
    let export = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE HealthData [<!ELEMENT Me EMPTY>]>\n<HealthData>{rate}{}{}</HealthData>",
        workout("Running", 1),
        workout("Cycling", 2)
    );
    vec![
        ("apple_health_export/workout-routes/route_1.gpx", GPX.to_vec()),
        ("apple_health_export/workout-routes/route_2.gpx", GPX.to_vec()),
        ("apple_health_export/workout-routes/route_3.gpx", GPX.to_vec()),
        ("apple_health_export/export_cda.xml", b"<?xml version=\"1.0\"?><ClinicalDocument/>".to_vec()),
        ("apple_health_export/export.xml", export.into_bytes()),
    ]
}

#[test]
fn an_apple_export_joins_its_routes_wherever_they_stand() {
    let files = apple();
    let borrowed: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (*n, b.as_slice())).collect();
    let dir = folder();
    for (name, bytes) in &files {
        write(dir.path(), &format!("export.zip/{name}"), bytes);
    }
    for found in [look_in(deflated(&borrowed)), walk_all(&[dir.path().join("export.zip")])] {
        let mut all = lines(&found);
        all.sort();
        let start = "export.zip/apple_health_export";
        assert_eq!(
            all,
            [
                format!("{start}/export.xml#1: run of Some(111.0)"),
                format!(
                    "{start}/export.xml: not a run: An Apple Health export; one workout is not a run (1 Cycling)."
                ),
                format!(
                    "{start}/export_cda.xml: not a run: The file looks like a clinical document, not the export.xml beside it."
                ),
                format!(
                    "{start}/workout-routes/route_1.gpx: not a run: The route of a workout; its positions were joined to the run."
                ),
                format!(
                    "{start}/workout-routes/route_2.gpx: not a run: The route of a workout that is not a run."
                ),
                format!("{start}/workout-routes/route_3.gpx: recording of 207 bytes"),
            ]
        );
        let What::Run { reading, key, .. } = &found[0].what else { panic!("{:?}", found[0]) };
        assert_eq!(reading.parts[0].samples.present(Channel::Latitude).count(), 2);
        assert_eq!(reading.parts[0].samples.present(Channel::HeartRate).count(), 1);
        assert_eq!(read(key).parts, reading.parts);
    }
}

#[test]
fn a_route_file_never_leads_out_of_the_export() {
    let dir = folder();
    write(dir.path(), "secret.gpx", GPX);
    let (_, export) = apple().pop().expect("the export");
    let export =
        String::from_utf8(export).expect("text").replace("/workout-routes/route_1.gpx", "../secret.gpx");
    write(dir.path(), "export/export.xml", export.as_bytes());
    let found = walk_all(&[dir.path().join("export")]);
    let What::Run { reading, .. } = &found[0].what else { panic!("{found:?}") };
    assert_eq!(reading.parts[0].samples.present(Channel::Latitude).count(), 0);
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![0; 30 << 20];
    let mut bomb = b"<gpx>".to_vec();
    bomb.extend(zeros);
    let bombs = deflated(&[("a.gpx", &bomb), ("b.gpx", GPX), ("c.gz", &gzipped(&gzipped(&bomb)))]);
    check(
        bombs,
        &[
            "export.zip/a.gpx: refused: It expands more than 500-fold, as a zip bomb does; it was not unpacked further.",
            "export.zip/b.gpx: recording of 207 bytes",
            "export.zip/c.gz: refused: It expands more than 500-fold, as a zip bomb does; it was not unpacked further.",
        ],
    );
    let small = Limits { recording_bytes: 100, ..Limits::default() };
    let (_, found) = look_within(deflated(&[("a.gpx", GPX)]), &small);
    assert!(lines(&found)[0].contains("the most one file may have here"), "{found:?}");
    let total = Limits { total_bytes: 900, ..Limits::default() };
    let (_, found) = look_within(deflated(&[("a.gpx", GPX), ("b.gpx", GPX)]), &total);
    assert!(lines(&found)[1].contains("import the rest separately"), "{found:?}");
}

#[test]
fn nesting_and_counts_have_an_end() {
    let mut bytes = GPX.to_vec();
    for _ in 0..5 {
        bytes = deflated(&[("x", &bytes)]);
    }
    check(bytes, &["export.zip/x/x/x: refused: It is packed more than 3 times over; unpack it first."]);
    let limits = Limits { entries: 3, ..Limits::default() };
    let entries: Vec<(String, Vec<u8>)> = (0..3).map(|i| (format!("{i}.gpx"), GPX.to_vec())).collect();
    let borrowed: Vec<(&str, &[u8])> = entries.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let (count, found) = look_within(deflated(&borrowed), &limits);
    assert_eq!((count.recordings, count.refused), (2, 1), "the archive itself counts: {:?}", lines(&found));
    let (_, found) = look_within(deflated(&borrowed), &Limits { entries: 2, ..Limits::default() });
    assert_eq!(lines(&found), ["export.zip: refused: The archive says it has 3 entries; 2 are the most."]);
}

#[test]
fn names_lead_nowhere() {
    let long = "x".repeat(5000);
    let found = look_in(deflated(&[
        ("../../etc/passwd.gpx", GPX),
        ("/absolute.gpx", GPX),
        ("C:\\windows\\x.gpx", GPX),
        ("bell\u{7}\u{1b}[31m.gpx", GPX),
        (&long, GPX),
    ]));
    let paths: Vec<&str> = found.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(
        paths[..3],
        ["export.zip/etc/passwd.gpx", "export.zip/absolute.gpx", "export.zip/C:/windows/x.gpx"]
    );
    assert!(paths[3].chars().all(|c| !c.is_control()));
    assert_eq!(paths[4].len(), "export.zip/".len() + 300);
    assert!(found.iter().all(|f| matches!(f.what, What::Recording { .. })));
}

/// Sets bytes of the local and the central header of the first entry.
fn patch(mut bytes: Vec<u8>, local_at: usize, central_at: usize, value: &[u8]) -> Vec<u8> {
    let central = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").expect("a central header");
    bytes[local_at..local_at + value.len()].copy_from_slice(value);
    bytes[central + central_at..central + central_at + value.len()].copy_from_slice(value);
    bytes
}

#[test]
fn entries_that_cannot_be_opened_say_so() {
    let one = || deflated(&[("a.gpx", GPX)]);
    check(
        patch(one(), 6, 8, &[1, 0]),
        &[
            "export.zip/a.gpx: refused: It is protected by a password; unpack the archive and import the folder.",
        ],
    );
    check(
        patch(one(), 8, 10, &[14, 0]),
        &[
            "export.zip/a.gpx: refused: It is packed with an unusual method; unpack the archive and import the folder.",
        ],
    );
    check(
        one()[..60].to_vec(),
        &["export.zip: refused: The archive is damaged or was not downloaded whole; download it again."],
    );
    // A length that is not true: the entry is read as far as it goes.
    let lied = look_in(patch(one(), 22, 24, &[0xff, 0xff, 0xff, 0x7f]));
    assert!(
        matches!(&lied[0].what, What::Recording { bytes, .. } if bytes.len() <= GPX.len()),
        "{:?}",
        lines(&lied)
    );
    // A cut gzip stream still gives what came.
    let packed = gzipped(GPX);
    let cut = look_in(packed[..packed.len() - 12].to_vec());
    let What::Recording { bytes, .. } = &cut[0].what else { panic!("{:?}", lines(&cut)) };
    assert!(!bytes.is_empty() && read(bytes).is_damaged());
    check(packed[..9].to_vec(), &["export.zip: refused: It cannot be read: unexpected end of file."]);
}

#[test]
fn entries_that_share_bytes_are_a_bomb() {
    let mut bytes = deflated(&[("a.gpx", GPX), ("b.gpx", GPX)]);
    let second = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").expect("a central header");
    bytes[second + 42..second + 46].copy_from_slice(&[0; 4]);
    check(
        bytes,
        &["export.zip: refused: Entries of the archive overlap, as in a zip bomb; none was unpacked."],
    );
}

#[test]
fn the_receiver_may_stop_at_any_outcome() {
    let bytes = deflated(&[("a.gpx", GPX), ("b.gpx", GPX), ("c.gpx", GPX)]);
    let mut left = 2;
    let count = walk_reader("x", Cursor::new(bytes), &Limits::default(), &mut |_| {
        left -= 1;
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((count.files, count.stopped), (2, true));
}

/// A folder that is removed when the test ends.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

#[test]
fn folders_are_walked_in_name_order_and_lists_join_across_them() {
    let dir = folder();
    write(dir.path(), "export/b/2.gpx", GPX);
    write(dir.path(), "export/activities/1.gpx", GPX);
    write(dir.path(), "export/c.zip", &deflated(&[("3.gpx", GPX)]));
    let list = "Activity Date,Activity Name,Activity Type,Filename\n\"May 1, 2024, 6:00:00 AM\",Morning,Run,activities/1.gpx.gz\n";
    write(dir.path(), "export/activities.csv", list.as_bytes());
    let found = walk_all(&[dir.path().join("export")]);
    assert_eq!(
        lines(&found),
        [
            "export/activities/1.gpx: recording of 207 bytes «Morning»",
            "export/b/2.gpx: recording of 207 bytes",
            "export/c.zip/3.gpx: recording of 207 bytes",
            "export/activities.csv: not a run: A list of activities; what it says was joined to the recordings.",
        ]
    );
    assert_eq!(count_hint(&[dir.path().join("export")], &Limits::default()), 4);
}

#[test]
fn nothing_at_all_is_an_outcome_too() {
    check(deflated(&[]), &["export.zip: not a run: The archive holds no files."]);
    check(Vec::new(), &["export.zip: not a run: The file has no bytes; it may not have been copied whole."]);
    let dir = folder();
    fs::create_dir_all(dir.path().join("empty/inner")).expect("a folder");
    let found = walk_all(&[dir.path().join("empty")]);
    assert_eq!(lines(&found), ["empty: not a run: The folder holds no files."]);
    let Ok(as_file) = fs::File::open(dir.path()) else { return };
    let count = walk_reader("folder", as_file, &Limits::default(), &mut |_| ControlFlow::Continue(()));
    assert_eq!((count.files, count.refused), (1, 1), "a folder given as a file");
}

#[cfg(unix)]
#[test]
fn links_pipes_and_missing_files_have_outcomes() {
    use std::os::unix::fs::symlink;
    let dir = folder();
    write(dir.path(), "root/a/1.gpx", GPX);
    symlink(dir.path().join("root"), dir.path().join("root/a/loop")).expect("a link");
    symlink("nowhere", dir.path().join("root/b-broken")).expect("a link");
    symlink(dir.path().join("root/a/1.gpx"), dir.path().join("root/c-link")).expect("a link");
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("root/d-socket")).expect("a socket");
    let found = walk_all(&[dir.path().join("root"), dir.path().join("gone.fit")]);
    assert_eq!(
        lines(&found),
        [
            "root/a/1.gpx: recording of 207 bytes",
            "root/a/loop: not a run: A link to a folder that is looked at already.",
            "root/b-broken: refused: There is no such file; it may have been moved or deleted.",
            "root/c-link: recording of 207 bytes",
            "root/d-socket: not a run: It is a device, socket or pipe, not a file.",
            "gone.fit: refused: There is no such file; it may have been moved or deleted.",
        ]
    );
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder();
    write(dir.path(), "r/a.gpx", GPX);
    write(dir.path(), "r/b/c.gpx", GPX);
    let forbid = |name: &str| {
        fs::set_permissions(dir.path().join(name), fs::Permissions::from_mode(0o000)).expect("mode")
    };
    forbid("r/a.gpx");
    forbid("r/b");
    if fs::File::open(dir.path().join("r/a.gpx")).is_ok() {
        femoris_testkit::ordinary::run_again_without_privileges("what_may_not_be_read_is_refused");
        return;
    }
    let found = walk_all(&[dir.path().join("r")]);
    assert!(
        found.len() == 2
            && found.iter().all(|f| matches!(&f.what, What::Refused { why } if why.contains("permissions"))),
        "{found:?}"
    );
    fs::set_permissions(dir.path().join("r/b"), fs::Permissions::from_mode(0o755)).expect("mode");
}

#[test]
fn the_samples_of_exports_have_the_right_outcomes() {
    let Some(shared) = shared() else { return };
    let found = walk_all(&[shared.join("exports")]);
    let all = lines(&found);
    let of = |start: &str| {
        all.iter().filter(|line| line.starts_with(start)).map(String::as_str).collect::<Vec<_>>()
    };
    assert_eq!(
        of("exports/zip-no-gpx.zip"),
        [
            "exports/zip-no-gpx.zip/folder/fichier.doc: not a run: The file has no bytes; it may not have been copied whole."
        ]
    );
    assert_eq!(of("exports/zip-gpx-folder.zip").iter().filter(|l| l.contains("recording of")).count(), 3);
    assert_eq!(
        of("exports/zip-gpx-multiple-extensions.zip"),
        [
            "exports/zip-gpx-multiple-extensions.zip/test_1.gpx: recording of 3453 bytes",
            "exports/zip-gpx-multiple-extensions.zip/example.kmz/doc.kml: not a run: The file looks like a KML map; export the activity as FIT, TCX or GPX instead.",
            "exports/zip-gpx-multiple-extensions.zip/example.kml: not a run: The file looks like a KML map; export the activity as FIT, TCX or GPX instead.",
        ]
    );
    let strava = of("exports/strava-activities-87-columns.csv");
    assert_eq!(strava.len(), 23 + 1, "{strava:#?}");
    assert_eq!(of("exports/garmin-export-2002").len(), 21 + 1);
    assert_eq!(of("exports/garmin-export-5005").len(), 8 + 1);
    assert_eq!(
        of("exports/apple-health-workout.csv"),
        ["exports/apple-health-workout.csv: not a run: The file looks like plain text."]
    );
    assert_eq!(
        of("exports/apple-health-export-sample.xml"),
        [
            "exports/apple-health-export-sample.xml: not a run: An Apple Health export; one workout is not a run (1 Other)."
        ]
    );
    assert!(found.iter().all(|f| match &f.what {
        What::Run { reading, key, .. } => read(key).parts == reading.parts,
        What::Recording { bytes, .. } => read(bytes).kind != FileKind::NotARecording,
        _ => true,
    }));
}

#[test]
fn every_sample_has_an_outcome() {
    let Some(shared) = shared() else { return };
    let found = walk_all(&[shared.join("fit"), shared.join("gps")]);
    assert!(found.len() >= 100, "{}", found.len());
    let refused: Vec<String> = lines(&found).into_iter().filter(|line| line.contains(": refused:")).collect();
    assert_eq!(
        refused,
        [
            "fit/odd-not-fit-text-named-fit.fit: refused: The file is named like a recording but looks like plain text."
        ]
    );
}
