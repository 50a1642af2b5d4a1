//! Searches equal a judge that measures the distance to every place and sorts them all.

use std::fmt::Write;

use femoris_measure::{Metres, Place, haversine};
use femoris_providers::index::{Directory, Filter, Query, SearchOutcome};
use femoris_providers::{Profession, Professions, Skill, Skills};
use proptest::prelude::*;

use super::bring;

/// A generated place, in ten-millionths of a degree as the index keeps them.
#[derive(Debug, Clone)]
struct Made {
    lat: i32,
    lon: i32,
    professions: Professions,
    skills: Skills,
}

impl Made {
    fn place(&self) -> Place {
        Place::new(f64::from(self.lat) / 1e7, f64::from(self.lon) / 1e7).expect("on earth")
    }
}

/// Anywhere, but often at the poles, at the antimeridian, on the lines of the grid, or where another one is.
fn degrees(most: i32) -> impl Strategy<Value = i32> {
    let edge = most * 10_000_000;
    prop_oneof![
        4 => -edge..=edge,
        2 => prop::sample::select(vec![-edge, edge, 0, edge - 1, 1 - edge, 500_000, -500_000, 10_000_000]),
        2 => (-20..=20_i32).prop_map(move |step| edge - (step.abs() * 30_000)),
        2 => (-40..=40_i32).prop_map(|step| step * 100_000),
    ]
}

fn made() -> impl Strategy<Value = Made> {
    let professions = prop::sample::subsequence(Profession::ALL[..4].to_vec(), 1..=3);
    let skills = prop::sample::subsequence(Skill::ALL[..3].to_vec(), 0..=2);
    (degrees(90), degrees(180), professions, skills).prop_map(|(lat, lon, professions, skills)| Made {
        lat,
        lon,
        professions: professions.into_iter().collect(),
        skills: skills.into_iter().collect(),
    })
}

fn file(all: &[Made]) -> Vec<u8> {
    let mut text = "id,name,profession,skills,lat,lon\n".to_owned();
    for (number, one) in all.iter().enumerate() {
        let professions: Vec<&str> = one.professions.iter().map(Profession::id).collect();
        let skills: Vec<&str> = one.skills.iter().map(Skill::id).collect();
        let (at, place) = (number, one.place());
        writeln!(
            text,
            "{at:05},N{at},{},{},{:.7},{:.7}",
            professions.join(";"),
            skills.join(";"),
            place.latitude(),
            place.longitude()
        )
        .expect("memory");
    }
    text.into_bytes()
}

/// The cell of the grid, counted by the judge itself: 0.05°, from the south and from the west.
fn cell(one: &Made) -> (i64, i64) {
    let index = |steps: i32, offset: i64, cells: i64| ((i64::from(steps) + offset) / 500_000).min(cells - 1);
    (index(one.lat, 900_000_000, 3_600), index(one.lon, 1_800_000_000, 7_200))
}

fn judged(all: &[Made], query: &Query) -> Vec<(String, u64)> {
    let mut found: Vec<(f64, (i64, i64), usize)> = all
        .iter()
        .enumerate()
        .filter(|(_, one)| query.professions.iter().any(|wanted| one.professions.has(wanted)))
        .filter(|(_, one)| one.skills.has_all(query.filter.skills))
        .map(|(number, one)| (haversine(query.near, one.place()).get(), cell(one), number))
        .filter(|(distance, ..)| *distance <= query.within.get().min(Query::FURTHEST_M))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    found.truncate(query.limit);
    found.into_iter().map(|(distance, _, number)| (format!("own:{number:05}"), distance.to_bits())).collect()
}

fn answered(directory: &Directory, query: &Query) -> Vec<(String, u64)> {
    match directory.search(query).expect("a search") {
        SearchOutcome::Nothing { .. } => Vec::new(),
        SearchOutcome::Found { hits, .. } => hits
            .iter()
            .map(|hit| {
                let place = directory.place(hit.place).expect("readable").expect("there");
                (place.listings[0].entry.key.to_string(), hit.distance.get().to_bits())
            })
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_search_finds_what_looking_at_everything_finds(
        all in prop::collection::vec(made(), 1..120),
        starts in prop::collection::vec((made(), 0.0..7.2_f64, 1..30_usize, any::<prop::sample::Index>()), 1..12),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        bring(folder.path(), &[("made.csv", &file(&all))]);
        let directory = Directory::open(folder.path()).expect("a directory");
        for (start, power, limit, index) in &starts {
            // Half of the searches begin exactly at a place: distance zero.
            let near = if limit % 2 == 0 { all[index.index(all.len())].place() } else { start.place() };
            let query = Query {
                professions: start.professions,
                near,
                within: Metres::new(10_f64.powf(*power).min(Metres::HIGH)).expect("a distance"),
                limit: *limit,
                filter: Filter { skills: start.skills, ..Filter::default() },
            };
            prop_assert_eq!(answered(&directory, &query), judged(&all, &query), "from {:?} {:?}", near.latitude(), near.longitude());
        }
    }
}

#[test]
fn equal_distances_keep_one_order_whatever_they_came_in() {
    let one = |lat: i32, lon: i32| Made {
        lat,
        lon,
        professions: Professions::EMPTY.with(Profession::Physiotherapist),
        skills: Skills::EMPTY,
    };
    let mut all = vec![one(0, 100_000), one(0, -100_000), one(0, 100_000), one(0, 0), one(0, 0)];
    let query = Query {
        professions: Professions::EMPTY.with(Profession::Physiotherapist),
        near: Place::new(0.0, 0.0).expect("a place"),
        within: Metres::new(50_000.0).expect("a distance"),
        limit: 10,
        filter: Filter::default(),
    };
    let names = |all: &[Made]| {
        let folder = tempfile::tempdir().expect("a folder");
        bring(folder.path(), &[("made.csv", &file(all))]);
        let directory = Directory::open(folder.path()).expect("a directory");
        let found = answered(&directory, &query);
        assert_eq!(found, judged(all, &query));
        found.into_iter().map(|(_, distance)| distance).collect::<Vec<_>>()
    };
    let first = names(&all);
    all.reverse();
    assert_eq!(first, names(&all));
}

#[test]
fn nothing_found_says_how_far_was_looked_and_what_would_help() {
    use femoris_providers::index::Widen;
    let folder = tempfile::tempdir().expect("a folder");
    let list = "name,profession,lat,lon,skills\nNear,physiotherapist,51.0,14.0,\nFar,physiotherapist,51.0,15.0,shockwave\n";
    bring(folder.path(), &[("list.csv", list.as_bytes())]);
    let directory = Directory::open(folder.path()).expect("a directory");
    let query = |profession, skills| Query {
        professions: Professions::EMPTY.with(profession),
        near: Place::new(51.0, 14.0).expect("a place"),
        within: Metres::new(10_000.0).expect("a distance"),
        limit: 5,
        filter: Filter { skills, ..Filter::default() },
    };
    let shockwave = Skills::EMPTY.with(Skill::Shockwave);
    match directory.search(&query(Profession::Physiotherapist, shockwave)).expect("a search") {
        SearchOutcome::Nothing { looked, widen } => {
            assert_eq!(looked.get(), 10_000.0);
            assert!(
                matches!(widen[0], Widen::Radius(far) if (far.get() - 70_000.0).abs() < 1_000.0),
                "{widen:?}"
            );
            assert_eq!(widen[1], Widen::Skills);
        }
        other => panic!("{other:?}"),
    }
    match directory.search(&query(Profession::Podiatrist, Skills::EMPTY)).expect("a search") {
        SearchOutcome::Nothing { widen, .. } => assert_eq!(widen, [Widen::Directory]),
        other => panic!("{other:?}"),
    }
}
