//! Files in and everything out.

use crate::house::{House, gpx};

#[tokio::test]
async fn files_are_sent_read_and_told_one_by_one() {
    let house = House::empty();
    let run = gpx("2026-11-03", "Lake", 200);
    let files: [(&str, &[u8]); 4] = [
        ("lake.gpx", run.as_bytes()),
        ("again/lake.gpx", run.as_bytes()),
        ("empty.fit", b""),
        ("../../letter.txt", b"Dear physio, it hurts."),
    ];
    let sent = house.upload("/import", "files", &files).await;
    assert_eq!(sent.status, 303);
    house.settle().await;
    let page = house.get(sent.header("location")).await;
    assert_eq!(page.heading(), "What was read");
    let text = page.text();
    assert_eq!(text.matches("class=\"file\"").count(), files.len());
    assert!(text.contains("New run") && text.contains("Already here") && !text.contains(".."), "{text}");
    let part = house.get(&format!("{}/progress", sent.header("location"))).await;
    assert_eq!(part.header("hx-refresh"), "true", "the panel's last renewal brings the whole page");
}

#[tokio::test]
async fn a_run_from_two_sources_is_joined_and_taken_apart_again() {
    let house = House::empty();
    let twins = femoris_testkit::twins();
    for (name, bytes) in [("watch.fit", &twins.fit[..]), ("service.gpx", twins.gpx.as_bytes())] {
        let sent = house.upload("/import", "files", &[(name, bytes)]).await;
        assert_eq!(sent.status, 303);
        house.settle().await;
    }
    let listed = || house.app.runs_page(10, None).expect("a list").runs;
    let kept = listed().remove(0).id;
    assert_eq!(listed().len(), 1);
    let page = house.get(&format!("/runs/{kept}")).await.text();
    assert!(page.contains("Joined with a twin") && page.contains("lies within the other"), "{page}");
    let twin = house.app.run(&kept.to_string()).expect("kept").merged.remove(0).id;
    assert!(page.contains("Undo: keep both") && page.contains(&format!("value=\"{twin}\"")), "{page}");
    let twin_page = house.get(&format!("/runs/{twin}")).await.text();
    assert!(twin_page.contains(&format!("href=\"/runs/{kept}\"")), "the twin leads to the run that counts");
    assert!(page.contains(&format!("href=\"/runs/{twin}\"")), "and the run that counts to the twin");
    assert!(page.contains(", GPX</bdi>") && twin_page.contains(", FIT</bdi>"), "each by device and format");
    assert!(page.contains("km, ") && !twin_page.contains("Take this run out"));

    let undone = house.post(&format!("/runs/{kept}/unmerge"), &format!("twin={twin}")).await;
    let apart = format!("/runs/{twin}?apart={kept}");
    assert_eq!((undone.status.as_u16(), undone.header("location")), (303, apart.as_str()));
    assert_eq!(listed().len(), 2);
    let told = house.get(&apart).await.text();
    assert!(told.contains("Both recordings count now.") && told.contains(&format!("/runs/{twin}/join")));
    let joined = house.post(&format!("/runs/{twin}/join"), &format!("with={kept}")).await;
    assert_eq!(joined.header("location"), format!("/runs/{kept}?joined=1"));
    assert_eq!(listed().len(), 1, "one counts again, the richer one");
    assert!(!house.get(&apart).await.text().contains("Both recordings count now."));
    let again = house.post(&format!("/runs/{twin}/join"), &format!("with={kept}")).await;
    assert!(again.status.is_client_error(), "{}", again.status);
    house.post(&format!("/runs/{kept}/unmerge"), &format!("twin={twin}")).await;
    for run in [&kept, &twin] {
        let page = house.get(&format!("/runs/{run}")).await;
        assert!(page.status == 200 && !page.text().contains("Joined with a twin"), "{run}");
    }
    assert_eq!(house.post(&format!("/runs/{kept}/unmerge"), "twin=").await.status, 404);
}

#[tokio::test]
async fn a_run_is_taken_out_with_every_recording_of_it_and_says_so() {
    let house = House::empty();
    let twins = femoris_testkit::twins();
    for (name, bytes) in [("watch.fit", &twins.fit[..]), ("service.gpx", twins.gpx.as_bytes())] {
        house.upload("/import", "files", &[(name, bytes)]).await;
        house.settle().await;
    }
    let kept = house.app.runs_page(10, None).expect("a list").runs.remove(0).id;
    let twin = house.app.run(&kept.to_string()).expect("kept").merged.remove(0).id;
    let out = house.post(&format!("/runs/{kept}/remove"), "").await;
    let told = house.get(out.header("location")).await.text();
    assert!(told.contains("The run is taken out, with every recording of it."), "{told}");
    assert!(house.app.runs_page(10, None).expect("a list").runs.is_empty());
    let page = house.get(&format!("/runs/{twin}")).await.text();
    assert!(
        page.contains("is taken out, so neither counts") && !page.contains("the one that counts"),
        "{page}"
    );
    assert!(page.contains(&format!("action=\"/runs/{kept}/restore\"")), "with the way back");
    house.post(&format!("/runs/{kept}/restore"), "").await;
    assert!(house.get(&format!("/runs/{twin}")).await.text().contains("which is the one that counts"));
}

#[tokio::test]
async fn a_run_of_positions_alone_has_its_pace_along_the_way() {
    let house = House::empty();
    let run = gpx("2026-11-03", "Lake", 200);
    house.upload("/import", "files", &[("lake.gpx", run.as_bytes())]).await;
    house.settle().await;
    let run = house.app.runs_page(10, None).expect("a list").runs.remove(0);
    let page = house.get(&format!("/runs/{}", run.id)).await.text();
    assert!(page.contains("Pace, min/km") && page.contains("From km"), "{page}");
    let reply = house.get(&format!("/runs/{}/series.json", run.id)).await;
    let series: serde_json::Value = serde_json::from_slice(&reply.bytes).expect("JSON");
    let way =
        series["x"]["values"].as_array().and_then(|x| x.last()).and_then(|x| x.as_f64()).expect("a way");
    let whole = run.distance.expect("a distance").get() / 1000.0;
    assert!((way - whole).abs() < 0.01, "the axis ends at {way}, the run at {whole}");
}

#[tokio::test]
async fn what_has_no_chart_names_none_to_tap() {
    let house = House::empty();
    for (name, points) in [("lake.gpx", 200), ("point.gpx", 1)] {
        let run = gpx("2026-11-03", "Lake", points);
        house.upload("/import", "files", &[(name, run.as_bytes())]).await;
        house.settle().await;
        let run = house.app.runs_page(10, None).expect("a list").runs.remove(0);
        let page = house.get(&format!("/runs/{}", run.id)).await.text();
        assert_eq!(page.contains("Or tap the chart"), points > 1, "{page}");
        house.post(&format!("/runs/{}/remove", run.id), "").await;
    }
}

#[tokio::test]
async fn a_form_without_files_is_asked_again() {
    let house = House::empty();
    let reply = house.upload("/import", "files", &[]).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text().contains("id=\"files-error\""));
}

#[tokio::test]
async fn a_folder_on_this_computer_is_read_from_where_it_is() {
    let house = House::empty();
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.gpx"), gpx("2026-11-04", "A", 150)).expect("written");
    let path = folder.path().display().to_string().replace('/', "%2F");
    let sent = house.post("/import/path", &format!("path={path}")).await;
    assert_eq!(sent.status, 303);
    house.settle().await;
    assert_eq!(house.get("/runs").await.text().matches("<li class=\"run\">").count(), 1);
    assert_eq!(house.get("/import/424242").await.status, 404);
}

#[tokio::test]
async fn originals_exports_and_backups_go_out_whole() {
    let house = House::empty();
    let run = gpx("2026-11-05", "Out", 150);
    house.upload("/import", "files", &[("out.gpx", run.as_bytes())]).await;
    house.settle().await;
    let id = house.app.runs_page(1, None).expect("runs").runs.remove(0).id;
    let original = house.get(&format!("/runs/{id}/original")).await;
    assert_eq!(original.bytes, run.as_bytes(), "byte for byte");
    assert!(original.header("content-disposition").starts_with("attachment"));
    let export = house.get("/data/export").await;
    assert!(export.status == 200 && export.bytes.starts_with(b"PK"));
    let backup = house.get("/data/backup").await;
    assert_eq!(backup.status, 200);

    assert_eq!(house.post("/data/erase", "confirm=Delete").await.header("location"), "/");
    assert_eq!(house.get("/").await.status, 200, "the first page again");
    let back = house.upload("/data/restore", "backup", &[("b.femoris", &backup.bytes)]).await;
    assert_eq!(back.status, 303, "{}", back.text());
    assert_eq!(house.app.runs_page(5, None).expect("runs").runs.len(), 1);
}

#[tokio::test]
async fn what_was_worn_stands_on_the_page_of_the_run() {
    let house = House::empty();
    let run = gpx("2026-11-05", "", 150);
    let list = "Activity Date,Activity Name,Activity Type,Activity Gear,Filename\n\
        \"Nov 5, 2026, 6:00:00 AM\",Lake,Run,<b>Old shoes,activities/1.gpx\n";
    let files: [(&str, &[u8]); 2] =
        [("activities.csv", list.as_bytes()), ("activities/1.gpx", run.as_bytes())];
    house.upload("/import", "files", &files).await;
    house.settle().await;
    let id = house.app.runs_page(1, None).expect("runs").runs.remove(0).id;
    let page = house.get(&format!("/runs/{id}")).await.text();
    assert!(page.contains("Old shoes") && !page.contains("<b>Old"), "{page}");
    assert!(!page.contains("Sport not named"), "the list named it");
}

#[tokio::test]
async fn a_run_whose_sport_nothing_named_says_so_on_its_page() {
    let house = House::empty();
    // 2.8 m/s: the speed of a run.
    let point = |i: u32| {
        let (lat, minute, second) = (48.0 + f64::from(i) * 0.000_25, i / 6, i % 6 * 10);
        format!(
            "<trkpt lat='{lat:.5}' lon='11.5'><time>2026-11-05T07:{minute:02}:{second:02}Z</time></trkpt>"
        )
    };
    let points: String = (0..150).map(point).collect();
    let unnamed = format!("<gpx version='1.1' creator='test'><trk><trkseg>{points}</trkseg></trk></gpx>");
    house.upload("/import", "files", &[("lake.gpx", unnamed.as_bytes())]).await;
    house.settle().await;
    let id = house.app.runs_page(1, None).expect("runs").runs.remove(0).id;
    let page = house.get(&format!("/runs/{id}")).await.text();
    assert!(page.contains("Sport not named"), "{page}");
    let list = house.get("/runs").await.text();
    assert!(list.contains("1 run since") && !list.contains("Sport not named"), "{list}");
}

#[tokio::test]
async fn a_run_that_was_taken_out_is_found_on_the_page_of_the_data_and_put_back() {
    let house = House::empty();
    assert!(!house.get("/data").await.text().contains("id=\"taken-out\""), "nothing was");
    let run = gpx("2026-11-05", "Round <the> lake", 150);
    house.upload("/import", "files", &[("lake.gpx", run.as_bytes())]).await;
    house.settle().await;
    let id = house.app.runs_page(1, None).expect("runs").runs.remove(0).id;
    house.post(&format!("/runs/{id}/remove"), "").await;
    let page = house.get("/data").await.text();
    let back = format!("/runs/{id}/restore");
    assert!(page.contains("id=\"taken-out\"") && page.contains(&format!("action=\"{back}\"")), "{page}");
    assert!(page.contains("lake") && !page.contains("<the>"), "{page}");
    assert_eq!(house.post(&back, "").await.status, 303);
    assert!(!house.get("/data").await.text().contains("id=\"taken-out\""));
    assert_eq!(house.app.runs_page(5, None).expect("runs").runs.len(), 1);
}

#[tokio::test]
async fn what_is_no_backup_replaces_nothing() {
    let house = House::example();
    let before = house.app.data_overview().expect("totals").totals.runs;
    let whole = house.get("/data/backup").await.bytes;
    let (empty, cut) = ("Choose the backup file first", "This is no whole Femoris backup");
    let bad: [(&[u8], &str); 4] =
        [(b"", empty), (b"no database at all", cut), (&[0x53; 5000], cut), (&whole[..whole.len() / 2], cut)];
    for (file, told) in bad {
        let reply = house.upload("/data/restore", "backup", &[("b", file)]).await;
        assert_eq!(reply.status, 422, "{} bytes", file.len());
        let page = reply.text();
        let error = page.split("id=\"backup-error\"").nth(1).expect("told at the field");
        let error = error.split("</p>").next().unwrap_or_default();
        assert!(error.contains(told), "{} bytes: {error}", file.len());
        assert!(told == empty || error.matches("Nothing was replaced").count() == 1, "{error}");
        assert!(!error.contains(&*house.app.folder().to_string_lossy()), "no path: {error}");
    }
    assert_eq!(house.app.data_overview().expect("totals").totals.runs, before);
}
