//! `femoris providers`: a directory in, ranked places out, as other programs see it.

#![allow(clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const LIST: &str = "id,name,profession,lat,lon,skills,phone,wheelchair,hours\n\
1,Praxis am Bogen,physiotherapist,51.440,14.240,shockwave,03571 1,yes,24/7\n\
2,Laufwerk Physio,physiotherapist,51.442,14.243,,,,\n\
3,Dr. Hanke,sports_physician,51.443,14.246,sports_background,,,\n\
4,Klinikum,emergency_department,51.500,14.300,,112,,\n";

fn femoris(data: &Path, args: &[&str], code: i32) -> (String, String) {
    let ended = Command::new(env!("CARGO_BIN_EXE_femoris"))
        .arg("--data")
        .arg(data)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("starts");
    let (out, err) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert_eq!(ended.status.code(), Some(code), "{args:?}: {out}{err}");
    (out.into_owned(), err.into_owned())
}

fn json(data: &Path, args: &[&str], code: i32) -> Value {
    serde_json::from_str(&femoris(data, args, code).0).expect("JSON")
}

#[test]
fn a_list_goes_in_and_comes_out_ranked_with_its_points() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let list = work.path().join("list.csv");
    let bad = work.path().join("tile.osm.pbf");
    fs::write(&list, LIST).expect("written");
    fs::write(&bad, [0x1a, 0x0c, 0x0a, 0x05]).expect("written");
    let (list, bad) = (list.to_str().expect("UTF-8"), bad.to_str().expect("UTF-8"));

    let near = ["--near", "51.440,14.240"];
    let search = |need: &'static str| ["--json", "providers", "search", "--need", need, near[0], near[1]];
    let (_, err) = femoris(&data, &search("physiotherapist"), 3);
    assert!(err.contains("providers import"), "says how to get one: {err}");

    let report = json(&data, &["--json", "providers", "import", list, bad], 1);
    assert_eq!(report["entries"], 4);
    assert_eq!((&report["files"][0]["outcome"], &report["files"][0]["kept"]), (&"read".into(), &4.into()));
    assert_eq!(report["files"][1]["outcome"], "refused");
    assert!(report["files"][1]["why"].as_str().is_some_and(|why| why.contains("vector tile")));
    femoris(&data, &["providers", "import", bad], 2);

    let found = json(&data, &search("tendon_rehab"), 0);
    let names: Vec<&str> = found["places"]
        .as_array()
        .expect("places")
        .iter()
        .filter_map(|place| place["name"].as_str())
        .collect();
    assert_eq!(names, ["Praxis am Bogen", "Laufwerk Physio", "Dr. Hanke"]);
    let first = &found["places"][0];
    assert_eq!((&first["distance_km"], &first["points"]["of"]), (&0.0.into(), &9.into()));
    assert_eq!(first["points"]["answers"]["right_profession"], "yes");
    assert_eq!(first["points"]["answers"]["experience"], "unknown");
    assert_eq!(first["sources"][0]["kind"], "own_list");

    let urgent = json(&data, &search("emergency"), 0);
    assert!(urgent["call_first"].as_str().is_some_and(|call| call.contains("112")));
    assert_eq!(urgent["places"][0]["name"], "Klinikum");
}

#[test]
fn a_packed_list_is_read_and_told_by_its_place_in_the_archive() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let packed = work.path().join("list.csv.gz");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, LIST.as_bytes()).expect("memory");
    fs::write(&packed, encoder.finish().expect("memory")).expect("written");
    let report = json(&data, &["--json", "providers", "import", packed.to_str().expect("UTF-8")], 0);
    assert_eq!((&report["files"][0]["file"], &report["entries"]), (&"list.csv.gz".into(), &4.into()));
    let near = [
        "--json",
        "providers",
        "search",
        "--near",
        "51.44,14.24",
        "--need",
        "physiotherapist",
        "--wheelchair",
    ];
    let found = json(&data, &near, 0);
    assert_eq!(found["places"][0]["wheelchair"], "yes");
}

#[test]
fn nothing_found_is_told_with_what_would_help_and_a_code_of_its_own() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let list = work.path().join("list.csv");
    fs::write(&list, LIST).expect("written");
    femoris(&data, &["providers", "import", list.to_str().expect("UTF-8")], 0);
    let far = [
        "--json",
        "providers",
        "search",
        "--near",
        "52.0,14.24",
        "--need",
        "physiotherapist",
        "--within",
        "5",
    ];
    let nothing = json(&data, &far, 3);
    assert_eq!(nothing["looked_km"], 5.0);
    assert!(
        nothing["widen"][0]["within_km"].as_f64().is_some_and(|km| (60.0..65.0).contains(&km)),
        "{nothing}"
    );
    for (args, says) in [
        (["providers", "search", "--near", "51,14", "--need", "surgery"], "need"),
        (["providers", "search", "--near", "95,14", "--need", "physiotherapist"], "latitude"),
        (["providers", "search", "--near", "Nowhere", "--need", "physiotherapist"], "towns"),
    ] {
        assert!(femoris(&data, &args, 2).1.contains(says), "{args:?}");
    }
}
