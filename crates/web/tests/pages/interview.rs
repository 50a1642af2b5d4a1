//! From pain to today's answer, with forms alone.

use femoris_app::NewEntry;
use femoris_clinic::complaint::{Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::measurement::MeasureId;

use crate::house::House;

async fn follow(house: &House, path: &str, form: &str, to: &str) {
    let reply = house.post(path, form).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, to), "{path}");
}

/// The quiet tendon: no danger sign, worst at the left sit bone, gradual.
async fn told(house: &House) {
    follow(house, "/pain", "rest=absent", "/pain/where").await;
    follow(house, "/pain/where", "side=left&location=sit_bone", "/pain/began").await;
    follow(
        house,
        "/pain/began",
        "onset=gradual&setting=gradual_build_up&onset_date_known=typed&onset_date=2026-09-01",
        "/pain/you",
    )
    .await;
    follow(
        house,
        "/pain/you",
        "age_years_known=typed&age_years=34&sex=female&previous_hamstring_strains_known=typed&previous_hamstring_strains=0",
        "/pain/next",
    )
    .await;
}

/// Answers of the quiet tendon to whatever the engine asks; *not sure* to the rest.
fn quiet(name: &str) -> String {
    let answer = match name {
        "sitting_provokes" | "eases_with_warm_up" | "last_run_settled_by_next_morning" => "present",
        "pain_now" => "1",
        "load_test_pain" => "3",
        "last_run_peak_pain" => "2",
        "morning_stiffness_min" | "morning_stiffness_baseline_min" => return format!("{name}=5"),
        _ if FindingId::from_id(name).is_some_and(|id| id.group() == FindingGroup::History) => "absent",
        _ => return not_sure(name),
    };
    format!("{name}={answer}")
}

/// *Not sure*, as the form of each kind of question sends it.
fn not_sure(name: &str) -> String {
    let is_typed = MeasureId::from_id(name).is_some_and(|id| id.scale().unit != "/10");
    if is_typed { format!("{name}=&{name}_known=unknown") } else { format!("{name}=unknown") }
}

/// Follows the interview to its end; returns the questions in their order.
async fn answer_all(house: &House, answer: impl Fn(&str) -> String) -> Vec<String> {
    let mut asked: Vec<String> = Vec::new();
    loop {
        let to = house.get("/pain/next").await.header("location").to_owned();
        let Some(name) = to.strip_prefix("/pain/ask/") else { break };
        assert!(!asked.iter().any(|before| before == name), "{name} is asked twice");
        asked.push(name.to_owned());
        follow(house, &to, &answer(name), "/pain/next").await;
    }
    asked
}

#[tokio::test]
async fn the_interview_asks_what_counts_and_ends_by_itself() {
    let house = House::empty();
    assert!(!house.get("/pain").await.text().contains(" checked"), "nothing is ticked beforehand");
    told(&house).await;
    let asked = answer_all(&house, quiet).await;
    assert!((4..=21).contains(&asked.len()), "{asked:?}");
    let today = house.get("/today").await;
    assert_eq!(
        today.heading(),
        "No run today.",
        "a load test of 3 allows a shorter run, the first stage none"
    );
    assert!(
        today.text().contains("The load test allows a shorter run"),
        "why the leg would allow it is told"
    );
    let text = today.text();
    let facts =
        text.split("class=\"facts\"").nth(1).and_then(|rest| rest.split("</ul>").next()).expect("facts");
    assert_eq!(facts.matches("<li>").count(), 3);
    assert!(text.contains("id=\"why\"") && text.contains("class=\"cite\""), "reasons with their sources");
}

#[tokio::test]
async fn not_sure_everywhere_ends_too_and_every_question_can_be_revisited() {
    let house = House::empty();
    told(&house).await;
    let asked = answer_all(&house, not_sure).await;
    assert!(asked.len() > 3, "{asked:?}");
    for (index, name) in asked.iter().enumerate() {
        let text = house.get(&format!("/pain/ask/{name}")).await.text();
        assert!(text.contains("value=\"unknown\" checked"), "{name}: not sure is kept");
        let back = match index.checked_sub(1) {
            Some(before) => format!("href=\"/pain/ask/{}\"", asked[before]),
            None => "href=\"/pain/you\"".to_owned(),
        };
        assert!(text.contains(&format!("id=\"back\" {back}")), "{name} leads back to the one before");
    }
}

#[tokio::test]
async fn reasons_stand_open_three_times_and_a_test_says_how_it_is_done() {
    let house = House::empty();
    told(&house).await;
    for _ in 0..3 {
        let to = house.get("/pain/next").await.header("location").to_owned();
        let text = house.get(&to).await.text();
        let (_, why) = text.split_once("<details class=\"why\" open><summary>Why we ask").expect(&to);
        let (why, _) = why.split_once("</details>").expect(&to);
        assert!(why.contains("<p class=\"cite\">"), "{to} says what its reason rests on: {why}");
        let name = to.trim_start_matches("/pain/ask/").to_owned();
        follow(&house, &to, &quiet(&name), "/pain/next").await;
    }
    let test = house.get("/pain/ask/taking_off_shoe_test").await.text();
    assert!(!test.contains("open><summary>Why we ask"));
    for part in
        ["How to do the test", "Counts as yes", "Stop rule", "Leave it out", "Not sure, or not tested"]
    {
        assert!(test.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_test_that_could_do_harm_is_not_held_out() {
    let house = House::empty();
    told(&house).await;
    follow(&house, "/pain/ask/limp_walking", "limp_walking=present", "/pain/next").await;
    assert_eq!(house.get("/pain/ask/single_leg_hop").await.heading(), "Leave this test out for now.");
}

#[tokio::test]
async fn what_todays_answer_waits_for_stands_on_one_screen() {
    let house = House::empty();
    told(&house).await;
    let text = house.get("/pain/missing").await.text();
    assert!(text.contains("name=\"load_test_pain\"") && text.contains("name=\"limp_walking\""), "{text}");
    let refused = house.post("/pain/missing", "load_test_pain=2").await;
    assert_eq!(refused.status, 422, "the others stand open");
    let kept = house.get("/pain/ask/load_test_pain?from=today").await.text();
    assert!(kept.contains("name=\"load_test_pain\" value=\"2\" checked"));
    follow(&house, "/pain/ask/load_test_pain?from=today", "load_test_pain=1", "/today").await;
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
async fn a_place_can_be_taken_back_with_not_sure() {
    let house = House::empty();
    told(&house).await;
    follow(&house, "/pain/where?from=today", "side=left&location=unknown", "/today").await;
    let text = house.get("/pain/where").await.text();
    assert!(!text.contains("value=\"sit_bone\" checked"));
    follow(&house, "/pain?from=today", "rest=absent", "/today").await;
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
    follow(&house, "/pain/where", "side=unknown&location=unknown", "/pain/began").await;
    let today = house.get("/today").await;
    assert!(!today.text().contains("answer go"));
    assert!(today.text().contains("not sure about 1 danger sign"), "{}", today.heading());
}

#[tokio::test]
async fn not_sure_of_anything_ends_with_whom_to_see() {
    let house = House::empty();
    let signs = &house.app.knowledge().danger_signs;
    let unsure: Vec<String> = signs.iter().map(|id| format!("{id}=unknown")).collect();
    follow(&house, "/pain", &unsure.join("&"), "/pain/where").await;
    let enough = house.get("/result").await;
    assert_eq!(
        (enough.status.as_u16(), enough.heading().as_str()),
        (200, "Too little is known to say what it is.")
    );
    follow(&house, "/pain/where", "side=unknown&location=unknown", "/pain/began").await;
    let began = "onset=unknown&setting=unknown&onset_date_known=unknown";
    follow(&house, "/pain/began", began, "/pain/you").await;
    let you = "age_years_known=unknown&sex=unknown&previous_hamstring_strains_known=unknown";
    follow(&house, "/pain/you", you, "/pain/next").await;
    answer_all(&house, not_sure).await;
    assert_eq!(house.get("/pain/next").await.header("location"), "/result");
    let result = house.get("/result").await;
    assert_eq!(
        (result.status.as_u16(), result.heading().as_str()),
        (200, "Too little is known to say what it is.")
    );
    let text = result.text();
    assert!(text.contains("Whom to see: a doctor within two weeks") && text.contains("When to get help"));
    assert!(!text.contains("fits best") && !text.contains("id=\"diff\""), "nothing is weighed from nothing");
    assert!(house.get("/care").await.text().contains("A doctor within two weeks"));
    assert_eq!(house.get("/result/print").await.status, 200);
}

#[tokio::test]
async fn no_answer_is_shown_before_the_danger_signs_are_asked() {
    let house = House::empty();
    follow(&house, "/pain/where", "side=left&location=sit_bone", "/pain/began").await;
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

#[tokio::test]
async fn a_click_on_the_map_forgets_neither_its_place_nor_where_it_came_from() {
    let house = House::empty();
    let text = house.get("/pain/where?from=today").await.text();
    let at =
        text.find("id=\"sit_bone_left\" href=\"").expect("the place") + "id=\"sit_bone_left\" href=\"".len();
    let link = text[at..].split('"').next().expect("its address").replace("&amp;", "&").replace("&#38;", "&");
    assert_eq!(link, "?from=today&side=left&location=sit_bone");
    let chosen = house.get(&format!("/pain/where{link}")).await.text();
    assert!(chosen.contains("id=\"at-sit_bone\" name=\"location\" value=\"sit_bone\" checked"));
    assert!(chosen.contains("action=\"/pain/where?from=today\""));
}

#[tokio::test]
async fn a_test_with_a_drawing_shows_it_moving_and_still() {
    let house = House::empty();
    told(&house).await;
    let drawn = house.get("/pain/ask/load_test_pain?from=today").await.text();
    assert!(drawn.contains("Single-leg bridge load test") && drawn.contains("class=\"fg-moves\""), "{drawn}");
    assert!(drawn.contains("class=\"paper\""), "both positions for paper");
    let bare = house.get("/pain/ask/pain_walking?from=today").await.text();
    assert!(!bare.contains("class=\"drawn\""), "{bare}");
}

#[tokio::test]
async fn who_saves_and_leaves_keeps_what_was_answered() {
    let house = House::empty();
    let reply = house.post("/pain", "chest_pain_or_breathless=absent&dark_urine=unknown&leave=yes").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/today"));
    let page = house.get("/pain").await.text();
    for kept in [
        "name=\"chest_pain_or_breathless\" value=\"absent\" checked",
        "name=\"dark_urine\" value=\"unknown\" checked",
    ] {
        assert!(page.contains(kept), "{kept}");
    }
    let today = house.get("/today").await.text();
    assert!(today.contains("Danger signs: 1 of ") && !today.contains("No danger sign"), "not known is no no");
}

#[tokio::test]
async fn an_address_alone_neither_says_nor_takes_back_anything() {
    let house = House::empty();
    house.post("/pain", "saddle_numbness=present&leave=yes").await;
    for address in
        ["/today?planned=1", "/today?planned=99", "/today?logged=1", "/runs?removed=00000000000000000000"]
    {
        let page = house.get(address).await.text();
        assert!(!page.contains("id=\"undo\""), "{address}");
    }
    assert_eq!(
        house.post("/log/undo", "entry=1").await.status,
        404,
        "an answer is no entry of the log of pain"
    );
}

#[tokio::test]
async fn danger_signs_of_last_week_hide_the_answer_and_tell_of_no_change_of_it() {
    let house = House::empty();
    let of_last_week = house.app.clock().today().plus_days(-7);
    let complaint = Complaint {
        side: Some(Side::Left),
        location: Some(Location::SitBone),
        onset: Some(Onset::Gradual),
        setting: Some(Setting::GradualBuildUp),
        onset_date: None,
    };
    let signs = house.app.knowledge().danger_signs.iter();
    let denied = signs.map(|id| Entry::FindingAnswered { id: *id, answer: Finding::Absent });
    let told = denied.chain([Entry::ComplaintSet(complaint)]);
    let told = told.map(|entry| NewEntry { day: Some(of_last_week), entry });
    house.app.log(told.collect(), None).expect("kept");
    let page = house.get("/today").await.text();
    assert!(page.contains("There is no answer for today"));
    assert!(!page.contains("The answer went from"), "no answer is shown, so none changed");
    assert_eq!(page.matches("o longer counts today").count(), 1, "in one line");
    let first =
        house.app.knowledge().text(&format!("finding.{}.name", house.app.knowledge().danger_signs[0]));
    assert!(
        page.contains(&format!("No longer counts today: {}", first.to_lowercase()))
            && page.contains(" more.</li>")
    );
    assert!(page.contains("At that time: over weeks in which I ran more"), "the runner stays a capital I");
}
