//! Every page answers with its heading, on an empty clinic and on a full one, within its weight.

use crate::house::House;

/// Bytes a page may weigh before it is packed, drawings and tables included; styles and scripts are counted below.
const HEAVIEST_PAGE: usize = 150_000;
/// Bytes of a page as it is sent once everything else is in the browser.
const HEAVIEST_PACKED: usize = 30_000;

const ALWAYS: [(&str, &str); 22] = [
    ("/pain", "Is any of this true for you?"),
    ("/pain/where", "Where is the pain at its worst?"),
    ("/pain/began", "How it began"),
    ("/pain/ask/limp_walking", "Do you limp when you walk today?"),
    ("/again", "Test again."),
    ("/clinician", "What your clinician said"),
    ("/import", "Bring my runs"),
    ("/runs", "Runs"),
    ("/data", "Your data"),
    ("/data/erase", "This would be deleted"),
    ("/about", "How we decide"),
    ("/care?need=check_up", "A physiotherapist, when it suits you"),
    ("/care/directory", "The directory"),
    ("/care/shortlist", "Your shortlist"),
    ("/care/compare", "Side by side"),
    ("/answers", "Questions runners ask"),
    ("/answers?q=stretch", "Questions runners ask"),
    ("/answers/three-roles", "What does the hamstring do when I run?"),
    ("/exercises", "Exercises"),
    ("/exercises?q=bridge&stage=A1&kit=none", "Exercises"),
    ("/exercises/rdl", "Romanian deadlift"),
    ("/exercises/bridge-double", "Bridge, two legs"),
];

async fn check(house: &House, path: &str, heading: &str) {
    let reply = house.get(path).await;
    assert_eq!(reply.status, 200, "{path}");
    assert_eq!(reply.heading(), heading, "{path}");
    let text = reply.text();
    assert_eq!(text.matches("<h1").count(), 1, "{path}: one heading of the first order");
    assert!(!text.contains(" style=") && !text.contains("<style"), "{path}: no inline style");
    assert!(!text.contains("<script>") && !text.contains(" onclick="), "{path}: no inline script");
    assert!(!text.contains("assets/missing"), "{path}: every file has its name");
    assert!(text.len() < HEAVIEST_PAGE, "{path} weighs {} bytes", text.len());
}

#[tokio::test]
async fn an_empty_clinic_has_every_page() {
    let house = House::empty();
    check(&house, "/", "From the first twinge to your fastest run since.").await;
    check(&house, "/today", "No pain told.").await;
    for (path, heading) in ALWAYS {
        check(&house, path, heading).await;
    }
}

#[tokio::test]
async fn a_full_clinic_has_every_page_and_each_is_light() {
    let house = House::example();
    assert_eq!(house.get("/").await.header("location"), "/today");
    for (path, heading) in ALWAYS {
        check(&house, path, heading).await;
    }
    let runs = house.app.runs_page(50, None).expect("runs").runs;
    let mut paths: Vec<String> = ALWAYS.iter().map(|(path, _)| (*path).to_owned()).collect();
    paths.extend(
        ["/today", "/result", "/result/print", "/runs?span=all", "/runs?span=3m", "/runs?month=2026-09"]
            .map(str::to_owned),
    );
    for run in runs.iter().take(3) {
        let path = format!("/runs/{}", run.id);
        let reply = house.get(&path).await;
        assert_eq!(reply.status, 200);
        assert!(reply.text().contains("class=\"route\""), "the route is drawn");
        assert!(reply.text().contains("c-line"), "the traces are drawn");
        paths.push(path);
    }
    for path in paths {
        let packed = packed(&house, &path).await;
        assert!(packed < HEAVIEST_PACKED, "{path} is sent as {packed} bytes");
    }
}

async fn packed(house: &House, path: &str) -> usize {
    use axum::body::Body;
    use axum::http::Request;
    let request =
        Request::get(path).header("accept-encoding", "gzip").body(Body::empty()).expect("a request");
    let reply = house.send(request).await;
    assert_eq!(reply.status, 200, "{path}");
    let is_packed_already = path.contains(".woff2");
    assert!(is_packed_already || reply.header("content-encoding") == "gzip", "{path}");
    reply.bytes.len()
}

#[tokio::test]
async fn everything_a_first_visit_needs_is_light_and_kept_for_ever() {
    let house = House::empty();
    let text = house.get("/").await.text();
    let mut whole = packed(&house, "/").await;
    let mut found = 0;
    for part in text.split('"').filter(|part| part.starts_with("/assets/")) {
        let reply = house.get(part).await;
        assert_eq!(reply.status, 200, "{part}");
        assert!(reply.header("cache-control").contains("immutable"), "{part}");
        whole += packed(&house, part).await;
        found += 1;
    }
    assert!(found >= 4, "style, scripts, font and mark");
    assert!(whole < 150_000, "the first visit weighs {whole} bytes");
}

#[tokio::test]
async fn the_series_for_zooming_have_gaps_and_no_sentinels() {
    let house = House::example();
    let run = house.app.runs_page(1, None).expect("runs").runs.remove(0);
    let reply = house.get(&format!("/runs/{}/series.json", run.id)).await;
    let series: serde_json::Value = serde_json::from_slice(&reply.bytes).expect("JSON");
    let x = series["x"]["values"].as_array().expect("x").len();
    let panels = series["panels"].as_array().expect("panels");
    assert!(panels.len() >= 3 && x > 100, "{} panels over {x} places", panels.len());
    for panel in panels {
        assert_eq!(panel["values"].as_array().expect("values").len(), x, "{}", panel["title"]);
    }
    let pace = panels.iter().find(|panel| panel["kind"] == "pace").expect("a pace");
    assert_eq!(
        pace["thin"].as_array().expect("the recorded line").len(),
        x,
        "both lines of the key are drawn"
    );
    let range = pace["range"].as_array().expect("what is drawn of it");
    assert!(range[0].as_f64() < range[1].as_f64() && range[1].as_f64() < Some(1000.0), "no stop: {range:?}");
}

#[tokio::test]
async fn a_part_of_a_run_can_be_shown_without_scripts() {
    let house = House::example();
    let run = house.app.runs_page(1, None).expect("runs").runs.remove(0);
    let path = format!("/runs/{}", run.id);
    let part = house.get(&format!("{path}?from=1&to=2%2C5")).await.text();
    assert!(
        part.contains("Whole run") && part.contains(">2.5 km</text>"),
        "the axis ends where it was asked to"
    );
    for wrong in ["from=2&to=1", "from=x", "to=-1", "from=NaN"] {
        let reply = house.get(&format!("{path}?{wrong}")).await;
        assert_eq!(reply.status, 200, "{wrong}");
        assert!(reply.text().contains("the smaller first"), "{wrong}");
    }
}

#[tokio::test]
async fn units_and_colours_follow_the_runner() {
    let house = House::example();
    let saved = house.post("/data/settings", "units=mi&theme=dark").await;
    assert_eq!(saved.status, 303);
    let text = house.get("/runs").await.text();
    assert!(text.contains("data-theme=\"dark\"") && text.contains("\u{a0}mi") && !text.contains("\u{a0}km"));
    let wrong = house.post("/data/settings", "units=leagues&theme=dark").await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains("units"), "the field is named");
}

#[tokio::test]
async fn a_search_marks_what_it_found_and_survives_whatever_is_typed() {
    let house = House::empty();
    let found = house.get("/answers?q=ibuprofen").await;
    assert!(found.text().contains("<mark>"), "{}", found.text());
    let nothing = house.get("/answers?q=zzzzqqqq").await;
    assert!(nothing.text().contains("No answer fits"), "{}", nothing.text());
    let hostile = house.get("/answers?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%E2%80%AE%00").await;
    assert_eq!(hostile.status, 200);
    assert!(!hostile.text().contains("<script>alert"), "what was typed is shown as text");
    assert_eq!(house.get("/answers/no-such-answer").await.status, 404);
    assert_eq!(house.get("/answers/..%2f..%2fetc").await.status, 404);
}

#[tokio::test]
async fn the_library_is_narrowed_by_words_stage_and_kit() {
    let house = House::empty();
    let all = house.get("/exercises").await.text();
    assert!(all.contains("85 exercises") && all.contains("With a lacrosse ball"), "the whole library");
    let early = house.get("/exercises?stage=A0&kit=none").await.text();
    assert!(
        early.contains("/exercises/heel-dig-isometric\"") && !early.contains("/exercises/nordic-eccentric\"")
    );
    let found = house.get("/exercises?q=russian+lean").await.text();
    assert!(found.contains("1 exercise<") || found.contains("1 exercise "), "another name finds it");
    let hostile = house.get("/exercises?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%00").await;
    assert_eq!(hostile.status, 200);
    assert!(!hostile.text().contains("<script>alert"));
}

#[tokio::test]
async fn an_exercise_shows_what_it_is_and_a_stage_that_is_none_is_refused() {
    let house = House::empty();
    let page = house.get("/exercises/nordic-eccentric").await.text();
    for shown in
        ["<svg", "Who must not", "When to stop", "Razor curl", "Nordic with help", "van Dyk 2019", "estimate"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    assert_eq!(house.get("/exercises/no-such-exercise").await.status, 404);
    assert_eq!(house.get("/exercises/..%2f..%2fetc").await.status, 404);
    for bad in ["/exercises?stage=A9", "/exercises?kit=everything"] {
        let refused = house.get(bad).await;
        assert!(refused.status.is_client_error(), "{bad}: {}", refused.status);
    }
}

#[tokio::test]
async fn every_exercise_has_a_page_within_its_weight() {
    let house = House::empty();
    let ids: Vec<String> = house.app.knowledge().exercises.keys().map(ToString::to_string).collect();
    assert_eq!(ids.len(), 85);
    for id in ids {
        let reply = house.get(&format!("/exercises/{id}")).await;
        assert_eq!(reply.status, 200, "{id}");
        let text = reply.text();
        assert!(text.contains("class=\"drawn\""), "{id} is not drawn");
        assert!(text.len() < HEAVIEST_PAGE, "{id} weighs {} bytes", text.len());
    }
}
