//! Load, effort, twinges and the watched folder on the pages: what is shown, and what is refused at which field.

use crate::house::House;

fn newest(house: &House) -> String {
    let run = house.app.runs_page(1, None).expect("runs").runs.remove(0);
    format!("/runs/{}", run.id)
}

#[tokio::test]
async fn effort_is_one_tap_and_eleven_is_refused_at_its_field() {
    let house = House::example();
    let run = newest(&house);
    for wrong in ["11", "-1", "hard", "", "5.5", "999999999999"] {
        let reply = house.post(&format!("{run}/effort"), &format!("effort={wrong}")).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert!(reply.text().contains("id=\"effort-error\""), "{wrong}: said at the field");
    }
    let refused = house.post(&format!("{run}/effort"), "effort=11").await;
    assert!(refused.text().contains("between 0 and 10"));
    let taken = house.post(&format!("{run}/effort"), "effort=6").await;
    assert_eq!(taken.status, 303);
    let page = house.get(taken.header("location")).await.text();
    assert!(page.contains("value=\"6\" aria-pressed=\"true\"") && page.contains("Effort noted."));
    assert!(page.contains("Effort times minutes:"));
}

#[tokio::test]
async fn a_twinge_is_marked_shown_through_all_traces_and_taken_back() {
    let house = House::example();
    let run = newest(&house);
    for wrong in ["", "12:75", "soon", "999:00", "-1:00"] {
        let reply = house.post(&format!("{run}/twinge"), &format!("twinge_at={wrong}")).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert!(reply.text().contains("id=\"twinge_at-error\""), "{wrong}: said at the field");
    }
    let marked = house.post(&format!("{run}/twinge"), "twinge_at=10%3A30").await;
    assert_eq!(marked.status, 303);
    let page = house.get(marked.header("location")).await.text();
    assert!(
        page.contains("Twinge 10:30 in.") && page.contains("href=\"/pain\""),
        "an examination is offered"
    );
    assert_eq!(
        page.matches("class=\"c-mark\" d=\"M").count(),
        5,
        "both drawings of both charts, and the legend"
    );
    let entry = page
        .split("name=\"entry\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("an entry");
    let back = house.post(&format!("{run}/undo"), &format!("entry={entry}")).await;
    assert_eq!(back.status, 303);
    assert!(!house.get(&run).await.text().contains("Twinge 10:30"));
    assert_eq!(house.post(&format!("{run}/undo"), "entry=x").await.status, 400);
    assert_eq!(house.post("/runs/00000000000000000000/effort", "effort=3").await.status, 404);
}

#[tokio::test]
async fn absurd_settings_are_refused_and_kept_as_typed() {
    let house = House::example();
    let reply = house.post("/data/running", "own_maximum=60&watch_folder=").await;
    assert_eq!(reply.status, 422);
    let text = reply.text();
    assert!(text.contains("between 7 and 44 km/h, not 60") && text.contains("value=\"60\""));
    let reply = house.post("/data/running", "own_maximum=&watch_folder=%2Fno%2Fsuch%2Ffolder").await;
    assert_eq!(reply.status, 422);
    let text = reply.text();
    assert!(text.contains("watch_folder-error") && text.contains("value=\"/no/such/folder\""));
    assert_eq!(house.post("/data/running", "own_maximum=24&watch_folder=").await.status, 303);
    assert!(house.get("/data").await.text().contains("You told 24.0\u{a0}km/h."));
}

#[tokio::test]
async fn who_reads_miles_writes_and_reads_speeds_in_them() {
    let (house, run) = with_run(&[(300, 1.4), (1_290, 2.7)]);
    assert_eq!(house.post("/data/settings", "units=mi&theme=auto").await.status, 303);
    let reply = house.post("/data/running", "own_maximum=60&watch_folder=").await;
    assert_eq!(reply.status, 422);
    assert!(reply.text().contains("between 4.3 and 27.3 mph, not 60"));
    assert_eq!(house.post("/data/running", "own_maximum=17&watch_folder=").await.status, 303);
    let told = house.app.own_speed().expect("asked").speed.expect("told");
    let page = house.get("/data").await.text();
    assert!(page.contains("Own maximum speed, mph") && page.contains("You told 17.0\u{a0}mph."));
    assert_eq!(house.post("/data/running", "own_maximum=17.0&watch_folder=").await.status, 303);
    assert_eq!(house.app.own_speed().expect("asked").speed, Some(told), "saved as shown, it stays");
    for path in [run.as_str(), "/runs", "/running", "/today", "/data", "/plan"] {
        let page = house.get(path).await.text();
        let words: Vec<&str> = ["km/h", "min/km", "per km", "\u{a0}km", "a km"]
            .into_iter()
            .filter(|word| page.contains(word))
            .collect();
        assert!(words.is_empty(), "{path} speaks of {words:?}");
    }
}

#[tokio::test]
async fn a_run_says_what_it_asked_and_how_it_was_run() {
    let house = House::example();
    let page = house.get(&newest(&house)).await.text();
    for words in [
        "Hamstring index",
        "An index, not a force",
        "Running form",
        "What a wrist cannot see",
        "of your longest run",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let runs = house.get("/runs").await.text();
    for words in
        ["worst pain of the week", "hamstring index a week", "This week", "Fast running", "Description only"]
    {
        assert!(runs.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_history_is_small_and_its_columns_agree() {
    let house = House::example();
    let reply = house.get("/runs/history.json").await;
    assert_eq!(reply.status, 200);
    let json: serde_json::Value = serde_json::from_slice(&reply.bytes).expect("JSON");
    let days = json["x"]["values"].as_array().expect("days").len();
    assert!(
        days > 100 && reply.bytes.len() < 100_000 * days / 3650,
        "{days} days in {} bytes",
        reply.bytes.len()
    );
    for panel in json["panels"].as_array().expect("panels") {
        assert_eq!(panel["values"].as_array().expect("values").len(), days, "{}", panel["title"]);
    }
    let empty = House::empty().get("/runs/history.json").await;
    assert_eq!(empty.status, 200);
    assert!(empty.text().contains("\"values\":[]"));
}

#[tokio::test]
async fn a_race_that_is_over_is_refused_at_its_field() {
    let house = House::example();
    for (sent, field) in [
        ("race_day=2026-11-20&distance=10", "race_day"),
        ("race_day=soon&distance=10", "race_day"),
        ("race_day=2027-04-11&distance=0", "distance"),
        ("race_day=2027-04-11&distance=far", "distance"),
    ] {
        let reply = house.post("/running/goal", sent).await;
        assert_eq!(reply.status, 422, "{sent}");
        assert!(reply.text().contains(&format!("id=\"{field}-error\"")), "{sent}: said at {field}");
    }
    assert!(house.post("/running/goal", "race_day=2026-11-20&distance=10").await.text().contains("is over"));
    assert_eq!(house.post("/running/goal", "race_day=2027-04-11&distance=10").await.status, 303);
}

#[tokio::test]
async fn a_run_in_mind_is_held_against_the_longest_of_thirty_days() {
    let house = House::example();
    let at_first = house.get("/today").await.text();
    assert!(at_first.contains("id=\"planned_distance\"") && !at_first.contains("The run you think of"));
    let reply = house.post("/today/planned", "planned_distance=60,5").await;
    assert_eq!(reply.status, 303);
    let page = house.get(reply.header("location").split('#').next().expect("an address")).await.text();
    assert!(page.contains("The run you think of") && page.contains("value=\"60.5\""), "{page}");
    assert!(page.contains("more than twice your longest run"), "the band is said");
    assert!(page.contains("Kept for today.") && page.contains("/log/undo"), "and can be taken back");
    for typed in ["", "far", "0", "-3", "9999", "NaN", "%3Cscript%3E"] {
        let reply = house.post("/today/planned", &format!("planned_distance={typed}")).await;
        assert_eq!(reply.status, 422, "{typed}");
        let page = reply.text();
        assert!(page.contains("id=\"planned_distance-error\"") && !page.contains("<script>"), "{typed}");
    }
}

#[tokio::test]
async fn a_watched_folder_that_is_gone_is_said_and_stays_set() {
    let house = House::empty();
    let watch = tempfile::tempdir().expect("a folder");
    let path = watch.path().to_str().expect("UTF-8").to_owned();
    house.app.set_watch_folder(&path).expect("set");
    watch.close().expect("gone");
    house.app.look_at_watched().expect("looks");
    let page = house.get("/data").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("not there now") && page.text().contains(&path), "{}", page.text());
}

/// A runner of half an hour every other day with a race in mind, and a run of Wednesday by its parts.
fn with_run(parts: &[(u32, f64)]) -> (House, String) {
    let house = House::empty();
    let folder = tempfile::tempdir().expect("a folder");
    let day = femoris_measure::Day::from_ymd(2026, 11, 18).expect("a day");
    let mut files = femoris_testkit::usual_runs(folder.path(), day);
    files.push(femoris_testkit::run_of(folder.path(), day, parts));
    let sources = files.into_iter().map(femoris_app::Source::path).collect();
    house.app.import(sources, &femoris_app::Unwatched).expect("imports");
    house.app.set_own_maximum("28.8", femoris_app::Units::Kilometres).expect("a speed");
    let distance = femoris_measure::Metres::new(10_000.0).expect("a way");
    let goal = femoris_clinic::event::Entry::GoalSet { day: day.plus_days(100), distance };
    house.app.log(vec![femoris_app::NewEntry { day: Some(day), entry: goal }], None).expect("a goal");
    let run = newest(&house);
    (house, run)
}

#[tokio::test]
async fn a_day_with_a_run_that_has_no_distance_says_at_least() {
    let (house, _) = with_run(&[(300, 1.4), (1_290, 2.7)]);
    let point = |minute: u32| {
        format!(
            "<Trackpoint><Time>2026-11-18T17:{minute:02}:00Z</Time><HeartRateBpm><Value>140</Value></HeartRateBpm></Trackpoint>"
        )
    };
    let points: String = (0..30).map(point).collect();
    let file = format!(
        "<?xml version=\"1.0\"?><TrainingCenterDatabase \
         xmlns=\"http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2\"><Activities><Activity \
         Sport=\"Running\"><Id>2026-11-18T17:00:00Z</Id><Lap \
         StartTime=\"2026-11-18T17:00:00Z\"><TotalTimeSeconds>1740</TotalTimeSeconds><Track>{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("treadmill.tcx");
    std::fs::write(&path, file).expect("written");
    house.app.import(vec![femoris_app::Source::path(path)], &femoris_app::Unwatched).expect("imports");
    let day = femoris_measure::Day::from_ymd(2026, 11, 18).expect("a day");
    let total = house.app.daily(day, day).expect("asked")[0];
    assert_eq!((total.runs, total.without_distance, total.is_whole()), (2, 1, false));
    let number = format!("{:.1}+", total.distance.get() / 1000.0);
    let month = house.get("/runs?month=2026-11").await.text();
    assert!(month.contains(&number) && month.contains("at least"), "the day and the month: {number}");
    assert!(month.contains("A plus in the table: some runs have no distance"));
    let series: serde_json::Value =
        serde_json::from_str(&house.get("/runs/history.json").await.text()).expect("JSON");
    assert_eq!(series["incomplete"].as_array().map(Vec::len), Some(1), "{series}");
}

#[tokio::test]
async fn the_other_run_of_a_day_is_named_where_it_went_beyond() {
    let (house, first) = with_run(&[(300, 1.4), (1_290, 2.7)]);
    assert!(!house.get(&first).await.text().contains("This day has"), "one run stands alone");
    let folder = tempfile::tempdir().expect("a folder");
    let day = femoris_measure::Day::from_ymd(2026, 11, 18).expect("a day");
    let file = femoris_testkit::run_at(folder.path(), (day, 17), &[(600, 2.7), (60, 5.5), (600, 2.7)]);
    house.app.import(vec![femoris_app::Source::path(file)], &femoris_app::Unwatched).expect("imports");
    let page = house.get(&first).await.text();
    assert!(page.contains("This day has 2 runs. They are held against it together."), "{page}");
    assert!(
        page.contains("in another run of the day") && !page.contains("id=\"over\""),
        "not drawn on this one"
    );
    let second = house.get(&newest(&house)).await.text();
    assert!(second.contains("without a break, at 3:02 per km, from 10:00 to 11:00"), "{second}");
}

#[tokio::test]
async fn what_was_faster_than_asked_is_marked_on_the_pace_and_listed() {
    let (house, run) = with_run(&[(300, 1.4), (600, 2.7), (90, 5.5), (600, 2.7)]);
    let page = house.get(&run).await.text();
    assert!(page.contains("class=\"c-over\"") && page.contains("class=\"c-over-top\""), "drawn");
    assert!(page.contains("id=\"over\"") && page.contains("marked on the pace"), "listed");
    assert!(
        page.contains("<th scope=\"row\">14:5") || page.contains("<th scope=\"row\">15:0"),
        "where it was"
    );
    assert!(page.contains("faster than asked"), "in the legend");
    let series: serde_json::Value =
        serde_json::from_str(&house.get(&format!("{run}/series.json")).await.text()).expect("JSON");
    assert!(series["over"].as_array().is_some_and(|over| !over.is_empty()), "and in the zoomed chart");
    let places = series["x"]["values"].as_array().map(Vec::len);
    assert_eq!(series["x"]["seconds"].as_array().map(Vec::len), places, "each place has its second");
}

#[tokio::test]
async fn a_run_that_keeps_to_its_speed_has_nothing_marked() {
    let (house, run) = with_run(&[(300, 1.4), (1_290, 2.7)]);
    let page = house.get(&run).await.text();
    assert!(page.contains("Top speed: kept."));
    assert!(!page.contains("c-over") && !page.contains("id=\"over\""));
}

#[tokio::test]
async fn a_race_is_kept_and_left_open_while_a_danger_sign_is() {
    use femoris_clinic::event::Entry;
    use femoris_clinic::finding::{Finding, FindingId};
    let house = House::empty();
    let race = house.app.clock().today().plus_days(80);
    house.app.set_goal(race, femoris_measure::Metres::new(10_000.0).expect("a way")).expect("set");
    let sign = Entry::FindingAnswered { id: FindingId::SaddleNumbness, answer: Finding::Present };
    let sign = house.app.log(vec![femoris_app::NewEntry { day: None, entry: sign }], None).expect("logged");
    let page = house.get("/running").await.text();
    assert!(page.contains("Your race is kept.") && page.contains("10.0\u{a0}km on"), "{page}");
    assert!(page.contains("banner bad danger") && page.contains("Where this comes from"), "{page}");
    house.app.withdraw(sign[0]).expect("taken back");
    let page = house.get("/running").await.text();
    assert!(!page.contains("Your race is kept.") && page.contains("10.0\u{a0}km on"), "{page}");
}

#[tokio::test]
async fn the_months_after_a_strain_show_what_to_mind_and_how_often_it_comes_back() {
    use femoris_clinic::complaint::{Complaint, Location, Onset};
    use femoris_clinic::event::Entry;
    let house = House::empty();
    let today = house.app.clock().today();
    let complaint = Complaint {
        onset: Some(Onset::Sudden),
        onset_date: Some(today.plus_days(-60)),
        location: Some(Location::ThighBelly),
        ..Complaint::default()
    };
    for entry in [Entry::ComplaintSet(complaint), Entry::FullTraining] {
        house.app.log(vec![femoris_app::NewEntry { day: None, entry }], None).expect("logged");
    }
    let page = house.get("/running").await.text();
    assert!(page.contains("The fifteen weeks after") && page.contains("Whether it comes back"), "{page}");
    assert!(page.contains("Your odds") && page.contains("id=\"again-h\""));
    assert!(page.contains("not known yet") && !page.contains("as the reference"), "unknown never reassures");
    let last = today.plus_days(104).ymd().0;
    assert!(page.contains("Watch it until") && page.contains(&last.to_string()), "until a day");
    assert!(
        !page.contains("leaves no room for a run"),
        "a run is not shown beside a word that there is none"
    );
}

#[tokio::test]
async fn the_history_names_its_stages_in_drawing_table_and_series() {
    let house = House::example();
    let page = house.get("/runs").await.text();
    assert!(page.contains("<th scope=\"col\" class=\"num\">Stage</th>"), "a column of the table");
    let stages = house.app.stages().expect("stages");
    assert!(stages.len() >= 3, "before, since, and at least one stage: {stages:?}");
    let last = stages.last().expect("one");
    assert!(page.contains(&format!("{} {}", stages.len(), last.name)), "{last:?}");
    assert!(stages.windows(2).all(|pair| pair[0].from < pair[1].from), "{stages:?}");
    let series: serde_json::Value =
        serde_json::from_str(&house.get("/runs/history.json").await.text()).expect("JSON");
    assert_eq!(series["stages"].as_array().map(Vec::len), Some(stages.len()));
}
