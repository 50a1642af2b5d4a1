//! The night and being ill: one tap each on Today, and what the pages say of it.

use femoris_app::NewEntry;
use femoris_clinic::event::Entry;
use femoris_clinic::illness::Health;

use crate::rehab::strained_and_told;

/// The fold of the page, from its summary to its end.
fn fold(page: &str) -> &str {
    let from = page.find("<details class=\"why\" id=\"how\"").expect("the fold");
    let to = page[from..].find("</details>").expect("its end");
    &page[from..from + to]
}

#[tokio::test]
async fn ill_is_one_tap_and_pauses_session_and_run_on_every_page() {
    let house = strained_and_told(2);
    let before = house.get("/today").await.text();
    assert!(
        fold(&before).starts_with("<details class=\"why\" id=\"how\"><summary>Sleep and illness</summary>"),
        "{}",
        fold(&before)
    );
    assert!(before.contains("id=\"start\""), "a session was due");
    let told = house.post("/log/health", "health=ill").await;
    assert_eq!(told.status, 303);
    let today = house.get(told.header("location").split('#').next().expect("a place")).await;
    assert!(today.text().contains("Kept: ill."), "the toast says so");
    assert_eq!(today.heading(), "Not today.");
    let page = house.get("/today").await.text();
    assert!(!page.contains("id=\"start\""), "no session begins");
    assert!(page.contains("Rest, drink, and walk a little"), "what to do instead");
    assert!(page.contains("Your health: ill, newly told."), "changed since yesterday");
    let open = fold(&page);
    assert!(open.contains("id=\"how\" open") && open.contains("Sleep and illness: ill"), "{open}");
    assert!(
        open.contains("href=\"/pain?from=today#fever_or_very_unwell\""),
        "a fever leads to its danger sign"
    );
    assert!(house.get("/plan").await.text().contains("your programme pauses until you are well again"));
    assert!(house.get("/session").await.text().contains("You are ill"), "no way around it");
    let back = house.post("/log/undo", &format!("entry={}", entry(told.header("location")))).await;
    assert_eq!(back.status, 303);
    assert!(house.get("/today").await.text().contains("id=\"start\""), "it was a slip");
}

fn entry(location: &str) -> &str {
    location.split("told=").nth(1).and_then(|rest| rest.split('#').next()).expect("a number")
}

#[tokio::test]
async fn an_illness_lasts_until_the_runner_is_well_and_is_asked_for() {
    let house = strained_and_told(2);
    let today = house.app.clock().today();
    let ill = Entry::HealthTold { health: Health::Ill };
    house.app.log(vec![NewEntry { day: Some(today.plus_days(-2)), entry: ill }], None).expect("kept");
    let page = house.get("/today").await.text();
    assert!(page.contains("You have been ill since 19 November"), "{}", fold(&page));
    assert!(fold(&page).contains("Well again") && !fold(&page).contains("Yes, ill"));
    let well = house.post("/log/health", "health=well").await;
    assert_eq!(well.status, 303);
    let page = house.get("/today").await.text();
    assert!(page.contains("Your health: ill became well."), "changed since yesterday");
    assert!(fold(&page).contains("id=\"health-well\" name=\"health\" value=\"well\" aria-pressed=\"true\""));
    let plan = house.get("/plan").await.text();
    assert!(
        plan.contains("your runs are one step lower for every two days begun"),
        "the plan says what comes after"
    );
}

#[tokio::test]
async fn a_night_is_one_tap_and_three_bad_ones_are_said() {
    let house = strained_and_told(2);
    let today = house.app.clock().today();
    for back in [2, 1] {
        let score = femoris_measure::SleepScore::new(4).expect("0 to 10");
        let night = NewEntry { day: Some(today.plus_days(-back)), entry: Entry::SleepRated { score } };
        house.app.log(vec![night], None).expect("kept");
    }
    let words = "You slept badly on three nights of the last seven";
    assert!(!house.get("/today").await.text().contains(words));
    let told = house.post("/log/sleep", "score=5").await;
    assert_eq!(told.status, 303);
    let page = house.get("/today").await.text();
    assert!(page.contains(words), "{page}");
    assert!(page.contains("Last night’s sleep: 5/10, after 4/10 the night before."));
    assert!(fold(&page).contains("id=\"sleep-5\" name=\"score\" value=\"5\" aria-pressed=\"true\""));
    assert!(fold(&page).contains("Sleep and illness: slept 5/10"));
    assert!(house.get("/plan").await.text().contains(words));
}

#[tokio::test]
async fn what_was_told_of_a_day_to_come_is_refused() {
    let house = strained_and_told(2);
    let tomorrow = Some(house.app.clock().today().plus_days(1));
    for entry in [
        Entry::HealthTold { health: Health::Ill },
        Entry::SleepRated { score: femoris_measure::SleepScore::new(4).expect("0 to 10") },
    ] {
        let refused = house.app.log(vec![NewEntry { day: tomorrow, entry }], None);
        assert!(refused.is_err_and(|error| error.to_string().contains("still to come")));
    }
}
