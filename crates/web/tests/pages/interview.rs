//! From pain to today's answer, with forms alone.

use femoris_clinic::finding::{FindingGroup, FindingId};

use crate::house::House;

async fn follow(house: &House, path: &str, form: &str, to: &str) {
    let reply = house.post(path, form).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, to), "{path}");
}

/// The quiet tendon: no danger sign, worst at the left sit bone, gradual.
async fn told(house: &House) {
    follow(house, "/pain", "rest=absent", "/pain/where").await;
    follow(house, "/pain/where", "side=left&location=sit_bone", "/pain/you").await;
    follow(house, "/pain/you", "age_years_known=typed&age_years=34&sex=female", "/pain/began").await;
    follow(
        house,
        "/pain/began",
        "onset=gradual&setting=gradual_build_up&onset_date_known=typed&onset_date=2026-09-01",
        "/pain/first-days",
    )
    .await;
}

#[tokio::test]
async fn forms_alone_lead_to_an_answer_with_three_facts() {
    let house = House::empty();
    assert!(!house.get("/pain").await.text().contains(" checked"), "nothing is ticked beforehand");
    told(&house).await;
    let steps = [
        (
            "/pain/first-days",
            "pop_felt=absent&bruise_within_7_days=absent&large_bruise=absent",
            "/pain/pattern",
        ),
        (
            "/pain/pattern",
            "bilateral_diffuse=absent&sitting_provokes=present&eases_with_warm_up=present&pain_below_knee=absent",
            "/pain/course",
        ),
        (
            "/pain/course",
            "not_better_after_3_weeks=absent&second_recurrence_in_12_months=absent&rest_or_night_pain=absent",
            "/pain/walking",
        ),
        (
            "/pain/walking",
            "limp_walking=absent&cannot_walk_fast_or_climb_stairs=absent&running_form_changed=absent",
            "/pain/now",
        ),
        ("/pain/now", "pain_now=1&pain_walking=0", "/pain/morning"),
        (
            "/pain/morning",
            "morning_stiffness_min=5&morning_stiffness_min_known=typed&morning_stiffness_baseline_min=5",
            "/pain/load-test",
        ),
        ("/pain/load-test", "load_test_pain=3&load_test_pain_baseline=2", "/pain/last-run"),
        ("/pain/last-run", "last_run_peak_pain=2&last_run_settled_by_next_morning=present", "/today"),
    ];
    for (path, form, to) in steps {
        follow(&house, path, form, to).await;
    }
    let today = house.get("/today").await;
    assert_eq!(today.heading(), "Run this much.", "a load test of 3 allows a shorter run");
    let text = today.text();
    let facts =
        text.split("class=\"facts\"").nth(1).and_then(|rest| rest.split("</ul>").next()).expect("facts");
    assert_eq!(facts.matches("<li>").count(), 3);
    assert!(text.contains("id=\"why\"") && text.contains("class=\"cite\""), "reasons with their sources");
}

#[tokio::test]
async fn it_can_be_left_and_resumed() {
    let house = House::empty();
    let kept = house.post("/pain", "chest_pain_or_breathless=absent").await;
    assert_eq!(kept.status, 422, "the open signs are asked for");
    assert!(kept.text().contains("26 signs are still open"), "{}", kept.text());
    let again = house.get("/pain").await.text();
    let sign = again.split("name=\"chest_pain_or_breathless\" value=\"absent\"").nth(1).unwrap_or_default();
    assert!(sign.starts_with(" checked"), "what was answered is kept");
}

#[tokio::test]
async fn a_danger_sign_stops_everything_else() {
    let house = House::empty();
    follow(&house, "/pain", "saddle_numbness=present&rest=absent", "/today").await;
    let today = house.get("/today").await;
    assert_eq!(today.heading(), "See someone.");
    let text = today.text();
    assert!(text.contains("answer stop") && text.contains("banner bad danger"));
}

#[tokio::test]
async fn not_sure_is_an_answer_and_never_a_green_one() {
    let house = House::empty();
    follow(&house, "/pain", "saddle_numbness=unknown&rest=absent", "/pain/where").await;
    follow(&house, "/pain/where", "side=unknown&location=unknown", "/pain/you").await;
    let today = house.get("/today").await;
    assert!(!today.text().contains("answer go"));
    assert!(today.text().contains("not sure about 1 danger sign"), "{}", today.heading());
}

#[tokio::test]
async fn no_answer_is_shown_before_the_danger_signs_are_asked() {
    let house = House::empty();
    follow(&house, "/pain/where", "side=left&location=sit_bone", "/pain/you").await;
    let today = house.get("/today").await;
    assert_eq!(today.heading(), "First, the danger signs.");
}

#[tokio::test]
async fn every_danger_sign_is_asked_once() {
    let house = House::empty();
    let text = house.get("/pain").await.text();
    for id in FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign) {
        assert_eq!(text.matches(&format!("name=\"{id}\" value=\"present\"")).count(), 1, "{id}");
    }
}

#[tokio::test]
async fn one_tap_is_kept_shown_and_can_be_taken_back() {
    let house = House::empty();
    told(&house).await;
    let logged = house.post("/log", "moment=during&score=6").await;
    assert_eq!(logged.status, 303);
    let to = logged.header("location").split('#').next().unwrap_or_default().to_owned();
    let text = house.get(&to).await.text();
    assert!(text.contains("id=\"during-6\" name=\"score\" value=\"6\" aria-pressed=\"true\""));
    assert!(text.contains("id=\"undo\""));
    let place = to.split("logged=").nth(1).expect("a place").to_owned();
    assert_eq!(house.post("/log/undo", &format!("entry={place}")).await.status, 303);
    assert!(
        house
            .get("/today")
            .await
            .text()
            .contains("id=\"during-6\" name=\"score\" value=\"6\" aria-pressed=\"false\"")
    );
}

#[tokio::test]
async fn a_click_on_the_map_chooses_without_scripts() {
    let house = House::empty();
    let text = house.get("/pain/where?side=right&location=groin_front").await.text();
    assert!(text.contains("id=\"at-groin_front\" name=\"location\" value=\"groin_front\" checked"));
    assert!(text.contains("id=\"side-right\" name=\"side\" value=\"right\" checked"));
}
