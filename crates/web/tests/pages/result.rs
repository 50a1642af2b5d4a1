//! The result, testing again, the sheet for the appointment, a clinician's word: what stands on them and what they refuse.

use femoris_app::NewEntry;
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::readiness::Decision;
use femoris_clinic::running::day::RunOfDay;
use femoris_measure::PainScore;

use crate::house::House;
use crate::rehab::strained_and_told;

fn tell(house: &House, day: &str, entries: Vec<Entry>) {
    let day = day.parse().ok();
    let entries = entries.into_iter().map(|entry| NewEntry { day, entry }).collect();
    house.app.log(entries, None).expect("logged");
}

fn answer(id: FindingId, answer: Finding) -> Entry {
    Entry::FindingAnswered { id, answer }
}

fn measured(id: MeasureId, value: f64) -> Entry {
    Entry::Measured(Measure::new(id, value).expect("on its scale"))
}

/// A strain of the sprinter's kind, eight days old, examined on its third day. Today is 21 November 2026.
fn strained() -> House {
    let house = House::empty();
    let complaint = Complaint {
        setting: Some(Setting::FastRunning),
        onset: Some(Onset::Sudden),
        onset_date: "2026-11-13".parse().ok(),
        side: Some(Side::Right),
        location: Some(Location::ThighBelly),
    };
    let signs = house.app.knowledge().danger_signs.clone();
    let signs = signs.into_iter().map(|id| answer(id, Finding::Absent));
    tell(&house, "2026-11-16", signs.chain([Entry::ComplaintSet(complaint)]).collect());
    tell(
        &house,
        "2026-11-16",
        vec![
            answer(FindingId::ResistedKneeFlexionPain, Finding::Present),
            answer(FindingId::MuscleBellyTender, Finding::Present),
            answer(FindingId::LimpWalking, Finding::Absent),
            answer(FindingId::BruiseWithin7Days, Finding::Present),
            answer(FindingId::CannotWalkFastOrClimbStairs, Finding::Present),
            measured(MeasureId::ActiveKneeExtensionDeficitDeg, 22.0),
            measured(MeasureId::TenderDistanceFromSitBoneCm, 9.0),
            measured(MeasureId::PainWalking, 4.0),
            measured(MeasureId::Lefs, 40.0),
        ],
    );
    house
}

#[tokio::test]
async fn the_result_says_what_fits_how_bad_how_long_and_what_to_ask() {
    let house = strained();
    let result = house.get("/result").await;
    assert_eq!(result.heading(), "This fits hamstring muscle strain best.");
    let text = result.text();
    for part in [
        "Fits best",
        "How each answer weighs",
        "rests on estimates",
        "Grade 2, moderate",
        "Knee extension lost",
        "How long it takes",
        "of 100 (6.7 to 13)",
        "The reference:",
        "What would change our mind",
        "When to get help",
        "No clinician has reviewed",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.matches("class=\"cite\"").count() > 10, "statements name their sources");
    assert!(house.get("/today").await.text().contains("Second examination is due"));
}

#[tokio::test]
async fn without_a_complaint_or_with_open_danger_signs_there_is_no_result() {
    let house = House::empty();
    for path in ["/result", "/result/print"] {
        assert_eq!(house.get(path).await.header("location"), "/pain", "{path}");
    }
    tell(&house, "2026-11-21", vec![answer(FindingId::PopFelt, Finding::Absent)]);
    assert_eq!(house.get("/result").await.header("location"), "/pain");
}

#[tokio::test]
async fn an_emergency_has_no_differential_and_says_so() {
    let house = strained();
    assert!(house.get("/today").await.text().contains("/today/watch"));
    tell(&house, "2026-11-21", vec![answer(FindingId::SaddleNumbness, Finding::Present)]);
    let result = house.get("/result").await;
    assert_eq!(result.heading(), "Someone must see this first.");
    let text = result.text();
    assert!(text.contains("banner bad danger") && !text.contains("How each answer weighs"));
    assert!(!house.get("/today").await.text().contains("/today/watch"), "there is nothing to train");
}

#[tokio::test]
async fn the_own_guess_and_a_score_are_kept_and_bad_numbers_are_refused_by_name() {
    let house = strained();
    for (name, good, bad) in
        [("self_predicted_return_days", "21", "soon"), ("lefs", "58", "81"), ("fash", "70", "-3")]
    {
        for entered in [bad, ""] {
            let refused = house.post("/result", &format!("{name}_known=typed&{name}={entered}")).await;
            assert_eq!(refused.status, 422, "{name}");
            let text = refused.text();
            assert!(text.contains(&format!("id=\"{name}-error\"")), "{name}");
            assert!(text.contains("What it could be"), "{name}: the result itself comes back");
            assert!(
                text.contains(&format!(
                    "name=\"{name}\" inputmode=\"decimal\" autocomplete=\"off\" value=\"{entered}\""
                )),
                "{name}"
            );
        }
        let kept = house.post("/result", &format!("{name}_known=typed&{name}={good}")).await;
        assert_eq!(kept.header("location"), "/result");
    }
    let text = house.get("/result").await.text();
    assert!(text.contains("You said 21\u{a0}days on 21 November 2026."));
    assert!(
        text.contains("58/80 now, 40/80 on 16 November 2026: clearly better, 9 points or more."),
        "{text}"
    );
}

#[tokio::test]
async fn testing_again_shows_the_last_value_keeps_what_is_given_and_draws_the_trend() {
    let house = strained();
    let before = house.get("/again").await.text();
    assert!(before.contains("Last answer: 22\u{a0}°, Mon 16 November."));
    assert!(before.contains("The second examination was due on Friday 20 November 2026."));
    assert!(!before.contains("How it went"));

    let refused = house
        .post("/again", "active_knee_extension_deficit_deg=999&active_knee_extension_deficit_deg_known=typed&pain_walking=1")
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("id=\"active_knee_extension_deficit_deg-error\""));

    let form = "active_knee_extension_deficit_deg=8&active_knee_extension_deficit_deg_known=typed&cannot_walk_fast_or_climb_stairs=absent&tender_length_cm=&tender_length_cm_known=typed";
    assert_eq!(house.post("/again", form).await.header("location"), "/again?kept=1");
    let after = house.get("/again?kept=1").await.text();
    assert!(after.contains("How it went"));
    assert!(
        after.contains(
            "22\u{a0}° on Mon 16 November, 8\u{a0}° on Sat 21 November: that is within the 15\u{a0}°"
        )
    );
    assert!(
        after.contains("Pain walking: 4/10 on Mon 16 November, 1/10"),
        "the good answer beside the bad one"
    );
    assert!(
        after.contains("yes, Mon 16 November")
            && after.contains("no, Sat 21 November")
            && after.contains("better")
    );
}

#[tokio::test]
async fn the_sheet_for_the_appointment_holds_story_findings_decision_and_questions() {
    let house = strained();
    let sheet = house.get("/result/print").await;
    assert_eq!(sheet.heading(), "For the appointment");
    let text = sheet.text();
    for part in [
        "Worst: middle of the back thigh, right.",
        "Since about 13 November 2026, 8 days ago.",
        "Danger signs: 27 of 27 answered no.",
        "16 November 2026",
        "Cannot walk fast or climb stairs</th><td>yes</td>",
        "Hamstring muscle strain",
        "Not today.",
        "What I want to ask",
        "It is no diagnosis.",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[tokio::test]
async fn an_exercise_that_a_clinician_leaves_out_is_named_and_checked() {
    let house = strained_and_told(0);
    let form = |exercise: &str| format!("text=No+heel+digs&effect=leave_out&exercise={exercise}");
    for bad in ["", "no-such-exercise", "%3Cb%3E", "strides", "bike"] {
        let refused = house.post("/clinician", &form(bad)).await;
        assert_eq!(refused.status, 422, "{bad}");
        assert!(refused.text().contains("id=\"exercise-error\""), "{bad}");
    }
    let before = house.get("/session").await.text();
    assert!(before.contains("value=\"heel-dig-isometric\""), "{before}");
    assert_eq!(house.post("/clinician", &form("heel-dig-isometric")).await.status, 303);
    assert!(house.get("/clinician").await.text().contains("Left out of every session: Heel dig"));
    assert!(!house.get("/session").await.text().contains("value=\"heel-dig-isometric\""));
}

#[tokio::test]
async fn a_clinicians_word_is_held_to_and_only_lifted_in_their_name() {
    let house = strained();
    let cases = [
        ("effect=no_run", "text-error"),
        ("text=No+running", "effect-error"),
        ("text=Easy&effect=cap", "limits-error"),
        ("text=Easy&effect=cap&minutes=many", "minutes-error"),
        ("text=Easy&effect=cap&speed=140", "speed-error"),
        ("text=Easy&effect=no_run&until=2026-11-20", "until-error"),
        ("text=Easy&effect=no_run&until=soon", "until-error"),
    ];
    for (form, error) in cases {
        let refused = house.post("/clinician", form).await;
        assert_eq!(refused.status, 422, "{form}");
        assert!(refused.text().contains(&format!("id=\"{error}\"")), "{form}: {error}");
    }
    let kept = house.post("/clinician", "text=No+running+%3Cb%3E&effect=no_run&until=2026-12-24").await;
    assert_eq!(kept.header("location"), "/clinician?kept=1");
    let text = house.get("/clinician").await.text();
    assert!(text.contains("Your clinician’s words:") && text.contains("until 24 December 2026"));
    assert!(!text.contains("No running <b>"));
    let number = text.split("name=\"restriction\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let number = number.expect("a number");
    let alone = house.post("/clinician/lift", &format!("restriction={number}")).await;
    assert_eq!(alone.status, 422, "not without the word that the clinician said so");
    assert!(house.get("/result/print").await.text().contains("Limits set by a clinician"));
    let lifted = house.post("/clinician/lift", &format!("restriction={number}&said=yes")).await;
    assert_eq!(lifted.header("location"), "/clinician?lifted=1");
    assert!(house.get("/clinician").await.text().contains("No limit is written down."));
    assert_eq!(house.post("/clinician/lift", "restriction=x&said=yes").await.status, 400);
    assert_eq!(house.post("/clinician/lift", "restriction=99999&said=yes").await.status, 404);
}

/// A tendon that may run as planned today, with the danger signs answered as told.
fn settled_tendon(signs: Finding) -> House {
    settled_tendon_told_on("2026-11-21", signs)
}

fn settled_tendon_told_on(day: &str, signs: Finding) -> House {
    let house = House::empty();
    let complaint = Complaint {
        onset: Some(Onset::Gradual),
        side: Some(Side::Left),
        location: Some(Location::SitBone),
        ..Complaint::default()
    };
    let ids = house.app.knowledge().danger_signs.clone();
    tell(&house, day, ids.into_iter().map(|id| answer(id, signs)).collect());
    tell(
        &house,
        day,
        vec![
            Entry::RunnerDescribed {
                age: Some(AgeGiven::Years(AgeYears::new(34).expect("an age"))),
                sex: None,
            },
            Entry::ComplaintSet(complaint),
            measured(MeasureId::LoadTestPain, 1.0),
            measured(MeasureId::MorningStiffnessMin, 5.0),
            measured(MeasureId::MorningStiffnessBaselineMin, 5.0),
            answer(FindingId::LastRunSettledByNextMorning, Finding::Present),
            answer(FindingId::LimpWalking, Finding::Absent),
        ],
    );
    house
}

#[tokio::test]
async fn an_open_danger_sign_lets_no_page_permit_a_run() {
    let house = settled_tendon(Finding::Absent);
    let answer = house.app.today(None).expect("an answer");
    assert_eq!(answer.decision(), Decision::AsPlanned, "by the leg alone");
    assert_eq!(house.get("/today").await.heading(), "No run today.", "the first stage has no running");
    let house = settled_tendon(Finding::Unknown);
    let today = house.get("/today").await;
    assert_eq!(today.heading(), "Not today.");
    assert!(today.text().contains("an open one never counts as a no"), "{}", today.text());
    for path in ["/result", "/result/print", "/care/letter"] {
        let page = house.get(path).await.text();
        assert!(!page.contains("Run as planned") && !page.contains("run as planned"), "{path}: {page}");
    }
}

#[tokio::test]
async fn who_told_of_pain_but_not_where_is_offered_no_run() {
    for signs in [Finding::Absent, Finding::Unknown] {
        let house = House::empty();
        let ids = house.app.knowledge().danger_signs.clone();
        tell(&house, "2026-11-21", ids.into_iter().map(|id| answer(id, signs)).collect());
        let today = house.get("/today").await;
        assert_eq!(today.heading(), "Not today.");
        for path in ["/today", "/running"] {
            let page = house.get(path).await.text();
            assert!(!page.contains("Easy run") && !page.contains("Long run"), "{path}: {page}");
        }
    }
}

/// Back in full training since a week, with nothing told since.
fn returned() -> House {
    let house = settled_tendon_told_on("2026-10-10", Finding::Absent);
    tell(&house, "2026-11-14", vec![Entry::FullTraining]);
    house
}

#[tokio::test]
async fn in_full_training_the_plan_answers_until_something_is_told() {
    let house = returned();
    let signs = house.app.knowledge().danger_signs.clone();
    let fresh: Vec<Entry> = signs.iter().map(|id| answer(*id, Finding::Absent)).collect();
    tell(&house, "2026-11-21", fresh);
    let today = house.get("/today").await;
    assert!(today.text().contains("You are back in full training"), "{}", today.text());
    assert!(!today.text().contains("The answer went from"), "no answer of the complaint is told");
    // A sign that nobody is sure about comes first again, on every page.
    tell(&house, "2026-11-21", vec![answer(signs[0], Finding::Unknown)]);
    for path in ["/today", "/result", "/result/print", "/care/letter", "/running"] {
        let page = house.get(path).await.text();
        assert!(!page.contains("Run as planned") && !page.contains("run as planned"), "{path}: {page}");
    }
    assert_eq!(house.get("/today").await.heading(), "Not today.");
    // So does severe pain of the day.
    let house = returned();
    tell(&house, "2026-11-21", signs.iter().map(|id| answer(*id, Finding::Absent)).collect());
    let severe = PainScore::new(9).expect("on the scale");
    tell(&house, "2026-11-21", vec![Entry::PainLogged { moment: PainMoment::During, score: severe }]);
    assert_eq!(house.get("/today").await.heading(), "Not today.");
}

#[tokio::test]
async fn an_open_sign_leaves_no_run_where_no_programme_is_meant_either() {
    let house = House::empty();
    let complaint = Complaint {
        onset: Some(Onset::Gradual),
        side: Some(Side::Left),
        location: Some(Location::DeepButtock),
        ..Complaint::default()
    };
    let ids = house.app.knowledge().danger_signs.clone();
    tell(&house, "2026-11-21", ids.into_iter().map(|id| answer(id, Finding::Unknown)).collect());
    let told = [
        Entry::ComplaintSet(complaint),
        measured(MeasureId::PainNow, 2.0),
        answer(FindingId::LimpWalking, Finding::Absent),
        answer(FindingId::CannotWalkFastOrClimbStairs, Finding::Absent),
    ];
    tell(&house, "2026-11-21", told.into_iter().collect());
    assert_eq!(house.get("/today").await.heading(), "Not today.");
    let running = house.app.running(None).expect("an answer").expect("no danger sign");
    assert!(matches!(running.day.run, RunOfDay::None(_)), "{:?}", running.day.run);
    assert_eq!(house.get("/today/run.fit").await.status, 404);
}
