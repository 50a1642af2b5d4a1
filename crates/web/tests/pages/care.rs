//! Find care: from a verdict to a place and a letter, compared openly, and urgent needs without a marketplace.

use femoris_app::care::DirectoryState;

use crate::house::House;

const LIST: &str = "id,name,profession,lat,lon,skills,phone,wheelchair,hours,updated\n\
1,Praxis am Bogen,physiotherapist,51.440,14.240,shockwave;sports_background,03571 000 111,yes,24/7,2026-10-31\n\
2,<b>Laufwerk</b> & Co,physiotherapist,51.442,14.243,,,,,\n\
3,Dr. Hanke,sports_physician,51.443,14.246,sports_background,,,,2022-01-01\n\
4,Klinikum,emergency_department,51.500,14.300,,03571 44,,,\n";

const NEAR: &str = "near=51.44%2C+14.24";

async fn loaded() -> House {
    let house = House::empty();
    let reply = house.upload("/care/directory", "files", &[("mine.csv", LIST.as_bytes())]).await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (303, "/care/directory"));
    settle(&house).await;
    house
}

/// Waits until no directory is read any more.
async fn settle(house: &House) {
    while house.app.directory_import().is_some_and(|status| status.state == DirectoryState::Running) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn without_a_directory_the_page_says_how_to_get_one() {
    let house = House::empty();
    let page = house.get("/care").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("No directory is loaded yet") && page.text().contains("/care/directory"));
    let page = house.get("/care/directory").await.text();
    assert!(page.contains("Geofabrik") && page.contains("NPPES") && page.contains("A list of your own"));
    for path in ["/care/place?key=osm:n1", "/care/letter?key=osm:n1"] {
        assert_eq!(house.get(path).await.status, 404, "{path}");
    }
    assert_eq!(house.get("/care/letter").await.status, 200, "a letter needs no directory");
}

#[tokio::test]
async fn a_search_lists_draws_and_links_and_escapes_what_files_say() {
    let house = loaded().await;
    let text = house.get(&format!("/care?need=tendon_rehab&{NEAR}")).await.text();
    assert!(text.contains("3 places near the coordinates you gave."));
    assert!(text.contains("Praxis am Bogen") && text.contains("tel:03571000111"));
    assert!(text.contains("&lt;b&gt;Laufwerk") || text.contains("&#60;b&#62;Laufwerk"), "escaped");
    assert!(!text.contains("<b>Laufwerk"));
    assert!(text.contains("class=\"m-ring\"") && text.contains("class=\"pin a\""));
    assert!(text.contains("4 of 9 known to be so"), "profession, sports, reachable, fresh");
    let sorted = house
        .get(&format!("/care?need=tendon_rehab&{NEAR}&skill=shockwave&wheelchair=yes&open=now"))
        .await
        .text();
    assert!(sorted.contains("1 place near") && sorted.contains("3 set"), "and what is set is said");
}

/// Files as an archive holds them.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        std::io::Write::write_all(&mut writer, bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

#[tokio::test]
async fn an_archive_is_read_as_it_comes_and_each_file_is_told() {
    let house = House::empty();
    let towns: &[u8] = b"code,city,state,lat,lon\n02977,Hoyerswerda,SN,51.44,14.24\n";
    let archive = zipped(&[
        ("readme.pdf", b"%PDF-1.4"),
        ("lists/mine.csv", LIST.as_bytes()),
        ("inner.zip", &zipped(&[("towns.csv", towns)])),
        ("bad.csv", b"name,lat\nKern,51\n"),
    ]);
    let reply = house.upload("/care/directory", "files", &[("all.zip", &archive)]).await;
    assert_eq!(reply.status, 303);
    settle(&house).await;
    let text = house.get("/care/directory").await.text();
    for (name, told) in [
        ("all.zip/readme.pdf", "left out"),
        ("all.zip/lists/mine.csv", "4 kept"),
        ("all.zip/inner.zip/towns.csv", "1 town or postal code"),
        ("all.zip/bad.csv", "no column called profession"),
    ] {
        assert!(text.contains(name) && text.contains(told), "{name}: {told}");
    }
    let text = house.get("/care?need=tendon_rehab&near=Hoyerswerda").await.text();
    assert!(text.contains("3 places near 02977 Hoyerswerda, SN."));
}

#[tokio::test]
async fn map_pictures_need_a_deliberate_act_and_touch_one_page() {
    let house = loaded().await;
    let search = format!("/care?need=tendon_rehab&{NEAR}");
    let plain = house.get(&search).await;
    assert!(!plain.text().contains("<image") && plain.text().contains("Drawn from positions alone"));
    let own_policy = plain.header("content-security-policy").to_owned();
    let address = "https%3A%2F%2Fmaps.example%2F%7Bz%7D%2F%7Bx%7D%2F%7By%7D.png%3Fa%3D1%26b%3D2";
    let unticked = house.post("/care/map", &format!("do=on&address={address}&credit=A+%26+B")).await;
    assert_eq!(unticked.status, 422);
    assert!(
        unticked.text().contains("informed-error") && unticked.text().contains("https://maps.example/{z}")
    );
    let foreign = house
        .post(
            "/care/map",
            "do=on&informed=yes&address=http%3A%2F%2Fmaps.example%2F%7Bz%7D%2F%7Bx%7D%2F%7By%7D",
        )
        .await;
    assert_eq!(foreign.status, 422);
    assert!(foreign.text().contains("address-error") && foreign.text().contains("write https"));
    assert!(!house.get(&search).await.text().contains("<image"), "a refusal changes nothing");

    let done = house.post("/care/map", &format!("do=on&informed=yes&address={address}&credit=A+%26+B")).await;
    assert_eq!(done.header("location"), "/care/map?done=on");
    let with = house.get(&search).await;
    let text = with.text();
    assert!(text.matches("<image").count() > 3 && text.contains("png?a=1&amp;b=2\""));
    assert!(
        text.contains("A &#38; B. Pictures from maps.example")
            || text.contains("A &amp; B. Pictures from maps.example")
    );
    assert!(with.header("content-security-policy").contains("img-src 'self' data: https://maps.example;"));
    for path in ["/care", "/care/map", "/care/place?key=own:1", "/today", "/data"] {
        let policy = house.get(path).await.header("content-security-policy").to_owned();
        assert_eq!(policy, own_policy, "{path}: no map, no other server");
    }
    assert!(house.get("/data").await.text().contains("map pictures, from"));

    assert_eq!(house.post("/care/map", "do=off").await.header("location"), "/care/map?done=off");
    let off = house.get(&search).await;
    assert!(!off.text().contains("maps.example"));
    assert_eq!(off.header("content-security-policy"), own_policy);
}

#[tokio::test]
async fn near_a_pole_the_map_is_drawn_without_pictures() {
    let house = loaded().await;
    let form = "do=on&informed=yes&address=https%3A%2F%2Fmaps.example%2F%7Bz%7D%2F%7Bx%7D%2F%7By%7D";
    house.post("/care/map", form).await;
    let page = house.get("/care?need=tendon_rehab&near=89.9,10&within=5000").await;
    assert!(page.text().contains("class=\"pin a\"") && !page.text().contains("<image"));
    assert!(!page.header("content-security-policy").contains("maps.example"));
}

#[tokio::test]
async fn the_nearest_are_found_at_any_distance_and_every_method_has_its_evidence() {
    let house = loaded().await;
    let text = house.get("/care?need=tendon_rehab&near=20,14&within=5000").await.text();
    assert!(text.contains("3 places near") && text.contains(">Any distance<"));
    assert!(text.contains("No effect of its own on hamstring flexibility"), "beside the method in the form");
    let text = house.get("/care?need=tendon_rehab&near=20,14&within=5").await.text();
    assert!(text.contains("Look at any distance"), "what would help leads there");
}

#[tokio::test]
async fn nothing_found_offers_what_would_help() {
    let house = loaded().await;
    let text = house.get("/care?need=podiatrist&near=51.44,14.24").await.text();
    assert!(text.contains("Nobody within 25\u{a0}km") && text.contains("bring another"));
    let text = house.get("/care?need=physiotherapist&near=52.0,14.24&within=5&skill=shockwave").await.text();
    assert!(text.contains("Look within 100\u{a0}km") && text.contains("the nearest is"));
    let text = house.get("/care?need=physiotherapist&near=Nowhere").await.text();
    assert!(text.contains("aria-invalid=\"true\"") && text.contains("Nothing was searched."));
}

#[tokio::test]
async fn what_cannot_wait_shows_the_number_first_and_nobody_to_compare() {
    let house = loaded().await;
    for need in ["emergency", "same_day"] {
        let text = house.get(&format!("/care?need={need}&{NEAR}")).await.text();
        let call = text.find("id=\"call-first\"").expect("a number");
        assert!(call < text.find("care-search").expect("a form"), "{need}: the number comes first");
        assert!(text.contains("Klinikum"), "{need}");
        for absent in ["Compare", "of 9 known", "name=\"sort\"", "name=\"skill\""] {
            assert!(!text.contains(absent), "{need}: {absent}");
        }
    }
    let text = house.get("/care/compare?need=emergency&place=own:4&place=own:1").await.text();
    assert!(text.contains("cannot wait for a comparison") && !text.contains("<table"));
}

#[tokio::test]
async fn a_danger_sign_leads_here_with_its_own_need() {
    let house = loaded().await;
    house.post("/pain", "saddle_numbness=present&rest=absent").await;
    let text = house.get("/care").await.text();
    assert!(text.contains("Emergency care, now") && text.contains("call-first"), "the need of the verdict");
    let letter = house.get("/care/letter?key=own:4").await.text();
    assert!(letter.contains("Klinikum") && letter.contains("Danger signs that were raised"));
}

#[tokio::test]
async fn whom_to_see_is_the_same_on_every_page() {
    let house = House::told_of_gradual_pain("sit_bone", 15, "male").await;
    assert!(house.get("/today").await.text().contains("See one within two weeks"));
    for path in ["/result", "/care", "/care/letter"] {
        let text = house.get(path).await.text().to_lowercase();
        assert!(text.contains("a doctor within two weeks who can arrange an x-ray"), "{path}");
        for wrong in ["two to six weeks", "treats tendons"] {
            assert!(!text.contains(wrong), "{path}: {wrong}");
        }
    }
}

#[tokio::test]
async fn a_likely_bone_injury_is_named_without_a_bare_share() {
    let house = House::told_of_gradual_pain("groin_front", 30, "female").await;
    let today = house.get("/today").await.text();
    assert!(today.contains("cannot be left aside") && !today.contains("How likely it is"));
    let care = house.get("/care").await.text();
    assert!(care.contains("A clinician within two weeks who can arrange a picture"));
    assert!(!care.contains("the back of my thigh or my buttock hurts"), "the groin hurts");
}

#[tokio::test]
async fn up_to_four_stand_side_by_side_with_what_their_methods_are_worth() {
    let house = loaded().await;
    let compare = format!("/care/compare?need=tendon_rehab&{NEAR}&place=own:1&place=own:3&place=own:none");
    let text = house.get(&compare).await.text();
    assert!(
        text.contains("<td>0.0\u{a0}km</td>") && text.contains("<td>0.5\u{a0}km</td>"),
        "how far each is"
    );
    assert_eq!(text.matches("<th scope=\"col\">").count(), 2, "what is not there is left out");
    assert!(text.contains("No meaningful difference to individual physiotherapy"));
    assert!(text.contains("not known"));
}

#[tokio::test]
async fn what_the_runner_found_out_is_kept_and_shown() {
    let house = loaded().await;
    let page = house.get("/care/place?key=own:2&need=tendon_rehab").await;
    assert!(page.text().contains("Changed in its directory") || page.text().contains("is not known."));
    let form = "shortlisted=yes&been_there=yes&confirmed=yes&tendon=yes&experience=yes&note=asks+first";
    let reply = house.post(&format!("/care/place?key=own:2&need=tendon_rehab&{NEAR}"), form).await;
    assert_eq!(reply.status, 303);
    let text = house.get(reply.header("location")).await.text();
    assert!(
        text.contains("asks first") && text.contains("confirmed 21 November 2026") && text.contains("Kept.")
    );
    let back = "/care?need=tendon_rehab&#38;near=51.44%2C%2014.24\"";
    assert!(text.contains(back), "the way back to the search is kept");
    let text = house.get(&format!("/care?need=tendon_rehab&{NEAR}&sort=points")).await.text();
    assert!(text.contains("on your shortlist"));
    assert!(house.get("/care/shortlist").await.text().contains("asks first"));
    let long = format!("note={}", "x".repeat(3000));
    let refused = house.post("/care/place?key=own:2", &long).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("note-error"));
    assert_eq!(house.post("/care/place?key=own:none", "note=x").await.status, 404);
}

#[tokio::test]
async fn what_no_directory_lists_any_more_stays_on_the_shortlist_and_says_so() {
    let house = loaded().await;
    house.post("/care/place?key=own:2", "shortlisted=yes&note=asks+first").await;
    let shorter = LIST.lines().filter(|line| !line.starts_with("2,")).collect::<Vec<_>>().join("\n");
    house.upload("/care/directory", "files", &[("mine.csv", shorter.as_bytes())]).await;
    settle(&house).await;
    let list = house.get("/care/shortlist").await.text();
    assert!(
        list.contains("asks first")
            && list.contains("No directory lists it any more since 21 November 2026.")
    );
    let place = house.get("/care/place?key=own:2&need=tendon_rehab").await.text();
    assert!(place.contains("No directory lists it any more") && place.contains("Call before you go."));
    assert!(
        !house.get(&format!("/care?need=tendon_rehab&{NEAR}")).await.text().contains("Laufwerk"),
        "not found"
    );
    std::fs::remove_file(house.app.folder().join("femoris-directory.db")).expect("there");
    let list = house.get("/care/shortlist").await.text();
    assert!(list.contains("in no directory that is loaded now") && !list.contains("/care/place?key=own"));
}

#[tokio::test]
async fn five_questions_lead_to_somebody() {
    let house = House::empty();
    let mut at = house.get("/care/who").await.header("location").to_owned();
    for number in 1..=5 {
        let page = house.get(&at).await;
        assert!(page.text().contains(&format!("Question {number} of 5")), "{at}");
        assert_eq!(house.get(&format!("{at}?sent=1")).await.status, 422, "an answer is needed");
        let unsure = house.get(&format!("{at}?sent=1&answer=unsure")).await;
        assert!(unsure.header("location").starts_with("/care?need="));
        at = house.get(&format!("{at}?sent=1&answer=no")).await.header("location").to_owned();
    }
    assert_eq!(at, "/care?need=check_up");
    assert_eq!(house.get("/care/who/none").await.status, 404);
}

#[tokio::test]
async fn a_bad_file_is_told_and_changes_nothing() {
    let house = loaded().await;
    house.upload("/care/directory", "files", &[("tile.osm.pbf", &[0x1a, 0x0c, 0x0a, 0x05])]).await;
    settle(&house).await;
    let text = house.get("/care/directory").await.text();
    assert!(text.contains("vector tile") && text.contains("mine.csv"));
    let reply = house.upload("/care/directory", "files", &[]).await;
    assert!(reply.status == 422 || reply.status == 400, "{}", reply.status);
    let reply = house.post("/care/directory/path", "path=relative.csv").await;
    assert_eq!(reply.status, 422);
}
