//! Today's session and the plan: done without scripts, kept once, and refused by field.

use femoris_app::NewEntry;
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};

use crate::house::House;

/// A runner with a strain of three days ago and every danger sign denied.
fn strained() -> House {
    let house = House::empty();
    let today = house.app.clock().today();
    let mut entries = vec![
        Entry::RunnerDescribed { age: AgeYears::new(34).ok().map(AgeGiven::Years), sex: None },
        Entry::ComplaintSet(Complaint {
            setting: Some(Setting::FastRunning),
            onset: Some(Onset::Sudden),
            onset_date: Some(today.plus_days(-3)),
            side: Some(Side::Right),
            location: Some(Location::ThighBelly),
        }),
        Entry::Measured(Measure::new(MeasureId::PainNow, 1.0).expect("a score")),
    ];
    let more = [
        FindingId::PopFelt,
        FindingId::LargeBruise,
        FindingId::LimpWalking,
        FindingId::PalpableGapOrGrossWeakness,
    ];
    let denied = house.app.knowledge().danger_signs.iter().copied().chain(more);
    entries.extend(denied.map(|id| Entry::FindingAnswered { id, answer: Finding::Absent }));
    house
        .app
        .log(entries.into_iter().map(|entry| NewEntry { day: None, entry }).collect(), None)
        .expect("kept");
    house
}

fn hidden(page: &str, name: &str) -> String {
    let from = format!("name=\"{name}\" value=\"");
    let start = page.find(&from).expect("the field") + from.len();
    page[start..].split('"').next().expect("a value").to_owned()
}

/// The first exercise of the form done as planned.
fn form(page: &str, pain: &str) -> String {
    let at = page.find("-did\"").expect("an exercise");
    let field = page[..at].rsplit('"').next().expect("its name");
    let (session, stage) = (hidden(page, "session"), hidden(page, "stage"));
    format!(
        "session={session}&stage={stage}&{field}-did=yes&{field}-sets=1&{field}-seconds=60&{field}-pain={pain}"
    )
}

#[tokio::test]
async fn a_session_is_shown_done_and_kept_once() {
    let house = strained();
    let today = house.get("/today").await.text();
    assert!(today.contains("id=\"start\" href=\"/session\""), "{today}");
    let page = house.get("/session").await.text();
    assert!(page.contains("Heel dig") && page.contains("<svg"), "{page}");
    let form = form(&page, "1");
    for _ in 0..2 {
        assert_eq!(house.post("/session", &form).await.status, 303);
    }
    let sessions = house.app.events().expect("the log");
    let count = sessions.iter().filter(|event| matches!(event.entry, Entry::SessionLogged(_))).count();
    assert_eq!(count, 1);
    assert!(house.get("/today").await.text().contains("session is done"));
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_nothing_kept() {
    let house = strained();
    let page = house.get("/session").await.text();
    let before = house.app.events().expect("the log").len();
    let good = form(&page, "1");
    for wrong in [form(&page, "11"), good.replace("stage=A0", "stage=A4"), good.replace("sets=1", "sets=-1")]
    {
        let reply = house.post("/session", &wrong).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert!(reply.text().contains("id=\"refused\""), "{wrong}");
    }
    assert_eq!(house.post("/session/settings", "kit=castle").await.status, 422);
    assert_eq!(house.app.events().expect("the log").len(), before);
    assert_eq!(house.post("/session/settings", "kit=ball&minutes=45").await.status, 303);
}

#[tokio::test]
async fn the_plan_shows_what_is_left_and_no_stage_is_passed_from_the_address_bar() {
    let house = strained();
    let page = house.get("/plan").await.text();
    assert!(page.contains("Stage 1 of 6: Protect") && page.contains("Ten minutes of walking"), "{page}");
    let reply = house.post("/plan/pass", "").await;
    assert_eq!(reply.status, 422);
    assert!(reply.text().contains("A0.walk"));
    let empty = House::empty();
    assert_eq!(empty.get("/plan").await.status, 200);
    assert_eq!(empty.get("/session").await.status, 200);
}
