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
    assert!(house.get("/data").await.text().contains("You told 24.0 km/h."));
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
