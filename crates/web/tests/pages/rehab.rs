//! Today's session and the plan: done without scripts, kept once, and refused by field.

use axum::body::Body;
use axum::http::Request;
use femoris_app::NewEntry;
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};

use femoris_clinic::complaint::{Months, StrainHistory};
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::log::{
    Amounts, Doing, ExerciseDone, Form, Part, SessionDone, SessionId, SkipReason, StageDecision, SwapReason,
    WorkedSide,
};
use femoris_clinic::rehab::stage::StageId;
use femoris_measure::PainScore;
use serde_json::Value;
use std::collections::BTreeSet;

use crate::house::House;

/// A runner with a strain of three days ago and every danger sign denied.
fn strained() -> House {
    strained_and_told(0)
}

/// The same, told so many days ago.
pub(crate) fn strained_and_told(days_ago: i32) -> House {
    strained_since(3, days_ago)
}

/// A strain of so many days ago, told so many days ago.
fn strained_since(onset_ago: i32, days_ago: i32) -> House {
    let house = House::empty();
    let today = house.app.clock().today();
    let day = Some(today.plus_days(-days_ago));
    let mut entries = vec![
        Entry::RunnerDescribed { age: AgeYears::new(34).ok().map(AgeGiven::Years), sex: None },
        Entry::ComplaintSet(Complaint {
            setting: Some(Setting::FastRunning),
            onset: Some(Onset::Sudden),
            onset_date: Some(today.plus_days(-onset_ago)),
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
    house.app.log(entries.into_iter().map(|entry| NewEntry { day, entry }).collect(), None).expect("kept");
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
    let (group, _) = field.rsplit_once('-').expect("a side");
    let exercise = hidden(page, &format!("{group}-exercise"));
    let named = ["session", "stage", "day", "log"].map(|name| format!("{name}={}", hidden(page, name)));
    format!(
        "{}&{group}-exercise={exercise}&{field}-did=yes&{field}-sets=1&{field}-seconds=60&{field}-pain={pain}",
        named.join("&")
    )
}

/// A form as the player's queue sends it: told in JSON what became of it.
async fn queued(house: &House, form: &str) -> (u16, Value) {
    let request = Request::post("/session")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json")
        .header("origin", format!("http://{}", crate::house::HOST))
        .body(Body::from(form.to_owned()))
        .expect("a request");
    let reply = house.send(request).await;
    (reply.status.as_u16(), serde_json::from_slice(&reply.bytes).expect("JSON"))
}

#[tokio::test]
async fn a_session_is_shown_done_and_kept_once() {
    let house = strained();
    let today = house.get("/today").await.text();
    assert!(today.contains("id=\"start\" href=\"/session\""), "{today}");
    assert!(today.contains("<img class=\"fig\" src=\"/figures/heel-dig-isometric/"), "{today}");
    let left =
        today.split("id=\"left\">").nth(1).and_then(|rest| rest.split("</div>").next()).unwrap_or_default();
    assert!(left.contains(" passed for “") && left.contains("<li>"), "{left}");
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
    let wrongs = [
        (form(&page, "11"), "pain"),
        (good.replace("stage=A0", "stage=A4"), "stage"),
        (good.replace("stage=A0", "stage=P2"), "stage"),
        (good.replace("stage=A0", "stage=A9"), "stage"),
        (good.replace("sets=1", "sets=-1"), "sets"),
        (good.replace("seconds=60", "seconds=-60"), "seconds"),
        (good.replace("sets=1", "sets=1e9"), "sets"),
        (format!("{good}&took=-3"), "minutes"),
        (format!("{good}&pain_after=11"), "worst pain in the hour after"),
        (good.replace("session=", "session=../"), "session"),
    ];
    for (wrong, field) in wrongs {
        let reply = house.post("/session", &wrong).await;
        assert_eq!(reply.status, 422, "{wrong}");
        let text = reply.text();
        let said = text.split("id=\"refused\"").nth(1).expect("what is wrong");
        let said = said.split("</p>").next().expect("a paragraph");
        let said = said.to_lowercase().replace('_', " ");
        assert!(said.contains(&field.replace('_', " ")), "{wrong}: {said}");
    }
    // What stands in the address changes nothing.
    let asked = house.get("/session?stage=A4").await.text();
    assert_eq!(hidden(&asked, "stage"), "A0");
    assert_eq!(house.post("/session/settings", "kit=castle").await.status, 422);
    assert_eq!(house.app.events().expect("the log").len(), before);
    assert_eq!(house.post("/session/settings", "kit=ball&minutes=45").await.status, 303);
}

#[tokio::test]
async fn a_refused_form_comes_back_as_it_was_typed_with_the_field_marked() {
    let house = strained();
    let page = house.get("/session").await.text();
    let typed = format!("{}&took=25&painkiller=absent&limp=present&numbness=present", form(&page, "11"));
    let reply = house.post("/session", &typed).await;
    assert_eq!(reply.status, 422);
    let back = reply.text();
    assert!(back.contains("Brisk walk, pain: must be between 0 and 10, not 11."), "{back}");
    assert!(back.contains("href=\"#wrong\""), "the banner leads to the field");
    let at = back.find("id=\"wrong\"").expect("the field is marked");
    let input = back[..at].rsplit('<').next().expect("its tag");
    assert!(input.contains("-pain\"") && input.contains("value=\"11\""), "{input}");
    for kept in [
        "value=\"yes\" selected",
        "-seconds\" min=\"0\" max=\"7200\" value=\"60\"",
        "name=\"took\" min=\"0\" max=\"300\" value=\"25\"",
        "name=\"painkiller\" value=\"absent\" checked",
        "name=\"limp\" value=\"present\" checked",
        "name=\"numbness\" value=\"present\" checked",
    ] {
        assert!(back.contains(kept), "{kept}");
    }
    let corrected = typed.replace("-pain=11", "-pain=1").replace("numbness=present", "");
    assert_eq!(house.post("/session", &corrected).await.status, 303);
}

#[tokio::test]
async fn the_pain_that_stops_an_exercise_is_what_this_runner_may_have() {
    let house = strained();
    for path in ["/session", "/session/print", "/plan/week"] {
        let page = house.get(path).await.text();
        assert!(page.contains("passes 2 of 10, if a cramp"), "{path}: the first days tolerate 2");
        assert!(!page.contains("4 of 10"), "{path}");
    }
    let page = house.get("/session").await.text();
    let limits: Vec<&str> =
        page.split("data-limit=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(limits.len() > 2 && limits.iter().all(|limit| *limit == "2"), "{limits:?}");
    assert!(page.contains("data-severe=\"7\""));
    let anybody = house.get("/exercises/heel-dig-isometric").await.text();
    assert!(anybody.contains("4 of 10 (2 of 10 in the first days)"), "no stage is known there");
}

#[tokio::test]
async fn why_an_exercise_was_ended_early_is_kept_with_what_was_done() {
    let house = strained();
    let page = house.get("/session").await.text();
    let good = form(&page, "1");
    let field = good.split('&').find_map(|pair| pair.split_once("-did=")).expect("a side").0.to_owned();
    let form = format!("{good}&{field}-stopped=tired");
    let reply = house.post("/session", &form.replace("-pain=1", "-pain=11")).await;
    assert!(
        reply.text().contains(&format!("name=\"{field}-stopped\" value=\"tired\"")),
        "typed, it stands again"
    );
    assert_eq!(queued(&house, &form).await.0, 200);
    let events = house.app.events().expect("the log");
    let Some(Entry::ExerciseLogged(done)) = events.last().map(|event| &event.entry) else {
        panic!("no exercise")
    };
    let Doing::Done(amounts) = done.doing else { panic!("left out") };
    assert_eq!((amounts.sets, amounts.stopped), (1, Some(SkipReason::Tired)));
}

#[tokio::test]
async fn what_fits_the_runner_stands_as_typed_where_it_is_refused() {
    let house = strained();
    for (path, sent) in [
        ("/session/settings", "kit=castle&minutes=45"),
        ("/plan/settings", "kit=gym&minutes=45&ailments=told&ailment=groin&ailment=moon"),
    ] {
        let reply = house.post(path, sent).await;
        assert_eq!(reply.status, 422, "{path}");
        let page = reply.text();
        assert!(page.contains("name=\"minutes\" value=\"45\" checked"), "{path}");
        if path == "/plan/settings" {
            assert!(page.contains("name=\"kit\" value=\"gym\" checked"));
            assert!(page.contains("name=\"ailment\" value=\"groin\" checked"));
        }
    }
}

#[tokio::test]
async fn the_plan_shows_what_is_left_and_no_stage_is_passed_from_the_address_bar() {
    let house = strained();
    let page = house.get("/plan").await.text();
    assert!(page.contains("Stage 1 of 6: Protect") && page.contains("Ten minutes of walking"), "{page}");
    let reply = house.post("/plan/pass", "").await;
    assert_eq!(reply.status, 422);
    let text = reply.text();
    assert!(text.contains("Still to pass before Protect ends: ") && !text.contains("A0.walk"), "{text}");
    let empty = House::empty();
    assert_eq!(empty.get("/plan").await.status, 200);
    assert_eq!(empty.get("/session").await.status, 200);
}

#[tokio::test]
async fn a_near_race_is_said_on_the_plan_and_in_the_session() {
    let house = strained();
    let near = "Your race is near. Until it is over nothing gets harder";
    let today = house.app.clock().today();
    for (days, is_near) in [(8, false), (5, true)] {
        let goal = format!("race_day={}&distance=10", today.plus_days(days));
        assert_eq!(house.post("/running/goal", &goal).await.status, 303);
        for path in ["/plan", "/session"] {
            assert_eq!(house.get(path).await.text().contains(near), is_near, "{path}, {days} days before");
        }
    }
}

/// A runner whose thigh has been tight for some weeks, in the stage that asks which kind it is.
fn tight() -> House {
    let house = House::empty();
    let today = house.app.clock().today();
    let mut entries = vec![
        Entry::RunnerDescribed { age: AgeYears::new(34).ok().map(AgeGiven::Years), sex: None },
        Entry::ComplaintSet(Complaint {
            setting: Some(Setting::Other),
            onset: Some(Onset::Gradual),
            onset_date: Some(today.plus_days(-10)),
            side: Some(Side::Right),
            location: Some(Location::ThighBelly),
        }),
        Entry::Measured(Measure::new(MeasureId::PainNow, 1.0).expect("a score")),
        Entry::StageDecided(StageDecision::Confirmed { stage: StageId::T1 }),
    ];
    let more = [
        FindingId::PopFelt,
        FindingId::BruiseWithin7Days,
        FindingId::LimpWalking,
        FindingId::MuscleBellyTender,
    ];
    let denied = house.app.knowledge().danger_signs.iter().copied().chain(more);
    entries.extend(denied.map(|id| Entry::FindingAnswered { id, answer: Finding::Absent }));
    let on = |entry: &Entry| match entry {
        Entry::StageDecided(_) => today.plus_days(-8),
        _ => today,
    };
    let entries = entries.into_iter().map(|entry| NewEntry { day: Some(on(&entry)), entry });
    house.app.log(entries.collect(), None).expect("kept");
    house
}

#[tokio::test]
async fn the_plan_asks_which_kind_of_tightness_it_is_and_says_by_what_it_knows() {
    let house = tight();
    let page = house.get("/plan").await.text();
    assert!(page.contains("Stage 3 of 3: Tightness that stays"), "{page}");
    assert!(page.contains("The time of the stage before was over"), "why it is here");
    assert!(
        page.contains("What may lie behind it") && page.contains("Did you sleep less than usual?"),
        "{page}"
    );
    assert!(page.contains("Which kind it is, is not known yet."), "{page}");
    for field in ["knee_extension_sore_deg", "hollow_back_cm", "heel_to_buttock_cm", "slump"] {
        assert!(page.contains(&format!("name=\"{field}\"")), "{field} can be told");
    }
    assert!(!page.contains("a still stretch<") && !page.contains("nerve glides"), "{page}");
    let told = [("knee_extension_sore_deg", 50), ("knee_extension_other_deg", 70), ("hollow_back_cm", 4)];
    let told = told.map(|(id, value)| format!("{id}_known=typed&{id}={value}"));
    let reply = house.post("/plan/tests", &format!("{}&slump=absent", told.join("&"))).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    let page = house.get("/plan").await.text();
    assert!(page.contains("Short and tight <span class=\"tag est\">estimate</span>"), "{page}");
    assert!(page.contains("Hollow of the back 4") && page.contains("Slump: no"), "by which values: {page}");
    assert!(page.contains("a still stretch<") && !page.contains("nerve glides"), "{page}");
    assert!(house.get("/session").await.text().contains("Strap stretch lying down"));
}

#[tokio::test]
async fn tests_of_the_gate_are_kept_one_by_one_and_bad_ones_refused_at_their_field() {
    let house = strained();
    let page = house.get("/plan").await.text();
    for part in
        ["id=\"tests\"", "name=\"pain_now\"", "name=\"walking_without_limp_min\"", "name=\"limp_walking\""]
    {
        assert!(page.contains(part), "{part}");
    }
    let before = house.app.events().expect("the log").len();
    let refused = house
        .post("/plan/tests", "pain_now=11&walking_without_limp_min_known=typed&walking_without_limp_min=12")
        .await;
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(
        text.contains("id=\"pain_now-error\"") && !text.contains("id=\"walking_without_limp_min-error\"")
    );
    assert!(text.contains("1 answer could not be read. The others are kept."), "{text}");
    assert_eq!(house.app.events().expect("the log").len(), before + 1, "the good one is kept");
    let kept = house.post("/plan/tests", "pain_now=1&limp_walking=absent").await;
    assert_eq!(kept.header("location"), "/plan?tested=1#gate");
    let page = house.get("/plan?tested=1").await.text();
    assert!(
        page.contains("Kept. The gate has changed with it.") && page.contains("12\u{a0}min today"),
        "{page}"
    );
}

#[tokio::test]
async fn a_threshold_says_how_exact_its_measure_is() {
    let house = strained();
    let stage = femoris_clinic::rehab::log::StageDecision::Confirmed {
        stage: femoris_clinic::rehab::stage::StageId::A2,
    };
    house.app.decide_stage(stage).expect("a clinician may");
    let page = house.get("/plan").await.text();
    assert!(page.contains("Two testers differ by up to 15\u{a0}° by chance alone"), "{page}");
    assert!(page.contains("We found no published error of this measurement at home."), "{page}");
    assert!(
        page.contains("/figures/test-active-knee-extension/left/small"),
        "the other side is shown on its side"
    );
}

#[tokio::test]
async fn what_a_gate_does_not_ask_for_is_not_taken_as_its_test() {
    let house = strained();
    let before = house.app.events().expect("the log").len();
    assert_eq!(
        house.post("/plan/tests", "hop_pain=0&dark_urine=absent").await.header("location"),
        "/plan#tests"
    );
    assert_eq!(house.app.events().expect("the log").len(), before);
}

#[tokio::test]
async fn confidence_is_asked_once_a_week_with_one_tap() {
    let house = strained();
    assert!(house.get("/plan").await.text().contains("Once a week, one number."));
    assert_eq!(house.post("/plan/tests", "confidence=11").await.status, 422);
    assert_eq!(house.post("/plan/tests", "confidence=6").await.status, 303);
    let page = house.get("/plan").await.text();
    assert!(page.contains("You said 6/10 on Sat 21 November. We ask again on Sat 28 November."), "{page}");
}

#[tokio::test]
async fn what_fits_the_runner_is_kept_and_nothing_ticked_means_nothing_hurts() {
    let house = strained();
    for wrong in ["kit=castle", "minutes=20", "ailments=told&ailment=pride"] {
        let reply = house.post("/plan/settings", wrong).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert!(reply.text().contains("id=\"refused\""), "{wrong}");
    }
    let form = "kit=bands&minutes=15&ailments=told&ailment=groin&ailment=shoulder";
    assert_eq!(house.post("/plan/settings", form).await.header("location"), "/plan?kept=1#fits");
    let page = house.get("/plan?kept=1").await.text();
    assert_eq!(page.matches("name=\"ailment\"").count(), 8);
    for chosen in ["value=\"groin\" checked", "value=\"shoulder\" checked", "value=\"bands\" checked"] {
        assert!(page.contains(chosen), "{chosen}");
    }
    assert_eq!(house.post("/plan/settings", "ailments=told").await.status, 303);
    let settings = house.app.rehab(None).expect("a day").settings;
    assert_eq!(settings.ailments, Some(std::collections::BTreeSet::new()));
    assert_eq!(settings.length.map(|length| length.minutes()), Some(15), "what was not asked stays");
}

#[tokio::test]
async fn the_sheets_name_every_exercise_and_the_days_of_the_week() {
    let house = strained();
    let sheet = house.get("/session/print").await.text();
    for part in ["Session of Saturday 21 November 2026", "Heel dig", "When to stop", "/pair?v="] {
        assert!(sheet.contains(part), "{part}");
    }
    let week = house.get("/plan/week").await.text();
    for part in ["Saturday", "Sunday", "Friday", "27 November 2026", "/small?v="] {
        assert!(week.contains(part), "{part}");
    }
    let empty = House::empty();
    for path in ["/session/print", "/plan/week"] {
        assert_eq!(empty.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_drawing_is_a_picture_of_its_own_and_kept_while_its_address_is_right() {
    let house = House::empty();
    let list = house.get("/exercises").await.text();
    assert_eq!(list.matches("class=\"thumb\"").count(), 85);
    assert_eq!(list.matches("loading=\"lazy\"").count(), 85);
    let at = list.find("/figures/").expect("a picture");
    let src = list[at..].split('"').next().expect("its address");
    let picture = house.get(src).await;
    assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/svg+xml"));
    assert!(picture.header("cache-control").contains("immutable"));
    assert!(picture.text().starts_with("<svg") && picture.text().ends_with("</svg>"));
    let old = house.get(&src.replace("?v=", "?v=0")).await;
    assert_eq!((old.status.as_u16(), old.header("cache-control")), (200, "private, no-cache"));
    for nowhere in [
        "/figures/moon-walk/left/small",
        "/figures/bridge-double/up/small",
        "/figures/bridge-double/left/huge",
    ] {
        assert_eq!(house.get(nowhere).await.status, 404, "{nowhere}");
    }
}

#[tokio::test]
async fn the_queue_is_told_that_a_session_is_kept_or_which_field_was_refused() {
    let house = strained();
    let page = house.get("/session").await.text();
    let (status, told) = queued(&house, &form(&page, "11")).await;
    assert_eq!((status, &told["field"]), (422, &Value::from("Brisk walk, pain")), "{told}");
    assert!(told["message"].as_str().is_some_and(|text| text.contains("0 and 10")), "{told}");
    let good = form(&page, "1");
    assert_eq!(queued(&house, &good).await, (200, serde_json::json!({ "kept": "kept" })));
    assert_eq!(queued(&house, &good).await, (200, serde_json::json!({ "kept": "again" })));
    let other = good.replace("-pain=1", "-pain=2");
    assert_eq!(queued(&house, &other).await.0, 422, "another session under its name");
    let newer = other.replace("log=", "log=9").replace("session=", "session=other-");
    let (status, told) = queued(&house, &newer).await;
    assert_eq!((status, &told["field"]), (422, &Value::from("session")), "{told}");
}

#[tokio::test]
async fn an_exercise_done_instead_is_kept_as_that() {
    let house = strained();
    let page = house.get("/session").await.text();
    let at = page.find("data-swap=\"").expect("something to do instead");
    let swap = &page[at..page[at..].find("</details>").expect("its end") + at];
    let did = swap.find("-did\"").expect("a side");
    let field = swap[..did].rsplit('"').next().expect("its name");
    let (group, _) = field.rsplit_once('-').expect("a side");
    let of = |name: &str| hidden(swap, &format!("{group}-{name}"));
    let form = format!(
        "session={}&stage={}&day={}&{group}-exercise={}&{group}-instead_of={}&{group}-swapped={}&{field}-did=yes&{field}-sets=1",
        hidden(&page, "session"),
        hidden(&page, "stage"),
        hidden(&page, "day"),
        of("exercise"),
        of("instead_of"),
        of("swapped"),
    );
    assert_eq!(queued(&house, &form).await.0, 200, "{form}");
    let events = house.app.events().expect("the log");
    let Some(Entry::ExerciseLogged(done)) = events.last().map(|event| &event.entry) else {
        panic!("no exercise")
    };
    assert!(matches!(done.doing, Doing::Done(_)));
    let (other, reason) = done.instead_of.clone().expect("what it stands in for");
    assert_eq!((other.as_str(), reason.id()), (of("instead_of").as_str(), of("swapped").as_str()));
    assert!(matches!(reason, SwapReason::Easier | SwapReason::Harder));
}

#[tokio::test]
async fn a_week_of_sessions_is_listed_until_the_stamp_is_known() {
    let house = strained();
    let reply = house.get("/session/week.json").await;
    let list: Value = serde_json::from_slice(&reply.bytes).expect("JSON");
    let addresses = |name: &str| list[name].as_array().cloned().unwrap_or_default();
    assert_eq!(addresses("pages").len(), 8, "{list}");
    for address in ["pages", "drawings", "files"].into_iter().flat_map(addresses) {
        let address = address.as_str().expect("an address").to_owned();
        assert_eq!(house.get(&address).await.status, 200, "{address}");
    }
    let stamp = list["stamp"].as_str().expect("a stamp");
    assert_eq!(house.get(&format!("/session/week.json?have={stamp}")).await.status, 204);
    let page = house.get("/session").await.text();
    assert_eq!(house.post("/session", &form(&page, "1")).await.status, 303);
    assert_eq!(house.get(&format!("/session/week.json?have={stamp}")).await.status, 200);
    let kept = house.get("/session?kept=2026-11-21").await.text();
    assert!(
        kept.contains("is kept.") && kept.contains("Keep a second session"),
        "said, and no second one by a slip"
    );
    let worker = house.get("/worker.js").await;
    assert_eq!((worker.status.as_u16(), worker.header("cache-control")), (200, "no-cache"));
    assert_eq!(house.get("/session?day=2026-11-20").await.status, 200, "one of yesterday can be corrected");
    for beyond in ["2025-11-01", "2026-11-28", "tomorrow"] {
        assert_eq!(house.get(&format!("/session?day={beyond}")).await.status, 400, "{beyond}");
    }
}

#[tokio::test]
async fn deleting_everything_empties_the_browser_too() {
    let house = strained();
    let reply = house.post("/data/erase", "confirm=no").await;
    assert_eq!((reply.status.as_u16(), reply.header("clear-site-data")), (422, ""));
    let reply = house.post("/data/erase", "confirm=delete").await;
    assert_eq!((reply.status.as_u16(), reply.header("clear-site-data")), (303, "\"cache\", \"storage\""));
}

#[tokio::test]
async fn a_walk_is_told_on_the_plan_once_and_passes_the_gate_that_asks_for_it() {
    let house = strained();
    let page = house.get("/plan").await.text();
    assert!(page.contains("Ten minutes of walking") && page.contains("href=\"#outing\""), "{page}");
    let name = hidden(&page, "outing");
    let walk = format!("outing={name}&exercise=walk-warmup&minutes=12&pain=1&pain_after=0&painkiller=absent");
    let before = house.app.events().expect("the log").len();
    for (wrong, field) in [
        (walk.replace("minutes=12", "minutes=0"), "out-minutes-error"),
        (walk.replace("pain=1", "pain="), "id=\"pain-error\""),
        (walk.replace("pain_after=0", "pain_after=11"), "pain_after-error"),
        (walk.replace("walk-warmup", "nordic-eccentric"), "exercise-error"),
        (format!("{walk}&date=2199-01-01"), "out-date-error"),
        (format!("{walk}&next_morning=1"), "next_morning-error"),
    ] {
        let reply = house.post("/plan/outing", &wrong).await;
        assert_eq!(reply.status, 422, "{wrong}");
        let text = reply.text();
        assert!(text.contains(field), "{wrong}: {text}");
        assert!(
            text.contains("value=\"12\"") || wrong.contains("minutes=0"),
            "what was typed is still there"
        );
    }
    assert_eq!(house.app.events().expect("the log").len(), before, "nothing of it was kept");
    for _ in 0..2 {
        assert_eq!(house.post("/plan/outing", &walk).await.status, 303);
    }
    assert_eq!(house.app.events().expect("the log").len(), before + 2, "kept once");
    let page = house.get("/plan").await.text();
    let row = page.split("Ten minutes of walking").nth(1).expect("the criterion");
    assert!(
        row.contains("passed") && !row.split("</li>").next().expect("a row").contains("#outing"),
        "{row}"
    );
    let today = house.get("/today").await.text();
    assert!(today.contains("id=\"start\""), "a walk is not the session of the day");
    assert!(page.contains("No session is kept yet"), "nor is it counted as one");
}

#[tokio::test]
async fn the_next_morning_is_kept_with_the_walk_of_a_day_before() {
    let house = strained_and_told(1);
    let page = house.get("/plan").await.text();
    let yesterday = house.app.clock().today().plus_days(-1);
    let name = hidden(&page, "outing");
    let walk =
        format!("outing={name}&exercise=walk-warmup&minutes=12&pain=1&date={yesterday}&next_morning=2");
    let before = walk.replace(&yesterday.to_string(), &yesterday.plus_days(-1).to_string());
    let refused = house.post("/plan/outing", &before).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("exercise-error"), "no programme was followed on that day");
    assert_eq!(house.post("/plan/outing", &walk).await.status, 303);
    let events = house.app.events().expect("the log");
    let last = events.last().expect("an entry");
    assert_eq!(last.day, house.app.clock().today());
    assert!(matches!(last.entry, Entry::PainLogged { .. }), "{last:?}");
}

#[tokio::test]
async fn whether_the_position_held_is_told_with_the_session_and_nothing_else_is_taken() {
    let house = strained();
    let page = house.get("/session").await.text();
    assert!(page.contains(">Position</span>"), "without scripts too");
    let form = form(&page, "1");
    let field = form.split('&').find_map(|part| part.strip_suffix("-did=yes")).expect("a side");
    let wrong = house.post("/session", &format!("{form}&{field}-form=perfect")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("position"), "the field is named");
    assert_eq!(house.post("/session", &format!("{form}&{field}-form=slipped")).await.status, 303);
    let told = house.app.events().expect("the log").iter().any(|event| match &event.entry {
        Entry::ExerciseLogged(done) => {
            matches!(done.doing, Doing::Done(amounts) if amounts.form == Some(Form::Slipped))
        }
        _ => false,
    });
    assert!(told);
}

/// Logs entries of so many days ago.
fn log(house: &House, days_ago: i32, entries: Vec<Entry>) {
    let day = Some(house.app.clock().today().plus_days(-days_ago));
    house.app.log(entries.into_iter().map(|entry| NewEntry { day, entry }).collect(), None).expect("kept");
}

fn confirmed(stage: StageId) -> Entry {
    Entry::StageDecided(StageDecision::Confirmed { stage })
}

#[tokio::test]
async fn who_strained_it_twice_before_reads_that_less_pain_is_tolerated_and_why() {
    let house = strained();
    log(&house, 0, vec![confirmed(StageId::A2)]);
    let careful = "You have strained this muscle before. Stop at 2 of 10 today.";
    assert!(!house.get("/session").await.text().contains(careful));
    let twice = StrainHistory { previous_hamstring_strains: Some(2), ..StrainHistory::default() };
    log(&house, 0, vec![Entry::HistorySet(twice)]);
    for path in ["/session", "/today"] {
        assert!(house.get(path).await.text().contains(careful), "{path}");
    }
    let page = house.get("/session").await.text();
    let mut limits = page.split("data-limit=\"").skip(1).filter_map(|rest| rest.split('"').next());
    assert!(limits.all(|limit| limit == "2") && page.contains("data-limit"), "{page}");
}

#[tokio::test]
async fn a_strain_that_came_back_badly_reads_as_one_grade_more_on_every_page() {
    let house = strained();
    let once = StrainHistory {
        previous_hamstring_strains: Some(1),
        months_since_last_strain: Months::new(2.0).ok(),
    };
    let bruise = Entry::FindingAnswered { id: FindingId::BruiseWithin7Days, answer: Finding::Present };
    let passed = StageDecision::Passed { from: StageId::A0, to: StageId::A1 };
    log(&house, 0, vec![Entry::HistorySet(once), bruise, Entry::StageDecided(passed)]);
    let session = house.get("/session").await.text();
    assert!(session.contains("This strain counts as grade 3") && session.contains("That is an estimate"));
    let plan = house.get("/plan").await.text();
    assert!(
        plan.contains("reason enough to have someone look at it") && plan.contains("/care?need="),
        "{plan}"
    );
    let more =
        [FindingId::TakingOffShoeTest, FindingId::MuscleBellyTender, FindingId::ResistedKneeFlexionPain];
    let found = more.map(|id| Entry::FindingAnswered { id, answer: Finding::Present });
    log(&house, 0, found.to_vec());
    let result = house.get("/result").await.text();
    assert!(result.contains("Counts as") && result.contains("Grade 3, severe"), "{result}");
    assert!(result.contains("It came back. An estimate."), "{result}");
}

#[tokio::test]
async fn a_week_at_its_cap_says_so_where_the_session_is() {
    let house = strained_since(20, 20);
    log(&house, 20, vec![confirmed(StageId::A2)]);
    let amounts =
        Amounts { sets: 1, repetitions: Some(1), pain: PainScore::new(0).ok(), ..Amounts::default() };
    let id = SessionId::new("the-small-one").expect("a name");
    let whole = SessionDone {
        session: id.clone(),
        stage: StageId::A2,
        minutes: None,
        pain_after: None,
        painkiller: Finding::Absent,
        limp: Finding::Absent,
        alarms: BTreeSet::new(),
    };
    let done = ExerciseDone {
        session: id,
        exercise: ExerciseId::new("bridge-double").expect("an exercise"),
        side: WorkedSide::Both,
        part: Part::Main,
        doing: Doing::Done(amounts),
        instead_of: None,
    };
    log(&house, 8, vec![Entry::SessionLogged(whole), Entry::ExerciseLogged(done)]);
    let denied = house.app.knowledge().danger_signs.iter().copied().chain([FindingId::LimpWalking]);
    let denied = denied.map(|id| Entry::FindingAnswered { id, answer: Finding::Absent }).collect();
    log(&house, 0, denied);
    let (shortened, rest) = (
        "Shortened, so that this week does not ask much more of you than the weeks before.",
        "What a week asks grows by a part of the weeks before it only, and today that leaves no room for a session. Rest.",
    );
    for path in ["/session", "/today"] {
        let page = house.get(path).await.text();
        assert!(page.contains(shortened) || page.contains(rest), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_return_that_did_not_hold_is_told_on_today_the_plan_and_the_running_page() {
    let house = strained_since(60, 60);
    log(&house, 20, vec![confirmed(StageId::A4)]);
    log(&house, 10, vec![Entry::FullTraining]);
    let undone = "You were back in full training and have gone back a stage since.";
    let denied = |house: &House| {
        let ids = house.app.knowledge().danger_signs.iter().copied().chain([FindingId::LimpWalking]);
        ids.map(|id| Entry::FindingAnswered { id, answer: Finding::Absent }).collect::<Vec<_>>()
    };
    log(&house, 0, denied(&house));
    for path in ["/today", "/plan", "/running"] {
        assert!(!house.get(path).await.text().contains(undone), "{path}");
    }
    assert!(house.get("/running").await.text().contains("The fifteen weeks after"));
    for days_ago in [3, 2] {
        let test = Measure::new(MeasureId::LoadTestPain, 5.0).expect("a score");
        log(&house, days_ago, vec![Entry::Measured(test)]);
    }
    for path in ["/today", "/plan", "/running"] {
        assert!(house.get(path).await.text().contains(undone), "{path}");
    }
    let page = house.get("/running").await.text();
    assert!(page.contains("Before full training") && page.contains("you are here"), "{page}");
    assert!(!page.contains("The fifteen weeks after"), "nobody is watched after a return that is none");
}

#[tokio::test]
async fn who_told_of_nothing_that_hurts_is_not_asked_where_it_does() {
    let house = House::empty();
    let plan = house.get("/plan").await;
    assert_eq!(plan.heading(), "No plan is needed");
    let text = plan.text();
    assert!(text.contains("href=\"/answers/prevention\"") && text.contains("href=\"/pain\""));
    assert!(!text.contains("Too little is known"), "nothing is missing");
    assert_eq!(house.get("/answers/prevention").await.status, 200);
}

#[tokio::test]
async fn a_plan_that_waits_for_a_clinician_leads_to_one_and_to_the_age() {
    let house = House::told_of_gradual_pain("sit_bone", 15, "male").await;
    let text = house.get("/plan").await.text();
    assert!(text.contains("The plan waits") && text.contains("href=\"/care\""), "{text}");
    assert!(text.contains("href=\"/pain/ask/age_years?from=today\""), "a wrong age can be mended");
    assert!(!text.contains("class=\"btn go\" href=\"/pain?from=today\""), "every danger sign is answered");
    assert_eq!(house.get("/pain/ask/age_years?from=today").await.status, 200);
    let missing = house.get("/pain/missing").await.text();
    for test in ["single-leg bridges", "standing stretch", "slump"] {
        assert!(!missing.to_lowercase().contains(test), "{test}");
    }
}
