//! The session and the run of the day for a watch, and in words for who has none.

use crate::house::House;

#[tokio::test]
async fn the_days_session_and_run_are_told_and_handed_out() {
    let house = House::example();
    let page = house.get("/today/watch").await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (200, "On your watch"));
    let text = page.text();
    assert!(text.contains("What your watch shows") && text.contains("No watch"), "{text}");
    assert!(text.contains("We have not tried this on a watch yet."), "{text}");
    for what in ["session", "run"] {
        let file = house.get(&format!("/today/{what}.fit")).await;
        let offered = text.contains(&format!("href=\"/today/{what}.fit\""));
        match file.status.as_u16() {
            200 => {
                assert!(offered && file.bytes.get(8..12) == Some(b".FIT".as_slice()), "{what}");
                let named = format!("attachment; filename=\"{what}.fit\"");
                assert_eq!(file.header("content-disposition"), named);
            }
            404 => assert!(!offered, "{what}: what there is not is not offered"),
            other => panic!("{what}: {other}"),
        }
    }
    assert!(text.contains("-file\""), "at least one of them is there");
}

#[tokio::test]
async fn a_run_that_is_done_is_said_to_be_and_not_offered_again() {
    let house = House::example();
    for path in ["/today", "/running"] {
        let text = house.get(path).await.text();
        let card = text.split("id=\"run-h\"").nth(1).and_then(|rest| rest.split("</section>").next());
        let card = card.expect("a card of the run");
        assert!(card.contains("Today’s run is done") && card.contains("It was to be: "), "{path}: {card}");
        assert!(card.contains("How was it done?") && !card.contains("<ol"), "{path}: no steps to run");
    }
    let watch = house.get("/today/watch").await.text();
    assert!(watch.contains("Today’s run is done.") && !watch.contains("href=\"/today/run.fit\""));
    assert_eq!(house.get("/today/run.fit").await.status, 404);
    let newest = house.app.runs_page(1, None).expect("runs").runs.remove(0);
    house.app.remove_run(newest.id.as_str()).expect("taken out");
    let today = house.get("/today").await.text();
    assert!(!today.contains("Today’s run is done") && today.contains("id=\"run-h\""));
    assert_eq!(house.get("/today/run.fit").await.status, 200);
}

#[tokio::test]
async fn without_a_complaint_the_page_says_why_there_is_nothing() {
    let house = House::empty();
    let page = house.get("/today/watch").await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("session.fit"), "nothing to hand out");
    let file = house.get("/today/session.fit").await;
    assert_eq!(file.status, 404);
    assert!(file.header("content-type").starts_with("text/html"), "a page says why");
}
