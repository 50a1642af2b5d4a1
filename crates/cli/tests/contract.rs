//! The command line as other programs see it: JSON on standard output, exit codes, refusals that name the place.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use femoris_app::{App, Clock, Units};
use femoris_recording::fit::workout::read_workout;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const GPX: &str = r#"<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk>
<name>Morning &lt;script&gt;alert(1)&lt;/script&gt;</name><type>running</type><trkseg>
<trkpt lat="48.1000" lon="11.5000"><ele>520</ele><time>2026-11-01T07:00:00Z</time></trkpt>
<trkpt lat="48.1010" lon="11.5000"><ele>521</ele><time>2026-11-01T07:00:40Z</time></trkpt>
<trkpt lat="48.1020" lon="11.5000"><ele>522</ele><time>2026-11-01T07:01:20Z</time></trkpt>
</trkseg></trk></gpx>"#;

/// A run of 2000 points, packed into more than one block.
fn long_gpx() -> String {
    let start = GPX.find("<trkpt").expect("points");
    let points = (0..2000).map(|i| {
        let (minute, second) = (i / 60, i % 60);
        format!(
            "<trkpt lat=\"48.{i:05}\" lon=\"11.5\"><time>2026-11-01T07:{minute:02}:{second:02}Z</time></trkpt>\n"
        )
    });
    format!("{}{}</trkseg></trk></gpx>", &GPX[..start], points.collect::<String>())
}

struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Ended {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}\n{}", self.out, self.err))
    }
}

fn femoris(data: &Path, args: &[&str]) -> Ended {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_femoris"))
        .arg("--data")
        .arg(data)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("starts");
    Ended {
        code: status.code().expect("an exit code, not a signal"),
        out: String::from_utf8(stdout).expect("UTF-8"),
        err: String::from_utf8(stderr).expect("UTF-8"),
    }
}

fn check(data: &Path, args: &[&str], code: i32, says: &str) -> Ended {
    let ended = femoris(data, args);
    let said = format!("{}{}", ended.out, ended.err);
    assert_eq!(ended.code, code, "{args:?}: {said}");
    assert!(said.contains(says), "{args:?} should say {says:?}: {said}");
    assert!(!said.contains("panicked"), "{args:?}: {said}");
    ended
}

#[test]
fn totals_are_called_the_devices_only_where_all_of_them_are() {
    let work = tempfile::tempdir().expect("a folder");
    let points = "<Trackpoint><Time>2026-11-01T07:00:00Z</Time><DistanceMeters>0</DistanceMeters></Trackpoint>\
                  <Trackpoint><Time>2026-11-01T07:01:00Z</Time><DistanceMeters>200</DistanceMeters></Trackpoint>";
    let distance = "<DistanceMeters>201</DistanceMeters>";
    let timer = "<TotalTimeSeconds>59</TotalTimeSeconds>";
    for (lap, totals, timer_s) in
        [(format!("{timer}{distance}"), "device", 59.0), (distance.to_owned(), "computed", 60.0)]
    {
        let file = work.path().join("run.tcx");
        let text = format!(
            "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\"><Id>2026-11-01T07:00:00Z</Id>\
             <Lap StartTime=\"2026-11-01T07:00:00Z\">{lap}<Track>{points}</Track></Lap></Activity></Activities>\
             </TrainingCenterDatabase>"
        );
        fs::write(&file, text).expect("written");
        let reading = check(work.path(), &["read", file.to_str().expect("UTF-8"), "--json"], 0, "").json();
        let part = &reading[0]["parts"][0];
        assert_eq!(part["totals"], totals, "{part}");
        assert_eq!((&part["distance_m"], &part["timer_s"]), (&Value::from(201.0), &Value::from(timer_s)));
    }
}

#[test]
fn a_gpx_goes_in_is_listed_shown_and_doubles_nothing() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let file = work.path().join("run.dat");
    fs::write(&file, GPX).expect("written");
    let path = file.to_str().expect("UTF-8");

    let reading = check(&data, &["read", path, "--json"], 0, "").json();
    assert_eq!((&reading[0]["format"], &reading[0]["kind"]), (&Value::from("gpx"), &Value::from("activity")));
    assert_eq!(reading[0]["parts"][0]["records"], 3);
    assert_eq!(reading[0]["parts"][0]["totals"], "computed");

    let first = check(&data, &["import", path, "--json"], 0, "").json();
    assert_eq!((&first["imported"], &first["duplicates"]), (&Value::from(1), &Value::from(0)));
    let again = check(&data, &["import", path, "--json"], 0, "").json();
    assert_eq!((&again["imported"], &again["duplicates"]), (&Value::from(0), &Value::from(1)));

    let runs = check(&data, &["runs", "--json"], 0, "").json();
    assert_eq!(runs["runs"].as_array().map(Vec::len), Some(1));
    let id = runs["runs"][0]["id"].as_str().expect("an id");
    let run = check(&data, &["run", id, "--json"], 0, "").json();
    assert_eq!(run["series"]["latitude"].as_array().map(Vec::len), Some(3));
    check(&data, &["run", "../../etc/passwd"], 3, "no such run");
    check(&data, &["run", "00000000000000000000"], 3, "no run");
}

#[test]
fn words_tell_lengths_in_the_units_of_the_runner_and_json_in_metres() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let file = work.path().join("run.gpx");
    fs::write(&file, long_gpx()).expect("written");
    check(&data, &["import", file.to_str().expect("UTF-8")], 0, "1 imported");
    let metres = |data: &Path| {
        let runs = check(data, &["runs", "--json"], 0, "").json();
        let id = runs["runs"][0]["id"].as_str().expect("an id").to_owned();
        (id, runs["runs"][0]["distance_m"].as_f64().expect("a distance"))
    };
    let (id, way) = metres(&data);
    let kilometres = format!("{:.2} km ", way / 1000.0);
    check(&data, &["runs"], 0, &kilometres);
    check(&data, &["run", &id], 0, &kilometres);
    App::open(&data, Clock::System).expect("opens").set_units(Units::Miles).expect("set");
    let miles = format!("{:.2} mi ", way / 1609.344);
    for args in [&["runs"][..], &["run", &id]] {
        let told = check(&data, args, 0, &miles).out;
        assert!(!told.contains(" km"), "{told}");
    }
    assert_eq!(metres(&data), (id, way));
}

#[test]
fn read_says_what_is_wrong_and_ends_with_the_code_of_the_contract() {
    let work = tempfile::tempdir().expect("a folder");
    let place = |name: &str| work.path().join(name).to_str().expect("UTF-8").to_owned();
    let good = place("good");
    fs::write(&good, GPX).expect("written");
    fs::write(place("empty"), "").expect("written");
    fs::write(place("text.fit"), "dear diary").expect("written");
    fs::write(place("cut"), &GPX[..GPX.len() - 60]).expect("written");
    check(work.path(), &["read", &place("none")], 3, "no such file");
    check(work.path(), &["read", work.path().to_str().expect("UTF-8")], 2, "folder");
    check(work.path(), &["read", &place("empty"), "--json"], 2, "not_a_recording").json();
    check(work.path(), &["read", &place("text.fit"), "--json"], 2, "not_a_recording").json();
    check(work.path(), &["read", &place("cut"), "--json"], 1, "error").json();
    check(&work.path().join("data"), &["import", &place("cut")], 1, "1 partly read");
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(long_gpx().as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    for (name, whole) in [("no-end.gz", packed.len() - 8), ("cut.gz", packed.len() / 2)] {
        fs::write(place(name), &packed[..whole]).expect("written");
        let reading = check(work.path(), &["read", &place(name), "--json"], 1, "gzip_damaged").json();
        let records = reading[0]["parts"][0]["records"].as_u64().expect("what could be read");
        assert!(records > 100, "{name}: {records}");
    }
    let mixed = check(work.path(), &["read", &good, &place("none"), "--json"], 1, "not_found").json();
    assert_eq!(mixed.as_array().map(Vec::len), Some(2));
}

#[test]
fn arguments_that_are_none_end_with_two_and_name_the_place() {
    let work = tempfile::tempdir().expect("a folder");
    for (args, says) in [
        (&["frobnicate"][..], "frobnicate"),
        (&["read"], "FILE"),
        (&["runs", "--limit", "0"], "--limit"),
        (&["runs", "--limit", "many"], "--limit"),
        (&["today", "--date", "yesterday"], "--date"),
        (&["today", "--date", "2026-02-30"], "--date"),
        (&["today", "--date", "2150-01-01"], "date"),
        (&["log", "pain", "during", "11"], "score"),
        (&["log", "pain", "during", "-1"], "-1"),
        (&["log", "pain", "sometimes", "3"], "sometimes"),
        (&["log", "sleep", "11"], "score"),
        (&["log", "sleep", "5", "--date", "2150-01-01"], "date"),
        (&["log", "health", "fine"], "fine"),
        (&["log", "health", "ill", "--date", "2150-01-01"], "date"),
        (&["log", "health", "ill", "--date", "soon"], "--date"),
        (&["log", "answer", "limp_walk", "present"], "limp_walking"),
        (&["log", "answer", "limp_walking", "maybe"], "answer"),
        (&["log", "test", "load_test_pain", "12"], "value"),
        (&["log", "test", "load_test_pain", "NaN"], "value"),
        (&["serve", "--port", "70000"], "--port"),
        (&["--port", "70000"], "--port"),
        (&["--port", "0", "today"], "femoris serve"),
        (&["log", "planned", "0"], "planned_distance"),
        (&["log", "outing", "walk-warmup", "30"], "--pain"),
        (&["log", "outing", "walk-warmup", "0", "--pain", "0"], "minutes"),
        (&["log", "outing", "walk-warmup", "30", "--pain", "11"], "--pain"),
        (&["log", "outing", "walk-warmup", "30", "--pain", "0"], "no programme"),
        (&["log", "planned", "-3"], "-3"),
        (&["log", "planned", "NaN"], "km"),
        (&["backup", "no/such/folder/copy"], "copy"),
        (&["export", "Cargo.toml/out"], "out"),
        (&["examine", "Cargo.toml"], "case: not a JSON document"),
        (&["workout"], "--out"),
        (&["workout", "--out", "x", "--date", "2150-01-01"], "date"),
        (&["workout", "--out", "x", "--date", "soon"], "--date"),
        (&["calendar"], "--out"),
        (&["calendar", "--out", "no/such/folder/plan.ics"], "plan.ics"),
        (&["calendar", "--out", "plan.ics", "--at", "25:00"], "--at"),
        (&["erase"], "--yes"),
        (&["restore", "Cargo.toml"], "--yes"),
    ] {
        check(&work.path().join("data"), args, 2, says);
    }
    for (args, says) in [
        (&["import", "nowhere", "nor here"][..], "no such file or folder"),
        (&["examine", "nowhere.json"], "nowhere.json"),
        (&["knowledge", "check", "nowhere"], "nowhere"),
        (&["restore", "nowhere", "--yes"], "nowhere"),
    ] {
        check(&work.path().join("data"), args, 3, says);
    }
    check(work.path(), &["log", "undo", "7"], 3, "7");
    // A Saturday: the plan of a runner nothing is known of rests.
    check(work.path(), &["workout", "--out", "x", "--date", "2026-11-28"], 3, "no session");
    check(work.path(), &["--help"], 0, "Exit codes");
}

#[test]
fn the_plan_goes_into_a_calendar_file() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let file = work.path().join("plan.ics");
    let out = file.to_str().expect("UTF-8");
    let done = check(&data, &["calendar", "--out", out, "--at", "7:15", "--json"], 0, "").json();
    assert_eq!((&done["entries"], &done["file"]), (&Value::from(0), &Value::from(out)), "nothing is planned");
    let text = fs::read_to_string(&file).expect("written");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    check(&data, &["calendar", "--out", out], 0, "nothing is planned");
}

#[test]
fn session_run_and_plan_of_a_runner_go_out_as_files() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let place = |name: &str| work.path().join(name).to_str().expect("UTF-8").to_owned();
    let app = App::open(&data, Clock::System).expect("opens");
    app.load_example().expect("loads");
    // The example runner ran today; a run that is done is not handed out again.
    let newest = app.runs_page(1, None).expect("runs").runs.remove(0);
    app.remove_run(newest.id.as_str()).expect("taken out");
    let today = app.clock().today().to_string();
    drop(app);

    let args = ["workout", "--date", &today, "--out", &place("watch"), "--json"];
    let done = check(&data, &args, 0, "").json();
    assert_eq!((&done["date"], &done["missing"]), (&Value::from(today.as_str()), &serde_json::json!([])));
    for (index, what) in ["session", "run"].iter().enumerate() {
        let file = &done["files"][index];
        let bytes = fs::read(work.path().join(format!("watch/{what}-{today}.fit"))).expect("written");
        assert_eq!((&file["what"], &file["bytes"]), (&Value::from(*what), &Value::from(bytes.len())));
        let workout = read_workout(&bytes).expect("a workout");
        assert!(workout.played().count() >= 5, "{workout:?}");
    }

    let done =
        check(&data, &["calendar", "--out", &place("plan.ics"), "--at", "7:15", "--json"], 0, "").json();
    let text = fs::read_to_string(place("plan.ics")).expect("written");
    let entries = text.matches("\r\nBEGIN:VEVENT\r\n").count();
    assert_eq!(done["entries"], entries, "{text}");
    for line in ["SUMMARY:Session\r\n", "T071500\r\n"] {
        assert!(text.contains(line), "no {line:?} in {text}");
    }
}

#[test]
fn what_went_in_comes_out_again() {
    let work = tempfile::tempdir().expect("a folder");
    let place = |name: &str| work.path().join(name).to_str().expect("UTF-8").to_owned();
    let data = work.path().join("data");
    fs::write(place("run.gpx"), GPX).expect("written");
    check(&data, &["import", &place("run.gpx")], 0, "1 imported");
    check(&data, &["log", "pain", "after", "2"], 0, "logged");
    check(&data, &["log", "settings", "--own-maximum", "24.5"], 0, "kept");
    check(&data, &["backup", &place("copy")], 0, "copy");
    check(&data, &["backup", &place("copy")], 2, "copy");
    let exported = check(&data, &["export", &place("out"), "--json"], 0, "").json();
    assert_eq!((&exported["originals"], &exported["events"]), (&Value::from(1), &Value::from(1)));
    let set: Value =
        serde_json::from_slice(&fs::read(place("out/settings.json")).expect("read")).expect("JSON");
    assert_eq!(set["own_maximum_kmh"], "24.5", "{set}");
    let originals: Vec<_> = fs::read_dir(work.path().join("out/originals")).expect("a folder").collect();
    let original = originals.first().and_then(|entry| entry.as_ref().ok()).expect("one").path();
    assert_eq!(fs::read_to_string(original).expect("text"), GPX, "byte for byte");
    check(&data, &["examine", &place("out/case.json"), "--json"], 0, "femoris-verdict/1");
    check(&data, &["export", &place("out")], 2, "not empty");
    check(&data, &["erase", "--yes"], 0, "erased");
    check(&data, &["runs"], 0, "no runs");
    check(&data, &["restore", &place("copy"), "--yes"], 0, "restored 1 runs");
    check(&data, &["runs", "--json"], 0, "Morning");
    let whole = fs::read(place("copy")).expect("read");
    fs::write(place("cut"), &whole[..whole.len() / 2]).expect("written");
    fs::write(place("empty"), "").expect("written");
    for bad in ["run.gpx", "cut", "empty"] {
        let told = check(&data, &["restore", &place(bad), "--yes"], 2, "no whole Femoris backup").err;
        assert!(told.contains("file: ") && told.contains("Nothing was replaced"), "{bad}: {told}");
        check(&data, &["runs", "--json"], 0, "Morning");
    }
    check(&data, &["restore", &place("nothing"), "--yes"], 3, "no such file");
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let work = tempfile::tempdir().expect("a folder");
    let file = work.path().join("file");
    fs::write(&file, "not a folder").expect("written");
    let named = file.to_str().expect("UTF-8");
    for data in [file.clone(), file.join("below")] {
        check(&data, &["runs"], 2, named);
        check(&data, &["serve", "--port", "0"], 2, named);
    }
    let foreign = work.path().join("foreign");
    fs::create_dir(&foreign).expect("made");
    fs::write(foreign.join("femoris.db"), "not a database").expect("written");
    check(&foreign, &["runs"], 2, "left untouched");
    assert_eq!(fs::read_to_string(foreign.join("femoris.db")).expect("text"), "not a database");
    // Asking what would be lost leaves nothing behind where nothing of ours is.
    let letters = work.path().join("letters");
    fs::create_dir(&letters).expect("made");
    fs::write(letters.join("letter.txt"), "dear").expect("written");
    check(&letters, &["erase"], 2, "deletes nothing");
    check(&letters, &["restore", "Cargo.toml"], 2, "replaces nothing");
    check(&letters, &["erase", "--yes"], 0, "erased 0 runs");
    let there: Vec<_> =
        fs::read_dir(&letters).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(there, ["letter.txt"]);
}

#[test]
fn a_port_that_is_taken_is_refused_by_its_name() {
    let work = tempfile::tempdir().expect("a folder");
    let held = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = held.local_addr().expect("an address").port().to_string();
    check(&work.path().join("data"), &["serve", "--port", &port], 2, "--port: port ");
}

#[test]
fn a_plan_is_told_and_a_bad_session_named_by_its_field() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    check(&data, &["plan"], 0, "rehabilitation");
    let json = check(&data, &["plan", "--json"], 0, "kind").json();
    assert_eq!(json["kind"], "refused");
    let file = work.path().join("session.json");
    let text = r#"{"session": "2026-03-02-a", "stage": "A0", "exercises": [{"exercise": "glute-set", "side": "both", "sets": 1, "pain": 11}]}"#;
    fs::write(&file, text).expect("written");
    check(&data, &["log", "session", file.to_str().expect("a path")], 2, "exercises[0].pain");
    check(&data, &["log", "session", "nowhere.json"], 3, "no such file");
    check(&data, &["log", "confidence", "11"], 2, "score");
    check(&data, &["log", "confidence", "7"], 0, "logged");
    check(&data, &["log", "stage", "confirmed", "A9"], 2, "stage");
    check(&data, &["log", "settings", "--kit", "castle"], 2, "--kit");
    check(&data, &["log", "settings", "--kit", "ball", "--minutes", "45"], 0, "logged");
    check(&data, &["plan", "--pass"], 2, "stage");
}

#[test]
fn what_a_runner_tells_of_runs_is_taken_or_refused_by_its_name() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let file = work.path().join("run.gpx");
    fs::write(&file, GPX).expect("written");
    check(&data, &["import", file.to_str().expect("a path")], 0, "1 imported");
    let listed = check(&data, &["runs", "--json"], 0, "").json();
    let run = listed["runs"][0]["id"].as_str().expect("an id").to_owned();
    for (args, code, says) in [
        (&["log", "effort", &run, "11"][..], 2, "effort"),
        (&["log", "effort", &run, "6"], 0, "logged"),
        (&["log", "effort", "00000000000000000000", "6"], 3, "00000000000000000000"),
        (&["log", "twinge", &run, "99:00"], 2, "twinge_at"),
        (&["log", "twinge", &run, "soon"], 2, "at: minutes"),
        (&["log", "twinge", &run, "0:50"], 0, "logged"),
        (&["log", "run", "perfect"], 2, "as_prescribed"),
        (&["log", "run", "less"], 0, "logged"),
        (&["log", "goal", "2019-04-11", "10"], 2, "race_day: 2019-04-11 is over"),
        (&["log", "goal", "soon", "10"], 2, "race_day"),
        (&["log", "planned", "12.5"], 0, "logged"),
        (&["log", "goal", "2019-04-11", "-3"], 2, "-3"),
        (
            &["log", "settings", "--own-maximum", "60"],
            2,
            "own_maximum: maximum speed must be between 7 and 44 km/h, not 60",
        ),
        (&["log", "settings", "--own-maximum", "fast"], 2, "own_maximum"),
        (&["log", "settings", "--own-maximum", "24,5"], 0, "kept"),
        (
            &["log", "settings", "--watch-folder", "/no/such/folder"],
            2,
            "watch_folder: there is no such folder",
        ),
        (&["log", "settings", "--watch-folder", "here"], 2, "watch_folder: write the whole path"),
        (&["log", "settings"], 2, "--own-maximum"),
    ] {
        check(&data, args, code, says);
    }
    let told = check(&data, &["run", &run, "--json"], 0, "").json();
    assert_eq!(told["load"]["own_maximum_kmh"], 24.5);
    assert_eq!(told["load"]["twinges"][0]["second"], 50);
    let running = check(&data, &["today", "--json"], 0, "").json();
    assert!(running.is_object(), "{running}");
}

#[test]
fn a_night_and_an_illness_are_taken_and_told_again() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let before = check(&data, &["today", "--json"], 0, "").json();
    assert_eq!((&before["health"], &before["slept"]), (&Value::Null, &Value::Null));
    check(&data, &["log", "sleep", "4"], 0, "logged");
    check(&data, &["log", "health", "ill"], 0, "logged");
    let ill = check(&data, &["today", "--json"], 0, "").json();
    assert_eq!((ill["health"].as_str(), ill["slept"].as_u64()), (Some("ill"), Some(4)));
    check(&data, &["log", "health", "well"], 0, "logged");
    let well = check(&data, &["today", "--json"], 0, "").json();
    assert_eq!(well["health"].as_str(), Some("well"));
}
