//! The same run from two sources: the richer recording counts, the runner sees why, and may take them apart for good.

use femoris_app::{App, FileOutcome, Outcome, Standing};
use femoris_testkit::Twins;

use crate::{app, import};

/// Brings files in one after the other and returns what became of each.
fn import_each(app: &App, files: &[(&str, &[u8])]) -> Vec<FileOutcome> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut outcomes = Vec::new();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        outcomes.extend(import(app, &[path]).files);
    }
    outcomes
}

fn shown(app: &App) -> Vec<String> {
    let runs = app.runs_page(10, None).expect("a list").runs;
    runs.iter().map(|run| run.id.to_string()).collect()
}

fn counts(app: &App) -> (u64, u64, u64) {
    let totals = app.data_overview().expect("opens").totals;
    (totals.shown, totals.merged, totals.originals)
}

#[test]
fn the_richer_recording_counts_whichever_came_first_and_the_runner_may_take_them_apart() {
    let Twins { fit, gpx } = femoris_testkit::twins();
    let watch: (&str, &[u8]) = ("watch.fit", &fit);
    let service: (&str, &[u8]) = ("service.gpx", gpx.as_bytes());
    for files in [[watch, service], [service, watch]] {
        let folder = tempfile::tempdir().expect("a folder");
        let app = app(folder.path());
        let outcomes = import_each(&app, &files);
        assert_eq!(outcomes[0].outcome, Outcome::Imported);
        assert_eq!(outcomes[1].outcome, Outcome::Duplicate);
        let told = outcomes[1].why.as_deref().expect("a reason");
        assert!(told.starts_with("the same run as another: ") && told.contains("take them apart"), "{told}");

        // The watch's recording has heart rate, cadence and running dynamics; the service's has the way alone.
        assert_eq!(counts(&app), (1, 1, 2), "one counts, both are kept");
        let kept = shown(&app).remove(0);
        assert_eq!(app.original(&kept).expect("its file"), (fit.clone(), "fit"));
        assert_eq!(outcomes[1].run.as_ref(), Some(&kept), "the outcome leads to the run that counts");
        let merged = app.run(&kept).expect("kept").merged;
        assert_eq!(merged.len(), 1);
        let Standing::Merged { into, why } = &merged[0].standing else { panic!("{:?}", merged[0].standing) };
        assert_eq!(into.to_string(), kept);
        assert!(told.contains(why.as_str()) && why.contains("lies within the other"), "{why}");

        let twin = merged[0].id.to_string();
        app.unmerge_run(&twin).expect("taken apart");
        assert_eq!(counts(&app), (2, 0, 2), "both count");
        assert!(app.run(&kept).expect("kept").merged.is_empty());
        assert_eq!(app.original(&twin).expect("its file"), (gpx.clone().into_bytes(), "gpx"));

        for again in import_each(&app, &files) {
            assert_eq!(again.outcome, Outcome::Duplicate);
            assert_eq!(again.why.as_deref(), Some("the same bytes were brought in before"));
        }
        assert_eq!(counts(&app), (2, 0, 2), "what was taken apart stays so");
        let mut both = [kept, twin];
        both.sort();
        let mut listed = shown(&app);
        listed.sort();
        assert_eq!(listed, both);
    }
}

#[test]
fn what_was_taken_apart_can_be_joined_again_and_nothing_else() {
    let Twins { fit, gpx } = femoris_testkit::twins();
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    import_each(&app, &[("watch.fit", &fit), ("service.gpx", gpx.as_bytes())]);
    let kept = shown(&app).remove(0);
    let twin = app.run(&kept).expect("kept").merged.remove(0).id.to_string();
    let stands =
        || app.run(&twin).expect("there").stands_for_it.map(|run| (run.id.to_string(), run.standing));
    assert_eq!(stands(), Some((kept.clone(), Standing::Shown)));
    assert!(app.join_runs(&twin, &kept).is_err(), "they are joined");
    app.unmerge_run(&twin).expect("taken apart");
    assert_eq!(stands(), None);
    assert!(app.join_runs(&twin, &twin).is_err(), "a run is no twin of itself");
    assert_eq!(app.join_runs(&twin, &kept).expect("joined").to_string(), kept, "the richer one counts");
    assert_eq!(counts(&app), (1, 1, 2));
    app.remove_run(&kept).expect("taken out");
    assert_eq!(stands(), Some((kept.clone(), Standing::Removed)));
    assert!(shown(&app).is_empty(), "a run is taken out with every recording of it");
    app.unmerge_run(&twin).expect("taken apart");
    assert!(app.join_runs(&twin, &kept).is_err(), "nothing is joined with what is taken out");
}

#[test]
fn a_run_that_was_taken_away_swallows_no_other_recording_of_it() {
    let Twins { fit, gpx } = femoris_testkit::twins();
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    let watch = import_each(&app, &[("watch.fit", &fit)]).remove(0);
    app.remove_run(watch.run.as_deref().expect("its run")).expect("taken away");

    let service = import_each(&app, &[("service.gpx", gpx.as_bytes())]).remove(0);
    assert_eq!(service.outcome, Outcome::Imported, "the poorer one counts: the richer is gone");
    assert_eq!(shown(&app), [service.run.expect("its run")]);
    let again = import_each(&app, &[("watch.fit", &fit)]).remove(0);
    assert_eq!((again.outcome, again.run), (Outcome::Duplicate, watch.run), "the same bytes stay away");
    assert_eq!(counts(&app), (1, 0, 2));
}

#[test]
fn a_run_that_is_put_back_beside_another_recording_of_it_counts_once() {
    let Twins { fit, gpx } = femoris_testkit::twins();
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    let watch = import_each(&app, &[("watch.fit", &fit)]).remove(0).run.expect("its run");
    app.remove_run(&watch).expect("taken away");
    import_each(&app, &[("service.gpx", gpx.as_bytes())]);
    app.bring_back_run(&watch).expect("put back");
    assert_eq!(shown(&app), [watch], "the richer one, and it alone");
}

/// Title, note and gear of the one run that counts.
fn words(app: &App) -> [String; 3] {
    let ids = shown(app);
    assert_eq!(ids.len(), 1, "one run counts");
    let run = app.run(&ids[0]).expect("kept").run;
    [run.summary.title, run.note, run.summary.gear]
}

const LIST: &str = "Activity Date,Activity Name,Activity Type,Activity Description,Activity Gear,Filename\n\
    \"May 1, 2024, 6:00:00 AM\",Tempo,Run,felt light,Old shoes,activities/1.fit\n\
    \"May 1, 2024, 6:00:00 AM\",Tempo,Run,felt light,Old shoes,activities/1.gpx\n";

/// An export beside nothing else: a recording and the list that names it, each given as a file.
fn import_with_list(app: &App, name: &str, bytes: &[u8]) -> Vec<FileOutcome> {
    let folder = tempfile::tempdir().expect("a folder");
    let (recording, list) = (folder.path().join(name), folder.path().join("activities.csv"));
    std::fs::write(&recording, bytes).expect("written");
    let listed = LIST.lines().filter(|line| line.ends_with(name) || line.starts_with("Activity Date"));
    std::fs::write(&list, listed.collect::<Vec<_>>().join("\n")).expect("written");
    import(app, &[recording, list]).files
}

#[test]
fn files_named_together_are_one_export() {
    let Twins { fit, .. } = femoris_testkit::twins();
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    let files = import_with_list(&app, "1.fit", &fit);
    assert_eq!(files.iter().filter(|file| file.outcome == Outcome::Imported).count(), 1, "{files:?}");
    assert_eq!(words(&app), ["Tempo", "felt light", "Old shoes"]);
}

#[test]
fn an_export_that_comes_later_names_what_is_there_and_overwrites_nothing() {
    let Twins { fit, gpx } = femoris_testkit::twins();
    let later: [(&str, &[u8]); 2] = [("1.fit", &fit), ("1.gpx", gpx.as_bytes())];
    for (name, bytes) in later {
        let folder = tempfile::tempdir().expect("a folder");
        let app = app(folder.path());
        import_each(&app, &[("watch.fit", &fit)]);
        app.name_run(&shown(&app)[0], "", "my own words").expect("named");
        let files = import_with_list(&app, name, bytes);
        assert!(files.iter().any(|file| file.outcome == Outcome::Duplicate), "{files:?}");
        assert_eq!(words(&app), ["Tempo", "my own words", "Old shoes"], "{name}");
    }
}

#[test]
fn the_richer_recording_takes_over_the_words_of_the_poorer() {
    let Twins { fit, gpx } = femoris_testkit::twins();
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    import_with_list(&app, "1.gpx", gpx.as_bytes());
    import_each(&app, &[("watch.fit", &fit)]);
    assert_eq!(words(&app), ["Tempo", "felt light", "Old shoes"]);
    assert_eq!(app.original(&shown(&app)[0]).expect("its file").1, "fit");
}

/// A list that tells more of a run than when it was brought before: the run has it then, and is still one.
#[test]
fn a_list_alone_gives_a_run_its_heart_rate_and_a_fuller_list_adds_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = app(folder.path());
    let line =
        "Activity Date,Activity Name,Activity Type,Elapsed Time,Filename,Moving Time,Distance,Distance";
    let values = "\"Nov 1, 2026, 7:00:00 AM\",By hand,Run,1800,,1800,5.00,5000.0";
    let before = format!("{line}\n{values}\n");
    let with_heart = format!(
        "{line},Elevation Gain,Average Cadence,Max Heart Rate,Average Heart Rate\n{values},40,85,171,150\n"
    );
    import_each(&app, &[("activities.csv", before.as_bytes())]);
    let run = || app.runs_page(5, None).expect("a list").runs.remove(0);
    assert_eq!((run().mean_heart_rate, run().ascent), (None, None));
    for _ in 0..2 {
        import_each(&app, &[("activities.csv", with_heart.as_bytes())]);
        assert_eq!(counts(&app), (1, 1, 2), "one run counts");
        let run = run();
        let told = [
            run.mean_heart_rate.map(|v| v.get()),
            run.max_heart_rate.map(|v| v.get()),
            run.mean_cadence.map(|v| v.get()),
            run.ascent.map(|v| v.get()),
        ];
        assert_eq!(told, [Some(150.0), Some(171.0), Some(170.0), Some(40.0)]);
    }
}
