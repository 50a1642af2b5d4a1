//! The list of runs and its history: dates that cannot be, and histories that are long.

use crate::house::{House, gpx};

/// A house with a run on each of some days.
async fn house_with(days: &[&str]) -> House {
    let house = House::empty();
    for day in days {
        let run = gpx(day, &format!("Of {day}"), 200);
        house.upload("/import", "files", &[("run.gpx", run.as_bytes())]).await;
        house.settle().await;
    }
    house
}

#[tokio::test]
async fn a_long_history_is_shown_whole_by_years_from_its_first_believable_run() {
    let house = house_with(&["1990-07-02", "2004-05-03", "2011-05-03"]).await;
    let page = house.get("/runs?span=all").await.text();
    assert!(page.contains("3 runs since May 2004"), "a clock that was never set begins no history: {page}");
    assert!(page.contains("km a year") && page.contains("The last four years together"), "{page}");
    assert!(page.contains("<th scope=\"row\">2004</th>") && !page.contains("<th scope=\"row\">1990</th>"));
    let series: serde_json::Value =
        serde_json::from_str(&house.get("/runs/history.json").await.text()).expect("JSON");
    assert_eq!(series["x"]["values"].as_array().map(Vec::len), Some(2));
    let short = house_with(&["2019-05-03"]).await.get("/runs?span=all").await.text();
    assert!(short.contains("km a month") && short.contains("<th scope=\"row\">May 2019</th>"));
}

#[tokio::test]
async fn a_run_that_is_dated_in_the_future_says_so_and_counts_for_nothing_yet() {
    let house = house_with(&["2026-10-05"]).await;
    let today = house.app.clock().today();
    let told = |house: &House| {
        let today = house.app.today(None).expect("today");
        (today.state.load, today.verdict, today.week)
    };
    let before = told(&house);
    for ahead in [1, 40] {
        let run = gpx(&today.plus_days(ahead).to_string(), "Ahead", 400);
        house.upload("/import", "files", &[("ahead.gpx", run.as_bytes())]).await;
        house.settle().await;
    }
    assert_eq!(told(&house), before, "neither the load, nor the answer, nor the week");
    let page = house.get("/runs").await.text();
    assert_eq!(page.matches("dated in the future").count(), 2, "{page}");
    assert!(page.contains("Distance by day, October 2026"), "the calendar opens at what was run: {page}");
    assert!(page.contains("No run this week yet."), "{page}");
    let ahead = house.app.runs_page(1, None).expect("runs").runs.remove(0);
    let page = house.get(&format!("/runs/{}", ahead.id)).await.text();
    assert!(page.contains("This run is dated in the future."), "{page}");
    let only = house_with(&["2027-03-05"]).await.get("/runs").await;
    assert!(only.status == 200 && only.text().contains("1 run, "), "no since without a believable date");
}

#[tokio::test]
async fn a_run_of_seconds_is_no_reference_for_a_distance() {
    let house = House::empty();
    let today = house.app.clock().today();
    for (ago, points) in [(60, 300), (5, 3), (0, 500)] {
        let run = gpx(&today.plus_days(-ago).to_string(), "Lake", points);
        house.upload("/import", "files", &[("run.gpx", run.as_bytes())]).await;
        house.settle().await;
    }
    let newest = house.app.runs_page(1, None).expect("runs").runs.remove(0).id;
    let page = house.get(&format!("/runs/{newest}")).await.text();
    assert!(page.contains("was too short to compare with. Take this distance as new to you"), "{page}");
    assert!(!page.contains("% of your longest run") && !page.contains("2.28"), "{page}");
    let kept = house.app.load_of_run(newest.as_str()).expect("a load").against_longest;
    let band = femoris_clinic::evidence::RuleId::new("LC4");
    assert!(
        matches!(kept, Some(femoris_clinic::load::LoadNote::Compared { rule, .. }) if rule == band),
        "the rule and its band stand as they are"
    );
}
