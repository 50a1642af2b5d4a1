//! The other kinds of files: the US registry, lists of one's own, FHIR bundles, towns.

use femoris_providers::index::{Directory, Outcome};
use femoris_providers::{EntryKey, Precision, Profession, Skill, Wheelchair};

use super::bring;

const ZIPS: &[u8] = b"code,city,state,county,area_code,lat,lon\n20500,Washington,DC,X,,38.8977,-77.0366\n";

/// A row of the registry by column names; every other one of the 330 is empty.
pub(crate) fn nppes(rows: &[&[(&str, &str)]]) -> Vec<u8> {
    let mut header = vec!["NPI".to_owned()];
    for name in [
        "Entity Type Code",
        "Provider Organization Name (Legal Business Name)",
        "Provider Last Name (Legal Name)",
        "Provider First Name",
        "Provider Credential Text",
        "Provider First Line Business Practice Location Address",
        "Provider Second Line Business Practice Location Address",
        "Provider Business Practice Location Address City Name",
        "Provider Business Practice Location Address State Name",
        "Provider Business Practice Location Address Postal Code",
        "Provider Business Practice Location Address Country Code (If outside U.S.)",
        "Provider Business Practice Location Address Telephone Number",
        "Last Update Date",
        "NPI Deactivation Date",
        "NPI Reactivation Date",
    ] {
        header.push(name.to_owned());
    }
    header.extend((1..=15).map(|n| format!("Healthcare Provider Taxonomy Code_{n}")));
    header.extend((header.len()..330).map(|n| format!("Other {n}")));
    let line = |cells: Vec<&str>| {
        cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",") + "\n"
    };
    let mut text = line(header.iter().map(String::as_str).collect());
    for row in rows {
        let cell = |name: &String| row.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| *value);
        text += &line(header.iter().map(cell).collect());
    }
    text.into_bytes()
}

pub(crate) const ZIP: &str = "Provider Business Practice Location Address Postal Code";

#[test]
fn the_registry_is_read_by_the_names_of_its_columns() {
    let file = nppes(&[
        &[
            ("NPI", "1000000001"),
            ("Provider Last Name (Legal Name)", "RUNNER"),
            ("Provider First Name", "ANNA"),
            ("Provider Credential Text", "PT"),
            (ZIP, "205001234"),
            ("Healthcare Provider Taxonomy Code_15", "2251S0007X"),
            ("Last Update Date", "10/31/2026"),
        ],
        &[("NPI", "1000000002"), (ZIP, "20500"), ("Healthcare Provider Taxonomy Code_1", "122300000X")],
        &[
            ("NPI", "1000000003"),
            (ZIP, "20500"),
            ("Healthcare Provider Taxonomy Code_1", "225100000X"),
            ("Provider Last Name (Legal Name)", "GONE"),
            ("NPI Deactivation Date", "01/01/2020"),
        ],
        &[
            ("NPI", "1000000004"),
            (ZIP, "20500"),
            ("Healthcare Provider Taxonomy Code_1", "225100000X"),
            ("Provider Last Name (Legal Name)", "BACK"),
            ("NPI Deactivation Date", "01/01/2020"),
            ("NPI Reactivation Date", "02/01/2020"),
        ],
        &[
            ("NPI", "1000000005"),
            (ZIP, "99999"),
            ("Healthcare Provider Taxonomy Code_1", "225100000X"),
            ("Provider Last Name (Legal Name)", "NOWHERE"),
        ],
        &[("NPI", "12"), (ZIP, "20500"), ("Healthcare Provider Taxonomy Code_1", "225100000X")],
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    // The registry comes first and still finds the postal codes.
    let report = bring(folder.path(), &[("npidata.csv", &file), ("zip.csv", ZIPS)]);
    let counts = &report.files[0].counts;
    assert_eq!(
        [
            counts.met,
            counts.kept,
            counts.other_profession,
            counts.deactivated,
            counts.without_position,
            counts.damaged
        ],
        [6, 2, 1, 1, 1, 1]
    );
    let directory = Directory::open(folder.path()).expect("a directory");
    let place =
        directory.by_key(&EntryKey::new("npi:1000000001").expect("a key")).expect("readable").expect("there");
    assert_eq!(place.name(), "ANNA RUNNER, PT");
    assert!(place.skills().has(Skill::SportsBackground));
    assert_eq!(place.listings[0].entry.precision, Precision::Area);
    assert_eq!(place.updated().map(|day| day.to_string()), Some("2026-10-31".to_owned()));
}

#[test]
fn without_postal_codes_the_registry_says_what_is_missing() {
    let file = nppes(&[&[("NPI", "1000000001"), (ZIP, "20500")]]);
    let folder = tempfile::tempdir().expect("a folder");
    let report = bring(folder.path(), &[("npidata.csv", &file)]);
    assert!(matches!(&report.files[0].outcome, Outcome::Refused(why) if why.contains("postal codes")));
}

#[test]
fn a_list_of_ones_own_needs_little() {
    let list = "name,profession,lat,lon,skills,wheelchair,languages,phone,website\n\
        Praxis am Bogen,physio;osteopath,51.44,14.24,shockwave;gait analysis,yes,de en,03571 1,bogen.example\n\
        Nowhere,physiotherapist,,,,,,,\n\
        Shoemaker,cobbler,51,14,,,,,\n\
        ,physiotherapist,51,14,,,,,\n";
    let folder = tempfile::tempdir().expect("a folder");
    let report = bring(folder.path(), &[("mine.csv", list.as_bytes())]);
    let counts = &report.files[0].counts;
    assert_eq!([counts.kept, counts.without_position, counts.other_profession, counts.damaged], [1, 1, 1, 1]);
    let directory = Directory::open(folder.path()).expect("a directory");
    let found = directory.names("bog", 10).expect("readable");
    let place = directory.place(found.places[0]).expect("readable").expect("there");
    assert!(place.professions().has(Profession::Osteopath) && place.skills().has(Skill::GaitAnalysis));
    assert_eq!((place.wheelchair(), place.languages().as_str()), (Some(Wheelchair::Yes), "de en"));
    assert_eq!(place.website(), "https://bogen.example");
}

#[test]
fn a_bundle_puts_person_role_and_location_together() {
    let bundle = r#"{"resourceType": "Bundle", "entry": [
      {"resource": {"resourceType": "Practitioner", "id": "p", "name": [{"given": ["Ada"], "family": "Stride"}],
        "communication": [{"coding": [{"code": "en-US"}]}],
        "telecom": [{"system": "phone", "value": "1", "use": "home"}]}},
      {"resource": {"resourceType": "Location", "id": "l", "name": "Track House",
        "position": {"latitude": 38.9, "longitude": -77.0}, "telecom": [{"system": "phone", "value": "202-101-0123"}],
        "address": {"line": ["1 Lane"], "city": "Washington", "state": "DC", "postalCode": "20500"}}},
      {"resource": {"resourceType": "PractitionerRole", "id": "r", "active": true,
        "practitioner": {"reference": "Practitioner/p"}, "location": [{"reference": "https://x.example/Location/l"}],
        "specialty": [{"coding": [{"code": "2251S0007X"}]}]}},
      {"resource": {"resourceType": "PractitionerRole", "id": "old", "active": false,
        "location": [{"reference": "Location/l"}], "specialty": [{"coding": [{"code": "225100000X"}]}]}},
      {"resource": {"resourceType": "HealthcareService", "id": "s", "name": "Dentistry",
        "location": [{"reference": "Location/l"}], "specialty": [{"coding": [{"code": "122300000X"}]}]}}
    ]}"#;
    let folder = tempfile::tempdir().expect("a folder");
    let report = bring(folder.path(), &[("bundle.json", bundle.as_bytes())]);
    let counts = &report.files[0].counts;
    assert_eq!([counts.met, counts.kept, counts.deactivated, counts.other_profession], [3, 1, 1, 1]);
    let directory = Directory::open(folder.path()).expect("a directory");
    let key = EntryKey::new("fhir:PractitionerRole/r").expect("a key");
    let place = directory.by_key(&key).expect("readable").expect("there");
    assert_eq!((place.name().as_str(), place.phone().as_str()), ("Ada Stride", "202-101-0123"));
    assert_eq!(place.languages(), "en");
    assert_eq!(place.address(), "1 Lane, 20500 Washington, DC");
}

#[test]
fn every_layout_of_towns_and_postal_codes_is_read() {
    let census = |separator: &str| {
        let header = ["GEOID", "ALAND", "INTPTLAT", "INTPTLONG                                  "];
        let row = ["20500", "1", "38.897700", "-77.036600   "];
        format!("{}\n{}\n", header.join(separator), row.join(separator))
    };
    let postal = "US\t20500\tWashington\tDistrict of Columbia\tDC\t\t\t\t\t38.8977\t-77.0366\t4\n";
    let mut place = vec!["4140963", "Washington", "Washington", "", "38.8977", "-77.0366"];
    place.extend([
        "P",
        "PPLC",
        "DC",
        "",
        "DC",
        "",
        "",
        "",
        "689545",
        "",
        "",
        "America/New_York",
        "2024-01-01",
    ]);
    let place = format!("{}\n", place.join("\t"));
    for (name, file, typed) in [
        ("gazetteer until 2024", census("\t"), "20500"),
        ("gazetteer since 2025", census("|"), "20500"),
        ("postal codes of GeoNames", postal.to_owned(), "20500"),
        ("places of GeoNames", place, "washing"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let report = bring(folder.path(), &[(name, file.as_bytes())]);
        assert_eq!((&report.files[0].outcome, report.files[0].counts.towns), (&Outcome::Read, 1), "{name}");
        let directory = Directory::open(folder.path()).expect("a directory");
        let found = directory.towns(typed, 5).expect("readable");
        let at = found.first().unwrap_or_else(|| panic!("{name}: {typed}")).position;
        assert!((at.latitude() - 38.8977).abs() < 1e-6 && (at.longitude() + 77.0366).abs() < 1e-6, "{name}");
    }
}

#[test]
fn towns_are_found_by_code_name_and_region() {
    let towns = "code,city,state,lat,lon\n01001,Agawam,MA,42.1,-72.7\n97001,Antelope,OR,44.9,-120.7\n93536,Antelope,CA,34.7,-118.3\n";
    let folder = tempfile::tempdir().expect("a folder");
    bring(folder.path(), &[("towns.csv", towns.as_bytes())]);
    // The same file again is harmless.
    bring(folder.path(), &[("towns.csv", towns.as_bytes())]);
    let directory = Directory::open(folder.path()).expect("a directory");
    let labels = |text: &str| -> Vec<String> {
        directory.towns(text, 5).expect("readable").into_iter().map(|town| town.label).collect()
    };
    assert_eq!(labels("01001-2345"), ["01001 Agawam, MA"]);
    assert_eq!(labels("aga"), ["01001 Agawam, MA"]);
    assert_eq!(labels("Antelope").len(), 2);
    assert_eq!(labels("antelope, or"), ["97001 Antelope, OR"]);
    assert_eq!(labels("Nowhere"), Vec::<String>::new());
}
