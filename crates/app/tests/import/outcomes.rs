//! What becomes of every sample file, one by one. The runs of the exports' lists were worked out from the files themselves by
//! other means than our own readers; the outcomes of single files are ours, read through and pinned.

use std::collections::BTreeMap;

use femoris_app::{FileOutcome, Outcome};

use crate::{app, import, shared};

/// A run of a list without its recording: which line of the list it is, its start, metres and seconds in motion.
type Line = (usize, &'static str, f64, f64);

/// Lines of `strava-activities-87-columns.csv` that say *Run*.
const STRAVA: [Line; 23] = [
    (3, "2020-07-11T22:10:58Z", 7_000.0, 3_707.0),
    (6, "2020-07-07T22:37:45Z", 6_750.0, 3_369.0),
    (9, "2020-06-25T20:25:42Z", 2_500.0, 1_653.0),
    (10, "2020-06-20T21:33:58Z", 6_870.0, 3_731.0),
    (11, "2020-06-16T21:49:22Z", 5_020.0, 2_292.0),
    (12, "2020-06-13T21:11:39Z", 5_830.0, 3_065.0),
    (13, "2020-06-12T21:41:21Z", 7_810.0, 4_377.0),
    (14, "2020-06-09T22:01:02Z", 5_410.0, 2_896.0),
    (15, "2020-05-31T14:36:47Z", 7_140.0, 4_158.0),
    (16, "2020-05-28T21:20:35Z", 6_340.0, 3_177.0),
    (17, "2020-05-26T21:28:39Z", 3_810.0, 2_024.0),
    (18, "2020-05-21T22:02:33Z", 5_190.0, 2_925.0),
    (19, "2020-05-17T20:42:18Z", 5_730.0, 3_118.0),
    (20, "2020-05-14T22:36:10Z", 6_120.0, 3_154.0),
    (21, "2020-05-11T22:21:20Z", 5_560.0, 2_765.0),
    (22, "2020-05-08T22:10:58Z", 5_590.0, 2_701.0),
    (23, "2020-05-04T21:35:41Z", 6_060.0, 3_375.0),
    (24, "2020-04-23T21:51:35Z", 4_010.0, 2_455.0),
    (25, "2020-04-22T22:21:08Z", 7_750.0, 3_396.0),
    (26, "2020-04-14T22:26:58Z", 6_230.0, 3_475.0),
    (27, "2020-04-09T21:20:07Z", 6_000.0, 3_395.0),
    (28, "2020-04-07T22:52:47Z", 7_550.0, 3_830.0),
    (35, "2020-10-13T23:00:24Z", 4_541.0, 2_111.0),
];

/// Activities of `garmin-export-2002-summarizedActivities.json` whose type is a kind of running.
const GARMIN_2002: [Line; 21] = [
    (2, "2017-08-23T06:48:39Z", 12_648.03, 3_855.292),
    (6, "2017-08-18T21:29:48Z", 2_745.67, 891.285),
    (7, "2017-08-18T21:02:00Z", 4_950.63, 1_128.96),
    (8, "2017-08-18T20:49:53Z", 1_609.6, 499.616),
    (9, "2017-08-18T07:49:29Z", 8_028.01, 2_648.976),
    (10, "2017-08-16T08:22:53Z", 2_082.8, 719.904),
    (11, "2017-08-16T06:58:12Z", 10_006.83, 3_239.401),
    (12, "2017-08-13T05:43:07Z", 9_154.33, 3_049.366),
    (13, "2017-08-12T00:45:55Z", 9_271.61, 3_429.251),
    (15, "2017-08-04T21:30:07Z", 2_219.39, 771.14),
    (16, "2017-08-04T21:01:31Z", 5_008.49, 1_137.827),
    (17, "2017-08-04T20:07:28Z", 6_885.81, 2_101.683),
    (18, "2017-08-02T07:16:04Z", 9_166.1, 3_202.919),
    (19, "2017-07-29T20:00:06Z", 17_230.4, 5_159.299),
    (20, "2017-07-28T01:18:11Z", 6_238.45, 1_800.858),
    (25, "2017-05-12T04:11:53Z", 9_300.0, 2_831.465),
    (26, "2017-05-02T08:54:55Z", 4_136.66, 1_243.661),
    (33, "2016-03-09T07:05:21Z", 9_000.5, 2_789.46),
    (34, "2016-03-06T06:43:10Z", 16_300.15, 5_091.164),
    (35, "2016-03-03T07:55:21Z", 6_654.81, 2_952.924),
    (36, "2017-06-04T04:43:27Z", 42_007.891, 17_548.18),
];

/// Likewise of `garmin-export-5005-summarizedActivities.json`.
const GARMIN_5005: [Line; 8] = [
    (1, "2012-01-21T22:29:41Z", 17_000.0, 5_220.0),
    (2, "2012-01-20T05:38:03Z", 10_315.08, 3_122.282),
    (4, "2012-01-19T06:59:23Z", 13_119.66, 4_002.082),
    (5, "2012-01-17T20:49:12Z", 10_018.39, 3_299.583),
    (6, "2012-01-16T19:47:16Z", 12_260.25, 3_279.739),
    (7, "2012-01-16T19:31:55Z", 1_719.55, 589.42),
    (8, "2012-01-16T09:02:58Z", 593.04, 232.65),
    (9, "2012-01-16T07:43:27Z", 12_020.8, 3_420.172),
];

/// Everything else in the folder of exports, with a part of the reason.
const OTHERS: [(&str, Outcome, &str); 13] = [
    ("strava-activities-87-columns.csv", Outcome::NotARun, "25 without a recording here are not runs"),
    (
        "garmin-export-2002-summarizedActivities.json",
        Outcome::NotARun,
        "17 without a recording here are not runs",
    ),
    (
        "garmin-export-5005-summarizedActivities.json",
        Outcome::NotARun,
        "6 without a recording here are not runs",
    ),
    ("apple-health-export-sample.xml", Outcome::NotARun, "one workout is not a run"),
    ("apple-health-workout.csv", Outcome::NotARun, "plain text"),
    ("zip-no-gpx.zip/folder/fichier.doc", Outcome::NotARun, "no bytes"),
    ("zip-gpx-folder.zip/folder/fichier.doc", Outcome::NotARun, "no bytes"),
    // The tracks name no sport and move at 4.6 km/h.
    ("zip-gpx-folder.zip/folder/test_1.gpx", Outcome::NotARun, "does not move like a run"),
    ("zip-gpx-folder.zip/folder/test_2.gpx", Outcome::NotARun, "does not move like a run"),
    ("zip-gpx-folder.zip/folder/test_3.gpx", Outcome::NotARun, "does not move like a run"),
    ("zip-gpx-multiple-extensions.zip/test_1.gpx", Outcome::NotARun, "does not move like a run"),
    ("zip-gpx-multiple-extensions.zip/example.kml", Outcome::NotARun, "KML"),
    ("zip-gpx-multiple-extensions.zip/example.kmz/doc.kml", Outcome::NotARun, "KML"),
];

/// Every other sample: brought in one after the other, in this order, so that of twins the first is the new one.
const RECORDINGS: [(&str, Outcome, &str); 101] = [
    ("fit/bike-apple-watch-strava.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/bike-coros-2025.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/bike-edge-mtb-fr310xt.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/bike-edge530-hrv.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/bike-wahoo-elemnt.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/bike-zwift-non-utf8.fit", Outcome::NotARun, "cycling, not a run"),
    (
        "fit/chained-activity-then-poolswim.fit",
        Outcome::NotARun,
        "stand up paddleboarding, swimming, not a run",
    ),
    ("fit/chained-activity-then-settings.fit", Outcome::Imported, ""),
    ("fit/corrupt-activity-filecrc.fit", Outcome::Duplicate, "the same device started it"),
    ("fit/corrupt-broken-dates.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/corrupt-nick-sigma-eof.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/corrupt-sdk-truncated.fit", Outcome::NotARun, "does not move like a run"),
    ("fit/corrupt-second-header.fit", Outcome::Duplicate, "the same device started it"),
    (
        "fit/corrupt-strava-android-run-truncated.fit",
        Outcome::PartlyRead,
        "parts of the file could not be read",
    ),
    ("fit/corrupt-unexpected-eof.fit", Outcome::Duplicate, "the same device started it"),
    (
        "fit/corrupt-unfinished-data-size-zero-12-byte-header.fit",
        Outcome::NotARun,
        "does not move like a run",
    ),
    ("fit/corrupt-wahoo-no-application-id.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/course-fittrackee.fit", Outcome::NotARun, "A course to follow, not a recording."),
    (
        "fit/developer-data-sdk.fit",
        Outcome::Refused,
        "The file holds no records that could be used and no summary.",
    ),
    ("fit/monitoring-fenix5plus.fit", Outcome::NotARun, "All-day monitoring, not an activity."),
    ("fit/monitoring-fr35-a.fit", Outcome::NotARun, "All-day monitoring, not an activity."),
    ("fit/monitoring-fr35-b.fit", Outcome::NotARun, "All-day monitoring, not an activity."),
    ("fit/monitoring-fr35-c.fit", Outcome::NotARun, "All-day monitoring, not an activity."),
    ("fit/monitoring-sdk-vivofit.fit", Outcome::NotARun, "All-day monitoring, not an activity."),
    ("fit/multisport-fenix3-stop-after-transition.fit", Outcome::Imported, ""),
    ("fit/multisport-fr255-triathlon-summary-first.fit", Outcome::Imported, ""),
    ("fit/multisport-fr935-ironman.fit", Outcome::Imported, ""),
    ("fit/odd-27-days-activity.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/odd-multiple-headers-hr-merge.fit", Outcome::Imported, ""),
    ("fit/odd-not-fit-text-named-fit.fit", Outcome::Refused, "plain text"),
    ("fit/odd-null-compressed-speed-distance.fit", Outcome::NotARun, "cycling, not a run"),
    ("fit/rowing-vivoactive-hr.fit", Outcome::NotARun, "fitness equipment, not a run"),
    ("fit/run-antfs-dump-fr70-compressed-ts.fit", Outcome::Imported, ""),
    ("fit/run-coros-10k.fit", Outcome::Imported, ""),
    ("fit/run-fenix2-pauses.fit", Outcome::Imported, ""),
    ("fit/run-fenix2-small.fit", Outcome::Imported, ""),
    ("fit/run-fenix3-runscribe-v1-38.fit", Outcome::Imported, ""),
    ("fit/run-fenix5-short-records.csv", Outcome::NotARun, "plain text"),
    ("fit/run-fenix5-short.fit", Outcome::Imported, ""),
    ("fit/run-fr10.fit", Outcome::Imported, ""),
    ("fit/run-fr110-gpsbabel.fit", Outcome::Imported, ""),
    ("fit/run-fr220-smart-recording.fit", Outcome::Imported, ""),
    ("fit/run-fr225-time-jump.fit", Outcome::Imported, ""),
    ("fit/run-fr310xt-standard.fit", Outcome::Imported, ""),
    ("fit/run-fr630-lactate-threshold.fit", Outcome::Imported, ""),
    ("fit/run-fr70-footpod-intervals-compressed-ts.fit", Outcome::Imported, ""),
    ("fit/run-fr735xt-performance-condition.fit", Outcome::Duplicate, "the distances differ by 1.0 %"),
    ("fit/run-fr920xt-running-dynamics.fit", Outcome::Imported, ""),
    ("fit/run-fr920xt-stryd.fit", Outcome::Imported, ""),
    ("fit/run-fr935-garmin-running-power.fit", Outcome::Imported, ""),
    ("fit/run-fr945-track.fit", Outcome::Imported, ""),
    ("fit/run-hrm1-sdk-activity.fit", Outcome::Duplicate, "the same device started it"),
    ("fit/run-stryd-developer-types.fit", Outcome::Imported, ""),
    ("fit/run-suunto-movescount-no-timestamp.fit", Outcome::Imported, ""),
    ("fit/run-suunto9-trail-no-pause-records.fit", Outcome::Imported, ""),
    ("fit/run-suunto9-trail-with-pause-records.fit", Outcome::Duplicate, "the same device started it"),
    ("fit/run-tomtom-invalid-altitude-empty-last-record.fit", Outcome::Imported, ""),
    ("fit/run-vivoactive-hr.fit", Outcome::Imported, ""),
    ("fit/settings-edge510.fit", Outcome::NotARun, "Settings of the device, not an activity."),
    ("fit/swim-openwater-fr910xt.fit", Outcome::NotARun, "swimming, not a run"),
    ("fit/swim-pool-fenix3-with-hr.fit", Outcome::NotARun, "swimming, not a run"),
    ("fit/swim-pool-fr910xt-25m.fit", Outcome::NotARun, "swimming, not a run"),
    ("fit/walk-fenix5-records.csv", Outcome::NotARun, "plain text"),
    ("fit/walk-fenix5.fit", Outcome::NotARun, "walking, not a run"),
    ("fit/weight-scale-single-user.fit", Outcome::NotARun, "Body weight, not an activity."),
    ("fit/workout-custom-targets.fit", Outcome::NotARun, "A planned workout, not a recording."),
    ("fit/workout-repeat-steps.fit", Outcome::NotARun, "A planned workout, not a recording."),
    ("fit/workout-trainerroad.fit", Outcome::NotARun, "A planned workout, not a recording."),
    ("gps/bom-no-encoding.gpx", Outcome::NotARun, "no activity in it"),
    ("gps/bom.gpx", Outcome::NotARun, "no activity in it"),
    ("gps/course-only.tcx", Outcome::NotARun, "a course to follow, not a recording"),
    ("gps/empty-segment.gpx", Outcome::NotARun, "does not move like a run"),
    ("gps/empty.gpx", Outcome::NotARun, "no activity in it"),
    ("gps/first-point-empty.tcx", Outcome::NotARun, "Biking, not a run"),
    ("gps/garmin-extensions-gpsbabel.gpx", Outcome::Imported, ""),
    ("gps/gpx10-all-fields.gpx", Outcome::NotARun, "does not move like a run"),
    ("gps/latin1-track.gpx", Outcome::Imported, ""),
    ("gps/multisport-duathlon.tcx", Outcome::Imported, ""),
    ("gps/no-creator-eight-tracks.gpx", Outcome::NotARun, "does not move like a run"),
    ("gps/no-times-eight-tracks.gpx", Outcome::NotARun, "a drawn course"),
    ("gps/no-track-point.gpx", Outcome::NotARun, "no activity in it"),
    ("gps/no-track.gpx", Outcome::NotARun, "no activity in it"),
    ("gps/route-only-gpsies.gpx", Outcome::NotARun, "The times are made up"),
    ("gps/run-a-rival-spoq.gpx", Outcome::Imported, ""),
    ("gps/run-amazfit.gpx", Outcome::Imported, ""),
    ("gps/run-bad-leading-bytes.tcx", Outcome::Imported, ""),
    ("gps/run-bom-unbound-prefix.gpx", Outcome::Imported, ""),
    ("gps/run-fr305-bom-no-declaration.tcx", Outcome::Imported, ""),
    ("gps/run-fr305-latin1-undeclared.tcx", Outcome::Imported, ""),
    ("gps/run-fr945-track-garmin-connect.gpx", Outcome::Duplicate, "the distances differ by 1.1 %"),
    ("gps/run-fr945-track-garmin-connect.tcx", Outcome::Duplicate, "the same device started it"),
    ("gps/run-garmin-ns3-extension.gpx", Outcome::Imported, ""),
    ("gps/run-hr-not-always-there.gpx", Outcome::Imported, ""),
    ("gps/run-missing-distances.tcx", Outcome::Imported, ""),
    ("gps/run-polar-m400.tcx", Outcome::Imported, ""),
    ("gps/run-strava-export.gpx", Outcome::Imported, ""),
    ("gps/run-strava-runcadence.tcx", Outcome::Imported, ""),
    ("gps/run-two-breaks-three-segments.gpx", Outcome::Imported, ""),
    ("gps/run-vivoactive-hr-garmin-connect.gpx", Outcome::Duplicate, "the distances differ by 2.0 %"),
    ("gps/runkeeper-extension-waypoint.gpx", Outcome::NotARun, "no activity in it"),
    ("gps/sub-second-nike.gpx", Outcome::Imported, ""),
];

#[track_caller]
fn assert_outcome(found: &FileOutcome, outcome: Outcome, why: &str) {
    let said = found.why.as_deref().unwrap_or_default();
    assert!(found.outcome == outcome && said.contains(why), "{}: {:?} {said}", found.path, found.outcome);
}

#[test]
fn every_file_of_the_exports_has_its_outcome() {
    let Some(data) = shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    let files = import(&app, &[data.join("exports")]).files;
    let mut left: BTreeMap<&str, &FileOutcome> =
        files.iter().map(|file| (file.path.trim_start_matches("exports/"), file)).collect();
    assert_eq!(left.len(), files.len(), "every path is told once");
    let lists = [
        ("strava-activities-87-columns.csv", &STRAVA[..]),
        ("garmin-export-2002-summarizedActivities.json", &GARMIN_2002[..]),
        ("garmin-export-5005-summarizedActivities.json", &GARMIN_5005[..]),
    ];
    for (list, lines) in lists {
        for (line, start, metres, seconds) in lines {
            let path = format!("{list}#{line}");
            let file = left.remove(path.as_str()).expect("an outcome of this line");
            assert_outcome(file, Outcome::Imported, "");
            let run = app.run(file.run.as_deref().expect("its run")).expect("kept").run.summary;
            assert_eq!(run.start.to_string(), *start, "{path}");
            let kept = [run.distance.map(|m| m.get()), run.timer.map(|s| s.get())];
            for (kept, expected, step) in [(kept[0], metres, 0.01), (kept[1], seconds, 0.001)] {
                let off = (kept.expect("a total") - expected).abs();
                assert!(off <= step, "{path}: {kept:?}, expected {expected}");
            }
        }
    }
    for (path, outcome, why) in OTHERS {
        assert_outcome(left.remove(path).expect("an outcome of this file"), outcome, why);
    }
    assert!(left.is_empty(), "not expected: {left:?}");
}

#[test]
fn every_recording_has_its_outcome() {
    let Some(data) = shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    for (path, outcome, why) in RECORDINGS {
        let files = import(&app, &[data.join(path)]).files;
        assert_eq!(files.len(), 1, "{path}");
        assert_outcome(&files[0], outcome, why);
    }
}
