//! Bad input: the field is named, what was written stays, nothing else is lost.

use crate::house::{House, gpx};

#[tokio::test]
async fn a_refused_field_says_what_to_do_and_keeps_what_was_written() {
    let house = House::empty();
    let cases = [
        ("/pain/where", "side=up&location=sit_bone", "side-error"),
        ("/pain/where", "side=left&location=moon", "location-error"),
        ("/pain/you", "age_years=four&sex=female", "age_years-error"),
        ("/pain/you", "age_years=34", "sex-error"),
        ("/pain/began", "onset=gradual&setting=other&onset_date=2027-01-01", "onset_date-error"),
        (
            "/pain/you",
            "age_years=34&sex=male&previous_hamstring_strains=many",
            "previous_hamstring_strains-error",
        ),
        (
            "/pain/ask/months_since_last_strain",
            "months_since_last_strain=-1",
            "months_since_last_strain-error",
        ),
        ("/pain/ask/morning_stiffness_min", "morning_stiffness_min=-5", "morning_stiffness_min-error"),
        ("/pain/ask/tender_length_cm", "tender_length_cm=61", "tender_length_cm-error"),
        ("/pain/ask/pain_now", "pain_now=11", "pain_now-error"),
        ("/pain/ask/limp_walking", "limp_walking=perhaps", "limp_walking-error"),
        ("/pain/ask/visa_h", "visa_h=&visa_h_known=typed", "visa_h-error"),
        ("/log", "moment=during&score=11", "during-error"),
        ("/log", "moment=during", "during-error"),
        ("/log/sleep", "score=11", "sleep-error"),
        ("/log/sleep", "score=-1", "sleep-error"),
        ("/log/sleep", "", "sleep-error"),
        ("/log/health", "health=fine", "health-error"),
        ("/log/health", "", "health-error"),
        ("/import/path", "path=", "path-error"),
        ("/import/path", "path=relative%2Fplace", "path-error"),
        ("/data/erase", "confirm=no", "confirm-error"),
    ];
    // The log stands on the page only once something was told.
    house.post("/pain", "rest=absent").await;
    for (path, form, error) in cases {
        let reply = house.post(path, form).await;
        assert_eq!(reply.status, 422, "{path} {form}");
        assert!(reply.text().contains(&format!("id=\"{error}\"")), "{path} {form}: {error}");
    }
    let kept = house.post("/pain/you", "age_years=four%3Cb%3E&sex=female").await.text();
    assert!(
        kept.contains("value=\"four&lt;b&gt;\"") || kept.contains("value=\"four&#60;b&#62;\""),
        "what was typed stays"
    );
    assert!(kept.contains("value=\"female\" checked"));
}

#[tokio::test]
async fn good_answers_beside_a_bad_one_are_kept() {
    let house = House::empty();
    house.post("/pain/you", "age_years=34&sex=both").await;
    let again = house.get("/pain/you").await.text();
    assert!(again.contains("name=\"age_years\" aria-label=\"How old are you? (years)\" inputmode=\"decimal\" autocomplete=\"off\" value=\"34\""));
}

#[tokio::test]
async fn requests_that_fit_no_form_are_refused_with_a_page() {
    let house = House::example();
    for (path, body) in [("/log/undo", "entry=x"), ("/log/undo", ""), ("/data/settings", "")] {
        let reply = house.post(path, body).await;
        assert_eq!(reply.status, 400, "{path}");
        assert!(!reply.heading().is_empty(), "{path}");
    }
    assert_eq!(house.post("/log/undo", "entry=999999").await.status, 404);
    assert_eq!(house.post("/import", "files=x").await.status, 400);
}

#[tokio::test]
async fn hostile_names_are_shown_and_do_nothing() {
    let house = House::empty();
    let long = "x".repeat(10_000);
    let names = ["&lt;script&gt;alert(1)&lt;/script&gt;\"'&amp;", "\u{202e}evil\u{202c} שלום", &long];
    let files: Vec<(String, String)> = names
        .iter()
        .enumerate()
        .map(|(index, name)| (format!("{index}.gpx"), gpx(&format!("2026-11-0{}", index + 1), name, 120)))
        .collect();
    let sent: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    assert_eq!(house.upload("/import", "files", &sent).await.status, 303);
    house.settle().await;
    let list = house.get("/runs").await.text();
    assert_eq!(list.matches("<li class=\"run\">").count(), names.len());
    assert!(!list.contains("<script>alert"));
    assert!(list.contains("<bdi class=\"clamp\">"), "directions stay inside, length is clamped");
    for run in house.app.runs_page(10, None).expect("runs").runs {
        let page = house.get(&format!("/runs/{}", run.id)).await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("<script>alert"));
    }
}

#[tokio::test]
async fn a_title_may_be_anything_but_too_long() {
    let house = House::example();
    let run = house.app.runs_page(1, None).expect("runs").runs.remove(0);
    let path = format!("/runs/{}/title", run.id);
    assert_eq!(house.post(&path, "title=%3Cb%3Ebold%3C%2Fb%3E&note=n").await.status, 303);
    let page = house.get(&format!("/runs/{}", run.id)).await;
    assert!(page.heading().contains("bold") && !page.text().contains("<b>bold"));
    let long = "y".repeat(10_001);
    let refused = house.post(&path, &format!("title={long}&note=kept")).await;
    assert_eq!(refused.status, 422);
    let text = refused.text();
    assert!(text.contains("id=\"title-error\"") && text.contains(&long) && text.contains(">kept</textarea>"));
}

#[tokio::test]
async fn a_run_is_taken_out_and_put_back() {
    let house = House::example();
    let run = house.app.runs_page(1, None).expect("runs").runs.remove(0);
    let gone = house.post(&format!("/runs/{}/remove", run.id), "").await;
    assert_eq!(gone.status, 303);
    let list = house.get(gone.header("location")).await.text();
    assert!(list.contains("The run is taken out") && !list.contains(&format!("href=\"/runs/{}\"", run.id)));
    assert!(house.get(&format!("/runs/{}", run.id)).await.text().contains("id=\"put-back\""));
    assert_eq!(house.post(&format!("/runs/{}/restore", run.id), "").await.status, 303);
    assert!(house.get("/runs").await.text().contains(&format!("href=\"/runs/{}\"", run.id)));
}
